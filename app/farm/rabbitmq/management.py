"""RabbitMQ's management API over HTTP, as far as the set-up of a farm needs it."""

from __future__ import annotations

import base64
import http.client
import json
import logging
import secrets
import ssl
import time
from collections.abc import Callable, Collection
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

from app.core.errors import BrokerError, UsageError
from app.core.model import Struct
from app.core.unreadable import NO_JSON
from app.farm.rabbitmq.address import LOOPBACK
from app.farm.rabbitmq.commands import HASHING, password_hash, permission, topic_permissions, topology_definitions
from app.farm.rabbitmq.roles import BrokerUser, FarmSetup
from app.farm.rabbitmq.topology import Features, features_of

TLS_PORT = 15671
PLAIN_PORT = 15672
ANSWER_SECONDS = 20.0

PASSWORD_BYTES = 24
"""Randomness of generated passwords, three times what nobody can guess."""

_NOT_FOUND = 404
_TRIES, _PAUSE_SECONDS = 3, 0.2
_FORM = "Write it as https://HOST:15671."
_log = logging.getLogger(__name__)


class ManagementApi:
    """A server's management API, used as one of its administrators. Not thread-safe.

    `url` is like `https://host:15671`; plain http is taken for this computer only, unless `allow_plain`. The server's
    certificate and name are checked, against `ca_file` if there is one. Every method raises `BrokerError`.
    """

    def __init__(
        self, url: str, user: str, password: str, *, ca_file: Path | None = None, allow_plain: bool = False
    ) -> None:
        """Raises `UsageError` when the address is not one, `BrokerError` when `ca_file` cannot be read."""
        try:
            parts = urlsplit(url)
            port = parts.port
        except ValueError:
            raise UsageError("The address of the broker's management is not a URL.", next_step=_FORM) from None
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.username or parts.password:
            raise UsageError("The address of the broker's management cannot be used.", next_step=_FORM)
        self._host = parts.hostname
        self._tls = _tls(ca_file) if parts.scheme == "https" else None
        if self._tls is None and not allow_plain and self._host not in LOOPBACK:
            raise UsageError(
                f"The management of the broker at {self._host} would be used without encryption.",
                "Everybody in the network could read the administrator's password.",
                "Use an address that begins with https://, or allow plain connections.",
            )
        self._port = port or (PLAIN_PORT if self._tls is None else TLS_PORT)
        self._user = user
        self._login = base64.b64encode(f"{user}:{password}".encode()).decode()

    def features(self) -> Features:
        """What the server can do."""
        overview = self._call("GET", "overview")
        return features_of({"product": "RabbitMQ", "version": overview["rabbitmq_version"]})

    def make_vhost(self, name: str) -> None:
        """Make a virtual host where it is missing."""
        self._call("PUT", "vhosts", name)

    def make_topology(self, setup: FarmSetup) -> None:
        """Make the farm's exchanges, queues and bindings where they are missing; what is there stays as it is."""
        self._call("POST", "definitions", setup.vhost, body=topology_definitions(setup.topology))

    def has_user(self, name: str) -> bool:
        """Whether there is such a user."""
        return self._call("GET", "users", name, missing_is_none=True) is not None

    def set_user(self, user: BrokerUser, password: str) -> None:
        """Make a user, or give one another password. The password itself is not sent."""
        body = {"password_hash": password_hash(password), "hashing_algorithm": HASHING, "tags": ",".join(user.tags)}
        self._call("PUT", "users", user.name, body=body)

    def permit(self, setup: FarmSetup, user: BrokerUser) -> None:
        """Set a user's rights in the farm's virtual host."""
        self._call("PUT", "permissions", setup.vhost, user.name, body=permission(setup, user))
        self._call("DELETE", "topic-permissions", setup.vhost, user.name, missing_is_none=True)
        for rights in topic_permissions(setup, user):
            self._call("PUT", "topic-permissions", setup.vhost, user.name, body=rights)

    def make_deputy(self, name: str, password: str, vhost: str, *, write: str, read: str) -> None:
        """Make a user that may send for others, where `write` and `read` allow it to send and read; make nothing."""
        body = {"password_hash": password_hash(password), "hashing_algorithm": HASHING, "tags": "impersonator"}
        self._call("PUT", "users", name, body=body)
        self._call("PUT", "permissions", vhost, name, body={"configure": "", "write": write, "read": read})

    def rights(self, vhost: str, name: str) -> dict[str, str]:
        """A user's rights in a virtual host (`configure`, `write`, `read`: regular expressions); empty: none."""
        found = self._call("GET", "permissions", vhost, name, missing_is_none=True)
        return {key: value for key, value in (found or {}).items() if isinstance(value, str)}

    def forget_user(self, name: str) -> None:
        """Delete a user and end what it is connected with; nothing happens when there is none."""
        self._call("DELETE", "users", name, missing_is_none=True)
        # A deleted user's connections would go on until they break. One that is just ending by itself makes the server
        # fail once; then it is gone.
        for _ in range(_TRIES - 1):
            try:
                self._call("DELETE", "connections", "username", name, missing_is_none=True)
            except BrokerError as error:
                _log.info("Connections of %s are ended once more: %s", name, error)
                time.sleep(_PAUSE_SECONDS)
            else:
                return
        self._call("DELETE", "connections", "username", name, missing_is_none=True)

    def _call(self, method: str, *path: str, body: object = None, missing_is_none: bool = False) -> Any:
        """What the server answers, decoded; None when that is nothing."""
        target = "/api/" + "/".join(quote(part, safe="") for part in path)
        headers = {"Authorization": f"Basic {self._login}", "Content-Type": "application/json"}
        if self._tls is None:
            connection = http.client.HTTPConnection(self._host, self._port, timeout=ANSWER_SECONDS)
        else:
            connection = http.client.HTTPSConnection(self._host, self._port, timeout=ANSWER_SECONDS, context=self._tls)
        try:
            connection.request(method, target, None if body is None else json.dumps(body), headers)
            answer = connection.getresponse()
            content = answer.read()
        except (OSError, http.client.HTTPException) as error:
            raise self._unreachable(error) from error
        finally:
            connection.close()
        if answer.status == _NOT_FOUND and missing_is_none:
            return None
        if answer.status >= http.HTTPStatus.MULTIPLE_CHOICES:
            raise self._refused(answer.status, content)
        try:
            return json.loads(content) if content else None
        except NO_JSON as error:
            raise BrokerError(
                f"What listens at {self._host}:{self._port} is not the management of a broker.",
                "It answers something else than JSON.",
                "Give the address of the plugin rabbitmq_management.",
            ) from error

    def _unreachable(self, error: Exception) -> BrokerError:
        title = f"The management of the broker at {self._host}:{self._port} cannot be reached."
        if isinstance(error, ssl.SSLCertVerificationError):
            return BrokerError(
                title,
                f"Its certificate was refused: {getattr(error, 'verify_message', '') or error}.",
                "Use the host name that the certificate names, and the file of the authority that signed it.",
            )
        says = (error.strerror if isinstance(error, OSError) else "") or str(error) or type(error).__name__
        return BrokerError(
            title, f"The system says: {says}.", "See that the plugin rabbitmq_management is enabled at the broker."
        )

    def _refused(self, status: int, content: bytes) -> BrokerError:
        if status in (http.HTTPStatus.UNAUTHORIZED, http.HTTPStatus.FORBIDDEN):
            return BrokerError(
                f"The broker does not let “{self._user}” set it up.",
                "The password is wrong, or the user is not tagged as an administrator.",
                "Use the administrator of the RabbitMQ server.",
            )
        try:
            found = json.loads(content)
            says = str(found.get("reason") or found.get("error"))
        except (*NO_JSON, AttributeError):
            says = f"status {status}"
        return BrokerError("The broker could not be set up.", f"It says: {says.rstrip('.')[:500]}.")


