"""Storages on test servers, as tests want them."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

from app.farm.s3.options import S3Limits, S3Options
from app.farm.storage_s3 import S3Storage
from app.farm.storage_s3_films import S3Films

MEGABYTE = 1024 * 1024
PART = 5 * MEGABYTE
QUICK = S3Limits(part_bytes=PART, first_pause=0.001, longest_pause=0.02, connect_seconds=2, read_seconds=20)
"""The least parts that S3 takes, and pauses that a test can wait for."""


def content_of(size: int, seed: int = 1) -> bytes:
    return random.Random(seed).randbytes(size)


def written(storage: S3Storage, content: bytes, name: str = "file") -> Path:
    path = storage.scratch("tests") / name
    path.write_bytes(content)
    return path


def films(storage: S3Storage) -> S3Films:
    assert isinstance(storage.films, S3Films)
    return storage.films


class Opener:
    """Opens storages, each as another computer of that name would, and closes them at the end."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._opened: list[S3Storage] = []

    def __call__(self, options: S3Options, name: str = "local", **more: Any) -> S3Storage:
        more.setdefault("limits", QUICK)
        storage = S3Storage(options, self._folder / name, **more)
        self._opened.append(storage)
        return storage

    def close(self) -> None:
        for storage in self._opened:
            storage.close()
