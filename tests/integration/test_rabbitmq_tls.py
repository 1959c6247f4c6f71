"""TLS to a real RabbitMQ: who the server is gets proved, or nothing is said to it. And addresses at which it is not."""

from __future__ import annotations

import contextlib
import gc
import socket
import ssl
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from app.core.errors import BrokerError, UsageError
from app.core.messages import Drain
from app.core.ports import RESULTS
from app.farm.rabbitmq.broker import RabbitBroker
from app.farm.rabbitmq.management import ManagementApi
from app.farm.rabbitmq.state import LinkPhase
from tests.servers.certificates import make_certificates
from tests.servers.fixtures import MakeBroker, wait_until
from tests.servers.inbox import Inbox
from tests.servers.rabbitmq import ROOT_PASSWORD, ROOT_USER, RabbitNode, free_ports


@pytest.fixture
def tls(rabbit: MakeBroker, rabbit_node: RabbitNode) -> Callable[..., RabbitBroker]:
    def make(**changes: Any) -> RabbitBroker:
        usual = {"host": "localhost", "port": rabbit_node.tls_port, "tls": True, "ca_file": authority(rabbit_node)}
        return rabbit(**(usual | changes))

    return make


def authority(node: RabbitNode) -> Path:
    return node.folder / "tls" / "ca.pem"


def refusal(broker: RabbitBroker) -> str:
    """Title and cause of why there is no connection."""
    wait_until(lambda: broker.state.error is not None)
    error = broker.state.error
    assert error is not None and error.next_step and broker.state.phase is LinkPhase.CONNECTING
    return f"{error.title} {error.cause}"


def test_messages_go_over_tls(tls: Callable[..., RabbitBroker], rabbit_node: RabbitNode) -> None:
    broker, inbox = tls(), Inbox()
    broker.consume(RESULTS, inbox)
    broker.send(RESULTS, Drain(), sender=ROOT_USER)
    assert inbox.take().message == Drain()
    wait_until(lambda: [one["ssl"] for one in rabbit_node.manage("GET", "/connections") if one.get("ssl")] == [True])


def test_a_server_that_nobody_vouches_for_is_refused(tls: Callable[..., RabbitBroker], tmp_path: Path) -> None:
    stranger = make_certificates(tmp_path) / "ca.pem"
    assert "could not prove" in refusal(tls(ca_file=stranger, connected=False))
    assert "could not prove" in refusal(tls(ca_file=None, connected=False))


def test_a_server_of_another_name_is_refused(tls: Callable[..., RabbitBroker], tmp_path: Path) -> None:
    """The authority is the right one, but the certificate is for somebody else."""
    folder = make_certificates(tmp_path, "elsewhere.example.com")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "server.pem", folder / "server.key")
    with socket.create_server(("127.0.0.1", 0)) as server:
        served = threading.Thread(target=_greet, args=(server, context))
        served.start()
        broker = tls(port=server.getsockname()[1], ca_file=folder / "ca.pem", connected=False)
        text = refusal(broker)
        broker.close()
        served.join(10)
    assert "could not prove" in text and "localhost" in text


def _greet(server: socket.socket, context: ssl.SSLContext) -> None:
    """Show the certificate to the first who comes."""
    connection, _ = server.accept()
    with connection, contextlib.suppress(OSError):
        context.wrap_socket(connection, server_side=True).close()


def test_tls_where_there_is_none_and_none_where_there_is(tls: Callable[..., RabbitBroker], rabbit_node: Any) -> None:
    assert "encrypted" in refusal(tls(port=rabbit_node.port, connected=False))
    plain = tls(tls=False, ca_file=None, connected=False)
    assert refusal(plain)


def test_nobody_there_and_nobody_answering(tls: Callable[..., RabbitBroker]) -> None:
    (port,) = free_ports(1)
    assert "Nothing listens there" in refusal(tls(port=port, connected=False))
    assert "No computer of that name" in refusal(tls(host="no-such-host.invalid", connected=False))


def test_a_missing_certificate_file_is_an_error_at_once(tls: Callable[..., RabbitBroker], tmp_path: Path) -> None:
    for missing in ({"ca_file": tmp_path / "no.pem"}, {"certificate": tmp_path / "no.pem"}):
        with pytest.raises(BrokerError) as caught:
            tls(**missing)
        assert "no.pem" in caught.value.cause
    (tmp_path / "bad.pem").write_text("no certificate")
    with pytest.raises(BrokerError):
        tls(ca_file=tmp_path / "bad.pem")


def test_another_computer_without_encryption_is_an_error_at_once(tls: Callable[..., RabbitBroker]) -> None:
    with pytest.raises(UsageError):
        tls(host="farm.example.com", tls=False, ca_file=None)


# pika can give up a handshake only when somebody answers; the socket is left to Python, which says so.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_broker_can_be_closed_while_it_connects(tls: Callable[..., RabbitBroker]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        broker = tls(port=silent.getsockname()[1], connected=False)
        closing = threading.Thread(target=broker.close)
        closing.start()
        closing.join(10)
        assert not closing.is_alive() and broker.state.phase is LinkPhase.CLOSED
        del broker, closing
        gc.collect()


def test_the_management_proves_who_it_is_too(rabbit_node: RabbitNode, tmp_path: Path) -> None:
    url = f"https://localhost:{rabbit_node.management_tls_port}"
    assert ManagementApi(url, ROOT_USER, ROOT_PASSWORD, ca_file=authority(rabbit_node)).features().version >= (3, 10)
    for stranger in (None, make_certificates(tmp_path) / "ca.pem"):
        with pytest.raises(BrokerError) as caught:
            ManagementApi(url, ROOT_USER, ROOT_PASSWORD, ca_file=stranger).features()
        assert "certificate was refused" in caught.value.cause


def test_the_management_s_certificate_file_has_to_be_there(tmp_path: Path) -> None:
    with pytest.raises(BrokerError):
        ManagementApi("https://localhost", "user", "password", ca_file=tmp_path / "no.pem")
