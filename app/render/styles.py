"""Layer styles: shadows, glow, overlays and stroke around what a layer shows.

After Effects applies them after masks, effects and transform, so their distances and angles are the composition's.
From the bottom: drop shadow, outer glow, the layer, gradient overlay, colour overlay, inner shadow, stroke
(Photoshop's order). The project keeps styles under Photoshop's names.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import skia

from app.core.model import GradientValue, Group, Layer, Property
from app.render.effects.geometry import BLUR_TO_SIGMA
from app.render.scene import Moment, Scene
from app.render.shapes_paint import gradient_stops

NORMAL, MULTIPLY, SCREEN = 1, 5, 11
"""Blending modes by their number in a style's menu; the others are drawn as Normal."""

LINEAR, RADIAL, REFLECTED = 1, 2, 4
OUTSIDE, INSIDE = 1, 2
DEFAULT_LIGHT: Final = 120.0
"""Degrees of the global light, counterclockwise from the right, where the light comes from."""


@dataclass(frozen=True, slots=True)
class Style:
    """One style of a layer at a moment; numbers are read by the part of the match name after the slash."""

    scene: Scene
    group: Group
    moment: Moment

    @property
    def kind(self) -> str:
        """Photoshop's name of the style."""
        return self.group.match_name.partition("/")[0]

    def number(self, name: str, default: float) -> float:
        """A parameter as a number."""
        return self.scene.number(self.group, f"{self.kind}/{name}", self.moment, default)

    def share(self, name: str, default: float) -> float:
        """A percentage as 0..1."""
        return min(1.0, max(0.0, self.number(name, default) / 100.0))

    def color(self, default: tuple[float, float, float], opacity: float) -> skia.Color4f:
        """The style's colour with the opacity 0..1."""
        red, green, blue = self.scene.point(self.group, f"{self.kind}/color", self.moment, default)[:3]
        return skia.Color4f(red, green, blue, opacity)


def styles_of(layer: Layer) -> dict[str, Group]:
    """The layer's enabled styles by Photoshop's names."""
    styles = layer.root.group("ADBE Layer Styles")
    if styles is None or not styles.enabled:
        return {}
    groups = (child for child in styles.children if isinstance(child, Group) and child.enabled)
    return {group.match_name.partition("/")[0]: group for group in groups if "/" in group.match_name}


def style_filter(scene: Scene, moment: Moment, bounds: skia.Rect | None) -> skia.ImageFilter | None:
    """All styles of the layer that are drawn, as one filter in composition coordinates; None without any.

    `bounds` is what the layer covers there, for gradients; None stands for the whole composition.
    """
    found = {kind: Style(scene, group, moment) for kind, group in styles_of(moment.layer).items() if kind in DRAWN}
    if not found:
        return None
    area = bounds if bounds is not None else skia.Rect.MakeWH(moment.comp.width, moment.comp.height)
    face: skia.ImageFilter | None = None
    if style := found.get("gradientFill"):
        face = _gradient_overlay(style, area, face)
    if style := found.get("solidFill"):
        face = _color_overlay(style, face)
    if style := found.get("innerShadow"):
        face = _inner_shadow(style, face)
    behind = [_outer_glow(found["outerGlow"])] if "outerGlow" in found else []
    if style := found.get("dropShadow"):
        behind.insert(0, _drop_shadow(style))
    if style := found.get("frameFX"):
        outer, face = _stroke(style, face)
        behind += outer
    return skia.ImageFilters.Merge([*behind, face]) if behind else face or _same()


def _drop_shadow(style: Style) -> skia.ImageFilter:
    shape = _softened(style, _flat(style.color((0.0, 0.0, 0.0), 1.0)), "chokeMatte")
    moved = skia.ImageFilters.MatrixTransform(_offset(style), _LINEAR, shape)
    return _thinned(moved, style.share("opacity", 75.0))


def _inner_shadow(style: Style, face: skia.ImageFilter | None) -> skia.ImageFilter:
    moved = skia.ImageFilters.MatrixTransform(_offset(style), _LINEAR, _softened(style, _flat(_BLACK), "chokeMatte"))
    color = _flat(style.color((0.0, 0.0, 0.0), style.share("opacity", 75.0)))
    shade = skia.ImageFilters.Xfermode(skia.BlendMode.kDstOut, color, moved, None)
    return skia.ImageFilters.Xfermode(skia.BlendMode.kSrcATop, face, shade, None)


def _outer_glow(style: Style) -> skia.ImageFilter:
    shape = _softened(style, _flat(style.color((1.0, 1.0, 0.745), 1.0)), "chokeMatte")
    return _thinned(shape, style.share("opacity", 75.0))


def _color_overlay(style: Style, face: skia.ImageFilter | None) -> skia.ImageFilter:
    color = _flat(style.color((1.0, 0.0, 0.0), style.share("opacity", 100.0)))
    return _overlaid(style, face, color)


