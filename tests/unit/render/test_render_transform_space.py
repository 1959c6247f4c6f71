"""Layers in space and in motion: cameras, depth, orientation along a path, pixel aspect, motion blur."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from app.core.model import Footage, FootageKind, Layer, LayerKind
from app.render.renderer import Renderer
from app.render.surface import Pixels
from tests.fakes.fonts import NoFonts
from tests.fakes.models import (
    make_comp,
    make_group,
    make_layer,
    make_property,
    make_solid,
    make_template,
    transform_group,
)

SOLIDS = [make_solid(100, 40, 40, (1, 1, 1)), make_solid(101, 40, 40, (1, 0, 0)), make_solid(102, 40, 40, (0, 1, 0))]


def draw(*layers: Layer, frame: int = 0, size: int = 120, footage: list[Footage] | None = None, **comp: Any) -> Pixels:
    template = make_template(make_comp(1, size, size, *layers, **comp), footage=footage or SOLIDS)
    return Renderer(template, footage={}, fonts=NoFonts()).render(1, frame)


def deep(layer_id: int = 1, source_id: int = 100, *, turns: dict[str, float] | None = None, **transform: Any) -> Layer:
    extra = [make_property(f"ADBE {name}", value) for name, value in (turns or {}).items()]
    given = {"anchor": (20, 20, 0), "position": (60, 60, 0)} | transform
    return make_layer(
        layer_id,
        source_id=source_id,
        width=40,
        height=40,
        three_d=True,
        transform=transform_group(extra=extra, **given),
    )


def extent(pixels: Pixels) -> tuple[int, int, int, int]:
    """Left, top, right, bottom of what is at least half opaque."""
    rows, columns = np.nonzero(pixels[..., 3] >= 128)
    return int(columns.min()), int(rows.min()), int(columns.max()) + 1, int(rows.max()) + 1


def camera(*, position: tuple[float, ...], interest: tuple[float, ...] | None = None, zoom: float = 100.0) -> Layer:
    options = make_group("ADBE Camera Options Group", make_property("ADBE Camera Zoom", zoom))
    return make_layer(
        9,
        LayerKind.CAMERA,
        content=[options],
        auto_orient="camera_or_point_of_interest" if interest else "",
        transform=transform_group(anchor=interest or (0, 0, 0), position=position),
    )


def test_a_3d_layer_at_depth_0_looks_like_a_2d_one():
    flat = make_layer(1, source_id=100, transform=transform_group(anchor=(20, 20), position=(60, 60), rotation=17.0))
    lifted = deep(rotation=17.0)
    assert np.abs(draw(flat).astype(int) - draw(lifted)).max() <= 1


def test_distance_shrinks_by_the_default_lens():
    # The default camera is 120 · 50 / 36 pixels away: as far again halves the size.
    assert extent(draw(deep(position=(60, 60, 120 * 50 / 36)))) == (50, 50, 70, 70)


def test_turning_about_y_narrows_and_brings_the_right_side_away_from_the_viewer():
    pixels = draw(deep(turns={"Rotate Y": -60.0}))
    left, _, right, _ = extent(pixels)
    assert 18 <= right - left <= 22
    heights = [(pixels[:, column, 3] >= 128).sum() for column in (left + 1, right - 2)]
    assert heights[0] != heights[1]
    mirrored = draw(deep(turns={"Rotate Y": 60.0}))
    assert np.abs(mirrored.astype(int)[:, ::-1] - pixels).max() <= 8


def test_orientation_counts_like_rotation():
    group = transform_group(
        anchor=(20, 20, 0), position=(60, 60, 0), extra=[make_property("ADBE Orientation", (0.0, 50.0, 0.0))]
    )
    orientation = make_layer(1, source_id=100, width=40, height=40, three_d=True, transform=group)
    turned = deep(turns={"Rotate Y": 50.0})
    assert np.array_equal(draw(orientation), draw(turned))


def test_a_camera_moves_the_picture_the_other_way_and_its_zoom_enlarges():
    assert extent(draw(deep(), camera(position=(70, 60, -100)))) == (30, 40, 70, 80)
    assert extent(draw(deep(), camera(position=(60, 60, -100), zoom=200.0))) == (20, 20, 100, 100)


def test_a_camera_looks_at_its_point_of_interest():
    aside = camera(position=(160, 60, -100), interest=(60, 60, 0))
    left, top, right, bottom = extent(draw(deep(), aside))
    assert abs((left + right) / 2 - 60) <= 2
    assert abs((top + bottom) / 2 - 60) <= 1


def test_nearer_3d_layers_cover_farther_ones_whatever_their_order_but_2d_layers_keep_theirs():
    near, far = deep(1, 101, position=(60, 60, -10)), deep(2, 102, position=(60, 60, 10))
    for layers in ((near, far), (far, near)):
        assert tuple(draw(*layers)[60, 60]) == (255, 0, 0, 255)
    flat = make_layer(3, source_id=100, transform=transform_group(position=(40, 40)))
    assert tuple(draw(far, flat, near)[60, 60]) == (0, 255, 0, 255)


def test_what_lies_behind_the_camera_is_not_drawn():
    assert not draw(deep(position=(60, 60, -400))).any()


def test_children_of_3d_parents_move_in_space():
    parent = make_layer(
        5,
        LayerKind.NULL,
        three_d=True,
        transform=transform_group(position=(60, 60, 0), extra=[make_property("ADBE Rotate Y", 180.0)]),
    )
    child = make_layer(
        1, source_id=100, width=40, height=40, three_d=True, parent_id=5, transform=transform_group(position=(10, 0, 0))
    )
    assert extent(draw(child, parent)) == (10, 60, 50, 100)


@pytest.mark.parametrize(("frame", "box"), [(0, (0, 0, 40, 20)), (30, (40, 40, 60, 80))])
def test_a_layer_can_point_along_its_path(frame: int, box: tuple[int, int, int, int]):
    path = [(0.0, (0.0, 20.0, 0.0)), (0.99, (40.0, 20.0, 0.0)), (1.0, (40.0, 40.0, 0.0)), (2.0, (40.0, 60.0, 0.0))]
    bar = make_solid(100, 40, 20, (1, 1, 1))
    layer = make_layer(
        1,
        source_id=100,
        auto_orient="along_path",
        transform=transform_group(anchor=(0, 20), position=path),
    )
    left, top, right, bottom = extent(draw(layer, frame=frame, footage=[bar]))
    assert (right - left, bottom - top) == (box[2] - box[0], box[3] - box[1])


def test_wide_pixels_stretch_a_layer():
    wide = Footage(id=100, name="wide", kind=FootageKind.SOLID, width=20, height=20, color=(1, 1, 1), pixel_aspect=2.0)
    assert extent(draw(make_layer(1, source_id=100), footage=[wide])) == (0, 0, 40, 20)


def moving(**fields: Any) -> Layer:
    # 25 pixels a frame, in the middle of the comp at frame 1.
    path = [(0.0, (15.0, 40.0, 0.0)), (0.08, (65.0, 40.0, 0.0))]
    return make_layer(1, source_id=100, width=40, height=40, transform=transform_group(position=path), **fields)


def test_motion_blur_averages_the_open_shutter():
    pixels = draw(moving(motion_blur=True), frame=1, motion_blur=True)
    row = pixels[60, :, 3].astype(int)
    # Open from a quarter frame before to a quarter after: 12.5 pixels of travel around 40..80.
    assert row[:33].max() == 0
    assert (row[47:73] == 255).all()
    assert row[87:].max() == 0
    assert abs(row[40] - 128) <= 16
    assert (np.diff(row[33:47]) >= 0).all()
    assert abs(row.sum() / 255 - 40) < 0.5


@pytest.mark.parametrize(("layer_switch", "comp_switch"), [(True, False), (False, True)])
def test_motion_blur_needs_both_switches(layer_switch: bool, comp_switch: bool):
    blurred = draw(moving(motion_blur=layer_switch), frame=1, motion_blur=comp_switch)
    assert np.array_equal(blurred, draw(moving(), frame=1))


def test_motion_blur_of_a_standing_layer_changes_nothing():
    still = {"source_id": 100, "width": 40, "height": 40, "transform": transform_group(position=(7.3, 9.1))}
    blurred = draw(make_layer(1, motion_blur=True, **still), motion_blur=True)
    assert np.array_equal(blurred, draw(make_layer(1, **still)))


def test_a_blurred_layer_still_blends_and_fades():
    below = make_layer(2, source_id=101, transform=transform_group(scale=(300, 300)))
    group = moving().transform
    assert group is not None
    pixels = draw(moving(motion_blur=True, blend_mode="multiply"), below, frame=1, motion_blur=True)
    assert (pixels == (255, 0, 0, 255)).all()
    added = draw(moving(motion_blur=True, blend_mode="add"), below, frame=1, motion_blur=True)
    assert tuple(added[60, 60]) == (255, 255, 255, 255)
    assert tuple(added[60, 10]) == (255, 0, 0, 255)
