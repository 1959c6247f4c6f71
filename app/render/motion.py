"""Motion blur: when the shutter is open, how many instants of that are drawn, and their average."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from itertools import pairwise
from typing import Final

import numpy as np
import skia

from app.core.model import Comp
from app.render.surface import Pixels

PIXELS_PER_SAMPLE: Final = 2.0
"""A corner may travel this far between two instants before steps would show."""

MOST_SAMPLES: Final = 64
"""Upper limit of instants, whatever the composition asks for; keeps one frame's cost bounded."""

STILL: Final = 0.01
"""Movement in pixels below which a layer counts as standing."""


def shutter(comp: Comp, time: float) -> tuple[float, float]:
    """When the shutter opens and closes around `time` (seconds): phase and angle are parts of a frame's 360°."""
    frame = 1.0 / comp.frame_rate
    opens = time + frame * comp.shutter_phase / 360.0
    return opens, opens + frame * comp.shutter_angle / 360.0


def sample_times(
    comp: Comp, time: float, corner: tuple[float, float], matrix_at: Callable[[float], skia.Matrix], scale: float
) -> list[float]:
    """The instants to draw, evenly spread over the open shutter; only `time` itself when nothing moves.

    `corner` is the layer's far corner in its own pixels, `matrix_at` places the layer in the composition, `scale`
    is stage pixels per composition pixel. At least the composition's own number of samples is taken, more where
    the layer is fast, up to the composition's limit.
    """
    opens, closes = shutter(comp, time)
    moments = [opens, (opens + closes) / 2.0, closes]
    travelled = _travel([matrix_at(moment) for moment in moments], corner) * scale
    if travelled < STILL:
        return [time]
    wanted = max(comp.motion_blur_samples, math.ceil(travelled / PIXELS_PER_SAMPLE))
    count = max(2, min(wanted, max(comp.motion_blur_limit, comp.motion_blur_samples), MOST_SAMPLES))
    return [opens + (index + 0.5) / count * (closes - opens) for index in range(count)]


def average(frames: Iterable[Pixels], shape: tuple[int, ...]) -> Pixels:
    """The mean of the frames, rounded to nearest; each may be the same array again with other content."""
    total = np.zeros(shape, np.uint32)
    count = 0
    for frame in frames:
        total += frame
        count += 1
    mean: Pixels = ((total + count // 2) // max(1, count)).astype(np.uint8)
    return mean


def _travel(matrices: list[skia.Matrix], corner: tuple[float, float]) -> float:
    across, down = corner
    corners = [skia.Point(x, y) for x in (0.0, across) for y in (0.0, down)]
    farthest = 0.0
    for before, after in pairwise(matrices):
        for one, other in zip(before.mapPoints(corners), after.mapPoints(corners), strict=True):
            farthest += math.hypot(other.x() - one.x(), other.y() - one.y()) / len(corners)
    return farthest
