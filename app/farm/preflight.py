"""What a job would lack: fonts, footage, and what the builtin engine does not draw exactly."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from app.core.errors import MissingError
from app.core.jobs import EngineChoice, MissingPolicy, RenderWarning, WarningKind
from app.core.model import Comp, LayerKind, Template
from app.farm.wording import said_once
from app.render.scene import FontFile
from app.template.locate import needs_file, stored_name

LISTED = 8
"""So many missing things are spelled out in an error; the rest is counted."""


def reachable_comps(template: Template, comp_id: int) -> tuple[Comp, ...]:
    """The composition and everything nested in it, each once."""
    found: dict[int, Comp] = {}
    waiting = [comp_id]
    while waiting:
        comp = template.comp(waiting.pop())
        if comp is None or comp.id in found:
            continue
        found[comp.id] = comp
        waiting.extend(layer.source_id for layer in comp.layers if layer.source_id is not None)
    return tuple(found.values())


def used_footage(template: Template, comp_id: int) -> frozenset[int]:
    """Ids of the footage items that need a file and are shown by the composition, directly or nested."""
    with_file = {item.id for item in template.footage if needs_file(item)}
    comps = reachable_comps(template, comp_id)
    return frozenset(
        layer.source_id
        for comp in comps
        for layer in comp.layers
        if layer.source_id in with_file and layer.kind is LayerKind.FOOTAGE
    )


def used_fonts(template: Template, comp_id: int) -> tuple[str, ...]:
    """PostScript names of the fonts that the composition's text layers use, directly or nested, sorted."""
    names: set[str] = set()
    for comp in reachable_comps(template, comp_id):
        for layer in comp.layers:
            for prop in layer.root.walk():
                values = [prop.value, *(key.value for key in prop.keyframes)]
                names.update(run.font for value in values for run in getattr(value, "runs", ()) if run.font)
    return tuple(sorted(names))


def unread_parts(template: Template) -> tuple[RenderWarning, ...]:
    """What could not be read from the project file, as warnings."""
    return tuple(
        RenderWarning(kind=WarningKind.FEATURE, what=problem.what, where=problem.where) for problem in template.problems
    )


def find_missing(
    template: Template, comp_id: int, *, footage: Mapping[int, Path], fonts: Mapping[str, FontFile]
) -> tuple[RenderWarning, ...]:
    """Everything that would be substituted or approximated if the composition were drawn with these files."""
    found = [
        *unread_parts(template),
        *(
            RenderWarning(kind=WarningKind.FONT, what=f"The font {name} is missing; another one stands in for it")
            for name in used_fonts(template, comp_id)
            if name not in fonts
        ),
    ]
    for item_id in sorted(used_footage(template, comp_id) - set(footage)):
        item = template.footage_item(item_id)
        if item is not None:
            what = f"The footage file {stored_name(item.path)} is missing; a placeholder stands in for it"
            found.append(RenderWarning(kind=WarningKind.FOOTAGE, what=what, where=item.name))
    return (*found, *inexact_parts(template, comp_id))


def inexact_parts(template: Template, comp_id: int) -> tuple[RenderWarning, ...]:
    """What the built-in engine does not draw exactly in a composition."""
    # Brings in all that draws, which a window that only names such parts later can do without.
    from app.render.coverage import coverage

    return coverage(template, comp_id).warnings


def known_beforehand(engine: EngineChoice, warnings: Iterable[RenderWarning]) -> tuple[RenderWarning, ...]:
    """What of these is certain before that engine draws.

    Which fonts and effects After Effects has, the worker's own After Effects says; footage has to be sent to it.
    """
    if engine is not EngineChoice.AERENDER:
        return tuple(warnings)
    return tuple(warning for warning in warnings if warning.kind is WarningKind.FOOTAGE)


def enforce(policy: MissingPolicy, warnings: tuple[RenderWarning, ...], *, name: str) -> None:
    """Raise `MissingError`, naming what lacks line by line, when the policy is `fail` and anything does."""
    if policy is MissingPolicy.SUBSTITUTE or not warnings:
        return
    found = said_once(warnings)
    lines = [f"{line}." for line in found[:LISTED]]
    if len(found) > LISTED:
        lines.append(f"And {len(found) - LISTED} more.")
    raise MissingError(
        f"“{name}” cannot be rendered exactly as designed.",
        "\n".join(lines),
        "Install or supply what is missing, or accept substitutes for it.",
    )
