"""What the chart of a farm's statistics shows: bars that are stacked, or lines, each with a name, step by step."""

from __future__ import annotations

import math
from collections.abc import Callable
from enum import StrEnum
from typing import Final

from app.core.model import Struct
from app.core.statistics import StatsBy, StatsRow
from app.farm.farm_statistics import part_of_ideal, utilisation
from app.farm.statistics_report import DAY, HOUR, Series, StatsReport
from app.ui.formats import number_text
from app.ui.models.statistics_words import NONE, dollars_text, name_of, step_name
from app.ui.words import marked, translate


class StatsChart(StrEnum):
    """What may be shown."""

    FRAMES = "frames"
    USE = "use"
    FAILURES = "failures"
    COST = "cost"


CHART_TITLES: Final = {
    StatsChart.FRAMES: marked("Statistics", "Frames"),
    StatsChart.USE: marked("Statistics", "Utilisation"),
    StatsChart.FAILURES: marked("Statistics", "Failures"),
    StatsChart.COST: marked("Statistics", "Cost"),
}

_AXES: Final = {
    StatsChart.FRAMES: (
        marked("Statistics", "Frames per minute"),
        marked("Statistics", "Frames per hour"),
        marked("Statistics", "Frames per day"),
    ),
    StatsChart.USE: (marked("Statistics", "Percent"),) * 3,
    StatsChart.FAILURES: (
        marked("Statistics", "Failures per minute"),
        marked("Statistics", "Failures per hour"),
        marked("Statistics", "Failures per day"),
    ),
    StatsChart.COST: (
        marked("Statistics", "US$ per minute"),
        marked("Statistics", "US$ per hour"),
        marked("Statistics", "US$ per day"),
    ),
}

_NOTHING: Final = {
    StatsChart.FRAMES: marked("Statistics", "No frames were drawn in this span."),
    StatsChart.USE: marked("Statistics", "No workers were there in this span, and no films were finished."),
    StatsChart.FAILURES: marked("Statistics", "Nothing failed in this span."),
    StatsChart.COST: marked("Statistics", "Nothing that this farm knows the price of was used in this span."),
}


_ROUND: Final = (1, 1.5, 2, 3, 4, 5, 6, 8, 10)


class ShownSeries(Struct, frozen=True):
    """A named series; a value is None where there is none. `is_rest`: the sum of those that are not named."""

    name: str
    values: tuple[float | None, ...]
    is_rest: bool = False


class ShownChart(Struct, frozen=True):
    """Series over steps that begin at `times` (seconds since the epoch), stacked unless they are `lines` in percent."""

    kind: StatsChart
    step: int
    axis: str
    times: tuple[float, ...] = ()
    series: tuple[ShownSeries, ...] = ()
    lines: bool = False

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to see."""
        return not any(value is not None for one in self.series for value in one.values)


def shown_chart(report: StatsReport, kind: StatsChart) -> ShownChart:
    """A report's series of one kind."""
    step = report.span.step
    places = {DAY: 2, HOUR: 1}
    axis = translate("Statistics", _AXES[kind][places.get(step, 0)])
    times = tuple(row.at for row in report.steps)
    if kind is StatsChart.USE:
        found: tuple[ShownSeries, ...] = (
            _line(report, translate("Statistics", "Utilisation"), utilisation),
            _line(report, translate("Statistics", "Percent of ideal"), part_of_ideal),
        )
    else:
        by = StatsBy.CAUSE if kind is StatsChart.FAILURES else report.by
        told = {StatsChart.FRAMES: report.frames, StatsChart.FAILURES: report.failures}.get(kind, report.dollars)
        found = tuple(_bars(by, one, alone=len(told) == 1) for one in told)
    return ShownChart(kind=kind, step=step, axis=axis, times=times, series=found, lines=kind is StatsChart.USE)


def values_text(chart: ShownChart, place: int) -> str:
    """When, how much in all, and how much of what is named, the largest first."""
    values = [(one, value) for one in chart.series if (value := one.values[place]) is not None]
    parts = [step_name(chart.times[place], chart.step)]
    if chart.lines:
        known = {one.name: value for one, value in values}
        parts += [f"{one.name} {_text(chart, known.get(one.name))}" for one in chart.series]
        return " · ".join(parts)
    parts.append(_total(chart, sum(value for _, value in values)))
    there = [(one, value) for one, value in values if value > 0]
    there.sort(key=lambda pair: (pair[0].is_rest, -pair[1]))
    if len(chart.series) > 1:
        parts += [f"{one.name} {_text(chart, value)}" for one, value in there]
    return " · ".join(parts)


def summary(chart: ShownChart) -> str:
    """The chart in a sentence: what there was most of, and when."""
    if chart.is_empty:
        return translate("Statistics", _NOTHING[chart.kind])
    if chart.lines:
        return values_text(chart, max(0, len(chart.times) - 2))
    sums = [sum(one.values[place] or 0.0 for one in chart.series) for place in range(len(chart.times))]
    most = max(range(len(sums)), key=sums.__getitem__)
    return translate("Statistics", "Most: %1").replace("%1", values_text(chart, most))


def ceiling(chart: ShownChart) -> float:
    """A round number that nothing in the chart is above."""
    if chart.lines:
        return 100.0
    most = max(
        (sum(one.values[place] or 0.0 for one in chart.series) for place in range(len(chart.times))), default=0.0
    )
    if most <= 0:
        return 1.0
    power = 10.0 ** math.floor(math.log10(most))
    return next((step * power for step in _ROUND if step * power >= most), 10 * power)


def _line(report: StatsReport, name: str, value: Callable[[StatsRow], float | None]) -> ShownSeries:
    found = (value(row) for row in report.steps)
    return ShownSeries(name=name, values=tuple(None if one is None else 100 * one for one in found))


def _bars(by: StatsBy | None, one: Series, *, alone: bool) -> ShownSeries:
    if one.key is not None:
        name = name_of(by, one.key, one.label) if by is not None else one.key
    else:
        name = translate("Statistics", "Whole farm") if alone else translate("Statistics", "Others")
    return ShownSeries(name=name, values=tuple(value or None for value in one.values), is_rest=one.key is None)


def _total(chart: ShownChart, value: float) -> str:
    if chart.kind is StatsChart.COST:
        return dollars_text(value)
    if chart.kind is StatsChart.FAILURES:
        return translate("Statistics", "%n failed attempt(s)", "", round(value))
    return translate("Statistics", "%n frame(s)", "", round(value))


def _text(chart: ShownChart, value: float | None) -> str:
    if value is None:
        return NONE
    if chart.kind is StatsChart.COST:
        return dollars_text(value)
    return f"{number_text(value)} %" if chart.lines else number_text(value)
