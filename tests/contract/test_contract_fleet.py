"""What every fleet must do. An adapter joins by adding its factory to `FACTORIES`."""

from __future__ import annotations

import sys
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from app.core.errors import InstanceBusyError, InstanceGoneError
from app.core.fleet import Instance, InstanceState
from app.core.ports import Fleet
from app.farm.clock import SystemClock
from app.farm.fleet.ec2 import Ec2Fleet
from app.farm.fleet.ec2_options import Ec2Options
from app.farm.fleet.local import LocalFleet, LocalMachine
from app.farm.fleet.prices import open_prices
from tests.fakes.ec2 import SlowEc2
from tests.servers.s3 import S3Server

WAIT_SECONDS = 60.0

AGENT = """
import pathlib, signal, sys, time
def end(*_):
    while pathlib.Path(sys.argv[1]).exists(): time.sleep(0.01)
    sys.exit(0)
signal.signal(signal.SIGTERM, end)
while True: time.sleep(0.02)
"""
"""What stands for an agent: it works until it is told to end, and then as long as a file is there."""


@dataclass(frozen=True, slots=True)
class Tried:
    """A fleet of the machines node1, node2 and node3, all stopped; `slow` makes stopping take its time."""

    fleet: Fleet
    unknown: str
    hold: Callable[[], None]
    release: Callable[[], None]


def local(request: pytest.FixtureRequest, tmp_path: Path) -> Tried:
    held = tmp_path / "held"
    command = (sys.executable, "-c", AGENT, str(held))
    machines = [LocalMachine(node=f"node{number}", command=command) for number in (3, 1, 2)]
    fleet = LocalFleet(machines, SystemClock())
    request.addfinalizer(fleet.close)
    request.addfinalizer(lambda: held.unlink(missing_ok=True))
    return Tried(fleet, "local-node9", held.touch, lambda: held.unlink(missing_ok=True))


def ec2(request: pytest.FixtureRequest, tmp_path: Path) -> Tried:
    """Machines of moto's, which take a moment to start and stop."""
    moto: S3Server = request.getfixturevalue("moto")
    request.getfixturevalue("s3_keys")
    server = SlowEc2(moto.endpoint)
    request.addfinalizer(server.close)
    server.day.transition_seconds = 0.1
    farm = f"contract {uuid.uuid4().hex[:8]}"
    server.make_instances(farm, "node3", "node1", "node2")
    (other,) = server.make_instances("another farm", "node1")
    fleet = Ec2Fleet(Ec2Options(farm=farm, endpoint=server.endpoint), open_prices(None))
    request.addfinalizer(fleet.close)

    def hold() -> None:
        server.day.transition_seconds = 3600.0

    return Tried(fleet, other, hold, lambda: server.pass_time(3600.0))


FACTORIES: dict[str, Callable[[pytest.FixtureRequest, Path], Tried]] = {"local": local, "ec2": ec2}


@pytest.fixture(params=FACTORIES)
def tried(request: pytest.FixtureRequest, tmp_path: Path) -> Tried:
    return FACTORIES[request.param](request, tmp_path)


@pytest.fixture
def fleet(tried: Tried) -> Fleet:
    return tried.fleet


def ids(fleet: Fleet, *names: str) -> list[str]:
    known = {one.name: one.instance_id for one in fleet.describe()}
    return [known[name] for name in names]


def wait_for(fleet: Fleet, name: str, *states: InstanceState) -> Instance:
    deadline = time.monotonic() + WAIT_SECONDS
    while True:
        (found,) = (one for one in fleet.describe() if one.name == name)
        if found.state in states:
            return found
        assert time.monotonic() < deadline, found
        time.sleep(0.02)


def test_contract_machines_are_listed_by_name_with_the_node_that_runs_on_them(fleet: Fleet) -> None:
    found = fleet.describe()
    assert [one.name for one in found] == ["node1", "node2", "node3"]
    assert [one.node for one in found] == ["node1", "node2", "node3"]
    assert {one.state for one in found} == {InstanceState.STOPPED}
    assert len({one.instance_id for one in found}) == 3
    assert {one.cost_today for one in found} == {0.0}


