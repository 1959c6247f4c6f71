"""Paints every cell of the table of jobs straight from its row, which is much faster than through an item's roles.

What is slow in painting is laying out text and asking Qt for states through Python, so texts are laid out once and
kept, bars are kept as pictures, and the table says itself which rows are chosen.
"""

from __future__ import annotations

import re
from typing import Final

from PySide6.QtCore import QObject, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QFontMetrics, QPainter, QPen, QPixmap, QStaticText
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem

from app.ui.icons import Icons
from app.ui.models.jobs_columns import COLUMNS
from app.ui.models.jobs_rows import GroupRow, Row
from app.ui.models.jobs_table_model import Index, JobsTableModel
from app.ui.models.jobs_text import cell_text
from app.ui.theme import Theme
from app.ui.widgets.job_bars import paint_bar, parts_of, widths_of

PADDING: Final = 8
INDENT: Final = 20
ICON: Final = 16
ACCENT: Final = 3
"""Width of the bar at the left of a chosen row."""

_MOST_KEPT: Final = 4000
_MOST_BARS: Final = 1000
_MUTED: Final = frozenset({"owner", "queued", "started", "finished", "template", "engine", "output"})
_BY_TIME: Final = frozenset({"elapsed", "remaining", "queued", "started", "finished"})
"""Columns whose texts change with time alone."""

_TAIL = re.compile(r"\s*\d+$")
_RIGHT_TO_LEFT: Final = Qt.LayoutDirection.RightToLeft
_IDS: Final = tuple(column.id for column in COLUMNS)
_AT_RIGHT: Final = tuple(column.right for column in COLUMNS)


