"""Keeps the computer awake while films are rendered, as the settings want it."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from app.core.messages import JobView
from app.core.settings import Settings
from app.ui.services import Services

if TYPE_CHECKING:
    from app.farm.keep_awake import AwakeStatus, KeepAwake

_log = logging.getLogger(__name__)


class Awake(QObject):
    """Follows the farm's jobs from its construction until `close`."""

    def __init__(self, services: Services, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._services = services
        self._keeper: KeepAwake | None = None
        services.farm.jobs_changed.connect(self._jobs_changed)
        services.farm.state_changed.connect(self._follow)
        services.preferences.changed.connect(self._settings_changed)

    @property
    def wanted(self) -> bool:
        """Whether something is rendered, or will be without anybody's doing."""
        return self._services.farm.busy_here

    @property
    def status(self) -> AwakeStatus | None:
        """How it is now; None while it was never wanted."""
        return self._keeper.status if self._keeper is not None else None

    def close(self) -> None:
        """Let the computer sleep. Blocks for a moment."""
        if self._keeper is not None:
            self._keeper.close()
            self._keeper = None

    def _jobs_changed(self, _views: list[JobView]) -> None:
        self._follow()

    def _settings_changed(self, _before: Settings, now: Settings) -> None:
        if self._keeper is not None:
            self._keeper.allow(now.keep_awake)

    def _follow(self) -> None:
        if self._keeper is None and self.wanted:
            from app.farm.keep_awake import KeepAwake

            self._keeper = KeepAwake(on_change=_told)
            self._keeper.allow(self._services.settings.keep_awake)
        if self._keeper is not None:
            self._keeper.want(self.wanted)


def _told(status: AwakeStatus) -> None:
    if status.reason:
        _log.info("The computer may go to sleep: %s", status.reason)
