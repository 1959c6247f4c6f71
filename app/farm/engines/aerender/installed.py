"""After Effects on this computer: where it is, and which version."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from app.core.errors import EngineError
from app.core.model import Struct
from app.farm.files import written_path
from app.farm.processes import LastLines, ProcessTree

PROBE_SECONDS = 60.0
"""`aerender -version` starts nothing else, but the first start after an update is slow."""

FILE_VERSIONS = ((97, 26), (96, 25), (95, 24), (94, 23), (93, 16), (92, 15))
"""Major versions of project files, and of the first After Effects that opens them (`aepx-format.md` §7)."""

_NAMED_YEARS = {"cs5.5": 2011, "cs6": 2012, "cc": 2013}
_YEAR = re.compile(r"\b(20\d\d)(\.\d)?\b")
_VERSION = re.compile(r"\bversion\s+(\d+(?:\.\d+)*(?:x\d+)?)", re.IGNORECASE)


class Installed(Struct, frozen=True):
    """An aerender program, and the release that its folder names: a year (2024, 2015.3), 0 for a beta or unknown."""

    program: Path
    release: float = 0.0


def usual_places(platform: str = sys.platform) -> tuple[tuple[Path, str], ...]:
    """Folders that hold versions of After Effects, and where aerender is below a version's folder."""
    if platform == "win32":
        roots = dict.fromkeys(os.environ.get(name, "") for name in ("PROGRAMW6432", "PROGRAMFILES"))
        return tuple((Path(root) / "Adobe", "Support Files/aerender.exe") for root in roots if root)
    if platform == "darwin":
        return ((Path("/Applications"), "aerender"),)
    return ()


def find_installed(places: tuple[tuple[Path, str], ...] | None = None) -> tuple[Installed, ...]:
    """The aerender programs in the usual places, the newest release first."""
    found = {one.program: one for folder, program in places or usual_places() for one in _look(folder, program)}
    return tuple(sorted(found.values(), key=lambda one: (-one.release, str(one.program))))


def find_after_effects(setting: str) -> Path | None:
    """The aerender program that the setting names, else the newest in the usual places; None where there is none."""
    if setting:
        chosen = written_path(setting)
        return chosen if chosen.is_file() else None
    found = find_installed()
    return found[0].program if found else None


def probe_version(program: Path, *, seconds: float = PROBE_SECONDS) -> str:
    """What `aerender -version` says, such as “24.1x32”.

    Raises `EngineError` when it does not start, is silent for so many seconds, or says something else.
    """
    tree = ProcessTree([program, "-version"], stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    lines = LastLines(tree.stdout)
    try:
        ended = tree.wait(seconds) is not None
        said = lines.text(wait=1.0)
    finally:
        tree.kill()
    match = _VERSION.search(said)
    if match is None:
        cause = f"It says: {said or 'nothing'}." if ended else f"It did not answer in {seconds:g} seconds."
        raise EngineError(
            f"“{program}” did not tell its version.",
            cause,
            "Choose the program aerender of an installed After Effects, and start After Effects once by hand.",
        )
    return match[1]


def opens(version: str, file_version: int) -> bool:
    """Whether After Effects of this version opens projects of this file version; True where either is unknown."""
    major = re.match(r"\d+", version)
    needed = next((first for file, first in FILE_VERSIONS if file_version >= file), 0)
    return major is None or int(major[0]) >= needed


def _look(folder: Path, program: str) -> Iterator[Installed]:
    for path in sorted(folder.glob(f"Adobe After Effects*/{program}")):
        version_folder = next(parent for parent in path.parents if parent.parent == folder)
        yield Installed(program=path, release=_release(version_folder.name))


def _release(name: str) -> float:
    words = name.lower().removeprefix("adobe after effects").strip()
    if "beta" in words:
        return 0.0
    if (year := _YEAR.search(words)) is not None:
        return float(year[1] + (year[2] or ""))
    return float(_NAMED_YEARS.get(words, 0))
