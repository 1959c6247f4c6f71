"""One run of aerender, followed from its start to a verdict.

The verdict: no fatal line, an exit code that reports nothing, and every frame on the disk, complete and of the right
size. What is on the disk counts most: with all frames there, it does not matter how After Effects ends, or that it
hangs when it should (an unseen window may wait for an answer).
"""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from app.core.errors import DiskFullError, EngineError, MissingError, RenderError, TemplateError
from app.core.jobs import MissingPolicy, WarningKind
from app.core.log_lines import LogLevel
from app.core.model import Struct
from app.farm.engines.aerender.command import Span
from app.farm.engines.aerender.failures import (
    as_warnings,
    exit_error,
    fatal_error,
    frames_error,
    hang_error,
    is_gone,
    range_refused,
)
from app.farm.engines.aerender.frames import Landing, Shelf, WrongSizeError
from app.farm.engines.aerender.installed import opens
from app.farm.engines.aerender.log_parser import RenderLog, Said, is_straight
from app.farm.engines.aerender.own_log import own_log
from app.farm.engines.aerender.process import AerenderProcess
from app.farm.engines.watchdog import EngineTimes, Phase, Watchdog
from app.farm.files import free_bytes, readable_size
from app.farm.wording import said_once

POLL_SECONDS = 0.1
"""How often the folder is looked at, and whether the run is still wanted."""

SETTLE_SECONDS = 0.5
"""A file that did not change for so long is read."""

LAST_WORDS_SECONDS = 1.0
"""How long is waited for the rest of the output of an aerender that has ended."""

MOST_NOTED = 300
"""So many of its lines are passed on to the attempt's log, besides warnings and errors."""

FULL_BYTES = 64 * 1024 * 1024
"""A disk with less free space is why frames are missing."""

_SUBSTITUTES = frozenset({WarningKind.FONT, WarningKind.EFFECT})
"""What After Effects goes on without; missing footage it reports as an error itself, unless told otherwise."""


class RunListener(Protocol):
    """What is made of a run while it goes on; called in the thread that follows it."""

    def landed(self, frames: tuple[int, ...]) -> None:
        """These frames are on the shelf now."""
        ...

    def wanted(self) -> bool:
        """Whether the run is still wanted."""
        ...

    def noted(self, text: str, level: LogLevel = LogLevel.INFO) -> None:
        """See `EngineListener.noted`."""
        ...


class RunPlan(Struct, frozen=True):
    """What is run: the frames, the missing policy, the project's file version, its path, and the work folder."""

    span: Span
    missing: MissingPolicy
    file_version: int
    project: str
    folder: str


class NoLongerWantedError(Exception):
    """The run was ended because nothing of it is wanted any more; never leaves this package."""


