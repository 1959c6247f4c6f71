from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import psutil
import pytest
from PySide6.QtCore import QEventLoop, Qt
from PySide6.QtWidgets import QApplication, QFrame, QPushButton
from pytestqt.qtbot import QtBot

from app.farm.session_file import Session, SessionFile
from app.render.scene import FontFile
from app.ui.application import Application, WindowWiring
from app.ui.assembly import HEAVY
from app.ui.controllers.compose import ComposeState
from resources import samples
from tests.ui.compose_kit import GREETING, NAME

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 60_000


@pytest.fixture(scope="module")
def left() -> list[bytes]:
    """What the run has left that was killed, once there was one."""
    return []


@pytest.fixture
def crashed(qapp: QApplication, wiring: WindowWiring, qtbot: QtBot, left: list[bytes]) -> Session:
    """What a run leaves that was killed while a name was filled in."""
    file = SessionFile(wiring.home)
    if not left:
        first = begin(qapp, wiring)
        first.services.navigator.template_wanted.emit(GREETING)
        qtbot.waitUntil(lambda: first.compose.state is ComposeState.OPEN, timeout=PATIENCE)
        first.compose.values.set_text(NAME, "Ada 春")
        qtbot.waitUntil(lambda: b"Ada" in (file.path.read_bytes() if file.path.exists() else b""), timeout=PATIENCE)
        left.append(file.path.read_bytes())
        end(qapp, first)
    file.path.parent.mkdir(parents=True, exist_ok=True)
    file.path.write_bytes(left[0])
    return file.read()


@pytest.fixture
def second(qapp: QApplication, wiring: WindowWiring, crashed: Session, qtbot: QtBot) -> Iterator[Application]:
    """The next start."""
    made = begin(qapp, wiring)
    qtbot.waitUntil(lambda: banner(made) is not None, timeout=PATIENCE)
    yield made
    end(qapp, made)


def begin(qapp: QApplication, wiring: WindowWiring) -> Application:
    made = Application(qapp, wiring)
    made.start()
    while not all(made.assembly.is_ready(key) for key in HEAVY):
        qapp.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
    return made


def end(qapp: QApplication, application: Application) -> None:
    application.close()
    application.deleteLater()
    qapp.sendPostedEvents(None, 52)


def banner(application: Application) -> QFrame | None:
    return application.window.findChild(QFrame, "banner-session")


def press(application: Application, verb: str, qtbot: QtBot) -> None:
    shown = banner(application)
    assert shown is not None
    button = next(one for one in shown.findChildren(QPushButton) if one.text() == verb)
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def test_what_was_typed_is_offered_and_comes_back(
    second: Application, wiring: WindowWiring, crashed: Session, qtbot: QtBot
) -> None:
    shown = banner(second)
    assert shown is not None
    assert "greeting" in shown.accessibleName()
    press(second, "Restore", qtbot)
    qtbot.waitUntil(lambda: second.compose.state is ComposeState.OPEN, timeout=PATIENCE)
    assert second.window.current == "compose"
    assert second.compose.values.text(NAME) == "Ada 春"
    assert banner(second) is None or not second.window.banners.isVisible()


def test_chosen_files_and_accepted_substitutes_come_back(
    qapp: QApplication, wiring: WindowWiring, qtbot: QtBot
) -> None:
    first = begin(qapp, wiring)
    first.services.navigator.template_wanted.emit(GREETING)
    qtbot.waitUntil(lambda: first.compose.state is ComposeState.OPEN, timeout=PATIENCE)
    photo = next((GREETING.parent / "photos").glob("*.jpg"))
    preflight = first.compose.preflight
    preflight.accept(frozenset({"a mark"}))
    preflight.choose_font("Nowhere-Bold", FontFile(path=photo, face=1))
    preflight.choose_footage(7, photo)
    wanted = preflight.chosen
    first.compose.values.set_text(NAME, "Ada")
    end(qapp, first)
    second = begin(qapp, wiring)
    qtbot.waitUntil(lambda: banner(second) is not None, timeout=PATIENCE)
    press(second, "Restore", qtbot)
    qtbot.waitUntil(lambda: second.compose.state is ComposeState.OPEN, timeout=PATIENCE)
    assert second.compose.preflight.accepted == {"a mark"}
    assert second.compose.preflight.chosen == wanted
    end(qapp, second)


