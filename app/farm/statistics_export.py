"""Tables as CSV files that spreadsheet programs read without a question: UTF-8 with its mark, lines with CRLF."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path

from app.farm.files import translated, write_durably

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def csv_bytes(table: Sequence[Sequence[str | float]]) -> bytes:
    """Lines of cells as a file's content. Numbers are written with a point; texts never become formulas."""
    text = io.StringIO()
    csv.writer(text).writerows([[_cell(one) for one in line] for line in table])
    return text.getvalue().encode("utf-8-sig")


def write_csv(path: Path, table: Sequence[Sequence[str | float]]) -> None:
    """Write a table, whole or not at all, in place of a file of that name. Raises `StorageError`."""
    with translated("write", path):
        write_durably(path, csv_bytes(table))


def _cell(value: str | float) -> str | float:
    # Names of jobs and templates are other people's words, and spreadsheet programs run what begins like a formula.
    if isinstance(value, str):
        return f"'{value}" if value.startswith(_FORMULA) else value
    return round(value, 6)
