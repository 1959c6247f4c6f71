"""Text of real projects: lines and baselines against the layout that After Effects itself saved in the files."""

from __future__ import annotations

import os
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from py_aep.models.text.ranges import _cached_line_nodes, _line_data_from_nodes, _line_origin

from app.core.errors import TemplateError
from app.core.model import LayerKind, TextValue
from app.render.fonts import FontLibrary
from app.render.layout import Layout, compose
from app.template.adapter import open_project
from app.template.aepx import read_aepx
from app.template.build import build_model
from app.template.chunks import write_rifx

CORPUS = os.environ.get("FARMHAND_CORPUS", "")
TEXT_GROUP, DOCUMENT = "ADBE Text Properties", "ADBE Text Document"

pytestmark = [
    pytest.mark.slow,
    pytest.mark.corpus,
    pytest.mark.skipif(not CORPUS, reason="FARMHAND_CORPUS names no folder of projects"),
]


@pytest.fixture(scope="module")
def layouts() -> list[tuple[str, Layout, list[Any]]]:
    """(file and layer, our layout, After Effects' line records) of every text that has records."""
    fonts = FontLibrary()
    return [
        (f"{name}: {document.text!r}", compose(document, fonts), records)
        for name, document, records in _documents(Path(CORPUS))
        if records
    ]


def _documents(folder: Path) -> Iterator[tuple[str, TextValue, list[Any]]]:
    for source in sorted(folder.rglob("*.aep*")):
        if source.suffix not in (".aep", ".aepx") or "Auto-Save" in str(source):
            continue
        try:
            data = source.read_bytes()
            rifx = write_rifx(read_aepx(data, source.name)) if source.suffix == ".aepx" else data
            model, project = build_model(rifx, source.name), open_project(rifx, source.name)
        except TemplateError:
            continue
        theirs = {comp.id: comp for comp in project.compositions}
        for comp in model.comps:
            layers = {layer.id: layer for layer in theirs[comp.id].layers}
            for layer in comp.layers:
                group = layer.root.group(TEXT_GROUP)
                prop = group.property(DOCUMENT) if group is not None else None
                if layer.kind is LayerKind.TEXT and prop is not None and isinstance(prop.value, TextValue):
                    yield source.name, prop.value, _records(layers[layer.id].text[DOCUMENT])


def _records(prop: Any) -> list[Any]:
    document = prop.keyframes[0].value if prop.keyframes else prop.value
    return list(_cached_line_nodes(document))


def test_lines_break_where_after_effects_breaks_them(layouts: list[tuple[str, Layout, list[Any]]]) -> None:
    # The fonts are not the authors', so a few lines of other widths break elsewhere.
    differing = []
    for name, layout, records in layouts:
        data = _line_data_from_nodes(records)
        starts = [start for start, _ in data[0]] if data is not None else []
        text = layout.document.text
        if starts != [len(text[: line.start].encode("utf-16-le")) // 2 for line in layout.lines]:
            differing.append(name)
    assert len(layouts) >= 90
    assert len(differing) <= len(layouts) * 0.04, differing


def test_baselines_are_apart_as_in_after_effects(layouts: list[tuple[str, Layout, list[Any]]]) -> None:
    compared = 0
    for name, layout, records in layouts:
        if len(records) != len(layout.lines):
            continue
        theirs = [_line_origin(record)[1] for record in records]
        ours = [line.baseline for line in layout.lines]
        for (top, below), (our_top, our_below) in zip(pairwise(theirs), pairwise(ours), strict=True):
            assert our_below - our_top == pytest.approx(below - top, abs=0.6), name
            compared += 1
    assert compared >= 10


def test_first_baselines_of_boxes_are_near_those_of_after_effects(
    layouts: list[tuple[str, Layout, list[Any]]],
) -> None:
    # With the authors' fonts they agree to a hundredth of a pixel; other fonts have other heights of the letter d.
    compared = 0
    for name, layout, records in layouts:
        box = layout.document.box
        if box is None or not layout.lines:
            continue
        size = layout.document.runs[0].size
        assert layout.lines[0].baseline - box.top == pytest.approx(_line_origin(records[0])[1], abs=0.2 * size), name
        compared += 1
    assert compared >= 40
