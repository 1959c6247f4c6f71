"""What the supervisor tells of its node."""

from __future__ import annotations

import queue
from contextlib import closing
from pathlib import Path

import pytest

from app.core.errors import UsageError
from app.core.messages import NodeReport
from app.core.ports import CLAIMS, Delivery
from app.core.settings import Settings
from app.farm.broker_memory import MemoryBroker
from app.farm.clock import SystemClock
from tests.fakes.instance_metadata import MetadataServer
from worker_agent.instance_metadata import DISABLED, ENDPOINT
from worker_agent.node_report import NodeComputer, report_node

WAIT = 20.0


def test_an_instance_tells_which_it_is(tmp_path: Path) -> None:
    with closing(MetadataServer()) as service:
        facts = NodeComputer("n1", tmp_path, SystemClock(), {ENDPOINT: service.url}).facts()
    assert (facts.node, facts.instance_id, facts.instance_type, facts.zone) == (
        "n1",
        "i-0123456789abcdef0",
        "c7i.2xlarge",
        "eu-central-1b",
    )


def test_a_machine_without_such_a_service_is_not_asked_for_ever(tmp_path: Path) -> None:
    service = MetadataServer()
    service.close()
    computer = NodeComputer("n1", tmp_path, SystemClock(), {ENDPOINT: service.url})
    assert [computer.facts().instance_id for _ in range(5)] == [""] * 5


def test_an_address_that_is_none_is_said(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=ENDPOINT):
        NodeComputer("n1", tmp_path, SystemClock(), {ENDPOINT: "ftp://x"})


def test_a_full_disk_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(DISABLED, "true")
    heard: queue.Queue[NodeReport] = queue.Queue()
    broker = MemoryBroker()

    def hear(delivery: Delivery) -> None:
        assert isinstance(delivery.message, NodeReport)
        heard.put(delivery.message)

    broker.consume(CLAIMS, hear)
    settings = Settings(least_disk_gigabytes=10**9)
    reporter = report_node(broker, "n1", tmp_path, SystemClock(), settings)
    facts = heard.get(timeout=WAIT).facts
    assert facts.node == "n1"
    assert "are free for" in facts.problem
    reporter.close()
    broker.close()
