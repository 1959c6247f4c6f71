"""Commands run inside the test: what they print, what they refuse, how they end."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

import pytest

from app.cli.main import commands, run
from app.cli.wiring import Wiring
from app.core.settings import Settings
from resources import samples

GREETING = next(sample for sample in samples() if sample.name == "greeting").template.with_suffix(".aepx")

Run = Callable[..., int]


@pytest.fixture
def farmhand() -> Run:
    """Runs a command that needs no workers; its exit code."""

    def no_agents(*_arguments: object, **_more: object) -> NoReturn:
        raise AssertionError("this command starts no workers")

    wiring = Wiring(start_agents=no_agents, settings=Settings, owner="ann")
    return lambda *words: run([str(word) for word in words], wiring)


@pytest.mark.parametrize("words", [["render", "--bogus"], ["fly"], ["render"], ["render", GREETING, "--workers", "x"]])
def test_wrong_use_is_a_document_too(farmhand: Run, capsys: pytest.CaptureFixture[str], words: list[str]) -> None:
    assert farmhand(*words, "--json") == 2
    told = capsys.readouterr()
    error = json.loads(told.out)["error"]
    assert error["title"] in told.err
    assert "--help" in error["next_step"]


@pytest.mark.parametrize("native", [False, True])
def test_interrupt_before_a_command_has_begun(
    farmhand: Run, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, native: bool
) -> None:
    def interrupted() -> NoReturn:
        if native:
            raise ImportError("initialization failed") from KeyboardInterrupt()
        raise KeyboardInterrupt

    interrupted.__name__ = "inspect"
    [inspect] = [command for command in commands.registered_commands if command.callback.__name__ == "inspect"]  # type: ignore[union-attr]
    monkeypatch.setattr(inspect, "callback", interrupted)
    assert farmhand("inspect") == 130
    assert capsys.readouterr().err.startswith("Interrupted.\n")


def test_notes_beside_the_template_rename_and_hide_slots(
    farmhand: Run, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    template = tmp_path / "card.aepx"
    template.write_bytes(GREETING.read_bytes())
    (tmp_path / "template.toml").write_text(
        '[slots.Name]\nlabel = "Guest"\ndescription = "First name"\nmax_length = 5\n[slots.Photo]\nhidden = true\n'
    )
    assert farmhand("inspect", template) == 0
    told = capsys.readouterr().out
    slots = told[told.index("Slots") : told.index("Fonts")]
    assert "Guest  text" in slots
    assert "at most 5 characters" in slots
    assert "First name" in slots
    assert "Photo" not in slots
    assert farmhand("fill", template, "--set", "Guest=Annabella", "--out", tmp_path / "no.aepx") == 1
    assert "too long" in capsys.readouterr().err
    assert farmhand("fill", template, "--set", "Guest=Ann", "--out", tmp_path / "ann.aepx") == 0
    assert farmhand("fill", template, "--set", "Photo=x.jpg", "--out", tmp_path / "no.aepx") == 2


def test_notes_that_name_no_slot(farmhand: Run, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    template = tmp_path / "card.aepx"
    template.write_bytes(GREETING.read_bytes())
    (tmp_path / "card.toml").write_text('[slots.Nmae]\nlabel = "Guest"\n')
    assert farmhand("inspect", template) == 1
    assert "Nmae" in capsys.readouterr().err


def test_projects_are_not_replaced_unasked(farmhand: Run, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    template, other = tmp_path / "a.aepx", tmp_path / "b.aepx"
    template.write_bytes(GREETING.read_bytes())
    other.write_text("somebody's work")
    for words in (["fill", template, "--set", "Name=A", "--out"], ["convert", template]):
        assert farmhand(*words, template) == 2
        assert farmhand(*words, template, "--overwrite") == 2
        assert farmhand(*words, other) == 2
        assert "--overwrite" in capsys.readouterr().err
        assert other.read_text() == "somebody's work"
        assert farmhand(*words, other, "--overwrite") == 0
        other.write_text("somebody's work")
    assert template.read_bytes() == GREETING.read_bytes()


def test_pictures_are_png(farmhand: Run, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert farmhand("frame", GREETING, "--out", tmp_path / "ada.jpg") == 2
    assert "ada.jpg" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []
