"""A line of text that is cut where there is no room for it: for names, which are data of any length."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QLabel, QWidget


class ElidedLabel(QLabel):
    """Shows as much as there is room for; the whole text is its tooltip when it is cut, and its accessible name."""

    def __init__(
        self,
        text: str = "",
        kind: str = "",
        *,
        mode: Qt.TextElideMode = Qt.TextElideMode.ElideMiddle,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._mode = mode
        self.setTextFormat(Qt.TextFormat.PlainText)
        if kind:
            self.setProperty("kind", kind)
        self.setText(text)

    def setText(self, text: str) -> None:  # noqa: N802 - Qt's name
        """Show another text, in one line."""
        super().setText(" ".join(text.split()))
        self.setAccessibleName(self.text())
        self._mark()

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Room for a few letters."""
        return QSize(min(self.fontMetrics().averageCharWidth() * 6, self.sizeHint().width()), self.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Cut anew."""
        super().resizeEvent(event)
        self._mark()

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Draw what there is room for."""
        with QPainter(self) as painter:
            painter.setPen(self.palette().color(self.foregroundRole()))
            align = self.style().visualAlignment(
                self.layoutDirection(), self.alignment() | Qt.AlignmentFlag.AlignVCenter
            )
            painter.drawText(self.rect(), align, self._cut())

    def _cut(self) -> str:
        return self.fontMetrics().elidedText(self.text(), self._mode, self.width())

    def _mark(self) -> None:
        self.setToolTip(self.text() if self._cut() != self.text() else "")
