"""Brings a finished film into a folder of people's: whole or not at all, and never over another file unasked."""

from __future__ import annotations

import errno
import hashlib
import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from app.core.errors import DiskFullError, StorageError
from app.farm.files import (
    copy_durably,
    flush_folder,
    long_path,
    move,
    place_new,
    sha256_of,
    translated,
    unfinished_name,
)
from app.farm.storage_keys import check_key

Place = Callable[[Path, Path], bool]

_IN_THE_WAY = frozenset({errno.EEXIST, errno.ENOTDIR})
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT})


def make_writable(folder: Path, *, shown: Path, called: str, next_step: str) -> None:
    """Make a folder, and see that it can be written to.

    Raises `StorageError` in words about the folder `shown`, which is `called` so, and `DiskFullError`.
    """
    probe = long_path(folder / unfinished_name("probe"))
    try:
        long_path(folder).mkdir(parents=True, exist_ok=True)
        probe.write_bytes(b"farmhand")
        probe.unlink()
    except OSError as error:
        if error.errno in _IN_THE_WAY:
            raise StorageError(f"{shown} is not a folder.", "A file of that name is in the way.", next_step) from error
        if error.errno in _FULL:
            raise DiskFullError(f"The disk of {shown} is full.", next_step=f"Free some space. {next_step}") from error
        raise StorageError(f"{called} {shown} cannot be written to.", f"{error.strerror}.", next_step) from error


def publish_file(
    source: Path, folder: Path, name: str, *, replace: bool, key: str = "", place: Place = place_new
) -> Path:
    """Copy a film into `folder` (made if missing) under `name`, atomically; its path.

    `key` is what the film is called where it was joined: what programs that were killed have left of it is taken away.
    Without one, nothing is known of earlier tries.
    `place` gives it its name unless that is taken, and then answers False, as `files.place_new` does.
    Raises `StorageError` when another file of that name exists and `replace` is False; one with the same content is
    what an earlier call published.
    """
    target = long_path(folder.joinpath(*check_key(name)))
    ending = f".{hashlib.sha256(key.encode()).hexdigest()[:16]}.part"
    unfinished = target.with_name(unfinished_name(target.name[:60], ending=ending))
    with translated("read", source):
        size = source.stat().st_size
    with translated("write", target, needed=size):
        target.parent.mkdir(parents=True, exist_ok=True)
        if key:
            _take_away_left(target.parent, ending)
        if not replace and target.exists():
            return _already_published(source, target)
        try:
            copy_durably(source, unfinished)
            if replace:
                move(unfinished, target)
                flush_folder(target.parent)
            elif not place(unfinished, target):
                return _already_published(source, target)
        finally:
            unfinished.unlink(missing_ok=True)
    return target


def _take_away_left(folder: Path, ending: str) -> None:
    """Delete what is left of one film; a program that still writes it is one that another has taken the place of."""
    # A folder that cannot be listed can be written to all the same, and the film matters more.
    with suppress(OSError):
        for name in os.listdir(folder):  # noqa: PTH208  # names alone
            if name.startswith(".") and name.endswith(ending):
                with suppress(OSError):
                    (folder / name).unlink()


def _already_published(source: Path, target: Path) -> Path:
    same_size = target.is_file() and target.stat().st_size == source.stat().st_size
    if same_size and sha256_of(target) == sha256_of(source):
        return target
    raise StorageError(
        f"“{target}” exists already.",
        "Files are not overwritten unless that is asked for.",
        "Permit overwriting, number the files, or choose another name.",
    )
