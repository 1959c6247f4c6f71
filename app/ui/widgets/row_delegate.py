"""Paints the cells of a table of texts, each straight from its row, and not through the roles of a model."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, NamedTuple, TypeAlias

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from app.core.states import StateWord
from app.ui.icons import Icons
from app.ui.theme import ROW_HEIGHT, Theme
from app.ui.widgets.column_fit import PADDING
from app.ui.widgets.laid_texts import LaidTexts

ICON: Final = 16
ACCENT: Final = 3
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
    """Texts, numbers, and states with their icons."""

    def __init__(self, look: Look, theme: Theme, icons: Icons, parent: QObject) -> None:
        super().__init__(parent)
        self._look, self._theme, self._icons = look, theme, icons
        self.faded = False
        self._colors: dict[str, QColor] = {}
        self._texts = LaidTexts()
        self.dress()

    def dress(self) -> None:
        """The theme or the text size is another."""
        self._texts.dress(self._theme.font())
        self._icon = self._icons.pixels(ICON)
        self._colors.clear()

    def row_height(self) -> int:
        """The height of all rows."""
        return max(ROW_HEIGHT, self._texts.line + 10)

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
            painter.setFont(self._texts.font)
            painter.setPen(self._color(token))
            line = top + (height - self._texts.line) / 2
            self._texts.draw(painter, cell.text, left, line, width, at_end=cell.right is not mirrored)
        if state & _HAS_FOCUS:
            painter.setPen(self._color("accent"))
            painter.drawRect(rect.adjusted(0, 0, -1, -1))

    def _color(self, token: str) -> QColor:
        found = self._colors.get(token)
        if found is None:
            found = self._colors[token] = self._theme.color(token)
        return found
