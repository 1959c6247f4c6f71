"""A farm's machines as a table, in the order of a column."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from app.ui.models.jobs_columns import natural
from app.ui.models.machines_model import (
    COLUMNS,
    MachineRow,
    accessible_text,
    cell_text,
    order_key,
    title_of,
    tooltip,
)
from app.ui.words import translate

COLUMN_IDS: Final = tuple(column.id for column in COLUMNS)

_DISPLAY: Final = int(Qt.ItemDataRole.DisplayRole)
_TOOLTIP: Final = int(Qt.ItemDataRole.ToolTipRole)
_ACCESSIBLE: Final = int(Qt.ItemDataRole.AccessibleTextRole)
_ALIGNMENT: Final = int(Qt.ItemDataRole.TextAlignmentRole)
_LEFT: Final = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT: Final = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter

Index = QModelIndex | QPersistentModelIndex


class MachinesTableModel(QAbstractTableModel):
    """What is chosen is known by its id, and stays chosen while other machines come and go."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: list[MachineRow] = []
        self._column, self._falling = COLUMN_IDS.index("name"), False

    def show(self, rows: Sequence[MachineRow]) -> None:
        """These machines, now; only rows that changed are painted anew while the machines are the same."""
        rows = self._sorted(rows)
        if [one.instance.instance_id for one in rows] != [one.instance.instance_id for one in self._rows]:
            self._move(rows)
            return
        changed = [place for place, row in enumerate(rows) if row != self._rows[place]]
        self._rows = rows
        if changed:
            self.dataChanged.emit(self.index(changed[0], 0), self.index(changed[-1], len(COLUMNS) - 1))

    def row(self, place: int) -> MachineRow | None:
        """The machine at a place, where there is one."""
        return self._rows[place] if 0 <= place < len(self._rows) else None

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Order the rows by a column."""
        self._column, self._falling = column, order is Qt.SortOrder.DescendingOrder
        self.show(list(self._rows))

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: N802, B008 - Qt's name and default
        """How many machines there are."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: N802, B008 - Qt's name and default
        """How many columns there are."""
        return 0 if parent.isValid() else len(COLUMNS)

    def data(self, index: Index, role: int = _DISPLAY) -> object:
        """Texts; the rest is painted from the row."""
        role, row = int(role), self.row(index.row())
        if row is None:
            return None
        column = COLUMN_IDS[index.column()]
        if role == _DISPLAY:
            return cell_text(row, column)
        if role == _TOOLTIP:
            return tooltip(row, column)
        return accessible_text(row, column) if role == _ACCESSIBLE else None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _DISPLAY) -> object:  # noqa: N802 - Qt's name
        """Titles of the columns, and of what units they are."""
        if orientation is not Qt.Orientation.Horizontal:
            return None
        column = COLUMNS[section]
        if int(role) == _DISPLAY:
            return translate("Machines", column.title)
        if int(role) == _TOOLTIP:
            return translate("Machines", column.hint) if column.hint else None
        if int(role) == _ALIGNMENT:
            return _RIGHT if column.right else _LEFT
        return None

    def _sorted(self, rows: Sequence[MachineRow]) -> list[MachineRow]:
        by_name = sorted(rows, key=lambda row: (natural(title_of(row.instance)), row.instance.instance_id))
        column = COLUMN_IDS[self._column]
        if column == "name":
            return by_name[::-1] if self._falling else by_name
        return sorted(by_name, key=lambda row: order_key(row, column), reverse=self._falling)

    def _move(self, rows: list[MachineRow]) -> None:
        self.layoutAboutToBeChanged.emit()
        kept = self.persistentIndexList()
        ids = [self._rows[one.row()].instance.instance_id for one in kept]
        places = {one.instance.instance_id: place for place, one in enumerate(rows)}
        self._rows = rows
        moved = [
            self.index(places[instance_id], one.column()) if instance_id in places else QModelIndex()
            for instance_id, one in zip(ids, kept, strict=True)
        ]
        self.changePersistentIndexList(kept, moved)
        self.layoutChanged.emit()
