"""What goes wrong between a program and a real RabbitMQ, and that nothing is lost, doubled or forgotten for it."""

from __future__ import annotations

import os
import queue
import signal
import threading
from collections.abc import Callable
from typing import Any

import pika
import pytest

from app.core.errors import BrokerError
from app.core.messages import MAX_MESSAGE_BYTES, AnyMessage, Drain, Event, JobView, Ping, Stop, encode
from app.core.ports import CLAIMS, REQUESTS, RESULTS, Delivery, control_queue
from app.farm.rabbitmq import reading
from app.farm.rabbitmq.broker import RabbitBroker
from app.farm.rabbitmq.dead_letters import QUEUE_HEADER, REASON_HEADER, SENDER_HEADER, SIZE_HEADER
from app.farm.rabbitmq.session import Session, Steps
from app.farm.rabbitmq.state import LinkPhase, LinkState
from app.farm.rabbitmq.topology import DEAD_QUEUE, RESULTS_EXCHANGE
from tests.servers.fixtures import MakeBroker, wait_until
from tests.servers.rabbitmq import ROOT_PASSWORD, ROOT_USER, RabbitNode

WAIT = 30.0
MANY = 80


class Bare:
    """Does what Farmhand would not, each time over a connection of its own."""

    def __init__(self, node: RabbitNode, vhost: str) -> None:
        login = pika.PlainCredentials(ROOT_USER, ROOT_PASSWORD)
        self._parameters = pika.ConnectionParameters("127.0.0.1", node.port, vhost, login)

    def do(self, work: Callable[[Any], Any]) -> Any:
        connection = pika.BlockingConnection(self._parameters)
        try:
            return work(connection.channel())
        finally:
            connection.close()

    def depth(self, name: str) -> int:
        """How many messages wait in a queue."""
        return int(self.do(lambda channel: channel.queue_declare(name, passive=True)).method.message_count)

    def take(self, name: str) -> Any:
        """The next message of a queue: method, properties, body."""
        return self.do(lambda channel: channel.basic_get(name, auto_ack=True))


@pytest.fixture
def bare(rabbit_node: RabbitNode, rabbit_vhost: str) -> Bare:
    return Bare(rabbit_node, rabbit_vhost)


class Gate:
    """A handler that waits with each message until the test lets it go on. `began` are those that it was given."""

    def __init__(self) -> None:
        self.began: queue.Queue[Delivery] = queue.Queue()
        self.pass_on = threading.Semaphore(0)

    def __call__(self, delivery: Delivery) -> None:
        self.began.put(delivery)
        assert self.pass_on.acquire(timeout=WAIT)

    def take(self) -> Delivery:
        return self.began.get(timeout=WAIT)


class Seen(list[LinkState]):
    """The states of a link, as a window would see them."""

    def __init__(self, broker: RabbitBroker) -> None:
        super().__init__()
        self.forget = broker.watch(self.append)

    def has_connected_again(self, connection: int) -> bool:
        return any(one.phase is LinkPhase.CONNECTED and one.connection > connection for one in self)


class FaultyMember:
    """A part of the link that cannot bear the loss of a connection."""

    def open(self, session: Session) -> Steps:
        yield from ()

    def resume(self) -> None:
        return

    def check(self) -> str:
        return ""

    def lost(self) -> None:
        raise ZeroDivisionError


def stop(number: int) -> Stop:
    return Stop(attempt=number, reason="r")


def event(seq: int) -> Event:
    return Event(seq=seq, kind="x", job=JobView(job_id="j", name="n", owner="o", state="ready", output="f"))


def again(broker: RabbitBroker, disturb: Callable[[], object]) -> None:
    """Disturb a connection and wait for the next one."""
    before = broker.state.connection
    disturb()
    wait_until(lambda: broker.state.phase is LinkPhase.CONNECTED and broker.state.connection > before)


def kicked(broker: RabbitBroker, node: RabbitNode, vhost: str) -> None:
    """Have the broker end the connection, without a farewell."""
    again(broker, lambda: node.close_connections(vhost))


