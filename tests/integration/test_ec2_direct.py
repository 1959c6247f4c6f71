"""Admins who act on EC2 while no manager answers."""

from __future__ import annotations

import json
import time
import uuid
from collections.abc import Callable, Iterator
from typing import Any, NoReturn

import pytest

from app.cli.main import run
from app.cli.wiring import Wiring
from app.core.settings import Settings
from app.core.settings_fleet import FleetProvider
from app.farm.fleet.direct import FleetDeed, parse_mark
from tests.fakes.ec2 import Fault, SlowEc2, slow_ec2
from tests.servers.s3 import S3Server

Run = Callable[..., int]


@pytest.fixture
def server(moto: S3Server, s3_keys: None) -> Iterator[SlowEc2]:
    with slow_ec2(moto.endpoint) as slow:
        yield slow


@pytest.fixture
def farm() -> str:
    return f"direct {uuid.uuid4().hex[:8]}"


@pytest.fixture
def farmhand(server: SlowEc2, farm: str, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Run]:
    monkeypatch.setenv("FARMHAND_SECRET_BROKER", "a password")
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")

    def no_agents(*_arguments: object, **_more: object) -> NoReturn:
        raise AssertionError("this command starts no workers")

    def with_settings(**values: Any) -> Run:
        own = {"fleet": FleetProvider.EC2, "fleet_farm": farm, "fleet_endpoint": server.endpoint} | values
        wiring = Wiring(start_agents=no_agents, settings=lambda: Settings(**own), owner="ann")
        return lambda *words: run([str(word) for word in words], wiring)

    return with_settings


def tags(server: SlowEc2, instance_id: str) -> dict[str, str]:
    (found,) = server.client().describe_instances(InstanceIds=[instance_id])["Reservations"][0]["Instances"]
    return {tag["Key"]: tag["Value"] for tag in found["Tags"]}


def test_direct_start_and_stop_leave_a_mark(
    server: SlowEc2, farm: str, farmhand: Callable[..., Run], capsys: pytest.CaptureFixture[str]
) -> None:
    one, two = server.make_instances(farm, "node1", "node2")
    # Nothing listens there.
    server.day.transition_seconds = 3600.0
    command = farmhand(broker="amqp://cleo@127.0.0.1:9/farmhand")
    assert command("fleet", "list") == 1
    assert "--direct" in capsys.readouterr().err
    assert server.day.seen == []
    assert command("fleet", "start", "node1", two, "--direct", "--json") == 0
    document = json.loads(capsys.readouterr().out)
    assert document["direct"] is True
    assert [(one["name"], one["state"]) for one in document["machines"]] == [
        ("node1", "starting"),
        ("node2", "starting"),
    ]
    mark = parse_mark(tags(server, one)["farmhand:direct"])
    assert mark is not None
    assert (mark.user, mark.action) == ("cleo", FleetDeed.START)
    assert abs(mark.at - time.time()) < 60
    assert tags(server, two)["farmhand:direct"] == tags(server, one)["farmhand:direct"]
    server.pass_time(3600.0)
    assert command("fleet", "list", "--direct", "--json") == 0
    listed = json.loads(capsys.readouterr().out)
    assert {one["name"]: one["state"] for one in listed["instances"]} == {"node1": "running", "node2": "running"}
    assert command("fleet", "stop", "node2", "--direct") == 0
    told = capsys.readouterr()
    assert told.out == "Stopping: node2\n"
    assert "finish the piece in work" in told.err
    mark = parse_mark(tags(server, two)["farmhand:direct"])
    assert mark is not None and mark.action is FleetDeed.STOP


def test_direct_what_cannot_be_marked_is_not_done(
    server: SlowEc2, farm: str, farmhand: Callable[..., Run], capsys: pytest.CaptureFixture[str]
) -> None:
    server.make_instances(farm, "node1")
    server.day.plan = lambda request: Fault("UnauthorizedOperation", 403) if request.action == "CreateTags" else None
    assert farmhand()("fleet", "start", "node1", "--direct") == 1
    assert "AWS did not allow tagging instances" in capsys.readouterr().err
    assert server.day.count("StartInstances") == 0


def test_direct_what_one_machine_refuses_fails_the_command_and_not_the_others(
    server: SlowEc2, farm: str, farmhand: Callable[..., Run], capsys: pytest.CaptureFixture[str]
) -> None:
    _, two = server.make_instances(farm, "node1", "node2")
    server.day.no_capacity = {two}
    assert farmhand()("fleet", "start", "node1", "node2", "--direct") == 1
    told = capsys.readouterr()
    assert told.out == "Starting: node1\n"
    assert "no room for this type" in told.err


def test_direct_machines_that_there_are_not(
    server: SlowEc2, farm: str, farmhand: Callable[..., Run], capsys: pytest.CaptureFixture[str]
) -> None:
    server.make_instances(farm, "twin", "twin")
    (other,) = server.make_instances("somebody else's", "node1")
    command = farmhand()
    assert command("fleet", "stop", "twin", "--direct") == 2
    assert "2 machines are called “twin”" in capsys.readouterr().err
    assert command("fleet", "stop", other, "--direct") == 2
    assert "There is no machine" in capsys.readouterr().err
    assert server.day.count("StopInstances") == 0
