"""Addresses: of computers that nobody should ask, in every spelling, and links to Farmhand that want more."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import msgspec

from app.core.errors import FarmhandError
from app.core.jobs import AssetRef
from app.core.messages import JobView
from app.core.settings import Settings
from app.core.slots import MediaFill, Slot, SlotKind
from app.farm.farm_parts import broker_address, store_place
from app.farm.farm_storage import s3_options
from app.farm.job_paths import check_request
from app.farm.packages import project_in
from app.farm.rabbitmq.management import ManagementApi
from app.farm.webhooks import Webhooks, webhook_addresses
from app.template.load import load_template
from app.template.locate import locate_footage, stored_name
from app.template.values import parse_photo
from app.ui.handover import LARGEST, decode, handover_of
from tests.fakes.farm_jobs import make_plan, make_request
from tests.fakes.models import make_comp, make_image, make_template
from tests.fakes.secrets import MemorySecrets
from tests.hostile.harness import Case, Place
from worker_agent.instance_metadata import ENDPOINT, InstanceMetadata, open_metadata

URLS = (
    "http://169.254.169.254/latest/meta-data/iam/security-credentials/",
    "http://[fd00:ec2::254]/latest/meta-data/",
    "http://2852039166/latest/meta-data/",
    "http://0xA9FEA9FE/",
    "http://0251.0376.0251.0376/",
    "http://169.254.43518/",
    "http://[::ffff:169.254.169.254]/",
    "http://[0:0:0:0:0:ffff:a9fe:a9fe]/",
    "http://169.254.169.254.nip.io/",
    "http://localtest.me/",
    "http://rebind.network/",
    "http://127.0.0.1.xip.example/",
    "http://localhost/",
    "http://localhost:15672/api/users",
    "http://LOCALHOST./",
    "http://127.1/",
    "http://127.000.000.001/",
    "http://2130706433/",
    "http://0/",
    "http://0.0.0.0:9000/",
    "http://[::]/",
    "http://[::1]:9000/",
    "http://\u2460\u2461\u2466.\u2460/",
    "http://10.0.0.1/",
    "http://172.16.0.1/",
    "http://192.168.0.1/setup",
    "http://100.64.0.1/",
    "http://user:pass@169.254.169.254/",
    "http://example.com@169.254.169.254/",
    "http://example.com#@169.254.169.254/",
    "http://169.254.169.254\\@example.com/",
    "http:///169.254.169.254/",
    "http:169.254.169.254",
    "//169.254.169.254/latest/",
    "https://203.0.113.9/a.png",
    "file:///etc/passwd",
    "file://203.0.113.9/share/a.png",
    "FILE:\\\\203.0.113.9\\share\\a.png",
    "gopher://127.0.0.1:11211/_stats",
    "dict://127.0.0.1:11211/stats",
    "ftp://203.0.113.9/a.png",
    "ldap://203.0.113.9/x",
    "smb://203.0.113.9/share/a.png",
    "jar:http://203.0.113.9/a.zip!/a.png",
    "data:image/png;base64,iVBORw0KGgo=",
    "concat:/etc/passwd|/etc/hosts",
    "subfile,,start,0,end,0,,:/etc/passwd",
    "pipe:0",
    "s3://another-bucket/a.png",
    "javascript:alert(1)",
    "farmhand:job/abc",
    "\\\\203.0.113.9\\share\\a.png",
    "\\\\203.0.113.9@80\\DavWWWRoot\\a.png",
    "\\\\?\\UNC\\203.0.113.9\\share\\a.png",
)

_SLOT = Slot(key="item/7", kind=SlotKind.PHOTO, label="hero", item_id=7, width=4, height=4)


def _used_for_files(url: str, place: Place) -> None:
    """The address where a file is named: a photo's cell, a job, a template's footage, the template itself."""
    item = make_image(5, 4, 4, name="a.png", path=url)
    template = make_template(make_comp(1, 4, 4), footage=[item])
    found = locate_footage(template, place.folder / "a.aep")
    assert not found
    assert "/" not in stored_name(url.replace("\\", "/"))
    refusals: list[FarmhandError] = []
    ways: tuple[Callable[[], object], ...] = (
        lambda: parse_photo(url, _SLOT.label, folder=place.folder),
        lambda: check_request(_request(url)),
        lambda: load_template(project_in(Path(url), unpacked=place.folder / "unpacked"), isolated=False),
    )
    for way in ways:
        try:
            way()
        except FarmhandError as error:
            refusals.append(error)
    assert len(refusals) == len(ways)
    raise refusals[0]


def _request(url: str):  # type: ignore[no-untyped-def]
    asset = AssetRef(sha256="0" * 64, name="a.png", size=5)
    return msgspec.structs.replace(make_request(make_plan("j1")), assets=(asset,), fill={"item/7": MediaFill(path=url)})


_WEBHOOKS = (
    "http://a..b/",
    f"http://{'a' * 64}.example/",
    "http://host/p\u00e4th",
    "http://host/?q=\u00e4",
    "http://\u00e4..b/",
    "http://host:99999/",
    "http://host:-1/",
    "http://[::1/",
    "http://ho st/",
    "http://host/\r\nX: y",
    "http://host/\x00",
    "http://ann:geheim@host/",
    "gopher://host/",
    "file:///etc/passwd",
    "http://",
    "http://\uff0f\uff0fhost/",
    "https:host",
    "javascript:x",
)

_BROKERS = (
    "amqp://ann@203.0.113.9/",
    "amqps://ann:geheim@host/",
    "amqps://host/",
    "amqps://ann@/",
    "http://ann@host/",
    "amqps://ann@host:99999/",
    "amqps://ann@[::1/",
    "amqps://ann@host:port/",
    "",
    "amqps://",
    "amqps://ann@\uff0f\uff0f/",
)

_STORAGES = (
    "s3://[::1/x",
    "s3://user:geheim@bucket/x",
    "s3://bucket/../x",
    "s3://bucket/x?y=z",
    "s3://Bucket/x",
    "s3://a/x",
    "s3:///x",
    "s3://bucket/" + "x" * 200,
    "s3://bucket/con",
    "s3://\uff0f\uff0f/x",
)

_ENDPOINTS = (
    "ftp://host",
    "http://ann:geheim@host",
    "http://host/path",
    "http://[::1",
    "http://host:99999",
    "http://",
    "file:///etc",
    "http://\uff0f\uff0fhost",
)

_METADATA = (
    "http://[::1",
    "http://host:99999",
    "http://a..b",
    "https://host",
    "file:///etc",
    "http://",
    "http://h\u00e4/\u00e4",
)

_STORES = ("nonsense", "mysql://ann:geheim@host/x", "mysql+pymysql://ann@host:port/x", "://", "sqlite://[::1")

_LINKS = (
    "farmhand:",
    "farmhand:job/",
    "farmhand:job/../../x",
    "farmhand:job/a b",
    "farmhand:job/" + "a" * 65,
    "farmhand:job/%2e%2e",
    "farmhand:job/x?y",
    "farmhand:job/x#y",
    "farmhand://job/x",
    "farmhand:open/etc/passwd",
    "farmhand:cancel/x",
    "farmhand:job/x\n",
    "farmhand:job/\u202ex",
    "farmhand:settings/broker=amqp://203.0.113.9",
)

_LINES = {
    "nonsense": b"\xff\xfe\x00",
    "as deep as can be": b'{"files":' + b"[" * 50_000,
    "half a character": b'{"files":["/a\\ud800.aep"]}',
    "bytes that are no text": b'{"files":["/a\xff.aep"]}',
    "too long": b'{"files":["' + b"a" * LARGEST + b'"]}',
    "a program": b'{"files":["/bin/sh"]}',
    "a path that is not whole": b'{"files":["a.aep"]}',
    "a zero byte": b'{"files":["/a\\u0000.aep"]}',
    "too many files": json.dumps({"files": ["/a.aep"] * 65}).encode(),
    "a job that is a path": b'{"job_id":"../x"}',
    "another version": b'{"version":99}',
    "a number for a path": b'{"files":[1]}',
    "a list": b"[]",
    "an address": b'{"files":["http://203.0.113.9/a.aep"]}',
}


def _linked(link: str, place: Place) -> None:
    handover = handover_of([link], place.folder)
    assert handover.refused and not handover.job_id and not handover.files


def _broker(url: str, _: Place) -> None:
    broker_address(Settings(broker=url))


def _storage(url: str, _: Place) -> None:
    s3_options(Settings(storage=url))


def _endpoint(url: str, _: Place) -> None:
    s3_options(Settings(storage="s3://bucket/x", s3_endpoint=url))


def _store(url: str, place: Place) -> None:
    where = store_place(Settings(store=url), MemorySecrets(), place.folder)
    assert not isinstance(where, Path)
    raise AssertionError(f"{where} was taken.")


def _management(url: str, _: Place) -> None:
    ManagementApi(url, "admin", "geheim")


@contextmanager
def _serving(handler: type[BaseHTTPRequestHandler]) -> Iterator[str]:
    """A web server on this computer; its address."""
    with HTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


def _redirected(status: int, place: Place) -> None:
    """A webhook's server that sends Farmhand on: it does not go."""
    asked: list[str] = []
    came = threading.Event()

    class Answers(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked.append(self.path)
            self.send_response(status)
            self.send_header("Location", f"{place.address}/inner")
            self.end_headers()
            came.set()

        def log_message(self, *_: object) -> None:
            pass

    with _serving(Answers) as address:
        hooks = Webhooks([f"{address}/first"], place.folder / "hooks")
        hooks.tell(JobView(job_id="a", name="a", owner="ann", state="done", output="a.mp4"), at=1.0)
        assert came.wait(10)
        hooks.close()
    assert asked == ["/first"]


def _answered(body: bytes, _: Place) -> None:
    """A metadata service that answers nonsense."""

    class Answers(BaseHTTPRequestHandler):
        def do_PUT(self) -> None:
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    with _serving(Answers) as address:
        InstanceMetadata(address).get("meta-data/instance-id")


_ANSWERS = {
    "no status": b"nonsense\r\n\r\n",
    "headers without end": b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 200 + b"\r\n",
    "a length that is none": b"HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\nabc",
    "a token of control characters": b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\na\x07b",
    "half an answer": b"HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nabc",
    "a redirect": b"HTTP/1.1 302 Found\r\nLocation: http://203.0.113.9/\r\nContent-Length: 0\r\n\r\n",
}


def _listed() -> list[Case]:
    case = partial(Case, "addresses")
    found = [case(f"for a file: {url[:60]!a}", partial(_used_for_files, url), refused=True) for url in URLS]
    found += [
        case(f"webhook {url[:40]!a}", lambda _, url=url: webhook_addresses(url), refused=True)  # type: ignore[misc]
        for url in _WEBHOOKS
    ]
    for what, way, urls in (
        ("broker", _broker, _BROKERS),
        ("storage", _storage, _STORAGES),
        ("S3 server", _endpoint, _ENDPOINTS),
        ("store", _store, _STORES),
        ("management", _management, ("", "ftp://h", "http://[::1", "https://ann:geheim@h", "http://203.0.113.9")),
    ):
        found += [case(f"{what} {url[:40]!a}", partial(way, url), refused=True) for url in urls]
    found += [
        case(f"metadata {url!a}", lambda _, url=url: open_metadata({ENDPOINT: url}), refused=True)  # type: ignore[misc]
        for url in _METADATA
    ]
    found += [case(f"link {link[:40]!a}", partial(_linked, link), refused=False) for link in _LINKS]
    found += [
        case(f"second start: {what}", lambda _, line=line: decode(line), refused=True)  # type: ignore[misc]
        for what, line in _LINES.items()
    ]
    found += [
        case(f"redirect {status}", partial(_redirected, status), refused=False) for status in (301, 302, 303, 307, 308)
    ]
    found += [case(f"metadata: {what}", partial(_answered, body), refused=True) for what, body in _ANSWERS.items()]
    return found


CASES = tuple(_listed())
