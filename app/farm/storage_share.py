"""Storage in a folder that several computers share: over SMB, NFS, or whatever else mounts a folder."""

from __future__ import annotations

import errno
import hashlib
import os
import re
import shutil
import threading
from contextlib import AbstractContextManager, suppress
from pathlib import Path
from typing import Final

from app.core.errors import StorageError
from app.core.ports import Stored
from app.farm.asset_cache import AssetCache, CacheLimits
from app.farm.files import copy_durably, free_bytes, long_path, place_new, translated, unfinished_name
from app.farm.shared_lock import LockTimes, SharedLock
from app.farm.storage_folder import FolderStorage
from app.farm.storage_scratch import Scratch

LEFT_SECONDS: Final = 2 * 24 * 3600.0
"""Unfinished files of so long ago are of computers that went away; the longest upload of a film takes hours."""

_ASSET: Final = re.compile(r"assets/[0-9a-f]{2}/([0-9a-f]{64})(?:\.[^/]*)?")
_LOCKS: Final = "locks"
_LOCK_SECONDS: Final = 120.0
_NO_LINKS: Final = frozenset({errno.EPERM, errno.ENOTSUP, errno.EOPNOTSUPP, errno.EMLINK, errno.ENOSYS, errno.EXDEV})


class ShareStorage(FolderStorage):
    """Implements `app.core.ports.Storage` on a share that any number of computers use at the same time.

    It differs from a folder of one's own in this: unfinished files are made on a local disk and copied once, so that
    the share sees whole files only; assets are copied to a local cache when they are fetched; where the share has no
    hard links, who may give a file its name is decided by a lock; what the system remembers to be missing is asked for
    again; and nobody clears away what others are at. Lists of the share may be old, so nothing is decided by them
    alone: what they show is checked, and what they miss is made again.
    """

    def __init__(
        self,
        root: Path,
        results: Path,
        local: Path,
        *,
        cache: CacheLimits | None = None,
        lock_times: LockTimes | None = None,
        stop: threading.Event | None = None,
    ) -> None:
        """`local` is a folder on this computer's own disk. Raises `StorageError` when a folder cannot be used."""
        super().__init__(root, results)
        self._scratch = Scratch(local.absolute() / "scratch")
        self._cache = AssetCache(local.absolute() / "cache", cache, stop=stop)
        self._lock_times = lock_times or LockTimes(beat=2.0, expiry=20.0, look=0.5)
        self._stop = stop
        self._has_links: bool | None = None
        self._clear_left()

    def fetch(self, key: str) -> Path:
        """See `Storage.fetch`. Assets are copied to this computer and verified by their hash."""
        asset = _ASSET.fullmatch(key)
        if asset is None:
            return super().fetch(key)
        ending = Path(key).suffix
        here = self._cache.find(asset[1], ending)
        if here is not None:
            return here
        source = super().fetch(key)
        with translated("read", source):
            size = source.stat().st_size
        return self._cache.fetch(asset[1], ending, size, lambda part: _copy(source, part, asset[1]))

    def hold(self) -> AbstractContextManager[None]:
        """See `Storage.hold`."""
        return self._cache.holding()

    def find(self, key: str) -> Stored | None:
        """See `Storage.find`. What is not there is looked for twice: systems remember for a while what was missing."""
        found = super().find(key)
        if found is None:
            with suppress(OSError):
                # Opening a folder makes the system ask the server for it.
                os.scandir(self._path(key).parent).close()
                found = super().find(key)
        return found

    def scratch(self, name: str) -> Path:
        """See `Storage.scratch`. It is on the local disk, and deleted once this program is gone."""
        return self._scratch.below(name)

    def free_bytes(self) -> int:
        """See `Storage.free_bytes`: of the share or of the local disk, whichever has less."""
        return min(super().free_bytes(), free_bytes(self._scratch.folder))

    def clear_unfinished(self) -> None:
        """See `FolderStorage.clear_unfinished`; but others are at work here, so only what is old goes."""
        self._clear_left()

    def close(self) -> None:
        """Let go of the local files; unfinished ones are deleted."""
        self._cache.close()
        self._scratch.close()

    def _place(self, source: Path, target: Path, *, durable: bool = True) -> bool:
        """See `files.place_new`: exactly one of several computers succeeds, also where there are no hard links."""
        # Windows' renaming refuses a name that is taken, and the server sees to it.
        if os.name == "nt" or self._links():
            return place_new(source, target, durable=durable)
        if target.exists():
            return False
        if source.stat().st_dev != target.parent.stat().st_dev:
            raise OSError(errno.EXDEV, os.strerror(errno.EXDEV))
        name = f"place-{hashlib.sha256(str(target).encode()).hexdigest()[0]}"
        lock = SharedLock(self._unfinished / _LOCKS, name, times=self._lock_times)
        with lock.hold(timeout=_LOCK_SECONDS, stop=self._stop) as held:
            if target.exists():
                return False
            held.check()
            return place_new(source, target, durable=durable)

    def _links(self) -> bool:
        """Whether the share has hard links; tried once."""
        if self._has_links is None:
            one, two = (self._unfinished / unfinished_name("links") for _ in range(2))
            with translated("write", one):
                one.write_bytes(b"")
                try:
                    os.link(one, two)
                    self._has_links = True
                except OSError as error:
                    if error.errno not in _NO_LINKS:
                        raise
                    self._has_links = False
                finally:
                    for path in (one, two):
                        path.unlink(missing_ok=True)
        return self._has_links

    def _clear_left(self) -> None:
        """Remove what is unfinished since long; its age by the server's clock."""
        now = self._now()
        with translated("clear", self._unfinished):
            for path in self._unfinished.iterdir():
                # Others clear too.
                with suppress(OSError):
                    if path.name != _LOCKS and now - path.stat().st_mtime > LEFT_SECONDS:
                        _remove(path)


def _copy(source: Path, part: Path, sha256: str) -> None:
    part.unlink(missing_ok=True)
    with translated("copy", source):
        if copy_durably(long_path(source), part) != sha256:
            part.unlink(missing_ok=True)
            raise StorageError(
                f"“{source}” is damaged in the storage.",
                "Its content is not what was put there.",
                "Submit the job again, or put the file there again.",
            )


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(long_path(path), ignore_errors=True)
    else:
        path.unlink()
