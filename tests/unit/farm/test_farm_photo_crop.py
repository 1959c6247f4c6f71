"""Crops in the shape of a placeholder: always inside the photo, always of that shape."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.slots import Fit, MediaFill, Slot, SlotKind
from app.farm.photo_crop import Crop, dragged, largest_crop, moved, resized
from app.template.photos import shown_part

sides = st.integers(1, 4000)
sizes = st.tuples(sides, sides)
parts = st.floats(0, 1)
points = st.tuples(parts, parts)


def check(crop: Crop, slot: tuple[int, int], photo: tuple[int, int]) -> None:
    left, top, right, bottom = crop
    assert 0 <= left < right <= 1 + 1e-9
    assert 0 <= top < bottom <= 1 + 1e-9
    shape = (right - left) * photo[0] / ((bottom - top) * photo[1])
    assert shape == pytest.approx(slot[0] / slot[1], rel=1e-6)


@given(sizes, sizes, points)
def test_the_largest_crop_is_what_filling_shows(
    slot: tuple[int, int], photo: tuple[int, int], focal: tuple[float, float]
) -> None:
    crop = largest_crop(slot, photo, focal)
    check(crop, slot, photo)
    place = Slot(key="item/1", kind=SlotKind.PHOTO, label="Photo", width=slot[0], height=slot[1])
    shown = shown_part(place, MediaFill(path="a.jpg", fit=Fit.COVER, focal=focal), *photo)
    assert crop == pytest.approx(tuple(shown), abs=1e-9)


@given(sizes, sizes, st.lists(st.tuples(st.sampled_from(["move", "size", "drag"]), points, points), max_size=8))
def test_whatever_is_done_a_crop_stays_in_the_photo_and_in_shape(
    slot: tuple[int, int], photo: tuple[int, int], steps: list[tuple[str, tuple[float, float], tuple[float, float]]]
) -> None:
    crop = largest_crop(slot, photo)
    for kind, (a, b), to in steps:
        if kind == "move":
            crop = moved(crop, 2 * a - 1, 2 * b - 1)
        elif kind == "size":
            crop = resized(crop, 0.2 + 2 * a, slot, photo)
        else:
            crop = dragged(crop, (round(a), round(b)), to, slot, photo)
        check(crop, slot, photo)


def test_a_corner_is_dragged_while_the_opposite_one_stays() -> None:
    crop = dragged((0.2, 0.2, 0.6, 0.6), (0, 0), (0.4, 0.4), (100, 100), (1000, 1000))
    assert crop == pytest.approx((0.4, 0.4, 0.6, 0.6))
    grown = dragged((0.2, 0.2, 0.6, 0.6), (1, 1), (2.0, 2.0), (100, 100), (1000, 1000))
    assert grown == pytest.approx((0.2, 0.2, 1.0, 1.0))


def test_rounding_puts_nothing_outside_the_photo() -> None:
    crop = largest_crop((1, 1), (201, 81))
    for _ in range(60):
        crop = moved(crop, -1.0, -1.0)
        assert min(crop) >= 0.0
        crop = moved(crop, 1.0, 1.0)
        assert max(crop) <= 1.0
