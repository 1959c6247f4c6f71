"""Paints the cells of a table of texts, each straight from its row, and not through the roles of a model."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, NamedTuple, TypeAlias

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QPointF, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QStaticText
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from app.core.states import StateWord
from app.ui.icons import Icons
from app.ui.theme import ROW_HEIGHT, Theme
from app.ui.widgets.column_fit import PADDING

ICON: Final = 16
ACCENT: Final = 3
_MOST_KEPT: Final = 4000
_SELECTED: Final = QStyle.StateFlag.State_Selected.value
_HAS_FOCUS: Final = QStyle.StateFlag.State_HasFocus.value
_RIGHT_TO_LEFT: Final = Qt.LayoutDirection.RightToLeft

Index = QModelIndex | QPersistentModelIndex


class Cell(NamedTuple):
    """What is painted in a cell: a text, numbers at the right, a state with its icon and colour."""

    text: str
    right: bool = False
    state: StateWord | None = None


Look: TypeAlias = Callable[[int, int], Cell | None]
"""The cell of a row and a column, where there is one."""


class RowDelegate(QStyledItemDelegate):
    """Texts are laid out once and kept: to lay them out is most of the work of painting."""

    def __init__(self, look: Look, theme: Theme, icons: Icons, parent: QObject) -> None:
        super().__init__(parent)
        self._look, self._theme, self._icons = look, theme, icons
        self.faded = False
        self._colors: dict[str, QColor] = {}
        self._texts: dict[tuple[str, int], tuple[QStaticText, float]] = {}
        self.dress()

    def dress(self) -> None:
        """The theme or the text size is another."""
        self._font = self._theme.font()
        self._metrics = QFontMetrics(self._font)
        self._line = self._metrics.height()
        self._icon = self._icons.pixels(ICON)
        self._colors.clear()
        self._texts.clear()

    def row_height(self) -> int:
        """The height of all rows."""
        return max(ROW_HEIGHT, self._metrics.height() + 10)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """One cell, from the row itself."""
        place, number = index.row(), index.column()
        cell = self._look(place, number)
        if cell is None:
            return
        rect, state = option.rect, option.state.value
        chosen, mirrored = bool(state & _SELECTED), option.direction is _RIGHT_TO_LEFT
        left, top, width, height = rect.left(), rect.top(), rect.width(), rect.height()
        painter.fillRect(rect, self._color("bg.selected" if chosen else "bg.alt" if place % 2 else "bg.table"))
        if chosen and number == 0:
            edge = left + width - ACCENT if mirrored else left
            painter.fillRect(edge, top, ACCENT, height, self._color("accent"))
        token = "text.disabled" if self.faded else "text.selected" if chosen else "text"
        left, width = left + PADDING, width - 2 * PADDING
        if cell.state is not None:
            token = "text.disabled" if self.faded else f"state.{cell.state.family}"
            pixmap = self._icons.pixmap(cell.state.icon, token, ICON, painter.device().devicePixelRatioF())
            spot = left + width - self._icon if mirrored else left
            painter.drawPixmap(spot, top + (height - self._icon) // 2, pixmap)
            width -= self._icon + PADDING
            left += 0 if mirrored else self._icon + PADDING
        if cell.text and width > 0:
            laid, advance = self._laid(cell.text, width)
            painter.setFont(self._font)
            painter.setPen(self._color(token))
            start = left + width - advance if cell.right is not mirrored else left
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

    def _color(self, token: str) -> QColor:
        found = self._colors.get(token)
        if found is None:
            found = self._colors[token] = self._theme.color(token)
        return found
