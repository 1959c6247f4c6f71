"""What is told of a film before it is rendered, and what keeps it from being rendered."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace as replaced
from PIL import Image

from app.core.errors import ErrorInfo
from app.core.jobs import MissingPolicy
from app.core.slots import FillValue, MediaFill, TextFill
from app.farm.checks import Check, CheckKind, CheckLevel, FilmToCheck, blocked, policy_for
from app.farm.chosen_files import ChosenFiles
from app.farm.chosen_fonts import chosen_font
from app.farm.compose_film import single_film_name
from app.farm.compose_preflight import Checker
from app.farm.opened import Opened, open_template
from app.render.fonts import bundled_font_folder

ROOT = Path(__file__).parents[3]
GREETING = ROOT / "resources" / "samples" / "greeting" / "greeting.aep"
NAME, MESSAGE, PHOTO = "layer/2/53", "layer/2/52", "item/1"


@pytest.fixture
def greeting() -> Opened:
    return open_template(GREETING)


@pytest.fixture
def poor(tmp_path: Path) -> Opened:
    """The greeting without its photo's file and with a font that nobody has."""
    name, gone = (text.encode("utf-16-be") for text in ("SourceSansPro-Bold", "GoneSansProX-Bold9"))
    path = tmp_path / "poor.aep"
    path.write_bytes(GREETING.read_bytes().replace(name, gone))
    return open_template(path)


def film(opened: Opened, folder: Path, values: dict[str, FillValue] | None = None, **fields: object) -> FilmToCheck:
    return FilmToCheck(comp=opened.comp(None), values=values or {}, folder=folder, **fields)  # type: ignore[arg-type]


def kinds(checks: tuple[Check, ...]) -> dict[CheckKind, CheckLevel]:
    return {check.kind: check.level for check in checks}


def test_a_whole_template_is_ready_and_says_what_is_not_filled_in(greeting: Opened, tmp_path: Path) -> None:
    checks = Checker(greeting).check(film(greeting, tmp_path))
    assert kinds(checks) == {CheckKind.UNFILLED: CheckLevel.NOTE}
    assert checks[0].number == 3
    full: dict[str, FillValue] = {NAME: TextFill(text="Ada"), MESSAGE: TextFill(text="Hi")}
    left = Checker(greeting).check(film(greeting, tmp_path, full))
    assert left[0].slot_keys == (PHOTO,)


def test_what_is_missing_blocks_until_it_is_accepted_one_by_one(poor: Opened, tmp_path: Path) -> None:
    checker = Checker(poor)
    checks = checker.check(film(poor, tmp_path))
    assert kinds(checks)[CheckKind.FONT] is CheckLevel.ERROR
    assert kinds(checks)[CheckKind.FOOTAGE] is CheckLevel.ERROR
    assert blocked(checks)
    marks = [check.mark for check in checks if check.level is CheckLevel.ERROR]
    half = checker.check(film(poor, tmp_path, accepted=frozenset(marks[:1])))
    assert blocked(half)
    assert policy_for(half, MissingPolicy.FAIL) is MissingPolicy.FAIL
    whole = checker.check(film(poor, tmp_path, accepted=frozenset(marks)))
    assert not blocked(whole)
    assert policy_for(whole, MissingPolicy.FAIL) is MissingPolicy.SUBSTITUTE


def test_the_policy_accepts_all_substitutes_at_once(poor: Opened, tmp_path: Path) -> None:
    checks = Checker(poor).check(film(poor, tmp_path, missing=MissingPolicy.SUBSTITUTE))
    assert kinds(checks)[CheckKind.FONT] is CheckLevel.WARNING
    assert not blocked(checks)


def test_a_missing_photo_is_settled_by_filling_its_field(poor: Opened, tmp_path: Path) -> None:
    missing = next(one for one in Checker(poor).check(film(poor, tmp_path)) if one.kind is CheckKind.FOOTAGE)
    assert missing.slot_key == PHOTO
    photo = tmp_path / "photo.png"
    Image.new("RGB", (900, 900)).save(photo)
    checks = Checker(poor).check(film(poor, tmp_path, {PHOTO: MediaFill(path=str(photo))}))
    assert CheckKind.FOOTAGE not in kinds(checks)


def test_a_font_file_that_people_choose_settles_a_missing_font(poor: Opened, tmp_path: Path) -> None:
    font = chosen_font(bundled_font_folder() / "SourceSansPro-Black.otf", "GoneSansProX-Bold9")
    chosen = ChosenFiles(fonts={"GoneSansProX-Bold9": font})
    assert CheckKind.FONT not in kinds(Checker(poor).check(film(poor, tmp_path, chosen=chosen)))


def test_characters_that_the_fonts_lack_are_told(greeting: Opened, tmp_path: Path) -> None:
    checks = Checker(greeting).check(film(greeting, tmp_path, {NAME: TextFill(text="Ada 王")}))
    assert CheckKind.CHARACTERS in kinds(checks)


def test_fields_that_cannot_be_used_block(greeting: Opened, tmp_path: Path) -> None:
    problem = ErrorInfo(kind="FillError", title="The text of “Name” is too long.")
    checks = Checker(greeting).check(film(greeting, tmp_path, problems={NAME: problem}))
    assert blocked(checks)
    assert checks[0].error == problem
    assert checks[0].slot_key == NAME
    gone = {PHOTO: MediaFill(path=str(tmp_path / "gone.jpg"))}
    assert blocked(Checker(greeting).check(film(greeting, tmp_path, gone)))


def test_empty_driven_and_overflowing_texts_and_small_photos_are_warned_of(greeting: Opened, tmp_path: Path) -> None:
    photo = tmp_path / "small.png"
    Image.new("RGB", (64, 80)).save(photo)
    values: dict[str, FillValue] = {NAME: TextFill(text=" \n"), PHOTO: MediaFill(path=str(photo))}
    checks = Checker(greeting).check(film(greeting, tmp_path, values, overflowing={MESSAGE: "too long"}))
    found = kinds(checks)
    assert found[CheckKind.EMPTY] is found[CheckKind.OVERFLOW] is found[CheckKind.PHOTO] is CheckLevel.WARNING
    assert not blocked(checks)
    slots = tuple(replaced(slot, driven=slot.key == MESSAGE) for slot in greeting.slots)
    driven = Opened(path=greeting.path, origin=greeting.origin, loaded=greeting.loaded, slots=slots)
    told = Checker(driven).check(film(driven, tmp_path, {MESSAGE: TextFill(text="Hi")}))
    assert CheckKind.DRIVEN in kinds(told)


def test_a_folder_that_is_a_file_and_music_that_is_none_block(greeting: Opened, tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_bytes(b"no music")
    checks = Checker(greeting).check(film(greeting, file / "films", music=file))
    found = kinds(checks)
    assert found[CheckKind.FOLDER] is found[CheckKind.MUSIC] is CheckLevel.ERROR
    assert kinds(Checker(greeting).check(film(greeting, tmp_path / "new" / "films"))) == {
        CheckKind.UNFILLED: CheckLevel.NOTE
    }


@pytest.mark.parametrize(
    ("pattern", "name"),
    [
        ("", "greeting"),
        ("{template}-{comp}", "greeting-Greeting"),
        ("{name}_{row:03}", "Ada_001"),
        ("{Message}", "A little something for you"),
        ("a/b:c", "a_b_c"),
    ],
)
def test_the_name_of_a_single_film_follows_its_pattern(greeting: Opened, pattern: str, name: str) -> None:
    values: dict[str, FillValue] = {NAME: TextFill(text="Ada")}
    assert single_film_name(pattern, greeting, greeting.comp(None), values) == name
