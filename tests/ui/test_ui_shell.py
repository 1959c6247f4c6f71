from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QByteArray, QEvent, QObject, QPoint, Qt
from PySide6.QtGui import QAction, QImage
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QCheckBox,
    QDialog,
    QFileDialog,
    QLabel,
    QLineEdit,
    QPushButton,
    QToolButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from app.core.errors import ErrorInfo
from app.ui.application import Application, WindowWiring
from app.ui.dialogs.about import AboutDialog
from app.ui.dialogs.keys import KeysDialog
from app.ui.handover import Handover
from app.ui.languages import PSEUDO, PSEUDO_MIRRORED
from app.ui.navigator import PAGES
from resources import samples
from tests.ui.compose_kit import Compose

PATIENCE = 30_000
CONTROL = Qt.KeyboardModifier.ControlModifier


def dialogs(kind: type[QDialog]) -> list[QDialog]:
    return [one for one in QApplication.topLevelWidgets() if isinstance(one, kind) and one.isVisible()]


def test_every_page_is_reached_by_its_key(application: Application, qtbot: QtBot) -> None:
    window = application.window
    assert window.current == "home"
    for number, key in enumerate(PAGES, start=1):
        qtbot.keyClick(window, Qt.Key(Qt.Key.Key_0 + number), CONTROL)
        assert window.current == key
        assert window.page(key).isVisible()


def test_every_page_has_one_name_and_the_rail_breaks_long_ones(application: Application) -> None:
    window = application.window
    window.resize(1600, 900)
    computer = window.findChild(QToolButton, "rail-farm")
    assert computer is not None
    assert computer.text() == "This\ncomputer"
    assert computer.toolTip().startswith("This computer (")
    assert computer.height() >= computer.sizeHint().height()


def test_icons_grow_with_the_text(application: Application) -> None:
    window, services = application.window, application.services
    queue = window.findChild(QToolButton, "rail-queue")
    assert queue is not None
    assert queue.iconSize().width() == 20
    services.theme.apply("dark", text_size=175)
    assert queue.iconSize().width() == 35
    assert services.icons.pixmap("play", "text", 16, 1.0).width() == 28


def test_clear_buttons_are_in_the_middle_of_their_line(application: Application, qtbot: QtBot) -> None:
    application.window.show_page("settings")
    line = application.window.findChild(QLineEdit, "settings-search")
    assert line is not None
    line.setText("theme")
    clear = line.findChild(QToolButton)
    assert clear is not None
    qtbot.waitUntil(clear.isVisible)
    assert abs(clear.geometry().center().y() - line.rect().center().y()) <= 1


class Windows(QObject):
    """Sees windows that are shown."""

    def __init__(self) -> None:
        super().__init__()
        self.shown: list[str] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        if event.type() is QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
            self.shown.append(watched.metaObject().className())
        return False


def test_pages_are_built_without_a_flash_of_other_windows(application: Application, qapp: QApplication) -> None:
    windows = Windows()
    qapp.installEventFilter(windows)
    for key in PAGES:
        application.window.page(key)
    qapp.removeEventFilter(windows)
    assert windows.shown == []


@pytest.mark.stall_free
def test_pages_that_are_there_are_shown_at_once(application: Application, qtbot: QtBot) -> None:
    for key in PAGES:
        application.window.page(key)
    qtbot.wait(100)
    for number, key in enumerate((*PAGES, *PAGES), start=0):
        qtbot.keyClick(application.window, Qt.Key(Qt.Key.Key_1 + number % len(PAGES)), CONTROL)
        assert application.window.current == key


def test_page_that_is_shown_has_the_focus_for_its_keys(application: Application, qtbot: QtBot) -> None:
    window = application.window
    rail = window.findChild(QAbstractButton, "rail-settings")
    assert rail is not None
    qtbot.mouseClick(rail, Qt.MouseButton.LeftButton)
    assert window.current == "settings"
    focus = QApplication.focusWidget()
    assert focus is not None
    assert focus is window.page("settings") or window.page("settings").isAncestorOf(focus)


def test_rail_names_its_buttons_and_gives_way_in_a_narrow_window(application: Application, qtbot: QtBot) -> None:
    window = application.window
    buttons = [window.findChild(QAbstractButton, f"rail-{key}") for key in PAGES]
    assert all(button is not None and button.accessibleName() and "Ctrl+" in button.toolTip() for button in buttons)
    home = buttons[0]
    assert home is not None
    window.resize(1400, 800)
    wide = home.width()
    window.resize(1100, 700)
    assert home.width() < wide


