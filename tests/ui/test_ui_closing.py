from __future__ import annotations

import time
from pathlib import Path

import msgspec
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from app.core.messages import JobView
from app.core.states import JobState
from app.farm.recent import recent_films
from app.ui.application import Application, WindowWiring
from app.ui.controllers.compose_wishes import Span
from app.ui.models.jobs_tally import JobsTally
from app.ui.notifications import SETTLE_MILLISECONDS, notice_words
from app.ui.tray import Tray, progress_text
from tests.ui.compose_kit import GREETING, PATIENCE, Compose, compose

__all__ = ["compose"]


def job(state: JobState, *, done: int = 0, ended: float = 0.0, name: str = "promo 00012") -> JobView:
    return JobView(
        job_id=f"job-{name}",
        name=name,
        owner="ada",
        state=state,
        output=f"{name}.mp4",
        frames_total=200,
        frames_done=done,
        ended=ended,
    )


def announce(application: Application, *views: JobView) -> None:
    """What the farm would tell of."""
    farm = application.services.farm
    for view in views:
        farm.bridge.push(view)
    farm.bridge.drain()


def press(application: Application, name: str, qtbot: QtBot) -> None:
    question = application.closing.question
    assert question is not None
    button = question.findChild(QPushButton, name)
    assert button is not None
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def test_idle_window_closes_without_a_question(application: Application, qtbot: QtBot) -> None:
    with qtbot.waitSignal(application.closing.ended):
        application.window.close()
    assert application.closing.question is None


@pytest.mark.timeout(240)
def test_closing_while_a_film_is_rendered_asks(compose: Compose, qtbot: QtBot, wiring: WindowWiring) -> None:
    application = compose.application
    compose.open(GREETING)
    compose.controller.set_wishes(
        msgspec.structs.replace(compose.controller.wishes, span=Span.FRAMES, first=60, last=104)
    )
    compose.checked()
    compose.press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    farm = application.services.farm
    qtbot.waitUntil(lambda: any(view.state == JobState.RENDERING for view in farm.jobs.values()), timeout=PATIENCE)
    application.window.close()
    question = application.closing.question
    assert question is not None
    said = " ".join(part.text() for part in question.findChildren(QLabel))
    assert "1 rendering: greeting." in said
    assert "are kept" in said
    application.window.close()
    assert application.closing.question is question
    press(application, "safe", qtbot)
    assert application.window.isVisible()
    qtbot.waitUntil(lambda: any(view.state == JobState.DONE for view in farm.jobs.values()), timeout=120_000)
    qtbot.waitUntil(lambda: bool(application.assembly.home.films), timeout=PATIENCE)
    film = Path(recent_films(wiring.home).all()[0].path)
    assert film.is_file()
    with qtbot.waitSignal(application.closing.ended):
        application.window.close()


def test_quitting_while_rendering_asks_and_stops(application: Application, qtbot: QtBot) -> None:
    announce(application, job(JobState.RENDERING))
    application.services.navigator.quit_wanted.emit()
    with qtbot.waitSignal(application.closing.ended):
        press(application, "verb", qtbot)


def test_computer_is_kept_awake_while_there_is_something_to_render(application: Application, qtbot: QtBot) -> None:
    awake = application.awake
    assert awake.status is None
    announce(application, job(JobState.QUEUED))
    assert awake.wanted
    # Whether this system can be kept awake or not, it was tried or said why not.
    qtbot.waitUntil(lambda: awake.status is not None and (awake.status.held or bool(awake.status.reason)))
    announce(application, job(JobState.DONE))
    assert not awake.wanted
    qtbot.waitUntil(lambda: awake.status is not None and not awake.status.held)


def test_escape_keeps_the_window(application: Application, qtbot: QtBot) -> None:
    announce(application, job(JobState.RENDERING))
    application.window.close()
    question = application.closing.question
    assert question is not None
    qtbot.keyClick(question, Qt.Key.Key_Escape)
    assert application.closing.question is None
    assert application.window.isVisible()


@pytest.fixture
def tray(application: Application, monkeypatch: pytest.MonkeyPatch) -> Tray:
    """A desktop that has a tray."""
    monkeypatch.setattr(Tray, "available", True)
    return application.tray


@pytest.mark.qt_log_ignore("systemTrayWindowChanged", extend=True)
def test_rendering_goes_on_in_the_tray_and_is_asked_once(tray: Tray, application: Application, qtbot: QtBot) -> None:
    announce(application, job(JobState.RENDERING, done=50))
    application.window.close()
    press(application, "safe", qtbot)
    assert not application.window.isVisible()
    tray.open_wanted.emit()
    assert application.window.isVisible()
    application.window.close()
    assert application.closing.question is None
    assert not application.window.isVisible()
    announce(application, job(JobState.DONE))
    tray.open_wanted.emit()
    with qtbot.waitSignal(application.closing.ended):
        application.window.close()


def test_trays_words(application: Application) -> None:
    tally = JobsTally()
    assert progress_text(tally) == "Farmhand · Nothing queued"
    jobs = [job(JobState.RENDERING, done=50), job(JobState.QUEUED, name="b")]
    for one in jobs:
        tally.count(one, 1)
    assert progress_text(tally) == "Farmhand · 1 rendering, 1 queued · 25 %"


def test_notice_only_while_nobody_looks(application: Application, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: QGuiApplication.focusWindow() is not None)
    told: list[tuple[str, str]] = []
    application.notifications.told.connect(lambda title, text: told.append((title, text)))
    announce(application, job(JobState.DONE, ended=time.time() + 1))
    qtbot.wait(SETTLE_MILLISECONDS * 2)
    assert told == []
    application.window.hide()
    announce(application, job(JobState.FAILED, ended=time.time() + 2, name="b"))
    qtbot.waitUntil(lambda: told == [("A render failed", "b")])
    application.notifications.clicked()
    assert application.window.isVisible()
    assert application.window.current == "queue"


def test_words_of_notices() -> None:
    from app.core.notices import Notice, NoticeKind

    batch = Notice(kind=NoticeKind.ATTENTION, name="Spring", job_id="1", done=298, failed=2, batch=True)
    assert notice_words(batch) == ("Spring", "298 film(s) done, 2 failed")
    all_done = msgspec.structs.replace(batch, kind=NoticeKind.DONE, failed=0)
    assert notice_words(all_done) == ("Spring", "298 film(s) done")
    several = Notice(kind=NoticeKind.FAILED, name="", job_id="1", failed=2)
    assert notice_words(several) == ("Renders have ended", "2 failed")
    warned = Notice(kind=NoticeKind.DONE, name="a", job_id="1", done=1, warned=1)
    assert notice_words(warned) == ("Done with warnings", "a")
