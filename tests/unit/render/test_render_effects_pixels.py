"""Effects on known pixels, alone, in chains, on turned layers and through adjustment layers."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from app.core.model import Group, Layer, Property
from app.render.renderer import Renderer
from app.render.surface import Pixels
from tests.fakes.fonts import NoFonts
from tests.fakes.models import (
    make_comp,
    make_effect,
    make_layer,
    make_mask,
    make_property,
    make_solid,
    make_template,
    rectangle,
    transform_group,
)

COLOR = (0.8, 0.4, 0.2)


def effect(match_name: str, **numbered: Any) -> Group:
    """An effect with its parameters given as p1=…, p2=…"""
    parameters: list[Property] = [
        make_property(f"{match_name}-{int(name[1:]):04d}", value) for name, value in numbered.items()
    ]
    return make_effect(match_name, *parameters)


def draw(*effects: Group, size: int = 40, comp: int = 80, **fields: Any) -> Pixels:
    given: dict[str, Any] = {"transform": transform_group(position=(20, 20))} | fields
    layer = make_layer(1, source_id=100, width=size, height=size, effects=effects, **given)
    return render(layer, size=size, comp=comp)


def render(*layers: Layer, size: int = 40, comp: int = 80) -> Pixels:
    template = make_template(make_comp(1, comp, comp, *layers), footage=[make_solid(100, size, size, COLOR)])
    return Renderer(template, footage={}, fonts=NoFonts()).render(1, 0)


def middle(pixels: Pixels) -> list[float]:
    return [float(value) / 255 for value in pixels[40, 40]]


@pytest.mark.parametrize(
    ("applied", "expected"),
    [
        (effect("ADBE Fill", p2=(0.0, 1.0, 0.0, 1.0), p5=1.0), (0.0, 1.0, 0.0, 1.0)),
        (effect("ADBE Fill", p2=(0.0, 1.0, 0.0, 1.0), p5=0.5), (0.0, 0.5, 0.0, 0.5)),
        (effect("ADBE Tint", p1=(0, 0, 0, 1), p2=(1, 1, 1, 1), p3=100.0), (0.497, 0.497, 0.497, 1.0)),
        (effect("ADBE Tint", p1=(1, 0, 0, 1), p2=(1, 0, 0, 1), p3=50.0), (0.9, 0.2, 0.1, 1.0)),
        (effect("ADBE Invert", p1=1.0, p2=0.0), (0.2, 0.6, 0.8, 1.0)),
        (effect("ADBE Invert", p1=2.0, p2=0.0), (0.2, 0.4, 0.2, 1.0)),
        (effect("ADBE Easy Levels2", p1=1.0, p3=0.2, p4=0.6, p5=1.0, p6=0.0, p7=1.0), (1.0, 0.5, 0.0, 1.0)),
        (effect("ADBE Easy Levels2", p1=3.0, p3=0.0, p4=1.0, p5=2.0, p6=0.0, p7=1.0), (0.8, 0.6325, 0.2, 1.0)),
        (effect("ADBE Circle", p1=(20.0, 20.0), p2=5.0, p10=(0, 0, 1, 1), p12=1.0), (0.0, 0.0, 1.0, 1.0)),
    ],
)
def test_colour_effects(applied: Group, expected: tuple[float, ...]):
    assert np.allclose(middle(draw(applied)), expected, atol=0.006)


def test_effects_apply_in_their_order():
    fill, invert = effect("ADBE Fill", p2=(1.0, 0.0, 0.0, 1.0), p5=1.0), effect("ADBE Invert", p1=1.0)
    assert np.allclose(middle(draw(fill, invert)), (0, 1, 1, 1), atol=0.006)
    assert np.allclose(middle(draw(invert, fill)), (1, 0, 0, 1), atol=0.006)


def test_disabled_effects_do_nothing():
    assert np.allclose(middle(draw(make_effect("ADBE Invert", enabled=False))), (*COLOR, 1.0), atol=0.006)


def test_a_ramp_runs_across_the_layer_and_keeps_its_shape():
    ramp = effect("ADBE Ramp", p1=(0.0, 0.0), p2=(0, 0, 0, 1), p3=(40.0, 0.0), p4=(1, 1, 1, 1), p5=1.0)
    pixels = draw(ramp)
    row = pixels[40, 20:60, 0].astype(int)
    assert np.abs(row - (np.arange(40) + 0.5) / 40 * 255).max() <= 2
    assert not pixels[40, 10].any()


def test_a_blur_spreads_beyond_the_layer_and_keeps_its_weight():
    pixels = draw(effect("ADBE Gaussian Blur 2", p1=20.0, p2=1.0))
    alpha = pixels[..., 3].astype(float) / 255
    assert abs(alpha.sum() - 1600) < 16
    assert abs(alpha[40, 20] - 0.5) < 0.06
    assert alpha[40, 14] > 0.1


def test_a_horizontal_blur_leaves_upper_and_lower_edges_sharp_even_on_a_turned_layer():
    blur = effect("ADBE Gaussian Blur 2", p1=20.0, p2=2.0)
    straight = draw(blur)[..., 3]
    assert straight[19].max() == 0
    assert straight[40, 14] > 20
    turned = draw(blur, transform=transform_group(anchor=(20, 20), position=(40, 40), rotation=90.0))[..., 3]
    assert turned[:, 18].max() <= 2
    assert turned[14, 40] > 20


def test_repeated_edge_pixels_keep_a_blurred_layer_whole():
    alpha = draw(effect("ADBE Gaussian Blur 2", p1=20.0, p2=1.0, p3=1.0))[..., 3]
    assert (alpha[20:60, 20:60] == 255).all()
    assert alpha[10].max() == 0


def test_a_shadow_falls_to_the_lower_right_by_default_and_can_stand_alone():
    shadow = effect("ADBE Drop Shadow", p1=(0, 0, 0, 1), p2=255.0, p3=135.0, p4=14.142, p5=0.0)
    pixels = draw(shadow)
    assert np.allclose(middle(pixels), (*COLOR, 1.0), atol=0.006)
    assert tuple(pixels[65, 65]) == (0, 0, 0, 255)
    assert not pixels[15, 15].any()
    alone = draw(effect("ADBE Drop Shadow", p2=127.5, p3=0.0, p4=10.0, p5=0.0, p6=1.0))
    assert np.allclose(alone[20, 40] / 255, (0, 0, 0, 0.5), atol=0.006)
    assert not alone[55, 40].any()


def test_the_transform_effect_moves_scales_and_fades_within_the_layer():
    moved = draw(effect("ADBE Geometry2", p1=(20.0, 20.0), p2=(30.0, 20.0), p3=50.0, p8=50.0))
    rows, columns = np.nonzero(moved[..., 3] > 64)
    assert (columns.min(), columns.max() + 1, rows.min(), rows.max() + 1) == (40, 60, 30, 50)
    assert abs(int(moved[40, 50, 3]) - 128) <= 1


@pytest.mark.parametrize(
    ("angle", "kept"),
    [(90.0, (30, 60, 20, 60)), (-90.0, (20, 50, 20, 60)), (180.0, (20, 60, 30, 60)), (0.0, (20, 60, 20, 50))],
)
def test_a_linear_wipe_takes_the_layer_away_from_its_side(angle: float, kept: tuple[int, ...]):
    alpha = draw(effect("ADBE Linear Wipe", p1=25.0, p2=angle))[..., 3]
    rows, columns = np.nonzero(alpha > 127)
    assert (columns.min(), columns.max() + 1, rows.min(), rows.max() + 1) == kept
    assert not draw(effect("ADBE Linear Wipe", p1=100.0, p2=angle, p3=7.0)).any()
    assert (draw(effect("ADBE Linear Wipe", p1=0.0, p2=angle, p3=7.0))[20:60, 20:60, 3] == 255).all()


def test_the_offset_effect_brings_back_what_leaves_the_layer():
    left_half = effect("ADBE Ramp", p1=(19.99, 0.0), p2=(1, 0, 0, 1), p3=(20.01, 0.0), p4=(0, 0, 1, 1), p5=1.0)
    pixels = draw(left_half, effect("ADBE Offset", p1=(30.0, 20.0)))
    colors = ["red" if pixel[0] else "blue" for pixel in pixels[40, 20:60]]
    assert colors == ["blue"] * 10 + ["red"] * 20 + ["blue"] * 10
    assert (pixels[20:60, 20:60, 3] == 255).all()


def test_solid_composite_lays_a_colour_under_the_layer():
    masked = [make_mask(rectangle(0, 0, 20, 40))]
    pixels = draw(effect("ADBE Solid Composite", p1=50.0, p2=(0, 0, 1, 1), p3=100.0, p4=1.0), masks=masked) / 255
    assert np.allclose(pixels[40, 30], (COLOR[0] / 2, COLOR[1] / 2, COLOR[2] / 2 + 0.5, 1.0), atol=0.008)
    assert np.allclose(pixels[40, 50], (0, 0, 1, 1), atol=0.006)
    assert not pixels[40, 70].any()


def test_effects_come_after_masks():
    shadow = effect("ADBE Drop Shadow", p2=255.0, p3=90.0, p4=20.0, p5=0.0)
    pixels = draw(shadow, masks=[make_mask(rectangle(0, 0, 10, 40))])
    assert tuple(pixels[40, 45]) == (0, 0, 0, 255)
    assert not pixels[40, 35].any()


def test_an_effect_in_a_half_size_preview_is_half_as_wide():
    template = make_template(
        make_comp(
            1,
            80,
            80,
            make_layer(
                1,
                source_id=100,
                width=40,
                height=40,
                transform=transform_group(position=(20, 20)),
                effects=[effect("ADBE Gaussian Blur 2", p1=20.0)],
            ),
        ),
        footage=[make_solid(100, 40, 40, COLOR)],
    )
    renderer = Renderer(template, footage={}, fonts=NoFonts())
    full = renderer.render(1, 0).astype(float).reshape(40, 2, 40, 2, 4).mean(axis=(1, 3))
    assert np.abs(renderer.render(1, 0, scale=0.5) - full).max() < 16


def test_an_adjustment_layer_changes_what_lies_below_it_as_far_as_it_reaches():
    inverting = make_layer(
        1,
        source_id=100,
        width=40,
        height=40,
        adjustment=True,
        effects=[effect("ADBE Invert", p1=1.0)],
        masks=[make_mask(rectangle(0, 0, 20, 40))],
        transform=transform_group(position=(20, 20), opacity=50.0),
    )
    below = make_layer(2, source_id=100, transform=transform_group(scale=(200, 200)))
    above = make_layer(3, source_id=100, transform=transform_group(scale=(10, 10), position=(25, 25)))
    pixels = render(above, inverting, below) / 255
    half = [(own + (1 - own)) / 2 for own in COLOR]
    assert np.allclose(pixels[40, 30], (*half, 1.0), atol=0.008)
    for place in ((40, 50), (10, 10), (27, 27)):
        assert np.allclose(pixels[place], (*COLOR, 1.0), atol=0.006)


def test_an_adjustment_layer_without_known_effects_does_nothing():
    adjusting = make_layer(1, source_id=100, adjustment=True, effects=[make_effect("CC Unheard Of")])
    below = make_layer(2, source_id=100)
    assert np.array_equal(render(adjusting, below), render(below))


def test_a_layer_that_an_unknown_generator_would_replace_does_not_hide_the_rest():
    below = make_layer(2, source_id=100, transform=transform_group(scale=(200, 200)))
    spectrum = make_layer(1, source_id=100, effects=[make_effect("ADBE AudSpect")])
    assert np.array_equal(render(spectrum, below), render(below))
