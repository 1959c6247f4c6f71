"""Columns of a table as wide as what is written in them, as far as the table has room for that."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Slot
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QTableView

from app.ui.models.batch_widths import fitted_widths
from app.ui.theme import SMALL_PIXELS, Theme

PADDING: Final = 8
"""Pixels before and after a text."""

LOOKED_AT: Final = 60
"""So many rows, the first, are looked at for what is written in them: no tick has the time to read thousands."""


class ColumnFit(QObject):
    """Columns become wider with what comes into them, never narrower; those that people have resized stay as they are.

    `least` are widths in pixels at a text size of 100 %, more where a title is longer; `beside` is what else than its
    text is in a column, by its number. The last column takes what is left over.
    """

    def __init__(self, table: QTableView, theme: Theme, least: Sequence[int], beside: Mapping[int, int]) -> None:
        super().__init__(table)
        self._table, self._theme, self._least, self._beside = table, theme, tuple(least), dict(beside)
        self._header = table.horizontalHeader()
        self._longest = [0] * len(self._least)
        self._known: set[object] = set()
        self._own: set[int] = set()
        self._fitting = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self._fit)
        self._header.sectionResized.connect(self._resized)
        model = table.model()
        model.layoutChanged.connect(self._timer.start)
        model.dataChanged.connect(self._timer.start)
        model.rowsInserted.connect(self._timer.start)
        model.modelReset.connect(self._timer.start)
        table.viewport().installEventFilter(self)
        self.dress()

    def dress(self) -> None:
        """The theme, the text size or the language is another."""
        self._metrics = QFontMetrics(self._theme.font())
        titles = QFontMetrics(self._theme.font(SMALL_PIXELS))
        model, scale = self._table.model(), self._theme.pixels(100) / 100
        self._floor = [
            max(
                round(least * scale),
                titles.horizontalAdvance(str(model.headerData(number, Qt.Orientation.Horizontal))) + 2 * PADDING + 2,
            )
            for number, least in enumerate(self._least)
        ]
        self._longest = [0] * len(self._least)
        self._known.clear()
        self._own.clear()
        self._fit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """There is another amount of room."""
        if event.type() is QEvent.Type.Resize:
            self._timer.start()
        return super().eventFilter(watched, event)

    @Slot()
    def _fit(self) -> None:
        self._look()
        least = self._floor
        free = [number for number in range(len(least)) if number not in self._own]
        room = self._table.viewport().width() - sum(self._header.sectionSize(number) for number in self._own)
        wanted = {number: max(least[number], self._longest[number]) for number in free}
        short = sum(wanted.values()) - room
        widths = dict(wanted)
        if short > 0:
            # What is beyond the least gives way, the widest first.
            beyond = [wanted[number] - least[number] for number in free]
            left = fitted_widths(beyond, max(0, sum(beyond) - short), least=0)
            widths = {number: least[number] + more for number, more in zip(free, left, strict=True)}
        elif free:
            widths[free[-1]] -= short
        self._fitting = True
        for number, width in widths.items():
            self._header.resizeSection(number, width)
        self._fitting = False

    def _look(self) -> None:
        """Measure what was not measured yet."""
        model = self._table.model()
        for place in range(min(model.rowCount(), LOOKED_AT)):
            for number in range(len(self._least)):
                text = model.data(model.index(place, number))
                if not text or (number, text) in self._known:
                    continue
                self._known.add((number, text))
                wide = self._metrics.horizontalAdvance(str(text)) + 2 * PADDING + 2 + self._beside.get(number, 0)
                self._longest[number] = max(self._longest[number], wide)
        if len(self._known) > 100 * LOOKED_AT:
            self._known.clear()

    @Slot(int, int, int)
    def _resized(self, number: int, _before: int, _now: int) -> None:
        if not self._fitting:
            self._own.add(number)
            self._timer.start()
