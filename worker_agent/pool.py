"""Several agents in one program: the workers of the embedded farm."""

from __future__ import annotations

import logging
import threading
import time
import uuid
from collections.abc import Callable

from app.core.errors import BrokerError, FarmhandError
from app.core.messages import WorkerGone
from app.core.ports import RESULTS, Broker, Clock, Engine, Storage
from app.core.settings import Settings
from app.farm.engines.builtin import BuiltinEngine
from app.farm.engines.registry import make_engine
from worker_agent.agent import Agent

STOP_SECONDS = 20.0
"""How long stopping all agents may take: an engine's last frame, its end, and the last reports."""

_RESTART_SECONDS = 1.0

_log = logging.getLogger(__name__)

MakeEngine = Callable[[Storage], Engine]
"""Makes an engine for one worker."""


class AgentPool:
    """Agents in threads, each with an engine of its own, supervised: one that fails is replaced and reported."""

    def __init__(
        self,
        count: int,
        *,
        broker: Broker,
        storage: Storage,
        clock: Clock,
        settings: Settings,
        make_engine: MakeEngine,
    ) -> None:
        self._broker = broker
        self._storage = storage
        self._clock = clock
        self._settings = settings
        self._make_engine = make_engine
        self._stop = threading.Event()
        self._threads = [
            threading.Thread(target=self._supervise, args=(f"local-{number}",), name=f"agent-{number}", daemon=True)
            for number in range(1, count + 1)
        ]
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Stop all agents at once and return when they and their engines are gone, at most after `STOP_SECONDS`."""
        self._stop.set()
        deadline = time.monotonic() + STOP_SECONDS
        for thread in self._threads:
            thread.join(max(0.0, deadline - time.monotonic()))
        late = [thread.name for thread in self._threads if thread.is_alive()]
        if late:
            _log.error("Did not stop in time: %s", ", ".join(late))

    def _supervise(self, worker: str) -> None:
        while not self._stop.is_set():
            boot = uuid.uuid4().hex[:12]
            try:
                self._run_agent(worker, boot)
                return
            except Exception:  # noqa: BLE001 - the border of an agent's thread: it is reported and replaced
                _log.exception("The agent of worker %s failed.", worker)
            self._report_gone(worker, boot)
            self._stop.wait(_RESTART_SECONDS)

    def _run_agent(self, worker: str, boot: str) -> None:
        engine = self._make_engine(self._storage)
        try:
            _warm_up(engine, worker)
            Agent(
                worker,
                boot,
                broker=self._broker,
                storage=self._storage,
                engine=engine,
                clock=self._clock,
                settings=self._settings,
            ).run(self._stop)
        finally:
            engine.close()

    def _report_gone(self, worker: str, boot: str) -> None:
        try:
            self._broker.send(RESULTS, WorkerGone(worker=worker, boot=boot), sender=worker)
        except BrokerError as error:
            _log.warning("The end of worker %s could not be reported: %s", worker, error)


def _warm_up(engine: Engine, worker: str) -> None:
    if not isinstance(engine, BuiltinEngine):
        return
    try:
        engine.warm_up()
    except FarmhandError as error:
        # The first grant tries again, and its chunk carries the report of what is wrong.
        _log.warning("Worker %s: %s", worker, error)


def start_agents(
    count: int,
    *,
    broker: Broker,
    storage: Storage,
    clock: Clock,
    settings: Settings,
    engine: str = "builtin",
) -> AgentPool:
    """Start `count` agents with engines of that name. Raises `UsageError` when there is no such engine."""

    def make(storage: Storage) -> Engine:
        return make_engine(engine, storage)

    make_engine(engine, storage).close()
    return AgentPool(count, broker=broker, storage=storage, clock=clock, settings=settings, make_engine=make)
