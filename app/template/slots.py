"""The slots of a template: what can be filled, under which names, and in which compositions it shows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TypeVar

from app.core.errors import UsageError
from app.core.model import Comp, Footage, FootageKind, Layer, Property, Template, TextValue
from app.core.slots import Slot, SlotKind
from app.template.derived import TEXT_DOCUMENT, source_text
from app.template.locate import stored_name
from app.template.names import plain_name, suggestion

LAYER_SOURCE = "ADBE Layer Source Alternate"
"""Match name of what an Essential Graphics control exposes when it replaces a layer's media."""

PHOTO_KINDS = frozenset({FootageKind.IMAGE, FootageKind.PHOTOSHOP, FootageKind.VECTOR, FootageKind.PLACEHOLDER})
"""Kinds of footage that a photo may take the place of."""

_Named = TypeVar("_Named", Comp, Slot)


def list_slots(template: Template) -> tuple[Slot, ...]:
    """All text and photo slots: compositions in the project's order, layers from the top.

    A photo stands where its footage item is used first; items that no layer uses are left out, and so are folders
    of the render queue, which are stored much like footage but are not items.
    """
    shown_in = _containers(template)
    exposed = _exposed_names(template)
    users = _users(template)
    footage = {item.id: item for item in template.footage}
    order = [comp.id for comp in template.comps]
    slots: dict[str, Slot] = {}
    for comp in template.comps:
        for layer in comp.layers:
            text = source_text(layer)
            if text is not None:
                names = exposed.get((comp.id, layer.id, TEXT_DOCUMENT), [])
                slots[text_key(comp.id, layer.id)] = _text_slot(comp, layer, text, names, shown_in[comp.id])
            item = footage.get(layer.source_id) if layer.source_id is not None else None
            if item is not None and item.kind in PHOTO_KINDS and photo_key(item.id) not in slots:
                showing = {comp_id for user, _ in users[item.id] for comp_id in shown_in[user.id]}
                comp_ids = tuple(filter(showing.__contains__, order))
                slots[photo_key(item.id)] = _photo_slot(item, users[item.id], exposed, comp_ids)
    return tuple(slots.values())


def text_key(comp_id: int, layer_id: int) -> str:
    """The key of a text slot."""
    return f"layer/{comp_id}/{layer_id}"


def photo_key(item_id: int) -> str:
    """The key of a photo slot."""
    return f"item/{item_id}"


def main_comp(template: Template) -> Comp:
    """The composition that is meant when none is named.

    The one in the render queue, else the one that no other shows. Raises `UsageError` when there are several or none.
    """
    queued = {comp_id for comp_id, _ in template.render_queue}
    nested = {layer.source_id for comp in template.comps for layer in comp.layers}
    in_queue = [comp for comp in template.comps if comp.id in queued]
    if len(in_queue) == 1:
        return in_queue[0]
    candidates = in_queue or [comp for comp in template.comps if comp.id not in nested] or list(template.comps)
    if len(candidates) == 1:
        return candidates[0]
    if not candidates:
        raise UsageError("The template has no composition.", "", "Open it in After Effects and add one.")
    raise UsageError(
        "The template has several main compositions.",
        f"They are {_comp_list(candidates)}.",
        "Name the one to render, by its name or as #id.",
    )


def find_comp(template: Template, name: str) -> Comp:
    """The composition of that name, or of the id in `#<id>`. Raises `UsageError` when it is unknown or ambiguous."""
    if name.startswith("#") and name[1:].isdigit():
        comp = template.comp(int(name[1:]))
        if comp is not None:
            return comp
    found = _matches(template.comps, name, lambda comp: (comp.name,))
    if not found:
        raise UsageError(
            f"The template has no composition “{name}”.", suggestion(name, (comp.name for comp in template.comps))
        )
    if len(found) > 1:
        raise UsageError(
            f"Several compositions are called “{name}”.", f"They are {_comp_list(found)}.", "Choose one by its #id."
        )
    return found[0]


def find_slot(slots: Iterable[Slot], name: str) -> Slot:
    """The slot of that key, label or alias; case, spaces and accents count only where they are needed.

    Raises `UsageError` when it is unknown or ambiguous.
    """
    known = tuple(slots)
    found = match_slots(known, name)
    if not found:
        raise UsageError(f"The template has no slot “{name}”.", suggestion(name, (slot.label for slot in known)))
    if len(found) > 1:
        keys = ", ".join(slot_name(slot) for slot in found)
        raise UsageError(
            f"Several slots are called “{name}”.", f"They are {keys}.", "Name the one you mean by one of these."
        )
    return found[0]


def match_slots(slots: Iterable[Slot], name: str) -> list[Slot]:
    """All slots that `name` may mean: by key, else by label, else by alias, each first exactly and then loosely."""
    known = tuple(slots)
    by_key = [slot for slot in known if slot.key == name]
    return by_key or _matches(known, name, lambda slot: (slot.label,)) or _matches(known, name, lambda s: s.aliases)


