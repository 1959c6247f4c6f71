"""Several agents in one program: the workers of the embedded farm."""

from __future__ import annotations

import logging
import threading
import time
import uuid

from app.core.errors import BrokerError, FarmhandError
from app.core.messages import WorkerGone
from app.core.ports import RESULTS, Broker, Clock, Engine, Storage, worker_user
from app.core.settings import Settings
from app.farm.attempt_logs import AttemptLogs
from app.farm.engines.builtin import BuiltinEngine
from app.farm.engines.choosing import ChoosingEngine
from app.farm.engines.registry import EngineFactory, check_engine, engine_factory, offered_engines
from app.farm.log_fields import log_fields
from worker_agent.agent import Agent

STOP_SECONDS = 20.0
"""How long stopping all agents may take: an engine's last frame, its end, and the last reports."""

_RESTART_SECONDS = 1.0

_log = logging.getLogger(__name__)


class _Seat:
    """The place of one worker: a thread that runs an agent, and another agent when that failed or was replaced.

    `leave` belongs to the agent that is running now.
    """

    def __init__(self, number: int) -> None:
        self.number = number
        self.worker = f"local-{number}"
        self.low_priority = False
        self.wanted = False
        self.occupied = False
        self.leave = threading.Event()
        self.thread: threading.Thread | None = None


class AgentPool:
    """Agents in threads, each with an engine of its own, supervised: one that fails is replaced and reported.

    `_lock` guards the seats; nothing is started, stopped or sent while it is held but threads.
    """

    def __init__(
        self,
        count: int,
        *,
        broker: Broker,
        storage: Storage,
        clock: Clock,
        settings: Settings,
        make_engine: EngineFactory,
        first_engine: EngineFactory | None = None,
        low_priority: bool = False,
    ) -> None:
        """`first_engine` makes the first worker's engine, where that is another one than the others have."""
        self._broker = broker
        self._storage = storage
        self._clock = clock
        self._settings = settings
        self._make_engine = make_engine
        self._first_engine = first_engine or make_engine
        self._logs = AttemptLogs(storage, clock)
        self._stop = threading.Event()
        self._lock = threading.Lock()
        self._seats: list[_Seat] = []
        self.set_workers(count, low_priority=low_priority)

    def set_workers(self, count: int, *, low_priority: bool) -> None:
        """See `Agents.set_workers`. A worker keeps its name when its engine is replaced."""
        with self._lock:
            self._seats += [_Seat(number) for number in range(len(self._seats) + 1, count + 1)]
            for index, seat in enumerate(self._seats):
                wanted = index < count
                if not wanted or seat.low_priority != low_priority:
                    seat.leave.set()
                seat.wanted, seat.low_priority = wanted, low_priority
                if wanted and not seat.occupied:
                    self._occupy(seat)

    def stop(self) -> None:
        """Stop all agents at once and return when they and their engines are gone, at most after `STOP_SECONDS`."""
        self._stop.set()
        deadline = time.monotonic() + STOP_SECONDS
        with self._lock:
            threads = [seat.thread for seat in self._seats if seat.thread is not None]
        for thread in threads:
            thread.join(max(0.0, deadline - time.monotonic()))
        late = [thread.name for thread in threads if thread.is_alive()]
        if late:
            _log.error("Did not stop in time: %s", ", ".join(late))
        self._logs.close()

    def _occupy(self, seat: _Seat) -> None:
        """Start the seat's thread. Called with the lock held."""
        seat.occupied = True
        seat.thread = threading.Thread(target=self._supervise, args=(seat,), name=f"agent-{seat.number}", daemon=True)
        seat.thread.start()

    def _supervise(self, seat: _Seat) -> None:
        with log_fields(worker=seat.worker):
            self._keep_running(seat)

    def _keep_running(self, seat: _Seat) -> None:
        while (wish := self._wish_for(seat)) is not None:
            leave, low_priority = wish
            boot = uuid.uuid4().hex[:12]
            try:
                self._run_agent(seat, boot, leave, low_priority=low_priority)
            except Exception:  # noqa: BLE001 - the border of an agent's thread: it is reported and replaced
                _log.exception("The agent of worker %s failed.", seat.worker)
                self._report_gone(seat.worker, boot)
                self._stop.wait(_RESTART_SECONDS)
            else:
                # One that was neither stopped nor replaced was drained, and is not to come back by itself.
                self._vacate(seat, leave)

    def _wish_for(self, seat: _Seat) -> tuple[threading.Event, bool] | None:
        """How the seat's next agent is to be: what tells it to leave, and its priority. None: there is to be none."""
        with self._lock:
            if not seat.wanted or self._stop.is_set():
                seat.occupied = False
                return None
            seat.leave = threading.Event()
            return seat.leave, seat.low_priority

    def _vacate(self, seat: _Seat, leave: threading.Event) -> None:
        with self._lock:
            if not leave.is_set():
                seat.wanted = False

    def _run_agent(self, seat: _Seat, boot: str, leave: threading.Event, *, low_priority: bool) -> None:
        make_engine = self._first_engine if seat.number == 1 else self._make_engine
        engine = make_engine(self._storage, low_priority=low_priority)
        try:
            _warm_up(engine, seat.worker)
            agent = Agent(
                seat.worker,
                boot,
                broker=self._broker,
                storage=self._storage,
                engine=engine,
                clock=self._clock,
                settings=self._settings,
                logs=self._logs,
            )
            agent.run(self._stop, leave)
        finally:
            engine.close()

    def _report_gone(self, worker: str, boot: str) -> None:
        try:
            self._broker.send(RESULTS, WorkerGone(worker=worker, boot=boot), sender=worker_user(worker))
        except BrokerError as error:
            _log.warning("The end of worker %s could not be reported: %s", worker, error)


def _warm_up(engine: Engine, worker: str) -> None:
    if not isinstance(engine, BuiltinEngine | ChoosingEngine):
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
    low_priority: bool = False,
    engine: str = "",
) -> AgentPool:
    """Start `count` agents with engines of that name, else with those that this computer offers.

    Raises `UsageError` when there is no such engine.
    """
    first = (check_engine(engine),) if engine else offered_engines(settings)
    others = first if engine else offered_engines(settings, first=False)
    return AgentPool(
        count,
        broker=broker,
        storage=storage,
        clock=clock,
        settings=settings,
        make_engine=engine_factory(others, settings),
        first_engine=engine_factory(first, settings),
        low_priority=low_priority,
    )
