"""A number in large type with what it is about, and the sentence behind it."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QVBoxLayout

from app.ui.widgets.parts import label


class Tile(QFrame):
    """Says one number."""

    def __init__(self, title: str) -> None:
        super().__init__()
        self.setProperty("kind", "card")
        self._number = label("–", "tile")
        self._rest = label("", "hint", wrap=True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 12, 12, 12)
        layout.setSpacing(4)
        layout.addWidget(label(title, "hint"))
        layout.addWidget(self._number)
        layout.addWidget(self._rest)
        layout.addStretch(1)
        self._title = title

    def say(self, number: str, rest: str) -> None:
        """Show another number."""
        self._number.setText(number)
        self._rest.setText(rest)
        self.setAccessibleName(f"{self._title}: {number} {rest}")
