"""Where a layer lies: the matrix from layer coordinates to composition coordinates, parents included.

The formula is out = T(position) · R(clockwise) · S · T(−anchor) (`aepx-format.md` §4.5, proved against frames of
After Effects). A child is placed by its parent's matrix; opacity is not inherited.
"""

from __future__ import annotations

import math

import skia

from app.core.errors import RenderError
from app.core.model import Comp, Group, Layer
from app.render.scene import Moment, Scene

ORIENT_STEP = 1e-3
"""Seconds on each side of a moment between which the direction of a motion path is measured."""


def layer_matrix(scene: Scene, moment: Moment) -> skia.Matrix:
    """Layer to composition coordinates in 2D. Raises `RenderError` when parents form a ring."""
    matrix = local_matrix(scene, moment)
    for parent in parents(moment):
        matrix.postConcat(local_matrix(scene, parent))
    return matrix


def parents(moment: Moment) -> list[Moment]:
    """The layer's parent, its parent, and so on, at the same time. Raises `RenderError` when they form a ring."""
    chain = ancestors(moment.comp, moment.layer)
    last = chain[-1] if chain else moment.layer
    if last.parent_id is not None and moment.comp.layer(last.parent_id) is not None:
        raise RenderError(
            f"Layer “{moment.layer.label}” in “{moment.comp.name}” is its own parent.",
            next_step="Open the project in After Effects and correct the layer's parent.",
        )
    return [Moment(comp=moment.comp, layer=layer, time=moment.time) for layer in chain]


def ancestors(comp: Comp, layer: Layer) -> list[Layer]:
    """The layer's parent, its parent, and so on; where they form a ring, each once, and the layer itself not."""
    found: list[Layer] = []
    seen = {layer.id}
    parent_id = layer.parent_id
    while parent_id is not None and parent_id not in seen:
        parent = comp.layer(parent_id)
        if parent is None:
            break
        seen.add(parent_id)
        found.append(parent)
        parent_id = parent.parent_id
    return found


def local_matrix(scene: Scene, moment: Moment) -> skia.Matrix:
    """Layer to parent coordinates in 2D. Depth is left out: of a 3D layer x, y and the z rotation count."""
    group = moment.layer.transform
    x, y, _ = position(scene, group, moment)
    anchor_x, anchor_y = scene.point(group, "ADBE Anchor Point", moment, (0.0, 0.0, 0.0))[:2]
    scale_x, scale_y = scene.point(group, "ADBE Scale", moment, (100.0, 100.0, 100.0))[:2]
    degrees = scene.number(group, "ADBE Rotate Z", moment, 0.0) + path_angle(scene, moment)
    if moment.layer.three_d:
        degrees += scene.point(group, "ADBE Orientation", moment, (0.0, 0.0, 0.0))[2]
    return affine(
        position=(x, y),
        degrees=degrees,
        scale=(scale_x * pixel_aspect_ratio(scene, moment) / 100.0, scale_y / 100.0),
        anchor=(anchor_x, anchor_y),
    )


def affine(
    *, position: tuple[float, float], degrees: float, scale: tuple[float, float], anchor: tuple[float, float]
) -> skia.Matrix:
    """T(position) · R(clockwise degrees) · S · T(−anchor); scales are ratios."""
    sine, cosine = _sine_cosine(degrees)
    a, b = cosine * scale[0], sine * scale[0]
    c, d = -sine * scale[1], cosine * scale[1]
    return skia.Matrix.MakeAll(
        a, c, position[0] - a * anchor[0] - c * anchor[1], b, d, position[1] - b * anchor[0] - d * anchor[1], 0, 0, 1
    )


def position(scene: Scene, group: Group | None, moment: Moment) -> tuple[float, float, float]:
    """The position, from its separate dimensions where the project keeps them apart."""
    prop = group.property("ADBE Position") if group is not None else None
    if group is not None and prop is not None and prop.separated:
        x, y, z = (scene.number(group, f"ADBE Position_{axis}", moment, 0.0) for axis in range(3))
        return x, y, z
    x, y, z = scene.point(group, "ADBE Position", moment, (0.0, 0.0, 0.0))[:3]
    return x, y, z


def opacity(scene: Scene, moment: Moment) -> float:
    """The layer's own opacity, 0..1."""
    percent = scene.number(moment.layer.transform, "ADBE Opacity", moment, 100.0)
    return min(1.0, max(0.0, percent / 100.0))


def path_angle(scene: Scene, moment: Moment) -> float:
    """Clockwise degrees by which a layer that orients along its path is turned; 0 for others.

    Before the first and after the last keyframe the layer keeps the direction it has there.
    """
    if "path" not in moment.layer.auto_orient:
        return 0.0
    group = moment.layer.transform
    time = _inside_path(group, moment)
    layer = moment.layer
    ends = [
        position(scene, group, Moment(comp=moment.comp, layer=layer, time=time + step))
        for step in (-ORIENT_STEP, ORIENT_STEP)
    ]
    across, down = ends[1][0] - ends[0][0], ends[1][1] - ends[0][1]
    if across == 0.0 and down == 0.0:
        return 0.0
    return math.degrees(math.atan2(down, across))


def pixel_aspect_ratio(scene: Scene, moment: Moment) -> float:
    """Horizontal stretch of the source's pixels to the composition's."""
    source_id = moment.layer.source_id
    if source_id is None:
        return 1.0
    item = scene.template.footage_item(source_id)
    aspect = item.pixel_aspect if item is not None else None
    if item is None:
        nested = scene.template.comp(source_id)
        aspect = nested.pixel_aspect if nested is not None else None
    if not aspect or not moment.comp.pixel_aspect:
        return 1.0
    return aspect / moment.comp.pixel_aspect


def _inside_path(group: Group | None, moment: Moment) -> float:
    names = ("ADBE Position", "ADBE Position_0", "ADBE Position_1")
    found = [group.property(name) for name in names] if group is not None else []
    times = [key.time for prop in found if prop is not None for key in prop.keyframes]
    if not times:
        return moment.time
    stretch = moment.layer.stretch or 1.0
    ends = sorted(moment.layer.start_time + time * stretch for time in (min(times), max(times)))
    return min(max(moment.time, ends[0] + 2 * ORIENT_STEP), ends[1] - 2 * ORIENT_STEP)


def _sine_cosine(degrees: float) -> tuple[float, float]:
    # Quarter turns are exact, so that they keep pixels on the pixel grid.
    turns, rest = divmod(degrees, 90.0)
    if rest == 0.0:
        return ((0.0, 1.0), (1.0, 0.0), (0.0, -1.0), (-1.0, 0.0))[int(turns) % 4]
    radians = math.radians(degrees)
    return math.sin(radians), math.cos(radians)
