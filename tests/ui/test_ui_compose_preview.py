"""Looking: through time, closer, before and after; and a preview process that is lost."""

from __future__ import annotations

from pathlib import Path

import psutil
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QImage, QWheelEvent
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPushButton, QToolButton

from app.core.settings_choices import PreviewQuality
from app.ui.controllers.compose import ComposeState
from app.ui.preview.canvas import Compare
from app.ui.widgets.error_card import ErrorCard
from tests.ui.compose_kit import (
    GREETING,
    LOWER_THIRD,
    NAME,
    PATIENCE,
    STORY,
    Compose,
    drop,
    shared,
)

__all__ = ["shared"]

SHIFT = Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def compose(shared: Compose) -> Compose:
    """The page, in the window that the tests of this module share."""
    return shared


@pytest.fixture
def greeting(compose: Compose) -> Compose:
    """The page with the greeting opened anew: nothing is filled in."""
    compose.open(GREETING)
    return compose


def test_compose_keys_step_through_the_frames(greeting: Compose) -> None:
    view, sight = greeting.page.editor.pane.view, greeting.controller.sight
    view.setFocus()
    start = sight.frame
    pressed = []
    for key, modifier in (
        (Qt.Key.Key_PageDown, Qt.KeyboardModifier.NoModifier),
        (Qt.Key.Key_PageDown, SHIFT),
        (Qt.Key.Key_PageUp, Qt.KeyboardModifier.NoModifier),
        (Qt.Key.Key_PageUp, SHIFT),
        (Qt.Key.Key_End, Qt.KeyboardModifier.NoModifier),
        (Qt.Key.Key_PageDown, Qt.KeyboardModifier.NoModifier),
        (Qt.Key.Key_Home, Qt.KeyboardModifier.NoModifier),
        (Qt.Key.Key_PageUp, Qt.KeyboardModifier.NoModifier),
    ):
        greeting.press(key, modifier)
        pressed.append(sight.frame)
    assert pressed == [start + 1, start + 11, start + 10, start, 149, 149, 0, 0]
    greeting.drawn()


def test_compose_page_keys_step_while_a_text_is_edited_and_home_stays_in_the_text(greeting: Compose) -> None:
    box, sight = greeting.text_field(NAME).box, greeting.controller.sight
    box.setFocus()
    start = sight.frame
    greeting.press(Qt.Key.Key_PageDown)
    assert sight.frame == start + 1
    greeting.press(Qt.Key.Key_Home)
    assert sight.frame == start + 1
    assert box.textCursor().position() == 0


def test_compose_a_frame_is_typed_or_scrubbed_to(greeting: Compose) -> None:
    box = greeting.page.editor.pane.findChild(QLineEdit, "frameBox")
    assert box is not None
    assert "(0–149)" in [one.text() for one in greeting.page.editor.pane.transport.findChildren(QLabel)]
    box.setFocus()
    box.selectAll()
    greeting.qtbot.keyClicks(box, "30")
    assert greeting.controller.sight.frame != 30
    greeting.qtbot.keyClick(box, Qt.Key.Key_Return)
    assert greeting.controller.sight.frame == 30
    greeting.qtbot.keyClick(box, Qt.Key.Key_Up)
    assert greeting.controller.sight.frame == 31
    scrubber = greeting.page.editor.pane.transport.scrubber
    scrubber.setFocus()
    greeting.qtbot.keyClick(scrubber, Qt.Key.Key_Right)
    assert greeting.controller.sight.frame == 32
    assert box.text() == "32"
    greeting.drawn()


def test_compose_plays_in_a_loop_and_stops_where_it_is(greeting: Compose) -> None:
    sight = greeting.controller.sight
    sight.set_quality(PreviewQuality.QUARTER)
    greeting.page.editor.pane.view.setFocus()
    shown: list[int] = []
    sight.picture_changed.connect(lambda picture: shown.append(picture.frame))
    greeting.press(Qt.Key.Key_Space)
    assert sight.player.playing
    greeting.qtbot.waitUntil(lambda: len(set(shown)) > 12, timeout=PATIENCE)
    greeting.press(Qt.Key.Key_Space)
    assert not sight.player.playing
    greeting.drawn()
    assert sight.picture is not None
    assert sight.picture.frame == sight.frame


