"""A box for a path that also takes files dropped on it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDragMoveEvent, QDropEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QLineEdit, QStyle, QStyleOptionFrame, QWidget

from app.ui.dropping import dropped_paths
from app.ui.widgets.parts import set_property


class PathBox(QLineEdit):
    """`takes` says which files or folders may be dropped here; `refused` is emitted with the first of others.

    While nobody edits it, a path for which there is no room is cut at its start, as its end tells most; the whole path
    is its tooltip.
    """

    refused = Signal(Path)

    def __init__(self, takes: Callable[[Path], bool], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._takes = takes
        self.textChanged.connect(self.setToolTip)

    @property
    def shown(self) -> str:
        """The path as it is painted while nobody edits it."""
        return self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideLeft, self._room().width())

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """As Qt paints it, but for the cut path."""
        shown = self.shown
        if self.hasFocus() or shown == self.text():
            super().paintEvent(event)
            return
        option = QStyleOptionFrame()
        self.initStyleOption(option)
        with QPainter(self) as painter:
            self.style().drawPrimitive(QStyle.PrimitiveElement.PE_PanelLineEdit, option, painter, self)
            painter.setPen(self.palette().color(self.foregroundRole()))
            painter.drawText(self._room(), int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), shown)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802 - Qt's name
        """Files are for this box; it shows whether it can use them."""
        if dropped_paths(event.mimeData()):
            event.acceptProposedAction()
            set_property(self, "aimed", self._wanted(event) is not None)
        else:
            super().dragEnterEvent(event)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:  # noqa: N802 - Qt's name
        """Files are for this box."""
        if dropped_paths(event.mimeData()):
            event.acceptProposedAction()
        else:
            super().dragMoveEvent(event)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:  # noqa: N802 - Qt's name
        """Nothing is dragged here any more."""
        set_property(self, "aimed", False)
        super().dragLeaveEvent(event)

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802 - Qt's name
        """Here it is."""
        set_property(self, "aimed", False)
        paths, wanted = dropped_paths(event.mimeData()), self._wanted(event)
        if not paths:
            super().dropEvent(event)
            return
        event.acceptProposedAction()
        if wanted is not None:
            self.setText(str(wanted))
        else:
            self.refused.emit(paths[0])

    def _room(self) -> QRect:
        """Where the text stands: within the frame, beside the button that clears it."""
        option = QStyleOptionFrame()
        self.initStyleOption(option)
        room = self.style().subElementRect(QStyle.SubElement.SE_LineEditContents, option, self).adjusted(2, 0, -2, 0)
        if self.isClearButtonEnabled():
            room.setWidth(room.width() - self.height())
        return QStyle.visualRect(self.layoutDirection(), self.rect(), room)

    def _wanted(self, event: QDropEvent) -> Path | None:
        return next((path for path in dropped_paths(event.mimeData()) if self._takes(path)), None)
