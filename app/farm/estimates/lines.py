"""Render time by number of workers, from earlier renders: the straight line, and Amdahl's law fitted two ways.

Sources: the straight line between two past runs is the estimate of the talk that Farmhand goes back to (2 workers take
100 s and 8 take 50 s, so 6 take 66.7 s). T(w) = a + b/w is Amdahl's law, `a` being what cannot be divided; it is
fitted so that the sum of squared relative errors Σ((a + b/wᵢ − yᵢ)/yᵢ)² is least, with a and b not negative.
"""

from __future__ import annotations

from collections.abc import Sequence

from app.core.model import Struct

Run = tuple[float, float]
"""Workers (more than 0), and seconds that a render took with them (more than 0)."""


class Straight(Struct, frozen=True):
    """y = `start` + `slope` · x, never below 0."""

    start: float
    slope: float

    def at(self, x: float) -> float:
        """The value at x."""
        return max(0.0, self.start + self.slope * x)


class Amdahl(Struct, frozen=True):
    """T(w) = `fixed` + `divided` / w, in seconds."""

    fixed: float
    divided: float

    def seconds(self, workers: float) -> float:
        """How long it takes with so many workers (more than 0)."""
        return max(0.0, self.fixed + self.divided / workers)


def straight_between(first: Run, second: Run) -> Straight | None:
    """The baseline: the straight line through two runs, in workers; None when both had as many workers."""
    if first[0] == second[0]:
        return None
    slope = (second[1] - first[1]) / (second[0] - first[0])
    return Straight(start=first[1] - slope * first[0], slope=slope)


def amdahl_through(first: Run, second: Run) -> Amdahl | None:
    """Amdahl's law exactly through two runs, whatever comes of it; None when both had as many workers."""
    if first[0] == second[0]:
        return None
    divided = (second[1] - first[1]) / (1 / second[0] - 1 / first[0])
    return Amdahl(fixed=first[1] - divided / first[0], divided=divided)


def fit_amdahl(runs: Sequence[Run]) -> Amdahl | None:
    """Amdahl's law through these runs by weighted least squares; None without runs.

    Runs that all had as many workers do not tell the two parts apart: all of the time is then taken as divided.
    """
    usable = [(workers, seconds) for workers, seconds in runs if workers > 0 and seconds > 0]
    if not usable:
        return None
    if len({workers for workers, _ in usable}) == 1:
        line = fit_positive([(1 / workers, seconds) for workers, seconds in usable], through_zero=True)
    else:
        line = fit_positive([(1 / workers, seconds) for workers, seconds in usable])
    return Amdahl(fixed=line.start, divided=line.slope)


def fit_positive(points: Sequence[tuple[float, float]], *, through_zero: bool = False) -> Straight:
    """y = a + b·x with a, b ≥ 0 (a = 0 with `through_zero`) of least squared relative errors.

    Points have x ≥ 0 and y > 0, and at least one x is above 0.
    """
    # With u = 1/y and v = x/y, it is a u + b v = 1 for every point.
    uu = sum(1 / (y * y) for _, y in points)
    uv = sum(x / (y * y) for x, y in points)
    vv = sum(x * x / (y * y) for x, y in points)
    u, v = sum(1 / y for _, y in points), sum(x / y for x, y in points)
    only_slope = Straight(start=0.0, slope=v / vv if vv > 0 else 0.0)
    if through_zero:
        return only_slope
    scale = uu * vv - uv * uv
    if scale > 1e-12 * uu * vv:
        start, slope = (u * vv - v * uv) / scale, (v * uu - u * uv) / scale
        if start >= 0 and slope >= 0:
            return Straight(start=start, slope=slope)
        if start < 0:
            return only_slope
    return Straight(start=u / uu, slope=0.0)
