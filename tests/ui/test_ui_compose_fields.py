"""Filling in: typing, photos, what is wrong with them, and taking it back."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QPushButton, QToolButton

from app.core.slots import Fit, MediaFill, TextFill
from app.ui.dialogs.photo_editor import PhotoEditor
from tests.ui.compose_kit import (
    GREETING,
    HARBOUR,
    MESSAGE,
    NAME,
    PATIENCE,
    PHOTO,
    Compose,
    drop,
    picture_file,
    shared,
)

__all__ = ["shared"]

CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def compose(shared: Compose) -> Compose:
    """The page, in the window that the tests of this module share."""
    return shared


@pytest.fixture
def greeting(compose: Compose) -> Compose:
    """The page with the greeting opened anew: nothing is filled in."""
    compose.open(GREETING)
    return compose


def test_compose_the_picture_follows_what_is_typed(greeting: Compose) -> None:
    before = greeting.drawn().copy()
    greeting.retype(NAME, "Ada Lovelace")
    assert greeting.controller.values.usable == {NAME: TextFill(text="Ada Lovelace")}
    assert greeting.drawn() != before


def test_compose_typing_keeps_spaces_quotes_and_line_breaks(greeting: Compose) -> None:
    greeting.retype(NAME, "It's \\ a ?")
    greeting.press(Qt.Key.Key_Return)
    greeting.qtbot.keyClicks(greeting.text_field(NAME).box, "second")
    assert greeting.controller.values.text(NAME) == "It's \\ a ?\nsecond"
    assert not greeting.controller.sight.player.playing


def test_compose_undo_takes_back_all_that_was_typed_in_a_field_at_once(greeting: Compose) -> None:
    values, original = greeting.controller.values, greeting.drawn().copy()
    greeting.retype(NAME, "Ada")
    greeting.retype(MESSAGE, "Hello")
    assert values.undo.count() == 2
    greeting.press(Qt.Key.Key_Z, CONTROL)
    assert (values.text(NAME), values.text(MESSAGE)) == ("Ada", values.slots[MESSAGE].default)
    assert greeting.text_field(MESSAGE).box.plain_text() == values.slots[MESSAGE].default
    greeting.press(Qt.Key.Key_Z, CONTROL)
    assert values.entries == {}
    assert greeting.drawn() == original
    greeting.press(Qt.Key.Key_Z, CONTROL | Qt.KeyboardModifier.ShiftModifier)
    assert greeting.text_field(NAME).box.plain_text() == "Ada"


def test_compose_reset_brings_back_the_template_and_can_be_undone(greeting: Compose) -> None:
    field = greeting.text_field(NAME)
    reset = next(one for one in field.findChildren(QToolButton) if one.accessibleName().startswith("Reset"))
    assert not reset.isEnabled()
    greeting.retype(NAME, "Ada")
    greeting.qtbot.mouseClick(reset, Qt.MouseButton.LeftButton)
    assert field.box.plain_text() == greeting.controller.values.slots[NAME].default
    assert greeting.controller.values.entries == {}
    greeting.controller.values.undo.undo()
    assert field.box.plain_text() == "Ada"


def test_compose_refuses_control_characters_beside_the_field_and_shows_the_rest(greeting: Compose) -> None:
    field = greeting.text_field(NAME)
    greeting.retype(MESSAGE, "Hi")
    QApplication.clipboard().setText("Ada\x07")
    field.box.setFocus()
    greeting.press(Qt.Key.Key_A, CONTROL)
    greeting.press(Qt.Key.Key_V, CONTROL)
    problem = greeting.controller.values.problem(NAME)
    assert problem is not None
    assert "U+0007" in problem.title
    assert field.box.property("problem") == "true"
    assert greeting.controller.values.usable == {MESSAGE: TextFill(text="Hi")}
    greeting.drawn()
    greeting.retype(NAME, "Ada")
    assert greeting.controller.values.problem(NAME) is None


def test_compose_counts_characters_against_the_limit_of_the_template(compose: Compose, tmp_path: Path) -> None:
    for part in ("greeting.aepx", "(Footage)/photo.jpg"):
        (tmp_path / part).parent.mkdir(exist_ok=True)
        (tmp_path / part).write_bytes((GREETING.parent / part).read_bytes())
    (tmp_path / "greeting.toml").write_text(
        '[slots.Name]\nlabel = "Guest"\ndescription = "First name"\nmax_length = 5\n[slots.Message]\nhidden = true\n'
    )
    compose.open(tmp_path / "greeting.aepx")
    assert compose.page.editor.fields.keys == (NAME, PHOTO)
    compose.retype(NAME, "Emily")
    assert compose.controller.values.usable[NAME] == TextFill(text="Emily")
    compose.retype(NAME, "Emilia")
    problem = compose.controller.values.problem(NAME)
    assert problem is not None
    assert "too long" in problem.title


def test_compose_tab_goes_from_field_to_field_and_keys_work_on_the_one_with_the_focus(greeting: Compose) -> None:
    greeting.surveyed()
    greeting.text_field(NAME).box.setFocus()
    greeting.press(Qt.Key.Key_Tab)
    assert greeting.text_field(MESSAGE).box.hasFocus()
    greeting.press(Qt.Key.Key_Tab)
    assert greeting.photo_field(PHOTO).box.hasFocus()
    greeting.press(Qt.Key.Key_Backtab, Qt.KeyboardModifier.ShiftModifier)
    assert greeting.text_field(MESSAGE).box.hasFocus()
    greeting.retype(MESSAGE, "Hi")
    greeting.controller.sight.set_frame(0)
    greeting.press(Qt.Key.Key_F4)
    assert greeting.controller.sight.frame > 0
    greeting.press(Qt.Key.Key_Backspace, CONTROL | Qt.KeyboardModifier.ShiftModifier)
    assert greeting.controller.values.entries == {}


def test_compose_a_click_on_a_text_in_the_picture_focuses_its_field(greeting: Compose) -> None:
    greeting.text_field(NAME).box.setFocus()
    greeting.click_at(MESSAGE)
    assert greeting.text_field(MESSAGE).box.hasFocus()
    assert greeting.page.editor.pane.view.selected == MESSAGE
    greeting.click_at(PHOTO)
    assert greeting.photo_field(PHOTO).box.hasFocus()


def test_compose_show_in_preview_jumps_to_where_the_field_shows_first(greeting: Compose) -> None:
    greeting.surveyed()
    greeting.controller.sight.set_frame(0)
    field = greeting.text_field(NAME)
    show = next(one for one in field.findChildren(QToolButton) if one.accessibleName().startswith("Show"))
    greeting.qtbot.mouseClick(show, Qt.MouseButton.LeftButton)
    findings = greeting.controller.preflight.findings
    assert findings is not None
    assert greeting.controller.sight.frame == findings.first_frames[NAME] > 0
    greeting.drawn()
    assert any(one.key == NAME and one.visible for one in greeting.page.editor.pane.view.outlines)
    assert greeting.page.editor.pane.view.selected == NAME


def test_compose_a_photo_dropped_on_its_field_is_placed(greeting: Compose) -> None:
    before = greeting.drawn().copy()
    field = greeting.photo_field(PHOTO)
    drop(field, [HARBOUR])
    assert greeting.controller.values.usable[PHOTO] == MediaFill(path=str(HARBOUR))
    assert greeting.drawn() != before
    greeting.qtbot.waitUntil(lambda: not field.box.image.isNull(), timeout=PATIENCE)
    facts = greeting.controller.values.facts(PHOTO)
    assert facts is not None
    assert (facts.width, facts.height) != (0, 0)


def test_compose_a_photo_dropped_on_its_place_in_the_picture_is_placed(greeting: Compose) -> None:
    view = greeting.page.editor.pane.view
    outline = next(one for one in view.outlines if one.key == PHOTO and one.visible)
    x = sum(corner[0] for corner in outline.polygon) / 4
    y = sum(corner[1] for corner in outline.polygon) / 4
    at = QPoint(*(round(part) for part in view.placement().to_view(x, y)))
    drop(view, [HARBOUR], at)
    assert PHOTO in greeting.controller.values.usable
    greeting.controller.values.undo.undo()
    assert greeting.controller.values.usable == {}


def test_compose_files_dropped_on_a_text_are_for_the_page(greeting: Compose) -> None:
    box = greeting.text_field(NAME).box
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(HARBOUR))])
    data.setText(str(HARBOUR))
    assert not box.canInsertFromMimeData(data)
    drop(greeting.page, [HARBOUR])
    assert greeting.controller.values.usable == {PHOTO: MediaFill(path=str(HARBOUR))}


def test_compose_what_is_no_photo_is_not_taken_by_a_field(greeting: Compose, tmp_path: Path) -> None:
    text = tmp_path / "notes.txt"
    text.write_text("no photo")
    drop(greeting.photo_field(PHOTO), [text])
    assert greeting.controller.values.entries == {}


def test_compose_a_broken_photo_is_told_of_beside_its_field_and_the_preview_goes_on(
    greeting: Compose, tmp_path: Path
) -> None:
    broken = tmp_path / "broken.jpg"
    broken.write_bytes(HARBOUR.read_bytes()[:900])
    greeting.controller.values.set_photo(PHOTO, broken)
    greeting.qtbot.waitUntil(lambda: greeting.controller.values.problem(PHOTO) is not None, timeout=PATIENCE)
    greeting.retype(NAME, "Ada")
    greeting.drawn()
    assert greeting.controller.values.usable == {NAME: TextFill(text="Ada")}
    assert greeting.controller.sight.error is None
    greeting.controller.films.submit(first=True)
    greeting.qtbot.waitUntil(lambda: not greeting.controller.films.busy, timeout=PATIENCE)
    assert greeting.application.services.farm.jobs == {}
    greeting.controller.values.set_photo(PHOTO, HARBOUR)
    greeting.drawn()
    assert greeting.controller.values.problem(PHOTO) is None


def test_compose_a_photo_that_is_too_small_is_warned_of(greeting: Compose, tmp_path: Path) -> None:
    small = picture_file(tmp_path / "small.png", (100, 125))
    greeting.controller.values.set_photo(PHOTO, small)
    greeting.qtbot.waitUntil(lambda: greeting.controller.values.facts(PHOTO) is not None, timeout=PATIENCE)
    facts = greeting.controller.values.facts(PHOTO)
    assert facts is not None
    assert "enlarged" in facts.warnings[0].what


@pytest.mark.parametrize("fit", [Fit.CONTAIN, Fit.CROP])
def test_compose_a_photo_is_fitted_as_people_choose(greeting: Compose, tmp_path: Path, fit: Fit) -> None:
    greeting.controller.values.set_photo(PHOTO, picture_file(tmp_path / "wide.png", (1200, 500)))
    greeting.qtbot.waitUntil(lambda: greeting.controller.values.facts(PHOTO) is not None, timeout=PATIENCE)
    filled = greeting.drawn().copy()
    button = greeting.photo_field(PHOTO).findChild(QToolButton, f"{fit} {PHOTO}")
    assert button is not None
    greeting.qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    entry = greeting.controller.values.entry(PHOTO)
    assert isinstance(entry, MediaFill)
    assert entry.fit is fit
    # The largest crop shows what filling shows.
    assert (greeting.drawn() == filled) is (fit is Fit.CROP)


def test_compose_a_crop_is_edited_with_keys_and_can_be_undone(greeting: Compose, tmp_path: Path) -> None:
    greeting.controller.values.set_photo(PHOTO, picture_file(tmp_path / "wide.png", (1200, 500)))
    greeting.qtbot.waitUntil(lambda: greeting.controller.values.facts(PHOTO) is not None, timeout=PATIENCE)
    filled = greeting.drawn().copy()
    adjust = greeting.photo_field(PHOTO).findChild(QPushButton, f"adjust {PHOTO}")
    assert adjust is not None
    greeting.qtbot.mouseClick(adjust, Qt.MouseButton.LeftButton)
    editor = greeting.page.findChild(PhotoEditor)
    assert editor is not None
    crop = editor.findChild(QToolButton, "editor-crop")
    assert crop is not None
    greeting.qtbot.mouseClick(crop, Qt.MouseButton.LeftButton)
    for _ in range(8):
        greeting.qtbot.keyClick(editor.stage, Qt.Key.Key_Minus)
    for _ in range(4):
        greeting.qtbot.keyClick(editor.stage, Qt.Key.Key_Left, Qt.KeyboardModifier.ShiftModifier)
    use = editor.findChild(QPushButton, "use")
    assert use is not None
    greeting.qtbot.mouseClick(use, Qt.MouseButton.LeftButton)
    entry = greeting.controller.values.entry(PHOTO)
    assert isinstance(entry, MediaFill)
    assert entry.crop is not None
    assert entry.crop[2] - entry.crop[0] < 0.3
    assert greeting.drawn() != filled
    greeting.controller.values.undo.undo()
    assert greeting.drawn() == filled


def test_compose_the_focal_point_is_dragged_and_escape_leaves_it(greeting: Compose, tmp_path: Path) -> None:
    greeting.controller.values.set_photo(PHOTO, picture_file(tmp_path / "wide.png", (1200, 500)))
    greeting.qtbot.waitUntil(lambda: greeting.controller.values.facts(PHOTO) is not None, timeout=PATIENCE)
    before = greeting.controller.values.entry(PHOTO)
    for answer in (Qt.Key.Key_Escape, Qt.Key.Key_Return):
        greeting.page.editor.fields.edit_wanted.emit(PHOTO)
        editor = greeting.page.findChild(PhotoEditor)
        assert editor is not None
        stage = editor.stage
        greeting.qtbot.waitUntil(lambda stage=stage: stage.photo_area().width() > 100, timeout=PATIENCE)
        greeting.qtbot.waitUntil(
            lambda stage=stage: abs(stage.photo_area().height() / stage.photo_area().width() - 5 / 12) < 0.02,
            timeout=PATIENCE,
        )
        area = stage.photo_area()
        greeting.qtbot.mousePress(stage, Qt.MouseButton.LeftButton, pos=area.center().toPoint())
        greeting.qtbot.mouseMove(stage, QPoint(round(area.left()) + 4, round(area.center().y())))
        greeting.qtbot.mouseRelease(stage, Qt.MouseButton.LeftButton)
        with greeting.qtbot.waitSignal(editor.destroyed, timeout=PATIENCE):
            greeting.qtbot.keyClick(editor, answer)
        if answer == Qt.Key.Key_Escape:
            assert greeting.controller.values.entry(PHOTO) == before
    entry = greeting.controller.values.entry(PHOTO)
    assert isinstance(entry, MediaFill)
    assert entry.focal[0] < 0.1


def test_compose_the_chosen_composition_is_named_once(greeting: Compose) -> None:
    fields = greeting.page.editor.fields
    choice = fields.findChild(QComboBox, "compChoice")
    assert choice is not None and not choice.isHidden()
    heads = [one for one in fields.findChildren(QLabel) if one.property("kind") == "hint" and not one.isHidden()]
    assert choice.currentText() not in [one.text() for one in heads]
    others = {group.comp.name for group in greeting.controller.groups} - {choice.currentText()}
    assert others <= {one.text() for one in heads}
