"""Values that no designer means, but a damaged project or an expression gives: a picture or an error, never a crash."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.core.errors import RenderError
from app.core.model import LayerKind, MatteKind, PathValue, TrackMatte
from app.render import blend
from app.render.renderer import Renderer
from tests.fakes.examples import examples
from tests.fakes.fonts import NoFonts
from tests.fakes.models import (
    make_comp,
    make_effect,
    make_layer,
    make_mask,
    make_property,
    make_solid,
    make_template,
    transform_group,
)

NUMBERS = st.one_of(
    st.sampled_from([0.0, -0.0, 1e-30, 1e9, -1e9, 1e38, float("inf"), float("-inf"), float("nan"), 50.0]),
    st.floats(-500, 500),
)
POINTS = st.tuples(NUMBERS, NUMBERS, NUMBERS)
PAIRS = st.tuples(NUMBERS, NUMBERS)
PATHS = st.integers(0, 4).flatmap(
    lambda count: st.builds(
        PathValue,
        vertices=st.tuples(*[PAIRS] * count),
        in_tangents=st.tuples(*[PAIRS] * count),
        out_tangents=st.tuples(*[PAIRS] * count),
    )
)
EFFECTS = st.sampled_from(
    ["ADBE Gaussian Blur 2", "ADBE Drop Shadow", "ADBE Ramp", "ADBE Geometry2", "ADBE Offset", "ADBE Linear Wipe"]
).flatmap(
    lambda name: st.lists(st.one_of(NUMBERS, PAIRS), max_size=8).map(
        lambda values: make_effect(
            name, *(make_property(f"{name}-{index + 1:04d}", value) for index, value in enumerate(values))
        )
    )
)
MASKS = st.builds(
    make_mask,
    PATHS,
    mode=st.sampled_from(["add", "subtract", "intersect", "darken", "difference"]),
    inverted=st.booleans(),
    feather=PAIRS,
    opacity=NUMBERS,
    expansion=NUMBERS,
)


@st.composite
def layers(draw: st.DrawFn, layer_id: int) -> Any:
    extra = [make_property(f"ADBE Rotate {axis}", draw(NUMBERS)) for axis in "XY"]
    moves = draw(st.booleans())
    position = [(0.0, draw(POINTS)), (1.0, draw(POINTS))] if moves else draw(POINTS)
    transform = transform_group(
        anchor=draw(POINTS),
        position=position,
        scale=draw(POINTS),
        rotation=draw(NUMBERS),
        opacity=draw(NUMBERS),
        extra=extra,
    )
    return make_layer(
        layer_id,
        draw(st.sampled_from([LayerKind.SOLID, LayerKind.COMP])),
        source_id=draw(st.sampled_from([2, 100, 101, 999])),
        width=8,
        height=8,
        transform=transform,
        masks=draw(st.lists(MASKS, max_size=2)),
        effects=draw(st.lists(EFFECTS, max_size=2)),
        blend_mode=draw(st.sampled_from(["normal", "add", "stencil_alpha", *blend.SKIA_MODES])),
        three_d=draw(st.booleans()),
        collapse=draw(st.booleans()),
        adjustment=draw(st.booleans()),
        motion_blur=moves,
        preserve_transparency=draw(st.booleans()),
        stretch=draw(NUMBERS),
        start_time=draw(st.sampled_from([0.0, 1e9, float("nan")])),
        parent_id=draw(st.sampled_from([None, 1, 2, 77])),
        matte=draw(st.sampled_from([None, TrackMatte(kind=MatteKind.LUMA, layer_id=2)])),
    )


@settings(
    max_examples=examples(150), deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
@given(st.data())
def test_wild_values_give_a_valid_picture_or_a_render_error(data: st.DataObject):
    drawn = [data.draw(layers(layer_id)) for layer_id in (1, 2)]
    inner = make_comp(2, 8, 8, make_layer(1, source_id=100))
    footage = [make_solid(100, 8, 8, (1, 0.5, 0)), make_solid(101, 0, 0, (1, 1, 1))]
    template = make_template(make_comp(1, 24, 24, *drawn, motion_blur=True), inner, footage=footage)
    try:
        pixels = Renderer(template, footage={}, fonts=NoFonts()).render(1, 3)
    except RenderError as error:
        assert "comp 1" in error.title or "comp 2" in error.title
        return
    assert pixels.shape == (24, 24, 4)
    assert (pixels[..., :3] <= pixels[..., 3:]).all()


@pytest.mark.parametrize("value", [float("nan"), float("inf"), 1e38])
def test_a_layer_that_is_nowhere_leaves_the_others_alone(value: float):
    solid = make_solid(100, 8, 8, (1, 0, 0))
    lost = make_layer(1, source_id=100, transform=transform_group(position=(value, 0.0)))
    template = make_template(make_comp(1, 8, 8, lost, make_layer(2, source_id=100)), footage=[solid])
    pixels = Renderer(template, footage={}, fonts=NoFonts()).render(1, 0)
    assert (pixels == np.array([255, 0, 0, 255])).all()
