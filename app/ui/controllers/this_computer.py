"""The window's own farm, which is made with its first use and goes on beside every other one."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from app.core.settings import Settings

if TYPE_CHECKING:
    from app.farm.desktop import DesktopFarm

MakeFarm = Callable[[], "DesktopFarm"]
"""Makes this computer's farm, not started yet; called in a background thread, as it brings in most of the program."""


class ThisComputer:
    """The farm of the profile in `home`. The properties answer at once; all else may wait, in background threads."""

    def __init__(self, make: MakeFarm, home: Path) -> None:
        self._make = make
        self.home = home
        self.farm: DesktopFarm | None = None
        """The farm, once it was wanted."""

    @property
    def paused(self) -> bool:
        """Whether its jobs are held by `DesktopFarm.pause_all`."""
        return self.farm is not None and self.farm.paused

    @property
    def busy(self) -> bool:
        """Whether it has jobs under way."""
        return self.farm is not None and self.farm.busy

    def started(self) -> DesktopFarm:
        """The farm, running. Raises as `DesktopFarm.start`."""
        # Kept before it is started, so that `stop` stops also what is only just starting.
        farm = self.farm = self.farm or self._make()
        farm.start()
        return farm

    def has_unfinished(self) -> bool:
        """Whether jobs of an earlier run wait. Raises `StoreError`."""
        from app.farm.desktop import has_unfinished

        return has_unfinished(self.home)

    def has_jobs(self) -> bool:
        """Whether there may be jobs of earlier runs to show."""
        from app.farm.store.sqlite import DATABASE_NAME

        return (self.home / DATABASE_NAME).is_file()

    def go_on(self) -> None:
        """Start where jobs of an earlier run wait. Raises as `started`."""
        if self.has_unfinished():
            self.started()

    def apply(self, settings: Settings) -> None:
        """Use as much of this computer as the settings say."""
        if self.farm is not None:
            self.farm.apply(settings)

    def stop(self) -> None:
        """Stop the farm in order."""
        if self.farm is not None:
            self.farm.stop()
