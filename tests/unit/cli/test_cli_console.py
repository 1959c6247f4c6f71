from __future__ import annotations

import io
import os

import pytest

from app.cli.console import Output
from app.core.errors import StorageError


def stdout_on(descriptor: int) -> io.TextIOWrapper:
    return io.TextIOWrapper(io.FileIO(descriptor, "w"), encoding="utf-8")


def test_a_reader_that_leaves_early_is_no_error(monkeypatch: pytest.MonkeyPatch) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    with stdout_on(writing) as stdout:
        monkeypatch.setattr("sys.stdout", stdout)
        Output().result({}, "film.mp4")


def test_a_full_disk_behind_stdout(monkeypatch: pytest.MonkeyPatch) -> None:
    with stdout_on(os.open("/dev/full", os.O_WRONLY)) as stdout:
        monkeypatch.setattr("sys.stdout", stdout)
        with pytest.raises(StorageError, match="could not be printed"):
            Output().result({}, "film.mp4")


def test_no_stdout_at_all(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdout", None)
    Output(as_json=True).result({"films": []}, "")
