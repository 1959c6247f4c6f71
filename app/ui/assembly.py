"""The window's controllers and pages, each made when it is first wanted: a start waits for nothing else.

Controllers live as long as the window; pages are views of them and may be built anew.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QTimer, Signal

from app.ui.controllers.farm_fleet import FarmFleet
from app.ui.controllers.farm_workers import FarmWorkers
from app.ui.controllers.home import HomeController
from app.ui.controllers.machine import MachineController
from app.ui.controllers.settings import SettingsController
from app.ui.pages.page import Page
from app.ui.services import Services
from app.ui.tasks import Task

if TYPE_CHECKING:
    from app.ui.controllers.batch import BatchController
    from app.ui.controllers.compose import ComposeController
    from app.ui.controllers.queue import QueueController
    from app.ui.preview.feed import PreviewFeed

HEAVY: Final = {
    "compose": ("app.ui.controllers.compose", "app.ui.pages.compose_page"),
    "queue": ("app.ui.controllers.queue", "app.ui.pages.queue_page"),
    "settings": ("app.ui.pages.settings_page",),
    "batch": ("app.ui.controllers.batch", "app.ui.pages.batch_page"),
    "farm": ("app.ui.pages.farm_page",),
}
"""Pages and the modules that they bring in, most of the program: in this order, in the background, once there is a
window."""

REST_MILLISECONDS: Final = 2500
"""Pages other than Compose are brought in so long after it, or when they are wanted: whoever opens a template at once
needs both processor cores for that."""


class Assembly(QObject):
    """Makes and keeps the controllers, and builds their pages. `made` tells of a controller, by its page's key."""

    made = Signal(str)
    ready = Signal(str)
    """What a page brings in is there."""
    warm = Signal()
    """What all pages bring in is there."""

    def __init__(self, services: Services, home: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._services = services
        self._keyed: dict[str, QObject] = {}
        self._cold = {key for key, modules in HEAVY.items() if any(name not in sys.modules for name in modules)}
        self._waiting: dict[str, list[Callable[[], object]]] = {}
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(REST_MILLISECONDS)
        self._rest.timeout.connect(self._bring_rest)
        self.home = HomeController(services, home)
        self.machine = MachineController(services)
        self.workers = FarmWorkers(services)
        self.fleet = FarmFleet(services)
        self.settings = SettingsController(services)

    @cached_property
    def feed(self) -> PreviewFeed:
        """The preview of the open template; it is there before Compose is."""
        from app.ui.preview.feed import PreviewFeed

        return PreviewFeed(self)

    @cached_property
    def compose(self) -> ComposeController:
        """The open template."""
        from app.ui.controllers.compose import ComposeController

        made = ComposeController(self._services, self.feed)
        made.opened.connect(self.home.remember)
        made.first_frame_drawn.connect(self.home.keep_picture)
        self._keep("compose", made)
        return made

    @cached_property
    def batch(self) -> BatchController:
        """The open spreadsheet."""
        from app.ui.controllers.batch import BatchController

        made = BatchController(self._services)
        made.recent.opened.connect(self.home.remember)
        made.recent.first_frame_drawn.connect(self.home.offer_picture)
        self._keep("batch", made)
        return made

    @cached_property
    def queue(self) -> QueueController:
        """The jobs."""
        from app.ui.controllers.queue import QueueController

        made = QueueController(self._services)
        self._keep("queue", made)
        return made

    def controller(self, key: str) -> QObject | None:
        """The controller of that page's key, if it was made already."""
        return self._keyed.get(key)

    def start_processes(self) -> None:
        """A template will probably be opened soon: start what reads and draws it, which takes longest to be there."""
        parser = self._services.parser
        self._services.tasks.start("parser", lambda _task: parser.prepare(), owner=self)
        self.feed.warm()

    def warm_up(self) -> None:
        """Bring in what the pages need, in the background; what waits for a page goes on as soon as it can."""
        if not self._cold:
            self.warm.emit()
        self._services.tasks.start(
            "warm up",
            partial(bring_in, "compose"),
            owner=self,
            progress=lambda progress: self._is_there(progress.text),
            done=lambda _result: self._first_there(),
            failed=lambda _error: self._bring_rest(),
        )

    def is_ready(self, key: str) -> bool:
        """Whether a page, and its controller, can be made without a wait."""
        return key not in self._cold

    def when_ready(self, key: str, do: Callable[[], object]) -> None:
        """Do that as soon as the page and its controller can be made without a wait: now, or in a moment."""
        if self.is_ready(key):
            do()
            return
        self._waiting.setdefault(key, []).append(do)
        if self._rest.isActive():
            self._bring_rest()

    def page_makers(self) -> dict[str, Callable[[], Page]]:
        """How to build each page."""
        return {
            "home": self._home_page,
            "compose": self._compose_page,
            "batch": self._batch_page,
            "queue": self._queue_page,
            "farm": self._farm_page,
            "settings": self._settings_page,
        }

    def close(self) -> None:
        """End what controllers have started: previews and their processes."""
        self._rest.stop()
        if "compose" in self._keyed:
            self.compose.close()
        elif "feed" in vars(self):
            self.feed.close()
        if "batch" in self._keyed:
            self.batch.close()
        self.machine.close()
        self.workers.close()
        self.fleet.close()

    def _first_there(self) -> None:
        if self._waiting:
            self._bring_rest()
        elif self._cold:
            self._rest.start()

    def _bring_rest(self) -> None:
        self._rest.stop()

        def work(task: Task) -> None:
            # What is waited for comes first.
            for key in sorted(HEAVY, key=lambda key: key not in wanted):
                bring_in(key, task)

        wanted = set(self._waiting)
        self._services.tasks.start(
            "warm up",
            work,
            owner=self,
            progress=lambda progress: self._is_there(progress.text),
            done=lambda _result: self._all_there(),
            failed=lambda _error: self._all_there(),
        )

    def _is_there(self, key: str) -> None:
        if key in self._cold:
            self._cold.discard(key)
            self.ready.emit(key)
            for do in self._waiting.pop(key, []):
                do()

    def _all_there(self) -> None:
        # Also after a fault: whoever needs what could not be brought in then meets that fault.
        for key in HEAVY:
            self._is_there(key)
        self.warm.emit()

    def _keep(self, key: str, controller: QObject) -> None:
        self._keyed[key] = controller
        self.made.emit(key)

    def _home_page(self) -> Page:
        from app.ui.pages.home_page import HomePage

        return HomePage(self._services, self.home)

    def _compose_page(self) -> Page:
        from app.ui.pages.compose_page import ComposePage

        return ComposePage(self._services, self.compose)

    def _batch_page(self) -> Page:
        from app.ui.pages.batch_page import BatchPage

        return BatchPage(self._services, self.batch)

    def _queue_page(self) -> Page:
        from app.ui.pages.queue_page import QueuePage

        return QueuePage(self._services, self.queue)

    def _farm_page(self) -> Page:
        from app.ui.pages.farm_page import FarmPage

        return FarmPage(self._services, self.machine, self.workers, self.fleet)

    def _settings_page(self) -> Page:
        from app.ui.pages.settings_page import SettingsPage

        return SettingsPage(self._services, self.settings)


def bring_in(key: str, task: Task) -> None:
    """Import what a page needs, and say that it is there."""
    for name in HEAVY[key]:
        importlib.import_module(name)
    task.report(key)
