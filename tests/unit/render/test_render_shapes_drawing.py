"""Shape layers drawn to pixels, measured against areas and places that geometry gives."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
import skia

from app.core.model import GradientValue, Group, LayerKind, PathValue, Property, PropertyKind
from app.render.scene import Moment
from app.render.shapes import draw_shapes, shape_rect, uncovered
from tests.fakes.models import make_comp, make_group, make_layer, make_property, rectangle
from tests.fakes.shapes import shape_moment

SIZE = 200
RED, GREEN, BLUE = (1.0, 0.0, 0.0, 1.0), (0.0, 1.0, 0.0, 1.0), (0.0, 0.0, 1.0, 1.0)


def drawn(*items: Group, time: float = 0.0, scale: float = 1.0, matte: tuple[float, float, float] | None = None) -> Any:
    """Straight RGBA floats of a picture with the layer's origin in its middle."""
    surface = skia.Surface(SIZE, SIZE)
    canvas = surface.getCanvas()
    if matte is not None:
        canvas.clear(skia.Color4f(*matte, 1.0))
    canvas.translate(SIZE / 2, SIZE / 2)
    canvas.scale(scale, scale)
    draw_shapes(canvas, *shape_moment(*items, time=time))
    picture = surface.makeImageSnapshot().toarray(colorType=skia.ColorType.kRGBA_8888_ColorType)
    return picture.astype(float) / 255.0


def area(picture: Any) -> float:
    return float(picture[..., 3].sum())


def at(picture: Any, x: float, y: float) -> tuple[float, ...]:
    return tuple(picture[int(SIZE / 2 + y), int(SIZE / 2 + x)].round(2))


def leaf(suffix: str, value: Any, **other: Any) -> Property:
    return make_property(f"ADBE Vector {suffix}", value, **other)


def rect(width: float, height: float, center: tuple[float, float] = (0.0, 0.0), roundness: float = 0.0) -> Group:
    return make_group(
        "ADBE Vector Shape - Rect",
        leaf("Rect Size", (width, height)),
        leaf("Rect Position", center),
        leaf("Rect Roundness", roundness),
    )


def ellipse(width: float, height: float, center: tuple[float, float] = (0.0, 0.0)) -> Group:
    return make_group(
        "ADBE Vector Shape - Ellipse", leaf("Ellipse Size", (width, height)), leaf("Ellipse Position", center)
    )


def star(kind: int, points: float, outer: float, inner: float = 0.0, roundness: float = 0.0) -> Group:
    return make_group(
        "ADBE Vector Shape - Star",
        leaf("Star Type", kind),
        leaf("Star Points", points),
        leaf("Star Outer Radius", outer),
        leaf("Star Inner Radius", inner),
        leaf("Star Outer Roundess", roundness),
    )


def bezier(path: PathValue) -> Group:
    return make_group("ADBE Vector Shape - Group", leaf("Shape", path))


def line(*points: tuple[float, float], closed: bool = False) -> Group:
    none = ((0.0, 0.0),) * len(points)
    return bezier(PathValue(vertices=points, in_tangents=none, out_tangents=none, closed=closed))


def fill(color: tuple[float, ...] = RED, opacity: float = 100.0, **other: float) -> Group:
    extra = [leaf(name.replace("_", " ").title(), value) for name, value in other.items()]
    return make_group(
        "ADBE Vector Graphic - Fill",
        leaf("Fill Color", color, kind=PropertyKind.COLOR),
        leaf("Fill Opacity", opacity),
        *extra,
    )


def stroke(width: float, *dashes: Property, color: tuple[float, ...] = RED, cap: int = 1, join: int = 1) -> Group:
    return make_group(
        "ADBE Vector Graphic - Stroke",
        leaf("Stroke Color", color, kind=PropertyKind.COLOR),
        leaf("Stroke Width", width),
        leaf("Stroke Line Cap", cap),
        leaf("Stroke Line Join", join),
        make_group("ADBE Vector Stroke Dashes", *dashes),
    )


