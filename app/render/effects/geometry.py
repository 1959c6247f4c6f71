"""Effects that change a layer's shape: blurs, shadow, transform."""

from __future__ import annotations

import math
from typing import Final

import skia

from app.render.content import SAMPLING
from app.render.effects.parameters import Effect
from app.render.transform import affine

BLUR_TO_SIGMA: Final = 0.3
"""Blurriness and softness to the σ of a Gaussian (the ratio that Skia's player of exported animations uses)."""

HORIZONTAL, VERTICAL = 2, 3


def gaussian_blur(effect: Effect, below: skia.ImageFilter | None) -> skia.ImageFilter | None:
    """Gaussian Blur: blurriness, dimensions 1..3 (both, horizontal, vertical), repeat edge pixels."""
    sigma = max(0.0, effect.number(1, 0.0)) * BLUR_TO_SIGMA
    return _blur(effect, below, sigma=sigma, dimensions=round(effect.number(2, 1.0)), repeat=effect.number(3, 0.0))


def box_blur(effect: Effect, below: skia.ImageFilter | None) -> skia.ImageFilter | None:
    """Fast Box Blur: radius, iterations, dimensions, repeat edge pixels; as the Gaussian of the same variance."""
    width = 2.0 * max(0.0, effect.number(1, 0.0)) + 1.0
    sigma = math.sqrt(max(1.0, effect.number(2, 3.0)) * (width * width - 1.0) / 12.0)
    return _blur(effect, below, sigma=sigma, dimensions=round(effect.number(3, 1.0)), repeat=effect.number(4, 0.0))


def drop_shadow(effect: Effect, below: skia.ImageFilter | None) -> skia.ImageFilter:
    """Drop Shadow: colour, opacity 0..255, direction (degrees clockwise from up), distance, softness, shadow only."""
    red, green, blue = effect.color(1, (0.0, 0.0, 0.0))
    opacity = min(1.0, max(0.0, effect.number(2, 127.5) / 255.0))
    color = int(skia.Color4f(red, green, blue, opacity).toColor())
    direction = math.radians(effect.number(3, 135.0))
    distance = effect.number(4, 5.0)
    sigma = max(0.0, effect.number(5, 0.0)) * BLUR_TO_SIGMA
    make = skia.ImageFilters.DropShadowOnly if effect.number(6, 0.0) else skia.ImageFilters.DropShadow
    return make(math.sin(direction) * distance, -math.cos(direction) * distance, sigma, sigma, color, below)


def transform(effect: Effect, below: skia.ImageFilter | None) -> skia.ImageFilter | None:
    """Transform: anchor, position, height and width scale, rotation, opacity 0..100; skew is left out."""
    middle = (effect.size[0] / 2.0, effect.size[1] / 2.0) if effect.size is not None else (0.0, 0.0)
    height = effect.number(3, 100.0) / 100.0
    width = height if effect.number(11, 1.0) else effect.number(4, 100.0) / 100.0
    matrix = affine(
        position=effect.point(2, middle),
        degrees=effect.number(7, 0.0),
        scale=(width, height),
        anchor=effect.point(1, middle),
    )
    moved = below if matrix.isIdentity() else skia.ImageFilters.MatrixTransform(matrix, SAMPLING, below)
    opacity = min(1.0, max(0.0, effect.number(8, 100.0) / 100.0))
    if opacity == 1.0:
        return moved
    thin = [1.0, 0, 0, 0, 0, 0, 1.0, 0, 0, 0, 0, 0, 1.0, 0, 0, 0, 0, 0, opacity, 0]
    return skia.ImageFilters.ColorFilter(skia.ColorFilters.Matrix(thin), moved)


def _blur(
    effect: Effect, below: skia.ImageFilter | None, *, sigma: float, dimensions: int, repeat: float
) -> skia.ImageFilter | None:
    across = 0.0 if dimensions == VERTICAL else sigma
    down = 0.0 if dimensions == HORIZONTAL else sigma
    if across == 0.0 and down == 0.0:
        return below
    crop = effect.crop()
    if repeat and crop is not None:
        return skia.ImageFilters.Blur(across, down, skia.TileMode.kClamp, below, crop)
    return skia.ImageFilters.Blur(across, down, skia.TileMode.kDecal, below)
