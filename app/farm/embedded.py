"""The embedded farm: store, broker, storage, manager and workers of this program, over one home folder.

No server, no socket. Everything that must survive lies in the home: the store, the assets, the logs, and the pieces of
unfinished films. A command's home is `.farmhand` in its results folder, the window's is its profile (`desktop`). The
manager and the workers' agents are threads; what draws are child processes.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from app.core.jobs import EngineChoice
from app.core.messages import JobView, StatsWanted
from app.core.settings import Settings
from app.farm.agents import Agents, StartAgents, all_cores
from app.farm.attempt_logs import AttemptLogs
from app.farm.broker_memory import MemoryBroker
from app.farm.client import FarmClient
from app.farm.clock import SystemClock
from app.farm.engines.registry import offered_engines
from app.farm.estimates.keeper import EstimateKeeper
from app.farm.estimates.service import EstimateService, ways_of
from app.farm.job_services import LocalJobServices
from app.farm.logs import farm_log
from app.farm.manager.manager import Manager
from app.farm.manager.statistics_keeper import StatisticsKeeper
from app.farm.manager.worker_desk import OWN_NODE
from app.farm.node_facts import Computer, NodeReporter
from app.farm.publishing import make_writable
from app.farm.scaling.parts import without_machines
from app.farm.storage_cleanup import CleanUps
from app.farm.storage_folder import FolderStorage
from app.farm.store import Store

HOME_NAME = ".farmhand"
"""The folder inside the results folder that holds what a command's farm needs to go on after a crash."""


@dataclass(frozen=True, slots=True)
class Crew:
    """How many workers a farm starts with, and whether their engines give way to other programs."""

    workers: int
    low_priority: bool = False


@dataclass(frozen=True, slots=True)
class EmbeddedFarm:
    """A running embedded farm."""

    client: FarmClient
    storage: FolderStorage
    store: Store
    results: Path
    agents: Agents

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
    """A farm over a results folder for as long as the context lasts; a worker per core where none are named.

    Raises `StorageError` when the folder cannot be written to, and `StoreBusyError` when another program uses it.
    """
    home = prepare_results(results)
    crew = Crew(workers or settings.workers or all_cores())
    with running_farm(home, results, crew, start_agents=start_agents, settings=settings, owner=owner) as farm:
        yield farm


@contextmanager
def running_farm(
    home: Path, results: Path, crew: Crew, *, start_agents: StartAgents, settings: Settings, owner: str
) -> Iterator[EmbeddedFarm]:
    """A farm that keeps everything in `home`, which exists, and brings films to `results` unless jobs name a folder.

    Leaving it stops everything in order, in whichever thread; what is unfinished goes on when the next one starts.
    Raises `StoreBusyError` when another program has the home, else `StoreError` or `StorageError`.
    """
    clock = SystemClock()
    with ExitStack() as stack:
        store = stack.enter_context(Store.open(home))
        stack.enter_context(farm_log(home))
        storage = FolderStorage(home, results)
        storage.clear_unfinished()
        broker = MemoryBroker()
        stack.callback(broker.close)
        stopping = threading.Event()
        # The manager is made below, as it answers with this.
        estimates = EstimateService(store, lambda: manager, ways_of(settings, cores=all_cores()))
        services = _make_services(settings, storage, home, stopping, estimates)
        logs = AttemptLogs(storage, clock)
        stack.callback(logs.close)
        keeper = StatisticsKeeper(store, clock, settings)
        manager = Manager(
            store,
            broker,
            services,
            clock,
            settings,
            takes_folders=True,
            logs=logs,
            questions={**estimates.questions, StatsWanted: keeper.answer, **without_machines(store, clock)},
        )
        stack.callback(broker.subscribe(EstimateKeeper(estimates, store, clock).hear).close)
        manager.start()
        stack.callback(manager.stop)
        stack.callback(stopping.set)
        keeper.start(manager.seen)
        stack.callback(keeper.close)
        stack.callback(CleanUps(storage, store).close)
        facts = Computer(OWN_NODE, home, clock).facts
        seconds = settings.claim_renew_seconds
        stack.callback(NodeReporter(broker, facts, clock, sender=OWN_NODE, seconds=seconds).close)
        agents = start_agents(
            crew.workers,
            broker=broker,
            storage=storage,
            clock=clock,
            settings=settings,
            low_priority=crew.low_priority,
        )
        stack.callback(agents.stop)
        client = FarmClient(broker, owner=owner)
        stack.callback(client.close)
        yield EmbeddedFarm(client=client, storage=storage, store=store, results=results, agents=agents)


def _make_services(
    settings: Settings, storage: FolderStorage, home: Path, stop: threading.Event, estimates: EstimateService
) -> LocalJobServices:
    return LocalJobServices(
        storage,
        cache=home / "models",
        ffmpeg=Path(settings.ffmpeg) if settings.ffmpeg else None,
        stop=stop,
        has_aerender=lambda: EngineChoice.AERENDER.value in offered_engines(settings),
        frame_seconds=estimates.frame_seconds,
    )


def prepare_results(results: Path) -> Path:
    """Make the results folder and the farm's home in it; the home. Raises `StorageError` when that is not possible."""
    home = results / HOME_NAME
    make_writable(home, shown=results, called="The output folder", next_step="Choose another --out.")
    return home
