"""A proxy before an S3 server that answers, cuts, damages and delays as a test wishes."""

from __future__ import annotations

import http.client
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

from tests.servers.s3 import S3Server


@dataclass(frozen=True, slots=True)
class Request:
    """What a fault is decided by. `number` counts the requests from 1."""

    number: int
    method: str
    path: str
    size: int

    @property
    def is_part(self) -> bool:
        return self.method == "PUT" and "partNumber=" in self.path


@dataclass(frozen=True, slots=True)
class Fault:
    """What goes wrong with one request; positions are bytes of the body, sent or received.

    `code` answers with an error of that name and `status`, instead of asking the server; `lost` asks it, and then
    breaks off without its answer.
    """

    code: str = ""
    status: int = 503
    cut_request: int | None = None
    flip_request: int | None = None
    cut_answer: int | None = None
    flip_answer: int | None = None
    lost: bool = False
    date: str = ""


Plan = Callable[[Request], Fault | None]


class FaultyProxy:
    """The proxy; `plan` decides on each request, and `seen` are those that came. Thread-safe."""

    def __init__(self, server: S3Server) -> None:
        self.plan: Plan = lambda request: None
        self.seen: list[Request] = []
        # Plans may count.
        self._lock = threading.RLock()
        self._server = server
        self._http = _Server(self, server.endpoint)
        self._thread = threading.Thread(target=self._http.serve_forever, kwargs={"poll_interval": 0.05})
        self._thread.start()

    @property
    def endpoint(self) -> str:
        return f"http://127.0.0.1:{self._http.server_address[1]}"

    def count(self, method: str, part_of_path: str = "") -> int:
        """How many requests there were."""
        with self._lock:
            return sum(one.method == method and part_of_path in one.path for one in self.seen)

    def close(self) -> None:
        self._http.shutdown()
        self._http.server_close()
        self._thread.join()

    def decide(self, method: str, path: str, size: int) -> Fault:
        """What goes wrong with a request that came."""
        with self._lock:
            request = Request(len(self.seen) + 1, method, path, size)
            self.seen.append(request)
            return self.plan(request) or Fault()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server

    def handle_one_request(self) -> None:
        try:
            super().handle_one_request()
        except OSError:
            self.close_connection = True

    def log_message(self, format: str, *args: Any) -> None:
        pass

    def _serve(self) -> None:
        size = int(self.headers.get("Content-Length") or 0)
        fault = self.server.proxy.decide(self.command, self.path, size)
        if fault.cut_request is not None:
            self.rfile.read(min(size, fault.cut_request))
            self.close_connection = True
            return
        body = flipped(self.rfile.read(size), fault.flip_request)
        if fault.code:
            self._refuse(fault)
            return
        status, headers, answer = self._ask(body)
        if fault.lost:
            self.close_connection = True
            return
        self._answer(status, headers, flipped(answer, fault.flip_answer)[: fault.cut_answer])
        if fault.cut_answer is not None:
            self.close_connection = True

    def _ask(self, body: bytes) -> tuple[int, list[tuple[str, str]], bytes]:
        backend = urlsplit(self.server.backend)
        connection = http.client.HTTPConnection(backend.hostname or "", backend.port, timeout=60)
        try:
            connection.putrequest(self.command, self.path, skip_host=True, skip_accept_encoding=True)
            for name, value in self.headers.items():
                if name.lower() not in ("connection", "expect"):
                    connection.putheader(name, value)
            connection.endheaders(body or None)
            answer = connection.getresponse()
            content = answer.read()
            dropped = ("connection", "transfer-encoding", "content-length")
            kept = [(name, value) for name, value in answer.getheaders() if name.lower() not in dropped]
            length = answer.headers.get("Content-Length") if self.command == "HEAD" else str(len(content))
            if length is not None and answer.status not in (204, 304):
                kept.append(("Content-Length", length))
            return answer.status, kept, content
        finally:
            connection.close()

    def _refuse(self, fault: Fault) -> None:
        text = f"<?xml version='1.0'?><Error><Code>{fault.code}</Code><Message>So it is.</Message></Error>"
        content = b"" if self.command == "HEAD" else text.encode()
        headers = [("Date", fault.date or self.date_time_string()), ("Content-Type", "application/xml")]
        self._answer(fault.status, [*headers, ("Content-Length", str(len(content)))], content)

    def _answer(self, status: int, headers: list[tuple[str, str]], content: bytes) -> None:
        self.send_response_only(status)
        for name, value in headers:
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)

    do_GET = do_PUT = do_POST = do_HEAD = do_DELETE = _serve  # noqa: N815  # names of http.server


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, proxy: FaultyProxy, backend: str) -> None:
        self.proxy = proxy
        self.backend = backend
        super().__init__(("127.0.0.1", 0), _Handler)


def flipped(content: bytes, position: int | None) -> bytes:
    """The content with one bit of it turned, as a bad network card or memory does."""
    if position is None or position >= len(content):
        return content
    changed = bytearray(content)
    changed[position] ^= 0x20
    return bytes(changed)


@contextmanager
def faulty(server: S3Server) -> Iterator[FaultyProxy]:
    """A proxy before the server for as long as the context lasts."""
    proxy = FaultyProxy(server)
    try:
        yield proxy
    finally:
        proxy.close()
