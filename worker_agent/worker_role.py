"""The worker role: a small supervisor of the node's workers, each of which is a process of its own.

The supervisor does nothing that can fail with a template: it starts workers, reports at once the one that has died,
starts it anew after a pause that grows while it dies again and again, and ends them all in order.

Threads: one per worker, which waits for its process; the outbox's, which sends reports; one that tells of the computer;
one that looks for a notice that it is taken away, where it is an EC2 machine: then the node ends as when it is told to.
"""

from __future__ import annotations

import logging
import os
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager, suppress
from pathlib import Path

from app.core.errors import EngineError
from app.core.messages import WorkerGone
from app.core.ports import Secrets
from app.core.program_ends import how_ended
from app.core.settings import Settings
from app.farm import farm_parts
from app.farm.agents import all_cores
from app.farm.clock import SystemClock
from app.farm.log_fields import log_fields
from app.farm.logs import Relay
from app.farm.processes import LastLines, ProcessTree
from worker_agent.instance_metadata import open_metadata
from worker_agent.node_report import report_node
from worker_agent.notices import NoticeWatch
from worker_agent.orders import LEAVE, MAY_SHUT_DOWN, OUTBOX
from worker_agent.outbox import Outbox
from worker_agent.shutdown import shut_down

FIRST_PAUSE_SECONDS = 0.1
LONGEST_PAUSE_SECONDS = 240.0
PAUSE_GROWTH = 4.0
"""Pauses before a worker that died is started anew. The first is short, as one death is seldom the worker's own fault;
each is so many times as long as the one before while it dies soon."""

STEADY_SECONDS = 1200.0
"""A worker that lived so long is sound, so that its next end counts as the first."""

LEAVE_SECONDS = 30.0
STOP_SECONDS = 10.0
"""How long a worker may take to finish its piece, and then to end; after that it is killed."""

TAKEN_SECONDS = 20.0
"""How long it may take to finish its piece where the computer is taken away: in a minute all must have ended, so that
the other half of the two that EC2 gives is left."""

_WORDS_SECONDS = 0.05

_log = logging.getLogger(__name__)


