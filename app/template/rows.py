"""From a spreadsheet to fills: which column fills which slot, and the values of one row."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from enum import StrEnum
from pathlib import Path

import msgspec

from app.core.errors import FillError, RowError
from app.core.model import Struct
from app.core.slots import FillValue, Fit, MediaFill, Slot, SlotKind
from app.template.locate import stored_name
from app.template.names import plain_name, suggestion
from app.template.sheets import Row, Sheet, column_title, read_sheet
from app.template.slots import match_slots, slot_name
from app.template.values import parse_crop, parse_fit, parse_focal, parse_value

__all__ = [
    "ColumnMapping",
    "ColumnUse",
    "Row",
    "Sheet",
    "SlotColumn",
    "example_sheet",
    "map_columns",
    "read_sheet",
    "row_values",
]

NAME_COLUMNS = ("output", "filename", "name")
"""Columns that give a film its name, when no slot has that name."""


class ColumnUse(StrEnum):
    """What a column says about its slot: the value itself, or how its photo is fitted (`fit:<slot>` and so on)."""

    VALUE = "value"
    FIT = "fit"
    FOCAL = "focal"
    CROP = "crop"


class SlotColumn(Struct, frozen=True):
    """A column, by its index, and the slot that it fills or whose photo it describes."""

    index: int
    slot: Slot
    use: ColumnUse = ColumnUse.VALUE


class ColumnMapping(Struct, frozen=True):
    """Which columns fill which slots.

    `name_index` is the column with the film's name. `unmatched` are the names of columns that mean nothing to the
    template, `unfilled` the keys of slots that no column fills.
    """

    sheet: str
    columns: tuple[str, ...]
    slot_columns: tuple[SlotColumn, ...]
    name_index: int | None = None
    unmatched: tuple[str, ...] = ()
    unfilled: tuple[str, ...] = ()


def map_columns(sheet: Sheet, slots: Iterable[Slot], *, required: Iterable[str] = ()) -> ColumnMapping:
    """Match columns to slots by key, label or alias, without case, spaces and accents.

    Raises `RowError` when a `required` column is not there, when a column may mean several slots, or when two
    columns fill the same slot.
    """
    known = tuple(slots)
    _check_required(sheet, required)
    found = [_slot_column(sheet, index, known) for index in range(len(sheet.columns))]
    slot_columns = tuple(column for column in found if column is not None)
    _refuse_doubles(sheet, slot_columns)
    free = [index for index, column in enumerate(found) if column is None and sheet.columns[index]]
    name_index = next(
        (index for name in NAME_COLUMNS for index in free if plain_name(sheet.columns[index]) == name), None
    )
    filled = {column.slot.key for column in slot_columns if column.use is ColumnUse.VALUE}
    return ColumnMapping(
        sheet=sheet.name,
        columns=sheet.columns,
        slot_columns=slot_columns,
        name_index=name_index,
        unmatched=tuple(sheet.columns[index] for index in free if index != name_index),
        unfilled=tuple(slot.key for slot in known if slot.key not in filled),
    )


def row_values(row: Row, mapping: ColumnMapping, folder: Path) -> dict[str, FillValue]:
    """The values of one row by slot key; relative photo paths start at `folder`.

    An empty text cell is an empty text; an empty photo cell keeps the template's own photo. Raises `RowError`,
    which names row and column, for values that do not fit and photos that are not there.
    """
    if row.problem:
        raise RowError(f"Row {row.number} of {mapping.sheet} cannot be used: {row.problem}.", "", "Correct the sheet.")
    values: dict[str, FillValue] = {}
    for column in _of_use(mapping, ColumnUse.VALUE):
        cell = row.cells[column.index]
        if column.slot.kind is SlotKind.TEXT or cell.strip():
            with_row = _Place(row, mapping, column.index)
            values[column.slot.key] = with_row.value(column.slot, cell, folder)
    for column in mapping.slot_columns:
        cell = row.cells[column.index].strip()
        media = values.get(column.slot.key)
        if column.use is not ColumnUse.VALUE and cell and isinstance(media, MediaFill):
            values[column.slot.key] = _Place(row, mapping, column.index).fitted(media, column, cell)
    return values


def example_sheet(slots: Iterable[Slot]) -> bytes:
    """A CSV file to start from: a column for each slot and one for the film's name, and the template's own values.

    UTF-8 with a byte order mark, which is what Excel needs to show every letter.
    """
    known = tuple(slots)
    names = [_unique_name(slot, known) for slot in known]
    free = next((name for name in NAME_COLUMNS if plain_name(name) not in map(plain_name, names)), None)
    examples = [slot.default if slot.kind is SlotKind.TEXT else stored_name(slot.default) for slot in known]
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([*names, *([free] if free is not None else [])])
    writer.writerow([*examples, *(["example"] if free is not None else [])])
    return text.getvalue().encode("utf-8-sig")


def _unique_name(slot: Slot, slots: tuple[Slot, ...]) -> str:
    """The first of label, aliases and key that means only this slot and survives being a column's name."""
    taken = {plain_name(name) for other in slots if other != slot for name in (other.label, *other.aliases)}
    names = (name for name in (slot.label, *slot.aliases) if name == " ".join(name.split()))
    return next((name for name in names if plain_name(name) not in taken), slot.key)