def group(*items: Group, opacity: float = 100.0, enabled: bool = True, mode: int = 1, **transform: Any) -> Group:
    names = {"skew_axis": "Skew Axis"}
    leaves = [leaf(names.get(name, name.title()), value) for name, value in transform.items()]
    return make_group(
        "ADBE Vector Group",
        leaf("Blend Mode", mode),
        make_group("ADBE Vectors Group", *items),
        make_group("ADBE Vector Transform Group", *leaves, leaf("Group Opacity", opacity)),
        enabled=enabled,
    )


def trim(start: float, end: float, offset: float = 0.0, *, kind: int = 1) -> Group:
    return make_group(
        "ADBE Vector Filter - Trim",
        leaf("Trim Start", start),
        leaf("Trim End", end),
        leaf("Trim Offset", offset),
        leaf("Trim Type", kind),
    )


def merge(mode: int) -> Group:
    return make_group("ADBE Vector Filter - Merge", leaf("Merge Type", mode))


def repeater(copies: float, *, offset: float = 0.0, order: int = 1, **transform: Any) -> Group:
    names = {"first": "Opacity 1", "last": "Opacity 2"}
    leaves = [leaf(f"Repeater {names.get(name, name.title())}", value) for name, value in transform.items()]
    return make_group(
        "ADBE Vector Filter - Repeater",
        leaf("Repeater Copies", copies),
        leaf("Repeater Offset", offset),
        leaf("Repeater Order", order),
        make_group("ADBE Vector Repeater Transform", *leaves),
    )


def rounded(radius: float) -> Group:
    return make_group("ADBE Vector Filter - RC", leaf("RoundCorner Radius", radius))


def test_a_rectangle_covers_exactly_its_pixels() -> None:
    picture = drawn(rect(40, 20, center=(10, -5)), fill(BLUE))
    assert area(picture) == pytest.approx(800)
    assert at(picture, 29.5, -14.5) == (0.0, 0.0, 1.0, 1.0)
    assert at(picture, 30.5, -14.5)[3] == 0.0


def test_half_covered_pixels_are_half_transparent() -> None:
    picture = drawn(rect(41, 40), fill())
    assert at(picture, 20.2, 0)[3] == pytest.approx(0.5, abs=0.02)


def test_an_ellipse_covers_its_area() -> None:
    assert area(drawn(ellipse(120, 80), fill())) == pytest.approx(math.pi * 60 * 40, rel=2e-3)


def test_rounded_rectangles_lose_their_corners() -> None:
    lost = (4 - math.pi) * 15**2
    assert area(drawn(rect(100, 60, roundness=15), fill())) == pytest.approx(6000 - lost, rel=2e-3)


def test_roundness_is_at_most_half_the_shorter_side() -> None:
    assert area(drawn(rect(60, 60, roundness=500), fill())) == pytest.approx(math.pi * 900, rel=2e-3)


@pytest.mark.parametrize(
    ("item", "expected"),
    [
        (star(2, 6, 80), 6 * 0.5 * 80**2 * math.sin(math.pi / 3)),
        (star(1, 5, 80, 40), 5 * 80 * 40 * math.sin(math.pi / 5)),
        (star(2, 4, 80, roundness=100.0), None),
    ],
    ids=["hexagon", "five-pointed star", "rounded square"],
)
def test_stars_and_polygons_cover_their_area(item: Group, expected: float | None) -> None:
    if expected is None:
        # Handles of radius × kappa × sin(45°) leave the rounded square between the square and its circle.
        assert 2 * 80**2 < area(drawn(item, fill())) < math.pi * 80**2
    else:
        assert area(drawn(item, fill())) == pytest.approx(expected, rel=2e-3)


def test_the_first_item_is_on_top() -> None:
    picture = drawn(group(rect(20, 20), fill(RED)), group(rect(60, 60), fill(GREEN)))
    assert at(picture, 0, 0)[:3] == (1.0, 0.0, 0.0)
    assert at(picture, 25, 0)[:3] == (0.0, 1.0, 0.0)


def test_the_first_paint_is_on_top_unless_told_otherwise() -> None:
    assert at(drawn(rect(20, 20), fill(RED), fill(GREEN)), 0, 0)[:3] == (1.0, 0.0, 0.0)
    assert at(drawn(rect(20, 20), fill(RED), fill(GREEN, composite_order=2)), 0, 0)[:3] == (0.0, 1.0, 0.0)


