"""Storage in a folder: on this computer's disk for the embedded farm, on a share for a farm."""

from __future__ import annotations

import errno
import os
import shutil
import stat
import unicodedata
from collections.abc import Iterator
from contextlib import AbstractContextManager, nullcontext, suppress
from pathlib import Path

from app.core.errors import StorageError
from app.core.jobs import AssetRef
from app.core.ports import Stored
from app.farm.files import (
    copy_durably,
    flush_folder,
    flush_path,
    free_bytes,
    long_path,
    move,
    patiently,
    place_new,
    sha256_of,
    translated,
    unfinished_name,
)
from app.farm.manager.services import asset_key
from app.farm.storage_ages import AgedFile
from app.farm.storage_films import FolderFilms
from app.farm.storage_keys import check_key, check_prefix, path_inside

_UNFINISHED = ".unfinished"


class FolderStorage:
    """Implements `app.core.ports.Storage` on a folder.

    Files below `root` are complete from the moment they have their name: they are written under `root/.unfinished`,
    flushed, and then renamed. Films are published below `results`, which may be on another disk.
    """

    def __init__(self, root: Path, results: Path) -> None:
        """`root` is made if needed. Raises `StorageError` when it cannot be."""
        self._root = root.absolute()
        self._films = FolderFilms(results, place=self._place)
        with translated("create", self._unfinished):
            self._unfinished.mkdir(parents=True, exist_ok=True)

    @property
    def root(self) -> Path:
        """The folder."""
        return self._root

    @property
    def results(self) -> Path:
        """Where films are published."""
        return self._films.folder

    @property
    def _unfinished(self) -> Path:
        return self._root / _UNFINISHED

    def put(self, source: Path, key: str, *, durable: bool = True) -> Stored:
        """See `Storage.put`. On the same disk the source is moved, else copied and then removed."""
        target = self._path(key)
        size = self._size_of_source(source)
        with translated("write", target, needed=size):
            target.parent.mkdir(parents=True, exist_ok=True)
            if durable:
                flush_path(source)
            try:
                new = self._place(source, target, durable=durable)
            except OSError as error:
                if error.errno != errno.EXDEV:
                    raise
                new = self._copy_in(source, target, durable=durable)
            patiently(lambda: source.unlink(missing_ok=True))
        stored = self.find(key)
        if stored is None:
            raise StorageError(f"Could not write “{target}”.", "The file was gone right after it was written.")
        if not new:
            self._check_spelling(target)
        return stored

    def put_asset(self, source: Path, name: str = "") -> AssetRef:
        """Copy a file of the user's into the assets, addressed by its content; the source stays as it is.

        `name` is the name people know it by, by default the file's. The same content is stored once. Raises
        `StorageError` when the file cannot be read or changes while it is copied.
        """
        with translated("read", source):
            if not stat.S_ISREG(source.stat().st_mode):
                raise StorageError(f"“{source}” cannot be stored.", "It is not a file.")
            sha256, size = sha256_of(source), source.stat().st_size
        known_as = name or source.name
        key = asset_key(sha256, known_as)
        found = self.find(key)
        if found is None or found.size != size or not _made_young(self._path(key)):
            self._store_asset(source, self._path(key), sha256)
        return AssetRef(sha256=sha256, name=known_as, size=size)

    def fetch(self, key: str) -> Path:
        """See `Storage.fetch`."""
        if self.find(key) is None:
            raise StorageError(f"“{key}” is not in the storage.", f"There is no such file below “{self._root}”.")
        return self._path(key)

    def hold(self) -> AbstractContextManager[None]:
        """See `Storage.hold`. What is fetched is the stored file itself."""
        return nullcontext()

    def find(self, key: str) -> Stored | None:
        """See `Storage.find`. Links and folders are not files."""
        path = self._path(key)
        try:
            with translated("look up", path):
                status = path.lstat()
        except StorageError as error:
            if isinstance(error.__cause__, FileNotFoundError | NotADirectoryError):
                return None
            raise
        return Stored(key=key, size=status.st_size) if stat.S_ISREG(status.st_mode) else None

    def list(self, prefix: str) -> Iterator[Stored]:
        """See `Storage.list`."""
        folder = self._root.joinpath(*check_prefix(prefix))
        found: list[Stored] = []
        with translated("list", folder):
            for path in _files_below(folder):
                key = path.relative_to(self._root).as_posix()
                if key.startswith(prefix):
                    # A file may be deleted between being listed and being measured.
                    with suppress(FileNotFoundError):
                        found.append(Stored(key=key, size=path.lstat().st_size))
        return iter(sorted(found, key=_key_of))

    def ages(self, prefix: str) -> Iterator[AgedFile]:
        """See `storage_cleanup.CleanableStorage.ages`."""
        now = self._now()
        for stored in self.list(prefix):
            with suppress(FileNotFoundError):
                age = now - self._path(stored.key).lstat().st_mtime
                yield AgedFile(key=stored.key, size=stored.size, age=age)

    def delete(self, prefix: str) -> None:
        """See `Storage.delete`. An empty prefix is refused."""
        if not prefix:
            raise StorageError("Nothing was deleted.", "An empty prefix would delete the whole storage.")
        for stored in self.list(prefix):
            path = self._path(stored.key)
            with translated("delete", path):
                patiently(lambda path=path: path.unlink(missing_ok=True))  # type: ignore[misc]
        self._remove_empty_folders(self._root.joinpath(*check_prefix(prefix)))

    def scratch(self, name: str) -> Path:
        """See `Storage.scratch`."""
        folder = long_path(self._unfinished.joinpath(*check_key(name)))
        with translated("create", folder):
            folder.mkdir(parents=True, exist_ok=True)
        return folder

    def publish(self, source: Path, name: str, *, replace: bool, key: str = "") -> Path:
        """See `Storage.publish`. A file of that name with the same content counts as published by an earlier call."""
        return self._films.publish(source, name, replace=replace, key=key)

    def free_bytes(self) -> int:
        """See `Storage.free_bytes`."""
        return free_bytes(self._root)

    def clear_unfinished(self) -> None:
        """Remove what crashed programs left unfinished. Only for the storage's one owner, before work starts."""
        with translated("clear", self._unfinished):
            shutil.rmtree(long_path(self._unfinished))
            self._unfinished.mkdir(parents=True, exist_ok=True)

    def _path(self, key: str) -> Path:
        return long_path(path_inside(self._root, key))

    def _now(self) -> float:
        """The time by the clock of whoever has the disk, which stamps its files. Raises `StorageError`."""
        probe = self._unfinished / unfinished_name("now")
        with translated("write", probe):
            probe.write_bytes(b"")
            now = probe.stat().st_mtime
            patiently(lambda: probe.unlink(missing_ok=True))
        return now

    def _size_of_source(self, source: Path) -> int:
        with translated("read", source):
            return source.stat().st_size

    def _place(self, source: Path, target: Path, *, durable: bool = True) -> bool:
        """See `files.place_new`."""
        return place_new(source, target, durable=durable)

    def _copy_in(self, source: Path, target: Path, *, durable: bool) -> bool:
        unfinished = self._unfinished / unfinished_name(target.name)
        try:
            copy_durably(source, unfinished)
            return self._place(unfinished, target, durable=durable)
        finally:
            unfinished.unlink(missing_ok=True)

    def _check_spelling(self, target: Path) -> None:
        """Raise `StorageError` when what was there has another name, on a disk that does not tell capitals apart."""
        with translated("list", target.parent):
            names = os.listdir(target.parent)  # noqa: PTH208  # names alone
        same = [name for name in names if _simple(name) == _simple(target.name)]
        if same and target.name not in same and not any(_composed(name) == _composed(target.name) for name in same):
            raise StorageError(
                f"“{target}” cannot be stored.",
                f"There is a file “{same[0]}” already, and this disk does not tell capitals apart.",
                "Name files so that they do not differ in capitals alone.",
            )

    def _store_asset(self, source: Path, target: Path, sha256: str) -> None:
        unfinished = self._unfinished / unfinished_name(target.name)
        with translated("write", target, needed=self._size_of_source(source)):
            target.parent.mkdir(parents=True, exist_ok=True)
            try:
                if copy_durably(source, unfinished) != sha256:
                    raise StorageError(f"“{source}” could not be stored.", "It changed while it was read.")
                # Content under this name can only be this content, so a damaged earlier copy is repaired.
                move(unfinished, target)
                flush_folder(target.parent)
            finally:
                unfinished.unlink(missing_ok=True)

    def _remove_empty_folders(self, folder: Path) -> None:
        if not folder.is_dir():
            return
        for below, _, _ in os.walk(folder, topdown=False):
            if Path(below) != self._root and Path(below) != self._unfinished:
                # A folder that is not empty, or that somebody is just filling, stays.
                with suppress(OSError):
                    Path(below).rmdir()


def _files_below(folder: Path) -> Iterator[Path]:
    for below, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        for name in names:
            path = Path(below, name)
            if not name.startswith(".") and not path.is_symlink():
                yield path


def _made_young(path: Path) -> bool:
    """Let a file be as if it were written now, so that no clean-up takes it; False when that is not permitted."""
    try:
        os.utime(path)
    except OSError:
        return False
    return True


def _simple(name: str) -> str:
    return _composed(name).casefold()


def _composed(name: str) -> str:
    return unicodedata.normalize("NFC", name)


def _key_of(stored: Stored) -> str:
    return stored.key
