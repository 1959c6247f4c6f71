"""The border to py-aep: guards, translated errors, and the helpers that filling uses."""

from __future__ import annotations

import logging
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import own_projects
import pytest
from PIL import Image

from app.core.errors import FillError, TemplateError
from app.template.adapter import (
    comp_by_id,
    footage_by_id,
    layer_by_id,
    listening,
    open_project,
    reason,
    replace_footage,
    save_project,
    set_text,
    text_documents,
    translated,
)
from app.template.build import build_model
from app.template.chunks import read_rifx
from app.template.diff import diff


@pytest.fixture(scope="module")
def data() -> bytes:
    return own_projects.rich_project()


def ids(data: bytes, label: str) -> tuple[int, int]:
    """Composition and layer id of a layer of the composition Main."""
    comp = next(comp for comp in build_model(data, "own.aep").comps if comp.name == "Main")
    return comp.id, next(layer.id for layer in comp.layers if layer.label == label)


def test_an_unchanged_project_is_saved_byte_for_byte(data: bytes) -> None:
    project = open_project(data, "own.aep", platform="windows")
    for comp in project.compositions:
        assert all(layer.properties for layer in comp.layers)
    assert save_project(project, "own.aep", location="C:\\films\\own.aep") == data


def test_setting_text_changes_that_text_only(data: bytes) -> None:
    comp_id, layer_id = ids(data, "headline")
    project = open_project(data, "own.aep")
    set_text(project, comp_id, layer_id, "Neu \U0001f389\nund zweizeilig")
    saved = save_project(project, "own.aep")
    (found,) = diff(read_rifx(data, "a"), read_rifx(saved, "b"))
    assert found.name == "btdk"
    assert [d.text for d in text_documents(open_project(saved, "b"), comp_id, layer_id)] == [
        "Neu \U0001f389\nund zweizeilig"
    ]


def test_every_keyframed_text_is_set(data: bytes) -> None:
    comp_id, layer_id = ids(data, "headline")
    project = open_project(data, "own.aep")
    source = layer_by_id(project, comp_id, layer_id).text["ADBE Text Document"]
    source.add_key(0.0)
    source.add_key(1.0)
    set_text(project, comp_id, layer_id, "beide")
    again = open_project(save_project(project, "own.aep"), "own.aep")
    assert [document.text for document in text_documents(again, comp_id, layer_id)] == ["beide", "beide"]


def test_replaced_footage_has_the_new_size_and_a_windows_path(data: bytes, tmp_path: Path) -> None:
    project = open_project(data, "own.aep", platform="windows")
    item = next(item for item in build_model(data, "own.aep").footage if item.name == "photo.png")
    photo = tmp_path / "new photo.png"
    Image.new("RGBA", (64, 48)).save(photo)
    replace_footage(project, item.id, photo)
    replaced = build_model(save_project(project, "own.aep"), "own.aep").footage_item(item.id)
    assert replaced is not None
    assert (replaced.kind.value, replaced.width, replaced.height) == ("image", 64, 48)
    assert replaced.path.endswith("\\new photo.png")


def test_footage_that_cannot_be_used_is_named(data: bytes, tmp_path: Path) -> None:
    project = open_project(data, "own.aep")
    item = next(item for item in build_model(data, "own.aep").footage if item.name == "photo.png")
    with pytest.raises(TemplateError, match=r"photo\.png by gone\.png"):
        replace_footage(project, item.id, tmp_path / "gone.png")


def test_what_is_not_there_is_a_fill_error(data: bytes) -> None:
    project = open_project(data, "own.aep")
    comp_id, shape_id = ids(data, "shape")
    with pytest.raises(FillError, match="no composition 999"):
        comp_by_id(project, 999)
    with pytest.raises(FillError, match="no layer 999"):
        layer_by_id(project, comp_id, 999)
    with pytest.raises(FillError, match="not a text layer"):
        text_documents(project, comp_id, shape_id)
    with pytest.raises(FillError, match="no footage item"):
        footage_by_id(project, comp_id)


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (OSError("body too short."), "body too short"),
        (KeyError("cdta"), "'cdta' was not found"),
        (ValueError(), "form"),
    ],
)
def test_reasons_are_words_for_people(error: Exception, words: str) -> None:
    assert words in reason(error)
    assert type(error).__name__ not in reason(error)


def test_anything_raised_becomes_a_template_error_with_file_and_stage() -> None:
    def broken() -> None:
        with translated("show.aep", "reading layers", "Save it again."):
            raise AttributeError("no comp_id\nhere")

    with pytest.raises(TemplateError) as caught:
        broken()
    assert caught.value.title == "show.aep cannot be used."
    assert caught.value.cause == "It failed while reading layers: no comp_id here."
    assert caught.value.next_step == "Save it again."
    with pytest.raises(FillError), translated("show.aep", "filling"):
        raise FillError("passes")


def test_an_unknown_platform_is_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match="platform"):
        open_project(data, "own.aep", platform="linux")


def test_what_the_parser_skips_is_heard_in_its_own_thread_only() -> None:
    heard: list[str] = []
    logger = logging.getLogger("py_aep.parsers.property")
    with listening(heard.append):
        logger.warning("Skipping %s", "a part")
        with ThreadPoolExecutor(1) as pool:
            pool.submit(logger.warning, "another thread").result()
    logger.warning("afterwards")
    assert heard == ["Skipping a part"]
