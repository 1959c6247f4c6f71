"""Effects that draw something of their own over the layer or instead of it."""

from __future__ import annotations

import skia

from app.render.effects.parameters import Effect

REACH = skia.Rect.MakeLTRB(-32000, -32000, 32000, 32000)
"""Farther than any composition goes in layer coordinates."""

NO_EDGE = 1
NONE, NORMAL = 1, 2


def picture_filter(recorded: skia.Picture) -> skia.ImageFilter:
    """A recorded drawing as the input of other filters."""
    return skia.ImageFilters.Picture(recorded, REACH)


def circle(effect: Effect, below: skia.ImageFilter | None) -> skia.ImageFilter | None:
    """Circle: centre, radius, inverted or not, colour, opacity 0..100; edge and feather are left out.

    With the blending mode None the circle replaces the layer, with any other it lies on it.
    """
    x, y = effect.point(1, (0.0, 0.0))
    red, green, blue = effect.color(10, (1.0, 1.0, 1.0))
    opacity = min(1.0, max(0.0, effect.number(11, 100.0) / 100.0))
    paint = skia.Paint(AntiAlias=True)
    paint.setColor4f(skia.Color4f(red, green, blue, opacity))
    recorder = skia.PictureRecorder()
    canvas = recorder.beginRecording(REACH)
    shape = skia.Path.Circle(x, y, max(0.0, effect.number(2, 75.0)))
    if effect.number(9, 0.0):
        shape.toggleInverseFillType()
    canvas.drawPath(shape, paint)
    drawn = picture_filter(recorder.finishRecordingAsPicture())
    if round(effect.number(12, float(NONE))) == NONE:
        return drawn
    return skia.ImageFilters.Xfermode(skia.BlendMode.kSrcATop, below, drawn, None)


def nothing(effect: Effect, below: skia.ImageFilter | None) -> skia.ImageFilter:
    """No layer at all: stands in for an effect that would replace the layer by a drawing we cannot make."""
    del effect
    return skia.ImageFilters.ColorFilter(skia.ColorFilters.Matrix([0.0] * 20), below)
