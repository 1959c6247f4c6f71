"""Uploads in parts that this computer has begun and not ended, so that they go on after a crash."""

from __future__ import annotations

import hashlib
from contextlib import suppress
from pathlib import Path

import msgspec

from app.core.decoding import from_json
from app.core.model import Struct
from app.core.unreadable import NO_DOCUMENT
from app.farm.files import translated, write_durably
from app.farm.s3.facts import FileFacts


class OpenUpload(Struct, frozen=True):
    """An upload in parts: of which content, to which key, in parts of how many bytes, and the server's id for it."""

    key: str
    sha256: str
    part_bytes: int
    upload_id: str


class OpenUploads:
    """Small files in a local folder, one per key. `place` tells buckets apart."""

    def __init__(self, folder: Path, place: str) -> None:
        self._folder = folder
        self._place = place

    def find(self, key: str, facts: FileFacts) -> str:
        """The id of an upload of the same content to the same key; empty when there is none."""
        with suppress(OSError, *NO_DOCUMENT):
            known = from_json(self._path(key).read_bytes(), OpenUpload)
            if (known.key, known.sha256, known.part_bytes) == (key, facts.sha256, facts.part_bytes):
                return known.upload_id
        return ""

    def remember(self, key: str, facts: FileFacts, upload_id: str) -> None:
        """An upload has begun. Raises `StorageError`."""
        known = OpenUpload(key=key, sha256=facts.sha256, part_bytes=facts.part_bytes, upload_id=upload_id)
        with translated("write", self._path(key)):
            self._folder.mkdir(parents=True, exist_ok=True)
            write_durably(self._path(key), msgspec.json.encode(known))

    def forget(self, key: str) -> None:
        """An upload has ended."""
        with suppress(OSError):
            self._path(key).unlink()

    def _path(self, key: str) -> Path:
        return self._folder / f"{hashlib.sha256(f'{self._place} {key}'.encode()).hexdigest()[:32]}.json"
