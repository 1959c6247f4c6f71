"""`farmhand estimate`: what it says, what it rests on, and the history that can be exported and forgotten."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from app.cli.estimating import about, basis_text, parse_workers, range_text, record_text
from app.cli.main import run
from app.cli.wiring import Wiring
from app.core.errors import UsageError
from app.core.estimates import Basis, Estimate, PastRender, Spread, TrackRecord
from app.core.settings import Settings
from app.farm.embedded import HOME_NAME
from app.farm.store import Store, history
from app.main import start_agents
from resources import samples

Farmhand = Callable[..., int]
GREETING = next(sample for sample in samples() if sample.name == "greeting")


@pytest.fixture
def farmhand(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Farmhand:
    monkeypatch.setattr("app.cli.estimating.profile_home", lambda: tmp_path / "profile")

    def typed(*words: object) -> int:
        wiring = Wiring(start_agents=start_agents, settings=Settings, owner="ann")
        return run(["estimate", *(str(word) for word in words)], wiring)

    return typed


def remember(home: Path, count: int = 14, name: str = "greeting.aepx") -> None:
    home.mkdir(parents=True, exist_ok=True)
    sha256 = hashlib.sha256(GREETING.template.read_bytes()).hexdigest() if name == "greeting.aepx" else "11" * 32
    with Store.open(home) as store, store.change() as change:
        for number in range(count):
            past = PastRender(
                job_id=f"{name}{number}",
                ended=float(number + 1),
                template=sha256,
                name=name,
                comp="Greeting",
                preset="mp4",
                engine="builtin",
                width=1280,
                height=720,
                frames=150,
                pieces=5,
                cost=0.2,
                drawn=30.0,
                workers=1 + number % 2,
                span=32.0 / (1 + number % 2),
            )
            history.remember(change.session, past)


def test_of_a_template_that_was_never_rendered_a_few_frames_are_drawn(
    farmhand: Farmhand, capsys: pytest.CaptureFixture[str]
) -> None:
    assert farmhand(GREETING.template, "--range", "0-9", "--workers", "3,6,10") == 0
    told = capsys.readouterr()
    assert told.out.startswith("3 workers ≈ ") and "· 6 ≈ " in told.out and "· 10 ≈ " in told.out
    assert "from a few frames that were drawn of it, as it was never rendered here" in told.out
    assert "drawing a few frames" in told.err


def test_a_guess_says_that_it_is_one(
    farmhand: Farmhand, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.cli.estimating.sample_cost", lambda *_, **__: 0.0)
    assert farmhand(GREETING.template) == 0
    assert "a guess, as too little was rendered here yet" in capsys.readouterr().out
    # What another program draws is not timed by drawing.
    monkeypatch.setattr("app.cli.estimating.sample_cost", lambda *_, **__: 1 / 0)
    assert farmhand(GREETING.template, "--engine", "aerender") == 0
    assert "a guess" in capsys.readouterr().out


def test_earlier_renders_are_what_it_rests_on(
    farmhand: Farmhand, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.cli.estimating.sample_cost", lambda *_, **__: 0.0)
    remember(tmp_path / "profile")
    assert farmhand(GREETING.template, "--csv", GREETING.csv, "--workers", "2", "--json") == 0
    document = json.loads(capsys.readouterr().out)
    assert (document["films"], document["frames"], document["comp"]) == (3, 150, "Greeting")
    found = document["estimate"]
    assert (found["basis"], found["renders"]) == ("history", 14)
    seconds = found["forecasts"][0]["seconds"]
    assert 35 < seconds["p10"] <= seconds["p50"] <= seconds["p90"] < 80
    assert found["baseline"]["2"] == pytest.approx(48.0)
    # What was rendered into another folder counts for that one.
    assert farmhand(GREETING.template, "--out", tmp_path / "films", "--workers", "2") == 0
    assert "a guess" in capsys.readouterr().out
    remember(tmp_path / "films" / HOME_NAME, count=1)
    assert farmhand(GREETING.template, "--out", tmp_path / "films", "--workers", "2") == 0
    assert "from 1 earlier render of this template" in capsys.readouterr().out


def test_the_history_is_exported_and_forgotten(
    farmhand: Farmhand, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert farmhand("--export", tmp_path / "none.json") == 0
    assert json.loads((tmp_path / "none.json").read_bytes()) == []
    remember(tmp_path / "profile", count=2)
    remember(tmp_path / "profile", count=3, name="other.aep")
    assert farmhand("--export", tmp_path / "all.json", "--json") == 0
    written = json.loads((tmp_path / "all.json").read_bytes())
    assert len(written) == 5 and {one["name"] for one in written} == {"greeting.aepx", "other.aep"}
    capsys.readouterr()
    assert farmhand("--forget", "templates/other.aep") == 0
    assert capsys.readouterr().out == "Forgotten: 3 films\n"
    assert farmhand("--forget", "all") == 0
    assert capsys.readouterr().out == "Forgotten: 2 films\n"
    assert farmhand("--forget", "all", "--out", tmp_path / "nowhere") == 0
    assert capsys.readouterr().out == "Forgotten: 0 films\n"


@pytest.mark.parametrize(
    "words",
    [
        (),
        ("--export", "a.json", "--forget", "all"),
        (GREETING.template, "--forget", "all"),
        (GREETING.template, "--workers", "0"),
        (GREETING.template, "--workers", "three"),
        (GREETING.template, "--workers", ""),
        (GREETING.template, "--workers", "5000"),
        (GREETING.template, "--engine", "other"),
        (GREETING.template, "--farm"),
    ],
)
def test_wrong_use_is_refused(
    farmhand: Farmhand, words: tuple[object, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    assert farmhand(*words) == 2
    assert capsys.readouterr().err


def test_a_damaged_store_is_told(farmhand: Farmhand, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "profile").mkdir()
    (tmp_path / "profile" / "farm.sqlite3").write_bytes(b"nothing of the kind" * 100)
    assert farmhand(GREETING.template, "--workers", "1") == 1
    assert "cannot be read" in capsys.readouterr().err


def test_numbers_of_workers_are_put_in_order() -> None:
    assert parse_workers("10, 3,6,3") == (3, 6, 10)
    with pytest.raises(UsageError):
        parse_workers("3;6")


def test_durations_are_told_in_round_numbers() -> None:
    assert [about(one) for one in (0.4, 45, 89, 90, 2460, 5400, 90000)] == [
        "0.4 s",
        "45 s",
        "89 s",
        "1.5 min",
        "41 min",
        "1.5 h",
        "25 h",
    ]
    assert range_text(Spread(p10=2100, p50=2460, p90=3000)) == "41 min (35–50)"


def test_the_basis_is_said_honestly() -> None:
    def said(basis: Basis, renders: int = 0) -> str:
        return basis_text(Estimate(forecasts=(), basis=basis, renders=renders))

    assert said(Basis.HISTORY, 14) == "from 14 earlier renders of this template"
    assert "never rendered" in said(Basis.FEATURES)
    assert record_text(TrackRecord()) == ""
    record = TrackRecord(renders=10, coverage=0.8, error_before=0.12, error_half=0.04)
    assert record_text(record) == (
        "Earlier estimates of it (10 renders) were off by 12% before the start, 4% at half; 80% of their ranges held."
    )
