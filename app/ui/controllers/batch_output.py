"""What is wrong with the folder and the music that films of a batch are to have, looked at while people choose them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from app.farm.checks import Check
from app.farm.output_checks import OutputChecker
from app.ui.controllers.compose_wishes import folder_of
from app.ui.tasks import Task

if TYPE_CHECKING:
    from app.ui.controllers.batch import BatchController

PAUSE_MILLISECONDS: Final = 250
"""Nothing is looked at before nothing was changed for this long."""

CHECKING: Final = "batch/output"


class BatchOutput(QObject):
    """`checks` are what was found last; `checker` is for whoever has to know at once, in the background."""

    changed = Signal()

    def __init__(self, controller: BatchController) -> None:
        super().__init__(controller)
        self._controller = controller
        self.checker = OutputChecker()
        self.checks: tuple[Check, ...] = ()
        self._denied: Path | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(PAUSE_MILLISECONDS)
        self._timer.timeout.connect(self._look)
        controller.wishes_changed.connect(self.schedule)
        controller.services.farm.place_changed.connect(self.schedule)

    @Slot()
    def schedule(self) -> None:
        """Look soon, as something may be another now."""
        self._timer.start()

    def close(self) -> None:
        """Look at nothing any more."""
        self._timer.stop()

    def block(self, checks: tuple[Check, ...]) -> None:
        """An order was not taken for these; its folder is tried again whenever it is looked at."""
        self._denied = self._folder
        self._take(checks)

    @property
    def _folder(self) -> Path:
        return folder_of(self._controller.wishes, self._controller.services.settings).absolute()

    def _take(self, checks: tuple[Check, ...]) -> None:
        if checks != self.checks:
            self.checks = checks
            self.changed.emit()

    @Slot()
    def _look(self) -> None:
        wishes, services = self._controller.wishes, self._controller.services
        folder, tried = self._folder, self._folder == self._denied
        music = Path(wishes.music) if wishes.music else None
        here = services.farm.is_here

        def work(_task: Task) -> tuple[Check, ...]:
            return self.checker.check(folder if here else None, music, writing=tried)

        services.tasks.start(CHECKING, work, owner=self, done=self._take)
