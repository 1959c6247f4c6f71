"""What expressions give: the language, the objects, and what they may read."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable
from typing import Any

import pytest

from app.core.jobs import WarningKind
from app.core.model import (
    Interpolation,
    Keyframe,
    Layer,
    LayerKind,
    Marker,
    PathValue,
    Property,
    PropertyKind,
    Template,
    TextRun,
    TextValue,
)
from app.render.expression_scene import connect
from app.render.expressions import ExpressionEvaluator, uncovered_expression
from app.render.fonts import FontLibrary
from app.render.scene import Moment, Scene
from app.render.text import text_rect
from app.render.transform import layer_matrix
from tests.fakes.models import make_comp, make_effect, make_group, make_layer, make_property, make_template

Run = Callable[..., Any]


def driven(match_name: str, value: Any, expression: str, **other: Any) -> Property:
    return make_property(match_name, value, expression=expression, expression_enabled=True, **other)


def slider(value: Any, name: str = "Size", **other: Any) -> Any:
    return make_effect(
        "ADBE Slider Control", make_property("ADBE Slider Control-0001", value, name="Slider", **other), name=name
    )


def project(prop: Property, *, three_d: bool = False, extra: tuple[Any, ...] = ()) -> Template:
    """A comp with the layers `subject` (which has the property in its transform), `other` and a text."""
    transform = make_group("ADBE Transform Group", prop, make_property("ADBE Opacity", 40.0, name="Opacity"))
    subject = make_layer(
        1,
        name="subject",
        transform=transform,
        effects=[slider(7.0), slider(3.0, "Größe")],
        three_d=three_d,
        start_time=1.0,
        in_point=1.0,
        out_point=6.0,
        width=200,
        height=100,
        parent_id=2,
        markers=(Marker(time=2.0, duration=0.5, comment="hit"),),
    )
    position = make_property("ADBE Position", None, keys=[(0.0, (0.0, 0.0, 0.0)), (2.0, (20.0, 40.0, 0.0))])
    other = make_layer(
        2,
        name="other",
        transform=make_group("ADBE Transform Group", position, name="Transform"),
        content=[_shapes()],
        effects=[slider(5.0)],
    )
    document = make_property(
        "ADBE Text Document",
        TextValue(text="Hello\nworld", runs=(TextRun(start=0, stop=11, size=50.0),)),
        kind=PropertyKind.TEXT,
        name="Source Text",
    )
    text = make_layer(3, LayerKind.TEXT, name="words", content=[make_group("ADBE Text Properties", document, _fade())])
    return make_template(make_comp(1, 400, 300, subject, other, text, *extra))


def _fade() -> Any:
    start = make_property("ADBE Text Percent Start", 15.0, name="Start")
    selectors = make_group(
        "ADBE Text Selectors", make_group("ADBE Text Selector", start, name="Range 1"), name="Selectors"
    )
    animator = make_group("ADBE Text Animator", selectors, name="Fade")
    return make_group("ADBE Text Animators", animator, name="Animators")


def _shapes() -> Any:
    stroke = make_group("ADBE Vector Graphic - Stroke", make_property("w", 6.0, name="Stroke Width"), name="Stroke 1")
    inner = make_group("ADBE Vectors Group", stroke, name="Contents")
    return make_group("ADBE Root Vectors Group", make_group("ADBE Vector Group", inner, name="Form 1"), name="Contents")


def evaluated(prop: Property, time: float = 2.0, **options: Any) -> tuple[Any, list[str]]:
    """The value and the warnings."""
    template = project(prop, **options)
    evaluator = ExpressionEvaluator(template)
    layer = template.comps[0].layers[0]
    value = evaluator.value(prop, Moment(template.comps[0], layer, time))
    return value, [warning.what for warning in evaluator.warnings.all()]


def number(expression: str, time: float = 2.0, value: float = 10.0) -> float:
    """A one-dimensional property's value, without a warning."""
    result, warnings = evaluated(driven("ADBE Rotate Z", value, expression), time)
    assert warnings == []
    return float(result[0])


