"""Characters that a template's fonts lack: which of this computer's fonts draw them, and how that is said."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from app.core.model import TextParagraph, TextRun, TextValue
from app.render.fonts import FontLibrary, font_info
from app.render.fonts_choice import choose_fallbacks
from app.render.fonts_index import FontIndex
from app.render.layout import Layout, compose
from app.render.scene import FontFile
from tests.fakes.fonts import make_font

FONT = "SourceSansPro-Regular"


def document(text: str, font: str = FONT) -> TextValue:
    run = TextRun(start=0, stop=len(text), font=font, size=100.0)
    return TextValue(text=text, runs=(run,), paragraphs=(TextParagraph(start=0, stop=len(text)),))


def lay(text: str, *fallbacks: FontFile, font: str = FONT, files: dict[str, FontFile] | None = None) -> Layout:
    return compose(document(text, font), FontLibrary(files=files, fallbacks=fallbacks))


def drawn_with(layout: Layout) -> list[str]:
    return [placed.glyph.face.file.path.name for line in layout.lines for placed in line.glyphs]


def notes(layout: Layout) -> list[str]:
    return [note.what for note in layout.notes]


def index_of(folder: Path) -> FontIndex:
    return FontIndex([folder], cache=folder / "cache" / "fonts.index")


def chosen(folder: Path, characters: str, font: str = FONT) -> list[str]:
    return [file.path.name for file in choose_fallbacks({font: characters}, index_of(folder))]


def test_fallbacks_draw_what_the_font_lacks_and_are_named(tmp_path: Path) -> None:
    han = make_font(tmp_path / "han.ttf", "李小龙", name="Han-Regular", family="Han Sans")
    layout = lay("Li 李小!", han)
    assert drawn_with(layout) == [f"{FONT}.otf"] * 3 + ["han.ttf"] * 2 + [f"{FONT}.otf"]
    assert notes(layout) == [f"characters 李 小 are not in {FONT}; Han Sans is used"]
    assert notes(lay("é! \u00a0\u3000", han)) == []


def test_the_first_fallback_that_has_a_character_draws_it(tmp_path: Path) -> None:
    first = make_font(tmp_path / "first.ttf", "李", name="First")
    second = make_font(tmp_path / "second.ttf", "李龙", name="Second")
    assert drawn_with(lay("李龙", first, second)) == ["first.ttf", "second.ttf"]
    assert drawn_with(lay("李龙", second, first)) == ["second.ttf", "second.ttf"]


def test_fallbacks_of_the_font_s_own_weight_come_first(tmp_path: Path) -> None:
    thin = make_font(tmp_path / "thin.ttf", "李", name="Han-Regular")
    bold = make_font(tmp_path / "bold.ttf", "李", name="Han-Bold", weight=700)
    assert drawn_with(lay("李", thin, bold, font="SourceSansPro-Bold")) == ["bold.ttf"]
    assert drawn_with(lay("李", bold, thin)) == ["thin.ttf"]


def test_a_letter_and_its_marks_are_drawn_by_one_face(tmp_path: Path) -> None:
    own = make_font(tmp_path / "own.ttf", "abक", name="Own")
    marks = make_font(tmp_path / "marks.ttf", "क\u0951", name="Marks")
    files = {"Own": own}
    assert drawn_with(lay("aक\u0951b", marks, font="Own", files=files)) == [
        "own.ttf",
        "marks.ttf",
        "marks.ttf",
        "own.ttf",
    ]
    assert drawn_with(lay("a\U0001f468\u200d\U0001f469b", marks, font="Own", files=files))[0] == "own.ttf"


def test_the_bundled_font_comes_first_and_a_letter_stays_when_nobody_has_its_mark(tmp_path: Path) -> None:
    own = make_font(tmp_path / "own.ttf", "ab", name="Own")
    other = make_font(tmp_path / "other.ttf", "ş", name="Other")
    files = {"Own": own}
    layout = lay("aş", other, font="Own", files=files)
    assert drawn_with(layout) == ["own.ttf", f"{FONT}.otf"]
    assert notes(layout) == ["the character ş is not in Own; Source Sans Pro is used"]
    lost = lay("a\u1abe", font="Own", files=files)
    assert drawn_with(lost)[0] == "own.ttf"
    assert notes(lost) == ["no font has the character \u1abe of Own"]


def test_choice_follows_style_then_family_then_name_not_the_files(tmp_path: Path) -> None:
    make_font(tmp_path / "1.ttf", "李龍", name="Zebra", family="Zebra")
    make_font(tmp_path / "2.ttf", "李龍", name="Aardvark", family="Aardvark")
    make_font(tmp_path / "3.ttf", "李龍", name="Black", family="Noto Sans CJK TC", weight=900)
    assert chosen(tmp_path, "李龍") == ["2.ttf"]
    assert chosen(tmp_path, "李龍", "Own-Black") == ["3.ttf"]
    make_font(tmp_path / "4.ttf", "李龍", name="JhengHei", family="Microsoft JhengHei")
    assert chosen(tmp_path, "李龍") == ["4.ttf"]


def test_each_country_s_ideographs_come_from_its_own_fonts(tmp_path: Path) -> None:
    for number, family in enumerate(["Microsoft JhengHei", "Microsoft YaHei", "Yu Gothic"]):
        make_font(tmp_path / f"{number}.ttf", "李龍龙ひ", name=family.replace(" ", ""), family=family)
    assert [chosen(tmp_path, name) for name in ("李龍", "李龙", "李ひ", "李")] == [
        ["0.ttf"],
        ["1.ttf"],
        ["2.ttf"],
        ["0.ttf"],
    ]


def test_as_few_fonts_as_can_be_draw_a_script(tmp_path: Path) -> None:
    make_font(tmp_path / "known.ttf", "李小", name="NotoSansCJKtc-Regular", family="Noto Sans CJK TC")
    make_font(tmp_path / "whole.ttf", "李小龙", name="Whole")
    make_font(tmp_path / "arabic.ttf", "عمر", name="Arabic")
    assert chosen(tmp_path, "李小龙عمر") == ["arabic.ttf", "whole.ttf"]
    assert chosen(tmp_path, "李小") == ["known.ttf"]


def test_fonts_that_may_not_travel_or_have_only_pictures_or_boxes_are_not_chosen(tmp_path: Path) -> None:
    make_font(tmp_path / "restricted.ttf", "李", name="Restricted", kind=2)
    make_font(tmp_path / "pictures.ttf", "李😀", name="Pictures", drawn=False)
    make_font(tmp_path / "boxes.ttf", "李😀", name="LastResort", family="LastResort")
    (tmp_path / "broken.ttf").write_bytes(b"not a font")
    assert chosen(tmp_path, "李😀") == []
    make_font(tmp_path / "symbols.ttf", "😀", name="Symbols")
    assert chosen(tmp_path, "李😀") == ["symbols.ttf"]


def test_the_index_reads_a_font_again_only_when_its_file_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = make_font(tmp_path / "a.ttf", "李", name="A").path
    assert chosen(tmp_path, "李") == ["a.ttf"]

    def refuse(path: Path) -> None:
        raise AssertionError(f"{path} was read again")

    with monkeypatch.context() as patch:
        patch.setattr("app.render.fonts_index.open_faces", refuse)
        assert chosen(tmp_path, "李") == ["a.ttf"]
    make_font(path, "龙小", name="A")
    os.utime(path, ns=(1, 1))
    (face,) = (face for _, face in index_of(tmp_path).faces())
    assert face.of("李龙") == {"龙"}
    path.unlink()
    assert index_of(tmp_path).faces() == ()


@pytest.mark.parametrize("content", [b"", b"\xc1", b"\x82\xa7version\x01"])
def test_a_damaged_or_forbidden_memory_of_the_index_costs_only_time(tmp_path: Path, content: bytes) -> None:
    make_font(tmp_path / "a.ttf", "李", name="A")
    cache = tmp_path / "cache" / "fonts.index"
    cache.parent.mkdir()
    cache.write_bytes(content)
    assert chosen(tmp_path, "李") == ["a.ttf"]
    (tmp_path / "file").write_bytes(b"")
    assert FontIndex([tmp_path], cache=tmp_path / "file" / "fonts.index").faces()


def test_a_face_says_its_weight_and_the_name_people_know(tmp_path: Path) -> None:
    info = font_info(make_font(tmp_path / "a.ttf", "a", name="Own-Bold", family="Own Sans", weight=700))
    assert (info.title, info.weight, info.slanted) == ("Own Sans", 700, False)
    bold = font_info(FontLibrary().fallback("Arial-BoldItalicMT"))
    assert (bold.title, bold.weight, bold.slanted) == ("Source Sans Pro Bold Italic", 700, True)
