"""The lock that gives a store one owner.

The operating system holds the lock and frees it when the process ends in whatever way, so a killed owner leaves
nothing behind. The file beside the lock tells people who the owner is; it decides nothing.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

import psutil

from app.core.errors import StoreBusyError, StoreError
from app.farm.file_lock import lock_file, unlock_file

LOCK_NAME = "store.lock"
OWNER_NAME = "store.owner"


class OwnerLock:
    """Held from construction until `release`."""

    def __init__(self, folder: Path) -> None:
        """Take the lock of `folder`. Raises `StoreBusyError` when another program has it, else `StoreError`."""
        self._owner = folder / OWNER_NAME
        try:
            self._file = (folder / LOCK_NAME).open("a+b")
        except OSError as error:
            raise StoreError(
                f"The store in {folder} cannot be opened.", f"{error.strerror}.", "Choose a folder you may write to."
            ) from error
        try:
            lock_file(self._file)
        except OSError as error:
            self._file.close()
            raise StoreBusyError(
                f"The folder {folder} is in use by another Farmhand{self._named()}.",
                "Only one at a time can render into it, so that nothing is rendered twice.",
                "Wait until the other one is done or close it, or choose another folder.",
            ) from error
        try:
            self._owner.write_text(str(os.getpid()), encoding="utf-8")
        except OSError as error:
            self.release()
            raise StoreError(f"The store in {folder} cannot be written to.", f"{error.strerror}.") from error

    def release(self) -> None:
        """Let others have it. Harmless when it was released before."""
        if not self._file.closed:
            unlock_file(self._file)
            self._file.close()

    def _named(self) -> str:
        try:
            owner = self._owner.read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError):
            return ""
        return f" (process {owner})" if owner.isdigit() else ""


_NETWORK_SYSTEMS = frozenset({"nfs", "nfs4", "cifs", "smb3", "smbfs", "afpfs", "webdav", "fuse.sshfs"})


def is_network_folder(folder: Path) -> bool:
    """Whether the folder lies on a file system of another computer, as far as the operating system says."""
    real = folder.resolve()
    if sys.platform == "win32" and str(real).startswith("\\\\"):
        return True
    mounts = [part for part in psutil.disk_partitions(all=True) if real.is_relative_to(part.mountpoint)]
    if not mounts:
        return False
    nearest = max(mounts, key=lambda part: len(part.mountpoint))
    return nearest.fstype.lower() in _NETWORK_SYSTEMS or "remote" in nearest.opts.split(",")
