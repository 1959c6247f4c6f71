"""Batch: a spreadsheet becomes films; rows that need attention are found, put right or left out."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from batch_kit import GREETING, PHOTOS, Batch, people, write_csv
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QFileDialog, QLabel, QPushButton, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from app.core.states import JobState
from app.farm.film import measure_film
from app.ui.application import Application
from resources import samples


@pytest.fixture
def batch(application: Application, qtbot: QtBot) -> Batch:
    return Batch(application, qtbot)


def summary(batch: Batch) -> str:
    found = batch.page.findChild(QLabel, "problemText")
    assert isinstance(found, QLabel)
    return found.accessibleName()


def test_a_sample_spreadsheet_is_a_list_of_films(batch: Batch) -> None:
    batch.open(GREETING.csv)
    assert [batch.look(place, "Output name") for place in range(3)] == ["zoe-lefevre", "jose-nanez", "ngo-thi-huong"]
    assert [batch.look(place, "Check") for place in range(3)] == ["Ready"] * 3
    assert batch.page.model.headerData(0, Qt.Orientation.Vertical) == "2"
    assert batch.button("renderBatch").isEnabled()
    batch.wait(lambda: not batch.page.side.preview.view.image.isNull())


def test_bad_rows_are_counted_found_and_left_out_of_the_films(batch: Batch, tmp_path: Path) -> None:
    batch.open(write_csv(tmp_path / "people.csv", people(20, missing=[4], doubled=[9])))
    assert batch.controller.checks.summary.bad == 3
    assert summary(batch) == "3 of 20 rows need attention: 1 missing photo, 2 duplicate output names"
    assert "17" in batch.button("renderBatch").text()
    batch.select(0, 0)
    batch.key(Qt.Key.Key_F8)
    assert batch.current() == (0, 3)
    batch.key(Qt.Key.Key_F8)
    assert batch.current() == (4, 2)
    batch.key(Qt.Key.Key_F8)
    assert batch.current() == (9, 3)
    batch.key(Qt.Key.Key_F8)
    assert batch.current() == (0, 3)
    model = batch.page.model
    assert "gone.jpg" in str(model.data(model.index(4, 2), int(Qt.ItemDataRole.ToolTipRole)))
    assert "not found" in str(model.data(model.index(4, 2), int(Qt.ItemDataRole.AccessibleTextRole)))


def test_only_rows_that_need_attention_are_shown_until_asked_again(batch: Batch, tmp_path: Path) -> None:
    batch.open(write_csv(tmp_path / "people.csv", people(20, missing=[4, 7])))
    batch.press("onlyBad")
    assert [row[0] for row in batch.texts()] == ["Guest 4", "Guest 7"]
    batch.select(0, 2)
    batch.key(Qt.Key.Key_Backspace)
    batch.settled()
    assert [row[0] for row in batch.texts()] == ["Guest 4", "Guest 7"]
    assert batch.look(0, "Check") == "Ready"
    batch.press("onlyBad")
    batch.press("onlyBad")
    assert [row[0] for row in batch.texts()] == ["Guest 7"]
    batch.press("onlyBad")
    assert len(batch.texts()) == 20


def test_good_rows_become_films_and_the_status_follows(batch: Batch, tmp_path: Path) -> None:
    batch.open(write_csv(tmp_path / "people.csv", people(4, missing=[1])))
    batch.short()
    batch.qtbot.keyClick(batch.page.grid, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    jobs = batch.controller.jobs
    rows = batch.controller.document.grid.rows

    def states() -> list[str]:
        return [view.state if (view := jobs.job(row.id)) is not None else "" for row in rows]

    batch.wait(lambda: states() == [JobState.DONE, "", JobState.DONE, JobState.DONE])
    folder = Path(batch.controller.wishes.folder)
    assert sorted(path.name for path in folder.glob("*.mp4")) == ["film 0.mp4", "film 2.mp4", "film 3.mp4"]
    assert measure_film(folder / "film 0.mp4").frames == 6
    assert batch.look(0, "Status").startswith("Done")
    assert batch.look(1, "Status") == ""
    view = jobs.job(rows[0].id)
    assert view is not None
    assert (view.batch_name, view.row) == ("people", 2)


def test_a_row_that_is_edited_after_it_was_queued_says_so(batch: Batch, tmp_path: Path) -> None:
    batch.open(write_csv(tmp_path / "people.csv", people(1)))
    batch.short(2)
    batch.press("renderBatch")
    batch.wait(lambda: batch.look(0, "Status").startswith("Done"))
    batch.select(0, 0)
    batch.key(Qt.Key.Key_F2)
    batch.type_into_cell("x")
    batch.settled()
    assert batch.texts()[0][0] == "x"
    assert batch.look(0, "Status") == "Changed since"
    batch.undo()
    assert batch.texts()[0][0] == "Guest 0"
    batch.settled()
    assert batch.look(0, "Status").startswith("Done")


def test_films_that_exist_are_asked_about_when_queueing(batch: Batch, tmp_path: Path) -> None:
    batch.open(write_csv(tmp_path / "people.csv", people(2)))
    batch.short(2)
    folder = Path(batch.controller.wishes.folder)
    folder.mkdir(parents=True)
    (folder / "film 0.mp4").write_bytes(b"mine")

    def asked() -> QDialog | None:
        return batch.page.findChild(QDialog, "existingFilms")

    batch.press("renderBatch")
    batch.wait(lambda: asked() is not None)
    dialog = asked()
    assert dialog is not None
    batch.qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    batch.wait(lambda: not batch.controller.jobs.busy)
    assert batch.controller.jobs.job(batch.controller.document.grid.rows[0].id) is None
    batch.press("renderBatch")
    batch.wait(lambda: asked() is not None and asked() is not dialog)
    number = asked().findChild(QPushButton, "number")  # type: ignore[union-attr]
    batch.qtbot.mouseClick(number, Qt.MouseButton.LeftButton)
    batch.wait(lambda: all(batch.look(place, "Status").startswith("Done") for place in range(2)))
    assert (folder / "film 0.mp4").read_bytes() == b"mine"
    assert (folder / "film 0 (2).mp4").is_file()


def test_a_dropped_spreadsheet_is_opened_and_a_dropped_photo_fills_cells(batch: Batch, tmp_path: Path) -> None:
    batch.open(None)
    sheet = write_csv(tmp_path / "people.csv", people(3, missing=[0, 1, 2]))
    assert batch.drop(batch.page, [sheet])
    batch.wait(lambda: len(batch.texts()) == 3)
    batch.settled()
    grid, model = batch.page.grid, batch.page.model
    photo = PHOTOS / "lake.jpg"
    assert batch.drop(grid.viewport(), [photo], grid.visualRect(model.index(1, 0)).center())
    assert [row[2] for row in batch.texts()] == ["gone.jpg", str(photo), "gone.jpg"]
    batch.select(0, 0, (2, 0))
    assert batch.drop(grid.viewport(), [photo], grid.visualRect(model.index(0, 2)).center())
    assert [row[2] for row in batch.texts()] == [str(photo)] * 3
    batch.drop(grid.viewport(), [tmp_path / "notes.doc"], grid.visualRect(model.index(0, 2)).center())
    assert [row[2] for row in batch.texts()] == [str(photo)] * 3
    batch.undo()
    batch.undo()
    assert [row[2] for row in batch.texts()] == ["gone.jpg"] * 3


def test_a_row_whose_characters_the_font_lacks_waits_for_substitutes_and_the_others_do_not(
    batch: Batch, tmp_path: Path
) -> None:
    rows = people(3)
    rows[1][0] = "王小明"
    batch.open(write_csv(tmp_path / "people.csv", rows))
    batch.short(2)
    assert [batch.look(place, "Check") for place in range(3)] == ["Ready", "1 problem", "Ready"]
    assert "1 text with characters that the font lacks" in summary(batch)
    model = batch.page.model
    assert "王 小 明" in str(model.data(model.index(1, 0), int(Qt.ItemDataRole.ToolTipRole)))
    batch.press("renderBatch")
    batch.wait(lambda: [batch.look(place, "Status") for place in range(3)] == ["Done", "", "Done"])
    assert batch.page.refusal.isHidden()
    batch.press("acceptSubstitutes")
    batch.settled()
    assert batch.look(1, "Check") == "Ready"
    assert "王 小 明" in str(model.data(model.index(1, 0), int(Qt.ItemDataRole.ToolTipRole)))
    assert not batch.button("acceptSubstitutes").isVisible()
    batch.controller.render([batch.controller.document.grid.rows[1].id])
    batch.wait(lambda: batch.look(1, "Status") == "Done with warnings")


def test_what_the_template_lacks_is_told_and_rendered_with_substitutes_when_wanted(
    batch: Batch, tmp_path: Path
) -> None:
    shutil.copytree(GREETING.template.parent, tmp_path / "template", dirs_exist_ok=True)
    for photo in (tmp_path / "template").rglob("*.jpg"):
        photo.unlink()
    sheet = write_csv(tmp_path / "people.csv", [["Ada", "Hello", "", "one"]])
    batch.open(sheet, tmp_path / "template" / GREETING.template.name)
    batch.short(2)
    batch.press("renderBatch")
    refusal = batch.page.refusal
    batch.wait(lambda: not refusal.isHidden())
    assert GREETING.template.name in refusal.accessibleName()
    assert "--" not in refusal.accessibleName()
    assert not list(Path(batch.controller.wishes.folder).glob("*.mp4"))
    accept = next(one for one in refusal.findChildren(QPushButton) if one.text() == "Render with substitutes")
    batch.qtbot.mouseClick(accept, Qt.MouseButton.LeftButton)
    batch.wait(lambda: batch.look(0, "Status") == "Done with warnings")
    assert refusal.isHidden()


def test_queueing_is_cancelled_before_anything_is_queued(batch: Batch, tmp_path: Path) -> None:
    batch.open(write_csv(tmp_path / "people.csv", people(200)))
    batch.press("renderBatch")
    batch.wait(lambda: batch.button("cancelQueueing").isVisible())
    batch.press("cancelQueueing")
    batch.wait(lambda: not batch.controller.jobs.busy)
    assert batch.button("renderBatch").isVisible()
    assert batch.application.services.farm.jobs == {}


def test_a_photo_is_chosen_from_the_cell_and_a_wrong_drop_says_why(batch: Batch, tmp_path: Path) -> None:
    batch.open(write_csv(tmp_path / "names.csv", [["Ada"]], columns=("Name",)))
    said: list[str] = []
    batch.application.services.notices.said.connect(lambda text, *_rest: said.append(text))
    grid = batch.page.grid
    assert batch.drop(grid.viewport(), [PHOTOS / "lake.jpg"], grid.visualRect(batch.page.model.index(0, 0)).center())
    assert said == ["No column of this spreadsheet takes a photo."]
    assert batch.texts() == [["Ada"]]
    batch.press("addColumns")
    batch.select(0, 2)
    batch.key(Qt.Key.Key_F2)
    editor = batch.editor()
    assert editor is not None
    choose = editor.findChild(QWidget, "choosePhoto")
    assert isinstance(choose, QWidget)
    batch.qtbot.mouseClick(choose, Qt.MouseButton.LeftButton)
    dialog = batch.application.window.findChild(QFileDialog)
    assert isinstance(dialog, QFileDialog)
    dialog.fileSelected.emit(str(PHOTOS / "lake.jpg"))
    dialog.reject()
    assert batch.texts()[0][2] == str(PHOTOS / "lake.jpg")


def shown_titles(batch: Batch) -> list[str]:
    header, model = batch.page.grid.horizontalHeader(), batch.page.model
    return [model.looks.title(one) for one in range(model.columnCount()) if not header.isSectionHidden(one)]


def test_columns_that_say_nothing_leave_their_room_to_the_spreadsheet(batch: Batch, tmp_path: Path) -> None:
    batch.application.window.resize(1100, 700)
    batch.open(write_csv(tmp_path / "people.csv", people(40)))
    assert shown_titles(batch) == ["Name", "Message", "Photo", "output", "Check", "Thumbnail"]
    grid = batch.page.grid
    assert not grid.horizontalScrollBar().isVisible()
    assert min(grid.columnWidth(column) for column in range(4)) >= 108
    batch.controller.set_wishes(replace(batch.controller.wishes, pattern="{name}_{row}"))
    batch.settled()
    assert "Output name" in shown_titles(batch)
    batch.short(2)
    batch.controller.render([batch.controller.document.grid.rows[0].id])
    batch.wait(lambda: "Status" in shown_titles(batch))
    batch.wait(lambda: batch.look(0, "Status") == "Done")


def test_a_spreadsheet_without_a_template_is_neither_checked_nor_closed_by_choosing_one(
    batch: Batch, tmp_path: Path
) -> None:
    batch.application.services.navigator.batch_wanted.emit(None, write_csv(tmp_path / "people.csv", people(3)))
    batch.wait(lambda: len(batch.texts()) == 3)
    assert shown_titles(batch) == ["Name", "Message", "Photo", "output"]
    assert batch.look(0, "Check") == ""
    assert "Choose a template" in summary(batch)
    for sample in samples()[:2]:
        menu = batch.page.source_bar.findChild(QToolButton, "templateButton").menu()
        next(action for action in menu.actions() if action.text() == sample.title).trigger()
        batch.wait(lambda: not batch.controller.source.busy and batch.controller.source.template is not None)
        batch.settled()
        assert batch.controller.source.template_path == sample.template
        assert [row[0] for row in batch.texts()] == ["Guest 0", "Guest 1", "Guest 2"]
    recent = batch.application.assembly.home
    recent.refresh()
    batch.wait(lambda: {str(sample.template) for sample in samples()[:2]} <= {one.path for one in recent.templates})


def test_the_rows_are_counted_also_when_only_some_are_shown(batch: Batch, tmp_path: Path) -> None:
    batch.open(write_csv(tmp_path / "people.csv", people(20, missing=[4])))
    count = batch.page.findChild(QLabel, "rowCount")
    assert isinstance(count, QLabel)
    assert count.text() == "20 rows · 1 needs attention"
    batch.press("onlyBad")
    assert count.text() == "1 of 20 rows · only those that need attention"


def test_with_large_text_the_table_keeps_its_room_and_no_heading_is_cut(batch: Batch, tmp_path: Path) -> None:
    batch.application.window.resize(1100, 700)
    batch.application.services.theme.apply("dark", text_size=175)
    rows = people(20, missing=[4], doubled=[9])
    rows[2][0] = "王小明"
    batch.open(write_csv(tmp_path / "people.csv", rows))
    bar, grid = batch.page.problems, batch.page.grid
    batch.wait(lambda: batch.button("acceptSubstitutes").isVisible())
    batch.wait(lambda: bar.height() < bar.window().height() / 4 and grid.viewport().height() > 4 * grid.rowHeight(0))
    for name in ("acceptSubstitutes", "onlyBad"):
        assert batch.button(name).width() >= batch.button(name).sizeHint().width()
    header, width = batch.page.header, batch.page.model.width
    for column in range(width, batch.page.model.columnCount()):
        assert header.isSectionHidden(column) or header.sectionSize(column) >= header.title_width(column)
