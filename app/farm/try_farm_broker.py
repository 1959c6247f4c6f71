"""A RabbitMQ server of this program's own: with ports, folder, cookie and port mapper that nobody else uses.

It runs as whoever runs this program, beside any RabbitMQ of the computer, and is gone with all that it kept when it is
closed. Facts about its variables and files are from RabbitMQ's documentation (configure, networking, definitions).
"""

from __future__ import annotations

import json
import os
import secrets
import shutil
import socket
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from app.core.errors import BrokerError, EngineError, UsageError
from app.farm.files import translated
from app.farm.processes import ProcessTree
from app.farm.rabbitmq.commands import HASHING, password_hash
from app.farm.rabbitmq.management import ManagementApi

START_SECONDS: Final = 180.0
"""How long it may take until it answers: 6 s on an idle computer, more than a minute on one that is far too busy."""

ADMIN_USER: Final = "root"

_LOCAL: Final = "127.0.0.1"
_PROGRAM: Final = "rabbitmq-server"
_PLACES: Final = (Path("/usr/lib/rabbitmq/bin"), Path("/opt/homebrew/sbin"), Path("/usr/local/sbin"))
"""Where Debian and Homebrew keep the program itself. Debian's on the PATH is another one, which changes its user."""

_AMQP_HELLO: Final = b"AMQP\x00\x00\x09\x01"
_FIRST_PORT: Final = 20_000
_PORTS: Final = 12_000
_POLL_SECONDS: Final = 0.1
_LOG_CHARACTERS: Final = 600


def find_server() -> Path | None:
    """The program that starts a RabbitMQ server, or None where RabbitMQ is not installed."""
    for folder in _PLACES:
        if (folder / _PROGRAM).exists():
            return folder / _PROGRAM
    found = shutil.which(_PROGRAM)
    return Path(found) if found is not None else None


def free_ports(count: int) -> list[int]:
    """Ports of this computer that nobody uses now.

    They are none of those that systems give to outgoing connections (from 32768 on with Linux, from 49152 on
    elsewhere): one of these would be taken by the next best connection while who listens there is started anew.
    """
    ports: list[int] = []
    while len(ports) < count:
        port = _FIRST_PORT + secrets.randbelow(_PORTS)
        if port not in ports and _is_free(port):
            ports.append(port)
    return ports


def _is_free(port: int) -> bool:
    try:
        socket.create_server((_LOCAL, port)).close()
    except OSError:
        return False
    return True


