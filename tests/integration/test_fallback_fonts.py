"""A name in characters that the template's font lacks, from the request to the frames of the engine's child."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from app.core.errors import MissingError
from app.core.frames import FrameRange
from app.core.jobs import JobRequest, MissingPolicy, RenderWarning
from app.core.slots import TextFill
from app.farm.engines.builtin import BuiltinEngine
from app.farm.prepare import Preparation
from app.farm.requests import RenderWishes, RequestBuilder, find_files
from app.farm.storage_folder import FolderStorage
from app.render.fonts_index import FontIndex
from app.template.load import load_template
from tests.fakes.farm_jobs import Ears, make_order
from tests.fakes.fonts import make_font

TEMPLATE = Path(__file__).resolve().parents[2] / "resources" / "samples" / "greeting" / "greeting.aepx"
NAME = "layer/2/53"


def builder(folder: Path, fonts: Path, missing: MissingPolicy = MissingPolicy.SUBSTITUTE) -> RequestBuilder:
    template = load_template(TEMPLATE, cache=folder / "models").template
    comp = next(comp for comp in template.comps if comp.name == "Greeting")
    return RequestBuilder(
        storage=FolderStorage(folder / "storage", folder / "results"),
        template=template,
        template_path=TEMPLATE,
        wishes=RenderWishes(comp=comp, frames=FrameRange(start=74, stop=76), preset="mp4", missing=missing),
        files=find_files(template, TEMPLATE, comp),
        index=FontIndex([fonts], cache=folder / "fonts.index"),
    )


def request(folder: Path, fonts: Path, text: str, missing: MissingPolicy = MissingPolicy.SUBSTITUTE) -> JobRequest:
    return builder(folder, fonts, missing).request({NAME: TextFill(text)}, output="film.mp4")


def film(folder: Path, job: JobRequest) -> tuple[set[str], tuple[RenderWarning, ...]]:
    """The hashes of the frames and what the engine warns of."""
    storage = FolderStorage(folder / "storage", folder / "results")
    plan = Preparation(storage, folder / "models").run(job)
    engine, ears = BuiltinEngine(storage), Ears()
    engine.render(make_order(plan), ears.control, ears)
    engine.close()
    assert ears.manifests
    hashes = {digest for manifest in ears.manifests for digest in manifest.frame_hashes}
    return hashes, ears.manifests[-1].warnings


@pytest.fixture
def fonts(tmp_path: Path) -> Path:
    """A computer's font folder with two fonts that have Chinese characters."""
    folder = tmp_path / "fonts"
    folder.mkdir()
    make_font(folder / "han.ttf", "李小龙", name="Han-Bold", family="Han Sans", weight=700)
    make_font(folder / "low.ttf", "李小龙", name="Low-Regular", family="Low Sans", height=200)
    return folder


def test_a_name_that_the_font_lacks_is_drawn_with_a_font_that_travels_with_the_job(tmp_path: Path, fonts: Path) -> None:
    job = request(tmp_path, fonts, "Lee 李小龙")
    assert [font.asset.name for font in job.fallback_fonts] == ["han.ttf"]
    for file in fonts.iterdir():
        file.unlink()
    hashes, warnings = film(tmp_path, job)
    (warning,) = warnings
    assert warning.what == "characters 李 小 龙 are not in SourceSansPro-Bold; Han Sans is used"
    without = msgspec.structs.replace(job, job_id="without", fallback_fonts=())
    boxes, lost = film(tmp_path, without)
    assert [warning.what for warning in lost] == ["no font has the characters 李 小 龙 of SourceSansPro-Bold"]
    assert not hashes & boxes


def test_other_computers_with_other_fonts_draw_the_same_frames(tmp_path: Path, fonts: Path) -> None:
    job = request(tmp_path, fonts, "李小龙")
    here, _ = film(tmp_path, job)
    (fonts / "han.ttf").write_bytes((fonts / "low.ttf").read_bytes())
    again, _ = film(tmp_path, msgspec.structs.replace(job, job_id="again"))
    assert here == again


def test_the_fonts_used_belong_to_the_job_s_key(tmp_path: Path, fonts: Path) -> None:
    plain = request(tmp_path, fonts, "Lee")
    assert plain.fallback_fonts == ()
    assert plain.key() == request(tmp_path, fonts, "Lee").key()
    first = request(tmp_path, fonts, "李小龙")
    assert first.key() == request(tmp_path, fonts, "李小龙").key()
    (fonts / "han.ttf").unlink()
    second = request(tmp_path, fonts, "李小龙")
    assert [font.asset.name for font in second.fallback_fonts] == ["low.ttf"]
    assert first.key() != second.key()


def test_the_computer_s_fonts_are_not_looked_at_when_all_characters_are_there(tmp_path: Path) -> None:
    made = builder(tmp_path, tmp_path / "none")
    made.request({NAME: TextFill("Zoë Müller")}, output="film.mp4")
    assert not (tmp_path / "fonts.index").exists()


def test_the_policy_fail_names_characters_font_and_film(tmp_path: Path, fonts: Path) -> None:
    with pytest.raises(MissingError) as caught:
        request(tmp_path, fonts, "李小", MissingPolicy.FAIL)
    assert "film.mp4" in caught.value.title
    assert "characters 李 小 are not in SourceSansPro-Bold; Han Sans is used" in caught.value.cause
    assert request(tmp_path, fonts, "Zoë", MissingPolicy.FAIL).fallback_fonts == ()
    job = msgspec.structs.replace(request(tmp_path, fonts, "李小"), missing=MissingPolicy.FAIL)
    with pytest.raises(MissingError, match="exactly as designed"):
        film(tmp_path, job)


def test_a_row_with_other_characters_than_those_before_is_looked_at_again(tmp_path: Path, fonts: Path) -> None:
    made = builder(tmp_path, fonts, MissingPolicy.FAIL)
    for text in ("Lee", "eel", "Zoë", "ëL"):
        assert made.request({NAME: TextFill(text)}, output="film.mp4").fallback_fonts == ()
    with pytest.raises(MissingError):
        made.request({NAME: TextFill("Lee 李")}, output="film.mp4")
    # A mark of its own makes another character of the letter before it.
    with pytest.raises(MissingError):
        made.request({NAME: TextFill("L\u20e3e")}, output="film.mp4")
    assert made.request({NAME: TextFill("Lee")}, output="film.mp4").fallback_fonts == ()
