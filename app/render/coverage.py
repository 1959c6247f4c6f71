"""What of a composition is drawn exactly, what only approximately, and which footage is missing, without rendering."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from app.core.jobs import RenderWarning, WarningKind
from app.core.model import Comp, Footage, FootageKind, Group, Layer, LayerKind, Template
from app.render import blend
from app.render.effects import APPROXIMATE, EFFECTS, effects_of, left_out
from app.render.expressions import uncovered_expression
from app.render.footage import approximate, not_drawn
from app.render.masks import MODES
from app.render.shapes import uncovered as uncovered_shapes
from app.render.styles import uncovered_styles
from app.render.text import uncovered as uncovered_text
from app.render.timing import UNSEEN_KINDS
from app.render.transform import ancestors

QUIET_FOOTAGE: Final = frozenset({FootageKind.SOLID, FootageKind.PLACEHOLDER, FootageKind.AUDIO})
"""Footage that no file is needed for, or that shows nothing."""


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many of the enabled visual layers, nested compositions included, are drawn exactly, and what is not."""

    layers: int
    exact: int
    warnings: tuple[RenderWarning, ...]

    @property
    def share(self) -> float:
        """Exactly drawn layers, 0..1; 1 for a composition without layers."""
        return self.exact / self.layers if self.layers else 1.0


def coverage(template: Template, comp_id: int) -> Coverage:
    """The coverage of a composition and all it nests; each nested composition counts once."""
    layers = exact = 0
    found: dict[RenderWarning, None] = {}
    for comp in nested_comps(template, comp_id):
        for layer in comp.layers:
            if not counts(layer):
                continue
            notes = layer_warnings(template, comp, layer)
            layers += 1
            exact += not notes
            found.update(dict.fromkeys(notes))
    return Coverage(layers=layers, exact=exact, warnings=tuple(found))


def missing_footage(template: Template, footage: Mapping[int, Path]) -> tuple[Footage, ...]:
    """Footage items used by a layer that need a file and have none that exists in `footage`."""
    used = {layer.source_id for comp in template.comps for layer in comp.layers if layer.source_id is not None}
    return tuple(
        item
        for item in template.footage
        if item.id in used
        and item.kind not in (FootageKind.SOLID, FootageKind.PLACEHOLDER)
        and not (item.id in footage and footage[item.id].exists())
    )


def nested_comps(template: Template, comp_id: int) -> Iterator[Comp]:
    """The composition and every one it nests, directly or not, each once."""
    waiting, seen = [comp_id], {comp_id}
    while waiting:
        comp = template.comp(waiting.pop())
        if comp is None:
            continue
        yield comp
        for layer in comp.layers:
            if layer.source_id is not None and layer.source_id not in seen:
                seen.add(layer.source_id)
                waiting.append(layer.source_id)


def counts(layer: Layer) -> bool:
    """Whether the layer is one that people expect to see in the film."""
    if layer.guide or layer.kind in UNSEEN_KINDS or not (layer.enabled or layer.is_matte):
        return False
    return layer.kind is not LayerKind.FOOTAGE or layer.width > 0


def layer_warnings(template: Template, comp: Comp, layer: Layer) -> list[RenderWarning]:
    """What of this layer is not drawn, or not exactly, whatever the time."""
    where = f"{comp.name} / {layer.label}"
    notes = [RenderWarning(kind=WarningKind.EFFECT, what=what, where=where) for what in _effects(layer)]
    notes += [
        RenderWarning(kind=WarningKind.FEATURE, what=what, where=where) for what in _features(template, comp, layer)
    ]
    notes += [RenderWarning(kind=WarningKind.EXPRESSION, what=what, where=where) for what in _expressions(layer)]
    item = template.footage_item(layer.source_id) if layer.source_id is not None else None
    if item is not None and item.kind not in QUIET_FOOTAGE and (reason := not_drawn(item) or approximate(item)):
        notes.append(RenderWarning(kind=WarningKind.FOOTAGE, what=f"{item.name}: {reason}", where=where))
    return notes


def _effects(layer: Layer) -> Iterator[str]:
    for group in effects_of(layer):
        if group.match_name not in EFFECTS:
            yield f"effect {group.name or group.match_name} ({group.match_name})"
        elif group.match_name in APPROXIMATE:
            yield f"effect {group.name or group.match_name} ({group.match_name}), drawn approximately"
        if group.match_name in EFFECTS:
            yield from (f"{name} of the effect {group.name or group.match_name}" for name in left_out(group))


def _features(template: Template, comp: Comp, layer: Layer) -> Iterator[str]:
    yield from uncovered_shapes(layer.root)
    yield from uncovered_text(layer)
    if not blend.is_supported(layer.blend_mode):
        yield f"blending mode {layer.blend_mode}"
    nested = template.comp(layer.source_id) if layer.source_id is not None else None
    if layer.collapse and nested is not None and any(inner.three_d for inner in nested.layers):
        yield "collapsed composition with 3D layers"
    if layer.three_d and any(other.kind is LayerKind.LIGHT and other.enabled for other in comp.layers):
        yield "lights and shadows"
    if not layer.three_d and any(parent.three_d for parent in ancestors(comp, layer)):
        yield "2D layer with a 3D parent"
    if layer.auto_orient and "path" not in layer.auto_orient:
        yield "auto-orientation towards the camera"
    if comp.frame_blending and layer.frame_blending and layer.kind in (LayerKind.FOOTAGE, LayerKind.COMP):
        yield "frame blending"
    if layer.three_d and any(_blurs_depth(other) for other in comp.layers):
        yield "depth of field"
    for mask in _masks(layer):
        if mask.mask_mode.lower() not in MODES | {"none", ""}:
            yield f"mask mode {mask.mask_mode}"
    yield from uncovered_styles(layer)


def _expressions(layer: Layer) -> Iterator[str]:
    for prop in layer.root.walk():
        if prop.driven and (what := uncovered_expression(prop)):
            yield f"{prop.name}: {what}"


def _blurs_depth(layer: Layer) -> bool:
    options = layer.root.group("ADBE Camera Options Group")
    switch = options.property("ADBE Camera Depth of Field") if options is not None else None
    return layer.enabled and switch is not None and (switch.animated or switch.value == (1.0,))


def _masks(layer: Layer) -> Iterator[Group]:
    parade = layer.root.group("ADBE Mask Parade")
    if parade is not None:
        yield from (child for child in parade.children if isinstance(child, Group))
