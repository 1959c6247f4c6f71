"""What a farm has done over a span of time, put together for a window: totals, what was before, and series for charts.

Everything is asked of the farm, in sums that it makes itself: however many workers and days there are, what comes is
one row for each of them, one for each step, and the steps of the few that are told apart in a chart.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Final

import msgspec

from app.core.model import Struct
from app.core.statistics import StatsBy, StatsRow
from app.farm.farm_statistics import Ask, added_up, rows

MINUTE: Final = 60
HOUR: Final = 3600
DAY: Final = 86_400

MOST_SERIES: Final = 8
"""So many are told apart in a chart; the rest is summed up."""

LONGEST_BY_MINUTE: Final = 4 * HOUR
LONGEST_BY_HOUR: Final = 14 * DAY
"""Longer spans are shown in longer steps: a chart has no more columns than people can tell apart."""

FIRST_LOOK_DAYS: Final = 4990
"""So far back is looked for the first figures; a farm answers about no more than 5000 steps."""


class StatsSpan(Struct, frozen=True):
    """From `since` to before `until`, in steps of `step` seconds, of which one begins at `since`.

    `until` is now where the span still runs. `seconds` is how long it is called, the step that runs included.
    """

    since: float
    until: float
    step: int
    seconds: float

    @property
    def lasted(self) -> float:
        """The seconds that are counted in it."""
        return max(0.0, self.until - self.since)


class Series(Struct, frozen=True):
    """One of those that are told apart, with a value for each step. `key` is None for the sum of all others."""

    key: str | None
    label: str = ""
    values: tuple[float, ...] = ()


class StatsReport(Struct, frozen=True):
    """The figures of a span for `by` (None: the whole farm, and then `rows` are its steps).

    `rows` have a sum per key, `steps` one of the whole farm for each step, without gaps. `whole` is all of it, `before`
    the same length of time before. `known_since` is when the farm's figures begin (0: nothing was counted ever).
    """

    span: StatsSpan
    by: StatsBy | None
    whole: StatsRow
    before: StatsRow
    rows: tuple[StatsRow, ...] = ()
    steps: tuple[StatsRow, ...] = ()
    frames: tuple[Series, ...] = ()
    failures: tuple[Series, ...] = ()
    dollars: tuple[Series, ...] = ()
    known_since: float = 0.0

    @property
    def is_empty(self) -> bool:
        """Whether nothing was counted, and nobody there."""
        return self.whole == StatsRow(at=self.whole.at)

    @property
    def is_partial(self) -> bool:
        """Whether the farm's figures begin only within the span."""
        return self.known_since > self.span.since + self.span.step

    @property
    def is_compared(self) -> bool:
        """Whether there are figures of all of the time before."""
        return 0 < self.known_since <= self.span.since - self.span.seconds + DAY


class Kept(Struct, frozen=True):
    """How many days farms keep figures by the minute and by the hour."""

    minutes: int = 2
    hours: int = 60


def last_span(seconds: float, now: float, kept: Kept = Kept()) -> StatsSpan:  # noqa: B008 - immutable
    """The last so many seconds up to now, the step that runs included."""
    step = step_for(now - seconds, now, now, kept)
    return StatsSpan(since=now - now % step + step - seconds, until=now, step=step, seconds=seconds)


def span_between(since: float, until: float, now: float, kept: Kept = Kept()) -> StatsSpan:  # noqa: B008
    """The time between two moments, widened to whole steps at its beginning."""
    until = min(until, now)
    since = min(since, until - MINUTE)
    step = step_for(since, until, now, kept)
    since -= since % step
    return StatsSpan(since=since, until=until, step=step, seconds=until - since)


def step_for(since: float, until: float, now: float, kept: Kept) -> int:
    """Minutes, hours or days (in seconds): what can be told apart in a chart, and what is still known of that time."""
    if until - since <= LONGEST_BY_MINUTE and since > now - kept.minutes * DAY + HOUR:
        return MINUTE
    if until - since <= LONGEST_BY_HOUR and since > now - kept.hours * DAY + DAY:
        return HOUR
    return DAY


