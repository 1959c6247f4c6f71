"""Queue: real jobs where one is looked at closely, made-up ones where there are many."""

from __future__ import annotations

from pathlib import Path

from msgspec.structs import replace
from PySide6.QtWidgets import QLineEdit

from app.core.jobs import MissingPolicy
from app.core.messages import JobView
from app.farm.store.owner import OwnerLock
from app.ui.controllers.compose_wishes import Span
from app.ui.controllers.farm import FarmState
from app.ui.layouts import FARM, QUEUE_PAGE
from tests.screenshots.props import GREETING, NAME, lacking_project, many_jobs, twelve_jobs
from tests.screenshots.scene import scene
from tests.screenshots.scenes_compose import drawn, film_that_fails, open_template
from tests.screenshots.studio import Studio


def show(studio: Studio, jobs: list[JobView]) -> None:
    """The queue with these jobs."""
    farm = studio.application.services.farm
    studio.go("queue")
    farm.ensure_started()
    studio.wait(lambda: farm.state is FarmState.RUNNING)
    for job in jobs:
        farm.bridge.push(job)
    studio.wait(lambda: len(farm.jobs) == len(jobs))
    studio.pause(2)


def render(studio: Studio, template: Path, *, missing: MissingPolicy = MissingPolicy.FAIL) -> str:
    """Render a short film for real, to its end; the job's id."""
    open_template(studio, template)
    compose = studio.application.compose
    if NAME in compose.values.slots:
        compose.values.set_text(NAME, "Ada Lovelace")
    wishes = replace(compose.wishes, span=Span.FRAMES, first=60, last=89, missing=missing)
    compose.set_wishes(wishes)
    drawn(studio)
    compose.films.submit(first=True)
    studio.wait(lambda: compose.films.job is not None and compose.films.job.state in ("done", "failed"))
    assert compose.films.job is not None
    return compose.films.job.job_id


def look_at(studio: Studio, job_id: str, panel: str = "overview") -> None:
    """The queue with that job's details, on the panel of that key."""
    studio.application.services.navigator.job_wanted.emit(job_id)
    studio.wait(lambda: studio.application.window.page("queue").isVisible())
    studio.pause(1.5)
    docks = studio.application.window.page("queue").docks
    assert docks is not None
    docks.show_panel(panel)
    studio.pause(1)


def details(studio: Studio, panel: str) -> None:
    """A film that was rendered for real, on the panel of that key."""
    farm = studio.application.services.farm
    job_id = next(iter(farm.jobs)) if farm.jobs else render(studio, GREETING.template)
    look_at(studio, job_id, panel)


@scene("queue-empty")
def empty(studio: Studio) -> None:
    studio.go("queue")


@scene("queue-12", main=True)
def twelve(studio: Studio) -> None:
    show(studio, twelve_jobs())


@scene("queue-10000")
def ten_thousand(studio: Studio) -> None:
    show(studio, many_jobs(10_000))


@scene("queue-filtered")
def filtered(studio: Studio) -> None:
    show(studio, twelve_jobs())
    box = next(one for one in studio.window.findChildren(QLineEdit) if one.placeholderText() == "Filter jobs")
    box.setText("state:failed owner:nobody")
    studio.pause(1)


@scene("queue-done", main=True)
def done(studio: Studio) -> None:
    look_at(studio, render(studio, GREETING.template))


@scene("queue-failed", main=True)
def failed(studio: Studio) -> None:
    job_id = film_that_fails(studio)
    look_at(studio, job_id)


@scene("queue-warned")
def warned(studio: Studio) -> None:
    project = lacking_project(studio.home)
    look_at(studio, render(studio, project, missing=MissingPolicy.SUBSTITUTE))


@scene("queue-tasks", main=True, anew=True)
def tasks(studio: Studio) -> None:
    details(studio, "tasks")


@scene("queue-log", main=True, anew=True)
def log(studio: Studio) -> None:
    details(studio, "log")


@scene("queue-farm-layout", anew=True)
def farm_layout(studio: Studio) -> None:
    details(studio, "tasks")
    studio.application.services.navigator.layout_wanted.emit(QUEUE_PAGE, FARM)
    studio.pause(1)


@scene("queue-log-compared", anew=True)
def log_compared(studio: Studio) -> None:
    details(studio, "log")
    studio.application.queue.logs.compare(comparing=True)
    studio.pause(2)


@scene("queue-output", anew=True)
def output(studio: Studio) -> None:
    details(studio, "output")


@scene("queue-settings-used", anew=True)
def settings_used(studio: Studio) -> None:
    details(studio, "settings")


@scene("queue-rendering", anew=True)
def rendering(studio: Studio) -> None:
    compose = studio.application.compose
    if compose.template is None:
        open_template(studio, GREETING.template)
        compose.values.set_text(NAME, "Ada Lovelace")
        drawn(studio)
    compose.values.set_text(NAME, f"{compose.values.text(NAME)}!")
    drawn(studio)
    compose.films.submit(first=True)
    studio.wait(lambda: compose.films.job is not None and compose.films.job.state == "rendering")
    assert compose.films.job is not None
    look_at(studio, compose.films.job.job_id)


@scene("queue-not-started")
def not_started(studio: Studio) -> None:
    farm, home = studio.application.services.farm, studio.wiring.home
    home.mkdir(parents=True, exist_ok=True)
    lock = OwnerLock(home)
    studio.go("queue")
    farm.ensure_started()
    studio.wait(lambda: farm.state is FarmState.FAILED)
    lock.release()
