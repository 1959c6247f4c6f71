"""When slots are first really seen: layers' opacity and size tell when at the earliest, small pictures the rest.

A text that a mask, a matte, an effect or another layer still hides changes nothing in the picture when it is emptied.
"""

from __future__ import annotations

import time
from collections.abc import Generator, Mapping

import msgspec
import numpy as np

from app.core.model import Comp, FootageKind, Template
from app.core.slots import Slot, TextFill
from app.farm.preview.drawing import Filled
from app.render.cache import ByteCache
from app.render.renderer import Renderer
from app.render.surface import Pixels
from app.template.apply import apply

LONGEST_SIDE = 320
"""Pixels of the small pictures, along their longer side."""

CLOSE = 3
"""Frames by which the answer may be late."""

SHARE = 0.5
"""The share of its usual trace in the picture from which on a slot is plainly seen."""

SECONDS = 4.0
"""When looking takes longer, what is still to be looked for stays at its earliest frame."""

_TRACE = 12
"""Steps of brightness by which a pixel must change to be one of a slot's."""

_STRANGE = (1.0, 0.0, 1.0)
"""A colour that hardly any photo has."""

Looking = Generator[None, None, dict[str, int]]
"""Pauses after every picture or two, and gives the frames by slot in the end."""


def first_seen(filled: Filled, slots: Mapping[str, Slot], *, seconds: float = SECONDS) -> Looking:
    """By slot key, about the first frame in which it is plainly seen; slots that never show are left out.

    Raises `RenderError` when a frame cannot be drawn.
    """
    earliest = filled.ways.first_frames()
    spans = filled.ways.active_frames()
    deadline = time.monotonic() + seconds
    seen: dict[str, int] = {}
    with_all: dict[int, Pixels] = {}
    for key, first in earliest.items():
        seen[key] = first
        if time.monotonic() < deadline:
            search = _Search(filled, slots[key], with_all)
            seen[key] = yield from _searched(search, first, spans[key].stop - 1)
    return seen


class _Search:
    """Looks for one slot's trace in small pictures; those with all slots filled are shared with other searches."""

    def __init__(self, filled: Filled, slot: Slot, with_all: dict[int, Pixels]) -> None:
        self._filled = filled
        self._with_all = with_all
        self._without = Renderer(
            without(filled.model, slot), footage=filled.footage, fonts=filled.fonts, cache=ByteCache(0)
        )
        self._scale = small_scale(filled.comp)

    def trace(self, frame: int) -> int:
        """How many pixels of a frame the slot changes."""
        if frame not in self._with_all:
            self._with_all[frame] = self._small(self._filled.renderer, frame)
        one, other = self._with_all[frame], self._small(self._without, frame)
        return int((np.abs(one.astype(np.int16) - other) > _TRACE).any(axis=2).sum())

    def _small(self, renderer: Renderer, frame: int) -> Pixels:
        return renderer.render(self._filled.comp.id, frame, scale=self._scale, background=True)


def small_scale(comp: Comp) -> float:
    """The size at which a composition is looked at; 1 is full."""
    return min(1.0, LONGEST_SIDE / max(comp.width, comp.height))


def _searched(search: _Search, first: int, last: int) -> Generator[None, None, int]:
    """The frame from which on the slot is seen as it usually is, by halving the frames up to one in which it is.

    The earliest frame, where it is seen at once or in none of those looked at.
    """
    usual, shown = 0, first
    for share in (0.5, 0.25, 0.75):
        frame = first + round((last - first) * share)
        trace = search.trace(frame)
        yield
        if trace > usual:
            usual, shown = trace, frame
        if usual:
            break
    hidden = first
    if usual == 0 or search.trace(first) >= usual * SHARE:
        return first
    while shown - hidden > CLOSE:
        yield
        middle = (hidden + shown) // 2
        if search.trace(middle) >= usual * SHARE:
            shown = middle
        else:
            hidden = middle
    return shown


def without(model: Template, slot: Slot) -> Template:
    """The template with a slot emptied: without the text, or with a colour where the photo is."""
    if slot.item_id is None:
        return apply(model, {slot.key: TextFill(text="")})
    plain = {"kind": FootageKind.SOLID, "color": _STRANGE, "path": ""}
    footage = tuple(
        msgspec.structs.replace(item, **plain) if item.id == slot.item_id else item for item in model.footage
    )
    return msgspec.structs.replace(model, footage=footage)
