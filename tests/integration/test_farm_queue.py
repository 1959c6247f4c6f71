"""A queue window's wishes on a whole embedded farm: real templates, engines, joins and films."""

from __future__ import annotations

import threading
from contextlib import AbstractContextManager
from pathlib import Path

import msgspec
import pytest

from app.core.errors import UsageError
from app.core.messages import JobView
from app.core.settings import Settings
from app.farm.embedded import EmbeddedFarm, embedded_farm
from app.farm.film import measure_film
from app.main import start_agents
from tests.fakes.desktop_farms import empty_project, make_requests

WAIT = 60.0
FRAMES = 50


def open_farm(results: Path) -> AbstractContextManager[EmbeddedFarm]:
    settings = Settings(progress_seconds=0.0)
    return embedded_farm(results, workers=2, start_agents=start_agents, settings=settings, owner="ann")


def keys(farm: EmbeddedFarm, job_id: str) -> list[str]:
    return [one.key for prefix in ("work", "logs") for one in farm.storage.list(f"{prefix}/{job_id}/")]


def test_films_go_to_the_folders_that_jobs_name_and_stay_when_the_jobs_go(tmp_path: Path) -> None:
    project = empty_project(tmp_path / "empty.aep", seconds=FRAMES / 25)
    folders = [tmp_path / "for Ada", tmp_path / "für Grace" / "deep"]
    with open_farm(tmp_path / "results") as farm:
        (request,) = make_requests(farm.storage, project, ["same"], frames=FRAMES)
        requests = [
            msgspec.structs.replace(request, job_id=f"job{number}", folder=str(folder), batch_name="Guests")
            for number, folder in enumerate(folders)
        ]
        gone: list[JobView] = []
        all_gone = threading.Event()

        def note(view: JobView) -> None:
            if view.removed:
                gone.append(view)
                if len(gone) == len(folders):
                    all_gone.set()

        farm.client.watch(note)
        views = farm.client.wait(farm.client.submit(requests), timeout=WAIT)
        assert [(view.state, view.folder, view.batch_name) for view in views] == [
            ("done", str(folder), "Guests") for folder in folders
        ]
        films = [Path(view.film.path) for view in views if view.film is not None]
        assert films == [folder / "same.mp4" for folder in folders]
        detail = farm.client.detail("job0")
        assert detail.request == requests[0]
        assert [one.state for one in detail.tasks] == ["done"] * 4
        assert sum(len(one.frames) for one in detail.pieces) == FRAMES
        assert {one.state for one in detail.attempts} == {"done"}
        assert farm.client.remove(["job0", "job1"]) == ("job0", "job1")
        assert all_gone.wait(WAIT) and farm.client.snapshot() == ()
        # What storage has of them is deleted beside that.
        while keys(farm, "job0") or keys(farm, "job1"):
            pass
    with open_farm(tmp_path / "results") as farm:
        assert farm.client.snapshot() == ()
        with pytest.raises(UsageError, match="no job"):
            farm.client.detail("job0")
    assert [measure_film(film).frames for film in films] == [FRAMES, FRAMES]
    assert [path.name for path in (tmp_path / "results").iterdir()] == [".farmhand"]


def test_a_folder_that_cannot_be_used_fails_the_job_at_once_and_a_retry_makes_it_good(tmp_path: Path) -> None:
    project = empty_project(tmp_path / "empty.aep", seconds=FRAMES / 25)
    folder = tmp_path / "films"
    folder.write_bytes(b"a file is in the way")
    with open_farm(tmp_path / "results") as farm:
        (request,) = make_requests(farm.storage, project, ["film"], frames=FRAMES)
        (view,) = farm.client.wait(
            farm.client.submit([msgspec.structs.replace(request, folder=str(folder))]), timeout=WAIT
        )
        assert view.state == "failed" and view.error is not None and view.pieces == ""
        assert "is not a folder" in view.error.title and view.error.next_step
        folder.unlink()
        assert farm.client.retry([view.job_id]) == (view.job_id,)
        (again,) = farm.client.wait([view.job_id], timeout=WAIT)
        assert again.state == "done" and again.place == view.place
        assert measure_film(folder / "film.mp4").frames == FRAMES


def test_pieces_are_short_where_frames_are_slow_to_draw(tmp_path: Path) -> None:
    project = empty_project(tmp_path / "empty.aep", seconds=FRAMES / 25)
    with open_farm(tmp_path / "results") as farm:
        # Timed before the submit at 3 s a frame, of which five make a piece of at most 20 s.
        first, second = (
            msgspec.structs.replace(request, sample=3.0)
            for request in make_requests(farm.storage, project, ["first", "second"], frames=FRAMES)
        )
        lengths = []
        for request in (first, second):
            farm.client.wait(farm.client.submit([request]), timeout=WAIT)
            lengths.append([len(one.frames) for one in farm.client.detail(request.job_id).pieces])
    # What the first film took tells of the second, too.
    assert lengths == [[5] * 10, [30, 20]]
