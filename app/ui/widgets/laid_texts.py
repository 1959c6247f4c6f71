"""Texts of table cells, laid out once and kept: to lay them out is most of the work of painting them."""

from __future__ import annotations

from typing import Final, NamedTuple

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QStaticText, QTextLayout

_MOST_KEPT: Final = 4000
_WIDE: Final = 1e6


class _Laid(NamedTuple):
    """A text, its width, and by how many pixels letters of other fonts in it stand higher than the font's own."""

    text: QStaticText
    width: float
    rise: float


class LaidTexts:
    """Texts of one font, in lines that are as high as that font's own."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, int], _Laid] = {}

    def dress(self, font: QFont) -> None:
        """From now on, in this font."""
        self.font = font
        self.metrics = QFontMetrics(font)
        self.line = self.metrics.height()
        self._usual = self._ascent("0")
        self._kept.clear()

    def draw(self, painter: QPainter, text: str, left: int, top: float, width: int, *, at_end: bool) -> None:
        """Draw a text, as it fits into a width, in the painter's font and colour; `at_end`: at the right.

        `top` is that of the line. All texts of a row stand on one line, in whatever scripts they are.
        """
        found = self._laid(text, width)
        start = left + width - found.width if at_end else left
        painter.drawStaticText(QPointF(start, top - found.rise), found.text)

    def _laid(self, text: str, width: int) -> _Laid:
        key = (text, width)
        found = self._kept.get(key)
        if found is None:
            if len(self._kept) > _MOST_KEPT:
                self._kept.clear()
            found = self._kept[key] = self._lay(self.metrics.elidedText(text, Qt.TextElideMode.ElideRight, width))
        return found

    def _lay(self, shown: str) -> _Laid:
        made = QStaticText(shown)
        made.setTextFormat(Qt.TextFormat.PlainText)
        made.prepare(font=self.font)
        return _Laid(made, made.size().width(), self._ascent(shown) - self._usual)

    def _ascent(self, text: str) -> float:
        """By how much the letters of a text stand above its line."""
        layout = QTextLayout(text, self.font)
        layout.beginLayout()
        line = layout.createLine()
        line.setLineWidth(_WIDE)
        layout.endLayout()
        return line.ascent()
