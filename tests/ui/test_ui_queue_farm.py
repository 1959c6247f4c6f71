"""The queue over a real farm: films are rendered, stopped, placed, tried again, looked at, and remembered."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QRadioButton, QSpinBox
from pytestqt.qtbot import QtBot
from queue_kit import PATIENCE, Queue

from app.core.states import END_STATES
from app.ui.application import Application, WindowWiring
from app.ui.controllers import queue_removal
from app.ui.controllers.farm import FarmState
from app.ui.models.pieces_model import PiecesModel
from app.ui.widgets.job_overview import JobOverview
from tests.fakes.desktop_farms import desktop_farm, empty_project, make_requests

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
LONG = 20_000
"""Frames of a film that is not done before a test has done what it wants."""


@dataclass(frozen=True)
class Done:
    """A film that was rendered before: its job, and the profile and films of that run as they were."""

    job_id: str
    profile: Path
    films: Path


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> Done:
    """One film, rendered once for all tests that begin where it is done."""
    folder = tmp_path_factory.mktemp("done")
    farm = desktop_farm(folder / "profile", folder / "films", workers=1)
    farm.start()
    try:
        project = empty_project(folder / "empty.aep", seconds=4)
        (request,) = make_requests(farm.storage, project, ["film"], frames=100)
        films = folder / "seen" / "films"
        (job_id,) = farm.client.submit([replace(request, owner="ada", folder=str(films))])
        (view,) = farm.client.wait([job_id], timeout=PATIENCE / 1000)
    finally:
        farm.stop()
    assert view.state == "done", view.error
    films.rename(folder / "films as made")
    return Done(job_id, folder / "profile", films)


@pytest.fixture
def finished(done: Done, wiring: WindowWiring, request: pytest.FixtureRequest) -> Iterator[Queue]:
    """The queue of a window in whose profile a film was rendered before; it is the one that is chosen."""
    shutil.copytree(done.profile, wiring.home, dirs_exist_ok=True)
    shutil.copytree(done.profile.parent / "films as made", done.films)
    queue: Queue = request.getfixturevalue("queue")
    queue.wait_for(film="done")
    choose(queue, done.job_id)
    yield queue
    shutil.rmtree(done.films)


@pytest.fixture
def queue(application: Application, qtbot: QtBot) -> Queue:
    application.services.preferences.set("workers", 1)
    return Queue(application, qtbot)


def choose(queue: Queue, job_id: str) -> None:
    queue.qtbot.waitUntil(lambda: queue.controller.model.order.place(job_id) >= 0, timeout=PATIENCE)
    queue.click(job_id)
    queue.table.setFocus()


def wait_for_pieces(queue: Queue, job_id: str, count: int) -> None:
    def are_done() -> bool:
        row = queue.controller.model.order.find(job_id)
        return row is not None and row.view.pieces.count("d") >= count

    queue.qtbot.waitUntil(are_done, timeout=PATIENCE)


def test_a_film_is_rendered_before_everybodys_eyes(queue: Queue, tmp_path: Path) -> None:
    (job_id,) = queue.submit(tmp_path, "film")
    choose(queue, job_id)
    queue.wait_for(film="done")
    assert (tmp_path / "film.mp4").is_file()
    detail = queue.controller.detail
    queue.qtbot.waitUntil(lambda: detail.film_checked and detail.film_problem is None, timeout=PATIENCE)
    queue.qtbot.waitUntil(lambda: len(detail.pictures.pictures.strip) == 8, timeout=PATIENCE)
    pictures = detail.pictures.pictures
    assert pictures.last is not None
    assert (pictures.last.image.width(), pictures.last.image.height()) == (320, 180)
    assert [one.frame for one in pictures.strip] == sorted(one.frame for one in pictures.strip)
    pieces = queue.controller.pieces
    queue.qtbot.waitUntil(lambda: worker_of(pieces) == "local-1", timeout=PATIENCE)
    overview = queue.page.findChild(JobOverview)
    assert overview is not None
    assert "Done" in [one.text() for one in overview.findChildren(QLabel)]
    with queue.qtbot.waitSignal(queue.application.services.navigator.film_wanted) as played:
        queue.do("play")
    assert played.args == [tmp_path / "film.mp4"]
    with queue.qtbot.waitSignal(queue.application.services.navigator.folder_wanted) as shown:
        queue.do("show")
    assert shown.args == [tmp_path / "film.mp4"]


def worker_of(pieces: PiecesModel) -> str:
    if not pieces.rowCount():
        return ""
    attempt = pieces.row(0).attempt
    return attempt.worker if attempt is not None else ""


def test_pictures_come_with_the_first_finished_piece(queue: Queue, tmp_path: Path) -> None:
    (job_id,) = queue.submit(tmp_path, "film", frames=LONG)
    choose(queue, job_id)
    pictures = queue.controller.detail.pictures
    queue.qtbot.waitUntil(lambda: pictures.pictures.last is not None, timeout=PATIENCE)
    assert queue.state(job_id) == "rendering"
    assert pictures.pictures.strip


def test_a_film_that_was_moved_away_is_not_called_done(finished: Queue, done: Done) -> None:
    film, elsewhere = done.films / "film.mp4", done.films / "elsewhere.mp4"
    film.rename(elsewhere)
    finished.press(Qt.Key.Key_F5)
    finished.qtbot.waitUntil(lambda: finished.text(done.job_id, "state") == "Film is gone", timeout=PATIENCE)
    finished.qtbot.waitUntil(lambda: finished.controller.detail.film_problem is not None, timeout=PATIENCE)
    finished.qtbot.waitUntil(lambda: not finished.button("play").isEnabled(), timeout=PATIENCE)
    assert "moved, deleted or changed" in finished.button("play").toolTip()
    elsewhere.rename(film)
    finished.press(Qt.Key.Key_F5)
    finished.qtbot.waitUntil(lambda: finished.text(done.job_id, "state") == "Done", timeout=PATIENCE)
    assert finished.controller.detail.film_problem is None or not finished.controller.detail.film_checked


def test_cancelling_asks_first_and_escape_keeps_rendering(queue: Queue, tmp_path: Path) -> None:
    (job_id,) = queue.submit(tmp_path, "film", frames=LONG)
    wait_for_pieces(queue, job_id, 1)
    choose(queue, job_id)
    queue.press(Qt.Key.Key_Delete)
    dialog = queue.dialog()
    said = "\n".join(one.text() for one in dialog.findChildren(QLabel))
    assert "Cancel 1 job?" in said
    assert "film – " in said
    assert "rendered frames are lost" in said
    safe = dialog.focusWidget()
    assert safe is not None
    assert safe.objectName() == "safe"
    queue.qtbot.keyClick(safe, Qt.Key.Key_Escape)
    assert queue.state(job_id) == "rendering"
    queue.press(Qt.Key.Key_Delete)
    queue.answer("verb")
    queue.wait_for(film="cancelled")
    queue.qtbot.waitUntil(lambda: queue.controller.actions.offers["retry"].enabled, timeout=PATIENCE)
    queue.press(Qt.Key.Key_R, CTRL)
    queue.wait_for(film="rendering")


def test_pause_and_resume_by_one_key(queue: Queue, tmp_path: Path) -> None:
    (job_id,) = queue.submit(tmp_path, "film", frames=LONG)
    wait_for_pieces(queue, job_id, 1)
    choose(queue, job_id)
    queue.press(Qt.Key.Key_P, CTRL)
    queue.wait_for(film="paused")
    queue.qtbot.waitUntil(lambda: queue.controller.actions.offers["pause"].resumes, timeout=PATIENCE)
    assert queue.button("pause").text() == "Resume"
    queue.press(Qt.Key.Key_P, CTRL)
    queue.wait_for(film="rendering")


def test_waiting_jobs_are_placed_by_keys_and_by_dragging(queue: Queue, tmp_path: Path) -> None:
    queue.submit(tmp_path, "first", frames=LONG)
    queue.wait_for(first="rendering")
    ids = dict(zip("abc", queue.submit(tmp_path, "a", "b", "c", frames=LONG), strict=True))
    queue.wait_for(a="ready", b="ready", c="ready")
    names = {job_id: name for name, job_id in ids.items()}

    def order() -> str:
        queue.settle()
        return "".join(names[one] for one in queue.ids if one in names)

    def becomes(wanted: str) -> None:
        queue.qtbot.waitUntil(lambda: order() == wanted, timeout=PATIENCE)

    becomes("abc")
    choose(queue, ids["c"])
    queue.press(Qt.Key.Key_Up, CTRL)
    becomes("acb")
    queue.press(Qt.Key.Key_Down, CTRL)
    becomes("abc")
    choose(queue, ids["a"])
    queue.press(Qt.Key.Key_Down, CTRL | SHIFT)
    becomes("bca")
    model = queue.controller.model
    data = model.mimeData([model.index(model.order.place(ids["a"]), 0)])
    place = model.order.place(ids["c"])
    assert model.canDropMimeData(data, Qt.DropAction.MoveAction, place, 0, model.index(-1, -1))
    model.dropMimeData(data, Qt.DropAction.MoveAction, place, 0, model.index(-1, -1))
    becomes("bac")
    # What is at the top is granted next, and is then no longer among those that wait.
    choose(queue, ids["c"])
    queue.press(Qt.Key.Key_Up, CTRL | SHIFT)
    becomes("cba")
    model.sort(1, Qt.SortOrder.AscendingOrder)
    assert model.drop_problem(place) == "Sort by State to place jobs by dragging them."


def test_priority_lets_a_job_overtake_others(queue: Queue, tmp_path: Path) -> None:
    queue.submit(tmp_path, "first", frames=LONG)
    queue.wait_for(first="rendering")
    a, b = queue.submit(tmp_path, "a", "b", frames=LONG)
    queue.wait_for(a="ready", b="ready")
    choose(queue, b)
    queue.do("priority")
    dialog = queue.dialog()
    number = dialog.findChild(QSpinBox, "priority")
    assert isinstance(number, QSpinBox)
    assert number.value() == 50
    urgent = next(one for one in dialog.findChildren(QRadioButton) if one.text() == "Urgent")
    urgent.click()
    assert number.value() == 90
    queue.answer("verb")
    queue.qtbot.waitUntil(lambda: queue.ids.index(b) < queue.ids.index(a), timeout=PATIENCE)


def test_a_failed_job_says_why_and_is_tried_again(queue: Queue, tmp_path: Path) -> None:
    blocked = tmp_path / "films"
    blocked.write_bytes(b"a file where a folder should be")
    (job_id,) = queue.submit_to(tmp_path, blocked, "film", frames=50)
    queue.wait_for(film="failed")
    choose(queue, job_id)
    error = queue.controller.detail.view.error if queue.controller.detail.view is not None else None
    assert error is not None
    overview = queue.page.findChild(JobOverview)
    assert overview is not None
    assert any(error.title in one.text() for one in overview.findChildren(QLabel) if one.isVisible())
    blocked.unlink()
    queue.press(Qt.Key.Key_R, CTRL)
    queue.wait_for(film="done")
    assert (blocked / "film.mp4").is_file()


def test_a_job_is_duplicated_beside_the_first(finished: Queue, done: Done) -> None:
    finished.do("duplicate")
    finished.wait_for(**{"film": "done", "film (2)": "done"})
    assert (done.films / "film (2).mp4").read_bytes() == (done.films / "film.mp4").read_bytes()


def test_a_film_is_rendered_again_in_its_place(finished: Queue, done: Done) -> None:
    (done.films / "film.mp4").write_bytes(b"cut by somebody")
    finished.do("again")
    finished.answer("verb")
    finished.qtbot.waitUntil(
        lambda: (
            finished.controller.model.order.total == 2
            and all(row.view.state in END_STATES for row in finished.controller.model.order.jobs())
        ),
        timeout=PATIENCE,
    )
    assert (done.films / "film.mp4").stat().st_size > 100


def test_a_job_is_opened_in_compose_from_its_own_copy(finished: Queue, done: Done) -> None:
    compose = finished.application.compose
    finished.do("compose")
    finished.qtbot.waitUntil(lambda: compose.template is not None, timeout=PATIENCE)
    assert compose.template is not None
    assert compose.template.path.name == "empty.aep"
    assert compose.template.path != done.profile.parent / "empty.aep"
    assert compose.wishes.folder == str(done.films)


def test_done_films_can_be_dragged_out(finished: Queue, done: Done) -> None:
    model = finished.controller.model
    data = model.mimeData([model.index(model.order.place(done.job_id), 0)])
    assert [url.toLocalFile() for url in data.urls()] == [str(done.films / "film.mp4")]


def test_what_was_removed_is_gone_after_the_window_was_closed(
    qapp: QApplication, wiring: WindowWiring, qtbot: QtBot, tmp_path: Path
) -> None:
    first = Application(qapp, wiring)
    first.start()
    queue = Queue(first, qtbot)
    kept, removed = queue.submit(tmp_path, "kept", "removed", frames=25)
    queue.wait_for(kept="done", removed="done")
    choose(queue, removed)
    queue.press(Qt.Key.Key_Delete)
    assert queue.ids == [kept]
    first.close()
    second = Application(qapp, wiring)
    second.start()
    again = Queue(second, qtbot)
    again.qtbot.waitUntil(lambda: again.ids == [kept], timeout=PATIENCE)
    assert second.services.farm.state is FarmState.RUNNING
    second.close()


def test_removal_is_sent_when_its_time_is_over(finished: Queue, done: Done, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queue_removal, "SHOWN_MILLISECONDS", 100)
    farm = finished.application.services.farm
    finished.press(Qt.Key.Key_Delete)
    assert done.job_id in farm.jobs
    finished.qtbot.waitUntil(lambda: done.job_id not in farm.jobs, timeout=PATIENCE)
    assert (done.films / "film.mp4").is_file()


def test_a_job_that_somebody_wants_to_see_is_found_behind_a_filter(finished: Queue, done: Done) -> None:
    finished.controller.set_text("something else")
    assert finished.ids == []
    finished.application.services.navigator.job_wanted.emit(done.job_id)
    assert finished.table.chosen_ids() == [done.job_id]
    assert finished.controller.detail.job_id == done.job_id


def test_the_bottom_bar_tells_when_the_queue_is_empty(queue: Queue, tmp_path: Path) -> None:
    queue.submit(tmp_path, "a", "b", frames=400)
    bar = queue.application.window.findChild(object, "bottomBar")
    assert bar is not None

    def says(text: str) -> bool:
        return any(text in one.text() for one in bar.findChildren(object) if hasattr(one, "text") and one.isVisible())

    queue.qtbot.waitUntil(lambda: says("Empty in"), timeout=PATIENCE)
    queue.wait_for(a="done", b="done")
    queue.qtbot.waitUntil(lambda: says("Nothing queued"), timeout=PATIENCE)
    assert not says("Empty in")
