"""Who may write a name that only one may have, on servers that cannot refuse to replace a file.

Each lays down a claim of its own, then looks who else has: of two, the one who looked last sees the other, since a file
is listed from the moment it is written. Whoever sees another's claim takes the own one back and tries again later.
Claims last for one request. Ages are told by the server's own time stamps, of the other's claim and of the own.
"""

from __future__ import annotations

import random
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from hashlib import sha256
from typing import Any, Final

from app.core.errors import StorageAwayError
from app.farm.s3 import objects
from app.farm.s3.link import S3Link

_FOLDER: Final = ".farmhand/claims"
_DEAD: Final = timedelta(minutes=15)
"""No request lasts so long with all its tries; such a claim is of a program that was killed."""

_ROUNDS: Final = 40


@contextmanager
def sole_writer(link: S3Link, key: str) -> Iterator[None]:
    """While it lasts, nobody else who asks for the same may write `key`. Raises `StorageAwayError` after a while."""
    place = f"{_FOLDER}/{sha256(key.encode()).hexdigest()[:32]}/"
    for count in range(_ROUNDS):
        own = f"{place}{uuid.uuid4().hex}"
        arguments = {**link.target(own), "Body": key.encode()}
        link.call("write", own, lambda client, arguments=arguments: client.put_object(**arguments))  # type: ignore[misc]
        try:
            if _alone(link, place, own):
                yield
                return
        finally:
            objects.delete(link, [own])
        link.stop.wait(random.uniform(0, link.limits.first_pause * min(count + 1, 10)))  # noqa: S311
    raise StorageAwayError(f"“{link.address(key)}” is being written by others.", next_step="Try again.")


def _alone(link: S3Link, place: str, own: str) -> bool:
    arguments = {**link.bucket(), "Prefix": link.full_key(place)}
    page: Any = link.call("list", place, lambda client: client.list_objects_v2(**arguments))
    written = {entry["Key"]: entry["LastModified"] for entry in page.get("Contents", [])}
    now = written.pop(link.full_key(own), None)
    return now is not None and all(now - other > _DEAD for other in written.values())
