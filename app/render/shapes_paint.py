"""Fills and strokes: what a shape item paints with."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import skia

from app.core.model import GradientValue, Property
from app.render.blend import skia_mode
from app.render.shapes_values import Node, Values

BLEND_MODES: Final = {
    3: "darken",
    4: "multiply",
    5: "color_burn",
    6: "linear_burn",
    7: "darker_color",
    9: "lighten",
    10: "screen",
    11: "color_dodge",
    12: "linear_dodge",
    13: "lighter_color",
    15: "overlay",
    16: "soft_light",
    17: "hard_light",
    18: "linear_light",
    19: "vivid_light",
    20: "pin_light",
    21: "hard_mix",
    23: "difference",
    24: "exclusion",
    26: "hue",
    27: "saturation",
    28: "color",
    29: "luminosity",
}
"""The entries of a shape item's Blend Mode menu in its order, 1 (and what is not here) being normal."""

DASHES: Final = "ADBE Vector Stroke Dashes"

_EVEN_ODD = 2
_RADIAL = 2
_NEAR_EDGE = 0.99
_CAPS: Final = {1: skia.Paint.kButt_Cap, 2: skia.Paint.kRound_Cap, 3: skia.Paint.kSquare_Cap}
_JOINS: Final = {1: skia.Paint.kMiter_Join, 2: skia.Paint.kRound_Join, 3: skia.Paint.kBevel_Join}

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Style:
    """How paths are painted. `reach` is how far a stroke's bounds may leave its path, 0 for fills."""

    paint: skia.Paint
    even_odd: bool = False
    reach: float = 0.0


def read_style(values: Values, node: Node) -> Style | None:
    """The style of a paint item (`READERS` names the kinds), None when it paints nothing."""
    return READERS[node.group.match_name](values, node)


def blend_mode_name(number: int) -> str:
    """The name of a shape item's blend mode."""
    return BLEND_MODES.get(number, "normal")


def skia_blend_mode(number: int) -> skia.BlendMode:
    """Skia's mode for a shape item's blend mode; modes that Skia lacks are drawn as normal."""
    return skia_mode(blend_mode_name(number)) or skia.BlendMode.kSrcOver


def _fill(values: Values, node: Node) -> Style | None:
    paint = _solid(values, node, "ADBE Vector Fill Color", "ADBE Vector Fill Opacity")
    return None if paint is None else Style(paint, even_odd=_is_even_odd(values, node))


def _stroke(values: Values, node: Node) -> Style | None:
    paint = _solid(values, node, "ADBE Vector Stroke Color", "ADBE Vector Stroke Opacity")
    return None if paint is None else _stroked(values, node, paint)


def _gradient_fill(values: Values, node: Node) -> Style | None:
    paint = _gradient(values, node, "ADBE Vector Fill Opacity")
    return None if paint is None else Style(paint, even_odd=_is_even_odd(values, node))


def _gradient_stroke(values: Values, node: Node) -> Style | None:
    paint = _gradient(values, node, "ADBE Vector Stroke Opacity")
    return None if paint is None else _stroked(values, node, paint)


READERS: Final[dict[str, Callable[[Values, Node], Style | None]]] = {
    "ADBE Vector Graphic - Fill": _fill,
    "ADBE Vector Graphic - Stroke": _stroke,
    "ADBE Vector Graphic - G-Fill": _gradient_fill,
    "ADBE Vector Graphic - G-Stroke": _gradient_stroke,
}
"""The kinds of paint items by match name."""


def _is_even_odd(values: Values, node: Node) -> bool:
    return values.choice(node, "ADBE Vector Fill Rule") == _EVEN_ODD


def _solid(values: Values, node: Node, color_name: str, opacity_name: str) -> skia.Paint | None:
    opacity = _opacity(values, node, opacity_name)
    if opacity <= 0.0:
        return None
    color = tuple(min(max(channel, 0.0), 1.0) for channel in values.color(node, color_name))
    return _paint(values, node, skia.Color4f(*color, opacity))


def _gradient(values: Values, node: Node, opacity_name: str) -> skia.Paint | None:
    opacity = _opacity(values, node, opacity_name)
    stops = values.gradient(node, "ADBE Vector Grad Colors")
    if opacity <= 0.0:
        return None
    paint = _paint(values, node, skia.Color4f(1.0, 1.0, 1.0, opacity))
    paint.setShader(_shader(values, node, stops if stops is not None else _BLACK_TO_WHITE))
    return paint


_BLACK_TO_WHITE: Final = GradientValue(colors=((0.0, 0.5, 1.0, 1.0, 1.0), (1.0, 0.5, 0.0, 0.0, 0.0)))
"""What After Effects starts a gradient with: white to black."""


def _opacity(values: Values, node: Node, match_name: str) -> float:
    return min(max(values.number(node, match_name, 100.0) / 100.0, 0.0), 1.0)


def _paint(values: Values, node: Node, color: skia.Color4f) -> skia.Paint:
    paint = skia.Paint(color)
    paint.setAntiAlias(True)
    paint.setBlendMode(skia_blend_mode(values.choice(node, "ADBE Vector Blend Mode")))
    return paint


