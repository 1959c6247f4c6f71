"""The watchdog of the window's thread."""

from __future__ import annotations

import hashlib
import sys
import threading
import time

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.ui.watchdog import Stall, Watchdog, stack_of, wanted

PATIENCE = 20_000


def busy_for(seconds: float) -> None:
    until = time.perf_counter() + seconds
    while time.perf_counter() < until:
        hashlib.sha256(b"work").digest()


def test_stall_is_recorded_with_what_was_done(qapp: QApplication, qtbot: QtBot) -> None:
    watchdog = Watchdog(limit=0.1)
    watchdog.start()
    with qtbot.waitSignal(watchdog.stalled, timeout=PATIENCE) as stalled:
        QTimer.singleShot(0, lambda: busy_for(0.5))
    watchdog.stop()
    stall = stalled.args[0]
    assert isinstance(stall, Stall)
    assert stall.seconds > 0.3
    assert 0 < stall.busy < stall.seconds + 0.1
    assert "busy_for" in stall.stack
    assert stall in watchdog.stalls


def test_it_can_be_started_again(qapp: QApplication, qtbot: QtBot) -> None:
    watchdog = Watchdog(limit=0.1)
    watchdog.start()
    watchdog.stop()
    busy_for(0.3)
    watchdog.start()
    with qtbot.waitSignal(watchdog.stalled, timeout=PATIENCE):
        QTimer.singleShot(0, lambda: busy_for(0.5))
    watchdog.stop()


class Held:
    """Remembers in which thread its instances were destroyed."""

    destroyed_in: set[int] = set()

    def __del__(self) -> None:
        self.destroyed_in.add(threading.get_ident())


def hold() -> int:
    held = Held()
    return sum(id(held) % n for n in range(1, 20))


def test_what_a_thread_holds_is_never_destroyed_by_who_looks_at_it() -> None:
    own, done = threading.get_ident(), threading.Event()

    def look() -> None:
        while not done.is_set():
            stack_of(own)

    looking = threading.Thread(target=look)
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    looking.start()
    try:
        for _ in range(20_000):
            hold()
    finally:
        sys.setswitchinterval(before)
        done.set()
        looking.join()
    assert Held.destroyed_in == {own}


def test_a_stack_has_the_newest_call_last_and_that_of_no_thread_is_empty() -> None:
    lines = stack_of(threading.get_ident()).splitlines()
    assert "stack_of" in lines[-1] and "test_a_stack_has" in lines[-2]
    assert stack_of(1) == ""


@pytest.mark.parametrize(("value", "on"), [(None, False), ("1", True), ("", False)])
def test_it_is_for_debug_runs(value: str | None, on: bool) -> None:
    assert wanted({} if value is None else {"FARMHAND_DEBUG": value}) is on
