"""The builtin engine: a warm child process that draws and encodes; this side supervises it and stores its pieces."""

from __future__ import annotations

import shutil
import time
import uuid
from collections.abc import Callable
from pathlib import Path

from app.core.errors import (
    DiskFullError,
    EncodeError,
    EngineError,
    EngineLostError,
    ErrorInfo,
    FarmhandError,
    FillError,
    MissingError,
    RenderError,
    StorageError,
    TemplateError,
    UsageError,
)
from app.core.frames import FrameRange
from app.core.jobs import PieceManifest, RenderPlan
from app.core.log_lines import LogLevel
from app.core.ports import ChunkControl, EngineListener, RenderOrder, Storage
from app.core.presets import find_preset
from app.farm.engines.child_process import ChildProcess
from app.farm.engines.plans import load_plan, open_message
from app.farm.engines.protocol import (
    Draw,
    Drawn,
    Ended,
    Failed,
    GiveUpFrom,
    Open,
    Opened,
    Ready,
    StopOrder,
    ToParent,
    Written,
)
from app.farm.engines.watchdog import EngineTimes, Phase, Watchdog
from app.farm.manager.services import piece_key
from app.farm.pieces import store_piece, verify_piece

POLL_SECONDS = 0.1
"""How often a waiting engine looks whether it was stopped."""

_KEPT_KINDS: dict[str, type[FarmhandError]] = {
    error.__name__: error
    for error in (
        *(StorageError, DiskFullError, EngineLostError, MissingError, TemplateError, FillError, UsageError),
        *(RenderError, EncodeError),
    )
}
"""Kinds of the child's errors that mean something to the manager; all others become an `EngineError`."""


