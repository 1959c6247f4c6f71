"""What a page shows when there is nothing on it: what it is for, and what to do next."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.ui.widgets.error_card import Action
from app.ui.widgets.parts import button, label


class EmptyState(QWidget):
    """A sentence in the middle of the page with its actions; the first one is the primary button."""

    def __init__(
        self, text: str, hint: str = "", actions: Sequence[Action] = (), parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        layout = QVBoxLayout(self)
        layout.setSpacing(12)
        layout.addStretch(2)
        self._text, self._hint = label(text, "title", wrap=True), label(hint, "hint", wrap=True)
        for part in (self._text, self._hint):
            part.setAlignment(Qt.AlignmentFlag.AlignCenter)
            layout.addWidget(part)
        self._hint.setVisible(bool(hint))
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addStretch(1)
        for number, (verb, run) in enumerate(actions):
            buttons.addWidget(button(verb, run, "primary" if number == 0 else ""))
        buttons.addStretch(1)
        layout.addLayout(buttons)
        layout.addStretch(3)

    def say(self, text: str, hint: str = "") -> None:
        """Change the sentence."""
        self._text.setText(text)
        self._hint.setText(hint)
        self._hint.setVisible(bool(hint))
