"""A farm in simulated time, as far as estimates need it: the manager's own scheduler decides who gets what.

Workers take their time for pieces, and open a job before its first one; the manager prepares and joins with so many
threads. Nothing fails. The decisions are those of `scheduler.schedule` on views of the farm as the manager makes them.
"""

from __future__ import annotations

import heapq
import itertools
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from app.core.jobs import EngineChoice
from app.core.model import Struct
from app.core.needs import Equipment
from app.farm.manager.granting import MOST_JOBS_PER_OWNER, SPARE_PIECES
from app.farm.manager.paces import Paces
from app.farm.manager.scheduler import Award, Candidate, FarmView, schedule
from app.farm.store.work import LiveAttempt, OpenWork


class SimJob(Struct, frozen=True):
    """A job: seconds that each of its pieces takes a usual worker, and of preparing it (0: done) and finishing it.

    `piece_frames` is how many frames a piece has. `opening` and `handing` as in `knowledge.Beside`. `known`: the
    scheduler knows from the start what its frames cost, and need not learn it from pieces.
    """

    job_id: str
    seconds: tuple[float, ...]
    piece_frames: int
    owner: str = ""
    priority: int = 50
    place: float = 0.0
    engine: EngineChoice = EngineChoice.BUILTIN
    prepare: float = 0.0
    finish: float = 0.0
    opening: float = 0.0
    handing: float = 0.0
    known: bool = False

    @property
    def cost(self) -> float:
        """Seconds that a frame takes a usual worker."""
        return sum(self.seconds) / max(1, len(self.seconds) * self.piece_frames)


class SimWorker(Struct, frozen=True):
    """A worker: how many times as long as a usual one it takes, and in how many seconds it is there.

    `known`: the scheduler knows its pace from the start, and need not learn it from pieces.
    """

    name: str
    pace: float = 1.0
    ready: float = 0.0
    known: bool = False


class Outcome(Struct, frozen=True):
    """When each job was done, and when all were, in seconds from the beginning."""

    ends: dict[str, float]
    end: float


@dataclass(eq=False)
class _Attempt:
    number: int
    job: SimJob
    worker: SimWorker
    held: list[int]
    since: float
    ended: bool = False
    is_doubled: bool = False


@dataclass
class _State:
    now: float = 0.0
    open: dict[str, list[int]] = field(default_factory=dict)
    left: dict[str, set[int]] = field(default_factory=dict)
    learnt: Paces = field(default_factory=Paces)
    known_costs: dict[str, float] = field(default_factory=dict)
    known_paces: dict[str, float] = field(default_factory=dict)
    idle: dict[str, None] = field(default_factory=dict)
    present: dict[str, SimWorker] = field(default_factory=dict)
    opened: dict[str, deque[str]] = field(default_factory=dict)
    attempts: dict[int, _Attempt] = field(default_factory=dict)
    tasks: deque[tuple[float, Callable[[], None]]] = field(default_factory=deque)
    busy_threads: int = 0
    ends: dict[str, float] = field(default_factory=dict)


WARM_JOBS = 3
"""So many jobs an engine keeps open."""


def simulate(
    jobs: Sequence[SimJob], workers: Sequence[SimWorker], *, threads: int, longest_chunk: int, cores: int = 0
) -> Outcome:
    """Let the farm do these jobs. There is at least one worker; `threads` prepare and join.

    `cores`: all workers share one computer with so many; 0: each has one for itself.
    """
    return _Simulation(jobs, workers, threads, longest_chunk, cores).run()


class _Cores:
    """The cores of one computer, which those who draw share equally while there are more of them.

    `at` calls something so many seconds from now, `now` tells the time.
    """

    def __init__(self, cores: int, now: Callable[[], float], at: Callable[[float, Callable[[], None]], None]) -> None:
        self._cores, self._now, self._at = cores, now, at
        self._left: dict[int, float] = {}
        self._then: dict[int, Callable[[], None]] = {}
        self._looked = 0.0
        self._turn = 0

    def begin(self, number: int, seconds: float, then: Callable[[], None]) -> None:
        """Somebody draws for so many seconds of a core, and does something `then`."""
        self._go_on()
        self._left[number], self._then[number] = seconds, then
        self._plan()

    def leave(self, number: int) -> None:
        """What somebody draws is not wanted any more."""
        if number in self._left:
            self._go_on()
            del self._left[number], self._then[number]
            self._plan()

    @property
    def _speed(self) -> float:
        return min(1.0, self._cores / max(1, len(self._left)))

    def _go_on(self) -> None:
        now = self._now()
        done = (now - self._looked) * self._speed
        self._left = {number: left - done for number, left in self._left.items()}
        self._looked = now

    def _plan(self) -> None:
        self._turn += 1
        turn = self._turn
        if self._left:
            self._at(max(0.0, min(self._left.values())) / self._speed, lambda: self._due(turn))

    def _due(self, turn: int) -> None:
        if turn != self._turn:
            return
        self._go_on()
        first = min(self._left, key=lambda number: self._left[number])
        then = self._then.pop(first)
        del self._left[first]
        self._plan()
        then()


