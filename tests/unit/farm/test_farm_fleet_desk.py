"""What clients are told of machines, and what admins may have done to them: with a real store and autoscaler."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest
from store_kit import make_plan, make_request, open_store

from app.core.errors import CapacityError, FleetAwayError, FleetError, UsageError
from app.core.fleet import Activity, Instance, InstanceState
from app.core.messages import Claim, FleetAction, FleetPart, FleetWanted
from app.core.ports import FleetOutcome
from app.core.states import TaskKind
from app.farm.clock import SystemClock
from app.farm.farm_parts import access_of
from app.farm.fleet.desk import FleetDesk
from app.farm.fleet.direct import FleetDeed, act_directly
from app.farm.fleet.local import LocalFleet, LocalMachine
from app.farm.scaling.autoscaler import Autoscaler, FarmSight
from app.farm.scaling.views import Load
from app.farm.store import Change, transitions, wishes
from app.farm.store.going import Going, nodes_going

WAIT_SECONDS = 60.0
SLEEPS = (sys.executable, "-c", "import time; time.sleep(600)")


class CapriciousFleet:
    """A local fleet that may refuse: what is in `refusals` comes instead of the next calls' outcomes."""

    def __init__(self, fleet: LocalFleet) -> None:
        self.fleet = fleet
        self.refusals: list[FleetError] = []
        self.away = False
        self.provider = fleet.provider
        self.mark, self.close = fleet.mark, fleet.close

    def describe(self) -> tuple[Instance, ...]:
        if self.away:
            raise FleetAwayError("Listing instances did not succeed.", "AWS is too busy.")
        return self.fleet.describe()

    def start(self, instance_ids: Sequence[str]) -> tuple[FleetOutcome, ...]:
        if self.refusals:
            error = self.refusals.pop()
            return tuple(FleetOutcome(one, InstanceState.STOPPED, error) for one in instance_ids)
        return self.fleet.start(instance_ids)

    def stop(self, instance_ids: Sequence[str], *, at_once: bool = False) -> tuple[FleetOutcome, ...]:
        if self.refusals:
            raise self.refusals.pop()
        return self.fleet.stop(instance_ids, at_once=at_once)


class Farm:
    """A store, machines, an autoscaler that only looks, and the desk."""

    def __init__(self, folder: Path, fleet: CapriciousFleet, *, finish_seconds: float = WAIT_SECONDS) -> None:
        self.clock = SystemClock()
        self.store = open_store(folder / "home", self.clock)
        self.fleet = fleet
        self.scaler = Autoscaler(
            self.store, fleet, self.clock, sight=lambda: FarmSight(workers=()), load=Load, tick_seconds=0.1
        )
        self.desk = FleetDesk(
            self.store,
            fleet,
            self.scaler,
            self.clock,
            access=access_of("cleo"),
            finish_seconds=finish_seconds,
            look_seconds=0.02,
        )
        self.scaler.start()
        self.desk.start()

    def close(self) -> None:
        self.desk.stop()
        self.scaler.stop()
        self.store.close()

    def list(self) -> FleetPart:
        (part,) = self.desk.questions[FleetWanted](FleetWanted(), "ann")
        assert isinstance(part, FleetPart)
        return part

    def act(self, action: str, *names: str, sender: str = "cleo") -> None:
        list(self.desk.questions[FleetAction](FleetAction(action=action, instances=names), sender))

    def wait(self, condition: Callable[[dict[str, Instance]], bool]) -> dict[str, Instance]:
        deadline = time.monotonic() + WAIT_SECONDS
        while True:
            found = {one.name: one for one in self.list().instances}
            if condition(found):
                return found
            assert time.monotonic() < deadline, (found, self.activities())
            time.sleep(0.01)

    def wait_for(self, name: str, state: InstanceState) -> Instance:
        return self.wait(lambda found: name in found and found[name].state is state)[name]

    def activities(self) -> tuple[Activity, ...]:
        return self.scaler.activities()

    def wait_for_activity(self, condition: Callable[[Activity], bool]) -> Activity:
        deadline = time.monotonic() + WAIT_SECONDS
        while True:
            found = [one for one in self.activities() if condition(one)]
            if found:
                return found[-1]
            assert time.monotonic() < deadline, self.activities()
            time.sleep(0.01)

    def grant(self, node: str) -> int:
        """Let a worker of a node hold something; the number of the attempt."""
        request = make_request("j")
        claim = Claim(claim_id="c", worker=f"{node}.1", boot="b", engines=("builtin",))

        def give(change: Change) -> int:
            wishes.submit_all(change, (request,))
            transitions.start_task(change, "j", TaskKind.PREPARE)
            transitions.prepared(change, "j", make_plan(request), ())
            given = transitions.grant(change, claim, "j", (0, 3), lease_seconds=600)
            assert given is not None
            return given.attempt

        return self.store.apply(give)

    def end(self, attempt: int) -> None:
        """The worker holds it no more."""
        self.store.apply(lambda change: transitions.expire(change, attempt))

    def going(self) -> dict[str, Going]:
        with self.store.read() as session:
            return nodes_going(session)


