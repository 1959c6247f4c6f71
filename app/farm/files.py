"""Files on disk, done carefully: durable writes, streaming hashes, and the system's errors in our words."""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TypeVar

from app.core.errors import DiskFullError, StorageAwayError, StorageError, UsageError

COPY_BYTES = 1024 * 1024
"""Files are read and copied in steps of this many bytes."""

LONG_PATH = 240
"""Windows refuses longer paths (260 less room for a file name) unless they carry the `\\\\?\\` prefix."""

_FULL = frozenset({errno.ENOSPC, errno.EDQUOT})
_FORBIDDEN = frozenset({errno.EROFS, errno.EACCES, errno.EPERM})
_NO_HARD_LINKS = frozenset({errno.EPERM, errno.ENOTSUP, errno.EOPNOTSUPP, errno.EMLINK, errno.ENOSYS})
_NO_FLUSHING = frozenset({errno.EINVAL, errno.ENOTSUP, errno.EOPNOTSUPP, errno.EBADF, errno.ENOSYS})
"""What file systems of servers answer that cannot flush folders: to them a rename is for good when it is answered."""

_AWAY = frozenset(
    getattr(errno, name)
    for name in (
        *("ESTALE", "ETIMEDOUT", "EHOSTDOWN", "EHOSTUNREACH", "ENETDOWN", "ENETUNREACH", "ENOTCONN"),
        *("ECONNRESET", "ECONNABORTED", "ECONNREFUSED", "EREMOTEIO"),
    )
    if hasattr(errno, name)
)
_AWAY_ON_WINDOWS = frozenset({51, 53, 54, 55, 59, 64, 67, 121, 1203, 1222, 1231, 1232, 1236})
"""Windows' errors of a share whose server cannot be reached (System Error Codes, from ERROR_REM_NOT_LIST on)."""

_FAILING_ON_WINDOWS = frozenset({23, 1117})
"""Windows' errors of a disk that does not carry out what it is asked: bad data, and an error of the device."""

_IN_OTHER_HANDS = frozenset({5, 32, 33})
"""Windows' errors of a file that another program has open: access denied, sharing and lock violation."""

PATIENCE_SECONDS = 5.0
_LOOK_SECONDS = 0.05

_Result = TypeVar("_Result")


def long_path(path: Path) -> Path:
    """The same path in a form that Windows accepts at any length; elsewhere the path itself."""
    if os.name != "nt":
        return path
    text = str(path.absolute())
    return path if len(text) < LONG_PATH else Path(extended(text))


def extended(text: str) -> str:
    """A whole path on Windows, of a drive or of a share (`\\\\host\\share`), in the form that may have any length."""
    if text.startswith("\\\\?\\"):
        return text
    return "\\\\?\\UNC\\" + text[2:] if text.startswith("\\\\") else "\\\\?\\" + text


@contextmanager
def translated(doing: str, path: Path, *, needed: int | None = None) -> Iterator[None]:
    """Turn an `OSError` of the block into a `StorageError` that says what was being done to which path.

    `doing` completes “Could not …”, for example "write"; `needed` is the number of bytes that were to be written. A
    full disk becomes a `DiskFullError` that states what is free and what was needed.
    """
    try:
        yield
    except OSError as error:
        raise storage_error(error, doing, path, needed) from error


def storage_error(error: OSError, doing: str, path: Path, needed: int | None) -> StorageError:
    """The system's error in our words; see `translated`."""
    title = f"Could not {doing} “{path}”."
    if error.errno in _FULL:
        wanted = "" if needed is None else f", {readable_size(needed)} needed"
        return DiskFullError(
            title,
            f"The disk is full ({readable_size(free_bytes(path))} free{wanted}).",
            "Free some space and try again.",
        )
    if error.errno in _AWAY or getattr(error, "winerror", None) in _AWAY_ON_WINDOWS:
        return StorageAwayError(
            title,
            f"The share cannot be reached ({error.strerror}).",
            "Check the network, and that the server which has the folder runs.",
        )
    if error.errno == errno.EIO or getattr(error, "winerror", None) in _FAILING_ON_WINDOWS:
        # So say shares, too, whose server did not answer in time.
        return StorageAwayError(
            title,
            f"The disk, or the connection to the share, fails ({error.strerror}).",
            "Check the disk, and the server that has the folder.",
        )
    if error.errno in _FORBIDDEN:
        return StorageError(
            title,
            f"The folder “{path.parent}” may not be written to, or the file is open in another program "
            f"({error.strerror}).",
            "Choose another folder, change its permissions, or close the file.",
        )
    if error.errno == errno.ENOENT:
        return StorageError(title, "It does not exist.")
    return StorageError(title, f"The system says: {error.strerror or error}.")


