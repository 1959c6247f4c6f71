"""Batch: where its films go and their music; what keeps all of them from being made; drops that cannot be used."""

from __future__ import annotations

import wave
from pathlib import Path

import pytest
from batch_kit import GREETING, PHOTOS, Batch, people, write_csv
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QFileDialog, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from app.ui.application import Application
from app.ui.widgets.error_card import ErrorCard
from app.ui.widgets.path_box import PathBox


@pytest.fixture
def batch(application: Application, qtbot: QtBot) -> Batch:
    return Batch(application, qtbot)


@pytest.fixture
def said(batch: Batch) -> list[str]:
    """What notices say."""
    found: list[str] = []
    batch.application.services.notices.said.connect(lambda text, *_rest: found.append(text))
    return found


def box(batch: Batch, name: str) -> PathBox:
    found = batch.page.side.findChild(PathBox, name)
    assert isinstance(found, PathBox)
    return found


def shown_labels(batch: Batch) -> list[str]:
    labels = batch.page.side.output.findChildren(QLabel)
    return [one.text().replace("\u200b", "") for one in labels if not one.isHidden()]


def tone(path: Path) -> Path:
    with wave.open(str(path), "wb") as sound:
        sound.setparams((1, 2, 8000, 0, "NONE", ""))
        sound.writeframes(bytes(8000))
    return path


def test_a_folder_and_music_are_dropped_on_their_boxes(batch: Batch, said: list[str], tmp_path: Path) -> None:
    batch.open(write_csv(tmp_path / "people.csv", people(2)))
    folder, music = tmp_path / "films", tone(tmp_path / "tone.wav")
    folder.mkdir()
    assert batch.drop(box(batch, "folder"), [folder])
    assert batch.drop(box(batch, "music"), [tmp_path / "notes.txt", music])
    assert (batch.controller.wishes.folder, batch.controller.wishes.music) == (str(folder), str(music))
    assert said == []


def test_a_wrong_drop_on_the_folder_or_the_music_says_why(batch: Batch, said: list[str], tmp_path: Path) -> None:
    batch.open(write_csv(tmp_path / "people.csv", people(2)))
    before = batch.controller.wishes
    assert batch.drop(box(batch, "folder"), [PHOTOS / "lake.jpg"])
    assert batch.drop(box(batch, "music"), [PHOTOS / "lake.jpg"])
    assert [text.split(".jpg”")[1][:12] for text in said] == [" is not a fo", " is no music"]
    assert batch.controller.wishes == before
    assert len(batch.texts()) == 2


@pytest.mark.parametrize(
    ("name", "words"),
    [("guests.xlsx", "Save it as CSV"), ("lake.jpg", "on the row"), ("notes.doc", "drop a template, a spreadsheet")],
)
def test_a_drop_that_the_page_cannot_use_says_why(
    batch: Batch, said: list[str], tmp_path: Path, name: str, words: str
) -> None:
    batch.open(write_csv(tmp_path / "people.csv", people(2)))
    assert batch.drop(batch.page, [tmp_path / name])
    (text,) = said
    assert words in text
    assert f"“{name}”" in text
    assert len(batch.texts()) == 2


@pytest.mark.parametrize("what", ["folder", "music"])
def test_what_keeps_all_films_from_being_made_is_told_beside_its_box_before_anything_is_queued(
    batch: Batch, tmp_path: Path, what: str
) -> None:
    batch.open(write_csv(tmp_path / "people.csv", people(3)))
    batch.short(2)
    wrong = tmp_path / "song.mp3"
    wrong.write_bytes(b"no music")
    batch.controller.set_wishes(replace(batch.controller.wishes, **{what: str(wrong)}))
    batch.wait(lambda: box(batch, what).property("problem") == "true")
    assert any("song.mp3" in text for text in shown_labels(batch))
    batch.press("renderBatch")
    refusal = batch.page.refusal
    batch.wait(lambda: not refusal.isHidden())
    assert "song.mp3" in refusal.accessibleName()
    assert batch.application.services.farm.jobs == {}
    choose = next(one for one in refusal.findChildren(QPushButton) if one.text() == f"Choose {what}…")
    batch.qtbot.mouseClick(choose, Qt.MouseButton.LeftButton)
    dialog = batch.application.window.findChild(QFileDialog)
    assert isinstance(dialog, QFileDialog)
    dialog.fileSelected.emit(str(tmp_path / "films" if what == "folder" else tone(tmp_path / "tone.wav")))
    dialog.reject()
    batch.wait(lambda: refusal.isHidden() and box(batch, what).property("problem") == "false")


