"""Starting and saving a sample's project: fixed ids, neutral footage paths, the `.aepx` and `.aep` pair."""

from __future__ import annotations

import json
import os
import random
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PureWindowsPath
from unittest import mock

import msgspec
import py_aep
from py_aep import CompItem, FootageItem, ImportOptions, Project

from app.template.chunks import Chunk, ChunkTree
from app.template.files import read_project, write_project
from app.template.locate import FOOTAGE_FOLDER

AFTER_EFFECTS_VERSION = "23.0x59"
"""The release the projects are made for, and the first whose track mattes may be any layer; later ones open them."""

FRAME_RATE = 30.0

NEUTRAL_ROOT = PureWindowsPath("C:/Farmhand/samples")
"""Where the projects say they lie, so that they name no author's computer; footage is found beside the project."""

PHOTO_TIME = 1_700_000_000
"""Modification time given to footage while it is imported (After Effects reads a file again whose time differs)."""


@contextmanager
def repeatable_ids(seed: str) -> Iterator[None]:
    """Let everything made inside draw its unique ids from a seed, so that a second build gives the same bytes."""
    source = random.Random(seed)

    def next_id() -> uuid.UUID:
        return uuid.UUID(int=source.getrandbits(128), version=4)

    with mock.patch.object(uuid, "uuid4", next_id):
        yield


def new_project() -> Project:
    """An empty project for After Effects on Windows."""
    return py_aep.new(AFTER_EFFECTS_VERSION, platform="windows").project


def add_comp(project: Project, name: str, width: int, height: int, seconds: float, *, background: str) -> CompItem:
    """A composition at 30 frames a second; `background` (`#rrggbb`) is what After Effects shows behind transparency."""
    comp = project.root_folder.add_comp(name, width, height, 1.0, seconds, FRAME_RATE)
    comp.bg_color = [channel / 255 for channel in bytes.fromhex(background[1:])]
    return comp


def import_photo(project: Project, folder: Path, name: str) -> FootageItem:
    """Import `name` from the footage folder of the sample being built in `folder`, as the item “Photo”."""
    path = folder / FOOTAGE_FOLDER / name
    os.utime(path, (PHOTO_TIME, PHOTO_TIME))
    item = project.import_file(ImportOptions(path))
    assert isinstance(item, FootageItem)
    item.name = "Photo"
    return item


def save_pair(project: Project, folder: Path, sample: str) -> tuple[Path, Path]:
    """Write `<sample>.aepx` and `<sample>.aep` into `folder`, replacing what is there. Gives both paths."""
    binary, xml = folder / f"{sample}.aep", folder / f"{sample}.aepx"
    binary.unlink(missing_ok=True)
    project.save(binary)
    tree = read_project(binary).tree
    neutral = ChunkTree(_neutral_paths(tree.root, str(NEUTRAL_ROOT / sample)), tree.xmp)
    write_project(neutral, binary)
    write_project(neutral, xml)
    return xml, binary


def _neutral_paths(chunk: Chunk, folder: str) -> Chunk:
    """The tree with every footage path moved to `folder`. The relative counts py-aep computed stay true there."""
    if chunk.tag == "alas":
        record = json.loads(chunk.body)
        name = PureWindowsPath(record["fullpath"]).name
        record["fullpath"] = f"{folder}\\{FOOTAGE_FOLDER}\\{name}"
        body = json.dumps(record, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()
        return msgspec.structs.replace(chunk, body=body)
    if chunk.children is None:
        return chunk
    return msgspec.structs.replace(chunk, children=tuple(_neutral_paths(child, folder) for child in chunk.children))
