"""Finding font files, standing in for missing ones, and reading what may be done with them."""

from __future__ import annotations

import contextlib
import shutil
import tempfile
from pathlib import Path

import pytest
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTCollection, TTFont
from fontTools.ttLib.tables.TupleVariation import TupleVariation
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.errors import RenderError
from app.render.fonts import (
    FontLibrary,
    bundled_font_folder,
    fallback_name,
    font_files,
    font_info,
    system_font_folders,
)
from app.render.scene import FontFile
from app.render.shaping import open_face

REGULAR = bundled_font_folder() / "SourceSansPro-Regular.otf"
BOLD = bundled_font_folder() / "SourceSansPro-Bold.otf"


def _renamed(source: Path, target: Path, name: str, *, kind: int = 0) -> Path:
    """A copy of a font under another PostScript name and with other licence bits."""
    with TTFont(source) as font:
        for record in font["name"].names:
            if record.nameID == 6:
                record.string = name
        font["OS/2"].fsType = kind
        font.save(target)
    return target


def test_fonts_are_found_by_postscript_name_whatever_the_file_is_called(tmp_path: Path) -> None:
    deep = tmp_path / "user" / "deep"
    deep.mkdir(parents=True)
    path = _renamed(REGULAR, deep / "0001.OTF", "Own-Regular")
    library = FontLibrary([tmp_path])
    assert library.find("Own-Regular") == FontFile(path=path)
    assert library.find("Own-Bold") is None


def test_earlier_folders_win_and_the_bundled_faces_are_always_there(tmp_path: Path) -> None:
    for folder in ("job", "system"):
        (tmp_path / folder).mkdir()
        shutil.copy(BOLD, tmp_path / folder / "b.otf")
    library = FontLibrary([tmp_path / "job", tmp_path / "system", tmp_path / "gone"])
    assert library.find("SourceSansPro-Bold") == FontFile(path=tmp_path / "job" / "b.otf")
    assert FontLibrary().find("SourceSansPro-Bold") is not None


def test_collections_name_each_face(tmp_path: Path) -> None:
    collection = TTCollection()
    collection.fonts = [TTFont(bundled_font_folder() / f"SourceSansPro-{style}.ttf") for style in ("Regular", "Bold")]
    collection.save(tmp_path / "both.ttc")
    library = FontLibrary([tmp_path])
    assert library.find("SourceSansPro-Bold") == FontFile(path=tmp_path / "both.ttc", face=1)
    assert font_info(FontFile(path=tmp_path / "both.ttc", face=1)).style == "Bold"


def test_workers_see_exactly_the_given_files(tmp_path: Path) -> None:
    path = _renamed(REGULAR, tmp_path / "a.otf", "Own-Regular")
    library = FontLibrary([tmp_path], files={"Job-Font": FontFile(path=BOLD)})
    assert library.find("Job-Font") == FontFile(path=BOLD)
    assert library.find("Own-Regular") is None
    assert FontLibrary([tmp_path]).find("Own-Regular") == FontFile(path=path)


@pytest.mark.parametrize(
    "content", [b"", b"not a font", b"ttcf" + bytes(64), b"OTTO\xff\xff" + bytes(200), b"\0\1\0\0"]
)
def test_damaged_files_are_skipped_and_reported(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "bad.ttf").write_bytes(content)
    (tmp_path / "cut.otf").write_bytes(REGULAR.read_bytes()[:5000])
    path = _renamed(REGULAR, tmp_path / "good.otf", "Own-Regular")
    library = FontLibrary([tmp_path])
    assert library.find("Own-Regular") == FontFile(path=path)
    assert str(tmp_path / "bad.ttf") in {problem.where for problem in library.problems}


@pytest.mark.parametrize(
    ("missing", "stand_in"),
    [
        ("ArialMT", "Regular"),
        ("Arial-BoldMT", "Bold"),
        ("Arial-BoldItalicMT", "BoldIt"),
        ("Helvetica-Oblique", "It"),
        ("Montserrat-Thin", "ExtraLight"),
        ("Gilroy-ExtraBold", "Black"),
        ("Inter-SemiBoldItalic", "SemiboldIt"),
        ("Roboto-Medium", "Semibold"),
        ("Lato-LightItalic", "LightIt"),
        ("BlackHanSans-Regular", "Regular"),
        ("", "Regular"),
    ],
)
def test_a_missing_font_is_replaced_by_one_of_its_weight_and_slant(missing: str, stand_in: str) -> None:
    assert fallback_name(missing) == f"SourceSansPro-{stand_in}"
    file = FontLibrary().fallback(missing)
    assert font_info(file).postscript_name == f"SourceSansPro-{stand_in}"


