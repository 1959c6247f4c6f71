"""Text on the canvas: what is inked, in which colours, and where."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import skia

from app.core.errors import RenderError
from app.core.jobs import WarningKind
from app.core.model import LayerKind, PropertyKind, TextBox, TextParagraph, TextRun, TextValue
from app.render.evaluate import CurveEvaluator
from app.render.fonts import FontLibrary
from app.render.scene import FontFile, Moment, Scene
from app.render.shaping import open_face
from app.render.text import draw_text, text_rect, uncovered
from tests.fakes.models import make_comp, make_group, make_layer, make_property, make_template

FONT = "SourceSansPro-Regular"


def scene_of(document: TextValue, *more: Any) -> tuple[Scene, Moment]:
    prop = make_property("ADBE Text Document", document, kind=PropertyKind.TEXT)
    layer = make_layer(1, LayerKind.TEXT, name="title", content=[make_group("ADBE Text Properties", prop, *more)])
    comp = make_comp(1, 300, 200, layer, name="main")
    scene = Scene(make_template(comp), CurveEvaluator(), FontLibrary(), {})
    return scene, Moment(comp, layer, 0.0)


def styled(text: str, **run: Any) -> TextValue:
    style: dict[str, Any] = {"font": FONT, "size": 80.0} | run
    return TextValue(
        text=text,
        runs=(TextRun(start=0, stop=len(text), **style),),
        paragraphs=(TextParagraph(start=0, stop=len(text)),),
    )


def pixels(document: TextValue, *more: Any) -> Any:
    """Premultiplied RGBA of 300 × 200 pixels, the layer's origin at (50, 120)."""
    scene, at = scene_of(document, *more)
    surface = skia.Surface.MakeRaster(skia.ImageInfo.MakeN32Premul(300, 200))
    surface.getCanvas().clear(skia.ColorTRANSPARENT)
    surface.getCanvas().translate(50, 120)
    draw_text(surface.getCanvas(), scene, at)
    return surface.makeImageSnapshot().toarray(colorType=skia.kRGBA_8888_ColorType)


def ink(image: Any) -> tuple[int, int, int, int]:
    """Bounds of what is painted: left, top, right, bottom in layer coordinates."""
    rows, columns = np.nonzero(image[..., 3])
    return int(columns.min()) - 50, int(rows.min()) - 120, int(columns.max()) - 49, int(rows.max()) - 119


def test_ink_lies_where_the_rectangle_says() -> None:
    scene, at = scene_of(styled("Hxg"))
    rect = text_rect(scene, at)
    left, top, right, bottom = ink(pixels(styled("Hxg")))
    assert (left, top) == (int(rect.left()), int(np.floor(rect.top())))
    assert abs(right - rect.right()) <= 1
    assert abs(bottom - rect.bottom()) <= 1
    assert rect.top() < 0 < rect.bottom()


def test_fill_colour_is_exact_inside_a_stem() -> None:
    image = pixels(styled("I", fill=(1.0, 0.5, 0.0)))
    assert image[100, 50 + 11].tolist() == [255, 128, 0, 255]


def test_stroke_lies_over_or_under_the_fill() -> None:
    over = pixels(styled("I", stroke=(0.0, 0.0, 1.0), stroke_width=20.0))
    under = pixels(styled("I", stroke=(0.0, 0.0, 1.0), stroke_width=20.0, stroke_over_fill=False))
    assert over[100, 50 + 11].tolist() == [0, 0, 255, 255]
    assert under[100, 50 + 11].tolist() == [255, 255, 255, 255]
    assert ink(over) == ink(under)
    assert ink(over)[0] < ink(pixels(styled("I")))[0] - 8


def test_text_without_fill_shows_its_stroke_only() -> None:
    image = pixels(styled("I", fill=None, stroke=(1.0, 0.0, 0.0), stroke_width=2.0))
    assert image[100, 50 + 11][3] == 0
    assert image[..., 3].max() == 255


def test_faux_styles_change_the_outline() -> None:
    plain, bold, italic = (
        ink(pixels(styled("I", **style))) for style in ({}, {"faux_bold": True}, {"faux_italic": True})
    )
    assert bold[2] > plain[2]
    assert italic[2] > plain[2] + 5
    assert italic[3] == plain[3]


def test_pixels_are_the_same_every_time() -> None:
    document = styled("Déjà vu", tracking=30.0, faux_italic=True)
    open_face.cache_clear()
    first = pixels(document)
    open_face.cache_clear()
    assert np.array_equal(first, pixels(document))


def test_right_to_left_text_is_drawn() -> None:
    assert pixels(styled("שלום"))[..., 3].max() == 255


def test_rectangles_grow_by_the_stroke_and_are_empty_without_ink() -> None:
    plain = text_rect(*scene_of(styled("H")))
    stroked = text_rect(*scene_of(styled("H", stroke=(1.0, 1.0, 1.0), stroke_width=6.0)))
    assert stroked.left() == pytest.approx(plain.left() - 6.0)
    assert stroked.height() == pytest.approx(plain.height() + 12.0)
    assert text_rect(*scene_of(styled(" "))).isEmpty()


def test_substitutions_are_noted_with_comp_and_layer_at_every_draw() -> None:
    scene, at = scene_of(styled("A😀", font="Gone"))
    canvas = skia.Surface(10, 10).getCanvas()
    for _ in range(2):
        draw_text(canvas, scene, at)
    assert [(warning.kind, warning.where) for warning in scene.warnings.all()] == [
        (WarningKind.FONT, "main / title")
    ] * 2


def test_text_that_does_not_fit_is_noted() -> None:
    box = TextBox(left=0.0, top=0.0, width=100.0, height=100.0)
    document = TextValue(text="much too long a text", runs=styled("x").runs, box=box)
    scene, at = scene_of(document)
    draw_text(skia.Surface(10, 10).getCanvas(), scene, at)
    assert [warning.kind for warning in scene.warnings.all()] == [WarningKind.TEXT]


def test_a_broken_font_file_is_named(tmp_path: Path) -> None:
    path = tmp_path / "broken.ttf"
    path.write_bytes(b"no font at all")
    scene, at = scene_of(styled("A", font="Broken"))
    scene.fonts = FontLibrary(files={"Broken": FontFile(path=path)})
    with pytest.raises(RenderError, match=r"broken\.ttf"):
        draw_text(skia.Surface(10, 10).getCanvas(), scene, at)


def test_layers_without_a_document_draw_nothing() -> None:
    layer = make_layer(1, LayerKind.TEXT)
    comp = make_comp(1, 10, 10, layer)
    scene = Scene(make_template(comp), CurveEvaluator(), FontLibrary(), {})
    draw_text(skia.Surface(10, 10).getCanvas(), scene, Moment(comp, layer, 0.0))
    assert text_rect(scene, Moment(comp, layer, 0.0)).isEmpty()


def test_text_on_a_path_is_listed_as_not_drawn() -> None:
    options = make_group("ADBE Text Path Options", make_property("ADBE Text Path", 1.0))
    _, at = scene_of(styled("a"), options)
    assert uncovered(at.layer) == ("text on a path",)
    assert uncovered(scene_of(styled("a"))[1].layer) == ()
