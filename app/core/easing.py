"""Temporal easing: cubic Bézier curves over time, as keyframes describe them with speeds and influences.

An eased side of a keyframe puts its handle `influence` percent of the segment's duration away from the keyframe, at
the height that its speed reaches there; a linear side puts it a sixth of the way along the chord (After Effects'
scripting guide, KeyframeEase; the sixth is the 16.67 % that its Keyframe Velocity dialog shows).
"""

from __future__ import annotations

from dataclasses import dataclass

from app.core.model import Ease, Interpolation, Keyframe

LINEAR_REACH = 1.0 / 6.0
"""Where a linear side's handle sits, as a part of the segment's duration and of its chord."""

_TOLERANCE = 1e-14
_NEWTON_STEPS = 12
_BISECTIONS = 60


def cubic(p0: float, p1: float, p2: float, p3: float, u: float) -> float:
    """One coordinate of the cubic Bézier with these four control values, at parameter `u` in 0..1."""
    v = 1.0 - u
    return v * v * (v * p0 + 3.0 * u * p1) + u * u * (3.0 * v * p2 + u * p3)


def unit_parameter(x: float, x1: float, x2: float) -> float:
    """The parameter at which a Bézier that runs from 0 to 1 with handles at `x1` and `x2` (both 0..1) reaches `x`.

    `x` outside 0..1 is taken as the nearer end. Newton's steps are kept inside a shrinking bracket, so that handles
    which make the curve stand still (100 % influence on both sides) are solved too.
    """
    if x <= 0.0:
        return 0.0
    if x >= 1.0:
        return 1.0
    c = 3.0 * x1
    b = 3.0 * x2 - 6.0 * x1
    a = 1.0 - 3.0 * x2 + 3.0 * x1
    low, high, u = 0.0, 1.0, x
    for _ in range(_NEWTON_STEPS):
        error = ((a * u + b) * u + c) * u - x
        if -_TOLERANCE < error < _TOLERANCE:
            return u
        if error > 0.0:
            high = u
        else:
            low = u
        slope = (3.0 * a * u + 2.0 * b) * u + c
        step = u - error / slope if slope else low
        u = step if low < step < high else (low + high) / 2.0
    return _bisect(x, (a, b, c), low, high)


def _bisect(x: float, coefficients: tuple[float, float, float], low: float, high: float) -> float:
    a, b, c = coefficients
    for _ in range(_BISECTIONS):
        middle = (low + high) / 2.0
        if ((a * middle + b) * middle + c) * middle < x:
            low = middle
        else:
            high = middle
    return (low + high) / 2.0


@dataclass(frozen=True, slots=True)
class Handles:
    """A segment's two temporal handles: `x1`, `x2` in parts of its duration, `y1`, `y2` in units of what is eased."""

    x1: float
    y1: float
    x2: float
    y2: float

    def parameter(self, fraction: float) -> float:
        """The curve's parameter when `fraction` of the duration (0..1) has passed."""
        return unit_parameter(fraction, self.x1, self.x2)

    def value(self, fraction: float, start: float, end: float) -> float:
        """What the curve from `start` to `end` has reached when `fraction` of the duration has passed."""
        return cubic(start, self.y1, self.y2, end, self.parameter(fraction))


DIAGONAL = Handles(LINEAR_REACH, LINEAR_REACH, 1.0 - LINEAR_REACH, 1.0 - LINEAR_REACH)
"""Constant progress from 0 to 1."""


def is_linear(left: Keyframe, right: Keyframe) -> bool:
    """Whether the segment between these neighbours runs at constant speed."""
    return (left.interpolation_out is Interpolation.LINEAR or not left.ease_out) and (
        right.interpolation_in is Interpolation.LINEAR or not right.ease_in
    )


def value_handles(left: Keyframe, right: Keyframe, *, dimension: int, start: float, end: float) -> Handles:
    """Handles of one dimension that eases on its own from `start` to `end`: speeds are units per second.

    The handles' heights do not depend on the values' distance, so a curve between equal values may still bow.
    """
    duration = right.time - left.time
    out_ease, in_ease = ease_out(left, dimension), ease_in(right, dimension)
    x1, x2 = LINEAR_REACH, 1.0 - LINEAR_REACH
    y1 = start + (end - start) * LINEAR_REACH
    y2 = end - (end - start) * LINEAR_REACH
    if out_ease is not None:
        x1 = _reach(out_ease)
        y1 = start + out_ease.speed * x1 * duration
    if in_ease is not None:
        x2 = 1.0 - _reach(in_ease)
        y2 = end - in_ease.speed * (1.0 - x2) * duration
    return Handles(x1, y1, x2, y2)


