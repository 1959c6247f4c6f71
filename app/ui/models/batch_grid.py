"""The rows of a batch as a table: a column per column of the spreadsheet, then what is known about each row."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal, Slot
from PySide6.QtGui import QImage

from app.template.grid import GridRow
from app.ui.controllers.batch import BatchController
from app.ui.models.batch_looks import BatchLooks, CellLook, Extra

Index = QModelIndex | QPersistentModelIndex

DISPLAY, EDIT = int(Qt.ItemDataRole.DisplayRole), int(Qt.ItemDataRole.EditRole)
TOOLTIP, ACCESSIBLE = int(Qt.ItemDataRole.ToolTipRole), int(Qt.ItemDataRole.AccessibleTextRole)
ALIGNMENT = int(Qt.ItemDataRole.TextAlignmentRole)
LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
READABLE: Final = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
EDITABLE: Final = READABLE | Qt.ItemFlag.ItemIsEditable
NO_INDEX: Final = QModelIndex()


class BatchGridModel(QAbstractTableModel):
    """Shows the controller's document: all rows in their order, or those that need attention."""

    shown_changed = Signal()
    """Other rows are shown."""

    thumb_changed = Signal(QModelIndex)
    """A cell has another picture; its data are the same."""

    def __init__(self, controller: BatchController) -> None:
        super().__init__()
        self.looks = BatchLooks(controller)
        self._controller = controller
        self._rows: list[GridRow] = []
        self._places: dict[int, int] = {}
        self._kept: set[int] | None = None
        self._newest = 0
        self._width = 0
        controller.document.begun.connect(self._on_begun)
        controller.document.changed.connect(self._on_edit)
        controller.checks.rows_checked.connect(self._on_checked)
        controller.checks.settled.connect(self._on_settled)
        controller.checks.mapping_changed.connect(self._on_mapping)
        controller.jobs.rows_changed.connect(self._on_jobs)
        controller.thumbs.changed.connect(self._on_thumb)
        controller.only_bad_changed.connect(self._on_filter)
        self._on_filter()

    def row(self, place: int) -> GridRow:
        """The row that is shown at a place."""
        return self._rows[place]

    def rows(self) -> Sequence[GridRow]:
        """The rows that are shown."""
        return self._rows

    def place(self, row_id: int | None) -> int:
        """Where a row is shown; -1: it is not."""
        return self._places.get(row_id, -1) if row_id is not None else -1

    @property
    def width(self) -> int:
        """How many columns the spreadsheet has."""
        return self._width

    def look(self, index: Index) -> CellLook:
        """What a cell shows."""
        return self.looks.look(self._rows[index.row()], index.column())

    def thumb(self, row_id: int) -> QImage | None:
        """The small picture of a row."""
        return self._controller.thumbs.image(row_id)

    # Qt's interface

    def rowCount(self, parent: Index = NO_INDEX) -> int:  # noqa: N802 - Qt's name
        """How many rows are shown."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = NO_INDEX) -> int:  # noqa: N802 - Qt's name
        """The spreadsheet's columns and those behind them."""
        return 0 if parent.isValid() or not self._width else self._width + len(Extra)

    def data(self, index: Index, role: int = DISPLAY) -> Any:
        """Text, tooltip and accessible text; what is painted comes from `look`."""
        row, column = self._rows[index.row()], index.column()
        if role in (DISPLAY, EDIT):
            return row.cell(column) if column < self._width else self.looks.look(row, column).text
        if role == TOOLTIP:
            return self.looks.tooltip(row, column)
        return self.looks.spoken(row, column) if role == ACCESSIBLE else None

    def setData(self, index: Index, value: Any, role: int = EDIT) -> bool:  # noqa: N802 - Qt's
        """Write into a cell."""
        if role != EDIT or index.column() >= self._width:
            return False
        self._controller.document.edit(self._rows[index.row()].id, index.column(), str(value))
        return True

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Cells of the spreadsheet can be edited."""
        return EDITABLE if index.column() < self._width else READABLE

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = DISPLAY) -> Any:  # noqa: N802
        """Column names, and the spreadsheet's row numbers."""
        horizontal = orientation is Qt.Orientation.Horizontal
        if role == ALIGNMENT:
            return LEFT if horizontal else RIGHT
        if role not in (DISPLAY, ACCESSIBLE):
            return None
        if horizontal:
            return self.looks.title(section) if section < self.columnCount() else None
        return str(self._controller.document.numbers.of(self._rows[section].id)) if section < len(self._rows) else None

    # What happens

    @Slot()
    def _on_begun(self) -> None:
        self._kept = None
        self._reset()

    @Slot()
    def _on_edit(self) -> None:
        wanted = self._wanted()
        same = len(wanted) == len(self._rows) and len(self._controller.document.grid.columns) == self._width
        if not same or any(a.id != b.id for a, b in zip(wanted, self._rows, strict=True)):
            self._reset()
            return
        changed = [place for place, (a, b) in enumerate(zip(wanted, self._rows, strict=True)) if a is not b]
        self._rows = wanted
        self._tell(changed)

    @Slot()
    def _on_mapping(self) -> None:
        if self._width:
            self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, self.columnCount() - 1)
        self._tell((0, len(self._rows) - 1) if self._rows else ())

    @Slot(object)
    def _on_checked(self, row_ids: set[int]) -> None:
        self._tell([place for row_id in row_ids if (place := self.place(row_id)) >= 0])

    @Slot()
    def _on_settled(self) -> None:
        """Rows that need attention now are shown, too; those that were put right stay until the filter is set anew."""
        bad = self._bad_ids() if self._kept is not None else set()
        if self._kept is not None and not bad <= self._kept:
            self._kept |= bad
            self._reset()

    @Slot()
    def _on_filter(self) -> None:
        self._kept = self._bad_ids() if self._controller.only_bad else None
        self._newest = max((row.id for row in self._controller.document.grid.rows), default=0)
        self._reset()

    @Slot(object)
    def _on_jobs(self, row_ids: set[int]) -> None:
        places = [place for row_id in row_ids if (place := self.place(row_id)) >= 0]
        if places:
            column = self._width + Extra.STATUS
            self.dataChanged.emit(self.index(min(places), column), self.index(max(places), column))

    @Slot(int)
    def _on_thumb(self, row_id: int) -> None:
        place = self.place(row_id)
        if place >= 0:
            index = self.index(place, self._width + Extra.THUMBNAIL)
            self.thumb_changed.emit(index)

    def _reset(self) -> None:
        self.beginResetModel()
        self._rows = self._wanted()
        self._places = {row.id: place for place, row in enumerate(self._rows)}
        self._width = len(self._controller.document.grid.columns)
        self.endResetModel()
        self.shown_changed.emit()

    def _wanted(self) -> list[GridRow]:
        rows, kept = self._controller.document.grid.rows, self._kept
        # A row that is newer than the filter was added by people just now, and is shown.
        return list(rows) if kept is None else [row for row in rows if row.id in kept or row.id > self._newest]

    def _bad_ids(self) -> set[int]:
        return {row.id for row in self._controller.document.grid.rows if self.looks.problem_cells(row)}

    def _tell(self, places: Iterable[int]) -> None:
        found = places if isinstance(places, Sequence) else list(places)
        if found and self._width:
            last = self._width + len(Extra) - 1
            self.dataChanged.emit(self.index(min(found), 0), self.index(max(found), last))
