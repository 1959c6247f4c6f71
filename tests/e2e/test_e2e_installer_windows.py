"""The set-up program for Windows and the agent's service, in wine with Windows' own Python."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.servers.wine import ROOT, Wine, install_agent, missing_tools

pytestmark = [pytest.mark.slow, pytest.mark.timeout(3600)]

PLACE = r"C:\Farmhand"
SETTINGS = "storage = 'C:\\farm'\nbroker = \"amqp://w@127.0.0.1:1/farm\"\n"
HOME = Path("ProgramData", "Farmhand", "manager")


@pytest.fixture(scope="module")
def wine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Wine]:
    """A Windows with an agent laid out in it, and a settings file and a password of a farm."""
    if missing := missing_tools():
        if os.environ.get("CI"):
            pytest.fail(f"Some tools are not installed: apt-get install {missing}")
        pytest.skip(f"Some tools are not installed: {missing}.")
    windows = Wine(tmp_path_factory.mktemp("windows"))
    install_agent(windows.folder)
    (windows.drive / "farm.toml").write_text(SETTINGS)
    (windows.drive / "password").write_text("secret-word")
    (windows.drive / HOME / "secrets").mkdir(parents=True)
    (windows.drive / HOME / "secrets" / "broker").write_text("older-word")
    yield windows
    windows.close()


def compiled(bundle: Path, out: Path, *more: str) -> Path:
    """The set-up program of a bundle, uncompressed."""
    defined = (f"-DBUNDLE={bundle}", f"-DOUT={out}", "-DVERSION=1.2.3", "-DQUICK=1", *more)
    subprocess.run(["makensis", "-V2", *defined, ROOT / "installer/windows/farmhand.nsi"], check=True, timeout=600)
    return out


def eventually(seen: Callable[[], bool], what: str) -> None:
    deadline = time.monotonic() + 300
    while not seen():
        assert time.monotonic() < deadline, what
        time.sleep(0.5)


def agent(wine: Wine, *words: str, place: str = "") -> tuple[int, str]:
    program = f"{PLACE}\\farmhand-agent.exe" if not place else f"{place}\\farmhand-agent.exe"
    done = wine.run(program, *words)
    return done.returncode, done.stdout


def registered(wine: Wine, key: str, value: str = "") -> str:
    done = wine.run("reg", "query", key, *(("/v", value) if value else ()))
    return done.stdout if done.returncode == 0 else ""


def test_set_up_program_with_a_window(wine: Wine, tmp_path: Path) -> None:
    """Program, menu, open-with, links; and all of it gone again, but for what people put beside it."""
    bundle = tmp_path / "bundle"
    (bundle / "_internal" / "deep").mkdir(parents=True)
    (bundle / "_internal" / "deep" / "part.txt").write_text("part")
    for name in ("farmhand", "farmhand-window"):
        (bundle / f"{name}.exe").write_bytes(b"MZ")
    setup = compiled(bundle, tmp_path / "farmhand-setup.exe")
    assert wine.run(str(setup), "/S", f"/D={PLACE}").returncode == 0
    place = wine.drive / "Farmhand"
    assert (place / "_internal" / "deep" / "part.txt").read_text() == "part"
    assert "1.2.3" in registered(wine, r"HKLM\Software\Microsoft\Windows\CurrentVersion\Uninstall\Farmhand")
    assert "Farmhand.Project" in registered(wine, r"HKLM\Software\Classes\.aepx\OpenWithProgids")
    command = registered(wine, r"HKLM\Software\Classes\farmhand\shell\open\command")
    assert f'"{PLACE}\\farmhand-window.exe" "%1"' in command
    assert list(wine.drive.glob("ProgramData/Microsoft/Windows/Start Menu/Programs/Farmhand.lnk"))
    # An older version's files go with an upgrade.
    (place / "_internal" / "old.txt").write_text("old")
    (place / "mine.txt").write_text("mine")
    assert wine.run(str(setup), "/S", f"/D={PLACE}").returncode == 0
    assert not (place / "_internal" / "old.txt").exists()
    assert wine.run(f"{PLACE}\\uninstall.exe", "/S").returncode == 0
    eventually(lambda: not (place / "uninstall.exe").exists(), "The program is still there.")
    assert [path.name for path in place.iterdir()] == ["mine.txt"]
    assert not registered(wine, r"HKLM\Software\Microsoft\Windows\CurrentVersion\Uninstall\Farmhand")
    assert not registered(wine, r"HKLM\Software\Classes\farmhand")
    assert "Farmhand.Project" not in registered(wine, r"HKLM\Software\Classes\.aepx\OpenWithProgids")


def test_service_from_beginning_to_end(wine: Wine, tmp_path: Path) -> None:
    """Installed silently with its service, brought up to date while that runs, stopped in order, taken away."""
    setup = compiled(wine.folder / "program", tmp_path / "agent-setup.exe", "-DAGENT_ALONE=1")
    done = wine.run(str(setup), "/S", "/SERVICE=manager", r"/CONFIG=C:\farm.toml", f"/D={PLACE}")
    assert done.returncode == 0, done.stdout
    assert agent(wine, "service", "status", "--role", "manager") == (0, "farmhand-manager  running\n")
    assert agent(wine, "service", "status", "--role", "worker")[0] == 1
    service = r"HKLM\System\CurrentControlSet\Services\farmhand-manager"
    assert "0xea60" in registered(wine, service, "PreshutdownTimeout")
    assert r"NT SERVICE\farmhand-manager" in registered(wine, service, "ObjectName")
    home = wine.drive / HOME
    eventually(lambda: (home / "farm.sqlite3").exists(), "The manager has no store.")
    assert wine.run(str(setup), "/S", f"/D={PLACE}").returncode == 0
    assert agent(wine, "service", "status", "--role", "manager")[0] == 0
    assert agent(wine, "service", "stop", "--role", "manager") == (0, "farmhand-manager is stopped.\n")
    # In order: the store was closed, so that nothing is left to be written into it.
    assert not (home / "farm.sqlite3-wal").exists()
    code, told = agent(wine, "service", "stop", "--role", "worker")
    assert code == 1 and "no such service" in told
    assert wine.run(f"{PLACE}\\uninstall.exe", "/S").returncode == 0
    eventually(lambda: not registered(wine, service), "The service is still there.")
    eventually(lambda: not (wine.drive / "Farmhand" / "farmhand-agent.exe").exists(), "The program is still there.")
    assert (home / "farm.sqlite3").exists()


def test_service_with_a_secret_and_with_faults(wine: Wine) -> None:
    """What is installed by the agent itself; a service that cannot work says so to whoever starts it."""
    program = "Z:" + str(wine.folder / "program").replace("/", "\\")
    named = ("--role", "manager", "--config", r"C:\farm.toml")
    code, told = agent(wine, "service", "install", *named, "--secret", r"broker=C:\password", place=program)
    assert code == 0, told
    assert "secret-word" not in told
    assert (wine.drive / HOME / "secrets" / "broker").read_text() == "secret-word"
    (wine.drive / "farm.toml").write_text("workers = 1000\n")
    try:
        # Windows takes it for started; it then ends with what is wrong in the event log.
        agent(wine, "service", "start", "--role", "manager", place=program)
        stopped = (1, "farmhand-manager  stopped\n")
        eventually(
            lambda: agent(wine, "service", "status", "--role", "manager", place=program) == stopped,
            "A service with wrong settings runs.",
        )
    finally:
        (wine.drive / "farm.toml").write_text(SETTINGS)
    assert agent(wine, "service", "remove", "--role", "manager", place=program)[0] == 0
    code, told = agent(wine, "service-host", "manager", r"C:\farm.toml", "service", "", place=program)
    assert code != 0 and "service manager" in told
    code, told = agent(wine, "service", "install", "--role", "manager", place=program)
    assert code == 2 and "--config" in told


@pytest.mark.skipif(sys.platform != "linux", reason="Elsewhere it is the system's own build.")
def test_programs_for_windows_are_not_built_elsewhere() -> None:
    command = [sys.executable, ROOT / "installer" / "build.py", "windows"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode != 0 and "built on windows" in done.stderr