def make_report(
    ask: Ask, span: StatsSpan, by: StatsBy | None, *, known_since: float = 0.0, stopped: Callable[[], bool] = bool
) -> StatsReport | None:
    """The figures of a span. With `known_since` from an earlier report it is not looked for again.

    None when `stopped` says that nobody wants them any more. Raises what the farm refuses it for, and `BrokerError`
    when nobody answers.
    """
    since, until, step = span.since, span.until, span.step

    def total(begin: float, end: float) -> StatsRow:
        return added_up(rows(ask, begin, until=end), at=begin)

    whole = total(since, until)
    before = total(since - span.seconds, until - span.seconds)
    if stopped():
        return None
    steps = filled(span, rows(ask, since, until=until, step=step))
    named = rows(ask, since, until=until, by=by) if by is not None else ()
    if stopped():
        return None
    causes = rows(ask, since, until=until, step=step, by=StatsBy.CAUSE)
    parts = _parts(ask, span, by, named)
    if stopped():
        return None
    return StatsReport(
        span=span,
        by=by,
        whole=whole,
        before=before,
        rows=named if by is not None else steps,
        steps=steps,
        frames=series(steps, parts, _frames),
        failures=series(steps, causes, _failures),
        dollars=series(steps, parts, _dollars),
        known_since=known_since or _first_known(ask, until),
    )


def filled(span: StatsSpan, found: Iterable[StatsRow]) -> tuple[StatsRow, ...]:
    """A row for each step of a span, with zeros where there is none."""
    known = {int(row.at): row for row in found}
    begins = range(int(span.since), max(int(span.until), int(span.since) + 1), span.step)
    return tuple(known.get(begin) or StatsRow(at=float(begin)) for begin in begins)


def series(
    steps: Sequence[StatsRow], parts: Iterable[StatsRow], value: Callable[[StatsRow], float]
) -> tuple[Series, ...]:
    """The largest by their sums, in falling order, then all others; `steps` is the sum of all for each step.

    Those without a value are left out.
    """
    places = {row.at: place for place, row in enumerate(steps)}
    found: dict[str, list[float]] = {}
    labels: dict[str, str] = {}
    for row in parts:
        place = places.get(row.at)
        if place is not None and value(row):
            found.setdefault(row.key, [0.0] * len(steps))[place] += value(row)
            labels[row.key] = row.label
    named = sorted(found, key=lambda key: (-sum(found[key]), key))[:MOST_SERIES]
    rest = [value(row) for row in steps]
    for key in named:
        rest = [left - one for left, one in zip(rest, found[key], strict=True)]
    made = [Series(key=key, label=labels[key], values=tuple(found[key])) for key in named]
    # Sums of floats differ in their last digits.
    others = tuple(left if left > 1e-6 else 0.0 for left in rest)
    return (*made, Series(key=None, values=others)) if any(others) else tuple(made)


def _parts(ask: Ask, span: StatsSpan, by: StatsBy | None, named: Sequence[StatsRow]) -> tuple[StatsRow, ...]:
    """The steps of those that a chart tells apart."""
    if by is None or by is StatsBy.CAUSE:
        return ()
    largest = {
        row.key: row
        for value in (_frames, _dollars)
        for row in sorted(named, key=lambda row: (-value(row), row.key))[:MOST_SERIES]
        if value(row)
    }
    if not largest:
        return ()
    found = rows(ask, span.since, until=span.until, step=span.step, by=by, keys=tuple(sorted(largest)))
    return tuple(msgspec.structs.replace(row, label=largest[row.key].label) for row in found if row.key in largest)


def _first_known(ask: Ask, now: float) -> float:
    """The day with the first figures that the farm has; 0 when it has none."""
    found = rows(ask, now - FIRST_LOOK_DAYS * DAY, step=DAY)
    return found[0].at if found else 0.0


def _frames(row: StatsRow) -> float:
    return float(row.frames)


def _failures(row: StatsRow) -> float:
    return float(row.failures)


def _dollars(row: StatsRow) -> float:
    return row.dollars
