"""What helps to find a fault, in one file to send: logs, settings and facts, without secrets and the user's name."""

from __future__ import annotations

import os
import platform
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

import psutil

from app import __version__
from app.farm.files import translated, unfinished_name
from app.farm.masking import masked

LARGEST_LOG: Final = 4_000_000
"""Of a longer log, the end of so many bytes is taken."""

_LOGS: Final = ("logs/*.log*", "*.log*")


def write_diagnostics(target: Path, home: Path, settings_file: Path, facts: Mapping[str, str]) -> None:
    """Write the file, a zip. `home` is the profile's folder; `facts` are what else is known, one per line.

    Raises `StorageError` when it cannot be written.
    """
    unfinished = target.with_name(unfinished_name(target.name))
    with translated("write", target):
        try:
            with zipfile.ZipFile(unfinished, "w", zipfile.ZIP_DEFLATED) as archive:
                archive.writestr("facts.txt", _clean("\n".join(f"{name}: {value}" for name, value in _facts(facts))))
                for name, path in _texts(home, settings_file):
                    archive.writestr(name, _clean(_end_of(path)))
            unfinished.replace(target)
        finally:
            unfinished.unlink(missing_ok=True)


def _texts(home: Path, settings_file: Path) -> Iterator[tuple[str, Path]]:
    if settings_file.is_file():
        yield settings_file.name, settings_file
    for pattern in _LOGS:
        for path in sorted(home.glob(pattern)):
            if path.is_file():
                yield path.relative_to(home).as_posix(), path


def _facts(more: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    memory = psutil.virtual_memory()
    yield "Farmhand", __version__
    yield "Python", platform.python_version()
    yield "System", platform.platform()
    yield "Cores", str(os.cpu_count())
    yield "Memory", f"{memory.total // 1_000_000} MB, {memory.available // 1_000_000} MB free"
    yield from more.items()


def _end_of(path: Path) -> str:
    with path.open("rb") as file:
        size = file.seek(0, os.SEEK_END)
        file.seek(max(0, size - LARGEST_LOG))
        return file.read(LARGEST_LOG).decode("utf-8", "replace")


def _clean(text: str) -> str:
    """The text without secrets, and with the user's folder, which carries their name, as `~`."""
    home = str(Path.home())
    cleaned = "\n".join(masked(line) for line in text.splitlines())
    return cleaned.replace(home, "~") if len(home) > 1 else cleaned
