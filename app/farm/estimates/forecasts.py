"""When films will be done with so many workers, and what that costs: Monte-Carlo through the manager's scheduler.

Every draw takes the films' costs, what goes on beside the drawing, and the boots of machines from what is believed of
them. A bound tells for each of 200 draws what no division of the work can beat; how much longer it really takes, the
scheduler tells in simulated time for a few of these draws, from little work to much, and for the others it is read
between those. Of a long queue only its end is simulated: until then all workers are busy, whoever has what.

The bound is max(Σ work / Σ speeds after the workers' start, the dearest piece on the quickest worker), between the
first preparation and the last finish, and not less than what the manager's own tasks take its threads.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from app.core.estimates import Forecast, Spread
from app.core.jobs import EngineChoice
from app.core.model import Struct
from app.farm.estimates.beliefs import Belief
from app.farm.estimates.knowledge import Beside
from app.farm.estimates.simulation import SimJob, SimWorker, simulate
from app.farm.manager.sizing import LAUNCH_SECONDS, chunk_length

DRAWS = 200
MOST_SIMULATED = 4
"""So many draws go through the scheduler for a number of workers."""

_BUDGET = 1500
"""So many pieces are simulated in all, so that the answer comes within a second."""

_PIECES_PER_WORKER = 12
_LEAST_PIECES = 96
"""So many pieces of the queue's end are simulated at least, or all."""

LEAST_PAID_SECONDS = 60.0
"""A machine that is started costs at least so many seconds."""

Vector = NDArray[np.float64]


class FilmLeft(Struct, frozen=True):
    """A film that is to be made, or what is left of it.

    `pieces` are frames per piece that is left, in order, and `weights` how dear each is, in frames of the cost `cost`
    (empty: as many as it has). Films of one `group` err by the same factor. `scatter`: deviation of the logarithm of
    the cost among pieces. `is_prepared`: it is laid out. `known`: the scheduler knows its cost.
    """

    job_id: str
    pieces: tuple[int, ...]
    cost: Belief
    beside: Beside
    group: str = ""
    owner: str = ""
    priority: int = 50
    place: float = 0.0
    engine: EngineChoice = EngineChoice.BUILTIN
    weights: tuple[float, ...] = ()
    scatter: float = 0.2
    is_prepared: bool = False
    known: bool = False


class CrewMember(Struct, frozen=True):
    """A worker that is there, or would be: its pace, in how many seconds it is there, and what its machine costs.

    `boot` None: it is there. `price` is dollars an hour of the machine `machine`, None where it is not known.
    """

    name: str
    pace: float = 1.0
    boot: Belief | None = None
    machine: str = ""
    price: float | None = None


class Ways(Struct, frozen=True):
    """How the farm works: the manager's threads for its own tasks, and the most pieces in a grant.

    `cores`: all workers share one computer with so many; 0: each has as many as it needs.
    """

    threads: int = 2
    longest_chunk: int = 16
    cores: int = 0


def forecast(
    films: Sequence[FilmLeft], crew: Sequence[CrewMember], counts: Sequence[int], ways: Ways, *, seed: int = 1
) -> tuple[Forecast, ...]:
    """A forecast for each number of workers, by rising number: the first so many of `crew`, which has enough.

    More workers never take longer: who has more may leave some idle. The same question gets the same answer.
    """
    wanted = sorted({count for count in counts if count > 0})
    films = tuple(film for film in sorted(films, key=lambda one: (-one.priority, one.place)) if film.pieces)
    if not films:
        nothing = Spread(p10=0.0, p50=0.0, p90=0.0)
        return tuple(Forecast(workers=count, seconds=nothing, dollars=nothing) for count in wanted)
    draws = _Draws(films, ways, np.random.default_rng(seed))
    found: list[Forecast] = []
    quickest = np.full(3, np.inf)
    for count in wanted:
        members = crew[:count]
        seconds = draws.seconds(members, len(wanted))
        quickest = np.minimum(quickest, np.percentile(seconds, (10, 50, 90)))
        found.append(Forecast(workers=count, seconds=_spread(quickest), dollars=_dollars(members, seconds)))
    return tuple(found)


