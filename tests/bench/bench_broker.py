"""How fast the broker over RabbitMQ is, beside pika used bare on the same server at the same time.

Run `python -m tests.bench.bench_broker`, or this file, from the project's folder, where RabbitMQ is installed. Starts a
node of its own. Prints one JSON document; figures depend on the machine, so the ratios count, and nothing is asserted.
"""

from __future__ import annotations

import json
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT)]

import pika  # noqa: E402

from app.core.messages import Event, JobView, Stop, encode  # noqa: E402
from app.core.ports import RESULTS, control_queue  # noqa: E402
from app.farm.rabbitmq.address import BrokerAddress  # noqa: E402
from app.farm.rabbitmq.broker import RabbitBroker  # noqa: E402
from app.farm.rabbitmq.consuming import PREFETCH  # noqa: E402
from app.farm.rabbitmq.topology import RESULTS_EXCHANGE  # noqa: E402
from tests.servers.rabbitmq import ROOT_PASSWORD, ROOT_USER, RabbitNode  # noqa: E402

SENDS = 2000
HANDLED = 1500
TRIPS = 500
EVENTS = 20_000
THREADS = 8
ROUNDS = 3
"""Each figure is the best of so many, taken in turns, as other work on the machine only ever slows."""

MESSAGE = Stop(attempt=1, reason="r" * 500)
BODY = encode(MESSAGE)


class Bare:
    """What somebody would write who needs a confirmed send and nothing else."""

    def __init__(self, node: RabbitNode, vhost: str) -> None:
        login = pika.PlainCredentials(ROOT_USER, ROOT_PASSWORD)
        self._parameters = pika.ConnectionParameters("127.0.0.1", node.port, vhost, login)
        self._properties = pika.BasicProperties(delivery_mode=2, user_id=ROOT_USER)

    @contextmanager
    def channel(self) -> Iterator[Any]:
        connection = pika.BlockingConnection(self._parameters)
        channel = connection.channel()
        channel.confirm_delivery()
        yield channel
        connection.close()

    def send(self, channel: Any, exchange: str, key: str) -> None:
        channel.basic_publish(exchange, key, BODY, self._properties, mandatory=True)

    def sends_per_second(self) -> float:
        with self.channel() as channel:
            return _per_second(SENDS, lambda: self.send(channel, RESULTS_EXCHANGE, RESULTS))

    def empty(self) -> None:
        with self.channel() as channel:
            channel.queue_purge(RESULTS)

    def handled_per_second(self) -> float:
        with self.channel() as channel:
            channel.basic_qos(prefetch_count=PREFETCH)
            begun = time.perf_counter()
            for _, (method, _, _) in zip(range(HANDLED), channel.consume(RESULTS), strict=False):
                channel.basic_ack(method.delivery_tag)
            rate = HANDLED / (time.perf_counter() - begun)
            channel.cancel()
            return rate

    def trips(self) -> list[float]:
        """Seconds from a send to its answer, each confirmed, between two connections."""
        ready = threading.Event()

        def answer() -> None:
            with self.channel() as channel:
                queue = channel.queue_declare("bare.there", exclusive=True, auto_delete=True).method.queue
                ready.set()
                for _ in zip(range(TRIPS), channel.consume(queue, auto_ack=True), strict=False):
                    self.send(channel, "", "bare.back")
                channel.cancel()

        thread = threading.Thread(target=answer)
        with self.channel() as channel:
            queue = channel.queue_declare("bare.back", exclusive=True, auto_delete=True).method.queue
            answers = channel.consume(queue, auto_ack=True)
            thread.start()
            ready.wait()
            taken = []
            for _ in range(TRIPS):
                begun = time.perf_counter()
                self.send(channel, "", "bare.there")
                next(answers)
                taken.append(time.perf_counter() - begun)
            thread.join()
            channel.cancel()
        return taken