class AppliedSetup(Struct, frozen=True):
    """What a set-up has done: users that got a password, and those that had one already."""

    features: Features
    new_users: tuple[str, ...]
    kept_users: tuple[str, ...]


def apply_setup(
    api: ManagementApi,
    make_setup: Callable[[Features], FarmSetup],
    *,
    known_password: Callable[[str], str | None],
    hand_over: Callable[[str, str], None],
    renew: Collection[str] = (),
) -> AppliedSetup:
    """Set a broker up; can be repeated, and then only adds what is missing and corrects rights.

    `make_setup` says what is wanted of a server with given features. A user that is new, or whose password is to be
    renewed, gets the one that `known_password` knows for the name (from the `Secrets` port), or else a generated one,
    which is given to `hand_over` (name, password) before it is set: where that fails, nothing is changed.
    Raises `BrokerError`, and what the two functions raise.
    """
    features = api.features()
    setup = make_setup(features)
    api.make_vhost(setup.vhost)
    new: list[str] = []
    kept: list[str] = []
    for user in setup.users:
        if user.name not in renew and api.has_user(user.name):
            kept.append(user.name)
        else:
            password = None if user.name in renew else known_password(user.name)
            if password is None:
                password = secrets.token_urlsafe(PASSWORD_BYTES)
                hand_over(user.name, password)
            api.set_user(user, password)
            new.append(user.name)
        api.permit(setup, user)
    api.make_topology(setup)
    return AppliedSetup(features=features, new_users=tuple(new), kept_users=tuple(kept))


def _tls(ca_file: Path | None) -> ssl.SSLContext:
    try:
        return ssl.create_default_context(cafile=None if ca_file is None else str(ca_file))
    except (OSError, ssl.SSLError) as error:
        raise BrokerError(
            f"The certificates in “{ca_file}” cannot be used.", f"{getattr(error, 'strerror', None) or error}."
        ) from error
