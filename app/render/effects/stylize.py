"""Effects that look at a pixel's surroundings: glow, sharpening, directional and lens blur, mosaic, mirror, choker."""

from __future__ import annotations

import math
from typing import Final

import skia

from app.render.content import SAMPLING
from app.render.effects.generate import REACH, picture_filter
from app.render.effects.geometry import BLUR_TO_SIGMA, HORIZONTAL, VERTICAL
from app.render.effects.parameters import Effect

NEAREST: Final = skia.SamplingOptions(skia.FilterMode.kNearest)

ALPHA_CHANNEL = 1
ON_TOP, ALONE = 1, 3
NO_OPERATION, NORMAL_OPERATION, SCREEN_OPERATION = 1, 2, 5
ORIGINAL_COLORS = 1


def glow(effect: Effect, below: skia.ImageFilter | None) -> skia.ImageFilter | None:
    """Glow: what is brighter than the threshold (0..255), blurred, times the intensity, laid over or under the layer.

    Adobe documents neither how light fades in above the threshold (here in a straight line) nor what the radius means
    (here 2σ). Based on alpha (1) or colours (2); original colours, else colour A alone; operations other than None,
    Normal and Screen are drawn as Add.
    """
    intensity = max(0.0, effect.number(4, 1.0))
    sigma = max(0.0, effect.number(3, 10.0)) / 2.0
    if intensity == 0.0:
        return below
    dimensions = round(effect.number(14, 1.0))
    across, down = (0.0 if dimensions == VERTICAL else sigma), (0.0 if dimensions == HORIZONTAL else sigma)
    light = _light(effect, below)
    if across or down:
        light = skia.ImageFilters.Blur(across, down, skia.TileMode.kDecal, light)
    share = min(intensity, 1.0)
    repeats = max(1, math.ceil(intensity))
    weak = intensity / repeats if repeats > 1 else share
    light = skia.ImageFilters.ColorFilter(_thinned(weak), light)
    return _with_light(effect, below, light, repeats)


def _light(effect: Effect, below: skia.ImageFilter | None) -> skia.ImageFilter | None:
    """What glows, before it is blurred."""
    limit = min(0.999, max(0.0, effect.number(2, 153.0) / 255.0))
    light = below
    if round(effect.number(1, 2.0)) != ALPHA_CHANNEL:
        steep = 1.0 / (1.0 - limit)
        rows = [0.299 * steep, 0.587 * steep, 0.114 * steep, 0.0, -limit * steep]
        bright = skia.ImageFilters.ColorFilter(skia.ColorFilters.Matrix([0.0] * 15 + rows), below)
        light = skia.ImageFilters.Xfermode(skia.BlendMode.kSrcIn, bright, below, None)
    if round(effect.number(7, float(ORIGINAL_COLORS))) != ORIGINAL_COLORS:
        color = skia.Color4f(*effect.color(12, (1.0, 1.0, 1.0)), 1.0)
        light = skia.ImageFilters.ColorFilter(skia.ColorFilters.Blend(color, None, skia.BlendMode.kSrcIn), light)
    return light


def _with_light(
    effect: Effect, below: skia.ImageFilter | None, light: skia.ImageFilter, repeats: int
) -> skia.ImageFilter | None:
    operation, place = round(effect.number(6, 3.0)), round(effect.number(5, 2.0))
    if place == ALONE:
        return light
    if operation == NO_OPERATION:
        return below
    result = below
    for _ in range(min(repeats, _MOST_REPEATS)):
        if operation == NORMAL_OPERATION:
            pair = (result, light) if place == ON_TOP else (light, result)
            result = skia.ImageFilters.Xfermode(skia.BlendMode.kSrcOver, *pair, None)
        else:
            mode = skia.BlendMode.kScreen if operation == SCREEN_OPERATION else skia.BlendMode.kPlus
            result = skia.ImageFilters.Xfermode(mode, result, light, None)
    return result


def sharpen(effect: Effect, below: skia.ImageFilter | None) -> skia.ImageFilter | None:
    """Sharpen: adds the difference to the mean of the eight neighbours, amount in percent.

    Adobe documents no kernel; this is the one that Skia's player of exported animations uses.
    """
    amount = max(0.0, effect.number(1, 0.0)) / 100.0
    if amount == 0.0:
        return below
    around = [-amount / 8.0] * 4
    kernel = [*around, 1.0 + amount, *around]
    middle, size = skia.IPoint(1, 1), skia.ISize(3, 3)
    sharp = skia.ImageFilters.MatrixConvolution(
        size, kernel, 1.0, 0.0, middle, skia.TileMode.kClamp, False, below, effect.crop()
    )
    return skia.ImageFilters.Xfermode(skia.BlendMode.kSrcATop, below, sharp, None)


def unsharp_mask(effect: Effect, below: skia.ImageFilter | None) -> skia.ImageFilter | None:
    """Unsharp Mask: adds the difference to a blur of σ = radius, amount in percent; the threshold is left out."""
    amount = max(0.0, effect.number(1, 50.0)) / 100.0
    sigma = max(0.0, effect.number(2, 1.0))
    if amount == 0.0 or sigma == 0.0:
        return below
    crop = effect.crop()
    # The border of a picture is no edge to be sharpened.
    tile = skia.TileMode.kDecal if crop is None else skia.TileMode.kClamp
    soft = skia.ImageFilters.Blur(sigma, sigma, tile, below, crop)
    plain = below or skia.ImageFilters.Offset(0.0, 0.0)
    sharp = skia.ImageFilters.Arithmetic(0.0, -amount, 1.0 + amount, 0.0, True, plain, soft, None)
    return skia.ImageFilters.Xfermode(skia.BlendMode.kSrcATop, below, sharp, None)


