"""What a farm has done: a week, a year by job, a span without anything, and figures of a farm that was lost."""

from __future__ import annotations

import time

from PySide6.QtWidgets import QPushButton

from app.core.errors import BrokerError
from app.core.statistics import StatsBy
from app.farm.clock import SystemClock
from app.farm.connection import LinkNews
from app.farm.farm_profiles import KnownFarms
from app.farm.store import Store
from app.ui.widgets.statistics_panel import StatisticsPanel
from tests.fakes.counted import Counted, CountedFarm, fill
from tests.screenshots.scene import scene
from tests.screenshots.scenes_farm import STUDIO_A
from tests.screenshots.studio import Studio

DAY = 86_400


def connect(studio: Studio, *, hours: int = 24 * 40, days: int = 300) -> tuple[CountedFarm, StatisticsPanel]:
    """Work with a farm that was at work for so long, and look at what it has done."""
    services, folder = studio.application.services, studio.home / "counted"
    folder.mkdir()
    store = Store.open(folder)
    studio.qt.aboutToQuit.connect(store.close)
    fill(store, time.time(), hours=hours, days=days)
    farm = CountedFarm(Counted(store, SystemClock()))
    services.places.known = KnownFarms(farms=(STUDIO_A,), chosen="Studio A")
    services.farm.use("Studio A", lambda: farm)
    services.places.changed.emit()
    studio.wait(lambda: services.farm.link.heard > 0)
    studio.go("farm")
    studio.click(QPushButton, "farm-statistics")
    panel = studio.part(StatisticsPanel, "statistics")
    told(studio, panel)
    return farm, panel


def told(studio: Studio, panel: StatisticsPanel) -> None:
    studio.wait(lambda: panel.controller.report is not None)
    studio.pause(0.3)


@scene("statistics-week", main=True)
def statistics_week(studio: Studio) -> None:
    connect(studio)


@scene("statistics-year")
def statistics_year(studio: Studio) -> None:
    _, panel = connect(studio)
    panel.controller.choose("year")
    panel.controller.group(StatsBy.JOB)
    told(studio, panel)


@scene("statistics-empty")
def statistics_empty(studio: Studio) -> None:
    _, panel = connect(studio, hours=1, days=1)
    panel.controller.choose_between(time.time() - 90 * DAY, time.time() - 80 * DAY)
    told(studio, panel)


@scene("statistics-lost")
def statistics_lost(studio: Studio) -> None:
    farm, _ = connect(studio)
    lost = BrokerError(
        "The broker at mq.studio.local:5671 cannot be reached.",
        "It does not answer.",
        "See whether the server runs, and whether a firewall is in the way.",
    )
    assert farm.listener is not None
    farm.listener.push_link(LinkNews(error=lost.info(), next_try=time.monotonic() + 25))
    studio.wait(lambda: studio.application.services.farm.link.error is not None)


@scene("statistics-computer")
def statistics_computer(studio: Studio) -> None:
    studio.go("farm")
    studio.click(QPushButton, "farm-statistics")
    studio.pause(0.5)
