"""Looking at all rows of a spreadsheet before any is rendered, so that good rows can go on without the bad ones."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from app.core.errors import ErrorInfo, FarmhandError, RowError
from app.core.jobs import RenderWarning
from app.core.model import Struct
from app.core.slots import FillValue, MediaFill, Slot
from app.template.output_names import output_name, shared_names
from app.template.photos import photo_warnings
from app.template.rows import ColumnMapping, ColumnUse, row_values
from app.template.sheets import Row, Sheet, column_title


class CheckedRow(Struct, frozen=True):
    """One row as it was found: the film's file name without ending, its values, or the problem that it has.

    `values` are by slot key and empty when there is a `problem`; `warnings` do not keep a row from being rendered.
    """

    number: int
    name: str = ""
    values: dict[str, FillValue] = {}
    problem: ErrorInfo | None = None
    warnings: tuple[RenderWarning, ...] = ()


def check_rows(
    sheet: Sheet, mapping: ColumnMapping, folder: Path, *, pattern: str, fields: Mapping[str, str] | None = None
) -> tuple[CheckedRow, ...]:
    """Every row of `sheet` (read with `keep_bad_rows`), checked on its own; of photos only the header is read.

    `folder`, `pattern` and `fields` are as in `row_values` and `output_name`. Rows that would write the same film all
    have that as their problem. Raises `UsageError` for a pattern that names an unknown field.
    """
    names = {row.number: output_name(pattern, row, mapping, fields=fields) for row in sheet.rows}
    doubled = shared_names(names)
    photos = _Photos()
    return tuple(_checked(row, mapping, folder, names[row.number], doubled, photos) for row in sheet.rows)


def _checked(
    row: Row, mapping: ColumnMapping, folder: Path, name: str, doubled: Mapping[int, RowError], photos: _Photos
) -> CheckedRow:
    try:
        values = row_values(row, mapping, folder)
        warnings = photos.warnings(row, mapping, values)
    except FarmhandError as error:
        return CheckedRow(number=row.number, name=name, problem=error.info())
    if row.number in doubled:
        return CheckedRow(number=row.number, name=name, problem=doubled[row.number].info())
    return CheckedRow(number=row.number, name=name, values=values, warnings=warnings)


class _Photos:
    """Looks at each photo once per slot, however many rows use it."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, MediaFill], tuple[RenderWarning, ...] | FarmhandError] = {}

    def warnings(self, row: Row, mapping: ColumnMapping, values: Mapping[str, FillValue]) -> tuple[RenderWarning, ...]:
        found: list[RenderWarning] = []
        for column in mapping.slot_columns:
            value = values.get(column.slot.key)
            if isinstance(value, MediaFill) and column.use is ColumnUse.VALUE:
                seen = self._look(column.slot, value)
                if isinstance(seen, FarmhandError):
                    place = f"Row {row.number}, {column_title(mapping.columns, column.index)} of {mapping.sheet}"
                    raise RowError(f"{place}: {seen.title}", seen.cause, seen.next_step)
                found.extend(seen)
        return tuple(found)

    def _look(self, slot: Slot, media: MediaFill) -> tuple[RenderWarning, ...] | FarmhandError:
        key = (slot.key, media)
        if key not in self._known:
            try:
                self._known[key] = photo_warnings(slot, media, Path(media.path))
            except FarmhandError as error:
                self._known[key] = error
        return self._known[key]
