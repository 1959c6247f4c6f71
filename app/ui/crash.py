"""Faults of our own: written to a log in the profile, said in the window, and survived where that is possible.

Hooks for exceptions that nobody caught (in slots, threads and finalisers), for what Qt has to say, and for crashes of
the interpreter itself.
"""

from __future__ import annotations

import faulthandler
import logging
import os
import sys
import threading
import traceback
from collections.abc import Callable
from contextlib import suppress
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Final

from PySide6.QtCore import QMessageLogContext, QObject, QtMsgType, Signal, qInstallMessageHandler

from app.core.errors import ErrorInfo
from app.core.model import Struct
from app.farm.files import translated
from app.farm.logs import TextLines
from app.ui.tasks import fault_info

FOLDER: Final = "logs"
LOG_NAME: Final = "window.log"
CRASH_NAME: Final = "crash.log"
LOG_BYTES: Final = 2_000_000
LOG_FILES: Final = 3
LOGGER: Final = "app.ui"

_LEVELS: Final = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.INFO,
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}

_log = logging.getLogger(LOGGER)


class Fault(Struct, frozen=True):
    """A fault that was survived: what is said of it, and where it happened (a traceback)."""

    error: ErrorInfo
    trace: str


class CrashReporter(QObject):
    """The hooks, from `install` to `remove`. `happened` is emitted with a `Fault` of a slot or a thread."""

    happened = Signal(object)
    interrupted = Signal()
    """Ctrl+C reached a slot."""

    def __init__(self, home: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._folder = home / FOLDER
        self._handler: logging.Handler | None = None
        self._crashes: IO[str] | None = None
        self._telling = threading.local()
        self._opening = True
        self._before = (sys.excepthook, threading.excepthook, sys.unraisablehook)
        self._qt_before: Callable[[QtMsgType, QMessageLogContext, str], Any] | None = None

    @property
    def folder(self) -> Path:
        """Where the logs are."""
        return self._folder

    def opened(self) -> None:
        """The window's program is there: from now on what Qt cannot bear is a crash, and no lack of a screen."""
        self._opening = False

    def install(self) -> None:
        """Begin to listen. Raises `StorageError` when the log cannot be written."""
        with translated("write", self._folder / LOG_NAME):
            self._folder.mkdir(parents=True, exist_ok=True)
            self._handler = RotatingFileHandler(
                self._folder / LOG_NAME, maxBytes=LOG_BYTES, backupCount=LOG_FILES - 1, encoding="utf-8"
            )
            self._crashes = (self._folder / CRASH_NAME).open("a", encoding="utf-8")
        self._handler.setFormatter(TextLines())
        _log.addHandler(self._handler)
        _log.setLevel(logging.INFO)
        # The farm's log takes what the rest of the program says; what the window says is not said twice.
        _log.propagate = False
        faulthandler.enable(self._crashes)
        self._before = (sys.excepthook, threading.excepthook, sys.unraisablehook)
        sys.excepthook = self._uncaught
        threading.excepthook = self._uncaught_in_thread
        sys.unraisablehook = self._unraisable
        self._qt_before = qInstallMessageHandler(self._qt_says)

    def remove(self) -> None:
        """Put everything back as it was."""
        qInstallMessageHandler(self._qt_before)
        sys.excepthook, threading.excepthook, sys.unraisablehook = self._before
        faulthandler.disable()
        _log.propagate = True
        if self._handler is not None:
            _log.removeHandler(self._handler)
            self._handler.close()
            self._handler = None
        if self._crashes is not None:
            self._crashes.close()
            self._crashes = None

    def _uncaught(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            self.interrupted.emit()
            return
        text = "".join(traceback.format_exception(kind, error, trace))
        _log.error("A fault:\n%s", text)
        self._tell(Fault(error=fault_info(error), trace=text))

    def _uncaught_in_thread(self, found: threading.ExceptHookArgs) -> None:
        if found.exc_value is not None:
            self._uncaught(found.exc_type, found.exc_value, found.exc_traceback)

    def _unraisable(self, found: sys.UnraisableHookArgs) -> None:
        text = "".join(traceback.format_exception(found.exc_type, found.exc_value, found.exc_traceback))
        _log.error("A fault that could not be raised (%s in %r):\n%s", found.err_msg or "", found.object, text)

    def _qt_says(self, kind: QtMsgType, context: QMessageLogContext, text: str) -> None:
        _log.log(_LEVELS.get(kind, logging.WARNING), "Qt (%s): %s", context.category or "default", text)
        if kind is QtMsgType.QtFatalMsg and self._opening:
            # Qt is about to abort, from within its constructor, where nothing can be raised.
            title, cause, next_step = no_screen(text.strip().splitlines()[0] if text.strip() else "")
            sys.stderr.write(f"{title} {cause} {next_step}\n")
            sys.stderr.flush()
            os._exit(1)

    def _tell(self, fault: Fault) -> None:
        """Say it, unless it happened while a fault was being said."""
        if getattr(self._telling, "now", False):
            return
        self._telling.now = True
        try:
            with suppress(RuntimeError):  # The window is gone already.
                self.happened.emit(fault)
        finally:
            self._telling.now = False


def no_screen(cause: str = "") -> tuple[str, str, str]:
    """Title, cause and next step of the error that there is no screen to open a window on."""
    return (
        "The window cannot be opened here.",
        cause or "There is no screen: neither DISPLAY nor WAYLAND_DISPLAY is set.",
        "Start Farmhand on a desktop, or use its commands: farmhand --help.",
    )
