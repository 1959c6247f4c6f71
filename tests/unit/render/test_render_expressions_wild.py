"""What expressions of projects in the wild rely on, as After Effects behaves: assignments, layer parameters, styles."""

from __future__ import annotations

from typing import Any

import pytest

from app.core.model import Layer, LayerKind, Property, PropertyKind, TextRun, TextValue
from app.render.expression_scene import connect
from app.render.expressions import ExpressionEvaluator
from app.render.fonts import FontLibrary
from app.render.scene import Moment, Scene
from tests.fakes.models import make_comp, make_effect, make_group, make_layer, make_property, make_template


def driven(match_name: str, value: Any, expression: str, **other: Any) -> Property:
    return make_property(match_name, value, expression=expression, expression_enabled=True, **other)


def words(expression: str | None, text: str, layer_id: int, name: str, **style: Any) -> Layer:
    """A text layer; the first character has its own style."""
    runs = (TextRun(start=0, stop=1, **style), TextRun(start=1, stop=len(text), size=90.0))
    value = TextValue(text=text, runs=runs)
    other = {"expression": expression, "expression_enabled": True} if expression else {}
    document = make_property("ADBE Text Document", value, kind=PropertyKind.TEXT, name="Source Text", **other)
    return make_layer(layer_id, LayerKind.TEXT, name=name, content=[make_group("ADBE Text Properties", document)])


def rotating(layer_id: int, name: str, *props: Property, **other: Any) -> Layer:
    return make_layer(layer_id, name=name, transform=make_group("ADBE Transform Group", *props), **other)


def own(layer: Layer) -> Property:
    return next(prop for prop in layer.root.walk() if isinstance(prop, Property) and prop.driven)


def results(*layers: Layer, order: tuple[int, ...] = (0,), time: float = 2.0) -> tuple[list[Any], list[str]]:
    """The values of the layers' expressions by place, evaluated in the given order, and the warnings."""
    template = make_template(make_comp(1, 400, 300, *layers))
    evaluator = ExpressionEvaluator(template)
    connect(evaluator, Scene(template, evaluator, FontLibrary(), {}))
    comp = template.comps[0]
    found = {index: evaluator.value(own(layers[index]), Moment(comp, layers[index], time)) for index in order}
    warnings = [warning.what for warning in evaluator.warnings.all()]
    return [found[index] for index in sorted(found)], warnings


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("transform.rotation = time * 6", 12.0),
        ("rotation = time * 6", 12.0),
        ("thisLayer.transform.rotation = 5 + value", 8.0),
        ("transform.rotation += 4", 7.0),
        ("thisComp.layer('other').transform.rotation = 9; 1", 1.0),
        ("thisComp.layer('other').rotation = 9; thisComp.layer('other').rotation", 40.0),
        ("'use strict'; thisLayer.rotation = 2", 2.0),
    ],
)
def test_an_assignment_has_the_assigned_value_and_changes_nothing(expression: str, expected: float) -> None:
    other = rotating(2, "other", driven("ADBE Rotate Z", 1.0, "40", name="Rotation"))
    subject = rotating(1, "subject", driven("ADBE Rotate Z", 3.0, expression, name="Rotation"))
    values, warnings = results(subject, other, order=(0, 1))
    assert values == [(expected,), (40.0,)]
    assert warnings == []


@pytest.mark.parametrize(
    ("expression", "text"),
    [
        ("effect('Letters')('Target').name", "title"),
        ("l = effect('Letters')(1); l.text.sourceText.charAt(1)", "e"),
        ("effect('Letters')('Target').text.sourceText.length", "5"),
        ("thisComp.layer('title').text.sourceText.split('').reverse().join('')", "olleh"),
        ("s = thisComp.layer('title').text.sourceText; s[0] + s.toUpperCase() + s.length", "hHELLO5"),
        ("[...thisComp.layer('title').text.sourceText].join('-')", "h-e-l-l-o"),
        ("effect('Letters')('Nobody') === undefined ? 'none' : 'one'", "none"),
    ],
)
def test_an_effects_layer_parameter_is_the_layer(expression: str, text: str) -> None:
    target = make_property("Letters-0001", (2.0,), kind=PropertyKind.LAYER, name="Target")
    nobody = make_property("Letters-0002", (0.0,), kind=PropertyKind.LAYER, name="Nobody")
    document = driven("ADBE Text Document", TextValue(text="x"), expression, kind=PropertyKind.TEXT)
    subject = make_layer(
        1,
        LayerKind.TEXT,
        name="subject",
        content=[make_group("ADBE Text Properties", document)],
        effects=[make_effect("Letters", target, nobody, name="Letters")],
    )
    (value,), warnings = results(subject, words(None, "hello", 2, "title"))
    assert warnings == []
    assert value.text == text


def test_a_layer_may_ask_where_it_lies_while_its_own_rotation_is_evaluated() -> None:
    place = make_property("ADBE Position", (30.0, 40.0, 0.0), name="Position")
    anchor = make_property("ADBE Anchor Point", (0.0, 0.0, 0.0), name="Anchor Point")
    turn = driven("ADBE Rotate Z", 90.0, "thisLayer.toWorld([10, 0])[1] + thisLayer.toWorld(anchorPoint)[0]")
    follower = rotating(2, "follower", driven("ADBE Rotate Z", 0.0, "thisComp.layer('arm').rotation"))
    arm = rotating(1, "arm", anchor, place, turn)
    for order in ((0, 1), (1, 0)):
        values, warnings = results(arm, follower, order=order)
        assert warnings == []
        assert [value[0] for value in values] == pytest.approx([80.0, 80.0])


