"""Keyframe curves against py-aep's own evaluation (measured by its authors against After Effects) on real projects."""

from __future__ import annotations

import math
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import py_aep
import pytest
from py_aep.models.items import composition as aep_composition
from py_aep.parsers import render_queue as aep_render_queue

from app.core.curves import property_value
from app.core.errors import TemplateError
from app.core.model import Ease, Interpolation, Keyframe, PathMeasure, PathValue, Property, PropertyKind, Value
from app.template.aepx import read_aepx
from app.template.chunks import write_rifx

CORPUS = os.environ.get("FARMHAND_CORPUS", "")
FRACTIONS = (0.03, 0.21, 0.5, 0.77, 0.96)
TOLERANCE = 1e-3
SIDES = {"LINEAR": Interpolation.LINEAR, "BEZIER": Interpolation.BEZIER, "HOLD": Interpolation.HOLD}

pytestmark = [
    pytest.mark.corpus,
    pytest.mark.skipif(not CORPUS, reason="FARMHAND_CORPUS names no folder of projects"),
]


def projects(folder: Path, scratch: Path) -> Iterator[tuple[Path, Any]]:
    """Every project of the corpus that py-aep can open."""
    for number, source in enumerate(sorted(folder.rglob("*.aep*"))):
        if "Auto-Save" in str(source) or source.suffix not in (".aep", ".aepx"):
            continue
        path = source
        if source.suffix == ".aepx":
            path = scratch / f"{number}.aep"
            try:
                path.write_bytes(write_rifx(read_aepx(source.read_bytes(), source.name)))
            except TemplateError:
                continue
        try:
            yield source, py_aep.parse(str(path)).project
        except OSError:
            continue


def leaves(group: Any) -> Iterator[Any]:
    for child in group.properties:
        if hasattr(child, "properties"):
            yield from leaves(child)
        else:
            yield child


def animated(project: Any) -> Iterator[tuple[Any, Any]]:
    for comp in project.compositions:
        for layer in comp.layers:
            for prop in leaves(layer):
                # py-aep takes the stored range 0..0 of the focus distance for real and answers 0.
                if len(prop.keyframes) > 1 and prop.match_name != "ADBE Camera Focus Distance":
                    yield layer, prop


def value_of(raw: Any) -> Value:
    if hasattr(raw, "vertices"):
        return PathValue(
            vertices=pairs(raw.vertices),
            in_tangents=pairs(raw.in_tangents),
            out_tangents=pairs(raw.out_tangents),
            closed=raw.closed,
        )
    if isinstance(raw, list):
        return tuple(float(part) for part in raw)
    if isinstance(raw, int | float):
        return (float(raw),)
    return None


def pairs(points: Any) -> tuple[tuple[float, float], ...]:
    return tuple((float(x), float(y)) for x, y in points)


def keyframe_of(frame: Any, *, spatial: bool) -> Keyframe:
    return Keyframe(
        time=frame._layer_time,
        value=value_of(frame._stored_value),
        interpolation_in=SIDES[frame.in_interpolation_type.name],
        interpolation_out=SIDES[frame.out_interpolation_type.name],
        ease_in=tuple(Ease(speed=e.speed, influence=e.influence) for e in frame.in_temporal_ease),
        ease_out=tuple(Ease(speed=e.speed, influence=e.influence) for e in frame.out_temporal_ease),
        tangent_in=tuple(frame.in_spatial_tangent) if spatial and frame.in_spatial_tangent else None,
        tangent_out=tuple(frame.out_spatial_tangent) if spatial and frame.out_spatial_tangent else None,
        roving=bool(spatial and frame.roving),
    )


def property_of(prop: Any) -> Property:
    first = value_of(prop.keyframes[0]._stored_value)
    spatial = prop._has_motion_path
    kind = PropertyKind.PATH if isinstance(first, PathValue) else PropertyKind.POINT
    if prop._color:
        kind = PropertyKind.COLOR
    return Property(
        match_name=prop.match_name,
        name=prop.name,
        kind=kind,
        value=first,
        keyframes=tuple(keyframe_of(frame, spatial=spatial) for frame in prop.keyframes),
        spatial=spatial,
        path_measure=measure_of(prop._arc_metric, dimensions=len(first))
        if spatial and isinstance(first, tuple)
        else None,
    )


def measure_of(metric: Any, *, dimensions: int) -> PathMeasure:
    divisors = (*(metric.divisors or ()), 1.0, 1.0, 1.0)
    scale = tuple(metric.multipliers[index] / divisors[index] for index in range(dimensions))
    return PathMeasure(scale=scale, tolerance=metric.accuracy, speed_unit=metric.speed_divisor)


def numbers(value: Value, count: int) -> list[float]:
    if isinstance(value, PathValue):
        return [
            part for points in (value.vertices, value.in_tangents, value.out_tangents) for p in points for part in p
        ]
    assert isinstance(value, tuple)
    return list(value[:count])


def compared(layer: Any, prop: Any) -> Iterator[tuple[float, float]]:
    """(layer time, largest difference) between and on the keyframes, on the grid of times that the file knows."""
    ours = property_of(prop)
    if ours.value is None:
        return
    flat = not layer.is_3d if hasattr(layer, "is_3d") else True
    for left, right in zip(ours.keyframes, ours.keyframes[1:], strict=False):
        for fraction in FRACTIONS:
            wanted = left.time + (right.time - left.time) * fraction
            comp_time = wanted * prop._time_stretch + prop._start_time_offset
            time = prop._evaluated_layer_time(comp_time)
            theirs = value_of(prop.value_at_time(comp_time))
            lowest, highest = prop.min_value, prop.max_value
            count = 2 if flat and prop.match_name in ("ADBE Position", "ADBE Anchor Point", "ADBE Scale") else 9
            pairs_ = zip(numbers(property_value(ours, time), count), numbers(theirs, count), strict=True)
            yield time, max(abs(clamped(a, lowest, highest) - b) for a, b in pairs_)


def clamped(number: float, lowest: Any, highest: Any) -> float:
    """What After Effects clamps an overshoot to; our callers clamp where they use a value."""
    low = lowest if isinstance(lowest, int | float) else -math.inf
    high = highest if isinstance(highest, int | float) else math.inf
    return min(max(number, low), high)


@pytest.fixture
def _guarded(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave out what py-aep cannot read in older files and curves do not need."""
    whole_queue = aep_render_queue.parse_render_queue_items

    def queue(*args: Any, **kwargs: Any) -> Any:
        try:
            return whole_queue(*args, **kwargs)
        except AttributeError:
            return []

    monkeypatch.setattr(aep_render_queue, "parse_render_queue_items", queue)
    monkeypatch.setattr(aep_composition, "parse_essential_graphics", lambda *args, **kwargs: None)


@pytest.mark.usefixtures("_guarded")
def test_every_animated_property_agrees_with_the_reference(tmp_path: Path) -> None:
    differences: list[tuple[float, str]] = []
    properties = 0
    for source, project in projects(Path(CORPUS), tmp_path):
        for layer, prop in animated(project):
            properties += 1
            for time, difference in compared(layer, prop):
                differences.append((difference, f"{source.name} {layer.name!r} {prop.match_name} at {time:.4f}"))
    differences.sort(reverse=True)
    exact = sum(difference < 1e-6 for difference, _ in differences)
    print(f"{properties} properties, {len(differences)} values, {exact} below 1e-6, worst {differences[:5]}")
    assert properties > 250
    assert not [line for line in differences if not line[0] <= TOLERANCE][:10]
    assert not math.isnan(differences[0][0])
