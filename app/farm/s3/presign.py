"""Addresses from which a browser or player may get one file for a while, without any keys."""

from __future__ import annotations

from typing import Any, Final
from urllib.parse import quote

from app.core.errors import UsageError
from app.farm.s3.link import S3Link

LONGEST_SECONDS: Final = 3600
"""Whoever has such an address has the file, so it does not live long."""


def presigned(link: S3Link, key: str, *, seconds: int, name: str) -> str:
    """An address of a file that is good for `seconds`, and is saved as `name`.

    It is a secret as long as it lives: not for logs. With keys of a login it dies with the login. Raises `UsageError`
    when it is to live for less than a second or more than an hour, and `StorageError`.
    """
    if not 1 <= seconds <= LONGEST_SECONDS:
        raise UsageError(
            f"A link cannot be good for {seconds} seconds.", f"It lives for at most {LONGEST_SECONDS // 60} minutes."
        )
    parameters: dict[str, Any] = {
        # The owner is not checked: that would be a header, which browsers do not send.
        "Bucket": link.options.bucket,
        "Key": link.full_key(key),
        "ResponseContentDisposition": f"inline; filename*=UTF-8''{quote(name)}",
    }
    return link.call(
        "sign a link to",
        key,
        lambda client: client.generate_presigned_url("get_object", Params=parameters, ExpiresIn=seconds),
    )
