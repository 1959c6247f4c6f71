"""The connection to a bucket: makes the client, repeats what failed for a passing reason, translates the rest."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final, TypeVar

from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from app.core.errors import StorageError
from app.core.ports import Secrets
from app.farm import aws
from app.farm.s3.errors import (
    AbsentError,
    ConditionError,
    ConflictError,
    is_expired,
    is_passing,
    server_code,
    storage_error,
)
from app.farm.s3.options import ACCESS_KEY_SECRET, SECRET_KEY_SECRET, S3Limits, S3Options, check_options

if TYPE_CHECKING:
    from types_boto3_s3.client import S3Client

_PROBE: Final = ".farmhand/conditional"
_NO_CONDITIONS: Final = frozenset({"NotImplemented", "501", "InvalidArgument", "InvalidRequest", "400"})

_BARE: Final = frozenset({"400", "403", "301"})
"""Answers that give no reason, as those to HEAD requests never do."""

_Result = TypeVar("_Result")


class S3Link:
    """A bucket that requests can be made to. Thread-safe.

    Requests are repeated here and not by boto3, so that everything is: also the bytes of a file that break off on the
    way, for which boto3 tries once. When keys have expired, they are got anew once.
    """

    def __init__(
        self,
        options: S3Options,
        limits: S3Limits | None = None,
        *,
        secrets: Secrets | None = None,
        stop: threading.Event | None = None,
    ) -> None:
        """Makes no request. When `stop` is set, nothing is repeated any more. Raises `UsageError`."""
        check_options(options)
        self.options = options
        self.limits = limits or S3Limits()
        self.stop = stop or threading.Event()
        self._secrets = secrets
        self._lock = threading.Lock()
        self._client: S3Client | None = None
        self._conditional: bool | None = None
        self._bucket_seen = False

    def address(self, key: str) -> str:
        """The address of a file as people know it."""
        return f"s3://{self.options.bucket}/{self.full_key(key)}"

    @property
    def place(self) -> str:
        """What tells this bucket and folder from all others."""
        return f"{self.options.endpoint} {self.options.bucket} {self.options.prefix}"

    def full_key(self, key: str) -> str:
        """The name of a file in the bucket."""
        return f"{self.options.prefix}/{key}" if self.options.prefix else key

    def bucket(self) -> dict[str, Any]:
        """Arguments that every request has."""
        owner = {"ExpectedBucketOwner": self.options.expected_owner} if self.options.expected_owner else {}
        return {"Bucket": self.options.bucket, **owner}

    def target(self, key: str) -> dict[str, Any]:
        """Arguments of a request about one file."""
        return {**self.bucket(), "Key": self.full_key(key)}

    def source(self, key: str) -> dict[str, Any]:
        """Arguments that name a file which the server is to copy."""
        owner = {"ExpectedSourceBucketOwner": self.options.expected_owner} if self.options.expected_owner else {}
        return {"CopySource": {"Bucket": self.options.bucket, "Key": self.full_key(key)}, **owner}

    def call(self, doing: str, key: str, work: Callable[[S3Client], _Result]) -> _Result:
        """Do something with the client until it succeeds or fails for good.

        `doing` and `key` complete “Could not …”. Raises `StorageError`: a `StorageAwayError` when it may succeed later,
        an `AbsentError`, `ConditionError`, `ConflictError` or `UploadGoneError` where the server answered that.
        """
        renewed = False
        tried = 0
        while True:
            try:
                return work(self._connected())
            except (BotoCoreError, ClientError) as error:
                tried += 1
                if is_expired(error) and not renewed:
                    renewed = True
                    self._forget_client()
                elif not is_passing(error) or tried >= self.limits.tries or self.stop.is_set():
                    raise storage_error(error, doing, self.address(key), self.options) from error
                else:
                    self._pause(tried)

    def call_head(self, doing: str, key: str, work: Callable[[S3Client], _Result]) -> _Result:
        """As `call`, for requests whose refusals carry no reason: then it is asked for."""
        try:
            result = self.call(doing, key, work)
        except AbsentError:
            if not self._bucket_seen:
                # An absent bucket answers the same.
                self._ask_why(doing, key)
            raise
        except StorageError as error:
            if server_code(error) in _BARE:
                self._ask_why(doing, key)
            raise
        self._bucket_seen = True
        return result

    def conditional(self) -> bool:
        """Whether the server can refuse to replace a file (`If-None-Match`); found out once. Raises `StorageError`."""
        with self._lock:
            known = self._conditional
        if known is None:
            known = self._probe()
            with self._lock:
                self._conditional = known
        return known

    def _probe(self) -> bool:
        arguments = {**self.target(_PROBE), "Body": b"farmhand", "IfNoneMatch": "*"}
        try:
            # The first may be the one that makes the file.
            for _ in range(2):
                self.call("write", _PROBE, lambda client: client.put_object(**arguments))
        except (ConditionError, ConflictError):
            return True
        except StorageError as error:
            if server_code(error) in _NO_CONDITIONS:
                return False
            raise
        return False

    def _ask_why(self, doing: str, key: str) -> None:
        """Raise what a request with a readable answer is refused for, if it is."""
        arguments = {**self.target(key), "Range": "bytes=0-0"}
        try:
            self.call(doing, key, lambda client: client.get_object(**arguments)["Body"].close())
        except AbsentError:
            self._bucket_seen = True
        except StorageError as error:
            # An empty file has no first byte.
            if server_code(error) != "InvalidRange":
                raise

    def _pause(self, tried: int) -> None:
        limits = self.limits
        self.stop.wait(aws.pause_seconds(tried, first=limits.first_pause, longest=limits.longest_pause))

    def _connected(self) -> S3Client:
        with self._lock:
            if self._client is None:
                self._client = self._connect()
            return self._client

    def _forget_client(self) -> None:
        with self._lock:
            self._client = None

    def _connect(self) -> S3Client:
        options, limits = self.options, self.limits
        keys = self._stored_keys() if options.stored_keys else {}
        return aws.session(options.profile, keys).client(
            "s3",
            endpoint_url=options.endpoint or None,
            region_name=options.region or (aws.ELSEWHERE_REGION if options.endpoint else None),
            config=Config(
                connect_timeout=limits.connect_seconds,
                read_timeout=limits.read_seconds,
                retries={"total_max_attempts": 1},
                max_pool_connections=4 * limits.threads,
                tcp_keepalive=True,
                signature_version="s3v4",
                s3={"addressing_style": "path" if options.endpoint else "auto"},
                # Our own checksums go in headers that every server knows or ignores; those that boto3 would add are
                # sent in a form that many servers refuse.
                request_checksum_calculation="when_required",
                response_checksum_validation="when_required",
            ),
        )

    def _stored_keys(self) -> dict[str, str]:
        secrets = self._secrets
        access = secrets.get(ACCESS_KEY_SECRET) if secrets is not None else None
        secret = secrets.get(SECRET_KEY_SECRET) if secrets is not None else None
        if not access or not secret:
            raise StorageError(
                f"Could not open “{self.address('')}”.",
                "No access key was entered.",
                "Enter the access key and the secret key.",
            )
        return {"aws_access_key_id": access, "aws_secret_access_key": secret}
