"""Where the layers of a composition lie at a time, in two and three dimensions, and in which order they are drawn.

2D layers keep their stacking order and no camera sees them. Neighbouring 3D layers form a group that is drawn from
far to near, through the topmost active camera, or through After Effects' default: a 50 mm lens on 36 mm film, which
shows z = 0 at its own size. Axes are After Effects': x right, y down, z away from the viewer; a layer's rotation is
T(position) · orientation (x, y, z) · rotation (x, y, z) · S · T(−anchor).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Final

import numpy as np
import numpy.typing as npt
import skia

from app.core.model import Comp, Layer, LayerKind
from app.render.scene import Moment, Scene
from app.render.timing import is_active
from app.render.transform import layer_matrix, local_matrix, parents, pixel_aspect_ratio, position

Matrix4 = npt.NDArray[np.float64]

DEFAULT_ZOOM: Final = 50.0 / 36.0
"""Zoom of the default camera per pixel of composition width."""

ZERO: Final = (0.0, 0.0, 0.0)


@dataclass(slots=True)
class Placement:
    """The layers of one composition at one time (seconds)."""

    scene: Scene
    comp: Comp
    time: float
    _view: Matrix4 | None = None
    _worlds: dict[int, Matrix4] = field(default_factory=dict)

    def matrix(self, layer: Layer) -> skia.Matrix:
        """Layer to composition coordinates, with perspective where the layer is 3D."""
        if not layer.three_d:
            return layer_matrix(self.scene, self._moment(layer))
        seen = self.view() @ self._world(layer)
        flat = seen[np.ix_((0, 1, 3), (0, 1, 3))]
        return skia.Matrix.MakeAll(*(float(number) for number in flat.ravel()))

    def order(self, layers: Sequence[Layer]) -> list[Layer]:
        """Bottom-first layers in drawing order: each run of 3D layers is sorted from far to near."""
        ordered: list[Layer] = []
        for deep, run in groupby(layers, key=lambda layer: layer.three_d):
            members = list(run)
            ordered.extend(self._far_to_near(members) if deep else members)
        return ordered

    def view(self) -> Matrix4:
        """World to composition coordinates, to be divided by the last component."""
        if self._view is None:
            camera = self._camera()
            self._view = default_view(self.comp) if camera is None else self._camera_view(camera)
        return self._view

    def _far_to_near(self, layers: Iterable[Layer]) -> list[Layer]:
        view = self.view()

        def depth(layer: Layer) -> float:
            anchor = self.scene.point(layer.transform, "ADBE Anchor Point", self._moment(layer), ZERO)
            return float((view @ self._world(layer) @ (*anchor[:3], 1.0))[3])

        return sorted(layers, key=depth, reverse=True)

    def _moment(self, layer: Layer) -> Moment:
        return Moment(comp=self.comp, layer=layer, time=self.time)

    def _camera(self) -> Layer | None:
        cameras = (
            layer
            for layer in self.comp.layers
            if layer.kind is LayerKind.CAMERA and layer.enabled and is_active(layer, self.time)
        )
        return next(cameras, None)

    def _world(self, layer: Layer) -> Matrix4:
        if layer.id not in self._worlds:
            moment = self._moment(layer)
            world = local_matrix_3d(self.scene, moment)
            for parent in parents(moment):
                world = local_matrix_3d(self.scene, parent) @ world
            self._worlds[layer.id] = world
        return self._worlds[layer.id]

    def _camera_view(self, camera: Layer) -> Matrix4:
        scene, moment = self.scene, self._moment(camera)
        place = position(scene, camera.transform, moment)
        pose = translation(*place)
        if "interest" in camera.auto_orient:
            target = scene.point(camera.transform, "ADBE Anchor Point", moment, ZERO)
            pose = pose @ look_along(tuple(goal - own for goal, own in zip(target, place, strict=False)))
        pose = pose @ turn(scene, moment)
        for parent in parents(moment):
            pose = local_matrix_3d(scene, parent) @ pose
        options = camera.root.group("ADBE Camera Options Group")
        zoom = scene.number(options, "ADBE Camera Zoom", moment, self.comp.width * DEFAULT_ZOOM)
        return projection(self.comp, zoom) @ np.linalg.inv(pose)


def default_view(comp: Comp) -> Matrix4:
    """The view of a composition without a camera."""
    zoom = comp.width * DEFAULT_ZOOM
    return projection(comp, zoom) @ translation(-comp.width / 2.0, -comp.height / 2.0, zoom)


def projection(comp: Comp, zoom: float) -> Matrix4:
    """Camera to composition coordinates: what is `zoom` pixels away appears at its own size, in the middle."""
    across, down = comp.width / 2.0, comp.height / 2.0
    return np.array([[zoom, 0, across, 0], [0, zoom, down, 0], [0, 0, 1, 0], [0, 0, 1, 0]], np.float64)


def local_matrix_3d(scene: Scene, moment: Moment) -> Matrix4:
    """Layer to parent coordinates; a 2D layer turns and moves in its own plane."""
    layer = moment.layer
    if not layer.three_d and layer.kind is not LayerKind.CAMERA:
        return lifted(local_matrix(scene, moment))
    group = layer.transform
    scale = scene.point(group, "ADBE Scale", moment, (100.0, 100.0, 100.0))
    anchor = scene.point(group, "ADBE Anchor Point", moment, ZERO)
    sizes = (scale[0] * pixel_aspect_ratio(scene, moment) / 100.0, scale[1] / 100.0, scale[2] / 100.0, 1.0)
    placed = translation(*position(scene, group, moment)) @ turn(scene, moment)
    return placed @ np.diag(sizes) @ translation(-anchor[0], -anchor[1], -anchor[2])


def turn(scene: Scene, moment: Moment) -> Matrix4:
    """The layer's orientation and rotations."""
    group = moment.layer.transform
    x, y, z = scene.point(group, "ADBE Orientation", moment, ZERO)[:3]
    turns = [scene.number(group, f"ADBE Rotate {axis}", moment, 0.0) for axis in "XYZ"]
    matrix: Matrix4 = np.eye(4)
    for axis, degrees in zip((0, 1, 2, 0, 1, 2), (x, y, z, *turns), strict=True):
        if degrees:
            matrix = matrix @ rotation(axis, degrees)
    return matrix


