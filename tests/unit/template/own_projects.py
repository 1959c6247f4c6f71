"""Small projects made at test time, one feature of each kind, so that a clone without real projects is well tested."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import py_aep

from app.template.adapter import save_project

BAUHAUS = "Grüße \U0001f600\nzwei"


def empty_project() -> bytes:
    """A project without items."""
    return saved(py_aep.new("25.0x50", platform="windows").project)


def saved(project: Any) -> bytes:
    """The bytes of a project."""
    return save_project(project, "own.aep")


def rich_project() -> bytes:
    """Two compositions with layers of every kind that py-aep can make."""
    project = py_aep.new("25.0x50", platform="windows").project
    root = project.root_folder
    inner = root.add_comp("Inner", 200, 100, 1.0, 2.0, 25.0)
    inner.add_solid([1.0, 0.5, 0.0], "Orange", 200, 100, 1.0)
    comp = root.add_comp("Main", 640, 360, 1.0, 4.0, 25.0)
    comp.bg_color = [0.1, 0.2, 0.3]
    comp.motion_blur = True
    comp.shutter_angle = 90

    text = comp.add_text(BAUHAUS)
    text.name = "headline"
    document = text.text["ADBE Text Document"].value
    document.font = "Montserrat-Bold"
    document.font_size = 40
    document.fill_color = [1.0, 0.0, 0.5]
    document.leading = 55

    box = comp.add_box_text([300, 120], "In a box")
    box.name = "box"

    solid = comp.add_solid([0.0, 0.0, 1.0], "Blue", 320, 180, 1.0)
    solid.name = "masked"
    solid.parent = text
    solid.blending_mode = py_aep.BlendingMode.ADD
    solid.motion_blur = True
    mask = solid.masks.add_property("ADBE Mask Atom")
    mask.mask_mode = py_aep.MaskMode.SUBTRACT
    mask.inverted = True
    mask["ADBE Mask Shape"].value = py_aep.Shape([[10.0, 20.0], [110.0, 20.0], [110.0, 70.0]], closed=True)
    slider = solid.effects.add_property("ADBE Slider Control")
    slider.name = "Amount"
    slider["ADBE Slider Control-0001"].value = 12.5
    picker = solid.effects.add_property("ADBE Layer Control")
    picker["ADBE Layer Control-0001"].value = 1

    position = solid.transform["ADBE Position"]
    position.set_value_at_time(0.0, [100.0, 100.0, 0.0])
    position.set_value_at_time(2.0, [300.0, 200.0, 0.0])
    opacity = solid.transform["ADBE Opacity"]
    opacity.set_values_at_times([0.0, 1.0], [0.0, 100.0])
    opacity.keyframes[0].out_interpolation_type = py_aep.KeyframeInterpolationType.HOLD
    rotation = solid.transform["ADBE Rotate Z"]
    rotation.expression = "time * 90"

    shape = comp.add_shape()
    shape.name = "shape"
    group = shape["ADBE Root Vectors Group"].add_property("ADBE Vector Group")
    group["ADBE Vectors Group"].add_property("ADBE Vector Shape - Rect")
    group["ADBE Vectors Group"].add_property("ADBE Vector Graphic - Fill")

    precomp = comp.add(inner)
    precomp.stretch = 200.0
    precomp.start_time = 1.0
    null = comp.add_null()
    null.name = "null"
    null.transform["ADBE Position"].dimensions_separated = True
    comp.add_camera("camera", [320.0, 180.0])
    precomp.set_track_matte(solid, py_aep.TrackMatteType.LUMA_INVERTED)
    placeholder = project.import_placeholder("photo.png", 400, 300, 25.0, 2.0)
    comp.add(placeholder)
    return saved(project)


def write(folder: Path, name: str, data: bytes) -> Path:
    """Put a file into a folder."""
    path = folder / name
    path.write_bytes(data)
    return path
