"""Shape trees with absurd numbers: they may look like anything, but they must draw."""

from __future__ import annotations

import math

import pytest
import skia
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.model import Group, PathValue, Property
from app.render.shapes import draw_shapes, shape_rect, uncovered
from tests.fakes.examples import examples
from tests.fakes.models import make_group, make_property
from tests.fakes.shapes import shape_moment

numbers = st.one_of(
    st.floats(-1000.0, 1000.0), st.sampled_from([0.0, 1.0, -1.0, 100.0, 1e-9, -1e-9, 1e7, -1e7, 1e30, -1e30])
)
menus = st.integers(-1, 8).map(float)
pairs = st.tuples(numbers, numbers)


def leaf(name: str, values: st.SearchStrategy[object]) -> st.SearchStrategy[Property]:
    return values.map(lambda value: make_property(f"ADBE Vector {name}", value))  # type: ignore[arg-type]


def item(match_name: str, *leaves: st.SearchStrategy[Property | Group]) -> st.SearchStrategy[Group]:
    return st.tuples(*leaves).map(lambda children: make_group(f"ADBE Vector {match_name}", *children))


def path_value(vertices: list[tuple[float, float]], handles: list[tuple[float, float]], *, closed: bool) -> PathValue:
    tangents = tuple(handles[index % len(handles)] for index in range(len(vertices)))
    return PathValue(vertices=tuple(vertices), in_tangents=tangents, out_tangents=tangents, closed=closed)


path_values = st.builds(
    path_value, st.lists(pairs, max_size=5), st.lists(pairs, min_size=1, max_size=3), closed=st.booleans()
)
few = st.one_of(st.floats(-3.0, 9.0), st.sampled_from([0.0, 2.5, -4.0, 25.0]))

shapes = st.one_of(
    item("Shape - Rect", leaf("Rect Size", pairs), leaf("Rect Position", pairs), leaf("Rect Roundness", numbers)),
    item("Shape - Ellipse", leaf("Ellipse Size", pairs), leaf("Shape Direction", menus)),
    item(
        "Shape - Star",
        leaf("Star Type", menus),
        leaf("Star Points", few),
        leaf("Star Outer Radius", numbers),
        leaf("Star Inner Radius", numbers),
        leaf("Star Outer Roundess", numbers),
    ),
    item("Shape - Group", leaf("Shape", path_values)),
)
dashes = item(
    "Stroke Dashes", leaf("Stroke Dash 1", numbers), leaf("Stroke Gap 1", few), leaf("Stroke Offset", numbers)
)
paints = st.one_of(
    item("Graphic - Fill", leaf("Fill Opacity", numbers), leaf("Fill Rule", menus), leaf("Blend Mode", menus)),
    item("Graphic - Stroke", leaf("Stroke Width", numbers), leaf("Stroke Line Join", menus)),
    item("Graphic - Stroke", leaf("Stroke Width", few), leaf("Stroke Line Cap", menus), dashes),
    item("Graphic - G-Fill", leaf("Grad Start Pt", pairs), leaf("Grad End Pt", pairs), leaf("Grad Type", menus)),
)
operators = st.one_of(
    item("Filter - Trim", leaf("Trim Start", numbers), leaf("Trim End", numbers), leaf("Trim Type", menus)),
    item("Filter - RC", leaf("RoundCorner Radius", numbers)),
    item("Filter - Merge", leaf("Merge Type", menus)),
    item(
        "Filter - Repeater",
        leaf("Repeater Copies", few),
        leaf("Repeater Offset", few),
        item("Repeater Transform", leaf("Repeater Scale", pairs), leaf("Repeater Rotation", numbers)),
    ),
)


def grouped(items: list[Group], scale: tuple[float, float], skew: float) -> Group:
    transform = make_group(
        "ADBE Vector Transform Group",
        make_property("ADBE Vector Scale", scale),
        make_property("ADBE Vector Skew", skew),
    )
    return make_group("ADBE Vector Group", make_group("ADBE Vectors Group", *items), transform)


lists = st.lists(st.one_of(shapes, shapes, paints, operators), max_size=5)
groups = st.builds(grouped, lists, pairs, numbers)


@settings(max_examples=examples(150), deadline=None)
@given(items=st.lists(st.one_of(groups, shapes, paints, operators), max_size=6))
def test_any_tree_draws(items: list[Group]) -> None:
    scene, at = shape_moment(*items)
    surface = skia.Surface(32, 32)
    surface.getCanvas().translate(16, 16)
    draw_shapes(surface.getCanvas(), scene, at)
    bounds = shape_rect(scene, at, extents=True)
    assert not math.isnan(bounds.left() + bounds.top())
    assert set(uncovered(at.layer.root)) <= {"Blend mode of a shape"}


@pytest.mark.parametrize("copies", [1e12, 1e6])
def test_a_repeater_cannot_exhaust_the_memory(copies: float) -> None:
    empty = make_group("ADBE Vector Filter - Repeater", make_property("ADBE Vector Repeater Copies", copies))
    scene, at = shape_moment(empty)
    draw_shapes(skia.Surface(4, 4).getCanvas(), scene, at)
