"""Damage to projects and logs, chosen by a seed: bits, cuts, doubled and moved chunks, sizes, parts of other files."""

from __future__ import annotations

import os
import random
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from msgspec.structs import replace

from app.core.errors import FarmhandError
from app.template.aepx import write_aepx
from app.template.chunks import Chunk, ChunkTree, read_rifx, write_rifx
from app.template.files import read_project
from resources import samples
from tests.unit.template import own_projects

CORPUS = os.environ.get("FARMHAND_CORPUS", "")
LARGEST_FROM_CORPUS = 400_000
MOST_FROM_CORPUS = 60
_STARTS = ("WARNING:", "PROGRESS:", "aerender ERROR: ", "(")
_ODD = (
    b"\0",
    b"\xff",
    b"\x7f",
    b"\x80",
    b"\xff\xff\xff\xff",
    b"\x7f\xf8\0\0\0\0\0\0",
    b"\x7f\xf0\0\0\0\0\0\0",
    b"\0" * 8,
)


@cache
def own_trees() -> tuple[ChunkTree, ...]:
    """Small projects of ours: every kind of layer that there is, and the smallest samples."""
    small = [read_rifx(own_projects.rich_project(), "rich.aep"), read_rifx(own_projects.empty_project(), "empty.aep")]
    files = sorted((one.template.with_suffix(".aep") for one in samples()), key=lambda file: file.stat().st_size)
    return (*small, read_project(files[0]).tree)


@cache
def all_trees() -> tuple[ChunkTree, ...]:
    """Those, the other samples, and projects of the folder that FARMHAND_CORPUS names."""
    found = [*own_trees(), *(read_project(one.template).tree for one in samples())]
    files = sorted(file for file in Path(CORPUS).rglob("*.aep*") if file.is_file()) if CORPUS else []
    for file in [file for file in files if file.stat().st_size <= LARGEST_FROM_CORPUS][:MOST_FROM_CORPUS]:
        try:
            found.append(read_project(file).tree)
        except FarmhandError:
            continue
    return tuple(found)


def have_xml(trees: Sequence[ChunkTree]) -> tuple[ChunkTree, ...]:
    """Those that have an XML form. Projects from before Creative Cloud have none."""
    return tuple(tree for tree in trees if _xml(tree) is not None)