def readable_size(size: int) -> str:
    """A byte count for people: `512 bytes`, `1.5 MB`."""
    if size < 1000:
        return f"{size} bytes"
    value = float(size)
    for unit in ("kB", "MB", "GB"):
        value /= 1000
        if value < 1000:
            return f"{value:.1f} {unit}"
    return f"{value / 1000:.1f} TB"


def free_bytes(path: Path) -> int:
    """Free bytes on the disk that holds `path` (or would hold it); 0 when that cannot be told."""
    for folder in (path, *path.parents):
        with suppress(OSError):
            return shutil.disk_usage(folder).free
    return 0


def sha256_of(path: Path) -> str:
    """The sha256 (hex) of a file's content, read in steps. Raises `OSError`."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(COPY_BYTES):
            digest.update(block)
    return digest.hexdigest()


def copy_durably(source: Path, target: Path) -> str:
    """Copy a file, flush it to the disk, and return the sha256 (hex) of what was written. Raises `OSError`."""
    digest = hashlib.sha256()
    with source.open("rb") as reader, target.open("xb") as writer:
        while block := reader.read(COPY_BYTES):
            digest.update(block)
            writer.write(block)
        flush_file(writer.fileno())
    return digest.hexdigest()


def flush_file(descriptor: int) -> None:
    """Bring an open file's content to the disk."""
    os.fsync(descriptor)


def flush_path(path: Path) -> None:
    """Bring a closed file's content to the disk. Raises `OSError`."""
    with path.open("r+b") as file:
        flush_file(file.fileno())


def flush_folder(folder: Path) -> None:
    """Bring a folder's entries to the disk where the system can do that (Windows cannot, and journals renames)."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    except OSError as error:
        if error.errno not in _NO_FLUSHING:
            raise
    finally:
        os.close(descriptor)


def written_path(text: str) -> Path:
    """A path as people write it: `~` is their own folder, `~name` that of another user.

    Raises `UsageError` when there is no such user.
    """
    try:
        return Path(text).expanduser()
    except RuntimeError as error:
        raise UsageError(
            f"The path “{text}” leads nowhere.", "It begins with a user that there is not.", "Write the whole path."
        ) from error


def unfinished_name(name: str, *, ending: str = ".part") -> str:
    """A unique name for a file that is not complete yet; it starts with a dot and ends with `ending`."""
    return f".{name[:100]}.{uuid.uuid4().hex}{ending}"


def write_durably(path: Path, content: bytes, *, private: bool = False) -> None:
    """Write a small file so that after a crash the old or the new content is there, never a part.

    A `private` file is for its owner alone (on Windows, as its folder is). Raises `OSError`.
    """
    unfinished = path.with_name(unfinished_name(path.name))
    try:
        with open(unfinished, "xb", opener=_private_opener if private else None) as file:
            file.write(content)
            file.flush()
            flush_file(file.fileno())
        move(unfinished, path)
    finally:
        unfinished.unlink(missing_ok=True)
    flush_folder(path.parent)


def _private_opener(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def place_new(source: Path, target: Path, *, durable: bool = True) -> bool:
    """Give a finished file its final name on the same disk, unless that name is taken: then return False.

    Exactly one of several callers with the same target succeeds. Renaming does that on Windows, where it refuses an
    existing target; elsewhere renaming overwrites, so a hard link decides. On a disk without hard links two callers
    within microseconds could both succeed; what they bring under one name is then of one attempt and the same.
    Without `durable`, a power failure soon after may take the name back.
    Raises `OSError`, with `EXDEV` when source and target are on different disks.
    """
    if os.name == "nt":
        try:
            patiently(lambda: source.rename(target))
        except FileExistsError:
            return False
        return True
    try:
        os.link(source, target, follow_symlinks=False)
    except FileExistsError:
        # A server that was asked twice, since its first answer was lost, says so of what it did itself.
        if not target.samefile(source):
            return False
        source.unlink()
    except OSError as error:
        if error.errno not in _NO_HARD_LINKS:
            raise
        if target.exists():
            return False
        move(source, target)
    else:
        source.unlink()
    if durable:
        flush_folder(target.parent)
    return True


def move(source: Path, target: Path) -> None:
    """Give a file another name on the same disk, in place of a file that has it. Raises `OSError`.

    A server that was asked twice, since its first answer was lost, says that there is no such file: it has the new name
    already.
    """
    before = source.stat()
    try:
        patiently(lambda: source.replace(target))
    except FileNotFoundError:
        if source.exists() or target.stat().st_size != before.st_size:
            raise


def patiently(work: Callable[[], _Result]) -> _Result:
    """Do something with a file; on Windows, again for some seconds while another program has it open.

    Scanners of viruses and previews open new files for a moment, here and on the server. Raises `OSError`.
    """
    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            return work()
        except PermissionError as error:
            if getattr(error, "winerror", None) not in _IN_OTHER_HANDS or time.monotonic() > deadline:
                raise
        time.sleep(_LOOK_SECONDS)