class _Place(msgspec.Struct, frozen=True):
    """Where a value stands, so that what is wrong with it is said with row and column."""

    row: Row
    mapping: ColumnMapping
    index: int

    def value(self, slot: Slot, cell: str, folder: Path) -> FillValue:
        try:
            return parse_value(slot, cell, folder=folder)
        except FillError as error:
            raise self._error(error) from error

    def fitted(self, media: MediaFill, column: SlotColumn, cell: str) -> MediaFill:
        label = column.slot.label
        try:
            if column.use is ColumnUse.FIT:
                return msgspec.structs.replace(media, fit=parse_fit(cell, label))
            if column.use is ColumnUse.FOCAL:
                return msgspec.structs.replace(media, focal=parse_focal(cell, label))
            return msgspec.structs.replace(media, fit=Fit.CROP, crop=parse_crop(cell, label))
        except FillError as error:
            raise self._error(error) from error

    def _error(self, error: FillError) -> RowError:
        column = column_title(self.mapping.columns, self.index)
        title = f"Row {self.row.number}, {column} of {self.mapping.sheet}: {error.title}"
        return RowError(title, error.cause, error.next_step)


def _of_use(mapping: ColumnMapping, use: ColumnUse) -> Iterator[SlotColumn]:
    return (column for column in mapping.slot_columns if column.use is use)


def _check_required(sheet: Sheet, required: Iterable[str]) -> None:
    present = {plain_name(column) for column in sheet.columns}
    absent = [name for name in required if plain_name(name) not in present]
    if absent:
        names = ", ".join(f"“{name}”" for name in absent)
        raise RowError(
            f"{sheet.name} has no column {names}.",
            suggestion(absent[0], (column for column in sheet.columns if column)),
            "Add the column or correct its name in row 1.",
        )


def _slot_column(sheet: Sheet, index: int, slots: tuple[Slot, ...]) -> SlotColumn | None:
    name = sheet.columns[index]
    found, use = match_slots(slots, name), ColumnUse.VALUE
    prefix, separator, rest = name.partition(":")
    settings = {use.value for use in ColumnUse} - {ColumnUse.VALUE.value}
    if not found and separator and prefix.strip().lower() in settings:
        use = ColumnUse(prefix.strip().lower())
        found = [slot for slot in match_slots(slots, rest.strip()) if slot.kind is SlotKind.PHOTO]
    if len(found) > 1:
        raise RowError(
            f"In {sheet.name}, {column_title(sheet.columns, index)} may mean several slots.",
            f"They are {', '.join(slot_name(slot) for slot in found)}.",
            "Name the column by one of these.",
        )
    return SlotColumn(index=index, slot=found[0], use=use) if found else None


def _refuse_doubles(sheet: Sheet, slot_columns: tuple[SlotColumn, ...]) -> None:
    seen: dict[tuple[str, ColumnUse], int] = {}
    for column in slot_columns:
        other = seen.setdefault((column.slot.key, column.use), column.index)
        if other != column.index:
            both = f"{column_title(sheet.columns, other)} and {column_title(sheet.columns, column.index)}"
            raise RowError(f"Two columns of {sheet.name} fill “{column.slot.label}”.", f"They are {both}.")
