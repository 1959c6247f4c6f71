"""The output module templates of After Effects on this computer, read from its preferences without starting it.

After Effects keeps them per user and version in “Adobe After Effects <version> Prefs-indep-output.txt”, a text file of
lines `"Output Module Spec Strings Name <n>" = <value>`, where a value is quoted ASCII and bytes as two hexadecimal
digits in turn, continued after a backslash at a line's end. Adobe does not document that; several independent tools
read it so, which is why what is not found is a doubt, never an error. The file is written when After Effects is closed,
so one that never ran has none. Render settings templates are inside a binary block of a sibling file, and are not read.
"""

from __future__ import annotations

import logging
import os
import re
import sys
from pathlib import Path
from typing import Final

MOST_BYTES: Final = 16 * 1024 * 1024
MOST_NAMES: Final = 1000
LONGEST_NAME: Final = 200

_FILES: Final = "*Prefs-indep-output.txt"
_NAME: Final = re.compile(r'^[ \t]*"Output Module Spec Strings Name #?\d{1,6}"[ \t]*=[ \t]*(.*)$', re.MULTILINE)
_CONTINUED: Final = re.compile(r"\\\r?\n[ \t]*")
_PART: Final = re.compile(r'"([^"]*)"|([0-9A-Fa-f]{2})')
_HIDDEN: Final = "_HIDDEN"
"""How the names of templates begin that After Effects does not show."""

_log = logging.getLogger(__name__)


def preferences_folder(platform: str = sys.platform) -> Path | None:
    """The folder with one folder per version of After Effects that this user has had; None where there is none."""
    if platform == "win32":
        roaming = os.environ.get("APPDATA", "")
        return Path(roaming) / "Adobe" / "After Effects" if roaming else None
    if platform == "darwin":
        return Path.home() / "Library" / "Preferences" / "Adobe" / "After Effects"
    return None


def output_modules(version: str, folder: Path | None = None) -> tuple[str, ...]:
    """Names of the output module templates of that After Effects (“24.1x32”), sorted; empty where they are not known.

    `folder` is `preferences_folder` by default.
    """
    folder = folder or preferences_folder()
    path = _file(folder, version) if folder is not None else None
    if path is None:
        return ()
    try:
        with path.open("rb") as file:
            content = file.read(MOST_BYTES)
    except OSError as error:
        _log.info("The preferences of After Effects in %s cannot be read: %s", path, error)
        return ()
    return names_in(content.decode("utf-8", "replace"))


def names_in(text: str) -> tuple[str, ...]:
    """Names of output module templates in a preferences file, sorted."""
    found: set[str] = set()
    for match in _NAME.finditer(_CONTINUED.sub("", text)):
        name = _decoded(match[1])
        if name and not name.startswith(_HIDDEN) and len(name) <= LONGEST_NAME and len(found) < MOST_NAMES:
            found.add(name)
    return tuple(sorted(found))


def _decoded(value: str) -> str:
    parts = _PART.findall(value)
    raw = b"".join(bytes.fromhex(digits) if digits else quoted.encode("utf-8", "replace") for quoted, digits in parts)
    return raw.decode("utf-8", "replace").strip("\0")


def _file(folder: Path, version: str) -> Path | None:
    """The file of that version, else of the newest one with the same first number."""
    wanted = re.match(r"(\d+)(?:\.(\d+))?", version)
    if wanted is None:
        return None
    try:
        found = [(_numbers(path.parent.name), path) for path in folder.glob(f"*/{_FILES}")]
    except OSError:
        return None
    exact = (int(wanted[1]), int(wanted[2] or 0))
    same = [(numbers, path) for numbers, path in found if numbers[0] == exact[0]]
    return next((path for numbers, path in same if numbers == exact), max(same)[1] if same else None)


def _numbers(name: str) -> tuple[int, int]:
    match = re.fullmatch(r"(\d{1,4})(?:\.(\d{1,4}))?", name)
    return (int(match[1]), int(match[2] or 0)) if match is not None else (-1, 0)