def test_unanswered_offer_is_made_again(
    qapp: QApplication, second: Application, wiring: WindowWiring, crashed: Session, qtbot: QtBot
) -> None:
    second.close()
    assert SessionFile(wiring.home).read() == crashed


def test_what_was_typed_survives_an_orderly_end_too(qapp: QApplication, wiring: WindowWiring, qtbot: QtBot) -> None:
    first = begin(qapp, wiring)
    first.services.navigator.template_wanted.emit(GREETING)
    qtbot.waitUntil(lambda: first.compose.state is ComposeState.OPEN, timeout=PATIENCE)
    end(qapp, first)
    assert not SessionFile(wiring.home).path.exists()
    second = begin(qapp, wiring)
    second.services.navigator.template_wanted.emit(GREETING)
    qtbot.waitUntil(lambda: second.compose.state is ComposeState.OPEN, timeout=PATIENCE)
    second.compose.values.set_text(NAME, "Ada")
    end(qapp, second)
    third = begin(qapp, wiring)
    qtbot.waitUntil(lambda: banner(third) is not None, timeout=PATIENCE)
    shown = banner(third)
    assert shown is not None
    assert shown.accessibleName() == "Go on with “greeting”, with what you had typed?"
    press(third, "Discard", qtbot)
    end(qapp, third)
    assert not SessionFile(wiring.home).path.exists()


def test_discarded_is_discarded(second: Application, wiring: WindowWiring, qtbot: QtBot) -> None:
    press(second, "Discard", qtbot)
    qtbot.waitUntil(lambda: not SessionFile(wiring.home).path.exists(), timeout=PATIENCE)


def test_other_work_is_saved_while_the_offer_stands(
    second: Application, wiring: WindowWiring, crashed: Session, qtbot: QtBot
) -> None:
    second.services.navigator.template_wanted.emit(samples()[2].template)
    qtbot.waitUntil(lambda: SessionFile(wiring.home).read().pages["compose"].title == "story", timeout=PATIENCE)


@pytest.mark.parametrize("data", [{"path": 3}, {"nothing": "of it"}, [], "text"])
def test_session_that_is_not_understood_is_left_out(
    application: Application, data: object, qtbot: QtBot, wiring: WindowWiring
) -> None:
    file = SessionFile(wiring.home)
    pages = {"compose": {"title": "a", "data": data}, "unknown": {"title": "b", "data": {}}}
    file.path.write_text(json.dumps({"version": 1, "pages": pages}), "utf-8")
    with qtbot.waitSignal(application.sessions.found, timeout=PATIENCE):
        application.sessions.start()
    press(application, "Restore", qtbot)
    assert application.compose.state is ComposeState.EMPTY


@pytest.mark.skipif(os.name == "nt", reason="sends SIGKILL")
@pytest.mark.timeout(180)
def test_killed_program_leaves_its_session(empty_home: Path, tmp_path: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "QT_QPA_PLATFORM": "offscreen"}
    process = subprocess.Popen(
        [sys.executable, "-m", "app.main", str(samples()[0].template)], cwd=tmp_path, env=environment
    )
    file = SessionFile(empty_home / ".local/share/farmhand/profiles/default")
    deadline = time.monotonic() + 90
    while not file.path.exists() and process.poll() is None and time.monotonic() < deadline:
        time.sleep(0.05)
    children = psutil.Process(process.pid).children(recursive=True)
    process.kill()
    process.wait()
    assert file.read().pages["compose"].title == "greeting"
    _, alive = psutil.wait_procs(children, timeout=30)
    for child in alive:
        with suppress(psutil.Error):
            child.kill()
    assert alive == []
