"""Folders for unfinished files on a local disk: one per running program, and none of programs that ended."""

from __future__ import annotations

import shutil
import uuid
from pathlib import Path

from app.farm.file_lock import exclusively, lock_file
from app.farm.files import long_path, translated
from app.farm.storage_keys import check_key

_OWNER = ".owner"
_LOCK = ".lock"


class Scratch:
    """A folder of this program's own below `base`; those of programs that are gone are deleted when it is made.

    A program is gone when its lock on a file in its folder is, which the system lets go of in whatever way it ends. So
    `base` must be on a local disk.
    """

    def __init__(self, base: Path) -> None:
        """Raises `StorageError`."""
        self._folder = base / uuid.uuid4().hex[:12]
        with translated("create", self._folder):
            base.mkdir(parents=True, exist_ok=True)
            with exclusively(base / _LOCK):
                self._folder.mkdir()
                self._owner = (self._folder / _OWNER).open("w+b")
                lock_file(self._owner)
                for other in base.iterdir():
                    if other != self._folder and other.is_dir():
                        _delete_if_dead(other)

    @property
    def folder(self) -> Path:
        """The folder."""
        return self._folder

    def below(self, name: str) -> Path:
        """An existing folder below it. Raises `StorageError`."""
        folder = long_path(self._folder.joinpath(*check_key(name)))
        with translated("create", folder):
            folder.mkdir(parents=True, exist_ok=True)
        return folder

    def close(self) -> None:
        """Delete it with all that is in it."""
        self._owner.close()
        shutil.rmtree(long_path(self._folder), ignore_errors=True)


def _delete_if_dead(folder: Path) -> None:
    """Only with the lock on `base`: a folder without an owner's file was left half made or half deleted."""
    try:
        with (folder / _OWNER).open("r+b") as file:
            lock_file(file)
    except FileNotFoundError:
        pass
    except OSError:
        return
    shutil.rmtree(long_path(folder), ignore_errors=True)
