"""The spreadsheet as it is edited in the window: every edit is a new snapshot, so undo only puts the old one back."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final

from msgspec.structs import replace
from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QUndoCommand, QUndoStack

from app.core.model import Struct
from app.template.columns import ColumnChoice
from app.template.grid import Block, Grid, GridRow, RowNumbers

MOST_UNDO: Final = 200
"""So many edits can be undone; each keeps a list of all rows, some 80 kB for ten thousand."""

NO_GRID: Final = Grid()


class BatchSnapshot(Struct, frozen=True):
    """Everything that undo brings back: the cells, and people's decisions about columns (by `column_key`)."""

    grid: Grid = NO_GRID
    choices: dict[str, ColumnChoice] = {}


class _Swap(QUndoCommand):
    """Puts one snapshot in place of another."""

    def __init__(
        self, text: str, before: BatchSnapshot, after: BatchSnapshot, put: Callable[[BatchSnapshot], None]
    ) -> None:
        super().__init__(text)
        self._before, self._after, self._put = before, after, put

    def redo(self) -> None:
        """Make the edit."""
        self._put(self._after)

    def undo(self) -> None:
        """Take it back."""
        self._put(self._before)


class BatchDocument(QObject):
    """One spreadsheet. Rows are named by their ids; `numbers` knows the row numbers that people see."""

    changed = Signal(object, object)
    """The snapshots before and now."""

    begun = Signal()
    """Another spreadsheet is here, or none."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.fresh = itertools.count(1)
        self.numbers = RowNumbers()
        self.stack = QUndoStack(self)
        self.stack.setUndoLimit(MOST_UNDO)
        self._now = BatchSnapshot()
        self._saved: Grid | None = None

    @property
    def snapshot(self) -> BatchSnapshot:
        """The spreadsheet as it is now."""
        return self._now

    @property
    def grid(self) -> Grid:
        """The cells as they are now."""
        return self._now.grid

    @property
    def unsaved(self) -> bool:
        """Whether the cells differ from the file's."""
        return self._now.grid is not self._saved

    def begin(
        self, grid: Grid, numbers: Mapping[int, int], choices: Mapping[str, ColumnChoice], *, saved: bool
    ) -> None:
        """Edit another spreadsheet; `saved`: it is what its file holds."""
        self.numbers.learn(numbers)
        self._saved = grid if saved else None
        self._now = BatchSnapshot(grid=grid, choices=dict(choices))
        self.stack.clear()
        self.begun.emit()

    def reread(self, grid: Grid, numbers: Mapping[int, int]) -> None:
        """The file's cells take the place of these; that can be undone.

        A row that has the number of one of these is that row, with other cells.
        """
        known = {self.numbers.of(row.id): row for row in self.grid.rows}
        rows: list[GridRow] = []
        learned: dict[int, int] = {}
        for row in grid.rows:
            number = numbers[row.id]
            before = known.get(number)
            rows.append(row if before is None else replace(before, cells=row.cells))
            learned[rows[-1].id] = number
        self.numbers.learn(learned)
        read = replace(grid, rows=tuple(rows))
        self._push(self.tr("Reload"), read)
        self._saved = self.grid

    def mark_saved(self, grid: Grid) -> None:
        """The file holds these cells now, as they were when saving began; rows get the numbers that they have there."""
        self._saved = grid
        self.numbers.saved(grid)

    # Edits

    def edit(self, row_id: int, column: int, text: str) -> None:
        """Write into a cell."""
        self._push(self.tr("Edit cell"), self.grid.with_cells({(row_id, column): text}))

    def put(self, texts: Mapping[tuple[int, int], str], title: str) -> None:
        """Write into several cells, by row id and column index, as one edit."""
        self._push(title, self.grid.with_cells(texts))

    def fill_down(self, row_ids: Sequence[int], columns: Iterable[int]) -> None:
        """Copy the first of these rows into the others, or the row above into a single one."""
        self._push(self.tr("Fill down"), self.grid.filled_down(row_ids, columns))

    def paste(self, block: Block, row_ids: Sequence[int], column: int, *, grow: bool) -> None:
        """Write a block into these rows from a column on; `grow`: add the rows that are lacking."""
        fresh = self.fresh if grow else None
        self._push(self.tr("Paste"), self.grid.pasted(block, row_ids, column, fresh=fresh))

    def insert(self, index: int, count: int = 1) -> tuple[int, ...]:
        """Add empty rows at a place; their ids."""
        row_ids = tuple(next(self.fresh) for _ in range(count))
        self._push(self.tr("Insert row"), self.grid.inserted(row_ids, index))
        return row_ids

    def duplicate(self, row_ids: Iterable[int]) -> None:
        """Put a copy behind each of these rows."""
        self._push(self.tr("Duplicate rows"), self.grid.duplicated(row_ids, self.fresh))

    def remove(self, row_ids: Iterable[int]) -> None:
        """Take rows out."""
        self._push(self.tr("Remove rows"), self.grid.removed(row_ids))

    def move(self, row_ids: Iterable[int], before: int | None) -> None:
        """Put rows before another one; None: at the end."""
        self._push(self.tr("Move rows"), self.grid.moved(row_ids, before))

    def set_enabled(self, row_ids: Iterable[int], *, enabled: bool) -> None:
        """Make films from rows, or none."""
        title = self.tr("Enable rows") if enabled else self.tr("Disable rows")
        self._push(title, self.grid.with_enabled(row_ids, enabled))

    def add_columns(self, names: Iterable[str]) -> None:
        """Add columns at the right."""
        grid = self.grid
        for name in names:
            grid = grid.with_column(name)
        self._push(self.tr("Add columns"), grid)

    def choose(self, choices: Mapping[str, ColumnChoice]) -> None:
        """Decide what columns are for."""
        self._push(self.tr("Change columns"), self.grid, choices)

    def _push(self, title: str, grid: Grid, choices: Mapping[str, ColumnChoice] | None = None) -> None:
        after = BatchSnapshot(grid=grid, choices=dict(self._now.choices if choices is None else choices))
        if not _same(self._now, after):
            self.stack.push(_Swap(title, self._now, after, self._put))

    def _put(self, snapshot: BatchSnapshot) -> None:
        before, self._now = self._now, snapshot
        self.changed.emit(before, snapshot)


def changed_rows(before: Grid, after: Grid) -> tuple[GridRow, ...]:
    """The rows that are new or have other cells."""
    known = {id(row) for row in before.rows}
    return tuple(row for row in after.rows if id(row) not in known)


def _same(before: BatchSnapshot, after: BatchSnapshot) -> bool:
    one, other = before.grid, after.grid
    rows_same = len(one.rows) == len(other.rows) and all(a is b for a, b in zip(one.rows, other.rows, strict=True))
    return rows_same and one.columns == other.columns and before.choices == after.choices