class Run:
    """Follows one process. `monotonic` is a clock in seconds."""

    def __init__(
        self,
        process: AerenderProcess,
        plan: RunPlan,
        shelf: Shelf,
        landing: Landing,
        listener: RunListener,
        *,
        times: EngineTimes,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._process = process
        self._plan = plan
        self._shelf = shelf
        self._landing = landing
        self._listener = listener
        self._times = times
        self._monotonic = monotonic
        self._watchdog = Watchdog(times, monotonic)
        self._noted = 0
        self._doomed_at: float | None = None
        self.log = RenderLog()

    def follow(self) -> None:
        """Follow it to its end; returns when all frames are on the shelf and the tree is gone.

        Raises what `failures` tells apart, `DiskFullError`, and `NoLongerWantedError`.
        """
        try:
            while self._process.exit_code is None and not self._is_through():
                self._hear(self._process.lines(POLL_SECONDS))
                self._look()
                if not self._listener.wanted():
                    raise NoLongerWantedError
            self._hear(self._process.last_lines(0.0 if self._process.exit_code is None else LAST_WORDS_SECONDS))
            code = self._process.exit_code
        finally:
            self._process.kill()
        self._look(ended=True)
        self._judge(code)

    def _hear(self, lines: list[str]) -> None:
        was_frames = self.log.frames
        for line in lines:
            self._note(line, self.log.read(line))
        if self.log.frames > was_frames:
            self._watchdog.frame_drawn()
        elif lines:
            self._watchdog.sign_of_life()
        if self.log.fatal and self._doomed_at is None:
            self._doomed_at = self._monotonic()
        self._check_words()

    def _note(self, line: str, said: Said) -> None:
        if said is Said.FRAME:
            return
        self._noted += 1
        if said is not Said.OTHER or self._noted <= MOST_NOTED:
            levels = {Said.WARNING: LogLevel.WARNING, Said.FATAL: LogLevel.ERROR}
            self._listener.noted(f"After Effects: {line}", levels.get(said, LogLevel.INFO))
        elif self._noted == MOST_NOTED + 1:
            self._listener.noted("After Effects says more, which is left out here.")

    def _check_words(self) -> None:
        """Raise for what makes going on useless, though After Effects would go on."""
        log = self.log
        if log.version and not opens(log.version, self._plan.file_version):
            raise EngineError(
                f"After Effects {log.version} on this worker is older than the template.",
                "It does not open projects that a newer version saved.",
                "Install the template's version of After Effects there, or save the template for an older one.",
            )
        if refused := range_refused(log.warnings):
            raise TemplateError(
                "After Effects did not take the frames that it was asked for.",
                f"It says: {refused}",
                "Let the composition's start frame be a whole frame in the template.",
            )
        # Warnings come in several lines, before the first frame.
        if self._plan.missing is MissingPolicy.FAIL and (log.started or self._process.exit_code is not None):
            lacking = [one for one in as_warnings(log.warnings) if one.kind in _SUBSTITUTES]
            if lacking:
                raise MissingError(
                    "After Effects on this worker cannot render exactly as designed.",
                    "\n".join(f"{line}." for line in said_once(lacking)),
                    "Install there what is missing, for all users, or accept substitutes for it.",
                )

    def _look(self, *, ended: bool = False) -> None:
        try:
            landed = self._landing.look(ended=ended)
        except WrongSizeError as error:
            raise EngineError(
                "After Effects renders frames of another size.",
                f"A frame {error}.",
                "Use a render settings template with full resolution, and an output module template that does not "
                "resize or crop.",
            ) from error
        if self._landing.strange:
            raise self._numbering()
        if landed:
            self.log.started = True
            self._watchdog.frame_drawn()
            self._shelf.straight = is_straight(self.log)
            self._shelf.warnings = as_warnings(self.log.warnings)
            if not self.log.fatal:
                self._listener.landed(landed)
        elif self._landing.growing:
            self._watchdog.sign_of_life()

    def _numbering(self) -> EngineError:
        span = self._plan.span
        return EngineError(
            "After Effects numbers frames otherwise.",
            f"It wrote frame {min(self._landing.strange)}, and was asked for {span.first} to {span.last}.",
            "Let the output module template use the composition's frame numbers.",
        )

    def _is_through(self) -> bool:
        """Whether nothing more has to be waited for; enters phases and watches for silence."""
        if self._doomed_at is not None:
            return self._monotonic() - self._doomed_at > self._times.stop_seconds
        complete = not self._shelf.missing(self._plan.span.frames)
        self._enter(self._phase(complete=complete))
        if not self._watchdog.overdue:
            return False
        if complete:
            self._listener.noted("After Effects has written all frames and does not end, so it is ended.")
            return True
        if not self._watchdog.hopeless and self._times.busy_factor > 1.0 and self._process.is_busy():
            return False
        raise hang_error(self._watchdog.silence, self._watchdog.phase, self._last_words())

    def _phase(self, *, complete: bool) -> Phase:
        if complete or self.log.finished:
            return Phase.END
        if self._watchdog.phase in (Phase.FRAMES, Phase.END):
            return self._watchdog.phase
        if self.log.started:
            return Phase.FIRST_FRAME
        return Phase.OPEN if self.log.launched else Phase.LAUNCH

    def _enter(self, phase: Phase) -> None:
        if phase is not self._watchdog.phase:
            self._watchdog.enter(phase)

    def _judge(self, code: int | None) -> None:
        words = self._last_words()
        if self.log.fatal:
            error = fatal_error(self.log.fatal[0], words)
            raise (self._full() if isinstance(error, RenderError) else None) or error
        missing = self._shelf.missing(self._plan.span.frames)
        if code and (missing or not is_gone(code)):
            raise self._full() or exit_error(code, words)
        if missing:
            problems = ((frame, self._landing.problem(frame)) for frame in missing)
            raise self._full() or frames_error(problems, len(self._plan.span.frames), words)
        if code:
            self._listener.noted("After Effects crashed after its last frame; all are there.", LogLevel.WARNING)

    def _last_words(self) -> str:
        """The end of what was said; of After Effects' own log where it did not get as far as to render."""
        words = self.log.last_words
        return words if self.log.started else "\n".join(part for part in (words, own_log(self._plan.project)) if part)

    def _full(self) -> DiskFullError | None:
        """The disk's error, where that is why frames are missing."""
        free = free_bytes(Path(self._plan.folder))
        if free >= FULL_BYTES:
            return None
        return DiskFullError(
            "After Effects could not write all frames.",
            f"The disk is full ({readable_size(free)} free).",
            "Free some space and try again.",
        )
