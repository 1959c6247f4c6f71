"""The file beside a template that renames, hides, describes and limits its slots.

It is called like the template with the ending `.toml`, or `template.toml` for the only template of a folder:

    [slots."layer/1/13"]
    label = "Guest"
    description = "First name and surname"
    max_length = 40

    [slots.logo]
    hidden = true

A slot is named by its key, its label, or another of its names.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import msgspec
from msgspec.structs import replace

from app.core.decoding import from_plain
from app.core.errors import TemplateError, UsageError
from app.core.model import Struct
from app.core.slots import Slot, SlotKind
from app.core.unreadable import NO_TOML
from app.template.files import is_file
from app.template.slots import find_slot

COMMON_NAME = "template.toml"
MAX_BYTES = 2**20


class SlotNotes(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the author says about one slot; None and 0 leave it as it is. `max_length` counts characters."""

    label: str | None = None
    description: str = ""
    hidden: bool = False
    multi_line: bool | None = None
    max_length: Annotated[int, msgspec.Meta(ge=0)] = 0


class Sidecar(Struct, frozen=True, forbid_unknown_fields=True):
    """The whole file: notes by the slot's name."""

    slots: dict[str, SlotNotes] = {}


def read_sidecar(template_path: Path) -> Sidecar:
    """The notes beside a template, or none. Raises `TemplateError` when the file is there and cannot be used."""
    for path in (template_path.with_suffix(".toml"), template_path.with_name(COMMON_NAME)):
        if is_file(path):
            return _read(path)
    return Sidecar()


def noted_slots(slots: Iterable[Slot], sidecar: Sidecar) -> tuple[Slot, ...]:
    """The slots as their author wants them seen: renamed, described, limited, and without the hidden ones.

    Former names stay aliases. Raises `TemplateError` when a note names no slot, or several.
    """
    known = tuple(slots)
    notes: dict[str, SlotNotes] = {}
    for name, note in sidecar.slots.items():
        try:
            notes[find_slot(known, name).key] = note
        except UsageError as error:
            raise TemplateError(
                f"The template's notes speak of a slot that it does not have, “{name}”.",
                f"{error.title} {error.cause}",
                "Correct the .toml file beside the template.",
            ) from error
    found = (_noted(slot, notes[slot.key]) if slot.key in notes else slot for slot in known)
    return tuple(slot for slot in found if not (slot.key in notes and notes[slot.key].hidden))


def _noted(slot: Slot, note: SlotNotes) -> Slot:
    label = note.label or slot.label
    return replace(
        slot,
        label=label,
        aliases=tuple(name for name in dict.fromkeys((slot.label, *slot.aliases)) if name != label),
        description=note.description,
        multi_line=slot.multi_line if note.multi_line is None else note.multi_line,
        max_length=note.max_length if slot.kind is SlotKind.TEXT else 0,
    )


def _read(path: Path) -> Sidecar:
    try:
        if path.stat().st_size > MAX_BYTES:
            raise TemplateError(f"{path.name} is too large for notes about slots.")
        content = tomllib.loads(path.read_text(encoding="utf-8-sig"))
        return from_plain(content, Sidecar)
    except (OSError, msgspec.ValidationError, *NO_TOML) as error:
        raise TemplateError(
            f"{path.name}, the notes about the template's slots, cannot be read.",
            str(error),
            "Correct the file or take it away.",
        ) from error
