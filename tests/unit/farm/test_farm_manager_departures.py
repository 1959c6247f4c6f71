"""Nodes that are to go: nothing is granted to them, whoever is first, and they go only while they hold nothing."""

from __future__ import annotations

import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from manual_farm import HandWorker, ManualFarm
from sqlalchemy.engine import URL

from app.core.messages import AnyMessage, Drain, MayStop
from app.core.ports import CLAIMS
from app.farm.store.activities import activities
from app.farm.store.going import Going, go, holding_nodes, nodes_going, stay
from tests.fakes.examples import examples

IDLE = 600.0


@pytest.fixture
def farm(store_place: Path | URL) -> Iterator[ManualFarm]:
    one = ManualFarm(store_place, settings={"longest_chunk": 2})
    yield one
    one.close()


def let_go(farm: ManualFarm, node: str, **more: bool) -> bool:
    wanted = Going(node=node, instance_id=f"i-{node}", who="scaling")
    return farm.store.apply(lambda change: go(change, wanted, **more))


def welcome(farm: ManualFarm, node: str) -> None:
    farm.store.apply(lambda change: stay(change, [node]))


def ask(farm: ManualFarm, worker: HandWorker) -> None:
    worker.send(CLAIMS, MayStop(worker=worker.name, boot=worker.boot, idle_seconds=IDLE))
    farm.step()


class _NodesWorker(HandWorker):
    """One of several workers of a node, which is the user that sends."""

    def send(self, queue: str, message: AnyMessage) -> None:
        self.farm.broker.send(queue, message, sender=self.name.partition(".")[0])


def idle(farm: ManualFarm, *names: str, boot: str = "b") -> list[HandWorker]:
    workers: list[HandWorker] = [_NodesWorker(farm, name, boot) for name in names]
    for worker in workers:
        worker.claim()
    farm.step()
    return workers


def test_a_node_that_is_to_go_gets_nothing_until_it_is_welcome_again(farm: ManualFarm) -> None:
    [going] = idle(farm, "n1.1")
    [staying] = idle(farm, "n2.1")
    assert let_go(farm, "n1")
    farm.submit("film", frames=60)
    farm.step()
    assert (len(going.grants), len(staying.grants)) == (0, 1)
    going.claim()
    farm.step()
    assert going.grants == []
    welcome(farm, "n1")
    going.claim()
    farm.step()
    assert len(going.grants) == 1


def test_a_node_that_holds_something_is_not_let_go_unless_it_shall_finish_that(farm: ManualFarm) -> None:
    [worker] = idle(farm, "n1.1")
    farm.submit("film", frames=60)
    farm.step()
    assert not let_go(farm, "n1")
    assert let_go(farm, "n1", although_busy=True)
    worker.finish(worker.grant)
    worker.claim()
    farm.step()
    assert len(worker.grants) == 1
    with farm.store.read() as session:
        assert holding_nodes(session) == {}
        assert nodes_going(session)["n1"].instance_id == "i-n1"


def test_a_node_whose_lease_has_ended_may_go(farm: ManualFarm) -> None:
    idle(farm, "n1.1")
    farm.submit("film", frames=60)
    farm.step()
    farm.step(farm.settings.lease_seconds + 1)
    assert let_go(farm, "n1")


def test_it_survives_the_manager(farm: ManualFarm) -> None:
    idle(farm, "n1.1")
    assert let_go(farm, "n1")
    farm.restart()
    [worker] = idle(farm, "n1.1")
    farm.submit("film", frames=60)
    farm.step()
    assert worker.grants == []


def test_an_idle_node_may_shut_down_when_all_its_workers_have_asked(farm: ManualFarm) -> None:
    first, second = idle(farm, "n1.1", "n1.2")
    ask(farm, first)
    assert first.of(Drain) == []
    ask(farm, second)
    assert [one.of(Drain) for one in (first, second)] == [[Drain(shut_down=True)]] * 2
    farm.submit("film", frames=60)
    farm.step()
    assert first.grants == second.grants == []
    with farm.store.read() as session:
        [told] = activities(session)
    assert (told.what, told.targets, told.outcome) == ("shut down", ("n1",), "done")
    assert "nothing to draw for 10 min" in told.why


def test_one_that_was_not_reached_is_told_again(farm: ManualFarm) -> None:
    [worker] = idle(farm, "n1.1")
    ask(farm, worker)
    ask(farm, worker)
    assert worker.of(Drain) == [Drain(shut_down=True)] * 2
    with farm.store.read() as session:
        assert len(activities(session)) == 1


def test_what_was_asked_long_ago_does_not_count(farm: ManualFarm) -> None:
    first, second = idle(farm, "n1.1", "n1.2")
    ask(farm, first)
    farm.step(60)
    first.claim()
    second.claim()
    ask(farm, second)
    assert second.of(Drain) == []


