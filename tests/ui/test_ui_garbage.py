from __future__ import annotations

import gc
import subprocess
import sys
import threading
import weakref
from pathlib import Path

from pytestqt.qtbot import QtBot

from app.ui.application import Application
from app.ui.garbage import YOUNG_OBJECTS, Garbage

ROOT = Path(__file__).resolve().parents[2]

WIDGETS_BEHIND_A_BUSY_THREAD = """
import gc
import threading
from PySide6.QtWidgets import QApplication, QLabel
from app.ui.garbage import Garbage

qt = QApplication([])
garbage = Garbage()
garbage.start()
garbage.settle()
assert gc.get_freeze_count()
stop = threading.Event()

def be_busy():
    while not stop.is_set():
        kept = [[number] for number in range(2000)]

thread = threading.Thread(target=be_busy)
thread.start()
for number in range(400):
    label = QLabel("a")
    label.itself = label
    label.show()
    del label
    qt.processEvents()
stop.set()
thread.join()
garbage.stop()
print("there")
"""


class Ring:
    """Garbage once nobody holds it; notes the thread that it is collected on."""

    def __init__(self, threads: list[int]) -> None:
        self.itself = self
        weakref.finalize(self, lambda: threads.append(threading.get_ident()))


def busy() -> None:
    """Make so many objects that the interpreter would look for garbage."""
    kept = [[number] for number in range(5 * YOUNG_OBJECTS)]
    del kept


def test_cycles_go_on_the_windows_thread_only(qtbot: QtBot) -> None:
    garbage, threads = Garbage(), list[int]()
    garbage.start()
    garbage.settle()
    Ring(threads)
    for _ in range(5):
        worker = threading.Thread(target=busy)
        worker.start()
        worker.join()
    assert threads == []
    kept = [[number] for number in range(2 * YOUNG_OBJECTS)]
    qtbot.waitUntil(lambda: bool(threads), timeout=10_000)
    garbage.stop()
    assert threads == [threading.get_ident()]
    assert kept


def test_the_interpreter_looks_again_once_the_window_is_gone() -> None:
    gc.enable()
    garbage = Garbage()
    garbage.start()
    assert not gc.isenabled()
    garbage.stop()
    assert gc.isenabled()


def test_old_garbage_is_found_too(qtbot: QtBot) -> None:
    garbage, threads = Garbage(), list[int]()
    ring = Ring(threads)
    gc.collect()
    garbage.start()
    del ring
    kept = []

    def gone() -> bool:
        kept.extend([[number] for number in range(2 * YOUNG_OBJECTS)])
        garbage.look()
        return bool(threads)

    qtbot.waitUntil(gone, timeout=30_000)
    garbage.stop()


def test_a_window_has_nothing_collected_in_the_background(application: Application) -> None:
    assert not gc.isenabled()


def test_widgets_that_are_garbage_survive_busy_threads() -> None:
    done = subprocess.run(
        [sys.executable, "-c", WIDGETS_BEHIND_A_BUSY_THREAD],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.stdout == "there\n", done.stderr
