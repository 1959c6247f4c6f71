"""Getting a file out of a bucket: in parts at a time, going on where it broke off, and only as it was put there."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_EXCEPTION, ThreadPoolExecutor, wait
from contextlib import closing, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from app.core.decoding import from_json
from app.core.errors import StorageAwayError, StorageError
from app.core.model import Struct
from app.core.unreadable import NO_DOCUMENT
from app.farm.files import sha256_of, translated
from app.farm.s3.errors import AbsentError, ConditionError
from app.farm.s3.link import S3Link
from app.farm.s3.objects import RemoteFile

if TYPE_CHECKING:
    from types_boto3_s3.client import S3Client

BLOCK_BYTES = 256 * 1024

Progress = Callable[[int], None]
"""Is told the bytes that are there, more each time; called by several threads, one at a time."""


class _Header(Struct, frozen=True):
    """What the parts that are there are parts of."""

    etag: str
    size: int
    part_bytes: int


@dataclass(frozen=True, slots=True)
class Download:
    """A file on its way into `part`, a local file beside which a list of the parts that are there is kept.

    One caller at a time may use `part`. What is there already from an earlier try is not got again.
    """

    link: S3Link
    remote: RemoteFile
    part: Path
    sha256: str
    progress: Progress | None = None
    stop: threading.Event | None = None
    _there: list[int] = field(default_factory=lambda: [0])
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def run(self) -> None:
        """Complete `part` and compare its content with `sha256` (hex).

        Raises `StorageAwayError` (then what has arrived is kept for the next try) and `StorageError`.
        """
        resumed = self._fill()
        if not self._is_right() and not (resumed and self._from_the_beginning()):
            self.discard()
            raise StorageError(
                f"“{self.link.address(self.remote.key)}” is damaged in the storage.",
                "Its content is not what was put there.",
                "Submit the job again, or put the file there again.",
            )
        self._list.unlink(missing_ok=True)

    def discard(self) -> None:
        """Remove what has arrived so far."""
        for path in (self.part, self._list):
            with suppress(OSError):
                path.unlink()

    @property
    def _list(self) -> Path:
        return self.part.with_name(f"{self.part.name}.list")

    def _is_right(self) -> bool:
        with translated("read", self.part):
            return self.part.stat().st_size == self.remote.size and sha256_of(self.part) == self.sha256

    def _from_the_beginning(self) -> bool:
        """What an earlier try left may be damaged: parts whose list reached the disk before they did."""
        self.discard()
        self._fill()
        return self._is_right()

    def _fill(self) -> bool:
        """Get all parts that are not there; whether any were."""
        there = self._parts_there()
        missing = [index for index in range(self._count) if index not in there]
        self._there[0] = sum(self._length(index) for index in there)
        with translated("write", self.part, needed=self.remote.size):
            with self.part.open("r+b" if there else "wb") as file:
                file.truncate(self.remote.size)
            if not there:
                self._list.write_bytes(msgspec.json.encode(self._header) + b"\n")
        if self._count == 1:
            for index in missing:
                self._get(index)
        else:
            self._get_all(missing)
        return bool(there)

    def _get_all(self, missing: list[int]) -> None:
        failed = threading.Event()

        def get(index: int) -> None:
            if not failed.is_set():
                self._get(index)

        with ThreadPoolExecutor(self.link.limits.threads, thread_name_prefix="s3-download") as pool:
            futures = [pool.submit(get, index) for index in missing]
            try:
                wait(futures, return_when=FIRST_EXCEPTION)
            finally:
                failed.set()
                for future in futures:
                    future.cancel()
        for future in futures:
            if not future.cancelled():
                future.result()

    def _get(self, index: int) -> None:
        first = index * self._header.part_bytes
        got = [0]

        def work(client: S3Client) -> None:
            # A try that broke off goes on behind what it brought.
            answer = self._ask(client, first + got[0], first + self._length(index) - 1)
            with self.part.open("r+b") as file, closing(answer["Body"]):
                file.seek(first + got[0])
                for block in self._blocks(answer["Body"], self._length(index) - got[0]):
                    file.write(block)
                    got[0] += len(block)
            if got[0] < self._length(index):
                raise _short(self._length(index), got[0])

        with translated("write", self.part, needed=self.remote.size):
            try:
                self._call_while_it_brings(work, got)
            except ConditionError as error:
                raise StorageError(
                    f"“{self.link.address(self.remote.key)}” was replaced while it was downloaded.",
                    next_step="Try again.",
                ) from error
            except AbsentError as error:
                raise AbsentError(f"“{self.link.address(self.remote.key)}” was deleted.") from error
            with self._lock:
                if self._count > 1:
                    with self._list.open("ab") as file:
                        file.write(b"%d\n" % index)
                self._there[0] += self._length(index)
                if self.progress is not None:
                    self.progress(self._there[0])

    def _call_while_it_brings(self, work: Callable[[S3Client], None], got: list[int]) -> None:
        """Tries that brought something are not counted: on a bad line every one may break off."""
        while True:
            before = got[0]
            try:
                return self.link.call("download", self.remote.key, work)
            except StorageAwayError:
                if got[0] == before or self._stopped:
                    raise

    def _ask(self, client: S3Client, first: int, last: int) -> Any:
        arguments = {**self.link.target(self.remote.key), "IfMatch": f'"{self.remote.etag}"'}
        if self.remote.size > last - first + 1:
            arguments["Range"] = f"bytes={first}-{last}"
        answer = client.get_object(**arguments)
        # Some servers answer a part as if it were all, and say in this header what it is.
        if "Range" in arguments and not answer.get("ContentRange", "").startswith(f"bytes {first}-"):
            answer["Body"].close()
            raise StorageError(
                f"“{self.link.address(self.remote.key)}” cannot be downloaded in parts.",
                f"{self.link.options.server} does not send parts of files.",
            )
        return answer

    def _blocks(self, body: Any, most: int) -> Iterator[bytes]:
        for block in body.iter_chunks(BLOCK_BYTES):
            if self._stopped:
                raise StorageAwayError(f"The download of “{self.link.address(self.remote.key)}” was stopped.")
            yield block[:most]
            most -= len(block)
            if most <= 0:
                return

    def _parts_there(self) -> set[int]:
        """The parts of an earlier try at the same file."""
        with suppress(OSError, ValueError, *NO_DOCUMENT):
            lines = self._list.read_bytes().split(b"\n")
            if self.part.stat().st_size == self.remote.size and from_json(lines[0], _Header) == self._header:
                # The last line may have been cut.
                found = {int(line) for line in lines[1:-1]}
                return {index for index in found if 0 <= index < self._count}
        return set()

    @property
    def _stopped(self) -> bool:
        return self.link.stop.is_set() or (self.stop is not None and self.stop.is_set())

    @property
    def _header(self) -> _Header:
        return _Header(etag=self.remote.etag, size=self.remote.size, part_bytes=self.link.limits.part_bytes)

    @property
    def _count(self) -> int:
        return max(1, -(-self.remote.size // self._header.part_bytes))

    def _length(self, index: int) -> int:
        return min(self._header.part_bytes, self.remote.size - index * self._header.part_bytes)


def _short(wanted: int, got: int) -> Exception:
    from botocore.exceptions import IncompleteReadError

    return IncompleteReadError(actual_bytes=got, expected_bytes=wanted)
