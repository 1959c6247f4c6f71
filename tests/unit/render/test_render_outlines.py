"""Outlines of slots: they lie where the slot changes the picture, on every way into it, and only while it shows."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from app.core.model import (
    Layer,
    LayerKind,
    MatteKind,
    PropertyKind,
    Template,
    TextBox,
    TextParagraph,
    TextRun,
    TextValue,
    TrackMatte,
)
from app.core.slots import TextFill
from app.render.fonts import FontLibrary
from app.render.outlines import SlotWays, slot_outlines
from app.render.renderer import Renderer
from app.render.slot_outline import SlotOutline
from app.render.surface import Pixels
from app.template.apply import apply
from app.template.slots import list_slots
from tests.fakes.examples import examples
from tests.fakes.models import (
    make_comp,
    make_group,
    make_image,
    make_layer,
    make_property,
    make_solid,
    make_template,
    transform_group,
)
from tests.fakes.seen import changed, gaps, strays

SIZE = 240
PHOTO = make_image(50, 80, 40)
PHOTO_KEY = "item/50"


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The photo, white and wholly transparent."""
    folder = tmp_path_factory.mktemp("photos")
    found = {"white": (255, 255, 255, 255), "nothing": (0, 0, 0, 0)}
    for name, color in found.items():
        Image.new("RGBA", (80, 40), color).save(folder / f"{name}.png")
    return {name: folder / f"{name}.png" for name in found}


def photo(layer_id: int = 1, **fields: Any) -> Layer:
    return make_layer(layer_id, LayerKind.FOOTAGE, source_id=50, width=80, height=40, **fields)


def nest(layer_id: int, source_id: int, **fields: Any) -> Layer:
    return make_layer(layer_id, LayerKind.COMP, source_id=source_id, **fields)


def photo_template(*layers: Layer, nested: tuple[Any, ...] = (), **comp: Any) -> Template:
    footage = [make_image(50, 80, 40, alpha="straight"), make_solid(60, SIZE, SIZE, (1, 0, 0))]
    return make_template(make_comp(1, SIZE, SIZE, *layers, **comp), *nested, footage=footage)


def look(template: Template, files: dict[str, Path], frame: int = 0) -> tuple[tuple[SlotOutline, ...], Any]:
    """The outlines of a frame, and which pixels the photo changes in it."""
    pictures: list[Pixels] = []
    for name in ("white", "nothing"):
        renderer = Renderer(template, footage={50: files[name]}, fonts=FontLibrary())
        pictures.append(renderer.render(1, frame))
    return slot_outlines(renderer.scene, 1, frame, list_slots(template)), changed(*pictures)


def check(template: Template, files: dict[str, Path], frame: int = 0, *, whole: bool = True) -> tuple[SlotOutline, ...]:
    """The outlines, after it was seen that the photo changes just what they enclose."""
    outlines, change = look(template, files, frame)
    assert strays(outlines, change) == 0
    if whole:
        assert gaps(outlines, change) == 0
    assert any(outline.visible for outline in outlines) == bool(change.any())
    return outlines


def test_outline_of_a_plain_photo_is_its_rectangle(files: dict[str, Path]) -> None:
    (outline,) = check(photo_template(photo(transform=transform_group(position=(30, 50, 0)))), files)
    assert outline == SlotOutline(key=PHOTO_KEY, polygon=((30, 50), (110, 50), (110, 90), (30, 90)), visible=True)


degrees = st.floats(-180, 180)
percent = st.sampled_from([-150.0, -60.0, 40.0, 100.0, 180.0])
place = st.tuples(st.floats(20, 220), st.floats(20, 220), st.just(0.0))


