"""A farm in simulated time: the real manager over a real store, and workers that do nothing but take their time.

Nothing sleeps and no thread runs, so a film of hours takes seconds and comes out the same every time.
"""

from __future__ import annotations

import heapq
import itertools
import math
import random
import tempfile
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Executor, Future
from pathlib import Path
from typing import Any

from app.core.errors import BrokerError
from app.core.frames import FrameRange, piece_grid, piece_length
from app.core.jobs import AssetRef, EngineChoice, FilmReport, JobRequest, PieceManifest, RenderPlan
from app.core.messages import AnyMessage, Beat, ChunkEnded, Claim, Event, GiveUp, Grant, PieceDone, Stop
from app.core.model import Struct
from app.core.ports import Delivery
from app.core.settings import Settings
from app.farm.clock import ManualClock
from app.farm.manager.manager import Manager
from app.farm.store import Store, wishes

RENEW_SECONDS = 10.0
BEAT_SECONDS = 200.0
_SETTINGS = Settings(lease_seconds=600.0, claim_lost_seconds=900.0, progress_seconds=60.0)


class Film(Struct, frozen=True):
    """A film: the seconds that each of its frames takes a worker of speed 1, and the engine that draws it."""

    name: str
    costs: tuple[float, ...]
    engine: EngineChoice = EngineChoice.BUILTIN


class Fleet(Struct, frozen=True):
    """The speeds of the workers, and how long an engine takes to start with each chunk."""

    speeds: tuple[float, ...]
    launch: float = 0.0


def uneven_fleet(count: int, *, launch: float = 0.0) -> Fleet:
    """One worker in ten has 0.35 of the others' speed."""
    return Fleet(speeds=tuple(0.35 if number % 10 == 5 else 1.0 for number in range(count)), launch=launch)


def drifting_film(name: str, frames: int, mean: float, seed: int, engine: EngineChoice = EngineChoice.BUILTIN) -> Film:
    """Frames whose costs scatter (log-normal, a deviation of 0.4) and grow to three times along the film."""
    chance = random.Random(seed)
    sigma = math.sqrt(math.log(1 + 0.4**2))
    raw = [(1 + 2 * n / max(1, frames - 1)) * chance.lognormvariate(-(sigma**2) / 2, sigma) for n in range(frames)]
    scale = mean * frames / sum(raw)
    return Film(name=name, costs=tuple(cost * scale for cost in raw), engine=engine)


def ideal_seconds(films: Sequence[Film], fleet: Fleet) -> float:
    """What no way of dividing the work can beat: all speeds busy all the time, or the dearest frame at the quickest."""
    work = sum(sum(film.costs) for film in films)
    dearest = max(max(film.costs) for film in films)
    return fleet.launch + max(work / sum(fleet.speeds), dearest / max(fleet.speeds))


def static_seconds(films: Sequence[Film], fleet: Fleet) -> float:
    """How long it takes when every film is cut into equal parts, one for each worker, beforehand."""
    busy = [fleet.launch * len(films)] * len(fleet.speeds)
    for film in films:
        share = math.ceil(len(film.costs) / len(fleet.speeds))
        for number, speed in enumerate(fleet.speeds):
            busy[number] += sum(film.costs[number * share : (number + 1) * share]) / speed
    return max(busy)


def farm_seconds(films: Sequence[Film], fleet: Fleet) -> float:
    """How long the farm takes from the first claim to the last piece."""
    with tempfile.TemporaryDirectory() as folder:
        simulation = _Simulation(Path(folder), films, fleet)
        try:
            return simulation.run()
        finally:
            simulation.close()


