"""The files of a batch: spreadsheets of many kinds and broken ones, columns by hand, saving, and coming back."""

from __future__ import annotations

import shutil
from pathlib import Path

import msgspec
import pytest
from batch_kit import COLUMNS, GREETING, PHOTOS, Batch, people, write_csv
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QComboBox, QFrame, QLabel, QWidget
from pytestqt.qtbot import QtBot

from app.core.jobs import MissingPolicy
from app.template.columns import ColumnChoice, ColumnRole
from app.template.sheets import read_records
from app.ui.application import Application
from app.ui.controllers.batch_session import BatchSession
from resources import samples


@pytest.fixture
def batch(application: Application, qtbot: QtBot) -> Batch:
    return Batch(application, qtbot)


def box(batch: Batch, name: str) -> QComboBox:
    found = batch.page.findChild(QComboBox, name)
    assert isinstance(found, QComboBox)
    return found


def choose(batch: Batch, name: str, text: str) -> None:
    """Choose an entry of a box with the keyboard."""
    found = box(batch, name)
    found.setFocus()
    index = found.findText(text)
    assert index >= 0, [found.itemText(place) for place in range(found.count())]
    found.setCurrentIndex(index)
    found.activated.emit(index)


def banner(batch: Batch) -> str:
    return " ".join(label.text() for label in batch.page.banner.findChildren(QLabel) if label.text())


def note(batch: Batch) -> str:
    found = batch.page.findChild(QFrame, "columnsNote")
    assert isinstance(found, QFrame)
    return " ".join(label.text() for label in found.findChildren(QLabel)) if not found.isHidden() else ""


def test_a_big5_spreadsheet_of_excel_keeps_its_letters(batch: Batch, tmp_path: Path) -> None:
    rows = [
        ["王小明", "生日快樂，\n恭喜", str(PHOTOS / "lake.jpg"), "王小明"],
        ["陳怡君", "謝謝大家的支持", "", "陳怡君"],
    ]
    path = write_csv(tmp_path / "名單.csv", rows, encoding="big5")
    batch.open(path)
    assert batch.texts() == rows
    assert (box(batch, "encoding").currentData(), box(batch, "delimiter").currentData()) == ("big5", ",")
    assert batch.look(1, "Output name") == "陳怡君"
    document = batch.controller.document
    document.edit(document.grid.rows[1].id, 1, "再見")
    assert document.unsaved
    batch.press("saveSheet")
    batch.wait(lambda: not document.unsaved)
    read = read_records(path)
    assert (read.encoding, [list(cells) for _, cells in read.rows]) == (
        "big5",
        [rows[0], ["陳怡君", "再見", "", "陳怡君"]],
    )


def test_a_semicolon_spreadsheet_in_windows_1252(batch: Batch, tmp_path: Path) -> None:
    path = tmp_path / "gäste.csv"
    path.write_bytes('Name;Message;Photo;output\r\n"Jürgen; Groß";"Grüß ""Gott""";;jürgen\r\n'.encode("cp1252"))
    batch.open(path)
    assert batch.texts() == [["Jürgen; Groß", 'Grüß "Gott"', "", "jürgen"]]
    assert (box(batch, "encoding").currentText(), box(batch, "delimiter").currentText()) == (
        "Windows-1252",
        "Semicolon",
    )


def test_another_encoding_is_taken_by_hand_and_can_be_undone(batch: Batch, tmp_path: Path) -> None:
    path = tmp_path / "rows.csv"
    path.write_bytes("Name,Message\r\nJürgen,x\r\n".encode())
    batch.open(path)
    choose(batch, "encoding", "Windows-1252")
    batch.wait(lambda: batch.texts() == [["JÃ¼rgen", "x"]])
    batch.undo()
    assert batch.texts() == [["Jürgen", "x"]]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is empty"),
        (b"PK\x03\x04 a workbook", "is a workbook, not a CSV file"),
        (b"a,b\r\n\x81\x8d\xff\xfe\x00,\r\n", "cannot be read"),
        (b'a,b\r\n"no end,1\r\n2,3\r\n', "cannot be read"),
        (b"Name,name\r\n1,2\r\n", "Two columns"),
    ],
)
def test_a_broken_spreadsheet_says_why_and_what_to_do(batch: Batch, tmp_path: Path, content: bytes, said: str) -> None:
    path = tmp_path / "broken.csv"
    path.write_bytes(content)
    batch.open(path)
    assert said in banner(batch)
    assert "broken.csv" in banner(batch)
    assert batch.page.model.rowCount() == 0
    batch.open(GREETING.csv)
    assert banner(batch) == "" or batch.page.banner.isHidden()
    assert len(batch.texts()) == 3


