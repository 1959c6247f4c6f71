"""A farm's machines, made from the settings."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from app.core.errors import SecretsError, UsageError
from app.core.settings import Settings
from app.core.settings_fleet import FleetProvider
from app.farm.fleet import opening
from app.farm.fleet.ec2 import Ec2Fleet
from app.farm.fleet.local import LocalFleet
from app.farm.fleet.opening import open_fleet
from tests.fakes.secrets import MemorySecrets

AGENT = ("farmhand-agent",)


def local(**values: Any) -> Settings:
    own = {"fleet": FleetProvider.LOCAL, "broker": "amqp://boss@127.0.0.1/farm", "fleet_machines": "node1, node2"}
    return Settings(**(own | values))


@pytest.fixture
def secrets() -> MemorySecrets:
    kept = MemorySecrets()
    for name in ("boss", "node1", "node2"):
        kept.set(f"broker:{name}@127.0.0.1:5672/farm", f"password of {name}")
    return kept


def test_a_farm_need_not_have_machines(tmp_path: Path, secrets: MemorySecrets) -> None:
    assert open_fleet(Settings(), secrets, tmp_path) is None


def test_machines_on_ec2_are_those_with_the_farms_tag(tmp_path: Path, secrets: MemorySecrets) -> None:
    settings = Settings(fleet=FleetProvider.EC2, fleet_farm="studio", fleet_region="eu-central-1")
    fleet = open_fleet(settings, secrets, tmp_path)
    assert isinstance(fleet, Ec2Fleet)
    assert opening.ec2_options(settings).farm == "studio"
    with pytest.raises(UsageError, match="which machines are the farm's"):
        open_fleet(Settings(fleet=FleetProvider.EC2), secrets, tmp_path)
    with pytest.raises(UsageError, match="not a region"):
        open_fleet(Settings(fleet=FleetProvider.EC2, fleet_farm="a", fleet_region="Frankfurt"), secrets, tmp_path)
    with pytest.raises(UsageError, match="address of the EC2 server") as caught:
        endpoint = "http://user:hidden@host"
        open_fleet(Settings(fleet=FleetProvider.EC2, fleet_farm="a", fleet_endpoint=endpoint), secrets, tmp_path)
    assert "hidden" not in str(caught.value)


def test_each_machine_on_this_computer_has_its_own_user_folder_and_password(
    tmp_path: Path, secrets: MemorySecrets
) -> None:
    prices = tmp_path / "prices.toml"
    prices.write_text("[machines]\nnode1 = 0.25\n", "utf-8")
    settings = local(fleet_prices=str(prices), store="mysql+pymysql://boss@db/farm", admins="cleo")
    machines = opening._local_machines(settings, secrets, tmp_path, opening.open_prices(prices), AGENT)
    assert [one.node for one in machines] == ["node1", "node2"]
    assert [one.price for one in machines] == [0.25, None]
    one = machines[0]
    assert one.command[0] == "farmhand-agent"
    assert one.command[-2:] == ("--role", "worker")
    assert one.environment["FARMHAND_BROKER"] == "amqp://node1@127.0.0.1/farm"
    assert one.environment["FARMHAND_NODE_HOME"] == str(tmp_path / "machines" / "node1")
    assert one.environment["FARMHAND_FLEET"] == "none"
    assert one.environment["FARMHAND_STORE"] == ""
    assert one.environment["FARMHAND_SECRET_BROKER"] == "password of node1"
    assert not any("password" in word for word in one.command)
    assert Path(one.command[one.command.index("--config") + 1]).is_file()
    fleet = open_fleet(settings, secrets, tmp_path, agent_command=AGENT)
    assert isinstance(fleet, LocalFleet)
    fleet.close()


@pytest.mark.parametrize("names", ["", " , ", "boss", "node1, node1"])
def test_machines_without_users_of_their_own_are_refused(tmp_path: Path, secrets: MemorySecrets, names: str) -> None:
    with pytest.raises(UsageError):
        open_fleet(local(fleet_machines=names), secrets, tmp_path, agent_command=AGENT)


def test_a_machine_without_a_password_is_named(tmp_path: Path, secrets: MemorySecrets) -> None:
    with pytest.raises(SecretsError, match="node3"):
        open_fleet(local(fleet_machines="node1, node3"), secrets, tmp_path, agent_command=AGENT)


def test_machines_on_the_managers_computer_are_the_managers_alone(tmp_path: Path, secrets: MemorySecrets) -> None:
    with pytest.raises(UsageError, match="manager alone"):
        open_fleet(local(), secrets, tmp_path)