def test_a_late_acknowledgement_does_not_hit_another_message(
    rabbit: MakeBroker, rabbit_node: RabbitNode, rabbit_vhost: str, bare: Bare
) -> None:
    """Delivery numbers begin anew with every channel: one of the last connection stands for another message now."""
    broker, gate = rabbit(), Gate()
    broker.send(RESULTS, stop(1), sender=ROOT_USER)
    broker.send(RESULTS, stop(2), sender=ROOT_USER)
    broker.consume(RESULTS, gate)
    assert gate.take().message == stop(1)
    # While its handler is at the first message, the connection breaks, and the message comes back as number one.
    kicked(broker, rabbit_node, rabbit_vhost)
    gate.pass_on.release()
    redelivered = gate.take()
    assert redelivered.message == stop(1) and redelivered.redelivered
    # It was acknowledged under its old number. Had that counted, this end of the connection would lose it.
    kicked(broker, rabbit_node, rabbit_vhost)
    gate.pass_on.release(3)
    assert [gate.take().message, gate.take().message] == [stop(1), stop(2)]
    wait_until(lambda: bare.depth(RESULTS) == 0)


def test_a_consumer_that_the_broker_dropped_silently_comes_back(
    rabbit: MakeBroker, rabbit_node: RabbitNode, rabbit_vhost: str
) -> None:
    """A message that is in work for too long costs the channel, not the connection: nothing seems to be wrong."""
    change = (
        "application:set_env(rabbit, consumer_timeout, {}), application:set_env(rabbit, channel_tick_interval, {})."
    )
    rabbit_node.evaluate(change.format(500, 500))
    try:
        broker, gate = rabbit(), Gate()
        seen = Seen(broker)
        broker.consume(CLAIMS, gate)
        broker.send(CLAIMS, stop(1), sender=ROOT_USER)
        assert gate.take().message == stop(1)
        wait_until(lambda: seen.has_connected_again(1))
        assert any(one.error is not None and "timed out" in one.error.cause for one in seen)
    finally:
        rabbit_node.evaluate(change.format(1800000, 60000))
    again(broker, lambda: rabbit_node.close_connections(rabbit_vhost))
    gate.pass_on.release(5)
    assert gate.take().message == stop(1)
    broker.send(CLAIMS, stop(2), sender=ROOT_USER)
    wait_until(lambda: gate.take().message == stop(2))


