"""Where the broker is, pauses between tries, and errors in people's words."""

from __future__ import annotations

import socket
import ssl

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pika import exceptions as vendor
from pika.adapters.utils import connection_workflow as workflow

from app.core.errors import BrokerError, FarmhandError, UsageError
from app.farm.rabbitmq.address import BrokerAddress, parse_address, pika_parameters
from app.farm.rabbitmq.backoff import LEAST_SECONDS, LONGEST_SECONDS, Backoff
from app.farm.rabbitmq.translation import broker_error, reply_code


def test_an_address_in_full_and_in_short() -> None:
    full = parse_address("amqps://bob%40studio@broker.example.com:5999/farm%2Ftwo")
    assert (full.user, full.host, full.port, full.vhost, full.tls) == (
        "bob@studio",
        "broker.example.com",
        5999,
        "farm/two",
        True,
    )
    short = parse_address("amqps://ann@broker.example.com")
    assert (short.port, short.vhost, short.tls) == (5671, "farmhand", True)
    assert parse_address("amqp://ann@localhost").port == 5672
    assert short.secret_name == "broker:ann@broker.example.com:5671/farmhand"


@pytest.mark.parametrize(
    "url",
    ["", "broker", "http://ann@host", "amqps://host", "amqps://ann@", "amqps://ann@host:port", "amqps://ann@[::"],
)
def test_what_is_no_address_is_refused(url: str) -> None:
    with pytest.raises(UsageError) as caught:
        parse_address(url)
    assert "amqps://" in caught.value.next_step


def test_a_password_in_an_address_is_refused_and_not_repeated() -> None:
    with pytest.raises(UsageError) as caught:
        parse_address("amqps://ann:pa55@host/farm")
    assert "pa55" not in str(caught.value)


def test_plain_connections_stay_on_this_computer_unless_the_network_is_trusted() -> None:
    with pytest.raises(UsageError):
        parse_address("amqp://ann@broker.example.com")
    assert not parse_address("amqp://ann@broker.example.com", allow_plain=True).tls
    with pytest.raises(UsageError):
        pika_parameters(BrokerAddress(host="broker.example.com", user="ann", tls=False), "secret", "test")


def test_the_server_has_to_prove_its_name() -> None:
    parameters = pika_parameters(BrokerAddress(host="broker.example.com", user="ann"), "secret", "test")
    context = parameters.ssl_options.context
    assert context.check_hostname and context.verify_mode == ssl.CERT_REQUIRED
    assert context.minimum_version == ssl.TLSVersion.TLSv1_2
    assert parameters.ssl_options.server_hostname == "broker.example.com"
    assert "secret" not in repr(parameters)


@given(tries=st.integers(1, 200), share=st.floats(0, 1))
def test_pauses_grow_to_a_bound_and_are_spread(tries: int, share: float) -> None:
    backoff = Backoff(spread=lambda low, high: low + share * (high - low))
    pauses = [backoff.next() for _ in range(tries)]
    assert all(LEAST_SECONDS <= pause <= LONGEST_SECONDS for pause in pauses)
    assert pauses == sorted(pauses)
    assert pauses[0] <= 0.5
    if tries > 7:
        assert pauses[-1] == pytest.approx(max(LEAST_SECONDS, LONGEST_SECONDS * share))
    backoff.reset()
    assert backoff.next() == pauses[0]


def wrapped(error: BaseException) -> BaseException:
    """As pika hands it over."""
    return workflow.AMQPConnectionWorkflowFailed([OSError(), workflow.AMQPConnectorSocketConnectError(error)])


@pytest.mark.parametrize(
    ("error", "says"),
    [
        (vendor.ProbableAuthenticationError("x"), "does not let “ann” in"),
        (vendor.ProbableAccessDeniedError("x"), "has no place for “ann”"),
        (vendor.ConnectionClosedByBroker(530, "NOT_ALLOWED - vhost farm not found"), "has no place for “ann”"),
        (vendor.ChannelClosedByBroker(403, "ACCESS_REFUSED - access refused"), "does not allow “ann”"),
        (vendor.ChannelClosedByBroker(404, "NOT_FOUND - no exchange"), "not there at the broker"),
        (vendor.ConnectionClosedByBroker(320, "CONNECTION_FORCED - bye"), "ended the connection"),
        (ssl.SSLCertVerificationError(1, "bad"), "could not prove that it is the broker"),
        (ssl.SSLError(1, "wrong version number"), "No encrypted connection"),
        (socket.gaierror(-2, "unknown"), "No computer of that name"),
        (ConnectionRefusedError(111, "refused"), "Nothing listens there"),
        (TimeoutError(), "does not answer"),
        (workflow.AMQPConnectorStackTimeout(), "does not answer"),
        (vendor.AMQPHeartbeatTimeout("x"), "Nothing was heard"),
        (vendor.IncompatibleProtocolError("x"), "is not a broker"),
        (OSError(101, "Network is unreachable"), "Network is unreachable"),
        (vendor.StreamLostError("x"), "broke"),
        (ValueError("odd"), "odd"),
        (None, "broke"),
        (UsageError("title", "cause", "next"), "title cause next"),
    ],
)
def test_every_failure_is_said_in_people_s_words(error: BaseException | None, says: str) -> None:
    for one in (error, wrapped(error)) if error is not None else (None,):
        problem = broker_error(one, "host:5671", "ann")
        assert isinstance(problem, BrokerError) and isinstance(problem, FarmhandError) and problem.retryable
        assert says in str(problem) and problem.next_step
        assert "_" not in str(problem)


def test_an_error_that_is_wrapped_in_itself_ends() -> None:
    error = ValueError("a")
    error.__cause__ = error
    assert broker_error(error, "host", "ann").cause


def test_the_broker_s_number_is_found() -> None:
    assert reply_code(vendor.ChannelClosedByBroker(406, "PRECONDITION_FAILED - inequivalent arg")) == 406
    assert reply_code(ValueError()) is None and reply_code(None) is None
