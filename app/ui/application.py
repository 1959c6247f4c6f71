"""The window's program: makes services, controllers and the main window, and ends them in order."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication

from app.core.settings import Settings
from app.farm.agents import StartAgents
from app.farm.places import output_folder
from app.farm.settings_store import SettingsStore
from app.template.isolate import WarmParser
from app.ui.assembly import Assembly
from app.ui.awake import Awake
from app.ui.closing import Closing
from app.ui.commands import Commands
from app.ui.controllers.farm import FarmController
from app.ui.controllers.farm_places import FarmPlaces
from app.ui.controllers.film_fetch import FilmFetch
from app.ui.controllers.this_computer import MakeFarm
from app.ui.crash import Fault
from app.ui.garbage import Garbage
from app.ui.icons import Icons
from app.ui.languages import Languages
from app.ui.main_window import MainWindow
from app.ui.navigator import Navigator
from app.ui.notifications import Notifications
from app.ui.preferences import Preferences
from app.ui.routes import Routes
from app.ui.services import Services
from app.ui.sessions import Sessions
from app.ui.tasks import TaskRunner
from app.ui.theme import Theme
from app.ui.tray import Tray
from app.ui.view_state import ViewState
from app.ui.widgets.notices import Notices

if TYPE_CHECKING:
    from app.farm.desktop import DesktopFarm
    from app.ui.controllers.batch import BatchController
    from app.ui.controllers.compose import ComposeController
    from app.ui.controllers.queue import QueueController

RENDERING_SETTINGS = ("workers", "keep_usable", "keep_awake")
LOOK_SETTINGS = ("theme", "text_size", "reduced_motion")
SWITCH_SECONDS = 0.001
"""Python lets a busy background thread go on for so long while the window's thread waits. That one waits after each of
the many calls into Qt, so that Python's usual 5 ms add up to more than a tenth of a second for one event."""

TEMPLATE_PAGES = frozenset({"home", "compose"})
"""Who begins here opens a template."""


@dataclass(frozen=True, slots=True)
class WindowWiring:
    """What the composition root hands to the window.

    `home` is the profile's folder. `ahead` is whether processes are started before anybody waits for what they do.
    """

    start_agents: StartAgents
    settings: SettingsStore
    owner: str
    home: Path
    ahead: bool = True


class Application(QObject):
    """One running window. Made after the `QApplication`; `close` ends everything that it started."""

    def __init__(self, qt: QApplication, wiring: WindowWiring) -> None:
        super().__init__()
        sys.setswitchinterval(SWITCH_SECONDS)
        self.garbage = Garbage(self)
        self.garbage.start()
        self.services = make_services(qt, wiring)
        self.services.languages.apply(self.services.settings.language)
        self._dress(self.services.settings)
        self.assembly = Assembly(self.services, wiring.home, self)
        if wiring.ahead and self.services.settings.start_page in TEMPLATE_PAGES:
            self.assembly.start_processes()
        self.window = MainWindow(self.services, self.assembly)
        self.routes = Routes(self.services, self.window, self.assembly, self)
        self.films = FilmFetch(self.services, self)
        self.sessions = Sessions(self.services, self.assembly, wiring.home, self)
        self.tray = Tray(self.services, self)
        self.notifications = Notifications(self.services, self.tray, self.assembly.fleet, self)
        self.awake = Awake(self.services, self)
        self.closing = Closing(self.services, self.window, self.tray, self)
        self.services.preferences.changed.connect(self._settings_changed)
        self.assembly.warm.connect(self.garbage.settle)
        self.sessions.found.connect(self.routes.offer_session)
        self.routes.restore_wanted.connect(self.sessions.restore)
        self.routes.discard_wanted.connect(self.sessions.discard)
        self.notifications.opened.connect(self._open_told)
        self.notifications.farm_opened.connect(self._open_farm)

    @property
    def compose(self) -> ComposeController:
        """The open template."""
        return self.assembly.compose

    @property
    def batch(self) -> BatchController:
        """The open spreadsheet."""
        return self.assembly.batch

    @property
    def queue(self) -> QueueController:
        """The jobs."""
        return self.assembly.queue

    def start(self) -> None:
        """Show the window, and go on with what an earlier run left."""
        self.window.show_page(self.services.settings.start_page)
        self.window.show()
        self.routes.tell_wrong_settings()
        self.sessions.start()
        self.services.places.open()
        self.assembly.warm_up()

    def close(self) -> None:
        """End in order: previews, tasks, farm. Blocks until every process that was started is gone."""
        self.tray.close()
        self.window.close_for_good()
        self.sessions.close()
        self.assembly.close()
        self.services.preferences.close()
        self.services.tasks.close()
        self.sessions.finish()
        self.awake.close()
        self.services.farm.close()
        self.services.parser.close()
        self.services.state.sync()
        self.services.languages.close()
        self.window.deleteLater()
        self.garbage.stop()

    def survived(self, fault: Fault) -> None:
        """Go on after a fault of our own: say it, and keep what is typed."""
        self.sessions.save_now()
        self.routes.tell_fault(fault)

    def _open_told(self, job_id: str) -> None:
        self.window.bring_forward()
        self.services.navigator.job_wanted.emit(job_id)

    def _open_farm(self) -> None:
        self.window.bring_forward()
        self.services.navigator.page_wanted.emit("farm")

    def _settings_changed(self, before: Settings, now: Settings) -> None:
        if before.language != now.language:
            self.services.languages.apply(now.language)
        if any(getattr(before, name) != getattr(now, name) for name in LOOK_SETTINGS):
            # A new look touches every widget there is; pages that nobody sees are built anew when they are wanted.
            self.window.forget_hidden_pages()
            self._dress(now)
        if any(getattr(before, name) != getattr(now, name) for name in RENDERING_SETTINGS):
            self.services.farm.apply(now)

    def _dress(self, settings: Settings) -> None:
        self.services.theme.apply(settings.theme, text_size=settings.text_size, reduced_motion=settings.reduced_motion)


def make_services(qt: QApplication, wiring: WindowWiring) -> Services:
    """The parts that pages share."""
    preferences = Preferences(wiring.settings)
    theme = Theme(qt)
    state = ViewState(wiring.home / "window.ini")
    tasks = TaskRunner()
    farm = FarmController(_farm_maker(wiring, preferences), wiring.home, tasks)
    return Services(
        owner=wiring.owner,
        preferences=preferences,
        theme=theme,
        languages=Languages(qt),
        icons=Icons(theme),
        commands=Commands(state),
        state=state,
        tasks=tasks,
        navigator=Navigator(),
        notices=Notices(),
        farm=farm,
        places=FarmPlaces(farm, tasks, preferences, wiring.home),
        parser=WarmParser(),
        ahead=wiring.ahead,
    )


def _farm_maker(wiring: WindowWiring, preferences: Preferences) -> MakeFarm:
    def make() -> DesktopFarm:
        from app.farm.desktop import DesktopFarm

        settings = preferences.settings
        return DesktopFarm(
            wiring.home,
            output_folder(settings),
            start_agents=wiring.start_agents,
            settings=settings,
            owner=wiring.owner,
        )

    return make
