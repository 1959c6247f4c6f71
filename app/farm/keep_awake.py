"""Keeps the computer from going to sleep by itself while there is work, unless its battery is low.

Windows is asked directly; on macOS and Linux a program of the system does it for as long as it runs: `caffeinate`, or
`systemd-inhibit`. Both end with this program, however it ends.

Thread: one, which holds, watches the battery and lets go (on Windows the wish belongs to a thread). `_changed` guards
what is wanted; it is not held while the system is asked.
"""

from __future__ import annotations

import logging
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from types import TracebackType
from typing import Protocol

import psutil

from app.core.errors import EngineError, FarmhandError
from app.core.model import Struct
from app.core.program_ends import how_ended
from app.farm import keep_awake_windows
from app.farm.processes import LastLines, ProcessTree

LOW_PERCENT = 20.0
"""Below this charge, a computer that is not plugged in may go to sleep."""

POLL_SECONDS = 30.0
"""How often battery and helping program are looked at."""

REFUSAL_SECONDS = 0.5
"""A helping program that ends within this time has refused."""

END_SECONDS = 1.0
"""How long a helping program may take to end by itself."""

_INHIBIT = (
    "systemd-inhibit",
    "--what=idle:sleep",
    "--who=Farmhand",
    "--why=Films are being rendered",
    "--mode=block",
    "cat",
)
"""On Linux; `cat` ends when its input is closed, and the inhibition with it."""

_log = logging.getLogger(__name__)


class AwakeStatus(Struct, frozen=True):
    """Whether the computer is being kept awake, and if it is not though it is wanted, why."""

    held: bool
    reason: str = ""


class Battery(Struct, frozen=True):
    """Charge in percent, and whether the computer is plugged in."""

    percent: float
    plugged_in: bool


class Hold(Protocol):
    """What keeps this system awake. Used by one thread."""

    def take(self) -> str:
        """Begin; the reason why that is impossible, or nothing."""
        ...

    def check(self) -> str:
        """See whether it still holds; the reason why not, or nothing."""
        ...

    def let_go(self) -> None:
        """End; harmless when it has not begun."""
        ...


class KeepAwake:
    """Keeps the computer awake while that is wanted and allowed. Thread-safe; `close` it at the end, or use `with`.

    `on_change` is called with each new status, in the thread of the keeper.
    """

    def __init__(
        self,
        *,
        hold: Hold | None = None,
        battery: Callable[[], Battery | None] | None = None,
        poll_seconds: float = POLL_SECONDS,
        on_change: Callable[[AwakeStatus], None] | None = None,
    ) -> None:
        self._hold = hold or system_hold()
        self._battery = battery or read_battery
        self._poll_seconds = poll_seconds
        self._on_change = on_change
        self._changed = threading.Condition()
        self._wanted = False
        self._allowed = True
        self._closing = False
        self._thread: threading.Thread | None = None
        self._status = AwakeStatus(held=False)

    def __enter__(self) -> KeepAwake:
        self.want(True)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def status(self) -> AwakeStatus:
        """How it is now."""
        return self._status

    def want(self, wanted: bool) -> None:
        """There is work, or there is none any more. Returns at once."""
        with self._changed:
            self._wanted = wanted
            self._wake()

    def allow(self, allowed: bool) -> None:
        """Whether the user wants this at all. Returns at once."""
        with self._changed:
            self._allowed = allowed
            self._wake()

    def close(self) -> None:
        """Let go for good; returns when that is done."""
        with self._changed:
            self._closing = True
            self._wake()
            thread = self._thread
        if thread is not None:
            thread.join()

    def _wake(self) -> None:
        """Have the keeper look, which exists once it was needed. Called with the condition held."""
        if self._thread is None and self._wanted and not self._closing:
            self._thread = threading.Thread(target=self._keep, name="keep-awake", daemon=True)
            self._thread.start()
        self._changed.notify_all()

    def _keep(self) -> None:
        held = False
        while True:
            with self._changed:
                closing, wanted = self._closing, self._wanted and self._allowed and not self._closing
            reason = self._reason_to_sleep() if wanted else ""
            if wanted and not reason:
                reason = self._guarded(self._hold.check if held else self._hold.take)
                held = not reason
            if reason or (held and not wanted):
                self._guarded(self._let_go)
                held = False
            self._tell(AwakeStatus(held=held, reason=reason))
            if closing:
                return
            with self._changed:
                if (self._closing, self._wanted and self._allowed and not self._closing) == (closing, wanted):
                    self._changed.wait(self._poll_seconds if wanted else None)

    def _reason_to_sleep(self) -> str:
        battery = self._battery()
        if battery is None or battery.plugged_in or battery.percent >= LOW_PERCENT:
            return ""
        return f"The battery is at {battery.percent:.0f} percent, and this computer is not plugged in."

    def _let_go(self) -> str:
        self._hold.let_go()
        return ""

    def _guarded(self, work: Callable[[], str]) -> str:
        try:
            return work()
        except FarmhandError as error:
            return str(error)

    def _tell(self, status: AwakeStatus) -> None:
        if status == self._status:
            return
        self._status = status
        if status.reason:
            _log.info("This computer is not kept awake: %s", status.reason)
        if self._on_change is not None:
            self._on_change(status)


