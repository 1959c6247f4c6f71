"""The interfaces that rules and services are written against; adapters live in `app.farm`."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Protocol

from app.core.frames import FrameRange
from app.core.jobs import PieceManifest
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

    def consume(self, queue: str, handler: Callable[[Delivery], None]) -> Subscription:
        """Create the queue if needed and call `handler` for each message, one at a time, in the consumer's own thread.

        A message is gone when the handler returns; when it raises, the message is delivered again later, and after
        five tries set aside with the error.
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


class Stored(Struct, frozen=True):
    """A file in storage."""

    key: str
    size: int


class Storage(Protocol):
    """Files that manager, workers and clients share, addressed by keys such as `work/<job id>/pieces/00003.a7.mp4`.

    Keys are relative, with forward slashes. Every method raises `StorageError` (or `DiskFullError`) on failure.
    """

    def put(self, source: Path, key: str) -> Stored:
        """Store a file under `key`, atomically and for good; `source` may be moved.

        Where the key exists already, that file stays and is returned.
        """
        ...

    def fetch(self, key: str) -> Path:
        """A local path with the content of `key`, not to be changed. Raises `StorageError` when it does not exist."""
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

    def publish(self, source: Path, name: str, *, replace: bool) -> Path | str:
        """Copy a film to the results under `name`, atomically, and return where people find it.

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
    """What an engine tells while it works; called in the thread that called `Engine.render`."""

    def frame_drawn(self, piece: int, frame: int) -> None:
        """A frame was drawn (it counts only with its piece)."""
        ...

    def piece_done(self, manifest: PieceManifest) -> None:
        """A piece lies complete and verified in storage."""
        ...


class Engine(Protocol):
    """Draws pieces. One engine serves one worker and is used by one thread at a time."""

    @property
    def name(self) -> str:
        """`builtin`, `aerender` or `sleep`."""
        ...

    def render(self, order: RenderOrder, control: ChunkControl, listener: EngineListener) -> None:
        """Draw the pieces that `control` still wants; returns when they are done or no longer wanted.

        Raises `EngineError` (job's fault), `EngineLostError` or `StorageError` (infrastructure).
        """
        ...

    def close(self) -> None:
        """End the engine's processes; returns when they are gone."""
        ...


class Secrets(Protocol):
    """Passwords and keys by name; never in configuration, logs, arguments, events or exceptions."""

    def get(self, name: str) -> str | None:
        """The secret, or None."""
        ...
