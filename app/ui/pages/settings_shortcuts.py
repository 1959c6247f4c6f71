"""The keyboard shortcuts: each can be changed, a key that is taken is said, everything can be put back."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QFrame, QGridLayout, QKeySequenceEdit, QWidget

from app.ui.commands import COMMANDS, Commands
from app.ui.dialogs.keys import keys_text
from app.ui.services import Services
from app.ui.widgets.parts import button, icon_button, label, row
from app.ui.words import translate


def shortcut_parts(services: Services) -> Iterator[QWidget]:
    """One row per command, those of the window first."""
    for identifier in COMMANDS:
        yield ShortcutRow(services, identifier)


class ShortcutRow(QFrame):
    """A command with its key."""

    def __init__(self, services: Services, identifier: str) -> None:
        super().__init__()
        self.setObjectName(f"shortcut-{identifier}")
        self._commands: Commands = services.commands
        self._id = identifier
        title = self._commands.title(identifier).rstrip("…")
        page = COMMANDS[identifier].page
        where = self.tr("Everywhere") if page == "window" else _page_title(self._commands, page)
        self._title = label(title, wrap=True)
        self._where = label(where, "hint")
        self._other = label("", "hint", wrap=True)
        self._problem = label("", "problem", wrap=True)
        self._take = button(self.tr("Use it here"), self._take_away, "inline", name="use-here")
        self._wanted = ""
        self._shown: tuple[str, ...] | None = None
        self.edit = QKeySequenceEdit()
        self.edit.setMaximumSequenceLength(1)
        self.edit.setClearButtonEnabled(True)
        self.edit.setAccessibleName(title)
        self.edit.setFixedWidth(round(180 * min(1.4, services.theme.scale)))
        self.edit.editingFinished.connect(self._given)
        restore = partial(self._commands.set_keys, identifier, None)
        self._reset = icon_button(services.icons.icon("arrow-counter-clockwise"), self.tr("Restore default"), restore)
        policy = self._reset.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self._reset.setSizePolicy(policy)
        self._lay_out()
        self._commands.changed.connect(self.refresh)
        self.refresh()

    @property
    def words(self) -> str:
        """Everything that a search looks at, in small letters."""
        return " ".join((self._title.text(), self._where.text(), keys_text(self._commands.keys(self._id)))).casefold()

    @property
    def problem(self) -> str:
        """What is said to be wrong."""
        return self._problem.text()

    def refresh(self) -> None:
        """Show the keys in force."""
        keys = self._commands.keys(self._id)
        if keys == self._shown:
            return
        self._shown = keys
        self.edit.setKeySequence(QKeySequence(keys[0] if keys else ""))
        self._other.setText(self.tr("also %1").replace("%1", keys_text(keys[1:])) if keys[1:] else "")
        self._other.setVisible(bool(keys[1:]))
        self._reset.setVisible(keys != COMMANDS[self._id].keys)
        self._say_taken(())

    def _lay_out(self) -> None:
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 4, 0, 4)
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(4)
        grid.addWidget(self._title, 0, 0)
        grid.addWidget(self._where, 1, 0)
        grid.addWidget(self._other, 0, 1, Qt.AlignmentFlag.AlignTrailing)
        grid.addWidget(self._reset, 0, 2)
        grid.addWidget(self.edit, 0, 3)
        said = row(self._problem, self._take)
        said.setStretch(0, 1)
        grid.addLayout(said, 2, 0, 1, 4)
        grid.setColumnStretch(0, 1)

    def _given(self) -> None:
        key = self.edit.keySequence().toString(QKeySequence.SequenceFormat.PortableText)
        keys = self._commands.keys(self._id)
        if key == (keys[0] if keys else ""):
            self._say_taken(())
            return
        taken = self._commands.conflicts(self._id, key) if key else ()
        self._wanted = key
        self._say_taken(taken)
        if not taken:
            self._commands.set_keys(self._id, (key,) if key else ())

    def _say_taken(self, by: tuple[str, ...]) -> None:
        names = ", ".join(f"“{self._commands.title(one).rstrip('…')}”" for one in by)
        text = self.tr("%1 is the key of %2.").replace("%1", keys_text((self._wanted,))).replace("%2", names)
        self._problem.setText(text if by else "")
        self._problem.setVisible(bool(by))
        self._take.setVisible(bool(by))

    def _take_away(self) -> None:
        """Use the key here, and no longer for the commands that had it."""
        wanted = QKeySequence(self._wanted)
        for other in self._commands.conflicts(self._id, self._wanted):
            left = tuple(key for key in self._commands.keys(other) if QKeySequence(key) != wanted)
            self._commands.set_keys(other, left)
        self._commands.set_keys(self._id, (self._wanted,))


def _page_title(commands: Commands, page: str) -> str:
    return commands.title(f"window.{page}") if f"window.{page}" in COMMANDS else translate("Shortcuts", "Log")
