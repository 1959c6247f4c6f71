"""The agent: claims work, draws what it is granted, reports.

Threads: `run` claims and draws; the broker's consumer thread takes control messages; a pulse thread gives signs of
life while something is drawn and notices that the agent has to stop; the outbox's thread sends reports.
Locks: `_lock` guards the chunks known; nothing is sent or drawn while it is held.
"""

from __future__ import annotations

import logging
import queue
import random
import threading
import uuid
from collections import deque
from contextlib import ExitStack
from pathlib import Path

from app.core.errors import BrokerError
from app.core.messages import (
    LONGEST_PROBLEM,
    AnyMessage,
    Beat,
    Claim,
    Drain,
    GiveUp,
    Grant,
    MayStop,
    Ping,
    Stop,
    Withdraw,
)
from app.core.ports import CLAIMS, Broker, Clock, Delivery, Engine, Storage, control_queue, worker_user
from app.core.settings import Settings
from app.farm.attempt_logs import AttemptLogs, attempt_source
from app.farm.log_fields import log_fields
from worker_agent.chunk import Chunk
from worker_agent.guards import Guards
from worker_agent.inventory import Inventory
from worker_agent.outbox import Outbox
from worker_agent.pace import Pace

JITTER = 0.2
"""Claims are renewed this much (as a part) earlier or later, so that many workers do not all do so at once."""

FLUSH_SECONDS = 5.0
"""How long a stopping agent tries to get its last reports out."""

LONGEST_PAUSE_SECONDS = 30.0
"""A worker whose surroundings fail again and again claims at least this often."""

_WAKE_SECONDS = 0.2
"""How often an idle agent looks whether it has to stop."""

