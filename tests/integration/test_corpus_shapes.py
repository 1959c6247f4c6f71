"""Shape layers of real projects against the snapshots that lottie-ios keeps of the same compositions."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
import skia
from PIL import Image

from app.core.model import Comp, LayerKind, Template
from app.render.scene import Moment
from app.render.shapes import draw_shapes, shape_rect, uncovered
from app.render.timing import is_active
from app.render.transform import layer_matrix
from app.template.adapter import open_project
from app.template.build import build_model
from tests.fakes.shapes import textless_scene

CORPUS = os.environ.get("FARMHAND_CORPUS", "")
LOTTIE = Path(CORPUS) / "airbnb__lottie-ios"
SCALE = 2

pytestmark = [
    pytest.mark.corpus,
    pytest.mark.skipif(not CORPUS, reason="FARMHAND_CORPUS names no folder of projects"),
]

Picture = npt.NDArray[np.float64]


def project(name: str) -> Template:
    return build_model((LOTTIE / "_AeFiles" / f"{name}.aep").read_bytes(), name)


def drawn_on_white(template: Template, comp: Comp, time: float) -> Picture:
    scene = textless_scene(template)
    surface = skia.Surface(comp.width * SCALE, comp.height * SCALE)
    canvas = surface.getCanvas()
    canvas.clear(skia.ColorWHITE)
    canvas.scale(SCALE, SCALE)
    for layer in reversed(comp.layers):
        if layer.kind is LayerKind.SHAPE and layer.enabled and is_active(layer, time):
            moment = Moment(comp=comp, layer=layer, time=time)
            opacity = scene.number(layer.transform, "ADBE Opacity", moment, 100.0)
            before = canvas.save()
            canvas.concat(layer_matrix(scene, moment))
            canvas.saveLayerAlpha(None, round(opacity * 2.55))
            draw_shapes(canvas, scene, moment)
            canvas.restoreToCount(before)
    pixels = surface.makeImageSnapshot().toarray(colorType=skia.ColorType.kRGBA_8888_ColorType)
    colors: Picture = pixels[..., :3].astype(np.float64)
    return colors


def snapshot_on_white(name: str, percent: int) -> Picture:
    folder = LOTTIE / "Tests" / "__Snapshots__" / "SnapshotTests"
    with Image.open(folder / f"testMainThreadRenderingEngine.{name}-{percent}.png") as image:
        pixels = np.asarray(image.convert("RGBA")).astype(np.float64)
    alpha = pixels[..., 3:] / 255.0
    colors: Picture = pixels[..., :3] * alpha + 255.0 * (1.0 - alpha)
    return colors


@pytest.mark.parametrize("percent", [0, 25, 50, 75])
@pytest.mark.parametrize(("name", "duration"), [("HamburgerArrow", 6.0), ("PinJump", 3.1)])
def test_animated_shapes_look_like_lottie_s(name: str, duration: float, percent: int) -> None:
    template = project(name)
    ours = drawn_on_white(template, template.comps[0], duration * percent / 100.0)
    theirs = snapshot_on_white(name, percent)
    difference = np.abs(ours - theirs)
    assert difference.mean() < 0.1
    # Another rasteriser draws other edges: only pixels on them may differ much, and no area.
    assert (difference.max(axis=2) > 32.0).mean() < 1e-3


@pytest.mark.parametrize("name", ["HamburgerArrow", "PinJump", "KeypathTest", "Walkthrough", "EmptyState"])
@pytest.mark.parametrize("extents", [False, True])
def test_bounds_agree_with_the_reference(name: str, extents: bool) -> None:
    """py-aep's bounds of shape layers were measured against `sourceRectAtTime` of After Effects 2026."""
    template = project(name)
    theirs = open_project((LOTTIE / "_AeFiles" / f"{name}.aep").read_bytes(), name)
    scene = textless_scene(template)
    compared = 0
    for comp in template.comps:
        layers = {layer.id: layer for layer in theirs.items[comp.id].layers}
        for layer in comp.layers:
            if layer.kind is LayerKind.SHAPE and not any(prop.driven for prop in layer.root.walk()):
                for frame in (0, 11, 50):
                    moment = Moment(comp=comp, layer=layer, time=frame / comp.frame_rate)
                    ours = shape_rect(scene, moment, extents=extents)
                    # The scripting call counts in layer time.
                    expected = layers[layer.id].source_rect_at_time(moment.layer_time, extents)
                    found = [ours.left(), ours.top(), ours.width(), ours.height()]
                    assert found == pytest.approx(
                        [expected[side] for side in ("left", "top", "width", "height")], abs=0.01
                    )
                    compared += 1
    assert compared > 0


def test_what_the_projects_use_is_drawn_or_named() -> None:
    found: set[str] = set()
    for name in ("HamburgerArrow", "PinJump", "KeypathTest", "Walkthrough", "EmptyState"):
        for comp in project(name).comps:
            for layer in comp.layers:
                root = layer.root.group("ADBE Root Vectors Group")
                if root is not None:
                    found.update(uncovered(root))
    assert found == set()
