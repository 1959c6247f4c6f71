"""The model of small projects made here: every kind of layer, value and time, and damage that is told."""

from __future__ import annotations

import random
from typing import Any

import own_projects
import py_aep
import pytest
from py_aep.models.properties.gradient import Gradient, GradientAlphaStop, GradientColorStop

from app.core.errors import TemplateError
from app.core.model import (
    Comp,
    FootageKind,
    GradientValue,
    Group,
    Interpolation,
    Justification,
    Layer,
    LayerKind,
    MatteKind,
    PathValue,
    Property,
    PropertyKind,
    Template,
    TextValue,
    TrackMatte,
)
from app.template import adapter
from app.template.adapter import open_project, save_project
from app.template.build import NEWER_FILE, build_model
from app.template.build_text import text_value
from app.template.derived import layer_label

FPS = 25.0


@pytest.fixture(scope="module")
def template() -> Template:
    return build_model(own_projects.rich_project(), "own.aep")


@pytest.fixture(scope="module")
def main(template: Template) -> Comp:
    return next(comp for comp in template.comps if comp.name == "Main")


def named(comp: Comp, label: str) -> Layer:
    return next(layer for layer in comp.layers if layer.label == label)


def transform(layer: Layer, match_name: str) -> Property:
    assert layer.transform is not None
    found = layer.transform.property(match_name)
    assert found is not None
    return found


def text_of(layer: Layer) -> TextValue:
    group = layer.root.group("ADBE Text Properties")
    assert group is not None
    value = group.property("ADBE Text Document")
    assert value is not None
    assert isinstance(value.value, TextValue)
    return value.value


def test_nothing_is_reported_about_a_sound_project(template: Template) -> None:
    assert template.problems == ()
    assert (template.version, template.file_version) == ("25.0x50", 96)
    assert template.fonts == ("Montserrat-Bold", "MyriadPro-Regular")
    assert template.bits_per_channel == 8
    assert template.render_queue == ()


def test_compositions_have_their_settings(template: Template, main: Comp) -> None:
    assert sorted(comp.name for comp in template.comps) == ["Inner", "Main"]
    assert (main.width, main.height, main.frame_rate, main.duration, main.frame_count) == (640, 360, FPS, 4.0, 100)
    assert main.background == pytest.approx((0.1, 0.2, 0.3), abs=1 / 255)
    assert (main.motion_blur, main.shutter_angle) == (True, 90.0)
    assert (main.work_area_start_frame, main.work_area_frame_count) == (0, 100)


def test_layers_are_listed_from_the_top_with_their_kinds(main: Comp) -> None:
    assert [(layer.index, layer.kind, layer.name, layer.label) for layer in main.layers] == [
        (1, LayerKind.FOOTAGE, "", "photo.png"),
        (2, LayerKind.CAMERA, "camera", "camera"),
        (3, LayerKind.NULL, "null", "null"),
        (4, LayerKind.COMP, "", "Inner"),
        (5, LayerKind.SHAPE, "shape", "shape"),
        (6, LayerKind.SOLID, "masked", "masked"),
        (7, LayerKind.TEXT, "box", "box"),
        (8, LayerKind.TEXT, "headline", "headline"),
    ]


def test_sizes_are_the_sources_or_the_compositions(main: Comp) -> None:
    assert [(layer.label, layer.width, layer.height) for layer in main.layers if layer.label != "null"] == [
        ("photo.png", 400, 300),
        ("camera", 640, 360),
        ("Inner", 200, 100),
        ("shape", 640, 360),
        ("masked", 320, 180),
        ("box", 640, 360),
        ("headline", 640, 360),
    ]


def test_footage_tells_solids_from_placeholders(template: Template, main: Comp) -> None:
    by_name = {item.name: item for item in template.footage}
    assert by_name["Blue"].kind is FootageKind.SOLID
    assert by_name["Blue"].color == (0.0, 0.0, 1.0)
    photo = by_name["photo.png"]
    assert (photo.kind, photo.width, photo.height, photo.duration) == (FootageKind.PLACEHOLDER, 400, 300, 2.0)
    assert named(main, "photo.png").source_id == photo.id


