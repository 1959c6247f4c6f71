"""Compose."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import psutil
from msgspec.structs import replace
from PySide6.QtWidgets import QToolButton, QWidget

from app.core.slots import MediaFill
from app.ui.controllers.compose import ComposeState
from app.ui.controllers.compose_wishes import Span
from tests.screenshots.props import (
    GREETING,
    HARBOUR,
    LOWER_THIRD,
    MESSAGE,
    NAME,
    PHOTO,
    STORY,
    damaged_project,
    lacking_project,
    real_project,
)
from tests.screenshots.scene import scene
from tests.screenshots.studio import Studio


def open_template(studio: Studio, template: Path) -> None:
    """Open a template and wait for its first picture, and for what is known from drawing it."""
    studio.application.services.navigator.template_wanted.emit(template)
    compose = studio.application.compose
    studio.wait(lambda: compose.state is ComposeState.OPEN)
    drawn(studio)


def drawn(studio: Studio) -> None:
    """Wait until the picture shows what is filled in, and all is checked."""
    compose = studio.application.compose
    studio.wait(lambda: compose.sight.picture is not None and not compose.sight.feed.updating)
    studio.wait(lambda: compose.preflight.findings is not None and compose.preflight.current)


def fill(studio: Studio) -> None:
    """The greeting with a name and a photo."""
    values = studio.application.compose.values
    values.set_text(NAME, "Ada Lovelace")
    values.set_photo(PHOTO, HARBOUR)
    drawn(studio)


@scene("compose-empty")
def empty(studio: Studio) -> None:
    studio.go("compose")


@scene("compose-loading", anew=True)
def loading(studio: Studio) -> None:
    studio.application.compose.go_back()
    studio.application.services.navigator.template_wanted.emit(GREETING.template)
    studio.window.repaint()


@scene("compose-greeting", main=True)
def greeting(studio: Studio) -> None:
    open_template(studio, GREETING.template)
    fill(studio)


@scene("compose-story")
def story(studio: Studio) -> None:
    open_template(studio, STORY.template)


@scene("compose-lower-third")
def lower_third(studio: Studio) -> None:
    open_template(studio, LOWER_THIRD.template)


@scene("compose-real")
def real(studio: Studio) -> None:
    project = real_project()
    if project is None:
        print("compose-real: FARMHAND_CORPUS names no project, so the story is shown")
    open_template(studio, project or STORY.template)


@scene("compose-photo-editor", main=True, anew=True)
def photo_editor(studio: Studio) -> None:
    studio.dismiss()
    if studio.application.compose.template is None:
        open_template(studio, GREETING.template)
        fill(studio)
    studio.application.window.page("compose").editor._edit_photo(PHOTO)  # type: ignore[attr-defined]
    studio.wait(lambda: studio.qt.activeModalWidget() is not None)
    studio.pause(1)


@scene("compose-problems", main=True)
def problems(studio: Studio) -> None:
    open_template(studio, lacking_project(studio.home))


@scene("compose-wrong-fields")
def wrong_fields(studio: Studio) -> None:
    open_template(studio, GREETING.template)
    values = studio.application.compose.values
    values.set_text(NAME, "A name that is so long that it cannot fit in the place that the template has for it")
    values.set_text(MESSAGE, "be\x07ll")
    values.set_photo(PHOTO, MediaFill(path=str(studio.home / "gone.jpg")))
    studio.wait(lambda: values.problem(PHOTO) is not None)
    studio.wait(lambda: studio.application.compose.preflight.current)


@scene("compose-damaged")
def damaged(studio: Studio) -> None:
    studio.application.services.navigator.template_wanted.emit(damaged_project(studio.home))
    studio.wait(lambda: studio.application.compose.state is ComposeState.FAILED)


@scene("compose-rendering", anew=True)
def rendering(studio: Studio) -> None:
    compose = studio.application.compose
    if compose.template is None:
        open_template(studio, GREETING.template)
        fill(studio)
    if compose.films.job is None or compose.films.job.state == "done":
        compose.films.submit(first=True)
    studio.wait(lambda: compose.films.job is not None and compose.films.job.frames_done > 20)


@scene("compose-film-done", main=True)
def film_done(studio: Studio) -> None:
    open_template(studio, GREETING.template)
    fill(studio)
    compose = studio.application.compose
    compose.set_wishes(replace(compose.wishes, span=Span.FRAMES, first=60, last=89))
    compose.films.submit(first=True)
    studio.wait(lambda: compose.films.job is not None and compose.films.job.state == "done")
    drawn(studio)


@scene("compose-film-exists", anew=True)
def film_exists(studio: Studio) -> None:
    compose = studio.application.compose
    if compose.template is None:
        open_template(studio, GREETING.template)
        compose.values.set_text(NAME, "Grace")
        drawn(studio)
        film = Path(compose.wishes.folder, "greeting.mp4")
        film.parent.mkdir(parents=True, exist_ok=True)
        film.write_bytes(bytes(1000))
    studio.dismiss()
    compose.films.submit(first=True)
    studio.wait(lambda: studio.qt.activeModalWidget() is not None)


@scene("compose-film-failed")
def film_failed(studio: Studio) -> None:
    film_that_fails(studio)


@scene("compose-output-open")
def output_open(studio: Studio) -> None:
    open_template(studio, GREETING.template)
    if not [one for one in studio.window.findChildren(QWidget, "outputColumn") if one.isVisible()]:
        studio.click(QToolButton, "foldOutput")


def film_that_fails(studio: Studio) -> str:
    """A film whose engine is killed, again and again, until the job has failed; the job's id."""
    open_template(studio, GREETING.template)
    fill(studio)
    compose = studio.application.compose
    compose.films.submit(first=True)

    def ended() -> bool:
        for child in psutil.Process().children(recursive=True):
            with suppress(psutil.Error):
                if "builtin_child" in " ".join(child.cmdline()):
                    child.kill()
        return compose.films.job is not None and compose.films.job.state == "failed"

    studio.wait(ended)
    assert compose.films.job is not None
    return compose.films.job.job_id
