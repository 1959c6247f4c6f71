"""The first run: from an empty home to a verified film in two minutes, with keys and mouse alone, without a network."""

from __future__ import annotations

import os
import socket
import subprocess
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psutil
import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QToolButton, QWidget

from app.core.slots import Fit, MediaFill
from app.core.states import JobState
from app.ui.application import Application
from app.ui.controllers.compose import ComposeState
from app.ui.watchdog import Watchdog
from resources import samples
from tests.screen.films import watch
from tests.screen.hands import Hands, on_screen, part

GREETING = next(sample for sample in samples() if sample.name == "greeting")
HARBOUR = GREETING.template.parent / "photos" / "harbour.jpg"
NAME, PHOTO = "layer/2/53", "item/1"

WITHOUT_NETWORK = os.environ.get("FARMHAND_TEST_SCREEN") == "no network"
"""Whether the system let these tests run without any network."""

WHOLE_SECONDS = 120
"""From the start of the window to a film that is done; what users are promised."""

LONGEST_STALL = 1.0
"""Seconds that the window's thread may compute at a stretch, on the slowest test machine, while a film is rendered."""

BESIDE = (1500, 60)
"""Where another program's window is, right of ours."""


def open_windows(qt: QApplication) -> list[QWidget]:
    return [one for one in qt.topLevelWidgets() if one.isVisible() and one.isWindow()]


def connections() -> list[str]:
    """Everything that the program and its children have to do with a network."""
    found = []
    for process in [psutil.Process(), *psutil.Process().children(recursive=True)]:
        try:
            found += [f"{process.name()}: {one}" for one in process.net_connections("inet")]
        except psutil.NoSuchProcess:
            continue
    return found


@pytest.fixture
def begun() -> float:
    """When the window began to start: requested before the application."""
    return time.monotonic()


