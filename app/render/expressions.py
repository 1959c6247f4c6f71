"""Values with expressions: implements `scene.Evaluator`.

What fails keeps the value it has without the expression and is noted, as After Effects disables failing expressions.
The same template, moment and property give the same value in every process, whatever was evaluated before.
"""

from __future__ import annotations

import threading
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from app.core.curves import property_value
from app.core.jobs import WarningKind
from app.core.model import Group, Layer, Property, Template, Value
from app.render.expression_engine import ExpressionEngine, ExpressionFailedError, Limits, Outcome, syntax_problem
from app.render.expression_facts import LASTING, Place, ProjectFacts, UnknownFactError, script_value, text_style
from app.render.expression_values import WrongValueError, property_result
from app.render.scene import Moment, Warnings

MAX_DEPTH = 60
"""How many expressions may wait for each other; deeper chains are taken for endless ones."""
_MAX_RUNS = 1000
_MAX_REMEMBERED = 20_000

SourceRect = Callable[[Moment], tuple[float, float, float, float]]
"""Gives a layer's content bounds at a moment: left, top, width, height in layer coordinates."""
LayerMatrix = Callable[[Moment], tuple[float, float, float, float, float, float]]
"""Gives the matrix from a layer to its composition as (a, b, c, d, e, f): x' = a·x + c·y + e, y' = b·x + d·y + f."""


@dataclass(slots=True)
class _Evaluation:
    """One expression being evaluated."""

    place: Place
    prop: Property
    moment: Moment
    raw: Value
    posterized: bool = False


