"""The manager role: a manager over RabbitMQ, with its store, its storage and its log."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.engine import URL

from app.core.errors import StorageError
from app.core.fleet import Instance
from app.core.jobs import EngineChoice
from app.core.messages import JobView, StatsWanted
from app.core.ports import Fleet, Secrets
from app.core.settings import Settings
from app.core.states import JobState
from app.farm import farm_parts, webhooks
from app.farm.attempt_logs import AttemptLogs
from app.farm.clock import SystemClock
from app.farm.deliveries import EventFeed
from app.farm.estimates.keeper import EstimateKeeper
from app.farm.estimates.machines import crew_of_machines
from app.farm.estimates.remaining import WorkLeft
from app.farm.estimates.service import EstimateService, ways_of
from app.farm.farm_storage import LOCAL, SharedStorage, open_storage
from app.farm.fleet.opening import open_fleet
from app.farm.job_services import LocalJobServices
from app.farm.manager.desk import Access
from app.farm.manager.machine_costs import MachineCosts
from app.farm.manager.manager import Manager
from app.farm.manager.statistics_keeper import StatisticsKeeper
from app.farm.rabbitmq.broker import RabbitBroker
from app.farm.rabbitmq.state import LinkPhase, LinkState
from app.farm.scaling.parts import MachineParts
from app.farm.storage_cleanup import CleanUps
from app.farm.store import Store
from app.farm.store.connection import Loss
from app.farm.store.standby import open_when_free
from app.farm.webhooks import Webhooks, webhook_addresses
from worker_agent.worker_role import agent_command

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class ManagerNode:
    """A running manager. `loss` is set when it has to end, because another one has its store."""

    manager: Manager
    loss: Loss

    @property
    def done(self) -> threading.Event:
        """Set when it has to end."""
        return self.loss.event

    def check(self) -> None:
        """Raise `StoreError` when it has to end, saying why."""
        self.loss.check()


@contextmanager
def running_manager(
    settings: Settings,
    secrets: Secrets,
    home: Path,
    ended: threading.Event,
    *,
    tell: Callable[[str], object] = lambda _: None,
) -> Iterator[ManagerNode | None]:
    """A manager for as long as the context lasts. Leaving it stops it in order; another one goes on with its store.

    Where its store is on a database server and another manager has it, it first stands by until it can take over, of
    which `tell` tells people; None when `ended` was set before that.

    Raises what `farm_parts` raises, `StoreBusyError` when another manager has the SQLite store, and `StoreError`.
    """
    with ExitStack() as stack:
        store = _open_store(farm_parts.store_place(settings, secrets, home), ended, tell)
        if store is None:
            yield None
            return
        stack.enter_context(store)
        yield stack.enter_context(_managing(store, settings, secrets, home))


@contextmanager
def _managing(store: Store, settings: Settings, secrets: Secrets, home: Path) -> Iterator[ManagerNode]:
    """The manager that has this store."""
    clock = SystemClock()
    with ExitStack() as stack:
        storage = stack.enter_context(closing(open_storage(settings, secrets, home / LOCAL)))
        broker = stack.enter_context(closing(farm_parts.open_broker(settings, secrets, role=farm_parts.MANAGER)))
        stopping = threading.Event()
        access = farm_parts.access_of(settings.admins)
        # The manager is made below.
        crew = crew_of_machines(store, lambda: _instances(machines), lambda: manager.paces())  # noqa: PLW0108
        estimates = EstimateService(store, lambda: manager, ways_of(settings), access=access, crew=crew)
        services = _make_services(
            settings, storage, home, stopping, estimates, has_aerender=lambda: manager.has_engine(EngineChoice.AERENDER)
        )
        logs = stack.enter_context(closing(AttemptLogs(storage, clock)))
        hooks = stack.enter_context(closing(_open_webhooks(settings, secrets, home)))
        keeper = StatisticsKeeper(store, clock, settings)
        # Over the broker, this program would get all that it has just sent.
        feed = EventFeed(EstimateKeeper(estimates, store, clock).hear, ended=lambda _: None)
        stack.callback(feed.close)
        feed.start()
        machines = _make_machines(
            store,
            open_fleet(settings, secrets, home, agent_command=agent_command(), stop=stopping),
            broker,
            access,
            manager=lambda: manager,
            work=lambda: estimates.work_left(manager.costs),
            finish_seconds=settings.fleet_stop_seconds,
        )
        manager = Manager(
            store,
            broker,
            services,
            clock,
            settings,
            access=access,
            logs=logs,
            workers_end_with_me=False,
            user=broker.user,
            on_ended=lambda view: _tell_ended(hooks, view, clock.now()),
            on_event=feed.offer,
            questions={**estimates.questions, StatsWanted: keeper.answer, **machines.questions},
            slow=(*estimates.questions, StatsWanted),
            may_leave=machines.may_leave,
        )
        stack.enter_context(_side_parts(settings, store, storage, broker, manager))
        manager.start()
        stack.callback(manager.stop)
        stack.callback(stopping.set)
        keeper.start(manager.seen, MachineCosts(store, clock))
        stack.callback(keeper.close)
        machines.start()
        stack.callback(machines.stop)
        stack.callback(broker.leave)
        stack.callback(_bring_in_tools(services))
        yield ManagerNode(manager, store.loss)


def _open_webhooks(settings: Settings, secrets: Secrets, home: Path) -> Webhooks:
    return Webhooks(webhook_addresses(settings.webhooks), home / "webhooks", secret=secrets.get(webhooks.SECRET))


def _bring_in_tools(services: LocalJobServices) -> Callable[[], None]:
    """Load what jobs are prepared and joined with, beside what else is done; what is returned waits for it."""
    tools = threading.Thread(target=services.get_ready, name="manager tools")
    tools.start()
    # A program that ends while libraries are being loaded may crash.
    return tools.join


def _make_services(
    settings: Settings,
    storage: SharedStorage,
    home: Path,
    stop: threading.Event,
    estimates: EstimateService,
    *,
    has_aerender: Callable[[], bool],
) -> LocalJobServices:
    return LocalJobServices(
        storage,
        cache=home / "models",
        ffmpeg=Path(settings.ffmpeg) if settings.ffmpeg else None,
        stop=stop,
        has_aerender=has_aerender,
        frame_seconds=estimates.frame_seconds,
    )


def _instances(machines: MachineParts) -> tuple[Instance, ...]:
    return () if machines.autoscaler is None else machines.autoscaler.machines().instances


def _make_machines(
    store: Store,
    fleet: Fleet | None,
    broker: RabbitBroker,
    access: Access,
    *,
    manager: Callable[[], Manager],
    work: Callable[[], WorkLeft],
    finish_seconds: float,
) -> MachineParts:
    return MachineParts(
        store,
        fleet,
        SystemClock(),
        access=access,
        finish_seconds=finish_seconds,
        seen=lambda: manager().seen(),
        work=work,
        is_connected=lambda: _is_connected(broker),
    )


@contextmanager
def _side_parts(
    settings: Settings, store: Store, storage: SharedStorage, broker: RabbitBroker, manager: Manager
) -> Iterator[None]:
    """What runs beside a manager: watching its link, figures for Prometheus where that is set up, cleaning up."""
    with ExitStack() as stack:
        stack.callback(broker.watch(_LinkWatch(manager).on_state))
        if settings.metrics_port:
            from app.farm.metrics import FarmCollector, MetricsServer

            collector = FarmCollector(store, lambda: _is_connected(broker))
            stack.callback(MetricsServer(collector, settings.metrics_host, settings.metrics_port).close)
        stack.callback(CleanUps(storage, store).close)
        yield


def _is_connected(broker: RabbitBroker) -> bool:
    return broker.state.phase is LinkPhase.CONNECTED


def _open_store(place: Path | URL, ended: threading.Event, tell: Callable[[str], object]) -> Store | None:
    return Store.open(place) if isinstance(place, Path) else open_when_free(place, ended, tell=tell)


def _tell_ended(hooks: Webhooks, view: JobView, now: float) -> None:
    if view.state not in (JobState.DONE, JobState.FAILED):
        return
    try:
        hooks.tell(view, at=now)
    except StorageError as error:
        # A full disk must not hold up the jobs.
        _log.error("The end of job %s is not told to webhooks: %s", view.job_id, error)


class _LinkWatch:
    """Tells the manager when its own link is down or takes nothing: the silence of workers means nothing then."""

    def __init__(self, manager: Manager) -> None:
        self._manager = manager
        self._is_down = False

    def on_state(self, state: LinkState) -> None:
        if state.phase is LinkPhase.CONNECTED:
            if self._is_down:
                self._is_down = False
                _log.warning("The link to the broker was down; leases begin anew.")
                self._manager.rest_reaper()
        elif state.phase is LinkPhase.BLOCKED or state.error is not None:
            # A blocked broker takes no beats of workers either.
            self._is_down = True
            self._manager.hold_reaper()
            if state.error is not None:
                _log.warning("%s %s", state.error.title, state.error.cause)
