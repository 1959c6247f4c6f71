"""Folders and archives in the window: dropped, remembered, opened again, and made many films of."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.farm.recent import recent_templates
from app.ui.application import Application, WindowWiring
from app.ui.controllers.compose import ComposeState
from app.ui.dropping import is_template, is_template_file
from app.ui.pages.home_page import DropZone
from tests.fakes.zips import GREETING, PHOTO, greeting_files, write, zipped
from tests.ui.batch_kit import Batch
from tests.ui.compose_kit import NAME, PATIENCE, Compose, compose, drop

__all__ = ["compose"]


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    return write(tmp_path / "Greeting pack.zip", zipped(greeting_files("Greeting/")))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copytree(GREETING.parent / "(Footage)", tmp_path / "Greeting folder" / "(Footage)")
    shutil.copyfile(GREETING, tmp_path / "Greeting folder" / "greeting.aepx")
    return tmp_path / "Greeting folder"


def opened(compose: Compose, template: Path) -> None:
    """Wait until what was dropped is open and drawn."""
    controller = compose.controller
    compose.qtbot.waitUntil(lambda: controller.state is ComposeState.OPEN, timeout=PATIENCE)
    assert controller.template is not None
    assert controller.template.origin == template
    compose.drawn()


def test_what_can_be_dropped_as_a_template(tmp_path: Path, folder: Path) -> None:
    for name in ("a.aep", "A.AEPX", "a.aet", "a.zip", "A.ZIP"):
        assert is_template(tmp_path / name)
        assert is_template_file(tmp_path / name)
    for name in ("a.mogrt", "a.csv", "a", "zip"):
        assert not is_template(tmp_path / name)
    assert is_template(folder)
    assert not is_template_file(folder)


def test_an_archive_dropped_on_home_is_open_and_remembered_as_the_archive(
    compose: Compose, pack: Path, wiring: WindowWiring, qtbot: QtBot
) -> None:
    application = compose.application
    application.window.show_page("home")
    zone = application.window.page("home").findChild(DropZone)
    assert isinstance(zone, DropZone)
    drop(zone, [pack])
    opened(compose, pack)
    template = compose.controller.template
    assert template is not None
    assert template.path.read_bytes() == GREETING.read_bytes()
    assert compose.page.editor._name.text() == pack.name
    qtbot.waitUntil(lambda: len(recent_templates(wiring.home).all()) == 1, timeout=PATIENCE)
    [known] = recent_templates(wiring.home).all()
    assert known.path == str(pack)
    assert known.name == "Greeting pack"
    application.assembly.home.refresh()
    qtbot.waitUntil(lambda: application.assembly.home.template_picture(str(pack)) is not None, timeout=PATIENCE)
    qtbot.waitUntil(lambda: [one.path for one in application.assembly.home.templates] == [str(pack)], timeout=PATIENCE)
    assert not application.assembly.home.is_missing(str(pack))


def test_an_archive_comes_back_with_what_was_filled_in(compose: Compose, pack: Path) -> None:
    compose.application.services.navigator.template_wanted.emit(pack)
    opened(compose, pack)
    compose.retype(NAME, "Ada")
    picture = compose.drawn().copy()
    session = compose.controller.session()
    assert session is not None
    assert session.path == str(pack)
    template = compose.controller.template
    assert template is not None
    # Somebody cleans up, as people and programs do with caches.
    shutil.rmtree(template.path.parent)
    compose.open(GREETING)
    compose.controller.restore(session)
    opened(compose, pack)
    assert compose.drawn() == picture
    compose.controller.go_back()
    assert compose.controller.path == pack


def test_a_folder_dropped_on_compose_opens_its_project(
    compose: Compose, folder: Path, wiring: WindowWiring, qtbot: QtBot
) -> None:
    drop(compose.page, [folder])
    opened(compose, folder / "greeting.aepx")
    qtbot.waitUntil(lambda: len(recent_templates(wiring.home).all()) == 1, timeout=PATIENCE)
    assert recent_templates(wiring.home).all()[0].path == str(folder / "greeting.aepx")


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({"../greeting.aepx": b"x"}, "“../greeting.aepx”"),
        ({"wide/a.aep": b"x", "tall/a.aep": b"x"}, "2 projects in bad.zip"),
        ({"a.jpg": b"x"}, "no After Effects project in bad.zip"),
        ({"a.aep": b"x"}, "a.aep in bad.zip"),
    ],
)
def test_compose_says_why_an_archive_cannot_be_opened(
    compose: Compose, tmp_path: Path, files: dict[str, bytes], said: str
) -> None:
    drop(compose.page, [write(tmp_path / "bad.zip", zipped(files))])
    compose.qtbot.waitUntil(lambda: compose.controller.state is ComposeState.FAILED, timeout=PATIENCE)
    error = compose.controller.error
    assert error is not None
    assert said in error.title
    assert error.next_step


def test_many_films_of_an_archive(application: Application, qtbot: QtBot, pack: Path) -> None:
    batch = Batch(application, qtbot)
    drop(batch.page, [pack])
    batch.wait(lambda: batch.controller.source.template is not None and not batch.controller.source.busy)
    source = batch.controller.source
    assert source.template_path == pack
    assert source.folder == pack.parent
    batch.controller.new_sheet()
    batch.wait(lambda: source.sheet is not None and not source.busy)
    batch.settled()
    assert Path(batch.look(0, "Photo")).name == "photo.jpg"
    [row] = batch.controller.document.grid.rows
    photo = next(Path(cell) for cell in row.cells if cell.endswith("photo.jpg"))
    assert (source.folder / photo).read_bytes() == PHOTO.read_bytes()


def test_many_films_of_a_folder(application: Application, qtbot: QtBot, folder: Path) -> None:
    batch = Batch(application, qtbot)
    drop(batch.page, [folder])
    batch.wait(lambda: batch.controller.source.template is not None and not batch.controller.source.busy)
    assert batch.controller.source.template_path == folder / "greeting.aepx"
    assert batch.controller.source.folder == folder
