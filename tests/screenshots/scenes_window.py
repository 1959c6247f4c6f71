"""Settings, This computer, and what stands in front of all pages."""

from __future__ import annotations

from functools import partial

from app.core.settings_kinds import WINDOW_GROUPS
from app.ui.crash import Fault
from app.ui.tasks import fault_info
from tests.screenshots.props import GREETING, made_up_job
from tests.screenshots.scene import Play, scene
from tests.screenshots.scenes_compose import fill, open_template
from tests.screenshots.scenes_queue import show
from tests.screenshots.studio import Studio

SETTINGS = (*(group.value for group in WINDOW_GROUPS), "connection", "shortcuts")


def settings_page(group: str, studio: Studio) -> None:
    studio.application.services.navigator.settings_wanted.emit(group)
    studio.pause(1)


def _settings(group: str) -> Play:
    return scene(f"settings-{group}", main=group == "rendering")(partial(settings_page, group))


for _group in SETTINGS:
    _settings(_group)


@scene("settings-search")
def settings_search(studio: Studio) -> None:
    studio.go("settings")
    studio.application.window.page("settings").search.setText("film")  # type: ignore[attr-defined]


@scene("computer-idle")
def computer_idle(studio: Studio) -> None:
    studio.go("farm")
    studio.pause(3)


@scene("computer-busy", main=True, anew=True)
def computer_busy(studio: Studio) -> None:
    compose, farm = studio.application.compose, studio.application.services.farm
    if compose.template is None:
        open_template(studio, GREETING.template)
        fill(studio)
    if not any(job.state == "rendering" for job in farm.jobs.values()):
        compose.films.submit(first=True)
    studio.go("farm")
    studio.wait(lambda: any(job.state == "rendering" and job.frames_done > 5 for job in farm.jobs.values()))
    studio.pause(1.5)


@scene("keys-compose", main=True, anew=True)
def keys_compose(studio: Studio) -> None:
    studio.dismiss()
    if studio.application.compose.template is None:
        open_template(studio, GREETING.template)
    studio.application.services.navigator.keys_wanted.emit()


@scene("keys-queue", anew=True)
def keys_queue(studio: Studio) -> None:
    studio.dismiss()
    studio.go("queue")
    studio.application.services.navigator.keys_wanted.emit()


@scene("about")
def about(studio: Studio) -> None:
    studio.application.services.navigator.about_wanted.emit()


@scene("quit-while-rendering", main=True, anew=True)
def quit_while_rendering(studio: Studio) -> None:
    studio.dismiss()
    if not studio.application.services.farm.jobs:
        show(studio, [made_up_job(number, state) for number, state in enumerate(("rendering", "queued", "queued"), 1)])
    studio.application.closing.quit()
    studio.wait(lambda: studio.qt.activeModalWidget() is not None)


@scene("crash")
def crash(studio: Studio) -> None:
    open_template(studio, GREETING.template)
    studio.application.survived(Fault(error=fault_info(ZeroDivisionError("division by zero")), trace="Traceback …"))


@scene("restore")
def restore(studio: Studio) -> None:
    from app.farm.session_file import Session, SessionPart

    session = Session(pages={"compose": SessionPart(title="Spring promo", data={})})
    studio.application.routes.offer_session(session)
