"""EC2 as it is on a bad day: a server before moto's that lets machines boot slowly, and refuses, delays and cuts.

Real HTTP: the adapter talks to it as to Amazon's. What moto does at once (starting, stopping) takes
`transition_seconds` of a clock that tests move; meanwhile machines are pending or stopping, and refuse what real ones
refuse then.
"""

from __future__ import annotations

import http.client
import threading
import time
import uuid
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

import boto3

from tests.servers.s3 import ACCESS_KEY, SECRET_KEY

if TYPE_CHECKING:
    from types_boto3_ec2.client import EC2Client

LINUX_IMAGE, WINDOWS_IMAGE = "ami-785db401", "ami-12c6146b"
"""Images that moto knows."""

REGION = "us-east-1"

_CODES = {"pending": "0", "running": "16", "stopping": "64", "stopped": "80"}
_SETTLED = {"pending": "running", "stopping": "stopped"}


@dataclass(frozen=True, slots=True)
class Request:
    """A request that came: what is asked (`StartInstances`), and of which machines."""

    action: str
    ids: tuple[str, ...] = ()
    page: str = ""


@dataclass(frozen=True, slots=True)
class Fault:
    """What goes wrong: an error of that code and status instead of asking moto, or only so many bytes of its answer."""

    code: str = ""
    status: int = 400
    cut: int | None = None
    message: str = "So it is."


Plan = Callable[[Request], Fault | None]


@dataclass
class _Moving:
    state: str
    until: float
    launched: float


@dataclass
class BadDay:
    """What is wrong today, and what was asked so far. Tests change it as they go."""

    transition_seconds: float = 0.0
    no_capacity: set[str] = field(default_factory=set)
    plan: Plan = lambda request: None
    seen: list[Request] = field(default_factory=list)

    def count(self, action: str) -> int:
        return sum(one.action == action for one in self.seen)


