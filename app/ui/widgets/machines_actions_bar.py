"""The actions for the chosen machines: as buttons and as a menu, in one order."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Final

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QMenu, QSizePolicy, QToolButton, QWidget

from app.ui.icons import Icons
from app.ui.models.machines_actions import ACTIONS, KILL, START, STOP, Offer
from app.ui.widgets.flow import FlowLayout

SHAPES: Final = {
    "start": "play",
    "stop": "hourglass",
    "kill": "stop-circle",
    "name": "copy-simple",
    "address": "hash",
    "console": "arrow-square-out",
    "tags": "tag",
}

MOST_WANTED: Final = (START, STOP, KILL)
_WORDS: Final = Qt.ToolButtonStyle.ToolButtonTextBesideIcon
_ICON: Final = Qt.ToolButtonStyle.ToolButtonIconOnly


class MachinesActionsBar(QWidget):
    """Buttons have the same words whatever is chosen, so that they stay where they are; the menu counts.

    Where their words would not stand in one line, the most wanted ones have words, or all are icons only.
    """

    def __init__(self, icons: Icons, run: Callable[[str], object], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = {
            "start": self.tr("Start"),
            "stop": self.tr("Stop after the current piece…"),
            "kill": self.tr("Stop now…"),
            "name": self.tr("Copy name"),
            "address": self.tr("Copy IP address"),
            "console": self.tr("AWS console"),
            "tags": self.tr("Tags…"),
        }
        self._flow = FlowLayout(self, gap=4)
        self._actions: dict[str, QAction] = {}
        self._buttons: dict[str, QToolButton] = {}
        for name in filter(None, ACTIONS):
            action = QAction(icons.icon(SHAPES[name]), self._words[name], self)
            action.triggered.connect(partial(_run, run, name))
            made = QToolButton()
            made.setObjectName(f"machines-{name}")
            made.setProperty("kind", "flat")
            made.setText(self._words[name])
            made.setIcon(action.icon())
            made.setMinimumSize(28, 28)
            made.clicked.connect(lambda _checked=False, action=action: action.trigger())
            self._actions[name], self._buttons[name] = action, made
            self._flow.addWidget(made)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def offer(self, offers: Mapping[str, Offer]) -> None:
        """Say what can be done, and why not."""
        for name, action in self._actions.items():
            offer, button = offers[name], self._buttons[name]
            text = self._words[name] if offer.reason else offer.text
            plain = text.rstrip("…")
            action.setText(text)
            action.setEnabled(not offer.reason)
            action.setToolTip(f"{plain}\n{offer.reason}" if offer.reason else plain)
            button.setEnabled(not offer.reason)
            button.setToolTip(action.toolTip())
            button.setAccessibleName(plain)
            button.setAccessibleDescription(offer.reason)

    def menu(self) -> QMenu:
        """The same actions in the same order; it is gone when it is closed."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.setToolTipsVisible(True)
        for name in ACTIONS:
            if name:
                menu.addAction(self._actions[name])
            else:
                menu.addSeparator()
        return menu

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """As wide as one icon: words give way."""
        return QSize(28, 28)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Words give way where everything would not stand in one line."""
        super().resizeEvent(event)
        for worded in (tuple(self._buttons), MOST_WANTED, ()):
            for name, made in self._buttons.items():
                made.setToolButtonStyle(_WORDS if name in worded else _ICON)
            if self._flow.sizeHint().width() <= event.size().width():
                return


def _run(run: Callable[[str], object], name: str, _checked: bool = False) -> None:
    run(name)
