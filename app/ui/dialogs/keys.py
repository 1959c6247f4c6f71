"""The keyboard shortcuts of the page that is shown, and of the window."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QDialog, QFrame, QGridLayout, QScrollArea, QVBoxLayout, QWidget

from app.ui.commands import COMMANDS, Command, Commands
from app.ui.widgets.parts import button, column, label, row
from app.ui.words import translate

WIDEST: Final = 760
COLUMN_LETTERS: Final = 96
"""Two columns need room for about so many letters."""


class KeysDialog(QDialog):
    """A sheet of two columns: what the page does on which keys, and what the window does."""

    def __init__(self, commands: Commands, page: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("keys")
        self.setWindowTitle(self.tr("Keyboard shortcuts"))
        self._commands = commands
        # Beside each other; below each other where text is so large that there is no room for that.
        wide = self.fontMetrics().averageCharWidth() * COLUMN_LETTERS <= WIDEST
        sheets = row(gap=24) if wide else column(gap=24)
        for key, title in ((page, commands.title(f"window.{page}")), ("window", self.tr("Everywhere"))):
            lines = [one for one in COMMANDS.values() if one.page == key and commands.keys(one.id)]
            if lines:
                sheets.addWidget(self._sheet(key, title, lines), 1, Qt.AlignmentFlag.AlignTop)
        inside = QWidget()
        inside.setLayout(sheets)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(inside)
        close = button(self.tr("Close"), self.accept, name="close")
        buttons = row(label(self.tr("They can be changed in Settings."), "hint"), close)
        buttons.insertStretch(1, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 16, 16, 16)
        layout.setSpacing(12)
        layout.addWidget(scroll, 1)
        layout.addLayout(buttons)
        self.resize(WIDEST if wide else WIDEST + 120, 560)
        close.setFocus()

    def _sheet(self, key: str, title: str, lines: list[Command]) -> QWidget:
        made = QFrame()
        made.setObjectName(f"keys-{key}")
        grid = QGridLayout(made)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(8)
        grid.addWidget(label(title, "title"), 0, 0, 1, 2)
        for number, command in enumerate(lines, start=1):
            keys = keys_text(self._commands.keys(command.id))
            what = label(translate("Commands", command.title).rstrip("…"), wrap=True)
            grid.addWidget(what, number, 0)
            grid.addWidget(label(keys, "key"), number, 1, Qt.AlignmentFlag.AlignTop)
        grid.setColumnStretch(0, 1)
        return made


def keys_text(keys: tuple[str, ...]) -> str:
    """Keys as this system writes them, the alternatives after a comma."""
    return ", ".join(QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText) for key in keys)
