from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from app.core.errors import StorageError
from app.farm.diagnostics import LARGEST_LOG, write_diagnostics


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("HOME", str(tmp_path / "ada"))
    monkeypatch.setenv("USERPROFILE", str(tmp_path / "ada"))
    folder = tmp_path / "ada" / "profile"
    (folder / "logs").mkdir(parents=True)
    return folder


def texts(path: Path) -> dict[str, str]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist()}


def test_logs_settings_and_facts_without_secrets_and_names(home: Path, tmp_path: Path) -> None:
    (home / "logs" / "window.log").write_text(f"opened {home}/春節.aep\nbroker amqp://render:hunter2@mq\n", "utf-8")
    (home / "farm.log").write_bytes(b"password = hunter2\n\xff\xfe broken bytes\n")
    settings = tmp_path / "ada" / "farmhand.toml"
    settings.write_text('theme = "light"\nbroker_password = "hunter2"\n', "utf-8")
    target = tmp_path / "out.zip"
    write_diagnostics(target, home, settings, {"Screen": "1920 × 1080"})
    found = texts(target)
    assert set(found) == {"facts.txt", "farmhand.toml", "logs/window.log", "farm.log"}
    everything = "\n".join(found.values())
    assert "hunter2" not in everything
    assert str(tmp_path / "ada") not in everything
    assert "~/profile/春節.aep" in found["logs/window.log"]
    assert 'theme = "light"' in found["farmhand.toml"]
    assert "Screen: 1920 × 1080" in found["facts.txt"]


def test_the_end_of_a_long_log_is_taken(home: Path, tmp_path: Path) -> None:
    (home / "farm.log").write_bytes(b"a line of a long log\n" * (LARGEST_LOG // 20) + b"the end\n")
    write_diagnostics(tmp_path / "out.zip", home, tmp_path / "none.toml", {})
    log = texts(tmp_path / "out.zip")["farm.log"]
    assert log.endswith("the end")
    assert len(log) <= LARGEST_LOG


def test_folder_that_cannot_be_written_to_is_named(home: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(StorageError):
        write_diagnostics(tmp_path / "file" / "out.zip", home, tmp_path / "none.toml", {})
