"""A private RabbitMQ: what it says when it cannot run. That it runs is what all tests over RabbitMQ see."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.core.errors import BrokerError, UsageError
from app.farm import try_farm_broker
from app.farm.try_farm_broker import PrivateBroker, free_ports


def program(folder: Path, script: str) -> Path:
    path = folder / "rabbitmq-server"
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return path


def test_without_rabbitmq_people_are_told_how_to_get_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(try_farm_broker, "_PLACES", ())
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(UsageError, match="not installed") as caught:
        PrivateBroker(tmp_path / "broker")
    assert "rabbitmq-server" in caught.value.next_step
    assert list(tmp_path.iterdir()) == []


def test_a_server_that_ends_at_once_is_quoted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program(tmp_path, 'mkdir -p "$RABBITMQ_LOG_BASE"\necho "no room here" > "$RABBITMQ_LOG_BASE/node.log"\nexit 1')
    monkeypatch.setattr(try_farm_broker, "_PLACES", (tmp_path,))
    broker = PrivateBroker(tmp_path / "broker")
    with pytest.raises(BrokerError, match="did not start") as caught:
        broker.start()
    assert "no room here" in caught.value.cause
    broker.close()


def test_a_server_that_never_answers_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program(tmp_path, f'echo $$ > "{tmp_path}/started"\nexec sleep 300')
    monkeypatch.setattr(try_farm_broker, "_PLACES", (tmp_path,))
    monkeypatch.setattr(try_farm_broker, "START_SECONDS", 0.5)
    broker = PrivateBroker(tmp_path / "broker")
    with pytest.raises(BrokerError, match="did not start"):
        broker.start()
    pid = int((tmp_path / "started").read_text())
    assert not Path(f"/proc/{pid}").exists()


def test_a_password_is_in_none_of_its_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program(tmp_path, "exit 0")
    monkeypatch.setattr(try_farm_broker, "_PLACES", (tmp_path,))
    broker = PrivateBroker(tmp_path / "broker")
    assert len(broker.password) >= 32
    files = [path for path in (tmp_path / "broker").rglob("*") if path.is_file()]
    assert files and not any(broker.password in path.read_text() for path in files)


def test_ports_are_free_and_different_and_not_those_of_outgoing_connections() -> None:
    ports = free_ports(20)
    assert len(set(ports)) == 20 and max(ports) < 32_768
