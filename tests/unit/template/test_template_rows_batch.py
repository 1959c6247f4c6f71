"""Every row of a batch is checked on its own, so that good rows go on without the bad ones."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

from app.core.errors import UsageError
from app.core.jobs import MissingPolicy, RenderWarning, WarningKind
from app.core.slots import Slot, SlotKind, TextFill
from app.template.batch import CheckedRow, RowChecker, check_rows
from app.template.problems import ProblemKind
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


def test_every_problem_of_a_row_is_told_with_its_cell(tmp_path: Path) -> None:
    (tmp_path / "rows.csv").write_text(
        "title,hero,fit:hero,output\nlong\x07,none.png,,one\nfine,a.png,wide,One\n", encoding="utf-8"
    )
    Image.new("RGB", (80, 80)).save(tmp_path / "a.png")
    sheet = read_sheet(tmp_path / "rows.csv", keep_bad_rows=True)
    first, second = check_rows(sheet, map_columns(sheet, (TITLE, HERO)), tmp_path, pattern="{name}")
    kinds = [(problem.kind, problem.column) for problem in first.problems]
    assert kinds == [(ProblemKind.TEXT, 0), (ProblemKind.MISSING_PHOTO, 1), (ProblemKind.NAME, 3)]
    assert first.problems[1].what == "The photo of “Hero” was not found."
    assert [(problem.kind, problem.column) for problem in second.problems] == [
        (ProblemKind.SETTING, 2),
        (ProblemKind.NAME, 3),
    ]
    assert first.problem == first.problems[0].error


def test_a_warning_is_told_with_its_cell(tmp_path: Path) -> None:
    (note,) = checked(tmp_path)[3].notes
    assert (note.column, note.warning) == (1, checked(tmp_path)[3].warnings[0])


@pytest.mark.parametrize("missing", list(MissingPolicy))
def test_a_text_whose_characters_lack_is_a_problem_unless_substitutes_are_accepted(
    tmp_path: Path, missing: MissingPolicy
) -> None:
    def look(slot: Slot, text: str) -> RenderWarning | None:
        return RenderWarning(kind=WarningKind.FONT, what=f"{slot.label} lacks 王.") if "王" in text else None

    (tmp_path / "rows.csv").write_text("title\ngood\n王\n", encoding="utf-8")
    sheet = read_sheet(tmp_path / "rows.csv")
    checker = RowChecker(map_columns(sheet, (TITLE,)), tmp_path, pattern="{row}", texts=look, missing=missing)
    good, lacking = (checker.check(row) for row in sheet.rows)
    assert (good.problems, good.notes) == ((), ())
    if missing is MissingPolicy.SUBSTITUTE:
        assert (lacking.problems, [(note.column, note.warning.what) for note in lacking.notes]) == (
            (),
            [(0, "Title lacks 王.")],
        )
        return
    assert [(one.kind, one.column, one.what) for one in lacking.problems] == [
        (ProblemKind.CHARACTERS, 0, "Title lacks 王.")
    ]
    assert "Row 3, column A" in lacking.problems[0].error.title
