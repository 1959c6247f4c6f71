"""The bundled samples: complete, true to their scripts, fillable from their spreadsheets, and free of this computer."""

from __future__ import annotations

import io
import json
import shutil
from collections.abc import Iterator
from pathlib import Path, PureWindowsPath

import av
import numpy as np
import pytest
from fontTools.ttLib import TTFont
from PIL import Image

from app.core.model import Property, Template, TextValue
from app.core.slots import MediaFill, SlotKind, TextFill
from app.render.fonts import bundled_font_folder
from app.template.chunks import Chunk
from app.template.files import read_project
from app.template.load import load_template
from app.template.locate import locate_footage
from app.template.rows import map_columns, read_sheet, row_values
from app.template.slots import list_slots, main_comp
from resources import Sample, resource_path, samples
from resources.build_samples.__main__ import RECIPES
from resources.build_samples.recipe import make_project

SAMPLES = {sample.name: sample for sample in samples()}
RECIPES_BY_NAME = {recipe.name: recipe for recipe in RECIPES}


@pytest.fixture(params=sorted(SAMPLES))
def sample(request: pytest.FixtureRequest) -> Sample:
    return SAMPLES[request.param]


def model(sample: Sample) -> Template:
    return load_template(sample.template, isolated=False).template


def labels(sample: Sample) -> dict[str, SlotKind]:
    return {slot.label: slot.kind for slot in list_slots(model(sample))}


def test_every_recipe_is_bundled_and_listed() -> None:
    assert [sample.name for sample in samples()] == [recipe.name for recipe in RECIPES]


def test_resource_path_leads_into_the_package() -> None:
    assert resource_path("samples", "README.md").is_file()
    assert resource_path("samples") == resource_path() / "samples"


def test_all_files_of_a_sample_are_there(sample: Sample) -> None:
    assert sample.template.is_file()
    assert sample.template.with_suffix(".aep").is_file()
    assert sample.csv.is_file()
    assert sample.title


def test_only_the_greeting_has_music() -> None:
    assert {name for name, sample in SAMPLES.items() if sample.music} == {"greeting"}


def test_both_forms_hold_the_same_project(sample: Sample) -> None:
    assert read_project(sample.template).tree == read_project(sample.template.with_suffix(".aep")).tree


def test_building_again_gives_the_bundled_project(sample: Sample, tmp_path: Path) -> None:
    bundled, folder = sample.template.parent, tmp_path / "elsewhere" / sample.name
    shutil.copytree(bundled, folder, ignore=shutil.ignore_patterns("*.aep", "*.aepx", "*.csv"))
    make_project(RECIPES_BY_NAME[sample.name], folder)
    for name in (f"{sample.name}.aepx", f"{sample.name}.aep", "sample.csv"):
        assert (folder / name).read_bytes() == (bundled / name).read_bytes()


def test_bundled_files_are_what_the_scripts_make(sample: Sample) -> None:
    bundled = sample.template.parent
    made = {
        f"{sample.name}.aepx",
        f"{sample.name}.aep",
        "sample.csv",
        "thumbnail.jpg",
        *RECIPES_BY_NAME[sample.name].files,
    }
    assert {path.relative_to(bundled).as_posix() for path in bundled.rglob("*") if path.is_file()} == made


def test_footage_is_drawn_alike_again(sample: Sample) -> None:
    for name, draw in RECIPES_BY_NAME[sample.name].files.items():
        if not name.startswith("(Footage)"):
            continue
        bundled, again = (
            np.asarray(Image.open(source), dtype=np.float64)
            for source in (sample.template.parent / name, io.BytesIO(draw()))
        )
        assert bundled.shape == again.shape
        assert np.abs(bundled - again).mean() < 1.0


def test_projects_name_no_authors_computer(sample: Sample) -> None:
    records = [json.loads(chunk.body) for chunk in _footage_records(read_project(sample.template).tree.root)]
    assert bool(records) == (sample.name != "lower_third")
    for record in records:
        path = PureWindowsPath(record["fullpath"])
        assert path.parent == PureWindowsPath(f"C:/Farmhand/samples/{sample.name}/(Footage)")
        assert (record["ascendcount_base"], record["ascendcount_target"]) == (1, 2)


def test_footage_is_found_beside_the_project_in_its_size(sample: Sample) -> None:
    template = model(sample)
    found = locate_footage(template, sample.template)
    assert set(found) == {item.id for item in template.footage if item.path}
    for item_id, path in found.items():
        item = template.footage_item(item_id)
        assert item is not None
        with Image.open(path) as image:
            assert image.size == (item.width, item.height)


