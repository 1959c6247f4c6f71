"""Spreadsheets are read with the spreadsheet's own row numbers, and every problem names its row and column."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.errors import RowError
from app.template.encodings import decode_sheet
from app.template.sheets import Sheet, column_letter, read_sheet


def sheet_of(folder: Path, content: bytes | str, **options: object) -> Sheet:
    path = folder / "rows.csv"
    path.write_bytes(content.encode("utf-8") if isinstance(content, str) else content)
    return read_sheet(path, **options)  # type: ignore[arg-type]


def test_quotes_new_lines_and_delimiters_inside_cells(tmp_path: Path) -> None:
    sheet = sheet_of(tmp_path, 'title,note\r\n"A, ""B""","one\r\ntwo"\r\nC,"x;y"\r\n')
    assert sheet.columns == ("title", "note")
    assert [row.cells for row in sheet.rows] == [('A, "B"', "one\ntwo"), ("C", "x;y")]
    assert (sheet.encoding, sheet.delimiter) == ("utf-8", ",")


def test_row_numbers_are_the_spreadsheet_s(tmp_path: Path) -> None:
    sheet = sheet_of(tmp_path, 'a,b\n"1\n1\n1",x\n\n,\n3,y\n')
    assert [row.number for row in sheet.rows] == [2, 5]


def test_old_macintosh_line_ends_are_read(tmp_path: Path) -> None:
    assert [row.cells for row in sheet_of(tmp_path, "a,b\r1,2\r3,4\r").rows] == [("1", "2"), ("3", "4")]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_the_delimiter_is_found(tmp_path: Path, delimiter: str) -> None:
    rows = [["title", "price", "note"], ["Hello, you; there", "1,50", "a"], ["b", "2,50", "c, d, e"]]
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter).writerows(rows)
    sheet = sheet_of(tmp_path, text.getvalue())
    assert sheet.delimiter == delimiter
    assert [list(row.cells) for row in sheet.rows] == rows[1:]


def test_excel_s_separator_line_is_no_row(tmp_path: Path) -> None:
    sheet = sheet_of(tmp_path, "sep=;\r\na;b\r\n1;2\r\n")
    assert (sheet.columns, sheet.rows[0].number, sheet.rows[0].cells) == (("a", "b"), 2, ("1", "2"))


def test_a_column_that_is_called_like_a_separator_line_is_a_column(tmp_path: Path) -> None:
    assert sheet_of(tmp_path, "sep=x,b\n1,2\n").columns == ("sep=x", "b")


def test_one_column_needs_no_delimiter(tmp_path: Path) -> None:
    assert sheet_of(tmp_path, "title\nA\nB\n").rows[1].cells == ("B",)


TEXT = "name,ort\nJürgen Groß,Köln\nZoë “Z” d’Été,Málaga\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"])
def test_usual_encodings_are_found(tmp_path: Path, encoding: str) -> None:
    marks = {"utf-16-le": b"\xff\xfe", "utf-16-be": b"\xfe\xff"}
    sheet = sheet_of(tmp_path, marks.get(encoding, b"") + TEXT.encode(encoding))
    assert sheet.columns == ("name", "ort")
    assert sheet.rows[1].cells == ("Zoë “Z” d’Été", "Málaga")


@pytest.mark.parametrize(
    "text",
    [
        "姓名,標題\n王小明,生日快樂\n",
        "title,name\nHappy Birthday,陳怡君\n",
        "標題\n大安區、信義區\n",
        "name,text\n林書瑋,謝謝大家的支持，明年再見！\n",
    ],
)
def test_big5_is_told_from_windows_1252(tmp_path: Path, text: str) -> None:
    sheet = sheet_of(tmp_path, text.encode("big5"))
    assert sheet.encoding == "big5"
    assert "\n".join(",".join(cells) for cells in [sheet.columns, *(row.cells for row in sheet.rows)]) + "\n" == text


@pytest.mark.parametrize(
    "text",
    ["a\n25°C\n", "a\nÄrzte\n", "a\nCafé\n", "a\nÉTÉ À PARIS\n", "a\n© 2026 Müller & Söhne\n", "a\n¿Qué?\n", "a\n£5\n"],
)
def test_western_texts_are_not_taken_for_big5(text: str) -> None:
    assert decode_sheet(text.encode("cp1252"), "rows.csv") == (text, "cp1252")


def test_a_given_encoding_is_trusted(tmp_path: Path) -> None:
    assert sheet_of(tmp_path, "a\né\n".encode("latin-1"), encoding="latin-1").rows[0].cells == ("é",)
    with pytest.raises(RowError, match="Row 2 "):
        sheet_of(tmp_path, "a\né\n".encode("latin-1"), encoding="utf-8")
    with pytest.raises(RowError, match="no encoding"):
        sheet_of(tmp_path, "a\né\n", encoding="klingon")