def test_parent_matte_and_blend_mode(main: Comp) -> None:
    masked, inner = named(main, "masked"), named(main, "Inner")
    assert masked.parent_id == named(main, "headline").id
    assert masked.blend_mode == "add"
    assert masked.motion_blur
    assert inner.matte == TrackMatte(kind=MatteKind.LUMA_INVERTED, layer_id=masked.id)
    assert masked.is_matte
    assert not inner.is_matte


def test_a_stretched_layer_keeps_the_law_of_times(main: Comp) -> None:
    inner = named(main, "Inner")
    assert (inner.start_time, inner.stretch, inner.in_point, inner.out_point) == (1.0, 2.0, 1.0, 5.0)


def test_transform_is_always_complete(main: Comp) -> None:
    assert [child.match_name for child in named(main, "headline").transform.children] == [  # type: ignore[union-attr]
        "ADBE Anchor Point",
        "ADBE Position",
        "ADBE Scale",
        "ADBE Rotate Z",
        "ADBE Opacity",
    ]
    assert transform(named(main, "masked"), "ADBE Anchor Point").value == (160.0, 90.0, 0.0)
    camera = {child.match_name for child in named(main, "camera").transform.children}  # type: ignore[union-attr]
    assert {"ADBE Orientation", "ADBE Rotate X", "ADBE Rotate Y", "ADBE Rotate Z"} <= camera


def test_separated_position_has_followers(main: Comp) -> None:
    null = named(main, "null")
    assert transform(null, "ADBE Position").separated
    assert transform(null, "ADBE Position_0").value == (320.0,)
    assert transform(null, "ADBE Position_1").value == (180.0,)
    assert null.transform is not None
    assert null.transform.property("ADBE Position_2") is None


def test_keyframes_are_in_layer_time_with_their_interpolation(main: Comp) -> None:
    masked = named(main, "masked")
    position, opacity = transform(masked, "ADBE Position"), transform(masked, "ADBE Opacity")
    assert [(frame.time, frame.value) for frame in position.keyframes] == [
        (0.0, (100.0, 100.0, 0.0)),
        (2.0, (300.0, 200.0, 0.0)),
    ]
    assert position.spatial
    assert position.path_measure is not None
    assert position.keyframes[0].tangent_out is not None
    assert len(position.keyframes[0].ease_out) == 1
    assert opacity.keyframes[0].interpolation_out is Interpolation.HOLD
    assert opacity.keyframes[1].interpolation_in is Interpolation.LINEAR
    assert opacity.keyframes[0].tangent_out is None
    assert opacity.value == (0.0,)


def test_expressions_come_with_their_switch(main: Comp) -> None:
    rotation = transform(named(main, "masked"), "ADBE Rotate Z")
    assert (rotation.expression, rotation.expression_enabled, rotation.driven) == ("time * 90", True, True)


def test_masks_have_mode_path_and_settings(main: Comp) -> None:
    mask = named(main, "masked").root.group("ADBE Mask Parade", "ADBE Mask Atom")
    assert mask is not None
    assert (mask.name, mask.mask_mode, mask.mask_inverted) == ("Mask 1", "subtract", True)
    shape = mask.property("ADBE Mask Shape")
    assert shape is not None
    assert isinstance(shape.value, PathValue)
    assert shape.value.closed
    flat = [number for point in shape.value.vertices for number in point]
    assert flat == pytest.approx([10.0, 20.0, 110.0, 20.0, 110.0, 70.0], abs=1e-4)
    feather, opacity = mask.property("ADBE Mask Feather"), mask.property("ADBE Mask Opacity")
    assert feather is not None
    assert opacity is not None
    assert (feather.value, opacity.value) == ((0.0, 0.0), (100.0,))


def test_effects_have_names_values_and_layer_ids(main: Comp) -> None:
    masked = named(main, "masked")
    effects = masked.root.group("ADBE Effect Parade")
    assert effects is not None
    slider, picker = effects.children
    assert slider.name == "Amount"
    assert [child.value for child in slider.children if isinstance(child, Property)][:1] == [(12.5,)]  # type: ignore[union-attr]
    reference = picker.children[0]  # type: ignore[union-attr]
    assert isinstance(reference, Property)
    assert reference.kind is PropertyKind.LAYER
    assert reference.value == (float(masked.id),)


