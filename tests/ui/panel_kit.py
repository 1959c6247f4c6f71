"""What panels of the farm's page need in tests: the parts that pages share, and a farm that only looks like one."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from app.core.messages import JobView
from app.farm.settings_store import SettingsStore
from app.main import start_agents
from app.ui.application import WindowWiring, make_services
from app.ui.controllers.farm import FarmState
from app.ui.controllers.farm_fleet import FarmFleet
from app.ui.services import Services
from app.ui.tasks import LANES
from tests.fakes.shown_farm import ShownFarm
from tests.fakes.shown_scaling import ShownScaling
from tests.screenshots.scenes_farm import workers


@contextmanager
def shared_parts(qt: QApplication, home: Path) -> Iterator[Services]:
    """What pages share, without any page."""
    settings = SettingsStore(home / "farmhand.toml", {})
    made = make_services(qt, WindowWiring(start_agents=start_agents, settings=settings, owner="ada", home=home))
    made.languages.apply("en")
    made.theme.apply("dark")
    start_threads(made)
    yield made
    made.preferences.close()
    made.tasks.close()
    made.farm.close()
    made.parser.close()
    made.languages.close()


def start_threads(services: Services) -> None:
    """Have all threads of the background runner from now on, as no test may leave new ones."""
    for lane, count in LANES.items():
        together = threading.Barrier(count + 1)
        for _ in range(count):
            services.tasks.start("", lambda _task, all_there=together: all_there.wait(), owner=services.farm, lane=lane)
        together.wait()


class FarmDesk:
    """A farm with machines that is worked with, as it is looked at."""

    def __init__(self, services: Services, qtbot: QtBot, scaling: ShownScaling, jobs: tuple[JobView, ...] = ()) -> None:
        self.services, self.qtbot, self.scaling = services, qtbot, scaling
        self.fleet = FarmFleet(services)
        self.farm: ShownFarm = scaling.farm(jobs, workers())
        services.farm.use("Studio A", lambda: self.farm)
        qtbot.waitUntil(lambda: services.farm.state is FarmState.RUNNING and services.farm.link.heard > 0)

    def close(self) -> None:
        """Work with this computer again."""
        self.fleet.close()
        self.services.farm.use("", None)

    def look(self) -> None:
        """See the farm as it is now."""
        with self.qtbot.waitSignal(self.fleet.changed):
            self.fleet.look()

    @staticmethod
    def said(part: QWidget) -> str:
        """All labels that are seen."""
        return "\n".join(one.text() for one in part.findChildren(QLabel) if one.isVisible())