def point(expression: str, time: float = 2.0, **options: Any) -> tuple[float, ...]:
    prop = driven("ADBE Position", (10.0, 20.0, 0.0), expression, name="Position")
    result, warnings = evaluated(prop, time, **options)
    assert warnings == []
    return tuple(result)


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("value * 2", 20),
        ("x = 3; y = x + 1; x * y", 12),
        ("if (value > 5) { 1 } else { 2 }", 1),
        ("if (value > 50) 1 else 2", 2),
        ("var a = 1; for (i = 0; i < 4; i++) { a += i }\n a", 7),
        ("function twice(x) { return x * 2 } twice(value)", 20),
        ("const add1 = (x) => x + 1; add1(value)", 11),
        ("var value = value + 1; value", 11),
        ("let time = 5; time", 5),
        ("try { noSuchThing } catch (e) { 4 }", 4),
        ("switch (effect('Size')('Slider')) { case 7: 'seven'.length; break; default: 0 }", 5),
        ("eval('1 + 1')", 2),
        ("-value % 3", -1),
        ("[1, 2, 3].map((x) => x * value).reduce((a, b) => a + b, 0)", 60),
        ("value /* a + b */ + /* c */ (1)", 11),
        ("'3' * 2", 6),
        ("true", 1),
        ("'12.5'", 12.5),
    ],
)
def test_the_value_is_that_of_the_last_statement(expression: str, expected: float) -> None:
    assert number(expression) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("value + [1, 2]", (11, 22, 0)),
        ("value - [1, 2]", (9, 18, 0)),
        ("value * 3", (30, 60, 0)),
        ("3 * value / 2", (15, 30, 0)),
        ("-value", (-10, -20, 0)),
        ("p = value; p += [5, 5]; p", (15, 25, 0)),
        ("[value[0], time]", (10, 2, 0)),
        ("value + [1, 2] * 2 - [effect('Size')('Slider'), 0]", (5, 24, 0)),
        ("[effect('Size')('Slider'), effect('Size')('Slider')]", (7, 7, 0)),
        ("thisComp.layer('other').position", (20, 40, 0)),
        ("thisComp.layer('other').position + [1, 1]", (21, 41, 0)),
        ("[x, y] = transform.position; [y, x]", (20, 10, 0)),
        ("thisComp.layer(index + 1).transform.position.valueAtTime(0) + [2, 2]", (2, 2, 0)),
    ],
)
def test_arithmetic_works_on_arrays(expression: str, expected: tuple[float, ...]) -> None:
    assert point(expression) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("time", 2.0),
        ("index", 1),
        ("name.length", 7),
        ("thisLayer.name == 'subject' ? 1 : 0", 1),
        ("inPoint + outPoint + startTime", 8),
        ("width / height", 2),
        ("thisComp.width + thisComp.height", 700),
        ("thisComp.numLayers", 3),
        ("thisComp.frameDuration", 0.04),
        ("timeToFrames(1)", 25),
        ("framesToTime(50)", 2),
        ("comp('comp 1').layer('other').index", 2),
        ("hasParent ? parent.index : 0", 2),
        ("thisComp.layer(thisLayer, 1).index", 2),
        ("effect('Size')('Slider')", 7),
        ("effect('Size')('ADBE Slider Control-0001').value", 7),
        ("effect(1)(1) + effect(2)(1)", 10),
        ("effect('Größe')('Schieberegler')", 3),
        ("thisComp.layer('other').effect('Size')('Slider') * 2", 10),
        ("opacity + transform.opacity", 80),
        ("thisComp.layer('other').content('Form 1').content('Stroke 1').strokeWidth", 6),
        ("thisProperty.name == 'ADBE Rotate Z' ? 1 : 0", 1),
        ("thisProperty.propertyGroup(1).opacity", 40),
        ("thisProperty.propertyGroup(2).index", 1),
        ("marker.numKeys + marker.key(1).time + marker.key('hit').duration", 3.5),
        ("thisComp.layer('words').text.sourceText.length", 11),
        ("thisComp.layer('words').text.sourceText.split('\\r')[1] == 'world' ? 1 : 0", 1),
        ("thisComp.layer('words').text.sourceText.style.fontSize", 50),
        ("thisComp.layer('words').text.animator('Fade').selector('Range 1').start", 15),
        ("thisComp.layer('other').position.numKeys", 2),
        ("thisComp.layer('other').position.key(2).time", 2),
        ("thisComp.layer('other').position.nearestKey(1.7).index", 2),
        ("length(thisComp.layer('other').position.velocityAtTime(1))", 500**0.5),
        ("thisComp.layer('other').position.valueAtTime(1)[1]", 20),
    ],
)
def test_expressions_read_the_project(expression: str, expected: float) -> None:
    time = 1.0 if "position +" in expression else 2.0
    assert number(expression, time) == pytest.approx(expected, rel=1e-6)


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("linear(time, 0, 4, 0, 100)", 50),
        ("linear(0.25, 0, 100)", 25),
        ("linear(9, 0, 4, 0, 100)", 100),
        ("linear(1, 0, 4, [0, 0], [100, 8])[1]", 2),
        ("ease(1, 0, 4, 0, 100)", 15.625),
        ("easeIn(2, 0, 4, 0, 100) + easeOut(2, 0, 4, 0, 100)", 100),
        ("clamp(12, 0, 10) + clamp(-3, 0, 10)", 10),
        ("length([3, 4]) + length([0, 0], [0, 2])", 7),
        ("dot([1, 2, 3], [4, 5, 6])", 32),
        ("cross([1, 0, 0], [0, 1, 0])[2]", 1),
        ("normalize([3, 4])[1]", 0.8),
        ("add([1, 2], [3, 4])[1] + mul([1, 2], 3)[0]", 9),
        ("degreesToRadians(180)", 3.14159265),
        ("radiansToDegrees(Math.PI)", 180),
        ("rgbToHsl([0, 1, 0, 1])[0]", 1 / 3),
        ("hslToRgb(rgbToHsl([0.2, 0.4, 0.6, 1]))[1]", 0.4),
        ("hexToRgb('#ff8000')[1]", 128 / 255),
        ("lookAt([0, 0, 0], [1, 0, 1])[1]", 45),
        ("posterizeTime(2); time", 2.0),
        ("posterizeTime(0); time", 0.0),
        ("([10, 20] + 5)[0] * 100 + ([10, 20] + 5)[1]", 1520),
        ("timeToTimecode(3725.5, 30) == '01:02:05:15' ? 1 : 0", 1),
        ("timeToCurrentFormat(1.04) == '00:00:01:01' ? 1 : 0", 1),
    ],
)
def test_functions(expression: str, expected: float) -> None:
    assert number(expression) == pytest.approx(expected)


