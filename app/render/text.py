"""Draws text layers: shaped outlines, filled and stroked, in layer coordinates."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

import skia

from app.core.model import Group, Justification, Layer, Property, TextRun
from app.render.layout import FREE_SHARE, Layout, Line, PlacedGlyph, compose
from app.render.scene import Moment, Scene
from app.render.shaping import FAUX_BOLD_EM, FAUX_ITALIC_SKEW
from app.render.text_animators import CharacterLook, animated, uncovered_animators

TEXT_GROUP = "ADBE Text Properties"
DOCUMENT = "ADBE Text Document"
_MORE = "ADBE Text More Options"
_PLAIN = CharacterLook()


@dataclass(frozen=True, slots=True)
class InkedGlyph:
    """A glyph as it is painted: its outline in layer coordinates, its paints in order, and how far a stroke reaches."""

    outline: skia.Path
    paints: tuple[skia.Paint, ...]
    reach: float


def draw_text(canvas: skia.Canvas, scene: Scene, at: Moment) -> None:
    """Draw a text layer's document at a moment on a canvas that is in the layer's coordinates.

    Point text has its first baseline's anchor at the origin; box text lies in its box. What was substituted is noted in
    `scene.warnings`.
    """
    for glyph in _inked(scene, at):
        for paint in glyph.paints:
            canvas.drawPath(glyph.outline, paint)


def text_rect(scene: Scene, at: Moment) -> skia.Rect:
    """The bounds of a text layer's ink at a moment, as After Effects' `sourceRectAtTime` has them.

    These are the outlines' tight bounds, grown by the whole stroke width (measured by py-aep on AE 2026); empty at the
    origin where there is no ink.
    """
    bounds = skia.Rect.MakeEmpty()
    for glyph in _inked(scene, at):
        bounds.join(glyph.outline.computeTightBounds().makeOutset(glyph.reach, glyph.reach))
    return bounds


def text_layout(scene: Scene, at: Moment) -> Layout | None:
    """The layout of a text layer at a moment before its animators, or None when it has no document.

    Notes of the layout go to the scene's warnings. Raises RenderError when a font file cannot be opened.
    """
    document = scene.text(at.layer.root.group(TEXT_GROUP), DOCUMENT, at)
    if document is None:
        return None
    layout = compose(document, scene.fonts)
    for note in layout.notes:
        scene.warnings.add(note.kind, note.what, where=f"{at.comp.name} / {at.layer.label}")
    return layout


def uncovered(layer: Layer) -> tuple[str, ...]:
    """What a text layer asks for that is not drawn, in words for people; empty when all of it is."""
    return tuple(dict.fromkeys([*uncovered_animators(layer), *_uncovered_options(layer)]))


def _uncovered_options(layer: Layer) -> Iterator[str]:
    text = layer.root.group(TEXT_GROUP)
    path = text.group("ADBE Text Path Options") if text is not None else None
    chosen = path.property("ADBE Text Path") if path is not None else None
    if isinstance(chosen, Property) and chosen.value not in (None, (0.0,)):
        yield "text on a path"


def _inked(scene: Scene, at: Moment) -> Iterator[InkedGlyph]:
    """The glyphs that leave ink, in the order they are painted."""
    layout = text_layout(scene, at)
    text = at.layer.root.group(TEXT_GROUP)
    if layout is None or text is None:
        return
    moving = animated(scene, at, text, layout)
    if moving is None:
        yield from _still(layout)
        return
    anchors = _Anchors(scene, at, text, moving.layout)
    for line in moving.layout.lines:
        yield from _animated_line(line, moving.looks, anchors, _share(moving.layout, line))


@lru_cache(maxsize=256)
def _still(layout: Layout) -> tuple[InkedGlyph, ...]:
    """The ink of a layout that nothing animates; paths and paints are shared between frames and never changed."""
    placed = (placed for line in layout.lines for placed in line.glyphs)
    inked = (_ink(_outline(glyph, glyph.x, glyph.y), glyph.glyph.run, _PLAIN) for glyph in placed)
    return tuple(glyph for glyph in inked if not glyph.outline.isEmpty())


def _ink(outline: skia.Path, run: TextRun, look: CharacterLook) -> InkedGlyph:
    reach = run.stroke_width if run.stroke is not None else 0.0
    return InkedGlyph(outline, tuple(_paints(run, look)), reach)


def _animated_line(line: Line, looks: Sequence[CharacterLook], anchors: _Anchors, share: float) -> Iterator[InkedGlyph]:
    """A line's glyphs with their looks; added tracking moves what follows and the line as its alignment wants."""
    grown = sum(looks[placed.glyph.character].before + looks[placed.glyph.character].after for placed in line.glyphs)
    pen = -grown * share
    for placed in line.glyphs:
        look = looks[placed.glyph.character]
        pen += look.before
        x, y = placed.x + pen + look.position[0], placed.y + look.position[1]
        pen += look.after
        outline = _outline(placed, x, y)
        if outline.isEmpty() or look.opacity <= 0.0:
            continue
        if look.moved:
            anchor_x, anchor_y = anchors.of(line, placed)
            outline.transform(_turn(look, anchor_x + x - placed.x, anchor_y + y - placed.y))
        yield _ink(outline, placed.glyph.run, look)


