"""Which storage keys are allowed: those that mean the same file on every system and cannot leave the storage."""

from __future__ import annotations

import re

from app.core.errors import StorageError

MAX_KEY_LENGTH = 900
"""S3 allows 1,024 bytes per key; the rest is room for a prefix."""

MAX_NAME_BYTES = 240
"""File systems allow 255 bytes per name; the rest is room for the marks of unfinished files."""

_FORBIDDEN_CHARACTERS = re.compile(r'[\x00-\x1f\x7f<>:"|?*\\]')
_DEVICES = re.compile(r"(?:con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])(?:\..*)?", re.IGNORECASE)


def check_key(key: str) -> tuple[str, ...]:
    """The names that a key consists of. Raises `StorageError` when the key is not allowed.

    Refused: empty, absolute or overlong keys, empty or `.` or `..` parts, backslashes, colons (drives, alternate
    streams), other characters and device names that Windows does not take, names that start with a dot (kept for
    unfinished files) or end with a dot or space (Windows drops those), and text that is not valid Unicode.
    """
    names = tuple(key.split("/"))
    problem = _problem(key, names)
    if problem:
        raise StorageError(f"The storage key “{ascii(key)[1:-1][:200]}” was refused.", problem)
    return names


def check_prefix(prefix: str) -> tuple[str, ...]:
    """The complete folder names of a prefix of keys (which may end inside a name). Raises `StorageError`."""
    if not prefix:
        return ()
    if prefix.endswith("/"):
        return check_key(prefix[:-1])
    return check_key(prefix)[:-1]


def _problem(key: str, names: tuple[str, ...]) -> str:
    if not key:
        return "It is empty."
    try:
        size = len(key.encode("utf-8"))
    except UnicodeEncodeError:
        return "It is not valid Unicode."
    if size > MAX_KEY_LENGTH:
        return f"It is longer than {MAX_KEY_LENGTH} bytes."
    if found := _FORBIDDEN_CHARACTERS.search(key):
        return f"The character {found[0]!a} is not allowed."
    return next((problem for name in names if (problem := _name_problem(name))), "")


def _name_problem(name: str) -> str:
    if not name:
        return "It is absolute or has an empty part."
    if name.startswith("."):
        return f"“{name}” starts with a dot."
    if name.endswith((".", " ")):
        return f"“{name}” ends with a dot or a space."
    if _DEVICES.fullmatch(name):
        return f"“{name}” is a device name on Windows."
    if len(name.encode("utf-8")) > MAX_NAME_BYTES:
        return f"A part of it is longer than {MAX_NAME_BYTES} bytes."
    return ""
