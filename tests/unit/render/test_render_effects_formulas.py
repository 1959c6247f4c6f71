"""Colour, blur, pattern and transition effects against plain references on known pixels."""

from __future__ import annotations

import colorsys
import hashlib
import math
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from app.core.model import Group
from app.render.coverage import coverage
from app.render.effects import APPROXIMATE, EFFECTS
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

Color = tuple[float, float, float]
COLORS: tuple[Color, ...] = ((0.8, 0.4, 0.2), (0.1, 0.3, 0.9), (0.5, 0.5, 0.5), (0.0, 1.0, 0.4), (1.0, 1.0, 1.0))


def effect(match_name: str, **numbered: Any) -> Group:
    """An effect with its parameters given as p1=…, p2=…"""
    return make_effect(
        match_name, *(make_property(f"{match_name}-{int(key[1:]):04d}", value) for key, value in numbered.items())
    )


def template_of(*effects: Group, color: Color = COLORS[0], size: int = 40, comp: int = 80, **fields: Any) -> Any:
    given: dict[str, Any] = {"transform": transform_group(position=(20, 20))} | fields
    layer = make_layer(1, source_id=100, width=size, height=size, effects=effects, **given)
    return make_template(make_comp(1, comp, comp, layer), footage=[make_solid(100, size, size, color)])


def draw(*effects: Group, **fields: Any) -> Pixels:
    return Renderer(template_of(*effects, **fields), footage={}, fonts=NoFonts()).render(1, 0)


def luma(color: Color) -> float:
    return 0.299 * color[0] + 0.587 * color[1] + 0.114 * color[2]


def legacy(value: float, brightness: float, contrast: float) -> float:
    factor = 1 / (1 - contrast) if contrast > 0 else 1 + contrast
    return (value - 0.5) * factor + 0.5 + brightness / 255 * max(factor, 1)


def newer(value: float, brightness: float, contrast: float) -> float:
    lit = 1 - (1 - value) ** (2 ** (1.8 * brightness / 150))
    return lit - contrast * math.sin(2 * math.pi * lit) / (3 * math.pi)


def hue_saturation(color: Color, turn: float, saturation: float, lightness: float) -> Color:
    hue, light, own = colorsys.rgb_to_hls(*color)
    turned = colorsys.hls_to_rgb((hue + turn / 360) % 1, light, own)
    middle, reach = (max(turned) + min(turned)) / 2, max(max(turned) - min(turned), 1e-4)
    scale = 1 + saturation if saturation < 0 else 1 / (1 - saturation)
    scale = min(scale, 2 * min(middle, 1 - middle) / reach)
    red, green, blue = (
        (middle + (value - middle) * scale) * (1 - abs(lightness)) + max(0, lightness) for value in turned
    )
    return red, green, blue


def toned(color: Color, stops: list[Color], kept: float) -> Color:
    place = luma(color) * (len(stops) - 1)
    ends = range(len(stops))
    red, green, blue = (
        np.interp(place, ends, [stop[i] for stop in stops]) * (1 - kept) + color[i] * kept for i in range(3)
    )
    return float(red), float(green), float(blue)


def grey_of(color: Color, weights: dict[str, float]) -> float:
    low = min(color)
    red, green, blue = (value - low for value in color)
    yellow, cyan, magenta = min(red, green), min(green, blue), min(blue, red)
    return (
        low
        + weights["y"] * yellow
        + weights["c"] * cyan
        + weights["m"] * magenta
        + weights["r"] * (red - yellow - magenta)
        + weights["g"] * (green - yellow - cyan)
        + weights["b"] * (blue - cyan - magenta)
    )


STOPS: list[Color] = [(0.1, 0.0, 0.2), (0.6, 0.4, 0.2), (1.0, 0.9, 0.7)]
WEIGHTS = {"r": 0.4, "y": 0.6, "g": 0.4, "c": 0.6, "b": 0.2, "m": 0.8}

