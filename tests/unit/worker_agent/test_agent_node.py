"""A node's supervisor with workers that are small programs: who was let go, and who leaves before it is taken away."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.core.messages import WorkerGone
from app.core.ports import RESULTS, Delivery
from app.farm.broker_memory import MemoryBroker
from tests.fakes.instance_metadata import MetadataServer
from tests.servers.fixtures import wait_until
from worker_agent.instance_metadata import InstanceMetadata
from worker_agent.notices import NoticeWatch
from worker_agent.orders import MAY_SHUT_DOWN
from worker_agent.outbox import Outbox
from worker_agent.worker_role import Node

WAITS = "import sys; sys.stdin.readline()"
MakeNode = Callable[..., Node]


@pytest.fixture
def gone() -> list[str]:
    return []


@pytest.fixture
def make_node(gone: list[str]) -> Iterator[MakeNode]:
    broker = MemoryBroker()

    def heard(delivery: Delivery) -> None:
        assert isinstance(delivery.message, WorkerGone)
        gone.append(delivery.message.worker)

    broker.consume(RESULTS, heard)
    outbox = Outbox(broker, sender="n1")
    nodes: list[Node] = []

    def make(*programs: str) -> Node:
        """A node with one worker for each program; each gets the number that its name ends with."""
        choose = f"import sys; exec({list(programs)!r}[int(sys.argv[1].split('.')[1]) - 1])"
        nodes.append(Node("n1", len(programs), outbox, (sys.executable, "-c", choose)))
        return nodes[-1]

    yield make
    for node in nodes:
        node.stop(leave_seconds=10)
    outbox.close()
    broker.close()


def test_a_node_may_shut_down_when_all_its_workers_were_let_go(make_node: MakeNode, gone: list[str]) -> None:
    node = make_node(f"sys.exit({MAY_SHUT_DOWN})", f"sys.exit({MAY_SHUT_DOWN})")
    assert node.done.wait(20)
    assert node.may_shut_down
    assert gone == []  # They ended as they should.


def test_a_worker_that_was_only_drained_keeps_the_computer_on(make_node: MakeNode) -> None:
    node = make_node(f"sys.exit({MAY_SHUT_DOWN})", "sys.exit(0)")
    assert node.done.wait(20)
    assert not node.may_shut_down


def test_a_worker_that_died_keeps_the_computer_on(make_node: MakeNode, gone: list[str]) -> None:
    node = make_node(f"sys.exit({MAY_SHUT_DOWN})", "sys.exit(9)")
    wait_until(lambda: gone == ["n1.2"])
    assert not node.done.is_set()
    assert not node.may_shut_down


def test_a_notice_ends_a_node_and_its_workers_are_told_to_leave(make_node: MakeNode, tmp_path: Path) -> None:
    told = tmp_path / "told"
    node = make_node(f"open({str(told)!r}, 'w').write(sys.stdin.readline())")
    service = MetadataServer()
    watch = NoticeWatch(InstanceMetadata(service.url, answer_seconds=10), node.leave, look_seconds=0.05)
    try:
        assert not node.done.wait(0.5)
        service.says["meta-data/spot/instance-action"] = '{"action": "terminate", "time": "2026-11-28T18:00:00Z"}'
        assert node.done.wait(20)
        node.stop(leave_seconds=20)
    finally:
        watch.close()
        service.close()
    assert told.read_text() == "leave\n"
    assert not node.may_shut_down
