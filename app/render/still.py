"""Which compositions do not move, so that their pictures can be kept, and under which key."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Hashable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from app.core.model import Comp, FootageKind, Group, Layer, LayerKind, Property, TextValue, Value
from app.render.scene import Moment, Scene
from app.render.text_selectors import WIGGLY_SELECTOR
from app.render.timing import is_active, source_time
from app.render.transform import ancestors

MOVING_FOOTAGE = frozenset({FootageKind.VIDEO, FootageKind.SEQUENCE})
"""Footage whose picture depends on the time."""


@dataclass(slots=True)
class StillPictures:
    """Finds keys for nested compositions' pictures. Keys name content, not ids, so that templates can share a cache."""

    scene: Scene
    _still: dict[int, bool] = field(default_factory=dict)
    _hashes: dict[int, str] = field(default_factory=dict)
    _ground_hashes: dict[tuple[int, tuple[int, ...]], str] = field(default_factory=dict)
    _uses: Counter[int | None] | None = None
    _staying: dict[tuple[int, int], bool] = field(default_factory=dict)

    def key(self, comp: Comp, time: float, scale: float) -> Hashable | None:
        """The key of the comp's picture at `time`; None when its content moves.

        A still composition changes only where a layer's in or out point passes, so the layers that are active,
        here and in nested compositions, belong to the key.
        """
        if not self.is_still(comp):
            return None
        return ("comp", self._content(comp), scale, self._active(comp, time))

    def ground_key(self, comp: Comp, layers: list[Layer], time: float, scale: float) -> Hashable:
        """The key of the picture of a composition's lowest layers, all of which stay, at `time`."""
        ids = frozenset(layer.id for layer in layers)
        return ("ground", self._ground_content(comp, layers), scale, self._active(comp, time, ids))

    def stays(self, comp: Comp, layer: Layer) -> bool:
        """Whether the layer alone, at any time at which it is shown, changes the pixels below it in the same way.

        It may depend on its parents and its matte only, so 3D and adjustment layers are not among these.
        """
        if (comp.id, layer.id) not in self._staying:
            matte = comp.layer(layer.matte.layer_id) if layer.matte is not None else None
            self._staying[comp.id, layer.id] = (
                not layer.adjustment
                and all(not part.three_d and self._layer_is_still(part) for part in self._needed(comp, layer))
                and (matte is None or _shown_with(layer, matte))
            )
        return self._staying[comp.id, layer.id]

    def _needed(self, comp: Comp, layer: Layer) -> list[Layer]:
        """The layers that decide what a layer that stays looks like: itself, its matte, the parents of both."""
        matte = comp.layer(layer.matte.layer_id) if layer.matte is not None else None
        return [layer, *ancestors(comp, layer), *((matte, *ancestors(comp, matte)) if matte else ())]

    def is_still(self, comp: Comp) -> bool:
        """Whether nothing in the composition is keyframed, driven by an expression, or a moving picture."""
        if comp.id not in self._still:
            self._still[comp.id] = False
            self._still[comp.id] = all(self._layer_is_still(layer) for layer in comp.layers)
        return self._still[comp.id]

    def is_shared(self, comp: Comp) -> bool:
        """Whether more than one layer of the project shows the composition."""
        if self._uses is None:
            self._uses = Counter(layer.source_id for each in self.scene.template.comps for layer in each.layers)
        return self._uses[comp.id] > 1

    def _layer_is_still(self, layer: Layer) -> bool:
        if any(prop.animated for prop in layer.root.walk()) or _wiggles(layer):
            return False
        if layer.source_id is None:
            return True
        nested = self.scene.template.comp(layer.source_id)
        if nested is not None:
            return self.is_still(nested)
        item = self.scene.template.footage_item(layer.source_id)
        return item is None or item.kind not in MOVING_FOOTAGE

    def _active(self, comp: Comp, time: float, only: frozenset[int] | None = None) -> tuple[Hashable, ...]:
        found: list[Hashable] = []
        for layer in comp.layers:
            if not is_active(layer, time) or (only is not None and layer.id not in only):
                continue
            nested = self.scene.template.comp(layer.source_id) if layer.source_id is not None else None
            if nested is None:
                found.append((layer.id, self._file(layer.source_id)))
            else:
                inside = source_time(self.scene, Moment(comp=comp, layer=layer, time=time))
                found.append((layer.id, self._active(nested, inside)))
        return tuple(found)

    def _ground_content(self, comp: Comp, layers: list[Layer]) -> str:
        """The hash of all that the lowest layers' picture comes from; nothing above them, so that it may change."""
        ids = tuple(layer.id for layer in layers)
        if (comp.id, ids) not in self._ground_hashes:
            needed = {part.id for layer in layers for part in self._needed(comp, layer)}
            kept = tuple(layer for layer in comp.layers if layer.id in needed)
            self._ground_hashes[comp.id, ids] = self._hash(msgspec.structs.replace(comp, layers=kept))
        return self._ground_hashes[comp.id, ids]

    def _content(self, comp: Comp) -> str:
        if comp.id not in self._hashes:
            self._hashes[comp.id] = self._hash(comp)
        return self._hashes[comp.id]

    def _hash(self, comp: Comp) -> str:
        digest = hashlib.blake2b(msgspec.msgpack.encode(comp), digest_size=16)
        digest.update(msgspec.msgpack.encode([self._font(name) for name in sorted(_fonts_of(comp))]))
        for source_id in sorted({layer.source_id for layer in comp.layers if layer.source_id is not None}):
            digest.update(self._source(source_id))
        return digest.hexdigest()

    def _font(self, name: str) -> tuple[str | int, ...]:
        """The faces that draw this font here: with others the same text is another picture."""
        own = self.scene.fonts.find(name) or self.scene.fonts.fallback(name)
        files = (own, *self.scene.fonts.fallbacks(name))
        return (name, *(part for file in files for part in (file.face, *_identity(file.path))))

    def _source(self, source_id: int) -> bytes:
        nested = self.scene.template.comp(source_id)
        if nested is not None:
            return self._content(nested).encode()
        item = self.scene.template.footage_item(source_id)
        return msgspec.msgpack.encode(item)

    def _file(self, source_id: int | None) -> Hashable:
        """What tells one state of a footage file from another; looked at each time, because files are replaced."""
        path = self.scene.footage.get(source_id) if source_id is not None else None
        return None if path is None else _identity(path)


def _identity(path: Path) -> tuple[str | int, ...]:
    try:
        status = path.stat()
    except OSError:
        return (str(path),)
    return str(path), status.st_mtime_ns, status.st_size


def _fonts_of(comp: Comp) -> set[str]:
    texts = [layer for layer in comp.layers if layer.kind is LayerKind.TEXT]
    values = [value for layer in texts for prop in layer.root.walk() for value in _values_of(prop)]
    return {run.font for value in values if isinstance(value, TextValue) for run in value.runs}


def _wiggles(layer: Layer) -> bool:
    """Whether a text animator moves the layer's characters without any keyframe."""
    waiting: list[Group | Property] = [layer.root] if layer.kind is LayerKind.TEXT else []
    while waiting:
        node = waiting.pop()
        if isinstance(node, Group):
            if node.match_name == WIGGLY_SELECTOR:
                return True
            waiting.extend(node.children)
    return False


def _values_of(prop: Property) -> Iterator[Value]:
    yield prop.value
    yield from (key.value for key in prop.keyframes)


def _shown_with(layer: Layer, matte: Layer) -> bool:
    """Whether the matte is there for as long as its layer."""
    return matte.in_point <= layer.in_point and layer.out_point <= matte.out_point
