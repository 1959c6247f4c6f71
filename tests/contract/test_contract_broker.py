"""What every broker does. Run on each adapter."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence

import pytest

from app.core.errors import BrokerError, MessageError
from app.core.messages import MAX_MESSAGE_BYTES, AnyMessage, Drain, Event, JobView, Stop, WorkerGone
from app.core.ports import CLAIMS, REQUESTS, RESULTS, Broker, Delivery, control_queue
from app.farm.broker_memory import MemoryBroker
from app.farm.deliveries import EVENT_BACKLOG, MOST_DELIVERIES, MOST_TOGETHER
from tests.servers.fixtures import wait_until
from tests.servers.inbox import WAIT, Inbox
from tests.servers.rabbitmq import ROOT_USER

ANN = ROOT_USER
"""Who sends: RabbitMQ proves it, so it is the user of the connection."""


@pytest.fixture(params=["memory", "rabbitmq"])
def broker(request: pytest.FixtureRequest) -> Iterator[Broker]:
    opened: Broker = MemoryBroker() if request.param == "memory" else request.getfixturevalue("rabbit")()
    yield opened
    opened.close()


def event(seq: int) -> Event:
    return Event(seq=seq, kind="x", job=JobView(job_id="j", name="n", owner="o", state="ready", output="f"))


@pytest.mark.parametrize("name", [REQUESTS, CLAIMS, RESULTS])
def test_the_farm_s_queues_keep_messages_until_somebody_consumes_them(broker: Broker, name: str) -> None:
    for number in range(20):
        broker.send(name, Stop(attempt=number, reason="r"), sender=ANN, reply_to="back", correlation_id=str(number))
    inbox = Inbox()
    broker.consume(name, inbox)
    got: list[Delivery] = [inbox.take() for _ in range(20)]
    assert [one.message for one in got] == [Stop(attempt=number, reason="r") for number in range(20)]
    assert {(one.sender, one.reply_to, one.redelivered) for one in got} == {(ANN, "back", False)}
    assert [one.correlation_id for one in got] == [str(number) for number in range(20)]


def test_a_message_that_nobody_can_receive_is_an_error(broker: Broker) -> None:
    with pytest.raises(BrokerError) as caught:
        broker.send(control_queue("w", "b"), Drain(), sender=ANN)
    assert "ctl.w.b" in caught.value.title and caught.value.retryable


def test_a_control_queue_goes_with_its_consumer(broker: Broker) -> None:
    inbox = Inbox()
    name = control_queue("w", "b")
    subscription = broker.consume(name, inbox)
    broker.send(name, Drain(), sender=ANN)
    assert inbox.take().message == Drain()
    subscription.close()
    with pytest.raises(BrokerError):
        broker.send(name, Drain(), sender=ANN)


def test_a_failed_message_comes_again_and_says_so(broker: Broker) -> None:
    seen = Inbox()
    failures = iter([ValueError("first"), ValueError("second")])

    def handler(delivery: Delivery) -> None:
        seen(delivery.redelivered)
        error = next(failures, None)
        if error is not None:
            raise error

    broker.consume(RESULTS, handler)
    broker.send(RESULTS, WorkerGone(worker="w", boot="b"), sender=ANN)
    assert [seen.take() for _ in range(3)] == [False, True, True]


def test_a_message_that_always_fails_is_set_aside_and_others_go_on(broker: Broker) -> None:
    done = Inbox()
    tries: list[str] = []

    def handler(delivery: Delivery) -> None:
        message: AnyMessage = delivery.message
        if message == Drain():
            tries.append(delivery.sender)
            raise RuntimeError("poison")
        done(message)

    broker.consume(RESULTS, handler)
    broker.send(RESULTS, Drain(), sender=ANN)
    broker.send(RESULTS, Stop(attempt=1, reason="r"), sender=ANN)
    assert done.take() == Stop(attempt=1, reason="r")
    wait_until(lambda: len(tries) >= MOST_DELIVERIES)
    if isinstance(broker, MemoryBroker):
        assert broker.wait_idle(WAIT)
        (letter,) = broker.dead_letters()
        assert (letter.queue, letter.message, letter.sender, letter.error) == (RESULTS, Drain(), ANN, "poison")
    broker.send(RESULTS, Stop(attempt=2, reason="r"), sender=ANN)
    assert done.take() == Stop(attempt=2, reason="r")
    assert len(tries) == MOST_DELIVERIES


def test_a_handler_runs_for_one_message_at_a_time(broker: Broker) -> None:
    running = threading.Semaphore(1)
    inbox = Inbox()

    def handler(delivery: Delivery) -> None:
        alone = running.acquire(blocking=False)
        inbox(alone)
        if alone:
            running.release()

    broker.consume(RESULTS, handler)
    for number in range(50):
        broker.send(RESULTS, Stop(attempt=number, reason="r"), sender=ANN)
    assert all(inbox.take() for _ in range(50))


def test_messages_that_wait_are_handed_out_together_and_one_by_one_where_that_fails(broker: Broker) -> None:
    heard, sizes = Inbox(), list[int]()

    def handle_all(deliveries: Sequence[Delivery]) -> None:
        sizes.append(len(deliveries))
        if any(one.message == Drain() for one in deliveries):
            raise ValueError("not with that one")
        for one in deliveries:
            heard(("together", one.message))

    stops = [Stop(attempt=number, reason="r") for number in range(3 * MOST_TOGETHER)]
    messages: list[AnyMessage] = [*stops[:-5], Drain(), *stops[-5:]]
    for message in messages:
        broker.send(RESULTS, message, sender=ANN)
    subscription = broker.consume(RESULTS, lambda one: heard(("alone", one.message)), together=handle_all)
    found = [heard.take() for _ in range(len(stops) + 1)]
    assert {message for _, message in found} == {Drain(), *stops}
    assert ("alone", Drain()) in found and "together" in {way for way, _ in found}
    assert 1 < max(sizes) <= MOST_TOGETHER
    subscription.close()
    rest = Inbox()
    broker.consume(RESULTS, rest)
    broker.send(RESULTS, stops[0], sender=ANN)
    assert rest.take().message == stops[0] and rest.taken.empty()


def test_of_several_messages_each_that_nobody_can_receive_is_told(broker: Broker) -> None:
    inbox = Inbox()
    name = control_queue("w", "b")
    broker.consume(name, inbox)
    letters: list[tuple[str, AnyMessage]] = [
        (name, Stop(attempt=1, reason="r")),
        (control_queue("gone", "b"), Drain()),
        (name, Drain()),
    ]
    first, second, third = broker.send_all(letters, sender=ANN)
    assert first is None and third is None and "ctl.gone.b" in str(second)
    assert [inbox.take().message, inbox.take().message] == [letters[0][1], letters[2][1]]
    assert broker.send_all([], sender=ANN) == ()
    broker.close()
    (closed,) = broker.send_all([(name, Drain())], sender=ANN)
    assert closed is not None


def test_close_returns_when_the_handler_has_and_it_is_not_called_again(broker: Broker) -> None:
    entered, leave = threading.Event(), threading.Event()
    calls: list[AnyMessage] = []

    def handler(delivery: Delivery) -> None:
        entered.set()
        leave.wait(WAIT)
        calls.append(delivery.message)

    subscription = broker.consume(RESULTS, handler)
    broker.send(RESULTS, Stop(attempt=1, reason="r"), sender=ANN)
    broker.send(RESULTS, Stop(attempt=2, reason="r"), sender=ANN)
    assert entered.wait(WAIT)
    closing = threading.Thread(target=subscription.close)
    closing.start()
    assert calls == []
    leave.set()
    closing.join(WAIT)
    assert len(calls) == 1
    rest = Inbox()
    broker.consume(RESULTS, rest)
    assert rest.take().message == Stop(attempt=2, reason="r")


def test_a_handler_may_close_its_own_subscription(broker: Broker) -> None:
    closed = threading.Event()
    held: list[Callable[[], None]] = []

    def handler(delivery: Delivery) -> None:
        held[0]()
        closed.set()

    held.append(broker.consume("reply.x", handler).close)
    broker.send("reply.x", Drain(), sender=ANN)
    assert closed.wait(WAIT)


def test_events_reach_every_subscriber_in_order(broker: Broker) -> None:
    broker.publish(event(1))
    first, second = Inbox(), Inbox()
    broker.subscribe(first)
    subscription = broker.subscribe(second)
    for seq in range(2, 30):
        broker.publish(event(seq))
    assert [first.take().seq for _ in range(28)] == list(range(2, 30))
    assert [second.take().seq for _ in range(28)] == list(range(2, 30))
    subscription.close()
    broker.publish(event(30))
    assert first.take().seq == 30
    assert second.taken.empty()


def test_a_slow_subscriber_neither_blocks_nor_starves_others(broker: Broker) -> None:
    leave, entered = threading.Event(), threading.Event()
    slow_seen: list[int] = []
    quick = Inbox()

    def slow(one: Event) -> None:
        entered.set()
        leave.wait(WAIT)
        slow_seen.append(one.seq)

    broker.subscribe(slow)
    broker.subscribe(quick)
    broker.publish(event(0))
    assert entered.wait(WAIT)
    for seq in range(1, EVENT_BACKLOG + 101):
        broker.publish(event(seq))
        if seq % 1000 == 0 or seq == EVENT_BACKLOG + 100:
            while quick.take().seq != seq:
                pass
    leave.set()
    wait_until(lambda: slow_seen[-1:] == [EVENT_BACKLOG + 100])
    # Those that arrived while the backlog was full took the place of the oldest.
    oldest = slow_seen[1]
    assert oldest <= 101 and slow_seen == [0, *range(oldest, EVENT_BACKLOG + 101)]
    assert oldest == 101 or not isinstance(broker, MemoryBroker)


def test_a_subscriber_that_fails_gets_the_next_event(broker: Broker) -> None:
    inbox = Inbox()

    def handler(one: Event) -> None:
        inbox(one.seq)
        raise ValueError("mine")

    broker.subscribe(handler)
    broker.publish(event(1))
    broker.publish(event(2))
    assert [inbox.take(), inbox.take()] == [1, 2]


def test_too_large_a_message_is_refused_at_the_sender(broker: Broker) -> None:
    with pytest.raises(MessageError):
        broker.send(RESULTS, Stop(attempt=1, reason="x" * MAX_MESSAGE_BYTES), sender=ANN)


def test_a_closed_broker_takes_nothing_and_runs_nothing(broker: Broker) -> None:
    before = {one.name for one in threading.enumerate()} - {"broker link"}
    broker.consume(RESULTS, lambda _: None)
    broker.subscribe(lambda _: None)
    broker.close()
    assert {one.name for one in threading.enumerate()} == before
    with pytest.raises(BrokerError):
        broker.send(RESULTS, Drain(), sender=ANN)
    with pytest.raises(BrokerError):
        broker.consume("q", lambda _: None)
