"""How busy this computer is: read in a moment, from the operating system."""

from __future__ import annotations

from pathlib import Path

import psutil

from app.core.model import Struct
from app.farm.files import free_bytes


class MachineLoad(Struct, frozen=True):
    """Percent of all cores in use since the reading before, and bytes of memory and of the disk that films go to.

    `cpu_percent` is None where nothing was read before: there is no time that it could be about.
    """

    cpu_percent: float | None
    cores: int
    memory_used: int
    memory_total: int
    disk_free: int


class LoadReader:
    """Reads the load, each time since the time before."""

    def __init__(self) -> None:
        self._read_before = False

    def read(self, films: Path) -> MachineLoad:
        """The load now, with the disk of the folder `films`."""
        memory = psutil.virtual_memory()
        percent = psutil.cpu_percent(interval=None)
        known, self._read_before = self._read_before, True
        return MachineLoad(
            cpu_percent=percent if known else None,
            cores=psutil.cpu_count() or 1,
            memory_used=memory.total - memory.available,
            memory_total=memory.total,
            disk_free=free_bytes(films),
        )
