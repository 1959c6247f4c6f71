"""Short notices at the bottom of the window: what was just done, with Undo for ten seconds."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from app.ui.widgets.parts import button, label

SHOWN_MILLISECONDS: Final = 10_000


class Notices(QObject):
    """Where pages and controllers say what was just done; the window's bar shows it."""

    said = Signal(str, object, str)
    """The text, what undoes it (a callable or None), and the verb of the button (empty: Undo)."""

    taken_back = Signal(str)
    """A notice of that text is not true any more."""

    def say(self, text: str, undo: Callable[[], object] | None = None, *, verb: str = "") -> None:
        """Show a notice for ten seconds."""
        self.said.emit(text, undo, verb)

    def take_back(self, text: str) -> None:
        """Do not show that notice any longer; another one that is shown meanwhile stays."""
        self.taken_back.emit(text)


class NoticeBar(QFrame):
    """One notice at a time; a new one takes the old one's place, and with it the chance to undo that."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", "banner-info")
        self._text = label("", wrap=True)
        self._undo = button(self.tr("Undo"), self._run)
        self._close = button(self.tr("Dismiss"), self.clear, "link")
        self._action: Callable[[], object] | None = None
        layout = QHBoxLayout(self)
        layout.setContentsMargins(12, 4, 12, 4)
        layout.addWidget(self._text, 1)
        layout.addWidget(self._undo)
        layout.addWidget(self._close)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.clear)
        self.setVisible(False)

    def say(self, text: str, undo: Callable[[], object] | None = None, verb: str = "") -> None:
        """Show a notice; `undo` gets a button, labelled `verb` where that is another one than Undo."""
        self._action = undo
        self._text.setText(text)
        self.setAccessibleName(text)
        self._undo.setText(verb or self.tr("Undo"))
        self._undo.setVisible(undo is not None)
        self.setVisible(True)
        self._timer.start(SHOWN_MILLISECONDS)

    def take_back(self, text: str) -> None:
        """Take the notice away if it says that."""
        if self._text.text() == text:
            self.clear()

    def retranslate(self) -> None:
        """A notice in the language before is taken away."""
        self._close.setText(self.tr("Dismiss"))
        self.clear()

    def clear(self) -> None:
        """Take the notice away."""
        self._timer.stop()
        self._action = None
        self.setVisible(False)

    def _run(self) -> None:
        action = self._action
        self.clear()
        if action is not None:
            action()
