from __future__ import annotations

from pathlib import Path

import msgspec
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from app.core.frames import FrameRange
from app.core.messages import AttemptView, JobDetail, JobView
from app.core.states import JobState
from app.farm.machine import LoadReader
from app.ui.application import Application
from app.ui.controllers.compose_wishes import Span
from app.ui.controllers.machine import WorkerNow, workers_of
from app.ui.pages.farm_page import FarmPage
from app.ui.widgets.computer_panel import WorkerTable, worker_text
from tests.ui.compose_kit import GREETING, PATIENCE, Compose, compose

__all__ = ["compose"]


def page(application: Application) -> FarmPage:
    application.window.show_page("farm")
    made = application.window.page("farm")
    assert isinstance(made, FarmPage)
    return made


def said(shown: FarmPage) -> str:
    return "\n".join(part.text() for part in shown.findChildren(QLabel) if part.isVisibleTo(shown))


def hold(shown: FarmPage) -> QPushButton:
    found = shown.findChild(QPushButton, "hold")
    assert found is not None
    return found


def test_idle_computer_says_so_and_how_busy_it_is(application: Application, qtbot: QtBot) -> None:
    shown = page(application)
    qtbot.waitUntil(lambda: "GB" in said(shown), timeout=PATIENCE)
    assert "Nothing is being rendered" in said(shown)
    assert "Idle" in said(shown)
    assert not hold(shown).isEnabled()
    assert hold(shown).toolTip() == "There is nothing to render."


def test_it_looks_only_while_it_is_shown(application: Application, qtbot: QtBot) -> None:
    page(application)
    controller = application.assembly.machine
    qtbot.waitUntil(lambda: controller.now is not None, timeout=PATIENCE)
    application.window.show_page("home")
    assert not controller._timer.isActive()


def test_keeping_the_computer_usable_is_a_setting(application: Application, qtbot: QtBot) -> None:
    shown = page(application)
    usable = shown.findChild(QCheckBox, "keep-usable")
    assert usable is not None
    assert usable.isChecked()
    usable.click()
    qtbot.waitUntil(lambda: application.services.settings.keep_usable is False, timeout=PATIENCE)
    application.services.preferences.set("keep_usable", True)
    assert usable.isChecked()


@pytest.mark.timeout(240)
def test_workers_are_shown_and_rendering_is_paused_and_resumed(compose: Compose, qtbot: QtBot) -> None:
    application = compose.application
    compose.open(GREETING)
    wishes = msgspec.structs.replace(compose.controller.wishes, span=Span.FRAMES, first=30, last=119)
    compose.controller.set_wishes(wishes)
    compose.checked()
    compose.press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    shown = page(application)
    qtbot.waitUntil(lambda: "greeting · frames" in said(shown), timeout=120_000)
    qtbot.mouseClick(hold(shown), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: hold(shown).text() == "Resume rendering" and hold(shown).isEnabled(), timeout=PATIENCE)
    farm = application.services.farm
    qtbot.waitUntil(
        lambda: {JobState(one.state) for one in farm.jobs.values()} <= {JobState.PAUSED, JobState.DONE},
        timeout=PATIENCE,
    )
    assert "paused" in said(shown)
    qtbot.mouseClick(hold(shown), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: {JobState(one.state) for one in farm.jobs.values()} == {JobState.DONE}, timeout=120_000)
    qtbot.waitUntil(lambda: "Nothing is being rendered" in said(shown), timeout=PATIENCE)


def test_load_of_the_cores_is_not_told_before_it_was_measured(tmp_path: Path) -> None:
    reader = LoadReader()
    assert reader.read(tmp_path).cpu_percent is None
    assert reader.read(tmp_path).cpu_percent is not None


def test_workers_are_called_as_in_the_queue(application: Application) -> None:
    table = WorkerTable(application.services)
    table.show_workers((WorkerNow(worker="local-2", job_id="1", job_name="promo", first=0, last=29, since=1.0),), 2)
    texts = [one.text() for one in table.findChildren(QLabel)]
    assert texts.index("Worker 1") < texts.index("Worker 2")
    assert texts[texts.index("Worker 1") + 1] == "Idle"
    assert texts[texts.index("Worker 2") + 1] == "promo · frames 0–29"


def test_only_chunks_under_way_are_shown() -> None:
    view = JobView(job_id="1", name="promo", owner="ada", state="rendering", output="promo.mp4", workers=1)
    chunks = [
        AttemptView(
            attempt=number,
            worker=f"local-{number}",
            first=0,
            last=1,
            frames=FrameRange(start=30 * number, stop=30 * number + 30),
            state=state,
            granted=1.0,
        )
        for number, state in enumerate(("done", "running", "failed"))
    ]
    found = workers_of(view, JobDetail(job_id="1", attempts=tuple(chunks)))
    assert found == [WorkerNow(worker="local-1", job_id="1", job_name="promo", first=30, last=59, since=1.0)]
    assert worker_text(found[0]) == "promo · frames 30–59"
