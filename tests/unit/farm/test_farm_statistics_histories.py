"""Statistics against what the store said while it happened, under any order of work, trouble, time and summing up."""

from __future__ import annotations

import random
import tempfile
from collections import defaultdict
from pathlib import Path

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.engine import URL
from store_kit import PIECE, make_manifest, make_plan, make_request, open_store

from app.core.errors import ErrorInfo
from app.core.jobs import RenderPlan
from app.core.messages import ChunkEnded, Claim
from app.core.settings import Settings
from app.core.states import JobState, PieceState, TaskKind
from app.core.statistics import StatsBy, StatsRow
from app.farm.clock import ManualClock
from app.farm.manager.statistics_keeper import StatisticsKeeper
from app.farm.store import Change, queries, rows, transitions, wishes
from app.farm.store.schema_statistics import statistic, statistic_sum
from app.farm.store.statistics_reading import DAY, HOUR, Span, Sums, read_sums
from tests.fakes.examples import examples

PIECES = 6
WORKERS = ("n1.1", "n1.2", "n2.1")
OWNERS = ("ann", "bob")
BUDGETS = transitions.Budgets(piece_failures=99, infrastructure_failures=99, workers=3)
KEPT = Settings(statistics_minutes=1, statistics_hours=3, statistics_days=3650)


class History:
    """A store to which chance does things; `expected` is what must have been counted, by what and key."""

    def __init__(self, place: Path | URL, chance: random.Random) -> None:
        self.place, self.chance, self.clock = place, chance, ManualClock()
        self.began = self.clock.now()
        self.store = open_store(place, self.clock)
        self.plans: dict[str, RenderPlan] = {}
        self.owners: dict[str, str] = {}
        self.attempts: list[tuple[int, str, str]] = []
        self.claims = 0
        self.expected: dict[tuple[str, str, str], float] = defaultdict(float)
        self.removed: set[str] = set()

    def run(self, steps: int) -> None:
        for number in range(3):
            self.submit(f"j{number}")
        deeds = [self.grant] * 5 + [self.draw] * 8 + [self.end] * 3 + [self.fail] * 2
        deeds += [self.expire, self.revive, self.restart, self.remove, self.keep, self.wait, self.wait]
        for _ in range(steps):
            self.chance.choice(deeds)()

    def submit(self, name: str) -> None:
        request = make_request(name, PIECES * PIECE, owner=self.chance.choice(OWNERS))
        self.plans[name], self.owners[name] = make_plan(request), request.owner
        with self.store.change() as change:
            wishes.submit(change, request)
            transitions.start_task(change, name, TaskKind.PREPARE)
            transitions.prepared(change, name, self.plans[name], ())

    def grant(self) -> None:
        job, worker = self.chance.choice(sorted(self.plans)), self.chance.choice(WORKERS)
        first = self.chance.randrange(PIECES)
        self.claims += 1
        claim = Claim(claim_id=f"c{self.claims}", worker=worker, boot="b", engines=("builtin",))
        last = min(PIECES - 1, first + self.chance.randrange(2))
        with self.store.change() as change:
            given = transitions.grant(change, claim, job, (first, last), lease_seconds=12)
        if given is not None:
            self.attempts.append((given.attempt, worker, job))

    def draw(self) -> None:
        if not self.attempts:
            return
        number, worker, job = self.chance.choice(self.attempts)
        seconds = float(self.chance.randrange(1, 40))
        manifest = make_manifest(self.plans[job], self.chance.randrange(PIECES), number)
        manifest = msgspec.structs.replace(manifest, seconds=seconds)
        for _ in range(self.chance.choice((1, 1, 2))):
            with self.store.change() as change:
                known = rows.find_attempt(change.session, number) is not None
                counts = transitions.piece_done(change, manifest, self.chance.choice((worker, "")))
            if counts:
                self.count(job, "frames", PIECE, worker=worker if known else "")
                self.count(job, "pieces", 1, worker=worker if known else "")
                self.count(job, "busy_seconds", seconds, worker=worker if known else "")

    def end(self) -> None:
        self._ended("")

    def fail(self) -> None:
        self._ended(self.chance.choice(("EngineError", "StorageError")))

    def _ended(self, kind: str) -> None:
        if not self.attempts:
            return
        number, worker, job = self.chance.choice(self.attempts)
        error = ErrorInfo(kind=kind, title="no") if kind else None
        message = ChunkEnded(worker=worker, boot="b", job_id=job, attempt=number, error=error, infrastructure=True)
        with self.store.change() as change:
            counts = transitions.chunk_ended(change, message, BUDGETS)
        if counts and kind:
            self.count(job, "failures", 1, worker=worker, cause=kind)

    def expire(self) -> None:
        if self.attempts:
            number = self.chance.choice(self.attempts)[0]
            self.store.apply(lambda change: transitions.expire(change, number))

    def revive(self) -> None:
        if self.attempts:
            number, worker, _ = self.chance.choice(self.attempts)
            self.store.apply(lambda change: transitions.revive(change, number, worker, "b"))

    def restart(self) -> None:
        """Another manager takes over, after a kill or in order."""
        self.store.close()
        self.store = open_store(self.place, self.clock)
        gone = self.chance.random() < 0.3
        self.store.apply(lambda change: transitions.take_over(change, workers_are_gone=gone))

    def remove(self) -> None:
        job = self.chance.choice(sorted(self.plans))

        def leave(change: Change) -> bool:
            view = queries.job_view(change.session, job)
            if JobState(view.state) in (JobState.READY, JobState.RENDERING):
                wishes.cancel(change, job)
            if JobState(queries.job_view(change.session, job).state) is not JobState.CANCELLED:
                return False
            wishes.remove(change, [job])
            return True

        if len(self.plans) > 1 and self.store.apply(leave):
            del self.plans[job]
            self.removed.add(job)
            self.attempts = [one for one in self.attempts if one[2] != job]

    def wait(self) -> None:
        self.clock.advance(self.chance.choice((1.0, 20.0, 70.0, 4000.0, 90_000.0)))

    def keep(self) -> None:
        StatisticsKeeper(self.store, self.clock, KEPT).sum_up()

    def count(self, job: str, name: str, number: float, *, worker: str, cause: str = "") -> None:
        keys = {"": "", "job": job, "owner": self.owners[job], "template": "a.aepx"}
        keys |= {"worker": worker} if worker else {}
        keys |= {"cause": cause} if cause else {}
        for by, key in keys.items():
            self.expected[by, key, name] += number

    def rows(self, by: StatsBy | None, step: int = 0) -> dict[str, list[StatsRow]]:
        found: dict[str, list[StatsRow]] = {}
        for row in self.sums(by, step).rows():
            found.setdefault(row.key, []).append(row)
        return found

    def sums(self, by: StatsBy | None, step: int) -> Sums:
        since = int(self.began) - int(self.began) % DAY
        span = Span(since=since, until=int(self.clock.now()) + DAY, step=step, by=by)
        sums = read_sums(self.store, span, 10**6)
        assert sums is not None
        return sums

    def check(self) -> None:
        """Everything was counted once, in whichever spans it is asked for."""
        for by in (None, StatsBy.WORKER, StatsBy.OWNER, StatsBy.TEMPLATE, StatsBy.CAUSE):
            for step in (0, DAY):
                counted: dict[tuple[str, str, str], float] = defaultdict(float)
                for key, found in self.rows(by, step).items():
                    for name in ("frames", "pieces", "busy_seconds", "failures"):
                        counted["" if by is None else by.value, key, name] += sum(getattr(row, name) for row in found)
                wanted = {key: number for key, number in self.expected.items() if key[0] == ("" if by is None else by)}
                assert {key: number for key, number in counted.items() if number} == wanted
        total, by_worker = self.rows(None), self.rows(StatsBy.WORKER)
        lost = sum(row.lost_seconds for found in total.values() for row in found)
        assert lost == pytest.approx(sum(row.lost_seconds for found in by_worker.values() for row in found))
        assert lost >= -1e-6

    def check_jobs(self) -> None:
        """What the jobs themselves say, of those of which everything is still kept."""
        counted = {key: found[0].frames for key, found in self.rows(StatsBy.JOB).items()}
        with self.store.read() as session:
            for job in self.plans:
                done = queries.job_view(session, job).pieces.count("d")
                assert counted.get(job, 0) == done * PIECE, PieceState.DONE


