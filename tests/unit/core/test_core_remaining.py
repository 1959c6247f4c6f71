"""Estimates of the time that jobs still take: honest ranges, and none where nothing is known."""

from __future__ import annotations

import math

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from app.core.messages import JobView
from app.core.remaining import NOTHING, SILENT_SECONDS, Pace, Remaining, RemainingBook, RemainingKind
from app.core.states import JobState


class Watch:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def job(
    job_id: str = "a",
    *,
    done: int = 0,
    total: int = 400,
    state: str = JobState.RENDERING,
    workers: int = 1,
    pieces: str = "",
    removed: bool = False,
) -> JobView:
    return JobView(
        job_id=job_id,
        name=job_id,
        owner="ann",
        state=state,
        output=f"{job_id}.mp4",
        frames_total=total,
        frames_done=done,
        workers=workers,
        pieces=pieces,
        removed=removed,
    )


def watched(rate: float, seconds: int, *, total: int = 400, step: int = 1) -> tuple[RemainingBook, Watch]:
    """A book that has watched a job of which `rate` frames are drawn in a second."""
    watch = Watch()
    book = RemainingBook(watch)
    for passed in range(0, seconds + 1, step):
        watch.now = 1000.0 + passed
        book.note(job(done=min(total, int(rate * passed)), total=total))
    return book, watch


def test_a_steady_job_ends_inside_the_range_that_was_told() -> None:
    book, _ = watched(2, 60)
    told = book.of_job("a")
    assert told.kind is RemainingKind.RANGE
    assert told.low <= (400 - 120) / 2 <= told.high
    assert told.high < 2 * told.low
    assert told.frames == 120
    assert not told.slipped


def test_nothing_is_told_before_a_twentieth_of_the_job_was_seen() -> None:
    book, watch = watched(1, 19)
    assert book.of_job("a").kind is RemainingKind.MEASURING
    watch.now += 1
    book.note(job(done=20))
    assert book.of_job("a").kind is RemainingKind.RANGE


def test_two_finished_pieces_are_enough() -> None:
    watch = Watch()
    book = RemainingBook(watch)
    book.note(job(total=10_000, pieces="goo"))
    watch.now += 10
    book.note(job(total=10_000, done=30, pieces="dgo"))
    assert book.of_job("a").kind is RemainingKind.MEASURING
    watch.now += 10
    book.note(job(total=10_000, done=60, pieces="ddg"))
    told = book.of_job("a")
    assert told.kind is RemainingKind.RANGE
    assert told.pieces == 2


def test_what_was_done_before_it_was_watched_measures_nothing() -> None:
    watch = Watch()
    book = RemainingBook(watch)
    book.note(job(done=300))
    watch.now += 5
    book.note(job(done=301))
    assert book.of_job("a").kind is RemainingKind.MEASURING


def test_pieces_found_in_storage_when_it_begins_measure_nothing() -> None:
    watch = Watch()
    book = RemainingBook(watch)
    book.note(job(state=JobState.PREPARING, workers=0))
    watch.now += 1
    book.note(job(done=200, pieces="ddoo"))
    watch.now += 1
    book.note(job(done=201, pieces="ddgo"))
    assert book.of_job("a").kind is RemainingKind.MEASURING


def test_a_pause_does_not_count_as_work() -> None:
    book, watch = watched(2, 30)
    book.note(job(done=60, state=JobState.PAUSED, workers=0))
    assert book.of_job("a") == NOTHING
    watch.now += 3600
    book.note(job(done=60))
    watch.now += 1
    book.note(job(done=62))
    told = book.of_job("a")
    assert told.low <= (400 - 62) / 2 <= told.high


def test_without_news_for_two_minutes_nothing_is_estimated() -> None:
    book, watch = watched(2, 60)
    watch.now += SILENT_SECONDS - 1
    assert book.of_job("a").kind is RemainingKind.RANGE
    assert not book.is_silent("a")
    watch.now += 1
    assert book.of_job("a").kind is RemainingKind.SILENT
    assert book.is_silent("a")
    assert book.to_empty().kind is RemainingKind.SILENT
    book.note(job(done=125))
    assert book.of_job("a").kind is RemainingKind.RANGE


def test_a_job_that_waits_for_a_worker_is_not_silent() -> None:
    book, watch = watched(2, 60)
    book.note(job(done=120, workers=0))
    assert book.of_job("a").kind is RemainingKind.RANGE
    watch.now += 600
    assert book.of_job("a") == NOTHING
    assert not book.is_silent("a")


