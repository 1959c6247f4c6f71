"""Motion paths: where a spatial property is after a given distance along its path.

After Effects does not use the exact arc length. It samples each segment at evenly spaced curve parameters, adds up the
chords, fits a Bézier spline to (parameter × length, distance) within a tolerance, and reads the parameter off that
spline, which leaves it up to 0.01 px from the exact place. The constants and the order of the sums below were
established against After Effects by py-aep (MIT; its documentation of spatial interpolation); the fit is P. J.
Schneider's ("An Algorithm for Automatically Fitting Digitized Curves", Graphics Gems, 1990). Where a run of samples is
symmetric, rounding decides where the fit is split, so the order of the products matters and is not to be tidied.
"""

from __future__ import annotations

import math

from app.core.easing import unit_parameter

PIXEL_TOLERANCE = 1e-4
"""Tolerance of the fit for values that the project stores in pixels, as a squared distance."""

_SAMPLES = 128
_THIRD = 0.333333333333333
_SINGULAR = 1e-4
_SNAP = 1e-10

Point = tuple[float, float]
Cubic = tuple[Point, Point, Point, Point]
SpatialCurve = tuple[tuple[float, ...], tuple[float, ...], tuple[float, ...], tuple[float, ...]]


def curve_point(curve: SpatialCurve, parameter: float) -> tuple[float, ...]:
    """The point of a spatial Bézier segment at a parameter in 0..1."""
    return tuple(_coordinate(*controls, parameter) for controls in zip(*curve, strict=True))


class ArcSpline:
    """The way along one spatial segment; `length` is its length in the units of its control points."""

    __slots__ = ("_pieces", "length")

    def __init__(self, curve: SpatialCurve, tolerance: float = PIXEL_TOLERANCE) -> None:
        samples, self.length = _chord_samples(curve)
        self._pieces: tuple[Cubic, ...] = ()
        if self.length > 0.0 and math.isfinite(self.length * self.length):
            points = [(self.length * parameter, way) for parameter, way in samples]
            self._pieces = tuple(self._to_parameter(piece) for piece in _fitted(points, tolerance))

    def parameter_at(self, distance: float) -> float:
        """The curve parameter at a distance from the segment's start; distances outside the segment are clamped."""
        if distance <= _SNAP or not self._pieces:
            return 0.0
        if distance >= self._pieces[-1][3][1] - _SNAP:
            return 1.0
        piece = next(piece for piece in self._pieces if distance <= piece[3][1])
        return _at_height(piece, distance)

    def _to_parameter(self, piece: Cubic) -> Cubic:
        (x0, y0), (x1, y1), (x2, y2), (x3, y3) = piece
        inverse = 1.0 / self.length
        return (inverse * x0, y0), (inverse * x1, y1), (inverse * x2, y2), (inverse * x3, y3)


def _coordinate(p0: float, p1: float, p2: float, p3: float, u: float) -> float:
    v = 1.0 - u
    squared = u * u
    return ((3.0 * p1 * u + v * p0) * v + 3.0 * p2 * squared) * v + squared * u * p3


def _chord_samples(curve: SpatialCurve) -> tuple[list[Point], float]:
    step = 1.0 / (_SAMPLES - 1)
    samples = [(0.0, 0.0)]
    previous = curve[0]
    total, parameter = 0.0, step
    for _ in range(_SAMPLES - 1):
        point = curve_point(curve, parameter)
        squared = 0.0
        for here, before in zip(point, previous, strict=True):
            squared = squared + (here - before) * (here - before)
        total = math.sqrt(squared) + total
        samples.append((parameter, total))
        previous = point
        parameter = parameter + step
    return samples, total


def _fitted(points: list[Point], tolerance: float) -> list[Cubic]:
    """Schneider's fit without its re-parametrisation, which the tolerances in use never reach."""
    last = len(points) - 1
    start = _direction(points[1][0] - points[0][0], points[1][1] - points[0][1])
    end = _direction(points[last - 1][0] - points[last][0], points[last - 1][1] - points[last][1])
    pieces: list[Cubic] = []
    waiting = [(0, last, start, end)]
    while waiting:
        first, last, start, end = waiting.pop()
        if last - first == 1:
            pieces.append(_thirds(points[first], points[last], start, end))
            continue
        parameters = _chord_parameters(points, first, last)
        piece = _least_squares(points[first : last + 1], parameters, start, end)
        worst, split = _worst(points, first, piece, parameters)
        if worst < tolerance:
            pieces.append(piece)
            continue
        before, at, after = points[split - 1], points[split], points[split + 1]
        middle = _direction(
            (before[0] - at[0] + (at[0] - after[0])) * 0.5, (before[1] - at[1] + (at[1] - after[1])) * 0.5
        )
        waiting.append((split, last, (-middle[0], -middle[1]), end))
        waiting.append((first, split, start, middle))
    return pieces