@pytest.mark.parametrize(
    ("name", "comp", "size", "frames", "slots"),
    [
        ("greeting", "Greeting", (1280, 720), 150, {"Name": "text", "Message": "text", "Photo": "photo"}),
        ("lower_third", "Lower third", (1920, 1080), 120, {"Name": "text", "Title": "text"}),
        ("story", "Story", (1080, 1920), 180, {"Headline": "text", "Paragraph": "text", "Photo": "photo"}),
    ],
)
def test_what_people_meet_in_a_sample(
    name: str, comp: str, size: tuple[int, int], frames: int, slots: dict[str, str]
) -> None:
    template = model(SAMPLES[name])
    main = main_comp(template)
    assert (main.name, (main.width, main.height), main.frame_count, main.frame_rate) == (comp, size, frames, 30.0)
    assert labels(SAMPLES[name]) == slots
    assert template.problems == ()
    assert template.file_version == 94


def test_lower_third_covers_nothing_but_its_plates() -> None:
    """No layer of it is a background, so that it can lie over other film."""
    main = main_comp(model(SAMPLES["lower_third"]))
    plates = {"Name plate", "Title plate", "Accent line"}
    assert {layer.label for layer in main.layers if not layer.is_matte} == {"Name", "Title", *plates}


def test_spreadsheet_fills_every_slot(sample: Sample) -> None:
    slots = list_slots(model(sample))
    sheet = read_sheet(sample.csv)
    mapping = map_columns(sheet, slots)
    assert mapping.unmatched == () and mapping.unfilled == ()
    assert mapping.name_index is not None
    for row in sheet.rows:
        values = row_values(row, mapping, sample.csv.parent)
        assert set(values) == {slot.key for slot in slots}


def test_demo_makes_three_films_with_accented_names() -> None:
    sample = SAMPLES["greeting"]
    values = [value for row in _rows(sample) for value in row]
    names = [value.text for value in values if isinstance(value, TextFill)][::2]
    assert len(_rows(sample)) == 3
    assert all(not name.isascii() for name in names)


def test_demo_photos_lie_differently_and_one_is_turned() -> None:
    shapes, turned = set(), 0
    for path in _photos(SAMPLES["greeting"]):
        with Image.open(path) as image:
            orientation = image.getexif().get(0x0112, 1)
            turned += orientation == 6
            width, height = image.size if orientation == 1 else image.size[::-1]
        shapes.add((width > height) - (width < height))
    assert shapes == {-1, 0, 1}
    assert turned == 1


def test_source_sans_pro_has_every_character_of_the_samples(sample: Sample) -> None:
    template = model(sample)
    assert template.fonts
    texts = {value.text for row in _rows(sample) for value in row if isinstance(value, TextFill)}
    texts |= {prop.value.text for prop in _properties(template) if isinstance(prop.value, TextValue)}
    for name in template.fonts:
        assert name.startswith("SourceSansPro-")
        with TTFont(bundled_font_folder() / f"{name}.otf") as font:
            known = font.getBestCmap()
        assert {letter for text in texts for letter in text if ord(letter) not in known} == set()


def test_music_is_as_long_as_the_film_and_fades_out() -> None:
    music = SAMPLES["greeting"].music
    assert music is not None
    with av.open(str(music)) as container:
        stream = container.streams.audio[0]
        assert (stream.rate, stream.channels) == (48_000, 2)
        assert container.duration == 5 * av.time_base
        sound = np.concatenate([frame.to_ndarray() for frame in container.decode(stream)], axis=1)
    assert np.abs(sound).max() < 1.0
    body, end = sound[:, 4_800:192_000], sound[:, 237_600:240_000]
    assert np.sqrt((body**2).mean()) > 0.05
    assert np.sqrt((end**2).mean()) < 0.01


def test_samples_stay_small() -> None:
    files = [path for path in resource_path("samples").rglob("*") if path.is_file()]
    assert sum(path.stat().st_size for path in files) < 4_000_000
    assert max(path.stat().st_size for path in files if path.suffix == ".jpg") < 400_000


def _footage_records(chunk: Chunk) -> list[Chunk]:
    return [found for found in chunk.walk() if found.tag == "alas"]


def _properties(template: Template) -> Iterator[Property]:
    for comp in template.comps:
        for layer in comp.layers:
            yield from layer.root.walk()


def _rows(sample: Sample) -> list[list[object]]:
    sheet = read_sheet(sample.csv)
    mapping = map_columns(sheet, list_slots(model(sample)))
    return [list(row_values(row, mapping, sample.csv.parent).values()) for row in sheet.rows]


def _photos(sample: Sample) -> list[Path]:
    return [Path(value.path) for row in _rows(sample) for value in row if isinstance(value, MediaFill)]
