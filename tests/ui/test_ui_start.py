from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from app.ui.single_instance import socket_name

ROOT = Path(__file__).resolve().parents[2]
SECONDS = 60

HEAVY = {"numpy", "skia", "av", "sqlalchemy", "alembic", "py_aep", "PIL", "lxml", "tomlkit", "keyring"}

OPEN_AND_LIST = """
import os, sys
from pathlib import Path
from PySide6.QtWidgets import QApplication
from app import main
from app.farm.places import profile_home, settings_file
from app.farm.settings_store import SettingsStore
from app.ui import startup
from app.ui.application import Application
qt = QApplication([])
wiring = startup.WindowWiring(start_agents=main.start_agents, settings=SettingsStore(settings_file(), os.environ),
                              owner="ada", home=profile_home())
application = Application(qt, wiring)
application.window.show_page("home")
application.window.show()
qt.processEvents()
print(" ".join(sorted(sys.modules)))
application.close()
"""


def run(*arguments: str, folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if name not in ("DISPLAY", "WAYLAND_DISPLAY")}
    kept.pop("QT_QPA_PLATFORM", None)
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=folder,
        env={**kept, "PYTHONPATH": str(ROOT), **environment},
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="other systems always have a screen")
@pytest.mark.parametrize("words", [[], ["a.aep"]])
def test_without_a_screen_it_says_so(tmp_path: Path, words: list[str]) -> None:
    done = run("-m", "app.main", *words, folder=tmp_path)
    assert done.returncode == 1
    assert "no screen" in done.stderr
    assert "farmhand --help" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="other systems always have a screen")
def test_screen_that_is_not_there_is_said(tmp_path: Path) -> None:
    done = run("-m", "app.main", folder=tmp_path, DISPLAY=":987", QT_QPA_PLATFORM="xcb")
    assert done.returncode == 1, done.stderr
    assert "cannot be opened here" in done.stderr
    assert "Traceback" not in done.stderr


def test_without_the_windows_packages_commands_still_work(tmp_path: Path) -> None:
    missing = tmp_path / "PySide6"
    missing.mkdir()
    (missing / "__init__.py").write_text('raise ImportError("libEGL.so.1: cannot open shared object file")\n', "utf-8")
    path = os.pathsep.join((str(tmp_path), str(ROOT)))
    window = run("-m", "app.main", folder=tmp_path, PYTHONPATH=path, QT_QPA_PLATFORM="offscreen")
    assert window.returncode == 1
    assert "libEGL.so.1" in window.stderr
    assert "Traceback" not in window.stderr
    command = run("-m", "app.main", "--help", folder=tmp_path, PYTHONPATH=path)
    assert command.returncode == 0
    assert "inspect" in command.stdout


def test_words_that_are_no_files_go_to_the_commands(tmp_path: Path) -> None:
    done = run("-m", "app.main", "no-such-command", folder=tmp_path)
    assert done.returncode == 2


def test_window_opens_without_the_heavy_half_of_the_program(tmp_path: Path) -> None:
    done = run("-c", OPEN_AND_LIST, folder=tmp_path, QT_QPA_PLATFORM="offscreen")
    assert done.returncode == 0, done.stderr
    assert HEAVY & set(done.stdout.split()) == set()


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such signals for windows")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_signals_end_it_in_order(tmp_path: Path, empty_home: Path, number: int) -> None:
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "QT_QPA_PLATFORM": "offscreen"}
    process = subprocess.Popen(
        [sys.executable, "-m", "app.main"], cwd=tmp_path, env=environment, stderr=subprocess.PIPE
    )
    # It listens once it is there.
    socket = Path(socket_name(empty_home / ".local/share/farmhand/profiles/default"))
    deadline = time.monotonic() + SECONDS
    while not socket.exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    process.send_signal(number)
    _, errors = process.communicate(timeout=SECONDS)
    assert process.returncode == 0, errors.decode()
    assert errors == b""
