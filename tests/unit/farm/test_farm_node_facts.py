"""What a computer tells of itself, and when."""

from __future__ import annotations

import platform
import queue
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.core.fleet import NodeFacts
from app.core.messages import NodeReport
from app.core.ports import CLAIMS, Delivery
from app.farm.broker_memory import MemoryBroker
from app.farm.clock import ManualClock, SystemClock
from app.farm.node_facts import Computer, NodeReporter

WAIT = 20.0


class Heard:
    """Collects reports."""

    def __init__(self, broker: MemoryBroker) -> None:
        self._all: queue.Queue[NodeFacts] = queue.Queue()
        broker.consume(CLAIMS, self._on)

    def _on(self, delivery: Delivery) -> None:
        assert isinstance(delivery.message, NodeReport)
        assert delivery.sender == "n1"
        self._all.put(delivery.message.facts)

    def next(self) -> NodeFacts:
        return self._all.get(timeout=WAIT)


@pytest.fixture
def broker() -> Iterator[MemoryBroker]:
    one = MemoryBroker()
    yield one
    one.close()


def test_this_computer_is_measured(tmp_path: Path) -> None:
    clock = ManualClock()
    facts = Computer("n1", tmp_path, clock).facts()
    assert (facts.node, facts.host, facts.started) == ("n1", platform.node(), clock.now())
    assert 0.0 <= facts.cpu <= 1.0
    assert 0.0 < facts.memory <= 1.0
    assert facts.disk_free > 0
    assert platform.system() in facts.system


def test_a_problem_is_told_at_once_and_so_is_its_end(broker: MemoryBroker) -> None:
    heard = Heard(broker)
    problems = [""]
    reporter = NodeReporter(
        broker,
        lambda: NodeFacts(node="n1"),
        SystemClock(),
        sender="n1",
        seconds=WAIT * 100,
        problem=lambda: problems[0],
    )
    assert heard.next().problem == ""
    problems[0] = "The disk is full."
    assert heard.next().problem == "The disk is full."
    problems[0] = ""
    assert heard.next().problem == ""
    reporter.close()


def test_reports_come_again_and_again_whoever_misses_some(broker: MemoryBroker) -> None:
    reporter = NodeReporter(broker, lambda: NodeFacts(node="n1", cpu=0.25), SystemClock(), sender="n1", seconds=0.01)
    # Nobody had listened so far: what was sent then is lost, and does no harm.
    heard = Heard(broker)
    assert {heard.next().cpu, heard.next().cpu} == {0.25}
    reporter.close()
