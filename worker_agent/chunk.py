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
from app.core.jobs import PieceManifest, RenderPlan, RenderWarning
from app.core.log_lines import LogLevel
from app.core.messages import Beat, ChunkEnded, Grant, PieceDone
from app.core.ports import ChunkControl, Engine, RenderOrder, Storage
from app.farm.attempt_logs import AttemptLog
from app.farm.engines.plans import load_plan
from app.farm.files import readable_size
from app.farm.log_fields import log_fields
from app.farm.wording import counted, said_once
from worker_agent.outbox import Outbox
from worker_agent.pace import Pace
from worker_agent.reports import Reports

_log = logging.getLogger(__name__)


class Chunk:
    """A granted chunk. Implements `EngineListener`; `beat` and `stop` may be called from other threads.

    `failure` says after `run` what went wrong with the surroundings; empty: nothing, or somebody stopped it.
    """

    def __init__(
        self, grant: Grant, *, worker: str, boot: str, outbox: Outbox | Reports, pace: Pace, log: AttemptLog
    ) -> None:
        self.grant = grant
        self.control = ChunkControl()
        self.failure = ""
        self._worker = worker
        self._boot = boot
        self._outbox = outbox
        self._pace = pace
        self._log = log
        self._lock = threading.Lock()
        self._frames_drawn = 0
        self._pieces: tuple[tuple[int, FrameRange], ...] = ()
        self._done: set[int] = set()
        self.plan: RenderPlan | None = None
        self._warned: set[RenderWarning] = set()
        self._interrupted = False

    def run(self, engine: Engine, storage: Storage) -> bool:
        """Draw it and report its end; whether the surroundings were sound.

        Every failure ends as a report, so that the manager can grant the pieces again at once.
        """
        with log_fields(job=self.grant.job_id, attempt=self.grant.attempt, worker=self._worker):
            return self._run(engine, storage)

    def _run(self, engine: Engine, storage: Storage) -> bool:
        error: FarmhandError | None = None
        try:
            # An engine reads its files for as long as it draws.
            with storage.hold():
                order = self.begin(load_plan(storage, self.grant.plan), engine)
                engine.render(order, self.control, self)
        except FarmhandError as caught:
            error = caught
        except Exception as caught:  # noqa: BLE001 - the border of a chunk: a fault of ours must not end the agent
            _log.exception("The attempt met a fault in Farmhand.")
            error = EngineLostError("The worker made a mistake.", f"{type(caught).__name__}: {caught}.")
        return self.end(error)

    def begin(self, plan: RenderPlan, engine: Engine) -> RenderOrder:
        """What the engine is to draw of the plan. Raises `StorageError` when that has not the pieces of the grant."""
        grant = self.grant
        self.plan = plan
        grid = piece_grid(plan.frames, plan.piece_length)
        if not 0 <= grant.first <= grant.last < len(grid):
            raise StorageError(
                f"Pieces {grant.first} to {grant.last} were granted of job {grant.job_id}.",
                f"Its plan has {len(grid)} pieces.",
            )
        wanted = [piece for piece in range(grant.first, grant.last + 1) if piece not in grant.skip]
        self._pieces = tuple((piece, grid[piece]) for piece in wanted)
        self._tell(self._granted_words(plan.engine if plan.engine in engine.offers else engine.name))
        return RenderOrder(job_id=grant.job_id, plan=grant.plan, attempt=grant.attempt, pieces=self._pieces)

    def end(self, error: FarmhandError | None) -> bool:
        """Report that the engine has ended, and by which error; whether the surroundings were sound."""
        if error is None and self._interrupted and self._next_piece() is not None:
            error = InterruptedRenderError(f"The worker {self._worker} was stopped.")
        infrastructure = isinstance(
            error, EngineLostError | StorageError | BrokerError | VerifyError | InterruptedRenderError
        )
        if infrastructure and not isinstance(error, InterruptedRenderError) and error is not None:
            self.failure = error.title
        self._close_log(error)
        ended = self._ended(error.info() if error is not None else None, infrastructure=infrastructure)
        # Its pieces are safe. Writing this to the disk, too, would cost a short chunk more than it is worth: the end of
        # an agent that died is told by its supervisor, or by the next one's first claim.
        self._outbox.put(ended, kept=error is not None)
        return not infrastructure

    def refuse(self, cause: str) -> None:
        """Give the grant back without having begun."""
        error = InterruptedRenderError(f"The worker {self._worker} did not take attempt {self.grant.attempt}.", cause)
        self._outbox.put(self._ended(error.info(), infrastructure=True))

    def stop(self, reason: str) -> None:
        """Stop at once, as the manager says: nothing more is wanted."""
        self._log.write(f"Told to stop: {reason}")
        self.control.stop()

    def give_up(self, first: int) -> None:
        """Pieces from `first` on are no longer this worker's, as the manager says."""
        self._log.write(f"Told to give up the pieces from {first} on: others draw them, or the job is paused.")
        self.control.give_up(first)

    def interrupt(self, *, finish_piece: bool) -> None:
        """Stop because the worker stops, now or after the piece in work: what is left has to be granted to others."""
        if not self._interrupted:
            self._log.write(f"The worker stops {'after the piece in work' if finish_piece else 'at once'}.")
        self._interrupted = True
        if finish_piece:
            self.control.give_up(self.grant.first)
        else:
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
        frames = _shown_frames(manifest.frames)
        size = readable_size(manifest.size)
        with log_fields(piece=manifest.piece):
            self._tell(f"Piece {manifest.piece} ({frames}) was drawn in {manifest.seconds:.2f} s and stored, {size}.")
        for text in said_once(warning for warning in manifest.warnings if warning not in self._warned):
            self._log.write(text, LogLevel.WARNING)
        self._warned.update(manifest.warnings)
        self._pace.add(manifest)
        self._outbox.put(PieceDone(worker=self._worker, boot=self._boot, manifest=manifest))

    def noted(self, text: str, level: LogLevel = LogLevel.INFO) -> None:
        """See `EngineListener.noted`."""
        self._log.write(text, level)

    def _granted_words(self, engine: str) -> str:
        pieces = ", ".join(str(piece) for piece, _ in self._pieces)
        frames = FrameRange(start=self._pieces[0][1].start, stop=self._pieces[-1][1].stop) if self._pieces else None
        shown = f" ({_shown_frames(frames)})" if frames is not None else ""
        return (
            f"Attempt {self.grant.attempt}: worker {self._worker} was granted {counted(len(self._pieces), 'piece')}, "
            f"{pieces}{shown}, and draws with the engine {engine}."
        )

    def _close_log(self, error: FarmhandError | None) -> None:
        drawn = f"Drawn here: {len(self._done)} of {counted(len(self._pieces), 'piece')}."
        if error is None:
            self._tell(f"Ended. {drawn}")
        elif isinstance(error, InterruptedRenderError):
            self._tell(f"{error} {drawn}")
        else:
            with log_fields(piece=self._next_piece()):
                _log.warning("The attempt failed: %s", error)
            self._log.write_error(error.info())
        self._log.close()

    def _tell(self, text: str) -> None:
        """Say something in the attempt's log, and in the program's."""
        self._log.write(text)
        _log.info("%s", text)

    def _ended(self, error: ErrorInfo | None, *, infrastructure: bool) -> ChunkEnded:
        return ChunkEnded(
            worker=self._worker,
            boot=self._boot,
            job_id=self.grant.job_id,
            attempt=self.grant.attempt,
            error=error,
            piece=self._next_piece() if error is not None else None,
            infrastructure=infrastructure and error is not None,
        )

    def _next_piece(self) -> int | None:
        """The first piece that is not done, which is the one in work, or that failed, as engines draw in order."""
        return next((piece for piece, _ in self._pieces if piece not in self._done), None)


def _shown_frames(frames: FrameRange) -> str:
    return f"frames {frames.start} to {frames.stop - 1}"
