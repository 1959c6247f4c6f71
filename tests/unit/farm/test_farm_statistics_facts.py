"""What counts as done, lost and failed, as the store records it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from store_kit import make_manifest, make_plan, make_request, open_store

from app.core.errors import ErrorInfo
from app.core.jobs import FilmReport
from app.core.messages import ChunkEnded, Claim
from app.core.states import TaskKind
from app.core.statistics import StatsBy, StatsRow
from app.farm.clock import ManualClock
from app.farm.store import Store, statistics, transitions, wishes
from app.farm.store.statistics_reading import Span, read_sums

FILM = FilmReport(
    path="f",
    frames=20,
    frame_rate=(25, 1),
    duration=0.8,
    width=64,
    height=36,
    size=1,
    sha256="22" * 32,
    has_audio=False,
    seconds=0.0,
)
BUDGETS = transitions.Budgets()


class Ledger:
    """A store whose time stands still, with one prepared job of four pieces of five frames."""

    def __init__(self, folder: Path) -> None:
        self.clock = ManualClock()
        self.store: Store = open_store(folder, self.clock)
        self.began = self.clock.now()
        self.request = make_request("j", 20)
        self.plan = make_plan(self.request)
        with self.store.change() as change:
            wishes.submit(change, self.request)
            transitions.start_task(change, "j", TaskKind.PREPARE)
            transitions.prepared(change, "j", self.plan, ())

    def grant(self, worker: str, first: int, last: int) -> int:
        claim = Claim(claim_id=f"{worker}-{first}-{self.clock.now()}", worker=worker, boot="b", engines=("builtin",))
        with self.store.change() as change:
            given = transitions.grant(change, claim, "j", (first, last), lease_seconds=12)
        assert given is not None
        return given.attempt

    def done(self, piece: int, attempt: int, seconds: float, worker: str = "") -> None:
        manifest = msgspec.structs.replace(make_manifest(self.plan, piece, attempt), seconds=seconds)
        with self.store.change() as change:
            transitions.piece_done(change, manifest, worker)

    def ended(self, worker: str, attempt: int, kind: str = "") -> None:
        error = ErrorInfo(kind=kind, title="no") if kind else None
        message = ChunkEnded(worker=worker, boot="b", job_id="j", attempt=attempt, error=error)
        with self.store.change() as change:
            transitions.chunk_ended(change, message, BUDGETS)

    def expire(self, attempt: int) -> None:
        with self.store.change() as change:
            transitions.expire(change, attempt)

    def rows(self, by: StatsBy | None = None, step: int = 0) -> dict[str, StatsRow]:
        span = Span(since=int(self.began) - 60, until=int(self.clock.now()) + 60, step=step, by=by)
        sums = read_sums(self.store, span, 1000)
        assert sums is not None
        return {row.key: row for row in sums.rows()}

    def total(self) -> StatsRow:
        return self.rows()[""]


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    one = Ledger(tmp_path)
    yield one
    one.store.close()


def test_a_piece_counts_once_for_its_worker_job_owner_and_template(ledger: Ledger) -> None:
    attempt = ledger.grant("w", 0, 1)
    ledger.done(0, attempt, 3.0, "w")
    ledger.done(0, attempt, 3.0, "w")
    ledger.done(1, attempt, 4.0)
    ledger.ended("w", attempt)
    for by, key in ((None, ""), *zip(StatsBy, ("w", "ann", "a.aepx", "j", ""), strict=True)):
        found = ledger.rows(by)
        if by is StatsBy.CAUSE:
            assert found == {}
            continue
        assert list(found) == [key]
        assert (found[key].frames, found[key].pieces, found[key].busy_seconds) == (10, 2, 7.0)
        assert (found[key].lost_seconds, found[key].failures) == (0.0, 0)
    assert ledger.rows(StatsBy.JOB)["j"].label == "j"


def test_a_failed_attempt_has_lost_what_brought_no_piece(ledger: Ledger) -> None:
    attempt = ledger.grant("w", 0, 3)
    ledger.clock.advance(10)
    ledger.done(0, attempt, 9.0)
    ledger.clock.advance(5)
    ledger.ended("w", attempt, "EngineError")
    ledger.ended("w", attempt, "EngineError")
    found = ledger.rows(StatsBy.CAUSE)
    assert list(found) == ["EngineError"]
    assert (found["EngineError"].failures, found["EngineError"].lost_seconds) == (1, 6.0)
    assert (ledger.total().busy_seconds, ledger.total().lost_seconds) == (9.0, 6.0)


def test_a_piece_of_a_silent_worker_that_comes_after_all_is_not_lost(ledger: Ledger) -> None:
    attempt = ledger.grant("w", 0, 0)
    ledger.clock.advance(30)
    ledger.expire(attempt)
    ledger.expire(attempt)
    assert ledger.total().lost_seconds == 30.0
    ledger.done(0, attempt, 20.0, "w")
    assert (ledger.total().busy_seconds, ledger.total().lost_seconds) == (20.0, 10.0)
    ledger.clock.advance(100)
    ledger.ended("w", attempt, "EngineError")
    assert (ledger.total().lost_seconds, ledger.total().failures) == (10.0, 1)


def test_a_worker_that_comes_back_goes_on_where_it_was(ledger: Ledger) -> None:
    attempt = ledger.grant("w", 0, 0)
    ledger.clock.advance(30)
    ledger.expire(attempt)
    with ledger.store.change() as change:
        assert transitions.revive(change, attempt, "w", "b")
    assert ledger.total().lost_seconds == 0.0
    ledger.clock.advance(10)
    ledger.done(0, attempt, 39.0)
    ledger.ended("w", attempt)
    assert (ledger.total().busy_seconds, ledger.total().lost_seconds) == (39.0, 0.0)


def test_a_doubled_piece_counts_for_the_first_and_is_lost_for_the_other(ledger: Ledger) -> None:
    slow = ledger.grant("slow", 0, 0)
    ledger.clock.advance(20)
    ledger.expire(slow)
    quick = ledger.grant("quick", 0, 0)
    ledger.clock.advance(5)
    ledger.done(0, quick, 5.0)
    ledger.done(0, slow, 24.0)
    found = ledger.rows(StatsBy.WORKER)
    assert (found["quick"].frames, found["quick"].lost_seconds) == (5, 0.0)
    assert (found["slow"].frames, found["slow"].lost_seconds) == (0, 20.0)


def test_what_an_ended_program_left_behind_is_not_taken_for_lost(ledger: Ledger) -> None:
    ledger.grant("w", 0, 3)
    ledger.clock.advance(50_000)
    with ledger.store.change() as change:
        transitions.take_over(change, workers_are_gone=True)
    assert ledger.rows() == {}


def test_a_film_tells_how_near_it_came_to_the_ideal(ledger: Ledger) -> None:
    one, other = ledger.grant("w1", 0, 1), ledger.grant("w2", 2, 3)
    ledger.clock.advance(16)
    for piece, attempt in ((0, one), (1, one), (2, other), (3, other)):
        ledger.done(piece, attempt, 8.0 if attempt == one else 4.0)
    with ledger.store.change() as change:
        transitions.start_task(change, "j", TaskKind.JOIN)
        transitions.joined(change, "j", FILM)
        transitions.start_task(change, "j", TaskKind.PUBLISH)
        transitions.published(change, "j", FILM)
    found = ledger.rows(StatsBy.JOB)["j"]
    # 20 frames, drawn by 10/16 and 10/8 of a frame a second.
    assert (found.jobs, found.film_seconds) == (1, 16.0)
    assert found.ideal_seconds == pytest.approx(20 / (10 / 16 + 10 / 8))


def test_a_failed_job_counts_with_its_cause(ledger: Ledger) -> None:
    attempt = ledger.grant("w", 0, 0)
    ledger.ended("w", attempt, "MissingError")
    found = ledger.rows(StatsBy.CAUSE)["MissingError"]
    assert (found.jobs_failed, found.failures, ledger.total().jobs) == (1, 1, 0)


def test_whose_a_job_was_is_known_when_it_has_left_the_list(ledger: Ledger) -> None:
    attempt = ledger.grant("w", 0, 0)
    ledger.done(0, attempt, 1.0)
    ledger.ended("w", attempt, "MissingError")
    with ledger.store.change() as change:
        wishes.remove(change, ["j"])
    assert ledger.rows(StatsBy.OWNER)["ann"].frames == 5
    with ledger.store.change() as change:
        wishes.submit(change, ledger.request)
    assert ledger.rows(StatsBy.TEMPLATE)["a.aepx"].frames == 5


def test_times_that_cannot_be_do_no_harm(ledger: Ledger) -> None:
    attempt = ledger.grant("w", 0, 1)
    ledger.done(0, attempt, -5.0)
    ledger.done(1, attempt, 1e300)
    assert ledger.total().busy_seconds == statistics.LONGEST_PIECE_SECONDS


def test_the_ideal_is_never_less_than_the_longest_piece_on_the_quickest_worker() -> None:
    assert statistics.ideal_seconds([]) == 0.0
    assert statistics.ideal_seconds([("w", 10, 0.0)]) == 0.0
    assert statistics.ideal_seconds([("w", 10, 5.0)]) == 5.0
    assert statistics.ideal_seconds([("a", 10, 4.0), ("b", 10, 4.0), ("b", 10, 4.0)]) == pytest.approx(6.0)
    assert statistics.ideal_seconds([("a", 100, 9.0), ("b", 1, 0.09), ("c", 1, 0.09)]) == pytest.approx(9.0)