def test_it_says_so_when_it_takes_half_as_long_again() -> None:
    book, watch = watched(4, 30)
    assert not book.of_job("a").slipped
    done = 120
    while not book.of_job("a").slipped and done < 400:
        watch.now += 10
        done += 4
        book.note(job(done=done))
    told = book.of_job("a")
    assert told.slipped
    assert 0 < told.promised < 400


def test_the_last_steps_are_not_estimated() -> None:
    book, _ = watched(2, 60)
    for state in (JobState.JOINING, JobState.PUBLISHING):
        book.note(job(done=400, state=state, workers=0))
        assert book.of_job("a").kind is RemainingKind.FINISHING
    book.note(job(done=400, state=JobState.DONE, workers=0))
    assert book.of_job("a") == NOTHING


def test_a_retry_begins_to_measure_anew() -> None:
    book, watch = watched(2, 60)
    book.note(job(done=120, state=JobState.FAILED, workers=0))
    book.note(job(done=0, state=JobState.QUEUED, workers=0))
    watch.now += 10
    book.note(job(done=0))
    watch.now += 10
    book.note(job(done=10))
    assert book.of_job("a").kind is RemainingKind.MEASURING


def test_all_jobs_together_take_as_long_as_their_frames() -> None:
    watch = Watch()
    book = RemainingBook(watch)
    for number in range(1, 6):
        book.note(job(str(number), state=JobState.QUEUED, workers=0, total=100))
    book.note(job("paused", state=JobState.PAUSED, workers=0, total=100))
    assert book.to_empty() == NOTHING
    for done in range(51):
        book.note(job("1", done=done, total=100))
        watch.now += 1
    told = book.to_empty()
    assert told.kind is RemainingKind.RANGE
    assert told.low <= 450 <= told.high
    for number in range(1, 6):
        book.note(job(str(number), state=JobState.DONE, workers=0, total=100, done=100, removed=number == 5))
    assert book.to_empty() == NOTHING


def test_an_unknown_job_has_nothing_to_tell() -> None:
    assert RemainingBook(Watch()).of_job("nobody") == NOTHING


def test_a_pace_without_frames_tells_no_span() -> None:
    pace = Pace()
    pace.add(10.0, 0)
    assert pace.span(100, 0.0, 0.1) is None


@given(rate=st.floats(0.2, 50), seconds=st.integers(20, 300), total=st.integers(100, 5000))
def test_every_steady_job_ends_inside_its_range(rate: float, seconds: int, total: int) -> None:
    watch = Watch()
    book = RemainingBook(watch)
    for passed in range(seconds + 1):
        watch.now = 1000.0 + passed
        done = int(rate * passed)
        if done >= total:
            break
        book.note(job(done=done, total=total))
        told = book.of_job("a")
        # Frames are whole, so the pace is known to within one frame only.
        if told.kind is RemainingKind.RANGE and done >= 20:
            true = (total - rate * passed) / rate
            assert told.low <= true + 1 / rate and true - 1 / rate <= told.high


views = st.builds(
    job,
    st.sampled_from("abc"),
    done=st.integers(0, 500),
    total=st.integers(0, 400),
    state=st.sampled_from(list(JobState)),
    workers=st.integers(0, 4),
    pieces=st.text("ogdf", max_size=6),
    removed=st.booleans(),
)


@given(news=st.lists(st.tuples(views, st.floats(0, 500)), max_size=40))
def test_whatever_comes_the_ranges_are_sound(news: list[tuple[JobView, float]]) -> None:
    watch = Watch()
    book = RemainingBook(watch)
    live: dict[str, JobView] = {}
    for view, pause in news:
        book.note(view)
        live[view.job_id] = view
        watch.now += pause
        for told in (*(book.of_job(one) for one in "abc"), book.to_empty()):
            assert_sound(told)
        if pause >= SILENT_SECONDS:
            assert all(book.of_job(one).kind is not RemainingKind.RANGE for one in "abc")
    for view in live.values():
        book.note(msgspec.structs.replace(view, removed=True))
    assert book.to_empty() == NOTHING


def assert_sound(told: Remaining) -> None:
    assert 0 <= told.low <= told.high
    assert math.isfinite(told.high)
    assert told.kind is RemainingKind.RANGE or told.high == 0
