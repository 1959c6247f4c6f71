from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, QTimer, Signal, qWarning
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QPushButton
from pytestqt.qtbot import QtBot

from app.ui.application import Application
from app.ui.crash import CRASH_NAME, LOG_NAME, CrashReporter, Fault

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 20_000


@contextmanager
def reporting(folder: Path) -> Iterator[CrashReporter]:
    """The hooks, over those of the test library, which would fail the test."""
    made = CrashReporter(folder)
    made.opened()
    made.install()
    try:
        yield made
    finally:
        made.remove()


def log(reporter: CrashReporter) -> str:
    return (reporter.folder / LOG_NAME).read_text("utf-8")


class Slots(QObject):
    asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.asked.connect(self.fail)

    def fail(self) -> None:
        raise KeyError("春節")


def test_fault_in_a_slot_is_logged_told_and_survived(tmp_path: Path, qtbot: QtBot) -> None:
    slots = Slots()
    with reporting(tmp_path) as reporter:
        told: list[Fault] = []
        reporter.happened.connect(told.append)
        QTimer.singleShot(0, slots.asked)
        qtbot.waitUntil(lambda: bool(told), timeout=PATIENCE)
        slots.asked.emit()
        assert len(told) == 2
        assert "in fail" in told[0].trace
        assert "KeyError: '春節'" in log(reporter)


def test_fault_in_a_thread_is_told_on_the_windows_thread(tmp_path: Path, qtbot: QtBot) -> None:
    where: list[int] = []

    class Listener(QObject):
        def take(self, _fault: Fault) -> None:
            where.append(threading.get_ident())

    listener = Listener()

    def fail() -> None:
        raise OSError("the disk has a fault")

    with reporting(tmp_path) as reporter:
        reporter.happened.connect(listener.take)
        thread = threading.Thread(target=fail)
        thread.start()
        thread.join()
        qtbot.waitUntil(lambda: bool(where), timeout=PATIENCE)
    assert where == [threading.get_ident()]


def test_what_cannot_be_raised_and_what_qt_says_is_logged(tmp_path: Path, qapp: object) -> None:
    class Bad:
        def __del__(self) -> None:
            raise ValueError("at the end")

    with reporting(tmp_path) as reporter:
        bad = Bad()
        del bad
        qWarning("a remark of Qt")
        text = log(reporter)
    assert "at the end" in text
    assert "a remark of Qt" in text


def test_fault_while_a_fault_is_told_does_not_go_round_in_circles(tmp_path: Path, qtbot: QtBot) -> None:
    slots = Slots()
    with reporting(tmp_path) as reporter:
        reporter.happened.connect(slots.fail)
        slots.asked.emit()
        assert log(reporter).count("A fault:") == 2


def test_interrupt_is_no_fault(tmp_path: Path, qtbot: QtBot) -> None:
    def stop() -> None:
        raise KeyboardInterrupt

    with reporting(tmp_path) as reporter, qtbot.waitSignal(reporter.interrupted, timeout=PATIENCE):
        QTimer.singleShot(0, stop)


def test_no_secret_comes_into_the_log(tmp_path: Path, qapp: object) -> None:
    with reporting(tmp_path) as reporter:
        qWarning("cannot reach amqps://ann:hunter2@mq.studio/farm")
        assert "mq.studio" in log(reporter) and "hunter2" not in log(reporter)


def test_log_does_not_grow_without_bounds(tmp_path: Path, qtbot: QtBot) -> None:
    with reporting(tmp_path) as reporter:
        for _ in range(400):
            qWarning("x" * 20_000)
        sizes = [path.stat().st_size for path in reporter.folder.glob("window.log*")]
    assert len(sizes) <= 3
    assert max(sizes) <= 2_100_000


def test_window_says_its_mistake_and_goes_on(application: Application, tmp_path: Path, qtbot: QtBot) -> None:
    slots = Slots()
    with reporting(tmp_path) as reporter:
        reporter.happened.connect(application.survived)
        slots.asked.emit()
    banner = application.window.findChild(QFrame, "banner-fault")
    assert banner is not None
    assert banner.isVisible()
    assert "made a mistake" in banner.accessibleName()
    buttons = {button.text(): button for button in banner.findChildren(QPushButton)}
    buttons["Copy details"].click()
    copied = QGuiApplication.clipboard().text()
    assert "in fail" in copied
    assert str(Path.home()) not in copied
    buttons["Dismiss"].click()
    assert not banner.isVisible()
    application.window.show_page("settings")
    assert application.window.page("settings").isVisible()


CRASH = """
import sys
from pathlib import Path
from app.ui.crash import CrashReporter
reporter = CrashReporter(Path(sys.argv[1]))
reporter.install()
import ctypes
ctypes.string_at(0)
"""


def test_crash_of_the_interpreter_leaves_its_stack(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", CRASH, str(tmp_path)],
        cwd=ROOT,
        env={**os.environ},
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert done.returncode != 0
    assert "Fatal Python error" in (tmp_path / "logs" / CRASH_NAME).read_text("utf-8")


def test_profile_that_cannot_be_written_to_is_said(tmp_path: Path) -> None:
    from app.core.errors import StorageError

    (tmp_path / "profile").write_bytes(b"a file")
    with pytest.raises(StorageError):
        CrashReporter(tmp_path / "profile").install()
