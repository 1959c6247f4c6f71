"""The store against a plain model of it, under every order of grants, reports, faults, wishes and restarts."""

from __future__ import annotations

import random
import shutil
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from sqlalchemy import select
from sqlalchemy.engine import URL
from store_kit import PIECE, make_manifest, make_plan, make_request, open_store

from app.core.errors import ErrorInfo, UsageError
from app.core.jobs import FilmReport, PieceManifest, RenderPlan
from app.core.messages import ChunkEnded, Claim, Event
from app.core.states import END_STATES, JobState, TaskKind, TaskState
from app.farm.store import queries, transitions, wishes, work
from app.farm.store.schema import attempt, event, job, outbox, piece, task
from tests.fakes.examples import examples, seeds

BUDGETS = transitions.Budgets(piece_failures=2, infrastructure_failures=3, workers=2)
WORKERS = ("w1", "w2", "w3")
FILM = FilmReport(
    path="f", frames=1, frame_rate=(25, 1), duration=1, width=2, height=2, size=1, sha256="", has_audio=False, seconds=0
)
FATES = ["ok", "ok", "bad", "later"]
ACTIVE = {JobState.READY, JobState.RENDERING}
ERRORS = ["", "", "EngineError", "EngineError", "EngineLostError", "TemplateError", "InterruptedRenderError"]

jobs = st.sampled_from(["a", "b", "c", "d"])
attempts = st.integers(0, 11)
pieces = st.integers(0, 4)
workers = st.sampled_from(WORKERS)


@dataclass
class ModelJob:
    """A job as the model sees it: `held` and `kept` map piece numbers to the attempt that holds or drew them."""

    count: int
    state: JobState = JobState.QUEUED
    tasks: dict[TaskKind, TaskState] = field(default_factory=lambda: {TaskKind.PREPARE: TaskState.READY})
    pieces: list[str] = field(default_factory=list)
    held: dict[int, int] = field(default_factory=dict)
    kept: dict[int, int] = field(default_factory=dict)
    failures: list[tuple[int, str, bool, str]] = field(default_factory=list)

    @property
    def takes_pieces(self) -> bool:
        return self.state in ACTIVE | {JobState.PAUSED}


@dataclass
class ModelAttempt:
    job: str
    worker: str
    first: int
    last: int
    live: bool = True
    suspect: bool = False


