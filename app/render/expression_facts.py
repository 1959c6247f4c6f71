"""What expressions may know of a project: answers to the needs that a run of an expression names.

A node of the property tree is named `comp id/layer id/child indices joined by dots`; a layer's root has no indices.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from app.core.model import (
    Comp,
    Footage,
    Group,
    Layer,
    PathValue,
    Property,
    PropertyKind,
    Template,
    TextRun,
    TextValue,
    Value,
)

LASTING = frozenset({"project", "comp", "compNamed", "footage", "layer", "group", "property", "keys"})
"""Needs whose answer never changes while the template doesn't."""

_FLAT = frozenset({"ADBE Position", "ADBE Anchor Point", "ADBE Scale"})


class UnknownFactError(Exception):
    """There is no such thing in the project; the message is for people."""


@dataclass(frozen=True, slots=True)
class Place:
    """A property or group, and where it is."""

    comp: Comp
    layer: Layer
    item: Group | Property
    node: str


class ProjectFacts:
    """Answers about a template's structure, in the form that the expression language's objects read."""

    def __init__(self, template: Template, project_name: str = "") -> None:
        self._template = template
        self._project_name = project_name
        self._comps = {comp.id: comp for comp in template.comps}
        self._layers = {(comp.id, layer.id): layer for comp in template.comps for layer in comp.layers}
        self._answers: dict[str, Callable[..., Any]] = {
            "project": self._project,
            "comp": self._comp,
            "compNamed": self._comp_named,
            "footage": self._footage,
            "layer": self._layer,
            "group": self._group,
            "property": self._property,
            "keys": self._keys,
        }

    def answer(self, operation: str, parts: Sequence[Any]) -> Any:
        """The answer to one of the lasting needs. Raises UnknownFactError."""
        return self._answers[operation](*parts)

    def layer(self, comp_id: int, layer_id: int) -> tuple[Comp, Layer]:
        """A layer and its composition. Raises UnknownFactError."""
        layer = self._layers.get((int(comp_id), int(layer_id)))
        if layer is None:
            raise UnknownFactError("the layer does not exist")
        return self._comps[int(comp_id)], layer

    def place(self, node: str) -> Place:
        """The property or group that a node names. Raises UnknownFactError."""
        comp_id, layer_id, path = node.split("/")
        comp, layer = self.layer(int(comp_id), int(layer_id))
        item: Group | Property = layer.root
        for index in path.split(".") if path else ():
            if not isinstance(item, Group) or int(index) >= len(item.children):
                raise UnknownFactError("the property does not exist")
            item = item.children[int(index)]
        return Place(comp, layer, item, node)

    def property(self, node: str) -> tuple[Place, Property]:
        """A property and its place. Raises UnknownFactError."""
        place = self.place(node)
        if not isinstance(place.item, Property):
            raise UnknownFactError(f"{place.item.name} is a group, not a property")
        return place, place.item

    def _project(self) -> Any:
        return {
            "file": self._project_name,
            "bits": self._template.bits_per_channel,
            "linear": self._template.linear_blending,
        }

    def _comp(self, comp_id: int) -> Any:
        comp = self._comps[int(comp_id)]
        return {
            "name": comp.name,
            "width": comp.width,
            "height": comp.height,
            "duration": comp.duration,
            "frameDuration": 1.0 / comp.frame_rate,
            "pixelAspect": comp.pixel_aspect,
            "displayStartTime": comp.display_start_frame / comp.frame_rate,
            "numLayers": len(comp.layers),
            "bgColor": [*comp.background, 1.0],
            "layers": [[layer.id, layer.label, layer.index] for layer in comp.layers],
            "markers": [[marker.time, marker.duration, marker.comment] for marker in comp.markers],
        }

    def _comp_named(self, name: str) -> Any:
        found = next((comp.id for comp in self._template.comps if comp.name == name), None)
        if found is None:
            raise UnknownFactError(f"there is no composition “{name}”")
        return found

    def _footage(self, name: str) -> Any:
        found = next((item for item in self._template.footage if item.name == name), None)
        if found is None:
            raise UnknownFactError(f"there is no footage “{name}”")
        return _footage_facts(found)

    def _layer(self, comp_id: int, layer_id: int) -> Any:
        _, layer = self.layer(comp_id, layer_id)
        return {
            "name": layer.label,
            "index": layer.index,
            "inPoint": layer.in_point,
            "outPoint": layer.out_point,
            "startTime": layer.start_time,
            "width": layer.width,
            "height": layer.height,
            "enabled": layer.enabled,
            "active": layer.enabled,
            "hasVideo": True,
            "parent": layer.parent_id,
            "source": self._source(layer.source_id),
            "markers": [[marker.time, marker.duration, marker.comment] for marker in layer.markers],
        }

    def _source(self, item_id: int | None) -> Any:
        if item_id is None:
            return None
        if item_id in self._comps:
            return {"comp": item_id}
        item = self._template.footage_item(item_id)
        return _footage_facts(item) if item is not None else None

    def _group(self, node: str) -> Any:
        item = self.place(node).item
        if not isinstance(item, Group):
            raise UnknownFactError(f"{item.name} is not a group")
        children = [[child.name, child.match_name, _kind(child)] for child in item.children]
        return {"name": item.name, "match": item.match_name, "enabled": item.enabled, "children": children}

    def _property(self, node: str) -> Any:
        _, prop = self.property(node)
        return {"name": prop.name, "match": prop.match_name}

    def _keys(self, node: str) -> Any:
        place, prop = self.property(node)
        layer = place.layer
        return [
            [layer.start_time + key.time * layer.stretch, script_value(key.value, prop, place)]
            for key in prop.keyframes
        ]


