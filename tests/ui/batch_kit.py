"""Batch in tests: the page with a template and a spreadsheet open, and spreadsheets with known faults."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path

from msgspec.structs import replace
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from app.ui.application import Application
from app.ui.controllers.batch import BatchController
from app.ui.controllers.compose_wishes import Span
from app.ui.pages.batch_page import BatchPage
from app.ui.widgets.batch_delegate import CellEditor
from resources import samples

GREETING = samples()[0]
PHOTOS = GREETING.csv.parent / "photos"
COLUMNS = ("Name", "Message", "Photo", "output")

PATIENCE = 60_000
"""Milliseconds that nothing may take, however busy the computer is."""

CTRL, NONE = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.NoModifier


def write_csv(path: Path, rows: Sequence[Sequence[str]], *, columns: Sequence[str] = COLUMNS, **options: str) -> Path:
    """A spreadsheet file; `options` as for `open`."""
    with path.open("w", newline="", **{"encoding": "utf-8-sig", **options}) as file:  # type: ignore[call-overload]
        csv.writer(file).writerows([columns, *rows])
    return path


def people(count: int, *, missing: Sequence[int] = (), doubled: Sequence[int] = ()) -> list[list[str]]:
    """Rows for the greeting sample; those whose photo is missing, or whose film is called like the first one."""
    photos = sorted(PHOTOS.glob("*.jpg"))
    return [
        [
            f"Guest {place}",
            f"Hello {place}",
            "gone.jpg" if place in missing else str(photos[place % len(photos)]),
            "film 0" if place in doubled else f"film {place}",
        ]
        for place in range(count)
    ]


class Batch:
    """The page, and what a test does with it."""

    def __init__(self, application: Application, qtbot: QtBot) -> None:
        self.application, self.qtbot = application, qtbot
        self.controller: BatchController = application.batch
        application.window.show_page("batch")

    @property
    def page(self) -> BatchPage:
        page = self.application.window.page("batch")
        assert isinstance(page, BatchPage)
        return page

    def begin(self, folder: Path) -> None:
        """Go on in a window that other tests have used, with a folder of this one's own for films."""
        self.application.window.activateWindow()
        self.wait(self.application.window.isActiveWindow)
        self.controller.set_wishes(replace(self.controller.wishes, folder=str(folder)))

    def open(self, sheet: Path | None, template: Path = GREETING.template) -> None:
        """Open both and wait until every row is checked."""
        self.application.services.navigator.batch_wanted.emit(template, sheet)
        self.wait(lambda: self.controller.source.template is not None and not self.controller.source.busy)
        self.settled()

    def settled(self) -> None:
        """Wait until every row is checked."""
        self.wait(lambda: self.controller.checks.complete)

    def wait(self, condition: object) -> None:
        self.qtbot.waitUntil(condition, timeout=PATIENCE)  # type: ignore[arg-type]

    def short(self, frames: int = 6) -> None:
        """Make films of a few frames only."""
        wishes = replace(self.controller.wishes, span=Span.FRAMES, first=60, last=60 + frames - 1)
        self.controller.set_wishes(wishes)

    # The table

    def texts(self) -> list[list[str]]:
        """All cells, as the table shows them."""
        model = self.page.model
        return [
            [str(model.data(model.index(place, column))) for column in range(model.width)]
            for place in range(model.rowCount())
        ]

    def look(self, place: int, title: str) -> str:
        """What a cell of the column of that title shows."""
        model = self.page.model
        column = next(one for one in range(model.columnCount()) if model.looks.title(one) == title)
        return str(model.data(model.index(place, column)))

    def select(self, place: int, column: int, to: tuple[int, int] | None = None) -> None:
        """Click a cell, and with Shift another one."""
        self.click(place, column, NONE)
        if to is not None:
            self.click(*to, Qt.KeyboardModifier.ShiftModifier)

    def click(self, place: int, column: int, modifier: Qt.KeyboardModifier) -> None:
        grid = self.page.grid
        index = self.page.model.index(place, column)
        grid.scrollTo(index)
        self.qtbot.mouseClick(grid.viewport(), Qt.MouseButton.LeftButton, modifier, grid.visualRect(index).center())

    def key(self, key: Qt.Key, modifier: Qt.KeyboardModifier = NONE) -> None:
        """Press a key in the table."""
        self.qtbot.keyClick(self.page.grid, key, modifier)

    def editor(self) -> CellEditor | None:
        """The open cell editor."""
        found = self.page.grid.viewport().findChildren(CellEditor)
        return next((one for one in found if one.isVisible()), None)

    def type_into_cell(self, text: str) -> None:
        """Replace what stands in the open editor, and commit with Enter."""
        editor = self.editor()
        assert editor is not None
        self.qtbot.keyClicks(editor, text)
        self.qtbot.keyClick(editor, Qt.Key.Key_Return)

    def current(self) -> tuple[int, int]:
        index = self.page.grid.currentIndex()
        return index.row(), index.column()

    def undo(self) -> None:
        self.qtbot.keyClick(self.application.window, Qt.Key.Key_Z, CTRL)

    def redo(self) -> None:
        self.qtbot.keyClick(self.application.window, Qt.Key.Key_Y, CTRL)

    def button(self, name: str) -> QPushButton:
        found = self.application.window.findChild(QPushButton, name)
        assert isinstance(found, QPushButton), name
        return found

    def press(self, name: str) -> None:
        """Click a button by its name."""
        self.qtbot.mouseClick(self.button(name), Qt.MouseButton.LeftButton)

    def drop(self, widget: QWidget, paths: Sequence[Path], position: QPoint | None = None) -> bool:
        """Drag files onto a widget and drop them; whether they were taken."""
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
        at = position if position is not None else widget.rect().center()
        copy, left = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
        enter = QDragEnterEvent(at, copy, data, left, NONE)
        _send(widget, enter)
        move = QDragMoveEvent(at, copy, data, left, NONE)
        _send(widget, move)
        drop = QDropEvent(QPointF(at), copy, data, left, NONE)
        _send(widget, drop)
        return drop.isAccepted()


def _send(widget: QWidget, event: QDragEnterEvent | QDragMoveEvent | QDropEvent) -> None:
    QApplication.sendEvent(widget, event)