BOUNCE = """
n = 0;
if (numKeys > 0) {
  n = nearestKey(time).index;
  if (key(n).time > time) n--;
}
t = n == 0 ? 0 : time - key(n).time;
if (n > 0 && t < 1) {
  v = velocityAtTime(key(n).time - thisComp.frameDuration / 10);
  value + v * 0.05 * Math.sin(4 * t * 2 * Math.PI) / Math.exp(8 * t);
} else {
  value
}
"""


def test_the_usual_overshoot_works_on_numbers_and_points() -> None:
    keys = [(0.0, 0.0), (1.0, 100.0)]
    value, warnings = evaluated(driven("ADBE Rotate Z", None, BOUNCE, keys=keys), 2.0625)
    assert warnings == []
    assert value == pytest.approx((100.0 + 100.0 * 0.05 * math.exp(-0.5),), rel=1e-3)
    prop = driven("ADBE Position", None, BOUNCE, keys=[(0.0, (0.0, 0.0, 0.0)), (1.0, (100.0, 50.0, 0.0))])
    value, warnings = evaluated(prop, 2.0625)
    assert warnings == []
    assert value == pytest.approx((100.0 + 5.0 * math.exp(-0.5), 50.0 + 2.5 * math.exp(-0.5), 0.0), rel=1e-3)


