"""Files for tests of the whole window: a small template that costs little to draw, and spreadsheets for it."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path

import py_aep

WIDTH, HEIGHT, RATE = 320, 180, 25
COLUMNS = ("Guest", "output")


def small_template(path: Path, *, frames: int) -> Path:
    """A project with one text, `Guest`, of at most 20 characters."""
    app = py_aep.new()
    comp = app.project.root_folder.add_comp("Card", WIDTH, HEIGHT, 1.0, frames / RATE, float(RATE))
    layer = comp.add_text("Guest")
    layer.text["ADBE Text Document"].value.font = "SourceSansPro-Bold"
    app.project.save(path)
    path.with_suffix(".toml").write_text("[slots.Guest]\nmax_length = 20\n", "utf-8")
    return path


def guest_list(path: Path, names: Sequence[str]) -> Path:
    """A spreadsheet with a row for each name; the films are called `film 01` and so on."""
    rows = [(name, f"film {number:02}") for number, name in enumerate(names, start=1)]
    with path.open("w", newline="", encoding="utf-8-sig") as file:
        csv.writer(file).writerows([COLUMNS, *rows])
    return path
