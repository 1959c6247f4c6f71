"""Storage on S3, Amazon's or a server's in one's own network."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Final

from app.core.errors import StorageError
from app.core.jobs import AssetRef
from app.core.ports import Secrets, Stored
from app.farm.asset_cache import AssetCache, CacheLimits
from app.farm.files import free_bytes
from app.farm.manager.services import asset_key
from app.farm.s3 import objects
from app.farm.s3.download import Download
from app.farm.s3.facts import FileFacts
from app.farm.s3.link import S3Link
from app.farm.s3.objects import RemoteFile
from app.farm.s3.open_uploads import OpenUploads
from app.farm.s3.options import S3Limits, S3Options
from app.farm.s3.upload import Upload, measured
from app.farm.storage_ages import REFRESH_SECONDS, AgedFile
from app.farm.storage_films import Films
from app.farm.storage_keys import check_key, check_prefix
from app.farm.storage_s3_films import S3Films
from app.farm.storage_scratch import Scratch

_STORED: Final = "storage/"
_ASSET: Final = re.compile(r"assets/[0-9a-f]{2}/([0-9a-f]{64})(?:\.[^/]*)?")


class S3Storage:
    """Implements `app.core.ports.Storage` in a bucket. Thread-safe.

    A file is there whole or not at all, with its sha256 in its metadata, and is compared with that when it is fetched.
    Local files lie below `local`, on a local disk: unfinished ones, and copies of what was fetched (a cache that other
    programs here share).
    """

    def __init__(
        self,
        options: S3Options,
        local: Path,
        *,
        films: Films | None = None,
        limits: S3Limits | None = None,
        cache: CacheLimits | None = None,
        secrets: Secrets | None = None,
        stop: threading.Event | None = None,
    ) -> None:
        """Makes no request. When `stop` is set, nothing is waited for any more.

        `films` is where films are published, by default the folder films in the same place. Raises `UsageError` when
        the options cannot be right, and `StorageError` when `local` cannot be used.
        """
        self._link = S3Link(options, limits, secrets=secrets, stop=stop)
        self._local = local.absolute()
        self._scratch = Scratch(self._local / "scratch")
        self._cache = AssetCache(self._local / "cache", cache, stop=stop)
        self._open_uploads = OpenUploads(self._local / "uploads", self._link.place)
        self._films = films or S3Films(self._link, self._open_uploads, stored=_STORED)

    @property
    def films(self) -> Films:
        """Where films are published."""
        return self._films

    def check(self) -> None:
        """See that the bucket can be reached and read. Raises `StorageError` that says what is wrong."""
        next(objects.listed(self._link, _STORED), None)

    def put(self, source: Path, key: str, *, durable: bool = True) -> Stored:
        """See `Storage.put`. The source becomes this computer's copy of what was put."""
        del durable
        check_key(key)
        facts = measured(self._link, source)
        if self._upload(source, _STORED + key, facts).run():
            self._cache.adopt(source, facts.sha256, Path(key).suffix)
            return Stored(key=key, size=facts.size)
        stored = self.find(key)
        if stored is None:
            raise StorageError(f"Could not write “{self._link.address(_STORED + key)}”.", "It was deleted meanwhile.")
        source.unlink(missing_ok=True)
        return stored

    def put_asset(self, source: Path, name: str = "") -> AssetRef:
        """Bring a file of the user's into the assets, addressed by its content; the source stays as it is.

        `name` is the name people know it by, by default the file's. The same content is stored once. Raises
        `StorageError` when the file cannot be read or changes meanwhile.
        """
        if not source.is_file():
            raise StorageError(f"“{source}” cannot be stored.", "It does not exist, or is not a file.")
        facts = measured(self._link, source)
        known_as = name or source.name
        key = _STORED + asset_key(facts.sha256, known_as)
        found = objects.head(self._link, key)
        same = found is not None and (found.size, found.sha256) == (facts.size, facts.sha256)
        if found is None or not same or (found.age > REFRESH_SECONDS and not objects.make_young(self._link, found)):
            # Content under this name can only be this content, so a damaged earlier file is replaced.
            self._upload(source, key, facts, new_only=False).run()
        return AssetRef(sha256=facts.sha256, name=known_as, size=facts.size)

    def fetch(self, key: str) -> Path:
        """See `Storage.fetch`. The path is in the cache: see `hold` for how long."""
        check_key(key)
        ending = Path(key).suffix
        asset = _ASSET.fullmatch(key)
        if asset and (here := self._cache.find(asset[1], ending)) is not None:
            return here
        remote = self._existing(_STORED + key)
        # What an asset is called counts, as jobs name it by that; metadata may be lost, or say something else.
        sha256 = asset[1] if asset else remote.sha256
        if not sha256:
            raise StorageError(
                f"“{self._link.address(_STORED + key)}” cannot be used.",
                "It does not say what its content should be, so Farmhand has not put it there.",
            )
        return self._cache.fetch(sha256, ending, remote.size, lambda part: self._download(remote, part, sha256).run())

    def hold(self) -> AbstractContextManager[None]:
        """See `Storage.hold`. What was fetched without it may be taken away an hour after it was fetched last."""
        return self._cache.holding()

    def find(self, key: str) -> Stored | None:
        """See `Storage.find`."""
        check_key(key)
        found = objects.head(self._link, _STORED + key)
        return Stored(key=key, size=found.size) if found is not None else None

    def list(self, prefix: str) -> Iterator[Stored]:
        """See `Storage.list`."""
        return iter(sorted((Stored(file.key, file.size) for file in self.ages(prefix)), key=_key_of))

    def ages(self, prefix: str) -> Iterator[AgedFile]:
        """See `storage_cleanup.CleanableStorage.ages`."""
        check_prefix(prefix)
        for file in objects.listed(self._link, _STORED + prefix):
            yield AgedFile(key=file.key.removeprefix(_STORED), size=file.size, age=file.age)

    def delete(self, prefix: str) -> None:
        """See `Storage.delete`. An empty prefix is refused."""
        if not prefix:
            raise StorageError("Nothing was deleted.", "An empty prefix would delete the whole storage.")
        objects.delete(self._link, [_STORED + stored.key for stored in self.list(prefix)])

    def scratch(self, name: str) -> Path:
        """See `Storage.scratch`. It is on the local disk, and deleted once this program is gone."""
        return self._scratch.below(name)

    def publish(self, source: Path, name: str, *, replace: bool, key: str = "") -> Path | str:
        """See `Storage.publish`. In the same bucket, the server copies large films itself."""
        return self._films.publish(source, name, replace=replace, key=key)

    def free_bytes(self) -> int:
        """See `Storage.free_bytes`: of the local disk, where files are made; S3 itself has no end."""
        return free_bytes(self._local)

    def close(self) -> None:
        """Let go of the local files; unfinished ones are deleted."""
        self._cache.close()
        self._scratch.close()

    def _existing(self, key: str) -> RemoteFile:
        found = objects.head(self._link, key)
        if found is None:
            raise StorageError(
                f"“{key.removeprefix(_STORED)}” is not in the storage.",
                f"There is no file “{self._link.address(key)}”.",
            )
        return found

    def _upload(self, source: Path, key: str, facts: FileFacts, *, new_only: bool = True) -> Upload:
        return Upload(self._link, source, key, facts, self._open_uploads, new_only=new_only)

    def _download(self, remote: RemoteFile, part: Path, sha256: str) -> Download:
        return Download(self._link, remote, part, sha256)


def _key_of(stored: Stored) -> str:
    return stored.key
