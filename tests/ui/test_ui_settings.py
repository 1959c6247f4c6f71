from __future__ import annotations

import tomllib
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QKeySequence, QWheelEvent
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QComboBox,
    QDialog,
    QDoubleSpinBox,
    QLabel,
    QLineEdit,
    QListWidget,
    QPushButton,
    QSpinBox,
    QWidget,
)
from pytestqt.qtbot import QtBot

from app.core.settings import setting_infos
from app.core.settings_kinds import WINDOW_GROUPS, SettingGroup
from app.farm.agents import workers_for
from app.farm.settings_store import SettingsStore
from app.ui.application import Application, WindowWiring
from app.ui.pages.settings_advanced import DiagnosticsRow
from app.ui.pages.settings_engines import BuiltinRow
from app.ui.pages.settings_page import SettingsPage
from app.ui.pages.settings_rows import SettingRow
from app.ui.pages.settings_section import Section
from app.ui.pages.settings_shortcuts import ShortcutRow

PATIENCE = 30_000


@pytest.fixture
def page(application: Application) -> SettingsPage:
    application.window.show_page("settings")
    made = application.window.page("settings")
    assert isinstance(made, SettingsPage)
    return made


def written(application: Application) -> dict[str, object]:
    path = application.services.settings_store.path
    return tomllib.loads(path.read_text("utf-8")) if path.exists() else {}


def row(page: SettingsPage, name: str) -> SettingRow:
    group = next(info.group for info in setting_infos() if info.name == name)
    page.show_group(group)
    return page.row(name)


def button(widget: QWidget, name: str) -> QPushButton:
    found = widget.findChild(QPushButton, name)
    assert found is not None
    return found


def shown_rows(page: SettingsPage) -> set[str]:
    return {one.info.name for one in page.findChildren(SettingRow) if one.isVisible()}


def test_every_setting_is_on_its_page(page: SettingsPage) -> None:
    for group in WINDOW_GROUPS:
        page.show_group(group)
        assert shown_rows(page) == {info.name for info in setting_infos(group)}


def test_switch_choice_number_and_text_are_in_force_and_in_the_file(
    page: SettingsPage, application: Application, qtbot: QtBot
) -> None:
    box = row(page, "keep_usable").editor.field()
    assert isinstance(box, QCheckBox)
    box.click()
    qtbot.waitUntil(lambda: application.services.settings.keep_usable is False, timeout=PATIENCE)
    preset = row(page, "preset").editor.field()
    assert isinstance(preset, QComboBox)
    preset.setFocus()
    qtbot.keyClick(preset, Qt.Key.Key_End)
    qtbot.waitUntil(lambda: application.services.settings.preset == "prores4444", timeout=PATIENCE)
    workers = row(page, "workers").editor.field()
    assert isinstance(workers, QSpinBox)
    workers.selectAll()
    qtbot.keyClicks(workers, "3")
    assert application.services.settings.workers == 0
    qtbot.keyClick(workers, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: application.services.settings.workers == 3, timeout=PATIENCE)
    pattern = row(page, "name_pattern").editor.field()
    assert isinstance(pattern, QLineEdit)
    qtbot.keyClicks(pattern, "{name}")
    qtbot.keyClick(pattern, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: application.services.settings.name_pattern == "{name}", timeout=PATIENCE)
    assert written(application) == {
        "keep_usable": False,
        "preset": "prores4444",
        "workers": 3,
        "name_pattern": "{name}",
    }


def test_many_changes_of_one_setting_end_with_the_last(
    page: SettingsPage, application: Application, qtbot: QtBot
) -> None:
    page.show_group("general")
    size = page.row("text_size").editor.field()
    assert isinstance(size, QSpinBox)
    controller = application.assembly.settings
    for value in range(100, 151):
        controller.change("text_size", value)
    qtbot.waitUntil(lambda: application.services.settings.text_size == 150, timeout=PATIENCE)
    assert written(application) == {"text_size": 150}


def test_theme_and_text_size_change_at_once(page: SettingsPage, application: Application, qtbot: QtBot) -> None:
    theme = row(page, "theme").editor.field()
    assert isinstance(theme, QComboBox)
    theme.setCurrentIndex(theme.findData("light"))
    theme.activated.emit(theme.currentIndex())
    qtbot.waitUntil(lambda: application.services.theme.name == "light", timeout=PATIENCE)
    assert application.window.current == "settings"


def test_values_that_do_not_go_together_are_refused_beside_the_field(
    page: SettingsPage, application: Application, qtbot: QtBot
) -> None:
    lease = row(page, "lease_seconds")
    box = lease.editor.field()
    assert isinstance(box, QDoubleSpinBox)
    box.setValue(1.0)
    qtbot.waitUntil(lambda: bool(lease.problem), timeout=PATIENCE)
    assert "lease_seconds" in lease.problem
    assert "6" in lease.problem
    assert box.accessibleDescription() == lease.problem
    assert application.services.settings.lease_seconds == 12.0
    box.setValue(20.0)
    qtbot.waitUntil(lambda: application.services.settings.lease_seconds == 20.0, timeout=PATIENCE)
    assert lease.problem == ""


