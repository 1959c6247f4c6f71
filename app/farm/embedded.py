"""The embedded farm: store, broker, storage, manager and workers of this program, over one results folder.

No server, no socket. Everything that must survive lies in `<results>/.farmhand/`: the store, the assets and the
pieces of unfinished films. The manager and the workers' agents are threads; what draws are child processes.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from app.core.errors import DiskFullError, StorageError
from app.core.messages import JobView
from app.core.settings import Settings
from app.farm.agents import StartAgents
from app.farm.broker_memory import MemoryBroker
from app.farm.client import FarmClient
from app.farm.clock import SystemClock
from app.farm.job_services import LocalJobServices
from app.farm.logs import farm_log
from app.farm.manager.manager import Manager
from app.farm.storage_folder import FolderStorage
from app.farm.store import Store

HOME_NAME = ".farmhand"
"""The folder inside the results folder that holds what the farm needs to go on after a crash."""


@dataclass(frozen=True, slots=True)
class EmbeddedFarm:
    """A running embedded farm."""

    client: FarmClient
    storage: FolderStorage
    store: Store
    results: Path

    def known(self, key: str) -> JobView | None:
        """The latest job with that request key, or None."""
        return self.store.find_job(key)


@contextmanager
def embedded_farm(
    results: Path,
    *,
    workers: int | None,
    start_agents: StartAgents,
    settings: Settings,
    owner: str,
) -> Iterator[EmbeddedFarm]:
    """A farm over a results folder for as long as the context lasts.

    Raises `StorageError` when the folder cannot be written to, and `StoreBusyError` when another program uses it.
    """
    home = prepare_results(results)
    clock = SystemClock()
    with ExitStack() as stack:
        store = stack.enter_context(Store.open(home))
        stack.enter_context(farm_log(home))
        storage = FolderStorage(home, results)
        storage.clear_unfinished()
        broker = MemoryBroker()
        stack.callback(broker.close)
        ffmpeg = Path(settings.ffmpeg) if settings.ffmpeg else None
        stopping = threading.Event()
        services = LocalJobServices(storage, cache=home / "models", ffmpeg=ffmpeg, stop=stopping)
        manager = Manager(store, broker, services, clock, settings)
        manager.start()
        stack.callback(manager.stop)
        stack.callback(stopping.set)
        agents = start_agents(
            workers or os.cpu_count() or 1, broker=broker, storage=storage, clock=clock, settings=settings
        )
        stack.callback(agents.stop)
        client = FarmClient(broker, owner=owner)
        stack.callback(client.close)
        yield EmbeddedFarm(client=client, storage=storage, store=store, results=results)


def prepare_results(results: Path) -> Path:
    """Make the results folder and the farm's home in it; the home. Raises `StorageError` when that is not possible."""
    home = results / HOME_NAME
    try:
        home.mkdir(parents=True, exist_ok=True)
        probe = home / "writable.part"
        probe.write_bytes(b"farmhand")
        probe.unlink()
    except FileExistsError as error:
        raise StorageError(
            f"{results} is not a folder.", "A file of that name is in the way.", "Choose another --out."
        ) from error
    except OSError as error:
        if error.errno is not None and error.errno == 28:
            raise DiskFullError(
                f"The disk of {results} is full.", next_step="Free some space, or choose another --out."
            ) from error
        raise StorageError(
            f"The output folder {results} cannot be written to.", f"{error.strerror}.", "Choose another --out."
        ) from error
    return home
