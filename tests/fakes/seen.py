"""Compares outlines with pictures: which pixels changed, and which lie within an outline."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw, ImageFilter

from app.render.slot_outline import SlotOutline
from app.render.surface import Pixels

Mask = npt.NDArray[np.bool_]

TOLERANCE = 2
"""Pixels by which an outline may miss the picture, for antialiasing and mipmaps."""


def changed(one: Pixels, other: Pixels) -> Mask:
    """The pixels that differ plainly."""
    return (np.abs(one.astype(int) - other.astype(int)) > 8).any(axis=2)


def covered(outlines: Iterable[SlotOutline], size: tuple[int, int], *, scale: float = 1.0, grow: int = 0) -> Mask:
    """The pixels of a picture of that width and height within any outline, grown or shrunk by some pixels."""
    margin = abs(grow) + 1
    image = Image.new("L", (size[0] + 2 * margin, size[1] + 2 * margin), 0)
    draw = ImageDraw.Draw(image)
    for outline in outlines:
        # Pillow's pixel coordinates name the middles of pixels.
        draw.polygon([(x * scale - 0.5 + margin, y * scale - 0.5 + margin) for x, y in outline.polygon], fill=255)
    if grow:
        image = image.filter((ImageFilter.MaxFilter if grow > 0 else ImageFilter.MinFilter)(2 * abs(grow) + 1))
    return np.asarray(image)[margin:-margin, margin:-margin] > 0


def strays(outlines: Iterable[SlotOutline], change: Mask, *, scale: float = 1.0) -> int:
    """How many changed pixels lie outside of the outlines."""
    within = covered(outlines, (change.shape[1], change.shape[0]), scale=scale, grow=TOLERANCE)
    return int((change & ~within).sum())


def gaps(outlines: Iterable[SlotOutline], change: Mask) -> int:
    """How many pixels within the outlines did not change."""
    within = covered(outlines, (change.shape[1], change.shape[0]), grow=-TOLERANCE)
    return int((within & ~change).sum())