@pytest.fixture
def fleet(tmp_path: Path) -> Iterator[CapriciousFleet]:
    machines = [LocalMachine(node=f"node{number}", command=SLEEPS, price=3600.0) for number in (1, 2)]
    local = LocalFleet(machines, SystemClock(), end_seconds=5.0)
    yield CapriciousFleet(local)
    local.close()


@pytest.fixture
def farm(tmp_path: Path, fleet: CapriciousFleet) -> Iterator[Farm]:
    farm = Farm(tmp_path, fleet)
    yield farm
    farm.close()


def test_everybody_may_see_the_machines_and_as_of_when(farm: Farm, fleet: CapriciousFleet) -> None:
    farm.wait(lambda found: len(found) == 2)
    part = farm.list()
    assert (part.provider, part.last, part.problem) == ("local", True, None)
    assert [one.name for one in part.instances] == ["node1", "node2"]
    assert abs(part.as_of - time.time()) < WAIT_SECONDS
    fleet.away = True
    deadline = time.monotonic() + WAIT_SECONDS
    while (problem := farm.list().problem) is None:
        assert time.monotonic() < deadline
    assert "too busy" in problem.cause
    assert len(farm.list().instances) == 2


def test_admins_start_and_stop_machines_and_all_of_it_is_written_down(farm: Farm) -> None:
    farm.wait(lambda found: len(found) == 2)
    farm.act("start", "node1", "local-node2")
    farm.wait_for("node1", InstanceState.RUNNING)
    farm.wait_for("node2", InstanceState.RUNNING)
    started = farm.wait_for_activity(lambda one: one.what == "start" and bool(one.outcome))
    assert (started.who, started.targets, started.outcome) == ("cleo", ("node1", "node2"), "done")
    farm.act("stop", "node1")
    farm.wait_for("node1", InstanceState.STOPPED)
    stopped = farm.wait_for_activity(lambda one: one.what == "stop" and bool(one.outcome))
    assert (stopped.targets, stopped.outcome) == (("node1",), "done")
    assert farm.list().instances[1].state is InstanceState.RUNNING


def test_cost_of_today_is_counted(farm: Farm) -> None:
    farm.wait(lambda found: len(found) == 2)
    farm.act("start", "node1")
    found = farm.wait(lambda found: found["node1"].cost_today > 0)
    # At a dollar a second, and a minute at least.
    assert found["node1"].cost_today >= 60.0
    assert found["node2"].cost_today == 0.0


def test_a_machine_is_stopped_when_its_workers_hold_nothing_any_more(farm: Farm) -> None:
    farm.wait(lambda found: len(found) == 2)
    farm.act("start", "node1", "node2")
    farm.wait(lambda found: all(one.state is InstanceState.RUNNING for one in found.values()))
    attempt = farm.grant("node1")
    farm.act("stop", "node1", "node2")
    farm.wait_for("node2", InstanceState.STOPPED)
    assert set(farm.going()) >= {"node1"}
    assert farm.wait_for("node1", InstanceState.RUNNING)
    farm.end(attempt)
    farm.wait_for("node1", InstanceState.STOPPED)
    told = farm.wait_for_activity(lambda one: one.what == "stop" and bool(one.outcome))
    assert (told.targets, told.outcome) == (("node1", "node2"), "done")


def test_a_machine_whose_workers_take_too_long_is_stopped_all_the_same(tmp_path: Path, fleet: CapriciousFleet) -> None:
    farm = Farm(tmp_path, fleet, finish_seconds=0.1)
    try:
        farm.wait(lambda found: len(found) == 2)
        farm.act("start", "node1")
        farm.wait_for("node1", InstanceState.RUNNING)
        farm.grant("node1")
        farm.act("stop", "node1")
        farm.wait_for("node1", InstanceState.STOPPED)
    finally:
        farm.close()


def test_kill_waits_for_nobody(farm: Farm) -> None:
    farm.wait(lambda found: len(found) == 2)
    farm.act("start", "node1")
    farm.wait_for("node1", InstanceState.RUNNING)
    farm.grant("node1")
    farm.act("kill", "node1")
    farm.wait_for("node1", InstanceState.STOPPED)


