"""Projects as After Effects CS6 and earlier wrote them, made from new ones: they open, and are saved exactly."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import SimpleNamespace

import own_projects
import pytest
from msgspec.structs import replace
from PIL import Image
from py_aep.models.items import composition
from py_aep.models.sources import file as file_source
from py_aep.parsers import render_queue

from app.core.errors import TemplateError
from app.core.model import Footage
from app.core.slots import TextFill
from app.template import adapter_guards
from app.template.adapter import open_project, replace_footage, save_project
from app.template.adapter_guards import install_guards, old_reference
from app.template.apply import apply
from app.template.build import build_model
from app.template.chunks import Chunk, read_rifx, write_rifx
from app.template.files import ProjectForm, parse_project
from app.template.fill import fill
from app.template.slots import list_slots
from tests.fakes.old_projects import WINDOWS_PATH, changed, old_form, record


@pytest.fixture(scope="module")
def new(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A project with a picture that is a file."""
    photo = tmp_path_factory.mktemp("new") / "photo.png"
    Image.new("RGB", (8, 8)).save(photo)
    data = own_projects.rich_project()
    project = open_project(data, "own.aep", platform="windows")
    replace_footage(project, item(data, "photo.png").id, photo)
    return save_project(project, "own.aep")


@pytest.fixture(scope="module")
def old(new: bytes) -> bytes:
    return old_form(new)


def item(data: bytes, name: str) -> Footage:
    return next(item for item in build_model(data, "own.aep").footage if item.name == name)


def test_a_project_of_cs6_opens_without_problems(old: bytes, new: bytes) -> None:
    model = build_model(old, "old.aep")
    assert model.problems == ()
    assert model.comps == build_model(new, "own.aep").comps
    assert item(old, "Orange").color == pytest.approx((1.0, 0.5, 0.0))
    assert {found.path for found in model.footage if found.path} == {WINDOWS_PATH}


def test_a_project_of_cs6_is_saved_byte_for_byte(old: bytes) -> None:
    project = open_project(old, "old.aep")
    assert [layer.properties for comp in project.compositions for layer in comp.layers]
    assert save_project(project, "old.aep", location="C:\\films\\old.aep") == old


def test_texts_of_a_cs6_project_are_filled(old: bytes) -> None:
    project, model = parse_project(old, "old.aep"), build_model(old, "old.aep")
    values = {slot.key: TextFill("neu\n日本") for slot in list_slots(model) if slot.kind.value == "text"}
    filled = fill(project, values)
    assert project.format is ProjectForm.BINARY
    assert values
    assert build_model(write_rifx(filled.tree), "old.aep") == apply(model, values)


def test_photos_are_not_written_into_a_cs6_project(old: bytes, tmp_path: Path) -> None:
    photo = tmp_path / "new.png"
    Image.new("RGB", (8, 8)).save(photo)
    with pytest.raises(TemplateError, match="CS6") as caught:
        replace_footage(open_project(old, "old.aep"), item(old, "photo.png").id, photo)
    assert "CC 2018" in caught.value.next_step


@pytest.mark.parametrize(
    ("stored", "path"),
    [
        ("/Users/zoë/bild.png".encode(), "/Users/zoë/bild.png"),
        ("C:\\größe\\a.png".encode("cp1252"), "C:\\größe\\a.png"),
        (b"", ""),
    ],
)
def test_the_path_in_an_old_reference_is_read(stored: bytes, path: str) -> None:
    assert old_reference(record(stored)) == (path, False)


def test_an_old_reference_to_a_folder_is_known() -> None:
    assert old_reference(record(b"F:\\Arte", b"\xff\xff\xff\xfe", b"")) == ("F:\\Arte", True)


@pytest.mark.parametrize("damaged", [b"", b"\x01\0\0\x0dPNGf", record(b"C:\\a.png", extra=b"")[:-3], b"\xff" * 40])
def test_a_damaged_old_reference_leads_nowhere(damaged: bytes) -> None:
    assert old_reference(damaged) == ("", False)


def test_a_project_whose_references_are_damaged_still_opens(old: bytes) -> None:
    broken = old.replace(record(WINDOWS_PATH.encode("cp1252")), bytes(len(record(WINDOWS_PATH.encode("cp1252")))))
    assert broken != old
    assert save_project(open_project(broken, "old.aep"), "old.aep") == broken
    assert len(build_model(broken, "old.aep").comps) == len(build_model(old, "old.aep").comps)


def test_names_that_are_not_utf8_keep_their_bytes() -> None:
    def rename(chunk: Chunk) -> Chunk:
        return replace(chunk, body=b"Gr\xfc\xdfe") if chunk.body == b"headline" else chunk

    tree = read_rifx(own_projects.rich_project(), "own.aep")
    data = write_rifx(replace(tree, root=changed(tree.root, rename)))
    labels = [layer.label for comp in build_model(data, "own.aep").comps for layer in comp.layers]
    assert "Gr??e" in labels
    project = open_project(data, "own.aep")
    assert [layer.name for comp in project.compositions for layer in comp.layers]
    assert save_project(project, "own.aep") == data


def test_a_record_that_is_cut_off_at_the_end_of_the_file_is_refused(old: bytes) -> None:
    with pytest.raises(TemplateError):
        open_project(old[: old.index(b"opti") + 40], "cut.aep")


def test_guards_are_put_on_once_whoever_calls() -> None:
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _number: install_guards(), range(32)))
    for module, name in (
        (render_queue, "parse_render_queue_items"),
        (composition, "parse_essential_graphics"),
        (file_source, "parse_alas_data"),
    ):
        guarded = getattr(module, name)
        assert hasattr(guarded, "farmhand_guard")
        assert not hasattr(guarded.__wrapped__, "farmhand_guard")


def test_a_guard_answers_known_failures_only() -> None:
    def reader(error: Exception | None) -> str:
        if error is not None:
            raise error
        return "read"

    module = SimpleNamespace(reader=reader)
    adapter_guards._guard(module, "reader", lambda: "nothing", (AttributeError,))
    assert module.reader(None) == "read"
    assert module.reader(AttributeError("old layout")) == "nothing"
    with pytest.raises(ZeroDivisionError):
        module.reader(ZeroDivisionError())
