"""The engines of this computer, and the test that one draws: outlives the page that shows it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Signal

from app.core.errors import ErrorInfo
from app.ui.services import Services
from app.ui.tasks import Task
from resources import samples

if TYPE_CHECKING:
    from app.farm.engine_check import EngineTest

_TEST: Final = "settings/engine-test"


class EngineProbe(QObject):
    """What was found and measured so far. `changed` is emitted with every news."""

    changed = Signal()

    def __init__(self, services: Services) -> None:
        super().__init__()
        self._services = services
        self.result: EngineTest | None = None
        self.error: ErrorInfo | None = None
        self.after_effects: Path | None = None

    @property
    def testing(self) -> bool:
        """Whether the test is under way."""
        return self._services.tasks.running(_TEST)

    def find(self) -> None:
        """Look for After Effects."""
        look_for_after_effects(self._services, self, self._found)

    def test(self) -> None:
        """Draw one frame of a sample with the built-in engine."""

        def work(_task: Task) -> EngineTest:
            from app.farm.engine_check import try_builtin

            return try_builtin(samples()[0].template)

        self.result, self.error = None, None
        self._services.tasks.start(
            _TEST, work, owner=self, done=self._tested, failed=self._failed, title=self.tr("Testing the engine")
        )
        self.changed.emit()

    def _found(self, path: Path | None) -> None:
        self.after_effects = path
        self.changed.emit()

    def _tested(self, result: EngineTest) -> None:
        self.result = result
        self.changed.emit()

    def _failed(self, error: ErrorInfo) -> None:
        self.error = error
        self.changed.emit()


def look_for_after_effects(services: Services, owner: QObject, done: Callable[[Path | None], None]) -> None:
    """Look in the background for After Effects; `done` gets its aerender program, or None."""
    chosen = services.settings.after_effects

    def work(_task: Task) -> Path | None:
        from app.farm.engines.aerender.installed import find_after_effects

        return find_after_effects(chosen)

    services.tasks.start("", work, owner=owner, done=done)
