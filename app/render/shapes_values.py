"""Reading a shape layer's property tree: groups with their place in it, and values at one moment."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from app.core.model import GradientValue, Group, PathValue, Property, Value
from app.render.scene import Moment, Scene

ROOT = "ADBE Root Vectors Group"
CONTENTS = "ADBE Vectors Group"

Place = tuple[str | int, ...]
"""The way from a layer's root to a group or property."""


@dataclass(frozen=True, slots=True)
class Node:
    """A group of the tree and the way to it from the layer's root (match names and child indices)."""

    group: Group
    place: Place

    def child(self, match_name: str) -> Node | None:
        """The first child group of that match name."""
        found = self.group.group(match_name)
        return None if found is None else Node(found, (*self.place, match_name))

    def items(self) -> Iterator[Node]:
        """The enabled child groups, the topmost first."""
        for index, child in enumerate(self.group.children):
            if isinstance(child, Group) and child.enabled:
                yield Node(child, (*self.place, index))


@dataclass(frozen=True, slots=True)
class Values:
    """The values of a shape layer at one moment. `moving` evaluates the properties that change over time."""

    moving: Callable[[Property, Place], Value]

    def number(self, node: Node, match_name: str, default: float) -> float:
        """A one-dimensional value, or `default` where the property is not stored."""
        value = self._value(node, match_name)
        return value[0] if isinstance(value, tuple) and value else default

    def choice(self, node: Node, match_name: str, default: int = 1) -> int:
        """The entry chosen in a menu, counted from 1."""
        return round(self.number(node, match_name, default))

    def pair(self, node: Node, match_name: str, default: tuple[float, float]) -> tuple[float, float]:
        """A point, scale or size."""
        value = self._value(node, match_name)
        return (value[0], value[1]) if isinstance(value, tuple) and len(value) > 1 else default

    def color(self, node: Node, match_name: str) -> tuple[float, float, float]:
        """A colour, 0..1; its own alpha does not count, opacities are separate properties."""
        value = self._value(node, match_name)
        return (value[0], value[1], value[2]) if isinstance(value, tuple) and len(value) > 2 else (1.0, 0.0, 0.0)

    def path(self, node: Node, match_name: str) -> PathValue | None:
        """A Bézier path."""
        value = self._value(node, match_name)
        return value if isinstance(value, PathValue) else None

    def gradient(self, node: Node, match_name: str) -> GradientValue | None:
        """Gradient stops, None where they are not known."""
        value = self._value(node, match_name)
        return value if isinstance(value, GradientValue) else None

    def _value(self, node: Node, match_name: str) -> Value:
        prop = node.group.property(match_name)
        if prop is None:
            return None
        if not prop.animated:
            return prop.value
        return self.moving(prop, (*node.place, match_name))


def values_at(scene: Scene, at: Moment) -> Values:
    """The values of the layer at the moment."""
    return Values(lambda prop, place: scene.evaluator.value(prop, at, path=place))


STILL_VALUES = Values(lambda prop, _place: prop.value)
"""Values of a tree in which nothing changes over time."""
