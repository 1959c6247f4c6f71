"""A farm at work with secrets that nobody else has: afterwards they are nowhere but where they were put."""

from __future__ import annotations

import base64
import contextlib
import subprocess
import sys
import threading
import urllib.request
import uuid
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from urllib.parse import quote, quote_plus

import msgspec
import psutil
import pytest
from sqlalchemy.engine import URL

from app.core.settings import Settings
from app.farm.programs import agent_variables
from app.farm.rabbitmq.management import apply_setup
from app.farm.rabbitmq.roles import farm_setup
from tests.e2e import farm_programs
from tests.e2e.conftest import ROOT, environment
from tests.e2e.farm_programs import ROLES, WAIT, FarmPrograms
from tests.servers.mariadb import MariaServer, without_password
from tests.servers.rabbitmq import RabbitNode, free_ports
from tests.servers.s3 import S3Server

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]

WORDS = (str(ROOT / "resources/samples/lower_third/lower_third.aepx"), "--range", "0-29", "--engine", "builtin")


def _unique(what: str) -> str:
    """A secret with letters that every coding changes."""
    return f"{what}/{uuid.uuid4().hex}+ä=&?"


def spellings(secret: str) -> set[bytes]:
    """The secret as it might lie about: as it is, in base64 at each of its three offsets, and percent-coded."""
    raw = secret.encode()
    shifted = {base64.b64encode(bytes(shift) + raw)[4 * bool(shift) : -4] for shift in range(3)}
    urlsafe = {one.translate(bytes.maketrans(b"+/", b"-_")) for one in shifted}
    quoted = {quote(secret).encode(), quote_plus(secret).encode(), quote(secret, safe="").encode()}
    return {raw, raw.hex().encode(), *shifted, *urlsafe, *quoted}


class Processes:
    """Looks at the processes below this one as long as they live: what they were started with."""

    def __init__(self) -> None:
        self.arguments: set[tuple[str, ...]] = set()
        self.variables: dict[tuple[str, ...], bytes] = {}
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._look, name="processes", daemon=True)
        self._thread.start()

    def close(self) -> None:
        self._ended.set()
        self._thread.join()

    def of_children(self) -> dict[tuple[str, ...], bytes]:
        """The environment of those that read other people's files and log in nowhere, by their command lines."""
        words = ("builtin_child", "isolate", "ffmpeg", "preview.child")
        return {line: found for line, found in self.variables.items() if any(word in " ".join(line) for word in words)}

    def _look(self) -> None:
        me = psutil.Process()
        while not self._ended.wait(0.02):
            for one in me.children(recursive=True):
                with contextlib.suppress(psutil.Error, OSError):
                    line = tuple(one.cmdline())
                    if line and line not in self.variables:
                        self.variables[line] = Path(f"/proc/{one.pid}/environ").read_bytes()
                        self.arguments.add(line)


class _SecretFarm(FarmPrograms):
    """With a store on a server, a webhook that is signed, and figures that are served.

    Its broker users are its own: the node's others have passwords already, which setting it up does not change.
    """

    def __init__(
        self, node: RabbitNode, vhost: str, folder: Path, bucket: dict[str, str], *, hook: str, store: URL
    ) -> None:
        self.hook, self.store, (self.metrics_port,) = hook, store, free_ports(1)
        self.users = {name: f"{name}-{uuid.uuid4().hex[:8]}" for name in ROLES}
        super().__init__(node, vhost, folder, bucket)

    def settings(self, user: str) -> Settings:
        broker = self.node.url(self.users.get(user, user), self.vhost)
        plain = msgspec.structs.replace(super().settings(user), broker=broker)
        if user != "boss":
            return plain
        return msgspec.structs.replace(
            plain, webhooks=self.hook, metrics_port=self.metrics_port, store=without_password(self.store)
        )

    def set_up_broker(self) -> None:
        roles = {self.users[name]: role for name, role in ROLES.items()}
        made = apply_setup(
            self.node.management(),
            lambda features: farm_setup(roles, features, vhost=self.vhost),
            known_password=lambda _: farm_programs.PASSWORD,
            hand_over=lambda _, __: None,
        )
        assert set(made.new_users) == set(roles)

    def clear_broker(self) -> None:
        self.node.drop_vhost(self.vhost)
        for name in self.users.values():
            self.node.manage("DELETE", f"/users/{name}")

    def last_words(self) -> str:
        return self._last_words()

    def metrics(self) -> bytes:
        with urllib.request.urlopen(f"http://127.0.0.1:{self.metrics_port}/metrics", timeout=10) as answer:
            return bytes(answer.read())


