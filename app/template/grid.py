"""A spreadsheet that is being edited: immutable, so that a former state is kept by keeping the object.

Rows have an id of their own, which stays theirs through every edit; the row numbers that people know are those of the
file (`RowNumbers`), where edits change nothing until it is saved.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from msgspec.structs import replace

from app.core.model import Struct
from app.template.sheets import Records, Row, Sheet, sheet_row

Block = Sequence[Sequence[str]]
"""Cells from a clipboard, row by row; rows may differ in length."""


class GridRow(Struct, frozen=True, gc=False):
    """A row: the cells as they are written, which may be more or fewer than there are columns, until it is edited.

    A row that is not `enabled` stays in the spreadsheet, but no film is made from it.
    """

    id: int
    cells: tuple[str, ...]
    enabled: bool = True

    def cell(self, column: int) -> str:
        """The text of the cell in the column of that index."""
        return self.cells[column] if column < len(self.cells) else ""


class Grid(Struct, frozen=True):
    """All columns and rows. Every edit gives a new grid; what it did not touch is the same object as before."""

    columns: tuple[str, ...] = ()
    rows: tuple[GridRow, ...] = ()

    def row(self, row_id: int) -> GridRow | None:
        """The row of that id."""
        return next((row for row in self.rows if row.id == row_id), None)

    def with_cells(self, texts: Mapping[tuple[int, int], str]) -> Grid:
        """Change cells; `texts` are by row id and column index. Line ends become line feeds."""
        by_row: dict[int, list[tuple[int, str]]] = {}
        for (row_id, column), text in texts.items():
            by_row.setdefault(row_id, []).append((column, _plain(text)))
        width = len(self.columns)
        rows = (_edited(row, by_row[row.id], width) if row.id in by_row else row for row in self.rows)
        return replace(self, rows=tuple(rows))

    def filled_down(self, row_ids: Sequence[int], columns: Iterable[int]) -> Grid:
        """The first of these rows has its cells copied into the others; a single row gets those of the row above."""
        wanted = list(row_ids)
        if len(wanted) == 1:
            index = next((index for index, row in enumerate(self.rows) if row.id == wanted[0]), 0)
            if index == 0:
                return self
            wanted.insert(0, self.rows[index - 1].id)
        source = self.row(wanted[0]) if wanted else None
        if source is None:
            return self
        below, width = set(wanted[1:]), len(self.columns)
        texts = [(column, source.cell(column)) for column in columns]
        return replace(self, rows=tuple(_edited(row, texts, width) if row.id in below else row for row in self.rows))

    def pasted(self, block: Block, row_ids: Sequence[int], column: int, *, fresh: Iterator[int] | None = None) -> Grid:
        """Write a block into these rows, from a column on; rows that the block has more are added with `fresh` ids.

        Without `fresh` they are left out, and so are cells beyond the last column.
        """
        grid = self
        targets = list(row_ids[: len(block)])
        if fresh is not None:
            added = [next(fresh) for _ in block[len(targets) :]]
            grid = grid.inserted(added, len(grid.rows))
            targets += added
        width = len(self.columns)
        return grid.with_cells(
            {
                (row_id, column + offset): text
                for row_id, texts in zip(targets, block, strict=False)
                for offset, text in enumerate(texts)
                if column + offset < width
            }
        )

    def inserted(self, row_ids: Iterable[int], index: int) -> Grid:
        """Empty rows with these ids, from the place `index` on."""
        empty = ("",) * len(self.columns)
        new = tuple(GridRow(id=row_id, cells=empty) for row_id in row_ids)
        return replace(self, rows=(*self.rows[:index], *new, *self.rows[index:]))

    def duplicated(self, row_ids: Iterable[int], fresh: Iterator[int]) -> Grid:
        """Each of these rows is followed by a copy of it."""
        wanted = set(row_ids)
        rows: list[GridRow] = []
        for row in self.rows:
            rows.append(row)
            if row.id in wanted:
                rows.append(replace(row, id=next(fresh)))
        return replace(self, rows=tuple(rows))

    def removed(self, row_ids: Iterable[int]) -> Grid:
        """Without these rows."""
        gone = set(row_ids)
        return replace(self, rows=tuple(row for row in self.rows if row.id not in gone))

    def moved(self, row_ids: Iterable[int], before: int | None) -> Grid:
        """These rows, in the order that they have, stand before the row `before`; None: at the end.

        Where `before` is one of them, they stand before the next row that is not.
        """
        wanted = set(row_ids)
        staying = [row for row in self.rows if row.id not in wanted]
        moving = [row for row in self.rows if row.id in wanted]
        ids = [row.id for row in self.rows]
        start = ids.index(before) if before in ids else len(ids)
        target = next((row_id for row_id in ids[start:] if row_id not in wanted), None)
        index = next((index for index, row in enumerate(staying) if row.id == target), len(staying))
        return replace(self, rows=(*staying[:index], *moving, *staying[index:]))

    def with_enabled(self, row_ids: Iterable[int], enabled: bool) -> Grid:
        """Make films from these rows, or make none."""
        wanted = set(row_ids)
        rows = (
            replace(row, enabled=enabled) if row.id in wanted and row.enabled != enabled else row for row in self.rows
        )
        return replace(self, rows=tuple(rows))

    def with_column(self, name: str) -> Grid:
        """One more column at the right, its cells empty."""
        width = len(self.columns) + 1
        rows = (replace(row, cells=_fitted(row.cells, width)) for row in self.rows)
        return replace(self, columns=(*self.columns, name), rows=tuple(rows))


class RowNumbers:
    """The spreadsheet's row number of each row, by id: where it stands in the file.

    A row that is not in the file gets the next number below all others, and keeps it.
    """

    def __init__(self) -> None:
        self._numbers: dict[int, int] = {}
        self._next = 2

    def of(self, row_id: int) -> int:
        """The number of a row."""
        if row_id not in self._numbers:
            self._numbers[row_id] = self._next
            self._next += 1
        return self._numbers[row_id]

    def learn(self, numbers: Mapping[int, int]) -> None:
        """These rows are in the file, with these numbers, and no others."""
        self._numbers = dict(numbers)
        self._next = max(numbers.values(), default=1) + 1

    def saved(self, grid: Grid) -> None:
        """The grid was written to the file as it is."""
        self.learn({row.id: number for number, row in enumerate(grid.rows, start=2)})


def grid_of(records: Records, fresh: Iterator[int]) -> tuple[Grid, dict[int, int]]:
    """What was read from a file as a grid, and the numbers of its rows by id."""
    numbers: dict[int, int] = {}
    rows: list[GridRow] = []
    for number, cells in records.rows:
        row = GridRow(id=next(fresh), cells=cells)
        numbers[row.id] = number
        rows.append(row)
    return Grid(columns=records.columns, rows=tuple(rows)), numbers


def row_of(grid: Grid, row: GridRow, number: int) -> Row:
    """A grid's row as the checks take it."""
    return sheet_row(number, row.cells, grid.columns)


def header_of(grid: Grid, name: str) -> Sheet:
    """The spreadsheet without its rows, which is enough to match its columns."""
    return Sheet(name=name, columns=grid.columns, rows=())


def _fitted(cells: tuple[str, ...], width: int) -> tuple[str, ...]:
    return cells if len(cells) == width else (*cells[:width], *[""] * (width - len(cells)))


def _plain(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def _edited(row: GridRow, texts: Sequence[tuple[int, str]], width: int) -> GridRow:
    cells = list(_fitted(row.cells, width))
    for column, text in texts:
        cells[column] = text
    after = tuple(cells)
    return row if after == row.cells else GridRow(id=row.id, cells=after, enabled=row.enabled)
