"""Keyframe curves against py-aep's own evaluation (measured by its authors against After Effects) on real projects."""

from __future__ import annotations

import json
import math
import os
from bisect import bisect_left
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from app.core.curves import property_value
from app.core.errors import TemplateError
from app.core.model import Layer, PathValue, Property, Template, Value
from app.template.adapter import open_project
from app.template.aepx import read_aepx
from app.template.build import build_model
from app.template.chunks import write_rifx

CORPUS = os.environ.get("FARMHAND_CORPUS", "")
FRACTIONS = (0.03, 0.21, 0.5, 0.77, 0.96)
TOLERANCE = 1e-3
EXPECTED_PROPERTIES = 280
FLAT = ("ADBE Position", "ADBE Anchor Point", "ADBE Scale")

pytestmark = [
    pytest.mark.corpus,
    pytest.mark.skipif(not CORPUS, reason="FARMHAND_CORPUS names no folder of projects"),
]


def projects(folder: Path) -> Iterator[tuple[str, Template, Any]]:
    """Every project of the corpus that can be opened: its name, our model, py-aep's project."""
    for source in sorted(folder.rglob("*.aep*")):
        if source.suffix not in (".aep", ".aepx") or "Auto-Save" in str(source):
            continue
        try:
            data = source.read_bytes()
            rifx = write_rifx(read_aepx(data, source.name)) if source.suffix == ".aepx" else data
            yield source.name, build_model(rifx, source.name), open_project(rifx, source.name)
        except TemplateError:
            continue


def leaves(group: Any) -> Iterator[Any]:
    for child in group.properties:
        if hasattr(child, "properties"):
            yield from leaves(child)
        else:
            yield child


def animated(template: Template, project: Any) -> Iterator[tuple[Layer, Property, Any]]:
    """Our animated properties with py-aep's same ones."""
    for comp in template.comps:
        theirs = {layer.id: layer for layer in project.items[comp.id].layers}
        for layer in comp.layers:
            waiting = [prop for prop in leaves(theirs[layer.id]) if len(prop.keyframes) > 1]
            for ours in layer.root.walk():
                if len(ours.keyframes) > 1:
                    match = next(prop for prop in waiting if is_same(ours, prop))
                    waiting.remove(match)
                    yield layer, ours, match


def is_same(ours: Property, theirs: Any) -> bool:
    times = [keyframe._layer_time for keyframe in theirs.keyframes]
    return ours.match_name == theirs.match_name and [keyframe.time for keyframe in ours.keyframes] == times


def numbers(value: Value, count: int) -> list[float]:
    if isinstance(value, PathValue):
        return [
            part for points in (value.vertices, value.in_tangents, value.out_tangents) for p in points for part in p
        ]
    assert isinstance(value, tuple)
    return list(value[:count])


def reference_numbers(value: Any, count: int) -> list[float]:
    if hasattr(value, "vertices"):
        return [
            part for points in (value.vertices, value.in_tangents, value.out_tangents) for p in points for part in p
        ]
    return [float(part) for part in value][:count] if isinstance(value, list) else [float(value)]


def compared(layer: Layer, ours: Property, theirs: Any) -> Iterator[tuple[float, float]]:
    """(layer time, largest difference) between the keyframes, on the grid of times that the file knows."""
    count = 2 if not layer.three_d and ours.match_name in FLAT else 9
    for left, right in pairwise(ours.keyframes):
        for fraction in FRACTIONS:
            wanted = left.time + (right.time - left.time) * fraction
            comp_time = layer.start_time + wanted * layer.stretch
            time = theirs._evaluated_layer_time(comp_time)
            values = numbers(property_value(ours, time), count)
            expected = reference_numbers(theirs.value_at_time(comp_time), count)
            bounds = theirs.min_value, theirs.max_value
            yield time, max(abs(clamped(a, *bounds) - b) for a, b in zip(values, expected, strict=True))


def clamped(number: float, lowest: Any, highest: Any) -> float:
    """What After Effects clamps an overshoot to; our callers clamp where they use a value."""
    low = lowest if isinstance(lowest, int | float) else -math.inf
    high = highest if isinstance(highest, int | float) else math.inf
    return min(max(number, low), high)


def comparable(ours: Property) -> bool:
    # py-aep takes the stored range 0..0 of the focus distance for real and answers 0.
    numeric = isinstance(ours.value, tuple | PathValue)
    return numeric and ours.match_name != "ADBE Camera Focus Distance"


@pytest.mark.slow
def test_every_animated_property_agrees_with_the_reference() -> None:
    differences: list[tuple[float, str]] = []
    properties = 0
    for name, template, project in projects(Path(CORPUS)):
        for layer, ours, theirs in animated(template, project):
            if comparable(ours):
                properties += 1
                for time, difference in compared(layer, ours, theirs):
                    differences.append((difference, f"{name} {layer.label!r} {ours.match_name} at {time:.4f}"))
    assert not any(math.isnan(difference) for difference, _ in differences)
    differences.sort(reverse=True)
    exact = sum(difference < 1e-6 for difference, _ in differences)
    print(f"{properties} properties, {len(differences)} values, {exact} below 1e-6, worst {differences[:3]}")
    assert properties >= EXPECTED_PROPERTIES
    assert [line for line in differences if line[0] > TOLERANCE][:10] == []


def lottie_value(keyframes: list[dict[str, Any]], frame: float) -> list[float] | None:
    """A value as a Lottie player reads it, None where the file says nothing (straight ways and numbers only)."""
    for left, right in pairwise(keyframes):
        if left["t"] <= frame < right["t"]:
            x1, x2 = (first(left[side]["x"]) for side in ("o", "i"))
            y1, y2 = (first(left[side]["y"]) for side in ("o", "i"))
            fraction = (frame - left["t"]) / (right["t"] - left["t"])
            u = bisect_left(range(2**20), fraction, key=lambda step: bezier(x1, x2, step / 2**20)) / 2**20
            progress = bezier(y1, y2, u)
            return [a + (b - a) * progress for a, b in zip(left["s"], left["e"], strict=True)]
    return None


def first(number: Any) -> float:
    return float(number[0] if isinstance(number, list) else number)


def bezier(a: float, b: float, u: float) -> float:
    return 3 * (1 - u) ** 2 * u * a + 3 * (1 - u) * u**2 * b + u**3


@pytest.mark.parametrize("name", ["HamburgerArrow", "PinJump"])
def test_curves_agree_with_what_after_effects_exported_to_lottie(name: str) -> None:
    folder = Path(CORPUS) / "airbnb__lottie-ios"
    exported = json.loads((folder / "Tests" / "Samples" / f"{name}.json").read_text("utf-8"))
    template = build_model((folder / "_AeFiles" / f"{name}.aep").read_bytes(), name)
    compared = 0
    for layer, lottie in zip(template.comps[0].layers, exported["layers"], strict=True):
        for match_name, key in (("ADBE Rotate Z", "r"), ("ADBE Position", "p")):
            keyframes = lottie["ks"][key]["k"]
            if not (isinstance(keyframes, list) and isinstance(keyframes[0], dict)):
                continue
            prop = layer.transform.property(match_name) if layer.transform else None
            assert prop is not None
            for frame in range(0, exported["op"], 3):
                expected = lottie_value(keyframes, frame)
                if expected is not None:
                    time = frame / exported["fr"] - layer.start_time
                    # The export has three decimals, in the handles too.
                    assert numbers(property_value(prop, time), len(expected)) == pytest.approx(expected, abs=0.15)
                    compared += 1
    assert compared > 50
