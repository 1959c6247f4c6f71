"""`farmhand-agent broker setup`: what is printed can be kept, what is applied lets everybody in with own rights."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from app.core.settings import Settings
from app.farm import farm_parts
from app.farm.rabbitmq.address import BrokerAddress
from app.farm.rabbitmq.broker import RabbitBroker
from app.farm.rabbitmq.state import LinkPhase
from app.farm.secrets_node import NodeSecrets
from tests.servers.fixtures import wait_until
from tests.servers.rabbitmq import ROOT_PASSWORD, ROOT_USER, RabbitNode
from worker_agent.main import run

USERS = ("--user", "manager=manager", "--user", "node1=worker", "--user", "ann=designer")


@pytest.fixture(autouse=True)
def empty_node(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("FARMHAND_NODE_HOME", str(tmp_path / "node"))


def test_what_is_printed_contains_every_user_and_no_password(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["broker", "setup", *USERS]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line for line in lines if "add_user" in line] == [
        f"rabbitmqctl add_user {name}" for name in ("manager", "node1", "ann")
    ]
    assert run(["broker", "setup", *USERS, "--form", "definitions", "--vhost", "film"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert {one["user"] for one in document["permissions"]} == {"manager", "node1", "ann"}
    assert {one["vhost"] for one in document["queues"]} == {"film"}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--user", "ann"), "says no role"),
        (("--user", "ann=boss"), "says no role"),
        (("--user", "a.b=worker"), "cannot be called"),
        (("--user", "guest=designer"), "cannot be called"),
        ((*USERS, "--form", "poem"), "no form"),
        ((*USERS, "--apply", "nonsense"), "management"),
        ((*USERS, "--apply", "http://farm.example:15672"), "without encryption"),
    ],
)
def test_wrong_use_is_told(
    words: tuple[str, ...], said: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("FARMHAND_SECRET_BROKER_ADMIN", "x")
    assert run(["broker", "setup", *words]) == 2
    assert said in capsys.readouterr().err


def test_what_is_applied_lets_users_in_and_can_be_repeated(
    rabbit_node: RabbitNode,
    rabbit_vhost: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("FARMHAND_SECRET_BROKER_ADMIN", ROOT_PASSWORD)
    management = f"http://127.0.0.1:{rabbit_node.management_port}"
    more = ("--apply", management, "--admin", ROOT_USER, "--vhost", rabbit_vhost)
    folder = tmp_path / "passwords"
    name = f"node-{rabbit_vhost[-6:]}"
    words = ["broker", "setup", "--user", f"{name}=worker", *more, "--passwords", str(folder)]
    assert run(words) == 0
    told = capsys.readouterr()
    password = (folder / name).read_text("utf-8")
    assert password and password not in told.out + told.err
    assert (folder / name).stat().st_mode & 0o077 == 0
    assert run(words) == 0
    assert "keeps the password" in capsys.readouterr().err and (folder / name).read_text("utf-8") == password
    address = BrokerAddress(host="127.0.0.1", port=rabbit_node.port, user=name, vhost=rabbit_vhost, tls=False)
    broker = RabbitBroker(address, password)
    try:
        wait_until(lambda: broker.state.phase is LinkPhase.CONNECTED)
    finally:
        broker.close()
    assert run([*words, "--renew", name]) == 0
    assert (folder / name).read_text("utf-8") != password


def test_wrong_administrator_is_told_apart(
    rabbit_node: RabbitNode, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("FARMHAND_SECRET_BROKER_ADMIN", "wrong")
    management = f"http://127.0.0.1:{rabbit_node.management_port}"
    assert run(["broker", "setup", *USERS, "--apply", management, "--admin", ROOT_USER]) == 1
    assert "does not let" in capsys.readouterr().err


def test_a_farm_s_broker_is_opened_from_the_settings(
    rabbit_node: RabbitNode, rabbit_vhost: str, tmp_path: Path
) -> None:

    url = f"amqp://{ROOT_USER}@127.0.0.1:{rabbit_node.port}/{rabbit_vhost}"
    secrets = NodeSecrets(tmp_path, {"FARMHAND_SECRET_BROKER": ROOT_PASSWORD})
    broker = farm_parts.open_broker(Settings(broker=url), secrets, role=farm_parts.MANAGER)
    try:
        wait_until(lambda: broker.state.phase is LinkPhase.CONNECTED)
    finally:
        broker.close()