def test_keys_sheet_lists_the_pages_commands(application: Application, qtbot: QtBot) -> None:
    application.window.show_page("queue")
    qtbot.keyClick(application.window, Qt.Key.Key_Slash, CONTROL)
    (sheet,) = dialogs(KeysDialog)
    texts = {part.text() for part in sheet.findChildren(QLabel)}
    assert {"Filter", "Ctrl+F", "Everywhere", "Ctrl+Z"} <= texts
    qtbot.keyClick(sheet, Qt.Key.Key_Escape)
    assert dialogs(KeysDialog) == []


def test_question_mark_asks_for_keys_but_not_while_typing(application: Application, qtbot: QtBot) -> None:
    application.window.show_page("settings")
    search = application.window.page("settings").findChild(QLineEdit, "settings-search")
    assert search is not None
    search.setFocus()
    # Without a keyboard's layout the key comes without the Shift that it needs on most.
    qtbot.keyClick(search, Qt.Key.Key_Question)
    assert search.text() == "?"
    assert dialogs(KeysDialog) == []
    application.window.page("settings").setFocus()
    qtbot.keyClick(application.window.page("settings"), Qt.Key.Key_Question)
    (sheet,) = dialogs(KeysDialog)
    sheet.close()


def test_about_says_the_version(application: Application, qtbot: QtBot) -> None:
    import app

    action = next(one for one in application.window.findChildren(QAction) if one.text() == "About Farmhand")
    action.trigger()
    (about,) = dialogs(AboutDialog)
    assert any(app.__version__ in part.text() for part in about.findChildren(QLabel))
    qtbot.keyClick(about, Qt.Key.Key_Escape)
    assert dialogs(AboutDialog) == []


def test_open_asks_for_a_file_and_remembers_its_folder(application: Application, qtbot: QtBot) -> None:
    qtbot.keyClick(application.window, Qt.Key.Key_O, CONTROL)
    (dialog,) = dialogs(QFileDialog)
    assert isinstance(dialog, QFileDialog)
    assert any("*.aepx" in one for one in dialog.nameFilters())
    template = samples()[0].template
    with qtbot.waitSignal(application.services.navigator.page_wanted, raising=False, timeout=10):
        dialog.fileSelected.emit(str(template))
    assert application.window.current == "compose"
    assert application.services.state.text("open/folder") == str(template.parent)
    dialog.close()


def test_template_and_spreadsheet_together_open_a_batch(application: Application, qtbot: QtBot) -> None:
    sample = samples()[0]
    application.services.navigator.files_dropped.emit([sample.csv, sample.template])
    assert application.window.current == "batch"


def test_refused_link_is_said(application: Application, qtbot: QtBot) -> None:
    with qtbot.waitSignal(application.services.notices.said) as said:
        application.routes.take(Handover(refused=True))
    assert "link" in said.args[0]


def test_reset_layout_gives_the_window_its_first_size(application: Application, qtbot: QtBot) -> None:
    application.window.resize(1111, 707)
    with qtbot.waitSignal(application.services.navigator.layout_reset_wanted):
        action = next(one for one in application.window.findChildren(QAction) if one.text() == "Reset layout")
        action.trigger()
    assert application.window.width() == 1440


@pytest.mark.parametrize("stored", [None, b"", b"of another program", b"\x01\xd9\xd0\xcb\x00\x03\x00\x00"])
def test_window_opens_with_any_remembered_geometry(
    qapp: QApplication, wiring: WindowWiring, stored: bytes | None
) -> None:
    first = Application(qapp, wiring)
    first.window.show()
    first.close()
    kept = first.services.state.bytes("window/geometry")
    assert not kept.isEmpty()
    if stored is not None:
        first.services.state.put("window/geometry", QByteArray(stored))
        first.services.state.sync()
    first.deleteLater()
    second = Application(qapp, wiring)
    second.window.show()
    assert second.window.width() >= 1100
    assert second.window.height() >= 700
    second.close()
    second.deleteLater()


def test_notice_is_undone_and_dismissed(application: Application, qtbot: QtBot) -> None:
    undone: list[bool] = []
    application.services.notices.say("3 rows were removed.", lambda: undone.append(True))
    undo = next(one for one in application.window.findChildren(QPushButton) if one.text() == "Undo" and one.isVisible())
    qtbot.mouseClick(undo, Qt.MouseButton.LeftButton)
    assert undone == [True]
    assert not undo.isVisible()


def test_wrong_settings_file_is_said_and_the_window_opens(qapp: QApplication, wiring: WindowWiring) -> None:
    wiring.settings.path.parent.mkdir(parents=True)
    wiring.settings.path.write_text('theme = "neon"\ntext_size = 150\n', "utf-8")
    made = Application(qapp, wiring)
    made.start()
    banner = made.window.banners.banner("settings")
    assert banner is not None
    assert "neon" in banner.accessibleName()
    assert made.services.theme.name == "dark"
    assert made.services.settings.text_size == 150
    made.close()
    made.deleteLater()


