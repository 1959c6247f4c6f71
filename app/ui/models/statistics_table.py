"""A farm's statistics as a table: a row for each worker, owner, template, job, cause or step, and their sum above."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from typing import Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from app.core.model import Struct
from app.core.statistics import StatsBy, StatsRow
from app.farm.farm_statistics import added_up, dollars_per_film, lost_seconds, part_of_ideal, utilisation
from app.farm.statistics_report import DAY, StatsReport
from app.ui.formats import duration_text, number_text
from app.ui.models.jobs_columns import natural
from app.ui.models.statistics_words import GROUPS, dollars_text, key_name, part_text
from app.ui.words import marked, translate

_DISPLAY: Final = int(Qt.ItemDataRole.DisplayRole)
_TOOLTIP: Final = int(Qt.ItemDataRole.ToolTipRole)
_ACCESSIBLE: Final = int(Qt.ItemDataRole.AccessibleTextRole)
_ALIGNMENT: Final = int(Qt.ItemDataRole.TextAlignmentRole)
_LEFT: Final = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT: Final = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter

Index = QModelIndex | QPersistentModelIndex


class StatsColumn(Struct, frozen=True):
    """A column of figures; `value` is None where there is none. `width` in pixels at a text size of 100 %.

    `unit` is that of the value where it is not counted; parts of 1 are percent.
    """

    id: str
    title: str
    hint: str
    width: int
    value: Callable[[StatsRow], float | None]
    text: Callable[[StatsRow], str]
    unit: str = ""


def _whole(name: str) -> tuple[Callable[[StatsRow], float], Callable[[StatsRow], str]]:
    return lambda row: getattr(row, name), lambda row: number_text(getattr(row, name))


def _column(name: str, title: str, hint: str, width: int, figure: str = "") -> StatsColumn:
    value, text = _whole(figure or name)
    return StatsColumn(id=name, title=title, hint=hint, width=width, value=value, text=text)


_FAILURES: Final = _column(
    "failures", marked("Statistics", "Failures"), marked("Statistics", "Attempts that failed"), 72
)
_JOBS_FAILED: Final = _column(
    "failed", marked("Statistics", "Failed"), marked("Statistics", "Jobs that failed"), 64, "jobs_failed"
)
_LOST: Final = StatsColumn(
    id="lost",
    title=marked("Statistics", "Lost"),
    hint=marked("Statistics", "Time that was spent on what does not count, in hours, minutes and seconds"),
    width=96,
    value=lost_seconds,
    text=lambda row: duration_text(lost_seconds(row)),
    unit="s",
)
_ALL: Final = (
    _column("frames", marked("Statistics", "Frames"), marked("Statistics", "Frames that were drawn"), 92),
    _column("films", marked("Statistics", "Films"), marked("Statistics", "Films that were finished"), 60, "jobs"),
    _JOBS_FAILED,
    _FAILURES,
    StatsColumn(
        id="busy",
        title=marked("Statistics", "Drawing"),
        hint=marked("Statistics", "Time that was spent on frames that count, in hours, minutes and seconds"),
        width=104,
        value=lambda row: row.busy_seconds,
        text=lambda row: duration_text(row.busy_seconds),
        unit="s",
    ),
    _LOST,
    StatsColumn(
        id="utilisation",
        title=marked("Statistics", "In use"),
        hint=marked("Statistics", "Drawing, in percent of the time that workers were there"),
        width=68,
        value=utilisation,
        text=lambda row: part_text(utilisation(row)),
        unit="%",
    ),
    StatsColumn(
        id="ideal",
        title=marked("Statistics", "Of ideal"),
        hint=marked("Statistics", "The least time that films could take, in percent of what they took"),
        width=72,
        value=part_of_ideal,
        text=lambda row: part_text(part_of_ideal(row)),
        unit="%",
    ),
    StatsColumn(
        id="cost",
        title=marked("Statistics", "Cost"),
        hint=marked("Statistics", "What machines cost, in US dollars"),
        width=84,
        value=lambda row: row.dollars,
        text=lambda row: dollars_text(row.dollars),
        unit="US$",
    ),
    StatsColumn(
        id="per_film",
        title=marked("Statistics", "Per film"),
        hint=marked("Statistics", "The cost, divided by the films that were finished, in US dollars"),
        width=76,
        value=dollars_per_film,
        text=lambda row: dollars_text(dollars_per_film(row) or 0.0),
        unit="US$",
    ),
)
_OF_CAUSES: Final = (_FAILURES, _JOBS_FAILED, _LOST)


class StatsTableRow(Struct, frozen=True):
    """A row as it is shown; `is_sum`: that of all others that are shown."""

    row: StatsRow
    name: str
    is_sum: bool = False


class StatisticsModel(QAbstractTableModel):
    """Rows in the order of a column, the sum always first; `words` keeps those whose names have all of them."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.by: StatsBy | None = None
        self._step = DAY
        self._all: tuple[StatsTableRow, ...] = ()
        self._rows: list[StatsTableRow] = []
        self._words: tuple[str, ...] = ()
        self._column, self._falling = 1, True

    @property
    def columns(self) -> tuple[StatsColumn, ...]:
        """The columns of figures, after the one of names."""
        return _OF_CAUSES if self.by is StatsBy.CAUSE else _ALL

    @property
    def total(self) -> int:
        """How many there are, shown or not."""
        return len(self._all)

    @property
    def count(self) -> int:
        """How many are shown, the sum not counted."""
        return max(0, len(self._rows) - 1)

    def show(self, report: StatsReport | None) -> None:
        """The rows of a report; what is chosen stays chosen while they are for the same."""
        if report is not None:
            self._step = report.span.step
        if report is not None and self._rows and report.by is self.by:
            self._all = _rows_of(report)
            self._rearrange()
            return
        self.beginResetModel()
        if report is not None and report.by is not self.by:
            # Steps go by their time, everything else by what there was most of.
            self._column, self._falling = (0, True) if report.by is None else (1, True)
            self.by = report.by
        self._all = _rows_of(report) if report is not None else ()
        self._arrange()
        self.endResetModel()

    def filter(self, text: str) -> None:
        """Show those only whose names have all words."""
        self.beginResetModel()
        self._words = tuple(text.casefold().split())
        self._arrange()
        self.endResetModel()

    def row(self, place: int) -> StatsTableRow | None:
        """What is at a place, where there is something."""
        return self._rows[place] if 0 <= place < len(self._rows) else None

    @property
    def order(self) -> tuple[int, Qt.SortOrder]:
        """The column that rows are in the order of."""
        return self._column, Qt.SortOrder.DescendingOrder if self._falling else Qt.SortOrder.AscendingOrder

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Order the rows by a column."""
        if column < 0:
            return
        self._column, self._falling = column, order is Qt.SortOrder.DescendingOrder
        self._rearrange()

    def text(self, row: StatsTableRow, column: int) -> str:
        """What is written in a cell."""
        return row.name if column == 0 else self.columns[column - 1].text(row.row)

    def texts(self, places: Sequence[int] | None = None) -> list[list[str]]:
        """Titles, then the rows at some places (None: all but the sum), as they are shown."""
        rows = self._rows[1:] if places is None else [self._rows[place] for place in places]
        columns = range(self.columnCount())
        titles = [self.title(column) for column in columns]
        return [titles, *([self.text(one, column) for column in columns] for one in rows)]

    def figures(self) -> list[list[str | float]]:
        """Titles with units, then the rows that are shown but for the sum, with numbers for programs to reckon with."""
        has_ids = self.by in (StatsBy.CAUSE, StatsBy.JOB)
        titles = [
            f"{self.title(number)} ({one.unit})" if one.unit else self.title(number) for number, one in self._numbered()
        ]
        lines: list[list[str | float]] = [
            [self.title(0), *([translate("Statistics", "Id")] if has_ids else []), *titles]
        ]
        for one in self._rows[1:]:
            name = _iso(one.row.at, self._step) if self.by is None else one.name
            ids = [one.row.key] if has_ids else []
            lines.append([name, *ids, *(_figure(column, one.row) for column in self.columns)])
        return lines

    def title(self, column: int) -> str:
        """The title of a column."""
        if column == 0:
            text = marked("Statistics", "Time") if self.by is None else GROUPS[self.by]
            return translate("Statistics", text)
        return translate("Statistics", self.columns[column - 1].title)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: N802, B008 - Qt's name and default
        """How many rows there are, the sum counted."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: N802, B008 - Qt's name and default
        """How many columns there are."""
        return 0 if parent.isValid() else len(self.columns) + 1

    def data(self, index: Index, role: int = _DISPLAY) -> object:
        """Texts; the rest is painted from the row."""
        role, row = int(role), self.row(index.row())
        if row is None or role not in (_DISPLAY, _TOOLTIP, _ACCESSIBLE):
            return None
        column = index.column()
        if role == _TOOLTIP:
            if column:
                return translate("Statistics", self.columns[column - 1].hint)
            # The farm's own name of it, for whoever looks for it in a log.
            return row.row.key if self.by in (StatsBy.CAUSE, StatsBy.JOB) and not row.is_sum else row.name
        text = self.text(row, column)
        return f"{row.name}: {self.title(column)} {text}" if role == _ACCESSIBLE and column else text

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _DISPLAY) -> object:  # noqa: N802 - Qt's name
        """Titles of the columns, and what they are."""
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if int(role) == _DISPLAY:
            return self.title(section)
        if int(role) == _TOOLTIP and section:
            return translate("Statistics", self.columns[section - 1].hint)
        if int(role) == _ALIGNMENT:
            return _RIGHT if section else _LEFT
        return None

    def _numbered(self) -> Iterable[tuple[int, StatsColumn]]:
        return enumerate(self.columns, 1)

    def _rearrange(self) -> None:
        """Arrange what there is; whoever holds on to a row still has it."""
        self.layoutAboutToBeChanged.emit()
        kept = self.persistentIndexList()
        before = [self._identity(self._rows[one.row()]) for one in kept]
        self._arrange()
        places = {self._identity(one): place for place, one in enumerate(self._rows)}
        moved = [
            self.index(places[row], one.column()) if row in places else QModelIndex()
            for row, one in zip(before, kept, strict=True)
        ]
        self.changePersistentIndexList(kept, moved)
        self.layoutChanged.emit()

    def _identity(self, one: StatsTableRow) -> tuple[bool, str | float]:
        return one.is_sum, "" if one.is_sum else one.row.at if self.by is None else one.row.key

    def _arrange(self) -> None:
        """Filter and order what there is."""
        found = [one for one in self._all if not self._words or _has(one.name, self._words)]
        if not found:
            self._rows = []
            return
        column = self._column if self._column <= len(self.columns) else 0
        by_name: Callable[[StatsTableRow], object] = lambda one: natural(one.name)  # noqa: E731
        if self.by is None:
            by_name = lambda one: one.row.at  # noqa: E731
        found.sort(key=by_name, reverse=column == 0 and self._falling)  # type: ignore[arg-type]
        if column:
            value = self.columns[column - 1].value
            found.sort(key=lambda one: -1.0 if (known := value(one.row)) is None else known, reverse=self._falling)
        name = translate("Statistics", "Sum of %n row(s)", "", len(found))
        self._rows = [StatsTableRow(row=added_up(one.row for one in found), name=name, is_sum=True), *found]


def _rows_of(report: StatsReport) -> tuple[StatsTableRow, ...]:
    return tuple(StatsTableRow(row=row, name=key_name(report.by, row, report.span.step)) for row in report.rows)


def _has(name: str, words: Sequence[str]) -> bool:
    text = name.casefold()
    return all(word in text for word in words)


def _figure(column: StatsColumn, row: StatsRow) -> str | float:
    value = column.value(row)
    if value is None:
        return ""
    return 100 * value if column.unit == "%" else value


def _iso(at: float, step: int) -> str:
    """When a step began, as every spreadsheet program reads it: in local time, but for days, which are universal."""
    if step >= DAY:
        return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%d")
    return datetime.fromtimestamp(at).astimezone().strftime("%Y-%m-%d %H:%M")
