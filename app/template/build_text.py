"""Text documents: from After Effects' COS dictionary to `TextValue`.

Runs are stored in UTF-16 units over the raw text, which has carriage returns and one extra at its end; the model has
Python indices over text with line feeds. Style keys of the dictionary (py-aep's reading of it, checked on 393 text
layers): characters 0 font index, 1 size, 2 faux bold, 3 faux italic, 4 automatic leading, 5 leading, 6 and 7 horizontal
and vertical scale, 8 tracking, 9 baseline shift, 11 kind of kerning, 12 caps, 53 fill, 54 stroke, 56 fill on, 57 stroke
on, 58 stroke over fill, 63 stroke width; paragraphs 0 justification, 1 to 3 indents, 4 and 5 spaces.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import Any

from app.core.model import Justification, TextBox, TextParagraph, TextRun, TextValue
from app.template.adapter import PyAep, Span, text_color, text_parts
from app.template.build_problems import clean_text

SOFT_RETURN = "\x03"
"""What After Effects stores for a line break inside a paragraph; the model has a line feed for it."""

_JUSTIFICATIONS = {
    0: Justification.LEFT,
    1: Justification.RIGHT,
    2: Justification.CENTER,
    3: Justification.FULL_LAST_LEFT,
    4: Justification.FULL_LAST_RIGHT,
    5: Justification.FULL_LAST_CENTER,
    6: Justification.FULL,
}
_NO_AUTO_KERN = 0
_SMALL_CAPS = (1, 3)
_ALL_CAPS = 2


def text_value(document: PyAep) -> TextValue:
    """The text, style runs, paragraphs and box of a text document.

    Runs and paragraphs cover the text without gaps. An empty text keeps one run and one paragraph of no length, so
    that its style is known when text is typed. Superscript and subscript are not told apart from normal text.
    """
    parts = text_parts(document)
    raw = clean_text(parts.raw).removesuffix("\r")
    index = _index_map(raw)
    text = raw.replace("\r", "\n").replace(SOFT_RETURN, "\n")
    characters = _with_kerning(parts.characters, parts.kerning)
    return TextValue(
        text=text,
        runs=tuple(
            _run(start, stop, style, parts.fonts) for start, stop, style in _covering(characters, index, len(text))
        ),
        paragraphs=tuple(
            _paragraph(start, stop, style) for start, stop, style in _covering(parts.paragraphs, index, len(text))
        ),
        box=_box(document),
        vertical=document.line_orientation.name != "HORIZONTAL",
    )


def _index_map(raw: str) -> Callable[[int], int]:
    """UTF-16 index to Python index; an index inside a surrogate pair is that of its character."""
    if all(ord(character) <= 0xFFFF for character in raw):
        return lambda unit: min(unit, len(raw))
    places: list[int] = []
    for position, character in enumerate(raw):
        places.extend((position,) * (2 if ord(character) > 0xFFFF else 1))
    return lambda unit: places[unit] if unit < len(places) else len(raw)


def _covering(spans: list[Span], index: Callable[[int], int], length: int) -> list[Span]:
    """Spans in Python indices that cover 0 to `length` without gaps; at least one, also for empty text."""
    found: list[Span] = []
    for start, stop, style in spans:
        first, last = index(start), index(stop)
        if last > first:
            found.append((first, last, style))
    if not found:
        style = spans[0][2] if spans else {}
        return [(0, length, style)]
    if found[-1][1] < length:
        start, _stop, style = found[-1]
        found[-1] = (start, length, style)
    return found


def _with_kerning(characters: list[Span], kerning: list[Span]) -> list[Span]:
    """Character spans cut where manual kerning changes; the kerning value is put under the key `kerning`."""
    if not kerning:
        return characters
    cut: list[Span] = []
    for start, stop, style in characters:
        places = {start, stop}
        places.update(place for span in kerning for place in span[:2] if start < place < stop)
        ordered = sorted(places)
        for first, last in pairwise(ordered):
            value = next((payload.get("0") for left, right, payload in kerning if left <= first < right), None)
            cut.append((first, last, {**style, "kerning": value}))
    return cut


def _run(start: int, stop: int, style: dict[str, Any], fonts: tuple[str, ...]) -> TextRun:
    font = style.get("0")
    caps = style.get("12")
    return TextRun(
        start=start,
        stop=stop,
        font=clean_text(fonts[font]) if isinstance(font, int) and 0 <= font < len(fonts) else "",
        size=_number(style, "1", 36.0),
        fill=text_color(style.get("53")) if style.get("56", True) else None,
        stroke=text_color(style.get("54")) if style.get("57", False) else None,
        stroke_width=_number(style, "63", 1.0) if style.get("57", False) else 0.0,
        stroke_over_fill=bool(style.get("58", True)),
        tracking=_number(style, "8", 0.0),
        leading=None if style.get("4", True) else _number(style, "5", 0.0),
        baseline_shift=_number(style, "9", 0.0),
        horizontal_scale=_number(style, "6", 1.0) * 100.0,
        vertical_scale=_number(style, "7", 1.0) * 100.0,
        faux_bold=bool(style.get("2", False)),
        faux_italic=bool(style.get("3", False)),
        all_caps=caps == _ALL_CAPS,
        small_caps=caps in _SMALL_CAPS,
        kerning=_number(style, "kerning", 0.0) if style.get("11") == _NO_AUTO_KERN and "kerning" in style else None,
    )


def _paragraph(start: int, stop: int, style: dict[str, Any]) -> TextParagraph:
    return TextParagraph(
        start=start,
        stop=stop,
        justification=_JUSTIFICATIONS.get(style.get("0", 0), Justification.LEFT),
        first_line_indent=_number(style, "1", 0.0),
        start_indent=_number(style, "2", 0.0),
        end_indent=_number(style, "3", 0.0),
        space_before=_number(style, "4", 0.0),
        space_after=_number(style, "5", 0.0),
    )


def _box(document: PyAep) -> TextBox | None:
    size, place = document.box_text_size, document.box_text_pos
    if size is None or place is None:
        return None
    return TextBox(
        left=float(place[0]),
        top=float(place[1]),
        width=float(size[0]),
        height=float(size[1]),
        vertical_alignment=document.box_vertical_alignment.name.lower(),
    )


def _number(style: dict[str, Any], key: str, default: float) -> float:
    value = style.get(key)
    return float(value) if isinstance(value, int | float) else default
