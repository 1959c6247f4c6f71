"""Paints a farm's workers, a row at a time, straight from what is known of them; sparklines with it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPixmap, QPolygonF

from app.ui.icons import Icons
from app.ui.models.workers_model import COLUMNS, WorkerRow, cell_text
from app.ui.theme import ROW_HEIGHT, Theme
from app.ui.widgets.column_fit import PADDING
from app.ui.widgets.laid_texts import LaidTexts

ICON: Final = 16
ACCENT: Final = 3
_MOST_KEPT: Final = 4000
_IDS: Final = tuple(column.id for column in COLUMNS)
_AT_RIGHT: Final = tuple(column.right for column in COLUMNS)
_STATE: Final = _IDS.index("state")
_SPARK: Final = _IDS.index("spark")


class Span(NamedTuple):
    """Where a column, by its number, is painted: pixels from the left edge of the view."""

    number: int
    left: int
    width: int
    end: int


class RowLook(NamedTuple):
    """How a row is seen. `focused` is the column that has the keyboard's focus, -1 where none has."""

    place: int
    top: int
    chosen: bool = False
    focused: int = -1


class WorkerRows:
    """Texts and sparklines are made once and kept: to make them is most of the work of painting.

    All rows are `height` pixels high. `faded` ones may be out of date; `mirrored` ones are read from right to left.
    """

    def __init__(self, theme: Theme, icons: Icons) -> None:
        self._theme, self._icons = theme, icons
        self.faded = self.mirrored = False
        self._colors: dict[str, QColor] = {}
        self._texts = LaidTexts()
        self._sparks: dict[tuple[object, ...], QPixmap] = {}
        self.dress()

    def dress(self) -> None:
        """The theme or the text size is another."""
        self._texts.dress(self._theme.font())
        self.height = max(ROW_HEIGHT, self._texts.line + 10)
        self._icon = self._icons.pixels(ICON)
        self._colors.clear()
        self._sparks.clear()

    def paint(self, painter: QPainter, row: WorkerRow, look: RowLook, spans: Sequence[Span]) -> None:
        """One row. `spans` are in the order in which they lie beside each other."""
        top, chosen = look.top, look.chosen
        left, end = min(spans[0].left, spans[-1].left), max(spans[0].end, spans[-1].end)
        ground = "bg.selected" if chosen else "bg.alt" if look.place % 2 else "bg.table"
        painter.fillRect(left, top, end - left, self.height, self._color(ground))
        painter.setFont(self._texts.font)
        usual = self._color("text.disabled" if self.faded else "text.selected" if chosen else "text")
        painter.setPen(usual)
        for span in spans:
            number, left, width, _ = span
            if number == _STATE:
                self._paint_state(painter, row, look, span)
                painter.setPen(usual)
            elif number == _SPARK:
                self._paint_spark(painter, left + PADDING, top, width - 2 * PADDING, row.spark)
            elif width > 2 * PADDING:
                self._paint_text(
                    painter, cell_text(row, _IDS[number]), number, left + PADDING, top, width - 2 * PADDING
                )
            if number == look.focused:
                painter.setPen(self._color("accent"))
                painter.drawRect(left, top, width - 1, self.height - 1)
                painter.setPen(usual)

    def _paint_state(self, painter: QPainter, row: WorkerRow, look: RowLook, span: Span) -> None:
        _, left, width, end = span
        if look.chosen:
            painter.fillRect(
                end - ACCENT if self.mirrored else left, look.top, ACCENT, self.height, self._color("accent")
            )
        left, width = left + PADDING, width - 2 * PADDING
        if width <= 0:
            return
        word = row.word
        token = "text.disabled" if self.faded else f"state.{word.family}"
        pixmap = self._icons.pixmap(word.icon, token, ICON, painter.device().devicePixelRatioF())
        spot = left + width - self._icon if self.mirrored else left
        painter.drawPixmap(spot, look.top + (self.height - self._icon) // 2, pixmap)
        painter.setPen(self._color(token))
        beside = self._icon + PADDING
        start = left if self.mirrored else left + beside
        self._paint_text(painter, cell_text(row, "state"), _STATE, start, look.top, width - beside)

    def _paint_text(self, painter: QPainter, text: str, number: int, left: int, top: int, width: int) -> None:
        if text:
            line, at_end = top + (self.height - self._texts.line) / 2, _AT_RIGHT[number] is not self.mirrored
            self._texts.draw(painter, text, left, line, width, at_end=at_end)

    def _paint_spark(self, painter: QPainter, left: int, top: int, width: int, values: tuple[float, ...]) -> None:
        if not values or width <= 0:
            return
        ratio = painter.device().devicePixelRatioF()
        key = (values, width, ratio, self.faded)
        found = self._sparks.get(key)
        if found is None:
            if len(self._sparks) > _MOST_KEPT:
                self._sparks.clear()
            color = self._color("text.disabled" if self.faded else "text.muted")
            found = self._sparks[key] = spark_picture(values, width, self.height, ratio, color)
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
