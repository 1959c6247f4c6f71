"""How wide the columns of a batch's table and the stills of its proof sheet are, so that as much as possible is seen
without scrolling. No Qt."""

from __future__ import annotations

from collections.abc import Sequence


def fitted_widths(wanted: Sequence[int], room: int, *, least: int) -> list[int]:
    """Widths for columns that would like to be `wanted` wide, in `room` pixels; none is narrower than `least`.

    What is left over goes to all alike; where it is not enough, those that want more than their share give way.
    """
    widths = [max(least, one) for one in wanted]
    spare = room - sum(widths)
    if not widths:
        return []
    if spare >= 0:
        share, rest = divmod(spare, len(widths))
        return [one + share + (place < rest) for place, one in enumerate(widths)]
    return _narrowed(widths, room, least)


def still_width(room: tuple[int, int], count: int, shape: float, beside: tuple[int, int], widths: range) -> int:
    """How wide stills are, so that their rows fill `room` (width and height in pixels) from side to side.

    `count` stills, of a height of `shape` times their width, with `beside` around each of them (across and down). The
    widest for which all are in sight, of `widths` first to last; else the narrowest that fills the rows.
    """
    across, down = room
    most = max(1, across // (widths.start + beside[0]))
    for columns in range(1, most + 1):
        width = min(widths.stop, across // columns - beside[0])
        if -(-count // columns) * (round(width * shape) + beside[1]) <= down:
            return width
    return max(1, min(widths.stop, across // most - beside[0]))


def _narrowed(widths: list[int], room: int, least: int) -> list[int]:
    """The widest columns are cut to one width, as high as there is room for."""
    low, high = least, max(widths)
    while low < high:
        middle = (low + high + 1) // 2
        if sum(min(one, middle) for one in widths) <= room:
            low = middle
        else:
            high = middle - 1
    return [min(one, low) for one in widths]
