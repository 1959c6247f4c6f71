"""Outlines and first frames on the bundled samples: held against what slots change in the pictures."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.core.slots import Slot
from app.farm.preview.drawing import Filled, PreviewTemplate
from app.farm.preview.first_frames import first_seen, without
from app.farm.preview.photos import FittedPhotos
from app.render.cache import ByteCache
from app.render.outlines import slot_outlines
from app.render.renderer import Renderer
from app.render.surface import Pixels
from tests.fakes.seen import Mask, changed, strays

SAMPLES = Path(__file__).parents[2] / "resources" / "samples"
SCALE = 0.5


class Sample:
    """A sample as it is, and which pixels each of its slots changes."""

    def __init__(self, name: str, folder: Path) -> None:
        path = SAMPLES / name / f"{name}.aepx"
        self.template = PreviewTemplate(path, None, photos=FittedPhotos(folder), cache=ByteCache())
        self.filled: Filled = self.template.filled({}, None)
        self.slots = {slot.key: slot for slot in self.template.opened.slots}
        self._without = {
            key: Renderer(without(self.filled.model, slot), footage=self.filled.footage, fonts=self.filled.fonts)
            for key, slot in self.slots.items()
        }

    def change(self, slot: Slot, frame: int) -> Mask:
        return changed(self._draw(self.filled.renderer, frame), self._draw(self._without[slot.key], frame))

    def _draw(self, renderer: Renderer, frame: int) -> Pixels:
        return renderer.render(self.filled.comp.id, frame, scale=SCALE)


@pytest.fixture(params=["greeting", "lower_third", "story"])
def sample(request: pytest.FixtureRequest, tmp_path: Path) -> Sample:
    return Sample(request.param, tmp_path)


def test_sample_slots_change_nothing_outside_of_their_outlines(sample: Sample) -> None:
    comp, scene = sample.filled.comp, sample.filled.renderer.scene
    for slot in sample.slots.values():
        seen = 0
        for frame in range(0, comp.frame_count, 20):
            change = sample.change(slot, frame)
            outlines = slot_outlines(scene, comp.id, frame, [slot])
            assert strays(outlines, change, scale=SCALE) == 0, (slot.label, frame)
            seen += bool(change.any())
        assert seen > 2, slot.label


def test_sample_slots_are_seen_in_their_first_frames_and_hardly_before(sample: Sample) -> None:
    steps = first_seen(sample.filled, sample.slots, seconds=60.0)
    while True:
        try:
            next(steps)
        except StopIteration as finished:
            first: dict[str, int] = finished.value
            break
    assert set(first) == set(sample.slots)
    for key, frame in first.items():
        slot = sample.slots[key]
        usual = sample.change(slot, sample.filled.comp.frame_count // 2).sum()
        assert sample.change(slot, frame).sum() > usual * 0.3, slot.label
        if frame >= 12:
            assert sample.change(slot, frame - 12).sum() < usual * 0.5, slot.label
