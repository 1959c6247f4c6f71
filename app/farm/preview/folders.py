"""The temporary folders of previews: private, named after the program they belong to, and never left for long."""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from pathlib import Path

import psutil

from app.core.errors import StorageError
from app.farm.files import translated

_PREFIX = "farmhand-preview-"
_NAME = re.compile(rf"{_PREFIX}(\d+)-.+")


def make_folder() -> Path:
    """A new folder for this program's preview. Raises `StorageError`."""
    with translated("write", _place()):
        return Path(tempfile.mkdtemp(prefix=f"{_PREFIX}{os.getpid()}-"))


def remove_orphans() -> None:
    """Remove folders of programs that are gone: on Windows a killed program takes its preview along unawares.

    Raises `StorageError` where there is no place for temporary files.
    """
    for folder in _place().glob(f"{_PREFIX}*"):
        named = _NAME.fullmatch(folder.name)
        if named is not None and not psutil.pid_exists(int(named[1])):
            shutil.rmtree(folder, ignore_errors=True)


def _place() -> Path:
    try:
        return Path(tempfile.gettempdir())
    except OSError as error:
        raise StorageError(
            "There is no folder for temporary files.",
            f"The system says: {error.strerror or error}.",
            "Free some space on the disk of the temporary folder, or see that it can be written to.",
        ) from error
