"""Photo paths in a spreadsheet that moves to another folder."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from app.template.files import is_file
from app.template.grid import Grid
from app.template.values import forbidden_character, photo_candidates, split_photo


def path_text(photo: Path, folder: Path) -> str:
    """A photo's path as a spreadsheet in `folder` names it: from there on where it lies in there, else in full."""
    return photo.relative_to(folder).as_posix() if photo.is_relative_to(folder) else os.fspath(photo)


def moved_photos(grid: Grid, columns: Iterable[int], before: Path, after: Path) -> dict[tuple[int, int], str]:
    """Cells, by row id and column, whose relative photo paths would mean other files from the folder `after` on.

    Only photos that are there now, in `before`, are looked at: what is wrong already stays as it is.
    """
    found: dict[tuple[int, int], str] = {}
    for column in columns:
        for row in grid.rows:
            path, settings = split_photo(row.cell(column))
            text = path.strip()
            if not text or forbidden_character(text) is not None or Path(text).is_absolute():
                continue
            photo = next((candidate for candidate in photo_candidates(text, before) if is_file(candidate)), None)
            if photo is not None:
                found[row.id, column] = "|".join((path_text(photo.absolute(), after.absolute()), *settings))
    return found
