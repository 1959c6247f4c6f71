"""The agent: claims work, draws what it is granted, reports.

Threads: `run` claims and draws; the broker's consumer thread takes control messages; a pulse thread gives signs of
life while something is drawn and notices that the agent has to stop; the outbox's thread sends reports. What is said
and when is `claiming`'s, which has the lock.
"""

from __future__ import annotations

import logging
import queue
import threading
from contextlib import ExitStack
from pathlib import Path

from app.core.ports import Broker, Clock, Delivery, Engine, Storage, control_queue, worker_user
from app.core.settings import Settings
from app.farm.attempt_logs import AttemptLogs
from app.farm.log_fields import log_fields
from worker_agent.chunk import Chunk
from worker_agent.claiming import Claiming
from worker_agent.guards import Guards
from worker_agent.inventory import Inventory
from worker_agent.outbox import Outbox

FLUSH_SECONDS = 5.0
"""How long a stopping agent tries to get its last reports out."""

_WAKE_SECONDS = 0.2
"""How often an idle agent looks whether it has to stop."""

_log = logging.getLogger(__name__)


class Agent:
    """One worker's agent. `run` may be called once."""

    def __init__(
        self,
        worker: str,
        boot: str,
        *,
        broker: Broker,
        storage: Storage,
        engine: Engine,
        clock: Clock,
        settings: Settings,
        logs: AttemptLogs | None = None,
        outbox_folder: Path | None = None,
        guards: Guards | None = None,
        inventory: Inventory | None = None,
    ) -> None:
        """`boot` is unique per run of the worker. With `outbox_folder`, reports survive the agent.

        `logs` takes what is worth reading of its attempts; without it, nothing is kept. `guards` say when nothing
        should be claimed, `inventory` what the worker has.
        """
        self._worker = worker
        self._boot = boot
        self._broker = broker
        self._storage = storage
        self._engine = engine
        self._clock = clock
        self._settings = settings
        self._outbox = Outbox(broker, sender=worker_user(worker), folder=outbox_folder)
        self._granted: queue.SimpleQueue[Chunk] = queue.SimpleQueue()
        self._claiming = Claiming(
            worker,
            boot,
            broker=broker,
            outbox=self._outbox,
            offers=engine.offers,
            clock=clock,
            settings=settings,
            on_granted=self._granted.put,
            logs=logs,
            guards=guards,
            inventory=inventory,
        )

    @property
    def may_shut_down(self) -> bool:
        """Whether the manager said that the computer may be shut down when this worker has ended."""
        return self._claiming.may_shut_down

    def run(self, stop: threading.Event, leave: threading.Event | None = None) -> None:
        """Work until `stop` or `leave` is set or the manager says to drain; returns when the engine's process is gone.

        After `stop` what is being drawn is given back at once, after `leave` when the piece in work is finished.
        The order of the end: claim no more, stop or finish the chunk, give back what was granted meanwhile, get the
        reports out, end the engine.
        """
        finished = threading.Event()
        leave = leave or threading.Event()
        pulse = threading.Thread(
            target=self._pulse, args=(stop, leave, finished), name=f"pulse-{self._worker}", daemon=True
        )
        with ExitStack() as ending:
            # Undone from the last to the first, also when something fails half-way.
            ending.callback(self._engine.close)
            ending.callback(self._close_outbox)
            ending.callback(self._refuse_the_rest)
            control = self._broker.consume(control_queue(self._worker, self._boot), self._on_control)
            ending.callback(control.close)
            pulse.start()
            ending.callback(pulse.join)
            ending.callback(finished.set)
            while not (stop.is_set() or leave.is_set() or self._claiming.is_draining):
                self._claim_and_work(stop, leave)
            self._claiming.withdraw()

    def _close_outbox(self) -> None:
        if not self._outbox.flush(FLUSH_SECONDS):
            _log.warning("Worker %s stops with reports that the broker did not take.", self._worker)
        self._outbox.close()

    def _claim_and_work(self, stop: threading.Event, leave: threading.Event) -> None:
        chunk = self._wait_for_grant(stop, leave)
        if chunk is None:
            return
        sound = chunk.run(self._engine, self._storage)
        until = self._clock.monotonic() + self._claiming.ended(chunk, sound=sound)
        while (left := until - self._clock.monotonic()) > 0 and not (stop.is_set() or leave.is_set()):
            stop.wait(min(_WAKE_SECONDS, left))

    def _wait_for_grant(self, stop: threading.Event, leave: threading.Event) -> Chunk | None:
        """Claim, renew the claim while nothing comes, and return what was granted; None to stop, leave or drain."""
        self._claiming.begin()
        while not (stop.is_set() or leave.is_set()):
            draining = self._claiming.is_draining
            if not draining:
                self._claiming.renew()
            try:
                # What was granted before the order to drain is held, and is finished.
                wait = 0.0 if draining else min(_WAKE_SECONDS, self._settings.claim_renew_seconds)
                return self._granted.get(block=not draining, timeout=wait)
            except queue.Empty:
                if draining:
                    return None
        return None

    def _on_control(self, delivery: Delivery) -> None:
        with log_fields(worker=self._worker):
            self._claiming.obey(delivery.message)

    def _pulse(self, stop: threading.Event, leave: threading.Event, finished: threading.Event) -> None:
        with log_fields(worker=self._worker):
            self._give_signs(stop, leave, finished)

    def _give_signs(self, stop: threading.Event, leave: threading.Event, finished: threading.Event) -> None:
        due = self._clock.monotonic()
        while not finished.wait(min(_WAKE_SECONDS, self._settings.beat_seconds)):
            if stop.is_set() or leave.is_set():
                for chunk in self._claiming.held():
                    chunk.interrupt(finish_piece=not stop.is_set())
            if self._clock.monotonic() >= due and self._claiming.held():
                self._claiming.beat()
                due = self._clock.monotonic() + self._settings.beat_seconds

    def _refuse_the_rest(self) -> None:
        self._claiming.forget()
        while not self._granted.empty():
            self._granted.get().refuse("The worker stops.")
