"""Ctrl+C and SIGTERM end the window in order. Qt's loop runs no Python by itself, so something has to wake it up."""

from __future__ import annotations

import os
import signal
import sys
from types import FrameType
from typing import Final

from PySide6.QtCore import QObject, QSocketNotifier, QTimer, Signal

_TICK_MILLISECONDS: Final = 500


class EndSignals(QObject):
    """`wanted` is emitted when the process is asked to end, from `listen` to `close`."""

    wanted = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pipe: tuple[int, int] | None = None
        self._notifier: QSocketNotifier | None = None
        self._timer = QTimer(self)
        self._before: list[tuple[int, object]] = []

    def listen(self) -> None:
        """Begin to listen; on the main thread."""
        for number in (signal.SIGINT, signal.SIGTERM):
            self._before.append((number, signal.signal(number, self._asked)))
        if sys.platform != "win32":
            self._pipe = os.pipe()
            for end in self._pipe:
                os.set_blocking(end, False)
            signal.set_wakeup_fd(self._pipe[1])
            self._notifier = QSocketNotifier(self._pipe[0], QSocketNotifier.Type.Read, self)
            self._notifier.activated.connect(self._woken)
        elif sys.stdin is not None and sys.stdin.isatty():
            # Only a console sends Ctrl+C; Python sees it at the next tick.
            self._timer.timeout.connect(self._tick)
            self._timer.start(_TICK_MILLISECONDS)

    def close(self) -> None:
        """Put everything back as it was."""
        self._timer.stop()
        for number, handler in self._before:
            signal.signal(number, handler)  # type: ignore[arg-type]
        self._before.clear()
        if self._notifier is not None:
            self._notifier.setEnabled(False)
            self._notifier = None
        if self._pipe is not None:
            signal.set_wakeup_fd(-1)
            for end in self._pipe:
                os.close(end)
            self._pipe = None

    def _asked(self, _number: int, _frame: FrameType | None) -> None:
        self.wanted.emit()

    def _woken(self) -> None:
        """Python runs its handlers now; the byte in the pipe only woke it."""
        if self._pipe is not None:
            os.read(self._pipe[0], 64)

    def _tick(self) -> None:
        """Nothing: that Python ran is all."""
