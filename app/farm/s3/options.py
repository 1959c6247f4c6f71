"""What is to be known of a bucket before anything can be put there, and how patiently it is talked to."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import urlsplit

from app.core.errors import UsageError
from app.core.model import Struct
from app.farm.storage_keys import key_problem

ACCESS_KEY_SECRET: Final = "s3.access_key_id"  # noqa: S105  # the name of a secret
"""Under this name `Secrets` keeps the access key, where `S3Options.stored_keys` is set."""

SECRET_KEY_SECRET: Final = "s3.secret_access_key"  # noqa: S105
"""Under this name `Secrets` keeps the secret key."""

_BUCKET: Final = re.compile(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")
_ACCOUNT: Final = re.compile(r"[0-9]{12}")
_LONGEST_PREFIX: Final = 100


class S3Options(Struct, frozen=True):
    """Where a farm's files lie on S3.

    `prefix` is a folder in the bucket, without slashes at its ends. `endpoint` is the address of a server in one's own
    network (`http://nas:9000`); empty means Amazon's. `profile` names one of the AWS configuration; without it, and
    without `stored_keys`, keys come from the environment, the default profile, or the instance's role. `stored_keys`
    takes them from `Secrets`. `expected_owner` is the account (12 digits) that the bucket must belong to.
    """

    bucket: str
    prefix: str = ""
    endpoint: str = ""
    region: str = ""
    profile: str = ""
    stored_keys: bool = False
    expected_owner: str = ""

    @property
    def server(self) -> str:
        """The server as people know it."""
        return urlsplit(self.endpoint).netloc if self.endpoint else "Amazon S3"


class S3Limits(Struct, frozen=True):
    """How files are cut and how long is waited. Sizes in bytes, times in seconds.

    Files larger than `part_bytes` (at least 5 MB, which S3 asks for) go in parts of that size, `threads` at a time. A
    request that fails for a passing reason is made `tries` times in all, after random pauses of at most `first_pause`,
    twice that, and so on up to `longest_pause`. Files are listed and deleted `keys_at_a_time` (S3's most is 1,000).
    """

    part_bytes: int = 8 * 1024 * 1024
    threads: int = 8
    tries: int = 8
    first_pause: float = 0.2
    longest_pause: float = 10.0
    connect_seconds: float = 10.0
    read_seconds: float = 60.0
    keys_at_a_time: int = 1000


def check_options(options: S3Options) -> None:
    """Raises `UsageError` that names the option which cannot be right."""
    if not _BUCKET.fullmatch(options.bucket) or ".." in options.bucket:
        raise UsageError(
            f"“{options.bucket[:100]}” cannot be the name of a bucket.",
            "A bucket's name has 3 to 63 small letters, digits, dots and hyphens.",
            "Enter the name alone, without s3:// and without a folder.",
        )
    if options.prefix and (problem := key_problem(options.prefix)):
        raise UsageError(
            f"“{options.prefix[:100]}” cannot be the folder in the bucket.", problem, "Name another folder."
        )
    if len(options.prefix) > _LONGEST_PREFIX:
        raise UsageError(
            "The folder in the bucket is too long.", f"It may have {_LONGEST_PREFIX} characters.", "Choose another."
        )
    if options.expected_owner and not _ACCOUNT.fullmatch(options.expected_owner):
        raise UsageError(
            f"“{options.expected_owner[:100]}” is not an account.", "An account has 12 digits.", "Correct it."
        )
    if options.endpoint:
        _check_endpoint(options.endpoint)


def _check_endpoint(endpoint: str) -> None:
    # The address itself is not repeated: people paste passwords into it.
    title = "The address of the S3 server cannot be used."
    example = "Enter it like http://nas.local:9000."
    try:
        parts = urlsplit(endpoint)
        host, _ = parts.hostname, parts.port
    except ValueError as error:
        raise UsageError(title, "It is not an address.", example) from error
    if parts.scheme not in ("http", "https") or not host:
        raise UsageError(title, "It does not begin with http:// or https:// and a host.", example)
    if parts.username or parts.password:
        raise UsageError(title, "It holds a user or password.", f"{example} Keys are entered apart from it.")
    if parts.path not in ("", "/") or parts.query or parts.fragment:
        raise UsageError(
            title, "It goes on after the host and port.", f"{example} The bucket is entered apart from it."
        )