CASES: list[tuple[Group, Any]] = [
    (
        effect("ADBE Brightness & Contrast 2", p1=30.0, p2=40.0, p3=1.0),
        lambda c: [legacy(v, 30, 0.4) for v in c],
    ),
    (effect("ADBE Brightness & Contrast", p1=-20.0, p2=-50.0), lambda c: [legacy(v, -20, -0.5) for v in c]),
    (effect("ADBE Brightness & Contrast 2", p1=60.0, p2=50.0), lambda c: [newer(v, 60, 0.5) for v in c]),
    (effect("ADBE Exposure2", p3=-1.0), lambda c: [(v**2.2 / 2) ** (1 / 2.2) for v in c]),
    (effect("ADBE HUE SATURATION", p4=40.0, p5=30.0, p6=-20.0), lambda c: hue_saturation(c, 40, 0.3, -0.2)),
    (effect("ADBE HUE SATURATION", p4=-100.0, p5=-60.0, p6=25.0), lambda c: hue_saturation(c, -100, -0.6, 0.25)),
    (effect("ADBE HUE SATURATION", p5=-100.0), lambda c: [(max(c) + min(c)) / 2] * 3),
    (effect("ADBE Tritone", p1=STOPS[2], p2=STOPS[1], p3=STOPS[0], p4=25.0), lambda c: toned(c, STOPS, 0.25)),
    (effect("CC Toner", p1=STOPS[2], p2=STOPS[1], p3=STOPS[0], p4=0.7, p5=2.0), lambda c: toned(c, STOPS, 0.7)),
    (effect("CC Toner", p1=STOPS[2], p3=STOPS[0], p4=0.0, p5=1.0), lambda c: toned(c, STOPS[::2], 0)),
    (effect("ADBE Black&White"), lambda c: [grey_of(c, WEIGHTS)] * 3),
    (effect("ADBE Posterize", p1=4.0), lambda c: [int((v * 255 + 0.5) // 64) / 3 for v in c]),
    (effect("ADBE Threshold2", p1=0.5), lambda c: [float(luma(c) >= 0.5 - 0.5 / 255)] * 3),
    (effect("ADBE Shift Channels", p2=4.0, p3=9.0, p4=5.0), lambda c: [c[2], 1.0, luma(c)]),
]


@pytest.mark.parametrize("color", COLORS, ids=str)
@pytest.mark.parametrize(("applied", "reference"), CASES, ids=lambda case: getattr(case, "match_name", ""))
def test_colours_follow_the_formula_and_keep_the_shape(applied: Group, reference: Any, color: Color):
    expected = np.clip(reference(color), 0, 1)
    whole = draw(applied, color=color)
    assert np.allclose(whole[40, 40] / 255, [*expected, 1.0], atol=0.012)
    assert not whole[10, 10].any()
    # Half covered pixels keep their straight colour: only what 8 bits of premultiplied colour allow may differ.
    faint = draw(applied, color=color, masks=[make_mask(rectangle(0, 0, 40, 40), opacity=50.0)])[40, 40] / 255
    assert faint[3] == pytest.approx(0.5, abs=0.006)
    if applied.match_name not in ("ADBE Posterize", "ADBE Threshold2"):
        assert np.allclose(faint[:3], expected * faint[3], atol=0.025)


def test_effects_at_their_neutral_values_change_nothing():
    neutral = [
        effect("ADBE Brightness & Contrast 2", p1=0.0, p2=0.0),
        effect("ADBE Exposure2", p3=0.0, p4=0.0, p5=1.0),
        effect("ADBE HUE SATURATION", p4=360.0, p5=0.0, p6=0.0),
        effect("ADBE Shift Channels"),
        effect("ADBE Sharpen", p1=0.0),
        effect("ADBE Glo2", p4=0.0),
        effect("ADBE Radial Wipe", p1=0.0),
        effect("ADBE Venetian Blinds", p1=0.0),
        effect("ADBE Block Dissolve", p1=0.0),
        effect("ADBE Simple Choker", p2=0.0),
        effect("ADBE Motion Blur", p2=0.0),
    ]
    assert np.array_equal(draw(*neutral), draw())


def test_change_to_color_moves_the_named_hue_and_leaves_others():
    to_green = effect(
        "ADBE Change To Color",
        p1=(1.0, 0.0, 0.0),
        p2=(0.0, 1.0, 0.0),
        p3=1.0,
        p4=1.0,
        p5=0.05,
        p6=1.0,
        p7=1.0,
        p8=0.5,
    )
    assert np.allclose(draw(to_green, color=(0.8, 0.2, 0.2))[40, 40] / 255, (0.2, 0.8, 0.2, 1), atol=0.008)
    assert np.allclose(draw(to_green, color=(0.2, 0.2, 0.8))[40, 40] / 255, (0.2, 0.2, 0.8, 1), atol=0.008)


def test_sharpening_keeps_even_areas_and_the_shape_and_steepens_edges():
    dark = effect("ADBE Linear Wipe", p1=50.0, p2=90.0)
    under = effect("ADBE Solid Composite", p2=(0.2, 0.2, 0.2), p3=100.0)
    for sharpening in (effect("ADBE Sharpen", p1=50.0), effect("ADBE Unsharp Mask2", p1=100.0, p2=2.0)):
        plain = draw(dark, under, color=(0.6, 0.6, 0.6)).astype(int)
        sharp = draw(dark, under, sharpening, color=(0.6, 0.6, 0.6)).astype(int)
        assert np.array_equal(sharp[..., 3], plain[..., 3])
        assert np.abs(sharp[40, 26:34] - plain[40, 26:34]).max() <= 1
        assert sharp[40, 38:43, 0].max() > plain[40, 38:43, 0].max() + 5
        assert sharp[40, 36:40, 0].min() < plain[40, 36:40, 0].min() - 5


def test_a_directional_blur_smears_along_its_direction_only():
    def spread(direction: float) -> tuple[float, float]:
        alpha = draw(effect("ADBE Motion Blur", p1=direction, p2=20.0))[..., 3].astype(float)
        rows, columns = np.mgrid[0:80, 0:80] + 0.5
        weight = alpha.sum()
        return tuple(float(((axis - 40) ** 2 * alpha).sum() / weight) for axis in (columns, rows))  # type: ignore[return-value]

    still = 40**2 / 12
    assert spread(0.0) == pytest.approx((still, still + 36), rel=0.06)
    assert spread(90.0) == pytest.approx((still + 36, still), rel=0.06)
    assert spread(45.0) == pytest.approx((still + 18, still + 18), rel=0.06)


def test_a_lens_blur_has_the_variance_of_a_disc():
    alpha = draw(effect("ADBE Camera Lens Blur", p1=8.0))[..., 3].astype(float)
    columns = np.arange(80) + 0.5 - 40
    assert ((columns**2) * alpha).sum() / alpha.sum() == pytest.approx(40**2 / 12 + 8**2 / 4, rel=0.04)


def test_a_glow_brightens_what_is_above_its_threshold_and_shines_around_it():
    def glowing(color: Color, **other: Any) -> Pixels:
        return draw(effect("ADBE Glo2", p1=2.0, p2=128.0, p3=10.0, p4=1.0, **other), color=color)

    dim = (0.2, 0.2, 0.2)
    assert np.array_equal(glowing(dim), draw(color=dim))
    bright = glowing((0.8, 0.8, 0.6))
    assert bright[40, 40, 2] > 170
    assert bright[40, 62, 3] > 20
    assert not glowing((0.8, 0.8, 0.6), p5=3.0, p14=2.0)[10].any()
    assert tuple(glowing(dim, p7=2.0, p12=(0.0, 0.0, 1.0))[40, 40]) == (51, 51, 51, 255)


def test_a_mosaic_has_blocks_of_one_colour():
    ramp = effect("ADBE Ramp", p1=(0.0, 0.0), p2=(0, 0, 0), p3=(40.0, 0.0), p4=(1, 1, 1), p5=1.0)
    for sharp in (0.0, 1.0):
        pixels = draw(ramp, effect("ADBE Mosaic", p1=4.0, p2=2.0, p3=sharp))
        row = pixels[40, 20:60, 0].reshape(4, 10).astype(int)
        assert (row == row[:, :1]).all()
        assert np.abs(row[1:3, 0] - np.array([15, 25]) / 40 * 255).max() <= 5
        assert not pixels[10].any()
        assert not pixels[40, 65].any()


@pytest.mark.parametrize(
    ("angle", "kept"),
    [(0.0, (30, 50, 20, 60)), (90.0, (20, 60, 30, 50)), (180.0, (20, 60, 20, 60))],
)
def test_a_mirror_shows_one_side_on_the_other(angle: float, kept: tuple[int, ...]):
    # Only the middle of the layer lies left of the line and above it; at 180° the right side is taken.
    mask = {0.0: rectangle(10, 0, 40, 40), 90.0: rectangle(0, 10, 40, 40), 180.0: rectangle(10, 0, 40, 40)}[angle]
    alpha = draw(effect("ADBE Mirror", p1=(20.0, 20.0), p2=angle), masks=[make_mask(mask)])[..., 3]
    rows, columns = np.nonzero(alpha > 127)
    assert (columns.min(), columns.max() + 1, rows.min(), rows.max() + 1) == kept
    assert (alpha[kept[2] : kept[3], kept[0] : kept[1]] > 250).all()


def test_a_mirror_leaves_no_seam():
    pixels = draw(effect("ADBE Mirror", p1=(20.3, 20.0), p2=27.0))
    assert (pixels[38:43, 30:50, 3] >= 253).all()
    assert np.abs(pixels[38:43, 30:50, :3] / 255 - COLORS[0]).max() < 0.012


@pytest.mark.parametrize(("pixels", "side"), [(4.0, 32), (-4.0, 48)])
def test_a_choker_shrinks_or_grows_the_layer(pixels: float, side: int):
    rows, columns = np.nonzero(draw(effect("ADBE Simple Choker", p2=pixels))[..., 3] > 127)
    assert (np.ptp(rows) + 1, np.ptp(columns) + 1) == (side, side)


def test_a_four_colour_gradient_has_its_colours_at_its_points():
    points = [(5.0, 5.0), (35.0, 5.0), (5.0, 35.0), (35.0, 35.0)]
    colors = [(1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0), (1.0, 1.0, 0.0)]
    given = {f"p{2 * i + 1}": point for i, point in enumerate(points)}
    given |= {f"p{2 * i + 2}": color for i, color in enumerate(colors)}
    pixels = draw(effect("ADBE 4ColorGradient", p9=100.0, p13=100.0, **given))
    for (x, y), color in zip(points, colors, strict=True):
        assert np.allclose(pixels[20 + int(y), 20 + int(x)] / 255, [*color, 1], atol=0.03)
    assert np.allclose(pixels[40, 40] / 255, [0.5, 0.5, 0.25, 1], atol=0.05)
    assert not pixels[10, 40].any()


def test_a_checkerboard_and_a_grid_repeat_from_their_anchor():
    board = draw(effect("ADBE Checkerboard", p1=(5.0, 0.0), p2=2.0, p4=10.0, p10=(1, 1, 1), p11=100.0, p12=1.0))
    row = board[22, 20:60, 3] // 255
    assert row.tolist() == [0] * 5 + [1] * 10 + [0] * 10 + [1] * 10 + [0] * 5
    assert (board[32, 20:60, 3] // 255 == 1 - row).all()
    grid = draw(effect("ADBE Grid", p1=(0.0, 0.0), p2=3.0, p4=10.0, p5=20.0, p6=4.0, p12=(1, 0, 0), p13=100.0, p14=1.0))
    assert (grid[30, 20:60, 3] // 255).tolist() == ([1] * 2 + [0] * 6 + [1] * 2) * 4
    assert tuple(grid[40, 45]) == (255, 0, 0, 255)
    over = draw(effect("ADBE Grid", p2=2.0, p4=10.0, p6=4.0, p12=(1, 0, 0), p13=50.0, p14=2.0))
    assert np.allclose(over[20, 45] / 255, (0.9, 0.2, 0.1, 1), atol=0.006)
    assert np.allclose(over[25, 45] / 255, (*COLORS[0], 1), atol=0.006)


@pytest.mark.parametrize(("way", "gone"), [(1.0, {"upper right"}), (2.0, {"upper left"})])
def test_a_radial_wipe_takes_a_quarter(way: float, gone: set[str]):
    alpha = draw(effect("ADBE Radial Wipe", p1=25.0, p2=0.0, p3=(20.0, 20.0), p4=way))[..., 3]
    corners = {"upper left": (30, 30), "upper right": (30, 50), "lower left": (50, 30), "lower right": (50, 50)}
    assert {name for name, place in corners.items() if alpha[place] == 0} == gone
    assert {int(alpha[place]) for place in corners.values()} == {0, 255}
    assert not draw(effect("ADBE Radial Wipe", p1=100.0, p4=way)).any()


def test_venetian_blinds_open_by_their_share():
    for direction, axis in ((0.0, 0), (90.0, 1)):
        alpha = draw(effect("ADBE Venetian Blinds", p1=40.0, p2=direction, p3=10.0))[20:60, 20:60, 3]
        lines = alpha.mean(axis=axis).reshape(4, 10)
        assert np.allclose(lines, lines[0], atol=2)
        assert lines[0].sum() / 255 == pytest.approx(6, abs=0.2)
    assert not draw(effect("ADBE Venetian Blinds", p1=100.0, p3=10.0)).any()


def test_a_block_dissolve_removes_whole_blocks_in_a_lasting_order():
    def blocks(done: float) -> Any:
        return draw(effect("ADBE Block Dissolve", p1=done, p2=5.0, p3=5.0))[20:60, 20:60, 3].reshape(8, 5, 8, 5)

    half = blocks(50.0)
    assert (half == half[:, :1, :, :1]).all()
    assert 0.3 < half.mean() / 255 < 0.7
    assert (blocks(80.0) <= half).all()
    assert not blocks(100.0).any()


def test_approximate_effects_are_drawn_and_listed():
    assert set(EFFECTS) >= APPROXIMATE
    for match_name in sorted(APPROXIMATE):
        report = coverage(template_of(effect(match_name)), 1)
        assert (report.exact, report.layers) == (0, 1)
        assert "approximately" in report.warnings[0].what


def test_a_colour_effect_in_exact_use_is_not_listed_and_its_unread_parameters_are():
    assert coverage(template_of(effect("ADBE HUE SATURATION", p2=1.0, p4=20.0, p7=0.0)), 1).exact == 1
    assert coverage(template_of(effect("ADBE HUE SATURATION", p2=1.0, p4=20.0, p7=1.0)), 1).exact == 0
    assert coverage(template_of(effect("ADBE Shift Channels", p2=6.0)), 1).exact == 0
    assert coverage(template_of(effect("ADBE Radial Wipe", p1=50.0, p5=10.0)), 1).exact == 0


@pytest.mark.parametrize("value", [1e7, -1e7, 0.0, 1e-9])
def test_wild_numbers_are_drawn_somehow(value: float):
    for match_name in sorted(EFFECTS):
        wild = effect(match_name, **{f"p{index}": value for index in range(1, 16)})
        assert draw(wild).shape == (80, 80, 4)


def test_keyframes_move_an_effect():
    keyed = make_effect(
        "ADBE HUE SATURATION", make_property("ADBE HUE SATURATION-0006", 0.0, keys=[(0.0, 0.0), (1.0, -100.0)])
    )
    renderer = Renderer(template_of(keyed, color=(1.0, 1.0, 1.0)), footage={}, fonts=NoFonts())
    assert [int(renderer.render(1, frame)[40, 40, 0]) for frame in (0, 5, 25)] == [255, 204, 0]


def digest() -> str:
    """A hash of every effect once, at defaults and strong values."""
    strong = [
        effect("ADBE Block Dissolve", p1=30.0, p2=4.0, p3=4.0),
        effect("ADBE Glo2", p2=50.0),
        effect("ADBE HUE SATURATION", p4=50.0, p5=20.0),
        effect("ADBE Motion Blur", p1=30.0, p2=10.0),
        effect("ADBE Sharpen", p1=80.0),
    ]
    pixels = np.concatenate([draw(*strong), *(draw(effect(name)) for name in sorted(EFFECTS))])
    return hashlib.blake2b(pixels.tobytes()).hexdigest()


def test_effects_are_the_same_in_another_process():
    # Test folders are no packages, so the other process runs this file for its function.
    code = (
        f"import runpy, sys; sys.path.insert(0, '.'); print(runpy.run_path({__file__!r}, run_name='other')['digest']())"
    )
    root = Path(__file__).parents[3]
    other = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True)
    assert other.stdout.strip() == digest()
