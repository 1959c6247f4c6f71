"""What is measured of a local file before it goes on its way, in one pass."""

from __future__ import annotations

import base64
import hashlib
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from app.core.model import Struct
from app.farm.files import COPY_BYTES, translated


class FileFacts(Struct, frozen=True):
    """Size in bytes, sha256 (hex), and the CRC-32 of the whole file and of each of its parts of `part_bytes`."""

    size: int
    sha256: str
    crc32: int
    part_bytes: int
    part_crcs: tuple[int, ...]


def measure(path: Path, part_bytes: int) -> FileFacts:
    """Read a file once. `part_bytes` is a multiple of 1 MB. Raises `StorageError`."""
    digest = hashlib.sha256()
    size = whole = part = 0
    parts: list[int] = []
    with translated("read", path), path.open("rb") as file:
        while block := file.read(COPY_BYTES):
            if size and size % part_bytes == 0:
                parts.append(part)
                part = 0
            digest.update(block)
            whole = zlib.crc32(block, whole)
            part = zlib.crc32(block, part)
            size += len(block)
    return FileFacts(
        size=size,
        sha256=digest.hexdigest(),
        crc32=whole,
        part_bytes=part_bytes,
        part_crcs=(*parts, part),
    )


def crc_text(crc: int) -> str:
    """A CRC-32 as S3 writes it: base64 of four bytes, the highest first."""
    return base64.b64encode(crc.to_bytes(4, "big")).decode()


class Proof(Struct, frozen=True):
    """By what a server sees whether a request's body arrived as it was sent, and shows that it did.

    Amazon checks the CRC-32 and answers with it. Servers of one's own may repeat it unread, but check an MD5, and most
    answer with that as the ETag. Both guard against damage, not attackers.
    """

    crc: str
    md5: str = ""
    tag: str = ""

    def arguments(self) -> dict[str, str]:
        """What is sent with the body."""
        return {"ChecksumCRC32": self.crc, **({"ContentMD5": self.md5} if self.md5 else {})}

    def holds(self, answer: Mapping[str, Any]) -> bool:
        """Whether an answer about the body shows that it arrived."""
        if self.tag:
            return str(answer.get("ETag", "")).strip('"') == self.tag
        return str(answer.get("ChecksumCRC32", "")) == self.crc


def proof_of(content: bytes, crc: int, *, amazon: bool) -> Proof:
    """The proof for a body with that CRC-32."""
    if amazon:
        return Proof(crc_text(crc))
    digest = hashlib.md5(content, usedforsecurity=False)
    return Proof(crc_text(crc), base64.b64encode(digest.digest()).decode(), digest.hexdigest())