class Mutator:
    """Makes one damaged thing of one of `bases`, with parts of all `trees`; the same seed makes the same."""

    def __init__(self, seed: str, bases: Sequence[ChunkTree], trees: Sequence[ChunkTree]) -> None:
        self.dice = random.Random(seed)
        self._bases = bases
        self._trees = trees

    def binary(self) -> bytes:
        """A damaged .aep."""
        tree = self.dice.choice(self._bases)
        data = write_rifx(self._grown(tree) if self.dice.random() < 0.7 else tree)
        return self._bytes(data) if self.dice.random() < 0.5 else data

    def text(self) -> bytes:
        """A damaged .aepx. Each of the bases has an XML form."""
        tree = self.dice.choice(self._bases)
        grown = self._grown(tree) if self.dice.random() < 0.6 else tree
        data = _xml(grown) or write_aepx(tree)
        return self._bytes(data) if self.dice.random() < 0.6 else data

    def log(self, text: str) -> bytes:
        """A damaged log of aerender."""
        lines = text.splitlines(keepends=True)
        for _ in range(self.dice.randrange(1, 6)):
            place = self.dice.randrange(len(lines))
            match self.dice.randrange(4):
                case 0:
                    lines[place] = lines[place].rstrip("\n") + self.dice.choice(lines)
                case 1:
                    lines[place:place] = [self.dice.choice(lines)] * self.dice.randrange(1, 60)
                case 2:
                    lines[place] = lines[place].replace(":", self.dice.choice((";", "::", ":" * 3000, "")))
                case _:
                    lines[place] = self.dice.choice(_STARTS) * 400 + lines[place]
        encoded = "".join(lines).encode(self.dice.choice(("utf-8", "utf-16", "cp1252")), "replace")
        return self._bytes(encoded)

    def _bytes(self, data: bytes) -> bytes:
        raw = bytearray(data)
        for _ in range(self.dice.choice((1, 1, 2, 3, 30))):
            place = self.dice.randrange(min(12, len(raw) - 1), len(raw)) if len(raw) > 1 else 0
            match self.dice.randrange(7):
                case 0:
                    raw[place] ^= 1 << self.dice.randrange(8)
                case 1:
                    odd = self.dice.choice(_ODD)
                    raw[place : place + len(odd)] = odd
                case 2:
                    del raw[place : place + self.dice.randrange(1, 40)]
                case 3:
                    raw[place:place] = raw[place : place + self.dice.randrange(1, 200)]
                case 4 if self.dice.random() < 0.2:
                    del raw[place:]
                case 5:
                    raw[place] = self.dice.randrange(256)
                case _:
                    end = place + self.dice.randrange(1, 64)
                    raw[place:end] = bytes(len(raw[place:end]))
            if len(raw) < 16:
                break
        return bytes(raw)

    def _grown(self, tree: ChunkTree) -> ChunkTree:
        """The tree with one to three of its chunks changed, doubled, dropped, moved, or taken from another file."""
        root = tree.root
        for _ in range(self.dice.randrange(1, 4)):
            paths = _paths(root)
            root = _changed(root, self.dice.choice(paths), self)
        return replace(tree, root=root)

    def child_list(self, children: tuple[Chunk, ...], place: int) -> tuple[Chunk, ...]:
        """The chunks of a list with something done to the one at `place`."""
        chunk = children[place]
        before, after = children[:place], children[place + 1 :]
        match self.dice.randrange(6):
            case 0:
                return (*before, chunk, chunk, *after)
            case 1:
                return (*before, *after)
            case 2:
                others = self.dice.choice(self._trees).root
                return (*before, _at(others, self.dice.choice(_paths(others))), *after)
            case 3 if len(children) > 1:
                shuffled = list(children)
                self.dice.shuffle(shuffled)
                return tuple(shuffled)
            case 4 if chunk.children is not None:
                return (*before, replace(chunk, children=()), *after)
            case _:
                return (*before, self._leaf(chunk), *after)

    def _leaf(self, chunk: Chunk) -> Chunk:
        if chunk.children is not None:
            return chunk
        body = bytearray(chunk.body)
        for _ in range(self.dice.randrange(1, 6)):
            place = self.dice.randrange(len(body) + 1)
            match self.dice.randrange(4):
                case 0:
                    body[place:place] = self.dice.choice(_ODD)
                case 1:
                    odd = self.dice.choice(_ODD)
                    body[place : place + len(odd)] = odd
                case 2:
                    del body[place:]
                case _ if body:
                    body[place - 1] ^= 1 << self.dice.randrange(8)
        return replace(chunk, body=bytes(body))


def _xml(tree: ChunkTree) -> bytes | None:
    try:
        return write_aepx(tree)
    except FarmhandError:
        return None


Way = tuple[int, ...]


def _paths(root: Chunk) -> list[Way]:
    """The ways to all chunks below a root."""
    found: list[Way] = []
    stack: list[tuple[Way, Chunk]] = [((), root)]
    while stack:
        path, chunk = stack.pop()
        for number, child in enumerate(chunk.children or ()):
            found.append((*path, number))
            stack.append(((*path, number), child))
    return found or [()]


def _at(root: Chunk, path: Way) -> Chunk:
    for number in path:
        root = (root.children or ())[number]
    return root


def _changed(root: Chunk, path: Way, mutator: Mutator) -> Chunk:
    if not path or not root.children:
        return root
    if len(path) == 1:
        return replace(root, children=mutator.child_list(root.children, path[0]))
    children = list(root.children)
    children[path[0]] = _changed(children[path[0]], path[1:], mutator)
    return replace(root, children=tuple(children))