def test_a_file_that_is_no_template_says_so(batch: Batch, tmp_path: Path) -> None:
    path = tmp_path / "broken.aepx"
    path.write_text("no project", encoding="utf-8")
    batch.controller.open(path, None)
    batch.wait(lambda: batch.controller.source.template_error is not None)
    assert "broken.aepx" in banner(batch)


def test_columns_and_fields_that_do_not_meet_are_told_and_matched_by_hand(batch: Batch, tmp_path: Path) -> None:
    path = write_csv(tmp_path / "rows.csv", [["Ada", "Hi", "x"]], columns=("Guest", "Message", "Remark"))
    batch.open(path)
    assert "“Guest”" in note(batch)
    assert "“Remark”" in note(batch)
    assert "“Name”" in note(batch)
    choose(batch, "column-0", "Name")
    choose(batch, "column-2", "Not used")
    assert "“Guest”" not in note(batch)
    assert "“Remark”" not in note(batch)
    batch.settled()
    (row,) = batch.controller.document.grid.rows
    checked = batch.controller.checks.of(row.id)
    assert checked is not None
    assert set(checked.values) == {"layer/2/53", "layer/2/52"}
    batch.undo()
    assert "“Remark”" in note(batch)
    batch.redo()
    batch.press("addColumns")
    assert batch.controller.document.grid.columns == ("Guest", "Message", "Remark", "Photo")
    assert note(batch) == ""


def test_decisions_about_columns_are_kept_for_the_template(batch: Batch, tmp_path: Path) -> None:
    batch.open(write_csv(tmp_path / "one.csv", [["Ada"]], columns=("Guest",)))
    choose(batch, "column-0", "Name")
    batch.open(write_csv(tmp_path / "two.csv", [["Bob"]], columns=("guest",)))
    assert box(batch, "column-0").currentText() == "Name"
    other = samples()[2]
    batch.open(None, other.template)
    batch.open(tmp_path / "two.csv", other.template)
    assert batch.controller.document.snapshot.choices == {}


def test_a_column_for_several_fields_names_them_and_is_decided_above_it(batch: Batch, tmp_path: Path) -> None:
    folder = tmp_path / "template"
    shutil.copytree(GREETING.template.parent, folder)
    notes = '[slots."layer/2/53"]\nlabel = "Text"\n\n[slots."layer/2/52"]\nlabel = "Text"\n'
    (folder / "greeting.toml").write_text(notes, encoding="utf-8")
    batch.open(write_csv(tmp_path / "rows.csv", [["Ada"]], columns=("text",)), folder / "greeting.aepx")
    assert "may be for several fields: Greeting/Name, Greeting/Message" in note(batch)
    assert box(batch, "column-0").currentIndex() == -1
    choose(batch, "column-0", "Greeting/Message")
    assert "several fields" not in note(batch)
    assert [one.slot.key for one in batch.controller.checks.mapping.slot_columns] == ["layer/2/52"]


