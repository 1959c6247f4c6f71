"""Every row of a batch is checked on its own, so that good rows go on without the bad ones."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

from app.core.errors import UsageError
from app.core.slots import Slot, SlotKind, TextFill
from app.template.batch import CheckedRow, check_rows
from app.template.rows import map_columns
from app.template.sheets import read_sheet

TITLE = Slot(key="layer/1/1", kind=SlotKind.TEXT, label="Title")
HERO = Slot(key="item/7", kind=SlotKind.PHOTO, label="Hero", width=40, height=40)

SHEET = """title,hero,output
good,large.png,one
small photo,small.png,two
missing,none.png,three
damaged,damaged.png,four
twin,,Five
other twin,,five
ragged
control\x07,,eight
"""


def checked(folder: Path, pattern: str = "{name}") -> dict[int, CheckedRow]:
    Image.new("RGB", (80, 80)).save(folder / "large.png")
    Image.new("RGB", (10, 10)).save(folder / "small.png")
    (folder / "damaged.png").write_bytes(b"no photo")
    (folder / "rows.csv").write_text(SHEET, encoding="utf-8")
    sheet = read_sheet(folder / "rows.csv", keep_bad_rows=True)
    rows = check_rows(sheet, map_columns(sheet, (TITLE, HERO)), folder, pattern=pattern)
    return {row.number: row for row in rows}


def test_good_rows_have_values_and_a_name(tmp_path: Path) -> None:
    row = checked(tmp_path)[2]
    assert (row.name, row.problem, row.warnings) == ("one", None, ())
    assert row.values["layer/1/1"] == TextFill("good")
    assert "item/7" in row.values


def test_a_photo_that_is_enlarged_is_a_warning_only(tmp_path: Path) -> None:
    row = checked(tmp_path)[3]
    assert row.problem is None
    assert "4.0 times" in row.warnings[0].what


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (4, "Row 4, column B (“hero”)"),
        (5, "Row 5, column B (“hero”) of rows.csv: damaged.png is not a photo"),
        (6, "Rows 6 and 7 would write the same film, “Five”"),
        (7, "Rows 6 and 7"),
        (8, "1 cells for 3 columns"),
        (9, "column A (“title”) holds the control character"),
    ],
)
def test_each_bad_row_says_what_is_wrong_with_it(tmp_path: Path, number: int, said: str) -> None:
    row = checked(tmp_path)[number]
    assert row.problem is not None
    assert said in row.problem.title
    assert row.values == {}


def test_the_pattern_decides_which_rows_share_a_film(tmp_path: Path) -> None:
    rows = checked(tmp_path, "{name}_{row}")
    assert rows[6].problem is None
    assert rows[7].name == "five_7"
    with pytest.raises(UsageError):
        checked(tmp_path, "{nothing}")
