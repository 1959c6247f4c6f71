"""Fonts that are not there, and fonts made for a test that have only some characters."""

from __future__ import annotations

from pathlib import Path

from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen

from app.render.scene import FontFile


class NoFonts:
    """Has no fonts, and fails the test that needs one after all."""

    def find(self, postscript_name: str) -> FontFile | None:
        """Nothing."""
        return None

    def fallback(self, postscript_name: str) -> FontFile:
        """Fails."""
        raise AssertionError(f"the font {postscript_name} was not expected")

    def fallbacks(self, postscript_name: str) -> tuple[FontFile, ...]:
        """Nothing."""
        return ()


def make_font(
    path: Path,
    characters: str,
    *,
    name: str,
    family: str = "",
    weight: int = 400,
    height: int = 700,
    kind: int = 0,
    drawn: bool = True,
) -> FontFile:
    """A font of bars `height` units high, 500 wide, for these characters; `kind` are its licence bits.

    `name` is the PostScript name. With `drawn` False its glyphs are empty, as in fonts of coloured pictures.
    """
    names = {ord(character): f"u{ord(character):x}" for character in characters}
    blank = TTGlyphPen(None).glyph()
    builder = FontBuilder(1000, isTTF=True)
    builder.setupGlyphOrder([".notdef", *names.values()])
    builder.setupCharacterMap(names)
    builder.setupGlyf({".notdef": blank, **dict.fromkeys(names.values(), _bar(height) if drawn else blank)})
    builder.setupHorizontalMetrics({glyph: (600, 50) for glyph in (".notdef", *names.values())})
    builder.setupHorizontalHeader(ascent=800, descent=-200)
    builder.setupNameTable({"familyName": family or name, "styleName": "Regular", "psName": name})
    builder.setupOS2(usWeightClass=weight, fsType=kind)
    builder.setupPost()
    builder.save(path)
    return FontFile(path=path)


def _bar(height: int) -> object:
    pen = TTGlyphPen(None)
    for index, corner in enumerate([(50, 0), (50, height), (550, height), (550, 0)]):
        (pen.lineTo if index else pen.moveTo)(corner)
    pen.closePath()
    return pen.glyph()
