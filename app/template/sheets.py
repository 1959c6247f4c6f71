"""Reading a spreadsheet that was saved as text (CSV): encoding, delimiter, cells and their row numbers.

Row numbers are the spreadsheet's own: the header is row 1, a cell of several lines is one row, an empty row counts.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path

from app.core.errors import RowError
from app.core.model import Struct
from app.template.encodings import decode_sheet
from app.template.names import plain_name
from app.template.values import forbidden_character

MAX_BYTES = 64 * 2**20
"""Larger files are refused; ten thousand rows of long texts are some 10 MB."""

DELIMITERS = (",", ";", "\t")

_SNIFFED_ROWS = 30
_SEPARATOR_LINE = re.compile(r'"?sep=(.)"?(\r\n|\r|\n)', re.IGNORECASE)
_TOLD_PROBLEMS = 5


class Row(Struct, frozen=True, gc=False):
    """One row: the spreadsheet's row number, one cell per column, and what makes it unusable, if anything.

    `problem_column` is the index of the column that the problem is in; None: it is the row's as a whole.
    """

    number: int
    cells: tuple[str, ...]
    problem: str = ""
    problem_column: int | None = None


class Sheet(Struct, frozen=True):
    """A spreadsheet's columns and its rows that are not empty; `encoding` and `delimiter` are those that were found."""

    name: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    encoding: str = "utf-8"
    delimiter: str = ","


class Records(Struct, frozen=True):
    """A spreadsheet as it is written: rows that are not empty, by their number, each with the cells that it has.

    `separator_line` says that the file begins with Excel's line about its delimiter.
    """

    name: str
    columns: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]
    encoding: str
    delimiter: str
    separator_line: bool = False


def read_sheet(
    path: Path, *, encoding: str | None = None, delimiter: str | None = None, keep_bad_rows: bool = False
) -> Sheet:
    """Read a CSV file; `encoding` and `delimiter` are found out where they are not given.

    Raises `RowError`, which names row and column, for a file that is no CSV, unreadable characters, columns of the
    same name, rows with too few or too many cells, and control characters. With `keep_bad_rows` those rows are kept
    with their `problem` instead, so that the good ones can be used.
    """
    records = read_records(path, encoding=encoding, delimiter=delimiter)
    rows = tuple(sheet_row(number, cells, records.columns) for number, cells in records.rows)
    if not keep_bad_rows:
        _refuse_bad_rows(rows, path.name)
    return Sheet(
        name=path.name,
        columns=records.columns,
        rows=rows,
        encoding=records.encoding,
        delimiter=records.delimiter,
    )


def read_records(path: Path, *, encoding: str | None = None, delimiter: str | None = None) -> Records:
    """Read a CSV file without judging its rows; line ends inside of cells become line feeds.

    Raises `RowError` as `read_sheet` does, but not for the cells of rows.
    """
    text, found_encoding = decode_sheet(_read(path), path.name, encoding)
    first_line = _SEPARATOR_LINE.match(text)
    if first_line is not None:
        # Excel writes and understands such a line, but does not count it as a row.
        text = text[first_line.end() :]
        delimiter = delimiter or first_line.group(1)
    delimiter = delimiter or _sniff_delimiter(text)
    records = _records(text, delimiter, path.name)
    columns = _header(next(records, (1, [])), path.name)
    return Records(
        name=path.name,
        columns=columns,
        rows=tuple((number, tuple(cells)) for number, cells in records if any(cell.strip() for cell in cells)),
        encoding=found_encoding,
        delimiter=delimiter,
        separator_line=first_line is not None,
    )


def sheet_row(number: int, cells: Sequence[str], columns: Sequence[str]) -> Row:
    """A row that has a cell for each column, with what is wrong with the cells as they were written."""
    surplus = cells[len(columns) :]
    problem, problem_column = "", None
    if any(cell.strip() for cell in surplus):
        problem = f"it has {len(cells)} cells for {len(columns)} columns; a cell with a comma needs quotation marks"
    elif len(cells) < len(columns):
        problem = f"it has {len(cells)} cells for {len(columns)} columns"
    for index, cell in enumerate(cells):
        bad = forbidden_character(cell)
        if bad is not None:
            problem = f"{column_title(columns, index)} holds {bad}"
            problem_column = index if index < len(columns) else None
            break
    padded = (*cells, *[""] * (len(columns) - len(cells)))
    return Row(number=number, cells=tuple(padded[: len(columns)]), problem=problem, problem_column=problem_column)


