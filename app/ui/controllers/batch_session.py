"""What has to be kept of a batch so that it can be opened again as it was, edits that were not saved included."""

from __future__ import annotations

from itertools import count
from pathlib import Path

from app.core.model import Struct
from app.template.columns import ColumnChoice
from app.template.grid import Grid, GridRow
from app.template.sheet_files import SheetFormat
from app.ui.controllers.batch_document import BatchDocument
from app.ui.controllers.batch_source import BatchSource, SheetFile
from app.ui.controllers.compose_wishes import OutputWishes


class SessionRow(Struct, frozen=True):
    """A row with its number in the spreadsheet."""

    number: int
    cells: tuple[str, ...]
    enabled: bool = True


class BatchSession(Struct, frozen=True):
    """An open batch. Paths are absolute, or empty when there is none; `saved`: the file holds these rows.

    `title` is what people call it, `row` the number of the row that was looked at, `frame` counts from 0.
    """

    title: str
    template: str = ""
    comp_id: int | None = None
    sheet: str = ""
    form: SheetFormat = SheetFormat()
    stamp: tuple[int, int] | None = None
    saved: bool = False
    columns: tuple[str, ...] = ()
    rows: tuple[SessionRow, ...] = ()
    choices: dict[str, ColumnChoice] = {}
    wishes: OutputWishes = OutputWishes()
    row: int = 0
    frame: int | None = None

    def grid(self, fresh: count[int]) -> tuple[Grid, dict[int, int]]:
        """The rows with new ids, and their numbers by id."""
        rows = tuple(GridRow(id=next(fresh), cells=row.cells, enabled=row.enabled) for row in self.rows)
        numbers = {row.id: kept.number for row, kept in zip(rows, self.rows, strict=True)}
        return Grid(columns=self.columns, rows=rows), numbers

    def file(self) -> SheetFile:
        """The spreadsheet's file."""
        path = Path(self.sheet) if self.sheet else None
        return SheetFile(path.name if path is not None else self.title, path, self.form, stamp=self.stamp)


def session_of(
    source: BatchSource, document: BatchDocument, wishes: OutputWishes, *, row: int | None, frame: int
) -> BatchSession | None:
    """What is open; `row` is the id of the row that is looked at. None when nothing is open."""
    sheet, template = source.sheet, source.template_path
    if sheet is None and template is None:
        return None
    number = document.numbers.of
    title = sheet.name if sheet is not None else template.name if template is not None else ""
    return BatchSession(
        title=title,
        template=str(template.absolute()) if template is not None else "",
        comp_id=source.comp.id if source.comp is not None else None,
        sheet=str(sheet.path.absolute()) if sheet is not None and sheet.path is not None else "",
        form=sheet.form if sheet is not None else SheetFormat(),
        stamp=sheet.stamp if sheet is not None else None,
        saved=not document.unsaved,
        columns=document.grid.columns,
        rows=tuple(
            SessionRow(number=number(one.id), cells=one.cells, enabled=one.enabled) for one in document.grid.rows
        ),
        choices=dict(document.snapshot.choices),
        wishes=wishes,
        row=number(row) if row is not None else 0,
        frame=frame,
    )
