"""The farm's commands without a farm: ids, names of logs, tables, and what is said before anything is connected."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from app.cli.farm_jobs import aligned
from app.cli.farm_link import find_job
from app.cli.farm_logs import find_source
from app.cli.main import run
from app.cli.wiring import Wiring
from app.core.errors import UsageError
from app.core.messages import JobView
from app.core.settings import Settings
from app.main import start_agents
from resources import samples

GREETING = next(sample for sample in samples() if sample.name == "greeting").template

Farmhand = Callable[..., int]


def view(job_id: str, name: str = "film") -> JobView:
    return JobView(job_id=job_id, name=name, owner="ann", state="queued", output=f"{name}.mp4")


def test_a_job_is_found_by_a_beginning_that_no_other_has() -> None:
    views = [view("abc1"), view("abd2"), view("ab"), view("fff")]
    assert find_job(views, "abc").job_id == "abc1"
    assert find_job(views, "F").job_id == "fff"
    # A whole id counts, though others begin so.
    assert find_job(views, "ab").job_id == "ab"


@pytest.mark.parametrize("beginning", ["", "  ", "x", "abc12"])
def test_a_job_that_there_is_not(beginning: str) -> None:
    with pytest.raises(UsageError, match="no job") as caught:
        find_job([view("abc1")], beginning)
    assert "farmhand jobs" in caught.value.next_step


def test_a_beginning_that_several_jobs_have_names_them() -> None:
    with pytest.raises(UsageError, match="2 jobs begin with “a”") as caught:
        find_job([view("abc123456", "one"), view("axx", "two"), view("b")], "a")
    assert caught.value.cause == "They are abc12 (one) and axx (two)."


def test_logs_are_found_by_number_by_task_and_by_name() -> None:
    sources = ["prepare-1", "prepare-2", "attempt-000007", "attempt-000012", "join-1"]
    assert find_source(sources, "7") == "attempt-000007"
    assert find_source(sources, "prepare") == "prepare-2"
    assert find_source(sources, "Join") == "join-1"
    assert find_source(sources, "prepare-1") == "prepare-1"
    for wrong in ("8", "publish", "", "attempt-7"):
        with pytest.raises(UsageError, match="no log") as caught:
            find_source(sources, wrong)
        assert "attempt-000012" in caught.value.cause
    with pytest.raises(UsageError) as caught:
        find_source([], "1")
    assert "none yet" in caught.value.cause


def test_columns_are_below_each_other() -> None:
    assert aligned([("a", "bb", ""), ("ccc", "d", "e")]) == ["a    bb", "ccc  d   e"]
    assert aligned([]) == []


@pytest.fixture
def farmhand(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Farmhand:
    """Runs a command with settings; its exit code."""
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")
    monkeypatch.delenv("FARMHAND_SECRET_BROKER", raising=False)

    def typed(*words: object, **settings: object) -> int:
        values = Settings(**({"node_home": str(tmp_path)} | settings))  # type: ignore[arg-type]
        wiring = Wiring(start_agents=start_agents, settings=lambda: values, owner="nobody")
        return run([str(word) for word in words], wiring)

    return typed


ON_A_FARM = [
    ["jobs"],
    ["job", "abc"],
    ["cancel", "abc"],
    ["priority", "abc", "7"],
    ["workers"],
    ["workers", "drain", "w"],
    ["logs", "abc"],
    ["download", "abc"],
    ["submit", GREETING],
    ["farm", "login"],
]


@pytest.mark.parametrize("words", ON_A_FARM, ids=lambda words: " ".join(map(str, words[:2]))[:20])
def test_without_a_farm_every_command_says_how_to_name_one(
    farmhand: Farmhand, capsys: pytest.CaptureFixture[str], words: list[object]
) -> None:
    assert farmhand(*words, "--json") == 2
    told = capsys.readouterr()
    error = json.loads(told.out)["error"]
    assert error["title"] == "No farm is set up."
    assert "FARMHAND_BROKER" in error["next_step"]
    assert error["title"] in told.err


def test_without_a_password_people_are_told_where_to_keep_it(
    farmhand: Farmhand, capsys: pytest.CaptureFixture[str]
) -> None:
    assert farmhand("jobs", broker="amqp://ann@127.0.0.1:1/farm") == 1
    told = capsys.readouterr().err
    assert "The password of “ann”" in told
    assert "farmhand farm login" in told
    assert farmhand("farm", "login", broker="amqp://ann@127.0.0.1:1/farm") == 1
    told = capsys.readouterr().err
    assert "no safe keyring" in told
    assert "FARMHAND_SECRET_BROKER" in told


def test_a_broker_that_is_not_there(
    farmhand: Farmhand, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FARMHAND_SECRET_BROKER", "secret words")
    assert farmhand("jobs", "--json", broker="amqp://ann@127.0.0.1:1/farm") == 1
    told = capsys.readouterr()
    assert json.loads(told.out)["error"]["title"] == "The broker at 127.0.0.1:1 cannot be reached."
    assert "secret words" not in told.out + told.err


@pytest.mark.parametrize(
    ("words", "title"),
    [
        (["jobs", "--state", "asleep"], "no state “asleep”"),
        (["submit", GREETING, "--overwrite", "--number"], "exclude each other"),
        (["submit", GREETING, "--engine", "magic"], "no engine “magic”"),
        (["submit", "nowhere.aepx"], "nowhere.aepx"),
        (["priority", "abc"], "Missing argument"),
        (["priority", "abc", "high"], "Invalid value"),
        (["cancel"], "Missing argument"),
        (["stats", "--since", "soon"], "no length of time"),
        (["stats", "--since", "0d"], "no length of time"),
        (["stats", "--by", "moon"], "no statistics by “moon”"),
        (["stats", "--step", "week"], "no step “week”"),
        (["farm", "fly"], "fly"),
        (["workers", "dance"], "dance"),
    ],
)
def test_wrong_use_is_said_before_anything_is_connected(
    farmhand: Farmhand, capsys: pytest.CaptureFixture[str], words: list[object], title: str
) -> None:
    assert farmhand(*words, broker="amqp://ann@127.0.0.1:1/farm") in (1, 2)
    assert title in capsys.readouterr().err