def test_a_folder_that_cannot_be_written_to_is_told_once_not_by_every_film(batch: Batch, tmp_path: Path) -> None:
    batch.open(write_csv(tmp_path / "people.csv", people(3)))
    # Longer than any file system lets a name be.
    batch.controller.set_wishes(replace(batch.controller.wishes, folder=str(tmp_path / ("f" * 300))))
    batch.press("renderBatch")
    batch.wait(lambda: not batch.page.refusal.isHidden())
    assert "cannot be written to" in batch.page.refusal.accessibleName()
    assert batch.application.services.farm.jobs == {}
    batch.controller.output.schedule()
    batch.wait(lambda: not batch.controller.services.tasks.running("batch/output"))
    assert not batch.page.refusal.isHidden()


def test_a_row_that_cannot_be_drawn_says_why_and_is_tried_again(batch: Batch, tmp_path: Path) -> None:
    content = GREETING.template.with_suffix(".aep").read_bytes()
    template = tmp_path / "greeting.aep"
    template.write_bytes(content)
    sheet = write_csv(tmp_path / "people.csv", people(2))
    batch.open(sheet, template)
    batch.wait(lambda: not batch.page.side.preview.view.image.isNull())
    template.unlink()
    batch.controller.pictures.try_again()
    batch.controller.refresh()
    card = batch.page.side.preview.findChild(ErrorCard)
    assert isinstance(card, ErrorCard)
    batch.wait(lambda: not card.isHidden())
    template.write_bytes(content)
    again = next(one for one in card.findChildren(QPushButton) if one.text() == "Try again")
    again.click()
    batch.wait(card.isHidden)


def test_rows_whose_film_exists_are_said_to_be_skipped(batch: Batch, tmp_path: Path) -> None:
    batch.open(write_csv(tmp_path / "people.csv", people(2)))
    batch.short(2)
    folder = Path(batch.controller.wishes.folder)
    folder.mkdir(parents=True)
    (folder / "film 0.mp4").write_bytes(b"mine")
    batch.press("renderBatch")
    batch.wait(lambda: batch.application.window.findChild(QDialog, "existingFilms") is not None)
    batch.press("skip")
    batch.wait(lambda: [batch.look(place, "Status") for place in range(2)] == ["Skipped", "Done"])
    model = batch.page.model
    row = model.row(0)
    status = next(one for one in range(model.columnCount()) if model.looks.title(one) == "Status")
    assert "exists already" in model.looks.tooltip(row, status)
    assert (folder / "film 0.mp4").read_bytes() == b"mine"
    batch.controller.document.edit(row.id, 3, "another name")
    batch.settled()
    assert batch.look(0, "Status") == ""


def test_films_that_are_on_their_way_are_not_made_twice(batch: Batch, tmp_path: Path) -> None:
    batch.open(write_csv(tmp_path / "people.csv", people(3)))
    batch.controller.render()
    batch.wait(lambda: batch.button("showQueue").isVisible())
    assert not batch.button("renderBatch").isVisible()
    jobs = batch.application.services.farm.jobs
    batch.wait(lambda: len(jobs) == 3)
    before = set(jobs)
    batch.controller.render()
    assert not batch.controller.jobs.busy
    first = batch.controller.document.grid.rows[0].id
    batch.controller.document.edit(first, 0, "Somebody else")
    batch.settled()
    batch.wait(lambda: batch.button("renderBatch").isVisible())
    assert batch.button("renderBatch").text() == "Render 1 of 3"
    batch.press("renderBatch")
    batch.wait(lambda: len(jobs) == 4)
    (new,) = set(jobs) - before
    assert jobs[new].output == "film 0 (2).mp4"
    batch.wait(lambda: batch.button("showQueue").isVisible())
    batch.press("showQueue")
    assert batch.application.window.page("queue").isVisible()


def test_rows_without_a_film_are_rendered_and_all_again_once_every_row_has_one(batch: Batch, tmp_path: Path) -> None:
    batch.open(write_csv(tmp_path / "people.csv", people(2)))
    batch.short(2)
    batch.settled()
    rows = batch.controller.document.grid.rows
    batch.controller.render([rows[0].id])
    batch.wait(lambda: batch.look(0, "Status") == "Done")
    render = batch.button("renderBatch")
    batch.wait(lambda: render.text() == "Render 1 of 2")
    batch.press("renderBatch")
    batch.wait(lambda: batch.look(1, "Status") == "Done")
    assert len(batch.application.services.farm.jobs) == 2
    batch.wait(lambda: render.text() == "Render 2 films again" and render.isVisible())
    assert batch.button("showQueue").property("kind") == "primary" != render.property("kind")
    batch.press("renderBatch")
    batch.wait(lambda: batch.application.window.findChild(QDialog, "existingFilms") is not None)
    batch.press("cancel")
