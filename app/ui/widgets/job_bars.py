"""Bars of progress: one colour per state, segments where frames are in several, a text that is legible on all."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPainterPath

from app.ui.models.jobs_rows import Row, Segments
from app.ui.theme import Theme

RADIUS: Final = 4.0
SMALLEST: Final = 2
"""A segment that is not empty has at least so many pixels."""

_NAMES: Final = ("done", "active", "waiting", "failed")


def parts_of(row: Row) -> tuple[Segments, int]:
    """The segments of a row's bar and what they are parts of. Where nothing was drawn yet, the bar is empty.

    Of what is being drawn, only frames that are there count as active: the bar is as long as the percentage beside it.
    """
    segments, view = row.segments, row.view
    total = max(view.frames_total, sum(segments))
    if segments.active:
        drawn = min(segments.active, max(1, view.frames_done - segments.done))
        segments = segments._replace(active=drawn, waiting=segments.waiting + segments.active - drawn)
    return (segments if segments.done or segments.active else Segments(0, 0, 0, 0)), total


def widths_of(segments: Segments, total: int, width: int) -> list[int]:
    """Pixels of each segment of a bar: in proportion, none that is not empty below `SMALLEST`, all within `width`."""
    if total <= 0 or width <= 0:
        return [0, 0, 0, 0]
    widths = [max(SMALLEST, round(width * part / total)) if part else 0 for part in segments]
    while (over := sum(widths) - width) > 0:
        largest = widths.index(max(widths))
        if widths[largest] <= SMALLEST:
            break
        widths[largest] -= min(over, widths[largest] - SMALLEST)
    return widths


def paint_bar(painter: QPainter, rect: QRectF, row: Row, text: str, theme: Theme, *, mirrored: bool = False) -> None:
    """Paint a row's bar into `rect`, with the text in its middle."""
    segments, total = parts_of(row)
    outline = QPainterPath()
    outline.addRoundedRect(rect, RADIUS, RADIUS)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.fillPath(outline, theme.color("bar.track"))
    painter.setClipPath(outline, Qt.ClipOperation.IntersectClip)
    filled = QRectF(rect.left(), rect.top(), 0, rect.height())
    off = row.word.family == "off"
    for name, width in zip(_NAMES, widths_of(segments, total, round(rect.width())), strict=True):
        if width:
            part = QRectF(rect.left() + filled.width(), rect.top(), width, rect.height())
            token = "bar.off" if off else f"bar.{_shade(row, name)}"
            painter.fillRect(_placed(part, rect, mirrored), theme.color(token))
            filled.setWidth(filled.width() + width)
    painter.restore()
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(theme.color("border.line"))
    painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), RADIUS, RADIUS)
    painter.restore()
    if text:
        _paint_text(painter, rect, _placed(filled, rect, mirrored), text, theme)


def _shade(row: Row, segment: str) -> str:
    """A done job with warnings is not as green as one without; a paused one's rest waits for people."""
    if segment == "done" and row.word.family == "attention" and row.view.ended:
        return "attention"
    if segment == "waiting" and row.word.family == "held":
        return "held"
    return segment


def _placed(part: QRectF, rect: QRectF, mirrored: bool) -> QRectF:
    if not mirrored:
        return part
    return QRectF(rect.right() - (part.left() - rect.left()) - part.width(), part.top(), part.width(), part.height())


def _paint_text(painter: QPainter, rect: QRectF, filled: QRectF, text: str, theme: Theme) -> None:
    """In the colour for the track, and in the colour for what is filled, each where it belongs."""
    whole, part = QPainterPath(), QPainterPath()
    whole.addRect(rect)
    part.addRect(filled)
    for area, token in ((whole.subtracted(part), "text"), (part, "bar.text")):
        if not area.isEmpty():
            painter.save()
            painter.setClipPath(area, Qt.ClipOperation.IntersectClip)
            painter.setPen(theme.color(token))
            painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, text)
            painter.restore()
