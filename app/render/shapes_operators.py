"""Path operators: Trim Paths, Round Corners, Merge Paths."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import skia

from app.render.shapes_outline import CIRCLE

LENGTH_PRECISION: Final = 16.0
"""Skia measures curves in chords that are off by at most half a pixel divided by this."""

_EPSILON = 1e-6
_MERGE_OPERATIONS: Final = {
    2: skia.PathOp.kUnion_PathOp,
    3: skia.PathOp.kDifference_PathOp,
    4: skia.PathOp.kIntersect_PathOp,
    5: skia.PathOp.kXOR_PathOp,
}

Point = tuple[float, float]


def trim_spans(start: float, end: float, offset: float) -> tuple[tuple[float, float], ...]:
    """What is kept, as parts 0..1 of the length in the order they are drawn.

    `start` and `end` are parts of the length, `offset` is in whole turns. A span over the seam comes as two, the one
    before the seam first; nothing kept is an empty tuple.
    """
    low, high = sorted((min(max(start, 0.0), 1.0), min(max(end, 0.0), 1.0)))
    if high - low >= 1.0 - _EPSILON:
        return ((0.0, 1.0),)
    if high - low <= _EPSILON:
        return ()
    low, high = low + offset % 1.0, high + offset % 1.0
    if low >= 1.0:
        low, high = low - 1.0, high - 1.0
    if high <= 1.0:
        return ((low, high),)
    return (low, 1.0), (0.0, high - 1.0)


def trim(path: skia.Path, spans: tuple[tuple[float, float], ...]) -> skia.Path:
    """Each contour cut to the spans of its own length."""
    if spans == ((0.0, 1.0),):
        return path
    kept = skia.Path()
    measure = skia.PathMeasure(path, False, LENGTH_PRECISION)
    while spans:
        _keep(measure, spans, kept)
        if not measure.nextContour():
            break
    return kept


def trim_in_sequence(paths: Sequence[skia.Path], spans: tuple[tuple[float, float], ...]) -> list[skia.Path]:
    """The paths cut as if they were one, in their order."""
    lengths = [path_length(path) for path in paths]
    total = sum(lengths)
    if spans == ((0.0, 1.0),) or total <= 0.0:
        return list(paths)
    trimmed, before = [], 0.0
    for path, length in zip(paths, lengths, strict=True):
        trimmed.append(_cut(path, [(start * total - before, end * total - before) for start, end in spans]))
        before += length
    return trimmed


def path_length(path: skia.Path) -> float:
    """The length of all contours."""
    measure = skia.PathMeasure(path, False, LENGTH_PRECISION)
    total = float(measure.getLength())
    while measure.nextContour():
        total += measure.getLength()
    return total


def merge(paths: Sequence[skia.Path], mode: int) -> skia.Path:
    """One path from several: 1 merge, 2 add, 3 subtract (from the first), 4 intersect, 5 exclude intersections.

    Where Skia cannot combine two paths (degenerate curves) they are put together unchanged.
    """
    operation = _MERGE_OPERATIONS.get(mode)
    if not paths:
        return skia.Path()
    merged = skia.Path(paths[0])
    for path in paths[1:]:
        try:
            merged = _together(merged, path) if operation is None else _combined(merged, path, operation)
        except RuntimeError:
            merged = _together(merged, path)
    return merged


def round_corners(path: skia.Path, radius: float) -> skia.Path:
    """The corners between straight sides cut off `radius` before the corner and rounded.

    A cut takes at most half of each side; ends of open paths and vertices of curves stay.
    """
    if radius <= 0.0:
        return path
    rounded = skia.Path()
    rounded.setFillType(path.getFillType())
    for contour in _contours(path):
        _rounded_contour(contour, radius, rounded)
    return rounded


@dataclass(slots=True)
class _Contour:
    """One contour as segments of 2 to 4 points, each starting where the one before ends."""

    segments: list[tuple[Point, ...]]
    closed: bool = False


def _keep(measure: skia.PathMeasure, spans: tuple[tuple[float, float], ...], kept: skia.Path) -> None:
    """Add the spans of the measure's contour; two spans that meet at the seam of a closed one stay connected."""
    length = measure.getLength()
    seamless = measure.isClosed() and len(spans) == 2
    for number, (start, end) in enumerate(spans):
        mode = skia.Path.kExtend_AddPathMode if seamless and number else skia.Path.kAppend_AddPathMode
        kept.addPath(_segment(measure, start * length, end * length), mode)


