from __future__ import annotations

import math

import pytest
import skia

from app.core.model import PathValue
from app.render.paths import path_bounds, to_skia_path

KAPPA = 4 / 3 * (math.sqrt(2) - 1)


def polygon(*points: tuple[float, float], closed: bool = True) -> PathValue:
    zero = ((0.0, 0.0),) * len(points)
    return PathValue(vertices=points, in_tangents=zero, out_tangents=zero, closed=closed)


def length(path: skia.Path) -> float:
    return skia.PathMeasure(path, False, 16.0).getLength()


def test_a_closed_polygon_returns_to_its_first_vertex() -> None:
    path = to_skia_path(polygon((0, 0), (10, 0), (10, 10), (0, 10)))
    assert length(path) == pytest.approx(40)
    assert path.contains(5, 5)
    assert path.isLastContourClosed()


def test_an_open_path_ends_at_its_last_vertex() -> None:
    path = to_skia_path(polygon((0, 0), (10, 0), (10, 10), closed=False))
    assert length(path) == pytest.approx(20)
    assert not path.isLastContourClosed()


def test_tangents_are_relative_to_their_vertex() -> None:
    k = 50 * KAPPA
    circle = PathValue(
        vertices=((50, 0), (0, 50), (-50, 0), (0, -50)),
        in_tangents=((0, -k), (k, 0), (0, k), (-k, 0)),
        out_tangents=((0, k), (-k, 0), (0, -k), (k, 0)),
    )
    assert length(to_skia_path(circle)) == pytest.approx(100 * math.pi, rel=5e-4)
    assert path_bounds(circle) == pytest.approx((-50, -50, 50, 50), abs=1e-3)


def test_bounds_are_those_of_the_curve_not_of_its_handles() -> None:
    hill = PathValue(
        vertices=((0, 0), (100, 0)), in_tangents=((0, 0), (0, 100)), out_tangents=((0, 100), (0, 0)), closed=False
    )
    assert path_bounds(hill) == pytest.approx((0, 0, 100, 75), abs=1e-3)


def test_no_segments_give_an_empty_path() -> None:
    assert to_skia_path(polygon((3, 4), closed=False)).isEmpty()
    assert to_skia_path(PathValue(vertices=(), in_tangents=(), out_tangents=())).isEmpty()
