"""A part with buttons at the end of its row, or below it where too little room would be left to it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QWidget

from app.ui.widgets.flow import FlowLayout
from app.ui.widgets.parts import row

GAP = 8


class BesideRow(QWidget):
    """`least` says how many pixels the first part needs beside the buttons; they are never cut."""

    arranged = Signal()
    """The first part has another room."""

    def __init__(
        self,
        first: QWidget,
        buttons: Sequence[QWidget],
        least: Callable[[], int],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._least = least
        self._room = (-1, False)
        self._buttons = QWidget()
        flow = FlowLayout(self._buttons, gap=GAP)
        for one in buttons:
            flow.addWidget(one)
        self._parts = row(first, self._buttons, gap=GAP)
        self._parts.setStretch(0, 1)
        self.setLayout(self._parts)

    @property
    def room(self) -> int:
        """The pixels that are left to the first part beside the buttons."""
        shown = [one for one in self._buttons.children() if isinstance(one, QWidget) and not one.isHidden()]
        return self.width() - (self._buttons.sizeHint().width() + GAP if shown else 0)

    @property
    def beside(self) -> bool:
        """Whether the buttons stand in the row of the first part."""
        return self._parts.direction() is not QBoxLayout.Direction.TopToBottom

    def arrange(self) -> None:
        """Put the buttons where there is room for them."""
        across = QBoxLayout.Direction.LeftToRight
        wanted = across if self.room >= self._least() else QBoxLayout.Direction.TopToBottom
        if self._parts.direction() is not wanted:
            self._parts.setDirection(wanted)
            # In a column it would take height.
            self._parts.setStretch(0, 1 if wanted is across else 0)
        if self._room != (self.room, self.beside):
            self._room = self.room, self.beside
            self.arranged.emit()

    def event(self, event: QEvent) -> bool:
        """Buttons come, go and change with the text size."""
        if event.type() is QEvent.Type.LayoutRequest:
            self.arrange()
        return super().event(event)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """More or less room."""
        super().resizeEvent(event)
        self.arrange()