def slot_name(slot: Slot) -> str:
    """What names exactly this slot, with the composition that people know where there is one."""
    path = next((alias for alias in slot.aliases if "/" in alias), "")
    return f"{slot.key} ({path})" if path else slot.key


def _matches(things: Iterable[_Named], name: str, names_of: Callable[[_Named], Iterable[str]]) -> list[_Named]:
    known = tuple(things)
    exact = [thing for thing in known if name in names_of(thing)]
    if exact:
        return exact
    plain = plain_name(name)
    return [thing for thing in known if plain and plain in {plain_name(other) for other in names_of(thing)}]


def _comp_list(comps: Iterable[Comp]) -> str:
    return ", ".join(f"“{comp.name}” (#{comp.id}, {comp.width} × {comp.height})" for comp in comps)


def _containers(template: Template) -> dict[int, tuple[int, ...]]:
    """For each composition the ids of those that show it, itself included, in the project's order."""
    parents: dict[int, set[int]] = {comp.id: set() for comp in template.comps}
    for comp in template.comps:
        for layer in comp.layers:
            if layer.source_id in parents:
                parents[layer.source_id].add(comp.id)
    order = [comp.id for comp in template.comps]
    reached = {comp_id: _reached(comp_id, parents) for comp_id in order}
    return {comp_id: tuple(other for other in order if other in reached[comp_id]) for comp_id in order}


def _reached(start: int, parents: Mapping[int, set[int]]) -> set[int]:
    reached = {start}
    waiting = [start]
    while waiting:
        for parent in parents[waiting.pop()] - reached:
            reached.add(parent)
            waiting.append(parent)
    return reached


def _users(template: Template) -> dict[int, list[tuple[Comp, Layer]]]:
    """The layers that show each item, by item id."""
    users: dict[int, list[tuple[Comp, Layer]]] = {}
    for comp in template.comps:
        for layer in comp.layers:
            if layer.source_id is not None:
                users.setdefault(layer.source_id, []).append((comp, layer))
    return users


def _exposed_names(template: Template) -> dict[tuple[int, int, str], list[str]]:
    """Names in Essential Graphics by composition, layer, and the match name of the property that is exposed."""
    names: dict[tuple[int, int, str], list[str]] = {}
    for comp in template.comps:
        for control in comp.essential_controls:
            if control.path and control.name:
                names.setdefault((control.comp_id, control.layer_id, control.path[-1]), []).append(control.name)
    return names


def _text_slot(comp: Comp, layer: Layer, text: Property, exposed: list[str], comp_ids: tuple[int, ...]) -> Slot:
    value = text.value if isinstance(text.value, TextValue) else TextValue(text="")
    label = next(iter(exposed), "") or _bare(layer.label) or layer.name or text_key(comp.id, layer.id)
    names = [*exposed, _bare(layer.label), layer.name, layer.label]
    return Slot(
        key=text_key(comp.id, layer.id),
        kind=SlotKind.TEXT,
        label=label,
        aliases=_aliases(label, [*names, f"{comp.name}/{layer.name or label}", f"{comp.name}/{label}"]),
        comp_id=comp.id,
        layer_id=layer.id,
        comp_ids=comp_ids,
        default=value.text,
        width=round(value.box.width) if value.box is not None else 0,
        height=round(value.box.height) if value.box is not None else 0,
        font=value.runs[0].font if value.runs else "",
        multi_line=value.box is not None or "\n" in value.text,
        driven=text.driven,
    )


def _photo_slot(
    item: Footage,
    users: list[tuple[Comp, Layer]],
    exposed: Mapping[tuple[int, int, str], list[str]],
    comp_ids: tuple[int, ...],
) -> Slot:
    titles = [name for comp, layer in users for name in exposed.get((comp.id, layer.id, LAYER_SOURCE), [])]
    layer_names = [layer.name for _, layer in users if layer.name]
    keyed = next((name for name in layer_names if name.startswith("$")), "")
    names = [*titles, _bare(keyed), _bare(item.name), _bare(stored_name(item.path))]
    label = next((name for name in names if name), photo_key(item.id))
    paths = [f"{comp.name}/{layer.name or label}" for comp, layer in users]
    return Slot(
        key=photo_key(item.id),
        kind=SlotKind.PHOTO,
        label=label,
        aliases=_aliases(label, [*titles, item.name, *map(_bare, layer_names), *layer_names, *paths]),
        item_id=item.id,
        comp_ids=comp_ids,
        default=item.path,
        width=item.width,
        height=item.height,
    )


def _bare(name: str) -> str:
    """A name without the dollar sign by which some templates mark what is to be filled."""
    return name.removeprefix("$").strip()


def _aliases(label: str, names: Iterable[str]) -> tuple[str, ...]:
    return tuple(name for name in dict.fromkeys(names) if name and name != label)
