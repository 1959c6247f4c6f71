"""Finished films in a bucket: published whole, linked to for an hour, downloaded and verified."""

from __future__ import annotations

import mimetypes
import threading
from pathlib import Path
from typing import Final

from app.core.errors import StorageError
from app.farm.files import flush_folder, flush_path, long_path, move, translated
from app.farm.s3 import objects
from app.farm.s3.download import Download, Progress
from app.farm.s3.facts import FileFacts
from app.farm.s3.link import S3Link
from app.farm.s3.objects import RemoteFile
from app.farm.s3.open_uploads import OpenUploads
from app.farm.s3.presign import LONGEST_SECONDS, presigned
from app.farm.s3.upload import Upload, measured
from app.farm.storage_keys import check_key

_FOLDER: Final = "films/"


class S3Films:
    """Implements `storage_films.Films` in a bucket, below `folder`. Thread-safe.

    `stored` is where a storage's files lie in the same bucket, from which the server can copy; empty: nowhere.
    """

    def __init__(self, link: S3Link, open_uploads: OpenUploads, *, folder: str = _FOLDER, stored: str = "") -> None:
        self._link = link
        self._stored = stored
        self._open_uploads = open_uploads
        self._folder = folder

    def publish(self, source: Path, name: str, *, replace: bool, key: str = "") -> str:
        """See `Films.publish`; the film's address, such as `s3://bucket/folder/films/name.mp4`."""
        check_key(name)
        film = self._folder + name
        facts = measured(self._link, source)
        if self._has(film, facts):
            return self._link.address(film)
        upload = Upload(
            self._link,
            source,
            film,
            facts,
            self._open_uploads,
            new_only=not replace,
            exclusive=True,
            copied_from=self._stored + key if self._stored and key else "",
            content_type=mimetypes.guess_type(name)[0] or "application/octet-stream",
        )
        if not upload.run() and not self._has(film, facts):
            raise StorageError(
                f"“{self._link.address(film)}” exists already.",
                "Files are not overwritten unless that is asked for.",
                "Permit overwriting, number the files, or choose another name.",
            )
        return self._link.address(film)

    def link(self, address: str, *, seconds: int = LONGEST_SECONDS) -> str:
        """An address that a browser or player can open for `seconds` (at most an hour), without keys. It is a secret.

        `address` is what `publish` returned. Raises `StorageError` when there is no such film, and `UsageError`.
        """
        key = self._film_key(address)
        self._existing(key)
        return presigned(self._link, key, seconds=seconds, name=key.rpartition("/")[2])

    def download(
        self,
        address: str,
        target: Path,
        *,
        progress: Progress | None = None,
        stop: threading.Event | None = None,
    ) -> Path:
        """Download a film to `target`, which appears when all of it is there and verified, and may be replaced.

        `address` is what `publish` returned. What an interrupted download brought is used by the next one. `progress`
        is told the bytes that are there. Raises `StorageError`: a `StorageAwayError` when `stop` is set or the network
        is away.
        """
        remote = self._existing(self._film_key(address))
        if not remote.sha256:
            raise StorageError(f"“{address}” cannot be verified.", "It does not say what its content should be.")
        target = long_path(target.absolute())
        part = target.with_name(f".{target.name[:100]}.{remote.sha256[:16]}.part")
        with translated("write", target, needed=remote.size):
            target.parent.mkdir(parents=True, exist_ok=True)
        Download(self._link, remote, part, remote.sha256, progress, stop).run()
        with translated("write", target):
            flush_path(part)
            move(part, target)
            flush_folder(target.parent)
        return target

    def _has(self, key: str, facts: FileFacts) -> bool:
        """Whether this film is there already: published by an earlier call."""
        found = objects.head(self._link, key)
        return found is not None and (found.size, found.sha256) == (facts.size, facts.sha256)

    def _existing(self, key: str) -> RemoteFile:
        found = objects.head(self._link, key)
        if found is None:
            raise StorageError(f"There is no film “{self._link.address(key)}”.", "It was deleted, or moved.")
        return found

    def _film_key(self, address: str) -> str:
        beginning = self._link.address(self._folder)
        name = address.removeprefix(beginning)
        if not address.startswith(beginning):
            raise StorageError(f"“{address[:200]}” is not a film in “{beginning}”.")
        check_key(name)
        return self._folder + name