@pytest.mark.parametrize(
    ("expression", "text"),
    [
        ("Math.round(1234567.4).toString().replace(/\\B(?=(\\d{3})+(?!\\d))/g, '.')", "1.234.567"),
        ("(1234567.891).toLocaleString()", "1,234,567.891"),
        ("(1234.5).toLocaleString('en-US', { minimumFractionDigits: 2 })", "1,234.50"),
        ("(-999).toLocaleString()", "-999"),
        ("value.substr(0, Math.floor(time))", "ti"),
        ("text.sourceText.value.toUpperCase()", "TITLE"),
        ("`${value} ${('0' + 7).slice(-2)}`", "title 07"),
        ("value.split('').reverse().join('')", "eltit"),
        ("sec = Math.floor(time % 60); m = Math.floor(time / 60); m + ':' + String(sec).padStart(2, '0')", "0:02"),
        ("thisComp.name + ' / ' + name", "comp 1 / subject"),
    ],
)
def test_texts_that_templates_make(expression: str, text: str) -> None:
    prop = driven("ADBE Text Document", TextValue(text="title"), expression, kind=PropertyKind.TEXT)
    transform = make_group("ADBE Transform Group")
    content = [make_group("ADBE Text Properties", prop)]
    layer = make_layer(1, LayerKind.TEXT, name="subject", transform=transform, content=content)
    comp = make_comp(1, 400, 300, layer)
    evaluator = ExpressionEvaluator(make_template(comp))
    value = evaluator.value(prop, Moment(comp, layer, 2.0))
    assert evaluator.warnings.all() == ()
    assert isinstance(value, TextValue)
    assert value.text == text


def test_posterized_time_also_holds_what_is_read() -> None:
    assert number("posterizeTime(2); thisComp.layer('other').position[0]", 1.3) == pytest.approx(10.0)


@pytest.mark.parametrize(
    ("kind", "expected"),
    [("cycle", 5.0), ("pingpong", 15.0), ("offset", 25.0), ("continue", 25.0)],
)
def test_loop_out_goes_on_after_the_last_keyframe(kind: str, expected: float) -> None:
    # The layer starts at 1 s, so the keyframes lie at 1 s and 3 s and half a loop after them is 3.5 s.
    prop = driven("ADBE Rotate Z", None, f"loopOut('{kind}')", keys=[(0.0, 0.0), (2.0, 20.0)])
    value, warnings = evaluated(prop, 3.5)
    assert warnings == []
    assert value == pytest.approx((expected,), abs=1e-6)


@pytest.mark.parametrize(
    ("kind", "expected"), [("cycle", 15.0), ("pingpong", 5.0), ("offset", -5.0), ("continue", -5.0)]
)
def test_loop_in_goes_back_before_the_first_keyframe(kind: str, expected: float) -> None:
    prop = driven("ADBE Rotate Z", None, f"loopIn('{kind}')", keys=[(0.0, 0.0), (2.0, 20.0)])
    value, warnings = evaluated(prop, 0.5)
    assert warnings == []
    assert value == pytest.approx((expected,), abs=1e-6)


def test_loops_may_cover_the_last_keyframes_only() -> None:
    keys = [(0.0, 0.0), (1.0, 50.0), (2.0, 60.0)]
    prop = driven("ADBE Rotate Z", None, "loopOut('cycle', 1)", keys=keys)
    assert evaluated(prop, 3.5)[0] == pytest.approx((55.0,))
    prop = driven("ADBE Rotate Z", None, "loopOutDuration('cycle', 0.5)", keys=keys)
    assert evaluated(prop, 3.25)[0] == pytest.approx((57.5,))