def _stroked(values: Values, node: Node, paint: skia.Paint) -> Style | None:
    width = values.number(node, "ADBE Vector Stroke Width", 2.0)
    if width <= 0.0:
        return None
    cap = values.choice(node, "ADBE Vector Stroke Line Cap")
    join = values.choice(node, "ADBE Vector Stroke Line Join")
    limit = max(values.number(node, "ADBE Vector Stroke Miter Limit", 4.0), 1.0)
    paint.setStyle(skia.Paint.kStroke_Style)
    paint.setStrokeWidth(width)
    paint.setStrokeCap(_CAPS.get(cap, skia.Paint.kButt_Cap))
    paint.setStrokeJoin(_JOINS.get(join, skia.Paint.kMiter_Join))
    paint.setStrokeMiter(limit)
    dashes = node.child(DASHES)
    effect = _dash_effect(values, dashes) if dashes is not None else None
    if effect is not None:
        paint.setPathEffect(effect)
    # After Effects' own bounds of a stroke (py-aep's measurements): as far as the longest miter or cap could reach.
    reach = width / 2.0 * (limit + 1.0 if join == 1 else 1.0) * (math.sqrt(2.0) if cap == 3 else 1.0)
    return Style(paint, reach=reach)


def _dash_effect(values: Values, node: Node) -> skia.PathEffect | None:
    """Dashes and gaps in their order; a last dash without a gap is followed by one of its own length."""
    names = [child.match_name for child in node.group.children if isinstance(child, Property)]
    lengths: list[float] = []
    for number in (1, 2, 3):
        for kind in ("Dash", "Gap"):
            name = f"ADBE Vector Stroke {kind} {number}"
            if name in names:
                lengths.append(max(values.number(node, name, 10.0), 0.0))
    if len(lengths) % 2:
        lengths.append(lengths[-1])
    if sum(lengths) <= 0.0:
        return None
    return skia.DashPathEffect.Make(lengths, values.number(node, "ADBE Vector Stroke Offset", 0.0))


def _shader(values: Values, node: Node, stops: GradientValue) -> skia.Shader:
    start = values.pair(node, "ADBE Vector Grad Start Pt", (0.0, 0.0))
    end = values.pair(node, "ADBE Vector Grad End Pt", (100.0, 0.0))
    positions, colors = gradient_stops(stops)
    packed = [skia.Color4f(*color).toColor() for color in colors]
    radius = math.dist(start, end)
    if radius <= 0.0:
        return skia.Shaders.Color(packed[-1])
    if values.choice(node, "ADBE Vector Grad Type") != _RADIAL:
        return skia.GradientShader.MakeLinear([skia.Point(*start), skia.Point(*end)], packed, positions)
    focus = _focus(values, node, start, end)
    return skia.GradientShader.MakeTwoPointConical(
        skia.Point(*focus), 0.0, skia.Point(*start), radius, packed, positions
    )


def _focus(values: Values, node: Node, start: Point, end: Point) -> Point:
    """The highlight of a radial gradient, a percentage of the radius away from its centre."""
    length = values.number(node, "ADBE Vector Grad HiLite Length", 0.0) / 100.0
    angle = math.radians(values.number(node, "ADBE Vector Grad HiLite Angle", 0.0))
    angle += math.atan2(end[1] - start[1], end[0] - start[0])
    distance = min(max(length, -_NEAR_EDGE), _NEAR_EDGE) * math.dist(start, end)
    return start[0] + distance * math.cos(angle), start[1] + distance * math.sin(angle)


def gradient_stops(stops: GradientValue) -> tuple[list[float], list[tuple[float, float, float, float]]]:
    """Positions 0..1 and straight RGBA colours in which colour and alpha stops and their midpoints are combined.

    The colour half-way between two stops lies at the midpoint, a part 0..1 of the way between them.
    """
    colors = _with_midpoints([(stop[0], stop[1], stop[2:]) for stop in stops.colors])
    alphas = _with_midpoints([(stop[0], stop[1], stop[2:]) for stop in stops.alphas]) or [(0.0, (1.0,))]
    positions = sorted({0.0, 1.0, *(stop[0] for stop in colors), *(stop[0] for stop in alphas)})
    combined = []
    for position in positions:
        red, green, blue = _at(colors, position) if colors else (0.0, 0.0, 0.0)
        combined.append((red, green, blue, _at(alphas, position)[0]))
    return positions, combined


_Stops = list[tuple[float, tuple[float, ...]]]


def _with_midpoints(stops: list[tuple[float, float, tuple[float, ...]]]) -> _Stops:
    ordered = sorted((min(max(position, 0.0), 1.0), midpoint, channels) for position, midpoint, channels in stops)
    result: _Stops = []
    for index, (position, midpoint, channels) in enumerate(ordered):
        result.append((position, channels))
        if index + 1 < len(ordered) and midpoint != 0.5:
            following, _, towards = ordered[index + 1]
            middle = tuple((a + b) / 2.0 for a, b in zip(channels, towards, strict=True))
            result.append((position + (following - position) * midpoint, middle))
    return result


def _at(stops: _Stops, position: float) -> tuple[float, ...]:
    before = [stop for stop in stops if stop[0] <= position]
    after = [stop for stop in stops if stop[0] > position]
    if not before:
        return after[0][1]
    if not after:
        return before[-1][1]
    (start, near), (end, far) = before[-1], after[0]
    part = (position - start) / (end - start)
    return tuple(a + (b - a) * part for a, b in zip(near, far, strict=True))
