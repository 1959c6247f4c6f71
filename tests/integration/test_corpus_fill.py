"""Real projects: every slot can be filled, both ways of filling agree, and nothing else changes."""

from __future__ import annotations

import itertools
import os
from collections import Counter
from pathlib import Path

import pytest
from PIL import Image

from app.core.errors import TemplateError
from app.core.model import Template, TextValue
from app.core.slots import MediaFill, PlacedValue, Slot, SlotKind, TextFill
from app.template.aepx import read_aepx, write_aepx
from app.template.apply import apply
from app.template.build import build_model
from app.template.chunks import write_rifx
from app.template.derived import source_text
from app.template.diff import diff
from app.template.files import ProjectFile, read_project
from app.template.fill import fill
from app.template.photos import fit_photo
from app.template.slots import list_slots
from tests.fakes.corpus import of_suite

CORPUS = os.environ.get("FARMHAND_CORPUS", "")
TEXTS = ("Grüße an alle", "zwei\nZeilen", "日本語 😀", "", "a\n", "\n\nx", "(paren) \\ back\ttab", "שלום Zoë")
OLD_PROJECT = "helperProject.aep"
"""From before Creative Cloud: the XML form has no words for its file references."""

FARM_FOLDER = "\\\\farm\\jobs\\größe"
LARGEST_PHOTO = 4_000_000
"""Placeholders with more pixels are left alone here, because fitting them says nothing new and takes seconds."""

pytestmark = [
    pytest.mark.corpus,
    pytest.mark.skipif(not CORPUS, reason="FARMHAND_CORPUS names no folder of projects"),
]


def project_paths() -> list[Path]:
    endings = {".aep", ".aepx", ".aet"}
    return sorted(path for path in Path(CORPUS).rglob("*") if path.suffix in endings) if CORPUS else []


def photo_folder(folder: Path) -> Path:
    Image.effect_noise((320, 200), 60).convert("RGB").save(folder / "opaque.png")
    gradient = Image.linear_gradient("L")
    Image.merge("RGBA", (gradient, gradient, gradient, gradient)).save(folder / "alpha.png")
    return folder


def values_for(slots: tuple[Slot, ...], folder: Path) -> dict[str, PlacedValue]:
    values: dict[str, PlacedValue] = {}
    for number, slot in enumerate(slots):
        if slot.kind is SlotKind.TEXT:
            values[slot.key] = TextFill(TEXTS[number % len(TEXTS)])
        elif 0 < slot.width * slot.height <= LARGEST_PHOTO:
            source = folder / ("alpha.png" if number % 2 else "opaque.png")
            media = MediaFill(path=source.name)
            values[slot.key] = fit_photo(
                slot, media, source, folder / "placed", platform="windows", project_folder=FARM_FOLDER
            )
    return values


def texts_of(template: Template, slot: Slot) -> set[str]:
    comp = template.comp(slot.comp_id or 0)
    layer = comp.layer(slot.layer_id or 0) if comp is not None else None
    source = source_text(layer) if layer is not None else None
    assert source is not None
    values = [source.value, *(keyframe.value for keyframe in source.keyframes)]
    return {value.text for value in values if isinstance(value, TextValue)}


def allowed_names(project: ProjectFile, filled: ProjectFile) -> set[str]:
    """Where the chunks that differ stand: the document of a layer, or the part of an item."""
    names = set()
    for difference in diff(project.tree, filled.tree):
        parts = [part.partition("[")[0] for part in difference.path.split("/")]
        names.add("btdk" if parts[-1] == "btdk" else parts[len(parts) - parts[::-1].index("Item")])
    return names


def load(path: Path) -> tuple[ProjectFile, Template] | None:
    """The project and its model; None for the one file of the corpus that is damaged."""
    try:
        project = read_project(path)
        return project, build_model(write_rifx(project.tree), path.name)
    except TemplateError:
        return None


COUNTED: dict[Path, tuple[SlotKind, ...]] = {}
"""The slots of each project that was loaded here: loading it again only to count them would take as long."""


@pytest.mark.parametrize("path", [of_suite(path) for path in project_paths()])
def test_every_slot_is_filled_both_ways_and_nothing_else_changes(path: Path, tmp_path: Path) -> None:
    loaded = load(path)
    if loaded is None:
        assert path.name == "nm05ae15.aepx"
        return
    project, model = loaded
    slots = list_slots(model)
    COUNTED[path] = tuple(slot.kind for slot in slots)
    assert len({slot.key for slot in slots}) == len(slots)
    values = values_for(slots, photo_folder(tmp_path))
    before = write_rifx(project.tree)

    filled = fill(project, values)

    assert write_rifx(project.tree) == before
    assert allowed_names(project, filled) <= {"btdk", "Pin", "idta", "Utf8"}
    again = build_model(write_rifx(filled.tree), path.name)
    assert again == apply(model, values)
    for slot in slots:
        value = values.get(slot.key)
        if isinstance(value, TextFill):
            assert texts_of(again, slot) == {value.text}
    if path.name != OLD_PROJECT:
        assert read_aepx(write_aepx(filled.tree), path.name) == filled.tree


@pytest.mark.slow
def test_the_corpus_has_the_slots_that_were_counted() -> None:
    for path in project_paths():
        if path not in COUNTED and (loaded := load(path)) is not None:
            COUNTED[path] = tuple(slot.kind for slot in list_slots(loaded[1]))
    kinds = Counter(itertools.chain.from_iterable(COUNTED.values()))
    assert len(COUNTED) >= 55
    assert kinds[SlotKind.TEXT] >= 115
    assert kinds[SlotKind.PHOTO] >= 78


def test_filling_twice_gives_the_first_fill_back(tmp_path: Path) -> None:
    path = next(path for path in project_paths() if path.name == "nm05ae12.aepx")
    loaded = load(path)
    assert loaded is not None
    project, model = loaded
    slots = [slot for slot in list_slots(model) if slot.kind is SlotKind.TEXT]
    once = fill(project, {slot.key: TextFill("once") for slot in slots})
    twice = fill(
        fill(project, {slot.key: TextFill("zwei\nmal") for slot in slots}), {s.key: TextFill("once") for s in slots}
    )
    assert build_model(write_rifx(twice.tree), path.name) == build_model(write_rifx(once.tree), path.name)
