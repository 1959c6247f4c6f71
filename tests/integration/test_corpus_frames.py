"""Frames of real projects: every composition is drawn, and one is compared with what After Effects rendered."""

from __future__ import annotations

import os
from pathlib import Path

import av
import msgspec
import numpy as np
import pytest

from app.core.errors import TemplateError
from app.core.model import FootageKind, Template
from app.render.coverage import coverage
from app.render.fonts import FontLibrary
from app.render.renderer import Renderer
from app.template.load import load_template
from app.template.locate import locate_footage
from tests.fakes.corpus import of_suite

CORPUS = os.environ.get("FARMHAND_CORPUS", "")
PROJECTS = {".aep", ".aepx", ".aet"}
KNOWN_BAD = "nm05ae15.aepx"
"""Not well-formed (`aepx-format.md` §2)."""

pytestmark = [
    pytest.mark.corpus,
    pytest.mark.skipif(not CORPUS, reason="FARMHAND_CORPUS names no folder of projects"),
]


def projects() -> list[Path]:
    return sorted(path for path in Path(CORPUS).rglob("*") if path.suffix.lower() in PROJECTS) if CORPUS else []


@pytest.mark.parametrize("path", [of_suite(path) for path in projects()])
def test_the_middle_frame_of_every_composition_is_drawn(path: Path):
    try:
        template = load_template(path, isolated=False).template
    except TemplateError:
        assert path.name == KNOWN_BAD
        return
    renderer = Renderer(template, footage=locate_footage(template, path), fonts=FontLibrary())
    for comp in template.comps:
        pixels = renderer.render(comp.id, comp.frame_count // 2, scale=0.25)
        assert pixels.shape == (max(1, round(comp.height / 4)), max(1, round(comp.width / 4)), 4)
        assert (pixels[..., :3] <= pixels[..., 3:]).all()
        report = coverage(template, comp.id)
        assert 0.0 <= report.share <= 1.0
        assert bool(report.warnings) is (report.exact < report.layers)


def test_a_frame_agrees_with_the_one_that_after_effects_rendered():
    folder = Path(CORPUS) / "inlife__nexrender-boilerplate"
    path = folder / "assets" / "nm05ae12.aet"
    template = with_changed_color(load_template(path, isolated=False).template)
    footage = locate_footage(template, path)
    photo = next(item.id for item in template.footage if "background" in item.path + item.name)
    footage[photo] = folder / "assets" / "2016-aug-deep.jpg"
    comp = next(comp for comp in template.comps if comp.name == "main")
    drawn = Renderer(template, footage=footage, fonts=FontLibrary()).render(comp.id, 240, background=True)
    truth = video_frame(folder / "results" / "output.mp4", 100)
    # Photo under a 70 % solid, then the logo: no text, whose font is not free, and no audio spectrum.
    for top, bottom, left, right, least in ((100, 560, 260, 880, 37.0), (60, 200, 1040, 1220, 34.0)):
        error = drawn[top:bottom, left:right, :3].astype(float) - truth[top:bottom, left:right]
        assert 10 * np.log10(255**2 / (error**2).mean()) > least


def with_changed_color(template: Template) -> Template:
    """The blue solid in the colour that the project's Change To Color effect, which is not drawn, gives it."""
    footage = tuple(
        msgspec.structs.replace(item, color=(0.0745, 0.5176, 0.8588))
        if item.kind is FootageKind.SOLID and item.name == "base"
        else item
        for item in template.footage
    )
    return msgspec.structs.replace(template, footage=footage)


def video_frame(path: Path, index: int) -> np.ndarray:
    with av.open(str(path)) as container:
        for number, frame in enumerate(container.decode(video=0)):
            if number == index:
                pixels: np.ndarray = frame.to_ndarray(format="rgb24")
                return pixels
    raise AssertionError(f"{path.name} has no frame {index}")
