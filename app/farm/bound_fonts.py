"""The fonts of this computer whose licences keep their files from travelling with jobs.

A job that uses one is drawn only where the same file is installed, so workers tell the hashes of theirs. What was found
out about a file is kept, by its size and time of change: reading all fonts takes seconds.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from pathlib import Path

import msgspec

from app.core.decoding import from_json
from app.core.errors import StorageError
from app.core.model import Struct
from app.core.needs import MOST_FONTS, short
from app.core.unreadable import NO_DOCUMENT
from app.farm.files import sha256_of, write_durably
from app.render.fonts import DAMAGE, font_files, may_embed, open_faces, system_font_folders

_log = logging.getLogger(__name__)


class _Known(Struct, frozen=True):
    """Of a file when it was last read; `hash` is empty when it may travel or cannot be read."""

    size: int
    changed: int
    hash: str


def bound_fonts(memory: Path, folders: Iterable[Path] | None = None) -> tuple[str, ...]:
    """The short hashes of the font files that may not travel, sorted, up to `MOST_FONTS`. `memory` keeps what was read.

    Without `folders`, those of the system are searched. Takes seconds for the first time.
    """
    before = _recall(memory)
    now: dict[str, _Known] = {}
    for folder in system_font_folders() if folders is None else folders:
        for path in font_files(folder):
            known = _look(path, before.get(str(path)))
            if known is not None:
                now[str(path)] = known
    if now != before:
        try:
            write_durably(memory, msgspec.json.encode(now))
        except StorageError as error:
            _log.info("What is known of fonts is not kept: %s", error)
    return tuple(sorted({one.hash for one in now.values() if one.hash})[:MOST_FONTS])


def _recall(memory: Path) -> dict[str, _Known]:
    try:
        return from_json(memory.read_bytes(), dict[str, _Known])
    except (OSError, *NO_DOCUMENT):
        # Nothing was kept yet, or not by this version.
        return {}


def _look(path: Path, before: _Known | None) -> _Known | None:
    try:
        status = path.stat()
        if before is not None and (before.size, before.changed) == (status.st_size, status.st_mtime_ns):
            return before
        is_bound = not all(may_embed(font) for font, _ in open_faces(path))
        found = short(sha256_of(path)) if is_bound else ""
    except DAMAGE:
        # Nobody draws with what cannot be read.
        return None
    return _Known(size=status.st_size, changed=status.st_mtime_ns, hash=found)
