"""Lays out a text document: lines, baselines and glyph positions, in layer coordinates.

The rules are After Effects' own as py-aep measured them on AE 2026 (its `text_composition` and `text_ink`): breaks at
spaces only, never at hyphens; a word wider than the line breaks between characters; trailing spaces don't count; the
first baseline of a box lies the height of the letter d below its top; a line shows while its baseline is in the box.
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate
from typing import cast

from app.core.jobs import WarningKind
from app.core.model import Justification, TextBox, TextParagraph, TextRun, TextValue
from app.render.scene import Fonts
from app.render.shaping import FAUX_BOLD_EM, Glyph, Piece, invisible, script_of, shape
from app.render.text_breaks import Measured, break_lines
from app.render.text_direction import levels, visual_order
from app.render.text_faces import FaceChooser, spread

AUTO_LEADING = 1.2


@dataclass(frozen=True, slots=True)
class PlacedGlyph:
    """A glyph and its pen position in layer coordinates (pixels, y down); `y` is the baseline."""

    glyph: Glyph
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Line:
    """A composed line: characters `start` to `stop`, pen from `x` along `width` pixels on `baseline`."""

    start: int
    stop: int
    x: float
    baseline: float
    width: float
    glyphs: tuple[PlacedGlyph, ...]


@dataclass(frozen=True, slots=True)
class Note:
    """Something about a layout that people must know."""

    kind: WarningKind
    what: str


@dataclass(frozen=True, slots=True, eq=False)
class Layout:
    """A document laid out. `notes` name fonts and characters that were substituted and text that does not fit.

    Layouts compare by identity, so that what is made from one can be remembered cheaply.
    """

    document: TextValue
    lines: tuple[Line, ...]
    notes: tuple[Note, ...] = ()


def compose(document: TextValue, fonts: Fonts) -> Layout:
    """Lay out a document with the given fonts; the same document and fonts give the same layout, which is remembered.

    Raises RenderError when a font file that the fonts name cannot be opened.
    """
    return _composed(document, cast(Hashable, fonts))


@lru_cache(maxsize=512)
def _composed(document: TextValue, fonts: Hashable) -> Layout:
    return _Composer(document, cast(Fonts, fonts)).layout()


class _Composer:
    """One composition in progress."""

    def __init__(self, document: TextValue, fonts: Fonts) -> None:
        self.document = document
        self.text = document.text
        self.chooser = FaceChooser(fonts)
        self.runs = spread(document.runs, TextRun(start=0, stop=0), len(self.text) + 1)
        self.styles = spread(document.paragraphs, TextParagraph(start=0, stop=0), len(self.text) + 1)
        self.notes: dict[Note, None] = {}

    def layout(self) -> Layout:
        """All lines that show, and what is to be noted."""
        lines: list[Line] = []
        baseline = 0.0
        dropped = False
        for start, stop, first in self._spans():
            baseline = self._baseline(baseline, start=start, stop=stop, first=first, top=not lines)
            if self._below(baseline):
                dropped = self.text[start:].strip() != ""
                break
            lines.append(self._line(start, stop, baseline=baseline, first=first))
        if dropped:
            self._note(WarningKind.TEXT, f"the text box is too small: “{_short(self.text[start:])}” does not show")
        if self.document.vertical:
            self._note(WarningKind.FEATURE, "vertical text is drawn horizontally")
        for note in self.chooser.notes():
            self._note(WarningKind.FONT, note)
        return Layout(self.document, _aligned(self.document.box, tuple(lines)), tuple(self.notes))

    def _spans(self) -> list[tuple[int, int, bool]]:
        """(start, stop, first of its paragraph) of every line; a line feed belongs to no line."""
        spans: list[tuple[int, int, bool]] = []
        start = 0
        for paragraph in self.text.split("\n"):
            stop = start + len(paragraph)
            pieces = self._pieces(start, stop) if self.document.box else []
            lines = (
                break_lines(self._measured(pieces, start, stop), *self._limits(start)) if pieces else [(start, stop)]
            )
            spans += [(a, b, index == 0) for index, (a, b) in enumerate(lines)]
            start = stop + 1
        return spans

    def _limits(self, start: int) -> tuple[float, float]:
        """Width of the first and of the other lines of the paragraph that starts there."""
        style, box = self.styles[start], self.document.box
        width = (box.width if box else 0.0) - style.start_indent - style.end_indent
        return width - style.first_line_indent, width

    def _measured(self, pieces: list[Piece], start: int, stop: int) -> Measured:
        advances = [0.0] * (stop - start)
        for piece in pieces:
            for glyph in shape(piece):
                advances[glyph.character - start] += glyph.advance
        pens = [0.0, *accumulate(advances)]
        return Measured(text=self.text[start:stop], start=start, pens=pens, exact=self._width)

    def _width(self, start: int, stop: int) -> float:
        return sum(glyph.advance for piece in self._pieces(start, stop) for glyph in shape(piece))

    def _baseline(self, before: float, *, start: int, stop: int, first: bool, top: bool) -> float:
        runs = self.runs[start : stop + 1]
        box = self.document.box
        if top:
            return box.top + max(self._ascent(run) for run in runs) if box else 0.0
        space = self.styles[start - 1].space_after + self.styles[start].space_before if first else 0.0
        return before + max(_leading(run) for run in runs) + space

    def _ascent(self, run: TextRun) -> float:
        bold = FAUX_BOLD_EM / 2 if run.faux_bold else 0.0
        return (self.chooser.face(run.font).ascent() + bold) * run.size * run.vertical_scale / 100.0

    def _below(self, baseline: float) -> bool:
        box = self.document.box
        return box is not None and baseline > box.top + box.height

    def _line(self, start: int, stop: int, *, baseline: float, first: bool) -> Line:
        end = start + len(self.text[start:stop].rstrip(" "))
        pieces = self._pieces(start, end)
        glyphs = [glyph for piece in pieces for glyph in shape(piece)]
        width = sum(glyph.advance for glyph in glyphs) - (glyphs[-1].spacing if glyphs else 0.0)
        last = stop >= len(self.text) or self.text[stop] == "\n"
        x, stretch = self._start(start, width, first=first, last=last, glyphs=glyphs)
        pen, placed = x, []
        for glyph in glyphs:
            self._check_ink(glyph)
            placed.append(PlacedGlyph(glyph, pen, baseline))
            pen += glyph.advance + (stretch if self.text[glyph.character] == " " else 0.0)
        return Line(start, end, x, baseline, pen - x - (glyphs[-1].spacing if glyphs else 0.0), tuple(placed))

    def _start(self, start: int, width: float, *, first: bool, last: bool, glyphs: list[Glyph]) -> tuple[float, float]:
        """Where a line's pen starts, and how much each space grows."""
        style, box = self.styles[start], self.document.box
        kind = style.justification
        indent = style.first_line_indent if first else 0.0
        if box is None:
            return _point_start(kind, width) + indent + _point_indent(kind, style), 0.0
        left = box.left + style.start_indent + indent
        free = box.width - style.start_indent - style.end_indent - indent - width
        spaces = sum(1 for glyph in glyphs if self.text[glyph.character] == " ")
        if kind in _FULL and (not last or kind is Justification.FULL):
            return left, free / spaces if spaces and free > 0 else 0.0
        return left + free * FREE_SHARE[kind], 0.0

    def _pieces(self, start: int, stop: int) -> list[Piece]:
        """The characters cut where style, face, script or direction changes, in visual order."""
        cuts: list[tuple[tuple[object, ...], int, int]] = []
        script = ""
        faces = self.chooser.faces(self.text[start:stop], self.runs[start:stop])
        for index, face, level in zip(range(start, stop), faces, levels(self.text[start:stop]), strict=True):
            script = script_of(self.text[index], script)
            key = (id(self.runs[index]), id(face), script, level)
            if not cuts or cuts[-1][0] != key:
                cuts.append((key, index, level))
        ends = [*(first for _, first, _ in cuts[1:]), stop]
        pieces = [
            Piece(
                start=first,
                text=self.text[first:last],
                run=self.runs[first],
                face=faces[first - start],
                script=str(key[2]),
                rtl=level % 2 == 1,
            )
            for (key, first, level), last in zip(cuts, ends if cuts else [], strict=True)
        ]
        return visual_order(pieces, [level for _, _, level in cuts])

    def _check_ink(self, glyph: Glyph) -> None:
        """Note characters whose glyph has no outline: colour fonts may hold pictures, which are not drawn."""
        character = self.text[glyph.character]
        if glyph.glyph == 0 or character.isspace() or invisible(character):
            return
        if glyph.face.path(glyph.glyph).isEmpty() and glyph.advance > glyph.spacing:
            self._note(WarningKind.FONT, f"the font {glyph.run.font} has only a picture of {character}, not drawn")

    def _note(self, kind: WarningKind, what: str) -> None:
        self.notes[Note(kind, what)] = None


