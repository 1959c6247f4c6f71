"""`farmhand inspect`: compositions, slots, fonts, footage, and what the builtin engine does not draw exactly."""

from __future__ import annotations

from pathlib import Path

import msgspec

from app.cli.console import Output, clock_text
from app.core.jobs import RenderWarning
from app.core.model import Comp
from app.core.slots import Slot, SlotKind
from app.farm.opened import Opened, open_template
from app.farm.requests import font_library
from app.farm.wording import counted, said_once
from app.render.coverage import coverage
from app.template.locate import locate_footage, needs_file, stored_name


class CompDocument(msgspec.Struct, frozen=True):
    """A composition in the `--json` document. `coverage` is the share (0..1) of its visible layers drawn exactly."""

    id: int
    name: str
    width: int
    height: int
    frame_rate: float
    frames: int
    duration: float
    layers: int
    nested: bool
    coverage: float
    approximate: tuple[RenderWarning, ...]


class FootageDocument(msgspec.Struct, frozen=True):
    """A footage item that needs a file; `found` is the local file, empty when it is missing."""

    id: int
    name: str
    kind: str
    width: int
    height: int
    stored_path: str
    found: str


class FontDocument(msgspec.Struct, frozen=True):
    """A font by PostScript name; `found` is the local file, empty when it is missing."""

    name: str
    found: str


class InspectDocument(msgspec.Struct, frozen=True):
    """The `--json` document of `inspect`.

    `file` is the template; `project` the file that was read for it, another one when it was unpacked.
    """

    file: str
    project: str
    version: str
    file_version: int
    sha256: str
    comps: tuple[CompDocument, ...]
    slots: tuple[Slot, ...]
    footage: tuple[FootageDocument, ...]
    fonts: tuple[FontDocument, ...]
    problems: tuple[str, ...]


def inspect(path: Path, output: Output) -> None:
    """Read a template and print what is in it. Raises the errors of `open_template`."""
    opened = open_template(path)
    document = describe(opened)
    output.result(document, "\n".join(_text(document)))


def describe(opened: Opened) -> InspectDocument:
    """Everything that `inspect` prints."""
    template = opened.template
    located = locate_footage(template, opened.path)
    library = font_library(opened.path)
    fonts = {name: library.find(name) for name in template.fonts}
    nested = {layer.source_id for comp in template.comps for layer in comp.layers}
    return InspectDocument(
        file=str(opened.origin),
        project=str(opened.path),
        version=template.version,
        file_version=template.file_version,
        sha256=opened.loaded.sha256,
        comps=tuple(_comp(opened, comp, nested=comp.id in nested) for comp in template.comps),
        slots=opened.slots,
        footage=tuple(
            FootageDocument(
                id=item.id,
                name=item.name,
                kind=item.kind,
                width=item.width,
                height=item.height,
                stored_path=item.path,
                found=str(located.get(item.id, "")),
            )
            for item in template.footage
            if needs_file(item)
        ),
        fonts=tuple(
            FontDocument(name=name, found=str(font.path) if font is not None else "") for name, font in fonts.items()
        ),
        problems=tuple(f"{problem.where}: {problem.what}" for problem in template.problems),
    )


def _comp(opened: Opened, comp: Comp, *, nested: bool) -> CompDocument:
    covered = coverage(opened.template, comp.id)
    return CompDocument(
        id=comp.id,
        name=comp.name,
        width=comp.width,
        height=comp.height,
        frame_rate=comp.frame_rate,
        frames=comp.frame_count,
        duration=comp.duration,
        layers=len(comp.layers),
        nested=nested,
        coverage=round(covered.share, 4),
        approximate=covered.warnings,
    )


def _text(document: InspectDocument) -> list[str]:
    unpacked = [f"  {document.project}"] if document.project != document.file else []
    lines = [document.file, *unpacked, f"After Effects {document.version}", "", "Compositions"]
    for comp in document.comps:
        lines.append(
            f"  {comp.name}  {comp.width}×{comp.height}  {comp.frame_rate:g} fps  {counted(comp.frames, 'frame')}  "
            f"{clock_text(comp.duration)}  {counted(comp.layers, 'layer')}  {comp.coverage:.0%} drawn exactly"
            f"{'  (nested)' if comp.nested else ''}"
        )
        lines += [f"      {line}" for line in said_once(comp.approximate)]
    lines += ["", "Slots"]
    lines += [f"  {_slot_line(slot)}" for slot in document.slots] or ["  none"]
    lines += ["", "Fonts"]
    lines += [f"  {font.name}  {font.found or 'MISSING'}" for font in document.fonts] or ["  none"]
    lines += ["", "Footage"]
    lines += [
        f"  {item.name}  {item.kind}  {item.width}×{item.height}  {_found(item)}" for item in document.footage
    ] or ["  none"]
    if document.problems:
        lines += ["", "Not readable", *(f"  {problem}" for problem in document.problems)]
    return lines


def _found(item: FootageDocument) -> str:
    return item.found or f"MISSING ({stored_name(item.stored_path)})"


def _slot_line(slot: Slot) -> str:
    size = f"  {slot.width}×{slot.height}" if slot.width else ""
    default = stored_name(slot.default) if slot.kind is SlotKind.PHOTO else slot.default.replace("\n", " / ")
    shown = f"  “{default}”" if default else ""
    driven = "  (driven by an expression)" if slot.driven else ""
    limit = f"  at most {slot.max_length} characters" if slot.max_length else ""
    note = f"  {slot.description}" if slot.description else ""
    return f"{slot.label}  {slot.kind}{size}{shown}{limit}{driven}  [{slot.key}]{note}"
