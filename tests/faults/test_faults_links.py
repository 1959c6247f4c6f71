"""The link to the broker behind the fault proxy: whatever the network does, what was confirmed is there, once."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable, Iterator

import psutil
import pytest
from pika.exceptions import AMQPHeartbeatTimeout

from app.core.errors import BrokerError
from app.core.messages import Stop
from app.core.ports import RESULTS, Delivery, control_queue
from app.farm.rabbitmq.broker import RabbitBroker
from app.farm.rabbitmq.state import LinkPhase, LinkState
from tests.faults.proxy import FaultProxy, Way
from tests.servers.fixtures import MakeBroker, wait_until
from tests.servers.rabbitmq import ROOT_USER, RabbitNode

SEED = 20261128
HEARTBEAT = 2
LATE = 3.0
"""Of detection: what a busy computer may take beyond three heartbeats. pika alone may take 14 seconds."""

_OPEN = frozenset({psutil.CONN_ESTABLISHED, psutil.CONN_CLOSE_WAIT})


@pytest.fixture
def proxy(rabbit_node: RabbitNode) -> Iterator[FaultProxy]:
    one = FaultProxy(rabbit_node.port, seed=SEED)
    yield one
    one.close()


class Taken:
    """A handler that remembers what came. `numbers` has each once, `times` counts all."""

    def __init__(self) -> None:
        self.numbers: set[int] = set()
        self.times = 0

    def __call__(self, delivery: Delivery) -> None:
        assert isinstance(delivery.message, Stop)
        self.times += 1
        self.numbers.add(delivery.message.attempt)


def send(broker: RabbitBroker, number: int) -> None:
    """Send until it is confirmed, as outboxes do."""
    while True:
        try:
            broker.send(RESULTS, Stop(attempt=number, reason="r"), sender=ROOT_USER)
        except BrokerError as error:
            assert error.retryable
        else:
            return


def ports_to(proxy: FaultProxy) -> set[int]:
    """The ports from which the proxied side of this program is connected."""
    found = psutil.Process().net_connections("tcp")
    return {one.laddr.port for one in found if one.raddr and one.raddr.port == proxy.port and one.status in _OPEN}


def is_connected(broker: RabbitBroker) -> bool:
    return broker.state.phase is LinkPhase.CONNECTED


def storm(broker: RabbitBroker, disturb: Callable[[], object], is_over: Callable[[], bool]) -> int:
    """Send numbers one by one, disturbing before each, until it is over; how many were confirmed."""
    number = 0
    while not is_over():
        disturb()
        send(broker, number)
        number += 1
    return number


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.parametrize(("place", "cuts"), [("publisher", 60), ("consumer", 100)])
def test_link_that_is_cut_in_mid_frame_loses_nothing_that_was_confirmed(
    rabbit: MakeBroker, proxy: FaultProxy, place: str, cuts: int
) -> None:
    chance, taken = random.Random(SEED), Taken()
    through = rabbit(port=proxy.port)
    sender, receiver = (through, rabbit()) if place == "publisher" else (rabbit(), through)
    receiver.consume(RESULTS, taken)
    begun, armed = time.monotonic(), -1

    def cut() -> None:
        nonlocal armed
        if armed != proxy.cuts:
            armed = proxy.cuts
            # An opening takes some 2,000 bytes, so some cuts come in the middle of that.
            proxy.cut_after(chance.randint(1, 3000), chance.choice(list(Way)), reset=chance.random() < 0.5)

    count = storm(sender, cut, lambda: proxy.cuts >= cuts)
    proxy.heal()
    wait_until(lambda: len(taken.numbers) == count, 60.0)
    assert taken.numbers == set(range(count))
    seconds = time.monotonic() - begun
    print(f"{proxy.cuts} cuts in {seconds:.0f} s: {count} confirmed, {taken.times - count} came twice")


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_link_that_is_reset_while_messages_are_handled_acknowledges_no_other_one(
    rabbit: MakeBroker, proxy: FaultProxy
) -> None:
    """Delivery numbers begin anew with each connection, so a late acknowledgement names another message."""
    resets = 60
    sender, receiver = rabbit(), rabbit(port=proxy.port)
    working, go_on = threading.Semaphore(0), threading.Semaphore(0)
    finished: list[int] = []

    def handle(delivery: Delivery) -> None:
        assert isinstance(delivery.message, Stop)
        working.release()
        assert go_on.acquire(timeout=60)
        finished.append(delivery.message.attempt)

    receiver.consume(RESULTS, handle)
    for number in range(0, 2 * resets, 2):
        send(sender, number)
        send(sender, number + 1)
        assert working.acquire(timeout=60)
        before = receiver.state.connection
        proxy.reset()
        wait_until(lambda before=before: is_connected(receiver) and receiver.state.connection > before)  # type: ignore[misc]
        # The first one is acknowledged under its old number, which is that of either in the new connection, and so it
        # comes again. Had that counted, the second one would be gone.
        go_on.release(3)
        wait_until(lambda number=number: finished.count(number) >= 2 and number + 1 in finished)  # type: ignore[misc]
        while working.acquire(blocking=False):
            pass
    print(f"{resets} resets: {len(finished) - 2 * resets} came twice")


@pytest.mark.slow
@pytest.mark.parametrize("fault", ["up", "down", "black hole"])
def test_link_that_goes_silent_is_given_up_and_made_anew(rabbit: MakeBroker, proxy: FaultProxy, fault: str) -> None:
    """Nobody says that the connection is over: bytes go one way only, or not at all."""
    taken, seen = Taken(), list[tuple[float, LinkState]]()
    direct, broker = rabbit(), rabbit(port=proxy.port, heartbeat=HEARTBEAT, send_seconds=0.5)
    broker.consume(RESULTS, taken)
    broker.watch(lambda state: seen.append((time.monotonic(), state)))
    send(direct, 1)
    wait_until(lambda: taken.numbers == {1})
    begun = time.monotonic()
    if fault == "black hole":
        proxy.black_hole()
    else:
        proxy.change(Way(fault), swallowed=True)
    wait_until(lambda: any(state.error is not None for _, state in seen))
    [noticed] = [at - begun for at, state in seen if state.error is not None][:1]
    assert noticed <= 3 * HEARTBEAT + LATE
    with pytest.raises(BrokerError) as caught:
        broker.send(RESULTS, Stop(attempt=2, reason="r"), sender=ROOT_USER)
    assert caught.value.retryable
    send(direct, 3)
    healed = time.monotonic()
    proxy.heal()
    wait_until(lambda: is_connected(broker))
    back = time.monotonic() - healed
    send(broker, 4)
    wait_until(lambda: {1, 3, 4} <= taken.numbers)
    print(f"{fault}: noticed after {noticed:.1f} s, back after {back:.1f} s")


def test_link_that_went_silent_leaves_no_connection_to_say_farewell_in(rabbit: MakeBroker, proxy: FaultProxy) -> None:
    """Whoever ends the program while one waits for an answer would wait with it."""
    # By itself, pika would end it after more than a minute.
    broker = rabbit(port=proxy.port, heartbeat=60)
    before = ports_to(proxy)
    assert len(before) == 1
    proxy.black_hole()
    session = broker._link.session
    assert session is not None
    broker._link.call(lambda: session.lose(AMQPHeartbeatTimeout()))
    wait_until(lambda: not before & ports_to(proxy))


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["channel closed", "consumer cancelled", "queue deleted"])
def test_link_whose_broker_takes_its_consumer_away_has_it_back(
    rabbit: MakeBroker, rabbit_node: RabbitNode, rabbit_vhost: str, kind: str
) -> None:
    rounds, slowest = 5, 0.0
    taken, broker = Taken(), rabbit()
    held, is_open = threading.Semaphore(0), threading.Event()

    def hold(delivery: Delivery) -> None:
        held.release()
        assert is_open.wait(60)
        taken(delivery)

    address = control_queue("w", "b") if kind == "queue deleted" else RESULTS
    limit = "application:set_env(rabbit, consumer_timeout, {}), application:set_env(rabbit, channel_tick_interval, {})."
    broker.consume(address, hold if kind == "channel closed" else taken)
    try:
        if kind == "channel closed":
            rabbit_node.evaluate(limit.format(500, 500))
            # What a channel may take is read when it is opened.
            before = broker.state.connection
            rabbit_node.close_connections(rabbit_vhost)
            wait_until(lambda: is_connected(broker) and broker.state.connection > before)
        for number in range(rounds):
            is_open.clear()
            before = broker.state.connection
            if kind == "channel closed":
                send(broker, number)
                assert held.acquire(timeout=60)
            else:
                delete_queues(rabbit_node, rabbit_vhost, address)
            begun = time.monotonic()
            wait_until(lambda before=before: is_connected(broker) and broker.state.connection > before)  # type: ignore[misc]
            slowest = max(slowest, time.monotonic() - begun)
            is_open.set()
            if kind != "channel closed":
                broker.send(address, Stop(attempt=number, reason="r"), sender=ROOT_USER)
            wait_until(lambda number=number: number in taken.numbers)  # type: ignore[misc]
    finally:
        is_open.set()
        if kind == "channel closed":
            rabbit_node.evaluate(limit.format(1800000, 60000))
    print(f"{kind}: {rounds} times, back after at most {slowest:.1f} s")


def delete_queues(node: RabbitNode, vhost: str, prefix: str) -> None:
    """Delete queues of which the names begin so, also those that are some connection's own."""
    for one in node.manage("GET", f"/queues/{vhost}"):
        if one["name"].startswith(prefix):
            where = f'rabbit_misc:r(<<"{vhost}">>, queue, <<"{one["name"]}">>)'
            node.evaluate(
                f"case rabbit_amqqueue:lookup({where}) of "
                "{ok, Q} -> rabbit_amqqueue:delete(Q, false, false, <<>>), ok; _ -> ok end."
            )


def test_link_that_is_late_and_slow_stays(rabbit: MakeBroker, proxy: FaultProxy) -> None:
    taken, broker = Taken(), rabbit(port=proxy.port, heartbeat=HEARTBEAT)
    broker.consume(RESULTS, taken)
    proxy.change(delay=0.05, jitter=0.05, bytes_per_second=20_000)
    for number in range(8):
        send(broker, number)
    wait_until(lambda: taken.numbers == set(range(8)))
    assert broker.state.connection == 1
