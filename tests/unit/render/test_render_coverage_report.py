"""The report of what is drawn exactly and what is missing, made without rendering."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from app.core.jobs import WarningKind
from app.core.model import Footage, FootageKind, LayerKind
from app.render.coverage import coverage, missing_footage
from tests.fakes.models import (
    make_comp,
    make_effect,
    make_group,
    make_image,
    make_layer,
    make_mask,
    make_property,
    make_solid,
    make_template,
    rectangle,
)

SOLID = make_solid(100, 4, 4, (1, 1, 1))


def report_of(*layers: Any, footage: tuple[Footage, ...] = ()) -> Any:
    return coverage(make_template(make_comp(1, 4, 4, *layers), footage=[SOLID, *footage]), 1)


def test_layers_that_people_do_not_see_do_not_count():
    report = report_of(
        make_layer(1, source_id=100),
        make_layer(2, source_id=100, enabled=False, effects=[make_effect("CC Unheard Of")]),
        make_layer(3, LayerKind.NULL),
        make_layer(4, LayerKind.CAMERA),
        make_layer(5, source_id=100, guide=True),
    )
    assert (report.layers, report.exact, report.share, report.warnings) == (1, 1, 1.0, ())


def test_an_empty_composition_is_drawn_exactly():
    assert report_of().share == 1.0


def test_expression_controls_and_disabled_effects_are_no_loss():
    control = make_effect("ADBE Slider Control", make_property("ADBE Slider Control-0001", 3.0))
    disabled = make_effect("CC Unheard Of", enabled=False)
    assert report_of(make_layer(1, source_id=100, effects=[control, disabled])).share == 1.0


def test_masks_mattes_and_known_effects_are_exact():
    blur = make_effect("ADBE Gaussian Blur 2", make_property("ADBE Gaussian Blur 2-0001", 3.0))
    layer = make_layer(1, source_id=100, effects=[blur], masks=[make_mask(rectangle(0, 0, 2, 2), mode="difference")])
    assert report_of(layer).share == 1.0


@pytest.mark.parametrize(
    ("fields", "kind", "what"),
    [
        ({"effects": [make_effect("CC Unheard Of", name="Sparkle")]}, WarningKind.EFFECT, "Sparkle"),
        ({"blend_mode": "dissolve"}, WarningKind.FEATURE, "blending mode dissolve"),
        ({"masks": [make_mask(rectangle(0, 0, 1, 1), mode="novel")]}, WarningKind.FEATURE, "mask mode novel"),
        (
            {"content": [make_group("ADBE Layer Styles", make_group("bevelEmboss/enabled", name="Bevel"))]},
            WarningKind.FEATURE,
            "layer style Bevel",
        ),
    ],
)
def test_what_is_not_exact_is_listed_with_its_place(fields: dict[str, Any], kind: WarningKind, what: str):
    report = report_of(make_layer(1, source_id=100, name="title", **fields), make_layer(2, source_id=100))
    assert (report.layers, report.exact, report.share) == (2, 1, 0.5)
    assert [(note.kind, note.where) for note in report.warnings] == [(kind, "comp 1 / title")]
    assert what in report.warnings[0].what


def test_a_parameter_that_is_not_looked_at_is_listed_unless_it_changes_nothing():
    def ramp(scatter: float) -> Any:
        value = make_property("ADBE Ramp-0006", scatter, name="Ramp Scatter")
        return report_of(make_layer(1, source_id=100, effects=[make_effect("ADBE Ramp", value, name="Ramp")]))

    assert ramp(0.0).share == 1.0
    assert [note.what for note in ramp(5.0).warnings] == ["Ramp Scatter of the effect Ramp"]


def test_depth_of_field_is_listed_for_3d_layers():
    options = make_group("ADBE Camera Options Group", make_property("ADBE Camera Depth of Field", 1.0))
    camera = make_layer(9, LayerKind.CAMERA, content=[options])
    assert report_of(make_layer(1, source_id=100), camera).share == 1.0
    deep = report_of(make_layer(1, source_id=100, three_d=True), camera)
    assert [note.what for note in deep.warnings] == ["depth of field"]


def test_nested_compositions_count_once_even_when_they_nest_each_other():
    inner = make_comp(
        2,
        4,
        4,
        make_layer(1, source_id=100, blend_mode="dissolve"),
        make_layer(2, LayerKind.COMP, source_id=1),
    )
    nesting = [make_layer(index, LayerKind.COMP, source_id=2) for index in (1, 2)]
    report = coverage(make_template(make_comp(1, 4, 4, *nesting), inner, footage=[SOLID]), 1)
    assert (report.layers, report.exact) == (4, 3)


def test_broken_expressions_are_listed():
    broken = make_property("ADBE Opacity", 50.0, expression="if (", expression_enabled=True)
    report = report_of(make_layer(1, source_id=100, content=[broken]))
    assert [note.kind for note in report.warnings] == [WarningKind.EXPRESSION]


def test_missing_footage_lists_files_that_are_used_and_not_there(tmp_path: Path):
    present = tmp_path / "present.png"
    present.touch()
    items = [
        make_image(1, 4, 4, name="used"),
        make_image(2, 4, 4, name="unused"),
        make_image(3, 4, 4, name="present"),
        make_image(4, 4, 4, name="gone"),
        Footage(id=5, name="placeholder", kind=FootageKind.PLACEHOLDER),
        SOLID,
    ]
    layers = [make_layer(item, LayerKind.FOOTAGE, source_id=item) for item in (1, 3, 4, 5, 100)]
    template = make_template(make_comp(9, 4, 4, *layers), footage=items)
    missing = missing_footage(template, {3: present, 4: tmp_path / "gone.png"})
    assert [item.name for item in missing] == ["used", "gone"]
