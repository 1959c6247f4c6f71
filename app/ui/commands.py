"""Every command of the window with its default keys, in one table: menus, the key sheet and the settings read it.

Keys can be changed by people; the changes are kept in the view state under `keys/<id>`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from app.core.model import Struct
from app.ui.view_state import ViewState
from app.ui.words import marked, translate


class Command(Struct, frozen=True):
    """A command: `<page>.<name>`, what people read, and its keys (the first is shown), as Qt's portable text."""

    id: str
    title: str
    keys: tuple[str, ...] = ()

    @property
    def page(self) -> str:
        """The page that it works on; `window` for all."""
        return self.id.partition(".")[0]


def _command(identifier: str, title: str, *keys: str) -> Command:
    return Command(id=identifier, title=title, keys=keys)


COMMANDS: Final = {
    command.id: command
    for command in (
        _command("window.home", marked("Commands", "Home"), "Ctrl+1"),
        _command("window.compose", marked("Commands", "Compose"), "Ctrl+2"),
        _command("window.batch", marked("Commands", "Batch"), "Ctrl+3"),
        _command("window.queue", marked("Commands", "Queue"), "Ctrl+4"),
        _command("window.farm", marked("Commands", "This computer"), "Ctrl+5"),
        _command("window.settings", marked("Commands", "Settings"), "Ctrl+6", "Ctrl+,"),
        _command("window.open", marked("Commands", "Open…"), "Ctrl+O"),
        _command("window.undo", marked("Commands", "Undo"), "Ctrl+Z"),
        _command("window.redo", marked("Commands", "Redo"), "Ctrl+Shift+Z", "Ctrl+Y"),
        _command("window.keys", marked("Commands", "Keyboard shortcuts"), "Ctrl+/", "?"),
        _command("window.reset_layout", marked("Commands", "Reset layout")),
        _command("window.about", marked("Commands", "About Farmhand")),
        _command("window.quit", marked("Commands", "Quit"), "Ctrl+Q"),
        _command("compose.play", marked("Commands", "Play or stop"), "Space"),
        _command("compose.next_frame", marked("Commands", "Next frame"), "PgDown"),
        _command("compose.previous_frame", marked("Commands", "Previous frame"), "PgUp"),
        _command("compose.next_ten", marked("Commands", "10 frames on"), "Shift+PgDown"),
        _command("compose.previous_ten", marked("Commands", "10 frames back"), "Shift+PgUp"),
        _command("compose.first_frame", marked("Commands", "First frame"), "Home"),
        _command("compose.last_frame", marked("Commands", "Last frame"), "End"),
        _command("compose.queue", marked("Commands", "Add to queue"), "Ctrl+M"),
        _command("compose.render", marked("Commands", "Render now"), "Ctrl+Return", "Ctrl+Enter"),
        _command("compose.save_frame", marked("Commands", "Save this frame…"), "Ctrl+Shift+S"),
        _command("compose.safe_areas", marked("Commands", "Safe areas"), "'"),
        _command("compose.compare", marked("Commands", "Before and after"), "\\"),
        _command("compose.show_field", marked("Commands", "Show field in preview"), "F4"),
        _command("compose.reset_field", marked("Commands", "Reset field to template"), "Ctrl+Shift+Backspace"),
        _command("compose.save_project", marked("Commands", "Save filled project…"), "Ctrl+S"),
        _command("batch.edit", marked("Commands", "Edit cell"), "F2"),
        _command("batch.fill_down", marked("Commands", "Fill down"), "Ctrl+D"),
        _command("batch.paste", marked("Commands", "Paste cells"), "Ctrl+V"),
        _command("batch.copy", marked("Commands", "Copy cells"), "Ctrl+C"),
        _command("batch.next_problem", marked("Commands", "Next problem"), "F8"),
        _command("batch.proof_sheet", marked("Commands", "Proof sheet"), "Ctrl+Shift+P"),
        _command("batch.render", marked("Commands", "Render"), "Ctrl+Return", "Ctrl+Enter"),
        _command("batch.remove", marked("Commands", "Remove rows"), "Del"),
        _command("queue.filter", marked("Commands", "Filter"), "Ctrl+F"),
        _command("queue.details", marked("Commands", "Details"), "Return"),
        _command("queue.play", marked("Commands", "Play result")),
        _command("queue.show", marked("Commands", "Show in folder")),
        _command("queue.retry", marked("Commands", "Retry failed frames"), "Ctrl+R"),
        _command("queue.again", marked("Commands", "Render again from the start")),
        _command("queue.pause", marked("Commands", "Pause or resume"), "Ctrl+P"),
        _command("queue.priority", marked("Commands", "Priority…")),
        _command("queue.up", marked("Commands", "Move up"), "Ctrl+Up"),
        _command("queue.down", marked("Commands", "Move down"), "Ctrl+Down"),
        _command("queue.top", marked("Commands", "Move to top"), "Ctrl+Shift+Up"),
        _command("queue.bottom", marked("Commands", "Move to bottom"), "Ctrl+Shift+Down"),
        _command("queue.duplicate", marked("Commands", "Duplicate as new")),
        _command("queue.compose", marked("Commands", "Open in Compose")),
        _command("queue.copy", marked("Commands", "Copy details"), "Ctrl+Shift+C"),
        _command("queue.cancel", marked("Commands", "Cancel…")),
        _command("queue.clear", marked("Commands", "Remove from list")),
        _command("queue.remove", marked("Commands", "Cancel or remove…"), "Del"),
        _command("queue.log", marked("Commands", "Log"), "Ctrl+L"),
        _command("queue.refresh", marked("Commands", "Refresh"), "F5"),
        _command("queue.waiting", marked("Commands", "Show waiting jobs"), "Alt+1"),
        _command("queue.active", marked("Commands", "Show running jobs"), "Alt+2"),
        _command("queue.done", marked("Commands", "Show done jobs"), "Alt+3"),
        _command("queue.attention", marked("Commands", "Show jobs that need attention"), "Alt+4"),
        _command("queue.held", marked("Commands", "Show paused jobs"), "Alt+5"),
        _command("queue.failed", marked("Commands", "Show failed jobs"), "Alt+6"),
        _command("queue.all", marked("Commands", "Show all jobs"), "Alt+0"),
        _command("log.find", marked("Commands", "Find in log"), "Ctrl+F"),
        _command("log.next", marked("Commands", "Find next"), "F3"),
        _command("log.previous", marked("Commands", "Find previous"), "Shift+F3"),
        _command("log.next_error", marked("Commands", "Next error"), "F8"),
        _command("log.copy", marked("Commands", "Copy lines"), "Ctrl+C"),
        _command("log.save", marked("Commands", "Save log…"), "Ctrl+S"),
        _command("log.follow", marked("Commands", "Follow"), "End"),
    )
}