@pytest.mark.parametrize(
    ("kind", "allowed"), [(0, True), (2, False), (4, True), (8, True), (6, True), (0x200, False), (0x108, True)]
)
def test_licence_bits_decide_whether_a_font_travels(tmp_path: Path, kind: int, allowed: bool) -> None:
    path = _renamed(REGULAR, tmp_path / "a.otf", "Own", kind=kind)
    info = font_info(FontFile(path=path))
    assert (info.postscript_name, info.family, info.may_embed) == ("Own", "Source Sans Pro", allowed)


def test_reading_a_damaged_font_names_the_file(tmp_path: Path) -> None:
    (tmp_path / "bad.ttf").write_bytes(b"nothing")
    with pytest.raises(RenderError, match=r"bad\.ttf"):
        font_info(FontFile(path=tmp_path / "bad.ttf"))


def test_system_folders_follow_the_platform() -> None:
    home = Path("home")
    windows = system_font_folders("win32", {"LOCALAPPDATA": "L", "WINDIR": "W"}, home)
    assert windows == (Path("L/Microsoft/Windows/Fonts"), Path("W/Fonts"))
    assert home / "Library" / "Fonts" in system_font_folders("darwin", {}, home)
    assert system_font_folders("linux", {"XDG_DATA_HOME": "X"}, home)[0] == Path("X/fonts")


@settings(deadline=None)
@given(
    st.sampled_from(["otf", "ttf"]),
    st.lists(st.tuples(st.integers(0, 1200), st.integers(0, 255)), max_size=8),
    st.integers(0, 4000) | st.none(),
)
def test_no_damage_gets_past_the_library(kind: str, changes: list[tuple[int, int]], length: int | None) -> None:
    data = bytearray((bundled_font_folder() / f"SourceSansPro-Regular.{kind}").read_bytes())
    for place, byte in changes:
        data[place] = byte
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "font.ttf"
        path.write_bytes(bytes(data[:length]))
        library = FontLibrary([Path(folder)])
        assert len(library.names()) >= 12
        with contextlib.suppress(RenderError):
            font_info(FontFile(path=path))
        with contextlib.suppress(RenderError):
            open_face(FontFile(path=path)).ascent()


def _variable(path: Path) -> Path:
    """A variable font with one letter, a bar that is 100 units wide when light and 500 when bold."""
    pen = TTGlyphPen(None)
    for index, corner in enumerate([(0, 0), (100, 0), (100, 700), (0, 700)]):
        (pen.lineTo if index else pen.moveTo)(corner)
    pen.closePath()
    builder = FontBuilder(1000, isTTF=True)
    builder.setupGlyphOrder([".notdef", "I"])
    builder.setupCharacterMap({ord("I"): "I"})
    builder.setupGlyf({".notdef": TTGlyphPen(None).glyph(), "I": pen.glyph()})
    builder.setupHorizontalMetrics({".notdef": (500, 0), "I": (600, 0)})
    builder.setupHorizontalHeader(ascent=800, descent=-200)
    builder.setupNameTable({"familyName": "Own Var", "styleName": "Light", "psName": "OwnVar-Light"})
    builder.setupFvar(
        [("wght", 300, 300, 700, "Weight")],
        [{"location": {"wght": 700}, "stylename": "Bold"}, {"location": {"wght": 500}, "stylename": "Semi Bold"}],
    )
    moved = [None, (400, 0), (400, 0), None, None, None, None, None]
    builder.setupGvar({"I": [TupleVariation({"wght": (0, 1, 1)}, [delta or (0, 0) for delta in moved])]})
    builder.setupOS2()
    builder.setupPost()
    builder.save(path)
    return path


@pytest.mark.parametrize(("name", "width"), [("OwnVar-Light", 0.1), ("OwnVar-SemiBold", 0.3), ("OwnVar-Bold", 0.5)])
def test_named_instances_of_variable_fonts_are_found_and_drawn(tmp_path: Path, name: str, width: float) -> None:
    _variable(tmp_path / "own.ttf")
    file = FontLibrary([tmp_path]).find(name)
    assert file is not None
    assert font_info(file).postscript_name == name
    face = open_face(file)
    outline = face.path(face.font.get_nominal_glyph(ord("I")))
    assert outline.computeTightBounds().width() == pytest.approx(width, abs=1e-3)


def test_fonts_are_not_searched_for_in_the_depths_of_a_home_folder(tmp_path: Path) -> None:
    near, deep, hidden = tmp_path / "a" / "b", tmp_path.joinpath(*"abcdef"), tmp_path / ".cache"
    for folder in (near, deep, hidden):
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "face.otf").touch()
    assert font_files(tmp_path) == (near / "face.otf",)