def _gradient_overlay(style: Style, area: skia.Rect, face: skia.ImageFilter | None) -> skia.ImageFilter | None:
    prop = style.group.property("gradientFill/gradient")
    value = style.scene.evaluator.value(prop, style.moment) if prop is not None else None
    positions, colors = gradient_stops(value if isinstance(value, GradientValue) else _WHITE_TO_BLACK)
    if style.number("reverse", 0.0):
        positions, colors = [1.0 - place for place in reversed(positions)], colors[::-1]
    packed = [skia.Color4f(*color).toColor() for color in colors]
    recorder = skia.PictureRecorder()
    reach = area.makeOutset(2.0, 2.0)
    shader = _gradient_shader(style, area, packed, positions)
    paint = skia.Paint(Shader=shader, Alphaf=style.share("opacity", 100.0))
    recorder.beginRecording(reach).drawRect(reach, paint)
    painted = skia.ImageFilters.Picture(recorder.finishRecordingAsPicture(), reach)
    return _overlaid(style, face, skia.ImageFilters.Xfermode(skia.BlendMode.kDstIn, painted, None, None))


def _gradient_shader(style: Style, area: skia.Rect, colors: list[int], positions: list[float]) -> skia.Shader:
    angle = math.radians(style.number("angle", 90.0))
    scale = max(0.01, style.number("scale", 100.0) / 100.0)
    along, up = math.cos(angle), -math.sin(angle)
    half = (abs(area.width() * along) + abs(area.height() * up)) / 2.0 * scale
    shift = style.scene.point(style.group, "gradientFill/offset", style.moment, (0.0, 0.0))
    x = area.centerX() + area.width() * shift[0] / 100.0
    y = area.centerY() + area.height() * shift[1] / 100.0
    kind = round(style.number("type", float(LINEAR)))
    if kind == RADIAL:
        return skia.GradientShader.MakeRadial(skia.Point(x, y), max(half, 1e-3), colors, positions)
    first = skia.Point(x, y) if kind == REFLECTED else skia.Point(x - half * along, y - half * up)
    ends = [first, skia.Point(x + half * along, y + half * up)]
    tile = skia.TileMode.kMirror if kind == REFLECTED else skia.TileMode.kClamp
    return skia.GradientShader.MakeLinear(ends, colors, positions, tile)


def _stroke(style: Style, face: skia.ImageFilter | None) -> tuple[list[skia.ImageFilter], skia.ImageFilter | None]:
    """What lies behind the layer, and the layer with what lies on it."""
    size = min(_WIDEST, max(0.0, style.number("size", 3.0)))
    place = round(style.number("style", float(OUTSIDE)))
    color = _flat(style.color((1.0, 0.0, 0.0), style.share("opacity", 100.0)))
    out = {OUTSIDE: size, INSIDE: 0.0}.get(place, size / 2.0)
    behind = [_grown(color, out)] if out > 0.0 else []
    if size > out:
        core = skia.ImageFilters.Erode(size - out, size - out)
        rim = skia.ImageFilters.Xfermode(skia.BlendMode.kDstOut, color, core, None)
        face = skia.ImageFilters.Xfermode(skia.BlendMode.kSrcATop, face, rim, None)
    return behind, face


def _grown(shape: skia.ImageFilter, radius: float) -> skia.ImageFilter:
    """The shape grown by a disc, row by row: for each row of the disc as wide as that is, moved up and down."""
    rows: list[skia.ImageFilter] = []
    step = max(1.0, radius / _MOST_ROWS)
    for row in range(math.ceil(radius / step) + 1):
        height = min(row * step, radius)
        width = math.sqrt(radius * radius - max(0.0, height - step / 2.0) ** 2)
        line = skia.ImageFilters.Dilate(width, math.floor(step / 2.0), shape) if width >= 0.5 else shape
        rows += [skia.ImageFilters.Offset(0.0, side, line) for side in ((-height, height) if row else (0.0,))]
    return skia.ImageFilters.Merge(rows)


def _softened(style: Style, shape: skia.ImageFilter, spread: str) -> skia.ImageFilter:
    sigma = max(0.0, style.number("blur", 5.0)) * BLUR_TO_SIGMA
    if sigma == 0.0:
        return shape
    soft = skia.ImageFilters.Blur(sigma, sigma, skia.TileMode.kDecal, shape)
    share = style.share(spread, 0.0)
    return soft if share == 0.0 else _thinned(soft, 1.0 / max(1e-3, 1.0 - share))


def _offset(style: Style) -> skia.Matrix:
    angle = math.radians(_light(style))
    distance = style.number("distance", 5.0)
    return skia.Matrix.Translate(-math.cos(angle) * distance, math.sin(angle) * distance)


def _light(style: Style) -> float:
    if not style.number("useGlobalAngle", 0.0):
        return style.number("localLightingAngle", DEFAULT_LIGHT)
    options = style.moment.layer.root.group("ADBE Layer Styles", "ADBE Blend Options Group")
    return style.scene.number(options, "ADBE Global Angle2", style.moment, DEFAULT_LIGHT)


