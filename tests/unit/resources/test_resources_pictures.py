"""What the renderer makes of the bundled samples: exact, with nothing substituted, and composed as they are meant."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from app.core.slots import MediaFill, PlacedValue
from app.render.fonts import FontLibrary, bundled_font_folder
from app.render.renderer import Renderer
from app.render.surface import Pixels
from app.template.apply import apply
from app.template.load import load_template
from app.template.locate import locate_footage
from app.template.photos import fit_photo
from app.template.rows import map_columns, read_sheet, row_values
from app.template.slots import list_slots, main_comp
from resources import Sample, samples

SAMPLES = {sample.name: sample for sample in samples()}
PLATES = (slice(790, 980), slice(120, 1040))
"""Where the lower third may draw, as rows and columns."""


class Screen:
    """Draws a sample's frames, with its own texts and photo or with those of a row of its spreadsheet."""

    def __init__(self, sample: Sample, row: int | None = None, folder: Path | None = None) -> None:
        template = load_template(sample.template, isolated=False).template
        footage = locate_footage(template, sample.template)
        if row is not None and folder is not None:
            slots = {slot.key: slot for slot in list_slots(template)}
            sheet = read_sheet(sample.csv)
            values = row_values(sheet.rows[row], map_columns(sheet, slots.values()), sample.csv.parent)
            placed: dict[str, PlacedValue] = {}
            for key, value in values.items():
                if isinstance(value, MediaFill):
                    placed[key] = photo = fit_photo(slots[key], value, Path(value.path), folder)
                    footage[slots[key].item_id or 0] = Path(photo.path)
                else:
                    placed[key] = value
            template = apply(template, placed)
        self.comp = main_comp(template)
        self.renderer = Renderer(template, footage=footage, fonts=FontLibrary([bundled_font_folder()]))

    def frame(self, number: int, *, scale: float = 1.0) -> Pixels:
        return self.renderer.render(self.comp.id, number, scale=scale)


@pytest.mark.parametrize(("name", "row"), [(name, row) for name in sorted(SAMPLES) for row in (0, 1)])
def test_every_row_is_drawn_exactly(name: str, row: int, tmp_path: Path) -> None:
    screen = Screen(SAMPLES[name], row, tmp_path)
    for number in (0, screen.comp.frame_count // 4, screen.comp.frame_count // 2, screen.comp.frame_count - 1):
        screen.frame(number, scale=0.5)
    assert screen.renderer.warnings == ()


@pytest.mark.parametrize("name", ["greeting", "story"])
def test_films_are_opaque_from_first_to_last_frame(name: str) -> None:
    screen = Screen(SAMPLES[name])
    for number in (0, 20, screen.comp.frame_count - 1):
        assert (screen.frame(number, scale=0.25)[..., 3] == 255).all()


def test_lower_third_comes_from_nothing_and_goes_to_nothing() -> None:
    screen = Screen(SAMPLES["lower_third"])
    assert not screen.frame(0).any()
    assert not screen.frame(screen.comp.frame_count - 1).any()


def test_lower_third_stays_in_its_corner() -> None:
    screen = Screen(SAMPLES["lower_third"])
    for number in (12, 24, 60, 100):
        alpha = screen.frame(number)[..., 3].copy()
        assert alpha.any()
        alpha[PLATES] = 0
        assert not alpha.any()


def test_lower_third_shows_white_letters_on_the_dark_plate_only_inside_it() -> None:
    frame = Screen(SAMPLES["lower_third"]).frame(60)
    plate = frame[802:906, 150:1030]
    white = plate[..., :3].min(axis=-1) > 240
    assert 0.03 < white.mean() < 0.3
    assert not white[:, 520:].any()


def test_greeting_shows_the_rows_photo_in_its_arch_and_upright(tmp_path: Path) -> None:
    """Row 2 has the photo with turned pixels: sky above, sea below, and the arch's corners cut off."""
    frame = Screen(SAMPLES["greeting"], 1, tmp_path).frame(120)[..., :3].astype(int)
    sky, sea, corner = frame[190, 260], frame[560, 200], frame[150, 140]
    assert sky.min() > 120
    assert sea[2] > sea[0] + 40
    assert corner[0] > 230 and corner[2] < 180, "the orange disc shows behind the arch"


def test_greeting_cuts_no_accents_off_the_name(tmp_path: Path) -> None:
    """The tilde on the first letter of “Ñáñez” rises above the paragraph's box."""
    above_the_box = Screen(SAMPLES["greeting"], 1, tmp_path).frame(120)[346:361, 760:840, :3].astype(int)
    assert (np.abs(above_the_box - (0x35, 0x21, 0x4A)).max(axis=-1) < 12).sum() > 40


def test_greeting_holds_its_last_seconds(tmp_path: Path) -> None:
    """After all has come in, only slow movement is left: the words are where they will stay."""
    screen = Screen(SAMPLES["greeting"], 0, tmp_path)
    words = (slice(300, 450), slice(576, 1010))
    assert np.array_equal(screen.frame(100)[words], screen.frame(149)[words])
    assert not np.array_equal(screen.frame(20)[words], screen.frame(149)[words])


def test_story_opens_its_window_over_the_photo() -> None:
    screen = Screen(SAMPLES["story"])
    first, last = screen.frame(0), screen.frame(screen.comp.frame_count - 1)
    assert first[400, 200, :3].max() < 110, "the dark ground is still there"
    assert last[400, 200, :3].min() > 150, "the bright sky of the photo is there"
    assert last[40, 40, :3].max() < 110, "the window keeps its margin"
