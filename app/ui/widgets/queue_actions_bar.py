"""The actions for the chosen jobs: as buttons, as a menu, and as keys, all from one table."""

from __future__ import annotations

from functools import partial
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QFrame, QMenu, QToolButton, QWidget

from app.ui.controllers.queue_actions import QueueActions
from app.ui.models.jobs_actions import ACTIONS
from app.ui.services import Services
from app.ui.widgets.flow import FlowLayout
from app.ui.widgets.parts import action_button

SHAPES: Final = {
    "play": "play-circle",
    "show": "folder-open",
    "retry": "arrow-counter-clockwise",
    "again": "repeat",
    "pause": "pause",
    "priority": "flag",
    "top": "arrow-line-up",
    "up": "arrow-up",
    "down": "arrow-down",
    "bottom": "arrow-line-down",
    "duplicate": "copy-simple",
    "compose": "pencil-simple",
    "copy": "clipboard-text",
    "cancel": "x-circle",
    "clear": "trash",
}
_RESUME: Final = "play"


class QueueActionsBar(QWidget):
    """Owns the actions of the page: `page` is where their keys work."""

    def __init__(self, services: Services, actions: QueueActions, page: QWidget) -> None:
        super().__init__(page)
        self.setObjectName("queueActions")
        self._services, self._source, self._page = services, actions, page
        self._actions: dict[str, QAction] = {
            name: services.commands.action(f"queue.{name}", page, partial(self.run, name)) for name in SHAPES
        }
        # Its keys do one of two things, so it is neither a button nor in the menu.
        services.commands.action("queue.remove", page, partial(actions.cancel_or_remove, page))
        self._buttons: dict[str, QToolButton] = {}
        self._worded: list[QToolButton] = []
        self._flow = FlowLayout(self, gap=4)
        for name in ACTIONS:
            if name:
                self._buttons[name] = self._button(name)
                self._flow.addWidget(self._buttons[name])
            else:
                self._flow.addWidget(_gap())
        actions.changed.connect(self.refresh)
        services.theme.changed.connect(self.dress)
        services.commands.changed.connect(self.refresh)
        self.dress()

    def run(self, name: str) -> None:
        """Do an action by its name."""
        self._source.run(name, self._page)

    def add(self, widget: QWidget) -> None:
        """Put something behind the actions."""
        self._flow.addWidget(widget)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Words give way where everything would not stand in one line."""
        super().resizeEvent(event)
        self._show_words(shown=True)
        self._show_words(shown=self._flow.sizeHint().width() <= event.size().width())

    def _show_words(self, *, shown: bool) -> None:
        style = Qt.ToolButtonStyle.ToolButtonTextBesideIcon if shown else Qt.ToolButtonStyle.ToolButtonIconOnly
        for made in self._worded:
            made.setToolButtonStyle(style)

    def menu(self) -> QMenu:
        """The same actions in the same order; whoever shows it deletes it."""
        menu = QMenu(self)
        menu.setToolTipsVisible(True)
        for name in ACTIONS:
            if name:
                menu.addAction(self._actions[name])
            else:
                menu.addSeparator()
        return menu

    def dress(self) -> None:
        """The theme is another."""
        for name, action in self._actions.items():
            shape = _RESUME if name == "pause" and self._source.offers["pause"].resumes else SHAPES[name]
            action.setIcon(self._services.icons.icon(shape))
            self._buttons[name].setIcon(action.icon())
        self.refresh()

    def refresh(self) -> None:
        """Say what can be done with the chosen jobs."""
        for name, action in self._actions.items():
            offer = self._source.offers[name]
            action.setText(offer.text)
            action.setEnabled(offer.enabled)
            keys = self._services.commands.keys(f"queue.{name}")
            plain = offer.text.rstrip("…")
            tooltip = f"{plain} ({_native(action)})" if keys else plain
            action.setToolTip(tooltip if offer.enabled else f"{tooltip}\n{offer.reason}")
            button = self._buttons[name]
            button.setEnabled(offer.enabled)
            button.setToolTip(action.toolTip())
            button.setAccessibleName(plain)
            button.setAccessibleDescription(offer.reason)
        resumes = self._source.offers["pause"].resumes
        icon = self._services.icons.icon(_RESUME if resumes else SHAPES["pause"])
        self._actions["pause"].setIcon(icon)
        self._buttons["pause"].setIcon(icon)
        self._buttons["pause"].setText(self.tr("Resume") if resumes else self.tr("Pause"))

    def _button(self, name: str) -> QToolButton:
        """The most wanted ones have a word beside their icon, without a number, so that buttons stay where they are."""
        words = {
            "play": self.tr("Play"),
            "retry": self.tr("Retry"),
            "pause": self.tr("Pause"),
            "cancel": self.tr("Cancel"),
        }
        icon = self._services.icons.icon(SHAPES[name])
        if name in words:
            made = QToolButton()
            made.setProperty("kind", "flat")
            made.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
            made.setText(words[name])
            made.setIcon(icon)
            made.setMinimumSize(28, 28)
            made.clicked.connect(lambda _checked=False: self._actions[name].trigger())
            self._worded.append(made)
        else:
            made = action_button(self._actions[name], icon)
        made.setObjectName(f"queue-{name}")
        return made


def _native(action: QAction) -> str:
    return action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)


def _gap() -> QFrame:
    made = QFrame()
    made.setFixedWidth(8)
    made.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    return made
