"""The interfaces that rules and services are written against; adapters live in `app.farm`."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from app.core.errors import BrokerError, FleetError
from app.core.fleet import Instance, InstanceState
from app.core.frames import FrameRange
from app.core.jobs import AssetRef, PieceManifest
from app.core.log_lines import LogLevel
from app.core.messages import AnyMessage, Event
from app.core.model import Struct

REQUESTS = "requests"
"""Durable queue, client → manager: submit, actions, snapshots."""

CLAIMS = "claims"
"""Transient queue, worker → manager: claims, withdrawals, beats. Losing one costs a renewal interval."""

RESULTS = "results"
"""Durable queue, worker → manager: finished pieces, ended chunks, dead workers."""


def control_queue(worker: str, boot: str) -> str:
    """Name of the queue on which the manager talks to one run of one worker."""
    return f"ctl.{worker}.{boot}"


def reply_prefix(user: str) -> str:
    """What the names of a client's queues for answers begin with."""
    return f"reply.{user}."


def worker_user(worker: str) -> str:
    """The broker user that speaks for a worker: workers of one node are called `user.1`, `user.2` and share it."""
    return worker.partition(".")[0]


class Clock(Protocol):
    """Time: `now` is for people and records, `monotonic` for measuring and leases."""

    def now(self) -> float:
        """Seconds since the epoch."""
        ...

    def monotonic(self) -> float:
        """Seconds since some moment, never going back."""
        ...


class Delivery(Struct, frozen=True):
    """A received message. `sender` is the broker-proved identity of who sent it."""

    message: AnyMessage
    sender: str
    reply_to: str = ""
    correlation_id: str = ""
    redelivered: bool = False


class Subscription(Protocol):
    """A running consumer."""

    def close(self) -> None:
        """Stop it; returns when its handler is not running and will not run again."""
        ...


class Broker(Protocol):
    """Carries messages. Nothing here is the truth: the store is."""

    def send(
        self, queue: str, message: AnyMessage, *, sender: str, reply_to: str = "", correlation_id: str = ""
    ) -> None:
        """Put a message into a queue and return when the broker has it.

        Raises `BrokerError` when nobody can receive it (no such queue) or the broker is away.
        """
        ...

    def send_all(self, letters: Sequence[tuple[str, AnyMessage]], *, sender: str) -> tuple[BrokerError | None, ...]:
        """Put messages into their queues, in order; of each, what `send` would have raised, or None.

        Waits once for all of them. Raises only what is wrong with a message itself.
        """
        ...

    def consume(
        self,
        queue: str,
        handler: Callable[[Delivery], None],
        *,
        together: Callable[[Sequence[Delivery]], None] | None = None,
    ) -> Subscription:
        """Create the queue if needed and call `handler` for each message, one at a time, in the consumer's own thread.

        A message is gone when the handler returns; when it raises, the message is delivered again later, and after
        five tries set aside with the error. Several that wait are given to `together`, where there is one; when that
        raises, `handler` gets each of them.
        """
        ...

    def publish(self, event: Event) -> None:
        """Announce an event to all subscribers. Never blocks for a slow one; it may miss events instead."""
        ...

    def subscribe(self, handler: Callable[[Event], None]) -> Subscription:
        """Call `handler` for each event from now on, in the subscription's own thread."""
        ...

    def close(self) -> None:
        """Stop all consumers."""
        ...


class AssetStore(Protocol):
    """Where a request's files go before it is submitted."""

    def put_asset(self, path: Path) -> AssetRef:
        """Store a file by the hash of its content; the same file twice is stored once."""
        ...


class Stored(Struct, frozen=True):
    """A file in storage."""

    key: str
    size: int


class Storage(Protocol):
    """Files that manager, workers and clients share, addressed by keys such as `work/<job id>/pieces/00003.a7.mp4`.

    Keys are relative, with forward slashes. Every method raises `StorageError` (or `DiskFullError`) on failure.
    """

    def put(self, source: Path, key: str, *, durable: bool = True) -> Stored:
        """Store a file under `key`, atomically and for good; `source` may be moved.

        Where the key exists already, that file stays and is returned. Without `durable`, a power failure soon after
        may take or damage the file.
        """
        ...

    def fetch(self, key: str) -> Path:
        """A local path with the content of `key`, not to be changed. Raises `StorageError` when it does not exist."""
        ...

    def hold(self) -> AbstractContextManager[None]:
        """While it lasts, what this thread fetches stays where it is. May be nested.

        Without it, a file that was fetched stays for an hour; a storage that keeps no copies keeps it until it is
        deleted.
        """
        ...

    def find(self, key: str) -> Stored | None:
        """The file under `key`, or None."""
        ...

    def list(self, prefix: str) -> Iterator[Stored]:
        """All finished files whose key starts with `prefix`, sorted by key."""
        ...

    def delete(self, prefix: str) -> None:
        """Delete every file whose key starts with `prefix`."""
        ...

    def scratch(self, name: str) -> Path:
        """An existing private folder for unfinished files, on the disk from which `put` is cheapest."""
        ...

    def publish(self, source: Path, name: str, *, replace: bool, key: str = "") -> Path | str:
        """Copy a film to the results under `name`, atomically, and return where people find it.

        `key` says that the storage has the same content there, so that one far away need not be sent it once more.

        Raises `StorageError` when another file of that name exists and `replace` is False; one with the same content
        is what an earlier call published.
        """
        ...

    def free_bytes(self) -> int:
        """Free space where files are put."""
        ...


