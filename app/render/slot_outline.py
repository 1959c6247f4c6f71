"""Where a slot shows in a frame: what is told of it, apart from how it is found out."""

from __future__ import annotations

from app.core.model import Struct

Point = tuple[float, float]
Polygon = tuple[Point, ...]
"""The corners in order; fewer than three are nothing."""


class SlotOutline(Struct, frozen=True):
    """A place where a slot shows: the corners in order, in composition pixels at full size.

    `visible` is whether any of it lies within the picture. A slot that shows in several places has several outlines.
    """

    key: str
    polygon: Polygon
    visible: bool
