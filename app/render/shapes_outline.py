"""The paths that shape items describe: rectangles, ellipses, stars, polygons, Bézier paths.

Where a closed path starts matters to Trim Paths and dashes: rectangles at the upper right corner, ellipses and stars
at the top, all clockwise (as Lottie players, which are held to After Effects' pictures, have it). The vertices and
handles are those that py-aep's authors measured in After Effects: an ellipse is four arcs with the circle constant, a
star's handle is radius × roundness × that constant × sin(π / points).
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Final

import skia

from app.core.model import PathValue
from app.render.paths import to_skia_path
from app.render.shapes_values import Node, Values

CIRCLE: Final = 4.0 / 3.0 * (math.sqrt(2.0) - 1.0)
"""Handle length, in radii, that makes a quarter of a circle from one cubic."""

_REVERSED = 3
_STAR = 1
_MAX_POINTS = 10_000

Point = tuple[float, float]


def read_outline(values: Values, node: Node) -> skia.Path:
    """The path of one shape item (`BUILDERS` names the kinds), in the coordinates of the group that holds it."""
    path = BUILDERS[node.group.match_name](values, node)
    if values.choice(node, "ADBE Vector Shape Direction") == _REVERSED:
        path = reversed_path(path)
    return to_skia_path(path)


def rectangle(size: Point, center: Point, roundness: float) -> PathValue:
    """A rectangle with corners of radius `roundness`, at most half its shorter side."""
    width, height = abs(size[0]) / 2.0, abs(size[1]) / 2.0
    x, y = center
    left, top, right, bottom = x - width, y - height, x + width, y + height
    radius = min(max(roundness, 0.0), width, height)
    if radius == 0.0:
        return _polygon(((right, top), (right, bottom), (left, bottom), (left, top)))
    k = radius * CIRCLE
    vertices = (
        (right, top + radius),
        (right, bottom - radius),
        (right - radius, bottom),
        (left + radius, bottom),
        (left, bottom - radius),
        (left, top + radius),
        (left + radius, top),
        (right - radius, top),
    )
    none = (0.0, 0.0)
    outs = (none, (0.0, k), none, (-k, 0.0), none, (0.0, -k), none, (k, 0.0))
    ins = ((0.0, -k), none, (k, 0.0), none, (0.0, k), none, (-k, 0.0), none)
    return PathValue(vertices=vertices, in_tangents=ins, out_tangents=outs)


def ellipse(size: Point, center: Point) -> PathValue:
    """An ellipse of this width and height."""
    rx, ry = size[0] / 2.0, size[1] / 2.0
    kx, ky = rx * CIRCLE, ry * CIRCLE
    x, y = center
    return PathValue(
        vertices=((x, y - ry), (x + rx, y), (x, y + ry), (x - rx, y)),
        in_tangents=((-kx, 0.0), (0.0, -ky), (kx, 0.0), (0.0, ky)),
        out_tangents=((kx, 0.0), (0.0, ky), (-kx, 0.0), (0.0, -ky)),
    )


def star(center: Point, degrees: float, points: int, rings: tuple[tuple[float, float], ...]) -> PathValue:
    """A polygon (one ring) or star (two rings, outer first) whose vertices go round the rings in turn.

    A ring is (radius, roundness 0..1 or beyond); `points` counts the vertices of each ring.
    """
    count = points * len(rings)
    handle = CIRCLE * math.sin(math.pi / points) if points else 0.0
    vertices, ins, outs = [], [], []
    for index in range(count):
        radius, roundness = rings[index % len(rings)]
        angle = math.radians(degrees) - math.pi / 2.0 + 2.0 * math.pi * index / count
        cosine, sine = math.cos(angle), math.sin(angle)
        length = radius * roundness * handle
        vertices.append((center[0] + radius * cosine, center[1] + radius * sine))
        ins.append((sine * length, -cosine * length))
        outs.append((-sine * length, cosine * length))
    return PathValue(vertices=tuple(vertices), in_tangents=tuple(ins), out_tangents=tuple(outs))


def reversed_path(path: PathValue) -> PathValue:
    """The same curve in the other direction; a closed one keeps its first vertex."""
    order = list(range(len(path.vertices)))[::-1]
    if path.closed and order:
        order = [order[-1], *order[:-1]]
    return PathValue(
        vertices=tuple(path.vertices[index] for index in order),
        in_tangents=tuple(path.out_tangents[index] for index in order),
        out_tangents=tuple(path.in_tangents[index] for index in order),
        closed=path.closed,
    )


def _polygon(vertices: tuple[Point, ...]) -> PathValue:
    none = ((0.0, 0.0),) * len(vertices)
    return PathValue(vertices=vertices, in_tangents=none, out_tangents=none)


def _rectangle(values: Values, node: Node) -> PathValue:
    return rectangle(
        values.pair(node, "ADBE Vector Rect Size", (100.0, 100.0)),
        values.pair(node, "ADBE Vector Rect Position", (0.0, 0.0)),
        values.number(node, "ADBE Vector Rect Roundness", 0.0),
    )


def _ellipse(values: Values, node: Node) -> PathValue:
    return ellipse(
        values.pair(node, "ADBE Vector Ellipse Size", (100.0, 100.0)),
        values.pair(node, "ADBE Vector Ellipse Position", (0.0, 0.0)),
    )


def _star(values: Values, node: Node) -> PathValue:
    outer = (
        values.number(node, "ADBE Vector Star Outer Radius", 100.0),
        values.number(node, "ADBE Vector Star Outer Roundess", 0.0) / 100.0,
    )
    inner = (
        values.number(node, "ADBE Vector Star Inner Radius", 50.0),
        values.number(node, "ADBE Vector Star Inner Roundess", 0.0) / 100.0,
    )
    is_star = values.choice(node, "ADBE Vector Star Type") == _STAR
    return star(
        values.pair(node, "ADBE Vector Star Position", (0.0, 0.0)),
        values.number(node, "ADBE Vector Star Rotation", 0.0),
        min(max(int(values.number(node, "ADBE Vector Star Points", 5.0)), 0), _MAX_POINTS),
        (outer, inner) if is_star else (outer,),
    )


def _bezier(values: Values, node: Node) -> PathValue:
    path = values.path(node, "ADBE Vector Shape")
    return path if path is not None else _polygon(())


BUILDERS: Final[dict[str, Callable[[Values, Node], PathValue]]] = {
    "ADBE Vector Shape - Rect": _rectangle,
    "ADBE Vector Shape - Ellipse": _ellipse,
    "ADBE Vector Shape - Star": _star,
    "ADBE Vector Shape - Group": _bezier,
}
"""The kinds of shape items by match name."""
