"""What an estimator said, brought up to now, and when what was measured is told instead."""

from __future__ import annotations

import msgspec
import pytest

from app.core.estimates import Basis, Estimate, Forecast, Spread
from app.core.foretold import FRESH_SECONDS, ForetoldBook
from app.core.messages import JobView
from app.core.remaining import ALL, SILENT_SECONDS, RemainingBook, RemainingKind


class Time:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def said(low: float, high: float, *, basis: Basis = Basis.RUNNING, dollars: Spread | None = None) -> Estimate:
    seconds = Spread(p10=low, p50=(low + high) / 2, p90=high)
    return Estimate(forecasts=(Forecast(workers=2, seconds=seconds, dollars=dollars),), basis=basis, renders=3)


def view(**more: object) -> JobView:
    values: dict[str, object] = {"state": "rendering", "frames_total": 100, "workers": 1, "pieces": "g" * 10}
    return JobView(job_id="a", name="a", owner="ada", output="a.mp4", **(values | more))  # type: ignore[arg-type]


def test_a_range_shrinks_with_time_and_is_gone_when_it_is_old() -> None:
    book = ForetoldBook()
    book.tell("a", said(20, 90), 0.0)
    now = book.of("a", 30.0)
    assert now is not None
    assert (now.low, now.high, now.basis, now.renders) == (0.0, 60.0, Basis.RUNNING, 3)
    assert book.of("a", FRESH_SECONDS + 0.1) is None
    assert book.of("b", 0.0) is None


def test_nothing_is_told_when_the_time_that_was_said_has_passed() -> None:
    book = ForetoldBook()
    book.tell("a", said(5, 10), 0.0)
    assert book.of("a", 10.0) is None


def test_a_guess_is_not_kept_and_replaces_what_was_known() -> None:
    book = ForetoldBook()
    book.tell("a", said(20, 90), 0.0)
    book.tell("a", said(20, 90, basis=Basis.PRIOR), 1.0)
    assert book.of("a", 1.0) is None


def test_it_slips_by_what_was_said_first_not_by_what_was_said_last() -> None:
    book = ForetoldBook()
    book.tell("a", said(80, 100), 0.0)
    book.tell("a", said(100, 120), 40.0)
    then = book.of("a", 40.0)
    assert then is not None
    assert (then.slipped, then.promised) == (False, 100)
    book.tell("a", said(80, 100), 80.0)
    later = book.of("a", 80.0)
    assert later is not None
    assert later.slipped


@pytest.fixture
def clock() -> Time:
    return Time()


@pytest.fixture
def book(clock: Time) -> RemainingBook:
    made = RemainingBook(clock)
    made.note(view())
    return made


def measure(book: RemainingBook, clock: Time) -> None:
    clock.now += 10
    book.note(view(frames_done=20, pieces="dd" + "g" * 8))


def test_what_is_foretold_comes_before_what_is_measured_and_goes_with_its_freshness(
    book: RemainingBook, clock: Time
) -> None:
    assert book.of_job("a").kind is RemainingKind.MEASURING
    book.tell("a", said(300, 400, dollars=Spread(p10=1, p50=2, p90=3)))
    book.tell("batch:b", said(500, 600))
    book.tell(ALL, said(700, 800, basis=Basis.HISTORY))
    told = book.of_job("a")
    assert (told.low, told.high, told.basis, told.dollars) == (300, 400, Basis.RUNNING, (1, 3))
    assert book.of_batch("batch:b", 80).low == 500
    assert (book.to_empty().low, book.to_empty().renders) == (700, 3)
    measure(book, clock)
    assert (book.of_job("a").low, book.of_job("a").basis) == (290, Basis.RUNNING)
    clock.now += FRESH_SECONDS
    measured = book.of_job("a")
    assert measured.kind is RemainingKind.RANGE
    assert (measured.basis, measured.pieces) == (None, 2)
    assert book.to_empty().basis is None


def test_a_job_of_which_nothing_is_heard_has_no_estimate_whatever_was_said(book: RemainingBook, clock: Time) -> None:
    clock.now += SILENT_SECONDS
    book.tell("a", said(300, 400))
    assert book.of_job("a").kind is RemainingKind.SILENT
    assert book.to_empty().kind is RemainingKind.SILENT


@pytest.mark.parametrize("state", ["paused", "done", "failed", "cancelled"])
def test_a_job_that_is_not_drawn_any_more_loses_what_was_said_of_it(
    book: RemainingBook, clock: Time, state: str
) -> None:
    book.tell("a", said(300, 400))
    book.note(view(state=state, workers=0))
    assert book.of_job("a").kind is RemainingKind.NOTHING
    clock.now += 5
    book.note(view(frames_done=0))
    assert book.of_job("a").basis is None


def test_a_job_whose_frames_are_all_there_is_finishing(book: RemainingBook) -> None:
    book.tell("a", said(300, 400))
    book.note(view(state="joining", frames_done=100, pieces="d" * 10))
    assert book.of_job("a").kind is RemainingKind.FINISHING


def test_jobs_that_leave_take_along_what_was_said(book: RemainingBook) -> None:
    book.tell("a", said(300, 400))
    book.note(msgspec.structs.replace(view(), removed=True))
    book.note(view())
    assert book.of_job("a").basis is None
    book.tell("a", said(300, 400))
    book.forget_all()
    book.note(view())
    assert book.of_job("a").basis is None
