"""A flat button that shows one of a few choices and opens the others as a menu."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction, QActionGroup, QIcon
from PySide6.QtWidgets import QMenu, QToolButton, QWidget


class ChoiceButton(QToolButton):
    """`title` says what is chosen; with an `icon`, the button shows that instead of the choice's text."""

    chosen = Signal(object)

    def __init__(
        self,
        title: str,
        choices: Sequence[tuple[str, Any]],
        *,
        icon: QIcon | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._title = title
        self._icon_only = icon is not None
        self.setProperty("kind", "flat")
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.setMinimumSize(28, 28)
        self.setToolTip(title)
        if icon is not None:
            self.setIcon(icon)
        menu = QMenu(self)
        group = QActionGroup(menu)
        self._actions: list[tuple[QAction, Any]] = []
        for text, value in choices:
            action = QAction(text, menu)
            action.setCheckable(True)
            action.triggered.connect(lambda _checked=False, value=value: self._choose(value))
            group.addAction(action)
            menu.addAction(action)
            self._actions.append((action, value))
        self.setMenu(menu)

    def set_current(self, value: object) -> None:
        """Show a choice; one that is not offered shows as what it is."""
        text = ""
        for action, offered in self._actions:
            action.setChecked(offered == value)
            if offered == value:
                text = action.text()
        if not text and isinstance(value, float):
            text = f"{value * 100:.0f} %"
        if not self._icon_only:
            self.setText(f"{text} ▾")
        self.setAccessibleName(f"{self._title}: {text}")

    def _choose(self, value: object) -> None:
        self.set_current(value)
        self.chosen.emit(value)
