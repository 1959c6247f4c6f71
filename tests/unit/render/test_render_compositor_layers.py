"""Pixel tests of what a layer goes through: placing, opacity, parents, activity, blending, masks, mattes, nesting."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from app.core.errors import RenderError, UsageError
from app.core.model import Footage, FootageKind, LayerKind, MatteKind, Template, TrackMatte
from app.render.renderer import Renderer
from app.render.surface import Pixels
from tests.fakes.fonts import NoFonts
from tests.fakes.models import (
    make_comp,
    make_group,
    make_layer,
    make_mask,
    make_property,
    make_solid,
    make_template,
    rectangle,
    solid_comp,
    transform_group,
)

RED, GREEN, BLUE, WHITE = (1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0), (1.0, 1.0, 1.0)


def draw(template: Template, frame: int = 0, comp_id: int = 1, **options: Any) -> Pixels:
    return Renderer(template, footage={}, fonts=NoFonts()).render(comp_id, frame, **options)


def boxed(*, size: tuple[int, int] = (4, 4), comp: tuple[int, int] = (16, 16), **layer: Any) -> Template:
    """A comp with one small white solid."""
    solid = make_solid(100, *size, WHITE)
    return make_template(
        make_comp(1, *comp, make_layer(1, source_id=100, width=size[0], height=size[1], **layer)), footage=[solid]
    )


def covered(pixels: Pixels) -> list[tuple[int, int]]:
    """(x, y) of every pixel with some alpha."""
    return [(int(x), int(y)) for y, x in np.argwhere(pixels[..., 3] > 0)]


def test_a_frame_is_premultiplied_rgba_of_the_compositions_size():
    pixels = draw(solid_comp(5, 3, (RED, {"transform": transform_group(opacity=50.0)})))
    assert pixels.shape == (3, 5, 4)
    assert pixels.dtype == np.uint8
    assert pixels.flags.c_contiguous
    assert (pixels == (128, 0, 0, 128)).all()


def test_a_frame_is_transparent_where_nothing_is_drawn_unless_the_background_is_asked_for():
    template = make_template(make_comp(1, 2, 2, background=(0.0, 0.2, 1.0)))
    assert not draw(template).any()
    assert (draw(template, background=True) == (0, 51, 255, 255)).all()


def test_position_anchor_and_scale_place_a_layer_on_exact_pixels():
    pixels = draw(boxed(transform=transform_group(anchor=(2, 2), position=(8, 6), scale=(200, 100))))
    assert covered(pixels) == [(x, y) for y in range(4, 8) for x in range(4, 12)]
    assert (pixels[pixels[..., 3] > 0] == 255).all()


def test_rotation_is_clockwise_and_quarter_turns_stay_on_the_grid():
    # A 6 × 2 bar from its left end at (8, 8): turned by 90° it hangs down, with its upper side to the right.
    pixels = draw(boxed(size=(6, 2), transform=transform_group(position=(8, 8), rotation=90.0)))
    assert covered(pixels) == [(x, y) for y in range(8, 14) for x in (6, 7)]


def test_fractional_positions_are_antialiased():
    pixels = draw(boxed(transform=transform_group(position=(4.5, 4.0))))
    assert abs(int(pixels[5, 4, 3]) - 128) <= 1
    assert abs(int(pixels[5, 8, 3]) - 128) <= 1
    assert (pixels[5, 5:8, 3] == 255).all()


def test_children_follow_their_parents_but_not_their_opacity():
    solid = make_solid(100, 2, 2, WHITE)
    parent = make_layer(
        1, LayerKind.NULL, transform=transform_group(position=(8, 8), rotation=180.0, opacity=0.0, scale=(200, 200))
    )
    child = make_layer(2, source_id=100, width=2, height=2, parent_id=1, transform=transform_group(position=(1, 0)))
    pixels = draw(make_template(make_comp(1, 16, 16, parent, child), footage=[solid]))
    assert covered(pixels) == [(x, y) for y in range(4, 8) for x in range(2, 6)]
    assert (pixels[4:8, 2:6] == 255).all()


def test_parents_that_form_a_ring_are_an_error_that_names_the_layer():
    layers = [make_layer(1, source_id=100, parent_id=2), make_layer(2, source_id=100, parent_id=1)]
    template = make_template(make_comp(1, 4, 4, *layers), footage=[make_solid(100, 4, 4, WHITE)])
    with pytest.raises(RenderError, match=r"layer 2.*its own parent"):
        draw(template)


def test_separate_dimensions_replace_the_position():
    axes = [make_property(f"ADBE Position_{axis}", value) for axis, value in enumerate((3.0, 5.0, 0.0))]
    position = make_property("ADBE Position", (0.0, 0.0, 0.0), separated=True)
    pixels = draw(boxed(transform=make_group("ADBE Transform Group", position, *axes)))
    assert covered(pixels) == [(x, y) for y in range(5, 9) for x in range(3, 7)]


def test_keyframes_move_a_layer_frame_by_frame():
    template = boxed(transform=transform_group(position=[(0.0, (0.0, 0.0, 0.0)), (0.4, (10.0, 0.0, 0.0))]))
    renderer = Renderer(template, footage={}, fonts=NoFonts())
    assert [covered(renderer.render(1, frame))[0][0] for frame in (0, 2, 4, 10, 20)] == [0, 2, 4, 10, 10]


def test_a_layer_shows_from_its_in_point_up_to_not_including_its_out_point():
    template = boxed(in_point=2 / 25, out_point=4 / 25)
    renderer = Renderer(template, footage={}, fonts=NoFonts())
    assert [bool(renderer.render(1, frame).any()) for frame in range(6)] == [False, False, True, True, False, False]


@pytest.mark.parametrize("hidden", [{"enabled": False}, {"guide": True}, {"kind": LayerKind.NULL}])
def test_disabled_guide_and_null_layers_draw_nothing(hidden: dict[str, Any]):
    assert not draw(boxed(**hidden)).any()


def test_solo_hides_all_others():
    assert (draw(solid_comp(2, 2, (RED, {}), (GREEN, {"solo": True}), (BLUE, {}))) == (0, 255, 0, 255)).all()


def test_a_solo_sound_hides_no_picture():
    sound = make_layer(1, LayerKind.FOOTAGE, source_id=7, solo=True)
    template = make_template(
        make_comp(1, 2, 2, sound, make_layer(2, source_id=100)),
        footage=[make_solid(100, 2, 2, RED), Footage(id=7, name="song", kind=FootageKind.AUDIO, has_video=False)],
    )
    assert (draw(template) == (255, 0, 0, 255)).all()


def test_a_mask_cuts_and_an_inverted_one_keeps_the_rest():
    template = boxed(size=(16, 16), masks=[make_mask(rectangle(2, 3, 6, 9))])
    assert covered(draw(template)) == [(x, y) for y in range(3, 9) for x in range(2, 6)]
    inverted = boxed(size=(16, 16), masks=[make_mask(rectangle(2, 3, 6, 9), inverted=True)])
    assert len(covered(draw(inverted))) == 16 * 16 - 4 * 6


@pytest.mark.parametrize(
    ("mode", "first_only", "both", "second_only", "outside"),
    [
        ("add", 1.0, 1.0, 0.5, 0.0),
        ("subtract", 1.0, 0.5, 0.0, 0.0),
        ("intersect", 0.0, 0.5, 0.0, 0.0),
        ("lighten", 1.0, 1.0, 0.5, 0.0),
        ("darken", 0.0, 0.5, 0.0, 0.0),
        ("difference", 1.0, 0.5, 0.5, 0.0),
        ("none", 1.0, 1.0, 0.0, 0.0),
    ],
)
def test_mask_modes(mode: str, first_only: float, both: float, second_only: float, outside: float):
    masks = [make_mask(rectangle(0, 0, 8, 16)), make_mask(rectangle(4, 0, 12, 16), mode=mode, opacity=50.0)]
    row = draw(boxed(size=(16, 16), masks=masks))[8, :, 3] / 255
    assert np.allclose(row[[2, 6, 10, 14]], [first_only, both, second_only, outside], atol=0.005)


def test_simple_masks_agree_with_the_general_way_of_combining_them():
    def drawn(*last: Any) -> Pixels:
        masks = [
            make_mask(rectangle(2, 2, 14, 14), feather=(3, 5), opacity=80.0, expansion=1.0),
            make_mask(rectangle(6, 0, 9, 16), mode="subtract", feather=(2, 2), opacity=60.0),
            make_mask(rectangle(1, 9, 15, 12), opacity=50.0),
        ]
        return draw(boxed(size=(16, 16), masks=[*masks, *last]))

    # A mask that intersects with everything changes nothing, but has to be combined in the general way.
    everything = make_mask(rectangle(-99, -99, 99, 99), mode="intersect")
    assert np.abs(drawn().astype(int) - drawn(everything)).max() <= 3


def test_a_first_mask_that_subtracts_starts_from_the_whole_layer():
    pixels = draw(boxed(size=(16, 16), masks=[make_mask(rectangle(4, 4, 8, 8), mode="subtract", opacity=50.0)]))
    assert pixels[0, 0, 3] == 255
    assert abs(int(pixels[5, 5, 3]) - 128) <= 1


def test_feather_fades_half_inside_and_half_outside_and_expansion_moves_the_edge():
    feathered = draw(boxed(size=(64, 64), comp=(64, 64), masks=[make_mask(rectangle(0, -99, 32, 199), feather=(8, 8))]))
    row = feathered[32, :, 3].astype(int)
    assert abs(int((row[31] + row[32]) / 2) - 128) <= 2
    assert row[24] > 240
    assert row[39] < 15
    assert (np.diff(row[8:]) <= 0).all()
    grown = draw(boxed(size=(64, 64), comp=(64, 64), masks=[make_mask(rectangle(16, 16, 48, 48), expansion=4.0)]))
    shrunk = draw(boxed(size=(64, 64), comp=(64, 64), masks=[make_mask(rectangle(16, 16, 48, 48), expansion=-4.0)]))
    assert [int(picture[32, :, 3].astype(int).sum() / 255) for picture in (grown, shrunk)] == [40, 24]


@pytest.mark.parametrize(
    ("kind", "inside", "outside"),
    [
        (MatteKind.ALPHA, 1.0, 0.0),
        (MatteKind.ALPHA_INVERTED, 0.0, 1.0),
        (MatteKind.LUMA, 0.587, 0.0),
        (MatteKind.LUMA_INVERTED, 0.413, 1.0),
    ],
)
def test_track_mattes(kind: MatteKind, inside: float, outside: float):
    matte = make_layer(1, source_id=100, width=4, height=4, is_matte=True, enabled=False)
    shown = make_layer(2, source_id=101, width=8, height=8, matte=TrackMatte(kind=kind, layer_id=1))
    footage = [make_solid(100, 4, 4, GREEN), make_solid(101, 8, 8, RED)]
    pixels = draw(make_template(make_comp(1, 8, 8, matte, shown), footage=footage)) / 255
    assert np.allclose(pixels[1, 1], [inside, 0, 0, inside], atol=0.004)
    assert np.allclose(pixels[6, 6], [outside, 0, 0, outside], atol=0.004)


def test_a_matte_outside_its_time_hides_what_needs_it_and_shows_what_is_inverted():
    for kind, seen in ((MatteKind.ALPHA, False), (MatteKind.ALPHA_INVERTED, True), (MatteKind.LUMA_INVERTED, True)):
        matte = make_layer(1, source_id=100, is_matte=True, enabled=False, in_point=5.0)
        shown = make_layer(2, source_id=100, matte=TrackMatte(kind=kind, layer_id=1))
        template = make_template(make_comp(1, 4, 4, matte, shown), footage=[make_solid(100, 4, 4, WHITE)])
        assert bool(draw(template).any()) is seen


def test_a_matte_that_is_switched_on_again_shows_and_serves():
    for enabled in (True, False):
        matte = make_layer(1, source_id=100, width=4, height=4, is_matte=True, enabled=enabled)
        shown = make_layer(
            2,
            source_id=101,
            width=8,
            height=8,
            matte=TrackMatte(kind=MatteKind.ALPHA_INVERTED, layer_id=1),
        )
        footage = [make_solid(100, 4, 4, GREEN), make_solid(101, 8, 8, RED)]
        pixels = draw(make_template(make_comp(1, 8, 8, matte, shown), footage=footage)) / 255
        assert np.allclose(pixels[1, 1], [*GREEN, 1] if enabled else [0, 0, 0, 0], atol=0.004)
        assert np.allclose(pixels[6, 6], [1, 0, 0, 1], atol=0.004)


def nested(*, outer: tuple[int, int] = (8, 8), inner_layer: dict[str, Any] | None = None, **layer: Any) -> Template:
    inner = make_comp(2, 4, 4, make_layer(1, source_id=100, width=8, height=8, **(inner_layer or {})))
    comp = make_comp(1, *outer, make_layer(1, LayerKind.COMP, source_id=2, width=4, height=4, **layer))
    return make_template(comp, inner, footage=[make_solid(100, 8, 8, WHITE)])


def test_a_nested_composition_is_cut_at_its_own_frame_and_a_collapsed_one_is_not():
    assert covered(draw(nested())) == [(x, y) for y in range(4) for x in range(4)]
    assert len(covered(draw(nested(collapse=True)))) == 64


def test_masks_and_opacity_of_a_collapsed_composition_count():
    pixels = draw(
        nested(collapse=True, transform=transform_group(opacity=50.0), masks=[make_mask(rectangle(0, 0, 6, 8))])
    )
    assert covered(pixels) == [(x, y) for y in range(8) for x in range(6)]
    assert abs(int(pixels[2, 2, 3]) - 128) <= 1
    assert (draw(nested(collapse=True, transform=transform_group(opacity=50.0))) == 128).all()


@pytest.mark.parametrize(
    ("fields", "frame", "shown"),
    [
        ({"start_time": 0.2}, 0, False),
        ({"start_time": -0.2}, 0, True),
        ({"stretch": 0.5}, 3, True),
        ({"stretch": 2.0}, 9, False),
        ({"stretch": 2.0}, 10, True),
    ],
)
def test_time_runs_through_start_and_stretch_into_a_nested_composition(fields: dict[str, Any], frame: int, shown: bool):
    template = nested(inner_layer={"in_point": 0.2}, **fields)
    assert bool(draw(template, frame).any()) is shown


def test_time_remapping_decides_the_nested_time():
    remap = make_property("ADBE Time Remapping", 0.0, keys=[(0.0, 1.0), (1.0, 0.0)])
    template = nested(inner_layer={"in_point": 0.5}, time_remap=True, content=[remap])
    assert [bool(draw(template, frame).any()) for frame in (0, 12, 13, 25)] == [True, True, False, False]


def test_a_composition_inside_itself_is_an_error():
    comp = make_comp(1, 4, 4, make_layer(1, LayerKind.COMP, source_id=1, width=4, height=4))
    with pytest.raises(RenderError, match="contains itself"):
        draw(make_template(comp))
    collapsed = make_comp(1, 4, 4, make_layer(1, LayerKind.COMP, source_id=1, width=4, height=4, collapse=True))
    with pytest.raises(RenderError, match="contains itself"):
        draw(make_template(collapsed))


def test_scale_gives_a_smaller_picture_of_the_same():
    template = boxed(size=(8, 8), comp=(16, 16), transform=transform_group(position=(4, 4)))
    pixels = draw(template, scale=0.5)
    assert pixels.shape == (8, 8, 4)
    assert covered(pixels) == [(x, y) for y in range(2, 6) for x in range(2, 6)]


def test_unknown_compositions_and_frames_are_refused():
    template = make_template(make_comp(1, 4, 4))
    with pytest.raises(UsageError, match="no composition with the id 7"):
        draw(template, comp_id=7)
    for frame in (-1, 250):
        with pytest.raises(UsageError, match="has no frame"):
            draw(template, frame)


def test_an_impossible_size_names_composition_layer_and_frame():
    inner = make_comp(2, 40_000, 4, name="huge")
    comp = make_comp(1, 4, 4, make_layer(1, LayerKind.COMP, source_id=2, name="inside"), name="outer")
    with pytest.raises(RenderError, match=r"Frame 3 of “outer”.*Layer “inside”") as caught:
        draw(make_template(comp, inner), 3)
    assert "40000" in caught.value.cause


def test_a_composition_beyond_all_memory_is_an_error_and_not_an_attempt():
    with pytest.raises(RenderError) as caught:
        draw(make_template(make_comp(1, 29_999, 29_999)))
    assert "too much memory" in caught.value.cause


def test_frames_belong_to_the_caller(tmp_path: Path):
    renderer = Renderer(solid_comp(2, 2, (RED, {})), footage={}, fonts=NoFonts())
    first = renderer.render(1, 0)
    first[...] = 7
    assert (renderer.render(1, 1) == (255, 0, 0, 255)).all()
