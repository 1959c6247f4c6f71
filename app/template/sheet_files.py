"""Writing a spreadsheet: a CSV file as it was read, with the same encoding, delimiter and rows."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path

from app.core.errors import RowError
from app.core.model import Struct
from app.template.files import write_atomic
from app.template.sheets import column_title
from app.template.values import forbidden_character

SAFE_ENCODING = "utf-8-sig"
"""Takes every character, and the mark at its start is what Excel needs to show them."""


class SheetFormat(Struct, frozen=True):
    """How a spreadsheet's text is written to its file."""

    encoding: str = SAFE_ENCODING
    delimiter: str = ","
    separator_line: bool = False


def sheet_bytes(columns: Sequence[str], rows: Sequence[Sequence[str]], form: SheetFormat) -> bytes:
    """The file's content. Raises `RowError`, naming row and column, for a character that the encoding has not."""
    text = io.StringIO()
    if form.separator_line:
        text.write(f"sep={form.delimiter}\r\n")
    writer = csv.writer(text, delimiter=form.delimiter, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows(rows)
    try:
        return text.getvalue().encode(form.encoding)
    except UnicodeEncodeError as error:
        raise _unwritable(columns, rows, form) from error


def write_sheet(path: Path, columns: Sequence[str], rows: Sequence[Sequence[str]], form: SheetFormat) -> SheetFormat:
    """Write the file at once or not at all; how it was written.

    A character that the encoding has not makes it a UTF-8 file. Raises `StorageError`, and `RowError` for half a
    character, which no file can hold.
    """
    try:
        content = sheet_bytes(columns, rows, form)
    except RowError:
        form = SheetFormat(delimiter=form.delimiter, separator_line=form.separator_line)
        content = sheet_bytes(columns, rows, form)
    write_atomic(content, path)
    return form


def _unwritable(columns: Sequence[str], rows: Sequence[Sequence[str]], form: SheetFormat) -> RowError:
    for number, cells in enumerate((columns, *rows), start=1):
        for index, cell in enumerate(cells):
            try:
                cell.encode(form.encoding)
            except UnicodeEncodeError as error:
                place = f"Row {number}, {column_title(columns, index)}"
                bad = forbidden_character(cell) or f"the character “{cell[error.start]}”"
                return RowError(f"{place} cannot be saved as {form.encoding}.", f"It holds {bad}.", "Delete it.")
    return RowError(f"The spreadsheet cannot be saved as {form.encoding}.", "", "Save it as UTF-8.")