def test_shapes_left_at_their_defaults_are_complete(main: Comp) -> None:
    vectors = named(main, "shape").root.group("ADBE Root Vectors Group", "ADBE Vector Group", "ADBE Vectors Group")
    assert vectors is not None
    rectangle, fill = vectors.group("ADBE Vector Shape - Rect"), vectors.group("ADBE Vector Graphic - Fill")
    assert rectangle is not None
    assert fill is not None
    size, color = rectangle.property("ADBE Vector Rect Size"), fill.property("ADBE Vector Fill Color")
    assert size is not None
    assert color is not None
    assert size.value == (100.0, 100.0)
    assert (color.kind, color.value) == (PropertyKind.COLOR, (1.0, 0.0, 0.0, 1.0))


def test_gradients_have_stops_also_when_never_edited() -> None:
    project = py_aep.new("25.0x50").project
    group = project.root_folder.add_comp("C", 100, 100, 1.0, 1.0, FPS).add_shape()["ADBE Root Vectors Group"]
    contents = group.add_property("ADBE Vector Group")["ADBE Vectors Group"]
    contents.add_property("ADBE Vector Graphic - G-Fill")
    stroke = contents.add_property("ADBE Vector Graphic - G-Stroke")
    stroke["ADBE Vector Grad Colors"].value = Gradient(
        color_stops=[GradientColorStop(1.0, 0.25, (0.0, 0.0, 1.0)), GradientColorStop(0.0, 0.5, (1.0, 0.0, 0.0))],
        alpha_stops=[GradientAlphaStop(0.0, 0.5, 1.0), GradientAlphaStop(1.0, 0.5, 0.25)],
    )
    template = build_model(save_project(project, "g.aep"), "g.aep")
    vectors = (
        template.comps[0].layers[0].root.group("ADBE Root Vectors Group", "ADBE Vector Group", "ADBE Vectors Group")
    )
    assert vectors is not None
    fill, edged = (child.property("ADBE Vector Grad Colors") for child in vectors.children if isinstance(child, Group))
    assert fill is not None
    assert edged is not None
    assert fill.value == GradientValue(
        colors=((0.0, 0.5, 1.0, 1.0, 1.0), (1.0, 0.5, 0.0, 0.0, 0.0)), alphas=((0.0, 0.5, 1.0), (1.0, 0.5, 1.0))
    )
    assert edged.value == GradientValue(
        colors=((0.0, 0.5, 1.0, 0.0, 0.0), (1.0, 0.25, 0.0, 0.0, 1.0)), alphas=((0.0, 0.5, 1.0), (1.0, 0.5, 0.25))
    )


def test_a_reversed_layer_keeps_the_law_of_times() -> None:
    project = py_aep.new("25.0x50").project
    comp = project.root_folder.add_comp("C", 100, 100, 1.0, 4.0, FPS)
    solid = comp.add_solid([1.0, 0.0, 0.0], "R", 50, 50, 1.0)
    solid.start_time = 3.0
    solid.stretch = -100.0
    solid.transform["ADBE Opacity"].set_values_at_times([0.5, 2.0], [10.0, 90.0])
    (layer,) = build_model(save_project(project, "r.aep"), "r.aep").comps[0].layers
    assert layer.stretch == -1.0
    assert layer.in_point < layer.out_point
    frames = transform(layer, "ADBE Opacity").keyframes
    assert [frame.time for frame in frames] == sorted(frame.time for frame in frames)
    seen = {frame.value: layer.start_time + frame.time * layer.stretch for frame in frames}
    assert seen == {(10.0,): pytest.approx(0.5, abs=1e-4), (90.0,): pytest.approx(2.0, abs=1e-4)}


def test_text_runs_use_python_indices(main: Comp) -> None:
    value = text_of(named(main, "headline"))
    assert value.text == own_projects.BAUHAUS
    (run,) = value.runs
    assert (run.start, run.stop) == (0, len(own_projects.BAUHAUS))
    assert (run.font, run.size, run.leading, run.fill) == ("Montserrat-Bold", 40.0, 55.0, (1.0, 0.0, 0.5))
    assert (run.horizontal_scale, run.vertical_scale) == (100.0, 100.0)
    assert value.box is None
    assert [value.text[p.start : p.stop] for p in value.paragraphs] == ["Grüße \U0001f600\n", "zwei"]
    assert {p.justification for p in value.paragraphs} == {Justification.LEFT}


def test_a_box_is_in_layer_coordinates(main: Comp) -> None:
    value = text_of(named(main, "box"))
    assert value.box is not None
    assert (value.box.width, value.box.height, value.box.vertical_alignment) == (300.0, 120.0, "top")
    assert value.runs[0].leading is None


