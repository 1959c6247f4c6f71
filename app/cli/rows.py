"""The films that a user asks for: one from `--set`, or one per row of a spreadsheet."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from msgspec.structs import replace

from app.core.errors import RowError, UsageError
from app.core.slots import FillValue, MediaFill, Slot
from app.farm.wording import listed
from app.template.batch import CheckedRow, check_rows
from app.template.output_names import default_pattern, output_name, safe_file_name
from app.template.photos import photo_warnings
from app.template.rows import ColumnMapping, Row, Sheet, map_columns, read_sheet
from app.template.slots import find_slot
from app.template.values import parse_assignments

TOLD_PROBLEMS = 10
"""So many bad rows are spelled out in an error; the rest is counted."""

LISTED_ROWS = 12

_ROW_FIELD = re.compile(r"\{row[:}]", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class FilmRow:
    """One film: the spreadsheet's row number (None without one), its values by slot key, its name without ending."""

    number: int | None
    values: Mapping[str, FillValue]
    name: str


@dataclass(frozen=True, slots=True)
class FilmRows:
    """The films of a batch, and what is worth knowing about the spreadsheet."""

    rows: tuple[FilmRow, ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RowWishes:
    """What the user said about the values: a spreadsheet, `--set`, the file-name pattern.

    `row` picks a single row of the spreadsheet; what is wrong with others then does not matter. `keep_unfilled`
    permits slots that neither the spreadsheet nor `--set` fills.
    """

    csv: Path | None
    settings: Sequence[str]
    pattern: str | None = None
    row: int | None = None
    keep_unfilled: bool = True


def read_rows(slots: tuple[Slot, ...], wishes: RowWishes, *, fields: Mapping[str, str]) -> FilmRows:
    """The films wanted. `--set` values apply to every row and give way to the row's own cells.

    `fields` are what a file name's pattern may speak of besides the spreadsheet's columns; its “template” names a
    film that nothing else names. Raises `RowError`, `FillError` and `UsageError`.
    """
    common = parse_assignments(slots, wishes.settings, folder=Path.cwd())
    check_photos(slots, common)
    if wishes.csv is None:
        return FilmRows(rows=(FilmRow(number=None, values=common, name=_single_name(wishes.pattern, fields)),))
    sheet = _wanted_rows(read_sheet(wishes.csv, keep_bad_rows=True), wishes.row)
    mapping = map_columns(sheet, slots)
    notes = _check(mapping, slots, common, keep_unfilled=wishes.keep_unfilled)
    pattern = wishes.pattern or default_pattern(mapping)
    rows = check_rows(sheet, mapping, wishes.csv.absolute().parent, pattern=pattern, fields=fields)
    refuse_bad_rows(rows, sheet.name)
    return FilmRows(rows=tuple(FilmRow(row.number, {**common, **row.values}, row.name) for row in rows), notes=notes)


def check_photos(slots: Sequence[Slot], values: Mapping[str, FillValue]) -> None:
    """Look at the headers of photos before anything is rendered. Raises `PhotoError` for one that cannot be used."""
    for key, value in values.items():
        if isinstance(value, MediaFill):
            photo_warnings(find_slot(slots, key), value, Path(value.path))


def refuse_bad_rows(rows: Sequence[CheckedRow], sheet: str) -> None:
    """Raise one `RowError` that speaks of everything that is wrong with the rows, if anything is."""
    # Rows that would write the same film all have the same problem: it is said once.
    problems = tuple({row.problem.title: row.problem for row in rows if row.problem is not None}.values())
    if not problems:
        return
    if len(problems) == 1:
        raise RowError(problems[0].title, problems[0].cause, problems[0].next_step)
    lines = [" ".join(filter(None, (problem.title, problem.cause))) for problem in problems[:TOLD_PROBLEMS]]
    if len(problems) > TOLD_PROBLEMS:
        lines.append(f"And {len(problems) - TOLD_PROBLEMS} more.")
    count = sum(row.problem is not None for row in rows)
    raise RowError(
        f"{count} of {len(rows)} rows of {sheet} cannot be used.",
        "\n".join(lines),
        "Nothing was rendered. Correct the sheet and try again.",
    )


def _wanted_rows(sheet: Sheet, number: int | None) -> Sheet:
    if not sheet.rows:
        raise RowError(f"{sheet.name} has no rows below its header.", "", "Add a row for each film.")
    if number is None:
        return sheet
    rows = tuple(row for row in sheet.rows if row.number == number)
    if not rows:
        known = listed([str(row.number) for row in sheet.rows], LISTED_ROWS)
        raise UsageError(f"{sheet.name} has no row {number} with values.", next_step=f"Its rows are {known}.")
    return replace(sheet, rows=rows)


def _single_name(pattern: str | None, fields: Mapping[str, str]) -> str:
    """The name of a film that no spreadsheet names."""
    if pattern is None:
        return safe_file_name(fields["template"]) or "film"
    if _ROW_FIELD.search(pattern):
        raise UsageError(
            f"The file name pattern “{pattern}” names the row of a spreadsheet, but none was given.",
            next_step="Add --csv FILE, or leave {row} out.",
        )
    nothing = ColumnMapping(sheet="", columns=(), slot_columns=())
    return output_name(pattern, Row(number=1, cells=()), nothing, fields=fields)


def _check(
    mapping: ColumnMapping, slots: tuple[Slot, ...], common: Mapping[str, FillValue], *, keep_unfilled: bool
) -> tuple[str, ...]:
    """What of sheet and template does not meet, as notes; unfilled slots are an error unless they are permitted."""
    labels = {slot.key: slot.label for slot in slots}
    unfilled = ", ".join(f"“{labels[key]}”" for key in mapping.unfilled if key not in common)
    unused = ", ".join(f"“{name}”" for name in mapping.unmatched)
    unused_note = (f"No slot is called {unused}; not used from {mapping.sheet}.",) if unused else ()
    if not unfilled:
        return unused_note
    if not keep_unfilled:
        raise RowError(
            f"{mapping.sheet} has no column for {unfilled}.",
            " ".join(unused_note),
            "Add the column, fill it with --set, or add --keep-unfilled to leave it as it is in the template.",
        )
    return (*unused_note, f"Left as in the template: {unfilled}.")