def test_file_that_cannot_be_written_is_said_beside_the_field(
    page: SettingsPage, application: Application, qtbot: QtBot
) -> None:
    path = application.services.settings_store.path
    path.parent.parent.mkdir(parents=True, exist_ok=True)
    path.parent.write_bytes(b"a file in the way")
    awake = row(page, "keep_awake")
    box = awake.editor.field()
    assert isinstance(box, QCheckBox)
    box.click()
    qtbot.waitUntil(lambda: bool(awake.problem), timeout=PATIENCE)
    assert application.services.settings.keep_awake is True


@pytest.fixture
def fixed(qapp: QApplication, wiring: WindowWiring, empty_home: Path) -> Iterator[Application]:
    """A window whose workers an environment variable decides."""
    store = SettingsStore(wiring.settings.path, {"FARMHAND_WORKERS": "2"})
    made = Application(qapp, WindowWiring(wiring.start_agents, store, wiring.owner, wiring.home))
    made.start()
    yield made
    made.close()
    made.deleteLater()


def test_what_the_environment_decides_is_shown_with_the_reason(fixed: Application, qtbot: QtBot) -> None:
    page = fixed.window.page("settings")
    assert isinstance(page, SettingsPage)
    workers = row(page, "workers")
    assert not workers.editor.isEnabled()
    assert any("FARMHAND_WORKERS" in part.text() for part in workers.findChildren(QLabel))
    box = workers.editor.field()
    assert isinstance(box, QSpinBox)
    assert box.value() == 2


def test_editors_and_buttons_of_a_page_end_at_one_edge(page: SettingsPage, qtbot: QtBot) -> None:
    section = page.section("rendering")
    page.show_group("rendering")
    ending: list[QWidget] = [button(section, "restore-defaults"), button(section, "test-engine")]
    ending += [page.row(name).editor for name in ("workers", "keep_usable")]

    def ends() -> set[int]:
        return {one.mapTo(section, one.rect().topRight()).x() for one in ending}

    qtbot.waitUntil(lambda: len(ends()) == 1, timeout=PATIENCE)


def test_workers_left_to_farmhand_say_how_many_that_are(page: SettingsPage, application: Application) -> None:
    box = row(page, "workers").editor.field()
    assert isinstance(box, QSpinBox)
    settings = application.services.settings
    assert box.text() == f"Automatic ({workers_for(settings)})"
    application.services.preferences.set("keep_usable", False)
    assert box.text() == f"Automatic ({workers_for(application.services.settings)})"


def test_no_page_is_marked_while_all_are_searched(page: SettingsPage) -> None:
    pages = page.findChild(QListWidget, "settings-pages")
    assert pages is not None
    page.search.setText("workers")
    assert pages.selectedItems() == []
    page.search.clear()
    assert [one.text() for one in pages.selectedItems()] == ["General"]


def test_search_finds_settings_of_all_pages(page: SettingsPage, qtbot: QtBot) -> None:
    qtbot.keyClicks(page.search, "keep comp")
    qtbot.waitUntil(lambda: shown_rows(page) == {"keep_usable", "keep_awake"}, timeout=PATIENCE)
    page.search.clear()
    qtbot.keyClicks(page.search, "ctrl+shift+z")
    qtbot.waitUntil(lambda: all(section.complete for section in page.findChildren(Section)), timeout=PATIENCE)
    assert [one.objectName() for one in page.findChildren(ShortcutRow) if one.isVisible()] == ["shortcut-window.redo"]
    page.search.clear()
    qtbot.keyClicks(page.search, "zzz")
    assert shown_rows(page) == set()
    assert any("zzz" in part.text() for part in page.findChildren(QLabel) if part.isVisible())
    page.search.clear()
    assert shown_rows(page) == {info.name for info in setting_infos(SettingGroup.GENERAL)}


def test_defaults_of_a_page_and_of_one_setting_are_restored(
    page: SettingsPage, application: Application, qtbot: QtBot
) -> None:
    controller = application.assembly.settings
    for name, value in (("keep_usable", False), ("workers", 3), ("name_pattern", "{row}")):
        controller.change(name, value)
    qtbot.waitUntil(lambda: len(written(application)) == 3, timeout=PATIENCE)
    page.show_group("rendering")
    reset = [one for one in page.row("workers").findChildren(QWidget) if one.toolTip() == "Restore default"]
    qtbot.mouseClick(reset[0], Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: application.services.settings.workers == 0, timeout=PATIENCE)
    qtbot.mouseClick(button(page.section("rendering"), "restore-defaults"), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: written(application) == {"name_pattern": "{row}"}, timeout=PATIENCE)


