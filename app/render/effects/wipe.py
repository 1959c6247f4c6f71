"""Effects that uncover or shift a layer inside its own rectangle."""

from __future__ import annotations

import math

import skia

from app.render.effects.generate import REACH, picture_filter
from app.render.effects.parameters import Effect


def linear_wipe(effect: Effect, below: skia.ImageFilter | None) -> skia.ImageFilter | None:
    """Linear Wipe: completion 0..100, angle (degrees clockwise from up) towards which the edge runs, feather.

    The edge crosses the layer's rectangle from its first corner to its last, and with a feather starts and ends
    half of it outside.
    """
    done = min(1.0, max(0.0, effect.number(1, 0.0) / 100.0))
    if done == 0.0:
        return below
    angle = math.radians(effect.number(2, 90.0))
    feather = max(0.0, effect.number(3, 0.0))
    across, down = math.sin(angle), -math.cos(angle)
    width, height = effect.extent()
    corners = [x * across + y * down for x in (0.0, width) for y in (0.0, height)]
    first, last = min(corners) - feather / 2.0, max(corners) + feather / 2.0
    edge = first + done * (last - first)
    soft = max(feather, 1e-3) / 2.0
    ends = [skia.Point((edge + side) * across, (edge + side) * down) for side in (-soft, soft)]
    shader = skia.GradientShader.MakeLinear(ends, [skia.ColorTRANSPARENT, skia.ColorBLACK])
    recorder = skia.PictureRecorder()
    recorder.beginRecording(REACH).drawRect(REACH, skia.Paint(Shader=shader))
    cover = picture_filter(recorder.finishRecordingAsPicture())
    return skia.ImageFilters.Xfermode(skia.BlendMode.kDstIn, below, cover, None)


def offset(effect: Effect, below: skia.ImageFilter | None) -> skia.ImageFilter | None:
    """Offset: moves the layer's middle to a point; what leaves on one side comes in on the other."""
    width, height = effect.extent()
    x, y = effect.point(1, (width / 2.0, height / 2.0))
    across, down = (x - width / 2.0) % width, (y - height / 2.0) % height
    if across == 0.0 and down == 0.0:
        return below
    whole = skia.Rect.MakeWH(width, height)
    tiled = skia.ImageFilters.Tile(whole, skia.Rect.MakeLTRB(-width, -height, width, height), below)
    return skia.ImageFilters.Offset(across, down, tiled, whole.roundOut())


def solid_composite(effect: Effect, below: skia.ImageFilter | None) -> skia.ImageFilter | None:
    """Solid Composite: the layer with its source opacity over a colour with an opacity, both 0..100, mode Normal."""
    source = min(1.0, max(0.0, effect.number(1, 100.0) / 100.0))
    red, green, blue = effect.color(2, (1.0, 1.0, 1.0))
    opacity = min(1.0, max(0.0, effect.number(3, 100.0) / 100.0))
    thin = [1.0, 0, 0, 0, 0, 0, 1.0, 0, 0, 0, 0, 0, 1.0, 0, 0, 0, 0, 0, source, 0]
    layer = skia.ImageFilters.ColorFilter(skia.ColorFilters.Matrix(thin), below)
    whole = skia.Rect.MakeWH(*effect.extent())
    paint = skia.Paint(AntiAlias=True)
    paint.setColor4f(skia.Color4f(red, green, blue, opacity))
    recorder = skia.PictureRecorder()
    recorder.beginRecording(whole).drawRect(whole, paint)
    ground = skia.ImageFilters.Picture(recorder.finishRecordingAsPicture(), whole)
    return skia.ImageFilters.Xfermode(skia.BlendMode.kSrcOver, ground, layer, None)
