"""What a computer tells the manager of itself: measured here, and sent now and then.

Used by the agent's supervisor on a farm, and by the embedded farm for its own computer.
"""

from __future__ import annotations

import logging
import platform
import random
import threading
from collections.abc import Callable
from pathlib import Path

import msgspec
import psutil

from app.core.errors import BrokerError
from app.core.fleet import NodeFacts
from app.core.messages import NodeReport
from app.core.ports import CLAIMS, Broker, Clock
from app.farm.files import free_bytes

JITTER = 0.2
"""Reports come this much (as a part) earlier or later, so that many nodes do not send at once."""

LOOK_SECONDS = 1.0
"""How often a node looks whether something has changed that the manager should know at once."""

_log = logging.getLogger(__name__)


class Computer:
    """Measures the computer that this runs on, for the node of that name, whose agent works in `home`.

    `cpu` is the mean since the last call of `facts`.
    """

    def __init__(self, node: str, home: Path, clock: Clock) -> None:
        self._home = home
        self._fixed = NodeFacts(
            node=node,
            host=platform.node(),
            system=f"{platform.system()} {platform.release()}".strip(),
            started=clock.now(),
        )
        # The first call has nothing to compare with and tells 0.
        psutil.cpu_percent()

    def facts(self) -> NodeFacts:
        """What is so now."""
        return NodeFacts(
            node=self._fixed.node,
            host=self._fixed.host,
            system=self._fixed.system,
            started=self._fixed.started,
            cpu=round(min(1.0, psutil.cpu_percent() / 100), 3),
            memory=round(min(1.0, psutil.virtual_memory().percent / 100), 3),
            disk_free=free_bytes(self._home),
        )


class NodeReporter:
    """Sends what `facts` and `problem` tell every `seconds` or so, from a thread of its own, until it is closed.

    When the problem changes it does so at once. A report that does not get through is let go: the next one says it all.
    """

    def __init__(
        self,
        broker: Broker,
        facts: Callable[[], NodeFacts],
        clock: Clock,
        *,
        sender: str,
        seconds: float,
        problem: Callable[[], str] = lambda: "",
    ) -> None:
        self._broker = broker
        self._facts = facts
        self._clock = clock
        self._sender = sender
        self._seconds = seconds
        self._problem = problem
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._run, name=f"node {sender}", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Send nothing more; returns when the thread is gone."""
        self._closing.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._closing.is_set():
            said = self._problem()
            self._send(msgspec.structs.replace(self._facts(), problem=said))
            spread = random.uniform(1 - JITTER, 1 + JITTER)  # noqa: S311 - spreads load, hides nothing
            due = self._clock.monotonic() + self._seconds * spread
            while (left := due - self._clock.monotonic()) > 0 and self._problem() == said:
                if self._closing.wait(min(left, LOOK_SECONDS)):
                    return

    def _send(self, facts: NodeFacts) -> None:
        try:
            self._broker.send(CLAIMS, NodeReport(facts=facts), sender=self._sender)
        except BrokerError as error:
            _log.debug("What this computer is like did not reach the manager: %s", error)
