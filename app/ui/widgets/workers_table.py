"""The table of a farm's workers: every cell is painted straight from its row, sparklines with it."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QObject, QPoint, QPointF, QRect, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QFontMetrics,
    QPainter,
    QPen,
    QPixmap,
    QPolygonF,
    QStaticText,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from app.ui.icons import Icons
from app.ui.models.workers_model import COLUMNS, Index, WorkersModel, cell_text
from app.ui.theme import ROW_HEIGHT, Theme
from app.ui.widgets.column_fit import PADDING, ColumnFit

ICON: Final = 16
ACCENT: Final = 3
_MOST_KEPT: Final = 4000
_IDS: Final = tuple(column.id for column in COLUMNS)
_AT_RIGHT: Final = tuple(column.right for column in COLUMNS)
_SELECTED: Final = QStyle.StateFlag.State_Selected.value
_HAS_FOCUS: Final = QStyle.StateFlag.State_HasFocus.value
_RIGHT_TO_LEFT: Final = Qt.LayoutDirection.RightToLeft


class WorkersTable(QTableView):
    """A row per worker. `faded` rows may be out of date."""

    menu_wanted = Signal(QPoint)

    def __init__(self, model: WorkersModel, theme: Theme, icons: Icons, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._workers = theme, model
        self.setObjectName("workersTable")
        self.setAccessibleName(self.tr("Workers"))
        self._delegate = _WorkerDelegate(model, theme, icons, self)
        self.setModel(model)
        self.setItemDelegate(self._delegate)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().setVisible(False)
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header = self.horizontalHeader()
        header.setSortIndicator(_IDS.index("name"), Qt.SortOrder.AscendingOrder)
        header.setSectionsMovable(True)
        self.setSortingEnabled(True)
        icon = icons.pixels(ICON) + PADDING
        self._fit = ColumnFit(self, theme, [column.width for column in COLUMNS], {_IDS.index("state"): icon})
        theme.changed.connect(self.dress)
        self.dress()

    def dress(self) -> None:
        """The theme or the text size is another."""
        self._delegate.dress()
        self.verticalHeader().setDefaultSectionSize(self._delegate.row_height())
        self._fit.dress()
        self.viewport().update()

    def fade(self, *, faded: bool) -> None:
        """Grey what may be out of date."""
        if self._delegate.faded != faded:
            self._delegate.faded = faded
            self.viewport().update()

    def chosen(self) -> tuple[str, ...]:
        """Names of the chosen workers, from top to bottom."""
        places = sorted(one.row() for one in self.selectionModel().selectedRows())
        rows = (self._workers.row(place) for place in places)
        return tuple(row.view.name for row in rows if row is not None)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:  # noqa: N802 - Qt's name
        """What can be done with the chosen workers."""
        self.menu_wanted.emit(event.globalPos())


class _WorkerDelegate(QStyledItemDelegate):
    """Texts are laid out once and kept, and so are sparklines: to lay them out is most of the work of painting."""

    def __init__(self, model: WorkersModel, theme: Theme, icons: Icons, parent: QObject) -> None:
        super().__init__(parent)
        self._model, self._theme, self._icons = model, theme, icons
        self.faded = False
        self._colors: dict[str, QColor] = {}
        self._texts: dict[tuple[str, int], tuple[QStaticText, float]] = {}
        self._sparks: dict[tuple[object, ...], QPixmap] = {}
        self.dress()

    def dress(self) -> None:
        """The theme or the text size is another."""
        self._font = self._theme.font()
        self._metrics = QFontMetrics(self._font)
        self._line = self._metrics.height()
        self._icon = self._icons.pixels(ICON)
        self._colors.clear()
        self._texts.clear()
        self._sparks.clear()

    def row_height(self) -> int:
        """The height of all rows."""
        return max(ROW_HEIGHT, self._metrics.height() + 10)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """One cell, from the worker itself."""
        place, number = index.row(), index.column()
        row = self._model.row(place)
        if row is None:
            return
        rect: QRect = option.rect
        state: int = option.state.value
        chosen, mirrored = bool(state & _SELECTED), option.direction is _RIGHT_TO_LEFT
        left, top, width, height = rect.left(), rect.top(), rect.width(), rect.height()
        painter.fillRect(rect, self._color("bg.selected" if chosen else "bg.alt" if place % 2 else "bg.table"))
        if chosen and number == 0:
            edge = left + width - ACCENT if mirrored else left
            painter.fillRect(edge, top, ACCENT, height, self._color("accent"))
        column = _IDS[number]
        token = "text.disabled" if self.faded else "text.selected" if chosen else "text"
        left, width = left + PADDING, width - 2 * PADDING
        if column == "spark":
            self._paint_spark(painter, left, top, width, height, row.spark)
        elif width > 0:
            if column == "state":
                token = "text.disabled" if self.faded else f"state.{row.word.family}"
                pixmap = self._icons.pixmap(row.word.icon, token, ICON, painter.device().devicePixelRatioF())
                spot = left + width - self._icon if mirrored else left
                painter.drawPixmap(spot, top + (height - self._icon) // 2, pixmap)
                width -= self._icon + PADDING
                left += 0 if mirrored else self._icon + PADDING
            text = cell_text(row, column)
            if text:
                laid, advance = self._laid(text, width)
                right = _AT_RIGHT[number] is not mirrored
                painter.setFont(self._font)
                painter.setPen(self._color(token))
                start = left + width - advance if right else left
                painter.drawStaticText(QPointF(start, top + (height - self._line) / 2), laid)
        if state & _HAS_FOCUS:
            painter.setPen(self._color("accent"))
            painter.drawRect(rect.adjusted(0, 0, -1, -1))

    def _laid(self, text: str, width: int) -> tuple[QStaticText, float]:
        """A text as it fits into a width, and how wide it is."""
        key = (text, width)
        found = self._texts.get(key)
        if found is None:
            if len(self._texts) > _MOST_KEPT:
                self._texts.clear()
            made = QStaticText(self._metrics.elidedText(text, Qt.TextElideMode.ElideRight, width))
            made.setTextFormat(Qt.TextFormat.PlainText)
            made.prepare(font=self._font)
            found = self._texts[key] = (made, made.size().width())
        return found

    def _paint_spark(
        self, painter: QPainter, left: int, top: int, width: int, height: int, values: tuple[float, ...]
    ) -> None:
        if not values or width <= 0:
            return
        ratio = painter.device().devicePixelRatioF()
        key = (values, width, height, ratio, self.faded)
        found = self._sparks.get(key)
        if found is None:
            if len(self._sparks) > _MOST_KEPT:
                self._sparks.clear()
            color = self._color("text.disabled" if self.faded else "text.muted")
            found = self._sparks[key] = spark_picture(values, width, height, ratio, color)
        painter.drawPixmap(left, top, found)

    def _color(self, token: str) -> QColor:
        found = self._colors.get(token)
        if found is None:
            found = self._colors[token] = self._theme.color(token)
        return found


def spark_picture(values: tuple[float, ...], width: int, height: int, ratio: float, color: QColor) -> QPixmap:
    """A line through the values, the highest of them at the top; nothing where all are 0."""
    made = QPixmap(round(width * ratio), round(height * ratio))
    made.setDevicePixelRatio(ratio)
    made.fill(Qt.GlobalColor.transparent)
    most = max(values)
    if most > 0:
        step, room = width / max(1, len(values) - 1), height - 12
        points = [QPointF(step * n, height - 6 - room * one / most) for n, one in enumerate(values)]
        with QPainter(made) as painter:
            painter.setPen(QPen(color, 1))
            painter.drawPolyline(QPolygonF(points))
    return made
