"""The property tree: groups, values, keyframes, expressions, effects and masks, as plain data.

What is kept: everything the file stores, and the defaults After Effects leaves out where the renderer or an expression
may ask for them (transform, effects, masks, shapes, text, camera and light options, material options of 3D layers).
Groups that hold nothing (unused layer styles, dashes, tapers, audio levels at rest) are left out.

Values: colours are four numbers, red green blue alpha, 0..1. Points have as many numbers as After Effects stores:
positions, anchors and scales always three, of which a 2D layer uses two. A layer reference is the layer's id, 0 for
none; a mask reference is the mask's position in the layer's mask list counted from 1, 0 for none. A mask's path is in
layer pixels; a shape's in the pixels of its group. Ease speeds are as After Effects reports them (colours: 0..255
units per second). Position is `separated` when its X, Y and Z follow as properties of their own.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from app.core.model import (
    Ease,
    GradientValue,
    Group,
    Interpolation,
    Keyframe,
    PathMeasure,
    PathValue,
    Property,
    PropertyKind,
    Value,
)
from app.template.adapter import PyAep, has_stored_value, is_group, stored_children
from app.template.build_problems import Problems, clean_text, finite_numbers
from app.template.build_text import text_value

TRANSFORM_GROUP = "ADBE Transform Group"
EFFECT_PARADE = "ADBE Effect Parade"
LAYER_STYLES = "ADBE Layer Styles"
MATERIAL_OPTIONS = "ADBE Material Options Group"
MARKERS = "ADBE Marker"
TIME_REMAPPING = "ADBE Time Remapping"

_KINDS = {
    "OneD": PropertyKind.NUMBER,
    "VARIABLE_FONT_AXIS": PropertyKind.NUMBER,
    "TwoD": PropertyKind.POINT,
    "ThreeD": PropertyKind.POINT,
    "TwoD_SPATIAL": PropertyKind.POINT,
    "ThreeD_SPATIAL": PropertyKind.POINT,
    "ORIENTATION": PropertyKind.POINT,
    "COLOR": PropertyKind.COLOR,
    "SHAPE": PropertyKind.PATH,
    "TEXT_DOCUMENT": PropertyKind.TEXT,
    "LAYER_INDEX": PropertyKind.LAYER,
    "MASK_INDEX": PropertyKind.MASK,
}
_INTERPOLATIONS = {
    "LINEAR": Interpolation.LINEAR,
    "BEZIER": Interpolation.BEZIER,
    "HOLD": Interpolation.HOLD,
}
_STORED_ONLY = frozenset({"ADBE Text Animator Properties", "ADBE Vector Stroke Dashes"})
"""Groups whose children exist only where the user added them."""

_WHEN_STORED = frozenset({"ADBE Vector Materials Group", "ADBE Vector Stroke Taper", "ADBE Vector Stroke Wave"})
_LISTS = frozenset({EFFECT_PARADE, "ADBE Mask Parade", "ADBE Root Vectors Group", "ADBE Text Animators"})
"""Groups whose members count even when every property of theirs is at its default."""

_COMPLETE = frozenset({TRANSFORM_GROUP, "ADBE Camera Options Group", "ADBE Light Options Group", "ADBE Mask Atom"})
_COMPLETE_PREFIXES = ("ADBE Vector", "ADBE Text ")
_NEVER = frozenset(
    {MARKERS, "ADBE Layer Sets", "ADBE MTrackers", "ADBE Source Options Group", "ADBE Envir Appear in Reflect"}
)
_THREE_D_GROUPS = frozenset({MATERIAL_OPTIONS, "ADBE Extrsn Options Group", "ADBE Plane Options Group"})
_FLAT_LAYERS_LACK = frozenset({"ADBE Orientation", "ADBE Rotate X", "ADBE Rotate Y"})
_FOLLOWERS = ("ADBE Position_0", "ADBE Position_1", "ADBE Position_2")
_POSITION = "ADBE Position"
_DEFAULT_GRADIENT = GradientValue(
    colors=((0.0, 0.5, 1.0, 1.0, 1.0), (1.0, 0.5, 0.0, 0.0, 0.0)), alphas=((0.0, 0.5, 1.0), (1.0, 0.5, 1.0))
)
"""What After Effects shows for a gradient that was never edited, and leaves out of the file: white to black."""

_WITHOUT_KEYFRAMES = frozenset({PropertyKind.LAYER, PropertyKind.MASK, PropertyKind.OPAQUE})
_MAX_DEPTH = 64


class PropertyBuilder:
    """Builds the property tree of one layer.

    `where` names the layer for problems; `three_d` keeps what only 3D layers have; `time_remap` keeps time remapping.
    """

    def __init__(self, problems: Problems, where: str, *, three_d: bool, time_remap: bool) -> None:
        self._problems = problems
        self._where = where
        self._three_d = three_d
        self._time_remap = time_remap

    def root(self, layer: PyAep, name: str) -> Group:
        """The layer's root group; its children are the layer's groups in the order of the Timeline panel."""
        children: list[Group | Property] = []
        for node in layer.properties:
            built = self._problems.guard(self._path(node.match_name), partial(self._top, node), None)
            if built is not None:
                children.append(built)
        return Group(match_name=clean_text(layer.match_name), name=name, children=tuple(children))

    def _top(self, node: PyAep) -> Group | Property | None:
        match_name = node.match_name
        if match_name in _NEVER or (match_name == TIME_REMAPPING and not self._time_remap):
            return None
        if not is_group(node):
            return self._property(node) if node._is_live() else None
        if match_name in _THREE_D_GROUPS and not self._three_d:
            return None
        if match_name == MATERIAL_OPTIONS:
            return self._group(node, node.properties, 1)
        if match_name == LAYER_STYLES:
            return self._styles(node)
        return self._child_group(node, 1)

    def _styles(self, node: PyAep) -> Group | None:
        """Layer styles: only those that are on, whole; blending options only where they were changed."""
        used = [
            style
            for style in node._properties
            if is_group(style) and style.enabled and ("/" in style.match_name or has_stored_value(style))
        ]
        return self._group(node, used, 1, complete=True) if used else None

    def _child_group(self, node: PyAep, depth: int, *, complete: bool = False) -> Group | None:
        """A group below another one, or None when it holds nothing worth keeping."""
        match_name = node.match_name
        if match_name in _NEVER:
            return None
        if match_name in _STORED_ONLY:
            group = self._group(node, stored_children(node), depth)
            return group if group.children else None
        if match_name in _LISTS:
            if not stored_children(node):
                return None
        elif match_name in _WHEN_STORED or not (complete or self._is_complete(node)):
            if not has_stored_value(node):
                return None
            complete = True
        return self._group(node, node.properties, depth, complete=complete)

    def _is_complete(self, node: PyAep) -> bool:
        match_name = node.match_name
        if match_name == "ADBE Vectors Group" or node.is_effect:
            return True
        return match_name in _COMPLETE or match_name.startswith(_COMPLETE_PREFIXES)

    def _group(self, node: PyAep, nodes: list[PyAep], depth: int, *, complete: bool = False) -> Group:
        if depth > _MAX_DEPTH:
            raise ValueError(f"property groups are nested deeper than {_MAX_DEPTH} levels")
        skipped = self._skipped(node, nodes)
        children: list[Group | Property] = []
        for child in nodes:
            if child.match_name in skipped:
                continue
            built = self._problems.guard(
                self._path(child.match_name), partial(self._child, child, depth, complete=complete), None
            )
            if built is not None:
                children.append(built)
        is_mask = node.is_mask
        return Group(
            match_name=clean_text(node.match_name),
            name=clean_text(node.name),
            children=tuple(children),
            enabled=bool(node.enabled),
            mask_mode=node.mask_mode.name.lower() if is_mask else "",
            mask_inverted=bool(node.inverted) if is_mask else False,
        )

    def _skipped(self, node: PyAep, nodes: list[PyAep]) -> frozenset[str]:
        """Match names of a transform's children that this layer does not have."""
        if node.match_name != TRANSFORM_GROUP:
            return frozenset()
        position = next((child for child in nodes if child.match_name == _POSITION), None)
        separated = position is not None and position.dimensions_separated
        skipped = _NEVER if self._three_d else _NEVER | _FLAT_LAYERS_LACK
        if not separated:
            return skipped.union(_FOLLOWERS)
        return skipped if self._three_d else skipped.union(_FOLLOWERS[2:])

    def _child(self, node: PyAep, depth: int, *, complete: bool) -> Group | Property | None:
        if is_group(node):
            return self._child_group(node, depth + 1, complete=complete)
        return self._property(node)

    def _property(self, node: PyAep) -> Property:
        match_name = clean_text(node.match_name)
        name = clean_text(node.name)
        type_name = node.property_value_type.name
        kind, convert = _kind(node, type_name)
        where = self._path(name or match_name)
        keyframes = self._keyframes(node, where, kind, convert)
        value = keyframes[0].value if keyframes else self._static(node, where, kind, convert)
        if value is None:
            kind, keyframes = PropertyKind.OPAQUE, ()
        spatial = kind is PropertyKind.POINT and bool(node._has_motion_path)
        return Property(
            match_name=match_name,
            name=name,
            kind=kind,
            value=value,
            keyframes=keyframes,
            expression=clean_text(node.expression),
            expression_enabled=bool(node.expression) and bool(node.expression_enabled),
            spatial=spatial,
            separated=match_name == _POSITION and bool(node.dimensions_separated),
            path_measure=_measure(node, len(value)) if spatial and keyframes and isinstance(value, tuple) else None,
        )

    def _static(self, node: PyAep, where: str, kind: PropertyKind, convert: Callable[[Any], Value]) -> Value:
        if kind is PropertyKind.LAYER and node._tdpi is not None:
            return (float(node._tdpi.value),)
        return self._problems.guard(where, lambda: convert(node.value), None)

    def _keyframes(
        self, node: PyAep, where: str, kind: PropertyKind, convert: Callable[[Any], Value]
    ) -> tuple[Keyframe, ...]:
        if not node.keyframes or kind in _WITHOUT_KEYFRAMES:
            return ()
        spatial = bool(node._has_motion_path)
        none: tuple[Keyframe, ...] = ()
        return self._problems.guard(
            where, lambda: tuple(_keyframe(frame, convert, spatial=spatial) for frame in node.keyframes), none
        )

    def _path(self, name: str) -> str:
        return f"{self._where} / {name}"


