"""The manager's heavy work where manager and storage are on one computer."""

from __future__ import annotations

import threading
from pathlib import Path

from app.core.jobs import FilmReport, JobRequest, PieceManifest, RenderPlan
from app.core.ports import Storage
from app.farm.film import join_film, publish_film
from app.farm.pieces import recover_pieces
from app.farm.prepare import Preparation


class LocalJobServices:
    """`JobServices` over a storage.

    `cache` is a folder for compiled models of templates; `ffmpeg` the configured FFmpeg program, if any. When
    `stop` is set, a running join ends at once with an `InterruptedRenderError`; the next manager joins again.
    """

    def __init__(
        self, storage: Storage, *, cache: Path, ffmpeg: Path | None = None, stop: threading.Event | None = None
    ) -> None:
        self._storage = storage
        self._ffmpeg = ffmpeg
        self._stop = stop
        self._preparation = Preparation(storage, cache)

    def prepare(self, request: JobRequest) -> RenderPlan:
        """See `JobServices.prepare`."""
        return self._preparation.run(request)

    def join(self, request: JobRequest, plan: RenderPlan, pieces: tuple[PieceManifest, ...]) -> FilmReport:
        """See `JobServices.join`."""
        return join_film(self._storage, request, plan, pieces, ffmpeg=self._ffmpeg, stop=self._stop)

    def publish(self, request: JobRequest, plan: RenderPlan, film: FilmReport) -> FilmReport:
        """See `JobServices.publish`."""
        del plan
        return publish_film(self._storage, request, film)

    def recover(self, request: JobRequest, plan: RenderPlan) -> tuple[PieceManifest, ...]:
        """See `JobServices.recover`."""
        return recover_pieces(self._storage, request.job_id, plan)

    def clean(self, request: JobRequest) -> None:
        """See `JobServices.clean`."""
        self._storage.delete(f"work/{request.job_id}/")
