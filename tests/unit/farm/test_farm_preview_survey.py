"""Surveys of filled templates: what does not fit, what is missing, when slots show."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import py_aep
import pytest
from PIL import Image

from app.core.errors import UsageError
from app.core.jobs import WarningKind
from app.core.slots import FillValue, MediaFill, TextFill
from app.farm.preview.drawing import PreviewTemplate
from app.farm.preview.photos import FittedPhotos
from app.farm.preview.protocol import Findings, SurveyWanted
from app.farm.preview.survey import survey
from app.render.cache import ByteCache

SAMPLES = Path(__file__).parents[3] / "resources" / "samples"
GREETING = SAMPLES / "greeting" / "greeting.aepx"
LOWER_THIRD = SAMPLES / "lower_third" / "lower_third.aepx"
STORY = SAMPLES / "story" / "story.aepx"
NAME, MESSAGE, PHOTO = "layer/2/53", "layer/2/52", "item/1"
POINT_TEXT = "layer/1/17"
HEADLINE, PARAGRAPH = "layer/2/21", "layer/2/20"


@pytest.fixture(scope="module")
def cache() -> ByteCache:
    return ByteCache()


def look(path: Path, folder: Path, cache: ByteCache, values: dict[str, FillValue] | None = None) -> Findings:
    template = PreviewTemplate(path, None, photos=FittedPhotos(folder), cache=cache)
    steps = survey(template, SurveyWanted(ticket=1, values=values or {}, frames=(0, 90)))
    while True:
        try:
            next(steps)
        except StopIteration as finished:
            findings: Findings = finished.value
            return findings


def project_with_text(folder: Path, font: str, text: str = "Hello") -> Path:
    app = py_aep.new()
    comp = app.project.root_folder.add_comp("Title", 320, 180, 1.0, 1.0, 25.0)
    layer: Any = comp.add_text(text)
    layer.text["ADBE Text Document"].value.font = font
    path = folder / "text.aep"
    app.project.save(path)
    return path


def test_survey_of_a_whole_template_finds_nothing_wrong(tmp_path: Path, cache: ByteCache) -> None:
    findings = look(GREETING, tmp_path, cache)
    assert findings.overflow == findings.photos == findings.broken == {}
    assert findings.missing_fonts == findings.missing_footage == findings.warnings == findings.approximate == ()
    assert findings.coverage == 1.0
    assert 0 < findings.seconds_per_frame < 10
    fonts = findings.fonts[NAME]
    assert [(font.title, font.stand_in) for font in fonts] == [("Source Sans Pro Bold", False)]


def test_survey_finds_when_slots_are_first_seen_behind_mattes_and_wipes(tmp_path: Path, cache: ByteCache) -> None:
    first = look(GREETING, tmp_path, cache).first_frames
    assert set(first) == {NAME, MESSAGE, PHOTO}
    # Seen in the pictures of the sample: the photo grows from frame 9 on, the name is wiped in between 31 and 43.
    assert 9 <= first[PHOTO] <= 20
    assert 31 <= first[NAME] <= 43
    assert 36 <= first[MESSAGE] <= 45


def test_survey_finds_the_text_that_does_not_fit_its_box(tmp_path: Path, cache: ByteCache) -> None:
    findings = look(STORY, tmp_path, cache, {PARAGRAPH: TextFill(text="Every word counts. " * 60)})
    warning = findings.overflow[PARAGRAPH]
    assert warning.kind is WarningKind.TEXT
    assert "too small" in warning.what
    assert warning in findings.warnings
    assert HEADLINE not in findings.overflow


def test_survey_finds_the_text_that_runs_out_of_the_picture(tmp_path: Path, cache: ByteCache) -> None:
    findings = look(LOWER_THIRD, tmp_path, cache, {POINT_TEXT: TextFill(text="Adalbert Ferdinand " * 9)})
    assert "runs out" in findings.overflow[POINT_TEXT].what
    assert set(findings.overflow) == {POINT_TEXT}
    assert look(LOWER_THIRD, tmp_path, cache, {POINT_TEXT: TextFill(text="Ada")}).overflow == {}


def test_survey_goes_on_without_photos_that_cannot_be_used(tmp_path: Path, cache: ByteCache) -> None:
    values: dict[str, FillValue] = {PHOTO: MediaFill(path=str(tmp_path / "gone.jpg")), NAME: TextFill(text="Ada")}
    findings = look(GREETING, tmp_path, cache, values)
    assert set(findings.broken) == {PHOTO}
    assert findings.broken[PHOTO].kind == "PhotoError"
    assert findings.first_frames


def test_survey_finds_photos_that_are_enlarged(tmp_path: Path, cache: ByteCache) -> None:
    small = tmp_path / "small.png"
    Image.new("RGB", (40, 30), (9, 99, 199)).save(small)
    findings = look(GREETING, tmp_path / "fitted", cache, {PHOTO: MediaFill(path=str(small))})
    (remark,) = findings.photos[PHOTO]
    assert "enlarged" in remark.what
    assert remark in findings.warnings


def test_survey_finds_missing_footage(tmp_path: Path, cache: ByteCache) -> None:
    path = Path(shutil.copy(GREETING, tmp_path))
    findings = look(path, tmp_path, cache)
    assert [(missing.item_id, missing.file) for missing in findings.missing_footage] == [(1, "photo.jpg")]
    assert any(warning.kind is WarningKind.FOOTAGE for warning in findings.warnings)
    photo = tmp_path / "mine.png"
    Image.new("RGB", (1600, 1200), (9, 99, 199)).save(photo)
    assert look(path, tmp_path, cache, {PHOTO: MediaFill(path=str(photo))}).missing_footage == ()


def test_survey_names_the_font_that_stands_in_for_a_missing_one(tmp_path: Path, cache: ByteCache) -> None:
    findings = look(project_with_text(tmp_path, "NoSuchFont-Bold"), tmp_path, cache)
    assert findings.missing_fonts == ("NoSuchFont-Bold",)
    (fonts,) = findings.fonts.values()
    assert [(font.font, font.title, font.stand_in) for font in fonts] == [
        ("NoSuchFont-Bold", "Source Sans Pro Bold", True)
    ]
    assert any(warning.kind is WarningKind.FONT for warning in findings.warnings)


def test_survey_tells_of_characters_that_the_font_lacks(tmp_path: Path, cache: ByteCache) -> None:
    findings = look(GREETING, tmp_path, cache, {NAME: TextFill(text="Ada \U00013080")})
    assert any("\U00013080" in warning.what for warning in findings.warnings)


def test_survey_of_an_unknown_composition_is_refused(tmp_path: Path, cache: ByteCache) -> None:
    template = PreviewTemplate(GREETING, None, photos=FittedPhotos(tmp_path), cache=cache)
    with pytest.raises(UsageError):
        next(survey(template, SurveyWanted(ticket=1, comp_id=4711)))