def test_expression_chains_read_values_after_their_expressions() -> None:
    first = driven("ADBE Rotate Z", 1.0, "thisComp.layer('b').rotation * 2")
    layers = [
        _rotating(1, "a", first),
        _rotating(2, "b", driven("ADBE Rotate Z", 1.0, "thisComp.layer('c').rotation + 1")),
        _rotating(3, "c", driven("ADBE Rotate Z", 1.0, "time * 10")),
    ]
    template = make_template(make_comp(1, 10, 10, *layers))
    evaluator = ExpressionEvaluator(template)
    assert evaluator.value(first, Moment(template.comps[0], layers[0], 2.0)) == (42.0,)
    assert evaluator.warnings.all() == ()


def _rotating(layer_id: int, name: str, prop: Property) -> Layer:
    return make_layer(layer_id, name=name, transform=make_group("ADBE Transform Group", prop))


def test_a_ring_switches_its_expressions_off_wherever_it_is_entered() -> None:
    first = driven("ADBE Rotate Z", 1.0, "thisComp.layer('b').rotation + 10")
    second = driven("ADBE Rotate Z", 2.0, "thisComp.layer('a').rotation + 100")
    layers = [_rotating(1, "a", first), _rotating(2, "b", second)]
    template = make_template(make_comp(1, 10, 10, *layers))

    def values(order: list[int]) -> dict[int, Any]:
        evaluator = ExpressionEvaluator(template)
        props = {0: first, 1: second}
        found = {i: evaluator.value(props[i], Moment(template.comps[0], layers[i], 0.0)) for i in order}
        assert any("depends on itself" in warning.what for warning in evaluator.warnings.all())
        return found

    assert values([0, 1]) == values([1, 0]) == {0: (1.0,), 1: (2.0,)}


def test_text_gets_the_style_of_its_first_character() -> None:
    document = TextValue(
        text="ab", runs=(TextRun(start=0, stop=1, size=20.0), TextRun(start=1, stop=2, size=90.0)), paragraphs=()
    )
    prop = driven("ADBE Text Document", document, "value + '\\r' + Math.round(time * 10)", kind=PropertyKind.TEXT)
    value, warnings = evaluated(prop, 1.2)
    assert warnings == []
    assert value.text == "ab\n12"
    assert [(run.start, run.stop, run.size) for run in value.runs] == [(0, 5, 20.0)]


@pytest.mark.parametrize(("expression", "text"), [("12.0", "12"), ("1.5", "1.5"), ("'a' + 'b'", "ab"), ("''", "")])
def test_numbers_become_text(expression: str, text: str) -> None:
    prop = driven("ADBE Text Document", TextValue(text="x"), expression, kind=PropertyKind.TEXT)
    assert evaluated(prop)[0].text == text


def test_paths_can_be_made_and_read() -> None:
    triangle = PathValue(vertices=((0, 0), (9, 0), (0, 9)), in_tangents=((0, 0),) * 3, out_tangents=((0, 0),) * 3)
    prop = driven("ADBE Vector Shape", triangle, "createPath(points().map((p) => p * 2), [], [], false)")
    value, warnings = evaluated(prop)
    assert warnings == []
    assert value.vertices == ((0, 0), (18, 0), (0, 18))
    assert value.closed is False


def test_missing_dimensions_come_from_the_value_without_the_expression() -> None:
    prop = driven("ADBE Position", (1.0, 2.0, 33.0), "[5, 6]")
    assert evaluated(prop, three_d=True)[0] == (5.0, 6.0, 33.0)


def test_flat_layers_have_two_dimensions() -> None:
    assert point("[value.length, thisProperty.value.length]") == (2, 2, 0)
    assert point("[value.length, 0, 0]", three_d=True) == (3, 0, 0)