_REMEMBERED_ATTEMPTS = 256

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
        self._logs = logs or AttemptLogs(None, clock)
        self._guards = guards
        self._inventory = inventory or Inventory()
        self._user = worker_user(worker)
        self._outbox = Outbox(broker, sender=self._user, folder=outbox_folder)
        self._pace = Pace()
        self._granted: queue.SimpleQueue[Chunk] = queue.SimpleQueue()
        self._lock = threading.Lock()
        self._claim_id = ""
        self._chunks: dict[int, Chunk] = {}
        self._seen: deque[int] = deque(maxlen=_REMEMBERED_ATTEMPTS)
        self._draining = threading.Event()
        self._failures = 0
        self._idle_since = clock.monotonic()
        self.may_shut_down = False
        """Whether the manager said that the computer may be shut down when this worker has ended."""

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
            while not (stop.is_set() or leave.is_set() or self._draining.is_set()):
                self._claim_and_work(stop, leave)
            self._send_to_claims(Withdraw(worker=self._worker, boot=self._boot))

    def _close_outbox(self) -> None:
        if not self._outbox.flush(FLUSH_SECONDS):
            _log.warning("Worker %s stops with reports that the broker did not take.", self._worker)
        self._outbox.close()

    def _claim_and_work(self, stop: threading.Event, leave: threading.Event) -> None:
        chunk = self._wait_for_grant(stop, leave)
        if chunk is None:
            return
        sound = chunk.run(self._engine, self._storage)
        self._idle_since = self._clock.monotonic()
        if chunk.plan is not None:
            self._inventory.drew(chunk.plan)
        with self._lock:
            self._chunks.pop(chunk.grant.attempt, None)
        self._failures = 0 if sound else self._failures + 1
        if self._guards is not None:
            self._guards.ended(chunk.failure)
        if self._failures:
            pause = self._settings.retry_pause_seconds * 2 ** min(self._failures - 1, 10)
            until = self._clock.monotonic() + min(LONGEST_PAUSE_SECONDS, pause)
            while (left := until - self._clock.monotonic()) > 0 and not (stop.is_set() or leave.is_set()):
                stop.wait(min(_WAKE_SECONDS, left))

    def _wait_for_grant(self, stop: threading.Event, leave: threading.Event) -> Chunk | None:
        """Claim, renew the claim while nothing comes, and return what was granted; None to stop, leave or drain."""
        with self._lock:
            self._claim_id = uuid.uuid4().hex
        renew_at, told = self._clock.monotonic(), ""
        while not (stop.is_set() or leave.is_set()):
            draining = self._draining.is_set()
            problem = self._guards.problem() if self._guards is not None else ""
            if not draining and (self._clock.monotonic() >= renew_at or bool(problem) != bool(told)):
                # While there is a problem nothing is asked for; what was granted meanwhile is done all the same.
                if problem:
                    self._send_problem(problem)
                else:
                    self._send_claim()
                told = problem
                spread = random.uniform(1 - JITTER, 1 + JITTER)  # noqa: S311 - spreads load, hides nothing
                renew_at = self._clock.monotonic() + self._settings.claim_renew_seconds * spread
            try:
                # What was granted before the order to drain is held, and is finished.
                wait = 0.0 if draining else min(_WAKE_SECONDS, self._settings.claim_renew_seconds)
                return self._granted.get(block=not draining, timeout=wait)
            except queue.Empty:
                if draining:
                    return None
        return None

    def _send_problem(self, problem: str) -> None:
        """Say why nothing may be claimed now; a claim that is parked already is withdrawn with that."""
        self._send_to_claims(
            Withdraw(
                worker=self._worker, boot=self._boot, problem=problem[:LONGEST_PROBLEM], engines=self._engine.offers
            )
        )

    def _send_claim(self) -> None:
        with self._lock:
            claim_id = self._claim_id
        if not claim_id:
            return  # It was granted this very moment.
        self._send_to_claims(
            Claim(
                claim_id=claim_id,
                worker=self._worker,
                boot=self._boot,
                engines=self._engine.offers,
                seconds_per_frame=self._pace.seconds_per_frame,
                **self._inventory.told(self._engine.offers),
            )
        )
        idle = self._clock.monotonic() - self._idle_since
        if self._settings.shut_down_minutes and idle >= self._settings.shut_down_minutes * 60:
            self._send_to_claims(MayStop(worker=self._worker, boot=self._boot, idle_seconds=idle))

    def _on_control(self, delivery: Delivery) -> None:
        with log_fields(worker=self._worker):
            self._obey(delivery.message)

    def _obey(self, message: AnyMessage) -> None:
        if isinstance(message, Grant):
            self._on_grant(message)
        elif isinstance(message, Stop | GiveUp):
            self._on_steer(message)
        elif isinstance(message, Drain):
            self.may_shut_down = self.may_shut_down or message.shut_down
            self._draining.set()
        elif isinstance(message, Ping):
            self._beat()
        else:
            _log.warning("Worker %s was sent a %s, which is not for workers.", self._worker, type(message).__name__)

    def _on_grant(self, grant: Grant) -> None:
        log = self._logs.open(grant.job_id, attempt_source(grant.attempt))
        chunk = Chunk(grant, worker=self._worker, boot=self._boot, outbox=self._outbox, pace=self._pace, log=log)
        with self._lock:
            if grant.attempt in self._seen:
                return
            self._seen.append(grant.attempt)
            wanted = grant.claim_id == self._claim_id and not self._draining.is_set()
            if wanted:
                self._claim_id = ""
                self._chunks[grant.attempt] = chunk
        if wanted:
            self._granted.put(chunk)
        else:
            chunk.refuse("The claim it answers is not this worker's present one.")

    def _on_steer(self, message: Stop | GiveUp) -> None:
        with self._lock:
            chunk = self._chunks.get(message.attempt)
        if chunk is None:
            return
        if isinstance(message, Stop):
            chunk.stop(message.reason)
        else:
            chunk.give_up(message.first)

    def _pulse(self, stop: threading.Event, leave: threading.Event, finished: threading.Event) -> None:
        with log_fields(worker=self._worker):
            self._give_signs(stop, leave, finished)

    def _give_signs(self, stop: threading.Event, leave: threading.Event, finished: threading.Event) -> None:
        due = self._clock.monotonic()
        while not finished.wait(min(_WAKE_SECONDS, self._settings.beat_seconds)):
            if stop.is_set() or leave.is_set():
                for chunk in self._held():
                    chunk.interrupt(finish_piece=not stop.is_set())
            if self._clock.monotonic() >= due and self._held():
                self._beat()
                due = self._clock.monotonic() + self._settings.beat_seconds

    def _beat(self) -> None:
        held = self._held()
        beats = [chunk.beat() for chunk in held] or [Beat(worker=self._worker, boot=self._boot)]
        for beat in beats:
            self._send_to_claims(beat)

    def _held(self) -> tuple[Chunk, ...]:
        with self._lock:
            return tuple(self._chunks.values())

    def _refuse_the_rest(self) -> None:
        with self._lock:
            self._claim_id = ""
        while not self._granted.empty():
            self._granted.get().refuse("The worker stops.")

    def _send_to_claims(self, message: Claim | Withdraw | Beat | MayStop) -> None:
        """Send what may be lost: it is said again soon, and the manager does without it."""
        try:
            self._broker.send(CLAIMS, message, sender=self._user)
        except BrokerError as error:
            _log.debug("Worker %s could not reach the manager: %s", self._worker, error)
