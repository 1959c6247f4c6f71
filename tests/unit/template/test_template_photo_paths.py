"""A spreadsheet that is saved elsewhere still means the same photos; a new one shows the template's own."""

from __future__ import annotations

from pathlib import Path

from app.core.slots import Slot, SlotKind
from app.template.grid import Grid, GridRow
from app.template.new_sheet import new_records
from app.template.photo_paths import moved_photos, path_text

TITLE = Slot(key="layer/1/1", kind=SlotKind.TEXT, label="Title", default="Hello,\nyou")
HERO = Slot(key="item/7", kind=SlotKind.PHOTO, label="Hero", item_id=7, default="C:\\elsewhere\\hero.jpg")
LOGO = Slot(key="item/8", kind=SlotKind.PHOTO, label="Logo", item_id=8)


def test_relative_paths_are_rewritten_where_they_meant_a_photo(tmp_path: Path) -> None:
    before, after = tmp_path / "a", tmp_path
    (before / "photos").mkdir(parents=True)
    for name in ("one.jpg", "odd|name.jpg"):
        (before / "photos" / name).write_bytes(b"x")
    cells = (
        "photos/one.jpg|fit=contain",
        "photos\\one.jpg",
        "photos/odd|name.jpg|focal=0.5,0.3",
        "missing.jpg",
        str(before / "photos" / "one.jpg"),
        "",
        "bad\x07.jpg",
    )
    grid = Grid(columns=("Hero",), rows=tuple(GridRow(id=index, cells=(cell,)) for index, cell in enumerate(cells)))
    assert moved_photos(grid, [0], before, after) == {
        (0, 0): "a/photos/one.jpg|fit=contain",
        (1, 0): "a/photos/one.jpg",
        (2, 0): "a/photos/odd|name.jpg|focal=0.5,0.3",
    }
    outside = moved_photos(grid, [0], before, tmp_path / "b")
    assert outside[0, 0] == f"{before / 'photos' / 'one.jpg'}|fit=contain"


def test_a_photo_is_named_from_the_spreadsheet_s_folder(tmp_path: Path) -> None:
    assert path_text(tmp_path / "photos" / "a.jpg", tmp_path) == "photos/a.jpg"
    assert path_text(tmp_path / "a.jpg", tmp_path / "sheets") == str(tmp_path / "a.jpg")


def test_a_new_sheet_has_the_template_s_texts_and_those_photos_that_are_there(tmp_path: Path) -> None:
    hero = tmp_path / "(Footage)" / "hero.jpg"
    records = new_records((TITLE, HERO, LOGO), {7: hero}, tmp_path, name="New")
    assert records.columns == ("Title", "Hero", "Logo", "output")
    assert records.rows == ((2, ("Hello,\nyou", "(Footage)/hero.jpg", "", "example")),)
