"""Spreadsheets: damage, wrong letters, and cells that mean something to somebody else."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from app.core.slots import Slot, SlotKind
from app.template.batch import check_rows
from app.template.columns import map_columns
from app.template.output_names import default_pattern
from app.template.pasting import parse_cells
from app.template.sheets import MAX_BYTES, read_sheet
from tests.hostile.harness import PLANTED, Case, Place

SLOTS = (
    Slot(key="layer/1/1", kind=SlotKind.TEXT, label="Title"),
    Slot(key="layer/1/2", kind=SlotKind.TEXT, label="Note", max_length=40),
    Slot(key="item/7", kind=SlotKind.PHOTO, label="Hero", item_id=7, width=4, height=4),
)


def _checked(make: Callable[[Place], bytes], place: Place) -> None:
    """Read and looked at row by row, as the window and `render --csv` do."""
    path = place.folder / "rows.csv"
    path.write_bytes(make(place))
    sheet = read_sheet(path, keep_bad_rows=True)
    mapping = map_columns(sheet, SLOTS)
    for row in check_rows(sheet, mapping, place.folder, pattern=default_pattern(mapping), fields={"template": "show"}):
        assert PLANTED not in repr(row.values)
        for problem in row.problems:
            assert problem.error.title and len(str(problem.error)) < 30_000
            assert "Row" in problem.error.title


def _strict(make: Callable[[Place], bytes], place: Place) -> None:
    """As where every row must be right."""
    path = place.folder / "rows.csv"
    path.write_bytes(make(place))
    read_sheet(path)


def _pasted(text: str, _: Place) -> None:
    assert sum(len(row) for row in parse_cells(text)) < 3_000_000


def _csv(*lines: str) -> bytes:
    return "\r\n".join(("title,note,hero,name", *lines, "")).encode()


_SHEETS: dict[str, Callable[[], bytes]] = {
    "a zero byte in a cell": lambda: _csv("a\0b,c,,d"),
    "zero bytes only": lambda: bytes(10_000),
    "UTF-16 without a mark": lambda: _csv("a,b,,c").decode().encode("utf-16-le"),
    "UTF-16 cut in half a character": lambda: _csv("a,b,,c").decode().encode("utf-16")[:-1],
    "UTF-32": lambda: _csv("a,b,,c").decode().encode("utf-32"),
    "marks of three encodings": lambda: b"\xef\xbb\xbf\xff\xfe\xfe\xff" + _csv("a,b,,c"),
    "no encoding at all": lambda: bytes(range(128, 256)) * 50,
    "bytes of one encoding in another": lambda: _csv("M\u00fcller,\u5c71,,x") + "R\u00e9union,b,,c".encode("latin-1"),
    "UTF-8 that is too long": lambda: _csv("a,b,,c") + b"\xc0\xaf,b,,c",
    "half characters": lambda: _csv("a,b,,c") + b"\xed\xa0\x80,b,,c",
    "a cell of a megabyte": lambda: _csv(f"{'a' * 1_000_000},b,,c"),
    "a cell just too long": lambda: _csv(f"{'a' * 131_073},b,,c"),
    "a quoted cell of a megabyte": lambda: _csv(f'"{"a," * 500_000}",b,,c'),
    "a quotation mark that never ends": lambda: _csv('"a,b,,c', *["d,e,,f"] * 1000),
    "quotation marks without end": lambda: _csv('"' * 100_001),
    "a quotation mark in mid-cell": lambda: _csv('a"b"c,"d"e,,f'),
    "delimiters without end": lambda: _csv("," * 200_000),
    "five thousand columns": lambda: (",".join(f"c{n}" for n in range(5_000)) + "\n" + "x," * 4_999).encode(),
    "ten thousand columns of one name": lambda: (",".join(["title"] * 10_000) + "\n").encode(),
    "no column names": lambda: b",,,\r\na,b,c,d\r\n",
    "a column name of control characters": lambda: b"ti\x07tle,note\r\na,b\r\n",
    "a column name of a megabyte": lambda: b"a" * 100_000 + b",note\r\na,b\r\n",
    "column names that differ in an accent": lambda: "title,t\u00edtle\r\na,b\r\n".encode(),
    "a hundred thousand empty rows": lambda: _csv(*[",,,"] * 100_000),
    "line ends of three systems": lambda: b"title,note\ra,b\nc,d\r\ne,f\n\r\r\n",
    "formulas": lambda: _csv("=cmd|'/c calc'!A0,+1+1,,@SUM(1)", '"=HYPERLINK(""http://203.0.113.9"")",-2,,-x'),
    "a delimiter of a quotation mark": lambda: b'sep="\r\ntitle"note\r\na"b\r\n',
    "a delimiter of a line end": lambda: b"sep=\r\r\ntitle,note\r\na,b\r\n",
    "a delimiter of zero": lambda: b"sep=\0\r\ntitle\0note\r\na\0b\r\n",
    "a delimiter of half a character": lambda: b"sep=\xed\xa0\x80\r\ntitle,note\r\n",
    "a photo of another computer's": lambda: _csv("a,b,http://203.0.113.9/a.jpg,c"),
    "a photo on a path without end": lambda: _csv(f"a,b,{'x' * 5000}.jpg,c", f"a,b,{'d/' * 5000}a.jpg,c"),
    "a photo that is a folder": lambda: _csv("a,b,.,c", "a,b,..,c", "a,b,/,c"),
    "a photo that is a device": lambda: _csv("a,b,/dev/zero,c", "a,b,/dev/stdin,c", "a,b,/proc/self/mem,c"),
    "a photo with settings without end": lambda: _csv(f"a,b,a.jpg{'|fit=cover' * 10_000},c"),
    "a photo with numbers that are none": lambda: _csv('a,b,"a.jpg|focal=nan,inf",c', 'a,b,"a.jpg|crop=1e999,0,1,1",c'),
    "film names that lead elsewhere": lambda: _csv(
        "a,b,,../../x", "a,b,,/etc/x", "a,b,,C:\\x", "a,b,,CON", "a,b,,\\\\h\\s"
    ),
    "film names of nothing": lambda: _csv('a,b,,"   "', "a,b,,...", "a,b,,\u200b\u200b", "a,b,,????"),
    "film names without end": lambda: _csv(f"a,b,,{'x' * 100_000}"),
    "a text that turns direction": lambda: _csv("\u202etxet,\u2066b,,c"),
    "a text of combining marks": lambda: _csv("a" + "\u0301" * 30_000 + ",b,,c"),
    "a text too long": lambda: _csv("a" * 30_001 + ",b,,c"),
    "escapes of a terminal": lambda: _csv("\x1b]0;x\x07\x1b[2J,b,,c"),
    "a workbook": lambda: b"PK\x03\x04" + bytes(100),
    "an old workbook": lambda: b"\xd0\xcf\x11\xe0" + bytes(100),
    "HTML": lambda: b"<html><script>alert(1)</script></html>",
    "nothing": lambda: b"",
    "white space": lambda: b" \r\n\t\r\n",
    "more than is read": lambda: bytes(MAX_BYTES + 1),
    "half a megabyte of western letters": lambda: _csv() + ("\u00e9" * 60 + ",b,,c\r\n").encode("cp1252") * 8_000,
}

_STRICT: dict[str, Callable[[], bytes]] = {
    "rows of every length": lambda: _csv(*("a," * n for n in range(200))),
    "control characters": lambda: _csv("a\x07,b,,c"),
    "an end in mid-row": lambda: b"title,note\r\na",
}

_PASTED = {
    "quotation marks without end": '"' * 200_001,
    "a quotation mark that never ends": '"' + "a\t" * 100_000,
    "tabs": "\t" * 200_000,
    "line ends": "\r\n" * 100_000,
    "quoted pairs": '""' * 200_000,
}

CASES = (
    *(
        Case("spreadsheets", name, partial(_checked, lambda _, make=make: make()), "rows.csv")  # type: ignore[misc]
        for name, make in _SHEETS.items()
    ),
    *(
        Case("spreadsheets", f"strict: {name}", partial(_strict, lambda _, make=make: make()), "rows.csv", True)  # type: ignore[misc]
        for name, make in _STRICT.items()
    ),
    *(Case("spreadsheets", f"pasted: {name}", partial(_pasted, text), refused=False) for name, text in _PASTED.items()),
)
