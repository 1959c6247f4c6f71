"""The films that a spreadsheet and `--set` ask for, on the bundled greeting."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.cli.rows import FilmRow, RowWishes, read_rows
from app.core.errors import PhotoError, RowError, UsageError
from app.core.slots import Slot, TextFill
from app.farm.opened import open_template
from resources import samples

FIELDS = {"template": "greeting", "comp": "Greeting"}


@pytest.fixture(scope="module")
def slots() -> tuple[Slot, ...]:
    return open_template(next(sample for sample in samples() if sample.name == "greeting").template).slots


@pytest.fixture
def sheet(tmp_path: Path) -> Path:
    return tmp_path / "sheet.csv"


def films(slots: tuple[Slot, ...], **wishes: object) -> tuple[FilmRow, ...]:
    return read_rows(slots, RowWishes(**{"csv": None, "settings": (), **wishes}), fields=FIELDS).rows  # type: ignore[arg-type]


def test_all_bad_rows_are_told_at_once(slots: tuple[Slot, ...], sheet: Path) -> None:
    rows = ["A,b,nowhere.jpg,one", "C,d", "E,f,,same", "G,h,,Same", "I,j,,fine"]
    sheet.write_text("\n".join(["Name,Message,Photo,output", *rows]), "utf-8")
    with pytest.raises(RowError) as caught:
        films(slots, csv=sheet)
    assert caught.value.title == "4 of 5 rows of sheet.csv cannot be used."
    first, second, third = caught.value.cause.splitlines()
    assert first.startswith("Row 2, column C (“Photo”)")
    assert "nowhere.jpg" in first
    assert "Row 3" in second
    assert "2 cells" in second
    assert third.startswith("Rows 4 and 5 would write the same film")


def test_of_many_bad_rows_ten_are_spelled_out(slots: tuple[Slot, ...], sheet: Path) -> None:
    sheet.write_text("Name,Photo\n" + "".join(f"N{number},no{number}.jpg\n" for number in range(200)), "utf-8")
    with pytest.raises(RowError) as caught:
        films(slots, csv=sheet)
    lines = caught.value.cause.splitlines()
    assert len(lines) == 11
    assert lines[-1] == "And 190 more."


def test_one_bad_row_keeps_its_own_words(slots: tuple[Slot, ...], sheet: Path) -> None:
    sheet.write_text("Name,Photo\nA,nowhere.jpg\nB,\n", "utf-8")
    with pytest.raises(RowError) as caught:
        films(slots, csv=sheet)
    assert caught.value.title.startswith("Row 2, column B (“Photo”)")
    assert caught.value.next_step


def test_a_row_that_is_picked_does_not_suffer_from_the_others(slots: tuple[Slot, ...], sheet: Path) -> None:
    sheet.write_text("Name,Photo\nA,nowhere.jpg\nB,\n", "utf-8")
    [film] = films(slots, csv=sheet, row=3)
    assert TextFill("B") in film.values.values()


def test_a_row_that_is_not_there_lists_those_that_are(slots: tuple[Slot, ...], sheet: Path) -> None:
    sheet.write_text("Name\nA\n\nB\n", "utf-8")
    with pytest.raises(UsageError) as caught:
        films(slots, csv=sheet, row=3)
    assert "2 and 4" in caught.value.next_step


def test_values_for_all_rows_give_way_to_cells(slots: tuple[Slot, ...], sheet: Path) -> None:
    sheet.write_text("Name\nAnn\n", "utf-8")
    [film] = films(slots, csv=sheet, settings=["Name=Everybody", "Message=Hello"])
    assert set(film.values.values()) == {TextFill("Ann"), TextFill("Hello")}


def test_bad_photo_for_all_rows(slots: tuple[Slot, ...], tmp_path: Path) -> None:
    (tmp_path / "words.jpg").write_text("no picture")
    with pytest.raises(PhotoError, match=r"words\.jpg"):
        films(slots, settings=[f"Photo={tmp_path / 'words.jpg'}"])


@pytest.mark.parametrize(
    ("pattern", "name"),
    [(None, "greeting"), ("{template} of {comp}", "greeting of Greeting"), ("../../up", "_.._up"), ("CON", "_CON")],
)
def test_name_of_a_film_without_a_spreadsheet(slots: tuple[Slot, ...], pattern: str | None, name: str) -> None:
    [film] = films(slots, pattern=pattern)
    assert film.name == name


@pytest.mark.parametrize("pattern", ["{row}", "{ROW:03} film", "{Nmae}"])
def test_pattern_that_needs_a_spreadsheet(slots: tuple[Slot, ...], pattern: str) -> None:
    with pytest.raises(UsageError, match="pattern"):
        films(slots, pattern=pattern)