class Node:
    """The workers of one computer. `stop` it once; `done` tells when all of them were drained."""

    def __init__(self, user: str, count: int, outbox: Outbox, command: Sequence[str]) -> None:
        """Start `count` workers; `command` starts one of them, with its name and boot appended."""
        self._outbox = outbox
        self._command = tuple(command)
        self._stopping = threading.Event()
        self._leave_seconds = LEAVE_SECONDS
        self.done = threading.Event()
        self._lock = threading.Lock()
        self._trees: dict[str, ProcessTree] = {}
        self._left = self._unreleased = count
        self._threads = [
            threading.Thread(target=self._keep, args=(f"{user}.{number}",), name=f"worker {user}.{number}")
            for number in range(1, count + 1)
        ]
        for thread in self._threads:
            thread.start()

    @property
    def may_shut_down(self) -> bool:
        """Whether the manager has let all workers go, so that this computer may be shut down."""
        with self._lock:
            return not self._unreleased

    def leave(self, why: str) -> None:
        """Let the node end: this computer is about to be taken away."""
        _log.warning("This node leaves: %s", why)
        self._leave_seconds = TAKEN_SECONDS
        self.done.set()

    def stop(self, *, leave_seconds: float | None = None) -> None:
        """Let every worker finish the piece in work, end it, and return when all processes are gone.

        Without `leave_seconds`, they have `LEAVE_SECONDS` for that, or `TAKEN_SECONDS`.
        """
        self._stopping.set()
        self._say(LEAVE)
        deadline = time.monotonic() + (self._leave_seconds if leave_seconds is None else leave_seconds)
        for thread in self._threads:
            thread.join(max(0.0, deadline - time.monotonic()))
        self._say(None)
        deadline = time.monotonic() + STOP_SECONDS
        for thread in self._threads:
            thread.join(max(0.0, deadline - time.monotonic()))
        for tree in self._running():
            _log.error("Process %d did not end in time and is killed.", tree.pid)
            tree.kill()
        for thread in self._threads:
            thread.join()

    def _say(self, word: bytes | None) -> None:
        """Tell all workers something; None: to stop at once."""
        for tree in self._running():
            # One that has ended meanwhile needs no telling.
            with suppress(OSError, ValueError):
                if word is None:
                    tree.stdin.close()
                else:
                    tree.stdin.write(word)
                    tree.stdin.flush()

    def _running(self) -> tuple[ProcessTree, ...]:
        with self._lock:
            return tuple(self._trees.values())

    def _keep(self, worker: str) -> None:
        with log_fields(worker=worker):
            self._keep_running(worker)

    def _keep_running(self, worker: str) -> None:
        pause = FIRST_PAUSE_SECONDS
        while not self._stopping.is_set():
            begun = time.monotonic()
            if self._run(worker):
                break
            if time.monotonic() - begun > STEADY_SECONDS:
                pause = FIRST_PAUSE_SECONDS
            self._stopping.wait(pause)
            pause = min(LONGEST_PAUSE_SECONDS, pause * PAUSE_GROWTH)
        with self._lock:
            self._left -= 1
            if not self._left:
                self.done.set()

    def _run(self, worker: str) -> bool:
        """Run a worker's process to its end; whether it went as it should."""
        boot = uuid.uuid4().hex[:12]
        try:
            tree = ProcessTree(
                (*self._command, worker, boot), stdin=subprocess.PIPE, stderr=subprocess.PIPE, logs_in=True
            )
        except EngineError as error:
            _log.error("Worker %s cannot be started: %s", worker, error)
            return False
        relay = Relay(worker, _log)
        words = LastLines(tree.stderr, on_line=relay.line)
        with self._lock:
            self._trees[worker] = tree
        if self._stopping.is_set():
            self._say(LEAVE)
        while (code := tree.wait(_WORDS_SECONDS * 20)) is None:
            continue
        if code == MAY_SHUT_DOWN:
            with self._lock:
                self._unreleased -= 1
        elif code != 0:
            self._outbox.put(WorkerGone(worker=worker, boot=boot))
            words.text()  # Waits for the end of what it says.
            _log.error("Worker %s %s. Its last words:\n%s", worker, how_ended(code), relay.last_words())
        with self._lock:
            del self._trees[worker]
        # What it has started must not outlive it: its pieces are granted to others now.
        tree.kill()
        return code in (0, MAY_SHUT_DOWN)


@contextmanager
def running_node(settings: Settings, secrets: Secrets, home: Path, command: Sequence[str]) -> Iterator[Node]:
    """The workers of this computer for as long as the context lasts; `command` starts one of them (`seat_command`).

    Where the manager has let all workers go and the settings say so, the computer is shut down at the end. Raises what
    `farm_parts` raises, `UsageError` as `open_metadata`, and `FleetError` when the computer cannot be shut down.
    """
    metadata = open_metadata(os.environ)
    broker = farm_parts.open_broker(settings, secrets, role=farm_parts.SUPERVISOR)
    try:
        outbox = Outbox(broker, sender=broker.user, folder=home / OUTBOX / "supervisor")
        try:
            node = Node(broker.user, settings.workers or all_cores(), outbox, command)
            try:
                with ExitStack() as stack:
                    stack.enter_context(closing(report_node(broker, broker.user, home, SystemClock(), settings)))
                    if metadata is not None:
                        stack.enter_context(closing(NoticeWatch(metadata, node.leave)))
                    yield node
            finally:
                broker.leave()
                node.stop()
                outbox.flush(STOP_SECONDS)
        finally:
            outbox.close()
    finally:
        broker.close()
    if settings.shut_down_minutes and node.may_shut_down:
        shut_down()


def seat_command(config: Path | None, given: Sequence[str] = ()) -> tuple[str, ...]:
    """What starts one worker's process, with the same settings as this one."""
    named = ("--config", str(config)) if config is not None else ()
    settings = (part for words in given for part in ("--set", words))
    return (*agent_command(), *named, *settings, "seat")


def agent_command() -> tuple[str, ...]:
    """What starts an agent. The packaged program starts itself."""
    start = () if getattr(sys, "frozen", False) else ("-m", "worker_agent")
    return (sys.executable, *start)
