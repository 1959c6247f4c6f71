"""Blending modes: those that Skia has, and those that numpy does.

Formulas are the separable and non-separable ones of the W3C's Compositing and Blending Level 1 (After Effects agrees
with them on 8-bit colours), but for Add: there After Effects clamps the premultiplied sum to the resulting alpha
(`aepx-format.md` §4.5, measured). Names are After Effects' own in lower case; the scripting interface misspells
“silhouette alpha”, so both spellings count.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import numpy as np
import numpy.typing as npt
import skia

from app.render.surface import Pixels

Floats = npt.NDArray[np.float32]

SKIA_MODES: Final[dict[str, skia.BlendMode]] = {
    "normal": skia.BlendMode.kSrcOver,
    "multiply": skia.BlendMode.kMultiply,
    "screen": skia.BlendMode.kScreen,
    "overlay": skia.BlendMode.kOverlay,
    "darken": skia.BlendMode.kDarken,
    "lighten": skia.BlendMode.kLighten,
    "color_dodge": skia.BlendMode.kColorDodge,
    "color_burn": skia.BlendMode.kColorBurn,
    "hard_light": skia.BlendMode.kHardLight,
    "soft_light": skia.BlendMode.kSoftLight,
    "difference": skia.BlendMode.kDifference,
    "exclusion": skia.BlendMode.kExclusion,
    "hue": skia.BlendMode.kHue,
    "saturation": skia.BlendMode.kSaturation,
    "color": skia.BlendMode.kColor,
    "luminosity": skia.BlendMode.kLuminosity,
    "stencil_alpha": skia.BlendMode.kDstIn,
    "silhouette_alpha": skia.BlendMode.kDstOut,
    "silhouete_alpha": skia.BlendMode.kDstOut,
    "stencil_luma": skia.BlendMode.kDstIn,
    "silhouette_luma": skia.BlendMode.kDstOut,
    "alpha_add": skia.BlendMode.kPlus,
}

LUMA_MODES: Final = frozenset({"stencil_luma", "silhouette_luma"})
"""Modes that use the layer's luminance where their sisters use its alpha."""

UNBOUNDED_MODES: Final = frozenset({"stencil_alpha", "stencil_luma"})
"""Modes that change the picture where the layer is transparent."""

LUMA: Final = (0.299, 0.587, 0.114)
"""Weights of red, green and blue in luminance (Rec. 601, which After Effects uses in gamma space)."""


def is_supported(mode: str) -> bool:
    """Whether layers of this mode are drawn as After Effects draws them."""
    return mode in SKIA_MODES or mode == "add" or mode in _FUNCTIONS


def skia_mode(mode: str) -> skia.BlendMode | None:
    """Skia's mode, None when `blend_into` has to do it; unknown modes are drawn as normal."""
    if mode == "add" or mode in _FUNCTIONS:
        return None
    return SKIA_MODES.get(mode, skia.BlendMode.kSrcOver)


def blend_into(below: Pixels, above: Pixels, mode: str, *, preserve: bool = False) -> None:
    """Blend `above` over `below` in place. Both are premultiplied and of one shape.

    `preserve` keeps the transparency of what lies below. Any mode that `is_supported` names and that is not a
    stencil or silhouette may be given; unknown ones count as normal.
    """
    if mode == "add":
        _add(below, above, preserve=preserve)
        return
    backdrop, top = below.astype(np.float32) / 255.0, above.astype(np.float32) / 255.0
    backdrop_alpha, top_alpha = backdrop[..., 3:4], top[..., 3:4]
    function = _FUNCTIONS.get(mode) or _SEPARABLE.get(mode) or _normal
    mixed = np.clip(function(_straight(backdrop), _straight(top)), 0.0, 1.0)
    colors = mixed * (backdrop_alpha * top_alpha) + backdrop[..., :3] * (1 - top_alpha)
    alpha = backdrop_alpha
    if not preserve:
        colors = colors + top[..., :3] * (1 - backdrop_alpha)
        alpha = top_alpha + backdrop_alpha - top_alpha * backdrop_alpha
    result = np.concatenate((np.minimum(colors, alpha), alpha), axis=2)
    np.rint(result * 255.0, out=result)
    below[...] = result.astype(np.uint8)