class BuiltinEngine:
    """Implements `app.core.ports.Engine` over a child process that is started at the first order and kept.

    `source` is where frames come from: `renderer`, or `pattern` in tests. `monotonic` is a clock in seconds.
    """

    def __init__(
        self,
        storage: Storage,
        *,
        times: EngineTimes | None = None,
        source: str = "renderer",
        low_priority: bool = False,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._storage = storage
        self._times = times or EngineTimes()
        self._source = source
        self._low_priority = low_priority
        self._monotonic = monotonic
        self._child: ChildProcess | None = None
        self._orders = 0
        self._opened: Open | None = None
        self._folder: Path | None = None
        self._listener: EngineListener | None = None

    @property
    def name(self) -> str:
        """`builtin`."""
        return "builtin"

    @property
    def offers(self) -> tuple[str, ...]:
        """See `Engine.offers`."""
        return (self.name,)

    @property
    def child_pid(self) -> int | None:
        """Process id of the warm child, or None."""
        return self._child.pid if self._child is not None else None

    def warm_up(self) -> None:
        """Start the child, so that the first order does not wait for it. Raises `EngineError`."""
        watchdog = Watchdog(self._times, self._monotonic)
        self._ready_child(watchdog, ChunkControl())

    def render(self, order: RenderOrder, control: ChunkControl, listener: EngineListener) -> None:
        """See `Engine.render`."""
        plan = load_plan(self._storage, order.plan)
        watchdog = Watchdog(self._times, self._monotonic)
        pieces = tuple((piece, frames) for piece, frames in order.pieces if control.wants(piece))
        if not pieces:
            return
        clean = False
        self._listener = listener
        try:
            self._carry_out(order, pieces, plan, watchdog, control, listener)
            clean = True
        except _StoppedError:
            return
        except _ReportedError as reported:
            clean = True
            if self._child is not None:
                self._child.hear_out()
            raise _as_error(reported.info) from None
        finally:
            self._listener = None
            if not clean:
                # What the child is doing now is unknown or useless; a new one starts from a clean slate.
                self._discard()

    def close(self) -> None:
        """See `Engine.close`."""
        self._discard(patience=self._times.close_seconds)

    def _carry_out(
        self,
        order: RenderOrder,
        pieces: tuple[tuple[int, FrameRange], ...],
        plan: RenderPlan,
        watchdog: Watchdog,
        control: ChunkControl,
        listener: EngineListener,
    ) -> None:
        child = self._ready_child(watchdog, control)
        self._open(child, plan, watchdog, control)
        self._orders += 1
        child.send(Draw(order=self._orders, folder=str(self._work_folder()), pieces=pieces))
        watchdog.enter(Phase.FIRST_FRAME)
        _Following(
            self._storage, child, order=order, number=self._orders, plan=plan, watchdog=watchdog, times=self._times
        ).run(control, listener)

    def _ready_child(self, watchdog: Watchdog, control: ChunkControl) -> ChildProcess:
        if self._child is not None and not self._child.alive:
            self._discard()
        if self._child is None:
            watchdog.enter(Phase.LAUNCH)
            begun = self._monotonic()
            self._child = ChildProcess(self._source, low_priority=self._low_priority, on_line=self._on_line)
            try:
                if not isinstance(_await(self._child, watchdog, control), Ready):
                    raise self._child.lost("It started with something unexpected.")
            except (EngineLostError, _StoppedError):
                self._discard()
                raise
            self._note(f"The engine's process {self._child.pid} has started in {self._monotonic() - begun:.1f} s.")
        return self._child

    def _open(self, child: ChildProcess, plan: RenderPlan, watchdog: Watchdog, control: ChunkControl) -> None:
        begun = self._monotonic()
        # Asked for also when it is open: the storage keeps files in place for who fetched them for this order.
        message = open_message(self._storage, plan)
        if message == self._opened:
            return
        self._opened = None
        watchdog.enter(Phase.OPEN)
        child.send(message)
        answer = _await(child, watchdog, control)
        if isinstance(answer, Failed):
            raise _ReportedError(answer.error)
        if not isinstance(answer, Opened):
            raise child.lost("It answered something unexpected.")
        self._opened = message
        self._note(f"The engine's process {child.pid} has opened the job in {self._monotonic() - begun:.1f} s.")

    def _note(self, text: str, level: LogLevel = LogLevel.INFO) -> None:
        listener = self._listener
        if listener is not None:
            listener.noted(text, level)

    def _on_line(self, line: str) -> None:
        """A line of the child's error output; what comes while nobody's order is under way is for nobody."""
        is_bad = line.startswith(("WARNING", "ERROR", "CRITICAL", "Traceback"))
        self._note(f"Engine: {line}", LogLevel.WARNING if is_bad else LogLevel.INFO)

    def _work_folder(self) -> Path:
        if self._folder is None:
            self._folder = self._storage.scratch(f"engine-{uuid.uuid4().hex}").absolute()
        return self._folder

    def _discard(self, patience: float = 0.0) -> None:
        child, self._child, self._opened = self._child, None, None
        folder, self._folder = self._folder, None
        try:
            if child is not None:
                child.close(patience)
        finally:
            if folder is not None:
                shutil.rmtree(folder, ignore_errors=True)


class _ReportedError(Exception):
    """The child reported a failure and lives on; never leaves this module."""

    def __init__(self, info: ErrorInfo) -> None:
        super().__init__(info.title)
        self.info = info


class _StoppedError(Exception):
    """The order was stopped while the child could not be asked to; never leaves this module."""


class _Following:
    """One order under way: stores what the child writes, passes on stop and give-up, watches for silence."""

    def __init__(
        self,
        storage: Storage,
        child: ChildProcess,
        *,
        order: RenderOrder,
        number: int,
        plan: RenderPlan,
        watchdog: Watchdog,
        times: EngineTimes,
    ) -> None:
        self._storage = storage
        self._child = child
        self._order = order
        self._number = number
        self._plan = plan
        self._watchdog = watchdog
        self._times = times
        self._given_up: int | None = None
        self._stop_sent_at: float | None = None

    def run(self, control: ChunkControl, listener: EngineListener) -> None:
        """Follow the order to its end."""
        while True:
            message = self._child.receive(POLL_SECONDS)
            self._steer(control)
            if message is None:
                _check(self._child, self._watchdog)
            elif isinstance(message, Ended):
                return
            elif isinstance(message, Failed):
                raise _ReportedError(message.error)
            else:
                self._take(message, control, listener)

    def _take(self, message: ToParent, control: ChunkControl, listener: EngineListener) -> None:
        if isinstance(message, Drawn):
            self._watchdog.frame_drawn()
            listener.frame_drawn(message.piece, message.frame)
            return
        self._watchdog.sign_of_life()
        if isinstance(message, Written) and not control.stopped:
            listener.piece_done(self._store(message))

    def _store(self, written: Written) -> PieceManifest:
        extension = find_preset(self._plan.preset).extension
        manifest = PieceManifest(
            job_id=self._order.job_id,
            piece=written.piece,
            frames=written.frames,
            file=piece_key(self._order.job_id, written.piece, self._order.attempt, extension),
            size=written.size,
            sha256=written.sha256,
            frame_hashes=written.frame_hashes,
            attempt=self._order.attempt,
            engine="builtin",
            seconds=written.seconds,
            warnings=written.warnings,
        )
        path = Path(written.path)
        # Here and not in the child: it costs nothing while the next piece is drawn.
        verify_piece(manifest, path, decode=False)
        return store_piece(self._storage, path, manifest)

    def _steer(self, control: ChunkControl) -> None:
        if control.stopped:
            self._press_stop()
            return
        first = next((piece for piece, _ in self._order.pieces if not control.wants(piece)), None)
        if first is not None and (self._given_up is None or first < self._given_up):
            self._given_up = first
            self._child.send(GiveUpFrom(order=self._number, first=first))

    def _press_stop(self) -> None:
        now = time.monotonic()
        if self._stop_sent_at is None:
            self._stop_sent_at = now
            self._child.send(StopOrder(order=self._number))
        elif now - self._stop_sent_at > self._times.stop_seconds:
            raise _StoppedError


def _await(child: ChildProcess, watchdog: Watchdog, control: ChunkControl) -> ToParent:
    while (message := child.receive(POLL_SECONDS)) is None:
        if control.stopped:
            raise _StoppedError
        _check(child, watchdog)
    return message


def _check(child: ChildProcess, watchdog: Watchdog) -> None:
    if watchdog.overdue:
        raise child.lost(f"It gave no sign of life for {watchdog.limit:g} seconds while {watchdog.phase}.")


def _as_error(info: ErrorInfo) -> FarmhandError:
    kind = _KEPT_KINDS.get(info.kind, EngineError)
    return kind(info.title, info.cause, info.next_step)