def test_its_own_value_at_another_time_is_the_one_without_the_expression_too() -> None:
    turn = driven("ADBE Rotate Z", 90.0, "thisLayer.toWorld([10, 0], time - 1)[1] + time")
    values, warnings = results(rotating(1, "arm", turn))
    assert warnings == []
    assert values[0][0] == pytest.approx(12.0)


@pytest.mark.parametrize(("expression", "text"), [("[`a${1 + 1}\\nb`]", "a2\nb"), ("[12.0]", "12"), ("7.5", "7.5")])
def test_an_array_of_one_becomes_text(expression: str, text: str) -> None:
    (value,), warnings = results(words(expression, "subject", 1, "subject"))
    assert warnings == []
    assert value.text == text


def test_an_array_of_several_is_no_text() -> None:
    (value,), (warning,) = results(words("['a', 'b']", "subject", 1, "subject"))
    assert value.text == "subject"
    assert "not a text" in warning


def test_a_style_chain_gives_text_font_size_colours_and_tracking() -> None:
    chain = (
        "text.sourceText.style.setFont('Roboto-Bold').setFontSize(10 * time).setFillColor([1, 0.5, 0, 1])"
        ".setStrokeColor([0, 0, 1]).setStrokeWidth(3).setTracking(-40).setLeading(33).setAllCaps(true)"
        ".setText('new' + 1)"
    )
    (value,), warnings = results(words(chain, "subject", 1, "subject", size=50.0, faux_bold=True))
    assert warnings == []
    assert value.text == "new1"
    (run,) = value.runs
    assert (run.start, run.stop, run.font, run.size, run.tracking) == (0, 4, "Roboto-Bold", 20.0, -40.0)
    assert (run.fill, run.stroke, run.stroke_width) == ((1.0, 0.5, 0.0), (0.0, 0.0, 1.0), 3.0)
    assert (run.leading, run.all_caps, run.faux_bold) == (33.0, True, True)


@pytest.mark.parametrize(
    ("expression", "text", "size"),
    [
        ("style", "subject", 50.0),
        ("style.setFontSize(12)", "subject", 12.0),
        ("thisComp.layer('other').text.sourceText.getStyleAt(0).setText(value)", "subject", 20.0),
        ("text.sourceText.getStyleAt(3, 0).setText('x')", "x", 90.0),
        ("thisComp.layer('other').text.sourceText.style", "subject", 20.0),
        ("s = style; s.setFontSize(1); s", "subject", 50.0),
        ("style.setFontSize(style.fontSize * 2).setText(7)", "7", 100.0),
        ("style.setApplyFill(false).setText('clear')", "clear", 50.0),
    ],
)
def test_styles_come_from_any_text_and_leave_the_text_alone(expression: str, text: str, size: float) -> None:
    subject = words(expression, "subject", 1, "subject", size=50.0)
    (value,), warnings = results(subject, words(None, "other", 2, "other", size=20.0))
    assert warnings == []
    assert (value.text, value.runs[0].size) == (text, size)
    assert (value.runs[0].fill is None) is (text == "clear")


@pytest.mark.parametrize(
    ("setter", "note"),
    [("setDigitSet('hindi')", "setDigitSet is not supported"), ("setFontSize(5, 0, 1)", "for some characters only")],
)
def test_what_a_style_cannot_do_is_noted_and_has_no_effect(setter: str, note: str) -> None:
    (value,), (warning,) = results(words(f"style.{setter}.setText('new')", "subject", 1, "subject", size=50.0))
    assert (value.text, value.runs[0].size) == ("new", 50.0)
    assert note in warning


@pytest.mark.parametrize(
    "expression",
    [
        "style.setFontSize(0 / 0)",
        "style.setFontSize(-1)",
        "style.setFont([1, 2])",
        "style.setFillColor('red')",
        "style.setFillColor([1])",
        "style.setTracking(undefined).setFontSize('wide')",
        "style.nonsense(1)",
        "[style]",
        "createPath()",
    ],
)
def test_styles_that_make_no_sense_leave_the_text_as_it_was(expression: str) -> None:
    subject = words(expression, "subject", 1, "subject", size=50.0)
    (value,), (warning,) = results(subject)
    assert value == own(subject).value
    assert "the expression is not used" in warning


def test_a_style_is_nothing_for_other_properties() -> None:
    turn = driven("ADBE Rotate Z", 3.0, "thisComp.layer('title').text.sourceText.style")
    (value,), (warning,) = results(rotating(1, "arm", turn), words(None, "hello", 2, "title"))
    assert value == (3.0,)
    assert "not made of numbers" in warning


@pytest.mark.parametrize(("name", "text"), [("Title.aep", "Title/8"), ("", "Unsaved/8")])
def test_the_projects_path_is_its_file_name(name: str, text: str) -> None:
    layer = words(
        "p = thisProject.fullPath; (p ? p.substring(p.lastIndexOf('/') + 1).split('.')[0] : 'Unsaved')"
        " + '/' + thisProject.bitsPerChannel",
        "subject",
        1,
        "subject",
    )
    comp = make_comp(1, 400, 300, layer)
    evaluator = ExpressionEvaluator(make_template(comp), project_name=name)
    value = evaluator.value(own(layer), Moment(comp, layer, 0.0))
    assert isinstance(value, TextValue)
    assert value.text == text
    assert [warning.what for warning in evaluator.warnings.all()] == (
        [] if name else ["thisProject.fullPath is empty: the project's file name is not known"]
    )
