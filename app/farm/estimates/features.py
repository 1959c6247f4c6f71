"""What of a template its drawing time depends on: counted in the compiled model, without drawing anything.

Layers count by the part of the film in which they show, and what grows with the area of a layer counts in megapixels.
A nested composition counts with its area each time it is nested.
"""

from __future__ import annotations

from collections import defaultdict
from typing import Final

from app.core.frames import FrameRange
from app.core.model import Comp, FootageKind, Group, Layer, LayerKind, Template, TextValue

NAMES: Final = (
    "film",
    "area",
    "moving",
    "layers",
    "effects",
    "effect_area",
    "blur",
    "three_d",
    "text",
    "characters",
    "shapes",
    "masks",
    "mattes",
    "blends",
    "styles",
    "video",
    "images",
    "expressions",
)
"""What is counted; see `features_of`."""

MEGAPIXEL: Final = 1e6

_DEEPEST = 24
_UNSEEN = frozenset({LayerKind.NULL, LayerKind.CAMERA, LayerKind.LIGHT})
_PICTURES = frozenset({FootageKind.IMAGE, FootageKind.PHOTOSHOP, FootageKind.VECTOR, FootageKind.SEQUENCE})

Features = dict[str, float]


def features_of(template: Template, comp_id: int, frames: FrameRange | None = None) -> Features:
    """The features of a composition as `NAMES` lists them, zeros left out; of some of its frames, where told.

    `film`: megapixels of the film. `area`: of all layers together; `moving`: of those that change over time; `blur`:
    times the samples of motion blur; `effect_area`: times the number of effects. The others are numbers: layers, of
    which three-dimensional, texts (and their characters), shape groups, masks, mattes, modes other than normal, layer
    styles, videos, pictures; and expressions.
    """
    comp = template.comp(comp_id)
    if comp is None:
        return {}
    count = _Count(template)
    start, stop = 0.0, comp.duration
    if frames is not None and comp.frame_rate > 0:
        start, stop = frames.start / comp.frame_rate, frames.stop / comp.frame_rate
    count.comp(comp, start, stop, 1.0, 0)
    found = count.found
    found["film"] = comp.width * comp.height / MEGAPIXEL
    return {name: round(found[name], 6) for name in NAMES if found[name] > 0}


class _Count:
    """The sums over one composition and all it nests."""

    def __init__(self, template: Template) -> None:
        self._template = template
        self._footage = {item.id: item for item in template.footage}
        self._comps = {comp.id: comp for comp in template.comps}
        self.found: defaultdict[str, float] = defaultdict(float)

    def comp(self, comp: Comp, start: float, stop: float, weight: float, depth: int) -> None:
        """Count what shows of a composition between two of its times; `weight`: the part of the film that it shows."""
        length = stop - start
        if length <= 0 or weight <= 0 or depth > _DEEPEST:
            return
        is_solo = any(layer.solo for layer in comp.layers)
        for layer in comp.layers:
            if layer.kind in _UNSEEN or layer.guide or not (layer.enabled or layer.is_matte):
                continue
            if is_solo and not layer.solo and not layer.is_matte:
                continue
            shown = min(stop, layer.out_point) - max(start, layer.in_point)
            if shown > 0:
                self._layer(comp, layer, weight * min(1.0, shown / length), depth)

    def _layer(self, comp: Comp, layer: Layer, weight: float, depth: int) -> None:
        nested = self._comps.get(layer.source_id) if layer.source_id is not None else None
        area = weight * self._area(comp, layer)
        found = self.found
        found["layers"] += weight
        found["area"] += area
        if nested is not None or _is_moving(layer):
            found["moving"] += area
        if comp.motion_blur and layer.motion_blur:
            found["blur"] += area * comp.motion_blur_samples
        effects = _enabled(layer.root.group("ADBE Effect Parade")) if layer.effects_active else 0
        found["effects"] += weight * effects
        found["effect_area"] += area * effects
        found["three_d"] += weight * layer.three_d
        found["masks"] += weight * _enabled(layer.root.group("ADBE Mask Parade"))
        found["mattes"] += weight * (layer.matte is not None)
        found["blends"] += weight * (layer.blend_mode != "normal")
        found["styles"] += weight * max(0, _enabled(layer.root.group("ADBE Layer Styles")) - 1)
        found["expressions"] += weight * sum(1 for one in layer.root.walk() if one.driven)
        self._content(layer, weight)
        if nested is not None:
            rate = layer.stretch or 1.0
            first = (max(0.0, layer.in_point) - layer.start_time) / rate
            last = (min(comp.duration, layer.out_point) - layer.start_time) / rate
            low, high = sorted((first, last))
            span = (0.0, nested.duration) if layer.time_remap else (max(0.0, low), min(nested.duration, high))
            self.comp(nested, *span, weight, depth + 1)

    def _content(self, layer: Layer, weight: float) -> None:
        if layer.kind is LayerKind.TEXT:
            self.found["text"] += weight
            self.found["characters"] += weight * _characters(layer)
        elif layer.kind is LayerKind.SHAPE:
            self.found["shapes"] += weight * _groups(layer.root, "ADBE Vector Group")
        item = self._footage.get(layer.source_id) if layer.source_id is not None else None
        if item is not None:
            self.found["video"] += weight * (item.kind is FootageKind.VIDEO)
            self.found["images"] += weight * (item.kind in _PICTURES)

    def _area(self, comp: Comp, layer: Layer) -> float:
        """Megapixels that a layer covers at most."""
        whole = comp.width * comp.height
        own = layer.width * layer.height or whole
        return (whole if layer.adjustment else min(own, whole)) / MEGAPIXEL


def _enabled(parade: Group | None) -> int:
    return 0 if parade is None else sum(1 for one in parade.children if isinstance(one, Group) and one.enabled)


def _is_moving(layer: Layer) -> bool:
    return layer.kind is LayerKind.FOOTAGE or any(one.animated for one in layer.root.walk())


def _characters(layer: Layer) -> int:
    values = (one.value for one in layer.root.walk())
    return max((len(value.text) for value in values if isinstance(value, TextValue)), default=0)


def _groups(root: Group, match_name: str) -> int:
    found = 0
    for child in root.children:
        if isinstance(child, Group):
            found += (child.match_name == match_name and child.enabled) + _groups(child, match_name)
    return found
