"""Where slots show in a frame, as outlines over the picture, and in which frame each shows first.

A slot gets into the picture on one or several ways: through a layer of its own, through the layers that show the
composition it is in, as the matte of another layer. These ways are found once; a frame then only asks which of them
are open at its time, and where they lead to.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

import skia

from app.core.model import Comp, Layer, LayerKind
from app.core.slots import Slot, SlotKind
from app.render.placement import Placement
from app.render.polygons import area, clipped, projected, rectangle
from app.render.scene import Moment, Scene
from app.render.shaping import FAUX_BOLD_EM
from app.render.slot_outline import Polygon, SlotOutline
from app.render.text import DOCUMENT, TEXT_GROUP, text_rect
from app.render.timing import EDGE, is_active, shown_layers, source_time
from app.render.transform import opacity

MOST_WAYS = 1000
"""So many ways into the picture are followed; a project with more nests compositions as no person would."""

SAMPLES = 40
"""So many moments of a way's time are looked at to find the first at which it plainly shows."""

PLAIN = 0.5
"""The share of a slot's opacity and of its size from which on it plainly shows."""

_FARTHEST = 10.0
"""Outlines end this many widths and heights away from the picture's corner: perspective knows no bounds."""

_SMALLEST = 1e-2
"""Square pixels below which nothing is seen."""


def slot_outlines(scene: Scene, comp_id: int, frame: int, slots: Iterable[Slot]) -> tuple[SlotOutline, ...]:
    """The places where slots show in a frame of a composition, bottommost first; see `SlotWays.outlines`."""
    comp = scene.template.comp(comp_id)
    return SlotWays(scene, comp, slots).outlines(frame) if comp is not None else ()


@dataclass(frozen=True, slots=True)
class _Step:
    """A layer on the way of a slot into the picture, and the layers that it is the matte of, outermost first."""

    comp: Comp
    layer: Layer
    users: tuple[Layer, ...]


@dataclass(frozen=True, slots=True)
class _Way:
    """How a slot gets into the picture: the steps from the outermost composition to the slot's own layer."""

    key: str
    steps: tuple[_Step, ...]


@dataclass(frozen=True, slots=True)
class _Seen:
    """What is seen of a way at a moment. `rank` orders ways from the bottom up; `opacity` is 0..1.

    `share` is how much of the polygon the edges of nested compositions left of it, 0..1.
    """

    rank: tuple[tuple[int, int], ...]
    polygon: Polygon
    opacity: float
    share: float