def test_compose_space_presses_a_button_that_has_the_focus(greeting: Compose) -> None:
    fold = greeting.page.findChild(QToolButton, "foldOutput")
    assert fold is not None
    was_hidden = greeting.page.editor.output.isHidden()
    fold.setFocus()
    greeting.press(Qt.Key.Key_Space)
    assert greeting.page.editor.output.isHidden() is not was_hidden
    greeting.press(Qt.Key.Key_Space)
    assert greeting.page.editor.output.isHidden() is was_hidden
    assert not greeting.controller.sight.player.playing


def test_compose_draws_in_the_size_that_people_choose(greeting: Compose) -> None:
    sizes = []
    for quality in (PreviewQuality.FULL, PreviewQuality.QUARTER, PreviewQuality.HALF):
        greeting.controller.sight.set_quality(quality)
        image = greeting.drawn()
        sizes.append((image.width(), image.height()))
    assert sizes == [(1280, 720), (320, 180), (640, 360)]


def test_compose_compares_with_the_template_as_it_is(greeting: Compose) -> None:
    view = greeting.page.editor.pane.view
    original = greeting.drawn().copy()
    greeting.retype(NAME, "Ada Lovelace")
    greeting.drawn()
    view.setFocus()
    after = view.grab().toImage()
    for _ in range(2):
        greeting.press(Qt.Key.Key_Backslash)
    greeting.qtbot.waitUntil(lambda: view.before == original, timeout=PATIENCE)
    assert view.compare is Compare.BEFORE
    assert view.grab().toImage() != after
    greeting.press(Qt.Key.Key_Backslash)
    assert view.compare is Compare.OFF
    assert view.grab().toImage() == after


def test_compose_safe_areas_are_shown_and_hidden(greeting: Compose) -> None:
    view = greeting.page.editor.pane.view
    view.setFocus()
    before = view.grab().toImage()
    greeting.press(Qt.Key.Key_Apostrophe)
    assert view.grab().toImage() != before
    greeting.press(Qt.Key.Key_Apostrophe)
    assert view.grab().toImage() == before


