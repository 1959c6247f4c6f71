"""Which columns the table of jobs shows, how wide and in what order: as people had them last, else as there is room."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QObject, QPoint, Qt, QTimer, Slot
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QApplication, QMenu

from app.core.remaining import Remaining, RemainingKind
from app.core.states import DONE_WITH_WARNINGS, FILM_GONE, NO_NEWS, STATE_WORDS
from app.ui.formats import ago_text, amount_text, date_text, span_text
from app.ui.models.jobs_columns import COLUMN_IDS, COLUMNS, DEFAULT_SORT
from app.ui.models.jobs_text import remaining_text, state_text
from app.ui.theme import Theme
from app.ui.view_state import ViewState
from app.ui.widgets.job_delegate import ICON, PADDING
from app.ui.widgets.jobs_table import JobsTable
from app.ui.words import translate

COLUMNS_KEY: Final = "queue/columns"
SORT_KEY: Final = "queue/sort"

NARROWEST_NAME: Final = 140
_LEAST_WANTED: Final = ("owner", "elapsed", "frames", "queued")
"""What gives way first where there is not enough room at first; people find it in the menu."""

_NAME: Final = COLUMN_IDS.index("name")
_SAVE_MILLISECONDS: Final = 500
_LONG_DATE: Final = 1_798_675_140.0
"""Late on the last but one day of a year: two digits everywhere."""


_MANY_FRAMES: Final = 88_888
"""Of a large batch."""


class JobsColumns(QObject):
    """Keeps the header of a `JobsTable`. Until people change something, the name takes the room that is left."""

    def __init__(self, table: JobsTable, theme: Theme, state: ViewState, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._table, self._theme, self._state = table, theme, state
        self._header = table.horizontalHeader()
        self._own = False
        self._setting = False
        self._widths: dict[int, int] = {}
        self._save_timer = QTimer(self)
        self._save_timer.setSingleShot(True)
        self._save_timer.setInterval(_SAVE_MILLISECONDS)
        self._save_timer.timeout.connect(self.save)
        self._header.setSectionsMovable(True)
        self._header.setHighlightSections(False)
        self._header.setMinimumSectionSize(40)
        self._header.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self._restore()
        self._header.sectionResized.connect(self._resized)
        self._header.sectionMoved.connect(self._moved)
        self._header.sortIndicatorChanged.connect(self._sorted)
        self._header.customContextMenuRequested.connect(self._show_menu)
        table.resized.connect(self.fit)
        theme.changed.connect(self._dress)

    def menu(self) -> QMenu:
        """A menu to choose columns from; whoever shows it deletes it."""
        menu = QMenu(self._table)
        for number, column in enumerate(COLUMNS):
            if column.id == "name":
                continue
            action = menu.addAction(translate("Jobs", column.title))
            action.setCheckable(True)
            action.setChecked(not self._header.isSectionHidden(number))
            action.toggled.connect(lambda shown, number=number: self.show_column(number, shown=shown))
        menu.addSeparator()
        first = menu.addAction(translate("JobsColumns", "Columns as at first"))
        first.triggered.connect(lambda _checked=False: self.reset())
        return menu

    def show_column(self, number: int, *, shown: bool) -> None:
        """Show a column, or not."""
        self._own = True
        self._header.setSectionHidden(number, not shown)
        if shown and self._header.sectionSize(number) < self._header.minimumSectionSize():
            self._header.resizeSection(number, self._width(number))
        self._table.find_first_column()
        self._save_timer.start()

    def fit(self) -> None:
        """There is another amount of room, or the text has another size."""
        if self._own:
            return
        self._setting = True
        room = self._table.viewport().width()
        shown = [column.id for column in COLUMNS if column.first]
        for one in _LEAST_WANTED:
            if self._needed(shown) > room:
                shown.remove(one)
        for number, column in enumerate(COLUMNS):
            self._header.setSectionHidden(number, column.id not in shown)
            if column.id in shown and number != _NAME:
                self._header.resizeSection(number, self._width(number))
        rest = room - sum(self._width(COLUMN_IDS.index(one)) for one in shown if one != "name")
        self._header.resizeSection(_NAME, max(self._scaled(NARROWEST_NAME), rest))
        self._setting = False

    def _dress(self) -> None:
        self._widths.clear()
        self.fit()

    def reset(self) -> None:
        """The columns as they were shipped."""
        self._save_timer.stop()
        self._state.forget(COLUMNS_KEY)
        self._state.forget(SORT_KEY)
        self._own = False
        for number in range(len(COLUMNS)):
            self._header.moveSection(self._header.visualIndex(number), number)
        self._table.sortByColumn(COLUMN_IDS.index(DEFAULT_SORT), Qt.SortOrder.AscendingOrder)
        self._save_timer.stop()
        self.fit()

    def save(self) -> None:
        """Remember what people changed."""
        if self._own:
            self._state.put(COLUMNS_KEY, self._header.saveState())

    def _restore(self) -> None:
        column, _, direction = self._state.text(SORT_KEY, DEFAULT_SORT).partition(" ")
        number = COLUMN_IDS.index(column) if column in COLUMN_IDS else COLUMN_IDS.index(DEFAULT_SORT)
        order = Qt.SortOrder.DescendingOrder if direction else Qt.SortOrder.AscendingOrder
        saved = self._state.bytes(COLUMNS_KEY)
        self._own = not saved.isEmpty() and self._header.restoreState(saved)
        self._header.setSortIndicatorShown(True)
        self._header.setSortIndicator(number, order)
        self._table.setSortingEnabled(True)
        self._table.find_first_column()
        self.fit()

    def _needed(self, shown: list[str]) -> int:
        return self._scaled(NARROWEST_NAME) + sum(self._width(COLUMN_IDS.index(one)) for one in shown if one != "name")

    def _width(self, number: int) -> int:
        """A column's own width, more where its words are longer in the language of the window."""
        found = self._widths.get(number)
        if found is None:
            found = self._widths[number] = self._measure(number)
        return found

    def _measure(self, number: int) -> int:
        metrics = QFontMetrics(self._theme.font())
        words = _WORDS.get(COLUMNS[number].id)
        longest = max((metrics.horizontalAdvance(word) for word in words()), default=0) if words is not None else 0
        icon = round(ICON * max(1.0, self._theme.scale)) + PADDING if COLUMNS[number].id == "state" else 0
        return max(self._scaled(COLUMNS[number].width), longest + icon + 2 * PADDING + 2)

    def _scaled(self, pixels: int) -> int:
        return round(pixels * self._theme.pixels(100) / 100)

    @Slot(int, int, int)
    def _resized(self, _number: int, _before: int, _after: int) -> None:
        if not self._setting and QApplication.mouseButtons() & Qt.MouseButton.LeftButton:
            self._own = True
            self._save_timer.start()

    @Slot(int, int, int)
    def _moved(self, _number: int, _before: int, _after: int) -> None:
        if not self._setting and QApplication.mouseButtons() & Qt.MouseButton.LeftButton:
            self._own = True
            self._save_timer.start()

    @Slot(int, Qt.SortOrder)
    def _sorted(self, number: int, order: Qt.SortOrder) -> None:
        descending = " descending" if order is Qt.SortOrder.DescendingOrder else ""
        self._state.put(SORT_KEY, f"{COLUMN_IDS[number]}{descending}")
        if self._own:
            self._save_timer.start()

    @Slot(QPoint)
    def _show_menu(self, point: QPoint) -> None:
        menu = self.menu()
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(self._header.mapToGlobal(point))


def _state_words() -> list[str]:
    return [state_text(word.word) for word in (*STATE_WORDS.values(), DONE_WITH_WARNINGS, NO_NEWS, FILM_GONE)]


def _remaining_words() -> list[str]:
    told = (Remaining(kind=kind) for kind in RemainingKind)
    return [*(remaining_text(one) for one in told), span_text(45 * 60, 89 * 60)]


def _ago_words() -> list[str]:
    return [ago_text(1.0, 59 * 60.0), ago_text(1.0, 23.5 * 3600), date_text(_LONG_DATE)]


def _frames_words() -> list[str]:
    return [amount_text(_MANY_FRAMES, _MANY_FRAMES)]


_WORDS: Final = {
    "state": _state_words,
    "frames": _frames_words,
    "remaining": _remaining_words,
    "queued": _ago_words,
    "started": _ago_words,
    "finished": _ago_words,
}
"""Texts that a column has to be wide enough for, by its id."""