class JobDelegate(QStyledItemDelegate):
    """`chosen` are the places of the chosen rows, `focused` is the place of the row with the focus.

    `hovered` is the place of the row under the mouse; `faded` greys everything, as it may be out of date.
    """

    def __init__(self, model: JobsTableModel, theme: Theme, icons: Icons, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._model, self._theme, self._icons = model, theme, icons
        self.chosen: frozenset[int] = frozenset()
        self.hovered = self.focused = -1
        self.faded = False
        self.first_column = 0
        self._texts: dict[tuple[str, int, bool], tuple[QStaticText, float]] = {}
        self._bars: dict[tuple[object, ...], QPixmap] = {}
        self._brushes: dict[str, QBrush] = {}
        self._colors: dict[str, QColor] = {}
        self.dress()

    def dress(self) -> None:
        """The theme or the text size is another."""
        self._font = self._theme.font()
        self._bold = self._theme.font(bold=True)
        self._metrics = QFontMetrics(self._font)
        self._texts.clear()
        self._bars.clear()
        self._brushes.clear()
        self._colors.clear()
        self._ring = QPen(self._theme.color("accent"))

    def row_height(self, smallest: int) -> int:
        """The height of all rows: at least `smallest`, more with larger text."""
        return max(smallest, self._metrics.height() + 10)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """One cell."""
        place, number = index.row(), index.column()
        row = self._model.row_or_none(place)
        if row is None:
            return
        rect: QRect = option.rect
        mirrored = option.direction is _RIGHT_TO_LEFT
        chosen = place in self.chosen
        self._paint_ground(painter, rect, place, chosen=chosen, mirrored=mirrored, first=number == self.first_column)
        cell = _Cell(painter, rect, mirrored, chosen)
        column = _IDS[number]
        if column == "state":
            self._paint_state(cell, row)
        elif column == "name":
            self._paint_name(cell, row)
        elif column == "progress":
            self._paint_bar(cell, row)
        else:
            text = self._text_of(row, column)
            if text:
                token = "text.muted" if column in _MUTED else "text"
                inside = rect.width() - 2 * PADDING
                self._write(cell, PADDING, inside, text, self._ink(token, chosen=chosen), right=_AT_RIGHT[number])
        if place == self.focused:
            self._paint_ring(painter, rect)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:  # noqa: N802 - Qt's name
        """What a column is made wide enough for by a double click on its edge."""
        row = self._model.row_or_none(index.row())
        column = _IDS[index.column()]
        text = self._text_of(row, column) if row is not None else ""
        width = self._metrics.horizontalAdvance(text) + 2 * PADDING
        if column in ("state", "name"):
            width += 2 * self._icons.pixels(INDENT)
        return QSize(width, option.rect.height())

    def arrow_rect(self, cell: QRect) -> QRect:
        """Where a batch's arrow is in its cell, as far as mice need to know."""
        return QRect(cell.left(), cell.top(), PADDING + self._icons.pixels(INDENT), cell.height())

    def _paint_ground(
        self, painter: QPainter, rect: QRect, place: int, *, chosen: bool, mirrored: bool, first: bool
    ) -> None:
        if chosen:
            token = "bg.selected"  # noqa: S105 - a colour token
        elif place == self.hovered:
            token = "bg.hover"  # noqa: S105
        else:
            token = "bg.alt" if place % 2 else "bg.table"
        painter.fillRect(rect, self._brush(token))
        if chosen and first:
            left = rect.right() + 1 - ACCENT if mirrored else rect.left()
            painter.fillRect(left, rect.top(), ACCENT, rect.height(), self._brush("accent"))

    def _paint_ring(self, painter: QPainter, rect: QRect) -> None:
        """The row with the focus has a line above and below it, also where it is not chosen."""
        painter.setPen(self._ring)
        painter.drawLine(rect.topLeft(), rect.topRight())
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())

    def _paint_state(self, cell: _Cell, row: Row) -> None:
        token = "text.disabled" if self.faded else f"state.{row.word.family}"
        self._paint_icon(cell, PADDING, row.word.icon, token)
        left = PADDING + self._icons.pixels(ICON) + PADDING
        self._write(cell, left, cell.rect.width() - left - PADDING, self._text_of(row, "state"), self._color(token))

    def _paint_name(self, cell: _Cell, row: Row) -> None:
        text, left = self._text_of(row, "name"), PADDING
        if isinstance(row, GroupRow):
            shut = "caret-left" if cell.mirrored else "caret-right"
            self._paint_icon(cell, PADDING - 2, "caret-down" if row.expanded else shut, "text")
            left += self._icons.pixels(INDENT)
        elif row.group is not None and len(row.group.children) > 1:
            left += 2 * self._icons.pixels(INDENT)
        width = cell.rect.width() - left - PADDING
        ink = self._ink("text", chosen=cell.chosen)
        self._write(cell, left, width, text, ink, name=True, bold=row.is_group)

    def _paint_icon(self, cell: _Cell, left: int, shape: str, token: str) -> None:
        rect = cell.rect
        ratio = cell.painter.device().devicePixelRatioF()
        side = self._icons.pixels(ICON)
        x = rect.right() + 1 - left - side if cell.mirrored else rect.left() + left
        y = rect.top() + (rect.height() - side) // 2
        cell.painter.drawPixmap(x, y, self._icons.pixmap(shape, token, ICON, ratio))

    def _paint_bar(self, cell: _Cell, row: Row) -> None:
        rect = cell.rect
        width, height = rect.width() - 2 * PADDING, min(rect.height() - 8, self._metrics.height() + 2)
        if width <= 0:
            return
        text = self._text_of(row, "progress")
        segments, total = parts_of(row)
        ratio = cell.painter.device().devicePixelRatioF()
        shares = tuple(widths_of(segments, total, width))
        key = (shares, row.word.family, bool(row.view.ended), text, width, height, ratio, cell.mirrored)
        bar = self._bars.get(key)
        if bar is None:
            if len(self._bars) > _MOST_BARS:
                self._bars.clear()
            bar = self._bars[key] = self._make_bar(row, text, QSize(width, height), ratio, mirrored=cell.mirrored)
        if self.faded:
            cell.painter.setOpacity(0.5)
        cell.painter.drawPixmap(rect.left() + PADDING, rect.top() + (rect.height() - height) // 2, bar)
        if self.faded:
            cell.painter.setOpacity(1.0)

    def _make_bar(self, row: Row, text: str, size: QSize, ratio: float, *, mirrored: bool) -> QPixmap:
        made = QPixmap(size * ratio)
        made.setDevicePixelRatio(ratio)
        made.fill(Qt.GlobalColor.transparent)
        with QPainter(made) as painter:
            painter.setFont(self._font)
            paint_bar(painter, QRectF(0, 0, size.width(), size.height()), row, text, self._theme, mirrored=mirrored)
        return made

    def _text_of(self, row: Row, column: str) -> str:
        if isinstance(row, GroupRow) or column in _BY_TIME:
            return cell_text(row, column, self._model.moment)
        text = row.texts.get(column)
        if text is None:
            text = row.texts[column] = cell_text(row, column, self._model.moment)
        return text

    def _ink(self, token: str, *, chosen: bool) -> QColor:
        if self.faded:
            return self._color("text.disabled")
        return self._color("text.selected" if chosen else token)

    def _color(self, token: str) -> QColor:
        found = self._colors.get(token)
        if found is None:
            found = self._colors[token] = self._theme.color(token)
        return found

    def _brush(self, token: str) -> QBrush:
        found = self._brushes.get(token)
        if found is None:
            found = self._brushes[token] = QBrush(self._theme.color(token))
        return found

    def _write(
        self,
        cell: _Cell,
        left: int,
        width: int,
        text: str,
        color: QColor,
        *,
        right: bool = False,
        name: bool = False,
        bold: bool = False,
    ) -> None:
        """Write a text `left` pixels from where the cell begins, or at the other end of so much width."""
        font = self._bold if bold else self._font
        laid_out, taken = self._laid_out(text, width, font, name=name, bold=bold)
        rect, painter = cell.rect, cell.painter
        at_right = right is not cell.mirrored
        if cell.mirrored:
            edge = rect.right() + 1 - left - width
            x = edge + width - taken if at_right else edge
        else:
            x = rect.left() + left + (width - taken if at_right else 0)
        painter.setFont(font)
        painter.setPen(color)
        painter.drawStaticText(QPointF(x, rect.top() + (rect.height() - laid_out.size().height()) / 2), laid_out)

    def _laid_out(self, text: str, width: int, font: QFont, *, name: bool, bold: bool) -> tuple[QStaticText, float]:
        """A text laid out, shortened to a width, and the pixels that it takes."""
        key = (text, width, bold)
        found = self._texts.get(key)
        if found is None:
            if len(self._texts) > _MOST_KEPT:
                self._texts.clear()
            metrics = QFontMetrics(font) if bold else self._metrics
            shown = elided_name(text, width, metrics) if name else _elided(text, width, metrics)
            made = QStaticText(shown)
            made.setTextFormat(Qt.TextFormat.PlainText)
            made.setPerformanceHint(QStaticText.PerformanceHint.AggressiveCaching)
            made.prepare(font=font)
            found = self._texts[key] = (made, made.size().width())
        return found


class _Cell:
    """Where is painted: `mirrored` from right to left, `chosen` on the ground of a chosen row."""

    __slots__ = ("chosen", "mirrored", "painter", "rect")

    def __init__(self, painter: QPainter, rect: QRect, mirrored: bool, chosen: bool) -> None:
        self.painter, self.rect, self.mirrored, self.chosen = painter, rect, mirrored, chosen


def elided_name(text: str, width: int, metrics: QFontMetrics) -> str:
    """A name in `width` pixels; a number at its end stays whole: it tells the films of a batch apart."""
    if metrics.horizontalAdvance(text) <= width:
        return text
    tail = _TAIL.search(text)
    if tail is None:
        return _elided(text, width, metrics)
    left = width - metrics.horizontalAdvance(tail[0])
    head = _elided(text[: tail.start()], max(0, left), metrics)
    return head + tail[0] if head else metrics.elidedText(text, Qt.TextElideMode.ElideLeft, width)


def _elided(text: str, width: int, metrics: QFontMetrics) -> str:
    return metrics.elidedText(text, Qt.TextElideMode.ElideRight, width)
