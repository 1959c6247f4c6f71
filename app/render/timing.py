"""Which layers of a composition show at a time, and what time it is inside them."""

from __future__ import annotations

import math

from app.core.model import Comp, Layer, LayerKind
from app.render.scene import Moment, Scene

EDGE = 1e-4
"""Seconds by which an in or out point may miss a frame's time through rounding; far less than any frame lasts."""

UNSEEN_KINDS = frozenset({LayerKind.NULL, LayerKind.CAMERA, LayerKind.LIGHT, LayerKind.OTHER})
"""Layers that have no pixels of their own."""


def is_active(layer: Layer, time: float) -> bool:
    """Whether `time` (composition time in seconds) lies in the layer's [in point, out point), reversed or not."""
    first, last = sorted((layer.in_point, layer.out_point))
    return first - EDGE <= time < last - EDGE


def is_visual(layer: Layer) -> bool:
    """Whether the layer can put pixels into the final film: guide layers, nulls, cameras and lights cannot."""
    return layer.kind not in UNSEEN_KINDS and not layer.guide


def visible_layers(comp: Comp, time: float) -> list[Layer]:
    """The layers that are drawn on their own account at `time`, bottom first."""
    return [layer for layer in shown_layers(comp) if is_active(layer, time)]


def shown_layers(comp: Comp) -> list[Layer]:
    """The layers that are drawn on their own account at one time or another, bottom first.

    After Effects switches a layer off when it becomes a matte; one that was switched on again shows and serves. As
    soon as one layer is solo, only solo layers show; soloing a sound concerns sounds alone.
    """
    solo = any(layer.solo and not _is_sound(layer) for layer in comp.layers)
    return [layer for layer in reversed(comp.layers) if layer.enabled and is_visual(layer) and (layer.solo or not solo)]


def _is_sound(layer: Layer) -> bool:
    return layer.kind is LayerKind.FOOTAGE and layer.width <= 0


def source_time(scene: Scene, moment: Moment) -> float:
    """The time in seconds inside the layer's source: its remapped time, else its layer time.

    A nested composition that preserves its frame rate shows the latest frame of its own.
    """
    layer = moment.layer
    time = moment.layer_time
    if layer.time_remap:
        time = scene.number(layer.root, "ADBE Time Remapping", moment, time)
    nested = scene.template.comp(layer.source_id) if layer.source_id is not None else None
    if nested is None or not nested.preserve_frame_rate or nested.frame_rate <= 0.0:
        return time
    return math.floor((time + EDGE) * nested.frame_rate) / nested.frame_rate
