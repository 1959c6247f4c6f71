"""What differs between two projects, chunk by chunk: the proof that filling changed nothing else."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from enum import StrEnum

import msgspec

from app.template.chunks import Chunk, ChunkTree

XMP_PATH = "XMP"
"""Path of the packet after the last chunk, which is no chunk itself."""


class DifferenceKind(StrEnum):
    """What happened to a chunk."""

    CHANGED = "changed"
    ADDED = "added"
    REMOVED = "removed"


class Difference(msgspec.Struct, frozen=True):
    """One difference. `path` is like `Fold/Item[3]/Layr[2]/tdgp/btdk`.

    Numbers count chunks of that name in their list from 1 and are left out where there is only one; they count in the
    first project, for added chunks in the second one. A whole chunk that was added or removed is one difference.
    """

    path: str
    kind: DifferenceKind

    @property
    def name(self) -> str:
        """The name of the chunk itself, without its number."""
        return self.path.rpartition("/")[2].partition("[")[0]


def diff(before: ChunkTree, after: ChunkTree) -> tuple[Difference, ...]:
    """All differences from `before` to `after`, in the order of the files; empty when they are equal."""
    found = list(_compare(before.root, after.root, ""))
    if before.xmp != after.xmp:
        found.append(Difference(XMP_PATH, DifferenceKind.CHANGED))
    return tuple(found)


def _compare(before: Chunk, after: Chunk, path: str) -> Iterator[Difference]:
    if before == after:
        return
    same_shape = before.tag == after.tag and before.list_type == after.list_type
    if before.children is None or after.children is None or not same_shape:
        yield Difference(path or before.name, DifferenceKind.CHANGED)
        return
    yield from _compare_children(before.children, after.children, path)


def _compare_children(before: Sequence[Chunk], after: Sequence[Chunk], path: str) -> Iterator[Difference]:
    old_paths, new_paths = _paths(before, path), _paths(after, path)
    if [chunk.name for chunk in before] == [chunk.name for chunk in after]:
        for old, new, place in zip(before, after, old_paths, strict=True):
            yield from _compare(old, new, place)
        return
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for kind, start, stop, new_start, new_stop in matcher.get_opcodes():
        if kind != "equal":
            yield from _compare_stretch(
                list(zip(before[start:stop], old_paths[start:stop], strict=True)),
                list(zip(after[new_start:new_stop], new_paths[new_start:new_stop], strict=True)),
            )


def _compare_stretch(before: list[tuple[Chunk, str]], after: list[tuple[Chunk, str]]) -> Iterator[Difference]:
    """Two stretches of neighbours without equal chunks: those of one name are compared, the others come or go."""
    waiting = list(after)
    for old, path in before:
        position = next((place for place, (new, _path) in enumerate(waiting) if new.name == old.name), None)
        if position is None:
            yield Difference(path, DifferenceKind.REMOVED)
        else:
            new, _path = waiting.pop(position)
            yield from _compare(old, new, path)
    for _new, path in waiting:
        yield Difference(path, DifferenceKind.ADDED)


def _paths(chunks: Sequence[Chunk], parent: str) -> list[str]:
    """The path of each child of a list."""
    totals = Counter(chunk.name.rstrip() for chunk in chunks)
    seen: Counter[str] = Counter()
    paths: list[str] = []
    for chunk in chunks:
        name = chunk.name.rstrip()
        seen[name] += 1
        number = f"[{seen[name]}]" if totals[name] > 1 else ""
        paths.append(f"{parent}/{name}{number}" if parent else f"{name}{number}")
    return paths
