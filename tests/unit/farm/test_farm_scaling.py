"""The autoscaler over a real store: what it writes down, learns and survives, and what clients are told of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy.engine import URL
from store_kit import open_store

from app.core.errors import FleetAwayError, UsageError
from app.core.fleet import Activity, InstanceState, ScalingPolicy
from app.core.messages import ActivitiesPart, ActivitiesWanted, FleetPart, FleetWanted, ScalingChange
from app.farm.clock import ManualClock
from app.farm.scaling.desk import ScalingDesk
from app.farm.scaling.parts import without_machines
from app.farm.store.activities import activities, add_activity, end_activity
from app.farm.store.going import Going, go
from app.farm.store.machines import MachineRecord, add_boot, boot_seconds, spent_since
from tests.fakes.simulated_machines import CALM, SimMachine, World

BEGIN = 1_700_049_600.0
SCALES = ScalingPolicy(enabled=True, maximum=3, target_minutes=5.0, idle_minutes=2.0)


def world(folder: Path, policy: ScalingPolicy = SCALES, **more: object) -> World:
    machines = [SimMachine(f"m{number}", "c7i", "a", 1.0, 2) for number in range(3)]
    work = more.pop("work", {0.0: 4000.0})
    return World(folder, 1, policy, machines, chances=CALM, begin=BEGIN, work=work, **more)  # type: ignore[arg-type]


@pytest.fixture
def farm(tmp_path: Path) -> Iterator[World]:
    one = world(tmp_path)
    yield one
    one.close()


def told(farm: World, what: str) -> list[Activity]:
    return [one for one in farm.autoscaler.activities(most=1000) if one.what == what]


def test_a_batch_is_drawn_by_machines_that_come_and_go(farm: World) -> None:
    farm.run(400, until_drawn=True)
    assert farm.drawn_at is not None
    assert all(one.state is InstanceState.STOPPED for one in farm.machines.values()) or farm.run(50) is None
    first = told(farm, "start")[0]
    assert (first.who, first.targets, first.outcome) == ("scaling", ("m0", "m1"), "done")
    assert first.numbers["work_seconds"] > 0 and first.why
    assert told(farm, "stop")[-1].why.startswith("m")


def test_what_machines_cost_and_how_long_they_boot_is_known(farm: World) -> None:
    farm.run(30)
    seen = {one.name: one for one in farm.autoscaler.machines().instances}
    up = [one for one in seen.values() if one.state is InstanceState.RUNNING]
    assert up and all(one.cost_today == pytest.approx((farm.clock.now() - one.launched) / 3600, rel=0.1) for one in up)
    with farm.store.read() as session:
        boot = boot_seconds(session, "c7i")
        spent = spent_since(session, farm.clock.now())
    assert boot is not None and 60 <= boot <= 260
    assert spent == pytest.approx(sum(farm.bills.values()), rel=0.1)


def test_a_dry_run_writes_down_what_it_would_do_and_does_nothing(tmp_path: Path) -> None:
    farm = world(tmp_path, ScalingPolicy(enabled=True, dry_run=True, maximum=3, target_minutes=5.0))
    try:
        farm.run(60)
        assert all(one.state is InstanceState.STOPPED for one in farm.machines.values())
        starts = told(farm, "start")
        assert starts and all(one.dry_run and one.outcome == "done" for one in starts)
        assert len(starts) <= 2  # It is not said again every ten seconds.
    finally:
        farm.close()


def test_nothing_happens_while_scaling_is_off(tmp_path: Path) -> None:
    farm = world(tmp_path, ScalingPolicy())
    try:
        farm.run(20)
        assert farm.decisions == []
        assert farm.autoscaler.machines().as_of == farm.clock.now()
    finally:
        farm.close()


def test_what_was_begun_when_the_manager_died_is_told_as_not_known(farm: World) -> None:
    farm.store.apply(lambda change: add_activity(change, Activity(number=0, at=0, who="scaling", what="start")))
    another = farm._manager()
    another.start()
    another.stop()
    [one] = told(farm, "start")
    assert "ended meanwhile" in one.outcome


def test_a_provider_that_is_away_is_told_with_the_machines_as_they_were(farm: World) -> None:
    farm.run(1)
    before = farm.autoscaler.machines()
    farm._outage_until = farm.clock.now() + 100
    farm.run(1)
    after = farm.autoscaler.machines()
    assert after.instances == before.instances and after.as_of == before.as_of
    assert after.problem is not None and after.problem.kind == FleetAwayError.__name__


def test_a_machine_that_does_not_come_up_is_left_alone_for_longer_each_time(tmp_path: Path) -> None:
    farm = world(tmp_path)
    try:
        for _ in range(2):
            farm.run(3)
            for one in farm.machines.values():
                one.state = InstanceState.STOPPED
            farm.run(1)
            farm.clock.advance(400)
        failed = told(farm, "failed")
        assert failed and "before anything was heard of it" in failed[0].why
        farm.run(10)
        assert all(
            one.state is InstanceState.STOPPED for one in farm.machines.values() if one.name in failed[-1].targets
        )
    finally:
        farm.close()


def test_no_room_in_a_zone_lets_the_next_zone_come_first(tmp_path: Path) -> None:
    machines = [
        SimMachine("a1", "c7i", "a", 1.0, 2),
        SimMachine("a2", "c7i", "a", 1.0, 2),
        SimMachine("b1", "c7i", "b", 1.2, 2),
    ]
    policy = ScalingPolicy(enabled=True, maximum=1, target_minutes=60.0)
    farm = World(tmp_path, 1, policy, machines, chances=CALM, begin=BEGIN, work={0.0: 3000.0})
    try:
        farm._no_room["c7i", "a"] = BEGIN + 10_000
        farm.run(10)
        assert [one.name for one in farm.machines.values() if one.state is not InstanceState.STOPPED] == ["b1"]
        assert "There is no c7i in a." in told(farm, "start")[0].outcome
        assert told(farm, "start")[-1].outcome == "done"
    finally:
        farm.close()


def test_when_scaling_is_turned_off_machines_that_were_to_go_stay(tmp_path: Path) -> None:
    farm = world(tmp_path, work={0.0: 100_000.0})
    try:
        farm.run(60)
        farm.autoscaler.change_policy(ScalingPolicy(enabled=True, maximum=0), "cleo")
        farm.autoscaler.tick()
        farm.autoscaler.change_policy(ScalingPolicy(), "cleo")
        farm.run(30)
        assert any(one.chunks for one in farm.machines.values())
    finally:
        farm.close()


def test_admins_change_the_policy_and_everybody_sees_what_was_decided(farm: World) -> None:
    desk = ScalingDesk(farm.autoscaler, provider="ec2", access=lambda sender, _: sender == "cleo")
    change, wanted = desk.questions[ScalingChange], desk.questions[ActivitiesWanted]
    policy = ScalingPolicy(enabled=True, maximum=7)
    with pytest.raises(UsageError, match="bob may not change"):
        list(change(ScalingChange(policy=policy), "bob"))
    with pytest.raises(UsageError, match="above the maximum"):
        list(change(ScalingChange(policy=ScalingPolicy(minimum=9)), "cleo"))
    [part] = change(ScalingChange(policy=policy), "cleo")
    assert isinstance(part, FleetPart) and part.policy == policy and part.provider == "ec2"
    assert farm._manager().policy() == policy  # also after a restart
    [found] = wanted(ActivitiesWanted(), "bob")
    assert isinstance(found, ActivitiesPart) and found.last
    latest = found.activities[-1]
    assert (latest.who, latest.what) == ("cleo", "policy") and "maximum: 3 → 7" in latest.why
    [later] = wanted(ActivitiesWanted(after=latest.number), "bob")
    assert isinstance(later, ActivitiesPart) and later.activities == ()


def test_a_node_that_asks_may_leave_while_the_minimum_stays(tmp_path: Path) -> None:
    farm = world(tmp_path, ScalingPolicy(enabled=True, minimum=1, maximum=2), work={0.0: 100_000.0})
    try:
        farm.run(40)
        up = [one.node for one in farm.machines.values() if one.alive]
        assert len(up) == 2
        assert all(farm.autoscaler.may_leave(node) for node in up)
        farm.autoscaler.change_policy(ScalingPolicy(enabled=True, minimum=2, maximum=2), "cleo")
        assert not any(farm.autoscaler.may_leave(node) for node in up)
        assert farm.autoscaler.may_leave("a computer of its own")
    finally:
        farm.close()


def test_the_store_keeps_activities_and_boots_on_every_database(store_place: Path | URL) -> None:
    with open_store(store_place, ManualClock()) as store:
        for number in range(1, 6):
            one = Activity(number=0, at=0.0, who="ä", what="start", why="日本" * 100, numbers={"a": 1.5})
            assert store.apply(lambda change, one=one: add_activity(change, one)) == number  # type: ignore[misc]
        store.apply(lambda change: end_activity(change, 3, "x" * 5000))
        with store.read() as session:
            found = activities(session, after=2, most=2)
        assert [one.number for one in found] == [4, 5]
        with store.read() as session:
            third = activities(session, after=2)[0]
        assert third.outcome == "x" * 1024 and third.why == "日本" * 100
        for seconds in (100.0, 140.0, 120.0, 400.0):
            store.apply(lambda change, s=seconds: add_boot(change, MachineRecord("i" + str(s), type="t"), s))  # type: ignore[misc]
        with store.read() as session:
            assert boot_seconds(session, "t") == 140.0
            assert boot_seconds(session, "unknown") == 140.0


def test_a_farm_without_machines_says_so_to_whoever_asks(tmp_path: Path) -> None:
    with open_store(tmp_path, ManualClock()) as store:
        questions = without_machines(store, ManualClock())
        [part] = questions[FleetWanted](FleetWanted(), "ann")
        assert isinstance(part, FleetPart) and part.provider == "" and part.instances == ()
        [activities_part] = questions[ActivitiesWanted](ActivitiesWanted(), "ann")
        assert isinstance(activities_part, ActivitiesPart) and activities_part.last
        with pytest.raises(UsageError, match="no machines"):
            list(questions[ScalingChange](ScalingChange(policy=SCALES), "ann"))


def test_a_machine_that_a_person_stopped_is_not_started_again_by_a_rule_at_once(farm: World) -> None:
    farm.run(30)
    [first, *_] = [one for one in farm.machines.values() if one.alive]
    farm.store.apply(
        lambda change: go(
            change,
            Going(node=first.node, instance_id=first.name, who="cleo", launched=first.launched),
            although_busy=True,
        )
    )
    farm.left = 100_000.0
    farm.run(60)
    assert first.state is InstanceState.STOPPED
    starts = [one for one in told(farm, "start") if first.name in one.targets]
    assert len(starts) == 1