def test_banners_of_one_kind_replace_each_other(application: Application, qtbot: QtBot) -> None:
    banners = application.window.banners
    for number in range(3):
        banners.error("fault", ErrorInfo(kind="x", title=f"Fault {number}"))
    shown = [one for one in banners.findChildren(QWidget, "banner-fault") if not one.isHidden()]
    assert [one.accessibleName() for one in shown] == ["Fault 2"]
    banners.clear("fault")
    assert not banners.isVisible()


# Languages, sizes and themes


def texts(widget: QWidget) -> Iterator[str]:
    for part in widget.findChildren(QWidget):
        if isinstance(part, QLabel | QAbstractButton) and part.isVisibleTo(widget) and part.text():
            yield part.text()


def test_language_is_changed_at_once(application: Application, qtbot: QtBot) -> None:
    window = application.window
    window.show_page("settings")
    application.services.preferences.set("language", "zh_TW")
    assert window.current == "settings"
    assert "設定" in set(texts(window))
    menus = [action.text() for action in window.menuBar().actions()]
    assert "檔案" in menus
    application.services.preferences.set("language", "en")
    assert "設定" not in set(texts(window))


@pytest.mark.stall_free
def test_looks_change_after_pages_that_were_let_go(application: Application) -> None:
    window, preferences = application.window, application.services.preferences
    for page in PAGES:
        window.show_page(page)
        for name, value in (("theme", "light"), ("text_size", 125), ("preview_surround", "grey"), ("text_size", 100)):
            preferences.set(name, value)
            QApplication.processEvents()
    assert set(window.unbuilt) == set(PAGES) - {window.current}


@pytest.mark.parametrize("language", [PSEUDO, PSEUDO_MIRRORED])
@pytest.mark.parametrize("size", [100, 175])
@pytest.mark.parametrize("page", ["home", "farm", "settings"])
def test_nothing_is_cut_with_longer_and_larger_text(
    application: Application, qtbot: QtBot, language: str, size: int, page: str
) -> None:
    window = application.window
    application.services.preferences.set("text_size", size)
    application.services.languages.apply(language)
    window.rebuild_pages()
    window.resize(1100, 700)
    window.show_page(page)
    shown = window.page(page)
    qtbot.waitUntil(lambda: shown.width() > 0 and window.width() == 1100)
    QApplication.processEvents()
    assert [one for one in cut(shown)] == []
    assert [one for one in untranslated(shown)] == []


def cut(page: QWidget) -> Iterator[str]:
    """Labels and buttons that have less room than they need, or stick out of the page at its sides."""
    for part in page.findChildren(QWidget):
        if not part.isVisibleTo(page) or not isinstance(part, QLabel | QPushButton | QCheckBox):
            continue
        left = part.mapTo(page, QPoint(0, 0)).x()
        if left < 0 or left + part.width() > page.width():
            yield f"outside: {part.text()}"
        if isinstance(part, QLabel) and not part.wordWrap() and type(part) is QLabel and part.text():
            if part.width() < part.sizeHint().width():
                yield f"narrow: {part.text()}"
        elif isinstance(part, QPushButton | QCheckBox) and part.width() < part.minimumSizeHint().width():
            yield f"narrow: {part.text()}"
        if isinstance(part, QLabel) and part.wordWrap() and part.height() < part.heightForWidth(part.width()) - 1:
            yield f"low by {part.heightForWidth(part.width()) - part.height()}: {part.text()}"


DATA = ("Greeting", "Lower third", "Story", "Farmhand")


def untranslated(page: QWidget) -> Iterator[str]:
    """Text that does not come through the translation, but for data, numbers and keys."""
    for text in texts(page):
        if not any(letter.isalpha() for letter in text) or text.startswith(("[", "…")) or "[" in text:
            continue
        if text in DATA or text.endswith((" MB", " GB", " %")) or Path(text).is_absolute():
            continue
        yield text


@pytest.mark.parametrize("theme", ["dark", "light", "high_contrast"])
def test_window_is_painted_in_its_theme(application: Application, qtbot: QtBot, theme: str) -> None:
    application.services.preferences.set("theme", theme)
    picture: QImage = application.window.grab().toImage()
    corner = picture.pixelColor(picture.width() // 2, picture.height() - 2)
    assert corner == application.services.theme.color("bg.raised")


def test_keys_of_compose_do_nothing_while_nothing_is_open(application: Application, qtbot: QtBot) -> None:
    compose = Compose(application, qtbot)
    compose.press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    compose.press(Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    assert not compose.controller.films.busy
    assert compose.page.findChild(QFileDialog, "saveDialog") is None
