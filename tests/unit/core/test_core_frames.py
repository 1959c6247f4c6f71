"""Ranges as users write them, and the grid of pieces."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.errors import UsageError
from app.core.frames import FrameRange, parse_range, piece_grid, piece_length


@given(st.integers(0, 500), st.integers(0, 2000), st.integers(1, 90))
def test_the_grid_covers_every_frame_once_and_in_order(start: int, count: int, length: int) -> None:
    frames = FrameRange(start=start, stop=start + count)
    grid = piece_grid(frames, length)
    assert [frame for piece in grid for frame in piece] == list(frames)
    assert all(len(piece) == length for piece in grid[:-1])


@given(st.integers(0, 300), st.integers(0, 300))
def test_a_range_is_read_with_both_ends_included(first: int, last: int) -> None:
    if first > last:
        with pytest.raises(UsageError):
            parse_range(f"{first}-{last}", 301, "Main")
    else:
        assert list(parse_range(f" {first} - {last} ", 301, "Main")) == list(range(first, last + 1))


@pytest.mark.parametrize("text", ["", "-", "1-", "-3", "a-b", "1-2-3", "1.5", "0-10", "99999999999"])
def test_a_wrong_range_is_refused_with_its_text(text: str) -> None:
    with pytest.raises(UsageError) as caught:
        parse_range(text, 10, "Main")
    assert caught.value.next_step


@pytest.mark.parametrize(
    ("rate", "slowness", "length"),
    [
        (25, None, 30),
        (30, None, 30),
        (60, None, 60),
        (25, 0.1, 30),
        (25, 1, 15),
        (25, 3, 5),
        (25, 100, 5),
        (50, 0.5, 30),
    ],
)
def test_pieces_are_a_second_or_two_and_shorter_when_frames_are_slow(
    rate: float, slowness: float | None, length: int
) -> None:
    assert piece_length(rate, slowness) == length
