"""Commands: keys can be changed, are remembered, and clashes are told."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.ui.commands import COMMANDS, Commands
from app.ui.view_state import ViewState


@pytest.fixture
def commands(qtbot: QtBot, tmp_path: Path) -> Commands:
    return Commands(ViewState(tmp_path / "window.ini"))


def test_changed_keys_hold_at_once_and_after_a_restart(qtbot: QtBot, tmp_path: Path) -> None:
    state = ViewState(tmp_path / "window.ini")
    commands, widget, ran = Commands(state), QWidget(), []
    qtbot.addWidget(widget)
    action = commands.action("queue.retry", widget, lambda: ran.append("retry"))
    commands.set_keys("queue.retry", ("Ctrl+Alt+R",))
    assert action.shortcut() == QKeySequence("Ctrl+Alt+R")
    assert "Ctrl+Alt+R" in action.toolTip()
    state.sync()
    assert Commands(ViewState(tmp_path / "window.ini")).keys("queue.retry") == ("Ctrl+Alt+R",)
    action.trigger()
    assert ran == ["retry"]


def test_a_command_may_have_no_keys_and_get_its_own_back(commands: Commands) -> None:
    commands.set_keys("queue.retry", ())
    assert commands.keys("queue.retry") == ()
    commands.set_keys("queue.retry", None)
    assert commands.keys("queue.retry") == COMMANDS["queue.retry"].keys


def test_keys_clash_within_a_page_and_with_the_window_only(commands: Commands) -> None:
    assert commands.conflicts("queue.retry", "Ctrl+P") == ("queue.pause",)
    assert commands.conflicts("compose.play", "Ctrl+P") == ()
    assert commands.conflicts("compose.play", "Ctrl+O") == ("window.open",)


def test_no_default_clashes_on_any_page(commands: Commands) -> None:
    clashes = {
        identifier: found
        for identifier, command in COMMANDS.items()
        for key in command.keys
        if (found := commands.conflicts(identifier, key))
    }
    assert clashes == {}


def test_an_action_of_a_widget_that_is_gone_does_no_harm(qtbot: QtBot, commands: Commands) -> None:
    import shiboken6

    widget = QWidget()
    commands.action("queue.retry", widget, list)
    shiboken6.delete(widget)
    commands.set_keys("queue.retry", ("Ctrl+Alt+R",))
    assert commands.keys("queue.retry") == ("Ctrl+Alt+R",)