class SlotWays:
    """The ways of some slots into the picture of a composition."""

    def __init__(self, scene: Scene, comp: Comp, slots: Iterable[Slot]) -> None:
        self._scene = scene
        self._comp = comp
        self._ways = tuple(_ways(scene, comp, tuple(slots)))

    def outlines(self, frame: int) -> tuple[SlotOutline, ...]:
        """Where the slots show, bottommost first, so that the last one that holds a point is what is seen there.

        Layers count that are active and not wholly transparent. A text's outline is that of its ink and its box, a
        photo's that of its footage; effects, styles and masks do not change them. Raises `RenderError`.
        """
        look = _Look(self._scene, frame / self._comp.frame_rate)
        found = [(seen.rank, way.key, seen.polygon) for way in self._ways if (seen := look.seen(way)) is not None]
        outlines = {
            (key, polygon): SlotOutline(key=key, polygon=polygon, visible=self._within(polygon) > _SMALLEST)
            for _, key, polygon in sorted(found, key=lambda one: one[0])
        }
        return tuple(outlines.values())

    def shares(self, frame: int) -> dict[str, float]:
        """By slot, the share of it (0..1) that lies within the picture where most of it does. Raises `RenderError`."""
        look = _Look(self._scene, frame / self._comp.frame_rate)
        shares: dict[str, float] = {}
        for way in self._ways:
            seen = look.seen(way)
            if seen is not None:
                inside = seen.share * self._within(seen.polygon) / area(seen.polygon)
                shares[way.key] = max(inside, shares.get(way.key, 0.0))
        return shares

    def active_frames(self) -> dict[str, range]:
        """By slot, the frames from the first to the last in which a layer of its may be active."""
        spans: dict[str, range] = {}
        for way in self._ways:
            frames = _frames_of(way, self._comp)
            known = spans.get(way.key, frames)
            spans[way.key] = range(min(frames.start, known.start), max(frames.stop, known.stop))
        return spans

    def first_frames(self) -> dict[str, int]:
        """By slot, the first frame in which it plainly shows, looked for in steps of a few frames.

        What is counted are layers' opacity and size: what masks, mattes, effects and other layers hide is not seen.
        Slots that never show are left out. Raises `RenderError`.
        """
        first: dict[str, int] = {}
        for way in self._ways:
            frame = self._first_frame(way)
            if frame is not None:
                first[way.key] = min(frame, first.get(way.key, frame))
        return first

    def _first_frame(self, way: _Way) -> int | None:
        frames = _frames_of(way, self._comp)
        if not frames:
            return None
        usual = self._shown(way, frames[len(frames) // 2])
        best: tuple[float, int] | None = None
        for frame in frames[:: max(1, -(-len(frames) // SAMPLES))]:
            opaque, size = self._shown(way, frame)
            if opaque >= PLAIN and size > max(_SMALLEST, PLAIN * usual[1]):
                return frame
            if opaque * size > (best[0] if best is not None else 0.0):
                best = opaque * size, frame
        return best[1] if best is not None else None

    def _shown(self, way: _Way, frame: int) -> tuple[float, float]:
        """How opaque and how large, in square pixels, a way's end is in a frame."""
        seen = _Look(self._scene, frame / self._comp.frame_rate).seen(way)
        return (seen.opacity, self._within(seen.polygon)) if seen is not None else (0.0, 0.0)

    def _within(self, polygon: Polygon) -> float:
        return area(clipped(polygon, 0.0, 0.0, self._comp.width, self._comp.height))


@dataclass(slots=True)
class _Look:
    """A look at the picture at a time of its outermost composition, in seconds."""

    scene: Scene
    time: float
    _placements: dict[tuple[int, float], Placement] = field(default_factory=dict)
    _ranks: dict[tuple[int, float], dict[int, int]] = field(default_factory=dict)

    def seen(self, way: _Way) -> _Seen | None:
        """What is seen of a way; None when it is closed somewhere, or leads to nothing."""
        time, opaque = self.time, 1.0
        rank: list[tuple[int, int]] = []
        moments: list[Moment] = []
        for step in way.steps:
            bottom = step.users[0] if step.users else step.layer
            ranks = self._order(step.comp, time)
            moments.append(Moment(comp=step.comp, layer=step.layer, time=time))
            if bottom.id not in ranks or not is_active(step.layer, time):
                return None
            for layer in (step.layer, *step.users):
                opaque *= opacity(self.scene, replace(moments[-1], layer=layer))
            if opaque <= 0.0:
                return None
            # A matte is what shows of the layer that it cuts.
            rank.append((ranks[bottom.id], len(step.users)))
            time = source_time(self.scene, moments[-1])
        polygon, share = self._projected(_content(self.scene, moments[-1]), moments)
        return _Seen(tuple(rank), polygon, opaque, share) if area(polygon) > 0.0 else None

    def _projected(self, polygon: Polygon, moments: Sequence[Moment]) -> tuple[Polygon, float]:
        """Content of the innermost layer in coordinates of the outermost composition, and the share that is left."""
        share = 1.0
        for outer, moment in zip((*moments[-2::-1], None), reversed(moments), strict=True):
            polygon = projected(self._placement(moment.comp, moment.time).matrix(moment.layer), polygon)
            if outer is not None and not outer.layer.collapse:
                # A nested composition is a picture, and ends at its edges.
                whole, polygon = polygon, clipped(polygon, 0.0, 0.0, moment.comp.width, moment.comp.height)
                share *= area(polygon) / (area(whole) or 1.0)
        width, height = moments[0].comp.width * _FARTHEST, moments[0].comp.height * _FARTHEST
        if any(abs(x) > width or abs(y) > height for x, y in polygon):
            polygon = clipped(polygon, -width, -height, width, height)
        return polygon, share

    def _placement(self, comp: Comp, time: float) -> Placement:
        key = (comp.id, time)
        if key not in self._placements:
            self._placements[key] = Placement(scene=self.scene, comp=comp, time=time)
        return self._placements[key]

    def _order(self, comp: Comp, time: float) -> Mapping[int, int]:
        key = (comp.id, time)
        if key not in self._ranks:
            layers = [layer for layer in shown_layers(comp) if is_active(layer, time)]
            ordered = self._placement(comp, time).order(layers)
            self._ranks[key] = {layer.id: rank for rank, layer in enumerate(ordered)}
        return self._ranks[key]


def _ways(scene: Scene, comp: Comp, slots: Sequence[Slot]) -> Iterator[_Way]:
    texts = {(slot.comp_id, slot.layer_id): slot.key for slot in slots if slot.kind is SlotKind.TEXT}
    photos = {slot.item_id: slot.key for slot in slots if slot.kind is SlotKind.PHOTO and slot.item_id is not None}
    holding = {comp_id for slot in slots for comp_id in slot.comp_ids}
    waiting: list[tuple[_Step, ...]] = [(step,) for step in _steps(comp)]
    found = 0
    while waiting and found < MOST_WAYS:
        steps = waiting.pop()
        step = steps[-1]
        layer = step.layer
        nested = scene.template.comp(layer.source_id) if layer.source_id is not None else None
        if nested is not None:
            inside = {outer.comp.id for outer in steps}
            if nested.id in holding and nested.id not in inside and len(waiting) < MOST_WAYS:
                waiting.extend((*steps, inner) for inner in _steps(nested))
            continue
        key = texts.get((step.comp.id, layer.id)) or (photos.get(layer.source_id) if layer.source_id else None)
        if key is not None:
            found += 1
            yield _Way(key, steps)


def _steps(comp: Comp) -> Iterator[_Step]:
    """The layers that put something of theirs into the composition's picture, on their own account or as mattes."""
    for layer in shown_layers(comp):
        users: tuple[Layer, ...] = ()
        shown: Layer | None = layer
        while shown is not None and shown not in users:
            if not shown.adjustment:
                yield _Step(comp, shown, users)
            users = (*users, shown)
            shown = comp.layer(shown.matte.layer_id) if shown.matte is not None else None


def _content(scene: Scene, moment: Moment) -> Polygon:
    """The corners of what a slot's layer shows, in layer coordinates; none when it shows nothing."""
    layer = moment.layer
    if layer.kind is not LayerKind.TEXT:
        item = scene.template.footage_item(layer.source_id) if layer.source_id is not None else None
        return rectangle(0.0, 0.0, item.width, item.height) if item is not None else ()
    ink = text_rect(scene, moment)
    document = scene.text(layer.root.group(TEXT_GROUP), DOCUMENT, moment)
    if ink.isEmpty() or document is None:
        return ()
    bold = max((run.size for run in document.runs if run.faux_bold), default=0.0) * FAUX_BOLD_EM / 2.0
    ink.outset(bold, bold)
    box = document.box
    if box is not None:
        ink.join(skia.Rect.MakeXYWH(box.left, box.top, box.width, box.height))
    return rectangle(ink.left(), ink.top(), ink.right(), ink.bottom())


def _frames_of(way: _Way, comp: Comp) -> range:
    """The frames of the outermost composition in which a way may be open: where all its layers are active.

    Below a layer with time remapping its own times say nothing of the film's.
    """
    first, last = 0.0, comp.frame_count / comp.frame_rate
    start, rate = 0.0, 1.0
    for step in way.steps:
        for layer in (step.layer, *step.users):
            ends = sorted(start + point * rate for point in (layer.in_point, layer.out_point))
            first, last = max(first, ends[0]), min(last, ends[1])
        if step.layer.time_remap:
            break
        start, rate = start + step.layer.start_time * rate, rate * (step.layer.stretch or 1.0)
    frames = (round((first - EDGE) * comp.frame_rate + 0.5), round((last - EDGE) * comp.frame_rate + 0.5))
    return range(max(0, frames[0]), max(0, min(frames[1], comp.frame_count)))
