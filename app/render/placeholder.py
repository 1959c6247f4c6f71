"""The picture that stands in for footage that cannot be drawn: right size, file name readable, same everywhere."""

from __future__ import annotations

import re
from importlib import resources

import skia

from app.core.model import Footage
from app.render.surface import Surface, new_surface

GROUND = 0xFF3B4252
STRIPE = 0xFF434C5E
LINE = 0xFF81A1C1
INK = 0xFFECEFF4
FONT = ("font_source_sans_pro", "files/SourceSansPro-Semibold.ttf")
"""Package and file of the face that labels are drawn with, so that no system font decides pixels."""


def footage_label(item: Footage) -> str:
    """The name people know the footage by: its file's name, else the item's."""
    return re.split(r"[\\/]", item.path)[-1] or item.name or "footage"


def draw_placeholder(label: str, note: str, width: int, height: int) -> Surface:
    """A placeholder of that size with two lines of text: what it is, and `note` (why it is shown) below."""
    surface = new_surface(width, height)
    canvas = surface.canvas
    canvas.drawColor(GROUND)
    _stripes(canvas, width, height)
    _frame(canvas, width, height)
    _label(canvas, (label, note), (width, height))
    return surface


def _stripes(canvas: skia.Canvas, width: int, height: int) -> None:
    step = max(4.0, min(width, height) / 6.0)
    paint = skia.Paint(AntiAlias=True, Color=STRIPE, Style=skia.Paint.kStroke_Style, StrokeWidth=step / 2)
    left = -float(height)
    while left < width + step:
        canvas.drawLine(left - step, height + step, left + height + step, -step, paint)
        left += step * 1.5


def _frame(canvas: skia.Canvas, width: int, height: int) -> None:
    thickness = max(1.0, round(min(width, height) / 120.0))
    paint = skia.Paint(AntiAlias=True, Color=LINE, Style=skia.Paint.kStroke_Style, StrokeWidth=thickness)
    canvas.drawRect(skia.Rect.MakeWH(width, height).makeInset(thickness / 2, thickness / 2), paint)


def _label(canvas: skia.Canvas, lines: tuple[str, str], size: tuple[int, int]) -> None:
    width, height = size
    typeface = _typeface()
    points = min(height / 7.0, 64.0)
    baseline = height / 2.0 - points * 0.1
    for text in lines:
        outline, extent = _outline(skia.Font(typeface, points), text)
        shrink = min(1.0, width * 0.88 / extent) if extent > 0.0 else 1.0
        matrix = skia.Matrix.Translate(width / 2.0 - extent * shrink / 2.0, baseline)
        matrix.preScale(shrink, shrink)
        outline.transform(matrix)
        canvas.drawPath(outline, skia.Paint(AntiAlias=True, Color=INK))
        points *= shrink * 0.7
        baseline += points * 1.8


def _outline(font: skia.Font, text: str) -> tuple[skia.Path, float]:
    outline = skia.Path()
    across = 0.0
    glyphs = font.textToGlyphs(text)
    for glyph, advance in zip(glyphs, font.getWidths(glyphs), strict=True):
        shape = font.getPath(glyph)
        if shape is not None:
            outline.addPath(shape, across, 0.0)
        across += advance
    return outline, across


def _typeface() -> skia.Typeface:
    with resources.as_file(resources.files(FONT[0]).joinpath(FONT[1])) as path:
        return skia.Typeface.MakeFromFile(str(path))