class ChunkControl:
    """How an agent steers an engine that is at work. Thread-safe."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._stopped = threading.Event()
        self._given_up_from: int | None = None

    def stop(self) -> None:
        """Stop at once; nothing more is wanted."""
        self._stopped.set()

    def give_up(self, first: int) -> None:
        """Pieces from `first` on are no longer wanted. Never widens what was given up before."""
        with self._lock:
            if self._given_up_from is None or first < self._given_up_from:
                self._given_up_from = first

    @property
    def stopped(self) -> bool:
        """Whether `stop` was called."""
        return self._stopped.is_set()

    def wants(self, piece: int) -> bool:
        """Whether this piece is still wanted."""
        with self._lock:
            return not self.stopped and (self._given_up_from is None or piece < self._given_up_from)


class RenderOrder(Struct, frozen=True):
    """What an engine is to do: draw these pieces (index, frames) of the plan, in this order."""

    job_id: str
    plan: str
    attempt: int
    pieces: tuple[tuple[int, FrameRange], ...]


class EngineListener(Protocol):
    """What an engine tells while it works; called in the thread that called `Engine.render`, but for `noted`."""

    def frame_drawn(self, piece: int, frame: int) -> None:
        """A frame was drawn (it counts only with its piece)."""
        ...

    def piece_done(self, manifest: PieceManifest) -> None:
        """A piece lies complete and verified in storage."""
        ...

    def noted(self, text: str, level: LogLevel = LogLevel.INFO) -> None:
        """Something worth a line in the attempt's log; called in any thread."""
        ...


class Engine(Protocol):
    """Draws pieces. One engine serves one worker and is used by one thread at a time."""

    @property
    def name(self) -> str:
        """`builtin`, `aerender` or `sleep`; of several engines in one, what people read for them."""
        ...

    @property
    def offers(self) -> tuple[str, ...]:
        """The engines that a worker with it offers, by name."""
        ...

    def render(self, order: RenderOrder, control: ChunkControl, listener: EngineListener) -> None:
        """Draw the pieces that `control` still wants; returns when they are done or no longer wanted.

        Raises `EngineError` (job's fault), `EngineLostError` or `StorageError` (infrastructure).
        """
        ...

    def close(self) -> None:
        """End the engine's processes; returns when they are gone."""
        ...


@dataclass(frozen=True, slots=True)
class FleetOutcome:
    """What came of starting or stopping one machine: its state after the call, and what stood against it, if anything.

    Without an error, the machine is in the wanted state, or on its way there. `state` None: not known.
    """

    instance_id: str
    state: InstanceState | None = None
    error: FleetError | None = None


class Fleet(Protocol):
    """The machines of one farm, which exist already: they are started and stopped, never made or destroyed.

    Thread-safe. Every call may wait for the provider, up to a bound of the adapter's, so none belongs into a thread
    that must not wait. A call as a whole raises `FleetAwayError` (the same call may succeed later), `FleetLoginError`,
    `FleetDeniedError`, or another `FleetError`; what concerns one machine only is in its outcome.
    """

    @property
    def provider(self) -> str:
        """`ec2` or `local`."""
        ...

    def describe(self) -> tuple[Instance, ...]:
        """All machines of the farm, by name; those that are gone for good are left out as soon as the provider does.

        `cost_today` is 0: who keeps count of starts knows it.
        """
        ...

    def start(self, instance_ids: Sequence[str]) -> tuple[FleetOutcome, ...]:
        """Start machines; an outcome for each, in their order. One that runs already is left alone.

        Errors of outcomes: `CapacityError` (another type or zone may have room), `InstanceBusyError` (it is stopping),
        `InstanceGoneError`, or one of those that calls raise.
        """
        ...

    def stop(self, instance_ids: Sequence[str], *, at_once: bool = False) -> tuple[FleetOutcome, ...]:
        """Stop machines; an outcome for each, in their order. One that is stopped already is left alone.

        What runs on them is told to end, as when a computer is shut down, and may finish the piece in work if that does
        not take long; with `at_once`, nothing is waited for where the provider leaves that open. Errors as of `start`.
        """
        ...

    def mark(self, instance_ids: Sequence[str], tags: Mapping[str, str]) -> None:
        """Set tags of machines, beside those that they have. Raises as a call does, also when it concerns one only."""
        ...

    def close(self) -> None:
        """Let go of it. Machines that are processes of this program end."""
        ...


class Secrets(Protocol):
    """Passwords and keys by name; never in configuration, logs, arguments, events or exceptions.

    Every method but `available` raises `SecretsError` when there is no safe place, or when it is locked. Each may wait
    for somebody to unlock it, so none belongs into a thread that must not wait.
    """

    def available(self) -> bool:
        """Whether there is a safe place to keep secrets in."""
        ...

    def get(self, name: str) -> str | None:
        """The secret, or None."""
        ...

    def set(self, name: str, secret: str) -> None:
        """Keep a secret, in place of an earlier one of that name."""
        ...

    def forget(self, name: str) -> None:
        """Keep it no longer; nothing happens when there is none."""
        ...
