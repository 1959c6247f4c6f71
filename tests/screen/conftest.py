"""A whole window on a real screen."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.screen.hands import Hands
from tests.screen.program import Program
from tests.ui.conftest import (
    application,
    caches,
    empty_home,
    garbage_on_this_thread,
    nothing_left_behind,
    services,
    stalls,
    wiring,
)

__all__ = [
    "application",
    "caches",
    "empty_home",
    "garbage_on_this_thread",
    "nothing_left_behind",
    "services",
    "stalls",
    "wiring",
]


@pytest.fixture
def hands(qtbot: QtBot) -> Hands:
    """Keys and mouse."""
    assert QApplication.platformName() == "xcb"
    return Hands(qtbot)


@pytest.fixture
def drag_source() -> Iterator[Callable[[int, int, Path], subprocess.Popen[str]]]:
    """Starts another program with a window at a place of the screen, that a file can be dragged out of."""

    def start(x: int, y: int, file: Path) -> subprocess.Popen[str]:
        command = [sys.executable, "-m", "tests.fakes.window_drag_source", str(x), str(y), str(file)]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        started.append(process)
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        return process

    started: list[subprocess.Popen[str]] = []
    yield start
    for process in started:
        process.kill()
        process.communicate()


@pytest.fixture
def start() -> Iterator[Callable[..., Program]]:
    """Starts the real program; what still runs at the end of the test is killed."""

    def run(*words: str | Path) -> Program:
        started.append(Program(*words))
        return started[-1]

    started: list[Program] = []
    yield run
    for program in started:
        if program.process.poll() is None:
            program.kill()


@pytest.fixture
def new_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Path]:
    """Makes an empty home for the programs that are started from now on."""

    def make(name: str) -> Path:
        home = tmp_path / name
        home.mkdir()
        monkeypatch.setenv("HOME", str(home))
        for kind, folder in (
            ("CONFIG", ".config"),
            ("DATA", ".local/share"),
            ("CACHE", ".cache"),
            ("STATE", ".local/state"),
        ):
            monkeypatch.setenv(f"XDG_{kind}_HOME", str(home / folder))
        monkeypatch.setenv("XDG_VIDEOS_DIR", str(home / "Videos"))
        return home

    return make
