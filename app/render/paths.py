"""Bézier paths of the model as Skia paths: shape paths, masks, motion paths."""

from __future__ import annotations

import skia

from app.core.model import PathValue

Point = tuple[float, float]


def to_skia_path(path: PathValue) -> skia.Path:
    """The path in the units of its vertices.

    An open path ends at its last vertex. A segment without tangents at both ends becomes a straight line, so that
    polygons stay polygons for Skia. No vertices, and a single one of an open path, give an empty path.
    """
    drawn = skia.Path()
    if not path.vertices or (len(path.vertices) == 1 and not path.closed):
        return drawn
    drawn.moveTo(*path.vertices[0])
    count = len(path.vertices)
    for start in range(count if path.closed else count - 1):
        end = (start + 1) % count
        _segment(drawn, path, start, end)
    if path.closed:
        drawn.close()
    return drawn


def path_bounds(path: PathValue) -> tuple[float, float, float, float]:
    """The tight bounds (left, top, right, bottom) of the curve itself, not of its control points."""
    bounds = to_skia_path(path).computeTightBounds()
    return bounds.left(), bounds.top(), bounds.right(), bounds.bottom()


def _segment(drawn: skia.Path, path: PathValue, start: int, end: int) -> None:
    from_x, from_y = path.vertices[start]
    to_x, to_y = path.vertices[end]
    out_x, out_y = path.out_tangents[start]
    in_x, in_y = path.in_tangents[end]
    if out_x == out_y == in_x == in_y == 0.0:
        drawn.lineTo(to_x, to_y)
    else:
        drawn.cubicTo(from_x + out_x, from_y + out_y, to_x + in_x, to_y + in_y, to_x, to_y)