@settings(deadline=None, max_examples=examples(60))
@given(position=place, turn=degrees, across=percent, down=percent, parent=st.none() | st.tuples(place, degrees))
def test_outline_follows_transforms_and_parents(
    files: dict[str, Path], position: Any, turn: float, across: float, down: float, parent: Any
) -> None:
    transform = transform_group(anchor=(40, 20, 0), position=position, rotation=turn, scale=(across, down, 100))
    layers = [photo(transform=transform, parent_id=2 if parent else None)]
    if parent:
        moved = transform_group(anchor=(120, 120, 0), position=parent[0], rotation=parent[1], scale=(80, 90, 100))
        layers.append(make_layer(2, LayerKind.NULL, transform=moved))
    check(photo_template(*layers), files)


@settings(deadline=None, max_examples=examples(30))
@given(x=st.floats(-70, 70), y=st.floats(-70, 70), z=degrees, depth=st.floats(-150, 300))
def test_outline_follows_three_dimensions(files: dict[str, Path], x: float, y: float, z: float, depth: float) -> None:
    turns = [make_property(f"ADBE Rotate {axis}", value) for axis, value in (("X", x), ("Y", y))]
    transform = transform_group(anchor=(40, 20, 0), position=(120, 120, depth), rotation=z, extra=turns)
    check(photo_template(photo(three_d=True, transform=transform)), files)


def test_outline_leaves_out_what_lies_behind_the_camera(files: dict[str, Path]) -> None:
    options = make_group("ADBE Camera Options Group", make_property("ADBE Camera Zoom", 100.0))
    camera = make_layer(9, LayerKind.CAMERA, content=[options], transform=transform_group(position=(120, 120, -30)))
    tilt = [make_property("ADBE Rotate Y", 80.0)]
    transform = transform_group(anchor=(40, 20, 0), position=(120, 120, 0), extra=tilt, scale=(200, 100, 100))
    (outline,) = check(photo_template(camera, photo(three_d=True, transform=transform)), files, whole=False)
    assert all(abs(number) < 10 * SIZE + 1 for corner in outline.polygon for number in corner)
    behind = transform_group(position=(120, 120, -500))
    assert check(photo_template(camera, photo(three_d=True, transform=behind)), files) == ()


@pytest.mark.parametrize("collapse", [False, True])
def test_outlines_of_a_photo_that_nested_compositions_show_twice(files: dict[str, Path], collapse: bool) -> None:
    inner = make_comp(2, 60, 60, photo(transform=transform_group(position=(20, 10, 0), rotation=20.0)))
    turned = transform_group(position=(150, 120, 0), rotation=-30.0, scale=(150, 100, 100))
    template = photo_template(
        nest(1, 2, transform=turned, collapse=collapse),
        nest(2, 2, transform=transform_group(position=(10, 10, 0)), collapse=collapse),
        nested=(inner,),
    )
    outlines = check(template, files)
    assert [outline.key for outline in outlines] == [PHOTO_KEY] * 2
    # The topmost comes last, and a nested composition that is a picture cuts the photo at its edge.
    assert outlines[1].polygon[0][0] > 100
    assert (len(outlines[0].polygon) > 4) is not collapse


def test_outline_is_there_while_the_layer_is_and_is_not_transparent(files: dict[str, Path]) -> None:
    fading = transform_group(opacity=[(0.0, 0.0), (1.0, 0.0), (2.0, 100.0)])
    template = photo_template(photo(in_point=0.4, out_point=4.0, transform=fading))
    shown = [frame for frame in range(0, 120, 5) if check(template, files, frame, whole=False)]
    assert shown == list(range(30, 100, 5))


def test_outline_knows_when_it_lies_outside_of_the_picture(files: dict[str, Path]) -> None:
    (outline,) = check(photo_template(photo(transform=transform_group(position=(300, 50, 0)))), files)
    assert not outline.visible


@pytest.mark.parametrize(
    "hidden", [{"enabled": False}, {"guide": True}, {"in_point": 5.0}, {"transform": transform_group(opacity=0.0)}]
)
def test_no_outline_of_what_is_not_drawn(files: dict[str, Path], hidden: dict[str, Any]) -> None:
    assert check(photo_template(photo(**hidden)), files) == ()
    inner = make_comp(2, SIZE, SIZE, photo())
    assert check(photo_template(nest(1, 2, **hidden), nested=(inner,)), files) == ()


