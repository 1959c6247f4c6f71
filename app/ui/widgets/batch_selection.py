"""What is selected in the table of a batch, by row ids and columns; cheap also when everything is selected."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QItemSelectionRange
from PySide6.QtWidgets import QAbstractItemView, QTableView

from app.ui.models.batch_grid import BatchGridModel


class BatchSelection:
    """Reads and makes the selection of a view; keeps it by row ids when rows change places."""

    def __init__(self, view: QTableView, model: BatchGridModel) -> None:
        self.view = view
        self._model = model
        self._ids: list[int] = []
        self._columns: list[int] = []
        self._current = (-1, 0)
        self._top = 0

    def places(self) -> list[int]:
        """Where rows with selected cells are shown, from the top; the current row where nothing is selected."""
        found = {place for one in self._ranges() for place in range(one.top(), one.bottom() + 1)}
        if not found and self.view.currentIndex().isValid():
            found = {self.view.currentIndex().row()}
        return sorted(found)

    def row_ids(self) -> list[int]:
        """Ids of the rows with selected cells, from the top."""
        return [self._model.row(place).id for place in self.places()]

    def columns(self, *, all_columns: bool = False) -> list[int]:
        """The spreadsheet's columns with selected cells, or `all_columns` with any."""
        found = {column for one in self._ranges() for column in range(one.left(), one.right() + 1)}
        if not found and self.view.currentIndex().isValid():
            found = {self.view.currentIndex().column()}
        return sorted(column for column in found if all_columns or column < self._model.width)

    def cells(self) -> Iterator[tuple[int, int]]:
        """The selected cells of the spreadsheet: row id and column."""
        for one in self._ranges():
            for place in range(one.top(), one.bottom() + 1):
                row_id = self._model.row(place).id
                for column in range(one.left(), min(one.right() + 1, self._model.width)):
                    yield row_id, column

    def current(self) -> tuple[int, int]:
        """Where the current cell is: its place and column; (-1, -1) when there is none."""
        index = self.view.currentIndex()
        return (index.row(), index.column()) if index.isValid() else (-1, -1)

    def go(self, place: int, column: int) -> None:
        """Make a cell the current one, and the only one that is selected."""
        if 0 <= place < self._model.rowCount():
            index = self._model.index(place, column)
            self.view.setCurrentIndex(index)
            self.view.scrollTo(index)
            self.view.setFocus()

    def keep(self) -> None:
        """Rows are about to change places: remember what is selected."""
        place, column = self.current()
        self._current = (self._model.row(place).id if 0 <= place < len(self._model.rows()) else -1, max(0, column))
        self._ids, self._columns = self.row_ids(), self.columns(all_columns=True)
        top = self.view.rowAt(0)
        self._top = self._model.row(top).id if 0 <= top < len(self._model.rows()) else -1

    def restore(self, fallback: int | None) -> None:
        """Rows have changed places: select the same rows; the current one is `fallback` where it is not there."""
        place = self._model.place(self._current[0])
        if place < 0:
            place = self._model.place(fallback)
        if place < 0:
            place = 0 if self._model.rowCount() else -1
        if place < 0:
            return
        last = self._model.columnCount() - 1
        index = self._model.index(place, min(self._current[1], last))
        selection = QItemSelection(index, index)
        columns = [column for column in self._columns if column <= last] or [index.column()]
        for row_id in self._ids if len(self._ids) > 1 else ():
            other = self._model.place(row_id)
            if other >= 0:
                selection.select(self._model.index(other, columns[0]), self._model.index(other, columns[-1]))
        model = self.view.selectionModel()
        model.setCurrentIndex(index, QItemSelectionModel.SelectionFlag.NoUpdate)
        model.select(selection, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        top = self._model.place(self._top)
        if top >= 0:
            self.view.scrollTo(self._model.index(top, index.column()), QAbstractItemView.ScrollHint.PositionAtTop)

    def _ranges(self) -> list[QItemSelectionRange]:
        found: list[QItemSelectionRange] = self.view.selectionModel().selection().toList()
        return found