class _Anchors:
    """The points that characters turn and grow around: of each character, its word, its line or the whole text."""

    def __init__(self, scene: Scene, at: Moment, text: Group, layout: Layout) -> None:
        more = text.group(_MORE)
        self._grouping = int(scene.number(more, "ADBE Text Anchor Point Option", at, 1.0))
        self._align = scene.point(more, "ADBE Text Anchor Point Align", at, (0.0, 0.0))
        self._layout = layout

    def of(self, line: Line, placed: PlacedGlyph) -> tuple[float, float]:
        """The anchor in layer coordinates: the middle of the group on its baseline, moved by the grouping alignment."""
        left, right, baseline = self._extent(line, placed)
        size = placed.glyph.run.size
        across, down = self._align[0] / 100.0 * (right - left) / 2.0, self._align[1] / 100.0 * size
        return (left + right) / 2.0 + across, baseline + down

    def _extent(self, line: Line, placed: PlacedGlyph) -> tuple[float, float, float]:
        if self._grouping == 2:
            return _word_extent(self._layout.document.text, line, placed)
        if self._grouping == 3:
            return line.x, line.x + line.width, line.baseline
        if self._grouping == 4:
            lines = self._layout.lines
            left, right = min(line.x for line in lines), max(line.x + line.width for line in lines)
            return left, right, (lines[0].baseline + lines[-1].baseline) / 2.0
        return placed.x, placed.x + placed.glyph.advance - placed.glyph.spacing, placed.y


def _word_extent(text: str, line: Line, placed: PlacedGlyph) -> tuple[float, float, float]:
    index = placed.glyph.character
    start = max((place for place in range(line.start, index) if text[place].isspace()), default=line.start - 1)
    stop = next((place for place in range(index, line.stop) if text[place].isspace()), line.stop)
    word = [other for other in line.glyphs if start < other.glyph.character < stop] or [placed]
    right = max(other.x + other.glyph.advance - other.glyph.spacing for other in word)
    return min(other.x for other in word), right, line.baseline


def _turn(look: CharacterLook, x: float, y: float) -> skia.Matrix:
    """Scale and rotation around an anchor point; the animators' own anchor moves the glyph against it."""
    matrix = skia.Matrix.Translate(x, y)
    matrix.preRotate(look.rotation)
    matrix.preScale(*look.scale)
    matrix.preTranslate(-x - look.anchor[0], -y - look.anchor[1])
    return matrix


def _share(layout: Layout, line: Line) -> float:
    """The share of added width that goes before a line."""
    paragraphs = layout.document.paragraphs
    style = next((style for style in paragraphs if style.start <= line.start < style.stop), None)
    return FREE_SHARE[style.justification if style is not None else Justification.LEFT]


def _outline(placed: PlacedGlyph, x: float, y: float) -> skia.Path:
    """A glyph's outline with its pen at a place, slanted where the style asks for it."""
    glyph = placed.glyph
    matrix = skia.Matrix.Translate(x + glyph.x, y + glyph.y)
    matrix.preScale(glyph.scale_x, glyph.scale_y)
    if glyph.run.faux_italic:
        matrix.preSkew(-FAUX_ITALIC_SKEW, 0.0)
    outline = skia.Path()
    glyph.face.path(glyph.glyph).transform(matrix, outline)
    return outline


def _paints(run: TextRun, look: CharacterLook) -> list[skia.Paint]:
    """Fill and stroke in the order they are laid down."""
    paints: list[skia.Paint] = []
    if run.fill is not None:
        color = skia.Color4f(*(look.fill or run.fill), look.opacity * look.fill_opacity)
        paint = skia.Paint(Color4f=color, AntiAlias=True)
        if run.faux_bold:
            paint.setStyle(skia.Paint.kStrokeAndFill_Style)
            paint.setStrokeWidth(FAUX_BOLD_EM * run.size)
        paints.append(paint)
    width = run.stroke_width + look.stroke_width
    if run.stroke is not None and width > 0:
        color = skia.Color4f(*(look.stroke or run.stroke), look.opacity * look.stroke_opacity)
        stroke = skia.Paint(Color4f=color, AntiAlias=True)
        stroke.setStyle(skia.Paint.kStroke_Style)
        stroke.setStrokeWidth(width)
        stroke.setStrokeJoin(skia.Paint.kMiter_Join)
        paints.insert(len(paints) if run.stroke_over_fill else 0, stroke)
    return paints
