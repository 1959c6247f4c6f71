"""Webhooks against a real HTTP server: told once it answers, signed, kept over restarts, and never redirected."""

from __future__ import annotations

import hashlib
import hmac
import json
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import msgspec
import pytest

from app.core.errors import StorageError, UsageError
from app.core.messages import JobView
from app.farm import webhooks
from app.farm.webhooks import SIGNATURE_HEADER, Webhooks, webhook_addresses

VIEW = JobView(job_id="j1", name="film 春", owner="ann", state="done", output="film.mp4")


class Listener:
    """A server that answers with the given statuses, one after the other, the last one for ever."""

    def __init__(self, *statuses: int) -> None:
        self.statuses = list(statuses)
        self.taken: list[tuple[str, dict[str, str], bytes]] = []
        self.changed = threading.Condition()
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                with outer.changed:
                    outer.taken.append((self.path, dict(self.headers), body))
                    outer.changed.notify_all()
                    status = outer.statuses.pop(0) if len(outer.statuses) > 1 else outer.statuses[0]
                self.send_response(status)
                self.send_header("Location", f"http://127.0.0.1:{outer.server.server_port}/elsewhere")
                self.end_headers()

            def log_message(self, *_: object) -> None:
                pass

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/hook?x=1"
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.01,))
        self.thread.start()

    def wait(self, count: int) -> None:
        with self.changed:
            assert self.changed.wait_for(lambda: len(self.taken) >= count, 20)

    def close(self) -> None:
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(webhooks, "FIRST_PAUSE_SECONDS", 0.02)


@pytest.fixture
def listener(request: pytest.FixtureRequest) -> Iterator[Listener]:
    made = Listener(*getattr(request, "param", (200,)))
    yield made
    made.close()


def gone(folder: Path) -> None:
    deadline = time.monotonic() + 20
    while list(folder.glob("*.json")):
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_an_ended_job_is_told_and_signed(listener: Listener, tmp_path: Path) -> None:
    hooks = Webhooks([listener.url], tmp_path, secret="key")
    hooks.tell(VIEW, at=5.0)
    listener.wait(1)
    gone(tmp_path)
    hooks.close()
    ((path, headers, body),) = listener.taken
    assert path == "/hook?x=1"
    told = json.loads(body)
    assert (told["event"], told["job"]["name"], told["at"]) == ("job.done", "film 春", 5.0)
    assert headers[SIGNATURE_HEADER] == "sha256=" + hmac.new(b"key", body, hashlib.sha256).hexdigest()


@pytest.mark.parametrize("listener", [(500, 503, 200)], indirect=True)
def test_it_is_tried_again_until_it_is_taken(listener: Listener, tmp_path: Path) -> None:
    hooks = Webhooks([listener.url], tmp_path)
    hooks.tell(VIEW, at=time.time())
    listener.wait(3)
    gone(tmp_path)
    hooks.close()
    assert len({body for _, _, body in listener.taken}) == 1
    assert SIGNATURE_HEADER not in listener.taken[0][1]


@pytest.mark.parametrize("listener", [(302,)], indirect=True)
def test_a_redirect_is_not_followed(listener: Listener, tmp_path: Path) -> None:
    hooks = Webhooks([listener.url], tmp_path)
    hooks.tell(VIEW, at=time.time())
    listener.wait(2)
    hooks.close()
    assert {path for path, _, _ in listener.taken} == {"/hook?x=1"}
    assert len(list(tmp_path.glob("*.json"))) == 1


def test_what_was_not_taken_survives_and_what_is_too_old_is_dropped(tmp_path: Path) -> None:
    nowhere = "http://127.0.0.1:1/"
    first = Webhooks([nowhere], tmp_path)
    first.tell(VIEW, at=time.time())
    first.close()
    assert len(list(tmp_path.glob("*.json"))) == 1
    second = Webhooks([nowhere], tmp_path)
    old = msgspec.structs.replace(VIEW, job_id="j2")
    second.tell(old, at=time.time() - webhooks.KEPT_SECONDS - 1)
    deadline = time.monotonic() + 20
    while len(list(tmp_path.glob("*.json"))) > 1:
        assert time.monotonic() < deadline
        time.sleep(0.01)
    second.close()
    third = Webhooks([], tmp_path)
    gone(tmp_path)
    third.close()


def test_the_same_end_is_told_once_also_by_the_next_manager(listener: Listener, tmp_path: Path) -> None:
    ended = msgspec.structs.replace(VIEW, ended=7.0)
    first = Webhooks([listener.url], tmp_path)
    first.tell(ended, at=time.time())
    first.tell(ended, at=time.time())
    first.close()
    second = Webhooks([listener.url], tmp_path)
    second.tell(ended, at=time.time())
    second.tell(msgspec.structs.replace(ended, ended=8.0), at=time.time())
    listener.wait(2)
    gone(tmp_path)
    second.close()
    assert [json.loads(body)["job"]["ended"] for _, _, body in listener.taken] == [7.0, 8.0]


def test_a_damaged_message_is_not_in_the_way(listener: Listener, tmp_path: Path) -> None:
    (tmp_path / "00000000000000000000-damaged.json").write_bytes(b"{")
    hooks = Webhooks([listener.url], tmp_path)
    hooks.tell(VIEW, at=time.time())
    listener.wait(1)
    hooks.close()
    assert [path.name for path in tmp_path.glob("*.refused")] == ["00000000000000000000-damaged.refused"]


@pytest.mark.parametrize(
    "setting",
    ["nonsense", "ftp://a/b", "https://", "https://a:x/", "https://ann:geheim@a/", "https://a/ b\n", "file:///etc"],
)
def test_addresses_that_are_none_are_refused(setting: str) -> None:
    with pytest.raises(UsageError) as caught:
        webhook_addresses(f"https://fine.example/x, {setting}")
    assert "geheim" not in str(caught.value)


def test_addresses_are_separated_by_commas() -> None:
    assert webhook_addresses(" https://a/x , http://b:8080/y,, https://a/x ") == ("https://a/x", "http://b:8080/y")
    assert webhook_addresses("") == ()


def test_a_folder_that_cannot_be_used_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(StorageError):
        Webhooks([], tmp_path / "file" / "below")
