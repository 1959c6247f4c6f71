"""The aerender engine: After Effects' command-line renderer under supervision, one start for each run of frames.

Frames that were verified are kept until another job is drawn, so that a try after a hang or a crash renders only what
is missing.
"""

from __future__ import annotations

import shutil
import tempfile
import time
import uuid
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from pathlib import Path, PureWindowsPath

from app.core.errors import EngineError
from app.core.frames import FrameRange
from app.core.jobs import RenderPlan
from app.core.ports import ChunkControl, EngineListener, RenderOrder, Storage
from app.farm.engines.aerender.command import MAX_PATH, Span, plain_path, render_command
from app.farm.engines.aerender.frames import Landing, Shelf
from app.farm.engines.aerender.piece_maker import PieceMaker
from app.farm.engines.aerender.process import AerenderProcess
from app.farm.engines.aerender.run import SETTLE_SECONDS, NoLongerWantedError, Run, RunPlan
from app.farm.engines.aerender.setup import AERENDER_TIMES, AerenderSetup
from app.farm.engines.aerender.staging import Staged, remove_folder, stage
from app.farm.engines.aerender.turn import turn
from app.farm.engines.plans import load_plan
from app.farm.engines.watchdog import EngineTimes
from app.farm.files import translated
from app.farm.wording import counted

ROOM = 60
"""Characters that paths below a work folder may need on Windows: a footage file's name mostly."""


@dataclass(frozen=True, slots=True)
class _OpenJob:
    """The job that was drawn last: its work folder, and its frames that no piece was made of yet."""

    plan: RenderPlan
    folder: Path
    staged: Staged
    shelf: Shelf


class AerenderEngine:
    """Implements `app.core.ports.Engine` over the aerender program.

    `settle_seconds` is how long a frame's file must not have changed before it is read. With `turn_file`, one After
    Effects runs at a time of all engines with that file, whatever their programs. `monotonic` is a clock in seconds.
    """

    def __init__(
        self,
        storage: Storage,
        setup: AerenderSetup,
        *,
        times: EngineTimes = AERENDER_TIMES,
        settle_seconds: float = SETTLE_SECONDS,
        low_priority: bool = False,
        turn_file: Path | None = None,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._storage = storage
        self._setup = setup
        self._times = times
        self._settle_seconds = settle_seconds
        self._low_priority = low_priority
        self._turn_file = turn_file
        self._monotonic = monotonic
        self._job: _OpenJob | None = None
        self._runs = 0
        self._version = ""
        self._process: AerenderProcess | None = None

    @property
    def name(self) -> str:
        """`aerender`."""
        return "aerender"

    @property
    def offers(self) -> tuple[str, ...]:
        """See `Engine.offers`."""
        return (self.name,)

    @property
    def child_pid(self) -> int | None:
        """Process id of the aerender that is running, or None."""
        return self._process.pid if self._process is not None else None

    def render(self, order: RenderOrder, control: ChunkControl, listener: EngineListener) -> None:
        """See `Engine.render`. When it raises, verified frames are kept for the next order of the same job."""
        plan = load_plan(self._storage, order.plan)
        if not any(control.wants(piece) for piece, _ in order.pieces):
            return
        job = self._opened(plan, listener)
        maker = PieceMaker(
            self._storage,
            order,
            plan,
            job.staged,
            job.shelf,
            folder=job.folder,
            control=control,
            listener=listener,
            monotonic=self._monotonic,
        )
        job.shelf.begin()
        try:
            maker.make()
            while maker.wanted() and (ranges := maker.missing()):
                with self._turn(maker):
                    self._run(job, ranges[0], maker)
        except NoLongerWantedError:
            return

    def close(self) -> None:
        """See `Engine.close`. After Effects runs only while something is drawn, so there is nothing to end."""
        self._forget()

    def _turn(self, maker: PieceMaker) -> AbstractContextManager[None]:
        if self._turn_file is None:
            return nullcontext()

        def waiting() -> None:
            maker.noted("Another worker on this computer draws with After Effects, and is waited for.")

        return turn(self._turn_file, wanted=maker.wanted, waiting=waiting)

    def _run(self, job: _OpenJob, frames: FrameRange, maker: PieceMaker) -> None:
        """Have After Effects render a range; returns when all of it is on the shelf."""
        span = Span(frames=frames, counts_from=job.staged.counts_from)
        self._runs += 1
        folder = job.folder / f"r{self._runs}"
        with translated("create", folder):
            folder.mkdir()
        command = render_command(
            self._setup,
            project=plain_path(Path(job.staged.project)),
            comp=job.staged.comp,
            span=span,
            folder=plain_path(folder),
            missing=job.plan.missing,
            version=self._version,
        )
        maker.noted(f"After Effects is started for {counted(len(frames), 'frame')}, from {frames.start} on.")
        maker.begin()
        landing = Landing(job.shelf, folder, span, settle_seconds=self._settle_seconds, monotonic=self._monotonic)
        plan = RunPlan(
            span=span,
            missing=job.plan.missing,
            file_version=job.staged.file_version,
            project=job.staged.project,
            folder=str(job.folder),
        )
        process = self._started(command)
        run = Run(process, plan, job.shelf, landing, maker, times=self._times, monotonic=self._monotonic)
        self._process = process
        try:
            run.follow()
        finally:
            self._process = None
            self._version = run.log.version or self._version

    def _started(self, command: tuple[str, ...]) -> AerenderProcess:
        try:
            return AerenderProcess(command, low_priority=self._low_priority, monotonic=self._monotonic)
        except EngineError as error:
            raise EngineError(
                error.title, error.cause, "Choose the program aerender of an installed After Effects in the settings."
            ) from error

    def _opened(self, plan: RenderPlan, listener: EngineListener) -> _OpenJob:
        if self._job is not None and self._job.plan == plan:
            return self._job
        self._forget()
        begun = self._monotonic()
        folder = self._work_folder()
        try:
            staged = stage(self._storage, plan, folder)
        except BaseException:
            remove_folder(folder)
            raise
        self._job = _OpenJob(plan=plan, folder=folder, staged=staged, shelf=Shelf(staged.size))
        listener.noted(f"The project was made ready for After Effects in {self._monotonic() - begun:.1f} s.")
        return self._job

    def _work_folder(self) -> Path:
        folder = Path(plain_path(self._storage.scratch(f"ae-{uuid.uuid4().hex[:8]}").absolute()))
        if isinstance(folder, PureWindowsPath) and len(str(folder)) + ROOM > MAX_PATH:
            shutil.rmtree(folder, ignore_errors=True)
            folder = Path(tempfile.mkdtemp(prefix="fh"))
        return folder

    def _forget(self) -> None:
        job, self._job = self._job, None
        if job is not None:
            remove_folder(job.folder)