def distance_handles(left: Keyframe, right: Keyframe, distance: float, *, speed_unit: float = 1.0) -> Handles:
    """Handles of the way travelled, 0 to `distance`, between two keyframes of a motion path.

    Speeds are `speed_unit` × the way's unit per second. The way never turns back: handles that would make it are
    shortened (observed in After Effects; py-aep's documentation of its spatial interpolation).
    """
    chord_speed = distance * speed_unit / (right.time - left.time)
    part = _shortened(_speed_handles(left, right, chord_speed))
    return Handles(part.x1, part.y1 * distance, part.x2, part.y2 * distance)


def color_handles(left: Keyframe, right: Keyframe, distance: float) -> Handles:
    """Handles of a colour's progress 0..1 along the straight line of `distance` (0..1 channels) to the other colour.

    Its speeds are 8-bit units per second along that line (py-aep's measurements).
    """
    return _speed_handles(left, right, 255.0 * distance / (right.time - left.time))


def progress_handles(left: Keyframe, right: Keyframe) -> Handles:
    """Handles of the progress 0..1 of a value that eases as a whole (a path, an orientation).

    Its speeds have no unit, 1 is constant progress. Handles between two eased sides are kept within 0..1; facing a
    linear side they are not, and the value overshoots (py-aep's measurements).
    """
    free = _speed_handles(left, right, 1.0)
    if ease_out(left, 0) is None or ease_in(right, 0) is None:
        return free
    part = _shortened(free)
    return Handles(part.x1, max(part.y1, 0.0), part.x2, min(part.y2, 1.0))


def influence_handles(left: Keyframe, right: Keyframe) -> Handles:
    """Handles of the progress 0..1 of a point with one ease for all its dimensions: influences count, speeds do not."""
    out_ease, in_ease = ease_out(left, 0), ease_in(right, 0)
    x1 = y1 = LINEAR_REACH
    x2 = y2 = 1.0 - LINEAR_REACH
    if out_ease is not None:
        x1, y1 = _reach(out_ease), 0.0
    if in_ease is not None:
        x2, y2 = 1.0 - _reach(in_ease), 1.0
    return Handles(x1, y1, x2, y2)


def ease_out(keyframe: Keyframe, dimension: int) -> Ease | None:
    """The ease with which the value leaves the keyframe, or None on a linear side."""
    if keyframe.interpolation_out is not Interpolation.BEZIER:
        return None
    return _of_dimension(keyframe.ease_out, dimension)


def ease_in(keyframe: Keyframe, dimension: int) -> Ease | None:
    """The ease with which the value reaches the keyframe, or None on a linear side."""
    if keyframe.interpolation_in is not Interpolation.BEZIER:
        return None
    return _of_dimension(keyframe.ease_in, dimension)


def _speed_handles(left: Keyframe, right: Keyframe, chord_speed: float) -> Handles:
    """Handles of a progress 0..1 that would be constant at the speed `chord_speed`; at 0 every speed counts as that."""
    out_ease, in_ease = ease_out(left, 0), ease_in(right, 0)
    x1 = y1 = LINEAR_REACH
    x2 = y2 = 1.0 - LINEAR_REACH
    if out_ease is not None:
        x1 = _reach(out_ease)
        y1 = x1 * out_ease.speed / chord_speed if chord_speed else x1
    if in_ease is not None:
        x2 = 1.0 - _reach(in_ease)
        y2 = 1.0 - (1.0 - x2) * in_ease.speed / chord_speed if chord_speed else x2
    return Handles(x1, y1, x2, y2)


def _shortened(free: Handles) -> Handles:
    """The handles of a progress, cut along their own slope where they pass its end or fall below its start."""
    x1, y1, x2, y2 = free.x1, free.y1, free.x2, free.y2
    if y1 > 1.0:
        x1, y1 = x1 / y1, 1.0
    if y2 < 0.0:
        x2, y2 = 1.0 - (1.0 - x2) / (1.0 - y2), 0.0
    return Handles(x1, y1, x2, y2)


def _of_dimension(eases: tuple[Ease, ...], dimension: int) -> Ease | None:
    if not eases:
        return None
    return eases[dimension] if dimension < len(eases) else eases[0]


def _reach(ease: Ease) -> float:
    return min(max(ease.influence / 100.0, 0.0), 1.0)