def _overlaid(style: Style, face: skia.ImageFilter | None, over: skia.ImageFilter) -> skia.ImageFilter:
    """`over`, which lies inside the layer, blended with it; the layer's alpha stays."""
    mode = _MODES.get(round(style.number("mode2", float(NORMAL))), skia.BlendMode.kSrcOver)
    if mode == skia.BlendMode.kSrcOver:
        return skia.ImageFilters.Xfermode(skia.BlendMode.kSrcATop, face, over, None)
    mixed = skia.ImageFilters.Xfermode(mode, face, over, None)
    return skia.ImageFilters.Xfermode(skia.BlendMode.kSrcATop, face, mixed, None)


def _flat(color: skia.Color4f) -> skia.ImageFilter:
    """The layer's shape in one colour."""
    return skia.ImageFilters.ColorFilter(skia.ColorFilters.Blend(color, None, skia.BlendMode.kSrcIn), None)


def _thinned(shape: skia.ImageFilter, factor: float) -> skia.ImageFilter:
    matrix = [1.0, 0, 0, 0, 0, 0, 1.0, 0, 0, 0, 0, 0, 1.0, 0, 0, 0, 0, 0, factor, 0]
    return skia.ImageFilters.ColorFilter(skia.ColorFilters.Matrix(matrix), shape)


def _same() -> skia.ImageFilter:
    return skia.ImageFilters.Offset(0.0, 0.0)


def uncovered_styles(layer: Layer) -> Iterator[str]:
    """What of the layer's styles is not drawn, or not as After Effects does."""
    for kind, group in styles_of(layer).items():
        name = f"layer style {group.name or kind}"
        if kind not in DRAWN:
            yield name
            continue
        if kind in APPROXIMATE_STYLES:
            yield f"{name}, drawn approximately"
        if not _blends_alike(kind, group):
            yield f"blending mode of the {name}"
        for part, harmless in _LEFT_OUT.items():
            prop = group.property(f"{kind}/{part}")
            if prop is not None and not _is(prop, *harmless):
                yield f"{prop.name} of the {name}"
    options = layer.root.group("ADBE Layer Styles", "ADBE Blend Options Group", "ADBE Adv Blend Group")
    fill = options.property("ADBE Layer Fill Opacity2") if options is not None else None
    if styles_of(layer) and fill is not None and not _is(fill, 100.0):
        yield "fill opacity of the layer styles"


def _blends_alike(kind: str, group: Group) -> bool:
    """Whether drawing the style in one picture with its layer blends it right with what lies below.

    Inside the layer it does. Outside, multiplying by black and screening white are what Normal is.
    """
    mode = group.property(f"{kind}/mode2")
    usual = {"dropShadow": MULTIPLY, "innerShadow": MULTIPLY, "outerGlow": SCREEN}.get(kind, NORMAL)
    number = mode.value[0] if mode is not None and isinstance(mode.value, tuple) and mode.value else usual
    if number == NORMAL:
        return True
    if kind in ("solidFill", "gradientFill"):
        return number in _MODES
    color = group.property(f"{kind}/color")
    colors: dict[float, tuple[float, ...]] = {MULTIPLY: (0.0, 0.0, 0.0), SCREEN: (1.0, 1.0, 1.0)}
    plain = colors.get(number)
    if color is None:
        return number == MULTIPLY and kind != "outerGlow"
    return plain is not None and not color.animated and isinstance(color.value, tuple) and color.value[:3] == plain


def _is(prop: Property, *values: float) -> bool:
    return not prop.animated and isinstance(prop.value, tuple) and bool(prop.value) and prop.value[0] in values


DRAWN: Final = frozenset({"dropShadow", "innerShadow", "outerGlow", "solidFill", "gradientFill", "frameFX"})
"""Styles that are drawn."""

APPROXIMATE_STYLES: Final = frozenset({"outerGlow", "gradientFill", "frameFX"})
"""Drawn styles whose formula Adobe does not document."""

_LEFT_OUT: Final[dict[str, tuple[float, ...]]] = {"noise": (0.0,), "chokeMatte": (0.0,), "AEColorChoice": (1.0,)}
_MODES: Final = {
    NORMAL: skia.BlendMode.kSrcOver,
    MULTIPLY: skia.BlendMode.kMultiply,
    SCREEN: skia.BlendMode.kScreen,
}
_WIDEST: Final = 250.0
_MOST_ROWS: Final = 16
_BLACK: Final = skia.Color4f(0.0, 0.0, 0.0, 1.0)
_LINEAR: Final = skia.SamplingOptions(skia.FilterMode.kLinear)
_WHITE_TO_BLACK: Final = GradientValue(colors=((0.0, 0.5, 1.0, 1.0, 1.0), (1.0, 0.5, 0.0, 0.0, 0.0)))
