"""The table of workers as it is painted: states, what is chosen, and no more than what comes into sight."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.core.messages import WorkerView
from app.ui.controllers.farm_workers import WorkersNow
from app.ui.icons import Icons
from app.ui.models.workers_model import COLUMNS, WorkersModel, rows_of
from app.ui.theme import Theme
from app.ui.widgets.worker_rows import WorkerRows
from app.ui.widgets.workers_table import WorkersTable

IDS = [column.id for column in COLUMNS]
ROWS = 40


class Shown:
    """A table of forty workers, in a window of its own."""

    def __init__(self, qapp: QApplication, qtbot: QtBot) -> None:
        self.qtbot = qtbot
        self.theme = Theme(qapp)
        self.theme.apply("dark")
        self.model = WorkersModel()
        self.table = WorkersTable(self.model, self.theme, Icons(self.theme))
        qtbot.addWidget(self.table)
        workers = tuple(
            WorkerView(name=f"node.{one}", boot="1", state=("busy", "idle")[one % 2], engines=("builtin",), silent=0.5)
            for one in range(ROWS)
        )
        sparks = {"node.0": tuple(float(one % 7) for one in range(60)), "node.1": (0.0,) * 60}
        self.model.show(rows_of(WorkersNow(at=time.time(), workers=workers), {}, sparks))
        self.table.resize(1100, 400)
        # The frame of what has the focus has the colour of what is rendered.
        self.table.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        with qtbot.waitExposed(self.table):
            self.table.show()
        QApplication.processEvents()

    def cell(self, place: int, column: str) -> QRect:
        return self.table.visualRect(self.model.index(place, IDS.index(column)))

    def picture(self) -> QImage:
        return self.table.viewport().grab().toImage()

    def colours(self, place: int, column: str) -> set[str]:
        """All colours in a cell."""
        picture, area = self.picture(), self.cell(place, column)
        return {
            picture.pixelColor(x, y).name()
            for x in range(area.left(), area.right() + 1)
            for y in range(area.top(), area.bottom() + 1)
        }

    def color(self, token: str) -> str:
        return self.theme.color(token).name()


@pytest.fixture
def shown(qapp: QApplication, qtbot: QtBot) -> Iterator[Shown]:
    made = Shown(qapp, qtbot)
    yield made
    made.table.setLayoutDirection(Qt.LayoutDirection.LeftToRight)


def test_states_have_their_colours_and_sparklines_are_drawn_where_something_was(shown: Shown) -> None:
    assert shown.color("state.active") in shown.colours(0, "state")
    assert shown.color("state.active") not in shown.colours(1, "state")
    assert len(shown.colours(0, "spark")) > 1
    assert shown.colours(1, "spark") == {shown.color("bg.alt")}
    shown.table.fade(faded=True)
    assert shown.color("state.active") not in shown.colours(0, "state")
    assert shown.color("text.disabled") in shown.colours(0, "state")


def test_what_is_chosen_is_seen_with_a_bar_at_the_side_where_reading_begins(shown: Shown) -> None:
    shown.table.selectRow(1)
    for column in ("state", "name", "type"):
        assert shown.color("bg.selected") in shown.colours(1, column)
        assert shown.color("bg.selected") not in shown.colours(0, column)
    accent = QColor(shown.color("accent"))
    for direction, edge in ((Qt.LayoutDirection.LeftToRight, "left"), (Qt.LayoutDirection.RightToLeft, "right")):
        shown.table.setLayoutDirection(direction)
        area, picture = shown.cell(1, "state"), shown.picture()
        # Beside the outermost pixel, which the frame of what has the focus takes.
        sides = {"left": area.left() + 1, "right": area.right() - 1}
        found = {side for side, x in sides.items() if picture.pixelColor(x, area.top() + 2) == accent}
        assert found == {edge}


def test_columns_are_painted_where_they_were_moved_and_not_where_they_are_hidden(shown: Shown) -> None:
    header = shown.table.horizontalHeader()
    header.moveSection(header.visualIndex(IDS.index("state")), 4)
    assert shown.color("state.active") in shown.colours(0, "state")
    assert shown.color("state.active") not in shown.colours(0, "name")
    header.hideSection(IDS.index("state"))
    picture, row = shown.picture(), shown.cell(0, "name")
    across = {picture.pixelColor(x, y).name() for x in range(picture.width()) for y in range(row.top(), row.bottom())}
    assert shown.color("state.active") not in across and shown.color("text") in across


def test_nothing_is_left_of_rows_that_are_gone(shown: Shown) -> None:
    shown.model.show(rows_of(WorkersNow(at=time.time(), workers=()), {}, {}))
    picture = shown.picture()
    assert {picture.pixelColor(9, y).name() for y in range(picture.height())} == {shown.color("bg.table")}


def test_only_what_comes_into_sight_is_painted_when_it_is_scrolled(
    shown: Shown, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(3):
        QApplication.processEvents()
    painted: list[int] = []
    whole = WorkerRows.paint
    monkeypatch.setattr(
        WorkerRows, "paint", lambda self, *given: (painted.append(given[2].place), whole(self, *given))[1]
    )
    bar, height = shown.table.verticalScrollBar(), shown.table.verticalHeader().defaultSectionSize()
    for step in range(1, 4):
        bar.setValue(step * height)
        QApplication.processEvents()
    assert painted and len(painted) <= 3 * 3
    assert min(painted) >= shown.table.rowAt(0) + 5
    # What was moved and what is new are one picture.
    moved, anew = shown.table.grab().toImage(), shown.table
    anew.viewport().update()
    assert anew.grab().toImage() == moved