class _Worker:
    """Draws what it is granted, piece by piece, in simulated time."""

    def __init__(self, farm: _Simulation, number: int, speed: float) -> None:
        self.name = f"w{number:03d}"
        self._farm = farm
        self._speed = speed
        self._claims = itertools.count()
        self._claim = ""
        self._grant: Grant | None = None
        self._last = -1

    def claim(self) -> None:
        self._claim = f"{self.name}-{next(self._claims)}"
        self._renew(self._claim)

    def _renew(self, claim_id: str) -> None:
        if claim_id == self._claim and self._grant is None:
            engines = ("builtin", "aerender")
            self._farm.tell_claims(self.name, Claim(claim_id=claim_id, worker=self.name, boot="b", engines=engines))
            self._farm.at(RENEW_SECONDS, lambda: self._renew(claim_id))

    def hear(self, message: AnyMessage) -> None:
        if isinstance(message, Grant) and message.claim_id == self._claim and self._grant is None:
            self._grant, self._last = message, message.last
            # The first piece begins when the engine has started.
            self._farm.at(self._farm.launch_seconds(message.job_id), lambda: self._draw(message, message.first))
            self._farm.at(BEAT_SECONDS, lambda: self._beat(message))
        elif isinstance(message, GiveUp | Stop) and self._grant is not None and message.attempt == self._grant.attempt:
            self._last = min(self._last, message.first - 1) if isinstance(message, GiveUp) else -1

    def _beat(self, grant: Grant) -> None:
        if self._grant is grant:
            self._farm.tell_claims(self.name, Beat(worker=self.name, boot="b", attempt=grant.attempt))
            self._farm.at(BEAT_SECONDS, lambda: self._beat(grant))

    def _draw(self, grant: Grant, number: int) -> None:
        if number > self._last:
            self._end(grant)
            return
        seconds = self._farm.piece_seconds(grant.job_id, number) / self._speed
        self._farm.at(seconds, lambda: self._drawn(grant, number, seconds))

    def _drawn(self, grant: Grant, number: int, seconds: float) -> None:
        manifest = self._farm.manifest(grant, number, seconds)
        self._farm.tell_results(self.name, PieceDone(worker=self.name, boot="b", manifest=manifest))
        self._draw(grant, number + 1)

    def _end(self, grant: Grant) -> None:
        self._grant = None
        ended = ChunkEnded(worker=self.name, boot="b", job_id=grant.job_id, attempt=grant.attempt)
        self._farm.tell_results(self.name, ended)
        self.claim()


class _Simulation:
    """The clock's events, the manager between them, and a broker that hands everything over at once."""

    def __init__(self, folder: Path, films: Sequence[Film], fleet: Fleet) -> None:
        self._films = {film.name: film for film in films}
        self._fleet = fleet
        self._clock = ManualClock()
        self._events: list[tuple[float, int, Callable[[], None]]] = []
        self._numbers = itertools.count()
        self._grids = {film.name: _grid(film) for film in films}
        self._left = {(film.name, number) for film in films for number in range(len(self._grids[film.name]))}
        self._store = Store.open(folder, clock=self._clock)
        services: Any = _Services(self._films)
        broker: Any = _Broker(self._deliver)
        self._manager = Manager(
            self._store, broker, services, self._clock, _SETTINGS, executor=_Inline(), own_thread=False
        )
        self._workers = {one.name: one for one in (_Worker(self, n, speed) for n, speed in enumerate(fleet.speeds))}
        self._mail: deque[tuple[str, AnyMessage]] = deque()

    def run(self) -> float:
        """Simulate until every piece is done; the seconds since the start."""
        self._manager.start()
        self._store.apply(lambda change: wishes.submit_all(change, [_request(film) for film in self._films.values()]))
        self._step()
        begun = self._clock.monotonic()
        for worker in self._workers.values():
            worker.claim()
        while self._left:
            self._step()
            at, _, event = heapq.heappop(self._events)
            self._clock.advance(max(0.0, at - self._clock.monotonic()))
            event()
        return self._clock.monotonic() - begun

    def close(self) -> None:
        self._manager.stop()
        self._store.close()

    def at(self, seconds: float, event: Callable[[], None]) -> None:
        """Let something happen in so many seconds."""
        heapq.heappush(self._events, (self._clock.monotonic() + seconds, next(self._numbers), event))

    def tell_claims(self, worker: str, message: AnyMessage) -> None:
        self._manager.on_claim(Delivery(message=message, sender=worker))

    def tell_results(self, worker: str, message: AnyMessage) -> None:
        if isinstance(message, PieceDone):
            self._left.discard((message.manifest.job_id, message.manifest.piece))
        self._manager.on_result(Delivery(message=message, sender=worker))

    def launch_seconds(self, job_id: str) -> float:
        return self._fleet.launch if self._films[job_id].engine is EngineChoice.AERENDER else 0.0

    def piece_seconds(self, job_id: str, number: int) -> float:
        frames = self._grids[job_id][number]
        return sum(self._films[job_id].costs[frames.start : frames.stop])

    def manifest(self, grant: Grant, number: int, seconds: float) -> PieceManifest:
        frames = self._grids[grant.job_id][number]
        return PieceManifest(
            job_id=grant.job_id,
            piece=number,
            frames=frames,
            file="",
            size=1,
            sha256="",
            frame_hashes=("",) * len(frames),
            attempt=grant.attempt,
            engine="builtin",
            seconds=seconds,
        )

    def _step(self) -> None:
        """The manager does what there is to do now, and what it sends arrives."""
        while True:
            self._manager.tick(self._clock.monotonic())
            if not self._mail:
                return
            while self._mail:
                worker, message = self._mail.popleft()
                self._workers[worker].hear(message)

    def _deliver(self, queue: str, message: AnyMessage) -> None:
        self._mail.append((queue.split(".")[1], message))


