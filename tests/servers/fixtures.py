"""Fixtures of servers that tests share: one private RabbitMQ per process of tests, started when first asked for."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from typing import Any

import msgspec
import pytest

from app.farm.rabbitmq.address import BrokerAddress
from app.farm.rabbitmq.backoff import Backoff
from app.farm.rabbitmq.broker import RabbitBroker
from app.farm.rabbitmq.state import LinkPhase
from tests.servers.certificates import make_certificates
from tests.servers.rabbitmq import ROOT_PASSWORD, ROOT_USER, RabbitNode, is_installed

MakeBroker = Callable[..., RabbitBroker]


def wait_until(condition: Callable[[], object], seconds: float = 30.0) -> None:
    """Wait for something; it is an error when it does not come in time."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "It did not come in time."
        time.sleep(0.01)


@pytest.fixture(scope="session")
def rabbit_node(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RabbitNode]:
    """A running node that speaks TLS too. Whoever kills it starts it again."""
    if not is_installed():
        if os.environ.get("CI"):
            pytest.fail("RabbitMQ is not installed: apt-get install rabbitmq-server")
        pytest.skip("RabbitMQ is not installed.")
    folder = tmp_path_factory.mktemp("rabbitmq")
    node = RabbitNode(folder, tls=make_certificates(folder / "tls"))
    node.start()
    yield node
    node.close()


@pytest.fixture
def rabbit_vhost(rabbit_node: RabbitNode) -> Iterator[str]:
    """A virtual host for one test."""
    name = rabbit_node.make_vhost()
    yield name
    rabbit_node.drop_vhost(name)


@pytest.fixture
def rabbit(rabbit_node: RabbitNode, rabbit_vhost: str) -> Iterator[MakeBroker]:
    """Makes brokers in the test's virtual host, by default one that may do anything; closes them at the end.

    They are connected when they are returned, unless `connected` is False. `changes` are those to their address.
    """
    made: list[RabbitBroker] = []

    def make(
        user: str = ROOT_USER,
        password: str = ROOT_PASSWORD,
        *,
        declares: bool = True,
        send_seconds: float = 15.0,
        vhost: str = rabbit_vhost,
        connected: bool = True,
        **changes: Any,
    ) -> RabbitBroker:
        plain = BrokerAddress(host="127.0.0.1", port=rabbit_node.port, user=user, vhost=vhost, tls=False)
        address = msgspec.structs.replace(plain, **changes)
        quick = Backoff(first=0.1, longest=0.5)
        broker = RabbitBroker(address, password, declares=declares, send_seconds=send_seconds, backoff=quick)
        made.append(broker)
        if connected:
            wait_until(lambda: broker.state.phase is LinkPhase.CONNECTED)
        return broker

    yield make
    for broker in made:
        broker.close()