class PrivateBroker:
    """A RabbitMQ server with its management. `start` it; `close` it at the end, from one thread.

    `folder` is made, and has all that the server keeps. `password` is `ADMIN_USER`'s, who may do anything; by default
    one that nobody knows. `more` are further lines of its configuration.
    """

    def __init__(self, folder: Path, *, password: str = "", more: Sequence[str] = ()) -> None:
        """Raises `UsageError` where RabbitMQ is not installed, and `StorageError`."""
        server = find_server()
        if server is None:
            raise UsageError(
                "RabbitMQ is not installed.",
                "A farm on this computer needs it to carry messages between its programs.",
                "On Debian: apt-get install -y --no-install-recommends rabbitmq-server",
            )
        self.folder = folder
        self.port, self.management_port, distribution, mapper = free_ports(4)
        self.password = password or secrets.token_urlsafe()
        self.node = f"farmhand{self.port}@localhost"
        self._server = server
        self._tree: ProcessTree | None = None
        self.environment = {
            "HOME": str(folder),
            "RABBITMQ_NODENAME": self.node,
            "RABBITMQ_MNESIA_BASE": str(self._data),
            "RABBITMQ_LOG_BASE": str(folder / "log"),
            "RABBITMQ_CONFIG_FILE": str(folder / "rabbitmq.conf"),
            "RABBITMQ_CONF_ENV_FILE": str(folder / "rabbitmq-env.conf"),
            "RABBITMQ_ENABLED_PLUGINS_FILE": str(folder / "enabled_plugins"),
            "RABBITMQ_PID_FILE": str(folder / "pid"),
            "RABBITMQ_DIST_PORT": str(distribution),
            # One scheduler that sleeps when there is nothing to do: the processors are for drawing.
            "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": "+S 1:1 +sbwt none",
            "ERL_EPMD_PORT": str(mapper),
            "ERL_EPMD_ADDRESS": _LOCAL,
        }
        self._write_files(more)

    @property
    def _data(self) -> Path:
        return self.folder / "data"

    def start(self) -> None:
        """Start it, also after `kill`, and return when it answers. Raises `BrokerError` when it does not."""
        try:
            self._tree = ProcessTree([self._server], environment=self.environment, guarded=True)
        except EngineError as error:
            raise BrokerError("RabbitMQ could not be started.", error.cause, error.next_step) from error
        deadline = time.monotonic() + START_SECONDS
        while not (self._speaks_amqp() and self._is_managed()):
            ended = self._tree.exit_code is not None
            if ended or time.monotonic() > deadline:
                self.kill()
                why = "It ended at once." if ended else f"It did not answer within {START_SECONDS:g} seconds."
                raise BrokerError("RabbitMQ did not start.", f"{why} {self._last_words()}".strip())
            time.sleep(_POLL_SECONDS)

    def kill(self) -> None:
        """End it as a power failure would, with its port mapper; what it keeps stays for the next `start`."""
        tree, self._tree = self._tree, None
        if tree is not None:
            tree.kill()

    def wipe(self) -> None:
        """Delete all that it keeps. Only while it does not run."""
        shutil.rmtree(self._data, ignore_errors=True)

    def close(self) -> None:
        """End it for good."""
        self.kill()

    def management(self) -> ManagementApi:
        """Its management, as its administrator."""
        return ManagementApi(f"http://{_LOCAL}:{self.management_port}", ADMIN_USER, self.password)

    def url(self, user: str, vhost: str) -> str:
        """Where a user of it connects to, as the setting `broker` has it."""
        return f"amqp://{user}@{_LOCAL}:{self.port}/{vhost}"

    def _write_files(self, more: Sequence[str]) -> None:
        lines = [
            f"listeners.tcp.local = {_LOCAL}:{self.port}",
            f"management.tcp.ip = {_LOCAL}",
            f"management.tcp.port = {self.management_port}",
            "disk_free_limit.absolute = 50MB",
            "vm_memory_high_watermark.relative = 0.3",
            "log.console = false",
            f"load_definitions = {(self.folder / 'definitions.json').as_posix()}",
            *more,
        ]
        hidden = password_hash(self.password)
        definitions = {
            "users": [
                {
                    "name": ADMIN_USER,
                    "password_hash": hidden,
                    "hashing_algorithm": HASHING,
                    "tags": "administrator",
                }
            ],
            "vhosts": [{"name": "/"}],
            "permissions": [{"user": ADMIN_USER, "vhost": "/", "configure": ".*", "write": ".*", "read": ".*"}],
        }
        files = {
            "rabbitmq.conf": "\n".join(lines) + "\n",
            "rabbitmq-env.conf": "",
            "enabled_plugins": "[rabbitmq_management].\n",
            "definitions.json": json.dumps(definitions),
        }
        with translated("write", self.folder):
            self.folder.mkdir(parents=True, exist_ok=True)
            for name, content in files.items():
                (self.folder / name).write_text(content, "utf-8")

    def _speaks_amqp(self) -> bool:
        try:
            with socket.create_connection((_LOCAL, self.port), 1.0) as connection:
                connection.sendall(_AMQP_HELLO)
                return bool(connection.recv(1))
        except OSError:
            return False

    def _is_managed(self) -> bool:
        try:
            self.management().features()
        except BrokerError:
            return False
        return True

    def _last_words(self) -> str:
        """The end of its log, where it says why it ended."""
        logs = sorted(self.folder.glob("log/*.log"), key=os.path.getmtime)
        return logs[-1].read_text("utf-8", "replace")[-_LOG_CHARACTERS:].strip() if logs else ""
