"""Edits in the table of a batch, as in a spreadsheet program; each can be taken back and made again."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from batch_kit import CTRL, PHOTOS, Batch, people, write_csv
from PySide6.QtCore import Qt
from PySide6.QtGui import QContextMenuEvent, QGuiApplication
from PySide6.QtWidgets import QApplication, QMenu, QPushButton
from pytestqt.qtbot import QtBot

from app.ui.application import Application


@pytest.fixture
def batch(studio: Application, qtbot: QtBot, tmp_path: Path) -> Batch:
    made = Batch(studio, qtbot)
    made.begin(tmp_path / "films")
    made.open(write_csv(tmp_path / "people.csv", people(4)))
    return made


def column(batch: Batch, index: int) -> list[str]:
    return [row[index] for row in batch.texts()]


def names(batch: Batch) -> list[str]:
    return column(batch, 0)


GUESTS = [f"Guest {place}" for place in range(4)]


def undone_and_redone(batch: Batch, before: list[list[str]]) -> None:
    """Undo gives back what was there, redo what was made of it."""
    after = batch.texts()
    assert after != before
    batch.undo()
    assert batch.texts() == before
    batch.redo()
    assert batch.texts() == after


def test_a_cell_is_edited_in_place(batch: Batch) -> None:
    before = batch.texts()
    batch.select(1, 0)
    batch.key(Qt.Key.Key_F2)
    editor = batch.editor()
    assert editor is not None
    assert editor.toPlainText() == "Guest 1"
    batch.qtbot.keyClicks(editor, "Zoe")
    batch.qtbot.keyClick(editor, Qt.Key.Key_Return, Qt.KeyboardModifier.AltModifier)
    batch.qtbot.keyClicks(editor, "Lefevre")
    batch.qtbot.keyClick(editor, Qt.Key.Key_Return)
    assert names(batch)[1] == "Zoe\nLefevre"
    assert batch.current() == (2, 0)
    undone_and_redone(batch, before)


def test_typing_begins_an_edit_and_escape_leaves_it(batch: Batch) -> None:
    batch.select(1, 0)
    batch.qtbot.keyClicks(batch.page.grid, "x")
    editor = batch.editor()
    assert editor is not None
    batch.qtbot.keyClick(editor, Qt.Key.Key_Escape)
    assert names(batch) == GUESTS
    assert not batch.controller.document.stack.canUndo()


def test_fill_down_copies_the_first_selected_row_or_the_one_above(batch: Batch) -> None:
    before = batch.texts()
    batch.select(0, 0, (2, 1))
    batch.key(Qt.Key.Key_D, CTRL)
    assert names(batch) == ["Guest 0", "Guest 0", "Guest 0", "Guest 3"]
    assert column(batch, 1) == ["Hello 0", "Hello 0", "Hello 0", "Hello 3"]
    undone_and_redone(batch, before)
    batch.select(3, 0)
    batch.key(Qt.Key.Key_D, CTRL)
    assert names(batch)[3] == "Guest 0"


@pytest.mark.parametrize(
    "clipboard",
    [
        'Ada\t"Two\r\nlines"\r\nBob\tsay "hi"\r\nNew\tRow\r\n',  # Excel
        'Ada\t"Two\nlines"\nBob\tsay "hi"\nNew\tRow\n',  # LibreOffice
        'Ada\t"Two\nlines"\nBob\tsay "hi"\nNew\tRow',  # Google Sheets
    ],
)
def test_a_block_from_a_spreadsheet_program_is_pasted(batch: Batch, clipboard: str) -> None:
    before = batch.texts()
    QGuiApplication.clipboard().setText(clipboard)
    batch.select(2, 0)
    batch.key(Qt.Key.Key_V, CTRL)
    assert names(batch) == ["Guest 0", "Guest 1", "Ada", "Bob", "New"]
    assert column(batch, 1)[2:] == ["Two\nlines", 'say "hi"', "Row"]
    assert batch.page.model.headerData(4, Qt.Orientation.Vertical) == "6"
    undone_and_redone(batch, before)


def test_one_copied_cell_goes_into_all_that_are_selected(batch: Batch) -> None:
    before = batch.texts()
    batch.select(0, 1)
    batch.key(Qt.Key.Key_C, CTRL)
    batch.select(1, 0, (3, 1))
    batch.key(Qt.Key.Key_V, CTRL)
    assert names(batch) == ["Guest 0", "Hello 0", "Hello 0", "Hello 0"]
    assert column(batch, 1) == ["Hello 0"] * 4
    undone_and_redone(batch, before)


def test_copied_cells_come_out_as_spreadsheet_programs_take_them(batch: Batch) -> None:
    batch.controller.document.edit(batch.controller.document.grid.rows[0].id, 1, "two\nlines")
    batch.select(0, 0, (1, 1))
    batch.key(Qt.Key.Key_C, CTRL)
    assert QGuiApplication.clipboard().text() == 'Guest 0\t"two\nlines"\nGuest 1\tHello 1\n'


def test_removed_rows_come_back_by_the_notice(batch: Batch) -> None:
    before = batch.texts()
    batch.select(1, 0, (2, 0))
    batch.key(Qt.Key.Key_Delete)
    assert names(batch) == ["Guest 0", "Guest 3"]
    undone_and_redone(batch, before)
    undo = next(one for one in batch.application.window.findChildren(QPushButton) if one.text() == "Undo")
    assert undo.isVisible()
    batch.qtbot.mouseClick(undo, Qt.MouseButton.LeftButton)
    assert names(batch) == GUESTS


def test_the_row_that_is_looked_at_stays_when_rows_change_places(batch: Batch) -> None:
    batch.select(2, 0)
    document = batch.controller.document
    document.remove([document.grid.rows[0].id])
    assert (names(batch)[batch.current()[0]], batch.current()) == ("Guest 2", (1, 0))
    document.remove([document.grid.rows[1].id])
    assert names(batch)[batch.current()[0]] == "Guest 3"


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        ("Insert row above", ["Guest 0", "", "Guest 1", "Guest 2", "Guest 3"]),
        ("Duplicate", ["Guest 0", "Guest 1", "Guest 1", "Guest 2", "Guest 3"]),
        ("Move up", ["Guest 1", "Guest 0", "Guest 2", "Guest 3"]),
        ("Move down", ["Guest 0", "Guest 2", "Guest 1", "Guest 3"]),
        ("Remove", ["Guest 0", "Guest 2", "Guest 3"]),
    ],
)
def test_the_menu_of_a_row(batch: Batch, entry: str, expected: list[str]) -> None:
    before = batch.texts()
    batch.select(1, 0)
    trigger(batch, entry)
    assert names(batch) == expected
    undone_and_redone(batch, before)


def trigger(batch: Batch, entry: str) -> None:
    """Open the context menu at the current cell and choose an entry."""
    grid = batch.page.grid
    position = grid.visualRect(grid.currentIndex()).center()
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, position, grid.viewport().mapToGlobal(position))
    QApplication.sendEvent(grid.viewport(), event)
    menu = grid.findChild(QMenu)
    assert isinstance(menu, QMenu)
    action = next(one for one in menu.actions() if one.text() == entry)
    assert action.isEnabled()
    action.trigger()
    menu.close()
    batch.wait(lambda: grid.findChild(QMenu) is None)
    # Without a window manager nobody gives the focus back.
    batch.application.window.activateWindow()
    batch.wait(batch.application.window.isActiveWindow)


def test_a_row_is_left_out_and_taken_in_again(batch: Batch) -> None:
    batch.select(1, 0)
    trigger(batch, "Disable")
    batch.settled()
    assert batch.look(1, "Check") == "Left out"
    assert batch.controller.checks.summary.ready == 3
    assert "3" in batch.button("renderBatch").text()
    trigger(batch, "Enable")
    batch.settled()
    assert batch.look(1, "Check") == "Ready"
    batch.undo()
    batch.undo()
    batch.settled()
    assert batch.controller.checks.summary.ready == 4


def test_only_one_row_is_rendered(batch: Batch) -> None:
    batch.short(2)
    batch.select(2, 0)
    trigger(batch, "Render only this row")
    batch.wait(lambda: batch.look(2, "Status").startswith("Done"))
    folder = Path(batch.controller.wishes.folder)
    assert [path.name for path in folder.glob("*.mp4")] == ["film 2.mp4"]
    assert [batch.look(place, "Status") for place in (0, 1, 3)] == ["", "", ""]


def test_an_edit_checks_its_row_again_and_the_names_of_all(batch: Batch) -> None:
    document = batch.controller.document
    first, last = document.grid.rows[0].id, document.grid.rows[3].id
    document.edit(first, 3, "FILM 3")
    batch.settled()
    assert batch.controller.checks.summary.bad == 2
    assert [batch.look(place, "Check") for place in range(4)] == ["1 problem", "Ready", "Ready", "1 problem"]
    document.edit(last, 2, "gone.jpg")
    batch.settled()
    assert batch.look(3, "Check") == "2 problems"
    document.set_enabled([last], enabled=False)
    batch.settled()
    assert [batch.look(place, "Check") for place in (0, 3)] == ["Ready", "Left out"]


def test_a_photo_that_is_put_in_its_place_is_found_without_an_edit(batch: Batch, tmp_path: Path) -> None:
    document = batch.controller.document
    document.edit(document.grid.rows[0].id, 2, "later.jpg")
    batch.settled()
    assert batch.look(0, "Check") == "1 problem"
    (tmp_path / "later.jpg").write_bytes((PHOTOS / "lake.jpg").read_bytes())
    batch.application.window.show_page("queue")
    batch.application.window.show_page("batch")
    batch.settled()
    assert batch.look(0, "Check") == "Ready"


EDITS: dict[str, Callable[[Batch], object]] = {
    "clear": lambda batch: batch.key(Qt.Key.Key_Backspace),
    "columns": lambda batch: batch.controller.document.add_columns(["More"]),
}


@pytest.mark.parametrize("name", list(EDITS))
def test_other_edits_are_taken_back_and_made_again(batch: Batch, name: str) -> None:
    before = batch.texts()
    batch.select(1, 0)
    EDITS[name](batch)
    undone_and_redone(batch, before)
