"""Expressions that mean harm or are broken: they end, within limits, with a warning, and change nothing else."""

from __future__ import annotations

from typing import Any

import pytest
import quickjs
from hypothesis import example, given
from hypothesis import strategies as st

from app.core.model import Property, PropertyKind, TextValue
from app.render.expression_engine import Limits
from app.render.expression_rewrite import ExpressionSyntaxError, rewrite
from app.render.expressions import ExpressionEvaluator
from app.render.scene import Moment
from tests.fakes.models import make_comp, make_group, make_layer, make_property, make_template


def _driven(expression: str, layer_id: int = 1) -> Any:
    prop = make_property("ADBE Rotate Z", 3.0, expression=expression, expression_enabled=True)
    return make_layer(layer_id, name=str(layer_id), transform=make_group("ADBE Transform Group", prop))


class _Bench:
    """Layers with one expression each."""

    def __init__(self, *expressions: str) -> None:
        self.layers = [_driven(text, index) for index, text in enumerate(expressions, 1)]
        self.comp = make_comp(1, 10, 10, *self.layers)
        self.evaluator = ExpressionEvaluator(make_template(self.comp), limits=Limits(seconds=0.1))

    def value(self, index: int = 0, time: float = 0.0) -> Any:
        (prop,) = (prop for prop in self.layers[index].root.walk() if isinstance(prop, Property))
        return self.evaluator.value(prop, Moment(self.comp, self.layers[index], time))

    def warnings(self) -> str:
        return "\n".join(warning.what for warning in self.evaluator.warnings.all())


@pytest.mark.parametrize(
    "expression",
    [
        "while (true) {}",
        "try { while (true) {} } catch (e) { 5 }",
        "for (;;) { try { thisComp.layer('gone') } catch (e) {} }",
        "/(a+)+b/.test('a'.repeat(40))",
        "x = []; while (true) x.push(new Array(10000).fill(1))",
        "s = 'a'; while (true) s += s",
        "new ArrayBuffer(1e9)",
        "function f() { return f() } f()",
        "new Array(4294967295).join('')",
        "new Array(4294967295).sort()",
        "new Array(4294967295).reverse()",
        "[].concat(new Array(4294967295))",
        "Array.prototype.splice.call({ length: 2 ** 53 - 1 }, 0, 1)",
        "Array.prototype.flat.call({ length: 2 ** 53 - 1 })",
        "String(new Array(4294967295))",
        "[[new Array(4294967295)]].flat(9)",
        "String.raw({ raw: { length: 2 ** 53 - 1 } })",
        "o = {}; for (i = 0; i < 1e9; i++) o['k' + i] = 1",
        "a = []; a[4294967294] = 1; a.unshift(1)",
        "[1, 2].reduce.constructor('while (true) {}')()",
        "(function* () { while (true) yield 1 })().toArray()",
        "new Proxy([], { get() { return 1 } }).length",
        "Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1e9)",
    ],
)
def test_runaway_expressions_end_and_the_next_one_works(expression: str) -> None:
    bench = _Bench(expression, "value + 1")
    assert bench.value() == (3.0,)
    assert "the expression is not used" in bench.warnings()
    assert bench.value(1) == (4.0,)


@pytest.mark.parametrize(
    "expression",
    [
        "$.evalFile('/etc/passwd')",
        "system.callSystem('ls')",
        "new File('x').open()",
        "Folder.desktop",
        "app.project",
        "new Socket()",
        "require('fs')",
        "import('os')",
        "std.loadFile('/etc/passwd')",
        "os.exec(['ls'])",
        "fetch('http://localhost')",
        "new Worker('x')",
        "new Date()",
        "Date.now()",
    ],
)
def test_nothing_outside_the_project_can_be_reached(expression: str) -> None:
    bench = _Bench(expression)
    assert bench.value() == (3.0,)
    assert "the expression is not used" in bench.warnings()


def test_refused_access_is_noted_even_when_the_expression_hides_it() -> None:
    bench = _Bench("try { $.evalFile('secrets.js') } catch (e) {} value + 1")
    assert bench.value() == (4.0,)
    assert "$.evalFile was refused" in bench.warnings()