def test_a_consumer_that_the_broker_has_forgotten_is_noticed(
    rabbit: MakeBroker, rabbit_node: RabbitNode, rabbit_vhost: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The consumer is taken away in the broker without a word to anybody; only asking can tell."""
    monkeypatch.setattr(reading, "PROBE_SECONDS", 1.0)
    broker, gate = rabbit(), Gate()
    seen = Seen(broker)
    broker.consume(CLAIMS, gate)
    where = f'rabbit_misc:r(<<"{rabbit_vhost}">>, queue, <<"{CLAIMS}">>)'
    rabbit_node.evaluate(
        f"{{ok, Q}} = rabbit_amqqueue:lookup({where}), "
        "[gen_server2:call(amqqueue:get_pid(Q), {basic_cancel, element(1, C), element(2, C), undefined, <<>>}) "
        "|| C <- rabbit_amqqueue:consumers(Q)], ok."
    )
    wait_until(lambda: seen.has_connected_again(1))
    broker.send(CLAIMS, Ping(), sender=ROOT_USER)
    assert gate.take().message == Ping()
    gate.pass_on.release()


def test_a_handler_may_take_longer_than_heartbeats(rabbit: MakeBroker) -> None:
    broker, gate = rabbit(heartbeat=1), Gate()
    broker.consume(RESULTS, gate)
    broker.send(RESULTS, stop(1), sender=ROOT_USER)
    gate.take()
    # The broker ends a connection of which it hears nothing for two heartbeats; the slowest check comes after three.
    threading.Event().wait(4.0)
    assert broker.state.phase is LinkPhase.CONNECTED and broker.state.connection == 1
    gate.pass_on.release(2)
    broker.send(RESULTS, stop(2), sender=ROOT_USER)
    assert gate.take().message == stop(2)


def test_a_queue_deleted_under_its_consumer_is_made_anew(rabbit: MakeBroker, bare: Bare) -> None:
    broker, gate = rabbit(), Gate()
    gate.pass_on.release(10)
    broker.consume(RESULTS, gate)
    again(broker, lambda: bare.do(lambda channel: channel.queue_delete(RESULTS)))
    broker.send(RESULTS, stop(1), sender=ROOT_USER)
    assert gate.take().message == stop(1)


def test_a_control_queue_deleted_under_its_consumer_is_made_anew(rabbit: MakeBroker, rabbit_node: RabbitNode) -> None:
    broker, gate = rabbit(), Gate()
    gate.pass_on.release(10)
    address = control_queue("w", "b")
    broker.consume(address, gate)
    (name,) = (one["name"] for one in rabbit_node.manage("GET", "/queues") if one["name"].startswith(address))
    where = f'rabbit_misc:r(V, queue, <<"{name}">>)'
    again(
        broker,
        lambda: rabbit_node.evaluate(
            f"[case rabbit_amqqueue:lookup({where}) of {{ok, Q}} -> rabbit_amqqueue:delete(Q, false, false, <<>>); "
            "_ -> ok end || V <- rabbit_vhost:list_names()], ok."
        ),
    )
    broker.send(address, Drain(), sender=ROOT_USER)
    assert gate.take().message == Drain()


def test_a_message_that_nobody_can_receive_is_an_error_and_the_next_one_is_sent(rabbit: MakeBroker) -> None:
    broker = rabbit()
    for _ in range(3):
        with pytest.raises(BrokerError) as caught:
            broker.send(control_queue("w", "gone"), Drain(), sender=ROOT_USER)
        assert caught.value.retryable and "Nobody listens there." in caught.value.cause and caught.value.next_step
        broker.send(REQUESTS, Drain(), sender=ROOT_USER)
    assert broker.state.connection == 1


def test_a_full_queue_refuses(rabbit: MakeBroker, rabbit_node: RabbitNode, rabbit_vhost: str) -> None:
    broker = rabbit()
    body = {"pattern": f"^{RESULTS}$", "definition": {"max-length": 1}, "apply-to": "queues"}
    rabbit_node.manage("PUT", f"/policies/{rabbit_vhost}/short", body)

    def refused() -> bool:
        try:
            broker.send(RESULTS, stop(1), sender=ROOT_USER)
        except BrokerError as error:
            return "refused" in error.title and error.retryable
        return False

    wait_until(refused)


def bad_bodies() -> dict[str, bytes]:
    newer = encode(Drain()).replace(b'"v":[1,', b'"v":[99,')
    return {
        "malformed": b"not json",
        "unknown type": b'{"v":[1,0],"m":{"type":"never heard of"}}',
        "newer": newer,
        "oversize": encode(Stop(attempt=1, reason="x" * (MAX_MESSAGE_BYTES + 1))),
        "empty": b"",
    }


@pytest.mark.parametrize("kind", [*bad_bodies(), "nobody"])
def test_what_cannot_be_understood_is_set_aside_with_the_reason(rabbit: MakeBroker, bare: Bare, kind: str) -> None:
    broker, gate = rabbit(), Gate()
    gate.pass_on.release(10)
    body = bad_bodies().get(kind, encode(Drain()))
    user = None if kind == "nobody" else ROOT_USER
    properties = pika.BasicProperties(user_id=user, delivery_mode=2)
    bare.do(lambda channel: channel.basic_publish(RESULTS_EXCHANGE, RESULTS, body, properties))
    broker.consume(RESULTS, gate)
    broker.send(RESULTS, stop(1), sender=ROOT_USER)
    assert gate.take().message == stop(1)
    wait_until(lambda: bare.depth(DEAD_QUEUE) == 1)
    wait_until(lambda: bare.depth(RESULTS) == 0)
    _, kept_properties, kept = bare.take(DEAD_QUEUE)
    headers = kept_properties.headers
    assert headers[QUEUE_HEADER] == RESULTS and headers[SENDER_HEADER] == (user or "")
    assert headers[SIZE_HEADER] == len(body) and body.startswith(kept)
    assert "refused" in headers[REASON_HEADER] and len(kept) <= MAX_MESSAGE_BYTES
    assert broker.state.connection == 1


def test_a_message_that_kills_every_program_ends_among_the_dead(rabbit: MakeBroker, bare: Bare) -> None:
    """Programs that die with a message in hand never get to set it aside; the broker counts for them."""
    rabbit().send(RESULTS, stop(1), sender=ROOT_USER)
    wait_until(lambda: bare.do(lambda channel: channel.basic_get(RESULTS))[0] is None)
    wait_until(lambda: bare.depth(DEAD_QUEUE) == 1)
    _, properties, _ = bare.take(DEAD_QUEUE)
    assert properties.headers["x-death"][0]["reason"] == "delivery_limit"


def test_durable_messages_survive_a_killed_broker_and_everybody_comes_back(
    rabbit: MakeBroker, rabbit_node: RabbitNode
) -> None:
    broker, gate = rabbit(send_seconds=2.0), Gate()
    address = control_queue("w", "b")
    mail: queue.Queue[AnyMessage] = queue.Queue()
    events: queue.Queue[int] = queue.Queue()
    broker.consume(address, lambda delivery: mail.put(delivery.message))
    broker.subscribe(lambda one: events.put(one.seq))
    for number in range(20):
        broker.send(REQUESTS, stop(number), sender=ROOT_USER)
    seen = Seen(broker)
    rabbit_node.settle()
    rabbit_node.kill()
    try:
        wait_until(lambda: any(one.phase is LinkPhase.CONNECTING and one.next_try > 0 for one in seen))
        with pytest.raises(BrokerError) as caught:
            broker.send(REQUESTS, stop(99), sender=ROOT_USER)
        assert caught.value.retryable and caught.value.cause and caught.value.next_step
        broker.publish(event(1))
    finally:
        rabbit_node.start()
    wait_until(lambda: broker.state.phase is LinkPhase.CONNECTED)
    broker.consume(REQUESTS, gate)
    gate.pass_on.release(100)
    assert [gate.take().message for _ in range(20)] == [stop(number) for number in range(20)]
    broker.send(address, Drain(), sender=ROOT_USER)
    assert mail.get(timeout=WAIT) == Drain()
    broker.publish(event(2))
    got = events.get(timeout=WAIT)
    assert got == 2 or events.get(timeout=WAIT) == 2


def test_the_end_waits_for_no_broker_that_is_gone(rabbit: MakeBroker, rabbit_node: RabbitNode) -> None:
    """A handler answers what came before; it would wait for a connection, and the end for the handler."""
    broker = rabbit(send_seconds=10 * WAIT)
    began, may_answer = threading.Event(), threading.Event()
    refused: queue.Queue[BrokerError] = queue.Queue()

    def answer(_: Delivery) -> None:
        began.set()
        assert may_answer.wait(WAIT)
        try:
            broker.send(REQUESTS, stop(2), sender=ROOT_USER)
        except BrokerError as error:
            refused.put(error)

    broker.consume(RESULTS, answer)
    broker.send(RESULTS, stop(1), sender=ROOT_USER)
    assert began.wait(WAIT)
    rabbit_node.settle()
    rabbit_node.kill()
    try:
        wait_until(lambda: broker.state.phase is LinkPhase.CONNECTING)
        ending = threading.Thread(target=broker.close, daemon=True)
        may_answer.set()
        ending.start()
        ending.join(WAIT)
        assert not ending.is_alive()
        assert refused.get(timeout=WAIT).retryable
    finally:
        rabbit_node.start()


def test_connections_that_break_again_and_again_lose_nothing(
    rabbit: MakeBroker, rabbit_node: RabbitNode, rabbit_vhost: str
) -> None:
    sender, receiver = rabbit(), rabbit()
    taken: set[int] = set()

    def handler(delivery: Delivery) -> None:
        assert isinstance(delivery.message, Stop)
        taken.add(delivery.message.attempt)

    receiver.consume(RESULTS, handler)
    finished = threading.Event()

    def disturb() -> None:
        while not finished.wait(0.3):
            rabbit_node.close_connections(rabbit_vhost)

    disturber = threading.Thread(target=disturb)
    disturber.start()
    try:
        for number in range(MANY):
            while True:
                try:
                    sender.send(RESULTS, stop(number), sender=ROOT_USER)
                except BrokerError as error:
                    assert error.retryable
                else:
                    break
            finished.wait(0.02)
    finally:
        finished.set()
        disturber.join()
    wait_until(lambda: len(taken) == MANY)
    assert sender.state.connection > 1


def test_sends_wait_and_fail_while_the_broker_is_blocked(rabbit: MakeBroker, rabbit_node: RabbitNode) -> None:
    broker = rabbit(send_seconds=1.5)
    seen = Seen(broker)
    rabbit_node.limit_memory("{absolute, 1}")
    try:
        with pytest.raises(BrokerError):
            while True:
                broker.send(RESULTS, stop(1), sender=ROOT_USER)
        wait_until(lambda: broker.state.phase is LinkPhase.BLOCKED)
        with pytest.raises(BrokerError) as caught:
            broker.send(RESULTS, stop(2), sender=ROOT_USER)
        assert "takes no messages" in caught.value.cause and "memory" in caught.value.cause
        broker.publish(event(1))
    finally:
        rabbit_node.limit_memory("0.3")
    wait_until(lambda: broker.state.phase is LinkPhase.CONNECTED)
    broker.send(RESULTS, stop(3), sender=ROOT_USER)
    assert [one.phase for one in seen if one.phase is LinkPhase.BLOCKED]
    assert broker.state.connection == 1


@pytest.mark.slow
def test_a_broker_that_stands_still_is_given_up_until_it_moves_again(
    rabbit: MakeBroker, rabbit_node: RabbitNode
) -> None:
    """The connection stays open, but nothing comes any more, as when a cable is cut."""
    broker, gate = rabbit(heartbeat=1, send_seconds=1.0), Gate()
    seen = Seen(broker)
    broker.consume(RESULTS, gate)
    server = int((rabbit_node.folder / "pid").read_text())
    os.kill(server, signal.SIGSTOP)
    try:
        with pytest.raises(BrokerError) as caught:
            broker.send(RESULTS, stop(1), sender=ROOT_USER)
        assert "not taken in time" in caught.value.title
        wait_until(lambda: any(one.error is not None and "Nothing was heard" in one.error.cause for one in seen))
    finally:
        os.kill(server, signal.SIGCONT)
    wait_until(lambda: broker.state.phase is LinkPhase.CONNECTED)
    gate.pass_on.release(10)
    broker.send(RESULTS, stop(2), sender=ROOT_USER)
    wait_until(lambda: gate.take().message == stop(2))


def test_a_fault_in_the_link_s_thread_costs_the_connection_only(rabbit: MakeBroker) -> None:
    broker, gate = rabbit(), Gate()
    gate.pass_on.release(10)
    broker.consume(RESULTS, gate)

    def fault() -> None:
        raise ZeroDivisionError

    again(broker, lambda: broker._link.call(fault))
    broker.send(RESULTS, stop(1), sender=ROOT_USER)
    assert gate.take().message == stop(1)


def test_a_part_that_cannot_bear_the_loss_of_a_connection_does_not_end_the_link(
    rabbit: MakeBroker, rabbit_node: RabbitNode, rabbit_vhost: str
) -> None:
    broker, gate = rabbit(), Gate()
    gate.pass_on.release(10)
    broker.consume(RESULTS, gate)
    broker._link.call(lambda: broker._link.members.insert(0, FaultyMember()))
    for number in (1, 2):
        kicked(broker, rabbit_node, rabbit_vhost)
        broker.send(RESULTS, stop(number), sender=ROOT_USER)
        assert gate.take().message == stop(number)


def test_a_listener_that_fails_does_no_harm(rabbit: MakeBroker, rabbit_node: RabbitNode, rabbit_vhost: str) -> None:
    broker = rabbit()

    def listener(_: LinkState) -> None:
        raise ZeroDivisionError

    broker.watch(listener)
    seen = Seen(broker)
    wait_until(lambda: seen)
    seen.forget()
    count = len(seen)
    kicked(broker, rabbit_node, rabbit_vhost)
    assert len(seen) == count


def test_what_was_handled_is_acknowledged_before_the_end(rabbit: MakeBroker, bare: Bare) -> None:
    broker = rabbit()
    handled = threading.Semaphore(0)
    for number in range(50):
        broker.send(RESULTS, stop(number), sender=ROOT_USER)
    broker.consume(RESULTS, lambda _: handled.release())
    for _ in range(50):
        assert handled.acquire(timeout=WAIT)
    broker.publish(event(1))
    broker.close()
    assert bare.depth(RESULTS) == 0


def test_a_queue_of_another_version_is_used_as_it_is(rabbit: MakeBroker, bare: Bare) -> None:
    bare.do(lambda channel: channel.queue_declare(CLAIMS, durable=True, arguments={"x-message-ttl": 12345}))
    broker = rabbit()
    assert [note for note in broker.state.notes if CLAIMS in note]
    gate = Gate()
    gate.pass_on.release()
    broker.consume(CLAIMS, gate)
    broker.send(CLAIMS, Ping(), sender=ROOT_USER)
    assert gate.take().message == Ping()
