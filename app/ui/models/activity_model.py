"""A farm's activities as a table, the newest first: filtered by words, and without moving what is being read."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final, NamedTuple

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from app.core.fleet import Activity
from app.core.model import Struct
from app.ui.formats import ago_text, moment_text
from app.ui.models.activity_words import by_text, deed_text, is_problem, machines_text, numbers_text, outcome_text
from app.ui.words import marked, translate

_DISPLAY: Final = int(Qt.ItemDataRole.DisplayRole)
_TOOLTIP: Final = int(Qt.ItemDataRole.ToolTipRole)
_ACCESSIBLE: Final = int(Qt.ItemDataRole.AccessibleTextRole)

Index = QModelIndex | QPersistentModelIndex


class ActivityColumn(Struct, frozen=True):
    """A column; `width` is its least, in pixels at a text size of 100 %."""

    id: str
    title: str
    width: int


COLUMNS: Final = (
    ActivityColumn(id="at", title=marked("Activities", "When"), width=80),
    ActivityColumn(id="by", title=marked("Activities", "By"), width=84),
    ActivityColumn(id="what", title=marked("Activities", "What"), width=88),
    ActivityColumn(id="machines", title=marked("Activities", "Machines"), width=88),
    ActivityColumn(id="outcome", title=marked("Activities", "Outcome"), width=112),
    ActivityColumn(id="why", title=marked("Activities", "Why"), width=160),
    ActivityColumn(id="numbers", title=marked("Activities", "Numbers"), width=120),
)

_IDS: Final = tuple(column.id for column in COLUMNS)

_TEXTS: Final[dict[str, Callable[[Activity], str]]] = {
    "at": lambda one: ago_text(one.at),
    "by": by_text,
    "what": deed_text,
    "machines": machines_text,
    "outcome": outcome_text,
    "why": lambda one: one.why,
    "numbers": numbers_text,
}


class _Known(NamedTuple):
    """An activity's texts but for its time, and all of them in small letters."""

    activity: Activity
    texts: dict[str, str]
    search: str


class ActivityModel(QAbstractTableModel):
    """Rows go downwards in time. New ones are inserted above, so that what is chosen stays chosen."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._all: tuple[Activity, ...] = ()
        self._rows: list[Activity] = []
        self._words: tuple[str, ...] = ()
        self._problems = False
        self._known: dict[int, _Known] = {}

    @property
    def total(self) -> int:
        """How many there are, whether they are shown or not."""
        return len(self._all)

    def show(self, activities: Sequence[Activity]) -> None:
        """These activities, by rising number."""
        self._all = tuple(activities)
        kept = {one.number for one in self._all}
        self._known = {number: found for number, found in self._known.items() if number in kept}
        self._merge(self._wanted())

    def set_filter(self, text: str, *, problems: bool) -> None:
        """Show only what has all words of a text (`-word`: has not), and only problems where that is wished."""
        self.beginResetModel()
        self._words, self._problems = tuple(text.casefold().split()), problems
        self._rows = self._wanted()
        self.endResetModel()

    def row(self, place: int) -> Activity | None:
        """The activity at a place, where there is one."""
        return self._rows[place] if 0 <= place < len(self._rows) else None

    def pass_time(self) -> None:
        """How long ago it was has changed."""
        if self._rows:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._rows) - 1, 0))

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: N802, B008 - Qt's name and default
        """How many are shown."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: N802, B008 - Qt's name and default
        """How many columns there are."""
        return 0 if parent.isValid() else len(COLUMNS)

    def data(self, index: Index, role: int = _DISPLAY) -> object:
        """Texts; the rest is painted from the row."""
        role, one = int(role), self.row(index.row())
        if one is None or role not in (_DISPLAY, _TOOLTIP, _ACCESSIBLE):
            return None
        column = _IDS[index.column()]
        if column == "at" and role != _DISPLAY:
            return moment_text(one.at)
        return self.text(one, column)

    def text(self, one: Activity, column: str) -> str:
        """What is written in a cell; made once, as it is asked for with every painting."""
        return cell_text(one, column) if column == "at" else self._known_of(one).texts[column]

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _DISPLAY) -> object:  # noqa: N802 - Qt's name
        """Titles of the columns."""
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if int(role) == _DISPLAY:
            return translate("Activities", COLUMNS[section].title)
        if int(role) == int(Qt.ItemDataRole.TextAlignmentRole):
            return Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter
        return None

    def _wanted(self) -> list[Activity]:
        return [one for one in reversed(self._all) if self._matches(one)]

    def _merge(self, wanted: list[Activity]) -> None:
        """Take away, repaint and insert only what is another than it was; both lists fall by number."""
        numbers = {one.number for one in wanted}
        gone = [place for place, one in enumerate(self._rows) if one.number not in numbers]
        for first, last in reversed(_runs(gone)):
            self.beginRemoveRows(QModelIndex(), first, last)
            del self._rows[first : last + 1]
            self.endRemoveRows()
        there = {one.number for one in self._rows}
        new = [place for place, one in enumerate(wanted) if one.number not in there]
        for first, last in _runs(new):
            self.beginInsertRows(QModelIndex(), first, last)
            self._rows[first:first] = wanted[first : last + 1]
            self.endInsertRows()
        for place, one in enumerate(wanted):
            if self._rows[place] is not one and self._rows[place] != one:
                self._rows[place] = one
                self.dataChanged.emit(self.index(place, 0), self.index(place, len(COLUMNS) - 1))

    def _matches(self, one: Activity) -> bool:
        if self._problems and not is_problem(one):
            return False
        if not self._words:
            return True
        text = self._known_of(one).search
        return all((word[1:] not in text) if word[:1] == "-" and word[1:] else word in text for word in self._words)

    def _known_of(self, one: Activity) -> _Known:
        found = self._known.get(one.number)
        if found is None or found.activity is not one:
            texts = {column: cell_text(one, column) for column in _IDS if column != "at"}
            found = self._known[one.number] = _Known(one, texts, "\n".join(texts.values()).casefold())
        return found


def _runs(places: Sequence[int]) -> list[tuple[int, int]]:
    """Rising places as runs, each from its first to its last."""
    found: list[tuple[int, int]] = []
    for place in places:
        if found and place == found[-1][1] + 1:
            found[-1] = (found[-1][0], place)
        else:
            found.append((place, place))
    return found


def cell_text(one: Activity, column: str) -> str:
    """What is written in a cell."""
    return _TEXTS[column](one)


def line_text(one: Activity) -> str:
    """An activity as it is copied: a line of cells, with the exact time."""
    texts = (moment_text(one.at) if column == "at" else cell_text(one, column) for column in _IDS)
    return "\t".join(text.replace("\t", " ").replace("\n", " ") for text in texts)
