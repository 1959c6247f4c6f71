"""Effects that change colours and keep the layer's shape."""

from __future__ import annotations

import skia

from app.render.blend import LUMA
from app.render.effects.generate import REACH, picture_filter
from app.render.effects.parameters import Effect

WHITE = (1.0, 1.0, 1.0)
BLACK = (0.0, 0.0, 0.0)
RADIAL = 2


def fill(effect: Effect, below: skia.ImageFilter | None) -> skia.ImageFilter:
    """Fill: one colour in the layer's shape; opacity 0..1 thins the layer."""
    red, green, blue = effect.color(2, (1.0, 0.0, 0.0))
    opacity = effect.number(5, 1.0)
    color = skia.Color4f(red, green, blue, min(1.0, max(0.0, opacity)))
    return _filtered(skia.ColorFilters.Blend(color, None, skia.BlendMode.kSrcIn), below)


def tint(effect: Effect, below: skia.ImageFilter | None) -> skia.ImageFilter:
    """Tint: luminance mapped to a line between two colours; amount 0..100 blends with the original."""
    dark, light = effect.color(1, BLACK), effect.color(2, WHITE)
    amount = effect.number(3, 100.0) / 100.0
    rows: list[float] = []
    for channel in range(3):
        span = light[channel] - dark[channel]
        kept = [1.0 - amount if other == channel else 0.0 for other in range(3)]
        rows += [weight * span * amount + own for weight, own in zip(LUMA, kept, strict=True)]
        rows += [0.0, dark[channel] * amount]
    return _filtered(skia.ColorFilters.Matrix([*rows, 0.0, 0.0, 0.0, 1.0, 0.0]), below)


def invert(effect: Effect, below: skia.ImageFilter | None) -> skia.ImageFilter | None:
    """Invert: channel 1 (RGB) or 2..4 (red, green, blue); other channels are left alone."""
    channel = round(effect.number(1, 1.0))
    if channel not in (1, 2, 3, 4):
        return below
    kept = effect.number(2, 0.0)
    rows: list[float] = []
    for index in range(3):
        turned = channel in (1, index + 2)
        factor = 2.0 * kept - 1.0 if turned else 1.0
        rows += [factor if other == index else 0.0 for other in range(4)] + [1.0 - kept if turned else 0.0]
    return _filtered(skia.ColorFilters.Matrix([*rows, 0.0, 0.0, 0.0, 1.0, 0.0]), below)


def levels(effect: Effect, below: skia.ImageFilter | None) -> skia.ImageFilter | None:
    """Levels: input black and white, gamma, output black and white (0..1) of channel 1 (RGB), 2..4, or 5 (alpha)."""
    channel = round(effect.number(1, 1.0))
    low, high = effect.number(3, 0.0), effect.number(4, 1.0)
    gamma = max(0.01, effect.number(5, 1.0))
    dark, light = effect.number(6, 0.0), effect.number(7, 1.0)
    if channel not in (1, 2, 3, 4, 5) or (low, high, gamma, dark, light) == (0.0, 1.0, 1.0, 0.0, 1.0):
        return below
    table: list[int] = []
    for step in range(256):
        place = (step / 255.0 - low) / (high - low) if high != low else float(step / 255.0 >= low)
        value = dark + (light - dark) * min(1.0, max(0.0, place)) ** (1.0 / gamma)
        table.append(round(255.0 * min(1.0, max(0.0, value))))
    tables = [table if channel == 1 or channel == index + 2 else None for index in range(3)]
    alpha = table if channel == 5 else None
    return _filtered(skia.TableColorFilter.MakeARGB(alpha, *tables), below)


def ramp(effect: Effect, below: skia.ImageFilter | None) -> skia.ImageFilter:
    """Gradient Ramp: a linear or radial gradient in the layer's shape; scatter is left out."""
    start, end = effect.point(1, (0.0, 0.0)), effect.point(3, (0.0, 0.0))
    colors = [_opaque(effect.color(2, BLACK)), _opaque(effect.color(4, WHITE))]
    if round(effect.number(5, 1.0)) == RADIAL:
        reach = max(1e-3, ((end[0] - start[0]) ** 2 + (end[1] - start[1]) ** 2) ** 0.5)
        shader = skia.GradientShader.MakeRadial(skia.Point(*start), reach, colors)
    else:
        shader = skia.GradientShader.MakeLinear([skia.Point(*start), skia.Point(*end)], colors)
    kept = min(1.0, max(0.0, effect.number(7, 0.0)))
    painted = skia.ImageFilters.Xfermode(skia.BlendMode.kSrcATop, below, _everywhere(shader, 1.0 - kept), None)
    return painted


def _everywhere(shader: skia.Shader | None, opacity: float) -> skia.ImageFilter:
    recorder = skia.PictureRecorder()
    recorder.beginRecording(REACH).drawRect(REACH, skia.Paint(Shader=shader, Alphaf=opacity))
    return picture_filter(recorder.finishRecordingAsPicture())


def _opaque(color: tuple[float, float, float]) -> int:
    return int(skia.Color4f(*color, 1.0).toColor())


def _filtered(color_filter: skia.ColorFilter, below: skia.ImageFilter | None) -> skia.ImageFilter:
    return skia.ImageFilters.ColorFilter(color_filter, below)
