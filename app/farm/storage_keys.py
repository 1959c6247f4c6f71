"""Which storage keys, and names of files that come from elsewhere, are allowed.

Those that mean the same file on every system, cannot leave their folder, and look like what they are. The same rules
hold where a job is made, where it is taken, and where its files are used.
"""

from __future__ import annotations

import os
import re
import unicodedata
from pathlib import Path

from app.core.errors import StorageError
from app.farm.files import translated

MAX_KEY_LENGTH = 900
"""S3 allows 1,024 bytes per key; the rest is room for a prefix."""

MAX_NAME_BYTES = 240
"""File systems allow 255 bytes per name; the rest is room for the marks of unfinished files."""

_FORBIDDEN_CHARACTERS = re.compile(r'[\x00-\x1f\x7f<>:"|?*\\]')
_HIDDEN = re.compile("[\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]")
"""Marks that turn the direction of text or are not seen, so that a name looks like another one: “exe.gnp”.

The joiners that some scripts and emoji need are none of them.
"""

_SLASHES = re.compile(r"[/\\]")
_DRIVE = re.compile(r"[a-z]:[/\\].*", re.IGNORECASE)
_DEVICES = re.compile(r"(?:con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])(?:\..*)?", re.IGNORECASE)


def check_key(key: str) -> tuple[str, ...]:
    """The names that a key consists of. Raises `StorageError` when the key is not allowed."""
    problem = key_problem(key)
    if problem:
        raise StorageError(f"The storage key “{ascii(key)[1:-1][:200]}” was refused.", problem, "Choose another name.")
    return tuple(key.split("/"))


def key_problem(key: str) -> str:
    """Why a key (or another relative path) is not allowed, as a sentence; empty when it is.

    Refused: empty, absolute or overlong keys, empty or `.` or `..` parts, backslashes, colons (drives, alternate
    streams), other characters and device names that Windows does not take, names that start with a dot (kept for
    unfinished files) or end with a dot or space (Windows drops those), marks that change how text looks, names that
    become one of all these where letters are simplified (`．．／x`, `ＣＯＮ`), and text that is not valid Unicode.
    """
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
    if found := _HIDDEN.search(key):
        return f"The character {found[0]!a} makes a name look like another."
    return next((problem for name in key.split("/") if (problem := _name_problem(name) or _double(name))), "")


def file_name_problem(name: str) -> str:
    """Why the name of a file of people's cannot travel with a job, as a sentence; empty when it can.

    Less strict than for keys, since it is only shown, and made fit where a file gets it: one name, without anything
    that leads elsewhere or shows as something else.
    """
    if not name or len(name.encode("utf-8", "replace")) > MAX_NAME_BYTES:
        return f"It is empty, or longer than {MAX_NAME_BYTES} bytes."
    if found := re.search("[\x00-\x1f\x7f/\\\\\ud800-\udfff]", name) or _HIDDEN.search(name):
        return f"The character {found[0]!a} is not allowed."
    return _double(name) or ("It means a folder." if name in (".", "..") else "")


def path_inside(root: Path, key: str) -> Path:
    """The path of a key below `root`, an absolute path. Raises `StorageError` when a link on the way leads elsewhere.

    The last part is not followed: whether that is a link is for the caller to see.
    """
    path = root.joinpath(*check_key(key))
    with translated("look up", path):
        real = Path(os.path.realpath(path.parent))
        if not real.is_relative_to(os.path.realpath(root)):
            raise StorageError(
                f"“{path}” was refused.", "A link on the way leads out of the storage.", "Remove the link."
            )
    return path


def check_prefix(prefix: str) -> tuple[str, ...]:
    """The complete folder names of a prefix of keys (which may end inside a name). Raises `StorageError`."""
    if not prefix:
        return ()
    if prefix.endswith("/"):
        return check_key(prefix[:-1])
    return check_key(prefix)[:-1]


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


def _double(name: str) -> str:
    """What a name is when its letters are simplified, as some programs and old systems do, if that is not harmless."""
    plain = unicodedata.normalize("NFKC", name)
    if plain == name:
        return ""
    parts = [part.strip() for part in _SLASHES.split(plain)]
    harmful = not parts[0] or any(part in (".", "..") or _DEVICES.fullmatch(part) for part in parts)
    return f"“{name}” looks like a path that leads elsewhere." if harmful or _DRIVE.match(plain) else ""
