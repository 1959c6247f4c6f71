"""Real projects: every byte survives both forms, and every project opens or is refused by name."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest

from app.core.errors import TemplateError
from app.core.model import Group, LayerKind, Property, Template, TextValue
from app.template.adapter import open_project, save_project, set_text
from app.template.aepx import read_aepx, write_aepx
from app.template.build import build_model
from app.template.chunks import read_rifx, write_rifx
from app.template.diff import diff
from app.template.files import ProjectForm, read_project
from app.template.load import decode_model, encode_model

CORPUS = os.environ.get("FARMHAND_CORPUS", "")
PROJECTS = 56
"""Project files in the corpus; with fewer, something is missing."""

NOT_WELL_FORMED = "packages/nexrender-ae-format/test/nm05ae15.aepx"
"""Edited by hand: an element is closed by another one's tag."""

OLD_ALIAS = "helperProject.aep"
"""From before Creative Cloud: file references are not JSON, which the XML form has no words for."""

pytestmark = [
    pytest.mark.corpus,
    pytest.mark.skipif(not CORPUS, reason="FARMHAND_CORPUS names no folder of projects"),
]


def projects() -> Iterator[Path]:
    for path in sorted(Path(CORPUS).rglob("*")):
        if path.suffix in (".aep", ".aet", ".aepx") and "Auto-Save" not in str(path):
            yield path


def readable() -> Iterator[tuple[Path, bytes]]:
    """Every project but the malformed one, in binary form."""
    for path in projects():
        if not path.as_posix().endswith(NOT_WELL_FORMED):
            yield path, write_rifx(read_project(path).tree)


@pytest.fixture(scope="module")
def models() -> dict[Path, Template]:
    return {path: build_model(data, path.name) for path, data in readable()}


def test_the_corpus_is_complete() -> None:
    assert len(list(projects())) >= PROJECTS


def test_every_project_survives_its_own_form_byte_for_byte() -> None:
    exact = Counter[ProjectForm]()
    for path in projects():
        data = path.read_bytes()
        if path.as_posix().endswith(NOT_WELL_FORMED):
            with pytest.raises(TemplateError, match="line 341"):
                read_project(path)
            continue
        project = read_project(path)
        written = write_rifx(project.tree) if project.format is ProjectForm.BINARY else write_aepx(project.tree)
        assert written == data, path
        exact[project.format] += 1
    print(f"byte-identical in their own form: {dict(exact)}")
    assert exact[ProjectForm.BINARY] >= 46
    assert exact[ProjectForm.XML] >= 9


@pytest.mark.slow
def test_every_project_survives_the_other_form_byte_for_byte() -> None:
    exact = Counter[ProjectForm]()
    for path in projects():
        if path.as_posix().endswith(NOT_WELL_FORMED):
            continue
        data, project = path.read_bytes(), read_project(path)
        if path.name == OLD_ALIAS:
            with pytest.raises(TemplateError, match="CC 2018 or later"):
                write_aepx(project.tree)
            continue
        if project.format is ProjectForm.BINARY:
            assert write_rifx(read_aepx(write_aepx(project.tree), path.name)) == data, path
        else:
            assert write_aepx(read_rifx(write_rifx(project.tree), path.name)) == data, path
        exact[project.format] += 1
    print(f"byte-identical through the other form: {dict(exact)}")
    assert exact.total() >= PROJECTS - 2


def test_two_saves_of_one_project_differ_in_values_only() -> None:
    binary = next(path for path in projects() if path.name == "test-after-effects-project.aep")
    found = diff(read_project(binary).tree, read_project(binary.with_suffix(".aepx")).tree)
    assert {difference.kind.value for difference in found} == {"changed"}


@pytest.mark.slow
def test_every_project_opens_or_is_refused_by_name(models: dict[Path, Template]) -> None:
    refused = [path for path in projects() if path not in models]
    assert [path.name for path in refused] == [Path(NOT_WELL_FORMED).name]
    kinds = Counter(layer.kind for model in models.values() for comp in model.comps for layer in comp.layers)
    problems = [problem for model in models.values() for problem in model.problems]
    print(f"{len(models)} models, {sum(len(model.comps) for model in models.values())} compositions, {dict(kinds)}")
    assert sum(kinds.values()) >= 463
    assert LayerKind.OTHER not in kinds
    assert problems == []


@pytest.mark.slow
def test_unchanged_projects_are_saved_byte_for_byte() -> None:
    count = 0
    for path, data in readable():
        assert save_project(open_project(data, path.name), path.name) == data, path
        count += 1
    assert count >= PROJECTS - 1


@pytest.mark.slow
def test_models_are_consistent(models: dict[Path, Template]) -> None:
    for path, model in models.items():
        items = {item.id for item in model.footage} | {comp.id for comp in model.comps}
        for comp in model.comps:
            ids = {layer.id for layer in comp.layers}
            assert len(ids) == len(comp.layers), path
            assert comp.frame_count == round(comp.duration * comp.frame_rate)
            assert 0 <= comp.work_area_start_frame < comp.frame_count
            assert comp.work_area_start_frame + comp.work_area_frame_count <= comp.frame_count
            for layer in comp.layers:
                assert layer.source_id is None or layer.source_id in items, (path, layer.label)
                assert layer.parent_id is None or layer.parent_id in ids, (path, layer.label)
                assert layer.matte is None or layer.matte.layer_id in ids, (path, layer.label)
                assert layer.in_point <= layer.out_point
                assert layer.label, path
                check_properties(layer.root)


def check_properties(root: Group) -> None:
    transform = root.group("ADBE Transform Group")
    assert transform is not None
    assert {"ADBE Position", "ADBE Scale", "ADBE Opacity"} <= {child.match_name for child in transform.children}
    for found in root.walk():
        times = [frame.time for frame in found.keyframes]
        assert times == sorted(times), found.match_name
        assert not found.keyframes or found.value == found.keyframes[0].value
        check_text(found)


def check_text(found: Property) -> None:
    for value in (found.value, *(frame.value for frame in found.keyframes)):
        if isinstance(value, TextValue):
            for spans in (value.runs, value.paragraphs):
                assert spans[0].start == 0
                assert spans[-1].stop == len(value.text)
                assert all(left.stop == right.start for left, right in pairwise(spans))
            assert all(run.font and run.size > 0 for run in value.runs)


@pytest.mark.slow
def test_models_survive_their_bytes(models: dict[Path, Template]) -> None:
    for path, model in models.items():
        assert decode_model(encode_model(model)) == model, path


@pytest.mark.slow
def test_setting_every_text_changes_text_chunks_only(models: dict[Path, Template]) -> None:
    changed = 0
    for path, model in models.items():
        texts = [(c.id, layer.id) for c in model.comps for layer in c.layers if layer.kind is LayerKind.TEXT]
        data = write_rifx(read_project(path).tree)
        project = open_project(data, path.name)
        for comp_id, layer_id in texts:
            set_text(project, comp_id, layer_id, "Ünïcode \U0001f600\nand a second line")
        saved = save_project(project, path.name)
        found = diff(read_rifx(data, path.name), read_rifx(saved, path.name))
        assert {difference.name for difference in found} <= {"btdk"}, path
        changed += len(found)
    print(f"{changed} text chunks changed, nothing else")
    assert changed >= 100
