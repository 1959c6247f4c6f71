"""Blending modes against formulas written down here, on opaque and half-transparent colours."""

from __future__ import annotations

import colorsys
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.render import blend
from app.render.renderer import Renderer
from tests.fakes.fonts import NoFonts
from tests.fakes.models import solid_comp, transform_group

BELOW, ABOVE = (51 / 255, 153 / 255, 204 / 255), (178 / 255, 127 / 255, 25 / 255)
"""Colours that 8 bits hold exactly, because burning and dodging enlarge rounding errors."""

FORMULAS: dict[str, Callable[[float, float], float]] = {
    "normal": lambda b, s: s,
    "multiply": lambda b, s: b * s,
    "screen": lambda b, s: b + s - b * s,
    "darken": min,
    "lighten": max,
    "difference": lambda b, s: abs(b - s),
    "classic_difference": lambda b, s: abs(b - s),
    "exclusion": lambda b, s: b + s - 2 * b * s,
    "overlay": lambda b, s: 2 * b * s if b <= 0.5 else 1 - 2 * (1 - b) * (1 - s),
    "hard_light": lambda b, s: 2 * b * s if s <= 0.5 else 1 - 2 * (1 - b) * (1 - s),
    "color_dodge": lambda b, s: min(1, b / (1 - s)),
    "color_burn": lambda b, s: 1 - min(1, (1 - b) / s),
    "linear_burn": lambda b, s: max(0, b + s - 1),
    "linear_dodge": lambda b, s: min(1, b + s),
    "linear_light": lambda b, s: min(1, max(0, b + 2 * s - 1)),
    "pin_light": lambda b, s: min(b, 2 * s) if s <= 0.5 else max(b, 2 * s - 1),
    "hard_mix": lambda b, s: float(b + s >= 1),
    "vivid_light": lambda b, s: max(0, 1 - (1 - b) / (2 * s)) if s <= 0.5 else min(1, b / (1 - (2 * s - 1))),
    "subtract": lambda b, s: max(0, b - s),
    "divide": lambda b, s: min(1, b / s),
}


def blended(mode: str, *, below_opacity: float, above_opacity: float, preserve: bool = False) -> np.ndarray:
    template = solid_comp(
        1,
        1,
        (
            ABOVE,
            {
                "blend_mode": mode,
                "transform": transform_group(opacity=above_opacity),
                "preserve_transparency": preserve,
            },
        ),
        (BELOW, {"transform": transform_group(opacity=below_opacity)}),
    )
    renderer = Renderer(template, footage={}, fonts=NoFonts())
    pixel: np.ndarray = renderer.render(1, 0)[0, 0] / 255
    assert renderer.warnings == ()
    return pixel


@pytest.mark.parametrize("mode", FORMULAS)
@pytest.mark.parametrize(("below", "above"), [(1.0, 1.0), (0.6, 0.5), (1.0, 0.4), (0.0, 0.5)])
def test_separable_modes_follow_their_formula(mode: str, below: float, above: float):
    alpha = below + above - below * above
    mixed = [FORMULAS[mode](b, s) for b, s in zip(BELOW, ABOVE, strict=True)]
    expected = [
        s * above * (1 - below) + b * below * (1 - above) + m * above * below
        for b, s, m in zip(BELOW, ABOVE, mixed, strict=True)
    ]
    pixel = blended(mode, below_opacity=below * 100, above_opacity=above * 100)
    assert np.allclose(pixel, [*expected, alpha], atol=2.2 / 255)


@pytest.mark.parametrize(("below", "above"), [(1.0, 1.0), (0.6, 0.5), (0.3, 0.9), (0.0, 0.5)])
def test_add_is_the_premultiplied_sum_clamped_to_the_resulting_alpha(below: float, above: float):
    alpha = below + above - below * above
    expected = [min(alpha, b * below + s * above) for b, s in zip(BELOW, ABOVE, strict=True)]
    pixel = blended("add", below_opacity=below * 100, above_opacity=above * 100)
    assert np.allclose(pixel, [*expected, alpha], atol=1.5 / 255)


@pytest.mark.parametrize(
    ("mode", "hue_of", "luma_of"), [("hue", ABOVE, BELOW), ("color", ABOVE, BELOW), ("luminosity", BELOW, ABOVE)]
)
def test_colour_modes_take_hue_and_brightness_from_the_right_side(
    mode: str, hue_of: tuple[float, ...], luma_of: tuple[float, ...]
):
    pixel = blended(mode, below_opacity=100, above_opacity=100)
    assert abs(colorsys.rgb_to_hls(*pixel[:3])[0] - colorsys.rgb_to_hls(*hue_of)[0]) < 0.02
    assert abs(float(pixel[:3] @ (0.3, 0.59, 0.11)) - float(np.asarray(luma_of) @ (0.3, 0.59, 0.11))) < 0.01


@pytest.mark.parametrize(
    ("mode", "left"),
    [("stencil_alpha", 0.4), ("silhouette_alpha", 0.6), ("silhouete_alpha", 0.6)],
)
def test_stencils_and_silhouettes_cut_what_lies_below(mode: str, left: float):
    pixel = blended(mode, below_opacity=100, above_opacity=40)
    assert np.allclose(pixel, [*(channel * left for channel in BELOW), left], atol=1.5 / 255)


def test_luma_stencils_use_brightness():
    luma = float(np.asarray(ABOVE) @ blend.LUMA)
    assert abs(blended("stencil_luma", below_opacity=100, above_opacity=100)[3] - luma) < 0.01
    assert abs(blended("silhouette_luma", below_opacity=100, above_opacity=100)[3] - (1 - luma)) < 0.01


@pytest.mark.parametrize("mode", ["normal", "multiply", "add"])
def test_preserved_transparency_never_grows_the_shape_below(mode: str):
    pixel = blended(mode, below_opacity=50, above_opacity=100, preserve=True)
    formula = FORMULAS.get(mode, lambda b, s: min(1.0, b + s))
    expected = [formula(b, s) * 0.5 for b, s in zip(BELOW, ABOVE, strict=True)]
    assert np.allclose(pixel, [*expected, 0.5], atol=2.5 / 255)


def test_unknown_modes_are_drawn_as_normal_and_said_to_be():
    template = solid_comp(1, 1, (ABOVE, {"blend_mode": "dancing_dissolve", "name": "sparks"}), (BELOW, {}))
    renderer = Renderer(template, footage={}, fonts=NoFonts())
    assert np.allclose(renderer.render(1, 0)[0, 0, :3] / 255, ABOVE, atol=1 / 255)
    assert [(note.what, note.where) for note in renderer.warnings] == [
        ("blending mode dancing_dissolve", "comp 1 / sparks")
    ]


@given(st.sampled_from(sorted({*FORMULAS, "add", "darker_color", "lighter_color"} - set(blend.SKIA_MODES))), st.data())
def test_blending_always_gives_valid_premultiplied_pixels(mode: str, data: st.DataObject):
    raw = data.draw(st.lists(st.integers(0, 255), min_size=32, max_size=32))
    pixels = np.asarray(raw, np.uint8).reshape(2, 2, 2, 4)
    pixels[..., :3] = np.minimum(pixels[..., :3], pixels[..., 3:4])
    below, above = pixels[0].copy(), pixels[1].copy()
    blend.blend_into(below, above, mode)
    assert (below[..., :3] <= below[..., 3:4]).all()
    assert (below[..., 3] >= np.maximum(pixels[0][..., 3], pixels[1][..., 3])).all()