def test_who_starts_a_machine_again_takes_the_stop_back(farm: Farm) -> None:
    farm.wait(lambda found: len(found) == 2)
    farm.act("start", "node1")
    farm.wait_for("node1", InstanceState.RUNNING)
    attempt = farm.grant("node1")
    farm.act("stop", "node1")
    assert set(farm.going()) == {"node1"}
    farm.act("start", "node1")
    told = farm.wait_for_activity(lambda one: one.what == "stop" and bool(one.outcome))
    assert "started again" in told.outcome
    farm.end(attempt)
    farm.wait_for_activity(lambda one: one.what == "start" and one.number > told.number and bool(one.outcome))
    assert farm.going() == {}
    assert farm.wait_for("node1", InstanceState.RUNNING)


def test_a_stop_goes_on_after_the_manager_was_restarted(tmp_path: Path, fleet: CapriciousFleet) -> None:
    before = Farm(tmp_path, fleet)
    before.wait(lambda found: len(found) == 2)
    before.act("start", "node1")
    before.wait_for("node1", InstanceState.RUNNING)
    attempt = before.grant("node1")
    before.act("stop", "node1")
    before.close()
    after = Farm(tmp_path, fleet)
    try:
        after.wait_for("node1", InstanceState.RUNNING)
        after.end(attempt)
        after.wait_for("node1", InstanceState.STOPPED)
    finally:
        after.close()


def test_what_a_provider_refuses_is_written_down(farm: Farm, fleet: CapriciousFleet) -> None:
    farm.wait(lambda found: len(found) == 2)
    fleet.refusals.append(CapacityError("Starting instances did not succeed.", "AWS has no room for this type."))
    farm.act("start", "node1")
    told = farm.wait_for_activity(lambda one: one.what == "start" and bool(one.outcome))
    assert "node1: Starting instances did not succeed. AWS has no room" in told.outcome
    farm.act("start", "node1")
    farm.wait_for("node1", InstanceState.RUNNING)
    fleet.refusals.append(FleetError("It is a machine that cannot be stopped."))
    farm.act("stop", "node1")
    told = farm.wait_for_activity(lambda one: one.what == "stop" and bool(one.outcome))
    assert "cannot be stopped" in told.outcome
    assert farm.going() == {}


def test_what_cannot_be_asked_for(farm: Farm) -> None:
    farm.wait(lambda found: len(found) == 2)
    with pytest.raises(UsageError, match="ann may not start and stop machines"):
        farm.act("start", "node1", sender="ann")
    with pytest.raises(UsageError, match="no machine “node9”"):
        farm.act("start", "node1", "node9")
    with pytest.raises(UsageError, match="no action “terminate”"):
        farm.act("terminate", "node1")
    with pytest.raises(UsageError, match="No machine was named"):
        farm.act("start")
    assert farm.activities() == ()
    assert all(one.state is InstanceState.STOPPED for one in farm.list().instances)


def test_machines_that_were_never_seen_cannot_be_started(tmp_path: Path, fleet: CapriciousFleet) -> None:
    fleet.away = True
    farm = Farm(tmp_path, fleet)
    try:
        deadline = time.monotonic() + WAIT_SECONDS
        while farm.list().problem is None:
            assert time.monotonic() < deadline
        with pytest.raises(FleetAwayError, match="too busy"):
            farm.act("start", "node1")
    finally:
        farm.close()


def test_a_farm_without_machines_says_so(tmp_path: Path) -> None:
    clock = SystemClock()
    with open_store(tmp_path / "home", clock) as store:
        desk = FleetDesk(store, None, None, clock, access=access_of("cleo"), finish_seconds=1.0)
        desk.start()
        (part,) = desk.questions[FleetWanted](FleetWanted(), "ann")
        assert isinstance(part, FleetPart)
        assert (part.provider, part.instances) == ("", ())
        with pytest.raises(UsageError, match="no machines that can be started"):
            desk.questions[FleetAction](FleetAction(action="start", instances=("node1",)), "cleo")
        desk.stop()


def test_what_was_done_while_no_manager_answered_is_written_down_once(tmp_path: Path, fleet: CapriciousFleet) -> None:
    act_directly(fleet, FleetDeed.START, fleet.describe()[:1], user="cleo@studio", now=1_700_000_000.0)
    fleet.mark(["local-node2"], {"farmhand:direct": "somebody's remark"})
    for _ in range(2):
        farm = Farm(tmp_path, fleet)
        try:
            told = farm.wait_for_activity(lambda one: "directly" in one.why)
            farm.wait_for("node1", InstanceState.RUNNING)
            assert (told.who, told.what, told.targets, told.outcome) == ("cleo@studio", "start", ("node1",), "done")
            assert "2023-11-14 22:13:20 UTC" in told.why
            assert len(farm.activities()) == 1
        finally:
            farm.close()
