"""Bringing a file into a bucket: whole or not at all, checked by the server or read back, and resumed after a crash."""

from __future__ import annotations

import threading
import zlib
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_EXCEPTION, ThreadPoolExecutor, wait
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from app.core.errors import StorageAwayError, StorageError
from app.farm.files import translated
from app.farm.s3 import objects
from app.farm.s3.claims import sole_writer
from app.farm.s3.errors import ConditionError, ConflictError, NotCopiedError, UploadGoneError
from app.farm.s3.facts import FileFacts, Proof, crc_text, measure, proof_of
from app.farm.s3.link import S3Link
from app.farm.s3.open_uploads import OpenUploads

if TYPE_CHECKING:
    from types_boto3_s3.client import S3Client

MOST_PARTS: Final = 10_000
"""S3 takes so many parts of one file."""

_MEGABYTE: Final = 1024 * 1024
_ROUNDS: Final = 4
"""So often a file is brought up anew when it arrives damaged, is written by others at once, or is forgotten."""


def part_size(size: int, wanted: int) -> int:
    """Bytes per part for a file of `size`: what is wanted, or more where the parts would be too many."""
    least = -(-size // MOST_PARTS)
    return max(wanted, -(-least // _MEGABYTE) * _MEGABYTE)


def measured(link: S3Link, source: Path) -> FileFacts:
    """The facts of a file that is to be brought up. Raises `StorageError`."""
    with translated("read", source):
        size = source.stat().st_size
    return measure(source, part_size(size, link.limits.part_bytes))


@dataclass(frozen=True, slots=True)
class Upload:
    """A file on its way to `key`. With `new_only`, one that is there already stays.

    `exclusive` makes sure of that among several who write at the same moment also where the server cannot, at the cost
    of some requests; for names that people choose. `content_type` is what browsers are told; `open_uploads` remembers
    uploads in parts for the next start. `copied_from` is a file in the bucket with the same content: the server is
    asked to copy the parts of a large file from there, and is sent what it does not copy.
    """

    link: S3Link
    source: Path
    key: str
    facts: FileFacts
    open_uploads: OpenUploads
    new_only: bool = True
    exclusive: bool = False
    copied_from: str = ""
    content_type: str = "application/octet-stream"

    def run(self) -> bool:
        """Bring it up and see that it arrived whole; False when a file of somebody else's is there and had to stay.

        Raises `StorageError`; then no part of the file is under the key.
        """
        if self.new_only and (self._large or not self.link.conditional()):
            # With conditions this only spares the way of a large file. Without them two who write the same key within
            # moments may both succeed, unless it is `exclusive`; what they bring under such a key is the same.
            found = objects.head(self.link, self.key)
            if found is not None:
                return False
        copying = bool(self.copied_from)
        for last in (False,) * (_ROUNDS - 1) + (True,):
            try:
                confirmed = self._send_parts(copying=copying) if self._large else self._send_whole()
            except ConditionError:
                return False
            except (ConflictError, UploadGoneError, NotCopiedError):
                # Some servers forget an upload when one of its parts arrives damaged, or after a while.
                if last:
                    raise
                copying = False
                continue
            if confirmed and not self._large:
                return True
            found = objects.head(self.link, self.key)
            if found is not None and found.sha256 != self.facts.sha256:
                return not self.new_only
            if found is not None and self._arrived(found, confirmed=confirmed):
                return True
            objects.delete(self.link, [self.key])
            # What did not arrive as a copy is sent.
            copying = False
        raise StorageError(
            f"Could not upload “{self.link.address(self.key)}”.",
            "It arrived damaged, several times.",
            "Check the network, and the memory and disks of this computer and of the server.",
        )

    @property
    def _large(self) -> bool:
        return self.facts.size > self.facts.part_bytes

    def _send_whole(self) -> bool:
        """Send it with one request; whether the answer confirms that it arrived as it is here."""
        content = self._read(0)
        proof = self._proof(content, self.facts.crc32)
        arguments = {**self._described(), **self._condition(), **proof.arguments(), "Body": content}
        with self._committing():
            answer = self.link.call("upload", self.key, lambda client: client.put_object(**arguments))
        return proof.holds(answer)

    def _send_parts(self, *, copying: bool) -> bool:
        """Send its parts, or have them copied (`copying`); whether the answers confirm that all arrived whole."""
        upload_id, there = self._begun()
        try:
            sent = self._send_missing(upload_id, there, copying=copying)
            self._complete(upload_id, [tag for tag, _ in sent])
        except StorageAwayError:
            # It cannot be given up now, and goes on where it stopped next time; unless the server broke off since it
            # has forgotten it.
            self._see_that_it_is_known(upload_id)
            raise
        except BaseException:
            self._give_up(upload_id)
            raise
        self.open_uploads.forget(self.key)
        return all(confirmed for _, confirmed in sent)

    def _begun(self) -> tuple[str, dict[int, Any]]:
        """An upload in parts: its id, and what the server says of the parts that an earlier try brought up."""
        known = self.open_uploads.find(self.key, self.facts)
        if known:
            try:
                return known, self._parts_there(known)
            except StorageAwayError:
                raise
            except StorageError:
                self._give_up(known)
        arguments = {**self._described(), "ChecksumAlgorithm": "CRC32", "ChecksumType": "FULL_OBJECT"}
        answer = self.link.call("upload", self.key, lambda client: client.create_multipart_upload(**arguments))
        self.open_uploads.remember(self.key, self.facts, answer["UploadId"])
        return answer["UploadId"], {}

    def _parts_there(self, upload_id: str) -> dict[int, Any]:
        found: dict[int, Any] = {}
        marker = 0
        while True:
            arguments = {**self.link.target(self.key), "UploadId": upload_id, "PartNumberMarker": marker}
            answer: Any = self.link.call("look up", self.key, _list_parts(arguments))
            found |= {part["PartNumber"]: part for part in answer.get("Parts", [])}
            following = int(answer.get("NextPartNumberMarker", 0))
            if not answer.get("IsTruncated") or following <= marker:
                return found
            marker = following

    def _see_that_it_is_known(self, upload_id: str) -> None:
        try:
            self._parts_there(upload_id)
        except UploadGoneError:
            self.open_uploads.forget(self.key)
            raise
        except StorageError:
            # That is not known now either.
            return

    def _send_missing(self, upload_id: str, there: dict[int, Any], *, copying: bool) -> list[tuple[str, bool]]:
        """Send all parts that are not there unharmed; of each, in order, its ETag and whether that confirms it."""
        failed = threading.Event()

        def send(number: int) -> tuple[str, bool]:
            if failed.is_set() or self.link.stop.is_set():
                raise StorageAwayError(f"The upload of “{self.link.address(self.key)}” was stopped.")
            return self._send_part(upload_id, number, there.get(number, {}), copying=copying)

        with ThreadPoolExecutor(self.link.limits.threads, thread_name_prefix="s3-upload") as pool:
            futures = [pool.submit(send, number) for number in range(1, len(self.facts.part_crcs) + 1)]
            try:
                wait(futures, return_when=FIRST_EXCEPTION)
            finally:
                failed.set()
                for future in futures:
                    future.cancel()
            # The first that failed by itself, not those that ended for its sake.
            done = [future for future in futures if future.done() and not future.cancelled()]
            errors = [error for future in done if (error := future.exception()) is not None]
            if errors:
                raise next((error for error in errors if _is_own(error)), errors[0])
            return [future.result() for future in futures]

    def _send_part(self, upload_id: str, number: int, there: Any, *, copying: bool) -> tuple[str, bool]:
        content = self._read(number - 1)
        proof = self._proof(content, self.facts.part_crcs[number - 1])
        if not there or not proof.holds(there):
            part = {**self.link.target(self.key), "UploadId": upload_id, "PartNumber": number}
            if copying:
                there = self._copied_part(part, len(content))
            else:
                arguments = {**part, **proof.arguments(), "Body": content}
                there = self.link.call("upload", self.key, lambda client: client.upload_part(**arguments))
        return str(there["ETag"]), proof.holds(there)

    def _copied_part(self, part: dict[str, Any], size: int) -> Any:
        """What the server answers of a part that it has copied. Raises `NotCopiedError` when it does not do that."""
        first = (part["PartNumber"] - 1) * self.facts.part_bytes
        arguments = {
            **part,
            **self.link.source(self.copied_from),
            "CopySourceRange": f"bytes={first}-{first + size - 1}",
        }
        title = f"“{self.link.address(self.copied_from)}” was not copied."
        try:
            answer: Any = self.link.call("copy", self.key, lambda client: client.upload_part_copy(**arguments))
        except UploadGoneError:
            raise
        except StorageError as error:
            # Also when the server seems to be away: whether it is, sending tells.
            raise NotCopiedError(title) from error
        copied = answer.get("CopyPartResult") or {}
        if not copied.get("ETag"):
            # A server that knows no copies takes that for a part without content, and may not let it be sent anew.
            raise NotCopiedError(title)
        return copied

    def _complete(self, upload_id: str, tags: list[str]) -> None:
        parts = [
            {"PartNumber": number, "ETag": tag, "ChecksumCRC32": crc_text(self.facts.part_crcs[number - 1])}
            for number, tag in enumerate(tags, start=1)
        ]
        arguments: dict[str, Any] = {
            **self.link.target(self.key),
            **self._condition(),
            "UploadId": upload_id,
            "MultipartUpload": {"Parts": parts},
            "ChecksumCRC32": crc_text(self.facts.crc32),
            "ChecksumType": "FULL_OBJECT",
            "MpuObjectSize": self.facts.size,
        }
        try:
            with self._committing():
                self.link.call("upload", self.key, lambda client: client.complete_multipart_upload(**arguments))
        except UploadGoneError:
            # The answer to an earlier try may have been lost.
            found = objects.head(self.link, self.key)
            if found is None or found.sha256 != self.facts.sha256:
                raise

    @contextmanager
    def _committing(self) -> Iterator[None]:
        """Around the one request that makes the file appear."""
        if not (self.exclusive and self.new_only) or self.link.conditional():
            yield
            return
        with sole_writer(self.link, self.key):
            if objects.head(self.link, self.key) is not None:
                raise ConditionError(f"“{self.link.address(self.key)}” exists already.")
            yield

    def _arrived(self, found: objects.RemoteFile, *, confirmed: bool) -> bool:
        """Whether the server has the file as it is here: by its answers, its own checksum, or by reading it back.

        A checksum that a server repeats as it was told proves nothing; Amazon compares it with the content.
        """
        if found.size != self.facts.size:
            return False
        if found.crc32 and (self._large or not self.link.options.endpoint):
            return found.crc32 == crc_text(self.facts.crc32)
        return confirmed or self._read_back() == self.facts.crc32

    def _read_back(self) -> int:
        arguments = self.link.target(self.key)

        def work(client: S3Client) -> int:
            crc = 0
            body = client.get_object(**arguments)["Body"]
            with closing(body):
                for block in body.iter_chunks(_MEGABYTE):
                    crc = zlib.crc32(block, crc)
            return crc

        return self.link.call("read back", self.key, work)

    def _give_up(self, upload_id: str) -> None:
        arguments = {**self.link.target(self.key), "UploadId": upload_id}
        # The rule for the bucket, to forget what is a day old, takes what cannot be given up now.
        with suppress(StorageError):
            self.link.call("give up", self.key, lambda client: client.abort_multipart_upload(**arguments))
        self.open_uploads.forget(self.key)

    def _proof(self, content: bytes, crc: int) -> Proof:
        return proof_of(content, crc, amazon=not self.link.options.endpoint)

    def _read(self, index: int) -> bytes:
        facts = self.facts
        with translated("read", self.source), self.source.open("rb") as file:
            file.seek(index * facts.part_bytes)
            content = file.read(facts.part_bytes)
        if zlib.crc32(content) != facts.part_crcs[index]:
            raise StorageError(f"“{self.source}” could not be stored.", "It changed while it was read.")
        return content

    def _described(self) -> dict[str, Any]:
        return {
            **self.link.target(self.key),
            "Metadata": {objects.SHA256_FIELD: self.facts.sha256},
            "ContentType": self.content_type,
        }

    def _condition(self) -> dict[str, str]:
        return {"IfNoneMatch": "*"} if self.new_only and self.link.conditional() else {}


def _list_parts(arguments: dict[str, Any]) -> Callable[[S3Client], Any]:
    return lambda client: client.list_parts(**arguments)


def _is_own(error: BaseException) -> bool:
    """Whether a part failed by itself, and was not stopped because another one did."""
    return error.__cause__ is not None or isinstance(error, NotCopiedError)
