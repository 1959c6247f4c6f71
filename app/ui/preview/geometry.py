"""Where a composition's picture lies in the preview, and where a point of the view lies in the composition. No Qt."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from app.render.slot_outline import SlotOutline

SMALLEST_ZOOM: Final = 0.05
LARGEST_ZOOM: Final = 16.0
MARGIN: Final = 8
"""Pixels between the picture and the view's edge when it is fitted."""

ACTION_SAFE: Final = 0.9
TITLE_SAFE: Final = 0.8
"""Safe areas as parts of the picture, as After Effects shows them by default."""


@dataclass(frozen=True, slots=True)
class Placement:
    """The picture's left upper corner in the view, and how many view pixels one composition pixel has."""

    left: float
    top: float
    zoom: float

    def to_view(self, x: float, y: float) -> tuple[float, float]:
        """A composition point in the view."""
        return self.left + x * self.zoom, self.top + y * self.zoom

    def to_comp(self, x: float, y: float) -> tuple[float, float]:
        """A view point in the composition."""
        return (x - self.left) / self.zoom, (y - self.top) / self.zoom


def place(
    comp: tuple[int, int],
    view: tuple[int, int],
    *,
    zoom: float | None,
    pan: tuple[float, float],
    ratio: float = 1.0,
) -> Placement:
    """Where a composition of that size lies in a view of that size, both in pixels.

    `zoom` None fits it in; else one composition pixel has `zoom` device pixels (`ratio` of them make a view pixel).
    `pan` moves a picture that is zoomed from the middle, in view pixels, as far as there is something to see.
    """
    width, height = max(1, comp[0]), max(1, comp[1])
    if zoom is None:
        room = max(1, view[0] - 2 * MARGIN), max(1, view[1] - 2 * MARGIN)
        scale = min(room[0] / width, room[1] / height)
        return Placement((view[0] - width * scale) / 2, (view[1] - height * scale) / 2, scale)
    scale = min(max(zoom, SMALLEST_ZOOM), LARGEST_ZOOM) / ratio
    x, y = bounded_pan(comp, view, scale, pan)
    return Placement((view[0] - width * scale) / 2 + x, (view[1] - height * scale) / 2 + y, scale)


def bounded_pan(
    comp: tuple[int, int], view: tuple[int, int], scale: float, pan: tuple[float, float]
) -> tuple[float, float]:
    """The pan, kept so that a picture larger than the view covers it and a smaller one stays inside."""
    most = [abs(comp[axis] * scale - view[axis]) / 2 for axis in (0, 1)]
    return min(max(pan[0], -most[0]), most[0]), min(max(pan[1], -most[1]), most[1])


def slot_at(outlines: Iterable[SlotOutline], x: float, y: float) -> str | None:
    """The key of the smallest visible outline that holds the composition point, or None."""
    holding = [one for one in outlines if one.visible and _inside(one.polygon, x, y)]
    return min(holding, key=lambda one: _area(one.polygon)).key if holding else None


def _inside(polygon: tuple[tuple[float, float], ...], x: float, y: float) -> bool:
    inside = False
    for (ax, ay), (bx, by) in zip(polygon, (*polygon[1:], *polygon[:1]), strict=True):
        if (ay > y) != (by > y) and x < (bx - ax) * (y - ay) / (by - ay) + ax:
            inside = not inside
    return inside


def _area(polygon: tuple[tuple[float, float], ...]) -> float:
    pairs = zip(polygon, (*polygon[1:], *polygon[:1]), strict=True)
    return abs(sum(ax * by - bx * ay for (ax, ay), (bx, by) in pairs)) / 2
