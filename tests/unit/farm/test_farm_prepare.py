from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace
from PIL import Image
from store_kit import make_request

from app.core.errors import TemplateError
from app.core.jobs import EngineChoice, JobRequest, MissingPolicy
from app.core.slots import MediaFill, SlotKind, TextFill
from app.farm.prepare import Preparation
from app.farm.storage_folder import FolderStorage
from app.template.adapter import save_project
from app.template.build import build_model
from app.template.files import read_project
from app.template.slots import list_slots
from tests.fakes.aerender.jobs import add_photo, new_project
from tests.fakes.old_projects import old_form


@pytest.fixture
def storage(tmp_path: Path) -> FolderStorage:
    return FolderStorage(tmp_path / "home", tmp_path / "films")


def filled_job(storage: FolderStorage, folder: Path, engine: EngineChoice, *, is_old: bool = False) -> JobRequest:
    """A job of a project with a text and a photo, both filled."""
    project, comp = new_project()
    add_photo(project, comp, folder)
    content = save_project(project, "card.aep")
    template = folder / "card.aep"
    template.write_bytes(old_form(content) if is_old else content)
    photo = folder / "new.png"
    Image.new("RGB", (32, 36), (10, 200, 40)).save(photo)
    asset = storage.put_asset(photo)
    slots = list_slots(build_model(template.read_bytes(), template.name))
    values = {SlotKind.TEXT: TextFill("Hallo"), SlotKind.PHOTO: MediaFill(path=asset.sha256)}
    return replace(
        make_request("a", frames=6, engine=engine, missing=MissingPolicy.SUBSTITUTE),
        template=storage.put_asset(template),
        comp_id=comp.id,
        fill={slot.key: values[slot.kind] for slot in slots},
        assets=(asset,),
    )


def test_a_template_that_cannot_be_read_is_called_as_people_know_it(tmp_path: Path, storage: FolderStorage) -> None:
    template = tmp_path / "Birthday card.aep"
    template.write_bytes(b"RIFX\x00\x00\x00\x08Egg!torn")
    request = replace(make_request("a"), template=storage.put_asset(template))
    with pytest.raises(TemplateError) as caught:
        Preparation(storage, tmp_path / "models").run(request)
    told = str(caught.value)
    assert "Birthday card.aep" in told
    assert request.template.sha256 not in told


def test_after_effects_gets_the_filled_project(tmp_path: Path, storage: FolderStorage) -> None:
    request = filled_job(storage, tmp_path, EngineChoice.AERENDER)
    plan = Preparation(storage, tmp_path / "models").run(request)
    project = storage.fetch(plan.project)
    assert "Hallo" in {slot.default for slot in list_slots(build_model(project.read_bytes(), project.name))}
    assert read_project(project).tree != read_project(tmp_path / "card.aep").tree


def test_no_project_is_filled_where_farmhand_draws(tmp_path: Path, storage: FolderStorage) -> None:
    plan = Preparation(storage, tmp_path / "models").run(filled_job(storage, tmp_path, EngineChoice.BUILTIN))
    assert plan.project == ""
    assert not [one.key for one in storage.list("work/a/") if "project" in one.key]


def test_a_photo_in_a_project_of_cs6_is_drawn_although_it_cannot_be_written_there(
    tmp_path: Path, storage: FolderStorage
) -> None:
    drawn = filled_job(storage, tmp_path, EngineChoice.BUILTIN, is_old=True)
    plan = Preparation(storage, tmp_path / "models").run(drawn)
    assert [footage.name for footage in plan.footage.values() if "new" in footage.name]
    with pytest.raises(TemplateError, match="CS6"):
        Preparation(storage, tmp_path / "models").run(replace(drawn, job_id="b", engine=EngineChoice.AERENDER))
