"""A private RabbitMQ node for tests, with what only tests do to one.

Every test takes a virtual host of its own in it, which costs milliseconds; starting the node costs seconds.
"""

from __future__ import annotations

import http.client
import json
import os
import shutil
import subprocess
import time
import uuid
from base64 import b64encode
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

from app.farm.try_farm_broker import ADMIN_USER, PrivateBroker, find_server, free_ports

__all__ = ["PEOPLE_PASSWORD", "ROOT_PASSWORD", "ROOT_USER", "RabbitNode", "free_ports", "is_installed"]

ROOT_USER = ADMIN_USER
ROOT_PASSWORD = "of this test node only"

PEOPLE_PASSWORD = "of everybody in these tests"
"""Of all users that tests set up by `apply_setup`: they are the whole node's, and who is there already is kept."""


FRESH_SECONDS = 60.0
"""For so long after its start, queues that were there before may be without a leader."""
LEADER_MILLISECONDS = 3_000


def is_installed() -> bool:
    """Whether there is a RabbitMQ to start."""
    return find_server() is not None


class RabbitNode(PrivateBroker):
    """A RabbitMQ node with the management plugin. `start` it; `close` it at the end.

    With certificates (`tls` names a folder with ca.pem, server.pem and server.key) it also listens on `tls_port`, and
    its management on `management_tls_port`.
    """

    def __init__(self, folder: Path, *, tls: Path | None = None) -> None:
        self.tls_port, self.management_tls_port = free_ports(2)
        lines = []
        if tls is not None:
            lines = [
                f"listeners.ssl.local = 127.0.0.1:{self.tls_port}",
                f"ssl_options.cacertfile = {tls / 'ca.pem'}",
                f"ssl_options.certfile = {tls / 'server.pem'}",
                f"ssl_options.keyfile = {tls / 'server.key'}",
                "management.ssl.ip = 127.0.0.1",
                f"management.ssl.port = {self.management_tls_port}",
                f"management.ssl.cacertfile = {tls / 'ca.pem'}",
                f"management.ssl.certfile = {tls / 'server.pem'}",
                f"management.ssl.keyfile = {tls / 'server.key'}",
            ]
        super().__init__(folder, password=ROOT_PASSWORD, more=lines)
        self._started = 0.0

    def start(self) -> None:
        """Start it, also after it was killed; returns when it answers."""
        super().start()
        self._started = time.monotonic()

    def make_vhost(self) -> str:
        """A virtual host for one test, in which `ROOT_USER` may do anything."""
        name = f"test-{uuid.uuid4().hex[:12]}"
        self.manage("PUT", f"/vhosts/{name}")
        self.permit(ROOT_USER, name)
        return name

    def drop_vhost(self, name: str) -> None:
        """Delete a test's virtual host with all that is in it, where the test has not."""
        if any(one["name"] == name for one in self.manage("GET", "/vhosts")):
            if time.monotonic() - self._started < FRESH_SECONDS:
                self._await_leaders(name)
            self.manage("DELETE", f"/vhosts/{name}")

    def _await_leaders(self, vhost: str) -> None:
        """A queue that is deleted before it has a leader is torn out, which may end all other queues of the node."""
        queues = f'[Q || Q <- rabbit_amqqueue:list(<<"{vhost}">>), amqqueue:is_quorum(Q)]'
        self.evaluate(f"[catch ra:members(amqqueue:get_pid(Q), {LEADER_MILLISECONDS}) || Q <- {queues}].")

    def make_user(self, name: str, password: str) -> None:
        """A user without any rights yet."""
        self.manage("PUT", f"/users/{quote(name, safe='')}", {"password": password, "tags": ""})

    def permit(self, user: str, vhost: str) -> None:
        """Let a user do anything in a virtual host."""
        everything = {"configure": ".*", "write": ".*", "read": ".*"}
        self.manage("PUT", f"/permissions/{quote(vhost, safe='')}/{quote(user, safe='')}", everything)

    def manage(self, method: str, path: str, body: Any = None) -> Any:
        """Call the management API; its answer, or None when that is empty."""
        connection = http.client.HTTPConnection("127.0.0.1", self.management_port, timeout=30)
        try:
            secret = b64encode(f"{ROOT_USER}:{ROOT_PASSWORD}".encode()).decode()
            headers = {"Authorization": f"Basic {secret}", "Content-Type": "application/json"}
            connection.request(method, f"/api{path}", None if body is None else json.dumps(body), headers)
            answer = connection.getresponse()
            content = answer.read()
        finally:
            connection.close()
        if answer.status >= 300:
            raise RuntimeError(f"{method} {path}: {answer.status} {content!r}")
        return json.loads(content) if content else None

    @property
    def _cookie(self) -> str:
        return (self.folder / ".erlang.cookie").read_text("utf-8").strip()

    def control(self, *words: str) -> str:
        """Run rabbitmqctl on the node, which starts a virtual machine of its own for seconds; what it prints."""
        server = find_server()
        assert server is not None
        login = ("-q", "-n", self.node, "--erlang-cookie", self._cookie)
        return self._said([server.with_name("rabbitmqctl"), *login, *words])

    def evaluate(self, expression: str) -> str:
        """Evaluate an Erlang expression, which ends with a full stop, in the node; its value."""
        caller = shutil.which("erl_call")
        if caller is None:
            return self.control("eval", expression)
        # It is read up to the stop that a line ends with.
        said = self._said([caller, "-c", self._cookie, "-n", self.node, "-e"], f"{expression}\n")
        assert said.startswith("{ok, "), said
        return said.strip().removeprefix("{ok, ").removesuffix("}")

    def _said(self, command: Sequence[str | Path], words: str = "") -> str:
        done = subprocess.run(
            command,
            env=os.environ | self.environment,
            input=words,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def limit_memory(self, watermark: str) -> None:
        """Take no messages while more memory is used: a part of the computer's, or `{absolute, BYTES}`."""
        self.evaluate(f"vm_memory_monitor:set_vm_memory_high_watermark({watermark}).")

    def settle(self) -> None:
        """Have on disk what RabbitMQ writes only seconds later. Call it before a test's first `kill`.

        A quorum queue that is killed in the seconds in which it was made may never have a leader again
        (rabbitmq-server, issue 10070).
        """
        self.evaluate("[dets:sync(Table) || Table <- dets:all()].")

    def close_connections(self, vhost: str) -> int:
        """End all connections to a virtual host from the broker's side, without a farewell; how many there were."""
        before = "[P || P <- rabbit_networking:connections(), rabbit_networking:connection_info(P, [vhost]) =:= "
        found = self.evaluate(f'L = {before}[{{vhost, <<"{vhost}">>}}]], [exit(P, kill) || P <- L], length(L).')
        return int(found)