def _segment(measure: skia.PathMeasure, start: float, end: float) -> skia.Path:
    # getSegment replaces what its target holds, so each piece needs a path of its own.
    piece = skia.Path()
    measure.getSegment(start, end, piece, True)
    return piece


def _cut(path: skia.Path, ranges: list[tuple[float, float]]) -> skia.Path:
    kept = skia.Path()
    measure = skia.PathMeasure(path, False, LENGTH_PRECISION)
    before = 0.0
    while True:
        length = float(measure.getLength())
        for start, end in ranges:
            if end - before > 0.0 and start - before < length:
                kept.addPath(_segment(measure, max(start - before, 0.0), min(end - before, length)))
        before += length
        if not measure.nextContour():
            return kept


def _combined(first: skia.Path, second: skia.Path, operation: skia.PathOp) -> skia.Path:
    # The result is filled even-odd; whoever paints it chooses its own fill rule, so holes have to be wound as such.
    return skia.AsWinding(skia.Op(first, second, operation))


def _together(first: skia.Path, second: skia.Path) -> skia.Path:
    both = skia.Path(first)
    both.addPath(second)
    return both


def _contours(path: skia.Path) -> list[_Contour]:
    contours: list[_Contour] = []
    start = (0.0, 0.0)
    for verb, points in skia.Path.RawIter(path):
        corners = [(point.x(), point.y()) for point in points]
        if verb == skia.Path.kMove_Verb:
            start = corners[0]
            contours.append(_Contour(segments=[]))
        elif verb == skia.Path.kClose_Verb and contours:
            segments = contours[-1].segments
            if segments and segments[-1][-1] != start:
                segments.append((segments[-1][-1], start))
            contours[-1].closed = True
        elif corners and contours:
            contours[-1].segments.append(tuple(corners))
    return [contour for contour in contours if contour.segments]


def _rounded_contour(contour: _Contour, radius: float, rounded: skia.Path) -> None:
    segments = contour.segments
    count = len(segments)
    corner_after = [
        (contour.closed or index + 1 < count) and len(segment) == 2 and len(segments[(index + 1) % count]) == 2
        for index, segment in enumerate(segments)
    ]
    starts_cut = contour.closed and corner_after[-1]
    first = _towards(segments[0], radius) if starts_cut else segments[0][0]
    rounded.moveTo(*first)
    for index, segment in enumerate(segments):
        if not corner_after[index]:
            _append(rounded, segment)
            continue
        corner = segment[-1]
        leave, reach = _towards(segment[::-1], radius), _towards(segments[(index + 1) % count], radius)
        rounded.lineTo(*leave)
        rounded.cubicTo(*_handle(leave, corner), *_handle(reach, corner), *reach)
    if contour.closed:
        rounded.close()


def _towards(side: tuple[Point, ...], radius: float) -> Point:
    """The point `radius` along a straight side, at most half-way."""
    (x0, y0), (x1, y1) = side
    length = ((x1 - x0) ** 2 + (y1 - y0) ** 2) ** 0.5
    part = min(length / 2.0, radius) / length if length else 0.0
    return x0 + (x1 - x0) * part, y0 + (y1 - y0) * part


def _handle(end: Point, corner: Point) -> Point:
    return end[0] + (corner[0] - end[0]) * CIRCLE, end[1] + (corner[1] - end[1]) * CIRCLE


def _append(path: skia.Path, segment: tuple[Point, ...]) -> None:
    flat = [coordinate for point in segment[1:] for coordinate in point]
    if len(segment) == 2:
        path.lineTo(*flat)
    elif len(segment) == 3:
        path.quadTo(*flat)
    else:
        path.cubicTo(*flat)