def script_value(value: Value, prop: Property, place: Place) -> Any:
    """A value as expressions see it: a 2D layer's position, anchor point and scale have two dimensions."""
    if isinstance(value, TextValue):
        return value.text.replace("\n", "\r")
    if isinstance(value, PathValue):
        return {"vertices": value.vertices, "in": value.in_tangents, "out": value.out_tangents, "closed": value.closed}
    if not isinstance(value, tuple) or not value:
        return None
    if prop.kind is PropertyKind.LAYER:
        return {"layer": [place.comp.id, int(value[0])]} if value[0] else None
    if prop.match_name in _FLAT and not place.layer.three_d:
        return list(value[:2])
    return value[0] if len(value) == 1 else list(value)


def _kind(item: Group | Property) -> str:
    if isinstance(item, Group):
        return "group"
    return "layer" if item.kind is PropertyKind.LAYER else "property"


def text_style(value: Value, index: int = 0) -> Any:
    """The style of a text's character under the names that expressions use. Raises UnknownFactError for no text."""
    if not isinstance(value, TextValue):
        raise UnknownFactError("only text has a style")
    first = value.runs[0] if value.runs else TextRun(start=0, stop=0)
    run = next((run for run in value.runs if run.start <= index < run.stop), first)
    return {
        "font": run.font,
        "fontSize": run.size,
        "fillColor": run.fill,
        "applyFill": run.fill is not None,
        "strokeColor": run.stroke,
        "applyStroke": run.stroke is not None,
        "strokeWidth": run.stroke_width,
        "tracking": run.tracking,
        "leading": run.leading if run.leading is not None else run.size * 1.2,
        "autoLeading": run.leading is None,
        "baselineShift": run.baseline_shift,
        "isFauxBold": run.faux_bold,
        "isFauxItalic": run.faux_italic,
        "isAllCaps": run.all_caps,
        "isSmallCaps": run.small_caps,
    }


def _footage_facts(item: Footage) -> Any:
    return {
        "name": item.name,
        "width": item.width,
        "height": item.height,
        "duration": item.duration,
        "frameDuration": 1.0 / item.frame_rate if item.frame_rate else 0.0,
        "pixelAspect": item.pixel_aspect,
    }