def test_a_paint_covers_the_paths_above_it_only() -> None:
    picture = drawn(rect(20, 20, center=(-50, 0)), fill(), rect(20, 20, center=(50, 0)))
    assert area(picture) == pytest.approx(400)
    assert at(picture, -50, 0)[3] == 1.0


def test_a_paint_covers_nested_groups_where_their_transform_puts_them() -> None:
    picture = drawn(group(rect(20, 20), position=(50.0, 30.0), scale=(200.0, 100.0)), fill(GREEN))
    assert area(picture) == pytest.approx(800)
    assert at(picture, 50, 30)[:3] == (0.0, 1.0, 0.0)


def test_paths_painted_together_make_holes_by_the_fill_rule() -> None:
    assert area(drawn(rect(60, 60), rect(20, 20), fill())) == pytest.approx(3600)
    assert area(drawn(rect(60, 60), rect(20, 20), fill(fill_rule=2))) == pytest.approx(3200)


def test_a_reversed_path_makes_a_hole_by_direction() -> None:
    hole = rect(20, 20)
    turned = make_group(hole.match_name, *hole.children, leaf("Shape Direction", 3))
    assert area(drawn(rect(60, 60), turned, fill())) == pytest.approx(3200)


def test_a_stroke_scales_with_its_own_group_not_with_the_path_s() -> None:
    outside = drawn(group(line((-20, 0), (20, 0)), scale=(200.0, 200.0)), stroke(4))
    inside = drawn(group(line((-20, 0), (20, 0)), stroke(4), scale=(200.0, 200.0)))
    assert area(outside) == pytest.approx(80 * 4)
    assert area(inside) == pytest.approx(80 * 8)


def test_group_transform_turns_clockwise_about_the_anchor() -> None:
    picture = drawn(group(rect(10, 10, center=(40, 0)), fill(), anchor=(0.0, 0.0), rotation=90.0))
    assert at(picture, 0, 40)[3] == 1.0
    picture = drawn(group(rect(10, 10, center=(40, 0)), fill(), anchor=(40.0, 0.0), position=(-30.0, 20.0)))
    assert at(picture, -30, 20)[3] == 1.0


def test_skew_leans_the_upper_side_to_the_right() -> None:
    picture = drawn(group(rect(10, 100), fill(), skew=45.0))
    assert at(picture, 40, -40)[3] == 1.0
    assert at(picture, -40, 40)[3] == 1.0
    assert area(picture) == pytest.approx(1000, rel=2e-3)


def test_group_opacity_fades_the_group_as_one() -> None:
    picture = drawn(group(group(rect(20, 20), fill(RED)), group(rect(60, 60), fill(GREEN)), opacity=50.0))
    assert at(picture, 0, 0) == (1.0, 0.0, 0.0, 0.5)


def test_hidden_items_are_not_drawn() -> None:
    assert area(drawn(group(rect(20, 20), fill(), enabled=False))) == 0.0
    hidden_fill = make_group("ADBE Vector Graphic - Fill", leaf("Fill Color", RED), enabled=False)
    assert area(drawn(rect(20, 20), hidden_fill)) == 0.0


def test_a_stroke_without_width_or_opacity_paints_nothing() -> None:
    assert area(drawn(rect(20, 20), stroke(0))) == 0.0
    assert area(drawn(rect(20, 20), fill(opacity=0.0))) == 0.0


@pytest.mark.parametrize(("cap", "expected"), [(1, 400.0), (2, 400.0 + math.pi * 25), (3, 500.0)])
def test_line_caps(cap: int, expected: float) -> None:
    assert area(drawn(line((-20, 0), (20, 0)), stroke(10, cap=cap))) == pytest.approx(expected, rel=1e-2)


@pytest.mark.parametrize(("join", "corner"), [(1, 25.0), (2, math.pi * 25 / 4), (3, 12.5)])
def test_line_joins(join: int, corner: float) -> None:
    picture = drawn(line((-40, 0), (0, 0), (0, 40)), stroke(10, join=join))
    assert area(picture) == pytest.approx(775 + corner, abs=2.0)


