"""Values with expressions: implements `scene.Evaluator`.

What fails keeps the value it has without the expression and is noted, as After Effects disables failing expressions.
The same template, moment and property give the same value in every process, whatever was evaluated before.
"""

from __future__ import annotations

import threading
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from app.core.curves import property_value
from app.core.jobs import WarningKind
from app.core.model import Group, Layer, Property, Template, Value
from app.render.expression_engine import ExpressionEngine, ExpressionFailedError, Limits, Outcome, syntax_problem
from app.render.expression_facts import LASTING, Place, ProjectFacts, UnknownFactError, script_value, text_style
from app.render.expression_values import WrongValueError, property_result
from app.render.scene import Moment, Warnings

MAX_DEPTH = 1000
"""How many expressions may wait for each other; deeper chains are taken for endless ones."""
_MAX_NESTED = 20
_MAX_RUNS = 1000
_MAX_REMEMBERED = 20_000

Key = tuple[str, float]
"""A value's name: the property's node and the time."""
Bounds = tuple[float, float, float, float]
"""Left, top, width, height in layer coordinates."""
SourceRect = Callable[[Moment, bool], Bounds]
"""Gives a layer's content bounds at a moment; with True, what strokes may reach counts too (AE's `includeExtents`)."""
LayerMatrix = Callable[[Moment], tuple[float, float, float, float, float, float]]
"""Gives the matrix from a layer to its composition as (a, b, c, d, e, f): x' = a·x + c·y + e, y' = b·x + d·y + f."""


@dataclass(slots=True)
class _Evaluation:
    """One expression being evaluated: what is known for it so far, and what it still needs."""

    key: Key
    place: Place
    prop: Property
    moment: Moment
    raw: Value
    posterized: bool = False
    needs: list[list[Any]] = field(default_factory=list)
    facts: dict[str, Any] = field(default_factory=dict)
    lasting: dict[str, Any] = field(default_factory=dict)
    spent: float = 0.0
    runs: int = 0


