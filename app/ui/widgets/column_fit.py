"""Columns of a table as wide as what is written in them; where there is no room for that, some are hidden."""

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


MOST_WANTED: Final = 240
"""Pixels, at a text size of 100 %, for which a column has others hidden: longer names are cut."""


class ColumnFit(QObject):
    """Columns become wider with what comes into them, never narrower; those that people have resized stay as they are.

    `least` are widths in pixels at a text size of 100 %, more where a title is longer; `beside` is what else than its
    text is in a column, by its number. Where the others have no room for what is written in them, the columns `spare`
    are hidden, the first of them first, unless people have chosen them. The last one of words takes what is left over.
    """

    def __init__(
        self,
        table: QTableView,
        theme: Theme,
        least: Sequence[int],
        beside: Mapping[int, int],
        spare: Sequence[int] = (),
    ) -> None:
        super().__init__(table)
        self._table, self._theme, self._least, self._beside = table, theme, tuple(least), dict(beside)
        self._spare = tuple(spare)
        self._chosen: dict[int, bool] = {}
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

    @property
    def spare(self) -> tuple[int, ...]:
        """Columns that may be hidden, in the table's order."""
        return tuple(sorted(self._spare))

    @property
    def chosen(self) -> dict[int, bool]:
        """Columns, by their numbers, that people want to see or not, whatever room there is."""
        return dict(self._chosen)

    def choose(self, chosen: Mapping[int, bool]) -> None:
        """Show and hide what people want, and the rest as there is room for it."""
        self._chosen = {number: shown for number, shown in chosen.items() if number in self._spare}
        self._fit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """There is another amount of room."""
        if event.type() is QEvent.Type.Resize:
            self._timer.start()
        return super().eventFilter(watched, event)

    @Slot()
    def _fit(self) -> None:
        self._look()
        self._fitting = True
        self._hide()
        least = self._floor
        shown = [number for number in range(len(least)) if not self._header.isSectionHidden(number)]
        free = [number for number in shown if number not in self._own]
        own = sum(self._header.sectionSize(number) for number in shown if number in self._own)
        room = self._table.viewport().width() - own
        wanted = {number: max(least[number], self._longest[number]) for number in free}
        short = sum(wanted.values()) - room
        widths = dict(wanted)
        if short > 0:
            # What is beyond the least gives way, the widest first.
            beyond = [wanted[number] - least[number] for number in free]
            left = fitted_widths(beyond, max(0, sum(beyond) - short), least=0)
            widths = {number: least[number] + more for number, more in zip(free, left, strict=True)}
        elif free:
            # Numbers far away from their titles are hard to find.
            words = [number for number in free if not self._at_right(number)]
            widths[(words or free)[-1]] -= short
        for number, width in widths.items():
            self._header.resizeSection(number, width)
        self._fitting = False

    def _hide(self) -> None:
        """Decide what there is no room for. A column that people have widened has no others hidden."""
        most = round(MOST_WANTED * self._theme.pixels(100) / 100)
        wanted = [max(least, min(most, longest)) for least, longest in zip(self._floor, self._longest, strict=True)]
        hidden = {number for number, shown in self._chosen.items() if not shown}
        short = sum(wanted) - sum(wanted[number] for number in hidden) - self._table.viewport().width()
        gone: list[int] = []
        for number in self._spare:
            if short > 0 and number not in self._chosen:
                gone.append(number)
                short -= wanted[number]
        for number in reversed(gone):
            if short + wanted[number] <= 0:
                gone.remove(number)
                short += wanted[number]
        hidden.update(gone)
        for number in self._spare:
            if self._header.isSectionHidden(number) != (number in hidden):
                self._header.setSectionHidden(number, number in hidden)

    def _at_right(self, number: int) -> bool:
        role = Qt.ItemDataRole.TextAlignmentRole
        alignment = self._table.model().headerData(number, Qt.Orientation.Horizontal, role)
        return bool(alignment and alignment & Qt.AlignmentFlag.AlignRight)

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
