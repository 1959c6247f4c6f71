"""The program is killed in the middle of a batch: it goes on by itself, and what was typed is offered back."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

import pytest

from app.core.states import JobState
from resources import samples
from tests.fakes.window_files import guest_list, small_template
from tests.screen.program import Facts, Program, second_start, xdotool

GREETING = samples()[0]
NAME = "layer/2/53"
TYPED = "Typed before the end"
FILMS, FRAMES = 8, 75

Start = Callable[..., Program]


def all_done(found: Facts) -> bool:
    return list(found["jobs"].values()) == [JobState.DONE] * FILMS


def hashes(folder: Path) -> dict[str, str]:
    return {film.name: hashlib.sha256(film.read_bytes()).hexdigest() for film in sorted(folder.glob("*.mp4"))}


@pytest.fixture
def batch(tmp_path: Path) -> tuple[Path, Path]:
    """A template and a spreadsheet for it."""
    template = small_template(tmp_path / "card.aep", frames=FRAMES)
    return template, guest_list(tmp_path / "guests.csv", [f"Guest {number}" for number in range(FILMS)])


def render_all(program: Program) -> None:
    """Render the batch that is open."""
    program.wait(lambda found: found.get("batch") == FILMS)
    program.press("ctrl+Return")


def work_until_it_is_killed(program: Program, home: Path) -> list[str]:
    """Type in Compose, render a batch, and end in the middle of it; the films that were there then."""
    program.wait(lambda found: found.get("batch") == FILMS)
    assert second_start(GREETING.template).returncode == 0
    program.wait(lambda found: found.get("compose") == "open")
    program.click(f"text {NAME}")
    xdotool("key", "ctrl+a")
    xdotool("type", "--delay", "10", TYPED)
    session = home / ".local" / "share" / "farmhand" / "profiles" / "default" / "session.json"
    program.wait(lambda _found: session.is_file() and TYPED in session.read_text("utf-8"))
    program.press("ctrl+3")
    render_all(program)
    program.wait(lambda found: list(found["jobs"].values()).count(JobState.DONE) >= 2)
    assert program.kill() == []
    return sorted(hashes(home / "Videos" / "Farmhand"))


@pytest.mark.timeout(200)
def test_a_killed_program_goes_on_by_itself(
    start: Start, new_home: Callable[[str], Path], batch: tuple[Path, Path]
) -> None:
    whole = new_home("undisturbed")
    program = start(*batch)
    render_all(program)
    program.wait(all_done)
    assert program.quit() == []
    expected = hashes(whole / "Videos" / "Farmhand")
    assert len(expected) == FILMS

    home = new_home("killed")
    before = work_until_it_is_killed(start(*batch), home)
    assert 2 <= len(before) < FILMS
    program = start()
    found = program.wait(all_done)
    assert found["windows"] == ["Farmhand"]
    assert found["restore"]
    assert hashes(home / "Videos" / "Farmhand") == expected
    program.click("Restore")
    found = program.wait(lambda facts: facts.get("compose") == "open")
    assert found["texts"] == {NAME: TYPED}
    assert not found["restore"]
    assert program.quit() == []
