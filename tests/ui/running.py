"""A running window for tests, and what it may not leave behind."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest
from PySide6.QtCore import QEvent, QEventLoop
from PySide6.QtWidgets import QApplication

from app.farm.settings_store import SettingsStore
from app.main import start_agents
from app.ui.application import Application, WindowWiring
from app.ui.assembly import HEAVY

VENDOR_THREADS = ("quickjs-worker",)
"""Threads that a library starts when it is imported, and keeps."""

END_SECONDS = 30
"""What is told to end has so long to do so, however busy the computer is."""


def move_in(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Make a folder, which is made, the home of this process and of those that it starts, in which nothing is set."""
    home.mkdir(exist_ok=True)
    for name in list(os.environ):
        if name.startswith("FARMHAND_") and name != "FARMHAND_CORPUS":
            monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(home))
    for name, folder in (
        ("CONFIG", ".config"),
        ("DATA", ".local/share"),
        ("CACHE", ".cache"),
        ("STATE", ".local/state"),
    ):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(home / folder))
    monkeypatch.setenv("XDG_VIDEOS_DIR", str(home / "Videos"))


def wiring_in(home: Path) -> WindowWiring:
    """What the composition root would hand to the window of a new user with that home folder."""
    return WindowWiring(
        start_agents=start_agents,
        settings=SettingsStore(home / ".config" / "farmhand" / "farmhand.toml", {}),
        owner="ada",
        home=home / ".local" / "share" / "farmhand" / "profiles" / "default",
        ahead=False,
    )


@contextmanager
def running(qt: QApplication, wiring: WindowWiring) -> Iterator[Application]:
    """A whole window, with all that its pages bring in; it is closed at the end."""
    made = Application(qt, wiring)
    made.start()
    while not all(made.assembly.is_ready(key) for key in HEAVY):
        qt.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
    yield made
    made.close()
    made.deleteLater()
    qt.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


@contextmanager
def nothing_left() -> Iterator[None]:
    """Fails when threads or child processes are left that were not there before."""
    threads = set(threading.enumerate())
    children = set(psutil.Process().children(recursive=True))
    yield
    late = [
        one
        for one in threading.enumerate()
        if one not in threads and one.is_alive() and not one.name.startswith(VENDOR_THREADS)
    ]
    for one in late:
        one.join(END_SECONDS)
    assert [one.name for one in late if one.is_alive()] == []
    left = set(psutil.Process().children(recursive=True)) - children
    _, alive = psutil.wait_procs(left, timeout=END_SECONDS)
    assert [" ".join(one.cmdline()) for one in alive] == []