def test_wheel_over_a_setting_changes_nothing(page: SettingsPage, application: Application, qtbot: QtBot) -> None:
    for name in ("workers", "preset", "beat_seconds"):
        field = row(page, name).editor.field()
        here = QPointF(field.rect().center())
        event = QWheelEvent(
            here,
            field.mapToGlobal(here),
            QPoint(0, 0),
            QPoint(0, -120),
            Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        QApplication.sendEvent(field, event)
        assert not event.isAccepted()
    assert written(application) == {}


def test_other_places_lead_to_their_page(page: SettingsPage, application: Application) -> None:
    application.window.show_page("home")
    application.services.navigator.settings_wanted.emit("notifications")
    assert application.window.current == "settings"
    assert shown_rows(page) == {"notify_done", "notify_failed", "notify_attention", "notify_limit"}


# Engines


@pytest.mark.timeout(180)
def test_engine_is_tested_and_says_how_long_it_took(page: SettingsPage, qtbot: QtBot) -> None:
    page.show_group("rendering")
    engine = page.findChild(BuiltinRow)
    assert engine is not None
    qtbot.mouseClick(button(engine, "test-engine"), Qt.MouseButton.LeftButton)
    assert "Drawing" in engine.text
    qtbot.waitUntil(lambda: "It works" in engine.text, timeout=120_000)
    assert "1280 × 720" in engine.text


# Shortcuts


@pytest.fixture
def shortcuts(page: SettingsPage) -> dict[str, ShortcutRow]:
    page.show_group("shortcuts")
    page.section("shortcuts").fill()
    return {one.objectName().removeprefix("shortcut-"): one for one in page.findChildren(ShortcutRow)}


def give(shortcut: ShortcutRow, key: str) -> None:
    shortcut.edit.setKeySequence(QKeySequence(key))
    shortcut.edit.editingFinished.emit()


def test_shortcut_is_changed_and_works(
    shortcuts: dict[str, ShortcutRow], application: Application, qtbot: QtBot
) -> None:
    give(shortcuts["window.home"], "Ctrl+Shift+H")
    qtbot.keyClick(
        application.window, Qt.Key.Key_H, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    )
    assert application.window.current == "home"


def test_key_that_is_taken_is_said_and_can_be_moved(
    shortcuts: dict[str, ShortcutRow], application: Application, qtbot: QtBot
) -> None:
    commands = application.services.commands
    home = shortcuts["window.home"]
    give(home, "Ctrl+Z")
    assert "“Undo”" in home.problem
    assert commands.keys("window.home") == ("Ctrl+1",)
    qtbot.mouseClick(button(home, "use-here"), Qt.MouseButton.LeftButton)
    assert home.problem == ""
    assert commands.keys("window.home") == ("Ctrl+Z",)
    assert commands.keys("window.undo") == ()
    reset = next(one for one in home.findChildren(QWidget) if one.toolTip() == "Restore default")
    qtbot.mouseClick(reset, Qt.MouseButton.LeftButton)
    assert commands.keys("window.home") == ("Ctrl+1",)


def test_all_shortcuts_are_restored(
    shortcuts: dict[str, ShortcutRow], page: SettingsPage, application: Application, qtbot: QtBot
) -> None:
    give(shortcuts["window.home"], "F9")
    give(shortcuts["window.undo"], "")
    assert application.services.commands.keys("window.undo") == ()
    qtbot.mouseClick(button(page.section("shortcuts"), "restore-defaults"), Qt.MouseButton.LeftButton)
    assert application.services.commands.keys("window.home") == ("Ctrl+1",)
    assert application.services.commands.keys("window.undo") == ("Ctrl+Z",)


# Advanced


def test_diagnostics_are_written_without_secrets(
    page: SettingsPage, application: Application, qtbot: QtBot, tmp_path: Path
) -> None:
    page.show_group("advanced")
    application.services.settings_store.path.parent.mkdir(parents=True)
    application.services.settings_store.path.write_text('password = "hunter2"\n', "utf-8")
    export = page.findChild(DiagnosticsRow)
    assert export is not None
    target = tmp_path / "farmhand.zip"
    with qtbot.waitSignal(application.services.notices.said, timeout=PATIENCE):
        export.write(str(target))
    with zipfile.ZipFile(target) as archive:
        texts = [archive.read(name).decode() for name in archive.namelist()]
    assert any("Qt: 6." in text for text in texts)
    assert not any("hunter2" in text for text in texts)
    export.write(str(tmp_path / "no" / "folder.zip"))
    qtbot.waitUntil(lambda: bool(export.problem), timeout=PATIENCE)


def test_everything_is_reset_after_a_question(page: SettingsPage, application: Application, qtbot: QtBot) -> None:
    application.assembly.settings.change("workers", 3)
    application.services.commands.set_keys("window.home", ("F9",))
    qtbot.waitUntil(lambda: application.services.settings.workers == 3, timeout=PATIENCE)
    page.show_group("advanced")
    for answer, workers in (("safe", 3), ("verb", 0)):
        qtbot.mouseClick(button(page, "reset-all"), Qt.MouseButton.LeftButton)
        question = next(
            one
            for one in application.window.findChildren(QDialog)
            if one.isVisible() and one.findChild(QPushButton, "verb") is not None
        )
        qtbot.mouseClick(button(question, answer), Qt.MouseButton.LeftButton)
        qtbot.waitUntil(lambda workers=workers: application.services.settings.workers == workers, timeout=PATIENCE)  # type: ignore[misc]
    assert application.services.commands.keys("window.home") == ("Ctrl+1",)
