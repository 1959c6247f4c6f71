"""One film from an open template: its file's name, and the filled project for After Effects."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from app.core.errors import UsageError
from app.core.model import Comp
from app.core.slots import FillValue, PlacedValue, SlotKind, TextFill
from app.farm.opened import Opened
from app.template import files
from app.template.locate import FOOTAGE_FOLDER
from app.template.output_names import output_name, safe_file_name
from app.template.rows import ColumnMapping, Row
from app.template.slots import find_slot


def single_film_name(pattern: str, opened: Opened, comp: Comp, values: Mapping[str, FillValue]) -> str:
    """The file name, without its ending, of a film that no spreadsheet names; without a pattern, the template's.

    The pattern may speak of `{template}`, `{comp}`, and of the texts by their slots' names; `{row}` is 1, and
    `{name}` the template where no slot is called so. Raises `UsageError` for an unknown field.
    """
    stem = opened.path.stem
    if not pattern.strip():
        return safe_file_name(stem) or "film"
    fields = {"name": stem, "template": stem, "comp": comp.name}
    for slot in opened.slots_of(comp):
        if slot.kind is SlotKind.TEXT:
            value = values.get(slot.key)
            fields[slot.label] = value.text if isinstance(value, TextFill) else slot.default
    nothing = ColumnMapping(sheet="", columns=(), slot_columns=())
    return output_name(pattern, Row(number=1, cells=()), nothing, fields=fields)


def save_filled_project(opened: Opened, values: Mapping[str, FillValue], out: Path) -> dict[str, PlacedValue]:
    """Write a filled project in the form of its ending, in place of a file of that name; what was filled in.

    Photos go to a `(Footage)` folder beside it. Raises the errors of `refuse_source`, of fitting photos and of filling.
    """
    # Writing projects needs much of the program that filling them in does without.
    from app.template.fill import fill_file

    refuse_source(opened.path, out)
    placed = place(opened, values, out.absolute().parent / FOOTAGE_FOLDER)
    fill_file(opened.path, out, placed)
    return placed


def place(opened: Opened, values: Mapping[str, FillValue], folder: Path) -> dict[str, PlacedValue]:
    """The values with their photos fitted into `folder`."""
    from app.template.photos import fit_photo  # the packages that read pictures take long to import

    placed: dict[str, PlacedValue] = {}
    for key, value in values.items():
        slot = find_slot(opened.slots, key)
        placed[slot.key] = value if isinstance(value, TextFill) else fit_photo(slot, value, Path(value.path), folder)
    return placed


def refuse_source(source: Path, target: Path) -> None:
    """Raise `UsageError` when writing a project to `target` would replace `source`, or it has no project's ending."""
    files.form_of(target)
    if target.exists() and source.exists() and target.samefile(source):
        raise UsageError(
            f"{target.name} would replace the project that it is made from.", next_step="Give it another name."
        )
