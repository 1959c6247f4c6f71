"""Small real parts for tests of store and manager: services that keep everything in memory, and makers of values."""

from __future__ import annotations

from concurrent.futures import Executor, Future
from pathlib import Path
from typing import Any

import msgspec
from sqlalchemy.engine import URL

from app.core.errors import FarmhandError, StorageError
from app.core.frames import FrameRange, piece_grid
from app.core.jobs import AssetRef, EngineChoice, FilmReport, JobRequest, PieceManifest, RenderPlan, RenderWarning
from app.core.ports import Clock
from app.farm.store import Store
from app.farm.store.sqlite import DATABASE_NAME

PIECE = 5

_EMPTY: list[bytes] = []


def open_store(folder: Path | URL, clock: Clock | None = None) -> Store:
    """A store; an empty one in a folder is a copy of one that was made before, as making the tables takes long."""
    if isinstance(folder, URL):
        return Store.open(folder, clock=clock)
    file = folder / DATABASE_NAME
    if not file.exists() and _EMPTY:
        folder.mkdir(parents=True, exist_ok=True)
        file.write_bytes(_EMPTY[0])
    is_new = not file.exists()
    store = Store.open(folder, clock=clock)
    if is_new:
        store.close()
        _EMPTY.append(file.read_bytes())
        store = Store.open(folder, clock=clock)
    return store


def make_request(job_id: str, frames: int = 20, **more: Any) -> JobRequest:
    values = {"name": job_id, "owner": "ann", "output": f"{job_id}.mp4", "engine": EngineChoice.BUILTIN} | more
    return JobRequest(
        job_id=job_id,
        template=AssetRef(sha256="00" * 32, name="a.aepx", size=1),
        comp_id=1,
        comp_name="Main",
        frames=FrameRange(start=0, stop=frames),
        preset="mp4",
        **values,
    )


def make_plan(request: JobRequest) -> RenderPlan:
    return RenderPlan(
        version=1,
        job_id=request.job_id,
        model="m",
        project="p",
        comp_id=1,
        frames=request.frames,
        piece_length=PIECE,
        width=64,
        height=36,
        frame_rate=(25, 1),
        preset="mp4",
        engine=request.engine,
    )


def make_manifest(plan: RenderPlan, piece: int, attempt: int = 1, **more: Any) -> PieceManifest:
    frames = piece_grid(plan.frames, plan.piece_length)[piece]
    return PieceManifest(
        job_id=plan.job_id,
        piece=piece,
        frames=frames,
        file=f"work/{plan.job_id}/pieces/{piece:05d}.a{attempt}.mp4",
        size=1,
        sha256="11" * 32,
        frame_hashes=tuple(f"{plan.job_id}/{frame}" for frame in frames),
        attempt=attempt,
        engine="builtin",
        seconds=0.01,
        **more,
    )


class MemoryServices:
    """Prepares, joins and publishes in memory. `stored` are the pieces in storage, `films` what was published."""

    def __init__(self) -> None:
        self.stored: dict[str, dict[int, PieceManifest]] = {}
        self.films: dict[str, tuple[str, ...]] = {}
        self.calls: list[tuple[str, str]] = []
        self.cleaned: list[str] = []
        self.forgotten: list[str] = []
        self.troubles: dict[str, list[FarmhandError]] = {}
        self.warnings: tuple[RenderWarning, ...] = ()

    def keep(self, manifest: PieceManifest) -> PieceManifest:
        """Store a piece as an engine does: what is there stays."""
        return self.stored.setdefault(manifest.job_id, {}).setdefault(manifest.piece, manifest)

    def prepare(self, request: JobRequest) -> RenderPlan:
        self._begin("prepare", request.job_id)
        return msgspec.structs.replace(make_plan(request), warnings=self.warnings)

    def join(self, request: JobRequest, plan: RenderPlan, pieces: tuple[PieceManifest, ...]) -> FilmReport:
        self._begin("join", request.job_id)
        frames = [frame for piece in pieces for frame in piece.frames]
        if frames != list(plan.frames):
            raise StorageError(f"The pieces of {request.job_id} have frames {frames}.")
        self.films.setdefault(f"work/{request.job_id}", tuple(one for piece in pieces for one in piece.frame_hashes))
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
        self._begin("publish", request.job_id)
        hashes = tuple(f"{request.job_id}/{frame}" for frame in request.frames)
        if self.films.setdefault(request.output, hashes) != hashes:
            raise StorageError(f"{request.output} exists.")
        return msgspec.structs.replace(film, path=request.output)

    def recover(self, request: JobRequest, plan: RenderPlan) -> tuple[PieceManifest, ...]:
        self._begin("recover", request.job_id)
        return tuple(piece for _, piece in sorted(self.stored.get(request.job_id, {}).items()))

    def clean(self, job_id: str, *, removed: bool) -> None:
        self._begin("clean", job_id)
        self.cleaned.append(job_id)
        self.stored.pop(job_id, None)
        if removed:
            self.forgotten.append(job_id)

    def _begin(self, call: str, job_id: str) -> None:
        self.calls.append((call, job_id))
        troubles = self.troubles.get(call)
        if troubles:
            raise troubles.pop(0)


class InlineExecutor(Executor):
    """Runs what is submitted at once, in the caller's thread."""

    def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
        future: Future[Any] = Future()
        future.set_result(fn(*args, **kwargs))
        return future


class HeldExecutor(Executor):
    """Keeps what is submitted until it is told to run it."""

    def __init__(self) -> None:
        self._held: list[Any] = []

    def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
        self._held.append(lambda: fn(*args, **kwargs))
        return Future()

    def run(self) -> None:
        """Run what was submitted so far."""
        held, self._held = self._held, []
        for call in held:
            call()
