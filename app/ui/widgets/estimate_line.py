"""How long the films take that are about to be rendered, what that rests on, and a way to ask for more workers."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Slot
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from app.core.estimates import Basis
from app.ui.controllers.estimates_ahead import EstimatesAhead
from app.ui.dialogs.how_long import open_how_long
from app.ui.models.estimate_words import ahead_text, basis_text, details_text
from app.ui.widgets.parts import button, column, label


class EstimateLine(QWidget):
    """Follows an `EstimatesAhead`, which asks while this is seen; hidden while there is nothing to say."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("estimate")
        self._ahead: EstimatesAhead | None = None
        self._otherwise: Callable[[], str] = str
        self._text = label("", wrap=True)
        self._basis = label("", "hint", wrap=True)
        self._more = button(self.tr("How long with more workers?"), self._ask_more, "inline", name="howLong")
        self.setLayout(column(self._text, self._basis, self._more, gap=4))
        self.refresh()

    def follow(self, ahead: EstimatesAhead, otherwise: Callable[[], str] = str) -> None:
        """Show what that says; where it can only guess, what `otherwise` says, unless that is empty."""
        self._ahead, self._otherwise = ahead, otherwise
        ahead.changed.connect(self.refresh)
        ahead.watch(on=self.isVisible())
        self.refresh()

    @property
    def text(self) -> str:
        """All that is said."""
        return "\n".join(one.text() for one in (self._text, self._basis) if not one.isHidden())

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        """Somebody looks."""
        super().showEvent(event)
        if self._ahead is not None:
            self._ahead.watch(on=True)

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802 - Qt's name
        """Nobody does any more."""
        super().hideEvent(event)
        if self._ahead is not None:
            self._ahead.watch(on=False)

    @Slot()
    def refresh(self) -> None:
        """Say everything anew."""
        ahead = self._ahead
        text, basis, details = self._words(ahead) if ahead is not None else ("", "", "")
        for one, said in ((self._text, text), (self._basis, basis)):
            one.setText(said)
            one.setVisible(bool(said))
            # An estimate of what was wanted a moment ago.
            one.setEnabled(ahead is None or ahead.current)
            one.setToolTip(details)
        self._text.setAccessibleDescription(details)
        self._more.setVisible(bool(details))

    def _words(self, ahead: EstimatesAhead) -> tuple[str, str, str]:
        """The estimate, what it rests on, and the details."""
        answer, error = ahead.answer, ahead.error
        if error is not None:
            return self._otherwise() or self.tr("No estimate: %1").replace("%1", error.title), "", ""
        if answer is None:
            return (self.tr("Estimating…") if ahead.wanted is not None else "", "", "")
        details = details_text(answer.estimate)
        if answer.estimate.basis is Basis.PRIOR and (measured := self._otherwise()):
            return measured, "", details
        return ahead_text(answer.estimate, waits=answer.waits), basis_text(answer.estimate), details

    def _ask_more(self) -> None:
        if self._ahead is not None:
            open_how_long(self, self._ahead)
