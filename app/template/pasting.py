"""Cells on the clipboard, as Excel, LibreOffice and Google Sheets put them there: text with tabs and line ends.

A cell with a tab or a line end in it stands in quotation marks, and its own are doubled; others are as they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

_QUOTED = re.compile(r'"((?:[^"]|"")*)"(?=\t|\n|\Z)')
_PLAIN = re.compile(r"[^\t\n]*")


Cells = tuple[tuple[str, ...], ...]
"""A block of cells, row by row; rows may differ in length."""


def parse_cells(text: str) -> Cells:
    """The cells that a clipboard holds. Every text is a block of at least one cell."""
    clean = text.replace("\r\n", "\n").replace("\r", "\n").removesuffix("\n")
    rows: list[tuple[str, ...]] = []
    cells: list[str] = []
    position = 0
    while True:
        cell, position = _cell(clean, position)
        cells.append(cell)
        at_end = position >= len(clean)
        if at_end or clean[position] == "\n":
            rows.append(tuple(cells))
            cells = []
        if at_end:
            return tuple(rows)
        position += 1


def format_cells(rows: Iterable[Sequence[str]]) -> str:
    """The text that puts these cells on the clipboard. Line ends in cells must be line feeds."""
    return "".join("\t".join(_written(cell) for cell in cells) + "\n" for cells in rows)


def _cell(text: str, position: int) -> tuple[str, int]:
    quoted = _QUOTED.match(text, position)
    # Quotation marks around a plain word are the word's own: spreadsheet programs add none there.
    if quoted is not None and re.search(r'[\t\n]|""', quoted.group(1)):
        return quoted.group(1).replace('""', '"'), quoted.end()
    plain = _PLAIN.match(text, position)
    return (plain.group(), plain.end()) if plain is not None else ("", position)


def _written(cell: str) -> str:
    # A mark at the start could be taken for one that spreadsheet programs add.
    marked = "\t" in cell or "\n" in cell or cell.startswith('"')
    return '"' + cell.replace('"', '""') + '"' if marked else cell