def _kind(node: PyAep, type_name: str) -> tuple[PropertyKind, Callable[[Any], Value]]:
    """The kind of a property and what turns py-aep's value into the model's; an unfit value becomes None."""
    # py-aep takes stored gradient stops for a plain number, because their record says one dimension and no value.
    if node.match_name.endswith(("Grad Colors", "/gradient")):
        return PropertyKind.GRADIENT, gradient_value
    kind = _KINDS.get(type_name, PropertyKind.OPAQUE)
    if kind is PropertyKind.PATH:
        return kind, path_value
    if kind is PropertyKind.TEXT:
        return kind, text_value
    if kind is not PropertyKind.OPAQUE:
        return kind, numbers_value
    return kind, lambda _raw: None


def numbers_value(raw: Any) -> Value:
    """Numbers as a tuple; None for anything else. Raises ValueError when one is not finite."""
    if isinstance(raw, int | float):
        return finite_numbers((raw,))
    if isinstance(raw, list | tuple) and raw:
        return finite_numbers(raw)
    return None


def path_value(shape: PyAep) -> Value:
    """A Bézier path, None when there is none. Raises ValueError when a coordinate is not finite."""
    if shape is None or not hasattr(shape, "vertices"):
        return None
    return PathValue(
        vertices=_pairs(shape.vertices),
        in_tangents=_pairs(shape.in_tangents),
        out_tangents=_pairs(shape.out_tangents),
        closed=bool(shape.closed),
    )


