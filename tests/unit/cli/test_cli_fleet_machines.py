"""What people read of machines, and of what is done to them."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, NoReturn

import msgspec
import pytest

from app.cli.fleet_machines import gaps_text, summary, table, told
from app.cli.main import run
from app.cli.wiring import Wiring
from app.core.fleet import Instance, InstanceState, ScalingPolicy
from app.core.messages import FleetPart, WorkerView
from app.core.settings import Settings
from app.core.settings_fleet import FleetProvider
from app.farm.fleet.direct import FleetDeed
from app.farm.fleet.prices import open_prices

RUNNING = Instance(
    "i-1", "node1", InstanceState.RUNNING, "c5.xlarge", "eu-central-1a", node="node1", price=0.17, cost_today=1.5
)
SPOT = Instance("i-2", "node2", InstanceState.STARTING, "g5.xlarge", node="node2", price=1.0, spot=True)
UNKNOWN = Instance("i-3", "node3", InstanceState.RUNNING, "x9.mega", node="node3")
STOPPED = Instance("i-4", "node4", InstanceState.STOPPED, "c5.xlarge", node="node4", price=0.17, note="No room.")

Run = Callable[..., int]


@pytest.fixture
def farmhand() -> Callable[..., Run]:
    def no_agents(*_arguments: object, **_more: object) -> NoReturn:
        raise AssertionError("this command starts no workers")

    def with_settings(**values: Any) -> Run:
        wiring = Wiring(start_agents=no_agents, settings=lambda: Settings(**values), owner="ann")
        return lambda *words: run([str(word) for word in words], wiring)

    return with_settings


def worker(name: str, node: str, job: str = "") -> WorkerView:
    attempt = 7 if job else None
    return WorkerView(name=name, boot="b", state="busy", engines=(), silent=0, node=node, job_id=job, attempt=attempt)


def test_a_line_per_machine() -> None:
    lines = table([RUNNING, SPOT, UNKNOWN, STOPPED], costs=True)
    assert lines[0].split() == ["running", "node1", "i-1", "c5.xlarge", "eu-central-1a", "$0.17/h", "$1.50", "today"]
    assert "g5.xlarge, spot" in lines[1]
    assert "at most $1.00/h" in lines[1]
    assert "price not known" in lines[2]
    assert "today" not in lines[2]
    assert lines[3].endswith("No room.")
    assert table([], costs=True) == []
    assert "today" not in "".join(table([RUNNING], costs=False))


def test_the_sum_says_what_is_not_in_it() -> None:
    part = FleetPart(provider="ec2", as_of=0.0, instances=(RUNNING, SPOT, UNKNOWN, STOPPED), policy=ScalingPolicy())
    text = summary(part, costs=True)
    assert text.startswith("3 of 4 machines up, at $1.17 an hour and 1 machine without a known price. $1.50 today.")


def test_who_stops_a_machine_is_told_what_is_finished_first() -> None:
    workers = [
        worker("node1.1", "node1", "abcdef0123456789"),
        worker("node1.2", "node1"),
        worker("node2.1", "node2", "x"),
    ]
    assert told(FleetDeed.STOP, RUNNING, workers) == (
        "Stopping node1. First these finish what they hold: node1.1 (job abcdef01)."
    )
    assert told(FleetDeed.KILL, RUNNING, workers) == (
        "Stopping node1 at once. What these draw now is drawn again by others: node1.1 (job abcdef01)."
    )
    assert told(FleetDeed.STOP, RUNNING, []) == "Stopping node1; its workers hold nothing."
    assert told(FleetDeed.STOP, STOPPED, workers) == "node4 is stopped already."
    assert told(FleetDeed.START, STOPPED, ()) == "Starting node4."
    assert told(FleetDeed.START, RUNNING, ()) == "node1 is running already."


def test_the_policy_is_printed_from_the_settings(
    farmhand: Callable[..., Run], capsys: pytest.CaptureFixture[str]
) -> None:
    command = farmhand(fleet_farm="studio", fleet_region="eu-central-1")
    assert command("fleet", "policy", "--account", "123456789012") == 0
    plain = capsys.readouterr()
    assert "arn:aws:ec2:eu-central-1:123456789012:instance/*" in plain.out
    assert plain.err == ""
    assert command("fleet", "policy", "--account", "123456789012", "--json") == 0
    assert json.loads(capsys.readouterr().out) == json.loads(plain.out)
    assert command("fleet", "policy", "--farm", "other", "--region", "us-east-1", "--for", "admin") == 0
    admin = capsys.readouterr()
    assert "CreateTags" in admin.out
    assert '"other"' in admin.out
    assert "--account" in admin.err


def test_a_policy_without_a_farm_or_for_nobody_is_wrong_use(
    farmhand: Callable[..., Run], capsys: pytest.CaptureFixture[str]
) -> None:
    assert farmhand()("fleet", "policy") == 2
    assert "fleet_farm" in capsys.readouterr().err
    assert farmhand(fleet_farm="studio")("fleet", "policy", "--for", "everybody") == 2
    assert farmhand(fleet_farm="studio")("fleet", "policy", "--account", "7") == 2
    assert farmhand()("fleet", "start") == 2


def test_without_a_farm_machines_are_asked_for_directly_only_where_they_are_named(
    farmhand: Callable[..., Run], capsys: pytest.CaptureFixture[str]
) -> None:
    assert farmhand()("fleet", "list") == 2
    assert "No farm is set up" in capsys.readouterr().err
    assert farmhand()("fleet", "list", "--direct") == 2
    assert "Set fleet to ec2" in capsys.readouterr().err
    local = farmhand(fleet=FleetProvider.LOCAL, fleet_machines="node1")
    assert local("fleet", "stop", "node1", "--direct") == 2
    assert "manager alone" in capsys.readouterr().err


def test_where_no_price_is_known_is_said_by_region_and_what_to_do() -> None:
    def text(*machines: Instance) -> str:
        return gaps_text(FleetPart(provider="ec2", as_of=0.0, instances=machines, policy=ScalingPolicy()))

    far = Instance("i-5", "node5", InstanceState.STOPPED, "g6.xlarge", "eu-central-1b")
    assert text(far, msgspec.structs.replace(far, type="c5.xlarge")).startswith(
        "No price is known for eu-central-1 (c5.xlarge, g6.xlarge). Add your own table: "
    )
    assert "fleet_prices" in text(far)
    # Others there have one, so it is the type that is not known.
    assert text(far, RUNNING).startswith("In eu-central-1, no price is known for g6.xlarge.")
    gone = msgspec.structs.replace(far, state=InstanceState.GONE)
    assert text(RUNNING, SPOT, STOPPED, gone) == ""
    # Machines of one's own need none.
    assert text(UNKNOWN) == ""


def test_the_table_that_comes_along_never_lends_a_price_to_another_region() -> None:
    prices = open_prices(None)
    for windows in (False, True):
        assert prices.of_type("us-east-1", "c5.xlarge", windows=windows)
        for region in ("eu-central-1", "us-east-2", "us-gov-east-1", "", "us-east-1-bos-1"):
            assert prices.of_type(region, "c5.xlarge", windows=windows) is None
