"""Values from keyframes alone: the evaluator for templates without expressions, and the fallback for broken ones."""

from __future__ import annotations

from app.core.curves import property_value
from app.core.model import Property, Value
from app.render.scene import Moment


class CurveEvaluator:
    """Implements `scene.Evaluator` with keyframes and static values; expressions are not looked at."""

    def value(self, prop: Property, moment: Moment, *, path: tuple[str | int, ...] = ()) -> Value:
        """The keyframed or static value; `path` does not matter here."""
        del path
        if not prop.keyframes:
            return prop.value
        return property_value(prop, moment.layer_time)