def rotation(axis: int, degrees: float) -> Matrix4:
    """A turn about x, y or z (0, 1, 2); positive z turns are clockwise as seen by the viewer."""
    sine, cosine = math.sin(math.radians(degrees)), math.cos(math.radians(degrees))
    first, second = (axis + 1) % 3, (axis + 2) % 3
    matrix: Matrix4 = np.eye(4)
    matrix[first, first] = matrix[second, second] = cosine
    matrix[first, second], matrix[second, first] = -sine, sine
    return matrix


def translation(x: float, y: float, z: float) -> Matrix4:
    """A shift."""
    matrix: Matrix4 = np.eye(4)
    matrix[:3, 3] = (x, y, z)
    return matrix


def look_along(direction: Sequence[float]) -> Matrix4:
    """The turn that points the z axis along `direction` and keeps x level."""
    ahead = np.asarray(direction, np.float64)
    length = float(np.linalg.norm(ahead))
    if length == 0.0:
        return np.eye(4)
    ahead /= length
    side = np.cross((0.0, 1.0, 0.0), ahead)
    breadth = float(np.linalg.norm(side))
    side = np.array((1.0, 0.0, 0.0)) if breadth < 1e-9 else side / breadth
    matrix: Matrix4 = np.eye(4)
    matrix[:3, 0], matrix[:3, 1], matrix[:3, 2] = side, np.cross(ahead, side), ahead
    return matrix


def lifted(flat: skia.Matrix) -> Matrix4:
    """A 2D matrix as a 3D one that leaves z alone."""
    matrix: Matrix4 = np.eye(4)
    matrix[0, :] = (flat.getScaleX(), flat.getSkewX(), 0.0, flat.getTranslateX())
    matrix[1, :] = (flat.getSkewY(), flat.getScaleY(), 0.0, flat.getTranslateY())
    return matrix