def test_mixed_styles_are_cut_where_they_change() -> None:
    project = py_aep.new("25.0x50").project
    comp = project.root_folder.add_comp("C", 100, 100, 1.0, 1.0, FPS)
    document = comp.add_text("a\U0001f600bcd").text["ADBE Text Document"].value
    document.character_range(3, 5).font_size = 99
    value = text_value(document)
    assert [(value.text[run.start : run.stop], run.size == 99.0) for run in value.runs] == [
        ("a\U0001f600", False),
        ("bc", True),
        ("d", False),
    ]


def test_empty_text_keeps_its_style() -> None:
    project = py_aep.new("25.0x50").project
    comp = project.root_folder.add_comp("C", 100, 100, 1.0, 1.0, FPS)
    document = comp.add_text("gone").text["ADBE Text Document"].value
    document.font_size = 77
    document.text = ""
    value = text_value(document)
    assert value.text == ""
    assert [(run.start, run.stop, run.size) for run in value.runs] == [(0, 0, 77.0)]
    assert [(p.start, p.stop) for p in value.paragraphs] == [(0, 0)]


def test_labels_fall_back_from_name_to_source_to_text(main: Comp) -> None:
    headline = named(main, "headline").root
    assert layer_label("name", "source", headline) == "name"
    assert layer_label("", "source", headline) == "source"
    assert layer_label("", "", headline) == "Grüße \U0001f600 zwei"


def test_a_newer_file_is_used_with_a_warning() -> None:
    data = bytearray(own_projects.empty_project())
    place = data.index(b"head") + 8
    data[place : place + 2] = (120).to_bytes(2, "big")
    template = build_model(bytes(data), "new.aep")
    assert template.file_version == 120
    assert [problem.what for problem in template.problems] == [NEWER_FILE]


def test_a_broken_layer_does_not_take_the_others_along(monkeypatch: pytest.MonkeyPatch) -> None:
    data = own_projects.rich_project()
    original = adapter.has_stored_value

    def failing(group: Any) -> bool:
        if group.match_name == "ADBE Audio Group":
            raise OSError("body too short")
        return original(group)

    monkeypatch.setattr("app.template.build_properties.has_stored_value", failing)
    template = build_model(data, "own.aep")
    main = next(comp for comp in template.comps if comp.name == "Main")
    assert len(main.layers) == 8
    assert "Main / layer 8 headline / ADBE Audio Group" in {problem.where for problem in template.problems}
    assert text_of(named(main, "headline")).text == own_projects.BAUHAUS


@pytest.mark.parametrize("what", ["size", "rate", "duration"])
def test_a_composition_that_cannot_be_right_is_refused(what: str) -> None:
    project = open_project(own_projects.rich_project(), "own.aep")
    comp = next(comp for comp in project.compositions if comp.name == "Main")
    if what == "size":
        comp._cdta.width = 0
    elif what == "rate":
        comp._cdta.frame_rate_integer = 0
        comp._cdta.frame_rate_fractional = 0
    else:
        comp._cdta.duration_dividend = 0
    with pytest.raises(TemplateError, match="cannot be right"):
        build_model(save_project(project, "own.aep"), "own.aep")


def test_mutated_projects_load_or_are_refused() -> None:
    data = own_projects.rich_project()
    dice = random.Random(20130526)
    loaded = 0
    for _ in range(120):
        try:
            build_model(mutated(data, dice), "fuzz.aep")
        except TemplateError as error:
            assert "fuzz.aep" in error.title
        else:
            loaded += 1
    assert 0 < loaded < 120


def mutated(data: bytes, dice: random.Random) -> bytes:
    """A damaged copy: cut off, bytes flipped, a length made huge, or a stretch moved."""
    raw = bytearray(data)
    kind = dice.randrange(5)
    place = dice.randrange(12, len(raw) - 16)
    if kind == 0:
        del raw[place:]
    elif kind == 1:
        raw[place : place + 4] = b"\xff\xff\xff\xff"
    elif kind == 2:
        del raw[place : place + dice.randrange(1, 9)]
    else:
        for _ in range(dice.randrange(1, 30)):
            raw[dice.randrange(12, len(raw))] = dice.randrange(256)
    return bytes(raw)
