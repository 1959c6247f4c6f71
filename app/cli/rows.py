"""The films that a user asks for: one from `--set`, or one per row of a spreadsheet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from app.core.errors import PhotoError, RowError
from app.core.slots import FillValue, MediaFill, Slot
from app.template.output_names import default_pattern, output_names, safe_file_name
from app.template.photos import photo_warnings
from app.template.rows import ColumnMapping, map_columns, row_values
from app.template.sheets import read_sheet
from app.template.values import parse_assignments


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

    `keep_unfilled` permits slots that neither the spreadsheet nor `--set` fills.
    """

    csv: Path | None
    settings: Sequence[str]
    pattern: str | None = None
    keep_unfilled: bool = True


def read_rows(slots: tuple[Slot, ...], wishes: RowWishes, *, template: str) -> FilmRows:
    """The films wanted. `--set` values apply to every row and give way to the row's own cells.

    `template` is the template's name, used where nothing else names a film. Raises `RowError`, `FillError` and
    `UsageError`.
    """
    common = parse_assignments(slots, wishes.settings, folder=Path.cwd())
    photos = PhotoCheck(slots)
    if wishes.csv is None:
        photos.check(common)
        name = safe_file_name(wishes.pattern or template)
        return FilmRows(rows=(FilmRow(number=None, values=common, name=name or "film"),))
    sheet = read_sheet(wishes.csv)
    if not sheet.rows:
        raise RowError(f"{sheet.name} has no rows below its header.", "", "Add a row for each film.")
    mapping = map_columns(sheet, slots)
    notes = _check(mapping, slots, common, keep_unfilled=wishes.keep_unfilled)
    pattern = wishes.pattern or default_pattern(mapping)
    names = output_names(pattern, sheet.rows, mapping, fields={"template": template})
    folder = wishes.csv.absolute().parent
    rows = []
    for row in sheet.rows:
        values = {**common, **row_values(row, mapping, folder)}
        photos.check(values, where=f"Row {row.number} of {sheet.name}: ")
        rows.append(FilmRow(row.number, values, names[row.number]))
    return FilmRows(rows=tuple(rows), notes=notes)


class PhotoCheck:
    """Looks at the headers of photos before anything is rendered; each file once per slot."""

    def __init__(self, slots: tuple[Slot, ...]) -> None:
        self._slots = {slot.key: slot for slot in slots}
        self._checked: set[tuple[str, MediaFill]] = set()

    def check(self, values: Mapping[str, FillValue], *, where: str = "") -> None:
        """Raise `RowError` or, outside a spreadsheet, `PhotoError` for a photo that cannot be used."""
        for key, value in values.items():
            if not isinstance(value, MediaFill) or (key, value) in self._checked:
                continue
            try:
                photo_warnings(self._slots[key], value, Path(value.path))
            except PhotoError as error:
                if not where:
                    raise
                raise RowError(where + error.title, error.cause, error.next_step) from error
            self._checked.add((key, value))


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
