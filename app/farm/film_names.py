"""File names of films below a results folder: their ending, and a number where a file exists already."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from typing import Protocol

from app.template.output_names import shared_names


class NamedRow(Protocol):
    """A film to be: its name, and the spreadsheet's row that it is made from, if any."""

    @property
    def number(self) -> int | None:
        """The row's number in the spreadsheet."""
        ...

    @property
    def name(self) -> str:
        """The film's name, with or without its ending."""
        ...


def film_names(
    rows: Sequence[NamedRow], extension: str, exists: Callable[[str], bool], *, number: bool
) -> tuple[str, ...]:
    """File names of the films; with `number`, the first free “name (2)”, “name (3)” … where a file of that name exists.

    An ending that a name has already is not added twice. Raises `RowError` when rows would write the same film.
    """
    stems = [_without(row.name, extension) for row in rows]
    doubled = shared_names({row.number: stem for row, stem in zip(rows, stems, strict=True) if row.number is not None})
    if doubled:
        raise next(iter(doubled.values()))
    names = [f"{stem}{extension}" for stem in stems]
    taken = {name.casefold() for name in names}
    for index, stem in enumerate(stems):
        if number and exists(names[index]):
            numbered = (f"{stem} ({count}){extension}" for count in itertools.count(2))
            names[index] = next(name for name in numbered if name.casefold() not in taken and not exists(name))
            taken.add(names[index].casefold())
    return tuple(names)


def _without(name: str, extension: str) -> str:
    ends = name.lower().endswith(extension) and len(name) > len(extension)
    return name[: -len(extension)] if ends else name
