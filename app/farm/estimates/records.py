"""How good earlier estimates were, and what the line through two earlier renders says: both from the history."""

from __future__ import annotations

import statistics
from collections.abc import Iterable, Sequence

from app.core.estimates import Noted, PastRender, TrackRecord
from app.farm.estimates.lines import straight_between

BEFORE, QUARTER, HALF = "before", "quarter", "half"
"""The stages at which estimates are noted: before the first piece, and at 25 and 50 % of the frames."""


def track_record(renders: Iterable[PastRender]) -> TrackRecord:
    """What was said of these films, compared with what they took."""
    errors: dict[str, list[float]] = {BEFORE: [], QUARTER: [], HALF: []}
    within: list[bool] = []
    count = 0
    for one in renders:
        count += bool(one.notes)
        for noted in one.notes:
            truth = one.ended - noted.at
            if truth > 0 and noted.stage in errors:
                errors[noted.stage].append(error_of(noted, truth))
                within.append(noted.seconds.p10 <= truth <= noted.seconds.p90)
    return TrackRecord(
        renders=count,
        coverage=statistics.fmean(within) if within else None,
        error_before=_median(errors[BEFORE]),
        error_quarter=_median(errors[QUARTER]),
        error_half=_median(errors[HALF]),
    )


def error_of(noted: Noted, truth: float) -> float:
    """|estimate / truth − 1| of the median that was said."""
    return abs(noted.seconds.p50 / truth - 1)


def baseline_seconds(earlier: Sequence[PastRender], frames: int, counts: Iterable[int]) -> dict[int, float]:
    """The straight line between two earlier renders of a template, for so many frames, by number of workers.

    They are the latest one and the latest before it that had another number of workers, neither disturbed nor beside
    others; empty where there are no such two.
    """
    usable = [one for one in earlier if one.alone and not one.disturbed and one.span > 0]
    if not usable:
        return {}
    last = usable[-1]
    other = next((one for one in reversed(usable) if one.workers != last.workers), None)
    if other is None:
        return {}
    first, second = ((float(one.workers), one.span / one.frames * frames) for one in (other, last))
    line = straight_between(first, second)
    return {} if line is None else {count: line.at(count) for count in counts}


def measured_points(earlier: Iterable[PastRender], engine: str, frames: int) -> tuple[tuple[int, float], ...]:
    """What films took, by how many workers drew them: reckoned up to so many frames, in seconds.

    Of those that an engine drew (`auto`: the built-in one) undisturbed and beside no others.
    """
    drawn_by = "builtin" if engine in ("", "auto") else engine
    return tuple(
        (one.workers, one.span / one.frames * frames)
        for one in earlier
        if one.engine == drawn_by and one.alone and not one.disturbed and one.span > 0 and one.frames > 0
    )


def _median(values: Sequence[float]) -> float | None:
    return statistics.median(values) if values else None
