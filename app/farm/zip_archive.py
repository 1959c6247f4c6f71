"""A .zip that anybody may have made: its entries are checked before anything of it is written anywhere."""

from __future__ import annotations

import errno
import hashlib
import io
import stat
import struct
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Final
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from app.core.errors import InterruptedRenderError, TemplateError
from app.farm.files import COPY_BYTES, readable_size
from app.farm.project_search import is_left_out
from app.farm.zip_names import doubled, entry_names, is_folder, name_problem

MAX_ENTRIES: Final = 20_000

MAX_BYTES: Final = 4_000_000_000
"""Of all entries together, unpacked."""

MAX_RATIO: Final = 200
RATIO_FROM: Final = 100_000_000
"""What is larger than this unpacked, and so many times as large as packed, is made to fill disks."""

MAX_LIST_BYTES: Final = 8 * 1024 * 1024
"""More than the names of so many entries take; an archive with a longer list of entries is refused unread."""

_STARTS: Final = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08", b"PK00")
_ENCRYPTED: Final = 0x1 | 0x40 | 0x2000
_METHODS: Final = frozenset({ZIP_STORED, ZIP_DEFLATED})
_KINDS: Final = frozenset({0, stat.S_IFREG, stat.S_IFDIR})
_UNPACK_STEP: Final = "If you trust whoever made it, unpack it with another program and open the project."
_DAMAGE = (BadZipFile, zlib.error, EOFError, struct.error, ValueError, OverflowError, RuntimeError)
"""What `zipfile` raises for content that is not as it should be."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A file in an archive: its path there, which is safe to be a path below any folder, and its size unpacked."""

    path: PurePosixPath
    size: int
    info: ZipInfo


class ZipArchive:
    """An archive whose every entry may be unpacked. Not thread-safe."""

    def __init__(self, file: io.BufferedReader, name: str, cancelled: Callable[[], bool] = bool) -> None:
        """`file` is open and stays so; errors say `name`. Raises `TemplateError`, which names the entry too."""
        self.name = name
        self._file = file
        self._cancelled = cancelled
        with _reading(name):
            packed = file.seek(0, io.SEEK_END)
            self._zip = ZipFile(file)
        self.entries = _checked(self._zip.infolist(), name, packed)

    @property
    def size(self) -> int:
        """Bytes of all entries together, unpacked."""
        return sum(entry.size for entry in self.entries)

    def digest(self) -> str:
        """The sha256 (hex) of the whole file, which is read for that. Raises `TemplateError`."""
        digest = hashlib.sha256()
        with _reading(self.name):
            self._file.seek(0)
            while block := self._file.read(COPY_BYTES):
                self._check()
                digest.update(block)
        return digest.hexdigest()

    def blocks(self, entry: Entry) -> Iterator[bytes]:
        """The content of an entry in parts. Raises `TemplateError` when it is damaged."""
        read = 0
        with _reading(self.name, entry.path), self._zip.open(entry.info) as content:
            while block := content.read(COPY_BYTES):
                self._check()
                read += len(block)
                yield block
            if read != entry.size:
                raise BadZipFile(f"it has {read} bytes instead of {entry.size}")

    def _check(self) -> None:
        if self._cancelled():
            raise InterruptedRenderError(f"Opening {self.name} was stopped.")


@contextmanager
def open_archive(path: Path, *, cancelled: Callable[[], bool] = bool) -> Iterator[ZipArchive]:
    """The archive at `path` for as long as the block lasts. Raises `TemplateError`.

    Reading from it raises `InterruptedRenderError` once `cancelled` says so.
    """
    with _reading(path.name):
        file = _CarefulReader(io.FileIO(path))
    with file:
        yield ZipArchive(file, path.name, cancelled)


def starts_as_zip(head: bytes) -> bool:
    """Whether a file that begins like this is a .zip, whatever its name."""
    return head.startswith(_STARTS)


class _CarefulReader(io.BufferedReader):
    """Reads little at once: `zipfile` takes the list of entries as a whole, and its size from the file."""

    def read(self, size: int | None = -1, /) -> bytes:
        if size is not None and size > MAX_LIST_BYTES:
            raise BadZipFile("its list of entries is too long")
        return super().read(MAX_LIST_BYTES if size is None or size < 0 else size)


@contextmanager
def _reading(name: str, entry: PurePosixPath | None = None) -> Iterator[None]:
    """Say what is wrong with an archive that cannot be read in the block."""
    where = "" if entry is None else f" at “{_shown(str(entry))}”"
    try:
        yield
    except _DAMAGE as error:
        raise _damaged(name, where, str(error) or "it ends too early") from error
    except OSError as error:
        if error.errno == errno.EINVAL:
            raise _damaged(name, where, "it names a place before its own beginning") from error
        raise TemplateError(
            f"{name} cannot be read{where}.",
            f"The system says: {error.strerror or error}.",
            "Check that the file may be read and is not locked.",
        ) from error


def _damaged(name: str, where: str, how: str) -> TemplateError:
    return TemplateError(
        f"{name} is damaged or not complete{where}.",
        f"Reading it ended with: {_shown(how)}.",
        "Copy or download it again.",
    )


def _checked(infos: list[ZipInfo], archive: str, packed: int) -> tuple[Entry, ...]:
    """The files among the entries that belong to a template. Raises `TemplateError` for the first that may not be."""
    if len(infos) > MAX_ENTRIES:
        raise _refused(archive, f"It has {len(infos)} entries; more than {MAX_ENTRIES} are not taken.")
    entries = []
    for info, name in zip(infos, entry_names(infos), strict=True):
        path = PurePosixPath(name)
        written = not is_left_out(path)
        if problem := name_problem(name) or (_info_problem(info) if written else ""):
            raise _refused(archive, problem, name)
        if written and not is_folder(info, name):
            entries.append(Entry(path, info.file_size, info))
    if twice := doubled([str(entry.path) for entry in entries]):
        raise _refused(archive, "Another one has the same name where upper and lower case are not told apart.", twice)
    total = sum(entry.size for entry in entries)
    if total > MAX_BYTES:
        raise _refused(
            archive, f"Unpacked it has {readable_size(total)}; more than {readable_size(MAX_BYTES)} are not taken."
        )
    if problem := _ratio_problem(total, packed):
        raise _refused(archive, problem)
    return tuple(entries)


def _info_problem(info: ZipInfo) -> str:
    """Why the content of an entry is not unpacked, as a sentence; empty when it is."""
    if info.flag_bits & _ENCRYPTED:
        return "It is protected with a password."
    if stat.S_IFMT(info.external_attr >> 16) not in _KINDS:
        return "It is a link or a device, not a file."
    if info.compress_type not in _METHODS:
        return f"It is packed in a way that Farmhand does not read (method {info.compress_type})."
    return _ratio_problem(info.file_size, info.compress_size)


def _ratio_problem(size: int, packed: int) -> str:
    if size <= RATIO_FROM or size <= MAX_RATIO * packed:
        return ""
    return f"Unpacked it would grow from {readable_size(packed)} to {readable_size(size)}."


def _refused(archive: str, problem: str, entry: str = "") -> TemplateError:
    why = f" because of its entry “{_shown(entry)}”" if entry else ""
    return TemplateError(f"{archive} was not unpacked{why}.", problem, _UNPACK_STEP)


def _shown(name: str) -> str:
    """A name from an archive as it can be told: not too long, nothing in it that is not seen."""
    text = name if len(name) <= 200 else f"{name[:200]}…"
    return "".join(letter if letter.isprintable() else "\ufffd" for letter in text)
