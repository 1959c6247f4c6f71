"""What an EC2 machine can ask of itself: its id, type and zone, and whether it is about to be taken away.

Speaks version 2 of the instance metadata service only: a token is put, then shown with every question. The address is
link-local: an answer never comes through a proxy, so none is asked (the service refuses what one forwarded), and the
token travels one hop, so in a container the machine must permit two. Source: the EC2 user guide, "Instance metadata".
The variables AWS_EC2_METADATA_DISABLED and AWS_EC2_METADATA_SERVICE_ENDPOINT mean what they mean to Amazon's programs.
"""

from __future__ import annotations

import http.client
import threading
from collections.abc import Mapping
from typing import Final
from urllib.parse import urlsplit

from app.core.errors import FleetAwayError, UsageError
from app.core.model import Struct

ADDRESS: Final = "http://169.254.169.254"
DISABLED: Final = "AWS_EC2_METADATA_DISABLED"
ENDPOINT: Final = "AWS_EC2_METADATA_SERVICE_ENDPOINT"

ANSWER_SECONDS: Final = 1.0
"""The service is in the machine's own host: what takes longer does not come."""

TOKEN_SECONDS: Final = 21_600
"""How long a token counts: as long as the service permits."""

LONGEST_ANSWER: Final = 64 * 1024

_ON_STEP: Final = "On an EC2 machine, see that its metadata service is switched on, version 2 of it."
_OK, _BAD_TOKEN, _NOT_FOUND = 200, 401, 404


class InstanceFacts(Struct, frozen=True):
    """Which EC2 machine this is. `spot`: the provider may take it back at any time."""

    instance_id: str
    type: str
    zone: str
    spot: bool = False


class InstanceMetadata:
    """Asks the instance metadata service. Thread-safe; one question at a time."""

    def __init__(self, address: str = ADDRESS, *, answer_seconds: float = ANSWER_SECONDS) -> None:
        """Raises `UsageError` when the address is no http address."""
        try:
            parts = urlsplit(address)
            host, port = parts.hostname or "", parts.port or 80
            sendable = bool(host.encode("idna")) and parts.path.encode("ascii").isascii()
        except ValueError:
            sendable = False
        if not sendable or parts.scheme != "http":
            raise UsageError(
                f"The address of the instance metadata service, {ENDPOINT}, cannot be used.",
                f"It is “{address[:200]}”.",
                "Write it as http://HOST.",
            )
        self._host, self._port = host, port
        self._base = parts.path.rstrip("/")
        self._seconds = answer_seconds
        self._lock = threading.Lock()
        self._token = ""

    def get(self, path: str) -> str | None:
        """What `latest/` and that path has to say; None where there is nothing.

        Raises `FleetAwayError` where the service does not answer, or answers something else: so too on computers that
        are no EC2 machines.
        """
        with self._lock:
            for _ in range(2):
                if not self._token:
                    self._token = self._new_token()
                status, body = self._ask("GET", path, {"X-aws-ec2-metadata-token": self._token})
                if status != _BAD_TOKEN:
                    break
                # It has expired, or the machine was started anew from an image of its memory.
                self._token = ""
            if status == _NOT_FOUND:
                return None
            if status != _OK:
                raise FleetAwayError(
                    "The instance metadata service refused.", f"It answered {status} to {path}.", _ON_STEP
                )
            return body

    def facts(self) -> InstanceFacts:
        """Which machine this is. Raises `FleetAwayError` as `get`."""
        told = {
            name: self.get(f"meta-data/{path}") or ""
            for name, path in (
                ("instance_id", "instance-id"),
                ("type", "instance-type"),
                ("zone", "placement/availability-zone"),
                ("cycle", "instance-life-cycle"),
            )
        }
        return InstanceFacts(
            instance_id=told["instance_id"], type=told["type"], zone=told["zone"], spot=told["cycle"] == "spot"
        )

    def _new_token(self) -> str:
        lifetime = {"X-aws-ec2-metadata-token-ttl-seconds": str(TOKEN_SECONDS)}
        status, token = self._ask("PUT", "api/token", lifetime)
        if status != _OK or not token or not token.isprintable() or not token.isascii():
            raise FleetAwayError(
                "There is no instance metadata service here.", f"It answered {status} to a token.", _ON_STEP
            )
        return token

    def _ask(self, method: str, path: str, headers: Mapping[str, str]) -> tuple[int, str]:
        connection = http.client.HTTPConnection(self._host, self._port, timeout=self._seconds)
        try:
            connection.request(method, f"{self._base}/latest/{path}", headers=dict(headers))
            with connection.getresponse() as answer:
                length = answer.length
                body = answer.read(LONGEST_ANSWER)
                # http.client takes what came before a connection broke for all of it, headers included.
                if not answer.chunked and (length is None or len(body) < min(length, LONGEST_ANSWER)):
                    raise http.client.IncompleteRead(body)
                return answer.status, body.decode("utf-8", "replace").strip()
        except (OSError, http.client.HTTPException) as error:
            raise FleetAwayError("The instance metadata service does not answer.", f"{error}.", _ON_STEP) from error
        finally:
            connection.close()


def open_metadata(environment: Mapping[str, str]) -> InstanceMetadata | None:
    """The service as the environment says, None where it says that there is none. Raises `UsageError`."""
    if environment.get(DISABLED, "").strip().lower() == "true":
        return None
    return InstanceMetadata(environment.get(ENDPOINT, "").strip() or ADDRESS)


def instance_facts(environment: Mapping[str, str]) -> InstanceFacts | None:
    """Which EC2 machine this is, or None where it is none. Takes `ANSWER_SECONDS` where nobody answers.

    Raises `UsageError` when the environment names an address that is none.
    """
    metadata = open_metadata(environment)
    if metadata is None:
        return None
    try:
        facts = metadata.facts()
    except FleetAwayError:
        return None
    return facts if facts.instance_id else None
