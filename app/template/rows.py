"""From a spreadsheet to fills: the values of one row, and what is wrong with its cells."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from pathlib import Path

from msgspec.structs import replace

from app.core.errors import FillError, RowError
from app.core.slots import FillValue, Fit, MediaFill, Slot, SlotKind
from app.template.columns import NAME_COLUMNS, ColumnMapping, ColumnUse, SlotColumn, map_columns
from app.template.locate import stored_name
from app.template.names import plain_name
from app.template.problems import CellProblem, ProblemKind, cell_problem, row_error, value_kind
from app.template.sheets import Row, Sheet, column_title, read_sheet
from app.template.values import parse_crop, parse_fit, parse_focal, parse_value

__all__ = [
    "ColumnMapping",
    "ColumnUse",
    "Row",
    "Sheet",
    "SlotColumn",
    "column_names",
    "example_sheet",
    "map_columns",
    "read_sheet",
    "read_values",
    "row_values",
]


def row_values(row: Row, mapping: ColumnMapping, folder: Path) -> dict[str, FillValue]:
    """The values of one row by slot key; relative photo paths start at `folder`.

    An empty text cell is an empty text; an empty photo cell keeps the template's own photo. Raises `RowError`,
    which names row and column, for values that do not fit and photos that are not there.
    """
    values, problems = read_values(row, mapping, folder)
    if problems:
        raise row_error(problems[0])
    return values


def read_values(row: Row, mapping: ColumnMapping, folder: Path) -> tuple[dict[str, FillValue], tuple[CellProblem, ...]]:
    """The values of those cells that make any, and the problems of the others; otherwise as `row_values`."""
    problems = _row_problems(row, mapping)
    if problems and row.problem_column is None:
        return {}, problems
    values: dict[str, FillValue] = {}
    found = list(problems)
    for column in _of_use(mapping, ColumnUse.VALUE):
        cell = row.cells[column.index]
        if column.index != row.problem_column and (column.slot.kind is SlotKind.TEXT or cell.strip()):
            try:
                values[column.slot.key] = parse_value(column.slot, cell, folder=folder)
            except FillError as error:
                found.append(_problem(row, mapping, column, error))
    for column in mapping.slot_columns:
        cell = row.cells[column.index].strip()
        media = values.get(column.slot.key)
        if column.use is not ColumnUse.VALUE and cell and isinstance(media, MediaFill):
            try:
                values[column.slot.key] = _fitted(media, column, cell)
            except FillError as error:
                found.append(_problem(row, mapping, column, error))
    return values, tuple(found)


def example_sheet(slots: Iterable[Slot]) -> bytes:
    """A CSV file to start from: a column for each slot and one for the film's name, and the template's own values.

    UTF-8 with a byte order mark, which is what Excel needs to show every letter.
    """
    known = tuple(slots)
    names = column_names(known, known)
    free = next((name for name in NAME_COLUMNS if plain_name(name) not in map(plain_name, names)), None)
    examples = [slot.default if slot.kind is SlotKind.TEXT else stored_name(slot.default) for slot in known]
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([*names, *([free] if free is not None else [])])
    writer.writerow([*examples, *(["example"] if free is not None else [])])
    return text.getvalue().encode("utf-8-sig")


def column_names(slots: Iterable[Slot], among: Iterable[Slot]) -> list[str]:
    """For each slot a column's name that means it and no other slot."""
    known = tuple(among)
    return [_unique_name(slot, known) for slot in slots]


def _unique_name(slot: Slot, slots: tuple[Slot, ...]) -> str:
    """The first of label, aliases and key that means only this slot and survives being a column's name."""
    taken = {plain_name(name) for other in slots if other != slot for name in (other.label, *other.aliases)}
    names = (name for name in (slot.label, *slot.aliases) if name == " ".join(name.split()))
    return next((name for name in names if plain_name(name) not in taken), slot.key)


def _row_problems(row: Row, mapping: ColumnMapping) -> tuple[CellProblem, ...]:
    if not row.problem:
        return ()
    title = f"Row {row.number} of {mapping.sheet} cannot be used: {row.problem}."
    kind = ProblemKind.CELLS if row.problem_column is None else ProblemKind.TEXT
    error = RowError(title, "", "Correct the sheet.").info()
    what = f"{row.problem[:1].upper()}{row.problem[1:]}."
    return (CellProblem(kind=kind, column=row.problem_column, error=error, what=what),)


def _problem(row: Row, mapping: ColumnMapping, column: SlotColumn, error: FillError) -> CellProblem:
    place = f"Row {row.number}, {column_title(mapping.columns, column.index)} of {mapping.sheet}"
    kind = value_kind(error) if column.use is ColumnUse.VALUE else ProblemKind.SETTING
    return cell_problem(kind, column.index, place, error)


def _fitted(media: MediaFill, column: SlotColumn, cell: str) -> MediaFill:
    label = column.slot.label
    if column.use is ColumnUse.FIT:
        return replace(media, fit=parse_fit(cell, label))
    if column.use is ColumnUse.FOCAL:
        return replace(media, focal=parse_focal(cell, label))
    return replace(media, fit=Fit.CROP, crop=parse_crop(cell, label))


def _of_use(mapping: ColumnMapping, use: ColumnUse) -> Iterator[SlotColumn]:
    return (column for column in mapping.slot_columns if column.use is use)