@pytest.mark.parametrize(
    ("expression", "reason"),
    [
        ("thisComp.layer('gone').position", "has no layer “gone”"),
        ("effect('gone')('Slider')", "has nothing named “gone”"),
        ("5", "has 1 dimensions where 2 are needed"),
        ("'abc'", "a text, not a number"),
        ("[1, 'x']", "not made of numbers"),
        ("[0/0, 1]", "not a number"),
        ("undefined", "no value"),
        ("throw 'why'", "why"),
        ("nonsense + 1", "nonsense"),
        ("value +", "unexpected"),
        ("thisComp.activeCamera", "not supported"),
        ("thisComp.layer('other').toComp([0, 0])", "not supported here"),
        ("comp('gone')", "no composition “gone”"),
        ("value.key(1)", "not a function"),
    ],
)
def test_failing_expressions_are_noted_and_not_used(expression: str, reason: str) -> None:
    prop = driven("ADBE Position", (10.0, 20.0, 0.0), expression, name="Position")
    template = project(prop)
    evaluator = ExpressionEvaluator(template)
    value = evaluator.value(prop, Moment(template.comps[0], template.comps[0].layers[0], 2.0))
    assert value == (10.0, 20.0, 0.0)
    (warning,) = evaluator.warnings.all()
    assert warning.kind is WarningKind.EXPRESSION
    assert warning.where == "comp 1 / subject / Position"
    assert reason.lower() in warning.what.lower()


def test_disabled_expressions_are_not_run() -> None:
    prop = make_property("ADBE Rotate Z", 3.0, expression="99", expression_enabled=False)
    assert evaluated(prop) == ((3.0,), [])


def test_keyframes_without_expression_are_evaluated() -> None:
    keyframes = (
        Keyframe(time=0.0, value=(0.0,), interpolation_out=Interpolation.LINEAR),
        Keyframe(time=2.0, value=(8.0,), interpolation_in=Interpolation.LINEAR),
    )
    prop = Property(match_name="r", name="r", kind=PropertyKind.NUMBER, value=(0.0,), keyframes=keyframes)
    assert evaluated(prop, 2.0)[0] == pytest.approx((4.0,))


def test_wiggles_and_random_numbers_are_the_same_in_every_evaluator() -> None:
    for expression in ("wiggle(3, 20)", "value + [random(10), gaussRandom(0, 5)]", "[noise(time * 3), Math.random()]"):
        assert point(expression, 1.24) == point(expression, 1.24)
        assert point(expression, 1.24) != point(expression, 1.4)


def test_wiggles_stay_near_and_move_smoothly() -> None:
    values = [number("wiggle(2, 10)", 1.0 + frame / 50) for frame in range(80)]
    steps = [abs(after - before) for before, after in itertools.pairwise(values)]
    assert all(0.0 <= value <= 20.0 for value in values)
    assert max(values) - min(values) > 4.0
    assert max(steps) < 2.0


def test_random_seeds_differ_by_layer_and_property_and_can_be_held() -> None:
    held = "seedRandom(4, true); random(100)"
    assert number(held, 1.0) == number(held, 3.0)
    assert number("random(100)", 1.0) != number("random(100)", 3.0)
    assert number("seedRandom(4, true); random(100)") != number("seedRandom(5, true); random(100)")
    template = make_template(
        make_comp(1, 9, 9, *(_rotating(i, str(i), driven("ADBE Rotate Z", 0.0, "random(100)")) for i in (1, 2)))
    )
    evaluator = ExpressionEvaluator(template)
    comp = template.comps[0]
    values = {
        evaluator.value(prop, Moment(comp, layer, 1.0))
        for layer in comp.layers
        for prop in layer.root.walk()
        if prop.driven
    }
    assert len(values) == 2


