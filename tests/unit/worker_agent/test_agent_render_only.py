"""Adobe's mark for computers that only render, from the agent's command line."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.farm.engines.aerender.render_only import MARKER_NAME
from worker_agent import render_only
from worker_agent.main import run


@pytest.fixture
def places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Path, ...]:
    """The places of a Windows computer."""
    found = (tmp_path / "Documents" / MARKER_NAME, tmp_path / "Public" / MARKER_NAME)
    monkeypatch.setattr(render_only, "marker_places", lambda: found)
    return found


def test_the_mark_is_set_shown_and_taken_away(places: tuple[Path, ...], capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["render-only", "show"]) == 0
    assert "not marked" in capsys.readouterr().out
    assert run(["render-only", "on"]) == 0
    assert str(places[0]) in capsys.readouterr().out
    assert places[0].read_bytes() == b"" and not places[1].exists()
    places[1].parent.mkdir()
    places[1].touch()
    assert run(["render-only", "show"]) == 0
    shown = capsys.readouterr().out
    assert all(str(path) in shown for path in places)
    assert run(["render-only", "off"]) == 0
    said = capsys.readouterr().out
    assert all(str(path) in said for path in places)
    assert not any(path.exists() for path in places)
    assert run(["render-only", "off"]) == 0
    assert "no mark" in capsys.readouterr().out


def test_a_mark_that_cannot_be_set_is_told(places: tuple[Path, ...], capsys: pytest.CaptureFixture[str]) -> None:
    places[0].parent.write_text("in the way")
    assert run(["render-only", "on"]) == 1
    assert str(places[0]) in capsys.readouterr().err


def test_where_after_effects_does_not_run_that_is_said(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(render_only, "marker_places", lambda: ())
    assert run(["render-only", "on"]) == 2
    assert "does not run on this system" in capsys.readouterr().err