class ExpressionEvaluator:
    """Evaluates properties of one template. Use one evaluator per thread; it remembers values of the same moment.

    `source_rect` and `layer_matrix` may be set after construction, since they usually draw on a scene that holds the
    evaluator; without them `sourceRectAtTime`, `toComp` and their like fail as unsupported.
    `project_name` is the project's file name without folders, which `thisProject.fullPath` gives.
    """

    def __init__(
        self,
        template: Template,
        warnings: Warnings | None = None,
        *,
        limits: Limits | None = None,
        source_rect: SourceRect | None = None,
        layer_matrix: LayerMatrix | None = None,
        project_name: str = "",
    ) -> None:
        self.warnings = warnings if warnings is not None else Warnings()
        self.source_rect = source_rect
        self.layer_matrix = layer_matrix
        self._limits = limits or Limits()
        self._facts = ProjectFacts(template, project_name)
        self._engines = threading.local()
        self._nodes: dict[int, tuple[Layer, dict[int, str]]] = {}
        self._remembered: dict[Key, Value] = {}
        self._habits: dict[str, dict[str, list[Any]]] = {}
        self._given_up: dict[str, str] = {}
        self._waiting: list[Key] = []
        self._in_ring: set[Key] = set()
        self._nested = 0

    def value(self, prop: Property, moment: Moment, *, path: tuple[str | int, ...] = ()) -> Value:
        """The value at a moment, after the expression if there is an enabled one.

        `path` (child indices from the layer's root) is only needed for a property object that is not in the layer's
        own tree.
        """
        if not prop.driven:
            return _plain_value(prop, moment)
        node = self._node(prop, moment, path)
        if not node:
            self._warn(prop, moment, "the expression is not used: its place in the layer is not known")
            return _plain_value(prop, moment)
        if self._waiting and self._waiting[-1][0] == node:
            # Its own expression asks, by way of the scene: `toWorld(anchorPoint)` in a layer's own rotation.
            return _plain_value(prop, moment)
        key = (node, moment.time)
        if key not in self._remembered and key not in self._waiting:
            self._work(key, prop, moment)
        return self._known(key, prop, moment)

    def _known(self, key: Key, prop: Property, moment: Moment) -> Value:
        """A value that is worked out, or, while its own expression waits for it, the one without the expression."""
        if key in self._remembered:
            return self._remembered[key]
        # Everything between is part of the ring. After Effects switches such expressions off, wherever one comes in.
        self._in_ring.update(self._waiting[self._waiting.index(key) :])
        return _plain_value(prop, moment)

    def _work(self, key: Key, prop: Property, moment: Moment) -> None:
        """Work out a value and all that it needs, without recursion, since chains of expressions may be long."""
        if not self._waiting and len(self._remembered) >= _MAX_REMEMBERED:
            self._remembered.clear()
        first = len(self._waiting)
        evaluations: list[_Evaluation] = []
        missing: tuple[Key, Property, Moment] | None = (key, prop, moment)
        try:
            while missing or evaluations:
                if missing:
                    evaluations.append(self._begun(*missing))
                    self._waiting.append(missing[0])
                missing = self._advanced(evaluations[-1])
                if missing is None:
                    evaluations.pop()
                    self._waiting.pop()
        finally:
            del self._waiting[first:]

    def _begun(self, key: Key, prop: Property, moment: Moment) -> _Evaluation:
        place = Place(moment.comp, moment.layer, prop, key[0])
        evaluation = _Evaluation(key, place, prop, moment, _plain_value(prop, moment))
        habit = self._habits.setdefault(key[0], {})
        evaluation.needs = [[name, *need] for name, need in habit.items()]
        return evaluation

    def _advanced(self, evaluation: _Evaluation) -> tuple[Key, Property, Moment] | None:
        """Bring an evaluation to its end, or to a value that must be worked out first."""
        try:
            if len(self._waiting) > MAX_DEPTH:
                raise ExpressionFailedError(f"more than {MAX_DEPTH} expressions depend on each other")  # noqa: TRY301
            if evaluation.key[0] in self._given_up:
                raise ExpressionFailedError(self._given_up[evaluation.key[0]])  # noqa: TRY301
            outcome: Outcome | None = None
            while outcome is None:
                missing = self._supplied(evaluation)
                if missing is not None:
                    return missing
                outcome = self._run(evaluation)
            value = property_result(outcome.result, evaluation.prop, evaluation.raw)
            if evaluation.key in self._in_ring:
                value = self._failed(evaluation, "it depends on itself")
        except (ExpressionFailedError, WrongValueError) as error:
            if isinstance(error, ExpressionFailedError) and error.final:
                # A time-out would come again at every frame.
                self._given_up[evaluation.key[0]] = str(error)
            value = self._failed(evaluation, str(error))
        self._in_ring.discard(evaluation.key)
        self._remembered[evaluation.key] = value
        return None

    def _run(self, evaluation: _Evaluation) -> Outcome | None:
        """Run once; None when something more is needed. Raises ExpressionFailedError."""
        engine = self._engine()
        outcome, seconds = engine.run(self._request(evaluation, engine.script(evaluation.prop.expression)))
        evaluation.lasting = {}
        evaluation.spent += seconds
        evaluation.runs += 1
        if outcome.needs:
            if evaluation.spent > self._limits.seconds:
                raise ExpressionFailedError(f"it runs longer than {self._limits.seconds:g} s", final=True)
            if evaluation.runs > _MAX_RUNS:
                raise ExpressionFailedError("it asks for too many other values")
            evaluation.needs = outcome.needs
            return None
        for what in outcome.refused:
            self._warn(evaluation.prop, evaluation.moment, f"{what} was refused")
        for note in outcome.notes:
            self._warn(evaluation.prop, evaluation.moment, note)
        if outcome.error is not None:
            raise ExpressionFailedError(outcome.error)
        return outcome

    def _supplied(self, evaluation: _Evaluation) -> tuple[Key, Property, Moment] | None:
        """Answer what an evaluation needs, or name the value that must be worked out before."""
        while evaluation.needs:
            key, operation, *parts = evaluation.needs[-1]
            if operation == "posterize":
                _posterize(evaluation, float(parts[0]))
                return None
            missing = self._unknown(evaluation, operation, parts)
            if missing is not None:
                return missing
            answers = evaluation.lasting if operation in LASTING else evaluation.facts
            answers[key] = self._answer(evaluation, operation, parts)
            self._learn(evaluation, key, [operation, *parts])
            evaluation.needs.pop()
        return None

    def _unknown(
        self, evaluation: _Evaluation, operation: str, parts: list[Any]
    ) -> tuple[Key, Property, Moment] | None:
        """The value to work out first, where another expression decides what is asked for."""
        if operation not in {"value", "style"} or parts[0] == evaluation.place.node:
            return None
        try:
            place, prop = self._facts.property(str(parts[0]))
        except UnknownFactError:
            return None
        key = (place.node, _instant(evaluation, parts[1]))
        if not prop.driven or key in self._remembered or key in self._waiting:
            return None
        return key, prop, Moment(place.comp, place.layer, key[1])

    def _request(self, evaluation: _Evaluation, script: int) -> dict[str, Any]:
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
            "facts": evaluation.facts,
            "lasting": evaluation.lasting,
            "posterized": evaluation.posterized,
        }

    def _learn(self, evaluation: _Evaluation, key: str, need: list[Any]) -> None:
        """Remember what an expression reads at its own time, if it is free of expressions: that is given beforehand."""
        habit = self._habits[evaluation.place.node]
        if key in habit or need[0] not in {"value", "raw"} or need[2] != "now" or len(habit) >= 100:
            return
        try:
            _, prop = self._facts.property(str(need[1]))
        except UnknownFactError:
            return
        if need[0] == "raw" or not prop.driven:
            habit[key] = need

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
            plain = operation == "raw" or not prop.driven or place.node == evaluation.place.node
            value = _plain_value(prop, moment) if plain else self._known((place.node, moment.time), prop, moment)
            return text_style(value, int(parts[2])) if operation == "style" else script_value(value, prop, place)
        comp, layer = self._facts.layer(parts[0], parts[1])
        moment = Moment(comp, layer, _instant(evaluation, parts[2]))
        if self._nested >= _MAX_NESTED:
            raise UnknownFactError("layers depend on each other's places and sizes too deeply")
        self._nested += 1
        try:
            return self._measured(operation, moment, extents=bool(parts[3:] and parts[3]))
        finally:
            self._nested -= 1

    def _measured(self, operation: str, moment: Moment, *, extents: bool) -> Any:
        """A layer's content bounds or matrix; may come back here for other values."""
        if operation == "rect" and self.source_rect is not None:
            left, top, width, height = self.source_rect(moment, extents)
            return {"left": left, "top": top, "width": width, "height": height}
        if operation == "matrix" and self.layer_matrix is not None:
            return self.layer_matrix(moment)
        raise UnknownFactError("this is not supported here")

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

    def _failed(self, evaluation: _Evaluation, why: str) -> Value:
        self._warn(evaluation.prop, evaluation.moment, f"the expression is not used: {why}")
        return _plain_value(evaluation.prop, evaluation.moment)

    def _warn(self, prop: Property, moment: Moment, what: str) -> None:
        where = f"{moment.comp.name} / {moment.layer.label} / {prop.name}"
        self.warnings.add(WarningKind.EXPRESSION, what, where)


def uncovered_expression(prop: Property) -> str | None:
    """Why a property's expression cannot work, as far as its text tells; None when it may."""
    return syntax_problem(prop.expression) if prop.driven else None


def _plain_value(prop: Property, moment: Moment) -> Value:
    return property_value(prop, moment.layer_time) if prop.keyframes else prop.value


def _posterize(evaluation: _Evaluation, time: float) -> None:
    """Start again at an earlier time, which then counts for all that the expression reads."""
    evaluation.moment = Moment(evaluation.moment.comp, evaluation.moment.layer, time)
    evaluation.raw = _plain_value(evaluation.prop, evaluation.moment)
    evaluation.posterized = True
    evaluation.facts.clear()
    evaluation.needs.clear()


def _instant(evaluation: _Evaluation, time: Any) -> float:
    return evaluation.moment.time if time == "now" else float(time)


def _places(group: Group, prefix: str = "") -> list[tuple[int, str]]:
    """(identity, indices) of every property below a group; of one that appears twice the first place counts."""
    found: list[tuple[int, str]] = []
    for index, child in enumerate(group.children):
        inner = f"{prefix}{index}"
        found += _places(child, f"{inner}.") if isinstance(child, Group) else [(id(child), inner)]
    return found if prefix else found[::-1]
