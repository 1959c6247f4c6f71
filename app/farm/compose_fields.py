"""What can be filled of a composition, as people look for it: by composition, in the order of the timeline."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice, pairwise
from typing import Final, NamedTuple

from app.core.errors import UsageError
from app.core.model import Comp, Layer, Template
from app.core.slots import Slot
from app.farm.opened import Opened
from app.template.slots import photo_key, text_key

DEEPEST: Final = 16
"""Compositions nested deeper than this are not looked into."""

MOST_STAYS: Final = 10_000
"""So many layers are looked at, nested ones each time they show."""


@dataclass(frozen=True, slots=True)
class FieldGroup:
    """The slots that lie in one composition."""

    comp: Comp
    slots: tuple[Slot, ...]


def start_comp(opened: Opened, comp_id: int | None = None) -> Comp:
    """The composition to begin with: the one of that id, else the main one, else the one with the most slots.

    Raises `UsageError` when the template has no composition at all.
    """
    known = opened.template.comp(comp_id) if comp_id is not None else None
    if known is not None:
        return known
    try:
        return opened.comp(None)
    except UsageError:
        candidates = offered_comps(opened)
        if not candidates:
            raise
        return max(candidates, key=lambda comp: len(opened.slots_of(comp)))


def offered_comps(opened: Opened) -> tuple[Comp, ...]:
    """All compositions, those first that no other shows, each part in the project's order."""
    comps = opened.template.comps
    nested = {layer.source_id for comp in comps for layer in comp.layers}
    return tuple(sorted(comps, key=lambda comp: comp.id in nested))


def field_groups(opened: Opened, comp: Comp) -> tuple[FieldGroup, ...]:
    """The slots of a composition, one group per composition that they lie in, in the order in which they begin.

    The composition itself comes first, then the nested ones as their layers begin.
    """
    waiting = {slot.key: slot for slot in opened.slots_of(comp)}
    groups = []
    for inner in timeline_comps(opened.template, comp):
        keys = [key for layer in _in_time(inner) for key in _keys(inner.id, layer.id, layer.source_id)]
        found = tuple(waiting.pop(key) for key in dict.fromkeys(keys) if key in waiting)
        if found:
            groups.append(FieldGroup(comp=inner, slots=found))
    return tuple(groups)


def timeline_comps(template: Template, comp: Comp) -> tuple[Comp, ...]:
    """The composition and all that it nests, each once, level by level in the order in which layers begin."""
    found = {comp.id: comp}
    waiting = [comp]
    while waiting:
        for layer in _in_time(waiting.pop(0)):
            inner = template.comp(layer.source_id) if layer.source_id is not None else None
            if inner is not None and inner.id not in found:
                found[inner.id] = inner
                waiting.append(inner)
    return tuple(found.values())


def _in_time(comp: Comp) -> list[Layer]:
    return sorted(comp.layers, key=lambda layer: (layer.in_point, layer.index))


def _keys(comp_id: int, layer_id: int, source_id: int | None) -> tuple[str, ...]:
    text = text_key(comp_id, layer_id)
    return (text,) if source_id is None else (text, photo_key(source_id))


def telling_frame(template: Template, comp: Comp, slots: Iterable[Slot]) -> int:
    """A frame in which as many of the slots show at once as ever do, in the middle of the longest such stretch.

    Goes by when layers begin and end; what fades, moves or hides them in between is not known here.
    """
    wanted = {slot.key for slot in slots}
    all_stays = islice(_stays(template, comp, Stretch(0.0, comp.duration, 0.0, 1.0), 0), MOST_STAYS)
    stays = [stay for stay in all_stays if stay[0] in wanted]
    edges = sorted({0.0, comp.duration, *(edge for _, start, stop in stays for edge in (start, stop))})
    stretches = [
        (len({key for key, start, stop in stays if start <= left and right <= stop}), right - left, (left + right) / 2)
        for left, right in pairwise(edges)
    ]
    _, _, middle = max(stretches, key=lambda one: one[:2], default=(0, 0.0, comp.duration / 2))
    return min(max(0, int(middle * comp.frame_rate)), max(0, comp.frame_count - 1))


class Stretch(NamedTuple):
    """When a nested composition shows, in seconds of the outermost one, and how its time runs there."""

    start: float
    stop: float
    offset: float
    factor: float


def _stays(template: Template, comp: Comp, shown: Stretch, depth: int) -> Iterator[tuple[str, float, float]]:
    """(slot key, start, stop) for each layer that may show a slot, in seconds of the outermost composition."""
    for layer in comp.layers:
        start = max(shown.start, shown.offset + layer.in_point * shown.factor)
        stop = min(shown.stop, shown.offset + layer.out_point * shown.factor)
        if not (layer.enabled or layer.is_matte) or stop <= start:
            continue
        for key in _keys(comp.id, layer.id, layer.source_id):
            yield key, start, stop
        inner = template.comp(layer.source_id) if layer.source_id is not None else None
        if inner is not None and depth < DEEPEST and layer.stretch > 0:
            offset = shown.offset + layer.start_time * shown.factor
            yield from _stays(template, inner, Stretch(start, stop, offset, shown.factor * layer.stretch), depth + 1)
