"""One grant being worked on: what it is, how far it is, and how it is steered."""

from __future__ import annotations

import logging
import threading

from app.core.errors import (
    BrokerError,
    EngineLostError,
    ErrorInfo,
    FarmhandError,
    InterruptedRenderError,
    StorageError,
    VerifyError,
)
from app.core.frames import FrameRange, piece_grid
from app.core.jobs import PieceManifest
from app.core.messages import Beat, ChunkEnded, Grant, PieceDone
from app.core.ports import ChunkControl, Engine, RenderOrder, Storage
from app.farm.engines.plans import load_plan
from worker_agent.outbox import Outbox
from worker_agent.pace import Pace

_log = logging.getLogger(__name__)


class Chunk:
    """A granted chunk. Implements `EngineListener`; `beat` and `stop` may be called from other threads."""

    def __init__(self, grant: Grant, *, worker: str, boot: str, outbox: Outbox, pace: Pace) -> None:
        self.grant = grant
        self.control = ChunkControl()
        self._worker = worker
        self._boot = boot
        self._outbox = outbox
        self._pace = pace
        self._lock = threading.Lock()
        self._frames_drawn = 0
        self._pieces: tuple[tuple[int, FrameRange], ...] = ()
        self._done: set[int] = set()
        self._interrupted = False

    def run(self, engine: Engine, storage: Storage) -> bool:
        """Draw it and report its end; whether the surroundings were sound.

        Every failure ends as a report, so that the manager can grant the pieces again at once.
        """
        error: FarmhandError | None = None
        try:
            self._draw(engine, storage)
        except FarmhandError as caught:
            error = caught
        except Exception as caught:  # noqa: BLE001 - the border of a chunk: a fault of ours must not end the agent
            _log.exception("Attempt %d of job %s failed.", self.grant.attempt, self.grant.job_id)
            error = EngineLostError("The worker made a mistake.", f"{type(caught).__name__}: {caught}.")
        if error is None and self._interrupted:
            error = InterruptedRenderError(f"The worker {self._worker} was stopped.")
        infrastructure = isinstance(
            error, EngineLostError | StorageError | BrokerError | VerifyError | InterruptedRenderError
        )
        self._outbox.put(self._ended(error.info() if error is not None else None, infrastructure=infrastructure))
        return not infrastructure

    def refuse(self, cause: str) -> None:
        """Give the grant back without having begun."""
        error = InterruptedRenderError(f"The worker {self._worker} did not take attempt {self.grant.attempt}.", cause)
        self._outbox.put(self._ended(error.info(), infrastructure=True))

    def interrupt(self) -> None:
        """Stop because the worker stops: what is left has to be granted to others."""
        self._interrupted = True
        self.control.stop()

    def beat(self) -> Beat:
        """The sign of life for now."""
        with self._lock:
            drawn = self._frames_drawn
        return Beat(
            worker=self._worker,
            boot=self._boot,
            attempt=self.grant.attempt,
            job_id=self.grant.job_id,
            frames_drawn=drawn,
        )

    def frame_drawn(self, piece: int, frame: int) -> None:
        """See `EngineListener.frame_drawn`."""
        del piece, frame
        with self._lock:
            self._frames_drawn += 1

    def piece_done(self, manifest: PieceManifest) -> None:
        """See `EngineListener.piece_done`."""
        self._done.add(manifest.piece)
        self._pace.add(manifest)
        self._outbox.put(PieceDone(worker=self._worker, boot=self._boot, manifest=manifest))

    def _draw(self, engine: Engine, storage: Storage) -> None:
        grant = self.grant
        plan = load_plan(storage, grant.plan)
        grid = piece_grid(plan.frames, plan.piece_length)
        if not 0 <= grant.first <= grant.last < len(grid):
            raise StorageError(
                f"Pieces {grant.first} to {grant.last} were granted of job {grant.job_id}.",
                f"Its plan has {len(grid)} pieces.",
            )
        wanted = [piece for piece in range(grant.first, grant.last + 1) if piece not in grant.skip]
        self._pieces = tuple((piece, grid[piece]) for piece in wanted)
        order = RenderOrder(job_id=grant.job_id, plan=grant.plan, attempt=grant.attempt, pieces=self._pieces)
        engine.render(order, self.control, self)

    def _ended(self, error: ErrorInfo | None, *, infrastructure: bool) -> ChunkEnded:
        # Engines draw in order, so what failed is the first piece that is not done.
        failed = next((piece for piece, _ in self._pieces if piece not in self._done), None)
        return ChunkEnded(
            worker=self._worker,
            boot=self._boot,
            job_id=self.grant.job_id,
            attempt=self.grant.attempt,
            error=error,
            piece=failed if error is not None else None,
            infrastructure=infrastructure and error is not None,
        )