@pytest.mark.parametrize(
    "change",
    [
        "Object.prototype.value = 9",
        "Array.prototype.map = function () { return [0] }",
        "Math.round = () => 9",
        "Number.prototype.toString = () => '9'",
        "globalThis.linear = () => 9",
        "this.shared = 9",
        "shared = 9",
        "var shared = 9",
        "(0, eval)('var shared = 9')",
        "Object.defineProperty(globalThis, 'shared', { value: 9 })",
        "Object.setPrototypeOf(Array.prototype, { shared: 9 })",
        "[].__proto__.shared = 9",
        "(() => {}).constructor.prototype.shared = 9",
        "thisComp.constructor.prototype.shared = 9",
        "__add = () => 9",
        "[][Symbol.iterator]().__proto__.next = () => ({ done: true })",
        "linear.shared = 9",
        "RegExp.prototype.exec = () => null",
        "JSON.stringify = () => '{\"result\": 9}'",
        "Promise.resolve(1).then(() => { shared = 9 })",
    ],
)
def test_no_expression_changes_another(change: str) -> None:
    probe = (
        "[typeof shared, [].shared, [1, 2].map((x) => x * 2).join(), Math.round(1.4), String(5),"
        " 'ab'.replace(/b/, 'c'),"
        " linear(0.5, 0, 10), [...[1, 2]].length, 1 + value].join('|')"
    )
    text = make_property(
        "ADBE Text Document", TextValue(text=""), kind=PropertyKind.TEXT, expression=probe, expression_enabled=True
    )
    watched = make_layer(2, content=[make_group("ADBE Text Properties", text)])
    layer = _driven(change)
    comp = make_comp(1, 10, 10, layer, watched)
    evaluator = ExpressionEvaluator(make_template(comp))
    (prop,) = layer.root.walk()
    evaluator.value(prop, Moment(comp, layer, 0.0))
    value = evaluator.value(text, Moment(comp, watched, 0.0))
    assert isinstance(value, TextValue)
    assert value.text == "undefined||2,4|1|5|ac|5|2|1"


def test_a_time_out_is_not_paid_again_for_every_frame() -> None:
    bench = _Bench("if (time > 0) { 1 } else { while (true) {} }")
    assert bench.value(time=0.0) == (3.0,)
    assert bench.value(time=1.0) == (3.0,)


def test_long_chains_are_no_problem_and_endless_ones_end() -> None:
    count = 300
    chain = [f"thisComp.layer({index + 1}).rotation + 1" for index in range(1, count)]
    bench = _Bench(*chain, "0")
    assert bench.value() == (float(count - 1),)
    bench = _Bench("thisComp.layer(2).rotation", "thisComp.layer(1).rotation.valueAtTime(time - 0.01)")
    bench.value()
    assert "depend on each other" in bench.warnings()


@pytest.mark.parametrize(
    "expression",
    [
        "(" * 20_000 + "1" + ")" * 20_000,
        "[" * 20_000,
        "1" + "+1" * 20_000,
        "a" * 300_000,
        "{" * 5_000 + "1" + "}" * 5_000,
        "`" + "${`" * 500 + "`}" * 500 + "`",
        "",
        " ",
        "\x00",
        "\ud800",
        "/*",
        "'",
        "<!-- html",
        "with (Math) { max(1, 2) }",
        "value\u2028+ 1",
        "0" * 10_000,
        "return 5",
        "await 1",
        "class A { #x = 1 }",
        "2n ** 100000n",
    ],
)
def test_odd_texts_never_raise(expression: str) -> None:
    value = _Bench(expression).value()
    assert isinstance(value, tuple)
    assert len(value) == 1


@pytest.mark.parametrize(
    "expression",
    ["'\\ud800'", "\ud800", "'\ud800'", "\x00", "9\x00", "'9\x00'", "9 // \x00", "\x009", "9 +\x00 ("],
)
def test_text_that_is_not_unicode_or_holds_a_zero_is_not_used(expression: str) -> None:
    bench = _Bench(expression)
    assert bench.value() == (3.0,)
    assert "the expression is not used" in bench.warnings()


@given(st.text(st.characters(exclude_categories=("Cs",)), max_size=60))
@example("\x00")
@example("value\x00 + 1")
def test_any_text_is_rewritten_or_refused(text: str) -> None:
    known = frozenset({"value", "time"})
    if "\x00" in text:
        with pytest.raises(ExpressionSyntaxError, match="broken characters"):
            rewrite(text, known)
    else:
        assert rewrite(text, known).source.startswith("(function(")


_TERMS = st.recursive(
    st.sampled_from(["1", "2.5", "a", "b", "-a", "!b", "f(a)", "o.p", "o['p']", "[3, 4][1]", "`4`", "'7'"]),
    lambda inner: st.one_of(
        st.builds("({})".format, inner),
        st.builds("-({})".format, inner),
        st.builds("f({})".format, inner),
        st.builds("({} ? {} : {})".format, inner, inner, inner),
        st.builds("{} {} {}".format, inner, st.sampled_from(["+", "-", "*", "/", "%", "<", "&&", ",", "=="]), inner),
        st.builds("(a {} {})".format, st.sampled_from(["=", "+=", "-=", "*="]), inner),
        st.builds("{} /* + */ - // *\n {}".format, inner, inner),
    ),
    max_leaves=12,
)


_HELPERS = {
    "__add": "a + b",
    "__sub": "a - b",
    "__mul": "a * b",
    "__div": "a / b",
    "__mod": "a % b",
    "__neg": "-a",
    "__is": "a",
    "__plain": "a",
}


@given(_TERMS)
def test_rewritten_arithmetic_means_what_it_meant(term: str) -> None:
    expression = f"var a = 3, b = 5, o = {{ p: 2 }}; function f(x) {{ return x * 2 }}\nString(({term}))"
    helpers = "".join(f"function {name}(a, b) {{ return {body} }}" for name, body in _HELPERS.items())
    rewritten = quickjs.Context().eval(f"{helpers}{rewrite(expression, frozenset()).source}()")
    assert rewritten == quickjs.Context().eval(expression)