def test_dashes_keep_their_part_of_the_line() -> None:
    dashed = stroke(4, leaf("Stroke Dash 1", 6.0), leaf("Stroke Gap 1", 4.0))
    assert area(drawn(line((-50, 0), (50, 0)), dashed)) == pytest.approx(100 * 4 * 0.6, rel=1e-2)


def test_a_dash_without_a_gap_is_as_long_as_its_gap() -> None:
    picture = drawn(line((-50, 0), (50, 0)), stroke(4, leaf("Stroke Dash 1", 10.0)))
    assert area(picture) == pytest.approx(200, rel=1e-2)
    assert at(picture, -45, 0)[3] == 1.0


def test_the_dash_offset_moves_the_dashes_back() -> None:
    picture = drawn(line((-50, 0), (50, 0)), stroke(4, leaf("Stroke Dash 1", 10.0), leaf("Stroke Offset", 10.0)))
    assert at(picture, -45, 0)[3] == 0.0


@pytest.mark.parametrize(
    ("start", "end", "offset", "length"),
    [(0, 50, 0, 50), (25, 100, 0, 75), (80, 20, 0, 60), (0, 50, 270, 50), (0, 100, 30, 100), (40, 40, 0, 0)],
)
def test_trim_keeps_a_part_of_the_length(start: float, end: float, offset: float, length: float) -> None:
    picture = drawn(line((-50, 0), (50, 0)), trim(start, end, offset), stroke(4))
    assert area(picture) == pytest.approx(length * 4, abs=1.0)


def test_trim_follows_the_path_from_its_start() -> None:
    picture = drawn(line((-50, 0), (50, 0)), trim(0, 25), stroke(4))
    assert at(picture, -49, 0)[3] == 1.0
    assert at(picture, -20, 0)[3] == 0.0


def test_trim_starts_circles_at_the_top_and_goes_clockwise() -> None:
    picture = drawn(ellipse(100, 100), trim(0, 25), stroke(6))
    assert at(picture, 35, -35)[3] == 1.0
    assert at(picture, -35, -35)[3] == 0.0
    assert area(picture) == pytest.approx(math.pi * 50 / 2 * 6, rel=1e-2)


def test_trim_starts_rectangles_at_the_upper_right() -> None:
    picture = drawn(rect(80, 80), trim(0, 25), stroke(6))
    assert at(picture, 40, 0)[3] == 1.0
    assert at(picture, 0, -40)[3] == 0.0


def test_trim_below_a_stroke_trims_it_too() -> None:
    assert area(drawn(line((-50, 0), (50, 0)), stroke(4), trim(0, 50))) == pytest.approx(200, abs=1.0)


def test_trim_in_a_parent_trims_the_strokes_of_its_groups() -> None:
    picture = drawn(group(line((-50, 0), (50, 0)), stroke(4)), trim(0, 50))
    assert area(picture) == pytest.approx(200, abs=1.0)


def test_trim_over_the_seam_of_a_closed_path_leaves_no_gap_there() -> None:
    square = line((-40, -40), (40, -40), (40, 40), (-40, 40), closed=True)
    picture = drawn(square, trim(0, 50, 270), stroke(10))
    assert at(picture, -44, -44)[3] == 1.0


def test_trim_individually_takes_the_paths_one_after_another() -> None:
    first, second = line((-50, -20), (50, -20)), line((-50, 20), (50, 20))
    together = drawn(first, second, trim(0, 50, kind=1), stroke(4))
    in_turn = drawn(first, second, trim(0, 50, kind=2), stroke(4))
    assert area(together) == area(in_turn) == pytest.approx(400, abs=1.0)
    assert (at(together, 40, -20)[3], at(together, -40, 20)[3]) == (0.0, 1.0)
    assert (at(in_turn, 40, -20)[3], at(in_turn, -40, 20)[3]) == (1.0, 0.0)


def test_trim_fills_what_is_left_of_the_path() -> None:
    assert area(drawn(rect(80, 80), trim(0, 50), fill())) == pytest.approx(3200, rel=1e-2)


