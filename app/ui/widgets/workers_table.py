"""The table of a farm's workers."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QPoint, QRect, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QTableView, QWidget

from app.ui.icons import Icons
from app.ui.models.workers_model import COLUMNS, WorkersModel
from app.ui.theme import Theme
from app.ui.widgets.column_fit import PADDING, ColumnFit
from app.ui.widgets.whole_rows import make_rows_whole
from app.ui.widgets.worker_rows import ICON, RowLook, Span, WorkerRows

_IDS: Final = tuple(column.id for column in COLUMNS)
_SPARE: Final = ("type", "memory", "cpu", "seen", "disk", "engine", "spark", "rate")
"""What gives way first where there is not enough room; people find it in the menu, and in the tooltip of the name."""


class WorkersTable(QTableView):
    """A row per worker. `faded` rows may be out of date."""

    menu_wanted = Signal(QPoint)

    def __init__(self, model: WorkersModel, theme: Theme, icons: Icons, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._workers = theme, model
        self.setObjectName("workersTable")
        self.setAccessibleName(self.tr("Workers"))
        self._look = WorkerRows(theme, icons)
        self.setModel(model)
        # All of it is painted here, so that what stays in sight is moved, and not painted anew, when it is scrolled.
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        make_rows_whole(self)
        header = self.horizontalHeader()
        header.setSortIndicator(_IDS.index("name"), Qt.SortOrder.AscendingOrder)
        header.setSectionsMovable(True)
        self.setSortingEnabled(True)
        icon = icons.pixels(ICON) + PADDING
        widths, spare = [column.width for column in COLUMNS], [_IDS.index(one) for one in _SPARE]
        self.fit = ColumnFit(self, theme, widths, {_IDS.index("state"): icon}, spare)
        theme.changed.connect(self.dress)
        self.dress()

    def dress(self) -> None:
        """The theme or the text size is another."""
        self._look.dress()
        self.verticalHeader().setDefaultSectionSize(self._look.height)
        self.fit.dress()
        self.viewport().update()

    def fade(self, *, faded: bool) -> None:
        """Grey what may be out of date."""
        if self._look.faded != faded:
            self._look.faded = faded
            self.viewport().update()

    def chosen(self) -> tuple[str, ...]:
        """Names of the chosen workers, from top to bottom."""
        places = sorted(one.row() for one in self.selectionModel().selectedRows())
        rows = (self._workers.row(place) for place in places)
        return tuple(row.view.name for row in rows if row is not None)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:  # noqa: N802 - Qt's name
        """What can be done with the chosen workers."""
        self.menu_wanted.emit(event.globalPos())

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """What is to be painted, a row at a time: a call for every cell, as Qt has it, takes three times as long."""
        exposed = event.rect()
        first, last = self.rowAt(exposed.top()), self.rowAt(exposed.bottom())
        places = range(first, (last if last >= 0 else self._workers.rowCount() - 1) + 1) if first >= 0 else range(0)
        self._look.mirrored = self.isRightToLeft()
        chosen = [(one.top(), one.bottom()) for one in self.selectionModel().selection().toList()]
        current = self.currentIndex()
        focused = (current.row(), current.column()) if self.hasFocus() and current.isValid() else (-1, -1)
        spans = self._spans(exposed)
        with QPainter(self.viewport()) as painter:
            painter.fillRect(exposed, self._theme.color("bg.table"))
            for place in places if spans else ():
                row = self._workers.row(place)
                if row is not None:
                    is_chosen = any(start <= place <= end for start, end in chosen)
                    top = self.rowViewportPosition(place)
                    look = RowLook(place, top, is_chosen, focused[1] if place == focused[0] else -1)
                    self._look.paint(painter, row, look, spans)

    def _spans(self, exposed: QRect) -> tuple[Span, ...]:
        """The columns that are to be painted, from one side to the other."""
        header, found = self.horizontalHeader(), []
        for visual in range(header.count()):
            number = header.logicalIndex(visual)
            left, width = header.sectionViewportPosition(number), header.sectionSize(number)
            if width and left <= exposed.right() and left + width > exposed.left():
                found.append(Span(number, left, width, left + width))
        return tuple(found)