def test_a_node_of_which_a_worker_draws_stays(farm: ManualFarm) -> None:
    first, second = idle(farm, "n1.1", "n1.2")
    farm.submit("film", frames=5)
    farm.step()
    ask(farm, first)
    ask(farm, second)
    assert first.of(Drain) == second.of(Drain) == []


def test_a_node_that_the_farm_needs_stays(store_place: Path | URL) -> None:
    farm = ManualFarm(store_place, may_leave=lambda node: node != "n1")
    try:
        [needed] = idle(farm, "n1.1")
        [other] = idle(farm, "n2.1")
        ask(farm, needed)
        ask(farm, other)
        assert needed.of(Drain) == []
        assert other.of(Drain) == [Drain(shut_down=True)]
    finally:
        farm.close()


def test_a_node_that_has_shut_down_is_welcome_when_it_is_back(farm: ManualFarm) -> None:
    [worker] = idle(farm, "n1.1")
    ask(farm, worker)
    farm.submit("film", frames=60)
    [back] = idle(farm, "n1.1", boot="another")
    assert len(back.grants) == 1
    with farm.store.read() as session:
        assert nodes_going(session) == {}


def test_grants_and_departures_at_the_same_time(tmp_path: Path) -> None:
    """Two threads, the scheduler's and that of who scales, meet in every order: never are both granted and gone."""
    farm = ManualFarm(tmp_path, settings={"longest_chunk": 1})
    met = {True: 0, False: 0}
    try:
        farm.submit("film", frames=2000)
        for number in range(60):
            worker = farm.worker(f"n{number}")
            worker.claim()
            assert farm.broker.wait_idle(10)
            gate = threading.Barrier(2)
            gone: list[bool] = []

            def leave(node: str = f"n{number}", gate: threading.Barrier = gate, gone: list[bool] = gone) -> None:
                gate.wait()
                gone.append(let_go(farm, node))

            thread = threading.Thread(target=leave)
            thread.start()
            gate.wait()
            farm.manager.tick(farm.clock.monotonic())
            thread.join()
            assert farm.broker.wait_idle(10)
            assert bool(worker.grants) is not gone[0]
            met[gone[0]] += 1
    finally:
        farm.close()
    assert sum(met.values()) == 60


class Race(RuleBasedStateMachine):
    """Everything that may happen between grants and departures, in any order."""

    nodes = st.sampled_from(["n1", "n2"])

    @initialize()
    def begin(self) -> None:
        self.folder = tempfile.TemporaryDirectory()
        self.farm = ManualFarm(Path(self.folder.name) / "farm", settings={"longest_chunk": 1})
        self.farm.submit("film", frames=500)
        self.workers = {name: self.farm.worker(name) for name in ("n1", "n2")}
        self.let_finish: set[str] = set()

    @rule(node=nodes)
    def claim(self, node: str) -> None:
        self.workers[node].claim()
        assert self.farm.broker.wait_idle(10)

    @rule()
    def schedule(self) -> None:
        with self.farm.store.read() as session:
            going = set(nodes_going(session))
        before = {name: len(worker.grants) for name, worker in self.workers.items()}
        self.farm.step()
        for name in going:
            assert len(self.workers[name].grants) == before[name], "a node that is to go was granted something"

    @rule(node=nodes, although_busy=st.booleans())
    def go(self, node: str, although_busy: bool) -> None:
        with self.farm.store.read() as session:
            holds, is_going = node in holding_nodes(session), node in nodes_going(session)
        gone = let_go(self.farm, node, although_busy=although_busy)
        assert gone is (is_going or although_busy or not holds)
        if gone and holds:
            self.let_finish.add(node)

    @rule(node=nodes)
    def finish(self, node: str) -> None:
        worker = self.workers[node]
        if worker.grants:
            worker.finish(worker.grant)
            assert self.farm.broker.wait_idle(10)
            self.let_finish.discard(node)

    @rule(node=nodes)
    def come_back(self, node: str) -> None:
        welcome(self.farm, node)
        self.let_finish.discard(node)

    @rule()
    def restart(self) -> None:
        self.farm.restart()
        self.workers = {name: self.farm.worker(name, boot=f"b{self.farm.store.epoch}") for name in ("n1", "n2")}

    @invariant()
    def who_goes_holds_nothing_but_what_it_shall_finish(self) -> None:
        with self.farm.store.read() as session:
            both = set(nodes_going(session)) & set(holding_nodes(session))
        assert both <= self.let_finish

    def teardown(self) -> None:
        self.farm.close()
        self.folder.cleanup()


TestRace = Race.TestCase
TestRace.settings = settings(max_examples=examples(8), stateful_step_count=25, deadline=None)
