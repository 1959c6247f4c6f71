"""Who gets what: a pure function from a view of the farm to grants.

Order of jobs: priority, then the owner with the fewest running chunks, then age. Size of a grant: a share of what is
left that shrinks towards the end (guided: open pieces over twice the workers), so that workers end together; when
nothing is open any more, an idle worker gets the tail of the chunk that would end last. A piece in work is left to
its worker. What else may decide (tags, fonts, assets a worker has) belongs into `_may_draw` and `_rank`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from app.core.jobs import EngineChoice
from app.core.model import Struct
from app.farm.store.queries import LiveAttempt, OpenWork

AUTO_ENGINES = frozenset({EngineChoice.AERENDER.value, EngineChoice.BUILTIN.value})
"""What `auto` stands for; `sleep` draws nothing and must be asked for by name."""


LEAST_FOR_TAIL = 2
"""A chunk has a tail that can be taken when it holds this many pieces: the first one is in work."""


class Candidate(Struct, frozen=True):
    """A worker: the claim it has parked (empty: it is busy), its engines, and its speed (None: not known yet)."""

    worker: str
    engines: tuple[str, ...]
    claim_id: str = ""
    seconds_per_frame: float | None = None


class FarmView(Struct, frozen=True):
    """What the decision is made from. `workers` are all that are there, those with the oldest claims first."""

    workers: tuple[Candidate, ...]
    work: tuple[OpenWork, ...]
    chunks: tuple[LiveAttempt, ...]
    longest_chunk: int = 16
    worker_failures: int = 3


class Award(Struct, frozen=True):
    """Grant pieces `first` to `last` of a job to a claim; `taken_from`: after that attempt has given them up."""

    claim_id: str
    job_id: str
    first: int
    last: int
    taken_from: int | None = None


def schedule(view: FarmView) -> tuple[Award, ...]:
    """The grants to make now, in the order to make them."""
    return tuple(_Round(view).awards())


class _Round:
    """One decision: the view, and what is left of it after the awards so far."""

    def __init__(self, view: FarmView) -> None:
        self._view = view
        self._open = {work.job_id: list(work.open_pieces) for work in view.work}
        self._held = {chunk.attempt: list(chunk.held) for chunk in view.chunks if not chunk.suspect}
        self._long = [chunk for chunk in self._view.chunks if len(self._held.get(chunk.attempt, ())) >= LEAST_FOR_TAIL]
        self._running = Counter(chunk.owner for chunk in view.chunks if not chunk.suspect)
        self._failures = {work.job_id: work.failures for work in view.work}

    def awards(self) -> Iterable[Award]:
        for candidate in self._view.workers:
            if candidate.claim_id:
                award = self._from_open(candidate) or self._from_tails(candidate)
                if award is not None:
                    yield award

    def _from_open(self, candidate: Candidate) -> Award | None:
        for work in sorted(self._view.work, key=self._rank):
            if not self._may_draw(candidate, work):
                continue
            run = self._run(candidate, work)
            if run:
                self._running[work.owner] += 1
                taken = set(run)
                self._open[work.job_id] = [one for one in self._open[work.job_id] if one not in taken]
                return Award(claim_id=candidate.claim_id, job_id=work.job_id, first=run[0], last=run[-1])
        return None

    def _rank(self, work: OpenWork) -> tuple[int, int, int]:
        return (-work.priority, self._running[work.owner], work.number)

    def _may_draw(self, candidate: Candidate, work: OpenWork) -> bool:
        return _has_engine(candidate, work.engine) and not self._is_blocked(candidate, work)

    def _is_blocked(self, candidate: Candidate, work: OpenWork) -> bool:
        """Whether the worker has failed too often in this job, and another one is there for it."""
        limit = self._view.worker_failures
        if work.failures.get(candidate.worker, 0) < limit:
            return False
        return any(
            _has_engine(other, work.engine) and work.failures.get(other.worker, 0) < limit
            for other in self._view.workers
        )

    def _run(self, candidate: Candidate, work: OpenWork) -> list[int]:
        """The first consecutive open pieces that this worker should get."""
        left = sum(len(pieces) for pieces in self._open.values())
        most = min(self._view.longest_chunk, max(1, left // (2 * max(1, len(self._view.workers)))))
        run: list[int] = []
        for number in self._open[work.job_id]:
            if run and (number != run[-1] + 1 or len(run) == most):
                break
            if self._should_avoid(candidate, work, number):
                if run:
                    break
                continue
            run.append(number)
        return run

    def _should_avoid(self, candidate: Candidate, work: OpenWork, number: int) -> bool:
        """Whether the worker has failed this piece while somebody who has not could draw it."""
        failed = work.failed_on.get(number, frozenset())
        if candidate.worker not in failed:
            return False
        return any(other.worker not in failed and self._may_draw(other, work) for other in self._view.workers)

    def _from_tails(self, candidate: Candidate) -> Award | None:
        chunks = [chunk for chunk in self._long if self._is_stealable(candidate, chunk)]
        if not chunks:
            return None
        longest = max(chunks, key=lambda chunk: (self._seconds_left(chunk), -chunk.attempt))
        held = self._held[longest.attempt]
        own, theirs = self._piece_seconds(candidate.worker, longest), self._piece_seconds(longest.worker, longest)
        wanted = max(1, min(len(held) - 1, int(len(held) * theirs / (own + theirs))))
        if wanted * own >= len(held) * theirs:
            return None
        tail = _last_run(held, wanted)
        self._held[longest.attempt] = held[: -len(tail)]
        return Award(
            claim_id=candidate.claim_id,
            job_id=longest.job_id,
            first=tail[0],
            last=tail[-1],
            taken_from=longest.attempt,
        )

    def _is_stealable(self, candidate: Candidate, chunk: LiveAttempt) -> bool:
        if chunk.worker == candidate.worker or not _has_engine(candidate, chunk.engine):
            return False
        blocked = self._failures.get(chunk.job_id, {}).get(candidate.worker, 0) >= self._view.worker_failures
        return not blocked and len(self._held[chunk.attempt]) >= LEAST_FOR_TAIL

    def _seconds_left(self, chunk: LiveAttempt) -> float:
        return len(self._held[chunk.attempt]) * self._piece_seconds(chunk.worker, chunk)

    def _piece_seconds(self, worker: str, chunk: LiveAttempt) -> float:
        """Seconds that a worker takes for a piece of the chunk; without any experience, all workers are equal."""
        known = {one.worker: one.seconds_per_frame for one in self._view.workers}
        speeds = [speed for speed in known.values() if speed]
        usual = sum(speeds) / len(speeds) if speeds else 1.0
        return (known.get(worker) or usual) * max(chunk.held_frames, default=1)


def _has_engine(candidate: Candidate, engine: EngineChoice) -> bool:
    if engine is EngineChoice.AUTO:
        return not AUTO_ENGINES.isdisjoint(candidate.engines)
    return engine.value in candidate.engines


def _last_run(numbers: list[int], most: int) -> list[int]:
    """The last up to `most` consecutive numbers."""
    start = len(numbers) - 1
    while start > 0 and len(numbers) - start < most and numbers[start - 1] == numbers[start] - 1:
        start -= 1
    return numbers[start:]
