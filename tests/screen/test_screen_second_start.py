"""The program is started while its window is open: the window takes over what it was given, and the start ends."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from resources import samples
from tests.fakes.window_files import guest_list, small_template
from tests.screen.program import Program, second_start

Start = Callable[..., Program]


@pytest.mark.timeout(120)
def test_files_go_to_the_window_that_is_open(start: Start, new_home: Callable[[str], Path], tmp_path: Path) -> None:
    new_home("user")
    template = small_template(tmp_path / "card.aep", frames=5)
    sheet = guest_list(tmp_path / "guests.csv", ["Ann", "Bob"])
    program = start()
    assert program.wait(lambda found: found["active"])["page"] == "home"
    connections = [one for process in program.family() for one in process.net_connections("inet")]
    assert connections == []
    done = second_start(samples()[0].template)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert program.wait(lambda found: found.get("compose") == "open")["page"] == "compose"
    assert second_start(template, sheet).returncode == 0
    found = program.wait(lambda facts: facts.get("batch") == 2)
    assert found["page"] == "batch"
    assert found["windows"] == ["Farmhand"]
    assert program.quit() == []