_FULL = frozenset(
    {
        Justification.FULL,
        Justification.FULL_LAST_LEFT,
        Justification.FULL_LAST_CENTER,
        Justification.FULL_LAST_RIGHT,
    }
)
FREE_SHARE = {
    Justification.LEFT: 0.0,
    Justification.CENTER: 0.5,
    Justification.RIGHT: 1.0,
    Justification.FULL_LAST_LEFT: 0.0,
    Justification.FULL_LAST_CENTER: 0.5,
    Justification.FULL_LAST_RIGHT: 1.0,
    Justification.FULL: 0.0,
}
"""The share of a line's free width that goes before it."""


def _point_start(kind: Justification, width: float) -> float:
    return -width * FREE_SHARE[kind]


def _point_indent(kind: Justification, style: TextParagraph) -> float:
    """A centred line of point text ignores both indents."""
    if FREE_SHARE[kind] == 0.5:
        return 0.0
    return style.start_indent if FREE_SHARE[kind] == 0.0 else -style.end_indent


def _leading(run: TextRun) -> float:
    return run.size * AUTO_LEADING if run.leading is None else run.leading


def _aligned(box: TextBox | None, lines: tuple[Line, ...]) -> tuple[Line, ...]:
    """Lines moved down inside a box that is not aligned to its top; the free height is below the last baseline."""
    if box is None or not lines or box.vertical_alignment == "top":
        return lines
    free = box.top + box.height - lines[-1].baseline
    shares = {"center": 0.5, "bottom": 1.0}
    steps = len(lines) - 1
    if box.vertical_alignment == "justify" and steps:
        shifts = [free * index / steps for index in range(len(lines))]
    else:
        shifts = [free * shares.get(box.vertical_alignment, 0.0)] * len(lines)
    return tuple(_moved(line, shift) for line, shift in zip(lines, shifts, strict=True))


def _moved(line: Line, down: float) -> Line:
    glyphs = tuple(PlacedGlyph(placed.glyph, placed.x, placed.y + down) for placed in line.glyphs)
    return Line(line.start, line.stop, line.x, line.baseline + down, line.width, glyphs)


def _short(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= 40 else f"{words[:39]}…"
