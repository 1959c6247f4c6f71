"""PDF and Illustrator files as footage: size, paper, sharpness, and files that are not what they seem."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.model import Footage, FootageKind, LayerKind, Template
from app.render.coverage import coverage
from app.render.footage_vector import MOST_ENLARGED, drawing_scale, read_vector
from app.render.renderer import Renderer
from app.render.video import UnreadableError
from tests.fakes.fonts import NoFonts
from tests.fakes.models import make_comp, make_layer, make_template, transform_group

BAR = b"1 0 0 rg 5 0 10 20 re f"
"""A red bar, 10 points wide and 20 high, from 5 points right of the left lower corner."""


def pdf(content: bytes = BAR, *, size: tuple[float, float] = (40, 20), font: bytes = b"") -> bytes:
    """A file of one page of this size in points."""
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 %g %g]/Contents 4 0 R" % size
    fonts = b"/Resources<</Font<</F<</Type/Font/Subtype/TrueType/BaseFont/%s>>>>>>" % font if font else b""
    return (
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
        b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n3 0 obj" + page + fonts + b">>endobj\n"
        b"4 0 obj<</Length %d>>stream\n%s\nendstream endobj\ntrailer<</Root 1 0 R>>" % (len(content), content)
    )


def vector(width: int = 40, height: int = 20, path: str = "C:\\art\\logo.ai", **fields: Any) -> Footage:
    return Footage(id=9, name="logo", kind=FootageKind.VECTOR, width=width, height=height, path=path, **fields)


def shown(item: Footage, *, scale: float = 100.0, collapse: bool = False) -> Template:
    layer = make_layer(
        1,
        LayerKind.FOOTAGE,
        source_id=9,
        width=item.width,
        height=item.height,
        collapse=collapse,
        transform=transform_group(scale=(scale, scale, 100.0)),
    )
    return make_template(make_comp(1, 320, 160, layer), footage=[item])


def written(folder: Path, content: bytes) -> Path:
    path = folder / "logo.ai"
    path.write_bytes(content)
    return path


def test_a_point_is_a_pixel_and_the_paper_is_transparent(tmp_path: Path) -> None:
    pixels = read_vector(written(tmp_path, pdf()), vector())
    assert pixels.shape == (20, 40, 4)
    assert (pixels[:, 5:15] == (255, 0, 0, 255)).all()
    assert not pixels[:, :5].any()
    assert not pixels[:, 15:].any()


def test_what_is_half_transparent_is_premultiplied(tmp_path: Path) -> None:
    content = b"% no paper\n" + pdf(b"/G gs 1 1 1 rg 0 0 40 20 re f").replace(
        b"/Contents 4 0 R", b"/Contents 4 0 R/Resources<</ExtGState<</G<</ca 0.5>>>>>>"
    )
    pixels = read_vector(written(tmp_path, content), vector())
    assert np.abs(pixels.astype(int) - 128).max() <= 1


def test_a_page_fills_its_item_and_takes_its_own_size_without_one(tmp_path: Path) -> None:
    path = written(tmp_path, pdf())
    assert (read_vector(path, vector(80, 20))[:, 10:30, 0] == 255).all()
    assert read_vector(path, vector(0, 0)).shape == (20, 40, 4)
    assert read_vector(path, vector(), 2.0).shape == (40, 80, 4)


@pytest.mark.parametrize(("scale", "drawn"), [(0.1, 1.0), (1.0, 1.0), (1.01, 2**0.25), (2.0, 2.0), (float("nan"), 1.0)])
def test_pages_are_drawn_in_steps_of_size(scale: float, drawn: float) -> None:
    assert drawing_scale(vector(), scale) == pytest.approx(drawn)


def test_no_enlargement_is_beyond_memory() -> None:
    for width, height in ((1000, 1000), (1, 29_000), (9000, 9000)):
        scale = drawing_scale(vector(width, height), 1e6)
        assert width * height * scale**2 <= max(MOST_ENLARGED * 1.001, width * height)


def edge(item: Footage, path: Path, *, collapse: bool) -> set[int]:
    """The alphas around the bar's left edge when it is shown eight times as large."""
    renderer = Renderer(shown(item, scale=800.0, collapse=collapse), footage={9: path}, fonts=NoFonts())
    row = renderer.render(1, 0)[80, 34:46, 3]
    assert renderer.warnings == ()
    return {int(alpha) for alpha in row}


