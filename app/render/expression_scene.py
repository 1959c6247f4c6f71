"""Lets expressions ask for what only a scene knows: how large a layer's content is and where a layer lies."""

from __future__ import annotations

from collections.abc import Callable

import skia

from app.core.model import LayerKind
from app.render.expressions import Bounds, ExpressionEvaluator
from app.render.scene import Moment, Scene
from app.render.shapes import shape_rect
from app.render.text import text_rect
from app.render.transform import layer_matrix


def connect(
    evaluator: ExpressionEvaluator, scene: Scene, measured_shapes: Callable[[Moment], Bounds] | None = None
) -> None:
    """Give an evaluator its scene. `measured_shapes` measures shape layers otherwise than `shapes.shape_rect` does."""
    evaluator.warnings = scene.warnings

    def source_rect(moment: Moment, extents: bool) -> Bounds:
        if moment.layer.kind is LayerKind.TEXT:
            return _bounds(text_rect(scene, moment))
        if moment.layer.kind is LayerKind.SHAPE:
            if measured_shapes is not None and not extents:
                return measured_shapes(moment)
            return _bounds(shape_rect(scene, moment, extents=extents))
        return 0.0, 0.0, float(moment.layer.width), float(moment.layer.height)

    def matrix(moment: Moment) -> tuple[float, float, float, float, float, float]:
        found = layer_matrix(scene, moment)
        return (
            found.getScaleX(),
            found.getSkewY(),
            found.getSkewX(),
            found.getScaleY(),
            found.getTranslateX(),
            found.getTranslateY(),
        )

    evaluator.source_rect = source_rect
    evaluator.layer_matrix = matrix


def _bounds(rect: skia.Rect) -> Bounds:
    return rect.left(), rect.top(), rect.width(), rect.height()