class SlowEc2:
    """The server. `day` says what is wrong; `pass_time` moves its clock on. Thread-safe as far as tests need it."""

    def __init__(self, backend: str) -> None:
        self.day = BadDay()
        self._backend = backend
        self._lock = threading.RLock()
        self._skipped = 0.0
        self._moving: dict[str, _Moving] = {}
        self._http = _Server(self)
        self._thread = threading.Thread(target=self._http.serve_forever, kwargs={"poll_interval": 0.02})
        self._thread.start()

    @property
    def endpoint(self) -> str:
        return f"http://127.0.0.1:{self._http.server_address[1]}"

    def client(self) -> EC2Client:
        """A client of moto itself, for making machines and looking at them."""
        return _client(self._backend)

    def make_instances(
        self, farm: str, *names: str, type_name: str = "c5.xlarge", image: str = LINUX_IMAGE, **tags: str
    ) -> list[str]:
        """Machines of a farm, stopped; their ids. Names with an underscore in `tags` are those of tags with a colon."""
        client = self.client()
        ids = []
        for name in names:
            own = {"farmhand:farm": farm, "Name": name} | {key.replace("_", ":"): text for key, text in tags.items()}
            made = client.run_instances(
                ImageId=image,
                InstanceType=type_name,  # type: ignore[arg-type]
                MinCount=1,
                MaxCount=1,
                TagSpecifications=[
                    {"ResourceType": "instance", "Tags": [{"Key": key, "Value": text} for key, text in own.items()]}
                ],
            )
            ids.append(made["Instances"][0]["InstanceId"])
        client.stop_instances(InstanceIds=ids)
        return ids

    def pass_time(self, seconds: float) -> None:
        """Let the server's clock go on."""
        with self._lock:
            self._skipped += seconds

    def close(self) -> None:
        self._http.shutdown()
        self._http.server_close()
        self._thread.join()

    def answer(self, body: bytes, headers: dict[str, str]) -> tuple[int, bytes, int | None]:
        """The answer to a request: its status and content, and after how many bytes it breaks off."""
        form = parse_qs(body.decode())
        listed = [form[key][0] for key in sorted(form) if key.startswith("InstanceId.")]
        request = Request(form["Action"][0], tuple(listed), form.get("NextToken", [""])[0])
        with self._lock:
            self.day.seen.append(request)
            fault = self.day.plan(request) or self._refusal(request) or Fault()
        if fault.code:
            return fault.status, _error(fault), None
        status, content = self._ask(body, headers)
        with self._lock:
            if status == 200:
                content = self._slowed(request, content)
        return status, content, fault.cut

    def _refusal(self, request: Request) -> Fault | None:
        if request.action == "StartInstances":
            if self.day.no_capacity & set(request.ids):
                return Fault(
                    "InsufficientInstanceCapacity", 500, message="We currently do not have sufficient capacity."
                )
            if any(self._state(one) == "stopping" for one in request.ids):
                return Fault("IncorrectInstanceState")
        if request.action == "StopInstances" and any(self._state(one) == "pending" for one in request.ids):
            return Fault("IncorrectInstanceState")
        return None

    def _slowed(self, request: Request, content: bytes) -> bytes:
        """Note what was set in motion, and show machines in the state that they are in by this server's clock."""
        now = time.time() + self._skipped
        moves = {"StartInstances": "pending", "StopInstances": "stopping"}
        if request.action in moves:
            for one in request.ids:
                launched = now if request.action == "StartInstances" else self._launched(one)
                self._moving[one] = _Moving(moves[request.action], now + self.day.transition_seconds, launched)
        root = ET.fromstring(content)
        for item in root.iter():
            found = _child(item, "instanceId")
            if found is not None and found.text in self._moving:
                self._show(item, found.text)
        return ET.tostring(root, encoding="utf-8", xml_declaration=True)

    def _show(self, item: ET.Element, instance_id: str) -> None:
        state = self._state(instance_id)
        for place in ("instanceState", "currentState"):
            shown = _child(item, place)
            if shown is not None and state:
                _set(shown, "code", _CODES[state])
                _set(shown, "name", state)
        launched = time.gmtime(self._launched(instance_id))
        _set(item, "launchTime", time.strftime("%Y-%m-%dT%H:%M:%S.000Z", launched))

    def _state(self, instance_id: str) -> str:
        moving = self._moving.get(instance_id)
        if moving is None:
            return ""
        return moving.state if time.time() + self._skipped < moving.until else _SETTLED[moving.state]

    def _launched(self, instance_id: str) -> float:
        return self._moving[instance_id].launched if instance_id in self._moving else time.time()

    def _ask(self, body: bytes, headers: dict[str, str]) -> tuple[int, bytes]:
        backend = urlsplit(self._backend)
        connection = http.client.HTTPConnection(backend.hostname or "", backend.port, timeout=60)
        try:
            connection.request("POST", "/", body, headers)
            answer = connection.getresponse()
            return answer.status, answer.read()
        finally:
            connection.close()


@cache
def _client(backend: str) -> EC2Client:
    """Making one takes a second, for EC2 can do so much."""
    return boto3.client(
        "ec2",
        endpoint_url=backend,
        region_name=REGION,
        aws_access_key_id=ACCESS_KEY,
        aws_secret_access_key=SECRET_KEY,
    )


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server

    def log_message(self, format: str, *args: Any) -> None:
        pass

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        kept = {key: text for key, text in self.headers.items() if key.lower() not in ("connection", "host", "expect")}
        status, content, cut = self.server.bad_day.answer(body, kept)
        self.send_response(status)
        self.send_header("Content-Type", "text/xml")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content[:cut])
        if cut is not None:
            self.close_connection = True


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, bad_day: SlowEc2) -> None:
        self.bad_day = bad_day
        super().__init__(("127.0.0.1", 0), _Handler)


def _error(fault: Fault) -> bytes:
    text = (
        f"<?xml version='1.0' encoding='UTF-8'?><Response><Errors><Error><Code>{fault.code}</Code>"
        f"<Message>{fault.message}</Message></Error></Errors><RequestID>{uuid.uuid4()}</RequestID></Response>"
    )
    return text.encode()


def _child(item: ET.Element, name: str) -> ET.Element | None:
    return next((one for one in item if one.tag.rpartition("}")[2] == name), None)


def _set(item: ET.Element, name: str, text: str) -> None:
    found = _child(item, name)
    if found is not None:
        found.text = text


@contextmanager
def slow_ec2(backend: str) -> Iterator[SlowEc2]:
    """The server for as long as the context lasts; `backend` is moto's address."""
    server = SlowEc2(backend)
    try:
        yield server
    finally:
        server.close()
