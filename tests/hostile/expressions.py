"""Expressions that never end, eat memory, or reach for what is not theirs, in a template that is drawn."""

from __future__ import annotations

from functools import partial

from app.render.fonts import FontLibrary
from app.render.renderer import Renderer
from tests.fakes.models import make_comp, make_group, make_layer, make_property, make_solid, make_template
from tests.hostile.harness import PLANTED, Case, Place, parameters
from tests.unit.render.test_render_expressions_hostile import (
    test_no_expression_changes_another,
    test_nothing_outside_the_project_can_be_reached,
    test_odd_texts_never_raise,
    test_runaway_expressions_end_and_the_next_one_works,
)

_MORE = (
    "posterizeTime(1e9); while (true) {}",
    "wiggle(1e9, 1e9, 1e9)",
    "loopOut('cycle', 1e9)",
    "valueAtTime(1e300)",
    "thisComp.layer(1).transform.rotation.valueAtTime(time - 1e-9)",
    "comp(thisComp.name).layer(thisLayer.name).transform.rotation",
    "thisLayer.sourceRectAtTime(1e300)",
    "random.constructor.constructor('return this')().process",
    "eval('thisComp'.repeat(1e6))",
    "throw { toString() { while (true) {} } }",
    "throw new Proxy({}, { get() { throw 1 } })",
    "({ valueOf() { while (true) {} } })",
    "[NaN, Infinity, -Infinity]",
    "1e308 * 10",
    "'9'.repeat(1e7)",
    "x = []; for (i = 0; i < 1e4; i++) x = [x]; x",
    "value\x00 while (true) {}",
    "new Array(1e7).fill(0)",
    "footage('SECRET').sourceText",
    "footage('SECRET').sourceData",
)


def _drawn(expression: str, place: Place) -> None:
    text = expression.replace("SECRET", str(place.secret))
    turned = make_property("ADBE Rotate Z", 3.0, expression=text, expression_enabled=True)
    layer = make_layer(1, source_id=9, width=8, height=8, transform=make_group("ADBE Transform Group", turned))
    template = make_template(make_comp(1, 8, 8, layer), footage=[make_solid(9, 8, 8, (1.0, 0.0, 0.0))])
    renderer = Renderer(template, footage={}, fonts=FontLibrary())
    assert renderer.render(1, 0).shape == (8, 8, 4)
    assert PLANTED not in repr(renderer.warnings)


def _listed() -> tuple[str, ...]:
    known = (
        *parameters(test_runaway_expressions_end_and_the_next_one_works),
        *parameters(test_nothing_outside_the_project_can_be_reached),
        *parameters(test_odd_texts_never_raise),
        *parameters(test_no_expression_changes_another),
        *_MORE,
    )
    # The longest sums are what its own test is for: they end, but take seconds.
    return tuple(text for text in dict.fromkeys(known) if text.count("+1") < 1000)


CASES = tuple(
    Case("expressions", f"{number} {text[:40]!a}", partial(_drawn, text), refused=False)
    for number, text in enumerate(_listed())
)
