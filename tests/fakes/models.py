"""Builds small models in code: comps, layers and properties as a project file would give them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from app.core.model import (
    Comp,
    Footage,
    FootageKind,
    Group,
    Keyframe,
    Layer,
    LayerKind,
    PathValue,
    Property,
    PropertyKind,
    Template,
    Value,
)

Keys = Sequence[tuple[float, Any]]
"""Linear keyframes as (layer time, value) pairs."""


def make_property(
    match_name: str,
    value: Value | float,
    *,
    kind: PropertyKind | None = None,
    keys: Keys = (),
    name: str = "",
    **other: Any,
) -> Property:
    """A property; numbers may be given bare, and `keys` replaces the value by linear keyframes."""
    keyframes = tuple(Keyframe(time=time, value=_value(item)) for time, item in keys)
    first = keyframes[0].value if keyframes else _value(value)
    return Property(
        match_name=match_name,
        name=name or match_name,
        kind=kind or _kind(first),
        value=first,
        keyframes=keyframes,
        **other,
    )


def make_group(match_name: str, *children: Group | Property, name: str = "", **other: Any) -> Group:
    """A group of properties."""
    return Group(match_name=match_name, name=name or match_name, children=children, **other)


def transform_group(
    *,
    anchor: tuple[float, ...] = (0.0, 0.0, 0.0),
    position: tuple[float, ...] | Keys = (0.0, 0.0, 0.0),
    scale: tuple[float, ...] = (100.0, 100.0, 100.0),
    rotation: float | Keys = 0.0,
    opacity: float | Keys = 100.0,
    extra: Sequence[Property] = (),
) -> Group:
    """A layer's transform. Position, rotation and opacity also take keyframes; `extra` adds or separates properties."""
    return make_group(
        "ADBE Transform Group",
        make_property("ADBE Anchor Point", anchor),
        _maybe_keyed("ADBE Position", position),
        make_property("ADBE Scale", scale),
        _maybe_keyed("ADBE Rotate Z", rotation),
        _maybe_keyed("ADBE Opacity", opacity),
        *extra,
    )


def rectangle(left: float, top: float, right: float, bottom: float) -> PathValue:
    """A closed rectangle without tangents."""
    corners = ((left, top), (right, top), (right, bottom), (left, bottom))
    return PathValue(vertices=corners, in_tangents=((0.0, 0.0),) * 4, out_tangents=((0.0, 0.0),) * 4)


def make_mask(
    path: PathValue | Keys,
    *,
    mode: str = "add",
    inverted: bool = False,
    feather: tuple[float, float] = (0.0, 0.0),
    opacity: float = 100.0,
    expansion: float = 0.0,
) -> Group:
    """One mask."""
    shape = path if isinstance(path, PathValue) else None
    return make_group(
        "ADBE Mask Atom",
        make_property("ADBE Mask Shape", shape, keys=() if isinstance(path, PathValue) else path),
        make_property("ADBE Mask Feather", feather),
        make_property("ADBE Mask Opacity", opacity),
        make_property("ADBE Mask Offset", expansion),
        mask_mode=mode,
        mask_inverted=inverted,
    )


def make_effect(match_name: str, *properties: Property, name: str = "", enabled: bool = True) -> Group:
    """One effect."""
    return make_group(match_name, *properties, name=name, enabled=enabled)


def make_layer(
    layer_id: int,
    kind: LayerKind = LayerKind.SOLID,
    *,
    transform: Group | None = None,
    masks: Sequence[Group] = (),
    effects: Sequence[Group] = (),
    content: Sequence[Group | Property] = (),
    **fields: Any,
) -> Layer:
    """A layer that is active for ten seconds unless `fields` say otherwise; `content` goes into its property root."""
    children: list[Group | Property] = [*content]
    if masks:
        children.append(make_group("ADBE Mask Parade", *masks))
    if effects:
        children.append(make_group("ADBE Effect Parade", *effects))
    children.append(transform if transform is not None else transform_group())
    name = fields.pop("name", f"layer {layer_id}")
    given: dict[str, Any] = {"index": layer_id, "label": name, "out_point": 10.0} | fields
    return Layer(id=layer_id, kind=kind, name=name, root=make_group("ADBE AV Layer", *children), **given)


def make_solid(item_id: int, width: int, height: int, color: tuple[float, float, float]) -> Footage:
    """A solid as a footage item."""
    return Footage(id=item_id, name=f"solid {item_id}", kind=FootageKind.SOLID, width=width, height=height, color=color)


def make_image(item_id: int, width: int, height: int, **fields: Any) -> Footage:
    """A still image as a footage item."""
    given: dict[str, Any] = {"name": f"image {item_id}.png", "path": f"C:\\media\\image {item_id}.png"} | fields
    return Footage(id=item_id, kind=FootageKind.IMAGE, width=width, height=height, **given)


def make_comp(comp_id: int, width: int, height: int, *layers: Layer, **fields: Any) -> Comp:
    """A composition of ten seconds at 25 frames per second; `layers` is topmost first."""
    given: dict[str, Any] = {
        "name": f"comp {comp_id}",
        "frame_rate": 25.0,
        "duration": 10.0,
        "frame_count": 250,
    } | fields
    return Comp(id=comp_id, width=width, height=height, layers=layers, **given)


def make_template(*comps: Comp, footage: Sequence[Footage] = (), **fields: Any) -> Template:
    """A project."""
    given: dict[str, Any] = {"version": "24.0x0", "file_version": 95} | fields
    return Template(comps=comps, footage=tuple(footage), **given)


def solid_comp(
    width: int,
    height: int,
    *solids: tuple[tuple[float, float, float], dict[str, Any]],
    comp_id: int = 1,
    **fields: Any,
) -> Template:
    """A project of one comp with full-size solids, topmost first, each as (colour, extra fields of `make_layer`)."""
    items = [make_solid(100 + index, width, height, color) for index, (color, _) in enumerate(solids)]
    layers = [
        make_layer(1 + index, **({"source_id": 100 + index, "width": width, "height": height} | extra))
        for index, (_, extra) in enumerate(solids)
    ]
    return make_template(make_comp(comp_id, width, height, *layers, **fields), footage=items)


def _maybe_keyed(match_name: str, value: Any) -> Property:
    if isinstance(value, (list, tuple)) and value and isinstance(value[0], tuple):
        return make_property(match_name, None, keys=value)
    return make_property(match_name, value)


def _value(value: Any) -> Value:
    return (float(value),) if isinstance(value, (int, float)) else value


def _kind(value: Value) -> PropertyKind:
    if isinstance(value, PathValue):
        return PropertyKind.PATH
    if isinstance(value, tuple):
        return PropertyKind.NUMBER if len(value) == 1 else PropertyKind.POINT
    return PropertyKind.OPAQUE
