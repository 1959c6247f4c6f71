"""The proof that filling a project changed what was asked and nothing else.

Both trees are compared after the places that a fill may change were blanked in both. These places, found by filling
every slot of the test projects and looking at all differences:

- a filled text layer: its `btdk` dictionaries (one holds all keyframes of a Source Text);
- a filled footage item: the first `Pin ` list, which describes the file; in `idta` the flags byte that says solid or
  file (0x17) and the file's time (0x50..0x53); and the item's name, the first `Utf8`, which is written down so that
  it stays (`adapter.place_photo`).

Nothing else is touched by saving: no revision counter, no metadata packet.
"""

from __future__ import annotations

import json

from msgspec.structs import replace

from app.core.errors import TemplateError
from app.core.unreadable import NO_JSON
from app.template.chunks import Chunk, ChunkTree
from app.template.diff import diff
from app.template.targets import Targets

_TOLD_DIFFERENCES = 5
_ITEM_ID = slice(16, 20)
_LAYER_ID = slice(0, 4)
_FILE_FLAGS = 0x17
_FILE_TIME = slice(0x50, 0x54)
_ITEM_LISTS = frozenset({"Fold", "Sfdr", "Item"})


def prove_fill(before: ChunkTree, after: ChunkTree, targets: Targets, name: str) -> None:
    """Raise `TemplateError` when `after` differs from `before` elsewhere than a fill of `targets` may.

    Also when a filled footage item does not hold its photo's path. `name` is what the message calls the project.
    """
    places = _Places(targets)
    masked_before = replace(before, root=places.blanked(before.root))
    masked_after = replace(after, root=places.blanked(after.root))
    differences = [difference.path for difference in diff(masked_before, masked_after)]
    if differences:
        told = ", ".join(differences[:_TOLD_DIFFERENCES])
        more = f" and {len(differences) - _TOLD_DIFFERENCES} more" if len(differences) > _TOLD_DIFFERENCES else ""
        raise TemplateError(
            f"Filling {name} changed more than asked.",
            f"Other parts of the project differ from the template: {told}{more}.",
            "Nothing was written. Please report this template.",
        )
    missing = [media.project_path for item_id, media in targets.photos.items() if item_id not in places.proved]
    if missing:
        raise TemplateError(
            f"Filling {name} did not change what was asked.",
            f"The path {missing[0]} is not in the filled project.",
            "Nothing was written. Please report this template.",
        )


class _Places:
    """Blanks the places that may change, and notes the items that hold their photo's path."""

    def __init__(self, targets: Targets) -> None:
        self._photos = targets.photos
        self._layers: dict[int, set[int]] = {}
        for comp_id, layer_id in targets.texts:
            self._layers.setdefault(comp_id, set()).add(layer_id)
        self.proved: set[int] = set()

    def blanked(self, chunk: Chunk) -> Chunk:
        """The chunk without what may change in it."""
        if chunk.children is None:
            return chunk
        item_id = _id_in(chunk, "idta", _ITEM_ID) if chunk.name == "Item" else -1
        children = self._footage(item_id, chunk.children) if item_id in self._photos else chunk.children
        layers = self._layers.get(item_id, set())
        return replace(chunk, children=tuple(self._child(child, layers) for child in children))

    def _child(self, child: Chunk, layers: set[int]) -> Chunk:
        if child.name in _ITEM_LISTS:
            return self.blanked(child)
        if child.name == "Layr" and layers and _id_in(child, "ldta", _LAYER_ID) in layers:
            return _without_documents(child)
        return child

    def _footage(self, item_id: int, children: tuple[Chunk, ...]) -> tuple[Chunk, ...]:
        found = list(children)
        for name in ("idta", "Utf8", "Pin "):
            place = next((index for index, child in enumerate(found) if child.name == name), None)
            if place is None:
                continue
            if name == "Pin " and _stored_path(found[place]) == self._photos[item_id].project_path:
                self.proved.add(item_id)
            body = _without_file(found[place].body) if name == "idta" else b""
            found[place] = replace(found[place], body=body, children=() if name == "Pin " else None)
        return tuple(found)


def _id_in(chunk: Chunk, name: str, place: slice) -> int:
    record = chunk.child(name)
    return int.from_bytes(record.body[place], "big") if record is not None else -1


def _without_documents(chunk: Chunk) -> Chunk:
    """The layer with the bodies of its text documents blanked."""
    if chunk.name == "btdk":
        return replace(chunk, body=b"")
    if not chunk.children:
        return chunk
    return replace(chunk, children=tuple(map(_without_documents, chunk.children)))


def _without_file(body: bytes) -> bytes:
    blank = bytearray(body)
    blank[_FILE_FLAGS : _FILE_FLAGS + 1] = b"\0"
    blank[_FILE_TIME] = bytes(4)
    return bytes(blank)


def _stored_path(pin: Chunk) -> str:
    record = pin.find("Als2", "alas")
    try:
        fields = json.loads(record.body) if record is not None else {}
    except NO_JSON:
        return ""
    return str(fields.get("fullpath", "")) if isinstance(fields, dict) else ""