def sends_per_second(broker: RabbitBroker, threads: int) -> float:
    """Confirmed sends, from so many threads at once."""

    def send() -> None:
        broker.send(RESULTS, MESSAGE, sender=ROOT_USER)

    if threads == 1:
        return _per_second(SENDS, send)
    workers = [threading.Thread(target=lambda: [send() for _ in range(SENDS // threads)]) for _ in range(threads)]
    begun = time.perf_counter()
    for one in workers:
        one.start()
    for one in workers:
        one.join()
    return SENDS // threads * threads / (time.perf_counter() - begun)


def trips(here: RabbitBroker, there: RabbitBroker) -> list[float]:
    """Seconds from a send to its answer, each confirmed, between two programs' links."""
    back = threading.Semaphore(0)
    home, away = control_queue("here", "b"), control_queue("there", "b")
    subscriptions = [
        here.consume(home, lambda _: back.release()),
        there.consume(away, lambda _: there.send(home, MESSAGE, sender=ROOT_USER)),
    ]
    taken = []
    for _ in range(TRIPS):
        begun = time.perf_counter()
        here.send(away, MESSAGE, sender=ROOT_USER)
        back.acquire()
        taken.append(time.perf_counter() - begun)
    for one in subscriptions:
        one.close()
    return taken


def handled_per_second(broker: RabbitBroker) -> float:
    """Durable messages that wait: taken, handled and acknowledged."""
    handled = threading.Semaphore(0)
    begun = time.perf_counter()
    subscription = broker.consume(RESULTS, lambda _: handled.release())
    for _ in range(HANDLED):
        handled.acquire()
    rate = HANDLED / (time.perf_counter() - begun)
    subscription.close()
    return rate


def events_per_second(here: RabbitBroker, there: RabbitBroker) -> float:
    """Events from one program to another."""
    last = threading.Event()
    subscription = there.subscribe(lambda event: last.set() if event.seq == EVENTS else None)
    job = JobView(job_id="j" * 32, name="n", owner="o", state="ready", output="f", pieces="o" * 100)
    begun = time.perf_counter()
    for seq in range(1, EVENTS + 1):
        here.publish(Event(seq=seq, kind="piece_done", job=job))
        if seq % 1000 == 0:
            # Faster than the broker takes them, the oldest would be dropped.
            time.sleep(0.01)
    last.wait(60)
    rate = EVENTS / (time.perf_counter() - begun)
    subscription.close()
    return rate


def _per_second(count: int, act: Callable[[], None]) -> float:
    begun = time.perf_counter()
    for _ in range(count):
        act()
    return count / (time.perf_counter() - begun)


def _milliseconds(taken: list[float]) -> dict[str, float]:
    ranked = sorted(taken)
    return {"median": statistics.median(ranked) * 1000, "p99": ranked[int(len(ranked) * 0.99)] * 1000}


def measure(node: RabbitNode) -> dict[str, Any]:
    vhost = node.make_vhost()
    address = BrokerAddress(host="127.0.0.1", port=node.port, user=ROOT_USER, vhost=vhost, tls=False)
    here, there = (RabbitBroker(address, ROOT_PASSWORD, declares=True, send_seconds=60) for _ in range(2))
    bare = Bare(node, vhost)
    sends_per_second(here, THREADS)
    rounds = []
    for _ in range(ROUNDS):
        bare.empty()
        rates = [bare.sends_per_second(), sends_per_second(here, 1), sends_per_second(here, THREADS)]
        rounds.append([*rates, bare.handled_per_second(), handled_per_second(here)])
    bare_sends, sends, many, bare_handled, handled = (max(rates) for rates in zip(*rounds, strict=True))
    bare_trips, our_trips = [], []
    for _ in range(ROUNDS):
        bare_trips.append(_milliseconds(bare.trips()))
        our_trips.append(_milliseconds(trips(here, there)))
    bare_trip, trip = (min(one, key=lambda found: found["median"]) for one in (bare_trips, our_trips))
    report = {
        "confirmed_sends_per_second": {"bare": bare_sends, "ours": sends, "ratio": sends / bare_sends},
        f"confirmed_sends_per_second_{THREADS}_threads": {"ours": many, "ratio_to_bare": many / bare_sends},
        "round_trip_ms": {"bare": bare_trip, "ours": trip, "ratio": trip["median"] / bare_trip["median"]},
        "handled_per_second": {"bare": bare_handled, "ours": handled, "ratio": handled / bare_handled},
        "events_per_second": events_per_second(here, there),
    }
    here.close()
    there.close()
    return report


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        node = RabbitNode(Path(folder))
        node.start()
        try:
            print(json.dumps(measure(node), indent=2))
        finally:
            node.close()


if __name__ == "__main__":
    main()
