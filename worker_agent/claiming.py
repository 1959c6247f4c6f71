"""What a worker says to the manager, and does at its word: claims, signs of life, what it holds.

No threads of its own and nothing that waits: `agent` has the threads and says when, and so may a simulation.
"""

from __future__ import annotations

import logging
import random
import threading
from collections import deque
from collections.abc import Callable

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
from app.core.ports import CLAIMS, Broker, Clock, worker_user
from app.core.settings import Settings
from app.farm.attempt_logs import AttemptLogs, attempt_source
from worker_agent.chunk import Chunk
from worker_agent.guards import Guards
from worker_agent.inventory import Inventory
from worker_agent.outbox import Outbox
from worker_agent.pace import Pace
from worker_agent.reports import Reports

JITTER = 0.2
"""Claims are renewed this much (as a part) earlier or later, so that many workers do not all do so at once."""

LONGEST_PAUSE_SECONDS = 30.0
"""A worker whose surroundings fail again and again claims at least this often."""

_REMEMBERED_ATTEMPTS = 256

_log = logging.getLogger(__name__)


class Claiming:
    """One run of a worker, as the manager sees it. Thread-safe.

    `_lock` guards the claim and the chunks known; nothing is sent or drawn while it is held.
    """

    def __init__(
        self,
        worker: str,
        boot: str,
        *,
        broker: Broker,
        outbox: Outbox | Reports,
        offers: tuple[str, ...],
        clock: Clock,
        settings: Settings,
        on_granted: Callable[[Chunk], None],
        logs: AttemptLogs | None = None,
        guards: Guards | None = None,
        inventory: Inventory | None = None,
        chance: random.Random | None = None,
    ) -> None:
        """`offers` are the engines that it draws with; `on_granted` is told of chunks to draw, in any thread.

        `chance` makes the ids of claims and spreads their renewals. The rest as in `Agent`.
        """
        self._worker = worker
        self._boot = boot
        self._broker = broker
        self._outbox = outbox
        self._offers = offers
        self._clock = clock
        self._settings = settings
        self._on_granted = on_granted
        self._logs = logs or AttemptLogs(None, clock)
        self._guards = guards
        self._inventory = inventory or Inventory()
        self._chance = chance or random.SystemRandom()
        self._user = worker_user(worker)
        self._pace = Pace()
        self._lock = threading.Lock()
        self._claim_id = ""
        self._chunks: dict[int, Chunk] = {}
        self._seen: deque[int] = deque(maxlen=_REMEMBERED_ATTEMPTS)
        self._renew_at = 0.0
        self._told = ""
        self._failures = 0
        self._idle_since = clock.monotonic()
        self.is_draining = False
        """Whether the manager said to finish what is held and to claim no more."""
        self.may_shut_down = False
        """Whether the manager said that the computer may be shut down when this worker has ended."""

    def begin(self) -> None:
        """A new claim: it is sent with the next `renew`."""
        with self._lock:
            self._claim_id = f"{self._chance.getrandbits(128):032x}"
        self._renew_at, self._told = self._clock.monotonic(), ""

    def renew(self) -> float:
        """Say that work is wanted, or why none is, if it is time for that; the monotonic time of the next renewal.

        While there is a problem nothing is asked for; what was granted meanwhile is done all the same.
        """
        problem = self._guards.problem() if self._guards is not None else ""
        if self._clock.monotonic() >= self._renew_at or bool(problem) != bool(self._told):
            if problem:
                self._send_problem(problem)
            else:
                self._send_claim()
            self._told = problem
            spread = self._chance.uniform(1 - JITTER, 1 + JITTER)
            self._renew_at = self._clock.monotonic() + self._settings.claim_renew_seconds * spread
        return self._renew_at

    def ended(self, chunk: Chunk, *, sound: bool) -> float:
        """A chunk has ended, with its surroundings sound or not; how many seconds to wait before the next claim."""
        self._idle_since = self._clock.monotonic()
        if chunk.plan is not None:
            self._inventory.drew(chunk.plan)
        with self._lock:
            self._chunks.pop(chunk.grant.attempt, None)
        self._failures = 0 if sound else self._failures + 1
        if self._guards is not None:
            self._guards.ended(chunk.failure)
        if not self._failures:
            return 0.0
        pause: float = self._settings.retry_pause_seconds * 2 ** min(self._failures - 1, 10)
        return min(LONGEST_PAUSE_SECONDS, pause)

    def obey(self, message: AnyMessage) -> None:
        """Do what the manager says."""
        if isinstance(message, Grant):
            self._granted(message)
        elif isinstance(message, Stop | GiveUp):
            self._steer(message)
        elif isinstance(message, Drain):
            self.may_shut_down = self.may_shut_down or message.shut_down
            self.is_draining = True
        elif isinstance(message, Ping):
            self.beat()
        else:
            _log.warning("Worker %s was sent a %s, which is not for workers.", self._worker, type(message).__name__)

    def held(self) -> tuple[Chunk, ...]:
        """The chunks that it holds."""
        with self._lock:
            return tuple(self._chunks.values())

    def beat(self) -> None:
        """Give a sign of life."""
        beats = [chunk.beat() for chunk in self.held()] or [Beat(worker=self._worker, boot=self._boot)]
        for beat in beats:
            self._send(beat)

    def forget(self) -> None:
        """Take no grant any more."""
        with self._lock:
            self._claim_id = ""

    def withdraw(self) -> None:
        """Say that this worker claims nothing more."""
        self._send(Withdraw(worker=self._worker, boot=self._boot))

    def _send_problem(self, problem: str) -> None:
        """Say why nothing may be claimed now; a claim that is parked already is withdrawn with that."""
        self._send(
            Withdraw(worker=self._worker, boot=self._boot, problem=problem[:LONGEST_PROBLEM], engines=self._offers)
        )

    def _send_claim(self) -> None:
        with self._lock:
            claim_id = self._claim_id
        if not claim_id:
            return  # It was granted this very moment.
        self._send(
            Claim(
                claim_id=claim_id,
                worker=self._worker,
                boot=self._boot,
                engines=self._offers,
                seconds_per_frame=self._pace.seconds_per_frame,
                **self._inventory.told(self._offers),
            )
        )
        idle = self._clock.monotonic() - self._idle_since
        if self._settings.shut_down_minutes and idle >= self._settings.shut_down_minutes * 60:
            self._send(MayStop(worker=self._worker, boot=self._boot, idle_seconds=idle))

    def _granted(self, grant: Grant) -> None:
        log = self._logs.open(grant.job_id, attempt_source(grant.attempt))
        chunk = Chunk(grant, worker=self._worker, boot=self._boot, outbox=self._outbox, pace=self._pace, log=log)
        with self._lock:
            if grant.attempt in self._seen:
                return
            self._seen.append(grant.attempt)
            wanted = grant.claim_id == self._claim_id and not self.is_draining
            if wanted:
                self._claim_id = ""
                self._chunks[grant.attempt] = chunk
        if wanted:
            self._on_granted(chunk)
        else:
            chunk.refuse("The claim it answers is not this worker's present one.")

    def _steer(self, message: Stop | GiveUp) -> None:
        with self._lock:
            chunk = self._chunks.get(message.attempt)
        if chunk is None:
            return
        if isinstance(message, Stop):
            chunk.stop(message.reason)
        else:
            chunk.give_up(message.first)

    def _send(self, message: Claim | Withdraw | Beat | MayStop) -> None:
        """Send what may be lost: it is said again soon, and the manager does without it."""
        try:
            self._broker.send(CLAIMS, message, sender=self._user)
        except BrokerError as error:
            _log.debug("Worker %s could not reach the manager: %s", self._worker, error)
