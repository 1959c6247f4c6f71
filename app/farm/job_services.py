"""The manager's heavy work where manager and storage are on one computer.

Its tools, from parsers to encoders, take longer to bring in than all else of a manager. So each is brought in when it
is needed, or all by `get_ready`, and nobody waits for them when a manager starts.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

import msgspec

from app.core.jobs import EngineChoice, FilmReport, JobRequest, PieceManifest, RenderPlan
from app.core.ports import Storage
from app.farm.manager.services import logs_prefix
from app.farm.publishing import make_writable


class LocalJobServices:
    """`JobServices` over a storage.

    `cache` is a folder for compiled models of templates; `ffmpeg` the configured FFmpeg program, if any. When
    `stop` is set, a running join ends at once with an `InterruptedRenderError`; the next manager joins again.
    `has_aerender` tells whether a worker draws with After Effects: then it draws jobs that leave the engine open.
    `frame_seconds` tells what a frame of a job is likely to take, None where that is not known.
    """

    def __init__(
        self,
        storage: Storage,
        *,
        cache: Path,
        ffmpeg: Path | None = None,
        stop: threading.Event | None = None,
        has_aerender: Callable[[], bool] = lambda: False,
        frame_seconds: Callable[[JobRequest], float | None] = lambda _: None,
    ) -> None:
        self._storage = storage
        self._cache = cache
        self._ffmpeg = ffmpeg
        self._stop = stop
        self._has_aerender = has_aerender
        self._frame_seconds = frame_seconds

    def get_ready(self) -> None:
        """Bring in what the first job needs, which takes about a second. Safe to call from any thread."""
        import app.farm.film
        import app.farm.prepare  # noqa: F401

    def prepare(self, request: JobRequest) -> RenderPlan:
        """See `JobServices.prepare`. A folder of the job's own is tried now, and not only when the film is there."""
        from app.farm.prepare import Preparation

        if request.folder:
            folder = Path(request.folder)
            make_writable(folder, shown=folder, called="The folder", next_step="Choose another folder for the film.")
        decided = self._decided(request)
        with self._storage.hold():
            return Preparation(self._storage, self._cache, self._frame_seconds(decided)).run(decided)

    def _decided(self, request: JobRequest) -> JobRequest:
        """The request with an engine: all pieces of a film come from the same one."""
        if request.engine is not EngineChoice.AUTO:
            return request
        engine = EngineChoice.AERENDER if self._has_aerender() else EngineChoice.BUILTIN
        return msgspec.structs.replace(request, engine=engine)

    def join(self, request: JobRequest, plan: RenderPlan, pieces: tuple[PieceManifest, ...]) -> FilmReport:
        """See `JobServices.join`."""
        from app.farm.film import join_film

        with self._storage.hold():
            return join_film(self._storage, request, plan, pieces, ffmpeg=self._ffmpeg, stop=self._stop)

    def publish(self, request: JobRequest, plan: RenderPlan, film: FilmReport) -> FilmReport:
        """See `JobServices.publish`."""
        from app.farm.film import publish_film

        del plan
        with self._storage.hold():
            return publish_film(self._storage, request, film)

    def recover(self, request: JobRequest, plan: RenderPlan) -> tuple[PieceManifest, ...]:
        """See `JobServices.recover`."""
        from app.farm.pieces import recover_pieces

        return recover_pieces(self._storage, request.job_id, plan)

    def clean(self, job_id: str, *, removed: bool) -> None:
        """See `JobServices.clean`."""
        self._storage.delete(f"work/{job_id}/")
        if removed:
            self._storage.delete(logs_prefix(job_id))
