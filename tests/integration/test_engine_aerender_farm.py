"""A whole embedded farm on a computer with After Effects (the emulator): who draws, what survives, the same film."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from msgspec.structs import replace

from app.core.frames import FrameRange
from app.core.jobs import EngineChoice, JobRequest, MissingPolicy
from app.core.messages import JobView
from app.core.settings import Settings
from app.farm.embedded import embedded_farm
from app.main import start_agents
from app.template.adapter import save_project
from tests.fakes.aerender.jobs import new_project
from tests.fakes.aerender.program import install, starts

WAIT = 110.0


def films(folder: Path, program: Path, *engines: EngineChoice, workers: int = 2) -> list[JobView]:
    """The same film drawn on one farm by each of these engines."""
    project, comp = new_project()
    template = folder / "template.aep"
    template.write_bytes(save_project(project, template.name))
    settings = Settings(after_effects=str(program), progress_seconds=0.0, retry_pause_seconds=0.0)
    farm_of = embedded_farm(
        folder / "films", workers=workers, start_agents=start_agents, settings=settings, owner="ann"
    )
    with farm_of as farm:
        request = JobRequest(
            job_id="",
            name="film",
            owner="ann",
            template=farm.storage.put_asset(template),
            comp_id=comp.id,
            comp_name=comp.name,
            frames=FrameRange(start=0, stop=35),
            output="film.mp4",
            preset="mp4",
            missing=MissingPolicy.SUBSTITUTE,
        )
        requests = [
            replace(request, job_id=f"job{number}", output=f"{number}.mp4", engine=engine)
            for number, engine in enumerate(engines)
        ]
        return farm.client.wait(farm.client.submit(requests), timeout=WAIT)


def sha256(view: JobView) -> str:
    assert view.film is not None
    return hashlib.sha256(Path(view.film.path).read_bytes()).hexdigest()


def test_engine_aerender_draws_what_is_left_open_and_makes_the_same_film(tmp_path: Path) -> None:
    program = install(tmp_path / "ae")
    views = films(tmp_path, program, EngineChoice.AUTO, EngineChoice.BUILTIN)
    assert [(view.state, view.engine) for view in views] == [("done", "aerender"), ("done", "builtin")]
    assert sha256(views[0]) == sha256(views[1])
    assert starts(program) == 1, "both pieces were granted at once"


@pytest.mark.timeout(180)
def test_engine_aerender_that_dies_is_started_again_for_what_is_missing(tmp_path: Path) -> None:
    program = install(tmp_path / "ae", "mid-death", "partial-frames", "ok")
    (view,) = films(tmp_path, program, EngineChoice.AERENDER)
    assert (view.state, view.retries) == ("done", 2)
    assert view.film is not None
    assert view.film.frames == 35
    assert starts(program) == 3


def test_engine_aerender_is_started_once_for_what_every_worker_meets_each_time(tmp_path: Path) -> None:
    program = install(tmp_path / "ae", "no-comp")
    (view,) = films(tmp_path, program, EngineChoice.AERENDER, workers=1)
    assert view.state == "failed"
    assert view.error is not None and "did not find the composition" in view.error.title
    assert starts(program) == 1
