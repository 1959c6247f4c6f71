"""Convex polygons under projections and behind edges: what outlines of layers are made of."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise

import skia

from app.render.slot_outline import Polygon

_NEAR = 1e-3
"""What lies nearer to the camera's plane than this part of its distance from the picture is behind it."""


def rectangle(left: float, top: float, right: float, bottom: float) -> Polygon:
    """A rectangle, clockwise from its left top."""
    return (left, top), (right, top), (right, bottom), (left, bottom)


def projected(matrix: skia.Matrix, polygon: Polygon) -> Polygon:
    """The polygon as the matrix shows it; with perspective, without what lies behind the viewer."""
    a, b, c, d, e, f, g, h, i = (matrix.get(index) for index in range(9))
    points = [(a * x + b * y + c, d * x + e * y + f, g * x + h * y + i) for x, y in polygon]
    if any(w < _NEAR for _, _, w in points):
        points = _cut(points, lambda point: point[2] - _NEAR)
    return tuple((x / w, y / w) for x, y, w in points)


def clipped(polygon: Polygon, left: float, top: float, right: float, bottom: float) -> Polygon:
    """What of a convex polygon lies within a rectangle."""
    points = [(x, y, 1.0) for x, y in polygon]
    for depth in (
        lambda point: point[0] - left,
        lambda point: right - point[0],
        lambda point: point[1] - top,
        lambda point: bottom - point[1],
    ):
        points = _cut(points, depth)
    return tuple((x, y) for x, y, _ in points)


def area(polygon: Polygon) -> float:
    """The area in square pixels, from 0."""
    return abs(sum(x * v - u * y for (x, y), (u, v) in pairwise((*polygon, *polygon[:1])))) / 2.0


_Deep = tuple[float, float, float]


def _cut(points: Sequence[_Deep], depth: Callable[[_Deep], float]) -> list[_Deep]:
    """The corners with a depth from 0 on, and new ones where an edge crosses depth 0 (Sutherland and Hodgman)."""
    kept: list[_Deep] = []
    for here, there in pairwise((*points, *points[:1])):
        one, other = depth(here), depth(there)
        if one >= 0.0:
            kept.append(here)
        if (one >= 0.0) != (other >= 0.0):
            share = one / (one - other)
            kept.append(
                (
                    here[0] + share * (there[0] - here[0]),
                    here[1] + share * (there[1] - here[1]),
                    here[2] + share * (there[2] - here[2]),
                )
            )
    return kept
