"""Lets expressions ask for what only a scene knows: how large a layer's content is and where a layer lies."""

from __future__ import annotations

from app.core.model import LayerKind
from app.render.expressions import ExpressionEvaluator, SourceRect
from app.render.scene import Moment, Scene
from app.render.text import text_rect
from app.render.transform import layer_matrix


def connect(evaluator: ExpressionEvaluator, scene: Scene, shape_rect: SourceRect | None = None) -> None:
    """Give an evaluator its scene. `shape_rect` measures shape layers; without it they have the size of nothing."""
    evaluator.warnings = scene.warnings

    def source_rect(moment: Moment) -> tuple[float, float, float, float]:
        if moment.layer.kind is LayerKind.TEXT:
            rect = text_rect(scene, moment)
            return rect.left(), rect.top(), rect.width(), rect.height()
        if moment.layer.kind is LayerKind.SHAPE:
            return shape_rect(moment) if shape_rect is not None else (0.0, 0.0, 0.0, 0.0)
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