def test_no_outline_beside_a_soloed_layer(files: dict[str, Path]) -> None:
    solo = make_layer(2, source_id=60, width=SIZE, height=SIZE, solo=True)
    assert check(photo_template(photo(), solo), files) == ()


def test_outline_of_a_photo_that_is_the_matte_of_another_layer(files: dict[str, Path]) -> None:
    matte = TrackMatte(kind=MatteKind.ALPHA, layer_id=1)
    cut = photo(1, enabled=False, is_matte=True, transform=transform_group(position=(60, 60, 0)))
    red = make_layer(2, source_id=60, width=SIZE, height=SIZE, matte=matte)
    assert len(check(photo_template(cut, red), files)) == 1
    late = make_layer(2, source_id=60, width=SIZE, height=SIZE, matte=matte, in_point=3.0)
    assert check(photo_template(cut, late), files) == ()


def test_outlines_come_in_the_order_of_depth(files: dict[str, Path]) -> None:
    near = photo(1, three_d=True, transform=transform_group(position=(60, 60, -40)))
    far = photo(2, three_d=True, transform=transform_group(position=(60, 60, 200)))
    outlines = check(photo_template(far, near), files)
    widths = [outline.polygon[1][0] - outline.polygon[0][0] for outline in outlines]
    assert widths == sorted(widths)
    flat = [photo(1, transform=transform_group(position=(1, 1, 0))), photo(2)]
    assert [outline.polygon[0] for outline in check(photo_template(*flat), files)] == [(0, 0), (1, 1)]


def test_a_composition_that_contains_itself_is_not_followed(files: dict[str, Path]) -> None:
    inner = make_comp(2, SIZE, SIZE, photo(), nest(2, 2))
    template = photo_template(nest(1, 2), nested=(inner,))
    renderer = Renderer(template, footage={}, fonts=FontLibrary())
    assert len(slot_outlines(renderer.scene, 1, 0, list_slots(template))) == 1


def text_layer(layer_id: int, text: str, *, box: TextBox | None = None, style: Any = None, **fields: Any) -> Layer:
    given = {"font": "SourceSansPro-Bold", "size": 40.0} | (style or {})
    document = TextValue(
        text=text,
        runs=(TextRun(start=0, stop=len(text), **given),),
        paragraphs=(TextParagraph(start=0, stop=len(text)),),
        box=box,
    )
    prop = make_property("ADBE Text Document", document, kind=PropertyKind.TEXT)
    return make_layer(layer_id, LayerKind.TEXT, content=[make_group("ADBE Text Properties", prop)], **fields)


def check_text(layer: Layer, *others: Layer) -> tuple[SlotOutline, ...]:
    template = make_template(make_comp(1, SIZE, SIZE, layer, *others))
    key = f"layer/1/{layer.id}"
    slots = [slot for slot in list_slots(template) if slot.key == key]
    renderer = Renderer(template, footage={}, fonts=FontLibrary())
    empty = Renderer(apply(template, {key: TextFill(text="")}), footage={}, fonts=FontLibrary())
    assert slot_outlines(empty.scene, 1, 0, slots) == ()
    outlines = slot_outlines(renderer.scene, 1, 0, slots)
    change = changed(renderer.render(1, 0), empty.render(1, 0))
    assert change.any()
    assert strays(outlines, change) == 0
    return outlines


