"""References inside a model that would lead nowhere, or round and round: mended with a problem noted, or refused."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from app.core.errors import TemplateError
from app.core.model import Comp, Layer
from app.template.build_problems import Problems

MAX_NESTING = 64
"""Deepest nesting of compositions in compositions that is accepted."""


def mended_layers(layers: Sequence[Layer], comp_name: str, problems: Problems) -> tuple[Layer, ...]:
    """The layers without parents and mattes that are not there, and without circles of parents."""
    parents = {layer.id: layer.parent_id for layer in layers}
    mended: list[Layer] = []
    for layer in layers:
        where = f"{comp_name} / {layer.label or f'layer {layer.index}'}"
        parent_id, matte = layer.parent_id, layer.matte
        if parent_id is not None and not _reaches_the_top(layer.id, parents):
            problems.add(where, "Its parent layer is missing or is its own child; it is drawn without one.")
            parents[layer.id] = parent_id = None
        if matte is not None and matte.layer_id not in parents:
            problems.add(where, "Its matte layer is missing; it is drawn without one.")
            matte = None
        mended.append(msgspec.structs.replace(layer, parent_id=parent_id, matte=matte))
    return tuple(mended)


def check_nesting(comps: Sequence[Comp], file_name: str) -> None:
    """Raise TemplateError when a composition contains itself, or compositions are nested deeper than `MAX_NESTING`."""
    names = {comp.id: comp.name for comp in comps}
    inner = {
        comp.id: sorted({layer.source_id for layer in comp.layers if layer.source_id in names and layer.source_id})
        for comp in comps
    }
    heights: dict[int, int] = {}
    for comp_id in names:
        _measure(comp_id, inner, heights, names, file_name)


def _reaches_the_top(layer_id: int, parents: dict[int, int | None]) -> bool:
    """Whether the chain of parents ends at a layer without one."""
    seen = {layer_id}
    parent = parents[layer_id]
    while parent is not None:
        if parent in seen or parent not in parents:
            return False
        seen.add(parent)
        parent = parents[parent]
    return True


def _measure(
    start: int, inner: dict[int, list[int]], heights: dict[int, int], names: dict[int, str], file_name: str
) -> None:
    """Put the nesting depth below `start` into `heights`; without recursion, because the file may be hostile."""
    path: list[int] = []
    open_ids: set[int] = set()
    stack = [start]
    while stack:
        current = stack[-1]
        if current in heights:
            stack.pop()
            continue
        if current not in open_ids:
            open_ids.add(current)
            path.append(current)
            waiting = [child for child in inner[current] if child not in heights]
            if open_ids.intersection(waiting):
                raise _circular(file_name, f"Composition {names[current]} contains itself.")
            stack.extend(waiting)
            continue
        heights[current] = 1 + max((heights[child] for child in inner[current]), default=0)
        if heights[current] > MAX_NESTING:
            raise _circular(file_name, f"Compositions are nested deeper than {MAX_NESTING} levels.")
        open_ids.remove(path.pop())
        stack.pop()


def _circular(file_name: str, cause: str) -> TemplateError:
    return TemplateError(
        f"{file_name} cannot be drawn.", cause, "Open the project in After Effects and save it again, or use a copy."
    )