def test_contract_a_machine_that_is_started_runs_and_says_since_when(fleet: Fleet) -> None:
    begun = time.time()
    (outcome,) = fleet.start(ids(fleet, "node2"))
    assert outcome.error is None
    assert outcome.state in (InstanceState.STARTING, InstanceState.RUNNING)
    running = wait_for(fleet, "node2", InstanceState.RUNNING)
    assert begun - 5 < running.launched < time.time() + 5
    assert wait_for(fleet, "node1", InstanceState.STOPPED).name == "node1"


def test_contract_starting_twice_starts_once(fleet: Fleet) -> None:
    fleet.start(ids(fleet, "node1"))
    launched = wait_for(fleet, "node1", InstanceState.RUNNING).launched
    (outcome,) = fleet.start(ids(fleet, "node1"))
    assert (outcome.state, outcome.error) == (InstanceState.RUNNING, None)
    assert wait_for(fleet, "node1", InstanceState.RUNNING).launched == launched


def test_contract_a_machine_that_is_stopped_can_be_started_again(fleet: Fleet) -> None:
    (node,) = ids(fleet, "node1")
    fleet.start([node])
    wait_for(fleet, "node1", InstanceState.RUNNING)
    (outcome,) = fleet.stop([node])
    assert outcome.error is None
    assert outcome.state in (InstanceState.STOPPING, InstanceState.STOPPED)
    wait_for(fleet, "node1", InstanceState.STOPPED)
    (again,) = fleet.stop([node])
    assert (again.state, again.error) == (InstanceState.STOPPED, None)
    fleet.start([node])
    wait_for(fleet, "node1", InstanceState.RUNNING)


def test_contract_a_machine_that_is_stopping_cannot_be_started_yet(tried: Tried) -> None:
    (node,) = ids(tried.fleet, "node1")
    tried.fleet.start([node])
    wait_for(tried.fleet, "node1", InstanceState.RUNNING)
    tried.hold()
    tried.fleet.stop([node])
    (outcome,) = tried.fleet.start([node])
    assert isinstance(outcome.error, InstanceBusyError)
    assert outcome.error.retryable
    (again,) = tried.fleet.stop([node])
    assert (again.state, again.error) == (InstanceState.STOPPING, None)
    tried.release()
    wait_for(tried.fleet, "node1", InstanceState.STOPPED)
    assert tried.fleet.start([node])[0].error is None


def test_contract_an_unknown_machine_is_refused_and_the_others_are_not(tried: Tried) -> None:
    one, two = ids(tried.fleet, "node1", "node2")
    outcomes = tried.fleet.start([one, tried.unknown, two])
    assert [outcome.instance_id for outcome in outcomes] == [one, tried.unknown, two]
    assert [outcome.error is None for outcome in outcomes] == [True, False, True]
    assert isinstance(outcomes[1].error, InstanceGoneError)
    wait_for(tried.fleet, "node1", InstanceState.RUNNING)
    wait_for(tried.fleet, "node2", InstanceState.RUNNING)
    assert isinstance(tried.fleet.stop([tried.unknown])[0].error, InstanceGoneError)
    with pytest.raises(InstanceGoneError):
        tried.fleet.mark([tried.unknown], {"farmhand:direct": "ann"})


def test_contract_all_can_be_started_and_stopped_at_once(fleet: Fleet) -> None:
    everybody = ids(fleet, "node1", "node2", "node3")
    assert all(outcome.error is None for outcome in fleet.start(everybody))
    for name in ("node1", "node2", "node3"):
        wait_for(fleet, name, InstanceState.RUNNING)
    assert all(outcome.error is None for outcome in fleet.stop(everybody, at_once=True))
    for name in ("node1", "node2", "node3"):
        wait_for(fleet, name, InstanceState.STOPPED)


def test_contract_nothing_to_do_is_no_fault(fleet: Fleet) -> None:
    assert fleet.start([]) == ()
    assert fleet.stop([]) == ()
    fleet.mark([], {})


def test_contract_tags_that_were_set_are_seen(fleet: Fleet) -> None:
    fleet.mark(ids(fleet, "node1"), {"farmhand:direct": "cleo@1700000000"})
    found = {one.name: one.tags.get("farmhand:direct") for one in fleet.describe()}
    assert found == {"node1": "cleo@1700000000", "node2": None, "node3": None}
