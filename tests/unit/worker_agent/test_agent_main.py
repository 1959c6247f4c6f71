"""The agent's command line: what it is told, what it says, and its exit codes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from app.core.settings_choices import LogFormat
from worker_agent.main import run
from worker_agent.start import Start
from worker_agent.worker_role import seat_command


@pytest.fixture(autouse=True)
def empty_node(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A node on which nothing is set but its folders."""
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("FARMHAND_NODE_HOME", str(tmp_path / "node"))
    monkeypatch.delenv("FARMHAND_BROKER", raising=False)
    return tmp_path


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([], "--role"),
        (["--role", "boss"], "no role “boss”"),
        (["--role", "manager"], "No storage is set up"),
        (["--role", "worker"], "No farm is set up"),
        (["nonsense"], "nonsense"),
        (["--config", "nowhere.toml"], "nowhere.toml"),
        (["--set", "log_format", "--role", "worker"], "NAME=VALUE"),
        (["--set", "log_format=xml", "--role", "worker"], "text, json"),
        (["--set", "colour=red", "--role", "worker"], "colour"),
        (["--set", "workers=2", "--role", "worker", "service", "install"], "settings file"),
    ],
)
def test_wrong_use_is_told_with_the_way_out(words: list[str], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(words) == 2
    assert said in capsys.readouterr().err


def test_settings_file_with_a_fault_names_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "agent.toml"
    file.write_text("workers = 1000\n")
    assert run(["--config", str(file), "--role", "worker"]) == 2
    assert "workers" in capsys.readouterr().err


def test_doctor_says_what_is_wrong_and_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("FARMHAND_BROKER", "amqp://ann@127.0.0.1:1/farm")
    monkeypatch.setenv("FARMHAND_SECRET_BROKER", "the-password")
    monkeypatch.setenv("FARMHAND_STORAGE", str(tmp_path / "share"))
    assert run(["--role", "manager", "doctor", "--json"]) == 1
    told = capsys.readouterr()
    found = {one["part"]: one for one in json.loads(told.out)}
    assert found["broker"]["verdict"] == "bad" and found["broker"]["next_step"]
    assert [found[part]["verdict"] for part in ("storage", "clock", "store")] == ["good"] * 3
    assert "the-password" not in told.out + told.err
    assert list((tmp_path / "share" / "work").iterdir()) == []


def test_doctor_of_a_worker_draws_a_frame(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["doctor"]) == 1
    out = capsys.readouterr().out
    assert "good      engine" in out and "fonts" in out and "store" not in out.replace("storage", "")


def test_a_setting_on_the_command_line_wins_over_environment_and_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "agent.toml"
    file.write_text('log_format = "text"\nworkers = 3\n')
    monkeypatch.setenv("FARMHAND_LOG_FORMAT", "text")
    start = Start("worker", file, ["log_format=json"])
    assert start.settings.log_format is LogFormat.JSON
    assert start.settings.workers == 3
    assert start.but("manager", None).settings.log_format is LogFormat.JSON


def test_workers_get_the_settings_of_their_supervisor(tmp_path: Path) -> None:
    words = seat_command(tmp_path / "agent.toml", ("workers=2", "log_format=json"))
    assert words[-7:] == (
        "--config",
        str(tmp_path / "agent.toml"),
        "--set",
        "workers=2",
        "--set",
        "log_format=json",
        "seat",
    )
