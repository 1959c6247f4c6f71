"""Finding the files that a project names, on a computer other than its author's."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path, PurePosixPath, PureWindowsPath

from app.core.model import Footage, FootageKind, Template
from app.template.files import is_file, is_folder

FOOTAGE_FOLDER = "(Footage)"
"""Where After Effects' “Collect Files” puts footage beside the project."""

_NO_FILE = frozenset({FootageKind.SOLID, FootageKind.PLACEHOLDER})


def needs_file(item: Footage) -> bool:
    """Whether a footage item stands for a file."""
    return item.kind not in _NO_FILE and bool(item.path)


def stored_name(path: str) -> str:
    """The last part of a path as a project stores it, whatever platform wrote it."""
    pure = PureWindowsPath(path) if "\\" in path or path[1:2] == ":" else PurePosixPath(path)
    return pure.name


def leads_to_a_share(path: str) -> bool:
    """Whether Windows would look for a path on another computer, or among devices; slashes of both kinds count.

    Such a path is never probed: the mere look-up sends the user's credentials to a host that the file names.
    """
    return path.replace("/", "\\").startswith("\\\\")


def locate_footage(template: Template, template_path: Path) -> dict[int, Path]:
    """Local files for the template's footage items, by item id; items whose file is not found are left out.

    Looks beside the template first (a collected project is meant to travel with its footage), then at the stored
    path, which is only taken when it is absolute here.
    """
    found = {}
    for item in template.footage:
        if needs_file(item):
            path = next((path for path in _candidates(item, template_path.parent) if is_file(path)), None)
            if path is not None:
                found[item.id] = path
    return found


def _candidates(item: Footage, folder: Path) -> Iterator[Path]:
    name = stored_name(item.path)
    if not name or name in {".", ".."}:
        return
    yield folder / FOOTAGE_FOLDER / name
    yield folder / name
    yield from _below(folder / FOOTAGE_FOLDER, name)
    if not leads_to_a_share(item.path) and (os.name == "nt" or not PureWindowsPath(item.path).drive):
        stored = Path(item.path)
        yield stored if stored.is_absolute() else folder / stored


def _below(folder: Path, name: str) -> Iterator[Path]:
    if is_folder(folder):
        for child in sorted(folder.iterdir()):
            if is_folder(child) and not child.is_symlink():
                yield child / name
