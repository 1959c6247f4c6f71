"""The storage of a farm, made from the settings: a folder that all of its computers see, or a bucket on S3."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Final, Protocol
from urllib.parse import urlsplit

from app.core.errors import UsageError
from app.core.ports import Secrets
from app.core.settings import Settings
from app.farm.asset_cache import CacheLimits
from app.farm.connection import FarmStorage
from app.farm.files import written_path
from app.farm.s3.options import S3Options, check_options
from app.farm.storage_cleanup import CleanableStorage
from app.farm.storage_films import FolderFilms
from app.farm.storage_share import ShareStorage

FILMS: Final = "films"
"""The folder in the storage to which films go when no other place is named."""

LOCAL: Final = "storage"
"""The folder in the agent's own with what it fetched from the storage, and what is not there yet."""

_S3: Final = "s3://"


class SharedStorage(FarmStorage, CleanableStorage, Protocol):
    """The farm's files, seen from one of its computers."""

    def close(self) -> None:
        """Let go of what is kept on this computer."""
        ...


def open_storage(
    settings: Settings, secrets: Secrets, local: Path, *, stop: threading.Event | None = None
) -> SharedStorage:
    """The files that the farm shares; `local` is a folder on this computer's own disk, which programs here may share.

    When `stop` is set, nothing is waited for any more. Raises `UsageError` when the settings do not say rightly where
    the files are, else `StorageError`. Of S3, nothing is asked yet.
    """
    if not settings.storage:
        raise UsageError(
            "No storage is set up for the farm.",
            "The setting storage, which says where its computers share their files, is empty.",
            "Set it to a folder that all of them see under the same path, or to s3://BUCKET/PREFIX.",
        )
    cache = CacheLimits(most_bytes=settings.cache_gigabytes * 1000**3)
    if settings.storage.startswith(_S3):
        # Most farms have a folder, and boto3 takes long to bring in.
        from app.farm.storage_s3 import S3Storage

        options = s3_options(settings)
        films = FolderFilms(_films_folder(settings)) if settings.results else None
        return S3Storage(options, local, films=films, cache=cache, secrets=secrets, stop=stop)
    root = written_path(settings.storage)
    results = _films_folder(settings) if settings.results else root / FILMS
    return ShareStorage(root, results, local, cache=cache, stop=stop)


def s3_options(settings: Settings) -> S3Options:
    """Where on S3 the farm's files lie. Raises `UsageError` when the settings cannot be right."""
    try:
        parts = urlsplit(settings.storage)
    except ValueError:
        raise UsageError(
            "The address of the storage cannot be used.", "It is no address.", "Write it as s3://BUCKET/PREFIX."
        ) from None
    if parts.username or parts.password or parts.query or parts.fragment:
        raise UsageError(
            "The address of the storage cannot be used.",
            "It holds more than a bucket and a folder in it.",
            "Write it as s3://BUCKET/PREFIX; keys come from the secrets, the environment or the AWS configuration.",
        )
    options = S3Options(
        bucket=parts.netloc,
        prefix=parts.path.strip("/"),
        endpoint=settings.s3_endpoint,
        region=settings.s3_region,
        profile=settings.s3_profile,
        stored_keys=settings.s3_stored_keys,
        expected_owner=settings.s3_owner,
    )
    check_options(options)
    return options


def _films_folder(settings: Settings) -> Path:
    if settings.results.startswith(_S3):
        raise UsageError(
            "Films cannot go to another bucket.",
            "Without the setting results they go to the folder films beside the farm's files.",
            "Leave results empty, or name a folder.",
        )
    return written_path(settings.results)
