"""Who gets what: a pure function from a view of the farm to grants.

**Which job.** Jobs of one owner and one priority are a line, in the order of their places. The line with the highest
priority comes first; a line that gets nothing rises by a point every `AGEING_SECONDS`, until it gets something, so that
none waits for ever. Of lines that are equal, that of the owner with the fewest running chunks comes first.

**Which worker.** Only those that have all that the job needs; one that failed too often in it is left out while there
is another. Of several that are idle: the one that can do least of what else is waited for, then the one that has most
of the job's files, then the quickest, then the one that has waited longest.

**How much** is told in `sizing`; a job may want its first, middle and last piece drawn alone before the rest. A slow
worker leaves the last pieces to others that have them done before it would have its own.

**Ends.** When nothing is open any more for a worker, it gets the tail of the chunk that would end last. Where no chunk
has a tail, it gets the piece in work that would end last, if it should have it much earlier: who is first counts.
"""

from __future__ import annotations

from bisect import insort
from collections import Counter, defaultdict, deque
from collections.abc import Iterator

from app.core.jobs import EngineChoice, PieceOrder
from app.core.model import Struct
from app.core.needs import Equipment, Needs, can_draw
from app.farm.manager.sizing import LAUNCH_SECONDS, chunk_length, tail_length
from app.farm.manager.waiting import Line
from app.farm.store.work import LiveAttempt, OpenWork, first_pieces

LEAST_FOR_TAIL = 2
"""A chunk has a tail that can be taken when it holds this many pieces: the first one is in work."""

AGEING_SECONDS = 30.0
"""A line that gets nothing for so long rises by one point of priority: by forty in twenty minutes."""


SURE = 1.25
"""What is expected may be wrong by so many times: where a decision is costly, it must hold even then."""


LEAST_GAIN_SECONDS = 10.0
"""For less than this, no piece is drawn a second time: its report may be under way."""


class Candidate(Struct, frozen=True):
    """A worker: the claim it has parked (empty: it is busy), what it has, and its pace (`Paces`; None: not known)."""

    worker: str
    equipment: Equipment
    claim_id: str = ""
    pace: float | None = None


class FarmView(Struct, frozen=True):
    """What the decision is made from.

    `workers` are all that are there, those with the oldest claims first; `work` and `more` are what can be granted (see
    `work.Found`), `running` how many chunks each owner has, `chunks` those whose tails may be taken. `costs` are the
    seconds that a frame of a job takes a usual worker, where that is known; `waited` how long lines got nothing;
    `elapsed` for how long the pieces in work of attempts have been drawn; `failures` how often workers have failed in
    jobs of `chunks` that are not in `work`.
    """

    workers: tuple[Candidate, ...]
    work: tuple[OpenWork, ...] = ()
    chunks: tuple[LiveAttempt, ...] = ()
    more: int = 0
    running: dict[str, int] = {}
    costs: dict[str, float] = {}
    waited: dict[Line, float] = {}
    elapsed: dict[int, float] = {}
    failures: dict[str, dict[str, int]] = {}
    longest_chunk: int = 16
    worker_failures: int = 3


class Award(Struct, frozen=True):
    """Grant pieces `first` to `last` of a job to a claim; `taken_from`: after that attempt has given them up.

    `doubles`: that attempt has them in work, and may still be first.
    """

    claim_id: str
    job_id: str
    first: int
    last: int
    taken_from: int | None = None
    doubles: bool = False


def schedule(view: FarmView) -> tuple[Award, ...]:
    """The grants to make now, in the order to make them."""
    return tuple(_Round(view).awards())


_Pool = tuple[EngineChoice, str, frozenset[str], frozenset[str]]


