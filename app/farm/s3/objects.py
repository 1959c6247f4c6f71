"""Files in a bucket: what is known of one, which there are, and deleting them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any, Final

from app.core.errors import StorageAwayError, StorageError
from app.core.model import Struct
from app.farm.s3.errors import AbsentError, server_code
from app.farm.s3.link import S3Link
from app.farm.storage_ages import AgedFile

if TYPE_CHECKING:
    from types_boto3_s3.client import S3Client

SHA256_FIELD: Final = "sha256"
"""Name of the metadata that holds the sha256 (hex) of a file's content."""

_ONE_BY_ONE: Final = frozenset({"MissingContentMD5", "NotImplemented", "501", "MethodNotAllowed", "405"})
"""Answers of servers that cannot delete many at once, or want a checksum for it that boto3 does not send any more."""


class RemoteFile(Struct, frozen=True):
    """A file as the server describes it. `sha256` (hex) is empty when it was put there by another program.

    `crc32` (base64) is the server's own checksum of the whole file, empty where it keeps none. `age` is in seconds, by
    the server's clock.
    """

    key: str
    size: int
    etag: str
    sha256: str
    crc32: str
    age: float


def head(link: S3Link, key: str) -> RemoteFile | None:
    """What the server knows of a file, or None. Raises `StorageError`."""
    arguments = {**link.target(key), "ChecksumMode": "ENABLED"}
    try:
        answer = link.call_head("look up", key, lambda client: client.head_object(**arguments))
    except AbsentError:
        return None
    return described(key, answer)


def described(key: str, answer: Any) -> RemoteFile:
    """The answer to a HEAD or GET request about a whole file as ours."""
    # Some servers give metadata back in capitals.
    fields = {str(name).lower(): str(value) for name, value in answer.get("Metadata", {}).items()}
    whole = answer.get("ChecksumType", "FULL_OBJECT") == "FULL_OBJECT"
    return RemoteFile(
        key=key,
        size=int(answer["ContentLength"]),
        etag=str(answer.get("ETag", "")).strip('"'),
        sha256=fields.get(SHA256_FIELD, ""),
        crc32=str(answer.get("ChecksumCRC32", "")) if whole else "",
        age=_age(answer, answer),
    )


def listed(link: S3Link, prefix: str) -> Iterator[AgedFile]:
    """The files whose key starts with `prefix`. Raises `StorageError`."""
    skipped = len(link.full_key(""))
    token = ""
    while True:
        page = link.call("list", prefix, _page(link, prefix, token))
        for entry in page.get("Contents", []):
            yield AgedFile(key=entry["Key"][skipped:], size=entry["Size"], age=_age(entry, page))
        token = page.get("NextContinuationToken", "")
        if not page.get("IsTruncated") or not token:
            return


def make_young(link: S3Link, remote: RemoteFile) -> bool:
    """Let the server copy a file onto itself, so that it is as if it were written now; False when it cannot.

    Amazon does; servers of one's own may not, or tell different ages then, and are near.
    """
    if link.options.endpoint:
        return False
    arguments = {
        **link.target(remote.key),
        **link.source(remote.key),
        "Metadata": {SHA256_FIELD: remote.sha256},
        "MetadataDirective": "REPLACE",
    }
    try:
        link.call("refresh", remote.key, lambda client: client.copy_object(**arguments))
    except StorageAwayError:
        raise
    except StorageError:
        return False
    found = head(link, remote.key)
    return found is not None and found.sha256 == remote.sha256 and found.age < remote.age


def delete(link: S3Link, keys: Sequence[str]) -> None:
    """Delete files; those that are gone already are no error. Raises `StorageError` that names the first that stays."""
    count = link.limits.keys_at_a_time
    for start in range(0, len(keys), count):
        _delete_some(link, keys[start : start + count])


def _delete_some(link: S3Link, keys: Sequence[str]) -> None:
    named: Any = {"Objects": [{"Key": link.full_key(key)} for key in keys], "Quiet": True}
    try:
        answer = link.call("delete", keys[0], lambda client: client.delete_objects(**link.bucket(), Delete=named))
    except StorageError as error:
        if server_code(error) not in _ONE_BY_ONE:
            raise
        for key in keys:
            _delete_one(link, key)
        return
    for failed in answer.get("Errors", []):
        if failed.get("Code") not in ("NoSuchKey", "404"):
            raise StorageError(
                f"Could not delete “{link.address(keys[0])}” and others.",
                f"{link.options.server} says: {failed.get('Code', 'no reason')}.",
                "Ask for the permission s3:DeleteObject on the bucket.",
            )


def _delete_one(link: S3Link, key: str) -> None:
    arguments = link.target(key)
    with suppress(AbsentError):
        link.call("delete", key, lambda client: client.delete_object(**arguments))


def _age(stamped: Any, answer: Any) -> float:
    """Seconds between the time stamp of a file and that of the answer, both of the server."""
    now = answer.get("ResponseMetadata", {}).get("HTTPHeaders", {}).get("date", "")
    try:
        at = parsedate_to_datetime(now)
    except (TypeError, ValueError):
        at = datetime.now(UTC)
    return float((at - stamped["LastModified"]).total_seconds())


def _page(link: S3Link, prefix: str, token: str) -> Any:
    arguments = {**link.bucket(), "Prefix": link.full_key(prefix), "MaxKeys": link.limits.keys_at_a_time}
    if token:
        arguments["ContinuationToken"] = token

    def work(client: S3Client) -> Any:
        return client.list_objects_v2(**arguments)

    return work
