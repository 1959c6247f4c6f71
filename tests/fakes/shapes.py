"""A scene with one shape layer and nothing else."""

from __future__ import annotations

from pathlib import Path

from app.core.model import Group, LayerKind, Template
from app.render.evaluate import CurveEvaluator
from app.render.scene import FontFile, Moment, Scene
from tests.fakes.models import make_comp, make_group, make_layer, make_template


class NoFonts:
    """Knows no font: for scenes without text."""

    def find(self, postscript_name: str) -> FontFile | None:
        """Never found."""
        return None

    def fallback(self, postscript_name: str) -> FontFile:
        """A file that is not there."""
        return FontFile(Path(postscript_name))


def textless_scene(template: Template) -> Scene:
    """A scene of keyframes alone, without footage or fonts."""
    return Scene(template=template, evaluator=CurveEvaluator(), fonts=NoFonts(), footage={})


def shape_moment(*items: Group, size: int = 200, time: float = 0.0) -> tuple[Scene, Moment]:
    """A shape layer with these items at a time, and its scene."""
    layer = make_layer(1, LayerKind.SHAPE, content=[make_group("ADBE Root Vectors Group", *items)])
    comp = make_comp(1, size, size, layer)
    return textless_scene(make_template(comp)), Moment(comp=comp, layer=layer, time=time)