class _Draws:
    """The draws of everything that is not known but the boots, which depend on the workers."""

    def __init__(self, films: Sequence[FilmLeft], ways: Ways, chance: np.random.Generator) -> None:
        self._films = films
        self._ways = ways
        self._chance = chance
        groups = {film.group or film.job_id for film in films}
        self._errors = {group: _normals(chance) for group in sorted(groups)}
        self._beside = np.exp(max(film.beside.deviation for film in films) * _normals(chance))
        self._costs = [_cost_of(film, self._errors[film.group or film.job_id]) for film in films]
        weights = [np.array(film.weights or film.pieces, dtype=float) for film in films]
        self._drawing = np.stack([cost * weight.sum() for cost, weight in zip(self._costs, weights, strict=True)])
        self._openings = np.array([film.beside.opening for film in films])
        self._tasks = np.array([_task_seconds(film) for film in films])
        self._pieces = sum(len(film.pieces) for film in films)
        self._dearest = np.max([cost * weight.max() for cost, weight in zip(self._costs, weights, strict=True)], axis=0)
        self._shapes = weights

    def seconds(self, members: Sequence[CrewMember], questions: int) -> Vector:
        """How long it takes these workers in each draw."""
        boots = [np.zeros(DRAWS) if one.boot is None else self._boot(one.boot) for one in members]
        ready = np.stack(boots)
        # Workers of one machine are there together.
        first: dict[str, int] = {}
        for number, one in enumerate(members):
            if one.boot is not None and one.machine:
                ready[number] = ready[first.setdefault(one.machine, number)]
        chunks = self._chunks(len(members))
        work, tasks = self._work(chunks)
        bound = self._bound(work, tasks, ready, members)
        order = np.argsort(bound)
        chosen = order[_places(self._runs(questions, len(members)))]
        took = [self._simulated(int(draw), members, ready[:, draw], chunks) for draw in chosen]
        ratios = np.array(took) / bound[chosen]
        seconds: Vector = bound * np.interp(bound, bound[chosen], np.maximum(1e-3, ratios))
        return seconds

    def _boot(self, boot: Belief) -> Vector:
        drawn: Vector = np.exp(boot.mean + boot.deviation * _normals(self._chance))
        return drawn

    def _runs(self, questions: int, workers: int) -> int:
        pieces = min(sum(len(film.pieces) for film in self._films), max(_LEAST_PIECES, _PIECES_PER_WORKER * workers))
        return max(2, min(MOST_SIMULATED, _BUDGET // (max(1, pieces) * questions)))

    def _work(self, chunks: Vector) -> tuple[Vector, Vector]:
        """Seconds of usual workers, and seconds of the manager's threads, in each draw."""
        work: Vector = self._drawing.sum(axis=0) + float(chunks @ self._openings) * self._beside
        tasks: Vector = self._tasks.sum() * self._beside
        return work, tasks

    def _chunks(self, workers: int) -> Vector:
        """Into about how many grants each film is divided."""
        known: dict[tuple[int, int, float, EngineChoice], int] = {}
        return np.array([self._chunks_of(film, workers, known) for film in self._films], dtype=float)

    def _chunks_of(self, film: FilmLeft, workers: int, known: dict[tuple[int, int, float, EngineChoice], int]) -> int:
        key = (len(film.pieces), film.pieces[0], film.cost.mean, film.engine)
        if key not in known:
            length = chunk_length(
                left=self._pieces,
                share=1 / workers,
                longest=self._ways.longest_chunk,
                piece_seconds=film.cost.median * film.pieces[0],
                launch=LAUNCH_SECONDS.get(film.engine, 0.0),
            )
            known[key] = max(1, -(-len(film.pieces) // length))
        return known[key]

    def _bound(self, work: Vector, tasks: Vector, ready: Vector, members: Sequence[CrewMember]) -> Vector:
        speeds = self._speeds(members)
        first = min(0.0 if film.is_prepared else film.beside.prepare for film in self._films) * self._beside
        last = min(film.beside.join + film.beside.publish for film in self._films) * self._beside
        divided = capacity_time(work, np.maximum(ready, first), speeds)
        # The last piece may have a core for itself, however many workers there are.
        longest = ready.min(axis=0) + self._dearest * min(one.pace for one in members)
        whole: Vector = np.maximum(np.maximum(divided, longest) + last, tasks / self._ways.threads)
        return np.maximum(whole, 1e-6)

    def _simulated(self, draw: int, members: Sequence[CrewMember], ready: Vector, chunks: Vector) -> float:
        """How long it takes in one draw, as the scheduler decides."""
        rest, end = self._divide(len(members))
        speeds = self._speeds(members)
        offset = self._rest_seconds(draw, len(rest), ready, speeds, chunks) if rest else 0.0
        workers = [
            SimWorker(name=one.name, pace=one.pace, ready=max(0.0, float(ready[number]) - offset))
            for number, one in enumerate(members)
        ]
        jobs = [self._job(draw, number, is_first=not rest) for number in end]
        ways = self._ways
        outcome = simulate(jobs, workers, threads=ways.threads, longest_chunk=ways.longest_chunk, cores=ways.cores)
        return offset + outcome.end

    def _speeds(self, members: Sequence[CrewMember]) -> Vector:
        """How quick the workers are while all of them draw."""
        cores = self._ways.cores
        crowd = max(1.0, len(members) / cores) if cores else 1.0
        return np.array([1 / (one.pace * crowd) for one in members])

    def _divide(self, workers: int) -> tuple[range, range]:
        """The films before the queue's end, and those of its end."""
        wanted = max(_LEAST_PIECES, _PIECES_PER_WORKER * workers)
        pieces, number = 0, len(self._films)
        while number > 0 and pieces < wanted:
            number -= 1
            pieces += len(self._films[number].pieces)
        return range(number), range(number, len(self._films))

    def _rest_seconds(self, draw: int, rest: int, ready: Vector, speeds: Vector, chunks: Vector) -> float:
        """When all workers have done the first `rest` films, which come before the queue's end."""
        beside = float(self._beside[draw])
        work = self._drawing[:rest, draw].sum() + float(chunks[:rest] @ self._openings[:rest]) * beside
        first = min(0.0 if film.is_prepared else film.beside.prepare for film in self._films[:rest]) * beside
        start = np.maximum(ready, first)[:, np.newaxis]
        divided = float(capacity_time(np.array([work]), start, speeds)[0])
        return max(divided, float(self._tasks[:rest].sum()) * beside / self._ways.threads)

    def _job(self, draw: int, number: int, *, is_first: bool) -> SimJob:
        film, beside = self._films[number], float(self._beside[draw])
        noise = np.exp(film.scatter * self._chance.standard_normal(len(film.pieces)) - film.scatter**2 / 2)
        seconds = float(self._costs[number][draw]) * self._shapes[number] * noise
        seconds *= float(self._drawing[number][draw]) / max(1e-12, seconds.sum())
        return SimJob(
            job_id=film.job_id,
            seconds=tuple(seconds.tolist()),
            piece_frames=max(film.pieces),
            owner=film.owner,
            priority=film.priority,
            place=film.place,
            engine=film.engine,
            # At the end of a long queue films were prepared long ago.
            prepare=film.beside.prepare * beside if is_first and not film.is_prepared else 0.0,
            finish=(film.beside.join + film.beside.publish) * beside,
            opening=film.beside.opening * beside,
            handing=film.beside.handing * beside,
            known=film.known,
        )


def _task_seconds(film: FilmLeft) -> float:
    """What the manager's threads have to do with a film."""
    return film.beside.join + film.beside.publish + (0.0 if film.is_prepared else film.beside.prepare)


def capacity_time(work: Vector, ready: Vector, speeds: Vector) -> Vector:
    """The earliest times at which workers have done so much work (per draw) if none is ever idle.

    `ready` is workers × draws: when each begins; `speeds` tells how much each does in a second.
    """
    order = np.argsort(ready, axis=0)
    begins = np.take_along_axis(ready, order, axis=0)
    rates = np.cumsum(speeds[order], axis=0)
    # Work that is done when the next worker begins.
    gained = np.cumsum(rates[:-1] * np.diff(begins, axis=0), axis=0)
    done = np.concatenate([np.zeros((1, begins.shape[1])), gained])
    last = (done <= work).sum(axis=0) - 1
    columns = np.arange(begins.shape[1])
    times: Vector = begins[last, columns] + (work - done[last, columns]) / rates[last, columns]
    return times


def _normals(chance: np.random.Generator) -> Vector:
    """Standard normal draws that lie evenly: one in each of as many equally likely parts."""
    normal = NormalDist()
    places = (chance.permutation(DRAWS) + 0.5) / DRAWS
    return np.array([normal.inv_cdf(float(place)) for place in places])


def _cost_of(film: FilmLeft, errors: Vector) -> Vector:
    cost: Vector = np.exp(film.cost.mean + film.cost.deviation * errors)
    return cost


def _places(runs: int) -> NDArray[np.int_]:
    """Which of the draws go through the scheduler, the draws being in the order of their bounds."""
    return np.unique(((np.arange(runs) + 0.5) / runs * DRAWS).astype(int))


def _spread(values: Vector) -> Spread:
    p10, p50, p90 = (float(value) for value in values)
    return Spread(p10=p10, p50=max(p10, p50), p90=max(p10, p50, p90))


def _dollars(members: Sequence[CrewMember], seconds: Vector) -> Spread | None:
    """What the machines of these workers cost; None where a price is not known."""
    prices: dict[str, float] = {}
    starts: dict[str, bool] = defaultdict(bool)
    for one in members:
        if one.price is None:
            return None
        prices[one.machine or one.name] = one.price
        starts[one.machine or one.name] |= one.boot is not None
    total = np.zeros(DRAWS)
    for machine, price in prices.items():
        paid = np.maximum(LEAST_PAID_SECONDS, seconds) if starts[machine] else seconds
        total += price / 3600 * paid
    return _spread(np.percentile(total, (10, 50, 90)))
