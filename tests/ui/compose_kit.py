"""Compose in tests: a template open on the page, real preview, and files to put into it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent, QImage
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.core.slots import FillValue
from app.farm.preview.protocol import values_key
from app.ui.application import Application
from app.ui.controllers.compose import ComposeController, ComposeState
from app.ui.pages.compose_page import ComposePage
from app.ui.widgets.field_photo import PhotoField
from app.ui.widgets.field_text import TextField

ROOT = Path(__file__).parents[2]
GREETING = ROOT / "resources" / "samples" / "greeting" / "greeting.aepx"
STORY = ROOT / "resources" / "samples" / "story" / "story.aep"
LOWER_THIRD = ROOT / "resources" / "samples" / "lower_third" / "lower_third.aepx"
HARBOUR = GREETING.parent / "photos" / "harbour.jpg"
NAME, MESSAGE, PHOTO = "layer/2/53", "layer/2/52", "item/1"

PATIENCE = 60_000
"""Milliseconds that nothing may take, however busy the computer is."""


class Compose:
    """The page, and what a test does with it."""

    def __init__(self, application: Application, qtbot: QtBot) -> None:
        self.application = application
        self.qtbot = qtbot
        self.controller: ComposeController = application.compose
        application.window.show_page("compose")

    @property
    def page(self) -> ComposePage:
        page = self.application.window.page("compose")
        assert isinstance(page, ComposePage)
        return page

    def open(self, template: Path) -> None:
        """Open a template and wait for its first picture."""
        self.application.services.navigator.template_wanted.emit(template)
        self.qtbot.waitUntil(lambda: self.controller.state is ComposeState.OPEN, timeout=PATIENCE)
        self.drawn()

    def drawn(self) -> QImage:
        """Wait until what is filled in is what is shown; the picture."""
        self.qtbot.waitUntil(lambda: self._shows(self.controller.values.usable), timeout=PATIENCE)
        picture = self.controller.sight.picture
        assert picture is not None
        return picture.image

    def _shows(self, values: dict[str, FillValue]) -> bool:
        picture, sight = self.controller.sight.picture, self.controller.sight
        return (
            picture is not None
            and not sight.feed.updating
            and picture.key[1] == values_key(values)
            and picture.frame == sight.frame
        )

    def checked(self) -> None:
        """Wait until the list of what stands before the film is about what is filled in."""
        self.qtbot.waitUntil(lambda: self.controller.preflight.current, timeout=PATIENCE)

    def surveyed(self) -> None:
        """Wait until all of the composition was looked at."""
        self.qtbot.waitUntil(lambda: self.controller.preflight.findings is not None, timeout=PATIENCE)

    def text_field(self, key: str) -> TextField:
        field = self.page.editor.fields.field(key)
        assert isinstance(field, TextField)
        return field

    def photo_field(self, key: str) -> PhotoField:
        field = self.page.editor.fields.field(key)
        assert isinstance(field, PhotoField)
        return field

    def retype(self, key: str, text: str) -> None:
        """Type a text in place of what a field has."""
        box = self.text_field(key).box
        box.setFocus()
        self.qtbot.keyClick(box, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
        self.qtbot.keyClicks(box, text)

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """Press a key on whatever has the focus."""
        if QApplication.focusWidget() is None:
            # Without a window system nobody gives the focus back when a dialog is closed.
            self.application.window.activateWindow()
            self.qtbot.waitUntil(lambda: QApplication.activeWindow() is not None, timeout=PATIENCE)
        target = QApplication.focusWidget() or self.page
        self.qtbot.keyClick(target, key, modifier)

    def click_at(self, key: str) -> None:
        """Click in the picture, in the middle of a slot's outline."""
        view = self.page.editor.pane.view
        outline = next(one for one in view.outlines if one.key == key and one.visible)
        x = sum(corner[0] for corner in outline.polygon) / len(outline.polygon)
        y = sum(corner[1] for corner in outline.polygon) / len(outline.polygon)
        self.qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=QPointF(*view.placement().to_view(x, y)).toPoint())


@pytest.fixture
def compose(application: Application, qtbot: QtBot) -> Iterator[Compose]:
    """The page with nothing open."""
    yield Compose(application, qtbot)


@pytest.fixture
def greeting(compose: Compose) -> Compose:
    """The page with the greeting open and drawn."""
    compose.open(GREETING)
    return compose


@pytest.fixture
def shared(studio: Application, qtbot: QtBot) -> Iterator[Compose]:
    """The page in the shared window, whose size and text size are as before when the test is over."""
    compose, size, theme = Compose(studio, qtbot), studio.window.size(), studio.services.theme
    studio.window.activateWindow()
    qtbot.waitUntil(studio.window.isActiveWindow, timeout=PATIENCE)
    yield compose
    studio.window.resize(size)
    if theme.scale != 1:
        theme.apply(studio.services.settings.theme)


def drop(widget: QWidget, paths: list[Path], at: QPoint | None = None) -> None:
    """Drop files on a widget, as the window system would tell of it."""
    place = at if at is not None else widget.rect().center()
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    actions, buttons, keys = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    QApplication.sendEvent(widget, QDragEnterEvent(place, actions, data, buttons, keys))
    QApplication.sendEvent(widget, QDragMoveEvent(place, actions, data, buttons, keys))
    QApplication.sendEvent(widget, QDropEvent(QPointF(place), actions, data, buttons, keys))


def picture_file(path: Path, size: tuple[int, int], color: tuple[int, int, int] = (200, 30, 30)) -> Path:
    """A photo of one colour with a corner of another, so that turning and cutting it can be seen."""
    image = Image.new("RGB", size, color)
    image.paste((20, 200, 90), (0, 0, size[0] // 4, size[1] // 4))
    image.save(path)
    return path


def with_missing_font(folder: Path) -> Path:
    """The greeting with a font that nobody has."""
    content = (GREETING.with_suffix(".aep")).read_bytes()
    name, gone = (text.encode("utf-16-be") for text in ("SourceSansPro-Bold", "GoneSansProX-Bold9"))
    assert name in content
    target = folder / "gone.aep"
    target.write_bytes(content.replace(name, gone))
    (folder / "(Footage)").mkdir()
    (folder / "(Footage)" / "photo.jpg").write_bytes((GREETING.parent / "(Footage)" / "photo.jpg").read_bytes())
    return target