@pytest.fixture
def hook() -> Iterator[tuple[str, list[bytes], threading.Event]]:
    """A webhook's server: its address, what it was told, and when."""
    told: list[bytes] = []
    came = threading.Event()

    class Answers(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            told.append(bytes(self.headers) + self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(200)
            self.end_headers()
            came.set()

        def log_message(self, *_: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Answers) as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/jobs", told, came
        server.shutdown()


def found_in(folder: Path, secrets: dict[str, set[bytes]]) -> list[str]:
    """Which secrets lie in which files of a folder."""
    hits = []
    for file in sorted(one for one in folder.rglob("*") if one.is_file()):
        content = file.read_bytes()
        hits += [f"{what} in {file}" for what, codes in secrets.items() if any(code in content for code in codes)]
    return hits


@pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="The system does not show what processes have.")
def test_24_secrets_are_nowhere_but_where_they_were_put(
    rabbit_node: RabbitNode,
    mariadb: MariaServer,
    moto: S3Server,
    s3_keys: None,
    hook: tuple[str, list[bytes], threading.Event],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    address, told, came = hook
    plain = {name: _unique(name) for name in ("broker", "store", "s3", "webhook")}
    secrets = {name: spellings(one) for name, one in plain.items()}
    home, temporary, folder = tmp_path / "home", tmp_path / "temporary", tmp_path / "farm"
    for one in (home, temporary, folder):
        one.mkdir()
    monkeypatch.setattr(farm_programs, "PASSWORD", plain["broker"])
    for name, value in {
        "AWS_ACCESS_KEY_ID": "AKIAPLANTED",
        "AWS_SECRET_ACCESS_KEY": plain["s3"],
        "FARMHAND_SECRET_WEBHOOK": plain["webhook"],
        "FARMHAND_SECRET_STORE": plain["store"],
        "TMPDIR": str(temporary),
        "HOME": str(home),
        "XDG_CACHE_HOME": str(home / "cache"),
    }.items():
        monkeypatch.setenv(name, value)
    bucket = {"storage": f"s3://{moto.make_bucket()}/farm", "s3_endpoint": moto.endpoint}
    store = mariadb.make_user(plain["store"], mariadb.make_database())
    farm = _SecretFarm(rabbit_node, f"farm-{uuid.uuid4().hex[:8]}", folder, bucket, hook=address, store=store)
    processes = Processes()
    said: list[str] = []
    try:
        farm.start()
        said += _submitted(farm, home, "good", "--wait")
        said += _submitted(farm, home, "bad", "--missing", "fail", "--comp", "not there", code=2)
        said += _wrong_password(farm, home)
        said += _store_of_another(farm, home)
        assert came.wait(WAIT), farm.last_words()
        figures = farm.metrics()
        # A worker that is killed leaves what a crash leaves.
        farm.seats()[0].kill()
        said += _submitted(farm, home, "again", "--wait")
    finally:
        processes.close()
        farm.close()
        farm.clear_broker()
    kept = mariadb.rows(store)
    assert b"good.mp4" in kept
    assert told and processes.of_children(), "Nothing was seen."
    hits = found_in(tmp_path, secrets)
    places = {"what was printed": "\n".join(said).encode(), "the figures": figures, "the webhook": b"".join(told)}
    places |= {"the store": kept}
    places |= {f"the arguments {line[:3]}": "\0".join(line).encode() for line in processes.arguments}
    places |= {f"the environment of {line[:4]}": found for line, found in processes.of_children().items()}
    places |= {f"{key} in the bucket": content for key, content in _objects(moto, bucket["storage"])}
    hits += [
        f"{what} in {where}"
        for where, content in places.items()
        for what, codes in secrets.items()
        if any(code in content for code in codes)
    ]
    files = sum(1 for one in tmp_path.rglob("*") if one.is_file())
    print(f"test 24: {len(plain)} secrets, {files} files and {len(places)} other places, {len(hits)} hits")
    assert not hits


def test_what_would_be_found_is_found(tmp_path: Path) -> None:
    """The search itself: each spelling, and one in the middle of base64."""
    secret = _unique("broker")
    codes = spellings(secret)
    for number, code in enumerate((*codes, base64.b64encode(f"ann:{secret}".encode()), secret.encode())):
        (tmp_path / str(number)).write_bytes(b"x" + code + b"y")
    assert len(found_in(tmp_path, {"broker": codes})) == len(codes) + 2


def _submitted(farm: FarmPrograms, home: Path, name: str, *words: str, code: int = 0) -> list[str]:
    return _said(("submit", *WORDS, "--name", name, *words), home, farm.environment("ann"), code=code)


def _wrong_password(farm: FarmPrograms, home: Path) -> list[str]:
    """The right one for somebody else: refused, and not repeated."""
    return _said(("jobs",), home, farm.environment("ann") | {"FARMHAND_BROKER": farm.settings("nobody").broker}, code=1)


def _store_of_another(farm: _SecretFarm, home: Path) -> list[str]:
    """A manager whose database lets it not in, and one whose setting has the password in it."""
    url = farm.store
    told: list[str] = []
    stranger, careless = without_password(url.set(username="nobody")), url.render_as_string(hide_password=False)
    for wrong, code in ((stranger, 1), (careless, 2)):
        settings = msgspec.structs.replace(farm.settings("boss"), store=wrong, metrics_port=0)
        more = agent_variables(settings) | {"FARMHAND_SECRET_STORE": str(url.password)}
        told += _said(("--role", "manager"), home, more, program="worker_agent", code=code)
    assert "Access denied" in "".join(told) and "contains a password" in "".join(told)
    return told


def _said(
    words: tuple[str, ...], home: Path, more: dict[str, str], *, program: str = "app.main", code: int
) -> list[str]:
    done = subprocess.run(
        [sys.executable, "-m", program, *words],
        env=environment(home) | more,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=200,
        check=False,
    )
    assert done.returncode == code and "Traceback" not in done.stderr, (done.returncode, done.stderr)
    return [done.stdout, done.stderr]


def _objects(server: S3Server, storage: str) -> Iterator[tuple[str, bytes]]:
    bucket = storage.removeprefix("s3://").split("/")[0]
    client = server.client()
    for one in client.list_objects_v2(Bucket=bucket).get("Contents", []):
        key = one["Key"]
        yield key, client.get_object(Bucket=bucket, Key=key)["Body"].read()