class StoreMachine(RuleBasedStateMachine):
    """Rules call the store and say what the model becomes; the invariants compare the two."""

    def __init__(self, place: URL | None = None) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.place = place or self.folder
        self.store = open_store(self.place)
        self.jobs: dict[str, ModelJob] = {}
        self.removed: set[str] = set()
        self.attempts: dict[int, ModelAttempt] = {}
        self.last_attempt = 0
        self.claims = 0
        self.sequence: list[int] = []
        self.ended: dict[str, JobState] = {}

    def teardown(self) -> None:
        self.store.close()
        shutil.rmtree(self.folder)

    @initialize(counts=st.tuples(st.integers(2, 5), st.integers(1, 5)))
    def begin(self, counts: tuple[int, int]) -> None:
        for name, count in zip("ab", counts, strict=True):
            self.submit(name, count)
            self.prepare(name, set(), fails=False)

    def pick(self, index: int) -> int:
        """An attempt of those there are; the last index stands for one that nobody knows."""
        return 777 if index == 11 or not self.attempts else sorted(self.attempts)[index % len(self.attempts)]

    # What the model says.

    def lay(self, name: str, number: int, letter: str, holder: int | None = None) -> None:
        found = self.jobs[name]
        found.pieces[number] = letter
        found.held.pop(number, None)
        if letter == "g" and holder is not None:
            found.held[number] = holder

    def release(self, number: int, first: int = 0) -> bool:
        name = self.attempts[number].job
        mine = [one for one, holder in self.jobs[name].held.items() if holder == number and one >= first]
        for one in mine:
            self.lay(name, one, "o")
        return bool(mine)

    def end(self, number: int) -> None:
        self.attempts[number].live = False
        self.release(number)

    def live(self, name: str) -> list[int]:
        return [number for number, one in self.attempts.items() if one.live and one.job == name]

    def fail(self, name: str) -> None:
        for number in self.live(name):
            self.end(number)
        self.jobs[name].state = JobState.FAILED

    def settle_cancel(self, name: str) -> None:
        found = self.jobs[name]
        if found.state is not JobState.CANCELLING:
            return
        running = TaskState.RUNNING in found.tasks.values()
        if running or any(not self.attempts[number].suspect for number in self.live(name)):
            return
        for number in self.live(name):
            self.end(number)
        found.state = JobState.CANCELLED

    def settle_complete(self, name: str) -> None:
        found = self.jobs[name]
        if set(found.pieces) == {"d"} and found.tasks.get(TaskKind.RENDER) is TaskState.RUNNING:
            found.tasks |= {TaskKind.RENDER: TaskState.DONE, TaskKind.JOIN: TaskState.READY}
            if found.state is not JobState.PAUSED:
                found.state = JobState.JOINING

    def fail_attempt(self, number: int, at: int | None, error: ErrorInfo, *, infrastructure: bool) -> None:
        one = self.attempts[number]
        found = self.jobs[one.job]
        if at is None:
            undone = (piece for piece in range(one.first, one.last + 1) if found.pieces[piece] != "d")
            at = next(undone, None)
        self.end(number)
        if at is not None:
            found.failures.append((at, one.worker, infrastructure, error.kind))
        if not found.takes_pieces:
            return
        here = [one for one in found.failures if one[0] == at]
        own = [worker for _, worker, lost, _ in here if not lost]
        engines = sum(1 for *_, kind in here if kind == "EngineLostError")
        used_up = len(here) - len(own) >= 3 or engines >= (2 if "d" in found.pieces else 4)
        used_up = used_up or (len(own) >= 2 and len(set(own)) >= 2)
        used_up = used_up or len({worker for _, worker, _, kind in here if kind in transitions.LOST_KINDS}) >= 2
        if used_up or (error.kind == "TemplateError" and not infrastructure):
            found.tasks[TaskKind.RENDER] = TaskState.FAILED
            self.fail(one.job)
            if at is not None and at < len(found.pieces) and found.pieces[at] != "d":
                self.lay(one.job, at, "f")

    # What happens.

    @rule(name=jobs, count=st.integers(1, 5))
    def submit(self, name: str, count: int) -> None:
        with self.store.change() as change:
            assert wishes.submit(change, make_request(name, count * PIECE)) == name
        if name not in self.removed:
            self.jobs.setdefault(name, ModelJob(count))

    @rule(name=jobs, stored=st.sets(pieces), fails=st.booleans())
    def prepare(self, name: str, stored: set[int], fails: bool) -> None:
        found = self.jobs.get(name)
        if found is None or not self.start(name, TaskKind.PREPARE):
            return
        if fails:
            self.fail_task(name, TaskKind.PREPARE, again=True)
            return
        in_storage = {number for number in stored if number < found.count}
        with self.store.change() as change:
            there = tuple(make_manifest(self.plan(name), number, 900 + number) for number in sorted(in_storage))
            transitions.prepared(change, name, self.plan(name), there)
        found.pieces = ["d" if number in in_storage else "o" for number in range(found.count)]
        found.kept = {number: 900 + number for number in in_storage}
        found.held = {}
        found.tasks |= {
            TaskKind.PREPARE: TaskState.DONE,
            TaskKind.RENDER: TaskState.RUNNING if in_storage else TaskState.READY,
        }
        found.state = JobState.RENDERING if in_storage else JobState.READY
        self.settle_complete(name)

    @rule(name=jobs, kind=st.sampled_from([TaskKind.JOIN, TaskKind.PUBLISH]), fate=st.sampled_from(FATES))
    def finish(self, name: str, kind: TaskKind, fate: str) -> None:
        if name not in self.jobs or not self.start(name, kind):
            return
        if fate != "ok":
            self.fail_task(name, kind, again=fate == "later")
            return
        found = self.jobs[name]
        found.tasks[kind] = TaskState.DONE
        with self.store.change() as change:
            if kind is TaskKind.JOIN:
                transitions.joined(change, name, FILM)
                found.tasks[TaskKind.PUBLISH] = TaskState.READY
                found.state = JobState.PUBLISHING
            else:
                transitions.published(change, name, FILM)
                found.state = JobState.DONE

    def start(self, name: str, kind: TaskKind) -> bool:
        found = self.jobs[name]
        with self.store.change() as change:
            started = transitions.start_task(change, name, kind)
        held = found.state in END_STATES | {JobState.PAUSED, JobState.CANCELLING}
        assert started == (found.tasks.get(kind) is TaskState.READY and not held)
        return started

    def fail_task(self, name: str, kind: TaskKind, *, again: bool) -> None:
        error = ErrorInfo(kind="JoinError", title="t")
        with self.store.change() as change:
            transitions.task_failed(change, name, kind, error, retry_at=1.0 if again else None)
        found = self.jobs[name]
        found.tasks[kind] = TaskState.READY if again else TaskState.FAILED
        if not again:
            self.fail(name)
        elif kind is TaskKind.PREPARE:
            found.state = JobState.QUEUED

    @rule(
        name=jobs, worker=workers, first=pieces, length=st.integers(1, 5), again=st.sampled_from([False] * 7 + [True])
    )
    def grant(self, name: str, worker: str, first: int, length: int, again: bool) -> None:
        if name not in self.jobs:
            return
        open_pieces = [number for number, letter in enumerate(self.jobs[name].pieces) if letter == "o"]
        if open_pieces and length < 5:
            # Mostly what a scheduler would ask for; now and then nonsense.
            first = open_pieces[first % len(open_pieces)]
            length = min(length, next(n for n in range(1, 7) if first + n not in open_pieces))
        self.claims += not (again and self.claims)
        claim = Claim(claim_id=f"c{self.claims}", worker=worker, boot="b", engines=("builtin",))
        with self.store.change() as change:
            transitions.greet_worker(change, claim)
            got = transitions.grant(change, claim, name, (first, first + length - 1), lease_seconds=1)
        found = self.jobs[name]
        wanted = found.pieces[first : first + length]
        possible = found.state in ACTIVE and wanted == ["o"] * length
        if got is None:
            assert not possible or again
            return
        assert possible and got.attempt > self.last_attempt, "no number is given out twice"
        self.last_attempt = got.attempt
        self.attempts[got.attempt] = ModelAttempt(name, worker, first, first + length - 1)
        for number in range(first, first + length):
            self.lay(name, number, "g", got.attempt)
        found.state = JobState.RENDERING
        found.tasks[TaskKind.RENDER] = TaskState.RUNNING

    @rule(name=jobs, number=pieces, reporter=attempts, times=st.integers(1, 2))
    def report_piece(self, name: str, number: int, reporter: int, times: int) -> None:
        found = self.jobs.get(name)
        if found is None:
            return
        number, reporter = number % found.count, self.pick(reporter)
        for _ in range(times):
            with self.store.change() as change:
                counted = transitions.piece_done(change, self.manifest(name, number, reporter))
            assert counted == (found.takes_pieces and found.pieces[number : number + 1] in (["o"], ["g"]))
            if counted:
                self.lay(name, number, "d")
                found.kept[number] = reporter
                found.tasks[TaskKind.RENDER] = TaskState.RUNNING
                found.state = JobState.RENDERING if found.state is JobState.READY else found.state
                self.stop_needless(name, number, reporter)
                self.settle_complete(name)

    def stop_needless(self, name: str, number: int, reporter: int) -> None:
        for other in self.live(name):
            one = self.attempts[other]
            with self.store.read() as session:
                query = select(attempt.c.state).where(attempt.c.id == other)
                state = TaskState(session.connection.execute(query).scalar_one())
            if state is not TaskState.RUNNING:
                assert other != reporter and one.first <= number <= one.last
                assert all(self.jobs[name].pieces[at] == "d" for at in range(one.first, one.last + 1))
                self.end(other)

    @precondition(lambda self: self.attempts)
    @rule(
        number=attempts,
        error=st.sampled_from(ERRORS),
        at=st.none() | pieces,
        boot=st.sampled_from(["b", "b", "other"]),
        infrastructure=st.booleans(),
    )
    def end_chunk(self, number: int, error: str, at: int | None, boot: str, infrastructure: bool) -> None:
        number = self.pick(number)
        one = self.attempts.get(number)
        if one is None:
            return
        info = ErrorInfo(kind=error, title="t") if error else None
        message = ChunkEnded(
            worker=one.worker,
            boot=boot,
            job_id=one.job,
            attempt=number,
            error=info,
            piece=at,
            infrastructure=infrastructure,
        )
        with self.store.change() as change:
            counted = transitions.chunk_ended(change, message, BUDGETS)
        assert counted == (one.live and boot == "b")
        if counted and (info is None or error == "InterruptedRenderError"):
            self.end(number)
        elif counted and info is not None:
            self.fail_attempt(number, at, info, infrastructure=infrastructure)
        self.settle_cancel(one.job)

    @precondition(lambda self: self.attempts)
    @rule(number=attempts)
    def expire(self, number: int) -> None:
        number = self.pick(number)
        one = self.attempts.get(number)
        if one is None:
            return
        with self.store.change() as change:
            assert transitions.expire(change, number) == (one.live and not one.suspect)
        if one.live:
            one.suspect = True
            self.release(number)
            self.settle_cancel(one.job)

    @rule(worker=workers)
    def begin_anew(self, worker: str) -> None:
        """A worker claims under another boot: what it held under the one before is open."""
        claim = Claim(claim_id=f"{worker} anew", worker=worker, boot="anew", engines=("builtin",))
        with self.store.change() as change:
            transitions.greet_worker(change, claim, before="b")
        for number, one in self.attempts.items():
            if one.live and not one.suspect and one.worker == worker:
                one.suspect = True
                self.release(number)
                self.settle_cancel(one.job)

    @precondition(lambda self: self.attempts)
    @rule(number=attempts)
    def outrun(self, number: int) -> None:
        """Whoever drew the same piece was quicker; that counts while pieces do."""
        number = self.pick(number)
        one = self.attempts.get(number)
        if one is not None and not self.jobs[one.job].takes_pieces:
            return
        with self.store.change() as change:
            transitions.outrun(change, number)
        if one is not None and one.live:
            self.end(number)

    @precondition(lambda self: self.attempts)
    @rule(number=attempts)
    def revive(self, number: int) -> None:
        number = self.pick(number)
        one = self.attempts.get(number)
        if one is None:
            return
        with self.store.change() as change:
            goes_on = transitions.revive(change, number, one.worker, "b")
        if not one.live or not one.suspect:
            assert goes_on == one.live
            return
        found = self.jobs[one.job]
        back = [at for at in range(one.first, one.last + 1) if found.pieces[at] == "o" and found.state in ACTIVE]
        assert goes_on == bool(back)
        for at in back:
            self.lay(one.job, at, "g", number)
        if back:
            one.suspect, one.last = False, back[-1]
        else:
            self.end(number)

    @precondition(lambda self: self.attempts)
    @rule(number=attempts, first=pieces)
    def give_up(self, number: int, first: int) -> None:
        number = self.pick(number)
        one = self.attempts.get(number)
        with self.store.change() as change:
            given = transitions.give_up(change, number, first)
        if one is None or not one.live:
            assert not given
        else:
            assert given == self.release(number, first)
            one.last = min(one.last, first - 1) if given else one.last

    @rule(worker=workers, boot=st.sampled_from(["b", "other"]))
    def lose_worker(self, worker: str, boot: str) -> None:
        error = ErrorInfo(kind="WorkerLostError", title="t")
        with self.store.change() as change:
            transitions.worker_gone(change, worker, boot, error, BUDGETS)
        for number in [one for one, found in self.attempts.items() if found.live and found.worker == worker]:
            if boot == "b" and self.attempts[number].live:
                self.fail_attempt(number, None, error, infrastructure=True)
                self.settle_cancel(self.attempts[number].job)

    @rule(name=jobs, mercy=st.integers(0, 3))
    def cancel(self, name: str, mercy: int) -> None:
        found = self.jobs.get(name)
        if found is None or mercy:
            return
        with self.store.change() as change:
            done = wishes.cancel(change, name)
        assert done == (found.state not in {JobState.DONE, JobState.FAILED, JobState.PUBLISHING})
        if done and found.state is not JobState.CANCELLED:
            found.state = JobState.CANCELLING
            for kind, state in found.tasks.items():
                if state is TaskState.READY or (kind is TaskKind.RENDER and state is TaskState.RUNNING):
                    found.tasks[kind] = TaskState.CANCELLED
            self.settle_cancel(name)

    @rule(name=jobs)
    def pause(self, name: str) -> None:
        found = self.jobs.get(name)
        if found is None:
            return
        with self.store.change() as change:
            done = wishes.pause(change, name)
        early = {JobState.QUEUED, JobState.PREPARING, JobState.PAUSED} | ACTIVE
        assert done == (found.state in early)
        if done and found.state is not JobState.PAUSED:
            found.state = JobState.PAUSED
            for number in self.live(name):
                mine = sorted(one for one, holder in found.held.items() if holder == number)
                if len(mine) > 1:
                    self.release(number, mine[1])
                    self.attempts[number].last = min(self.attempts[number].last, mine[1] - 1)

    @precondition(lambda self: any(one.state is JobState.PAUSED for one in self.jobs.values()))
    @rule(name=jobs)
    def resume(self, name: str) -> None:
        found = self.jobs.get(name)
        if found is None:
            return
        with self.store.change() as change:
            wishes.resume(change, name)
        if found.state is JobState.PAUSED:
            found.state = self.expected_state(found)

    def expected_state(self, found: ModelJob) -> JobState:
        if TaskKind.JOIN in found.tasks:
            return JobState.JOINING
        if TaskKind.RENDER in found.tasks:
            return JobState.READY if found.tasks[TaskKind.RENDER] is TaskState.READY else JobState.RENDERING
        return JobState.QUEUED

    @rule(name=jobs, priority=st.integers(0, 100))
    def set_priority(self, name: str, priority: int) -> None:
        found = self.jobs.get(name)
        if found is None:
            return
        with self.store.change() as change:
            assert wishes.set_priority(change, name, priority) == (found.state not in END_STATES)

    @precondition(lambda self: any(one.state in END_STATES for one in self.jobs.values()))
    @rule(name=jobs)
    def remove(self, name: str) -> None:
        found = self.jobs.get(name)
        if found is None:
            return
        try:
            with self.store.change() as change:
                wishes.remove(change, (name,))
        except UsageError:
            assert found.state not in END_STATES
            return
        assert found.state in END_STATES
        del self.jobs[name]
        self.removed.add(name)
        self.ended.pop(name, None)
        self.attempts = {number: one for number, one in self.attempts.items() if one.job != name}

    @precondition(lambda self: any(one.state in END_STATES for one in self.jobs.values()))
    @rule(name=jobs)
    def retry(self, name: str) -> None:
        found = self.jobs.get(name)
        if found is None:
            return
        with self.store.change() as change:
            done = wishes.retry(change, name)
        assert done == (found.state in {JobState.FAILED, JobState.CANCELLED})
        if done:
            self.ended.pop(name, None)
            found.state, found.tasks, found.failures = JobState.QUEUED, {TaskKind.PREPARE: TaskState.READY}, []
            found.pieces = ["o" if letter == "f" else letter for letter in found.pieces]

    @rule(gone=st.booleans(), running=st.none() | jobs)
    def restart(self, gone: bool, running: str | None) -> None:
        """The manager's process ends, perhaps in the midst of a task of its own, and another one begins."""
        found = self.jobs.get(running) if running else None
        if found is not None and running is not None:
            kind = next((one for one, state in found.tasks.items() if state is TaskState.READY), None)
            if kind is not None and kind is not TaskKind.RENDER and self.start(running, kind):
                found.state = JobState.PREPARING if kind is TaskKind.PREPARE else found.state
        self.take_outbox()
        self.store.close()
        self.store = open_store(self.place)
        with self.store.change() as change:
            transitions.take_over(change, workers_are_gone=gone)
        for name, one in self.jobs.items():
            one.state = JobState.QUEUED if one.state is JobState.PREPARING else one.state
            for number in self.live(name) if gone else []:
                self.end(number)
            self.settle_cancel(name)

    # What is always so.

    @invariant()
    def the_store_is_as_the_model(self) -> None:
        with self.store.read() as session:
            for name, found in self.jobs.items():
                view = queries.job_view(session, name)
                assert (view.state, view.pieces) == (found.state, "".join(found.pieces)), name
                wants = session.connection.scalar(select(job.c.wants_workers).where(job.c.id == name))
                assert wants == (found.state in ACTIVE and "o" in found.pieces), name

    @invariant()
    def a_finished_piece_is_the_first_one_that_came(self) -> None:
        with self.store.read() as session:
            for name, found in self.jobs.items():
                kept = {one.piece: one.attempt for one in queries.manifests(session, name)}
                done = [number for number, letter in enumerate(found.pieces) if letter == "d"]
                assert kept == {number: found.kept[number] for number in done}

    @invariant()
    def a_granted_piece_has_one_live_holder(self) -> None:
        with self.store.read() as session:
            live = {one.attempt: one for one in work.live_attempts(session)}
            rows = session.connection.execute(
                select(piece.c.job_id, piece.c.number, piece.c.attempt).where(piece.c.state == "granted")
            )
            for name, number, holder in rows:
                one = live[holder]
                assert not one.suspect and one.job_id == name and one.first <= number <= one.last
        expected = {number for number, one in self.attempts.items() if one.live}
        assert set(live) == expected

    @invariant()
    def joining_begins_once_and_only_with_all_pieces(self) -> None:
        with self.store.read() as session:
            joins = list(session.connection.scalars(select(task.c.job_id).where(task.c.kind == TaskKind.JOIN.value)))
        assert len(joins) == len(set(joins))
        assert set(joins) == {name for name, found in self.jobs.items() if TaskKind.JOIN in found.tasks}
        assert all(set(self.jobs[name].pieces) == {"d"} for name in joins)

    @invariant()
    def what_ended_stays_ended(self) -> None:
        for name, found in self.jobs.items():
            if name in self.ended:
                assert found.state is self.ended[name]
            if found.state in END_STATES:
                self.ended[name] = found.state

    @invariant()
    def events_are_without_gaps_and_the_last_tells_the_truth(self) -> None:
        self.take_outbox()
        assert self.sequence == list(range(1, len(self.sequence) + 1))
        with self.store.read() as session:
            assert list(session.connection.scalars(select(event.c.seq).order_by(event.c.seq))) == self.sequence
            assert session.connection.scalars(select(outbox.c.id)).all() is not None

    def take_outbox(self) -> None:
        entries = self.store.take_outbox()
        latest = {}
        for entry in entries:
            if isinstance(entry.message, Event):
                told = entry.message
                self.sequence += range(told.first or told.seq, told.seq + 1)
                latest[entry.message.job.job_id] = entry.message.job
        if entries:
            self.store.sent(entries[-1].number)
        with self.store.read() as session:
            for name, view in latest.items():
                assert view.removed == (name not in self.jobs)
                assert view.removed or queries.job_view(session, name) == view

    def plan(self, name: str) -> RenderPlan:
        return make_plan(make_request(name, self.jobs[name].count * PIECE))

    def manifest(self, name: str, number: int, attempt: int) -> PieceManifest:
        return make_manifest(self.plan(name), number, attempt)


