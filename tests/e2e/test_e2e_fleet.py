"""Machines of a farm over RabbitMQ, which are agents on this computer: an admin has them come and go."""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec
import psutil
import pytest

from app.core.fleet import Instance, InstanceState
from app.core.messages import FleetPart, FleetWanted
from app.core.settings import Settings
from app.core.settings_fleet import FleetProvider
from app.farm.rabbitmq.management import apply_setup
from app.farm.rabbitmq.roles import Role, farm_setup
from app.farm.remote import RemoteFarm
from resources import samples
from tests.e2e.farm_programs import PASSWORD, ROLES, WAIT, FarmPrograms, Typed
from tests.servers.rabbitmq import RabbitNode

pytestmark = pytest.mark.timeout(400)

GREETING = next(sample for sample in samples() if sample.name == "greeting").template
MACHINES = ("node1", "node2")


class FleetFarm(FarmPrograms):
    """A manager with two machines on its computer, of one worker each; nothing else draws."""

    def settings(self, user: str) -> Settings:
        own = {"workers": 1, "fleet_prices": str(self.folder / "prices.toml")}
        if user == "boss":
            own |= {"fleet": FleetProvider.LOCAL, "fleet_machines": ", ".join(MACHINES), "fleet_boot_seconds": 0.5}
        return msgspec.structs.replace(super().settings(user), **own)

    def set_up_broker(self) -> None:
        apply_setup(
            self.node.management(),
            lambda features: farm_setup(ROLES | dict.fromkeys(MACHINES, Role.WORKER), features, vhost=self.vhost),
            known_password=lambda _: PASSWORD,
            hand_over=lambda _, __: None,
        )


@pytest.fixture
def farm(rabbit_node: RabbitNode, tmp_path: Path) -> Iterator[FleetFarm]:
    (tmp_path / "prices.toml").write_text("[machines]\nnode1 = 36.0\n", "utf-8")
    one = FleetFarm(rabbit_node, f"fleet-{uuid.uuid4().hex[:8]}", tmp_path)
    one.set_up_broker()
    one.start_manager()
    yield one
    one.manager.end()
    rabbit_node.drop_vhost(one.vhost)


@pytest.fixture
def typed(farm: FleetFarm, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Typed:
    return Typed(farm, capsys, monkeypatch)


def wait_until(look: Callable[[], Any], condition: Callable[[Any], bool]) -> Any:
    deadline = time.monotonic() + WAIT
    while not condition(found := look()):
        assert time.monotonic() < deadline, found
        time.sleep(0.1)
    return found


def machines(person: RemoteFarm) -> dict[str, Instance]:
    parts = person.client.ask(FleetWanted())
    return {one.name: one for part in parts if isinstance(part, FleetPart) for one in part.instances}


def test_machines_come_and_go_while_a_film_is_made(farm: FleetFarm, typed: Typed) -> None:
    with farm.person("cleo") as cleo:
        found = wait_until(lambda: machines(cleo), lambda found: len(found) == 2)
        assert {one.state for one in found.values()} == {InstanceState.STOPPED}
        listed = typed("ann", "fleet", "list", "--json")
        assert [(one["name"], one.get("price")) for one in listed.document["instances"]] == [
            ("node1", 36.0),
            ("node2", None),
        ]
        words = ("--set", "Name=Ada", "--range", "0-59", "--json")
        typed("ann", "submit", GREETING, *words)
        refused = typed("ann", "fleet", "start", "node1", "--json", code=2)
        assert "ann may not start and stop machines" in refused.err

        started = typed("cleo", "fleet", "start", "node1", "node2")
        assert started.out == "Starting node1.\nStarting node2.\n"
        wait_until(cleo.client.workers, lambda views: any(one.node == "node1" for one in views))
        stopping = typed("cleo", "fleet", "stop", "node1")
        assert "Stopping node1" in stopping.out
        found = wait_until(lambda: machines(cleo), lambda found: found["node1"].state is InstanceState.STOPPED)
        assert found["node2"].state is InstanceState.RUNNING
        # A cent a second, a minute at least.
        assert found["node1"].cost_today >= 0.6
        (job_id,) = (view.job_id for view in cleo.client.snapshot())
        (view,) = cleo.client.wait([job_id], timeout=WAIT)
        assert view.state == "done", view.error
    told = typed("cleo", "fleet", "activity", "--json")
    deeds = [(one["who"], one["what"], one["targets"], one["outcome"]) for one in told.document["activities"]]
    assert ("cleo", "start", ["node1", "node2"], "done") in deeds
    assert ("cleo", "stop", ["node1"], "done") in deeds
    # Machines on the manager's computer end with it.
    agents = psutil.Process(farm.manager.pid).children(recursive=True)
    assert agents
    farm.manager.end()
    assert not [one for one in agents if one.is_running() and one.status() != psutil.STATUS_ZOMBIE]