def column_letter(index: int) -> str:
    """The letter by which a spreadsheet program calls the column of that index (0 is A, 26 is AA)."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def column_title(columns: Sequence[str], index: int) -> str:
    """A column as people know it: its letter, and its name where it has one."""
    name = columns[index] if index < len(columns) else ""
    return f"column {column_letter(index)} (“{name}”)" if name else f"column {column_letter(index)}"


def _read(path: Path) -> bytes:
    step = "Choose a spreadsheet that was saved as CSV."
    try:
        if path.is_dir():
            raise RowError(f"{path.name} is a folder.", "", step)
        if path.stat().st_size > MAX_BYTES:
            raise RowError(f"{path.name} is too large.", f"At most {MAX_BYTES // 2**20} MB are taken.", step)
        data = path.read_bytes()
    except FileNotFoundError as error:
        raise RowError(f"{path.name} was not found.", str(path), step) from error
    except (OSError, ValueError) as error:
        raise RowError(f"{path.name} cannot be read.", str(error), step) from error
    if not data.strip():
        raise RowError(f"{path.name} is empty.", "It has not even a row of column names.", step)
    if data.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise RowError(
            f"{path.name} is a workbook, not a CSV file.",
            "Workbooks (.xlsx, .xls, .ods) are not read directly.",
            "Save the sheet as “CSV UTF-8” and choose that file.",
        )
    return data


def _sniff_delimiter(text: str) -> str:
    """The delimiter that cuts the first rows into the most columns, evenly."""
    best, best_score = DELIMITERS[0], (0.0, 0)
    for delimiter in DELIMITERS:
        try:
            sample = csv.reader(io.StringIO(text[: 2**18], newline=""), delimiter=delimiter)
            counts = [len(record) for record in islice(sample, _SNIFFED_ROWS) if record]
        except csv.Error:
            continue
        if counts and counts[0] > 1:
            score = (sum(count == counts[0] for count in counts) / len(counts), counts[0])
            if score > best_score:
                best, best_score = delimiter, score
    return best


def _records(text: str, delimiter: str, name: str) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    number = 0
    while True:
        number += 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise RowError(
                f"Row {number} of {name} cannot be read.",
                f"Its quotation marks do not match, or a cell is too long ({error}).",
                "Write a quotation mark inside a quoted cell twice, or save the sheet again.",
            ) from error
        yield number, [cell.replace("\r\n", "\n").replace("\r", "\n") for cell in cells]


def _header(record: tuple[int, list[str]], name: str) -> tuple[str, ...]:
    number, cells = record
    columns = tuple(" ".join(cell.split()) for cell in cells)
    while columns and not columns[-1]:
        columns = columns[:-1]
    if not columns:
        raise RowError(f"Row {number} of {name} holds no column names.", "", "Write the columns' names into row 1.")
    seen: dict[str, int] = {}
    for index, column in enumerate(columns):
        bad = forbidden_character(cells[index])
        if bad is not None:
            raise RowError(f"Row {number}, column {column_letter(index)} of {name} holds {bad}.", "", "Delete it.")
        if column and seen.setdefault(plain_name(column), index) != index:
            letters = f"{column_letter(seen[plain_name(column)])} and {column_letter(index)}"
            raise RowError(
                f"Two columns of {name} are called “{column}”.", f"They are {letters}.", "Rename one of them."
            )
    return columns


def _refuse_bad_rows(rows: tuple[Row, ...], name: str) -> None:
    bad = [row for row in rows if row.problem]
    if not bad:
        return
    others = [f"Row {row.number}: {row.problem}." for row in bad[1:_TOLD_PROBLEMS]]
    if len(bad) > _TOLD_PROBLEMS:
        others.append(f"{len(bad) - _TOLD_PROBLEMS} more rows cannot be used.")
    raise RowError(
        f"Row {bad[0].number} of {name} cannot be used: {bad[0].problem}.", " ".join(others), "Correct the sheet."
    )