def test_a_new_spreadsheet_is_made_from_the_template_and_saved(batch: Batch, tmp_path: Path) -> None:
    batch.open(None)
    buttons = batch.page.findChildren(QAbstractButton)
    button = next(one for one in buttons if one.text() == "Create from this template")
    batch.qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    batch.wait(lambda: len(batch.texts()) == 1)
    batch.settled()
    assert batch.texts() == [["Amelia Hart", "A little something for you", "(Footage)/photo.jpg", "example"]]
    assert batch.look(0, "Check") == "Ready"
    assert batch.controller.document.unsaved
    batch.controller.save(tmp_path / "guests.csv")
    batch.wait(lambda: not batch.controller.document.unsaved)
    photo = str(GREETING.template.parent / "(Footage)" / "photo.jpg")
    assert batch.texts()[0][2] == photo
    assert read_records(tmp_path / "guests.csv").rows == (
        (2, ("Amelia Hart", "A little something for you", photo, "example")),
    )
    assert (tmp_path / "guests.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    batch.settled()
    assert batch.look(0, "Check") == "Ready"


def test_a_change_of_the_file_is_asked_about(batch: Batch, tmp_path: Path) -> None:
    path = write_csv(tmp_path / "people.csv", people(3))
    batch.open(path)
    first = batch.controller.document.grid.rows[0].id
    batch.controller.document.edit(first, 0, "mine")
    # Nobody looks at the file while it is only half written.
    batch.wait(lambda: not batch.application.services.tasks.running("batch/watch"))
    write_csv(path, [["changed", *people(3)[0][1:]], *people(5)[1:]])
    batch.controller.source.look()
    card = batch.page.reload_card
    batch.wait(lambda: not card.isHidden())
    batch.press("keepSheet")
    batch.controller.source.look()
    batch.wait(lambda: not batch.application.services.tasks.running("batch/watch"))
    assert card.isHidden()
    assert batch.texts()[0][0] == "mine"
    write_csv(path, [["changed again", *people(3)[0][1:]], *people(5)[1:]])
    batch.controller.source.look()
    batch.wait(lambda: not card.isHidden())
    batch.press("reloadSheet")
    batch.wait(lambda: len(batch.texts()) == 5)
    assert batch.texts()[0][0] == "changed again"
    assert batch.controller.document.grid.rows[0].id == first
    assert not batch.controller.document.unsaved
    batch.undo()
    assert [row[0] for row in batch.texts()] == ["mine", "Guest 1", "Guest 2"]


def test_a_session_brings_everything_back(batch: Batch, tmp_path: Path) -> None:
    batch.open(write_csv(tmp_path / "people.csv", people(3, missing=[1])))
    controller = batch.controller
    rows = controller.document.grid.rows
    controller.document.edit(rows[0].id, 0, "Zoë")
    controller.document.set_enabled([rows[2].id], enabled=False)
    controller.choose(1, ColumnChoice(role=ColumnRole.IGNORED))
    controller.set_wishes(
        msgspec.structs.replace(controller.wishes, pattern="{name}-{row}", missing=MissingPolicy.SUBSTITUTE)
    )
    batch.select(1, 0)
    batch.settled()
    session = controller.session()
    assert session is not None
    assert controller.session() is session
    written = msgspec.json.encode(session)
    before, names = batch.texts(), [batch.look(place, "Output name") for place in range(3)]
    controller.close_sheet()
    assert batch.page.model.rowCount() == 0
    controller.restore(msgspec.json.decode(written, type=BatchSession))
    batch.wait(lambda: controller.source.template is not None and not controller.source.busy)
    batch.settled()
    assert batch.texts() == before
    assert [batch.look(place, "Output name") for place in range(3)] == names == ["film 0-2", "film 1-3", "film 2-4"]
    assert [batch.look(place, "Check") for place in range(3)] == ["Ready", "1 problem", "Left out"]
    assert batch.current()[0] == 1
    assert controller.document.unsaved
    assert controller.checks.mapping.ignored == (1,)


def test_closing_unsaved_edits_offers_them_back(batch: Batch, tmp_path: Path) -> None:
    batch.open(write_csv(tmp_path / "people.csv", people(2)))
    batch.controller.document.edit(batch.controller.document.grid.rows[0].id, 0, "Zoë")
    batch.open(GREETING.csv)
    assert batch.texts()[0][0] != "Zoë"
    back = next(one for one in batch.application.window.findChildren(QAbstractButton) if one.text() == "Bring back")
    batch.qtbot.mouseClick(back, Qt.MouseButton.LeftButton)
    batch.wait(lambda: len(batch.texts()) == 2)
    assert batch.texts()[0][0] == "Zoë"


def test_the_pattern_of_the_file_names_is_shown_live_and_told_when_it_is_wrong(batch: Batch, tmp_path: Path) -> None:
    batch.open(write_csv(tmp_path / "people.csv", people(2), columns=COLUMNS))
    pattern = batch.page.side.output.findChild(QWidget, "pattern")
    pattern.setFocus()
    batch.qtbot.keyClicks(pattern, "{template}_{row:03}")
    batch.settled()
    assert batch.look(0, "Output name") == "greeting_002"
    batch.qtbot.keyClicks(pattern, "{nothing}")
    batch.settled()
    assert not batch.button("renderBatch").isEnabled()
    assert batch.controller.checks.pattern_error is not None
    assert "nothing" in batch.controller.checks.pattern_error.title