def test_the_order_of_evaluation_does_not_matter() -> None:
    expressions = ["random()", "x = 5; x", "typeof x == 'undefined' ? 1 : 2", "Math.random()", "wiggle(1, 5)"]
    layers = [_rotating(i, str(i), driven("ADBE Rotate Z", 0.0, text)) for i, text in enumerate(expressions, 1)]
    template = make_template(make_comp(1, 9, 9, *layers))
    comp = template.comps[0]

    def values(order: list[int], times: tuple[float, ...]) -> dict[Any, Any]:
        evaluator = ExpressionEvaluator(template)
        return {
            (index, time): evaluator.value(
                next(p for p in layers[index].root.walk() if p.driven), Moment(comp, layers[index], time)
            )
            for time in times
            for index in order
        }

    assert values([0, 1, 2, 3, 4], (0.0, 1.0, 2.0)) == values([4, 2, 3, 1, 0], (2.0, 0.0, 1.0))


def test_source_rect_and_layer_space_come_from_the_scene() -> None:
    prop = driven(
        "ADBE Position",
        (0.0, 0.0, 0.0),
        "r = thisComp.layer('words').sourceRectAtTime(time, true); o = thisComp.layer('other');"
        "o.toComp([r.width, sourceRectAtTime().height]) + [0, r.height]",
    )
    template = project(prop)
    evaluator = ExpressionEvaluator(
        template,
        source_rect=lambda at, extents: (0.0, 0.0, 30.0 + at.time, 9.0 if extents else 4.0),
        layer_matrix=lambda _: (2.0, 0.0, 0.0, 3.0, 100.0, 200.0),
    )
    value = evaluator.value(prop, Moment(template.comps[0], template.comps[0].layers[0], 2.0))
    assert evaluator.warnings.all() == ()
    assert value == (164.0, 221.0, 0.0)


def test_connected_expressions_measure_text_and_layers() -> None:
    prop = driven(
        "ADBE Position",
        (0.0, 0.0, 0.0),
        "left = thisComp.layer('words').sourceRectAtTime().left;"
        "thisComp.layer('other').toComp([left, sourceRectAtTime().width])",
    )
    template = project(prop)
    evaluator = ExpressionEvaluator(template)
    scene = Scene(template, evaluator, FontLibrary(), {})
    connect(evaluator, scene)
    comp = template.comps[0]
    words, other = comp.layers[2], comp.layers[1]
    value = evaluator.value(prop, Moment(comp, comp.layers[0], 2.0))
    left = text_rect(scene, Moment(comp, words, 2.0)).left()
    moved = layer_matrix(scene, Moment(comp, other, 2.0)).mapXY(left, 200.0)
    assert value == pytest.approx((moved.x(), moved.y(), 0.0), abs=1e-4)
    assert "expression" not in {warning.kind for warning in scene.warnings.all()}


def test_from_comp_undoes_to_comp() -> None:
    prop = driven("ADBE Position", (0.0, 0.0, 0.0), "fromComp(toComp([3, 4]))")
    template = project(prop)
    evaluator = ExpressionEvaluator(template, layer_matrix=lambda _: (1.0, 2.0, -0.5, 3.0, 100.0, 200.0))
    value = evaluator.value(prop, Moment(template.comps[0], template.comps[0].layers[0], 2.0))
    assert value == pytest.approx((3.0, 4.0, 0.0))


def test_properties_outside_the_layer_tree_need_a_path() -> None:
    prop = driven("ADBE Rotate Z", 1.0, "propertyIndex")
    template = project(make_property("ADBE Rotate Z", 0.0))
    moment = Moment(template.comps[0], template.comps[0].layers[0], 0.0)
    evaluator = ExpressionEvaluator(template)
    assert evaluator.value(prop, moment, path=(1, 0)) == (1.0,)
    assert evaluator.warnings.all() == ()
    assert evaluator.value(prop, moment) == (1.0,)
    assert "place in the layer" in evaluator.warnings.all()[0].what


def test_syntax_is_checked_without_a_project() -> None:
    assert uncovered_expression(driven("r", 0.0, "value + 1")) is None
    assert uncovered_expression(driven("r", 0.0, "value +")) is not None
    assert uncovered_expression(make_property("r", 0.0)) is None
