"""A look at all of a filled template: what is missing, what does not fit, what is substituted, how long it takes."""

from __future__ import annotations

import statistics
import time
from collections.abc import Generator, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from app.core.errors import ErrorInfo, FillError
from app.core.jobs import RenderWarning, WarningKind
from app.core.model import Comp, Layer, TextValue
from app.core.slots import FillValue, MediaFill, Slot, SlotKind
from app.farm.preflight import find_missing, used_fonts, used_footage
from app.farm.preflight_characters import character_warnings
from app.farm.preview.drawing import Filled, PreviewTemplate
from app.farm.preview.first_frames import first_seen, small_scale
from app.farm.preview.protocol import Findings, MissingFile, SlotFont, SurveyWanted
from app.render.coverage import coverage
from app.render.fonts import font_info
from app.template.derived import source_text
from app.template.locate import stored_name
from app.template.photos import photo_warnings

SAMPLE = 4
"""So many frames are drawn at full size when none are named."""

CUT_OFF = 0.02
"""The share of a text that may lie outside of the picture, over what does in the template, without a word."""

SurveySteps = Generator[None, None, Findings]
"""A survey that pauses whenever something more urgent may be done."""


def survey(template: PreviewTemplate, wanted: SurveyWanted) -> SurveySteps:
    """Survey a filled template. Raises `UsageError`, and `RenderError` when a frame cannot be drawn."""
    filled, broken = template.filled_as_possible(wanted.values, wanted.comp_id)
    slots = {slot.key: slot for slot in template.opened.slots_of(filled.comp)}
    yield
    first_frames = yield from first_seen(filled, slots)
    for frame in sorted(set(first_frames.values())):
        filled.renderer.render(filled.comp.id, frame, scale=small_scale(filled.comp))
        yield
    seconds = []
    for frame in _sample(filled.comp, wanted.frames):
        started = time.perf_counter()
        filled.renderer.render(filled.comp.id, frame, background=True)
        seconds.append(time.perf_counter() - started)
        yield
    usable = {key: value for key, value in wanted.values.items() if key not in broken}
    unfilled = template.filled({}, wanted.comp_id)
    found = _Found(filled, unfilled, slots, usable, first_frames)
    return found.findings(broken, seconds)


@dataclass(frozen=True, slots=True)
class _Found:
    """A survey of a filled template whose frames were drawn; `unfilled` is the template as it is."""

    filled: Filled
    unfilled: Filled
    slots: Mapping[str, Slot]
    values: Mapping[str, FillValue]
    first_frames: dict[str, int]

    def findings(self, broken: dict[str, ErrorInfo], seconds: list[float]) -> Findings:
        """Everything together. `seconds` are those that frames took."""
        model, comp, fonts = self.filled.model, self.filled.comp, self.filled.fonts
        used = used_fonts(model, comp.id)
        there = {name: file for name in used if (file := fonts.find(name)) is not None}
        missing = find_missing(model, comp.id, footage=self.filled.footage, fonts=there)
        characters = character_warnings(model, comp.id, fonts)
        overflow = self._overflow()
        photos = dict(self._photos())
        remarks = [remark for found in photos.values() for remark in found]
        covered = coverage(model, comp.id)
        everything = (*missing, *characters, *self.filled.renderer.warnings, *overflow.values(), *remarks)
        return Findings(
            first_frames=self.first_frames,
            overflow=overflow,
            fonts={key: found for key, slot in self.slots.items() if (found := self._fonts(slot))},
            photos=photos,
            broken=broken,
            missing_fonts=tuple(name for name in used if name not in there),
            missing_footage=tuple(self._missing_files()),
            warnings=tuple(dict.fromkeys(everything)),
            coverage=covered.share,
            approximate=covered.warnings,
            # The first frame also fills the caches, which happens once per film.
            seconds_per_frame=statistics.fmean(seconds[1:] or seconds),
        )

    def _overflow(self) -> dict[str, RenderWarning]:
        """By slot, that its text does not fit its box, or runs out of the picture."""
        places = {where: key for key, slot in self.slots.items() if (where := self._where(slot))}
        noted = [warning for warning in self.filled.renderer.warnings if warning.kind is WarningKind.TEXT]
        found = {places[warning.where]: warning for warning in noted if warning.where in places}
        for key, first in self.first_frames.items():
            if self.slots[key].kind is SlotKind.TEXT and key not in found and self._runs_out(key, first):
                what = "the text runs out of the picture"
                found[key] = RenderWarning(kind=WarningKind.TEXT, what=what, where=self._where(self.slots[key]))
        return found

    def _runs_out(self, key: str, first: int) -> bool:
        """Whether less of the text lies in the picture than of the template's own, in the midst of its time."""
        frame = (first + self.filled.ways.active_frames()[key].stop) // 2
        here, there = (ways.shares(frame).get(key) for ways in (self.filled.ways, self.unfilled.ways))
        return here is not None and here < (1.0 if there is None else there) - CUT_OFF

    def _where(self, slot: Slot) -> str:
        """What the renderer's warnings call the layer of a text slot; empty for other slots."""
        layer = self._layer(slot)
        comp = self.filled.model.comp(slot.comp_id) if slot.comp_id is not None else None
        return f"{comp.name} / {layer.label}" if comp is not None and layer is not None else ""

    def _layer(self, slot: Slot) -> Layer | None:
        if slot.comp_id is None or slot.layer_id is None:
            return None
        comp = self.filled.model.comp(slot.comp_id)
        return comp.layer(slot.layer_id) if comp is not None else None

    def _fonts(self, slot: Slot) -> tuple[SlotFont, ...]:
        layer = self._layer(slot)
        source = source_text(layer) if layer is not None else None
        values = (source.value, *(key.value for key in source.keyframes)) if source is not None else ()
        names = [run.font for value in values if isinstance(value, TextValue) for run in value.runs]
        return tuple(self._font(name) for name in dict.fromkeys(names))

    def _font(self, name: str) -> SlotFont:
        own = self.filled.fonts.find(name)
        file = own or self.filled.fonts.fallback(name)
        return SlotFont(font=name, title=font_info(file).title, stand_in=own is None)

    def _photos(self) -> Iterator[tuple[str, tuple[RenderWarning, ...]]]:
        for key, value in self.values.items():
            if isinstance(value, MediaFill) and key in self.slots:
                # The file was read before; should it be gone now, drawing it will say so.
                with suppress(FillError):
                    remarks = photo_warnings(self.slots[key], value, Path(value.path))
                    if remarks:
                        yield key, remarks

    def _missing_files(self) -> Iterator[MissingFile]:
        for item_id in sorted(used_footage(self.filled.model, self.filled.comp.id) - set(self.filled.footage)):
            item = self.filled.model.footage_item(item_id)
            if item is not None:
                yield MissingFile(item_id=item_id, name=item.name, file=stored_name(item.path))


def _sample(comp: Comp, wanted: tuple[int, ...]) -> list[int]:
    """The frames that are wanted, or a few from all of the film."""
    last = max(1, comp.frame_count) - 1
    chosen = wanted or tuple(round(last * index / (SAMPLE - 1)) for index in range(SAMPLE))
    return sorted({min(max(frame, 0), last) for frame in chosen})