def test_round_corners_rounds_straight_corners_and_leaves_circles_alone() -> None:
    corners = area(drawn(rect(100, 60), rounded(15), fill()))
    assert corners == pytest.approx(6000 - (4 - math.pi) * 225, rel=2e-3)
    assert area(drawn(ellipse(80, 80), rounded(15), fill())) == area(drawn(ellipse(80, 80), fill()))


def test_round_corners_keeps_the_ends_of_open_paths() -> None:
    picture = drawn(line((-40, -40), (40, -40), (40, 40)), rounded(20), stroke(4))
    assert at(picture, -39, -40)[3] == 1.0
    assert at(picture, 40, 39)[3] == 1.0
    assert at(picture, 40, -40)[3] == 0.0


@pytest.mark.parametrize(("mode", "expected"), [(1, 2800.0), (2, 2800.0), (3, 1200.0), (4, 400.0), (5, 2400.0)])
def test_merge_combines_the_paths_above(mode: int, expected: float) -> None:
    first, second = rect(40, 40, center=(-10, 0)), rect(40, 40, center=(20, 0))
    assert area(drawn(first, second, merge(mode), fill())) == pytest.approx(expected)


@pytest.mark.parametrize("fill_rule", [1, 2])
def test_what_merge_excludes_stays_a_hole_under_either_fill_rule(fill_rule: int) -> None:
    circles = (ellipse(100, 100, center=(-25, 0)), ellipse(100, 100, center=(25, 0)))
    picture = drawn(*circles, merge(5), fill(fill_rule=fill_rule))
    assert at(picture, 0, 0)[3] == 0.0
    assert at(picture, -50, 0)[3] == at(picture, 50, 0)[3] == 1.0
    inside = drawn(rect(80, 80), rect(40, 40), merge(3), fill(fill_rule=fill_rule))
    assert area(inside) == pytest.approx(6400 - 1600)


def test_merge_takes_the_paths_away_from_paints_above_it() -> None:
    assert area(drawn(group(rect(40, 40), fill(GREEN)), merge(2))) == 0.0
    picture = drawn(group(rect(40, 40), fill(GREEN)), merge(2), fill(RED))
    assert at(picture, 0, 0)[:3] == (1.0, 0.0, 0.0)


def test_repeater_draws_its_copies() -> None:
    picture = drawn(rect(10, 10, center=(-60, 0)), fill(), repeater(4, position=(30.0, 10.0)))
    assert area(picture) == pytest.approx(400)
    assert [at(picture, -60 + 30 * k, 10 * k)[3] for k in range(4)] == [1.0] * 4


def test_repeater_scales_and_turns_each_copy_once_more() -> None:
    picture = drawn(rect(20, 20), fill(), repeater(3, position=(0.0, 0.0), scale=(200.0, 100.0), rotation=90.0))
    # The copies are 20 × 20, 40 × 20 standing upright and 80 × 20 lying.
    assert area(picture) == pytest.approx(80 * 20 + 2 * 20 * 10, rel=2e-3)


def test_repeater_offset_counts_as_copies_left_out_before_the_first() -> None:
    picture = drawn(rect(10, 10), fill(), repeater(1, offset=2, position=(30.0, 0.0)))
    assert at(picture, 60, 0)[3] == 1.0
    assert area(picture) == pytest.approx(100)


def test_repeater_fades_from_the_first_to_the_last_copy() -> None:
    picture = drawn(rect(10, 10), fill(), repeater(3, position=(30.0, 0.0), first=100.0, last=0.0))
    assert [at(picture, 30 * k, 0)[3] for k in range(3)] == [1.0, 0.5, 0.0]


@pytest.mark.parametrize(("order", "top"), [(1, BLUE), (2, RED)], ids=["below", "above"])
def test_repeater_composites_copies_below_or_above_the_first(order: int, top: tuple[float, ...]) -> None:
    pair = (group(rect(30, 30), fill(RED)), group(rect(30, 30, center=(30, 0)), fill(BLUE)))
    picture = drawn(*pair, repeater(2, order=order, position=(30.0, 0.0)))
    # The first copy's blue square and the second one's red square share this place.
    assert at(picture, 30, 0)[:3] == top[:3]


