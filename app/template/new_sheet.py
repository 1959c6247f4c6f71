"""A spreadsheet to start from, for a template."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from pathlib import Path

from app.core.slots import Slot, SlotKind
from app.template.rows import example_sheet
from app.template.sheets import Records


def new_records(slots: Iterable[Slot], footage: Mapping[int, Path], folder: Path, *, name: str) -> Records:
    """As `example_sheet`, but photos are those that the template shows; empty where their file is not here.

    `footage` are the template's files by item id; those below `folder` are named from there.
    """
    known = tuple(slots)
    text = example_sheet(known).decode("utf-8-sig")
    columns, cells = csv.reader(io.StringIO(text, newline=""))
    for index, slot in enumerate(known):
        if slot.kind is not SlotKind.TEXT:
            cells[index] = _path_text(footage.get(slot.item_id or 0), folder)
    return Records(name=name, columns=tuple(columns), rows=((2, tuple(cells)),), encoding="utf-8-sig", delimiter=",")


def _path_text(path: Path | None, folder: Path) -> str:
    if path is None:
        return ""
    return path.relative_to(folder).as_posix() if path.is_relative_to(folder) else str(path)
