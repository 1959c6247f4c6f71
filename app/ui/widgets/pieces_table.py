"""The pieces of the job that is looked at."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QObject, QRect, Qt
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from app.ui.icons import Icons
from app.ui.models.pieces_model import COLUMNS, PIECE_WORDS, Index, PiecesModel, piece_text
from app.ui.theme import ROW_HEIGHT, Theme
from app.ui.widgets.whole_rows import make_rows_whole

PADDING: Final = 8
ICON: Final = 16


class PiecesTable(QTableView):
    """A row per piece, in the order of the frames."""

    def __init__(self, model: PiecesModel, theme: Theme, icons: Icons, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setObjectName("piecesTable")
        self.setAccessibleName(self.tr("Tasks"))
        self._delegate = _PieceDelegate(model, theme, icons, self)
        self.setModel(model)
        self.setItemDelegate(self._delegate)
        make_rows_whole(self)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.horizontalHeader().setStretchLastSection(True)
        theme.changed.connect(self.dress)
        self.dress()

    def dress(self) -> None:
        """The theme or the text size is another."""
        self._delegate.dress()
        self.verticalHeader().setDefaultSectionSize(self._delegate.row_height())
        scale = self._theme.pixels(100) / 100
        for number, column in enumerate(COLUMNS):
            self.setColumnWidth(number, round(column.width * scale))
        self.viewport().update()

    def show_piece(self, number: int) -> None:
        """Choose a piece and bring it into sight."""
        index = self.model().index(number, 0)
        if index.isValid():
            self.setCurrentIndex(index)
            self.selectRow(number)
            self.scrollTo(index)


class _PieceDelegate(QStyledItemDelegate):
    def __init__(self, model: PiecesModel, theme: Theme, icons: Icons, parent: QObject) -> None:
        super().__init__(parent)
        self._model, self._theme, self._icons = model, theme, icons
        self.dress()

    def dress(self) -> None:
        """The theme or the text size is another."""
        self._font = self._theme.font()
        self._metrics = QFontMetrics(self._font)

    def row_height(self) -> int:
        """The height of all rows."""
        return max(ROW_HEIGHT, self._metrics.height() + 10)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """One cell, from the piece itself."""
        if index.row() >= self._model.rowCount():
            return
        row, column = self._model.row(index.row()), COLUMNS[index.column()]
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        ground = "bg.alt" if index.row() % 2 else "bg.table"
        painter.fillRect(option.rect, self._theme.color("bg.selected" if chosen else ground))
        painter.setFont(self._font)
        inner = option.rect.adjusted(PADDING, 0, -PADDING, 0)
        token = "text.selected" if chosen else "text"
        if column.id == "state":
            word = PIECE_WORDS[row.letter]
            token = f"state.{word.family}"
            icon = self._icons.pixels(ICON)
            spot = QRect(inner.left(), inner.center().y() - icon // 2, icon, icon)
            ratio = painter.device().devicePixelRatioF()
            pixmap = self._icons.pixmap(word.icon, token, ICON, ratio)
            painter.drawPixmap(QStyle.visualRect(option.direction, option.rect, spot).topLeft(), pixmap)
            inner = inner.adjusted(icon + PADDING, 0, 0, 0)
        elif column.id == "message" and row.letter == "f":
            token = "text.selected" if chosen else "state.failed"
        painter.setPen(self._theme.color(token))
        side = Qt.AlignmentFlag.AlignRight if column.right else Qt.AlignmentFlag.AlignLeft
        side = QStyle.visualAlignment(option.direction, side | Qt.AlignmentFlag.AlignVCenter)
        text = self._metrics.elidedText(piece_text(row, column.id), Qt.TextElideMode.ElideRight, inner.width())
        flags = int(side | Qt.TextFlag.TextSingleLine)
        painter.drawText(QStyle.visualRect(option.direction, option.rect, inner), flags, text)
        if option.state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(self._theme.color("accent"))
            painter.drawRect(option.rect.adjusted(0, 0, -1, -1))
