"""EC2's instance metadata service over real HTTP, with what it says in the test's hands."""

from __future__ import annotations

import threading
import time
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


class MetadataServer:
    """Version 2 only, like a machine that requires it: questions without a valid token get 401.

    `says` is what it answers by path below `latest/`, `refuses` answers everything with that status, `delay` comes
    before each answer. `tokens` counts those given out, `asked` has every path that was asked for with a valid token.
    """

    def __init__(self) -> None:
        self.says: dict[str, str] = {
            "meta-data/instance-id": "i-0123456789abcdef0",
            "meta-data/instance-type": "c7i.2xlarge",
            "meta-data/placement/availability-zone": "eu-central-1b",
            "meta-data/instance-life-cycle": "spot",
        }
        self.refuses = 0
        self.delay = 0.0
        self.tokens = 0
        self.asked: list[str] = []
        self._valid = ""
        handler = type("Handler", (_Handler,), {"service": self})
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02})
        self._thread.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}"

    def expire_token(self) -> None:
        self._valid = ""

    def answer(self, method: str, path: str, headers: Any) -> tuple[int, str]:
        time.sleep(self.delay)
        if self.refuses:
            return self.refuses, "no"
        if "X-Forwarded-For" in headers:
            return 403, "a proxy"
        if method == "PUT" and path == "/latest/api/token":
            if not 1 <= int(headers.get("X-aws-ec2-metadata-token-ttl-seconds", "0")) <= 21600:
                return 400, "no lifetime"
            self.tokens += 1
            self._valid = f"token-{self.tokens}=="
            return 200, self._valid
        if not self._valid or headers.get("X-aws-ec2-metadata-token") != self._valid:
            return 401, "no token"
        name = path.removeprefix("/latest/")
        self.asked.append(name)
        return (200, self.says[name]) if name in self.says else (404, "nothing here")

    def close(self) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


class _Handler(BaseHTTPRequestHandler):
    service: MetadataServer

    def do_GET(self) -> None:
        self._do("GET")

    def do_PUT(self) -> None:
        self._do("PUT")

    def _do(self, method: str) -> None:
        status, body = self.service.answer(method, self.path, self.headers)
        data = body.encode()
        # Who asked may have lost patience.
        with suppress(ConnectionError):
            self.send_response(status)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

    def log_message(self, format: str, *args: Any) -> None:
        return None
