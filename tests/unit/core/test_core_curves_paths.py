"""Blending of paths with unequal numbers of vertices."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.curves_paths import blend_paths, with_vertices
from app.core.model import PathValue

coordinates = st.floats(-1000.0, 1000.0)
points = st.tuples(coordinates, coordinates)


@st.composite
def paths(draw: st.DrawFn) -> PathValue:
    count = draw(st.integers(2, 6))
    column = st.lists(points, min_size=count, max_size=count).map(tuple)
    return PathValue(
        vertices=draw(column), in_tangents=draw(column), out_tangents=draw(column), closed=draw(st.booleans())
    )


def on_curve(path: PathValue, segment: int, u: float) -> tuple[float, float]:
    following = (segment + 1) % len(path.vertices)
    (x0, y0), (x3, y3) = path.vertices[segment], path.vertices[following]
    (ox, oy), (ix, iy) = path.out_tangents[segment], path.in_tangents[following]
    weights = ((1 - u) ** 3, 3 * (1 - u) ** 2 * u, 3 * (1 - u) * u**2, u**3)
    xs, ys = (x0, x0 + ox, x3 + ix, x3), (y0, y0 + oy, y3 + iy, y3)
    return sum(w * x for w, x in zip(weights, xs, strict=True)), sum(w * y for w, y in zip(weights, ys, strict=True))


@given(path=paths(), more=st.integers(0, 9))
def test_added_vertices_do_not_change_the_curve(path: PathValue, more: int) -> None:
    wanted = len(path.vertices) + more
    richer = with_vertices(path, wanted)
    assert len(richer.vertices) == wanted
    assert richer.closed == path.closed
    kept = set(richer.vertices)
    assert all(any(abs(x - a) < 1e-6 and abs(y - b) < 1e-6 for a, b in kept) for x, y in path.vertices)


@given(path=paths())
def test_twice_the_segments_halve_each_segment(path: PathValue) -> None:
    segments = len(path.vertices) if path.closed else len(path.vertices) - 1
    richer = with_vertices(path, len(path.vertices) + segments)
    for segment in range(segments):
        assert on_curve(richer, 2 * segment, 0.5) == pytest.approx(on_curve(path, segment, 0.25), abs=1e-6)
        assert richer.vertices[(2 * segment + 1) % len(richer.vertices)] == pytest.approx(
            on_curve(path, segment, 0.5), abs=1e-6
        )


@given(start=paths(), end=paths())
def test_a_blend_begins_and_ends_on_the_two_curves(start: PathValue, end: PathValue) -> None:
    count = max(len(start.vertices), len(end.vertices))
    begun, finished = blend_paths(start, end, 0.0), blend_paths(start, end, 1.0)
    assert len(begun.vertices) == len(finished.vertices) == count
    assert begun.vertices[0] == pytest.approx(start.vertices[0])
    assert finished.vertices[0] == pytest.approx(end.vertices[0])
    assert begun.closed == finished.closed == start.closed


def test_a_path_without_segments_holds() -> None:
    lonely = PathValue(vertices=((1.0, 2.0),), in_tangents=((0.0, 0.0),), out_tangents=((0.0, 0.0),), closed=False)
    empty = PathValue(vertices=(), in_tangents=(), out_tangents=())
    line = PathValue(vertices=((0.0, 0.0), (9.0, 9.0)), in_tangents=((0.0, 0.0),) * 2, out_tangents=((0.0, 0.0),) * 2)
    assert blend_paths(lonely, line, 0.5) == lonely
    assert blend_paths(empty, line, 0.5) == empty
    assert blend_paths(line, empty, 0.5) == line
