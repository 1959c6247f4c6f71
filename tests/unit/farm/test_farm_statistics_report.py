"""The figures that a window shows: against what the farm tells, what was before, and what a chart tells apart."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from store_kit import open_store

from app.core.errors import StorageError
from app.core.statistics import StatsBy, StatsRow
from app.farm.clock import ManualClock
from app.farm.farm_statistics import added_up, dollars_per_film, frames_per_minute, lost_seconds, rows
from app.farm.statistics_export import csv_bytes, write_csv
from app.farm.statistics_report import (
    DAY,
    HOUR,
    MINUTE,
    MOST_SERIES,
    Kept,
    StatsReport,
    StatsSpan,
    last_span,
    make_report,
    series,
    span_between,
)
from tests.fakes.counted import Counted, fill

WORKERS = 11
NOON = 1_700_000_000.0 - 1_700_000_000.0 % DAY + DAY / 2


@pytest.fixture(scope="module")
def counted(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Counted]:
    clock = ManualClock(NOON)
    with open_store(tmp_path_factory.mktemp("store"), clock) as store:
        fill(store, clock.now(), workers=WORKERS, hours=72, days=20)
        yield Counted(store, clock)


def made(counted: Counted, span: StatsSpan, by: StatsBy | None = None) -> StatsReport:
    report = make_report(counted.ask, span, by)
    assert report is not None
    return report


def test_the_last_days_are_whole_steps_of_which_the_last_one_runs() -> None:
    week = last_span(7 * DAY, NOON)
    assert (week.step, week.since, week.until) == (HOUR, NOON + HOUR - 7 * DAY, NOON)
    assert last_span(HOUR, NOON + 30).since == NOON + MINUTE - HOUR
    assert last_span(365 * DAY, NOON).since % DAY == 0


def test_steps_are_those_that_are_still_kept() -> None:
    assert span_between(NOON - 3 * HOUR, NOON, NOON).step == MINUTE
    assert span_between(NOON - 3 * DAY, NOON - 3 * DAY + HOUR, NOON).step == HOUR
    assert span_between(NOON - 3 * DAY, NOON - 3 * DAY + HOUR, NOON, Kept(minutes=9)).step == MINUTE
    assert span_between(NOON - 90 * DAY, NOON - 89 * DAY, NOON).step == DAY
    odd = span_between(NOON + 50, NOON + 999, NOON)
    assert (odd.until, odd.lasted > 0, odd.since % odd.step) == (NOON, True, 0)


@pytest.mark.parametrize("by", [None, *StatsBy])
def test_figures_are_those_that_the_farm_tells(counted: Counted, by: StatsBy | None) -> None:
    span = last_span(7 * DAY, NOON)
    report = made(counted, span, by)
    (whole,) = rows(counted.ask, span.since, until=span.until)
    assert report.whole == whole
    (before,) = rows(counted.ask, span.since - 7 * DAY, until=NOON - 7 * DAY)
    assert report.before == before
    assert report.before.frames > 0
    if by is None:
        assert report.rows == report.steps
        # What is kept by the day only has no hours.
        assert [row.at for row in report.steps] == [span.since + HOUR * step for step in range(7 * 24 - 1)]
    else:
        assert report.rows == rows(counted.ask, span.since, until=span.until, by=by)
    if by in (StatsBy.WORKER, StatsBy.OWNER, StatsBy.TEMPLATE):
        assert added_up(report.rows).frames == whole.frames
        assert added_up(report.rows).dollars == pytest.approx(whole.dollars)


def test_a_chart_tells_the_largest_apart_and_sums_up_the_rest(counted: Counted) -> None:
    report = made(counted, last_span(DAY, NOON), StatsBy.WORKER)
    assert [one.key for one in report.frames].count(None) == 1
    assert len(report.frames) == MOST_SERIES + 1
    for place, step in enumerate(report.steps):
        assert sum(one.values[place] for one in report.frames) == step.frames
        assert sum(one.values[place] for one in report.dollars) == pytest.approx(step.dollars)
        assert sum(one.values[place] for one in report.failures) == step.failures
    largest = sorted(report.rows, key=lambda row: -row.frames)[:MOST_SERIES]
    assert {one.key for one in report.frames[:-1]} == {row.key for row in largest}
    asked = counted.asked[-2]
    assert (asked.step, len(asked.keys) >= MOST_SERIES) == (HOUR, True)


def test_keys_that_were_not_asked_for_are_not_told(counted: Counted) -> None:
    wanted = ("render-01.1", "render-04.2", "nobody")
    for step in (0, DAY):
        found = rows(counted.ask, NOON - 15 * DAY, step=step, by=StatsBy.WORKER, keys=wanted)
        every = rows(counted.ask, NOON - 15 * DAY, step=step, by=StatsBy.WORKER)
        assert found == tuple(row for row in every if row.key in wanted)
        assert {row.key for row in found} == set(wanted[:2])


def test_a_farm_that_is_younger_than_the_span_has_nothing_to_compare_with(counted: Counted) -> None:
    year = made(counted, last_span(365 * DAY, NOON))
    assert (year.is_partial, year.is_compared, year.is_empty) == (True, False, False)
    day = made(counted, last_span(DAY, NOON))
    assert (day.is_partial, day.is_compared) == (False, True)
    old = made(counted, span_between(NOON - 300 * DAY, NOON - 290 * DAY, NOON))
    assert old.is_empty


def test_what_nobody_wants_any_more_is_not_asked_for(counted: Counted) -> None:
    before = len(counted.asked)
    assert make_report(counted.ask, last_span(DAY, NOON), None, stopped=lambda: True) is None
    assert len(counted.asked) == before + 2


def test_figures_made_of_sums() -> None:
    row = StatsRow(at=0.0, frames=90, jobs=4, dollars=2.0, lost_seconds=-3.0)
    assert (frames_per_minute(row, 60), frames_per_minute(row, 0), lost_seconds(row)) == (90.0, 0.0, 0.0)
    assert (dollars_per_film(row), dollars_per_film(StatsRow(at=0.0, dollars=1.0))) == (0.5, None)
    assert added_up(()) == StatsRow(at=0.0)


def test_a_series_without_a_rest_has_none() -> None:
    steps = (StatsRow(at=0.0, dollars=0.3), StatsRow(at=60.0))
    parts = (
        StatsRow(at=0.0, key="a", dollars=0.1),
        StatsRow(at=0.0, key="b", dollars=0.2),
        StatsRow(at=999.0, key="c"),
    )
    assert [one.key for one in series(steps, parts, lambda row: row.dollars)] == ["b", "a"]
    assert series(steps, parts, lambda row: float(row.frames)) == ()


def test_a_table_is_written_for_spreadsheet_programs(tmp_path: Path) -> None:
    path = tmp_path / "Übersicht.csv"
    path.write_text("before", "utf-8")
    write_csv(path, [["Job", "Frames"], ['=HYPERLINK("x")', 12], ["a, “b”\nc", 0.5], ["", ""]])
    assert path.read_bytes() == csv_bytes([["Job", "Frames"], ['=HYPERLINK("x")', 12], ["a, “b”\nc", 0.5], ["", ""]])
    assert path.read_bytes().decode("utf-8").splitlines()[:2] == ["\ufeffJob,Frames", '"\'=HYPERLINK(""x"")",12']
    with pytest.raises(StorageError):
        write_csv(tmp_path / "nowhere" / "a.csv", [["Job"]])
    assert [one.name for one in tmp_path.iterdir()] == [path.name]
