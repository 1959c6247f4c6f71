"""Where the broker is and who logs in there, and what pika needs to know of it."""

from __future__ import annotations

import ssl
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pika

from app.core.errors import BrokerError, UsageError
from app.core.model import Struct
from app.farm.rabbitmq.guards import install_guards

PLAIN_PORT = 5672
TLS_PORT = 5671
DEFAULT_VHOST = "farmhand"

CONNECT_SECONDS = 10.0
"""How long each of name look-up, TCP and TLS may take."""

HANDSHAKE_SECONDS = 15.0
"""How long all of it may take, with RabbitMQ's own handshake."""

LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
_FORMS = "Write it as amqps://USER@HOST/VHOST."


class BrokerAddress(Struct, frozen=True):
    """A RabbitMQ server, a virtual host in it, and the broker user. The password is not part of it.

    With `tls`, the server's certificate and its host name are checked, against `ca_file` if there is one and else
    against the system's authorities; `certificate` and `key` are this client's own, where the server wants one.
    Without `tls` only a server on this computer is taken, unless `allow_plain` says that the network is trusted.
    `heartbeat` is in seconds.
    """

    host: str
    user: str
    port: int = TLS_PORT
    vhost: str = DEFAULT_VHOST
    tls: bool = True
    allow_plain: bool = False
    ca_file: Path | None = None
    certificate: Path | None = None
    key: Path | None = None
    heartbeat: int = 5

    @property
    def secret_name(self) -> str:
        """The name under which the `Secrets` port keeps the password."""
        return f"broker:{self.user}@{self.host}:{self.port}/{self.vhost}"

    def __str__(self) -> str:
        return f"{self.host}:{self.port}"


def parse_address(
    url: str,
    *,
    ca_file: Path | None = None,
    certificate: Path | None = None,
    key: Path | None = None,
    allow_plain: bool = False,
) -> BrokerAddress:
    """The address in `amqps://user@host:port/vhost`; port and vhost may be left out, other letters are percent-coded.

    Raises `UsageError`, also when the URL contains a password, or asks for a connection in plain text to another
    computer without `allow_plain`.
    """
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise UsageError("The address of the broker is not a URL.", next_step=_FORMS) from None
    if parts.password is not None:
        raise UsageError(
            "The address of the broker contains a password.",
            "It would be kept in the settings and shown in logs.",
            "Leave it out of the address; it is asked for, and kept where secrets are.",
        )
    if parts.scheme not in ("amqp", "amqps") or not parts.hostname or not parts.username:
        raise UsageError("The address of the broker is not complete.", next_step=_FORMS)
    tls = parts.scheme == "amqps"
    address = BrokerAddress(
        host=parts.hostname,
        user=unquote(parts.username),
        port=port or (TLS_PORT if tls else PLAIN_PORT),
        vhost=unquote(parts.path[1:]) or DEFAULT_VHOST,
        tls=tls,
        allow_plain=allow_plain,
        ca_file=ca_file,
        certificate=certificate,
        key=key,
    )
    check_address(address)
    return address


def check_address(address: BrokerAddress) -> None:
    """Raise `UsageError` when the password would cross a network in plain text that nobody called trusted."""
    if address.tls or address.allow_plain or address.host in LOOPBACK:
        return
    raise UsageError(
        f"The broker at {address} would be used without encryption.",
        "Everybody in the network could read the password.",
        "Use an address that begins with amqps://, or allow plain connections in the settings.",
    )


def tls_context(address: BrokerAddress) -> ssl.SSLContext:
    """How to speak TLS to this server. Raises `BrokerError` when a certificate cannot be read."""
    try:
        context = ssl.create_default_context(cafile=None if address.ca_file is None else str(address.ca_file))
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        if address.certificate is not None:
            context.load_cert_chain(address.certificate, address.key)
    except (OSError, ssl.SSLError) as error:
        named = [str(one) for one in (address.ca_file, address.certificate, address.key) if one is not None]
        raise BrokerError(
            "The certificates for the broker cannot be used.",
            f"{error.strerror or error} ({', '.join(named)}).",
            "See that the files exist, are PEM files, and belong together.",
        ) from error
    return context


def pika_parameters(address: BrokerAddress, password: str, name: str) -> pika.ConnectionParameters:
    """The address for pika; `name` is what the broker's own pages show of the connection.

    Raises `BrokerError` when a certificate cannot be read, `UsageError` as `check_address`.
    """
    check_address(address)
    install_guards()
    return pika.ConnectionParameters(
        host=address.host,
        port=address.port,
        virtual_host=address.vhost,
        credentials=pika.PlainCredentials(address.user, password),
        heartbeat=address.heartbeat,
        ssl_options=pika.SSLOptions(tls_context(address), address.host) if address.tls else None,
        connection_attempts=1,
        socket_timeout=CONNECT_SECONDS,
        stack_timeout=HANDSHAKE_SECONDS,
        client_properties={"connection_name": name, "product": "Farmhand"},
    )
