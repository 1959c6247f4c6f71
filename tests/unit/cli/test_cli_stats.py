"""`farmhand stats` of what this computer rendered alone."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from app.cli.main import run
from app.cli.wiring import Wiring
from app.core.errors import ErrorInfo
from app.core.messages import ChunkEnded, Claim
from app.core.settings import Settings
from app.core.states import TaskKind
from app.farm.embedded import HOME_NAME
from app.farm.store import Store, transitions, wishes
from app.main import start_agents
from tests.unit.farm.store_kit import make_manifest, make_plan, make_request

Farmhand = Callable[..., int]


@pytest.fixture
def farmhand(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Farmhand:
    monkeypatch.setattr("app.cli.stats.profile_home", lambda: tmp_path / "profile")

    def typed(*words: object) -> int:
        wiring = Wiring(start_agents=start_agents, settings=Settings, owner="ann")
        return run([str(word) for word in words], wiring)

    return typed


def rendered(home: Path) -> None:
    """Two pieces of a job are drawn, the third fails."""
    home.mkdir(parents=True)
    request = make_request("3f2a9c01ffff", 15, name="Spring promo")
    plan = make_plan(request)
    with Store.open(home) as store, store.change() as change:
        wishes.submit(change, request)
        transitions.start_task(change, request.job_id, TaskKind.PREPARE)
        transitions.prepared(change, request.job_id, plan, ())
        claim = Claim(claim_id="c", worker="local-1", boot="b", engines=("builtin",))
        grant = transitions.grant(change, claim, request.job_id, (0, 2), lease_seconds=12)
        assert grant is not None
        for piece in (0, 1):
            manifest = msgspec.structs.replace(make_manifest(plan, piece, grant.attempt), seconds=2.0)
            transitions.piece_done(change, manifest, "local-1")
        error = ErrorInfo(kind="MissingError", title="A photo is missing.")
        ended = ChunkEnded(worker="local-1", boot="b", job_id=request.job_id, attempt=grant.attempt, error=error)
        transitions.chunk_ended(change, ended, transitions.Budgets())


def test_it_tells_what_was_done_in_a_results_folder(
    farmhand: Farmhand, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rendered(tmp_path / "films" / HOME_NAME)
    assert farmhand("stats", "--out", tmp_path / "films", "--json") == 0
    document = json.loads(capsys.readouterr().out)
    assert (document["step"], document["by"]) == (0, None)
    (row,) = document["rows"]
    assert (row["frames"], row["pieces"], row["busy_seconds"], row["failures"]) == (10, 2, 4.0, 1)
    assert farmhand("stats", "--out", tmp_path / "films", "--by", "job") == 0
    told = capsys.readouterr().out
    assert "3f2a9c01  Spring promo" in told
    assert "ffff" not in told
    assert farmhand("stats", "--out", tmp_path / "films", "--by", "cause", "--step", "day") == 0
    assert "MissingError" in capsys.readouterr().out


def test_without_a_farm_it_tells_of_the_window(
    farmhand: Farmhand, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert farmhand("stats") == 2
    assert "rendered nothing by itself" in capsys.readouterr().err
    rendered(tmp_path / "profile")
    assert farmhand("stats", "--by", "worker", "--step", "hour", "--since", "7d", "--json") == 0
    (row,) = json.loads(capsys.readouterr().out)["rows"]
    assert (row["key"], row["frames"], row["at"] % 3600) == ("local-1", 10, 0)


def test_a_farm_that_runs_is_not_disturbed(
    farmhand: Farmhand, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rendered(tmp_path / "profile")
    with Store.open(tmp_path / "profile"):
        assert farmhand("stats") == 1
    assert "in use" in capsys.readouterr().err.lower()


def test_too_much_at_once_is_refused(farmhand: Farmhand, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rendered(tmp_path / "profile")
    assert farmhand("stats", "--step", "minute", "--since", "4w") == 0  # no more is kept by the minute than two days
    assert farmhand("stats", "--step", "hour", "--since", "999999w") == 0
    assert farmhand("stats", "--since", "9999999w") == 2
    capsys.readouterr()
