"""An error beside the thing that it concerns: what happened, why, what to do, and its actions."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QVBoxLayout, QWidget

from app.core.errors import ErrorInfo
from app.ui.models.error_words import sentences, told
from app.ui.reports import report_text
from app.ui.widgets.flow import FlowLayout
from app.ui.widgets.parts import button, label, set_property

Action = tuple[str, Callable[[], object]]
"""The verb on a button, and what it does."""


class ErrorCard(QFrame):
    """Shows one error at a time; hidden while there is none. `level` is info, warn or error."""

    closed = Signal()
    """People dismissed it."""

    def __init__(self, parent: QWidget | None = None, *, closable: bool = False) -> None:
        super().__init__(parent)
        self._error: ErrorInfo | None = None
        self._facts: Mapping[str, str] = {}
        self._title = label("", "strong", wrap=True, selectable=True)
        self._cause = label("", wrap=True, selectable=True)
        self._next_step = label("", wrap=True, selectable=True)
        holder = QWidget()
        self._actions = FlowLayout(holder, gap=8)
        self._copy = button(self.tr("Copy details"), self.copy_details, "link")
        self._close = button(self.tr("Dismiss"), self._dismiss, "link")
        self._close.setVisible(False)
        self._closable = closable
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 8, 12, 8)
        layout.setSpacing(4)
        for part in (self._title, self._cause, self._next_step):
            layout.addWidget(part)
        layout.addWidget(holder)
        self.setVisible(False)

    @property
    def error(self) -> ErrorInfo | None:
        """What is shown now."""
        return self._error

    def show_error(
        self,
        error: ErrorInfo,
        actions: Sequence[Action] = (),
        *,
        level: str = "error",
        facts: Mapping[str, str] | None = None,
    ) -> None:
        """Show an error with its actions, the most likely one first; `facts` go into the copied details only."""
        self._error = error
        self._facts = facts or {}
        set_property(self, "kind", f"banner-{level}")
        shown = told(error)
        _say(self._title, shown.title)
        _say(self._cause, shown.cause)
        _say(self._next_step, shown.next_step)
        self._set_actions(actions)
        self.setAccessibleName(sentences(error))
        self.setVisible(True)

    def clear(self) -> None:
        """Nothing is wrong any more."""
        self._error = None
        self.setVisible(False)

    def copy_details(self) -> None:
        """Put a report without secrets on the clipboard."""
        if self._error is not None:
            QGuiApplication.clipboard().setText(report_text(self._error, self._facts))

    def _dismiss(self) -> None:
        self.clear()
        self.closed.emit()

    def _set_actions(self, actions: Sequence[Action]) -> None:
        while (item := self._actions.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None and widget not in (self._copy, self._close):
                widget.deleteLater()
        made: list[QPushButton] = [button(text, run) for text, run in actions]
        for part in (*made, self._copy, self._close):
            self._actions.addWidget(part)
        self._close.setVisible(self._closable)


def _say(part: QLabel, text: str) -> None:
    part.setText(text)
    part.setVisible(bool(text))
