"""Effects that draw a pattern: four-colour gradient, checkerboard, grid."""

from __future__ import annotations

from typing import Final

import skia

from app.render.effects.generate import REACH, picture_filter
from app.render.effects.parameters import Effect

FROM_CORNER, WIDTH_ONLY = 1, 2
"""Where a cell's size comes from: the corner point, the width, or width and height (3)."""

NONE, NORMAL = 1, 2


def four_color_gradient(effect: Effect, below: skia.ImageFilter | None) -> skia.ImageFilter:
    """4-Color Gradient in the layer's shape: four points with colours, opacity 0..100.

    Adobe documents no formula; here every colour weighs as the inverse square of the distance to its point, and a
    smaller blend makes the nearest colour win. Jitter is left out.
    """
    width, height = effect.extent()
    corners = [(x * width, y * height) for y in (0.1, 0.9) for x in (0.1, 0.9)]
    defaults = ((1.0, 1.0, 0.0), (0.0, 1.0, 0.0), (1.0, 0.0, 1.0), (0.0, 0.0, 1.0))
    builder = skia.RuntimeShaderBuilder(skia.RuntimeEffect.MakeForShader(_FOUR_COLORS))
    for index in range(4):
        builder.setUniform(f"point{index}", skia.V2(*effect.point(2 * index + 1, corners[index])))
        builder.setUniform(f"color{index}", skia.V3(*effect.color(2 * index + 2, defaults[index])))
    builder.setUniform("power", 100.0 / max(5.0, effect.number(9, 100.0)))
    return _painted(builder.makeShader(), effect.number(13, 100.0) / 100.0, below)


_FOUR_COLORS: Final = """
uniform float2 point0, point1, point2, point3;
uniform half3 color0, color1, color2, color3;
uniform float power;
half4 main(float2 at) {
    float4 apart = float4(distance(at, point0), distance(at, point1), distance(at, point2), distance(at, point3));
    float nearest = min(min(apart.x, apart.y), min(apart.z, apart.w));
    float4 weight = pow(max(nearest, 0.001) / max(apart, 0.001), float4(2 * power));
    weight /= dot(weight, float4(1));
    return half4(half3(color0 * weight.x + color1 * weight.y + color2 * weight.z + color3 * weight.w), 1);
}
"""


def checkerboard(effect: Effect, below: skia.ImageFilter | None) -> skia.ImageFilter:
    """Checkerboard: cells from the anchor, every other one of the colour (opacity 0..100); feather is left out.

    With the blending mode None the pattern replaces the layer, with any other it lies on it.
    """
    width, height = _cell(effect)
    anchor = effect.point(1, (0.0, 0.0))
    recorder = skia.PictureRecorder()
    canvas = recorder.beginRecording(skia.Rect.MakeWH(2.0 * width, 2.0 * height))
    paint = _paint(effect.color(10, (1.0, 1.0, 1.0)), effect.number(11, 100.0))
    canvas.drawRect(skia.Rect.MakeXYWH(0.0, 0.0, width, height), paint)
    canvas.drawRect(skia.Rect.MakeXYWH(width, height, width, height), paint)
    cells = recorder.finishRecordingAsPicture()
    drawn = _tiled(cells, anchor, (2.0 * width, 2.0 * height), effect)
    return _laid(drawn, below, mode=round(effect.number(12, float(NONE))))


def grid(effect: Effect, below: skia.ImageFilter | None) -> skia.ImageFilter:
    """Grid: lines of the border's width around cells from the anchor, of one colour; feather and inverting left out.

    With the blending mode None the lines replace the layer, with any other they lie on it.
    """
    width, height = _cell(effect)
    anchor = effect.point(1, (0.0, 0.0))
    half = max(0.0, effect.number(6, 5.0)) / 2.0
    recorder = skia.PictureRecorder()
    canvas = recorder.beginRecording(skia.Rect.MakeWH(width, height))
    lines = skia.Path()
    lines.addRect(skia.Rect.MakeWH(width, height))
    lines.addRect(skia.Rect.MakeLTRB(half, half, max(half, width - half), max(half, height - half)))
    lines.setFillType(skia.PathFillType.kEvenOdd)
    canvas.drawPath(lines, _paint(effect.color(12, (1.0, 1.0, 1.0)), effect.number(13, 100.0)))
    drawn = _tiled(recorder.finishRecordingAsPicture(), anchor, (width, height), effect)
    return _laid(drawn, below, mode=round(effect.number(14, float(NONE))))


def _cell(effect: Effect) -> tuple[float, float]:
    source = round(effect.number(2, float(WIDTH_ONLY)))
    if source == FROM_CORNER:
        anchor, corner = effect.point(1, (0.0, 0.0)), effect.point(3, (32.0, 32.0))
        return max(1.0, abs(corner[0] - anchor[0])), max(1.0, abs(corner[1] - anchor[1]))
    width = max(1.0, effect.number(4, 32.0))
    return width, width if source == WIDTH_ONLY else max(1.0, effect.number(5, 32.0))


def _tiled(
    cell: skia.Picture, anchor: tuple[float, float], size: tuple[float, float], effect: Effect
) -> skia.ImageFilter:
    whole = skia.Rect.MakeWH(*effect.extent())
    recorder = skia.PictureRecorder()
    canvas = recorder.beginRecording(whole)
    tile, repeat = skia.Rect.MakeWH(*size), skia.TileMode.kRepeat
    shader = cell.makeShader(repeat, repeat, skia.FilterMode.kLinear, skia.Matrix.Translate(*anchor), tile)
    canvas.drawRect(whole, skia.Paint(Shader=shader))
    return skia.ImageFilters.Picture(recorder.finishRecordingAsPicture(), whole)


def _laid(drawn: skia.ImageFilter, below: skia.ImageFilter | None, *, mode: int) -> skia.ImageFilter:
    return drawn if mode == NONE else skia.ImageFilters.Xfermode(skia.BlendMode.kSrcATop, below, drawn, None)


def _painted(shader: skia.Shader, opacity: float, below: skia.ImageFilter | None) -> skia.ImageFilter:
    recorder = skia.PictureRecorder()
    paint = skia.Paint(Shader=shader, Alphaf=min(1.0, max(0.0, opacity)))
    recorder.beginRecording(REACH).drawRect(REACH, paint)
    painted = picture_filter(recorder.finishRecordingAsPicture())
    return skia.ImageFilters.Xfermode(skia.BlendMode.kSrcATop, below, painted, None)


def _paint(color: tuple[float, float, float], percent: float) -> skia.Paint:
    paint = skia.Paint(AntiAlias=True)
    paint.setColor4f(skia.Color4f(*color, min(1.0, max(0.0, percent / 100.0))))
    return paint