class ExpressionEvaluator:
    """Evaluates properties of one template. Use one evaluator per thread; it remembers values of the same moment.

    `source_rect` and `layer_matrix` may be set after construction, since they usually draw on a scene that holds the
    evaluator; without them `sourceRectAtTime`, `toComp` and their like fail as unsupported.
    """

    def __init__(
        self,
        template: Template,
        warnings: Warnings | None = None,
        *,
        limits: Limits | None = None,
        source_rect: SourceRect | None = None,
        layer_matrix: LayerMatrix | None = None,
    ) -> None:
        self.warnings = warnings if warnings is not None else Warnings()
        self.source_rect = source_rect
        self.layer_matrix = layer_matrix
        self._limits = limits or Limits()
        self._facts = ProjectFacts(template)
        self._engines = threading.local()
        self._nodes: dict[int, tuple[Layer, dict[int, str]]] = {}
        self._remembered: dict[tuple[str, float], Value] = {}
        self._habits: dict[str, dict[str, list[Any]]] = {}
        self._given_up: dict[str, str] = {}
        self._waiting: list[tuple[str, float]] = []
        # The outermost waiting expression that a ring led back to, while values inside that ring are worked out.
        self._ring: int | None = None

    def value(self, prop: Property, moment: Moment, *, path: tuple[str | int, ...] = ()) -> Value:
        """The value at a moment, after the expression if there is an enabled one.

        `path` (child indices from the layer's root) is only needed for a property object that is not in the layer's
        own tree.
        """
        if not prop.driven:
            return _plain_value(prop, moment)
        node = self._node(prop, moment, path)
        if not node:
            return self._failed(prop, moment, "its place in the layer is not known")
        key = (node, moment.time)
        if key in self._remembered:
            return self._remembered[key]
        if key in self._waiting:
            self._lead_back(self._waiting.index(key))
            return self._failed(prop, moment, "it depends on itself")
        if len(self._waiting) >= MAX_DEPTH:
            self._lead_back(0)
            return self._failed(prop, moment, f"more than {MAX_DEPTH} expressions depend on each other")
        return self._settled(prop, moment, key)

    def _settled(self, prop: Property, moment: Moment, key: tuple[str, float]) -> Value:
        depth = len(self._waiting)
        self._waiting.append(key)
        try:
            value = self._evaluated(prop, moment, key[0])
        finally:
            self._waiting.pop()
        if self._ring is not None and self._ring < depth:
            # Inside a ring the value depends on where the ring was entered, so it must not be remembered.
            return value
        self._ring = None
        if len(self._remembered) >= _MAX_REMEMBERED:
            self._remembered.clear()
        self._remembered[key] = value
        return value

    def _lead_back(self, index: int) -> None:
        self._ring = index if self._ring is None else min(self._ring, index)

    def _evaluated(self, prop: Property, moment: Moment, node: str) -> Value:
        if node in self._given_up:
            return self._failed(prop, moment, self._given_up[node])
        raw = _plain_value(prop, moment)
        evaluation = _Evaluation(Place(moment.comp, moment.layer, prop, node), prop, moment, raw)
        try:
            result, raw = self._run(evaluation)
            return property_result(result, prop, raw)
        except (ExpressionFailedError, WrongValueError) as error:
            if isinstance(error, ExpressionFailedError) and error.final:
                # A time-out would come again at every frame.
                self._given_up[node] = str(error)
            return self._failed(prop, moment, str(error))

    def _run(self, evaluation: _Evaluation) -> tuple[Any, Value]:
        """Run until nothing more is needed; gives the result and the value without the expression.

        Raises ExpressionFailedError.
        """
        engine = self._engine()
        script = engine.script(evaluation.prop.expression)
        habit = self._habits.setdefault(evaluation.place.node, {})
        facts = self._answers(evaluation, habit)
        lasting: dict[str, Any] = {}
        spent = 0.0
        for _ in range(_MAX_RUNS):
            outcome, seconds = engine.run(self._request(evaluation, script, facts, lasting))
            spent += seconds
            if not outcome.needs:
                self._note_refused(evaluation, outcome)
                return _result(outcome), evaluation.raw
            if spent > self._limits.seconds:
                raise ExpressionFailedError(f"it runs longer than {self._limits.seconds:g} s", final=True)
            lasting = {}
            for key, operation, *parts in outcome.needs:
                if operation == "posterize":
                    evaluation = _posterized(evaluation, float(parts[0]))
                    facts = {}
                elif operation in LASTING:
                    lasting[key] = self._answer(evaluation, operation, parts)
                else:
                    facts[key] = self._answer(evaluation, operation, parts)
                    self._learn(habit, key, [operation, *parts])
        raise ExpressionFailedError("it asks for too many other values")

    def _request(
        self, evaluation: _Evaluation, script: int, facts: dict[str, Any], lasting: dict[str, Any]
    ) -> dict[str, Any]:
        moment, place = evaluation.moment, evaluation.place
        return {
            "script": script,
            "node": place.node,
            "comp": moment.comp.id,
            "layer": moment.layer.id,
            "time": moment.time,
            "frame": int(moment.time * moment.comp.frame_rate + 1e-6),
            "seed": zlib.crc32(place.node.encode()),
            "value": script_value(evaluation.raw, evaluation.prop, place),
            "facts": facts,
            "lasting": lasting,
            "posterized": evaluation.posterized,
        }

    def _learn(self, habit: dict[str, list[Any]], key: str, need: list[Any]) -> None:
        """Remember what an expression reads at its own time, if it is free of expressions: that is given beforehand."""
        if need[0] not in {"value", "raw"} or need[2] != "now" or len(habit) >= 100:
            return
        try:
            _, prop = self._facts.property(str(need[1]))
        except UnknownFactError:
            return
        if need[0] == "raw" or not prop.driven:
            habit[key] = need

    def _answers(self, evaluation: _Evaluation, habit: dict[str, list[Any]]) -> dict[str, Any]:
        return {key: self._answer(evaluation, need[0], need[1:]) for key, need in habit.items()}

    def _answer(self, evaluation: _Evaluation, operation: str, parts: list[Any]) -> Any:
        try:
            if operation in LASTING:
                return self._facts.answer(operation, parts)
            return self._changing(evaluation, operation, parts)
        except UnknownFactError as error:
            return {"error": str(error)}

    def _changing(self, evaluation: _Evaluation, operation: str, parts: list[Any]) -> Any:
        if operation in {"value", "raw", "style"}:
            place, prop = self._facts.property(str(parts[0]))
            moment = Moment(place.comp, place.layer, _instant(evaluation, parts[1]))
            value = _plain_value(prop, moment) if operation == "raw" else self._value_at(prop, moment, place.node)
            return text_style(value) if operation == "style" else script_value(value, prop, place)
        comp, layer = self._facts.layer(parts[0], parts[1])
        moment = Moment(comp, layer, _instant(evaluation, parts[2]))
        if operation == "rect" and self.source_rect is not None:
            left, top, width, height = self.source_rect(moment)
            return {"left": left, "top": top, "width": width, "height": height}
        if operation == "matrix" and self.layer_matrix is not None:
            return self.layer_matrix(moment)
        raise UnknownFactError("this is not supported here")

    def _value_at(self, prop: Property, moment: Moment, node: str) -> Value:
        if not prop.driven:
            return _plain_value(prop, moment)
        return self.value(prop, moment, path=_indices(node))

    def _engine(self) -> ExpressionEngine:
        engine: ExpressionEngine | None = getattr(self._engines, "engine", None)
        if engine is None:
            engine = self._engines.engine = ExpressionEngine(self._limits)
        return engine

    def _node(self, prop: Property, moment: Moment, path: tuple[str | int, ...]) -> str:
        """The name of the property's place; empty when it cannot be found."""
        prefix = f"{moment.comp.id}/{moment.layer.id}/"
        if path and all(isinstance(index, int) for index in path):
            return prefix + ".".join(str(index) for index in path)
        found = self._nodes.get(id(moment.layer))
        if found is None:
            # The layer is kept with its table, so its id is not used again.
            found = self._nodes[id(moment.layer)] = (moment.layer, dict(_places(moment.layer.root)))
        inner = found[1].get(id(prop), "")
        return prefix + inner if inner else ""

    def _note_refused(self, evaluation: _Evaluation, outcome: Outcome) -> None:
        for what in outcome.refused:
            self._warn(evaluation.prop, evaluation.moment, f"{what} was refused")

    def _failed(self, prop: Property, moment: Moment, why: str) -> Value:
        self._warn(prop, moment, f"the expression is not used: {why}")
        return _plain_value(prop, moment)

    def _warn(self, prop: Property, moment: Moment, what: str) -> None:
        where = f"{moment.comp.name} / {moment.layer.label} / {prop.name}"
        self.warnings.add(WarningKind.EXPRESSION, what, where)


