"""Looking at all rows of a spreadsheet before any is rendered, so that good rows can go on without the bad ones."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from msgspec.structs import replace

from app.core.errors import ErrorInfo, FarmhandError, MissingError, RowError
from app.core.jobs import MissingPolicy, RenderWarning
from app.core.model import Struct
from app.core.slots import FillValue, MediaFill, Slot, TextFill
from app.template.columns import ColumnMapping, ColumnUse, SlotColumn
from app.template.output_names import NamePattern, shared_names
from app.template.photos import photo_warnings
from app.template.problems import CellProblem, CellWarning, ProblemKind, cell_problem
from app.template.rows import read_values
from app.template.sheets import Row, Sheet, column_title

TextLook = Callable[[Slot, str], RenderWarning | None]
"""What lacks for a text in a slot's fonts, if anything. Raises FarmhandError when that cannot be told."""


class CheckedRow(Struct, frozen=True, gc=False):
    """One row as it was found: the film's file name without ending, its values, and the problems that it has.

    `values` are by slot key and empty when there are `problems`; `notes` do not keep a row from being rendered.
    """

    number: int
    name: str = ""
    values: dict[str, FillValue] = {}
    problems: tuple[CellProblem, ...] = ()
    notes: tuple[CellWarning, ...] = ()

    @property
    def problem(self) -> ErrorInfo | None:
        """The first problem, which names row and column."""
        return self.problems[0].error if self.problems else None

    @property
    def warnings(self) -> tuple[RenderWarning, ...]:
        """What is worth knowing about the row's values."""
        return tuple(note.warning for note in self.notes)


def check_rows(
    sheet: Sheet, mapping: ColumnMapping, folder: Path, *, pattern: str, fields: Mapping[str, str] | None = None
) -> tuple[CheckedRow, ...]:
    """Every row of `sheet` (read with `keep_bad_rows`), checked on its own; of photos only the header is read.

    `folder`, `pattern` and `fields` are as in `row_values` and `output_name`. Rows that would write the same film all
    have that as a problem. Raises `UsageError` for a pattern that names an unknown field.
    """
    checker = RowChecker(mapping, folder, pattern=pattern, fields=fields)
    rows = [checker.check(row) for row in sheet.rows]
    doubled = shared_names({row.number: row.name for row in rows})
    return tuple(with_shared_name(row, doubled[row.number], mapping) if row.number in doubled else row for row in rows)


def with_shared_name(row: CheckedRow, error: RowError, mapping: ColumnMapping) -> CheckedRow:
    """The row with the problem that another row would write the same film; a problem of its own comes first."""
    column = mapping.name_index
    problem = CellProblem(kind=ProblemKind.NAME, column=column, error=error.info(), what=error.title)
    return replace(row, values={}, problems=(*row.problems, problem))


class RowChecker:
    """Checks rows one at a time, whatever else is in the sheet, so not whether films would have the same name.

    Each photo is looked at once per slot, however many rows use it. `texts` looks at texts; what it finds is a problem
    under the missing policy `fail`, else a note. Other arguments and errors as in `check_rows`.
    """

    def __init__(
        self,
        mapping: ColumnMapping,
        folder: Path,
        *,
        pattern: str,
        fields: Mapping[str, str] | None = None,
        texts: TextLook | None = None,
        missing: MissingPolicy = MissingPolicy.FAIL,
    ) -> None:
        self.mapping = mapping
        self._folder = folder
        self._texts, self._missing = texts, missing
        self._pattern = NamePattern(pattern, mapping, fields=fields)
        self._looked: dict[tuple[str, MediaFill], tuple[RenderWarning, ...] | FarmhandError] = {}

    def check(self, row: Row) -> CheckedRow:
        """The row as it is found now."""
        values, problems = read_values(row, self.mapping, self._folder)
        found, notes = list(problems), list[CellWarning]()
        for column in self.mapping.slot_columns:
            value = values.get(column.slot.key)
            if column.use is not ColumnUse.VALUE or value is None:
                continue
            kind = ProblemKind.PHOTO if isinstance(value, MediaFill) else ProblemKind.CHARACTERS
            seen = self._seen(column, value)
            if isinstance(seen, FarmhandError):
                place = f"Row {row.number}, {column_title(self.mapping.columns, column.index)} of {self.mapping.sheet}"
                found.append(cell_problem(kind, column.index, place, seen))
            else:
                notes.extend(CellWarning(column=column.index, warning=warning) for warning in seen)
        return CheckedRow(
            number=row.number,
            name=self._pattern.name(row),
            values={} if found else values,
            problems=tuple(found),
            notes=() if found else tuple(notes),
        )

    def forget_photos(self) -> None:
        """Look at all photos anew, as when somebody may have changed them."""
        self._looked.clear()

    def _seen(self, column: SlotColumn, value: FillValue) -> tuple[RenderWarning, ...] | FarmhandError:
        if isinstance(value, MediaFill):
            return self._look(column.slot, value)
        return self._look_at_text(column.slot, value)

    def _look_at_text(self, slot: Slot, value: TextFill) -> tuple[RenderWarning, ...] | FarmhandError:
        try:
            lacking = self._texts(slot, value.text) if self._texts is not None else None
        except FarmhandError as error:
            return error
        if lacking is None:
            return ()
        if self._missing is MissingPolicy.SUBSTITUTE:
            return (lacking,)
        return MissingError(lacking.what, "", "Write it with other characters, or accept substitutes for them.")

    def _look(self, slot: Slot, media: MediaFill) -> tuple[RenderWarning, ...] | FarmhandError:
        key = (slot.key, media)
        if key not in self._looked:
            try:
                self._looked[key] = photo_warnings(slot, media, Path(media.path))
            except FarmhandError as error:
                self._looked[key] = error
        return self._looked[key]