def histories(place: Path | URL, seed: int, steps: int) -> History:
    history = History(place, random.Random(seed))
    history.run(steps)
    return history


@settings(max_examples=examples(8), deadline=None, suppress_health_check=list(HealthCheck))
@given(seed=st.integers(0, 10**9))
def test_everything_is_counted_once_however_it_was_summed_up(seed: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        history = histories(Path(folder), seed, 60)
        before = [list(history.rows(by).values()) for by in (None, *StatsBy)]
        history.check()
        if history.clock.now() - history.began < 2 * DAY:
            history.check_jobs()
            history.keep()
            assert [list(history.rows(by).values()) for by in (None, *StatsBy)] == before
        history.clock.advance(10 * DAY)
        history.keep()
        history.check()
        history.store.close()


@pytest.mark.parametrize("seed", [1, 2])
def test_the_same_on_mariadb(empty_store: URL, seed: int) -> None:
    history = histories(empty_store, seed, 60)
    history.check()
    history.clock.advance(10 * DAY)
    history.keep()
    history.check()
    history.store.close()


def kept(history: History) -> tuple[int, int, int]:
    """How many rows there are of minutes, hours and days."""
    with history.store.read() as session:
        minutes = session.connection.scalar(select(func.count()).select_from(statistic)) or 0
        hours, days = (
            session.connection.scalar(
                select(func.count()).select_from(statistic_sum).where(statistic_sum.c.step == step)
            )
            or 0
            for step in (HOUR, DAY)
        )
    return minutes, hours, days


def test_what_is_kept_has_bounds(tmp_path: Path) -> None:
    history = History(tmp_path, random.Random(7))
    history.submit("j0")
    short = Settings(statistics_minutes=1, statistics_hours=2, statistics_days=5)
    keeper = StatisticsKeeper(history.store, history.clock, short)
    most = (0, 0, 0)
    for hour in range(24 * 12):
        if hour % 12 == 0:
            history.submit(f"j{hour}x")
        history.grant()
        history.draw()
        history.end()
        history.clock.advance(HOUR)
        if hour % 6 == 0:
            keeper.sum_up()
            most = tuple(max(pair) for pair in zip(most, kept(history), strict=True))  # type: ignore[assignment]
    # At most: a day and some hours of minutes, two days of hours, six of days, each of few rows.
    assert most[0] <= (24 + 7) * 3
    assert most[1] <= (24 * 2 + 31) * 10
    assert 0 < most[2] <= 7 * 8
    history.clock.advance(30 * DAY)
    keeper.sum_up()
    assert kept(history) == (0, 0, 0)
    history.store.close()