class _Simulation:
    """The events of one run."""

    def __init__(
        self, jobs: Sequence[SimJob], workers: Sequence[SimWorker], threads: int, longest_chunk: int, cores: int
    ) -> None:
        self._jobs = {job.job_id: job for job in sorted(jobs, key=lambda one: (-one.priority, one.place))}
        self._workers = workers
        self._threads = max(1, threads)
        self._longest_chunk = longest_chunk
        self._equipment = Equipment(engines=tuple(sorted({job.engine.value for job in jobs})))
        self._events: list[tuple[float, int, Callable[[], None]]] = []
        self._numbers = itertools.count()
        self._attempt_numbers = itertools.count(1)
        self._state = _State()
        # More cores than workers are never shared, and are left out of the reckoning.
        self._cores = _Cores(cores, lambda: self._state.now, self._at) if 0 < cores < len(workers) else None

    def run(self) -> Outcome:
        """Until every job is done."""
        state = self._state
        for job in self._jobs.values():
            if job.known:
                state.known_costs[job.job_id] = job.cost
            if job.prepare > 0:
                self._task(job.prepare, lambda job=job: self._prepared(job))  # type: ignore[misc]
            else:
                self._prepared(job)
        for worker in self._workers:
            self._at(worker.ready, lambda worker=worker: self._arrive(worker))  # type: ignore[misc]
        while self._events and len(state.ends) < len(self._jobs):
            state.now = self._events[0][0]
            while self._events and self._events[0][0] <= state.now:
                heapq.heappop(self._events)[2]()
            self._grant()
        return Outcome(ends=state.ends, end=max(state.ends.values(), default=0.0))

    def _at(self, seconds: float, event: Callable[[], None]) -> None:
        heapq.heappush(self._events, (self._state.now + seconds, next(self._numbers), event))

    # The manager's tasks. What is nearly finished is finished first.

    def _task(self, seconds: float, then: Callable[[], None], *, first: bool = False) -> None:
        tasks = self._state.tasks
        if first:
            tasks.appendleft((seconds, then))
        else:
            tasks.append((seconds, then))
        self._start_tasks()

    def _start_tasks(self) -> None:
        state = self._state
        while state.tasks and state.busy_threads < self._threads:
            seconds, then = state.tasks.popleft()
            state.busy_threads += 1
            self._at(seconds, lambda then=then: self._task_ended(then))  # type: ignore[misc]

    def _task_ended(self, then: Callable[[], None]) -> None:
        self._state.busy_threads -= 1
        then()
        self._start_tasks()

    def _prepared(self, job: SimJob) -> None:
        if not job.seconds:
            self._task(job.finish, lambda: self._finished(job), first=True)
            return
        self._state.open[job.job_id] = list(range(len(job.seconds)))
        self._state.left[job.job_id] = set(self._state.open[job.job_id])

    def _finished(self, job: SimJob) -> None:
        self._state.ends[job.job_id] = self._state.now

    # Workers.

    def _arrive(self, worker: SimWorker) -> None:
        self._state.present[worker.name] = worker
        if worker.known:
            self._state.known_paces[worker.name] = worker.pace
        self._state.idle[worker.name] = None
        self._state.opened[worker.name] = deque(maxlen=WARM_JOBS)

    def _begin(self, attempt: _Attempt) -> None:
        state, job = self._state, attempt.job
        opened = state.opened[attempt.worker.name]
        beside = job.handing if job.job_id in opened else job.opening
        if job.job_id in opened:
            opened.remove(job.job_id)
        opened.append(job.job_id)
        state.attempts[attempt.number] = attempt
        self._at(beside, lambda: self._draw(attempt))

    def _draw(self, attempt: _Attempt) -> None:
        if attempt.ended:
            return
        if not attempt.held:
            self._end(attempt)
            return
        attempt.since = self._state.now
        number = attempt.held[0]
        seconds = attempt.job.seconds[number] * attempt.worker.pace
        if self._cores is not None:
            self._cores.begin(attempt.number, seconds, lambda: self._drawn(attempt, number))
        else:
            self._at(seconds, lambda: self._drawn(attempt, number))

    def _drawn(self, attempt: _Attempt, number: int) -> None:
        if attempt.ended:
            return
        state, job = self._state, attempt.job
        if attempt.held and attempt.held[0] == number:
            attempt.held.pop(0)
        left = state.left[job.job_id]
        if number in left:
            left.discard(number)
            took = (state.now - attempt.since) / job.piece_frames
            state.learnt.drawn(attempt.worker.name, job.job_id, took)
            for other in tuple(state.attempts.values()):
                if other is not attempt and other.job is job and other.held[:1] == [number]:
                    self._end(other)
            if not left:
                self._task(job.finish, lambda: self._finished(job), first=True)
        self._draw(attempt)

    def _end(self, attempt: _Attempt) -> None:
        attempt.ended = True
        if self._cores is not None:
            self._cores.leave(attempt.number)
        del self._state.attempts[attempt.number]
        self._state.idle[attempt.worker.name] = None

    # Granting, as the manager does it.

    def _grant(self) -> None:
        state = self._state
        if not state.idle or not (state.attempts or any(state.open.values())):
            return
        view = self._view()
        awards = schedule(view)
        if len(awards) < len(state.idle) and state.attempts:
            chunks = tuple(self._chunks())
            elapsed = {one.number: state.now - one.since for one in state.attempts.values()}
            view = FarmView(
                workers=view.workers,
                work=view.work,
                more=view.more,
                running=view.running,
                costs=view.costs | self._costs(one.job_id for one in chunks),
                chunks=chunks,
                elapsed=elapsed,
                longest_chunk=self._longest_chunk,
            )
            awards = schedule(view)
        for award in awards:
            self._give(award)

    def _view(self) -> FarmView:
        state = self._state
        work, more = self._work()
        has = self._equipment
        paces = {name: known for name in state.present if (known := state.learnt.pace(name))} | state.known_paces
        busy = [name for name in state.present if name not in state.idle]
        candidates = [
            *(Candidate(worker=name, equipment=has, claim_id=name, pace=paces.get(name)) for name in state.idle),
            *(Candidate(worker=name, equipment=has, pace=paces.get(name)) for name in busy),
        ]
        running = Counter(one.job.owner for one in state.attempts.values())
        return FarmView(
            workers=tuple(candidates),
            work=work,
            more=more,
            running=dict(running),
            costs=self._costs(one.job_id for one in work),
            longest_chunk=self._longest_chunk,
        )

    def _costs(self, job_ids: Iterable[str]) -> dict[str, float]:
        state = self._state
        found = ((one, state.known_costs.get(one) or state.learnt.cost(one)) for one in job_ids)
        return {job_id: cost for job_id, cost in found if cost is not None}

    def _work(self) -> tuple[tuple[OpenWork, ...], int]:
        """The open work that a decision looks at, and how many pieces lie beyond."""
        state, work = self._state, []
        enough = len(state.idle) * self._longest_chunk * SPARE_PIECES
        gathered: Counter[str] = Counter()
        jobs: Counter[str] = Counter()
        more = 0
        for job_id, pieces in state.open.items():
            job = self._jobs[job_id]
            if not pieces:
                continue
            if gathered[job.owner] >= enough or jobs[job.owner] >= MOST_JOBS_PER_OWNER:
                more += len(pieces)
                continue
            gathered[job.owner] += len(pieces)
            jobs[job.owner] += 1
            work.append(_open_work(job, pieces))
        return tuple(work), more

    def _chunks(self) -> Iterator[LiveAttempt]:
        for one in self._state.attempts.values():
            # What another worker was given too is that one's.
            if one.held and not one.is_doubled:
                yield LiveAttempt(
                    attempt=one.number,
                    job_id=one.job.job_id,
                    owner=one.job.owner,
                    worker=one.worker.name,
                    boot="",
                    claim_id="",
                    engine=one.job.engine,
                    first=one.held[0],
                    last=one.held[-1],
                    suspect=False,
                    held=tuple(one.held),
                    held_frames=(one.job.piece_frames,) * len(one.held),
                )

    def _give(self, award: Award) -> None:
        state, job = self._state, self._jobs[award.job_id]
        pieces = list(range(award.first, award.last + 1))
        if award.taken_from is not None:
            other = state.attempts.get(award.taken_from)
            if other is None:
                return
            # What it has in work it draws to the end, and may still be first.
            kept = 1 if award.doubles else 0
            other.is_doubled = award.doubles
            other.held = other.held[:kept] + [one for one in other.held[kept:] if one < award.first]
        else:
            taken = set(pieces)
            state.open[job.job_id] = [one for one in state.open[job.job_id] if one not in taken]
        del state.idle[award.claim_id]
        worker = state.present[award.claim_id]
        self._begin(_Attempt(next(self._attempt_numbers), job, worker, pieces, state.now))


def _open_work(job: SimJob, pieces: Sequence[int]) -> OpenWork:
    return OpenWork(
        job_id=job.job_id,
        owner=job.owner,
        priority=job.priority,
        place=job.place,
        engine=job.engine,
        open_pieces=tuple(pieces),
        pieces=len(job.seconds),
        piece_frames=job.piece_frames,
    )


def piece_seconds(cost: float, frames: int, length: int, shape: Mapping[int, float] | None = None) -> tuple[float, ...]:
    """Seconds of each piece of a film of so many frames, of which `shape` tells how dear each is (1: as usual)."""
    count = -(-frames // length)
    shape = shape or {}
    return tuple(cost * min(length, frames - number * length) * shape.get(number, 1.0) for number in range(count))