class Commands(QObject):
    """Makes actions for commands and keeps their keys as people want them."""

    changed = Signal()

    def __init__(self, state: ViewState, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._state = state
        self._actions: list[tuple[str, QAction]] = []

    def title(self, identifier: str) -> str:
        """What people read for a command."""
        return translate("Commands", COMMANDS[identifier].title)

    def keys(self, identifier: str) -> tuple[str, ...]:
        """The keys of a command, as people set them or by default."""
        own = self._state.text(f"keys/{identifier}", "default")
        if own == "default":
            return COMMANDS[identifier].keys
        return tuple(key for key in own.split(" ") if key)

    def set_keys(self, identifier: str, keys: tuple[str, ...] | None) -> None:
        """Change the keys of a command; None: the default again."""
        if keys is None:
            self._state.forget(f"keys/{identifier}")
        else:
            self._state.put(f"keys/{identifier}", " ".join(keys))
        self._actions = [(known, action) for known, action in self._actions if isValid(action)]
        for known, action in self._actions:
            if known == identifier:
                self._dress(known, action)
        self.changed.emit()

    def conflicts(self, identifier: str, key: str) -> tuple[str, ...]:
        """Other commands that would answer to the same key on the same page."""
        page, wanted = COMMANDS[identifier].page, QKeySequence(key)
        return tuple(
            other
            for other, command in COMMANDS.items()
            if other != identifier
            and (command.page == page or "window" in (command.page, page))
            and any(QKeySequence(one) == wanted for one in self.keys(other))
        )

    def action(
        self,
        identifier: str,
        parent: QWidget,
        run: Callable[[], object],
        *,
        scope: Qt.ShortcutContext = Qt.ShortcutContext.WidgetWithChildrenShortcut,
    ) -> QAction:
        """An action of `parent` that runs the command; its keys work while `parent` has the focus (see `scope`)."""
        action = QAction(parent)
        action.setShortcutContext(scope)
        self._dress(identifier, action)
        # Through a slot without arguments: the signal's `checked` is nobody's business here.
        action.triggered.connect(lambda _checked=False: run())
        parent.addAction(action)
        self._actions.append((identifier, action))
        return action

    def _dress(self, identifier: str, action: QAction) -> None:
        action.setText(self.title(identifier))
        action.setShortcuts([QKeySequence(key) for key in self.keys(identifier)])
        first = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
        action.setToolTip(f"{self.title(identifier).rstrip('…')} ({first})" if first else self.title(identifier))