class ProgramHold:
    """Keeps the system awake by a program that does so while it runs, and ends when its input is closed."""

    def __init__(self, command: Sequence[str]) -> None:
        self._command = command
        self._tree: ProcessTree | None = None
        self._errors: LastLines | None = None

    def take(self) -> str:
        """See `Hold.take`."""
        program = shutil.which(self._command[0])
        if program is None:
            return f"The program {self._command[0]} is not there."
        # The input is a pipe of ours: when this program ends in whatever way, it is closed.
        tree = ProcessTree([program, *self._command[1:]], stdin=subprocess.PIPE, stderr=subprocess.PIPE)
        self._tree, self._errors = tree, LastLines(tree.stderr, lines=3)
        tree.wait(REFUSAL_SECONDS)
        return self.check()

    def check(self) -> str:
        """See `Hold.check`."""
        if self._tree is None or self._errors is None:
            return "It was not begun."
        code = self._tree.exit_code
        if code is None:
            return ""
        said = self._errors.text().replace("\n", " ")
        return f"{self._command[0]} {how_ended(code)}.{f' It said: {said}' if said else ''}"

    def let_go(self) -> None:
        """See `Hold.let_go`."""
        tree, self._tree, self._errors = self._tree, None, None
        if tree is None:
            return
        tree.stdin.close()
        tree.wait(END_SECONDS)
        tree.kill()


class WindowsHold:
    """Keeps Windows awake by the wish of the thread that uses it."""

    def take(self) -> str:
        """See `Hold.take`."""
        return "" if keep_awake_windows.keep_awake() else "Windows refused."

    def check(self) -> str:
        """See `Hold.check`."""
        return ""

    def let_go(self) -> None:
        """See `Hold.let_go`."""
        if not keep_awake_windows.let_sleep():
            raise EngineError("Windows could not be told that it may sleep again.")


def system_hold() -> Hold:
    """What keeps this system awake, as far as there is something."""
    if sys.platform == "win32":
        hold: Hold = WindowsHold()
    elif sys.platform == "darwin":
        hold = ProgramHold(["caffeinate", "-i", "-w", str(os.getpid())])
    else:
        hold = ProgramHold(_INHIBIT)
    return hold


def read_battery() -> Battery | None:
    """The battery of this computer, or None when there is none or it cannot be asked."""
    try:
        found = psutil.sensors_battery()
    except (OSError, psutil.Error):
        return None
    if found is None:
        return None
    return Battery(percent=found.percent, plugged_in=found.power_plugged is not False)
