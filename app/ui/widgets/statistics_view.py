"""The table of a farm's statistics: figures at the right, their sum in the first row."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QObject, QPoint, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QFontMetrics, QKeyEvent, QKeySequence, QPainter
from PySide6.QtWidgets import (
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from app.ui.models.statistics_table import Index, StatisticsModel
from app.ui.theme import ROW_HEIGHT, Theme
from app.ui.widgets.whole_rows import make_rows_whole

PADDING: Final = 8
ACCENT: Final = 3


class StatisticsTable(QTableView):
    """A row per worker, owner, template, job, cause or step."""

    menu_wanted = Signal(QPoint)
    copy_wanted = Signal()

    def __init__(self, model: StatisticsModel, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._statistics = theme, model
        self.setObjectName("statisticsTable")
        self.setAccessibleName(self.tr("Statistics"))
        self._delegate = _StatisticsDelegate(model, theme, self)
        self.setModel(model)
        self.setItemDelegate(self._delegate)
        make_rows_whole(self)
        self.horizontalHeader().setMinimumSectionSize(48)
        self.setSortingEnabled(True)
        model.modelReset.connect(self.arrange)
        model.layoutChanged.connect(self.widen)
        theme.changed.connect(self.dress)
        self.dress()

    def dress(self) -> None:
        """The theme or the text size is another."""
        self._delegate.dress()
        self.verticalHeader().setDefaultSectionSize(self._delegate.row_height())
        self.arrange()
        self.viewport().update()

    def arrange(self) -> None:
        """Give columns their widths, the names what is left, and the header its mark."""
        header, scale = self.horizontalHeader(), self._theme.pixels(100) / 100
        for number, column in enumerate(self._statistics.columns, 1):
            if number < header.count():
                header.setSectionResizeMode(number, QHeaderView.ResizeMode.Interactive)
                self.setColumnWidth(number, max(round(column.width * scale), self._delegate.sum_width(number)))
        if header.count():
            header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        header.blockSignals(True)
        header.setSortIndicator(*self._statistics.order)
        header.blockSignals(False)

    def widen(self) -> None:
        """Figures may have grown; columns that people made wider stay so."""
        for number in range(1, len(self._statistics.columns) + 1):
            needed = self._delegate.sum_width(number)
            if needed > self.columnWidth(number):
                self.setColumnWidth(number, needed)

    def fade(self, *, faded: bool) -> None:
        """Grey what may be out of date."""
        if self._delegate.faded != faded:
            self._delegate.faded = faded
            self.viewport().update()

    def chosen(self) -> list[int]:
        """The places of the chosen rows, from top to bottom."""
        return sorted(one.row() for one in self.selectionModel().selectedRows())

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Copying takes whole rows."""
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy_wanted.emit()
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:  # noqa: N802 - Qt's name
        """What can be done with rows."""
        self.menu_wanted.emit(event.globalPos())


class _StatisticsDelegate(QStyledItemDelegate):
    def __init__(self, model: StatisticsModel, theme: Theme, parent: QObject) -> None:
        super().__init__(parent)
        self._model, self._theme = model, theme
        self.faded = False
        self.dress()

    def dress(self) -> None:
        """The theme or the text size is another."""
        self._fonts = {bold: self._theme.font(bold=bold) for bold in (False, True)}
        self._metrics = {bold: QFontMetrics(font) for bold, font in self._fonts.items()}

    def row_height(self) -> int:
        """The height of all rows."""
        return max(ROW_HEIGHT, self._metrics[True].height() + 10)

    def sum_width(self, column: int) -> int:
        """The room that the sum of a column needs, and with it every other figure."""
        row = self._model.row(0)
        text = self._model.text(row, column) if row is not None else ""
        return self._metrics[True].horizontalAdvance(text) + 2 * PADDING + 2

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """One cell, from the row itself."""
        place, column = index.row(), index.column()
        row = self._model.row(place)
        if row is None:
            return
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        ground = "bg.raised" if row.is_sum else "bg.table" if place % 2 else "bg.alt"
        painter.fillRect(option.rect, self._theme.color("bg.selected" if chosen else ground))
        mirrored = option.direction is Qt.LayoutDirection.RightToLeft
        if chosen and column == 0:
            edge = option.rect.right() - ACCENT + 1 if mirrored else option.rect.left()
            painter.fillRect(edge, option.rect.top(), ACCENT, option.rect.height(), self._theme.color("accent"))
        inner = option.rect.adjusted(PADDING, 0, -PADDING, 0)
        painter.setFont(self._fonts[row.is_sum])
        painter.setPen(self._theme.color("text.disabled" if self.faded else "text.selected" if chosen else "text"))
        side = Qt.AlignmentFlag.AlignRight if column else Qt.AlignmentFlag.AlignLeft
        side = QStyle.visualAlignment(option.direction, side | Qt.AlignmentFlag.AlignVCenter)
        text = self._model.text(row, column)
        cut = self._metrics[row.is_sum].elidedText(text, Qt.TextElideMode.ElideMiddle, inner.width())
        painter.drawText(inner, int(side | Qt.TextFlag.TextSingleLine), cut)
        if option.state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(self._theme.color("accent"))
            painter.drawRect(option.rect.adjusted(0, 0, -1, -1))