def test_continuously_rasterised_layers_are_sharp_when_enlarged(tmp_path: Path) -> None:
    path = written(tmp_path, pdf())
    assert edge(vector(), path, collapse=True) == {0, 255}
    assert len(edge(vector(), path, collapse=False)) > 4


def test_text_in_a_standard_font_is_the_same_whatever_was_drawn_before(tmp_path: Path) -> None:
    path = written(tmp_path, pdf(b"BT /F 16 Tf 1 4 Td (gQ8) Tj ET", font=b"Helvetica"))
    first = read_vector(path, vector())
    assert first.any()
    for font in (b"Helvetica-Bold", b"Times-Roman"):
        other = tmp_path / "other.pdf"
        other.write_bytes(pdf(b"BT /F 16 Tf 1 4 Td (xyz) Tj ET", font=font))
        read_vector(other, vector(), 2.0)
    assert (read_vector(path, vector()) == first).all()


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"%!PS-Adobe-3.0\n%%Creator: Adobe Illustrator(R) 8", "holds no PDF"),
        (b"", "holds no PDF"),
        (b"%PDF-1.5 and nothing else", "damaged"),
        (pdf().replace(b"/Kids[3 0 R]/Count 1", b"/Kids[]/Count 0"), "damaged"),
        (pdf(b"BT /F 8 Tf 1 4 Td (Text) Tj ET", font=b"DejaVuSans"), "font DejaVuSans is not in the file"),
        (
            pdf(b"BT /F 2 Tf 1 4 Td (This file was saved without PDF Content.) Tj ET", font=b"Helvetica"),
            "without PDF compatibility",
        ),
    ],
)
def test_files_without_a_page_are_placeholders_that_say_why(tmp_path: Path, content: bytes, reason: str) -> None:
    renderer = Renderer(shown(vector()), footage={9: written(tmp_path, content)}, fonts=NoFonts())
    assert (renderer.render(1, 0)[:20, :40, 3] == 255).all()
    (warning,) = renderer.warnings
    assert reason in warning.what


def test_pages_beyond_all_memory_are_refused(tmp_path: Path) -> None:
    path = written(tmp_path, pdf(size=(14_400, 14_400)))
    with pytest.raises(UnreadableError, match="too many"):
        read_vector(path, vector(0, 0))
    assert read_vector(path, vector()).shape == (20, 40, 4)


@settings(deadline=None)
@given(st.integers(9, 420), st.binary(min_size=1, max_size=12), st.integers(20, 500))
def test_no_damage_gets_past_the_reader(place: int, change: bytes, length: int) -> None:
    content = pdf()
    with tempfile.TemporaryDirectory() as folder:
        path = written(Path(folder), (content[:place] + change + content[place + len(change) :])[:length])
        try:
            assert read_vector(path, vector()).shape == (20, 40, 4)
        except UnreadableError as error:
            assert str(error)


@pytest.mark.parametrize(
    ("item", "said"),
    [
        (vector(), []),
        (vector(path="/art/page.PDF"), []),
        (vector(path="logo.eps"), ["logo: vector footage of the kind EPS is not drawn"]),
        (vector(photoshop_layer="Star"), ["logo: the whole page is drawn instead of its layer “Star”"]),
    ],
)
def test_coverage_tells_by_the_name_what_is_drawn(item: Footage, said: list[str]) -> None:
    covered = coverage(shown(item), 1)
    assert [warning.what for warning in covered.warnings] == said
    assert covered.exact == (not said)
