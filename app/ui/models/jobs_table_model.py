"""What Qt asks of the jobs: texts of cells, drag and drop. How and when the rows change is `jobs_model`'s business."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import Final

from PySide6.QtCore import QAbstractTableModel, QMimeData, QModelIndex, QObject, QPersistentModelIndex, Qt, QUrl, Signal

from app.core.remaining import RemainingBook
from app.core.states import JobState
from app.ui.models.jobs_columns import COLUMNS, Moment
from app.ui.models.jobs_order import JobsOrder
from app.ui.models.jobs_rows import GroupRow, JobRow, Row
from app.ui.models.jobs_text import accessible_text, cell_text, state_text, tooltip
from app.ui.words import translate

JOBS_MIME: Final = "application/x-farmhand-jobs"
"""Ids of jobs that are dragged, one a line."""

_DISPLAY: Final = int(Qt.ItemDataRole.DisplayRole)
_TOOLTIP: Final = int(Qt.ItemDataRole.ToolTipRole)
_ACCESSIBLE: Final = int(Qt.ItemDataRole.AccessibleTextRole)
_ALIGNMENT: Final = int(Qt.ItemDataRole.TextAlignmentRole)
_LEFT: Final = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT: Final = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_ROW_FLAGS: Final = Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsDragEnabled
_GROUND_FLAGS: Final = Qt.ItemFlag.ItemIsDropEnabled

Index = QModelIndex | QPersistentModelIndex


class JobsTableModel(QAbstractTableModel):
    """The rows as they are shown now. `order` may be asked anything, but is changed by `JobsModel` only."""

    move_wanted = Signal(list, str)
    """Jobs were dropped: their ids, and the id of the job before which they should stand (empty: behind all)."""

    def __init__(self, estimates: RemainingBook, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.order = JobsOrder(translate=state_text, estimates=estimates)
        self.moment = Moment(time.time(), estimates)
        self._rows: Sequence[Row] = ()

    def row(self, place: int) -> Row:
        """The row at a place of the table."""
        return self._rows[place]

    def row_or_none(self, place: int) -> Row | None:
        """The row at a place, where there is one."""
        return self._rows[place] if 0 <= place < len(self._rows) else None

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: N802, B008 - Qt's name and default
        """How many rows are shown."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: N802, B008 - Qt's name and default
        """How many columns there are, shown or not."""
        return 0 if parent.isValid() else len(COLUMNS)

    def data(self, index: Index, role: int = _DISPLAY) -> object:
        """Text, tooltip and what screen readers say; everything else is painted from the row itself."""
        role = int(role)
        if role not in _TEXTS:
            return None
        row = self.row_or_none(index.row())
        return None if row is None else _TEXTS[role](row, COLUMNS[index.column()].id, self.moment)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _DISPLAY) -> object:  # noqa: N802 - Qt's name
        """Titles of the columns."""
        if orientation is not Qt.Orientation.Horizontal:
            return None
        role = int(role)
        column = COLUMNS[section]
        if role in (_DISPLAY, _TOOLTIP, _ACCESSIBLE):
            return translate("Jobs", column.title)
        if role == _ALIGNMENT:
            return _RIGHT if column.right else _LEFT
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Rows can be chosen and dragged; between rows something may be dropped."""
        return _ROW_FLAGS if index.isValid() else _GROUND_FLAGS

    def supportedDropActions(self) -> Qt.DropAction:  # noqa: N802 - Qt's name
        """Jobs are moved inside the table."""
        return Qt.DropAction.MoveAction

    def supportedDragActions(self) -> Qt.DropAction:  # noqa: N802 - Qt's name
        """Films are copied out; jobs are moved inside."""
        return Qt.DropAction.CopyAction | Qt.DropAction.MoveAction

    def mimeTypes(self) -> list[str]:  # noqa: N802 - Qt's name
        """Jobs, and the films of those that are done."""
        return [JOBS_MIME, "text/uri-list"]

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:  # noqa: N802 - Qt's name
        """The jobs of these cells, and the files of the films among them."""
        ids = dict.fromkeys(self._rows[index.row()].id for index in sorted(indexes, key=QModelIndex.row))
        rows = self.order.jobs_in(ids)
        data = QMimeData()
        data.setData(JOBS_MIME, "\n".join(row.id for row in rows).encode())
        films = [QUrl.fromLocalFile(row.view.film.path) for row in rows if row.view.film is not None and not row.gone]
        if films:
            data.setUrls(films)
        return data

    def canDropMimeData(  # noqa: N802 - Qt's name
        self, data: QMimeData, action: Qt.DropAction, row: int, column: int, parent: Index
    ) -> bool:
        """Jobs may be dropped between jobs that wait, while the table shows the queue's own order."""
        del action, column, parent
        return data.hasFormat(JOBS_MIME) and self.drop_problem(row) == ""

    def dropMimeData(  # noqa: N802 - Qt's name
        self, data: QMimeData, action: Qt.DropAction, row: int, column: int, parent: Index
    ) -> bool:
        """Ask that the jobs be placed before the row that they were dropped on top of."""
        if self.canDropMimeData(data, action, row, column, parent):
            ids = bytes(data.data(JOBS_MIME).data()).decode().split("\n")
            self.move_wanted.emit(ids, self._target(row))
        # The farm moves them; Qt must not remove the rows.
        return False

    def drop_problem(self, row: int) -> str:
        """Why jobs cannot be dropped before the row at a place (-1: behind all); empty when they can."""
        if self.order.sort_column != "state" or self.order.descending:
            return translate("Jobs", "Sort by State to place jobs by dragging them.")
        if row >= len(self._rows) or row < 0:
            return ""
        before = self._rows[row]
        above = self.row_or_none(row - 1)
        if _waits(before) or (above is not None and _waits(above)):
            return ""
        return translate("Jobs", "Jobs are placed among those that wait.")

    def _target(self, row: int) -> str:
        before = self.row_or_none(row)
        if before is None or not _waits(before):
            return ""
        if isinstance(before, GroupRow):
            waiting: list[JobRow] = [child for child in before.children.values() if _waits(child)]
            return min(waiting, key=lambda one: (-one.view.priority, one.view.place)).id
        return before.id


_TEXTS: Final[dict[int, Callable[[Row, str, Moment], str]]] = {
    _DISPLAY: cell_text,
    _TOOLTIP: tooltip,
    _ACCESSIBLE: accessible_text,
}


def _waits(row: Row) -> bool:
    return row.view.state in (JobState.QUEUED, JobState.READY, JobState.PAUSED)
