"""Storage, and what the manager's own tasks do with it, in memory."""

from __future__ import annotations

from concurrent.futures import Executor, Future
from functools import partial
from typing import Any

import msgspec

from app.core.errors import DiskFullError, StorageError
from app.core.frames import FrameRange
from app.core.jobs import AssetRef, EngineChoice, FilmReport, JobRequest, PieceManifest, RenderPlan
from app.farm.manager.services import piece_key
from tests.simulator.ledger import Ledger, Truth
from tests.simulator.world import World

PIECE_FRAMES = 2


def make_request(job_id: str, pieces: int, owner: str, priority: int, after: tuple[str, ...]) -> JobRequest:
    return JobRequest(
        job_id=job_id,
        name=job_id,
        owner=owner,
        template=AssetRef(sha256="00" * 32, name="a.aepx", size=1),
        comp_id=1,
        comp_name="Main",
        frames=FrameRange(start=0, stop=pieces * PIECE_FRAMES),
        output=f"{job_id}.mp4",
        preset="mp4",
        engine=EngineChoice.BUILTIN,
        priority=priority,
        after=after,
    )


class MemoryServices:
    """`JobServices`; `trouble` is how often a call finds its disk full."""

    def __init__(self, world: World, truth: Truth) -> None:
        self.trouble = 0.0
        self.films: dict[str, tuple[str, ...]] = {}
        self.published: dict[str, int] = {}
        self.plans: dict[str, RenderPlan] = {}
        self._world = world
        self._truth = truth
        self._pieces: dict[str, dict[int, PieceManifest]] = {}
        self.ledger: Ledger | None = None

    def keep(self, manifest: PieceManifest) -> None:
        """A worker stores a piece under the key of its attempt."""
        self._truth.stored[manifest.job_id][manifest.piece].add(manifest.attempt)
        self._truth.drawn += 1
        self._pieces.setdefault(manifest.job_id, {}).setdefault(manifest.piece, manifest)

    def prepare(self, request: JobRequest) -> RenderPlan:
        self._begin("prepare", request.job_id)
        plan = self.plans[request.job_id] = RenderPlan(
            version=1,
            job_id=request.job_id,
            model="m",
            project="p",
            comp_id=1,
            frames=request.frames,
            piece_length=PIECE_FRAMES,
            width=64,
            height=36,
            frame_rate=(25, 1),
            preset="mp4",
            engine=request.engine,
        )
        return plan

    def recover(self, request: JobRequest, plan: RenderPlan) -> tuple[PieceManifest, ...]:
        self._begin("recover", request.job_id)
        return tuple(one for _, one in sorted(self._pieces.get(request.job_id, {}).items()))

    def join(self, request: JobRequest, plan: RenderPlan, pieces: tuple[PieceManifest, ...]) -> FilmReport:
        self._begin("join", request.job_id)
        self._check(request.job_id, "join", "running")
        frames = [frame for one in pieces for frame in one.frames]
        if frames != list(plan.frames):
            self._wrong(f"{request.job_id} is joined from the frames {frames}")
        self.films[f"work/{request.job_id}"] = tuple(one for piece in pieces for one in piece.frame_hashes)
        return FilmReport(
            path=f"work/{request.job_id}/film.mp4",
            frames=len(frames),
            frame_rate=plan.frame_rate,
            duration=len(frames) / 25,
            width=64,
            height=36,
            size=1,
            sha256="22" * 32,
            has_audio=False,
            seconds=0.0,
        )

    def publish(self, request: JobRequest, plan: RenderPlan, film: FilmReport) -> FilmReport:
        joined = self.films[f"work/{request.job_id}"]
        there = self.films.get(request.output)
        if there is None:
            self._begin("publish", request.job_id)
        elif there != joined:
            self._wrong(f"{request.output} is published again as another film")
        self._check(request.job_id, "publish", "running")
        self.films[request.output] = joined
        return msgspec.structs.replace(film, path=request.output)

    def clean(self, job_id: str, *, removed: bool) -> None:
        del removed
        self._begin("clean", job_id)
        line = self.ledger.jobs.get(job_id) if self.ledger is not None else None
        if line is not None and line.state not in ("done", "cancelled"):
            self._wrong(f"the work folder of {job_id} is taken away, which is {line.state}")
        self._pieces.pop(job_id, None)

    def _begin(self, call: str, job_id: str) -> None:
        self._world.note((" ", call, job_id))
        if self._world.chance.random() < self.trouble:
            raise DiskFullError("The disk is full.")

    def _check(self, job_id: str, kind: str, state: str) -> None:
        if self.ledger is not None and self.ledger.jobs[job_id].tasks.get(kind) != state:
            self._wrong(f"the {kind} task of {job_id} is done although it is not {state}")

    def _wrong(self, text: str) -> None:
        if self.ledger is not None:
            self.ledger.say(text)
        raise StorageError(text)


def make_manifest(job_id: str, piece: int, frames: FrameRange, attempt: int, seconds: float) -> PieceManifest:
    return PieceManifest(
        job_id=job_id,
        piece=piece,
        frames=frames,
        file=piece_key(job_id, piece, attempt, ".mp4"),
        size=1,
        sha256="11" * 32,
        frame_hashes=tuple(f"{job_id}/{frame}" for frame in frames),
        attempt=attempt,
        engine="builtin",
        seconds=seconds,
    )


class VirtualExecutor(Executor):
    """The manager's pool: what is submitted happens a while later, unless the process has ended."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._ended = False
        self.under_way = 0

    def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
        if self._ended:
            raise RuntimeError("The pool has ended.")
        self.under_way += 1
        self._world.at(self._world.chance.uniform(0.1, 5.0), partial(self._run, fn, args, kwargs), "a task of the pool")
        return Future()

    def _run(self, fn: Any, args: Any, kwargs: Any) -> None:
        self.under_way -= 1
        if not self._ended:
            fn(*args, **kwargs)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        self._ended = True
