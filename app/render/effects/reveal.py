"""Effects that uncover a layer in wedges, blinds or blocks."""

from __future__ import annotations

import math
from typing import Final

import numpy as np
import skia

from app.render.effects.generate import REACH, picture_filter
from app.render.effects.parameters import Effect

CLOCKWISE, COUNTERCLOCKWISE = 1, 2


def radial_wipe(effect: Effect, below: skia.ImageFilter | None) -> skia.ImageFilter | None:
    """Radial Wipe: completion 0..100, start angle (degrees clockwise from up), centre, and which way; feather left out.

    Which way: 1 clockwise, 2 counterclockwise, 3 both at once.
    """
    done = _share(effect.number(1, 0.0))
    if done == 0.0:
        return below
    width, height = effect.extent()
    x, y = effect.point(3, (width / 2.0, height / 2.0))
    way, sweep = round(effect.number(4, float(CLOCKWISE))), 360.0 * done
    back = {CLOCKWISE: 0.0, COUNTERCLOCKWISE: 1.0}.get(way, 0.5)
    start = effect.number(2, 0.0) - 90.0 - back * sweep
    path = skia.Path()
    circle = skia.Rect.MakeXYWH(x - _FAR, y - _FAR, 2.0 * _FAR, 2.0 * _FAR)
    if done == 1.0:
        path.addRect(REACH)
    else:
        path.moveTo(x, y)
        path.arcTo(circle, start, sweep, False)
        path.close()
    recorder = skia.PictureRecorder()
    recorder.beginRecording(REACH).drawPath(path, skia.Paint(AntiAlias=True))
    wedge = picture_filter(recorder.finishRecordingAsPicture())
    return skia.ImageFilters.Xfermode(skia.BlendMode.kDstOut, below, wedge, None)


def venetian_blinds(effect: Effect, below: skia.ImageFilter | None) -> skia.ImageFilter | None:
    """Venetian Blinds: completion 0..100, direction in degrees (0: upright blinds), width; feather left out.

    Blinds open to the right from the layer's middle on.
    """
    done = _share(effect.number(1, 0.0))
    if done == 0.0:
        return below
    width, height = effect.extent()
    angle, size = math.radians(effect.number(2, 0.0)), max(1.0, effect.number(3, 20.0))
    start = skia.Point(width / 2.0, height / 2.0)
    end = skia.Point(start.x() + size * math.cos(angle), start.y() + size * math.sin(angle))
    edge = min(0.5 / size, done / 2.0, (1.0 - done) / 2.0)
    clear, full = skia.ColorTRANSPARENT, skia.ColorBLACK
    places = [0.0, edge, done - edge, done + edge, 1.0 - edge, 1.0]
    half = skia.ColorSetA(full, 128)
    colors = [half, clear, clear, full, full, half] if done < 1.0 else [clear] * 6
    shader = skia.GradientShader.MakeLinear([start, end], colors, places, skia.TileMode.kRepeat)
    recorder = skia.PictureRecorder()
    recorder.beginRecording(REACH).drawRect(REACH, skia.Paint(Shader=shader))
    cover = picture_filter(recorder.finishRecordingAsPicture())
    return skia.ImageFilters.Xfermode(skia.BlendMode.kDstIn, below, cover, None)


def block_dissolve(effect: Effect, below: skia.ImageFilter | None) -> skia.ImageFilter | None:
    """Block Dissolve: blocks of a width and height vanish in random order; completion 0..100; feather left out.

    The order is always the same one, but not After Effects'.
    """
    done = _share(effect.number(1, 0.0))
    if done == 0.0:
        return below
    width, height = effect.extent()
    across, down = max(1.0, effect.number(2, 1.0)), max(1.0, effect.number(3, 1.0))
    columns, rows = (min(_MOST_BLOCKS, math.ceil(side / step)) for side, step in ((width, across), (height, down)))
    order = np.random.Generator(np.random.Philox(key=_SEED)).random((rows, columns))
    cells = np.repeat(np.where(order >= done, 255, 0).astype(np.uint8)[..., None], 4, axis=2)
    image = skia.Image.fromarray(np.ascontiguousarray(cells), skia.ColorType.kRGBA_8888_ColorType, copy=True)
    recorder = skia.PictureRecorder()
    canvas = recorder.beginRecording(REACH)
    area = skia.Rect.MakeWH(columns * across, rows * down)
    canvas.drawImageRect(image, area, skia.SamplingOptions(skia.FilterMode.kNearest))
    cover = picture_filter(recorder.finishRecordingAsPicture())
    return skia.ImageFilters.Xfermode(skia.BlendMode.kDstIn, below, cover, None)


def _share(percent: float) -> float:
    return min(1.0, max(0.0, percent / 100.0))


_FAR: Final = 64000.0
_MOST_BLOCKS: Final = 4096
_SEED: Final = 1
