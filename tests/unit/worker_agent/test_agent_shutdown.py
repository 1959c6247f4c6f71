"""Shutting the computer down, with programs of these names that only write down how they were called."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from app.core.errors import FleetError
from worker_agent import shutdown

Fake = Callable[..., Path]


@pytest.fixture
def fake(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Fake:
    """Makes a program on a search path that has nothing else; the file that it writes its arguments to."""
    monkeypatch.setenv("PATH", str(tmp_path))

    def make(name: str, code: int = 0, says: str = "") -> Path:
        called = tmp_path / f"{name}.called"
        lines = (
            f"#!{sys.executable}",
            "import sys",
            f"open({str(called)!r}, 'w').write(' '.join(sys.argv[1:]))",
            f"sys.stderr.write({says!r})",
            f"sys.exit({code})",
        )
        program = tmp_path / name
        program.write_text("\n".join(lines))
        program.chmod(0o755)
        return called

    return make


def test_systemd_is_asked_first(fake: Fake) -> None:
    systemctl, old = fake("systemctl"), fake("shutdown")
    shutdown.shut_down()
    assert systemctl.read_text() == "poweroff"
    assert not old.exists()


def test_without_systemd_there_is_the_old_program(fake: Fake) -> None:
    called = fake("shutdown")
    shutdown.shut_down()
    assert called.read_text() == "-h now"


def test_windows_and_macos_have_their_own_words(fake: Fake) -> None:
    fake("systemctl")
    fake("shutdown")
    words = {name: shutdown.shut_down_command(name)[1:] for name in ("win32", "darwin", "linux", "freebsd14")}
    assert words["win32"][:5] == ("/s", "/t", "5", "/d", "p:0:0") and "Farmhand" in words["win32"][-1]
    assert words["darwin"] == ("-h", "now")
    assert words["linux"] == words["freebsd14"] == ("poweroff",)


def test_a_refusal_is_told_with_what_the_system_said(fake: Fake) -> None:
    fake("systemctl", code=1, says="Interactive authentication required.")
    with pytest.raises(FleetError, match=r"ended with 1: Interactive authentication required"):
        shutdown.shut_down()


def test_a_computer_without_such_a_program_says_so(fake: Fake) -> None:
    with pytest.raises(FleetError, match="no program systemctl or shutdown"):
        shutdown.shut_down_command()
