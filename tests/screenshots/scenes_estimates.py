"""How long films take: before they are rendered, while they are, afterwards, and by number of workers."""

from __future__ import annotations

from PySide6.QtWidgets import QPushButton, QToolButton, QWidget

from app.ui.widgets.estimate_chart import EstimateView
from tests.fakes.past_films import estimating, past, remember
from tests.screenshots.props import GREETING, guests, write_csv
from tests.screenshots.scene import scene
from tests.screenshots.scenes_batch import open_sheet
from tests.screenshots.scenes_compose import open_template
from tests.screenshots.scenes_farm import connect
from tests.screenshots.scenes_queue import details
from tests.screenshots.studio import Studio


def with_history(studio: Studio, count: int = 14) -> None:
    """This computer remembers so many films of the greeting."""
    remember(studio.wiring.home, [past(number) for number in range(count)])


def open_output(studio: Studio) -> None:
    """The output of Compose, where it is folded away."""
    if not [one for one in studio.window.findChildren(QWidget, "outputColumn") if one.isVisible()]:
        studio.click(QToolButton, "foldOutput")
    studio.wait(lambda: studio.application.compose.ahead.answer is not None)


def ask_how_long(studio: Studio) -> None:
    """The chart in its dialog, with an estimate."""
    studio.click(QPushButton, "howLong")
    studio.wait(lambda: studio.qt.activeModalWidget() is not None)
    dialog = studio.qt.activeModalWidget()
    assert dialog is not None
    view = dialog.findChildren(EstimateView)[0]
    studio.wait(lambda: view.chart._forecasts and view.chart._points)


@scene("estimate-compose", main=True)
def compose(studio: Studio) -> None:
    with_history(studio)
    open_template(studio, GREETING.template)
    open_output(studio)


@scene("estimate-compose-guess")
def compose_guess(studio: Studio) -> None:
    open_template(studio, GREETING.template)
    open_output(studio)


@scene("estimate-batch", main=True)
def batch(studio: Studio) -> None:
    with_history(studio)
    open_sheet(studio, write_csv(studio.home / "guests.csv", guests(300)))
    studio.wait(lambda: studio.application.batch.ahead.answer is not None)
    studio.wait(lambda: not studio.application.batch.pictures.feed.updating)


@scene("estimate-how-long", main=True, anew=True)
def how_long(studio: Studio) -> None:
    studio.dismiss()
    if studio.application.compose.template is None:
        with_history(studio)
        open_template(studio, GREETING.template)
        open_output(studio)
    ask_how_long(studio)


@scene("estimate-farm-how-long", anew=True)
def farm_how_long(studio: Studio) -> None:
    studio.dismiss()
    if studio.application.services.farm.is_here:
        many = [
            past(number, workers=1 + number % 9, span=4000 / (1 + number % 9) + 20 * number) for number in range(24)
        ]
        farm = connect(studio, jobs=False)
        farm.client.answers.update(estimating(11, many))
        open_template(studio, GREETING.template)
        open_output(studio)
    ask_how_long(studio)


@scene("estimate-queue", main=True)
def queue(studio: Studio) -> None:
    connect(studio).client.answers.update(estimating(11))
    foresight = studio.application.services.farm.foresight
    told: list[bool] = []
    foresight.told.connect(lambda: told.append(True))
    studio.go("queue")
    studio.pause(1)
    foresight._ask()
    studio.wait(lambda: told)
    studio.pause(1.5)


@scene("estimate-queue-done")
def queue_done(studio: Studio) -> None:
    details(studio, "overview")
    studio.wait(lambda: studio.application.services.farm.history.renders is not None)
    studio.pause(1)


@scene("estimate-settings", main=True)
def settings(studio: Studio) -> None:
    with_history(studio)
    studio.application.services.navigator.settings_wanted.emit("advanced")
    studio.wait(lambda: studio.application.services.farm.history.renders is not None)
