"""Tells other programs of jobs that ended: a POST of JSON to each address that an admin has configured.

What is to be told is a file from before it is sent until it was taken, so it survives the manager. A message may come
twice, and carries an id by which that is seen. Only addresses from the settings are called, and no redirect is
followed: nothing that a job contains decides where anything is sent.
"""

from __future__ import annotations

import hashlib
import hmac
import http.client
import logging
import random
import ssl
import threading
import time
import uuid
from collections import deque
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final
from urllib.parse import SplitResult, urlsplit

import msgspec

from app.core.decoding import from_json
from app.core.errors import StorageError, UsageError
from app.core.messages import JobView
from app.core.model import Struct
from app.core.unreadable import NO_DOCUMENT
from app.farm.files import translated, write_durably

SECRET: Final = "webhook"  # noqa: S105 - the name of a secret
"""The secret that signs messages, where there is one."""

SIGNATURE_HEADER: Final = "X-Farmhand-Signature"
"""`sha256=` and the HMAC of the body in hex, as several web services write it."""

ANSWER_SECONDS: Final = 10.0
FIRST_PAUSE_SECONDS: Final = 2.0
LONGEST_PAUSE_SECONDS: Final = 600.0
KEPT_SECONDS: Final = 24 * 3600.0
"""What nobody took for so long is dropped, and that is logged."""

REMEMBERED: Final = 2000
"""So many ends of jobs are known to have been told, as a manager that starts anew hears of the last ones once more."""

_REMEMBERED_NAME: Final = "told"

_SUFFIX: Final = ".json"
_FORM: Final = "Write it as https://HOST/PATH."

_log = logging.getLogger(__name__)


class Told(Struct, frozen=True):
    """What is sent: that a job is done or has failed. `at` is in seconds since the epoch."""

    id: str
    event: str
    at: float
    job: JobView


class _Waiting(Struct, frozen=True):
    """A message for one address, as it is kept."""

    url: str
    since: float
    body: str


def webhook_addresses(setting: str) -> tuple[str, ...]:
    """The addresses in the setting, which are separated by commas. Raises `UsageError` naming what is none."""
    found = tuple(dict.fromkeys(part.strip() for part in setting.split(",") if part.strip()))
    for url in found:
        _split(url)
    return found


