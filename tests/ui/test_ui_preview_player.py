"""Which frames are drawn next while it plays, and where the picture lies in the view."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.frames import FrameRange
from app.render.slot_outline import SlotOutline
from app.ui.preview.geometry import place, slot_at
from app.ui.preview.player import AHEAD, coming


def test_player_draws_what_comes_next_where_drawing_is_fast() -> None:
    frames = FrameRange(start=0, stop=100)
    assert coming(frames, 10, frames_per_drawing=0.2, known=lambda frame: frame < 14) == (14, 15, 16)
    assert coming(frames, 98, frames_per_drawing=0.0, known=lambda _frame: False) == (99, 0, 1)
    assert coming(frames, 10, frames_per_drawing=0.2, known=lambda _frame: True) == ()


def test_player_leaves_frames_out_where_drawing_is_slow_and_fills_in_later() -> None:
    frames = FrameRange(start=0, stop=60)
    assert coming(frames, 0, frames_per_drawing=3.5, known=lambda _frame: False) == (8, 12, 16)
    even = coming(frames, 0, frames_per_drawing=3.5, known=lambda frame: frame % 4 == 0)
    assert even == (9, 10, 11)


@given(st.integers(1, 400), st.integers(0, 400), st.floats(0, 30), st.sets(st.integers(0, 400)))
def test_player_never_draws_what_is_there_and_always_something_while_anything_is_missing(
    length: int, head: int, slow: float, there: set[int]
) -> None:
    frames = FrameRange(start=7, stop=7 + length)
    wanted = coming(frames, 7 + head % length, frames_per_drawing=slow, known=there.__contains__)
    missing = set(frames) - there
    assert set(wanted) <= missing
    assert len(wanted) <= AHEAD
    assert bool(wanted) is bool(missing)


@pytest.mark.parametrize("zoom", [None, 0.5, 1.0, 4.0])
@given(
    st.tuples(st.integers(1, 4000), st.integers(1, 4000)),
    st.tuples(st.integers(20, 2000), st.integers(20, 2000)),
    st.tuples(st.floats(-9000, 9000), st.floats(-9000, 9000)),
)
def test_preview_points_of_the_view_are_points_of_the_composition(
    zoom: float | None, comp: tuple[int, int], view: tuple[int, int], pan: tuple[float, float]
) -> None:
    placement = place(comp, view, zoom=zoom, pan=pan)
    x, y = placement.to_comp(*placement.to_view(3.0, 5.0))
    assert (x, y) == pytest.approx((3.0, 5.0), abs=1e-3)
    left, top = placement.to_view(0, 0)
    right, bottom = placement.to_view(*comp)
    if zoom is None:
        assert left >= -1e-6
        assert top >= -1e-6
        assert right <= view[0] + 1e-6
        assert bottom <= view[1] + 1e-6
    else:
        # However it is panned, some of the picture stays in sight.
        assert left <= view[0]
        assert right >= 0
        assert top <= view[1]
        assert bottom >= 0


def test_preview_a_click_means_the_smallest_slot_below_it() -> None:
    def square(key: str, side: float, *, visible: bool = True) -> SlotOutline:
        return SlotOutline(key=key, polygon=((0, 0), (side, 0), (side, side), (0, side)), visible=visible)

    outlines = [square("large", 100), square("small", 10), square("hidden", 5, visible=False)]
    assert slot_at(outlines, 2, 2) == "small"
    assert slot_at(outlines, 50, 50) == "large"
    assert slot_at(outlines, 101, 50) is None