def uncovered_expression(prop: Property) -> str | None:
    """Why a property's expression cannot work, as far as its text tells; None when it may."""
    return syntax_problem(prop.expression) if prop.driven else None


def _plain_value(prop: Property, moment: Moment) -> Value:
    return property_value(prop, moment.layer_time) if prop.keyframes else prop.value


def _result(outcome: Outcome) -> Any:
    if outcome.error is not None:
        raise ExpressionFailedError(outcome.error)
    return outcome.result


def _posterized(evaluation: _Evaluation, time: float) -> _Evaluation:
    moment = Moment(evaluation.moment.comp, evaluation.moment.layer, time)
    return _Evaluation(evaluation.place, evaluation.prop, moment, _plain_value(evaluation.prop, moment), True)


def _instant(evaluation: _Evaluation, time: Any) -> float:
    return evaluation.moment.time if time == "now" else float(time)


def _indices(node: str) -> tuple[int, ...]:
    return tuple(int(index) for index in node.rsplit("/", 1)[1].split("."))


def _places(group: Group, prefix: str = "") -> list[tuple[int, str]]:
    """(identity, indices) of every property below a group; of one that appears twice the first place counts."""
    found: list[tuple[int, str]] = []
    for index, child in enumerate(group.children):
        inner = f"{prefix}{index}"
        found += _places(child, f"{inner}.") if isinstance(child, Group) else [(id(child), inner)]
    return found if prefix else found[::-1]