def test_no_copies_draw_nothing() -> None:
    assert area(drawn(rect(10, 10), fill(), repeater(0, position=(30.0, 0.0)))) == 0.0


def test_a_paint_below_a_repeater_paints_all_copies_as_one() -> None:
    picture = drawn(rect(20, 20), repeater(2, position=(10.0, 0.0)), fill(fill_rule=2))
    assert area(picture) == pytest.approx(400)


def test_trim_after_a_repeater_trims_every_copy_once() -> None:
    picture = drawn(line((-50, 0), (50, 0)), repeater(3, position=(0.0, 20.0)), trim(0, 50), stroke(4))
    assert area(picture) == pytest.approx(600, abs=3.0)


def test_linear_gradient_runs_between_its_points() -> None:
    stops = GradientValue(colors=((0.0, 0.5, 1.0, 0.0, 0.0), (1.0, 0.5, 0.0, 0.0, 1.0)))
    picture = drawn(
        rect(100, 20),
        make_group(
            "ADBE Vector Graphic - G-Fill",
            leaf("Grad Type", 1),
            leaf("Grad Start Pt", (-50.0, 0.0)),
            leaf("Grad End Pt", (50.0, 0.0)),
            leaf("Grad Colors", stops, kind=PropertyKind.GRADIENT),
        ),
    )
    left, middle, right = (at(picture, x, 0) for x in (-50, 0, 49))
    assert left[0] > 0.98 and right[2] > 0.98
    assert middle[:3] == pytest.approx((0.5, 0.0, 0.5), abs=0.02)


def test_gradient_midpoints_and_alpha_stops_count() -> None:
    stops = GradientValue(
        colors=((0.0, 0.25, 0.0, 0.0, 0.0), (1.0, 0.5, 1.0, 1.0, 1.0)), alphas=((0.0, 0.5, 1.0), (1.0, 0.5, 0.0))
    )
    picture = drawn(
        rect(100, 20),
        make_group(
            "ADBE Vector Graphic - G-Fill",
            leaf("Grad Start Pt", (-50.0, 0.0)),
            leaf("Grad End Pt", (50.0, 0.0)),
            leaf("Grad Colors", stops, kind=PropertyKind.GRADIENT),
        ),
    )
    red, _, _, alpha = at(picture, -25, 0)
    assert alpha == pytest.approx(0.75, abs=0.02)
    assert red == pytest.approx(0.5, abs=0.03)


def test_radial_gradient_is_even_around_its_centre() -> None:
    stops = GradientValue(colors=((0.0, 0.5, 1.0, 1.0, 1.0), (1.0, 0.5, 0.0, 0.0, 0.0)))
    picture = drawn(
        rect(100, 100),
        make_group(
            "ADBE Vector Graphic - G-Fill",
            leaf("Grad Type", 2),
            leaf("Grad Start Pt", (0.0, 0.0)),
            leaf("Grad End Pt", (50.0, 0.0)),
            leaf("Grad Colors", stops, kind=PropertyKind.GRADIENT),
        ),
    )
    ring = [at(picture, x, y)[0] for x, y in ((25, 0), (-25, 0), (0, 25), (0, -25))]
    assert ring == pytest.approx([0.5] * 4, abs=0.03)


def test_group_blend_modes_act_on_what_is_below() -> None:
    picture = drawn(group(rect(40, 40), fill((1.0, 1.0, 0.0)), mode=4), group(rect(80, 80), fill((0.0, 1.0, 1.0))))
    assert at(picture, 0, 0)[:3] == (0.0, 1.0, 0.0)


def test_values_are_those_of_the_moment() -> None:
    growing = make_group(
        "ADBE Vector Shape - Rect",
        make_property("ADBE Vector Rect Size", None, keys=[(0, (0.0, 10.0)), (2, (80.0, 10.0))]),
    )
    assert area(drawn(growing, fill(), time=1.0)) == pytest.approx(400)