class _Round:
    """One decision: the view, and what is left of it after the awards so far."""

    def __init__(self, view: FarmView) -> None:
        self._view = view
        self._idle = {one.claim_id: one for one in view.workers if one.claim_id}
        self._open = {work.job_id: list(work.open_pieces) for work in view.work}
        self._left = view.more + sum(len(pieces) for pieces in self._open.values())
        self._lines: dict[Line, deque[OpenWork]] = defaultdict(deque)
        for work in sorted(view.work, key=lambda one: one.place):
            self._lines[work.owner, work.priority].append(work)
        self._waited = dict(view.waited)
        self._running = Counter(view.running)
        self._held = {chunk.attempt: list(chunk.held) for chunk in view.chunks if not chunk.suspect}
        self._failures = view.failures | {work.job_id: work.failures for work in view.work}
        self._paces = {one.worker: one.pace or 1.0 for one in view.workers}
        self._able: dict[_Pool, dict[str, Candidate]] = {}
        self._quickness: dict[_Pool, float] = {}
        self._preferred: dict[tuple[_Pool, frozenset[str]], deque[Candidate]] = {}
        self._sought_tags = frozenset(tag for work in view.work for tag in work.needs.tags)
        self._seeks_aerender = any(work.engine is EngineChoice.AERENDER for work in view.work)

    def awards(self) -> Iterator[Award]:
        yield from self._from_open()
        if self._idle and self._held:
            yield from self._from_others()

    # From open pieces.

    def _from_open(self) -> Iterator[Award]:
        while self._idle and self._lines:
            line = min(self._lines, key=self._rank)
            waiting = self._lines[line]
            work = waiting[0]
            candidate, run = self._match(work)
            if candidate is not None:
                yield Award(claim_id=candidate.claim_id, job_id=work.job_id, first=run[0], last=run[-1])
                self._take(line, work, candidate, run)
            # Who cannot draw it now cannot later in this round either.
            if candidate is None or not self._open[work.job_id]:
                waiting.popleft()
                if not waiting:
                    del self._lines[line]

    def _rank(self, line: Line) -> tuple[int, int, float]:
        owner, priority = line
        risen = priority + int(self._waited.get(line, 0.0) / AGEING_SECONDS)
        return (-risen, self._running[owner], self._lines[line][0].place)

    def _take(self, line: Line, work: OpenWork, candidate: Candidate, run: list[int]) -> None:
        del self._idle[candidate.claim_id]
        self._running[work.owner] += 1
        self._waited[line] = 0.0
        self._left -= len(run)
        taken = set(run)
        self._open[work.job_id] = [number for number in self._open[work.job_id] if number not in taken]

    def _match(self, work: OpenWork) -> tuple[Candidate | None, list[int]]:
        """The idle worker that gets something of a job, and what."""
        candidates = self._idle_for(work)
        while candidates and candidates[0].claim_id not in self._idle:
            candidates.popleft()
        for candidate in candidates:
            if candidate.claim_id not in self._idle:
                continue
            if not self._is_blocked(candidate, work) and not self._is_too_slow(candidate, work):
                run = self._run(candidate, work)
                if run:
                    return candidate, run
        return None, []

    def _idle_for(self, work: OpenWork) -> deque[Candidate]:
        """Those that may draw a job and were idle when the round began, the preferred ones first."""
        key = (_pool(work.engine, work.needs), work.needs.assets)
        found = self._preferred.get(key)
        if found is None:
            able = self._able_for(work.engine, work.needs)
            idle = [one for one in self._idle.values() if one.worker in able]
            found = self._preferred[key] = deque(sorted(idle, key=lambda one: self._preference(one, work)))
        return found

    def _preference(self, candidate: Candidate, work: OpenWork) -> tuple[int, int, float]:
        has = candidate.equipment
        spared = len(has.tags & self._sought_tags)
        if self._seeks_aerender and work.engine is not EngineChoice.AERENDER:
            spared += EngineChoice.AERENDER.value in has.engines
        return (spared, -len(has.assets & work.needs.assets), self._paces[candidate.worker])

    def _able_for(self, engine: EngineChoice, needs: Needs) -> dict[str, Candidate]:
        """All workers that may draw what has these needs, by name."""
        pool = _pool(engine, needs)
        found = self._able.get(pool)
        if found is None:
            found = self._able[pool] = {
                one.worker: one for one in self._view.workers if can_draw(one.equipment, engine, needs)
            }
        return found

    def _quickness_of(self, work: OpenWork) -> float:
        """How many usual workers all those are worth that may draw a job."""
        pool = _pool(work.engine, work.needs)
        found = self._quickness.get(pool)
        if found is None:
            able = self._able_for(work.engine, work.needs)
            found = self._quickness[pool] = sum(1.0 / self._paces[name] for name in able)
        return found

    def _is_blocked(self, candidate: Candidate, work: OpenWork) -> bool:
        """Whether the worker has failed too often in this job, and another one is there for it."""
        limit = self._view.worker_failures
        if work.failures.get(candidate.worker, 0) < limit:
            return False
        return any(work.failures.get(one.worker, 0) < limit for one in self._able_for(work.engine, work.needs).values())

    def _is_too_slow(self, candidate: Candidate, work: OpenWork) -> bool:
        """Whether others would have all that is left done before this worker had one piece done.

        It does not wait for them longer than that piece would take it.
        """
        cost = self._view.costs.get(work.job_id)
        if cost is None:
            return False
        usual = cost * work.piece_frames
        own = usual * self._paces[candidate.worker]
        if self._waited.get((work.owner, work.priority), 0.0) > own:
            return False
        others = len(self._able_for(work.engine, work.needs)) - 1
        if not others:
            return False
        quickness = self._quickness_of(work) - 1.0 / self._paces[candidate.worker]
        theirs = usual * others / quickness
        # When they end: all have drawn their shares, and on average one piece more than that.
        end = usual * self._left / quickness + theirs
        return own > SURE * theirs and SURE * own > end

    def _run(self, candidate: Candidate, work: OpenWork) -> list[int]:
        """The consecutive open pieces that this worker should get."""
        numbers = [one for one in self._open[work.job_id] if not self._should_avoid(candidate, work, one)]
        if work.order is PieceOrder.FIRST_MIDDLE_LAST:
            there = set(numbers)
            for number in first_pieces(work.pieces):
                if number in there:
                    return [number]
        return _first_run(numbers, self._most(candidate, work))

    def _most(self, candidate: Candidate, work: OpenWork) -> int:
        """How many pieces a worker should get of a job."""
        longest = self._view.longest_chunk
        if work.engine is EngineChoice.AERENDER and len(self._able_for(work.engine, work.needs)) == 1:
            return longest
        cost = self._view.costs.get(work.job_id)
        pace = self._paces[candidate.worker]
        return chunk_length(
            left=self._left,
            share=1.0 / pace / self._quickness_of(work),
            longest=longest,
            piece_seconds=None if cost is None else cost * pace * work.piece_frames,
            launch=LAUNCH_SECONDS.get(work.engine, 0.0),
        )

    def _should_avoid(self, candidate: Candidate, work: OpenWork, number: int) -> bool:
        """Whether the worker has failed this piece while somebody who has not could draw it."""
        failed = work.failed_on.get(number, frozenset())
        if candidate.worker not in failed:
            return False
        others = self._able_for(work.engine, work.needs).values()
        return any(one.worker not in failed and not self._is_blocked(one, work) for one in others)

    # From what others hold.

    def _from_others(self) -> Iterator[Award]:
        by_end = sorted((one for one in self._view.chunks if self._held.get(one.attempt)), key=self._last_first)
        tails = [one for one in by_end if len(one.held) >= LEAST_FOR_TAIL]
        overdue = [one for one in by_end if len(one.held) < LEAST_FOR_TAIL and self._gain(one) > LEAST_GAIN_SECONDS]
        for candidate in tuple(self._idle.values()):
            longest = next((one for one in tails if self._may_take_from(candidate, one)), None)
            if longest is None:
                award = self._double(candidate, overdue)
            else:
                award = self._tail(candidate, longest)
                tails.remove(longest)
                if len(self._held[longest.attempt]) >= LEAST_FOR_TAIL:
                    insort(tails, longest, key=self._last_first)
            if award is not None:
                yield award

    def _last_first(self, chunk: LiveAttempt) -> tuple[float, int]:
        seconds = len(self._held[chunk.attempt]) * self._piece_seconds(chunk.worker, chunk)
        return (-seconds, chunk.attempt)

    def _tail(self, candidate: Candidate, chunk: LiveAttempt) -> Award | None:
        held = self._held[chunk.attempt]
        wanted = tail_length(
            held=len(held),
            theirs=self._piece_seconds(chunk.worker, chunk),
            own=self._piece_seconds(candidate.worker, chunk),
            launch=self._launch_seconds(chunk),
        )
        return self._take_from(candidate, chunk, _last_run(held, wanted)) if wanted else None

    def _take_from(self, candidate: Candidate, chunk: LiveAttempt, taken: list[int]) -> Award:
        held = self._held[chunk.attempt]
        self._held[chunk.attempt] = held[: len(held) - len(taken)]
        return Award(
            claim_id=candidate.claim_id,
            job_id=chunk.job_id,
            first=taken[0],
            last=taken[-1],
            taken_from=chunk.attempt,
            doubles=len(taken) == len(held),
        )

    def _may_take_from(self, candidate: Candidate, chunk: LiveAttempt) -> bool:
        if chunk.worker == candidate.worker:
            return False
        if self._failures.get(chunk.job_id, {}).get(candidate.worker, 0) >= self._view.worker_failures:
            return False
        return candidate.worker in self._able_for(chunk.engine, chunk.needs)

    def _double(self, candidate: Candidate, overdue: list[LiveAttempt]) -> Award | None:
        """A piece that another worker draws, if this one would have it well before that one."""
        for chunk in overdue:
            own = self._launch_seconds(chunk) + self._piece_seconds(candidate.worker, chunk)
            if self._may_take_from(candidate, chunk) and own * SURE < self._gain(chunk):
                overdue.remove(chunk)
                return self._take_from(candidate, chunk, self._held[chunk.attempt])
        return None

    def _gain(self, chunk: LiveAttempt) -> float:
        """For how many seconds its worker will draw on; 0 where nothing is known."""
        if chunk.job_id not in self._view.costs or chunk.attempt not in self._view.elapsed:
            return 0.0
        # One that takes longer than it should may take as much longer again.
        return abs(self._piece_seconds(chunk.worker, chunk) - self._view.elapsed[chunk.attempt])

    def _launch_seconds(self, chunk: LiveAttempt) -> float:
        return LAUNCH_SECONDS.get(chunk.engine, 0.0) if chunk.job_id in self._view.costs else 0.0

    def _piece_seconds(self, worker: str, chunk: LiveAttempt) -> float:
        """Seconds that a worker takes for a piece of the chunk; without any experience, all are equal."""
        pace = self._paces.get(worker, 1.0)
        return self._view.costs.get(chunk.job_id, 1.0) * pace * max(chunk.held_frames, default=1)


def _pool(engine: EngineChoice, needs: Needs) -> _Pool:
    return engine, needs.version, needs.tags, needs.fonts


def _first_run(numbers: list[int], most: int) -> list[int]:
    """The first up to `most` consecutive numbers."""
    stop = 1
    while stop < min(most, len(numbers)) and numbers[stop] == numbers[stop - 1] + 1:
        stop += 1
    return numbers[:stop]


def _last_run(numbers: list[int], most: int) -> list[int]:
    """The last up to `most` consecutive numbers."""
    start = len(numbers) - 1
    while start > 0 and len(numbers) - start < most and numbers[start - 1] == numbers[start] - 1:
        start -= 1
    return numbers[start:]