@settings(deadline=None, max_examples=examples(40))
@given(
    text=st.sampled_from(["Ada", "Hjxg\nÅq", "W", "fi ...", "שלום"]),
    position=place,
    turn=degrees,
    style=st.sampled_from([{}, {"stroke": (0, 1, 0), "stroke_width": 9.0}, {"faux_bold": True}, {"faux_italic": True}]),
)
def test_outline_of_a_text_holds_its_ink(text: str, position: Any, turn: float, style: Any) -> None:
    transform = transform_group(position=position, rotation=turn, scale=(70, 110, 100))
    template = make_template(make_comp(1, SIZE, SIZE, text_layer(1, text, style=style, transform=transform)))
    renderer = Renderer(template, footage={}, fonts=FontLibrary())
    outlines = slot_outlines(renderer.scene, 1, 0, list_slots(template))
    picture = renderer.render(1, 0)
    assert strays(outlines, changed(picture, np.zeros_like(picture))) == 0


def test_outline_of_a_text_is_as_large_as_its_ink() -> None:
    (outline,) = check_text(text_layer(1, "Hxg", transform=transform_group(position=(40, 120, 0))))
    xs, ys = zip(*outline.polygon, strict=True)
    assert 60 < max(xs) - min(xs) < 90
    assert 30 < max(ys) - min(ys) < 45


def test_outline_of_a_paragraph_is_its_box_and_what_hangs_out_of_it() -> None:
    box = TextBox(left=-10.0, top=-20.0, width=160.0, height=100.0)
    (outline,) = check_text(text_layer(1, "Ada", box=box, transform=transform_group(position=(40, 60, 0))))
    corners = np.array([(30, 40), (190, 40), (190, 140), (30, 140)])
    assert np.abs(np.array(outline.polygon) - corners).max() < 1
    wide = TextBox(left=0.0, top=0.0, width=12.0, height=100.0)
    (narrow,) = check_text(text_layer(1, "WWW", box=wide, transform=transform_group(position=(40, 60, 0))))
    assert narrow.polygon[1][0] > 40 + 12


def first_frames(template: Template) -> dict[str, int]:
    renderer = Renderer(template, footage={}, fonts=FontLibrary())
    comp = template.comps[0]
    return SlotWays(renderer.scene, comp, list_slots(template)).first_frames()


def test_first_frame_is_the_in_point_of_a_plain_layer() -> None:
    assert first_frames(photo_template(photo(in_point=2.0))) == {PHOTO_KEY: 50}


def test_first_frame_counts_through_nesting_and_stretching() -> None:
    inner = make_comp(2, SIZE, SIZE, photo(in_point=1.0))
    outer = nest(1, 2, start_time=2.0, stretch=2.0, in_point=1.0)
    assert first_frames(photo_template(outer, nested=(inner,))) == {PHOTO_KEY: 100}


def test_first_frame_waits_until_a_fade_and_a_growth_show_plainly() -> None:
    fading = transform_group(opacity=[(0.0, 0.0), (4.0, 100.0)])
    assert abs(first_frames(photo_template(photo(transform=fading)))[PHOTO_KEY] - 50) <= 7
    coming = transform_group(position=[(0.0, (-300.0, 50.0, 0.0)), (2.0, (50.0, 50.0, 0.0))])
    frame = first_frames(photo_template(photo(transform=coming)))[PHOTO_KEY]
    assert 30 < frame < 60


def test_first_frame_of_a_slot_that_shows_twice_is_the_earlier_one() -> None:
    assert first_frames(photo_template(photo(1, in_point=6.0), photo(2, in_point=3.0))) == {PHOTO_KEY: 75}


def test_no_first_frame_of_what_never_shows() -> None:
    assert first_frames(photo_template(photo(transform=transform_group(opacity=0.0)))) == {}
    assert first_frames(photo_template(photo(in_point=20.0, out_point=30.0))) == {}
    assert first_frames(photo_template(photo(transform=transform_group(position=(900, 0, 0))))) == {}


def test_first_frame_of_what_flashes_faintly_is_found_all_the_same() -> None:
    faint = transform_group(opacity=20.0)
    assert first_frames(photo_template(photo(transform=faint))) == {PHOTO_KEY: 0}