class Webhooks:
    """Sends in a thread of its own. `tell` returns at once; one thread calls it. What `close` leaves is sent later."""

    def __init__(self, addresses: Sequence[str], folder: Path, *, secret: str | None = None) -> None:
        """Go on with what an earlier one left in `folder`. Raises `StorageError`."""
        self._addresses = tuple(addresses)
        self._folder = folder
        self._secret = secret.encode() if secret else None
        self._changed = threading.Condition()
        self._closed = False
        self._due: dict[Path, float] = {}
        self._pauses: dict[Path, float] = {}
        self._told: deque[str] = deque(maxlen=REMEMBERED)
        with translated("read", folder):
            folder.mkdir(parents=True, exist_ok=True)
            if (folder / _REMEMBERED_NAME).exists():
                self._told.extend((folder / _REMEMBERED_NAME).read_text("utf-8").split())
            for path in sorted(folder.glob(f"*{_SUFFIX}")):
                self._due[path] = 0.0
        self._thread = threading.Thread(target=self._run, name="webhooks", daemon=True)
        self._thread.start()

    def tell(self, view: JobView, *, at: float) -> None:
        """A job has ended; the same end is told once. Raises `StorageError` when that cannot be kept."""
        known = hashlib.sha256(f"{view.job_id} {view.state} {view.ended!r}".encode()).hexdigest()[:32]
        if known in self._told:
            return
        message = Told(id=known, event=f"job.{view.state}", at=at, job=view)
        body = msgspec.json.encode(message).decode()
        for url in self._addresses:
            path = self._folder / f"{time.time_ns():020d}-{uuid.uuid4().hex[:8]}{_SUFFIX}"
            with translated("write", path):
                write_durably(path, msgspec.json.encode(_Waiting(url=url, since=at, body=body)))
            with self._changed:
                self._due[path] = 0.0
                self._changed.notify_all()
        self._told.append(known)
        with translated("write", self._folder / _REMEMBERED_NAME):
            write_durably(self._folder / _REMEMBERED_NAME, "\n".join(self._told).encode())

    def close(self) -> None:
        """Stop sending; returns when the thread is gone."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()
        self._thread.join()

    def _run(self) -> None:
        while (path := self._next()) is not None:
            try:
                self._send_file(path)
            except (OSError, StorageError, *NO_DOCUMENT) as error:
                # It cannot be read any more, or not be deleted: it would be in the way of all others.
                _log.error("A webhook message was set aside: %s", error)
                self._forget(path)
                with suppress(OSError):
                    path.replace(path.with_suffix(".refused"))

    def _next(self) -> Path | None:
        with self._changed:
            while not self._closed:
                path = min(self._due, key=lambda one: self._due[one], default=None)
                left = None if path is None else self._due[path] - time.monotonic()
                if path is not None and left is not None and left <= 0:
                    return path
                self._changed.wait(left)
        return None

    def _send_file(self, path: Path) -> None:
        waiting = from_json(path.read_bytes(), _Waiting)
        problem = "It is not configured any more." if waiting.url not in self._addresses else self._post(waiting)
        if not problem:
            path.unlink()
            self._forget(path)
        elif waiting.url not in self._addresses or time.time() - waiting.since > KEPT_SECONDS:
            _log.error("The webhook %s was not told of a job: %s", _shown(waiting.url), problem)
            path.unlink()
            self._forget(path)
        else:
            pause = self._pauses.get(path, FIRST_PAUSE_SECONDS)
            _log.warning("The webhook %s will be tried again: %s", _shown(waiting.url), problem)
            with self._changed:
                self._pauses[path] = min(LONGEST_PAUSE_SECONDS, pause * 2)
                spread = random.uniform(0.5, 1.0)  # noqa: S311 - spreads tries, hides nothing
                self._due[path] = time.monotonic() + pause * spread

    def _forget(self, path: Path) -> None:
        with self._changed:
            self._due.pop(path, None)
            self._pauses.pop(path, None)

    def _post(self, waiting: _Waiting) -> str:
        """Send it; why that did not succeed, or nothing."""
        parts = _split(waiting.url)
        body = waiting.body.encode()
        headers = {"Content-Type": "application/json", "User-Agent": "Farmhand"}
        if self._secret is not None:
            headers[SIGNATURE_HEADER] = f"sha256={hmac.new(self._secret, body, hashlib.sha256).hexdigest()}"
        connection = _connection(parts)
        try:
            connection.request("POST", _target(parts), body, headers)
            status = connection.getresponse().status
        except (OSError, UnicodeError, http.client.HTTPException) as error:
            return f"{type(error).__name__}: {error}."
        finally:
            connection.close()
        return "" if status < http.HTTPStatus.MULTIPLE_CHOICES else f"It answered with status {status}."


def _connection(parts: SplitResult) -> http.client.HTTPConnection:
    host = parts.hostname or ""
    if parts.scheme == "http":
        return http.client.HTTPConnection(host, parts.port, timeout=ANSWER_SECONDS)
    context = ssl.create_default_context()
    return http.client.HTTPSConnection(host, parts.port, timeout=ANSWER_SECONDS, context=context)


def _split(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        known = parts.scheme in ("http", "https") and parts.hostname and (parts.port or True)
        # What no request can be sent to: names with empty or endless parts, and letters that have to be percent-coded.
        (parts.hostname or "").encode("idna")
        _target(parts).encode("ascii")
    except ValueError:
        known = False
    if not known or any(not letter.isprintable() or letter.isspace() for letter in url):
        raise UsageError("A webhook's address is not a URL.", f"It is “{url[:100]}”.", _FORM)
    if parts.username or parts.password:
        raise UsageError(
            "A webhook's address contains a user or password.",
            "It would be kept in the settings.",
            f"{_FORM} Sign messages with the secret “{SECRET}” instead.",
        )
    return parts


def _target(parts: SplitResult) -> str:
    return f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"


def _shown(url: str) -> str:
    """The address without what may be secret in it."""
    return urlsplit(url).hostname or "?"
