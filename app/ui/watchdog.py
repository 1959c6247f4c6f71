"""Watches that the window's thread is never busy for long: every stall is recorded with what it was doing.

A timer on the window's thread gives a beat; a thread looks whether it is late and then takes the stack of the window's
thread. On in debug runs and in tests.
"""

from __future__ import annotations

import faulthandler
import logging
import os
import re
import sys
import tempfile
import threading
import time
from collections.abc import Mapping
from typing import Final

from PySide6.QtCore import QObject, QTimer, Signal

from app.core.model import Struct

LIMIT_SECONDS: Final = 0.1
"""The window's thread may be busy this long with one event."""

BEAT_MILLISECONDS: Final = 20
_LOOK_SECONDS: Final = 0.02
_KEPT: Final = 200

_THREAD: Final = re.compile(r"0x[0-9a-f]+")

DEBUG_VARIABLE: Final = "FARMHAND_DEBUG"

_log = logging.getLogger(__name__)


class Stall(Struct, frozen=True):
    """The window's thread gave no beat for `seconds`; `stack` is what it was doing when the limit was passed.

    For `busy` seconds of them it was computing: where that is much less, it waited, or other programs had the computer.
    """

    seconds: float
    busy: float
    stack: str


def wanted(environment: Mapping[str, str] = os.environ) -> bool:
    """Whether this run is to be watched."""
    return bool(environment.get(DEBUG_VARIABLE)) or sys.flags.dev_mode


class Watchdog(QObject):
    """Made on the window's thread, which it watches from `start` to `stop`."""

    stalled = Signal(object)
    """A `Stall`; emitted on the window's thread when it can answer again."""

    def __init__(self, limit: float = LIMIT_SECONDS, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._limit = limit
        self._watched = threading.get_ident()
        self._last = time.perf_counter()
        self._computed = time.thread_time()
        self._stack = ""
        self._stalls: list[Stall] = []
        self._ending = threading.Event()
        self._thread: threading.Thread | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(BEAT_MILLISECONDS)
        self._timer.timeout.connect(self._beat)

    @property
    def stalls(self) -> tuple[Stall, ...]:
        """The stalls so far, the last two hundred of them."""
        return tuple(self._stalls)

    def start(self) -> None:
        """Begin to watch."""
        self._last = time.perf_counter()
        self._computed = time.thread_time()
        self._ending.clear()
        self._timer.start()
        self._thread = threading.Thread(target=self._look, name="watchdog", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Watch no more."""
        self._timer.stop()
        self._ending.set()
        if self._thread is not None:
            self._thread.join()
            self._thread = None

    def _beat(self) -> None:
        now = time.perf_counter()
        late = now - self._last - BEAT_MILLISECONDS / 1000
        self._last = now
        before, self._computed = self._computed, time.thread_time()
        stack, self._stack = self._stack, ""
        if late >= self._limit:
            busy = self._computed - before
            stall = Stall(seconds=late, busy=busy, stack=stack or "(it held the interpreter all the time)\n")
            self._stalls = [*self._stalls[1 - _KEPT :], stall]
            _log.warning("The window did not answer for %.0f ms, doing:\n%s", late * 1000, stall.stack)
            self.stalled.emit(stall)

    def _look(self) -> None:
        while not self._ending.wait(_LOOK_SECONDS):
            late = time.perf_counter() - self._last - BEAT_MILLISECONDS / 1000
            if late >= self._limit and not self._stack:
                self._stack = stack_of(self._watched)


def stack_of(thread: int) -> str:
    """What a thread is doing, the newest call last, a line each; empty when there is no such thread.

    Nothing of its frames is held meanwhile: the last one to let go of a frame destroys what is in it, and objects of
    the window must only be destroyed in the window's thread. Elsewhere that waits for ever for locks of Qt.
    """
    with tempfile.TemporaryFile() as file:
        faulthandler.dump_traceback(file, all_threads=True)
        file.seek(0)
        text = file.read().decode("utf-8", "replace")
    for part in text.split("\n\n"):
        head, *calls = part.strip().splitlines()
        found = _THREAD.search(head)
        if found is not None and int(found[0], 16) == thread:
            return "\n".join(reversed(calls)) + "\n"
    return ""