@pytest.mark.parametrize(
    "content",
    [
        b'a,b\n1,2\n"x\ny",\x81\xfe\x8f\n',
        b"a,b\n1,2\n\xff\x9d\xff,3\n",
        b"\xef\xbb\xbfa,b\n1,2\n\xff,3\n",
        "a,b\n1,2\nüü,ü\n".encode("utf-16-le"),
    ],
)
def test_unreadable_characters_name_their_row(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(RowError, match=r"Row \d+ "):
        sheet_of(tmp_path, content)


def test_the_row_of_unreadable_characters_counts_multi_line_cells_once(tmp_path: Path) -> None:
    with pytest.raises(RowError, match=r"Row 3 of rows\.csv"):
        sheet_of(tmp_path, b'a,b\n"1\n1\n1",2\nx,\x81\x8d\n')


def test_control_characters_name_row_and_column(tmp_path: Path) -> None:
    with pytest.raises(RowError, match=r"Row 3 .*column B \(“note”\) holds the control character U\+0007"):
        sheet_of(tmp_path, "title,note\na,b\nc,d\x07\n")
    with pytest.raises(RowError, match="Row 1, column B"):
        sheet_of(tmp_path, "title,no\x00te\na,b\n")
    with pytest.raises(RowError, match=r"U\+0000"):
        sheet_of(tmp_path, "title,note\na,b\x00\n")


def test_ragged_rows_are_named_all(tmp_path: Path) -> None:
    with pytest.raises(RowError) as caught:
        sheet_of(tmp_path, "a,b\n1\n1,2\n1,2,3\n")
    assert "Row 2" in caught.value.title
    assert "1 cells for 2 columns" in caught.value.title
    assert "Row 4" in caught.value.cause


def test_empty_cells_behind_the_last_column_do_no_harm(tmp_path: Path) -> None:
    assert sheet_of(tmp_path, "a,b,,\n1,2,,\n").rows[0].cells == ("1", "2")


def test_bad_rows_can_be_kept_beside_the_good_ones(tmp_path: Path) -> None:
    sheet = sheet_of(tmp_path, "a,b\n1\n1,2\n3,\x01\n", keep_bad_rows=True)
    assert [(row.number, bool(row.problem)) for row in sheet.rows] == [(2, True), (3, False), (4, True)]


def test_columns_of_one_name_are_refused(tmp_path: Path) -> None:
    with pytest.raises(RowError, match="Two columns"):
        sheet_of(tmp_path, "Title,note, title\n1,2,3\n")


@pytest.mark.parametrize("content", ['a,b\n1,2\n"open,3\n4,5\n', 'a,b\n1,2\n"x"y,3\n'])
def test_quotes_that_do_not_match_name_their_row(tmp_path: Path, content: str) -> None:
    with pytest.raises(RowError, match="Row 3"):
        sheet_of(tmp_path, content)


@pytest.mark.parametrize("content", [b"", b"  \n\n", b",,\n1,2,3\n", b"PK\x03\x04rest", b"\xd0\xcf\x11\xe0rest"])
def test_what_is_no_sheet_is_refused(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(RowError):
        sheet_of(tmp_path, content)


def test_a_missing_sheet_and_a_folder_are_refused(tmp_path: Path) -> None:
    with pytest.raises(RowError, match="not found"):
        read_sheet(tmp_path / "nothing.csv")
    with pytest.raises(RowError, match="folder"):
        read_sheet(tmp_path)


def test_a_cell_that_is_too_long_names_its_row(tmp_path: Path) -> None:
    with pytest.raises(RowError, match="Row 2"):
        sheet_of(tmp_path, "a\n" + "x" * 200_000 + "\n")


def test_column_letters() -> None:
    assert [column_letter(index) for index in (0, 25, 26, 51, 52, 701, 702)] == [
        "A",
        "Z",
        "AA",
        "AZ",
        "BA",
        "ZZ",
        "AAA",
    ]


CELLS = st.text(
    st.characters(exclude_categories=("Cc", "Cs")) | st.sampled_from(["\n", "\t", '"', ",", ";"]), max_size=12
)


@given(st.lists(st.lists(CELLS, min_size=3, max_size=3), max_size=6), st.sampled_from([",", ";", "\t"]))
def test_what_a_spreadsheet_program_writes_is_read_back(
    tmp_path_factory: pytest.TempPathFactory, rows: list[list[str]], delimiter: str
) -> None:
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter).writerows([["one", "two", "three"], *rows])
    path = tmp_path_factory.mktemp("sheet") / "rows.csv"
    path.write_text(text.getvalue(), encoding="utf-8", newline="")
    sheet = read_sheet(path, delimiter=delimiter)
    kept = [(number, cells) for number, cells in enumerate(rows, start=2) if any(cell.strip() for cell in cells)]
    assert [(row.number, list(row.cells)) for row in sheet.rows] == kept


@given(st.binary(max_size=300))
def test_any_bytes_give_a_sheet_or_a_row_error(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    path = tmp_path_factory.mktemp("sheet") / "rows.csv"
    path.write_bytes(content)
    try:
        sheet = read_sheet(path)
    except RowError as error:
        assert "rows.csv" in error.title
    else:
        assert all(len(row.cells) == len(sheet.columns) for row in sheet.rows)
