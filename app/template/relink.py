"""A filled project as one rendering computer needs it: its files where they lie there, its composition to be named.

Works on the chunk tree alone, so that nothing else changes. Facts: `aepx-format.md` §3.2 (the `alas` record names a
file), §7 gotcha 3 (an item's name is its first `Utf8`).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from msgspec.structs import replace

from app.core.errors import TemplateError
from app.core.unreadable import NO_JSON
from app.template.adapter import path_fields
from app.template.chunks import Chunk, ChunkTree
from app.template.locate import leads_to_a_share, stored_name

_ITEM_LISTS = frozenset({"Fold", "Sfdr", "Item"})
_ITEM_ID = slice(16, 20)
_FRAME_COUNT_TYPE = 0x14
"""Where `nnhd` says how frames are counted: from 0, from 1, or (2) by converting timecode, which counts from 0."""


def counts_from(tree: ChunkTree) -> int:
    """The number that the project displays for the first frame of a composition that starts at 0: 0 or 1."""
    record = tree.root.child("nnhd")
    return record.body[_FRAME_COUNT_TYPE] % 2 if record is not None and len(record.body) > _FRAME_COUNT_TYPE else 0


def relink(tree: ChunkTree, files: Mapping[int, str], *, location: str, name: str) -> ChunkTree:
    """The project with its footage items (by id) at `files`, absolute paths of the computer that renders.

    `location` is the absolute path that the project will have there. Other items keep their paths, but for paths on
    network shares: they lead to a folder that is not there, as a mere look-up sends the user's credentials to a host
    that the template names. Raises `TemplateError`, which calls the project `name`, when an item cannot be pointed to
    its file.
    """
    links = _Links(files, location)
    root = links.linked(tree.root)
    lacking = sorted(set(files) - links.done)
    if lacking:
        raise TemplateError(
            f"{name} cannot be given its footage.",
            f"It refers to footage item {lacking[0]} in a form that cannot be written.",
            "Open the project in After Effects CC 2018 or later and save it again.",
        )
    return replace(tree, root=root)


def rename_item(tree: ChunkTree, item_id: int, title: str, *, name: str) -> ChunkTree:
    """The project with another name for an item. Raises `TemplateError` when the item has none to replace."""
    renamed = [0]

    def walk(chunk: Chunk) -> Chunk:
        if chunk.children is None:
            return chunk
        children = [walk(child) if child.name in _ITEM_LISTS else child for child in chunk.children]
        if chunk.name == "Item" and _id_of(chunk) == item_id:
            place = next((index for index, child in enumerate(children) if child.name == "Utf8"), None)
            if place is not None:
                children[place] = replace(children[place], body=title.encode())
                renamed[0] += 1
        return replace(chunk, children=tuple(children))

    root = walk(tree.root)
    if not renamed[0]:
        raise TemplateError(f"Composition {item_id} of {name} cannot be renamed.", "It has no name in the file.")
    return replace(tree, root=root)


class _Links:
    """Writes paths into footage items, and notes which have got theirs."""

    def __init__(self, files: Mapping[int, str], location: str) -> None:
        self._files = files
        self._location = location
        self.done: set[int] = set()

    def linked(self, chunk: Chunk) -> Chunk:
        """The chunk with the paths of all footage items in it."""
        if chunk.children is None:
            return chunk
        item_id = _id_of(chunk) if chunk.name == "Item" else -1
        children = []
        for child in chunk.children:
            if child.name == "Pin ":
                children.append(self._file(child, item_id))
            elif child.name in _ITEM_LISTS:
                children.append(self.linked(child))
            else:
                children.append(child)
        return replace(chunk, children=tuple(children))

    def _file(self, chunk: Chunk, item_id: int) -> Chunk:
        """The description of a file (the item's own, or its proxy's, which follows) with another path."""
        if chunk.tag == "alas":
            return self._record(chunk, item_id)
        if chunk.children is None:
            return chunk
        return replace(chunk, children=tuple(self._file(child, item_id) for child in chunk.children))

    def _record(self, chunk: Chunk, item_id: int) -> Chunk:
        try:
            fields: Any = json.loads(chunk.body)
        except NO_JSON:
            return chunk
        if not isinstance(fields, dict):
            return chunk
        path = self._files.get(item_id) if item_id not in self.done else None
        if path is not None:
            self.done.add(item_id)
            fields |= path_fields(path, self._location) | {"target_is_folder": False}
        elif leads_to_a_share(str(fields.get("fullpath", ""))):
            fields |= path_fields(self._nowhere(fields["fullpath"]), self._location)
        else:
            return chunk
        fields |= {"server_name": "", "server_volume_name": ""}
        body = json.dumps(fields, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        # JSON can spell half a character, which is no text.
        return replace(chunk, body=body.encode("utf-8", "replace"))

    def _nowhere(self, path: str) -> str:
        separator = "\\" if "\\" in self._location else "/"
        folder = self._location.rpartition(separator)[0]
        return separator.join((folder, "missing", stored_name(path)))


def _id_of(item: Chunk) -> int:
    record = item.child("idta")
    return int.from_bytes(record.body[_ITEM_ID], "big") if record is not None else -1
