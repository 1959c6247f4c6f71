"""Lines, baselines and positions of text, measured against the font's own numbers."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
import uharfbuzz as hb

from app.core.jobs import WarningKind
from app.core.model import Justification, TextBox, TextParagraph, TextRun, TextValue
from app.render.fonts import FontLibrary
from app.render.layout import Layout, compose
from app.render.shaping import open_face
from app.render.text_direction import levels, visual_order

FONTS = FontLibrary()
FONT = "SourceSansPro-Regular"
WORDS = "The quick brown fox jumps over the lazy dog and runs away"


def document(
    text: str, *, box: TextBox | None = None, paragraph: dict[str, Any] | None = None, **run: Any
) -> TextValue:
    style: dict[str, Any] = {"font": FONT, "size": 100.0} | run
    return TextValue(
        text=text,
        runs=(TextRun(start=0, stop=len(text), **style),),
        paragraphs=(TextParagraph(start=0, stop=len(text), **(paragraph or {})),),
        box=box,
    )


def lay(text: str, **options: Any) -> Layout:
    return compose(document(text, **options), FONTS)


def harfbuzz_width(text: str, size: float = 100.0) -> float:
    """Advances as HarfBuzz alone gives them, with kerning, without ligatures."""
    face = hb.Face(hb.Blob.from_file_path(str(FONTS.fallback(FONT).path)))
    buffer = hb.Buffer()
    buffer.add_str(text)
    buffer.guess_segment_properties()
    hb.shape(hb.Font(face), buffer, {"liga": False, "clig": False})
    return sum(float(position.x_advance) for position in buffer.glyph_positions) * size / face.upem


def shown(layout: Layout) -> list[str]:
    return [layout.document.text[line.start : line.stop] for line in layout.lines]


def box(width: float, height: float = 1000.0, **other: Any) -> TextBox:
    return TextBox(left=10.0, top=20.0, width=width, height=height, **other)


def test_an_empty_text_lacks_no_font() -> None:
    assert lay("", box=box(500.0)).notes == ()


@pytest.mark.parametrize("text", ["AVATAR", "office fi fl", "Ärger", "Ωμέγα", "Привет", "a"])
def test_a_line_is_as_wide_as_its_advances(text: str) -> None:
    (line,) = lay(text).lines
    assert line.width == pytest.approx(harfbuzz_width(text))
    assert (line.x, line.baseline) == (0.0, 0.0)


def test_kerning_is_on_and_ligatures_are_off() -> None:
    assert lay("AV").lines[0].width < lay("A").lines[0].width + lay("V").lines[0].width
    assert len(lay("ffi").lines[0].glyphs) == 3


def test_tracking_widens_between_characters_but_not_after_the_last() -> None:
    plain, tracked = lay("wide").lines[0], lay("wide", tracking=200.0).lines[0]
    assert tracked.width == pytest.approx(plain.width + 3 * 20.0)
    assert tracked.glyphs[1].x - plain.glyphs[1].x == pytest.approx(20.0)


def test_scale_shift_and_faux_bold_change_the_geometry() -> None:
    plain = lay("n").lines[0]
    assert lay("n", horizontal_scale=150.0).lines[0].width == pytest.approx(plain.width * 1.5)
    assert lay("n", faux_bold=True).lines[0].width == pytest.approx(plain.width + 2.7)
    assert lay("n", baseline_shift=12.0).lines[0].glyphs[0].glyph.y == -12.0
    assert lay("n", vertical_scale=200.0).lines[0].glyphs[0].glyph.scale_y == 200.0


def test_capitals_are_shaped_as_capitals() -> None:
    assert lay("Word", all_caps=True).lines[0].width == pytest.approx(harfbuzz_width("WORD"))
    small = lay("oo", small_caps=True).lines[0].width
    assert small == pytest.approx(0.7 * harfbuzz_width("OO"))
    assert len(lay("straße", all_caps=True).lines[0].glyphs) == 7


@pytest.mark.parametrize(
    ("kind", "share"),
    [
        (Justification.LEFT, 0.0),
        (Justification.CENTER, 0.5),
        (Justification.RIGHT, 1.0),
        (Justification.FULL_LAST_RIGHT, 1.0),
    ],
)
def test_point_text_is_justified_around_its_origin(kind: Justification, share: float) -> None:
    layout = lay("one\nlonger", paragraph={"justification": kind}, tracking=50.0)
    for line in layout.lines:
        assert line.x == pytest.approx(-share * line.width)


def test_lines_follow_the_leading_of_the_line_below() -> None:
    assert [line.baseline for line in lay("a\nb\nc").lines] == pytest.approx([0.0, 120.0, 240.0])
    assert [line.baseline for line in lay("a\nb", leading=33.0).lines] == [0.0, 33.0]
    text = TextValue(
        text="a\nb",
        runs=(TextRun(start=0, stop=2, font=FONT, size=10.0), TextRun(start=2, stop=3, font=FONT, size=50.0)),
    )
    assert [line.baseline for line in compose(text, FONTS).lines] == [0.0, 60.0]


def test_empty_lines_keep_their_height() -> None:
    assert [line.baseline for line in lay("a\n\nb").lines] == pytest.approx([0.0, 120.0, 240.0])
    assert len(lay("").lines) == 1


def test_paragraph_spaces_add_up() -> None:
    layout = lay("a\nb", paragraph={"space_before": 5.0, "space_after": 7.0})
    assert layout.lines[1].baseline == pytest.approx(132.0)


def test_boxes_break_at_spaces_and_start_the_height_of_a_d_below_their_top() -> None:
    layout = lay(WORDS, box=box(900.0))
    assert len(layout.lines) > 2
    assert " ".join(text.strip() for text in shown(layout)) == WORDS
    assert layout.lines[0].baseline == pytest.approx(20.0 + open_face(FONTS.fallback(FONT)).ascent() * 100.0)
    for line, following in pairwise(layout.lines):
        word = layout.document.text[following.start :].split(" ")[0]
        assert line.width <= 900.0
        assert harfbuzz_width(layout.document.text[line.start : line.stop] + " " + word) > 900.0


def test_a_box_just_wide_enough_holds_its_line() -> None:
    width = harfbuzz_width("brown fox")
    assert shown(lay("brown fox", box=box(width + 0.01))) == ["brown fox"]
    assert shown(lay("brown fox", box=box(width - 0.01))) == ["brown", "fox"]


def test_hyphens_do_not_break_and_long_words_do() -> None:
    layout = lay("well-known", box=box(300.0))
    assert len(layout.lines) > 1
    assert "".join(shown(layout)) == "well-known"
    assert shown(lay("well-known", box=box(300.0)))[0] != "well-"
    assert len(lay("abc", box=box(1.0)).lines) == 3


def test_cjk_breaks_between_characters_but_not_before_a_full_stop() -> None:
    layout = compose(document("漢字漢字。漢字", box=box(1.0)), FONTS)
    assert shown(layout) == ["漢", "字", "漢", "字", "。", "漢", "字"]
    four = lay("漢字漢字。漢字", box=box(lay("漢字漢字").lines[0].width + 1.0))
    assert shown(four)[0] == "漢字漢"
    assert shown(four)[1].startswith("字。")


def test_indents_narrow_and_move_lines() -> None:
    indents = {"first_line_indent": 40.0, "start_indent": 30.0, "end_indent": 20.0}
    layout = lay(WORDS, box=box(900.0), paragraph=indents)
    assert [line.x for line in layout.lines[:3]] == [80.0, 40.0, 40.0]
    assert all(line.x + line.width <= 890.0 + 1e-6 for line in layout.lines)


@pytest.mark.parametrize(
    ("kind", "last_share"),
    [(Justification.FULL_LAST_LEFT, 0.0), (Justification.FULL_LAST_CENTER, 0.5), (Justification.FULL_LAST_RIGHT, 1.0)],
)
def test_full_justification_fills_all_lines_but_the_last(kind: Justification, last_share: float) -> None:
    layout = lay(WORDS, box=box(900.0), paragraph={"justification": kind})
    for line in layout.lines[:-1]:
        assert (line.x, line.width) == (10.0, pytest.approx(900.0))
    last = layout.lines[-1]
    assert last.x == pytest.approx(10.0 + last_share * (900.0 - last.width))
    whole = lay(WORDS, box=box(900.0), paragraph={"justification": Justification.FULL})
    assert whole.lines[-1].width == pytest.approx(900.0)


def test_lines_below_the_box_are_not_shown_and_that_is_said() -> None:
    layout = lay(WORDS, box=box(900.0, 200.0))
    assert len(layout.lines) == 2
    (note,) = layout.notes
    assert note.kind is WarningKind.TEXT
    assert "too small" in note.what
    assert lay("fits", box=box(900.0, 200.0)).notes == ()


@pytest.mark.parametrize(("alignment", "share"), [("center", 0.5), ("bottom", 1.0)])
def test_text_is_aligned_inside_its_box(alignment: str, share: float) -> None:
    top = lay("a", box=box(900.0, 500.0)).lines[0].baseline
    moved = lay("a", box=box(900.0, 500.0, vertical_alignment=alignment)).lines[0].baseline
    assert moved == pytest.approx(top + share * (520.0 - top))


def test_missing_fonts_and_characters_are_named() -> None:
    notes = {note.what for note in lay("A😀漢", font="Gone-Bold").notes}
    assert notes == {
        "the font Gone-Bold is missing, SourceSansPro-Bold is used",
        "no font has the characters 😀 漢 of Gone-Bold",
    }


def test_invisible_characters_need_no_glyph() -> None:
    assert lay("a\u200d\ufe0fb\u00ad").notes == ()


def test_vertical_text_is_noted() -> None:
    text = TextValue(text="a", runs=(TextRun(start=0, stop=1, font=FONT),), vertical=True)
    assert [note.kind for note in compose(text, FONTS).notes] == [WarningKind.FEATURE]


def test_styles_without_runs_and_with_gaps_still_cover_the_text() -> None:
    assert len(compose(TextValue(text="abc"), FONTS).lines[0].glyphs) == 3
    gap = TextValue(text="abc", runs=(TextRun(start=1, stop=2, font=FONT, size=10.0),))
    assert {placed.glyph.run.size for placed in compose(gap, FONTS).lines[0].glyphs} == {10.0}


def test_characters_stay_with_their_glyphs() -> None:
    layout = lay("a b\ncd")
    assert [placed.glyph.character for line in layout.lines for placed in line.glyphs] == [0, 1, 2, 4, 5]


@pytest.mark.parametrize(
    ("text", "visual"),
    [
        ("abc", "abc"),
        ("שלום", "םולש"),
        ("abc שלום def", "abc םולש def"),
        ("שלום abc", "abc םולש"),
        ("שלום 123 עולם", "םלוע 123 םולש"),
        ("abc 123", "abc 123"),
        ("שלום abc 12", "abc 12 םולש"),
    ],
)
def test_right_to_left_text_stands_in_visual_order(text: str, visual: str) -> None:
    assert "".join(visual_order(list(text), levels(text))) == visual
