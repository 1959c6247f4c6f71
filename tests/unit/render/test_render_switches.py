"""Switches of layers and compositions: effects off, frame blending, a nested composition's own frame rate."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from app.core.model import LayerKind
from app.render.coverage import coverage
from app.render.renderer import Renderer
from tests.fakes.fonts import NoFonts
from tests.fakes.models import (
    make_comp,
    make_effect,
    make_group,
    make_layer,
    make_mask,
    make_property,
    make_solid,
    make_template,
    rectangle,
    transform_group,
)

SOLID = make_solid(100, 4, 4, (1, 1, 1))


def notes_of(*layers: Any, **comp: Any) -> list[str]:
    inner = make_comp(2, 4, 4, make_layer(1, source_id=100))
    template = make_template(make_comp(1, 4, 4, *layers, **comp), inner, footage=[SOLID])
    return [note.what for note in coverage(template, 1).warnings]


def test_the_effects_switch_turns_all_effects_off():
    invert = make_effect("ADBE Invert", make_property("ADBE Invert-0001", 1.0))
    for active, value in ((True, 0), (False, 255)):
        layer = make_layer(1, source_id=100, effects=[invert], effects_active=active)
        template = make_template(make_comp(1, 4, 4, layer), footage=[SOLID])
        assert Renderer(template, footage={}, fonts=NoFonts()).render(1, 0)[2, 2, 0] == value
    unknown = make_effect("CC Unheard Of")
    assert notes_of(make_layer(1, source_id=100, effects=[unknown], effects_active=False)) == []


@pytest.mark.parametrize(("layer", "comp", "listed"), [(True, True, True), (True, False, False), (False, True, False)])
def test_frame_blending_is_listed_where_both_switches_are_on(layer: bool, comp: bool, listed: bool):
    shown = make_layer(1, LayerKind.COMP, source_id=2, frame_blending=layer)
    assert notes_of(shown, frame_blending=comp) == (["frame blending"] if listed else [])


@pytest.mark.parametrize(
    ("options", "listed"),
    [
        ([make_property("ADBE Effect Mask Opacity", 100.0)], False),
        ([make_property("ADBE Effect Mask Opacity", 50.0)], True),
        ([make_property("ADBE Effect Mask Opacity", 100.0, keys=[(0.0, 0.0), (1.0, 100.0)])], True),
        ([make_group("ADBE Effect Mask Parade", make_mask(rectangle(0, 0, 1, 1)))], True),
    ],
)
def test_compositing_options_of_effects_are_listed(options: list[Any], listed: bool):
    invert = make_effect("ADBE Invert", make_group("ADBE Effect Built In Params", *options), name="Invert")
    expected = ["compositing options of the effect Invert"] if listed else []
    assert notes_of(make_layer(1, source_id=100, effects=[invert])) == expected


def test_a_nested_composition_that_preserves_its_frame_rate_shows_its_own_frames():
    moving = make_layer(1, source_id=100, transform=transform_group(position=[(0.0, (0.0, 0.0)), (1.0, (20.0, 0.0))]))

    def lefts(**fields: Any) -> list[float]:
        inner = make_comp(2, 40, 4, moving, frame_rate=5.0, **fields)
        outer = make_comp(1, 40, 4, make_layer(1, LayerKind.COMP, source_id=2), frame_rate=20.0)
        renderer = Renderer(make_template(outer, inner, footage=[SOLID]), footage={}, fonts=NoFonts())
        frames = [renderer.render(1, frame)[2, :, 3].astype(float) for frame in range(9)]
        return [float((row * np.arange(40)).sum() / row.sum()) - 1.5 for row in frames]

    assert np.allclose(lefts(), np.arange(9.0), atol=0.1)
    assert np.allclose(lefts(preserve_frame_rate=True), [0, 0, 0, 0, 4, 4, 4, 4, 8], atol=0.1)