INVARIANTS = [
    StoreMachine.the_store_is_as_the_model,
    StoreMachine.a_finished_piece_is_the_first_one_that_came,
    StoreMachine.a_granted_piece_has_one_live_holder,
    StoreMachine.joining_begins_once_and_only_with_all_pieces,
    StoreMachine.what_ended_stays_ended,
    StoreMachine.events_are_without_gaps_and_the_last_tells_the_truth,
]

SETTINGS = settings(
    max_examples=examples(15),
    stateful_step_count=40,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate, Phase.shrink],
    suppress_health_check=list(HealthCheck),
)
StoreMachine.TestCase.settings = SETTINGS
TestStore = StoreMachine.TestCase


class LongerStoreMachine(StoreMachine):
    """The same, with many more histories."""


LongerStoreMachine.TestCase.settings = settings(SETTINGS, max_examples=150)
TestStoreForLonger = pytest.mark.slow(pytest.mark.timeout(1200)(LongerStoreMachine.TestCase))


def random_step(machine: StoreMachine, chance: random.Random) -> None:
    """A step as a farm would take it: much granting and reporting, some faults, few wishes."""
    name, worker = chance.choice("aabc"), chance.choice(WORKERS)
    number, at = chance.randrange(12), chance.randrange(5)
    error = chance.choice(["", *ERRORS])
    steps = [
        (20, lambda: machine.grant(name, worker, at, chance.randint(1, 5), chance.random() < 0.1)),
        (20, lambda: machine.report_piece(name, at, number, chance.randint(1, 2))),
        (10, lambda: machine.end_chunk(number, error, chance.choice([None, at]), chance.choice("bbbx"), at == 0)),
        (8, lambda: machine.expire(number)),
        (8, lambda: machine.revive(number)),
        (4, lambda: machine.give_up(number, at)),
        (2, lambda: machine.lose_worker(worker, chance.choice(["b", "other"]))),
        (2, lambda: machine.begin_anew(worker)),
        (4, lambda: machine.outrun(number)),
        (2, lambda: machine.set_priority(name, number)),
        (1, lambda: machine.remove(name)),
        (4, lambda: machine.submit(name, chance.randint(1, 5))),
        (6, lambda: machine.prepare(name, set(chance.sample(range(5), at)), chance.random() < 0.2)),
        (8, lambda: machine.finish(name, chance.choice([TaskKind.JOIN, TaskKind.PUBLISH]), chance.choice(FATES))),
        (2, lambda: machine.pause(name)),
        (4, lambda: machine.resume(name)),
        (2, lambda: machine.cancel(name, at)),
        (4, lambda: machine.retry(name)),
        (2, lambda: machine.restart(chance.random() < 0.5, chance.choice([None, name]))),
    ]
    chance.choices([one for _, one in steps], [weight for weight, _ in steps])[0]()


@pytest.mark.parametrize("seed", seeds(range(30)))
def test_the_store_keeps_to_the_model_on_long_ways(seed: int) -> None:
    go_a_long_way(seed)


@pytest.mark.parametrize("seed", seeds(range(30, 34)))
def test_so_does_one_on_a_server(seed: int, empty_store: URL) -> None:
    go_a_long_way(seed, empty_store)


def go_a_long_way(seed: int, place: URL | None = None) -> None:
    chance = random.Random(seed)
    machine = StoreMachine(place)
    try:
        machine.begin((chance.randint(2, 5), chance.randint(1, 5)))
        for _ in range(120):
            random_step(machine, chance)
            for check in INVARIANTS:
                check(machine)
    finally:
        machine.teardown()