def _thirds(start: Point, end: Point, start_direction: Point, end_direction: Point) -> Cubic:
    dx, dy = end[0] - start[0], end[1] - start[1]
    reach = math.sqrt(dx * dx + dy * dy) * _THIRD
    return _with_handles(start, end, (start_direction, reach), (end_direction, reach))


def _with_handles(start: Point, end: Point, leaving: tuple[Point, float], reaching: tuple[Point, float]) -> Cubic:
    (out_x, out_y), out_reach = leaving
    (in_x, in_y), in_reach = reaching
    return (
        start,
        (out_reach * out_x + start[0], out_reach * out_y + start[1]),
        (in_reach * in_x + end[0], in_reach * in_y + end[1]),
        end,
    )


def _chord_parameters(points: list[Point], first: int, last: int) -> list[float]:
    way = [0.0]
    for index in range(first + 1, last + 1):
        dx = points[index][0] - points[index - 1][0]
        dy = points[index][1] - points[index - 1][1]
        way.append(math.sqrt(dy * dy + dx * dx) + way[-1])
    inverse = 1.0 / way[-1] if way[-1] != 0.0 else 0.0
    return [inverse * part for part in way]


def _least_squares(points: list[Point], parameters: list[float], start: Point, end: Point) -> Cubic:
    """The cubic between the outer points, with these end directions, that is nearest to the points between."""
    (first_x, first_y), (last_x, last_y) = points[0], points[-1]
    c00 = c01 = c11 = x0 = x1 = 0.0
    for u, (point_x, point_y) in zip(parameters, points, strict=True):
        v = 1.0 - u
        u3 = u * 3.0
        b0, b1, b2, b3 = v * v * v, v * v * u3, u3 * u * v, u * u * u
        out_x, out_y = start[0] * b1, b1 * start[1]
        in_x, in_y = b2 * end[0], b2 * end[1]
        c00 += out_x * out_x + out_y * out_y
        c01 += out_x * in_x + out_y * in_y
        c11 += in_x * in_x + in_y * in_y
        rest_x = point_x - (b1 * first_x + b0 * first_x + b2 * last_x + b3 * last_x)
        rest_y = point_y - (b1 * first_y + b0 * first_y + b2 * last_y + b3 * last_y)
        x0 += out_x * rest_x + out_y * rest_y
        x1 += in_x * rest_x + rest_y * in_y
    determinant = _regular(c11 * c00 - c01 * c01, c11 * c00)
    out_reach = (x0 * c11 - x1 * c01) / determinant
    in_reach = (x1 * c00 - x0 * c01) / determinant
    if out_reach < 0.0 or in_reach < 0.0:
        return _thirds(points[0], points[-1], start, end)
    return _with_handles(points[0], points[-1], (start, out_reach), (end, in_reach))


def _regular(determinant: float, product: float) -> float:
    """The determinant, or what After Effects takes in its place where it is next to zero."""
    if abs(determinant) < _SINGULAR:
        determinant = product * 10.0 * 1e-4
        if abs(determinant) < _SINGULAR:
            return 1e-3
    return determinant


def _worst(points: list[Point], first: int, piece: Cubic, parameters: list[float]) -> tuple[float, int]:
    """The largest squared distance of a sample from the piece, and the last sample that has it."""
    (x0, y0), (x1, y1), (x2, y2), (x3, y3) = piece
    last = first + len(parameters) - 1
    worst, split = 0.0, (first + last + 1) // 2
    for index in range(first + 1, last):
        u = parameters[index - first]
        dx = _coordinate(x0, x1, x2, x3, u) - points[index][0]
        dy = _coordinate(y0, y1, y2, y3, u) - points[index][1]
        squared = dy * dy + dx * dx
        if squared >= worst:
            worst, split = squared, index
    return worst, split


def _direction(x: float, y: float) -> Point:
    length = math.sqrt(x * x + y * y)
    if length == 0.0:
        return x, y
    inverse = 1.0 / length
    return inverse * x, inverse * y


def _at_height(piece: Cubic, height: float) -> float:
    """The first coordinate where the piece, made to rise only, reaches a height of its second one."""
    (x0, y0), (x1, y1), (x2, y2), (x3, y3) = piece
    rise = y3 - y0
    if rise <= _SNAP:
        return x3
    if y1 > y3 + _SNAP:
        x1, y1 = rise / (y1 - y0) * (x1 - x0) + x0, y3
    if y2 < y0 - _SNAP:
        x2, y2 = rise / (y3 - y2) * (x2 - x3) + x3, y0
    u = unit_parameter((height - y0) / rise, (y1 - y0) / rise, (y2 - y0) / rise)
    return _coordinate(x0, x1, x2, x3, u)