def test_operators_do_not_wear_down_groups_that_stand_still() -> None:
    still = group(line((-50, 0), (50, 0)), stroke(4))
    moving = make_group(
        "ADBE Vector Filter - Trim",
        make_property("ADBE Vector Trim Start", 0.0),
        make_property("ADBE Vector Trim End", None, keys=[(0, 0.0), (2, 100.0)]),
    )
    scene, first = shape_moment(still, moving)
    for time, length in ((1.0, 50), (0.5, 25), (1.5, 75), (2.0, 100)):
        surface = skia.Surface(SIZE, SIZE)
        surface.getCanvas().translate(SIZE / 2, SIZE / 2)
        draw_shapes(surface.getCanvas(), scene, Moment(comp=first.comp, layer=first.layer, time=time))
        picture = surface.makeImageSnapshot().toarray().astype(float) / 255.0
        assert area(picture) == pytest.approx(length * 4, abs=1.0)


def test_drawing_twice_gives_the_same_pixels() -> None:
    items = (star(1, 7, 80, 30, 20), trim(10, 80, 33), stroke(5.3, cap=2), fill(GREEN, 40.0), rounded(4))
    assert np.array_equal(drawn(*items), drawn(*items))


def test_groups_scaled_to_nothing_draw_nothing_and_break_nothing() -> None:
    assert area(drawn(group(rect(20, 20), scale=(0.0, 0.0)), trim(0, 50), fill())) == 0.0


def test_bounds_are_those_of_painted_paths_without_strokes() -> None:
    items = (group(rect(40, 20), stroke(10), position=(30.0, 0.0)), rect(500, 500))
    bounds = shape_rect(*shape_moment(*items))
    assert (bounds.left(), bounds.top(), bounds.right(), bounds.bottom()) == (10.0, -10.0, 50.0, 10.0)


def test_bounds_with_strokes_reach_as_far_as_a_miter_could() -> None:
    bounds = shape_rect(*shape_moment(rect(40, 20), stroke(10, join=2)), extents=True)
    assert (bounds.left(), bounds.right()) == (-25.0, 25.0)
    bounds = shape_rect(*shape_moment(rect(40, 20), stroke(10, join=1)), extents=True)
    assert (bounds.left(), bounds.right()) == (-45.0, 45.0)


def test_bounds_of_a_straight_line_are_flat() -> None:
    bounds = shape_rect(*shape_moment(line((-40, 5), (40, 5)), stroke(10)))
    assert (bounds.left(), bounds.top(), bounds.right(), bounds.bottom()) == (-40.0, 5.0, 40.0, 5.0)


def test_bounds_of_nothing_are_empty() -> None:
    assert shape_rect(*shape_moment(rect(40, 20))).isEmpty()


def test_bounds_do_not_know_trim_and_repeater() -> None:
    bounds = shape_rect(*shape_moment(rect(40, 20), trim(0, 10), fill(), repeater(5, position=(50.0, 0.0))))
    assert bounds.width() == 40.0


def test_operators_that_are_not_drawn_are_named() -> None:
    wiggle = make_group("ADBE Vector Filter - Roughen", name="Wiggle Paths 1")
    zigzag = make_group("ADBE Vector Filter - Zigzag", name="Zig Zag 1", enabled=False)
    taper = make_group("ADBE Vector Stroke Taper", leaf("Taper Start Length", 40.0), name="Taper")
    tapered = make_group("ADBE Vector Graphic - Stroke", leaf("Stroke Width", 4.0), taper)
    root = make_group("ADBE Root Vectors Group", group(rect(10, 10), wiggle, zigzag, tapered), wiggle)
    assert uncovered(root) == ("Wiggle Paths 1", "Taper")
    assert uncovered(make_group("ADBE Root Vectors Group", group(bezier(rectangle(0, 0, 5, 5)), trim(0, 5)))) == ()


def test_a_layer_without_contents_draws_nothing() -> None:
    layer = make_layer(1, LayerKind.SHAPE)
    comp = make_comp(1, SIZE, SIZE, layer)
    scene, _ = shape_moment()
    surface = skia.Surface(10, 10)
    draw_shapes(surface.getCanvas(), scene, Moment(comp=comp, layer=layer, time=0.0))
    assert not surface.makeImageSnapshot().toarray().any()