class _Broker:
    """Hands over what is sent to workers; nobody listens to events, and the manager is called directly."""

    def __init__(self, deliver: Callable[[str, AnyMessage], None]) -> None:
        self._deliver = deliver

    def send(self, queue: str, message: AnyMessage, **_more: str) -> None:
        self._deliver(queue, message)

    def send_all(self, letters: Sequence[tuple[str, AnyMessage]], **_more: str) -> tuple[BrokerError | None, ...]:
        for queue, message in letters:
            self._deliver(queue, message)
        return (None,) * len(letters)

    def publish(self, event: Event) -> None:
        del event

    def consume(self, queue: str, handler: Callable[[Delivery], None], **_more: Any) -> _Broker:
        del queue, handler
        return self

    def close(self) -> None:
        return None


class _Services:
    """Prepares from the film itself; joins and publishes nothing."""

    def __init__(self, films: dict[str, Film]) -> None:
        self._films = films

    def prepare(self, request: JobRequest) -> RenderPlan:
        film = self._films[request.job_id]
        return RenderPlan(
            version=1,
            job_id=request.job_id,
            model="",
            project="",
            comp_id=1,
            frames=request.frames,
            piece_length=_length(film),
            width=64,
            height=36,
            frame_rate=(25, 1),
            preset="mp4",
            engine=film.engine,
        )

    def join(self, request: JobRequest, plan: RenderPlan, pieces: tuple[PieceManifest, ...]) -> FilmReport:
        frames = len(request.frames)
        return FilmReport(
            path="",
            frames=frames,
            frame_rate=plan.frame_rate,
            duration=frames / 25,
            width=64,
            height=36,
            size=1,
            sha256="",
            has_audio=False,
            seconds=0.0,
        )

    def publish(self, request: JobRequest, plan: RenderPlan, film: FilmReport) -> FilmReport:
        return film

    def recover(self, request: JobRequest, plan: RenderPlan) -> tuple[PieceManifest, ...]:
        return ()

    def clean(self, job_id: str, *, removed: bool) -> None:
        return None


class _Inline(Executor):
    def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
        future: Future[Any] = Future()
        future.set_result(fn(*args, **kwargs))
        return future


def _length(film: Film) -> int:
    return piece_length(25.0, sum(film.costs) / len(film.costs))


def _grid(film: Film) -> tuple[FrameRange, ...]:
    return piece_grid(FrameRange(start=0, stop=len(film.costs)), _length(film))


def _request(film: Film) -> JobRequest:
    return JobRequest(
        job_id=film.name,
        name=film.name,
        owner="ann",
        template=AssetRef(sha256="0" * 64, name="a.aepx", size=1),
        comp_id=1,
        comp_name="Main",
        frames=FrameRange(start=0, stop=len(film.costs)),
        output=f"{film.name}.mp4",
        preset="mp4",
        engine=film.engine,
    )
