"""The connection to EC2: makes the client, repeats what failed for a passing reason, translates the rest."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from botocore.config import Config

from app.core.errors import FleetLoginError, SecretsError
from app.core.ports import Secrets
from app.farm import aws
from app.farm.fleet.ec2_errors import VENDOR_ERRORS, Doing, fleet_error, is_expired, is_passing
from app.farm.fleet.ec2_options import (
    ACCESS_KEY_SECRET,
    SECRET_KEY_SECRET,
    Ec2Limits,
    Ec2Options,
    check_options,
)

if TYPE_CHECKING:
    from types_boto3_ec2.client import EC2Client

_Result = TypeVar("_Result")


class Ec2Link:
    """Makes requests of EC2. Thread-safe.

    boto3 slows its requests down by itself when EC2 says that they are too many (its adaptive mode); but it would also
    repeat those for which there is no capacity, as these come as faults of the server, so repeating is done here. When
    keys have expired, they are got anew once.
    """

    def __init__(
        self,
        options: Ec2Options,
        limits: Ec2Limits | None = None,
        *,
        secrets: Secrets | None = None,
        stop: threading.Event | None = None,
    ) -> None:
        """Makes no request. When `stop` is set, nothing is repeated any more. Raises `UsageError`."""
        check_options(options)
        self.options = options
        self.limits = limits or Ec2Limits()
        self._secrets = secrets
        self._stop = stop or threading.Event()
        self._lock = threading.Lock()
        self._client: EC2Client | None = None

    def call(self, doing: Doing, work: Callable[[EC2Client], _Result], *, name: str = "") -> _Result:
        """Do something with the client until it succeeds or fails for good; `name` is the machine it is about.

        Raises the `FleetError`s that `ec2_errors` makes.
        """
        renewed = False
        tried = 0
        begun = time.monotonic()
        while True:
            try:
                return work(self._connected())
            except VENDOR_ERRORS as error:
                tried += 1
                is_late = time.monotonic() - begun > self.limits.total_seconds
                if is_expired(error) and not renewed:
                    renewed = True
                    self.close()
                elif not is_passing(error) or tried >= self.limits.tries or is_late or self._stop.is_set():
                    raise fleet_error(error, doing, self.options, name) from error
                else:
                    self._pause(tried)

    @property
    def region(self) -> str:
        """The region that is asked. Raises as `call`."""
        try:
            return self._connected().meta.region_name
        except VENDOR_ERRORS as error:
            raise fleet_error(error, Doing("finding the region", ""), self.options) from error

    def close(self) -> None:
        """Let go of connections; the next request makes new ones."""
        with self._lock:
            client, self._client = self._client, None
        if client is not None:
            client.close()

    def _pause(self, tried: int) -> None:
        limits = self.limits
        self._stop.wait(aws.pause_seconds(tried, first=limits.first_pause, longest=limits.longest_pause))

    def _connected(self) -> EC2Client:
        with self._lock:
            if self._client is None:
                self._client = self._connect()
            return self._client

    def _connect(self) -> EC2Client:
        options, limits = self.options, self.limits
        keys = self._stored_keys() if options.stored_keys else {}
        return aws.session(options.profile, keys).client(
            "ec2",
            endpoint_url=options.endpoint or None,
            region_name=options.region or (aws.ELSEWHERE_REGION if options.endpoint else None),
            config=Config(
                connect_timeout=limits.connect_seconds,
                read_timeout=limits.read_seconds,
                retries={"mode": "adaptive", "total_max_attempts": 1},
                tcp_keepalive=True,
            ),
        )

    def _stored_keys(self) -> dict[str, str]:
        secrets, title = self._secrets, "AWS cannot be asked for machines."
        try:
            access = secrets.get(ACCESS_KEY_SECRET) if secrets is not None else None
            secret = secrets.get(SECRET_KEY_SECRET) if secrets is not None else None
        except SecretsError as error:
            raise FleetLoginError(title, f"{error.title} {error.cause}".strip(), error.next_step) from error
        if not access or not secret:
            raise FleetLoginError(
                title,
                f"The secrets {ACCESS_KEY_SECRET} and {SECRET_KEY_SECRET} are not there.",
                "Keep both, or set fleet_stored_keys to false.",
            )
        return {"aws_access_key_id": access, "aws_secret_access_key": secret}