def _add(below: Pixels, above: Pixels, *, preserve: bool) -> None:
    alpha = above[..., 3].astype(np.uint16)
    result_alpha = below[..., 3]
    if preserve:
        above = _scaled(above, below[..., 3:4])
    else:
        result_alpha = (alpha + ((255 - alpha) * result_alpha + 127) // 255).astype(np.uint8)
    total = np.minimum(above[..., :3].astype(np.uint16) + below[..., :3], result_alpha[..., None])
    below[..., :3] = total.astype(np.uint8)
    below[..., 3] = result_alpha


def _scaled(pixels: Pixels, alpha: Pixels) -> Pixels:
    product = pixels.astype(np.uint16) * alpha + 127
    scaled: Pixels = (product // 255).astype(np.uint8)
    return scaled


def _straight(premultiplied: Floats) -> Floats:
    alpha = premultiplied[..., 3:4]
    colors: Floats = np.where(alpha > 0, premultiplied[..., :3] / np.maximum(alpha, 1e-6), 0.0).astype(np.float32)
    return np.minimum(colors, 1.0)


def _luminance(colors: Floats) -> Floats:
    weighted: Floats = (colors * np.asarray(LUMA, np.float32)).sum(axis=2, keepdims=True)
    return weighted


def _ratio(upper: Floats, lower: Floats) -> Floats:
    ratio: Floats = np.where(lower > 0, upper / np.maximum(lower, 1e-6), np.where(upper > 0, 1.0, 0.0))
    return ratio.astype(np.float32)


def _normal(below: Floats, above: Floats) -> Floats:
    del below
    return above


def _dodge(below: Floats, above: Floats) -> Floats:
    return np.minimum(1.0, _ratio(below, 1 - above))


def _burn(below: Floats, above: Floats) -> Floats:
    return 1 - np.minimum(1.0, _ratio(1 - below, above))


def _vivid(below: Floats, above: Floats) -> Floats:
    burnt = _burn(below, np.minimum(1.0, 2 * above))
    return np.where(above <= 0.5, burnt, _dodge(below, np.maximum(0.0, 2 * above - 1)))


def _pin(below: Floats, above: Floats) -> Floats:
    return np.where(above <= 0.5, np.minimum(below, 2 * above), np.maximum(below, 2 * above - 1))


def _darker(below: Floats, above: Floats) -> Floats:
    return np.where(_luminance(above) < _luminance(below), above, below)


def _lighter(below: Floats, above: Floats) -> Floats:
    return np.where(_luminance(above) > _luminance(below), above, below)


_Function = Callable[[Floats, Floats], Floats]

_FUNCTIONS: Final[dict[str, _Function]] = {
    "linear_burn": lambda below, above: below + above - 1,
    "linear_dodge": lambda below, above: below + above,
    "linear_light": lambda below, above: below + 2 * above - 1,
    "vivid_light": _vivid,
    "pin_light": _pin,
    "hard_mix": lambda below, above: (below + above >= 1).astype(np.float32),
    "subtract": lambda below, above: below - above,
    "divide": lambda below, above: np.minimum(1.0, _ratio(below, above)),
    "darker_color": _darker,
    "lighter_color": _lighter,
    "classic_difference": lambda below, above: np.abs(below - above),
    "classic_color_dodge": _dodge,
    "classic_color_burn": _burn,
}
"""Modes Skia lacks: (backdrop colour, layer colour), both straight, to the mixed colour."""

_SEPARABLE: Final[dict[str, _Function]] = {
    "multiply": lambda below, above: below * above,
    "screen": lambda below, above: below + above - below * above,
    "darken": np.minimum,
    "lighten": np.maximum,
    "difference": lambda below, above: np.abs(below - above),
    "exclusion": lambda below, above: below + above - 2 * below * above,
    "overlay": lambda below, above: np.where(below <= 0.5, 2 * below * above, 1 - 2 * (1 - below) * (1 - above)),
    "hard_light": lambda below, above: np.where(above <= 0.5, 2 * below * above, 1 - 2 * (1 - below) * (1 - above)),
    "color_dodge": _dodge,
    "color_burn": _burn,
}
"""Modes of Skia's that are also here, for layers that preserve the transparency below."""