def test_compose_zooms_at_the_mouse_and_pans(greeting: Compose) -> None:
    view = greeting.page.editor.pane.view
    at = QPointF(view.width() / 4, view.height() / 2)
    point = view.placement().to_comp(at.x(), at.y())
    wheel = QWheelEvent(
        at,
        view.mapToGlobal(at),
        QPoint(),
        QPoint(0, 120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.ControlModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    for _ in range(6):
        QApplication.sendEvent(view, wheel)
    zoomed = view.placement()
    assert zoomed.zoom > 2
    assert zoomed.to_comp(at.x(), at.y()) == pytest.approx(point, abs=1)
    view.setFocus()
    greeting.press(Qt.Key.Key_Left)
    assert view.placement().left > zoomed.left
    greeting.press(Qt.Key.Key_0)
    assert view.zoom is None


def test_compose_transparent_formats_show_what_is_behind_the_picture(compose: Compose) -> None:
    compose.open(LOWER_THIRD)
    assert compose.drawn().pixelColor(2, 2).alpha() == 255
    wishes = compose.controller.wishes
    panel = compose.page.editor.output.panel
    panel.set_wishes(type(wishes)(preset="prores4444", folder=wishes.folder))
    panel.changed.emit()
    assert compose.controller.wishes.preset == "prores4444"
    compose.qtbot.waitUntil(
        lambda: not compose.controller.sight.feed.updating and compose.drawn().pixelColor(2, 2).alpha() == 0,
        timeout=PATIENCE,
    )


def test_compose_lives_on_when_the_preview_process_is_killed(greeting: Compose) -> None:
    pid = greeting.controller.sight.feed.pid
    assert pid is not None
    psutil.Process(pid).kill()
    greeting.retype(NAME, "Ada")
    greeting.drawn()
    assert greeting.controller.sight.feed.pid != pid


def test_compose_says_why_there_is_no_picture_and_tries_again(compose: Compose, tmp_path: Path) -> None:
    path = tmp_path / "greeting.aep"
    content = GREETING.with_suffix(".aep").read_bytes()
    path.write_bytes(content)
    compose.open(path)
    template, comp = compose.controller.template, compose.controller.comp
    assert template is not None
    assert comp is not None
    path.unlink()
    compose.controller.set_comp(next(one.id for one in template.template.comps if one.id != comp.id))
    compose.qtbot.waitUntil(lambda: compose.controller.sight.error is not None, timeout=PATIENCE)
    card = compose.page.editor.pane.findChild(ErrorCard)
    assert card is not None
    assert card.error == compose.controller.sight.error
    path.write_bytes(content)
    again = next(one for one in card.findChildren(QPushButton) if one.text() == "Try again")
    again.click()
    compose.drawn()
    assert card.isHidden()


def test_compose_opens_a_template_that_is_dropped_on_the_page_and_offers_the_way_back(greeting: Compose) -> None:
    said: list[object] = []
    greeting.application.services.notices.said.connect(lambda *what: said.append(what))
    greeting.retype(NAME, "Ada")
    drop(greeting.page, [STORY])
    greeting.qtbot.waitUntil(lambda: greeting.controller.state is ComposeState.OPEN and len(said) > 0, timeout=PATIENCE)
    image = greeting.drawn()
    assert (image.width(), image.height()) == (540, 960)
    _text, go_back, _verb = said[0]  # type: ignore[misc]
    go_back()
    greeting.qtbot.waitUntil(lambda: greeting.controller.template.path == GREETING, timeout=PATIENCE)
    assert greeting.text_field(NAME).box.plain_text() == "Ada"
    greeting.drawn()


def test_compose_a_session_brings_everything_back(greeting: Compose) -> None:
    greeting.retype(NAME, "Ada")
    greeting.controller.sight.set_frame(40)
    session = greeting.controller.session()
    assert session is not None
    picture = greeting.drawn().copy()
    greeting.open(STORY)
    greeting.controller.restore(session)
    greeting.qtbot.waitUntil(lambda: greeting.controller.template.path == GREETING, timeout=PATIENCE)
    assert greeting.drawn() == picture
    assert greeting.controller.session() == session


def test_compose_the_page_may_be_built_anew_at_any_moment(greeting: Compose) -> None:
    greeting.retype(NAME, "Ada")
    greeting.drawn()
    greeting.application.window.retranslate()
    assert greeting.page.editor.pane.view.image == greeting.drawn()
    assert greeting.text_field(NAME).box.plain_text() == "Ada"


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("damaged.aep", b"RIFX no project", "damaged.aep"),
        ("empty.aep", b"", "empty.aep"),
        ("packed.zip", b"PK", "packed.zip is not a .zip"),
        ("gone.aep", None, "gone.aep"),
    ],
)
def test_compose_says_why_a_template_cannot_be_opened(
    greeting: Compose, tmp_path: Path, name: str, content: bytes | None, said: str
) -> None:
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)
    greeting.retype(NAME, "Ada")
    greeting.application.services.navigator.template_wanted.emit(path)
    greeting.qtbot.waitUntil(lambda: greeting.controller.state is ComposeState.FAILED, timeout=PATIENCE)
    error = greeting.controller.error
    assert error is not None
    assert said in error.title
    assert error.cause or error.next_step
    greeting.controller.go_back()
    assert greeting.controller.state is ComposeState.OPEN
    assert greeting.controller.values.text(NAME) == "Ada"


def test_compose_the_first_picture_is_told_for_the_list_of_templates(compose: Compose) -> None:
    drawn: list[tuple[Path, QImage]] = []
    compose.controller.first_frame_drawn.connect(lambda path, image: drawn.append((path, image)))
    with compose.qtbot.waitSignal(compose.controller.opened, timeout=PATIENCE) as opened:
        compose.application.services.navigator.template_wanted.emit(GREETING)
    facts = opened.args[0]
    assert (facts.name, facts.width, facts.height, facts.frames, facts.fields) == ("greeting", 1280, 720, 150, 3)
    compose.drawn()
    compose.qtbot.waitUntil(lambda: len(drawn) == 1, timeout=PATIENCE)
    assert drawn[0][0] == GREETING
