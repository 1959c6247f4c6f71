"""Headers of messages that pika cannot read: anybody of a farm may send them, and nobody is cut off by that."""

from __future__ import annotations

import struct
from collections.abc import Callable
from typing import Any

import pika
import pytest
from pika import data

from app.core.messages import Drain, Ping, encode
from app.core.ports import RESULTS, Delivery
from app.farm.rabbitmq.topology import RESULTS_EXCHANGE
from tests.hostile.headers import HEADERS
from tests.servers.fixtures import MakeBroker, wait_until
from tests.servers.rabbitmq import ROOT_PASSWORD, ROOT_USER, RabbitNode


class _Written(pika.BasicProperties):
    """Properties whose headers are these bytes."""

    def __init__(self, table: bytes) -> None:
        super().__init__(headers={}, delivery_mode=2, user_id=ROOT_USER)
        self._table = struct.pack(">I", len(table)) + table

    def encode(self) -> list[bytes]:
        """As pika does, but for the headers."""
        user: list[bytes] = []
        data.encode_short_string(user, ROOT_USER)
        flags = self.FLAG_HEADERS | self.FLAG_DELIVERY_MODE | self.FLAG_USER_ID
        return [struct.pack(">H", flags), self._table, b"\2", *user]


@pytest.mark.parametrize("name", ["a time beyond all years", "lists as deep as can be", "a name that is no text"])
def test_headers_that_cannot_be_read_cut_nobody_off(
    rabbit: MakeBroker, rabbit_node: RabbitNode, rabbit_vhost: str, name: str
) -> None:
    make: Callable[[], bytes] = HEADERS[name]
    broker = rabbit()
    login = pika.PlainCredentials(ROOT_USER, ROOT_PASSWORD)
    bare = pika.BlockingConnection(pika.ConnectionParameters("127.0.0.1", rabbit_node.port, rabbit_vhost, login))
    channel: Any = bare.channel()
    channel.confirm_delivery()
    channel.basic_publish(RESULTS_EXCHANGE, RESULTS, encode(Drain()), _Written(make()))
    bare.close()
    broker.send(RESULTS, Ping(), sender=ROOT_USER)
    got: list[Delivery] = []
    broker.consume(RESULTS, got.append)
    wait_until(lambda: len(got) == 2)
    assert [type(one.message) for one in got] == [Drain, Ping]
    assert broker.state.connection == 1
