"""Archives unpacked in the user's cache: each once, under the hash of its content, for as long as it is used."""

from __future__ import annotations

import os
import re
import shutil
import time
from contextlib import suppress
from pathlib import Path
from typing import Final

from app.core.errors import DiskFullError
from app.farm.files import free_bytes, long_path, readable_size, translated, unfinished_name
from app.farm.zip_archive import Entry, ZipArchive

KEPT_SECONDS: Final = 30 * 24 * 3600
"""What was not opened for so long is deleted."""

KEPT_BYTES: Final = 20_000_000_000
"""Of more than this altogether, what was not opened for longest is deleted, unless it is perhaps still open."""

PERHAPS_OPEN_SECONDS: Final = 24 * 3600

_UNPACKED = re.compile(r"[0-9a-f]{64}")
_RENAMES: Final = 20
_RENAME_SECONDS: Final = 0.1


def unpack(archive: ZipArchive, unpacked: Path) -> Path:
    """The folder with the archive's files below `unpacked`, made now unless it is there and complete.

    Raises `TemplateError` when the archive is damaged, `DiskFullError` and `StorageError`.
    """
    digest = archive.digest()
    target = unpacked / digest
    with suppress(OSError):
        # Before it is looked at: what was just used is not deleted by another process.
        os.utime(target)
    if _is_complete(target, archive.entries):
        return target
    free = free_bytes(unpacked)
    if 0 < free < archive.size:
        raise DiskFullError(
            f"{archive.name} cannot be unpacked.",
            f"Its files need {readable_size(archive.size)}, and {readable_size(free)} are free.",
            "Free some space and try again.",
        )
    # The part of the name is short, as paths on Windows are.
    unfinished = unpacked / unfinished_name(digest[:16])
    try:
        for entry in archive.entries:
            _write(archive, entry, unfinished / entry.path)
        with translated("write", target):
            _rename(unfinished, target, archive.entries)
    finally:
        shutil.rmtree(long_path(unfinished), ignore_errors=True)
    prune(unpacked)
    return target


def prune(unpacked: Path) -> None:
    """Delete what is not used any more; what cannot be deleted now stays for the next time."""
    now, kept = time.time(), 0
    for used, folder in sorted(_folders(unpacked), reverse=True):
        idle = now - used
        finished = _UNPACKED.fullmatch(folder.name) is not None
        kept += _size(folder) if finished else 0
        if idle > PERHAPS_OPEN_SECONDS and (not finished or idle > KEPT_SECONDS or kept > KEPT_BYTES):
            _discard(folder)


def _write(archive: ZipArchive, entry: Entry, target: Path) -> None:
    target = long_path(target)
    with translated("write", target, needed=archive.size):
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("xb") as file:
            for block in archive.blocks(entry):
                file.write(block)


def _rename(unfinished: Path, target: Path, entries: tuple[Entry, ...]) -> None:
    """Give the folder its final name, unless somebody else's has it, which is as good. Raises `OSError`."""
    for attempt in range(_RENAMES):
        try:
            unfinished.rename(target)
        except OSError:
            if _is_complete(target, entries):
                return
            if attempt == _RENAMES - 1:
                raise
            _discard(target)
            if os.name == "nt":
                # A virus scanner holds new files open for a moment, and their folder with them.
                time.sleep(_RENAME_SECONDS)
        else:
            return


def _is_complete(folder: Path, entries: tuple[Entry, ...]) -> bool:
    """Whether all files are there in full: programs that clean up delete single ones, power failures cut them."""
    with suppress(OSError):
        return folder.is_dir() and all(long_path(folder / entry.path).stat().st_size == entry.size for entry in entries)
    return False


def _discard(folder: Path) -> None:
    """Delete a folder; under another name, so that it is never found in parts."""
    aside = folder if folder.name.startswith(".") else folder.with_name(unfinished_name(folder.name[:16]))
    with suppress(OSError):
        folder.rename(aside)
    shutil.rmtree(long_path(aside), ignore_errors=True)


def _folders(unpacked: Path) -> list[tuple[float, Path]]:
    """The folders that were made here, with when they were used last (seconds since the epoch)."""
    found = []
    with suppress(OSError):
        for path in unpacked.iterdir():
            ours = _UNPACKED.fullmatch(path.name) or (path.name.startswith(".") and path.suffix == ".part")
            with suppress(OSError):
                if ours and path.is_dir() and not path.is_symlink():
                    found.append((path.stat().st_mtime, path))
    return found


def _size(folder: Path) -> int:
    total = 0
    for place, _folders_there, names in os.walk(folder):
        for name in names:
            with suppress(OSError):
                total += os.lstat(Path(place, name)).st_size
    return total
