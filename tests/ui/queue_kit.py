"""Jobs as the farm would tell of them, for tests of the queue."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import msgspec
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QDialog, QPushButton, QToolButton
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from app.core.errors import ErrorInfo
from app.core.jobs import JobRequest
from app.core.messages import JobView
from app.farm.connection import FarmConnection
from app.ui.application import Application
from app.ui.models.jobs_columns import COLUMN_IDS
from app.ui.pages.queue_page import QueuePage
from app.ui.tasks import Task
from app.ui.widgets.jobs_table import JobsTable
from tests.fakes.desktop_farms import empty_project, make_requests

LEFT: Final = Qt.MouseButton.LeftButton


def job(
    job_id: str = "a",
    *,
    state: str = "queued",
    name: str = "",
    owner: str = "ada",
    total: int = 100,
    done: int = 0,
    **more: Any,
) -> JobView:
    """A view of a job of 100 frames that waits."""
    return JobView(
        job_id=job_id,
        name=name or f"Film {job_id}",
        owner=owner,
        state=str(state),
        output=more.pop("output", f"{job_id}.mp4"),
        frames_total=total,
        frames_done=total if state == "done" else min(done, total),
        **more,
    )


PATIENCE = 60_000
"""Milliseconds that nothing may take, however busy the computer is."""


class Queue:
    """The page, and what a test does with it."""

    def __init__(self, application: Application, qtbot: QtBot) -> None:
        self.application = application
        self.qtbot = qtbot
        self.controller = application.queue
        application.window.show_page("queue")
        qtbot.waitUntil(lambda: application.window.page("queue").isVisible(), timeout=PATIENCE)

    @property
    def page(self) -> QueuePage:
        page = self.application.window.page("queue")
        assert isinstance(page, QueuePage)
        return page

    @property
    def table(self) -> JobsTable:
        return self.page.table

    @property
    def ids(self) -> list[str]:
        """The rows that are shown, from top to bottom."""
        model = self.controller.model
        return [model.row(place).id for place in range(model.rowCount())]

    def tell(self, *views: JobView) -> None:
        """The farm tells of jobs, and the table has moved as it likes."""
        farm = self.application.services.farm
        for number, view in enumerate(views, start=1):
            farm.bridge.push(view)
            if number % 50 == 0:
                farm.bridge.drain()
        farm.bridge.drain()
        self.settle()

    def settle(self) -> None:
        """Wait until the rows are up to date."""
        self.qtbot.waitUntil(lambda: not self.controller.model.order.stale, timeout=PATIENCE)

    def click(self, row_id: str, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """Click on the name of a row."""
        self.qtbot.mouseClick(self.table.viewport(), LEFT, modifier, self.spot(row_id))

    def spot(self, row_id: str, column: str = "name") -> QPoint:
        """The middle of a cell."""
        place = self.controller.model.order.place(row_id)
        index = self.controller.model.index(place, COLUMN_IDS.index(column))
        return self.table.visualRect(index).center()

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """Press a key where the focus is; without a window manager nobody gives it back after a dialog."""
        window = self.application.window
        if not window.isActiveWindow():
            window.activateWindow()
            self.qtbot.waitUntil(window.isActiveWindow, timeout=PATIENCE)
        widget = self.application.window.focusWidget()
        assert widget is not None
        self.qtbot.keyClick(widget, key, modifier)

    def button(self, name: str) -> QToolButton:
        """A button of the toolbar."""
        found = self.page.findChild(QToolButton, f"queue-{name}")
        assert isinstance(found, QToolButton)
        return found

    def do(self, name: str) -> None:
        """Press a button of the toolbar, as soon as it can be."""
        made = self.button(name)
        self.qtbot.waitUntil(made.isEnabled, timeout=PATIENCE)
        self.qtbot.mouseClick(made, LEFT)

    def text(self, row_id: str, column: str, role: Qt.ItemDataRole = Qt.ItemDataRole.DisplayRole) -> str:
        """What the model says of a cell."""
        model = self.controller.model
        index = model.index(model.order.place(row_id), COLUMN_IDS.index(column))
        return str(model.data(index, int(role)))

    def dialog(self) -> QDialog:
        """The question that is open."""
        found: list[QDialog] = []

        def is_open() -> bool:
            found[:] = [one for one in self.application.window.findChildren(QDialog) if one.isVisible()] or [
                one for one in self.page.findChildren(QDialog) if one.isVisible()
            ]
            return bool(found)

        self.qtbot.waitUntil(is_open, timeout=PATIENCE)
        return found[0]

    def answer(self, name: str) -> None:
        """Press the button of that name in the question that is open."""
        dialog = self.dialog()
        made = dialog.findChild(QPushButton, name)
        assert isinstance(made, QPushButton)
        self.qtbot.mouseClick(made, LEFT)
        self.qtbot.waitUntil(lambda: not isValid(dialog) or not dialog.isVisible(), timeout=PATIENCE)

    def submit(self, folder: Path, *names: str, frames: int = 500) -> list[str]:
        """Have films rendered for real; the jobs' ids. Their frames cost next to nothing."""
        return self.submit_to(folder, folder, *names, frames=frames)

    def submit_to(self, folder: Path, films: Path, *names: str, frames: int = 500) -> list[str]:
        """The same, the template in one folder and the films in another."""
        project = folder / ("empty.aep" if frames == 500 else f"empty {frames}.aep")
        if not project.exists():
            empty_project(project, seconds=frames / 25)
        got: list[tuple[str, ...]] = []

        def build(farm: FarmConnection, _task: Task) -> tuple[JobRequest, ...]:
            made = make_requests(farm.storage, project, names, frames=frames)
            return tuple(msgspec.structs.replace(one, owner="ada", folder=str(films)) for one in made)

        def failed(error: ErrorInfo) -> None:
            raise AssertionError(error)

        self.application.services.farm.submit(build, owner=self.controller, done=got.append, failed=failed)
        self.qtbot.waitUntil(lambda: bool(got), timeout=PATIENCE)
        return list(got[0])

    def state(self, job_id: str) -> str:
        """The state of a job as the table has it."""
        row = self.controller.model.order.find(job_id)
        return "" if row is None else row.view.state

    def wait_for(self, **states: str) -> None:
        """Wait until the jobs of these names are in these states."""

        def are_there() -> bool:
            found = {row.view.name: row.view.state for row in self.controller.model.order.jobs()}
            return all(found.get(name) == state for name, state in states.items())

        self.qtbot.waitUntil(are_there, timeout=PATIENCE)
        self.settle()
