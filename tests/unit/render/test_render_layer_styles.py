"""Layer styles on known pixels: where they lie, how they blend, that they follow the composition and not the layer."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from app.core.model import GradientValue, Group, LayerKind, PropertyKind
from app.render.coverage import coverage
from app.render.renderer import Renderer
from app.render.surface import Pixels
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

COLOR = (0.8, 0.4, 0.2)


def style(kind: str, *, enabled: bool = True, **numbers: Any) -> Group:
    values = [
        make_property(f"{kind}/{name}", value, kind=PropertyKind.GRADIENT if name == "gradient" else None)
        for name, value in numbers.items()
    ]
    return make_group(f"{kind}/enabled", *values, name=kind, enabled=enabled)


def template_of(*styles: Group, **fields: Any) -> Any:
    given: dict[str, Any] = {"transform": transform_group(position=(20, 20))} | fields
    layer = make_layer(
        1, source_id=100, width=40, height=40, content=[make_group("ADBE Layer Styles", *styles)], **given
    )
    return make_template(make_comp(1, 80, 80, layer), footage=[make_solid(100, 40, 40, COLOR)])


def draw(*styles: Group, **fields: Any) -> Pixels:
    return Renderer(template_of(*styles, **fields), footage={}, fonts=NoFonts()).render(1, 0)


def box(alpha: Any) -> tuple[int, ...]:
    rows, columns = np.nonzero(alpha > 127)
    return int(columns.min()), int(columns.max()) + 1, int(rows.min()), int(rows.max()) + 1


def test_without_enabled_styles_nothing_changes():
    off = style("dropShadow", enabled=False)
    assert np.array_equal(draw(off), draw())
    styles = make_group("ADBE Layer Styles", style("solidFill"), enabled=False)
    layer = make_layer(1, source_id=100, content=[styles])
    template = make_template(make_comp(1, 80, 80, layer), footage=[make_solid(100, 40, 40, COLOR)])
    assert np.allclose(Renderer(template, footage={}, fonts=NoFonts()).render(1, 0)[5, 5, :3] / 255, COLOR, atol=0.004)


def test_a_colour_overlay_is_red_by_default_and_keeps_the_shape():
    pixels = draw(style("solidFill"))
    assert tuple(pixels[40, 40]) == (255, 0, 0, 255)
    assert box(pixels[..., 3]) == (20, 60, 20, 60)


@pytest.mark.parametrize(
    ("mode", "expected"), [(1.0, (0.4, 0.2, 0.6)), (5.0, (0.4, 0.2, 0.2)), (11.0, (0.8, 0.4, 0.6))]
)
def test_a_colour_overlay_blends_with_its_layer(mode: float, expected: tuple[float, ...]):
    pixels = draw(style("solidFill", color=(0.0, 0.0, 1.0), opacity=50.0, mode2=mode))
    assert np.allclose(pixels[40, 40] / 255, (*expected, 1.0), atol=0.006)


def test_a_shadow_falls_away_from_the_light_whatever_the_layer_does():
    shadow = style("dropShadow", localLightingAngle=180.0, distance=10.0, blur=0.0, opacity=50.0)
    for rotation in (0.0, 90.0, 180.0):
        turned = transform_group(anchor=(20, 20), position=(40, 40), rotation=rotation)
        pixels = draw(shadow, transform=turned)
        assert np.allclose(pixels[40, 65] / 255, (0, 0, 0, 0.5), atol=0.006)
        assert np.allclose(pixels[40, 40] / 255, (*COLOR, 1.0), atol=0.006)
        assert not pixels[40, 15].any()
        assert not pixels[65, 40].any()
    large = draw(shadow, transform=transform_group(position=(0, 0), scale=(50, 50)))
    assert box(large[..., 3] * 2.0) == (0, 30, 0, 20)


def test_a_shadow_follows_masks_and_effects():
    shadow = style("dropShadow", localLightingAngle=180.0, distance=20.0, blur=0.0, opacity=100.0)
    wipe = make_effect("ADBE Linear Wipe", make_property("ADBE Linear Wipe-0001", 50.0))
    pixels = draw(shadow, masks=[make_mask(rectangle(0, 0, 40, 20))], effects=[wipe])
    # The upper right quarter is left, and the shadow of it lies to its right.
    assert box(pixels[..., 3]) == (40, 80, 20, 40)
    assert not pixels[30, 70, :3].any()


def test_opacity_thins_layer_and_shadow_together():
    shadow = style("dropShadow", localLightingAngle=180.0, distance=10.0, blur=0.0, opacity=100.0)
    pixels = draw(shadow, transform=transform_group(position=(20, 20), opacity=50.0))
    assert np.allclose(pixels[40, 40] / 255, (*(value / 2 for value in COLOR), 0.5), atol=0.006)
    assert np.allclose(pixels[40, 65] / 255, (0, 0, 0, 0.5), atol=0.006)


def test_the_global_light_can_be_used():
    light = make_group("ADBE Blend Options Group", make_property("ADBE Global Angle2", 90.0))
    shadow = style("dropShadow", useGlobalAngle=1.0, distance=10.0, blur=0.0, opacity=100.0)
    assert box(draw(light, shadow)[..., 3]) == (20, 60, 20, 70)


def test_an_outer_glow_surrounds_the_layer_and_does_not_tint_it():
    pixels = draw(style("outerGlow", blur=20.0, color=(0.0, 1.0, 0.0), opacity=100.0))
    assert np.allclose(pixels[40, 40] / 255, (*COLOR, 1.0), atol=0.006)
    left, right, above = pixels[40, 17], pixels[40, 62], pixels[17, 40]
    assert left[1] == left[3] > 50
    assert np.abs(left.astype(int) - right).max() <= 2
    assert np.abs(left.astype(int) - above).max() <= 2


def test_an_inner_shadow_lies_inside_on_the_side_of_the_light():
    shadow = style("innerShadow", localLightingAngle=180.0, distance=10.0, blur=0.0, opacity=100.0)
    pixels = draw(shadow)
    assert tuple(pixels[40, 25]) == (0, 0, 0, 255)
    assert np.allclose(pixels[40, 35] / 255, (*COLOR, 1.0), atol=0.006)
    assert box(pixels[..., 3]) == (20, 60, 20, 60)


@pytest.mark.parametrize(
    ("place", "outer", "inner"), [(1.0, (14, 66), (20, 60)), (2.0, (20, 60), (26, 54)), (3.0, (17, 63), (23, 57))]
)
def test_a_stroke_lies_outside_inside_or_on_the_edge(place: float, outer: tuple[int, int], inner: tuple[int, int]):
    pixels = draw(style("frameFX", size=6.0, style=place, color=(0.0, 0.0, 1.0)))
    row = pixels[40]
    blue = (row[:, 2] > 200) & (row[:, 0] < 50)
    expected = [outer[0] <= x < outer[1] and not inner[0] <= x < inner[1] for x in range(80)]
    assert blue.tolist() == expected


def test_an_outer_stroke_is_round_at_corners():
    alpha = draw(style("frameFX", size=10.0))[..., 3] / 255
    assert alpha[10:20, 10:20].sum() == pytest.approx(np.pi * 100 / 4, rel=0.06)


def test_a_gradient_overlay_runs_upwards_by_default():
    stops = GradientValue(colors=((0.0, 0.5, 0.0, 0.0, 0.0), (1.0, 0.5, 1.0, 1.0, 1.0)))
    column = draw(style("gradientFill", gradient=stops))[20:60, 40, 0].astype(int)
    assert np.abs(column - (255 - (np.arange(40) + 0.5) / 40 * 255)).max() <= 2
    reverse = draw(style("gradientFill", gradient=stops, reverse=1.0, angle=0.0))
    assert np.abs(reverse[40, 20:60, 0].astype(int) - column).max() <= 2
    assert box(reverse[..., 3]) == (20, 60, 20, 60)


@pytest.mark.parametrize("value", [1e7, -1e7, 0.0, float("nan")])
def test_wild_numbers_are_drawn_somehow(value: float):
    names = ("blur", "distance", "size", "opacity", "chokeMatte", "style", "angle", "type", "scale", "offset", "mode2")
    for kind in ("dropShadow", "innerShadow", "outerGlow", "solidFill", "gradientFill", "frameFX", "unheardOf"):
        assert draw(style(kind, **dict.fromkeys(names, value))).shape == (80, 80, 4)


def test_styles_are_half_as_large_in_a_half_size_preview():
    styles = [style("dropShadow", blur=10.0, distance=8.0), style("frameFX", size=4.0)]
    renderer = Renderer(template_of(*styles), footage={}, fonts=NoFonts())
    full = renderer.render(1, 0).astype(float).reshape(40, 2, 40, 2, 4).mean(axis=(1, 3))
    assert np.abs(renderer.render(1, 0, scale=0.5) - full).mean() < 1.5


def test_a_collapsed_composition_gets_its_styles():
    inner = make_comp(2, 80, 80, make_layer(1, source_id=100, width=40, height=40))
    shown = make_layer(
        1,
        LayerKind.COMP,
        source_id=2,
        collapse=True,
        content=[make_group("ADBE Layer Styles", style("solidFill"))],
    )
    template = make_template(make_comp(1, 80, 80, shown), inner, footage=[make_solid(100, 40, 40, COLOR)])
    assert tuple(Renderer(template, footage={}, fonts=NoFonts()).render(1, 0)[20, 20]) == (255, 0, 0, 255)


@pytest.mark.parametrize(
    ("given", "notes"),
    [
        (style("solidFill"), []),
        (style("dropShadow"), []),
        (style("dropShadow", mode2=5.0, color=(0.0, 0.0, 0.0)), []),
        (style("dropShadow", mode2=5.0, color=(1.0, 0.0, 0.0)), ["blending mode of the layer style dropShadow"]),
        (style("dropShadow", mode2=1.0, color=(1.0, 0.0, 0.0)), []),
        (style("dropShadow", noise=10.0), ["dropShadow/noise of the layer style dropShadow"]),
        (style("frameFX"), ["layer style frameFX, drawn approximately"]),
        (style("bevelEmboss"), ["layer style bevelEmboss"]),
        (style("solidFill", mode2=16.0), ["blending mode of the layer style solidFill"]),
    ],
    ids=str,
)
def test_styles_that_are_not_drawn_exactly_are_listed(given: Group, notes: list[str]):
    assert [note.what for note in coverage(template_of(given), 1).warnings] == notes


def test_styled_and_effected_layers_are_the_same_with_and_without_a_cache():
    glow = make_effect("ADBE Glo2", make_property("ADBE Glo2-0002", 20.0))
    dissolve = make_effect("ADBE Block Dissolve", make_property("ADBE Block Dissolve-0001", 40.0))
    styles = make_group("ADBE Layer Styles", style("dropShadow"), style("frameFX"), style("gradientFill"))
    styled = make_layer(1, source_id=100, width=40, height=40, content=[styles], effects=[glow, dissolve])
    inner = make_comp(2, 80, 80, styled)
    moving = transform_group(position=[(0.0, (0.0, 0.0)), (1.0, (25.0, 10.0))])
    layers = [make_layer(2, LayerKind.COMP, source_id=2, transform=moving), styled]
    template = make_template(make_comp(1, 80, 80, *layers), inner, footage=[make_solid(100, 40, 40, COLOR)])
    kept = Renderer(template, footage={}, fonts=NoFonts())
    bare = Renderer(template, footage={}, fonts=NoFonts(), cache_bytes=0)
    for frame in (3, 0, 3, 7):
        assert np.array_equal(kept.render(1, frame), bare.render(1, frame))
