"""Starting the window's program: one per profile, with logs of its faults, ended in order by whatever ends it."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from app.core.errors import FarmhandError
from app.ui.application import Application, WindowWiring
from app.ui.crash import CrashReporter, no_screen
from app.ui.end_signals import EndSignals
from app.ui.handover import Handover, handover_of
from app.ui.single_instance import SingleInstance, hand_over
from app.ui.watchdog import Watchdog, wanted
from app.ui.windows_desktop import allow_foreground, set_identity

__all__ = ["WindowWiring", "run"]


def run(wiring: WindowWiring, words: Sequence[str]) -> int:
    """Open the window, or hand `words` to the one that is open. Returns the exit code when it has ended.

    Raises `FarmhandError` when that is not possible.
    """
    handover = handover_of(words, Path.cwd())
    instance = SingleInstance(wiring.home)
    if not instance.claim():
        # A socket needs a program around it, but no window.
        program = QCoreApplication(sys.argv[:1])
        allow_foreground()
        hand_over(wiring.home, handover)
        del program
        return 0
    try:
        return _run_window(wiring, handover, instance)
    finally:
        instance.release()


def _run_window(wiring: WindowWiring, handover: Handover, instance: SingleInstance) -> int:
    _check_screen()
    set_identity()
    QGuiApplication.setHighDpiScaleFactorRoundingPolicy(Qt.HighDpiScaleFactorRoundingPolicy.PassThrough)
    crash = CrashReporter(wiring.home)
    crash.install()
    try:
        qt = QApplication(sys.argv[:1])
        qt.setApplicationName("farmhand")
        qt.setApplicationDisplayName("Farmhand")
        qt.setDesktopFileName("farmhand")
        qt.setQuitOnLastWindowClosed(False)
        crash.opened()
        return _loop(qt, Application(qt, wiring), crash, instance, handover)
    finally:
        crash.remove()


def _loop(
    qt: QApplication, application: Application, crash: CrashReporter, instance: SingleInstance, handover: Handover
) -> int:
    ends = EndSignals(application)
    # Queued: who asks before the loop runs is heard as soon as it does.
    ends.wanted.connect(qt.quit, Qt.ConnectionType.QueuedConnection)
    crash.interrupted.connect(qt.quit, Qt.ConnectionType.QueuedConnection)
    crash.happened.connect(application.survived)
    instance.asked.connect(application.routes.take)
    application.closing.ended.connect(qt.quit)
    watchdog = Watchdog(parent=application)
    try:
        if wanted():
            watchdog.start()
        ends.listen()
        application.start()
        instance.listen()
        application.routes.take(handover)
        return qt.exec()
    finally:
        watchdog.stop()
        ends.close()
        application.close()


def _check_screen() -> None:
    """Raise `FarmhandError` where there is surely no screen; Qt would end the program for that."""
    if sys.platform.startswith("linux") and not any(
        os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    ):
        raise FarmhandError(*no_screen())
