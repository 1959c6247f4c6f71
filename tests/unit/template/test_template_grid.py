"""The editable spreadsheet, held against a plain list of lists, and on its way to a file and back."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.errors import RowError
from app.template.grid import Grid, GridRow, RowNumbers, grid_of, row_of
from app.template.pasting import format_cells, parse_cells
from app.template.sheet_files import SheetFormat, write_sheet
from app.template.sheets import read_records

TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\r"), max_size=6)
CELLS = st.one_of(TEXTS, st.sampled_from(['"', "\t", "\n", 'a"b', '"a"', '""', "a,b", "=1", " "]))


def grid(*rows: str, columns: str = "A B C") -> Grid:
    """A grid whose rows have the ids 1, 2, …"""
    return Grid(
        columns=tuple(columns.split()),
        rows=tuple(GridRow(id=number, cells=tuple(row.split("|"))) for number, row in enumerate(rows, start=1)),
    )


def texts(of: Grid) -> list[str]:
    return ["|".join(row.cells) for row in of.rows]


def test_what_an_edit_does_not_touch_stays_the_same_object() -> None:
    before = grid("a|b|c", "d|e|f")
    after = before.with_cells({(2, 1): "new\r\nline"})
    assert texts(after) == ["a|b|c", "d|new\nline|f"]
    assert after.rows[0] is before.rows[0]
    assert before.with_cells({(2, 1): "e"}).rows[1] is before.rows[1]


def test_fill_down_takes_the_first_row_or_the_one_above() -> None:
    before = grid("a|b|c", "d|e|f", "g|h|i")
    assert texts(before.filled_down([1, 2, 3], [0, 2])) == ["a|b|c", "a|e|c", "a|h|c"]
    assert texts(before.filled_down([3], [1])) == ["a|b|c", "d|e|f", "g|e|i"]
    assert before.filled_down([1], [1]) is before
    assert before.filled_down([], [1]) is before


def test_a_block_goes_over_cells_and_adds_rows_where_it_may() -> None:
    before = grid("a|b|c", "d|e|f")
    block = (("1", "2", "3"), ("4",), ("5", "6"))
    assert texts(before.pasted(block, [2], 1)) == ["a|b|c", "d|1|2"]
    grown = before.pasted(block, [2], 1, fresh=itertools.count(10))
    assert texts(grown) == ["a|b|c", "d|1|2", "|4|", "|5|6"]
    assert [row.id for row in grown.rows] == [1, 2, 10, 11]


def test_rows_are_duplicated_removed_moved_and_disabled() -> None:
    before = grid("a||", "b||", "c||", "d||")
    assert [row.id for row in before.duplicated([1, 3], itertools.count(9)).rows] == [1, 9, 2, 3, 10, 4]
    assert [row.id for row in before.removed([2, 9]).rows] == [1, 3, 4]
    assert [row.id for row in before.moved([4, 1], before=3).rows] == [2, 1, 4, 3]
    assert [row.id for row in before.moved([2, 3], before=2).rows] == [1, 2, 3, 4]
    assert [row.id for row in before.moved([1], before=None).rows] == [2, 3, 4, 1]
    off = before.with_enabled([2], enabled=False)
    assert [row.enabled for row in off.rows] == [True, False, True, True]
    assert off.with_enabled([2], enabled=False).rows[1] is off.rows[1]


def test_a_row_with_too_many_cells_keeps_them_until_it_is_edited() -> None:
    ragged = Grid(columns=("A", "B"), rows=(GridRow(id=1, cells=("a", "b", "c")), GridRow(id=2, cells=("d",))))
    assert "3 cells for 2 columns" in row_of(ragged, ragged.rows[0], 2).problem
    assert "1 cells for 2 columns" in row_of(ragged, ragged.rows[1], 3).problem
    edited = ragged.with_cells({(1, 0): "x", (2, 1): "e"})
    assert [row.cells for row in edited.rows] == [("x", "b"), ("d", "e")]
    assert row_of(edited, edited.rows[0], 2).problem == ""


def test_a_new_column_is_empty() -> None:
    assert texts(grid("a|b", columns="A B").with_column("C")) == ["a|b|"]


def test_row_numbers_are_the_file_s_until_it_is_saved(tmp_path: Path) -> None:
    (tmp_path / "rows.csv").write_text('a,b\n1,"x\ny"\n\n2,z\n', encoding="utf-8")
    fresh = itertools.count(1)
    read, found = grid_of(read_records(tmp_path / "rows.csv"), fresh)
    numbers = RowNumbers()
    numbers.learn(found)
    edited = read.duplicated([read.rows[0].id], fresh).removed([read.rows[0].id])
    assert [numbers.of(row.id) for row in edited.rows] == [5, 4]
    numbers.saved(edited)
    assert [numbers.of(row.id) for row in edited.rows] == [2, 3]
    assert numbers.of(read.rows[0].id) == 4


@pytest.mark.parametrize(
    ("encoding", "text"),
    [("utf-8-sig", "Zoë 陳"), ("utf-8", "Zoë"), ("big5", "陳怡君生日快樂"), ("cp1252", "Jürgen Groß"), ("utf-16", "é")],
)
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_saved_sheet_is_read_again_as_it_was(tmp_path: Path, encoding: str, text: str, delimiter: str) -> None:
    path = tmp_path / "rows.csv"
    rows = [(text, 'say "hi"', "one\ntwo"), ("a,b;c", "", " x ")]
    form = SheetFormat(encoding=encoding, delimiter=delimiter)
    assert write_sheet(path, ("Name", "Note", "C"), rows, form) == form
    read = read_records(path)
    assert (read.encoding, read.delimiter) == (encoding, delimiter)
    assert [cells for _, cells in read.rows] == rows


def test_a_separator_line_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "rows.csv"
    path.write_bytes(b"sep=|\r\na|b\r\n1|2\r\n")
    read = read_records(path)
    form = SheetFormat(encoding=read.encoding, delimiter=read.delimiter, separator_line=read.separator_line)
    write_sheet(path, read.columns, [cells for _, cells in read.rows], form)
    assert path.read_bytes() == b"sep=|\r\na|b\r\n1|2\r\n"


def test_a_character_that_the_encoding_has_not_makes_it_utf_8(tmp_path: Path) -> None:
    form = write_sheet(tmp_path / "rows.csv", ("A",), [("陳",)], SheetFormat(encoding="cp1252", delimiter=";"))
    assert form == SheetFormat(encoding="utf-8-sig", delimiter=";")
    assert read_records(tmp_path / "rows.csv").rows == ((2, ("陳",)),)


def test_half_a_character_is_not_saved_and_said_where_it_is(tmp_path: Path) -> None:
    (tmp_path / "rows.csv").write_text("before", encoding="utf-8")
    with pytest.raises(RowError, match="Row 2, column A") as caught:
        write_sheet(tmp_path / "rows.csv", ("A",), [("\ud800",)], SheetFormat())
    assert "half a character" in caught.value.cause
    assert (tmp_path / "rows.csv").read_text(encoding="utf-8") == "before"


@given(st.lists(st.lists(CELLS, min_size=1, max_size=4), min_size=1, max_size=4))
def test_copied_cells_are_pasted_as_they_were(block: list[list[str]]) -> None:
    assert parse_cells(format_cells(block)) == tuple(tuple(row) for row in block)


@pytest.mark.parametrize(
    ("clipboard", "cells"),
    [
        ("a\tb\r\nc\td\r\n", (("a", "b"), ("c", "d"))),  # Excel
        ("a\tb\nc\td\n", (("a", "b"), ("c", "d"))),  # LibreOffice
        ("a\tb\nc\td", (("a", "b"), ("c", "d"))),  # Google Sheets
        ('"one\r\ntwo"\tb\r\n', (("one\ntwo", "b"),)),
        ('"say ""hi""\nyou"\tb', (('say "hi"\nyou', "b"),)),
        ('5" nail\t"quoted"\t"half', (('5" nail', '"quoted"', '"half'),)),
        ("\t\n", (("", ""),)),
        ("", (("",),)),
        ("\n\n", (("",), ("",))),
        ("a\n\nb\n", (("a",), ("",), ("b",))),
    ],
)
def test_what_spreadsheet_programs_copy(clipboard: str, cells: tuple[tuple[str, ...], ...]) -> None:
    assert parse_cells(clipboard) == cells


Plain = list[tuple[bool, list[str]]]
"""Rows as (enabled, cells)."""

EDITS = st.lists(
    st.tuples(
        st.sampled_from(["edit", "fill", "paste", "insert", "duplicate", "remove", "move", "disable"]),
        st.integers(0, 9),
        st.integers(0, 9),
        st.integers(0, 2),
        TEXTS,
    ),
    max_size=12,
)


@given(st.lists(st.lists(TEXTS, min_size=3, max_size=3), min_size=1, max_size=6), EDITS)
def test_edits_do_what_they_do_to_a_list_of_lists(
    rows: list[list[str]], edits: list[tuple[str, int, int, int, str]]
) -> None:
    plain: Plain = [(True, list(row)) for row in rows]
    fresh = itertools.count(1000)
    now = Grid(columns=("A", "B", "C"), rows=tuple(GridRow(id=i, cells=tuple(row)) for i, row in enumerate(rows)))
    history: list[tuple[Grid, Plain]] = []
    for kind, first, second, column, text in edits:
        if not plain:
            break
        history.append((now, [(enabled, list(cells)) for enabled, cells in plain]))
        a, b = first % len(plain), second % len(plain)
        now = edited(now, (kind, now.rows[a].id, now.rows[b].id, column, text), fresh)
        PLAIN_EDITS[kind](plain, a, b, column, text)
        assert as_plain(now) == plain
        assert len({row.id for row in now.rows}) == len(plain)
    for kept, was in history:
        assert as_plain(kept) == was


def as_plain(of: Grid) -> Plain:
    return [(row.enabled, list(row.cells)) for row in of.rows]


def edited(now: Grid, edit: tuple[str, int, int, int, str], fresh: itertools.count[int]) -> Grid:
    kind, a, b, column, text = edit
    ids = [row.id for row in now.rows]
    actions: dict[str, Callable[[], Grid]] = {
        "edit": lambda: now.with_cells({(a, column): text}),
        "fill": lambda: now.filled_down([a, b], [column]),
        "paste": lambda: now.pasted([[text, text], [text]], ids[ids.index(a) :], column, fresh=fresh),
        "insert": lambda: now.inserted([next(fresh)], ids.index(a)),
        "duplicate": lambda: now.duplicated([a, b], fresh),
        "remove": lambda: now.removed([a]),
        "move": lambda: now.moved([a], before=b),
        "disable": lambda: now.with_enabled([a], enabled=False),
    }
    return actions[kind]()


def plain_edit(plain: Plain, a: int, _b: int, column: int, text: str) -> None:
    plain[a][1][column] = text


def plain_fill(plain: Plain, a: int, b: int, column: int, _text: str) -> None:
    plain[b][1][column] = plain[a][1][column]


def plain_paste(plain: Plain, a: int, _b: int, column: int, text: str) -> None:
    if a + 1 == len(plain):
        plain.append((True, [""] * 3))
    for offset in range(min(2, 3 - column)):
        plain[a][1][column + offset] = text
    plain[a + 1][1][column] = text


def plain_duplicate(plain: Plain, a: int, b: int, _column: int, _text: str) -> None:
    for index in sorted({a, b}, reverse=True):
        plain.insert(index + 1, (plain[index][0], list(plain[index][1])))


def plain_move(plain: Plain, a: int, b: int, _column: int, _text: str) -> None:
    if a != b:
        plain.insert(b - (a < b), plain.pop(a))


PLAIN_EDITS: dict[str, Callable[[Plain, int, int, int, str], None]] = {
    "edit": plain_edit,
    "fill": plain_fill,
    "paste": plain_paste,
    "insert": lambda plain, a, _b, _column, _text: plain.insert(a, (True, [""] * 3)),
    "duplicate": plain_duplicate,
    "remove": lambda plain, a, _b, _column, _text: plain.__delitem__(a),
    "move": plain_move,
    "disable": lambda plain, a, _b, _column, _text: plain.__setitem__(a, (False, plain[a][1])),
}
