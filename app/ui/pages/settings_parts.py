"""What the pages of the settings have beside settings: a title, a sentence, and buttons at the right."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QPushButton

from app.ui.widgets.parts import label, row


class ActionRow(QFrame):
    """A title with a sentence below it and buttons beside it, or below it where text is large."""

    def __init__(self, title: str, text: str, *buttons: QPushButton, name: str = "", below: bool = False) -> None:
        super().__init__()
        self.setObjectName(name)
        self._title = label(title, "strong", wrap=True)
        self._text = label(text, "hint", wrap=True, selectable=True)
        self._problem = label("", "problem", wrap=True, selectable=True)
        self._problem.setVisible(False)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 8, 0, 8)
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(4)
        grid.addWidget(self._title, 0, 0)
        grid.addWidget(self._text, 1, 0)
        grid.addWidget(self._problem, 3, 0, 1, 2)
        grid.setColumnStretch(0, 1)
        if buttons:
            across = row(*buttons)
            if below:
                across.addStretch(1)
                grid.addLayout(across, 2, 0)
            else:
                grid.addLayout(across, 0, 1, 2, 1, Qt.AlignmentFlag.AlignTop)
        for one in buttons:
            one.setAccessibleDescription(title)

    @property
    def text(self) -> str:
        """The sentence."""
        return self._text.text()

    @property
    def problem(self) -> str:
        """What is said to be wrong."""
        return self._problem.text()

    @property
    def words(self) -> str:
        """Everything that a search looks at, in small letters."""
        return f"{self._title.text()} {self._text.text()}".casefold()

    def say(self, text: str, problem: str = "") -> None:
        """Change the sentence, and what is wrong."""
        self._text.setText(text)
        self._problem.setText(problem)
        self._problem.setVisible(bool(problem))
