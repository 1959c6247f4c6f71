"""Clients that take snapshot after snapshot: they get them, and the manager goes on with its work."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from manual_farm import WAIT, HandWorker, ManualFarm
from msgspec.structs import replace
from store_kit import make_manifest

from app.core.messages import AnyMessage, ChunkEnded, Event, JobView, PieceDone, SnapshotPart, SnapshotWanted
from app.core.ports import Delivery, Subscription, reply_prefix
from app.farm.broker_memory import MemoryBroker
from app.farm.client import FarmClient
from app.farm.manager.snapshot_pace import CREDIT_SECONDS, LEAST_SECONDS, LONGEST_PAUSE_SECONDS, SHARE, SnapshotPace
from tests.servers.fixtures import wait_until

AT_ONCE = round(CREDIT_SECONDS / LEAST_SECONDS)
"""So many snapshots a client gets at most while no time passes."""

ROUNDS = AT_ONCE + 20


class EarlierVersion:
    """The broker as a client of an earlier version reads it: that one event stands for several, it does not know."""

    def __init__(self, broker: MemoryBroker) -> None:
        self._broker = broker
        self.snapshots = 0
        """How many have come whole."""

    def __getattr__(self, name: str) -> Any:
        return getattr(self._broker, name)

    def subscribe(self, handler: Callable[[Event], None]) -> Subscription:
        return self._broker.subscribe(lambda event: handler(replace(event, first=0)))

    def consume(self, queue: str, handler: Callable[[Delivery], None]) -> Subscription:
        def hear(delivery: Delivery) -> None:
            self.snapshots += isinstance(delivery.message, SnapshotPart) and delivery.message.last
            handler(delivery)

        return self._broker.consume(queue, hear)


@pytest.fixture
def farm(tmp_path: Path) -> Iterator[ManualFarm]:
    one = ManualFarm(tmp_path, settings={"longest_chunk": 2})
    yield one
    one.close()


def draw(farm: ManualFarm, worker: HandWorker, *, seconds: float) -> None:
    """A worker draws two pieces a round, of which one event tells; each round takes so long."""
    for _ in range(ROUNDS):
        worker.claim()
        farm.step()
        grant = worker.grant
        done: list[AnyMessage] = [
            PieceDone(
                worker="w",
                boot="b",
                manifest=farm.services.keep(make_manifest(farm.plan(grant.job_id), number, grant.attempt)),
            )
            for number in (grant.first, grant.last)
        ]
        ended = ChunkEnded(worker="w", boot="b", job_id=grant.job_id, attempt=grant.attempt)
        farm.manager.on_results([Delivery(message=message, sender="w") for message in (*done, ended)])
        farm.step(seconds)


def test_a_client_that_takes_every_group_of_events_for_a_gap_is_kept_to_its_share(farm: ManualFarm) -> None:
    earlier = EarlierVersion(farm.broker)
    client = FarmClient(earlier, "bob", answer_seconds=WAIT)  # type: ignore[arg-type]
    seen: dict[str, JobView] = {}
    client.watch(lambda view: seen.update({view.job_id: view}))
    farm.submit("a", frames=2000)
    worker = farm.worker("w")
    draw(farm, worker, seconds=0.0)
    at_once = earlier.snapshots
    assert 1 < at_once <= AT_ONCE + 1
    draw(farm, worker, seconds=0.1)
    assert earlier.snapshots - at_once <= ROUNDS * 0.1 * SHARE / LEAST_SECONDS + 1
    assert isinstance(farm.ask(SnapshotWanted()), SnapshotPart), "Others do not wait for it."

    def has_caught_up() -> bool:
        # What it asks for after one step is answered in a later one.
        farm.step(LONGEST_PAUSE_SECONDS)
        return seen["a"] == farm.view("a")

    wait_until(has_caught_up)
    client.close()


def test_of_several_questions_that_wait_the_last_one_is_answered(farm: ManualFarm) -> None:
    for _ in range(AT_ONCE + 1):
        farm.ask(SnapshotWanted())
    told = len(farm.answers)
    numbers: list[str] = []
    farm.broker.consume(f"{reply_prefix('ann')}many", lambda delivery: numbers.append(delivery.correlation_id))
    for number in range(AT_ONCE + 3):
        farm.broker.send(
            "requests",
            SnapshotWanted(),
            sender="ann",
            reply_to=f"{reply_prefix('ann')}many",
            correlation_id=str(number),
        )
    farm.step()
    before = len(numbers)
    assert before <= AT_ONCE + 1
    farm.step(LONGEST_PAUSE_SECONDS)
    wait_until(lambda: len(numbers) == before + 1)
    assert numbers[-1] == str(AT_ONCE + 2)
    assert len(farm.answers) == told


def test_expensive_snapshots_come_less_often_but_within_a_client_s_patience() -> None:
    pace, now, told = SnapshotPace(), 0.0, 0
    while now < 1000.0:
        pause = pace.pause("window", now)
        assert pause <= LONGEST_PAUSE_SECONDS
        now += pause
        pace.took("window", 0.4, now)
        told += 1
        assert pace.pause("another", now) == 0.0
    assert told == pytest.approx(1000.0 * SHARE / 0.4, abs=8)
    assert pace.pause("window", now + 1000.0) == 0.0
