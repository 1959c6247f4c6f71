"""What a sample is made of, and making it."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from py_aep import CompItem, Project

from app.template.files import write_atomic
from resources.build_samples.project import new_project, repeatable_ids, save_pair
from resources.build_samples.thumbnails import thumbnail


@dataclass(frozen=True, slots=True)
class Recipe:
    """A sample: how its project is built from its folder, its other files (path → bytes) and its spreadsheet.

    `rows` begins with the columns' names; `poster` is the frame of the thumbnail.
    """

    name: str
    build: Callable[[Path, Project], CompItem]
    rows: tuple[tuple[str, ...], ...]
    poster: int
    files: Mapping[str, Callable[[], bytes]] = field(default_factory=dict)


def make(recipe: Recipe, folder: Path) -> None:
    """Write the whole sample into its folder, replacing what is there."""
    for name, content in recipe.files.items():
        write_atomic(content(), folder / name)
    make_project(recipe, folder)
    write_atomic(thumbnail(folder / f"{recipe.name}.aepx", recipe.poster), folder / "thumbnail.jpg")


def make_project(recipe: Recipe, folder: Path) -> None:
    """Write the sample's project and spreadsheet into its folder, where its footage already lies.

    The same footage gives the same bytes: a project keeps the file sizes of its footage.
    """
    with repeatable_ids(recipe.name):
        project = new_project()
        recipe.build(folder, project)
        save_pair(project, folder, recipe.name)
    write_atomic(_table(recipe.rows), folder / "sample.csv")


def _table(rows: tuple[tuple[str, ...], ...]) -> bytes:
    """The rows as a spreadsheet that Excel opens with its accents: UTF-8 with a byte order mark, CRLF."""
    text = io.StringIO(newline="")
    csv.writer(text).writerows(rows)
    return text.getvalue().encode("utf-8-sig")
