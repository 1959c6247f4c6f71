"""From characters to glyphs: HarfBuzz shapes runs of one style, script and direction; outlines come from the font file.

Sizes follow After Effects as py-aep measured it on AE 2026 (its `text_composition`): ligatures off, pair kerning on,
faux bold widens each character by 0.027 em, small caps are capitals at 70 %, the ascent is the height of the letter d.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field
from functools import lru_cache

import skia
import uharfbuzz as hb
from fontTools import unicodedata as scripts

from app.core.errors import RenderError
from app.core.model import TextRun
from app.render.scene import FontFile

FAUX_BOLD_EM = 0.027
FAUX_ITALIC_SKEW = 0.2126
"""Tangent of 12°, the slant of a synthetic italic."""
SMALL_CAPS_SCALE = 0.7
_NEUTRAL_SCRIPTS = frozenset({"Zyyy", "Zinh", "Zzzz"})
_FEATURES = {"liga": False, "clig": False}


@dataclass(slots=True)
class Face:
    """An open face. Outlines and heights are in ems, y down; open faces are shared, see `open_face`."""

    file: FontFile
    font: hb.Font
    units: int
    _paths: dict[int, skia.Path] = field(default_factory=dict)

    def has(self, character: str) -> bool:
        """Whether the face has a glyph of its own for a character."""
        return self.font.get_nominal_glyph(ord(character)) is not None

    def draws(self, character: str) -> bool:
        """Whether the glyph of a character has an outline; colour fonts may hold only pictures."""
        glyph = self.font.get_nominal_glyph(ord(character))
        return glyph is not None and not self.path(glyph).isEmpty()

    def path(self, glyph: int) -> skia.Path:
        """The outline of a glyph, 1 em = 1 unit, y down, origin on the baseline."""
        found = self._paths.get(glyph)
        if found is None:
            found = self._paths[glyph] = self._draw(glyph)
        return found

    def ascent(self) -> float:
        """Height of the first line's top above its baseline in ems: that of the letter d, else the font's ascender."""
        glyph = self.font.get_nominal_glyph(ord("d"))
        top = -self.path(glyph).computeTightBounds().top() if glyph else 0.0
        return top if top > 0 else float(self.font.get_font_extents("ltr").ascender) / self.units

    def _draw(self, glyph: int) -> skia.Path:
        pen = _OutlinePen(1.0 / self.units)
        self.font.draw_glyph_with_pen(glyph, pen)
        return pen.path


class _OutlinePen:
    """Collects an outline in the fontTools pen protocol as a Skia path, scaled and turned y down."""

    def __init__(self, scale: float) -> None:
        self.path = skia.Path()
        self._scale = scale

    def moveTo(self, point: tuple[float, float]) -> None:  # noqa: N802 (the pen protocol's own name)
        """Start a contour."""
        self.path.moveTo(*self._at(point))

    def lineTo(self, point: tuple[float, float]) -> None:  # noqa: N802
        """Add a line."""
        self.path.lineTo(*self._at(point))

    def qCurveTo(self, control: tuple[float, float], point: tuple[float, float]) -> None:  # noqa: N802
        """Add a quadratic curve."""
        self.path.quadTo(*self._at(control), *self._at(point))

    def curveTo(self, *points: tuple[float, float]) -> None:  # noqa: N802
        """Add a cubic curve."""
        first, second, end = points
        self.path.cubicTo(*self._at(first), *self._at(second), *self._at(end))

    def closePath(self) -> None:  # noqa: N802
        """End a contour."""
        self.path.close()

    def _at(self, point: tuple[float, float]) -> tuple[float, float]:
        return point[0] * self._scale, -point[1] * self._scale


@lru_cache(maxsize=64)
def open_face(file: FontFile) -> Face:
    """Open a face, once per file and process; raises RenderError when the file is gone or is not a font."""
    try:
        # Read, not mapped: Windows does not let go of a mapped file, and job folders are to be cleaned up.
        face = hb.Face(hb.Blob(file.path.read_bytes()), file.face)
        opened = Face(file=file, font=hb.Font(face), units=face.upem)
    except (OSError, ValueError, hb.HarfBuzzError) as error:
        raise RenderError(
            f"The font file {file.path.name} cannot be opened.", str(error), "Install the font again or choose another."
        ) from error
    if face.upem <= 0 or face.glyph_count == 0:
        raise RenderError(f"The font file {file.path.name} has no glyphs.", "", "Choose another font.")
    return opened


@dataclass(frozen=True, slots=True)
class Glyph:
    """A shaped glyph. `character` is the index in the document of the first character it stands for.

    `x` and `y` are its offset from the pen, pixels, y down; `advance` is how far the pen goes on (kerning, scale and
    tracking included; `spacing` is the part that tracking and kerning by hand added).
    `scale_x` and `scale_y` take outlines from ems to pixels.
    """

    face: Face
    glyph: int
    character: int
    x: float
    y: float
    advance: float
    spacing: float
    scale_x: float
    scale_y: float
    run: TextRun


@dataclass(frozen=True, slots=True)
class Piece:
    """Characters of one style, face, script and direction. `start` is the index of the first in the document."""

    start: int
    text: str
    run: TextRun
    face: Face
    script: str
    rtl: bool


def displayed(character: str, run: TextRun) -> str:
    """What a character looks like: capitals where the style asks for them, a space for a tab and other controls."""
    if unicodedata.category(character) == "Cc":
        return " "
    return character.upper() if run.all_caps or run.small_caps else character


def invisible(character: str) -> bool:
    """Whether a character has no shape of its own and needs none: controls, joiners, variation selectors."""
    return unicodedata.category(character) in {"Cc", "Cf"} or "\ufe00" <= character <= "\ufe0f"


def script_of(character: str, before: str) -> str:
    """The ISO 15924 script of a character; shared characters take the script `before` them."""
    script = scripts.script(character)
    return before if script in _NEUTRAL_SCRIPTS and before else script


def shape(piece: Piece) -> list[Glyph]:
    """The glyphs of a piece from left to right."""
    spans = _caps_spans(piece)
    return [
        glyph
        for start, stop, scale in (reversed(spans) if piece.rtl else spans)
        for glyph in _shape_span(piece, start=start, stop=stop, scale=scale)
    ]


def _caps_spans(piece: Piece) -> list[tuple[int, int, float]]:
    """Parts of a piece by size: small caps shrink what was written in lower case."""
    if not piece.run.small_caps:
        return [(0, len(piece.text), 1.0)]
    spans: list[tuple[int, int, float]] = []
    for index, character in enumerate(piece.text):
        scale = SMALL_CAPS_SCALE if character.islower() else 1.0
        if spans and spans[-1][2] == scale:
            spans[-1] = (spans[-1][0], index + 1, scale)
        else:
            spans.append((index, index + 1, scale))
    return spans


def _shape_span(piece: Piece, *, start: int, stop: int, scale: float) -> list[Glyph]:
    run = piece.run
    shown: list[str] = []
    origins: list[int] = []
    for index in range(start, stop):
        for character in displayed(piece.text[index], run):
            shown.append(character)
            origins.append(piece.start + index)
    buffer = hb.Buffer()
    buffer.add_codepoints([ord(character) for character in shown])
    buffer.direction = "rtl" if piece.rtl else "ltr"
    buffer.guess_segment_properties()
    if piece.script and piece.script not in _NEUTRAL_SCRIPTS:
        buffer.script = piece.script
    # The language of the machine must not choose glyph variants.
    buffer.language = "en"
    hb.shape(piece.face.font, buffer, _FEATURES)
    return _glyphs(piece, buffer, origins=origins, size=run.size * scale)


def _glyphs(piece: Piece, buffer: hb.Buffer, *, origins: list[int], size: float) -> list[Glyph]:
    run = piece.run
    across, up = size * run.horizontal_scale / 100.0, size * run.vertical_scale / 100.0
    unit = 1.0 / piece.face.units
    spacing = (run.tracking + (run.kerning or 0.0)) / 1000.0 * run.size
    infos, positions = buffer.glyph_infos, buffer.glyph_positions
    glyphs: list[Glyph] = []
    for index, (info, position) in enumerate(zip(infos, positions, strict=True)):
        # Tracking comes once after each cluster, however many glyphs it has.
        last = index + 1 == len(infos) or infos[index + 1].cluster != info.cluster
        advance = position.x_advance * unit * across
        if run.faux_bold and position.x_advance:
            advance += FAUX_BOLD_EM * across
        extra = spacing if last else 0.0
        glyphs.append(
            Glyph(
                face=piece.face,
                glyph=info.codepoint,
                character=origins[info.cluster],
                x=position.x_offset * unit * across,
                y=-position.y_offset * unit * up - run.baseline_shift,
                advance=advance + extra,
                spacing=extra,
                scale_x=across,
                scale_y=up,
                run=run,
            )
        )
    return glyphs
