"""A number in large type with what it is about, and the sentence behind it."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame

from app.ui.widgets.parts import label

NARROW: Final = 20
"""A sentence that has less room than so many times its height gets two lines from the start."""


class Tile(QFrame):
    """Says one number. Where there is little room, it is a line without the sentence, which is its tooltip then."""

    def __init__(self, title: str) -> None:
        super().__init__()
        self.setProperty("kind", "card")
        self._number = label("–", "tile")
        self._rest = label("", "hint", wrap=True)
        self._rest.setAlignment(Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignTop)
        self._layout = QBoxLayout(QBoxLayout.Direction.TopToBottom, self)
        self._layout.addWidget(label(title, "hint"))
        self._layout.addWidget(self._number)
        self._layout.addWidget(self._rest)
        self._layout.addStretch(1)
        self._title = title
        self.set_compact(compact=False)

    def say(self, number: str, rest: str) -> None:
        """Show another number."""
        self._number.setText(number)
        self._rest.setText(rest)
        self.setToolTip("" if self._rest.isVisibleTo(self) else rest)
        self.setAccessibleName(f"{self._title}: {number} {rest}")

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Keep the room that a longer sentence will need, so that it is not cut until all around it has moved."""
        super().resizeEvent(event)
        line = self._rest.fontMetrics().height()
        self._rest.setMinimumHeight(2 * line if self._rest.width() < NARROW * line else line)

    def set_compact(self, *, compact: bool) -> None:
        """Take as little room as can be, or as much as is good to read."""
        self._rest.setVisible(not compact)
        self.setToolTip(self._rest.text() if compact else "")
        directions = QBoxLayout.Direction
        self._layout.setDirection(directions.LeftToRight if compact else directions.TopToBottom)
        self._layout.setContentsMargins(12, 4 if compact else 12, 12, 4 if compact else 12)
        self._layout.setSpacing(8 if compact else 4)
        # Now, so that what is shown next is given the room.
        self._layout.activate()