def directional_blur(effect: Effect, below: skia.ImageFilter | None) -> skia.ImageFilter | None:
    """Directional Blur: direction in degrees clockwise from up, length as the softness of the other blurs."""
    sigma = max(0.0, effect.number(2, 0.0)) * BLUR_TO_SIGMA
    if sigma == 0.0:
        return below
    direction = effect.number(1, 0.0) % 180.0
    decal = skia.TileMode.kDecal
    if direction in (0.0, 90.0):
        across, down = (sigma, 0.0) if direction else (0.0, sigma)
        return skia.ImageFilters.Blur(across, down, decal, below)
    turned = skia.ImageFilters.MatrixTransform(skia.Matrix.RotateDeg(90.0 - direction), SAMPLING, below)
    blurred = skia.ImageFilters.Blur(sigma, 0.0, decal, turned)
    return skia.ImageFilters.MatrixTransform(skia.Matrix.RotateDeg(direction - 90.0), SAMPLING, blurred)


def lens_blur(effect: Effect, below: skia.ImageFilter | None) -> skia.ImageFilter | None:
    """Camera Lens Blur: a Gaussian of the variance of a disc of the blur radius; iris, map, highlights are left out."""
    sigma = max(0.0, effect.number(1, 5.0)) / 2.0
    return below if sigma == 0.0 else skia.ImageFilters.Blur(sigma, sigma, skia.TileMode.kDecal, below)


def mosaic(effect: Effect, below: skia.ImageFilter | None) -> skia.ImageFilter:
    """Mosaic: the layer in so many blocks across and down, each of the colour in its middle.

    Without sharp colours the picture is blurred first, with the variance of a block: close to the blocks' means.
    """
    width, height = effect.extent()
    across = width / max(1.0, round(effect.number(1, 10.0)))
    down = height / max(1.0, round(effect.number(2, 10.0)))
    picture = below
    if not effect.number(3, 0.0):
        sides = (across / math.sqrt(12.0), down / math.sqrt(12.0))
        picture = skia.ImageFilters.Blur(*sides, skia.TileMode.kClamp, below, _whole(effect).roundOut())
    small = skia.ImageFilters.MatrixTransform(skia.Matrix.Scale(1.0 / across, 1.0 / down), NEAREST, picture)
    large = skia.ImageFilters.MatrixTransform(skia.Matrix.Scale(across, down), NEAREST, small)
    return skia.ImageFilters.Offset(0.0, 0.0, large, _whole(effect).roundOut())


def mirror(effect: Effect, below: skia.ImageFilter | None) -> skia.ImageFilter:
    """Mirror: one side of a line through the centre also appears reflected on the other.

    At 0° the left side appears on the right, at 90° the upper side below.
    """
    width, height = effect.extent()
    center = effect.point(1, (width / 2.0, height / 2.0))
    angle = effect.number(2, 0.0)
    turn = skia.Matrix.RotateDeg(angle, skia.Point(*center))
    back = skia.Matrix.RotateDeg(-angle, skia.Point(*center))
    flip = skia.Matrix()
    flip.setScale(-1.0, 1.0, center[0], center[1])
    reflection = skia.Matrix.Concat(turn, skia.Matrix.Concat(flip, back))
    recorder = skia.PictureRecorder()
    canvas = recorder.beginRecording(REACH)
    canvas.concat(turn)
    canvas.drawRect(skia.Rect.MakeLTRB(-32000, -32000, center[0], 32000), skia.Paint(AntiAlias=True))
    half = picture_filter(recorder.finishRecordingAsPicture())
    kept = skia.ImageFilters.Xfermode(skia.BlendMode.kDstIn, below, half, None)
    # The whole layer is reflected before it is cut: cut edges that are resampled would leave a seam.
    reflected = skia.ImageFilters.MatrixTransform(reflection, SAMPLING, below)
    reflected = skia.ImageFilters.Xfermode(skia.BlendMode.kDstOut, reflected, half, None)
    both = skia.ImageFilters.Xfermode(skia.BlendMode.kPlus, kept, reflected, None)
    return skia.ImageFilters.Offset(0.0, 0.0, both, _whole(effect).roundOut())


def simple_choker(effect: Effect, below: skia.ImageFilter | None) -> skia.ImageFilter | None:
    """Simple Choker: the matte shrinks by so many pixels, or grows by a negative number; its corners stay square."""
    pixels = effect.number(2, 0.0)
    reach = min(100.0, abs(pixels))
    if reach < 0.5:
        return below
    make = skia.ImageFilters.Erode if pixels > 0.0 else skia.ImageFilters.Dilate
    return make(reach, reach, below)


def _whole(effect: Effect) -> skia.Rect:
    return skia.Rect.MakeWH(*effect.extent())


def _thinned(share: float) -> skia.ColorFilter:
    return skia.ColorFilters.Matrix([1.0, 0, 0, 0, 0, 0, 1.0, 0, 0, 0, 0, 0, 1.0, 0, 0, 0, 0, 0, share, 0])


_MOST_REPEATS: Final = 16
