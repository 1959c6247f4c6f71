"""Track mattes: which part of a matte layer shows the layer that names it.

The matte is drawn into a layer of its own, whose result multiplies what was drawn before (`DstIn`), or what is left
of it (`DstOut`) when inverted. Luma mattes lie on black, so where the matte is transparent its luminance is 0.
"""

from __future__ import annotations

from typing import Final

import skia

from app.core.model import MatteKind
from app.render.blend import LUMA

LUMA_KINDS: Final = frozenset({MatteKind.LUMA, MatteKind.LUMA_INVERTED})
"""Kinds that look at brightness instead of alpha."""

_INVERTED: Final = frozenset({MatteKind.ALPHA_INVERTED, MatteKind.LUMA_INVERTED})

_LUMA_TO_ALPHA: Final = [0.0] * 15 + [*LUMA, 0.0, 0.0]


def matte_paint(kind: MatteKind) -> skia.Paint:
    """The paint of the layer that a matte is drawn in, to be restored over what the matte cuts."""
    mode = skia.BlendMode.kDstOut if kind in _INVERTED else skia.BlendMode.kDstIn
    return skia.Paint(BlendMode=mode, ColorFilter=luma_filter() if kind in LUMA_KINDS else None)


def luma_filter() -> skia.ColorFilter:
    """Luminance becomes alpha; right for opaque colours only, so draw on black first."""
    return skia.ColorFilters.Matrix(_LUMA_TO_ALPHA)
