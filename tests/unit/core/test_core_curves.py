"""Keyframe curves: what holds for every curve, and values that After Effects was seen to give."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.curves import compile_curve, property_value, property_velocity
from app.core.model import (
    Ease,
    GradientValue,
    Interpolation,
    Keyframe,
    PathMeasure,
    PathValue,
    Property,
    PropertyKind,
    TextValue,
    Value,
)

LINEAR, BEZIER, HOLD = Interpolation.LINEAR, Interpolation.BEZIER, Interpolation.HOLD

numbers = st.floats(-1e4, 1e4)
fractions = st.floats(0.0, 1.0)
influences = st.floats(0.1, 100.0)


def key(
    time: float,
    value: Any,
    *,
    into: Interpolation = LINEAR,
    out: Interpolation = LINEAR,
    ease_in: tuple[float, float] | None = None,
    ease_out: tuple[float, float] | None = None,
    **other: Any,
) -> Keyframe:
    """A keyframe; an ease (speed, influence) makes its side Bézier and counts for every dimension."""
    value = (float(value),) if isinstance(value, int | float) else value
    count = 1 if not isinstance(value, tuple) or "tangent_in" in other or "tangent_out" in other else len(value)
    return Keyframe(
        time=time,
        value=value,
        interpolation_in=BEZIER if ease_in else into,
        interpolation_out=BEZIER if ease_out else out,
        ease_in=(Ease(speed=ease_in[0], influence=ease_in[1]),) * count if ease_in else (),
        ease_out=(Ease(speed=ease_out[0], influence=ease_out[1]),) * count if ease_out else (),
        **other,
    )


def curve(*keys: Keyframe, kind: PropertyKind = PropertyKind.POINT, match_name: str = "x", **other: Any) -> Property:
    return Property(match_name=match_name, name="x", kind=kind, value=keys[0].value, keyframes=keys, **other)


def number(prop: Property, time: float) -> float:
    value = property_value(prop, time)
    assert isinstance(value, tuple)
    return value[0]


def point(prop: Property, time: float) -> tuple[float, ...]:
    value = property_value(prop, time)
    assert isinstance(value, tuple)
    return value


def test_a_property_without_keyframes_has_its_static_value() -> None:
    prop = Property(match_name="x", name="x", kind=PropertyKind.NUMBER, value=(7.0,))
    assert property_value(prop, 3.0) == (7.0,)
    assert compile_curve(prop)(-1.0) == (7.0,)
    assert property_velocity(prop, 3.0) == (0.0,)


def test_a_single_keyframe_is_always_the_value() -> None:
    prop = curve(key(2.0, 5.0))
    assert [number(prop, time) for time in (-1.0, 2.0, 9.0)] == [5.0, 5.0, 5.0]


@given(first=numbers, last=numbers, fraction=fractions)
def test_linear_values_stay_between_their_keyframes(first: float, last: float, fraction: float) -> None:
    prop = curve(key(1.0, first), key(4.0, last))
    value = number(prop, 1.0 + 3.0 * fraction)
    assert min(first, last) - 1e-9 <= value <= max(first, last) + 1e-9
    assert value == pytest.approx(first + (last - first) * fraction, abs=1e-6)


@given(times=st.lists(st.integers(0, 1000), min_size=2, max_size=8, unique=True), values=st.data())
def test_values_at_keyframes_are_exactly_theirs(times: list[int], values: st.DataObject) -> None:
    keys = []
    for time in sorted(times):
        sides = values.draw(st.tuples(st.sampled_from(Interpolation), st.sampled_from(Interpolation)))
        eases = values.draw(st.tuples(st.tuples(numbers, influences), st.tuples(numbers, influences)))
        keys.append(
            Keyframe(
                time=time / 24,
                value=(values.draw(numbers),),
                interpolation_in=sides[0],
                interpolation_out=sides[1],
                ease_in=(Ease(speed=eases[0][0], influence=eases[0][1]),),
                ease_out=(Ease(speed=eases[1][0], influence=eases[1][1]),),
            )
        )
    prop = curve(*keys)
    assert [property_value(prop, frame.time) for frame in keys] == [frame.value for frame in keys]
    assert property_value(prop, keys[0].time - 1.0) == keys[0].value
    assert property_value(prop, keys[-1].time + 1.0) == keys[-1].value


@given(fraction=st.floats(0.001, 0.999))
def test_hold_keeps_the_value_until_the_next_keyframe(fraction: float) -> None:
    prop = curve(key(0.0, 10.0, out=HOLD), key(2.0, 20.0), key(3.0, 30.0))
    assert number(prop, 2.0 * fraction) == 10.0
    assert number(prop, 2.0) == 20.0
    assert number(prop, 2.5) == pytest.approx(25.0)


def test_a_number_that_is_held_on_arrival_jumps_at_once_and_a_colour_waits() -> None:
    assert number(curve(key(0.0, 10.0), key(2.0, 20.0, into=HOLD)), 0.5) == 20.0
    red, blue = (1.0, 0.0, 0.0, 1.0), (0.0, 0.0, 1.0, 1.0)
    assert point(curve(key(0.0, red), key(2.0, blue, into=HOLD), kind=PropertyKind.COLOR), 0.5) == red


@given(out=influences, into=influences, parts=st.lists(fractions, min_size=2, max_size=20))
def test_easing_without_speed_rises_all_the_way(out: float, into: float, parts: list[float]) -> None:
    prop = curve(key(0.0, 0.0, ease_out=(0.0, out)), key(1.0, 1.0, ease_in=(0.0, into)))
    values = [number(prop, part) for part in sorted(parts)]
    assert all(0.0 <= value <= 1.0 for value in values)
    assert all(later >= earlier - 1e-9 for earlier, later in pairwise(values))


@given(influence=influences, fraction=fractions)
def test_equal_eases_are_symmetric(influence: float, fraction: float) -> None:
    prop = curve(key(0.0, 0.0, ease_out=(0.0, influence)), key(1.0, 1.0, ease_in=(0.0, influence)))
    assert number(prop, fraction) + number(prop, 1.0 - fraction) == pytest.approx(1.0, abs=1e-6)


def test_full_influence_on_both_sides_is_solved_where_the_curve_stands_still() -> None:
    prop = curve(key(0.0, 0.0, ease_out=(0.0, 100.0)), key(1.0, 1.0, ease_in=(0.0, 100.0)))
    assert number(prop, 0.5) == pytest.approx(0.5, abs=1e-4)
    assert number(prop, 0.4999) < 0.5 < number(prop, 0.5001)


def test_a_linear_side_against_an_eased_one() -> None:
    """After Effects: 0 to 100 in 2 s, linear out, 90 % influence in, is 87.5 half-way (py-aep's measurement)."""
    prop = curve(key(0.0, 0.0), key(2.0, 100.0, ease_in=(0.0, 90.0)))
    assert number(prop, 1.0) == pytest.approx(87.5, abs=0.05)


def test_speeds_bend_a_curve_between_equal_values() -> None:
    prop = curve(key(0.0, 50.0, ease_out=(100.0, 50.0)), key(1.0, 50.0, ease_in=(-100.0, 50.0)))
    assert number(prop, 0.5) == pytest.approx(50.0 + 0.75 * 50.0)


def test_each_dimension_has_its_own_ease() -> None:
    first = Keyframe(
        time=0.0,
        value=(0.0, 0.0),
        interpolation_out=BEZIER,
        ease_out=(Ease(speed=0.0, influence=90.0), Ease(speed=100.0, influence=50.0)),
    )
    x, y = point(curve(first, key(1.0, (100.0, 100.0), ease_in=(100.0, 50.0))), 0.3)
    assert x < 15.0
    assert y == pytest.approx(30.0)


def test_a_spatial_straight_line_is_where_after_effects_puts_it() -> None:
    """Linear over 100 px in 5 s: 26.6774826 px after 1.333 s, not 26.66 (py-aep's measurement of 2026)."""
    prop = curve(key(0.0, (0.0, 0.0)), key(5.0, (100.0, 0.0)), spatial=True)
    x, y = point(prop, 4.0 / 3.0)
    assert x == pytest.approx(26.6774826, abs=1e-6)
    assert y == 0.0


def test_spatial_tangents_bend_the_way_even_of_linear_keyframes() -> None:
    prop = curve(
        key(0.0, (50.0, 50.0), tangent_out=(100.0, 200.0)),
        key(2.0, (350.0, 50.0), tangent_in=(-100.0, 200.0)),
        spatial=True,
    )
    assert point(prop, 1.0) == pytest.approx((200.0, 200.0), abs=0.01)


def test_the_way_along_an_arc_is_travelled_evenly() -> None:
    k = 100.0 * 4.0 / 3.0 * (math.sqrt(2.0) - 1.0)
    prop = curve(
        key(0.0, (100.0, 0.0), tangent_out=(0.0, k)), key(1.0, (0.0, 100.0), tangent_in=(k, 0.0)), spatial=True
    )
    for part in (0.1, 0.25, 0.5, 0.9):
        x, y = point(prop, part)
        assert math.degrees(math.atan2(y, x)) == pytest.approx(90.0 * part, abs=0.05)


@given(part=fractions, speed=st.floats(0.0, 5000.0), influence=influences)
def test_an_eased_way_stays_on_the_way(part: float, speed: float, influence: float) -> None:
    prop = curve(
        key(0.0, (0.0, 0.0), ease_out=(speed, influence)),
        key(1.0, (100.0, 0.0), ease_in=(speed, influence)),
        spatial=True,
    )
    x, _ = point(prop, part)
    assert -1e-9 <= x <= 100.0 + 1e-9


def test_roving_keyframes_are_passed_at_the_pace_of_the_whole_way() -> None:
    prop = curve(key(0.0, (0.0, 0.0)), key(3.5, (10.0, 0.0), roving=True), key(4.0, (100.0, 0.0)), spatial=True)
    assert point(prop, 2.0)[0] == pytest.approx(50.0, abs=0.02)


def test_standing_still_on_a_spatial_property() -> None:
    prop = curve(key(0.0, (5.0, 6.0)), key(1.0, (5.0, 6.0)), spatial=True)
    assert point(prop, 0.5) == (5.0, 6.0)


def test_the_measure_of_a_path_counts_for_its_pace_only() -> None:
    measure = PathMeasure(scale=(0.001, 0.001), tolerance=6.25e-12, speed_unit=1000.0)
    keys = (key(0.0, (0.0, 0.0), ease_out=(0.0, 60.0)), key(1.0, (800.0, 600.0), ease_in=(0.0, 60.0)))
    exact, plain = curve(*keys, spatial=True, path_measure=measure), curve(*keys, spatial=True)
    assert point(exact, 0.4) == pytest.approx(point(plain, 0.4), abs=0.05)


def test_tangents_shorter_than_the_value_are_filled_up() -> None:
    prop = curve(
        key(0.0, (0.0, 0.0, 0.0), tangent_out=(10.0,)), key(1.0, (90.0, 0.0, 0.0), tangent_in=(-10.0,)), spatial=True
    )
    assert point(prop, 0.5) == pytest.approx((45.0, 0.0, 0.0), abs=0.02)


def test_colours_run_along_a_straight_line() -> None:
    prop = curve(key(0.0, (1.0, 0.0, 0.0, 1.0)), key(2.0, (0.0, 0.5, 1.0, 1.0)), kind=PropertyKind.COLOR, spatial=True)
    assert point(prop, 0.5) == pytest.approx((0.75, 0.125, 0.25, 1.0))


def test_colour_speeds_are_8_bit_units_per_second() -> None:
    """Constant speed between these two colours is 1.5 × 255 / 2 (py-aep's measurement)."""
    keys = (
        Keyframe(
            time=0.0,
            value=(1.0, 0.0, 0.0, 1.0),
            interpolation_out=BEZIER,
            ease_out=(Ease(speed=191.25, influence=50.0),),
        ),
        key(2.0, (0.0, 0.5, 1.0, 1.0)),
    )
    assert point(curve(*keys, kind=PropertyKind.COLOR), 0.7) == pytest.approx((0.65, 0.175, 0.35, 1.0))


def test_orientation_takes_the_shortest_turn() -> None:
    """After Effects: half-way from 0,0,0 to 45,90,30 is 22.0832, 42.8194, 22.0832 (py-aep's measurement)."""
    prop = curve(key(0.0, (0.0, 0.0, 0.0)), key(1.0, (45.0, 90.0, 30.0)), match_name="ADBE Orientation")
    assert point(prop, 0.5) == pytest.approx((22.0832, 42.8194, 22.0832), abs=1e-4)
    backwards = curve(key(0.0, (0.0, 0.0, 10.0)), key(1.0, (0.0, 0.0, 350.0)), match_name="ADBE Orientation")
    assert point(backwards, 0.625)[2] == pytest.approx(357.5)


def test_texts_hold_until_the_next_keyframe() -> None:
    prop = curve(key(0.0, TextValue(text="one")), key(1.0, TextValue(text="two")), kind=PropertyKind.TEXT)
    assert property_value(prop, 0.99) == TextValue(text="one")
    assert property_value(prop, 1.0) == TextValue(text="two")


@pytest.mark.parametrize(
    ("start", "end"),
    [
        ((1.0, 2.0), (1.0, 2.0, 3.0)),
        (None, (1.0,)),
        (TextValue(text="a"), (1.0,)),
        (GradientValue(colors=()), GradientValue(colors=((0.0, 0.5, 0.0, 0.0, 0.0),))),
    ],
    ids=["dimensions", "opaque", "kinds", "stops"],
)
def test_values_that_do_not_match_hold(start: Value, end: Value) -> None:
    assert property_value(curve(key(0.0, start), key(1.0, end)), 0.5) == start


def test_gradients_blend_stop_by_stop() -> None:
    start = GradientValue(colors=((0.0, 0.5, 1.0, 0.0, 0.0),), alphas=((0.0, 0.5, 1.0),))
    end = GradientValue(colors=((0.5, 0.5, 0.0, 0.0, 1.0),), alphas=((1.0, 0.5, 0.0),))
    blended = property_value(curve(key(0.0, start), key(1.0, end), kind=PropertyKind.GRADIENT), 0.5)
    assert blended == GradientValue(colors=((0.25, 0.5, 0.5, 0.0, 0.5),), alphas=((0.5, 0.5, 0.5),))


def test_velocity_is_the_slope_of_the_curve() -> None:
    linear = curve(key(0.0, (0.0, 10.0)), key(2.0, (100.0, 0.0)))
    assert property_velocity(linear, 1.0) == pytest.approx((50.0, -5.0))
    assert property_velocity(linear, 0.0) == pytest.approx((50.0, -5.0))
    assert property_velocity(linear, -1.0) == property_velocity(linear, 2.0) == (0.0, 0.0)
    eased = curve(key(0.0, 0.0, ease_out=(30.0, 40.0)), key(1.0, 100.0, ease_in=(0.0, 40.0)))
    assert property_velocity(eased, 0.0) == pytest.approx((30.0,), rel=1e-3)


def test_velocity_does_not_count_jumps() -> None:
    prop = curve(key(0.0, 0.0, out=HOLD), key(1.0, 100.0), key(2.0, 100.0))
    assert property_velocity(prop, 1.0 - 1e-7) == (0.0,)
    assert property_velocity(curve(key(0.0, TextValue(text="a")), kind=PropertyKind.TEXT), 0.0) == ()


def test_equal_properties_are_not_confused_with_changed_ones() -> None:
    before = curve(key(0.0, 0.0), key(1.0, 100.0))
    after = curve(key(0.0, 0.0), key(1.0, 200.0))
    assert [number(prop, 0.5) for prop in (before, after, before)] == [50.0, 100.0, 50.0]


def test_a_path_moves_its_vertices_and_tangents() -> None:
    def square(size: float) -> PathValue:
        corners = ((0.0, 0.0), (size, 0.0), (size, size), (0.0, size))
        tangents = tuple((x / 10, y / 10) for x, y in corners)
        return PathValue(vertices=corners, in_tangents=tangents, out_tangents=tangents)

    prop = curve(key(0.0, square(10.0)), key(1.0, square(30.0)), kind=PropertyKind.PATH)
    assert property_value(prop, 0.5) == square(20.0)
    assert property_value(curve(key(0.0, square(10.0), out=HOLD), key(1.0, square(30.0))), 0.5) == square(10.0)