@pytest.fixture
def player(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The system's way to open files, which here only notes what it is asked for."""
    folder, asked = tmp_path / "bin", tmp_path / "asked"
    folder.mkdir()
    program = folder / "xdg-open"
    program.write_text(f'#!/bin/sh\nprintf "%s\\n" "$1" > "{asked}.part" && mv "{asked}.part" "{asked}"\n', "utf-8")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")
    return asked


@pytest.mark.timeout(400)
def test_first_run(
    begun: float,
    application: Application,
    stalls: Watchdog,
    hands: Hands,
    empty_home: Path,
    player: Path,
    drag_source: Callable[[int, int, Path], subprocess.Popen[str]],
) -> None:
    run = FirstRun(application, hands)
    run.starts_quietly()
    run.opens_the_sample()
    run.follows_the_typed_name()
    run.takes_a_photo(drag_source(*BESIDE, HARBOUR))
    run.renders(empty_home / "Videos" / "Farmhand")
    assert time.monotonic() - begun <= WHOLE_SECONDS
    assert connections() == []
    run.plays(player)
    run.offers_what_is_next()
    assert [stall.stack for stall in stalls.stalls if stall.busy > LONGEST_STALL] == []


class FirstRun:
    """What somebody does who has never seen the program, step by step."""

    def __init__(self, application: Application, hands: Hands) -> None:
        self.application, self.hands = application, hands
        self.window = application.window
        self.film = Path()

    def starts_quietly(self) -> None:
        """A window that can be used, no dialog, nothing that listens or talks."""
        self.hands.focus(self.window)
        qt = QApplication.instance()
        assert isinstance(qt, QApplication)
        assert open_windows(qt) == [self.window]
        assert qt.activeModalWidget() is None
        assert connections() == []
        if WITHOUT_NETWORK:
            assert [name for _, name in socket.if_nameindex()] == ["lo"]

    def opens_the_sample(self) -> None:
        """One click, and its first frame is drawn."""
        self.hands.click(part(self.window.page("home"), QPushButton, "sample-greeting"))
        compose = self.application.compose
        self.hands.wait(lambda: compose.state is ComposeState.OPEN and compose.sight.picture is not None)
        assert compose.path == GREETING.template
        assert compose.values.text(NAME)

    def follows_the_typed_name(self) -> None:
        """The picture is another one after typing."""
        before = self.drawn()
        name = part(self.window, QWidget, f"text {NAME}")
        self.hands.click(name)
        self.hands.press("ctrl+a")
        self.hands.type("Ada Lovelace")
        values = self.application.compose.values
        self.hands.wait(lambda: values.text(NAME) == "Ada Lovelace")
        self.hands.wait(lambda: self.drawn() != before)

    def takes_a_photo(self, source: subprocess.Popen[str]) -> None:
        """A photo that is dragged in from another program is placed, and its crop can be edited."""
        values = self.application.compose.values
        field = part(self.window, QWidget, f"field {PHOTO}")
        before = self.drawn()
        self.hands.reach(field)
        self.hands.drag((BESIDE[0] + 60, BESIDE[1] + 60), (field, None))
        self.hands.wait(lambda: values.entry(PHOTO) is not None)
        assert source.poll() is None
        entry = values.entry(PHOTO)
        assert isinstance(entry, MediaFill)
        assert Path(entry.path) == HARBOUR
        self.hands.wait(lambda: self.drawn() != before)
        adjust = part(self.window, QPushButton, f"adjust {PHOTO}")
        self.hands.wait(adjust.isEnabled)
        self.hands.click(adjust)
        self.hands.wait(lambda: QApplication.activeModalWidget() is not None)
        editor = QApplication.activeModalWidget()
        assert editor is not None
        self.hands.click(part(editor, QToolButton, "editor-crop"))
        self.hands.click(part(editor, QPushButton, "use"))
        self.hands.wait(lambda: QApplication.activeModalWidget() is None)
        entry = values.entry(PHOTO)
        assert isinstance(entry, MediaFill)
        assert entry.fit is Fit.CROP

    def renders(self, folder: Path) -> None:
        """Ctrl+Enter; the job is in the queue and in the bottom bar, and pages change while the film is drawn."""
        self.hands.focus(self.window)
        self.hands.press("ctrl+Return")
        farm = self.application.services.farm
        self.hands.wait(lambda: len(farm.jobs) == 1)
        self.hands.wait(lambda: "1 rendering" in self.bottom_bar())
        [job_id] = farm.jobs
        for keys, page in (("ctrl+4", "queue"), ("ctrl+1", "home"), ("ctrl+2", "compose")):
            self.hands.press(keys)
            self.hands.wait(lambda page=page: self.window.page(page).isVisible())
        play = part(self.window, QPushButton, "playFilm")
        self.hands.wait(play.isVisible)
        job = farm.jobs[job_id]
        assert job.state == JobState.DONE
        assert job.warnings == ()
        [self.film] = folder.iterdir()
        # Beside the window's thread: decoding is the test's work, not a stall of the window.
        with ThreadPoolExecutor(1) as beside:
            watching = beside.submit(watch, self.film)
            self.hands.wait(watching.done)
        seen = watching.result()
        assert (seen.frames, seen.size, seen.rate) == (150, (1280, 720), 30)

    def plays(self, player: Path) -> None:
        """The system's player is asked for the film."""
        self.hands.click(part(self.window, QPushButton, "playFilm"))
        self.hands.wait(player.exists)
        assert player.read_text("utf-8").strip() in (str(self.film), self.film.as_uri())

    def offers_what_is_next(self) -> None:
        """The card leads on, and Many leads to a spreadsheet of this template."""
        assert part(self.window, QPushButton, "showFilm").isVisible()
        assert part(self.window, QPushButton, "useOwn").isVisible()
        self.hands.click(part(self.window, QPushButton, "makeMany"))
        self.hands.wait(lambda: self.window.current == "batch")
        self.hands.wait(lambda: self.application.batch.source.template is not None)
        assert self.application.batch.source.template_path == GREETING.template

    def drawn(self) -> QImage:
        """The picture, once it shows what is filled in."""
        sight = self.application.compose.sight
        self.hands.wait(lambda: sight.picture is not None and not sight.feed.updating)
        assert sight.picture is not None
        return sight.picture.image

    def bottom_bar(self) -> str:
        bar = part(self.window, QWidget, "bottomBar")
        parts = [*bar.findChildren(QToolButton), *bar.findChildren(QLabel)]
        assert on_screen(bar).bottom() <= on_screen(self.window).bottom()
        return " · ".join(one.text() for one in parts if one.isVisible())
