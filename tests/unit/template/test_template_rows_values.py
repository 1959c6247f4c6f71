"""Values and rows become fills, and what does not fit is said where it stands."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.errors import FarmhandError, FillError, PhotoError, RowError, UsageError
from app.core.slots import Fit, MediaFill, Slot, SlotKind, TextFill
from app.template.output_names import default_pattern, output_name, output_names, safe_file_name
from app.template.rows import ColumnMapping, example_sheet, map_columns, row_values
from app.template.sheets import Row, Sheet, read_sheet
from app.template.values import parse_assignments, parse_value

TITLE = Slot(key="layer/1/1", kind=SlotKind.TEXT, label="Title", aliases=("$title", "Main/Title"))
NOTE = Slot(key="layer/1/2", kind=SlotKind.TEXT, label="Note")
HERO = Slot(key="item/7", kind=SlotKind.PHOTO, label="Héro", aliases=("hero.jpg",), width=4, height=4)
SLOTS = (TITLE, NOTE, HERO)


def sheet(columns: str, *rows: str) -> Sheet:
    cells = [tuple(row.split("|")) for row in rows]
    return Sheet(
        name="rows.csv",
        columns=tuple(columns.split("|")),
        rows=tuple(Row(number=number, cells=row) for number, row in enumerate(cells, start=2)),
    )


def values_of(columns: str, row: str, folder: Path) -> dict[str, object]:
    one = sheet(columns, row)
    return dict(row_values(one.rows[0], map_columns(one, SLOTS), folder))


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    (tmp_path / "photos").mkdir()
    for name in ("a.jpg", "odd|name.jpg"):
        (tmp_path / "photos" / name).write_bytes(b"x")
    return tmp_path


def test_assignments_name_slots_loosely_and_the_last_one_counts(photos: Path) -> None:
    values = parse_assignments(SLOTS, ["title=One", "$TITLE=a=b", "hero=photos/a.jpg"], folder=photos)
    assert values["layer/1/1"] == TextFill("a=b")
    assert values["item/7"] == MediaFill(path=str(photos / "photos" / "a.jpg"))


def test_escapes_in_assigned_texts() -> None:
    (value,) = parse_assignments(SLOTS, [r"title=one\ntwo\\n\tx\q"], folder=Path()).values()
    assert value == TextFill("one\ntwo\\n\tx\\q")


def test_an_assignment_may_empty_a_text() -> None:
    assert parse_assignments(SLOTS, ["title="], folder=Path()) == {"layer/1/1": TextFill("")}


def test_wrong_assignments_are_usage_errors() -> None:
    with pytest.raises(UsageError, match="KEY=VALUE"):
        parse_assignments(SLOTS, ["title"], folder=Path())
    with pytest.raises(UsageError, match="Titel"):
        parse_assignments(SLOTS, ["Titel=x"], folder=Path())


def test_line_ends_become_line_feeds() -> None:
    assert parse_value(TITLE, "a\r\nb\rc\n", folder=Path()) == TextFill("a\nb\nc\n")


@pytest.mark.parametrize("text", ["a\x00", "\x03", "\x0b", "\x1b[0m", "\x7f", "\x85", "\ud800"])
def test_control_characters_are_refused_with_the_slot_named(text: str) -> None:
    with pytest.raises(FillError, match="Title"):
        parse_value(TITLE, text, folder=Path())


def test_a_text_that_is_too_long_is_refused() -> None:
    with pytest.raises(FillError, match="too long"):
        parse_value(TITLE, "x" * 30_001, folder=Path())


def test_photo_settings(photos: Path) -> None:
    path = str(photos / "photos" / "a.jpg")
    cases = {
        "photos/a.jpg|fit=contain|focal=0.5,0.3": MediaFill(path=path, fit=Fit.CONTAIN, focal=(0.5, 0.3)),
        "photos/a.jpg | crop = 0,0,1,0.8": MediaFill(path=path, fit=Fit.CROP, crop=(0.0, 0.0, 1.0, 0.8)),
        "photos\\a.jpg|FIT=Cover": MediaFill(path=path),
        path: MediaFill(path=path),
    }
    assert {text: parse_value(HERO, text, folder=photos) for text in cases} == cases
    odd = parse_value(HERO, "photos/odd|name.jpg|fit=contain", folder=photos)
    assert odd == MediaFill(path=str(photos / "photos" / "odd|name.jpg"), fit=Fit.CONTAIN)


@pytest.mark.parametrize(
    "setting",
    ["fit=stretch", "focal=1", "focal=2,0", "focal=nan,0", "crop=0,0,0,1", "crop=a,b,c,d", "fti=cover", "fit=crop|x"],
)
def test_wrong_photo_settings_are_refused(photos: Path, setting: str) -> None:
    with pytest.raises(FillError, match=r"Héro|setting"):
        parse_value(HERO, f"photos/a.jpg|{setting}", folder=photos)


@pytest.mark.parametrize("path", ["photos/b.jpg", "", "photos", "a\x00b.jpg", "x" * 5000])
def test_photos_that_are_not_there_are_refused(photos: Path, path: str) -> None:
    with pytest.raises(PhotoError, match="Héro"):
        parse_value(HERO, path, folder=photos)


@given(st.text(max_size=60))
def test_any_text_gives_a_value_or_an_error_of_ours(text: str) -> None:
    for slot in (TITLE, HERO):
        try:
            parse_value(slot, text, folder=Path("nowhere"))
        except FarmhandError as error:
            assert error.title


def test_columns_are_matched_loosely_and_the_rest_is_told() -> None:
    mapping = map_columns(sheet("TITLE| hero |price|Name"), SLOTS)
    assert [(column.index, column.slot.key) for column in mapping.slot_columns] == [(0, "layer/1/1"), (1, "item/7")]
    assert (mapping.unmatched, mapping.unfilled, mapping.name_index) == (("price",), ("layer/1/2",), 3)


def test_a_slot_called_name_is_not_taken_for_the_film_s_name() -> None:
    named = Slot(key="layer/1/9", kind=SlotKind.TEXT, label="Name")
    assert map_columns(sheet("name|title"), (*SLOTS, named)).name_index is None
    assert map_columns(sheet("name|output"), (*SLOTS, named)).name_index == 1


def test_ambiguous_and_doubled_columns_are_refused() -> None:
    twin = Slot(key="layer/2/1", kind=SlotKind.TEXT, label="Title", aliases=("Other/Title",))
    with pytest.raises(RowError, match="column A") as caught:
        map_columns(sheet("title|note"), (TITLE, twin))
    assert "layer/2/1 (Other/Title)" in caught.value.cause
    assert map_columns(sheet("other/title"), (TITLE, twin)).slot_columns[0].slot == twin
    with pytest.raises(RowError, match="Two columns"):
        map_columns(sheet("title|$title"), SLOTS)


def test_a_required_column_that_is_absent_is_named() -> None:
    map_columns(sheet("Title|note"), SLOTS, required=["title"])
    with pytest.raises(RowError, match="“titles”") as caught:
        map_columns(sheet("Title|note"), SLOTS, required=["titles"])
    assert "“Title”" in caught.value.cause


def test_a_row_s_values(photos: Path) -> None:
    values = values_of("title|note|hero|fit:hero|focal:hero", "A\nb||photos/a.jpg|contain|0,1", photos)
    assert values == {
        "layer/1/1": TextFill("A\nb"),
        "layer/1/2": TextFill(""),
        "item/7": MediaFill(path=str(photos / "photos" / "a.jpg"), fit=Fit.CONTAIN, focal=(0.0, 1.0)),
    }


def test_a_crop_column(photos: Path) -> None:
    (value,) = values_of("hero|crop: Hero", "photos/a.jpg|0 0 1 0.5", photos).values()
    assert value == MediaFill(path=str(photos / "photos" / "a.jpg"), fit=Fit.CROP, crop=(0.0, 0.0, 1.0, 0.5))


def test_an_empty_photo_cell_keeps_the_template_s_photo(photos: Path) -> None:
    assert values_of("title|hero|fit:hero", "A| |contain", photos) == {"layer/1/1": TextFill("A")}


@pytest.mark.parametrize(
    ("columns", "cells", "named"),
    [
        ("title|hero", "A|photos/none.jpg", r"column B \(“hero”\)"),
        ("title|hero|fit:hero", "A|photos/a.jpg|wide", r"column C \(“fit:hero”\)"),
        ("title|hero", "A\x07|photos/a.jpg", r"column A \(“title”\)"),
    ],
)
def test_what_is_wrong_in_a_row_is_named_with_row_and_column(
    photos: Path, columns: str, cells: str, named: str
) -> None:
    with pytest.raises(RowError, match=rf"Row 2, {named}"):
        values_of(columns, cells, photos)


def test_a_row_that_could_not_be_read_is_refused() -> None:
    row = Row(number=9, cells=("A",), problem="it has 2 cells for 1 columns")
    with pytest.raises(RowError, match="Row 9"):
        row_values(row, map_columns(sheet("title"), SLOTS), Path())


MAPPING: ColumnMapping = map_columns(sheet("title|file name|First Name"), SLOTS)
ROW = Row(number=7, cells=("My: Title?", "film/1", "Zoë"))


@pytest.mark.parametrize(
    ("pattern", "name"),
    [
        ("{name}_{row}", "film_1_7"),
        ("{row:04}-{FIRSTNAME}", "0007-Zoë"),
        ("{title}", "My_ Title_"),
        ("{template} {comp}", "promo Main"),
        ("../{row}", "_7"),
        ("plain", "plain"),
        ("   ", "row_7"),
    ],
)
def test_output_names(pattern: str, name: str) -> None:
    assert output_name(pattern, ROW, MAPPING, fields={"template": "promo", "comp": "Main"}) == name


def test_an_unknown_field_suggests_the_known_ones() -> None:
    for pattern in ("{titel}", "{row:x}", "{}"):
        with pytest.raises(UsageError, match="unknown field") as caught:
            output_name(pattern, ROW, MAPPING)
        assert "title" in caught.value.cause


def test_the_default_pattern_uses_the_name_column() -> None:
    assert default_pattern(MAPPING) == "{name}"
    assert default_pattern(map_columns(sheet("title"), SLOTS)) == "{template}_{row}"


def test_rows_that_would_write_one_film_are_listed() -> None:
    rows = [Row(number=number, cells=(title, "", "")) for number, title in [(2, "A"), (5, "a "), (6, "B"), (9, "a.")]]
    with pytest.raises(RowError, match="Rows 2, 5 and 9"):
        output_names("{title}", rows, MAPPING)
    assert output_names("{title}_{row}", rows[:2], MAPPING) == {2: "A_2", 5: "a _5"}


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("CON", "_CON"),
        ("com1.txt", "_com1.txt"),
        ("console", "console"),
        ("a...", "a"),
        (".hidden", "hidden"),
        ("a\u202eb", "ab"),
        ("e\u0301", "é"),
        ('<>:"/\\|?*', "_"),
        ("..", ""),
        ("字" * 100, "字" * 60),
    ],
)
def test_file_names_are_safe_on_windows(name: str, safe: str) -> None:
    assert safe_file_name(name) == safe


@given(st.text(max_size=300))
def test_any_text_makes_a_safe_file_name(text: str) -> None:
    name = safe_file_name(text)
    assert len(name.encode("utf-8")) <= 181
    assert not set(name) & set('<>:"/\\|?*\0\n')
    assert name == name.strip().rstrip(".")
    assert safe_file_name(name) == name


def test_an_example_sheet_fills_every_slot_of_its_template(tmp_path: Path) -> None:
    twins = (
        Slot(key="layer/3/1", kind=SlotKind.TEXT, label="name", aliases=("A/name",), default='a, "b"\nc'),
        Slot(key="layer/4/1", kind=SlotKind.TEXT, label="Name", aliases=("B/Name",), default="Été 日本"),
        Slot(key="layer/5/1", kind=SlotKind.TEXT, label="two\nlines", default="=1+1"),
    )
    hero = Slot(key="item/9", kind=SlotKind.PHOTO, label="Hero", default="C:\\media\\hero.jpg")
    slots = (TITLE, NOTE, *twins, hero)
    (tmp_path / "rows.csv").write_bytes(example_sheet(slots))
    (tmp_path / "hero.jpg").write_bytes(b"x")
    read = read_sheet(tmp_path / "rows.csv")
    mapping = map_columns(read, slots)
    assert (mapping.unfilled, mapping.unmatched, read.columns[-1]) == ((), (), "output")
    (row,) = read.rows
    values = row_values(row, mapping, tmp_path)
    assert {slot.key: TextFill(slot.default) for slot in (TITLE, NOTE, *twins)}.items() <= values.items()
    assert values["item/9"] == MediaFill(path=str(tmp_path / "hero.jpg"))
    assert output_names(default_pattern(mapping), read.rows, mapping) == {2: "example"}


@pytest.mark.parametrize("text", ["=cmd|' /C calc'!A0", "@SUM(1+1)*cmd", "+1+1", "<b>x</b>", "$(reboot)", "%PATH%"])
def test_formulas_and_other_languages_are_texts(text: str) -> None:
    assert parse_value(TITLE, text, folder=Path("nowhere")) == TextFill(text=text)