def gradient_value(gradient: PyAep) -> Value:
    """Gradient stops in order of position; white to black when the gradient was never edited."""
    if gradient is None or not hasattr(gradient, "color_stops"):
        return _DEFAULT_GRADIENT
    colors = [finite_numbers((stop.offset, stop.midpoint, *stop.color[:3])) for stop in gradient.color_stops]
    alphas = [finite_numbers((stop.offset, stop.midpoint, stop.alpha)) for stop in gradient.alpha_stops]
    return GradientValue(
        colors=tuple((stop[0], stop[1], stop[2], stop[3], stop[4]) for stop in sorted(colors)),
        alphas=tuple((stop[0], stop[1], stop[2]) for stop in sorted(alphas)),
    )


def _pairs(points: list[list[float]]) -> tuple[tuple[float, float], ...]:
    return tuple((x, y) for x, y in map(finite_numbers, points))


def _keyframe(frame: PyAep, convert: Callable[[Any], Value], *, spatial: bool) -> Keyframe:
    value = convert(frame._stored_value if spatial else frame.value)
    if value is None:
        raise ValueError("a keyframe has no value")
    tangent_in, tangent_out = (frame.in_spatial_tangent, frame.out_spatial_tangent) if spatial else (None, None)
    return Keyframe(
        time=finite_numbers((frame._layer_time,))[0],
        value=value,
        interpolation_in=_INTERPOLATIONS[frame.in_interpolation_type.name],
        interpolation_out=_INTERPOLATIONS[frame.out_interpolation_type.name],
        ease_in=_eases(frame.in_temporal_ease),
        ease_out=_eases(frame.out_temporal_ease),
        tangent_in=finite_numbers(tangent_in) if tangent_in else None,
        tangent_out=finite_numbers(tangent_out) if tangent_out else None,
        roving=spatial and bool(frame.roving),
    )


def _eases(eases: list[PyAep]) -> tuple[Ease, ...]:
    pairs = [finite_numbers((ease.speed, ease.influence)) for ease in eases]
    return tuple(Ease(speed=speed, influence=influence) for speed, influence in pairs)


def _measure(node: PyAep, dimensions: int) -> PathMeasure:
    """How After Effects measures this property's motion path (its `tdb4` chunk says)."""
    metric = node._arc_metric
    divisors = (*(metric.divisors or ()), 1.0, 1.0, 1.0)
    scale = finite_numbers(metric.multipliers[index] / (divisors[index] or 1.0) for index in range(dimensions))
    return PathMeasure(scale=scale, tolerance=metric.accuracy, speed_unit=metric.speed_divisor)
