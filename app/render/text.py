"""Draws text layers: shaped outlines, filled and stroked, in layer coordinates."""

from __future__ import annotations

from collections.abc import Iterable

import skia

from app.core.model import Layer, Property, TextRun
from app.render.layout import Layout, PlacedGlyph, compose
from app.render.scene import Moment, Scene
from app.render.shaping import FAUX_BOLD_EM, FAUX_ITALIC_SKEW

TEXT_GROUP = "ADBE Text Properties"
DOCUMENT = "ADBE Text Document"


def draw_text(canvas: skia.Canvas, scene: Scene, at: Moment) -> None:
    """Draw a text layer's document at a moment on a canvas that is in the layer's coordinates.

    Point text has its first baseline's anchor at the origin; box text lies in its box. What was substituted is noted in
    `scene.warnings`.
    """
    layout = text_layout(scene, at)
    if layout is None:
        return
    for line in layout.lines:
        for placed in line.glyphs:
            _draw_glyph(canvas, placed)


def text_rect(scene: Scene, at: Moment) -> skia.Rect:
    """The bounds of a text layer's ink at a moment, as After Effects' `sourceRectAtTime` has them.

    These are the outlines' tight bounds, grown by the whole stroke width (measured by py-aep on AE 2026); empty at the
    origin where there is no ink.
    """
    layout = text_layout(scene, at)
    bounds = skia.Rect.MakeEmpty()
    for line in layout.lines if layout is not None else ():
        for placed in line.glyphs:
            ink = _outline(placed).computeTightBounds()
            if not ink.isEmpty():
                grow = placed.glyph.run.stroke_width if placed.glyph.run.stroke is not None else 0.0
                bounds.join(ink.makeOutset(grow, grow))
    return bounds


def text_layout(scene: Scene, at: Moment) -> Layout | None:
    """The layout of a text layer at a moment, or None when it has no document; notes go to the scene's warnings."""
    document = scene.text(at.layer.root.group(TEXT_GROUP), DOCUMENT, at)
    if document is None:
        return None
    layout = compose(document, scene.fonts)
    for note in layout.notes:
        scene.warnings.add(note.kind, note.what, where=f"{at.comp.name} / {at.layer.label}")
    return layout


def uncovered(layer: Layer) -> tuple[str, ...]:
    """What a text layer asks for that is not drawn, in words for people; empty when all of it is."""
    return tuple(_uncovered(layer))


def _uncovered(layer: Layer) -> Iterable[str]:
    text = layer.root.group(TEXT_GROUP)
    if text is None:
        return
    animators = text.group("ADBE Text Animators")
    if animators is not None and animators.children:
        yield "text animators"
    path = text.group("ADBE Text Path Options")
    chosen = path.property("ADBE Text Path") if path is not None else None
    if isinstance(chosen, Property) and chosen.value not in (None, (0.0,), (0,)):
        yield "text on a path"


def _outline(placed: PlacedGlyph) -> skia.Path:
    """A glyph's outline in layer coordinates, slanted where the style asks for it."""
    glyph = placed.glyph
    matrix = skia.Matrix.Translate(placed.x + glyph.x, placed.y + glyph.y)
    matrix.preScale(glyph.scale_x, glyph.scale_y)
    if glyph.run.faux_italic:
        matrix.preSkew(-FAUX_ITALIC_SKEW, 0.0)
    outline = skia.Path()
    glyph.face.path(glyph.glyph).transform(matrix, outline)
    return outline


def _draw_glyph(canvas: skia.Canvas, placed: PlacedGlyph) -> None:
    path = _outline(placed)
    if path.isEmpty():
        return
    paints = _paints(placed.glyph.run)
    for paint in paints:
        canvas.drawPath(path, paint)


def _paints(run: TextRun) -> list[skia.Paint]:
    """Fill and stroke in the order they are laid down."""
    paints: list[skia.Paint] = []
    if run.fill is not None:
        paint = skia.Paint(Color4f=skia.Color4f(*run.fill, 1.0), AntiAlias=True)
        if run.faux_bold:
            paint.setStyle(skia.Paint.kStrokeAndFill_Style)
            paint.setStrokeWidth(FAUX_BOLD_EM * run.size)
        paints.append(paint)
    if run.stroke is not None and run.stroke_width > 0:
        stroke = skia.Paint(Color4f=skia.Color4f(*run.stroke, 1.0), AntiAlias=True)
        stroke.setStyle(skia.Paint.kStroke_Style)
        stroke.setStrokeWidth(run.stroke_width)
        stroke.setStrokeJoin(skia.Paint.kMiter_Join)
        paints.insert(len(paints) if run.stroke_over_fill else 0, stroke)
    return paints
