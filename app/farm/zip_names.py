"""Names of a .zip's entries: which letters they are written in, and whether they may become files here."""

from __future__ import annotations

import re
import stat
import unicodedata
from collections.abc import Iterable, Sequence
from pathlib import PurePosixPath
from typing import Final
from zipfile import ZipInfo

from app.farm.project_search import is_left_out
from app.farm.storage_keys import key_problem

MAX_DEPTH: Final = 32
"""No path in an archive of people has so many parts."""

_UTF8_FLAG: Final = 0x800
_JAPANESE: Final = re.compile("[\u3005\u3041-\u30fe\u4e00-\u9fff]{2}")
"""Two such characters in a row; western text that is taken for Shift-JIS gives single ones between letters."""


def entry_names(infos: Iterable[ZipInfo]) -> list[str]:
    """The entries' names as their author saw them.

    An archive says of a name that it is UTF-8, or leaves open what it is. Then it is UTF-8 where all those names could
    be, Shift-JIS where they read as Japanese, else the alphabet of the first PCs, in which everything is a name.
    """
    known = list(infos)
    encoding = _guessed(b"\n".join(_raw(info) for info in known if not info.flag_bits & _UTF8_FLAG))
    return [info.orig_filename if info.flag_bits & _UTF8_FLAG else _raw(info).decode(encoding) for info in known]


def is_folder(info: ZipInfo, name: str) -> bool:
    """Whether an entry stands for a folder."""
    return name.endswith("/") or stat.S_ISDIR(info.external_attr >> 16)


def name_problem(name: str) -> str:
    """Why an entry of that name cannot be written below a folder, as a sentence; empty when it can.

    What one system would refuse or take for something else is refused on all, but for what is not written anyway
    (`is_left_out`).
    """
    if name.startswith("/"):
        return "It is not relative to the archive."
    parts = [part for part in name.removesuffix("/").split("/") if part != "."]
    if ".." in name.replace("\\", "/").split("/"):
        return "It leads out of the archive."
    if len(parts) > MAX_DEPTH:
        return f"It is more than {MAX_DEPTH} folders deep."
    if is_left_out(PurePosixPath(name)):
        return ""
    return key_problem("/".join(parts)) if parts else ""


def doubled(names: Sequence[str]) -> str:
    """The first of these paths of files that another one meets on a system which tells no case; empty: none does."""
    files: set[str] = set()
    folders: set[str] = set()
    for name in names:
        parts = unicodedata.normalize("NFC", name).casefold().split("/")
        above = {"/".join(parts[:count]) for count in range(1, len(parts))}
        whole = "/".join(parts)
        if whole in files or whole in folders or above & files:
            return name
        files.add(whole)
        folders |= above
    return ""


def _raw(info: ZipInfo) -> bytes:
    # zipfile reads what is not marked as UTF-8 in this code page, which has a character for every byte.
    return info.orig_filename.encode("cp437")


def _guessed(names: bytes) -> str:
    for encoding in ("utf-8", "cp932"):
        try:
            text = names.decode(encoding)
        except UnicodeDecodeError:
            continue
        if encoding == "utf-8" or _JAPANESE.search(text):
            return encoding
    return "cp437"
