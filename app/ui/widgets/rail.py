"""The rail at the window's left: one button per page."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QButtonGroup, QFrame, QToolButton, QVBoxLayout, QWidget

from app.ui.commands import Commands
from app.ui.icons import Icons
from app.ui.navigator import PAGES

ICONS: Final = {
    "home": "house",
    "compose": "pencil-simple",
    "batch": "table",
    "queue": "queue",
    "farm": "desktop-tower",
    "settings": "gear-six",
}
WIDE, NARROW = 72, 48
ICON: Final = 20
"""Pixels of an icon at a text size of 100 %; the style sheet says the same."""


class Rail(QFrame):
    """Icon and label per page; icons alone where the window is narrow."""

    chosen = Signal(str)

    def __init__(self, commands: Commands, icons: Icons, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("rail")
        self._commands, self._icons = commands, icons
        self._buttons: dict[str, QToolButton] = {}
        self._titles: dict[str, str] = {}
        self._group = QButtonGroup(self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(4, 8, 4, 8)
        layout.setSpacing(4)
        for key in PAGES:
            if key == "settings":
                layout.addStretch(1)
            layout.addWidget(self._make(key))
        self._narrow = False
        self.dress()

    def set_title(self, key: str, title: str) -> None:
        """Call a page otherwise than its command; empty: as that."""
        self._titles[key] = title
        self.dress()

    def set_current(self, key: str) -> None:
        """Mark the page that is shown."""
        self._buttons[key].setChecked(True)

    def set_narrow(self, *, narrow: bool) -> None:
        """Show icons alone, or icons over labels, with room for the longest."""
        self._narrow = narrow
        style = Qt.ToolButtonStyle.ToolButtonIconOnly if narrow else Qt.ToolButtonStyle.ToolButtonTextUnderIcon
        metrics = self.fontMetrics()
        lines = {key: one.text().split("\n") for key, one in self._buttons.items()}
        longest = max(metrics.horizontalAdvance(line) for texts in lines.values() for line in texts)
        icon = self._icons.pixels(ICON)
        width = max(NARROW, icon + 28) if narrow else max(WIDE, longest + 24)
        self.setFixedWidth(width)
        for key, one in self._buttons.items():
            one.setToolButtonStyle(style)
            high = max(56, len(lines[key]) * metrics.lineSpacing() + icon + 20)
            one.setFixedSize(width - 8, max(40, icon + 20) if narrow else high)

    def dress(self) -> None:
        """Take labels, shortcuts and colours anew."""
        for key, one in self._buttons.items():
            title = self._titles.get(key) or self._commands.title(f"window.{key}")
            keys = self._commands.keys(f"window.{key}")
            one.setText(in_two_lines(title, self.fontMetrics(), WIDE - 16))
            one.setToolTip(f"{title} ({keys[0]})" if keys else title)
            one.setAccessibleName(title)
            one.setIcon(self._icons.icon(ICONS[key]))
        self.set_narrow(narrow=self._narrow)

    def _make(self, key: str) -> QToolButton:
        made = QToolButton()
        made.setCheckable(True)
        made.setProperty("kind", "flat")
        made.setObjectName(f"rail-{key}")
        made.clicked.connect(lambda _checked=False: self.chosen.emit(key))
        self._group.addButton(made)
        self._buttons[key] = made
        return made


def in_two_lines(title: str, metrics: QFontMetrics, width: int) -> str:
    """A title that is wider than `width` in two lines, as even as its words allow; one word stays as it is."""
    words = title.split(" ")
    if len(words) == 1 or metrics.horizontalAdvance(title) <= width:
        return title
    broken = ((" ".join(words[:at]), " ".join(words[at:])) for at in range(1, len(words)))
    return "\n".join(min(broken, key=lambda lines: max(map(metrics.horizontalAdvance, lines))))
