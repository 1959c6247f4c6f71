"""A store with many pieces, half of its jobs done and half ready to be granted; and what grants and reports cost in it.

The jobs are copies of two real ones, row by row, as making each of a million pieces by the manager takes long.
"""

from __future__ import annotations

import itertools
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "unit" / "farm")]

import msgspec  # noqa: E402
from store_kit import PIECE, InlineExecutor, MemoryServices, make_manifest, make_plan, make_request  # noqa: E402

from app.core.errors import BrokerError  # noqa: E402
from app.core.jobs import JobRequest, RenderPlan  # noqa: E402
from app.core.messages import AnyMessage, ChunkEnded, Claim, Event, Grant, PieceDone, encode  # noqa: E402
from app.core.ports import Delivery  # noqa: E402
from app.core.settings import Settings  # noqa: E402
from app.core.states import TaskKind  # noqa: E402
from app.farm.clock import SystemClock  # noqa: E402
from app.farm.manager.manager import Manager  # noqa: E402
from app.farm.store import Change, Store, transitions, wishes  # noqa: E402
from app.farm.store.sqlite import DATABASE_NAME  # noqa: E402

PIECES = 100
"""Of each job: 100 s of film."""

LONG_PIECES = 3_600
"""Of the long film: an hour."""

CHUNK = 10
DONE, READY, LONG = "done-0000000", "free-0000000", "long-0000000"
BOOT = "b"
_BELONGS = {
    "task": "job_id",
    "piece": "job_id",
    "attempt": "job_id",
    "event": "job_id",
    "statistic": "job_id",
    "statistic_job": "job_id",
}
_GIVEN_OUT = {"job": "number", "attempt": "id", "event": "seq"}
"""Columns whose numbers are given out one after the other."""


def fill(folder: Path, pieces: int) -> None:
    """Make a store with about so many pieces in a folder, which has none."""
    with Store.open(folder) as store:
        with store.change() as change:
            _drawn(change)
            _prepared(change, READY)
        store.sent(store.take_outbox()[-1].number)
    copies = pieces // PIECES // 2
    with closing(sqlite3.connect(folder / DATABASE_NAME)) as database:
        database.row_factory = sqlite3.Row
        database.execute("PRAGMA synchronous=OFF")
        for seed in (DONE, READY):
            _copy(database, seed, copies)
        database.commit()
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def fill_with_long_film(folder: Path) -> None:
    """Make a store with one job of `LONG_PIECES` pieces, the first half of them done."""
    with Store.open(folder) as store, store.change() as change:
        plan = _prepared(change, LONG)
    manifest = msgspec.json.encode(make_manifest(plan, 0))
    with closing(sqlite3.connect(folder / DATABASE_NAME)) as database:
        done = "UPDATE piece SET state = 'done', attempt = 0, manifest = ? WHERE number < ?"
        database.execute(done, (manifest, LONG_PIECES // 2))
        database.commit()


def request(job_id: str) -> JobRequest:
    """The request of a job of the store."""
    return make_request(job_id, (LONG_PIECES if job_id == LONG else PIECES) * PIECE)


def _prepared(change: Change, job_id: str) -> RenderPlan:
    plan = make_plan(request(job_id))
    wishes.submit(change, request(job_id))
    transitions.start_task(change, job_id, TaskKind.PREPARE)
    transitions.prepared(change, job_id, plan, ())
    return plan


def _drawn(change: Change) -> None:
    """The job that is done: granted and reported chunk by chunk, joined and published."""
    plan = _prepared(change, DONE)
    for first in range(0, PIECES, CHUNK):
        claim = Claim(claim_id=f"{DONE}.{first}", worker=f"w{first}", boot=BOOT, engines=("builtin",))
        grant = transitions.grant(change, claim, DONE, (first, first + CHUNK - 1), lease_seconds=12)
        assert grant is not None
        for piece in range(first, first + CHUNK):
            transitions.piece_done(change, make_manifest(plan, piece, grant.attempt), claim.worker)
        ended = ChunkEnded(worker=claim.worker, boot=BOOT, job_id=DONE, attempt=grant.attempt)
        transitions.chunk_ended(change, ended, transitions.Budgets())
    services = MemoryServices()
    pieces = tuple(make_manifest(plan, piece) for piece in range(PIECES))
    transitions.start_task(change, DONE, TaskKind.JOIN)
    film = services.join(request(DONE), plan, pieces)
    transitions.joined(change, DONE, film)
    transitions.start_task(change, DONE, TaskKind.PUBLISH)
    transitions.published(change, DONE, film)


def _copy(database: sqlite3.Connection, seed: str, copies: int) -> None:
    """So many copies of a job with all its rows, under ids of the same length."""
    tables = {"job": "id", **_BELONGS}
    rows = {
        name: [dict(row) for row in database.execute(f"SELECT * FROM {name} WHERE {column} = ?", (seed,))]
        for name, column in tables.items()
    }
    last = {name: _value(database, f"SELECT max({column}) FROM {name}") for name, column in _GIVEN_OUT.items()}
    numbers = {name: itertools.count(number + 1) for name, number in last.items()}
    attempts: dict[tuple[int, int], int] = {}
    for name in ("job", "attempt", *(one for one in _BELONGS if one != "attempt")):
        if not rows[name]:
            continue
        columns = list(rows[name][0])
        if name == "task":
            columns.remove("id")
        marks = ", ".join("?" * len(columns))
        quoted = ", ".join(f'"{column}"' for column in columns)
        statement = f"INSERT INTO {name} ({quoted}) VALUES ({marks})"
        changed = _changed(name, rows[name], seed, copies, numbers.get(name), attempts)
        database.executemany(statement, ([row[column] for column in columns] for row in changed))


def _changed(
    table: str,
    rows: Sequence[dict[str, Any]],
    seed: str,
    copies: int,
    numbers: Iterator[int] | None,
    attempts: dict[tuple[int, int], int],
) -> Iterator[dict[str, Any]]:
    given_out = _GIVEN_OUT.get(table, "")
    for copy in range(1, copies + 1):
        job_id = f"{seed[:4]}-{copy:07d}"
        for row in rows:
            values = {name: _renamed(value, seed, job_id) for name, value in row.items()}
            if numbers is not None:
                values[given_out] = next(numbers)
            if table == "attempt":
                attempts[copy, row["id"]] = values["id"]
                values["claim_id"] = f"{job_id}.{row['first']}"
            elif table == "job":
                values["place"] = float(values["number"])
            elif table == "piece" and row["attempt"] is not None:
                values["attempt"] = attempts[copy, row["attempt"]]
            yield values


def _renamed(value: Any, seed: str, job_id: str) -> Any:
    if isinstance(value, str):
        return value.replace(seed, job_id)
    return value.replace(seed.encode(), job_id.encode()) if isinstance(value, bytes) else value


def _value(database: sqlite3.Connection, query: str) -> int:
    return int(database.execute(query).fetchone()[0] or 0)


class HandBroker:
    """Keeps what is sent to workers for who asks; there is nobody else."""

    def __init__(self) -> None:
        self.grants: list[Grant] = []

    def send(self, queue: str, message: AnyMessage, **_more: str) -> None:
        """See `Broker.send`."""
        del queue
        if isinstance(message, Grant):
            self.grants.append(message)

    def send_all(self, letters: Sequence[tuple[str, AnyMessage]], **_more: str) -> tuple[BrokerError | None, ...]:
        """See `Broker.send_all`."""
        for queue, message in letters:
            self.send(queue, message)
        return (None,) * len(letters)

    def publish(self, event: Event) -> None:
        """See `Broker.publish`."""

    def consume(self, queue: str, handler: Callable[[Delivery], None], **_more: Any) -> HandBroker:
        """See `Broker.consume`."""
        del queue, handler
        return self

    def subscribe(self, handler: Callable[[Event], None]) -> HandBroker:
        """See `Broker.subscribe`."""
        del handler
        return self

    def close(self) -> None:
        """See `Broker.close`."""


@contextmanager
def stepped(folder: Path) -> Iterator[tuple[Manager, HandBroker]]:
    """A manager over the store that does something only when it is told to, and grants piece by piece."""
    broker, settings = HandBroker(), Settings(longest_chunk=1)
    with Store.open(folder) as store:
        parts: Any = (store, broker, MemoryServices(), SystemClock(), settings)
        manager = Manager(*parts, own_thread=False, executor=InlineExecutor())
        manager.start()
        manager.tick(time.monotonic())
        yield manager, broker
        manager.stop()


def grant_and_report(manager: Manager, broker: HandBroker, count: int) -> float:
    """Seconds of processor time that a piece takes the manager, from its claim to the end of its chunk."""
    begun = time.thread_time()
    for number in range(count):
        claim = Claim(claim_id=f"c{number}.{begun}", worker="w", boot=BOOT, engines=("builtin",))
        manager.on_claim(Delivery(message=claim, sender="w"))
        manager.tick(time.monotonic())
        grant = broker.grants.pop()
        manifest = make_manifest(make_plan(request(grant.job_id)), grant.first, grant.attempt)
        done = PieceDone(worker="w", boot=BOOT, manifest=manifest)
        manager.on_result(Delivery(message=done, sender="w"))
        ended = ChunkEnded(worker="w", boot=BOOT, job_id=grant.job_id, attempt=grant.attempt)
        manager.on_result(Delivery(message=ended, sender="w"))
        manager.tick(time.monotonic())
    return (time.thread_time() - begun) / count


def bare_rows(folder: Path, count: int) -> float:
    """The same rows, written by SQLite used bare, in as many transactions: seconds of processor time per piece."""
    plan = make_plan(request(READY))
    body = encode(PieceDone(worker="w", boot=BOOT, manifest=make_manifest(plan, 0)))
    with closing(sqlite3.connect(folder / DATABASE_NAME, isolation_level=None)) as database:
        database.execute("PRAGMA journal_mode=WAL")
        database.execute("PRAGMA synchronous=NORMAL")
        query = "SELECT job_id, number FROM piece WHERE state = 'open' AND job_id > ? LIMIT ?"
        pieces = database.execute(query, (f"free-{1:07d}", count)).fetchall()
        event = _value(database, "SELECT max(seq) FROM event")
        attempt = _value(database, "SELECT max(id) FROM attempt")
        begun = time.thread_time()
        for number, (job_id, piece) in enumerate(pieces, start=1):
            _write_bare(database, job_id, piece, attempt + number, event + 3 * number, body)
        return (time.thread_time() - begun) / len(pieces)


def _write_bare(database: sqlite3.Connection, job_id: str, piece: int, attempt: int, event: int, body: bytes) -> None:
    run = database.execute

    def tell(seq: int, kind: str) -> None:
        run("INSERT INTO event VALUES (?, ?, ?, 0.0)", (seq, job_id, kind))
        run("INSERT INTO outbox VALUES (?, '', ?)", (seq, body))

    run("BEGIN IMMEDIATE")
    run(
        "INSERT INTO attempt (id, job_id, worker, boot, claim_id, first, last, state, suspect, granted, ended,"
        " infrastructure) VALUES (?, ?, 'w', 'b', ?, ?, ?, 'running', 0, 0.0, 0.0, 0)",
        (attempt, job_id, f"bare.{attempt}", piece, piece),
    )
    run("UPDATE piece SET state = 'granted', attempt = ? WHERE job_id = ? AND number = ?", (attempt, job_id, piece))
    tell(event, "granted")
    run("COMMIT")
    run("BEGIN IMMEDIATE")
    run("UPDATE piece SET state = 'done', manifest = ? WHERE job_id = ? AND number = ?", (body, job_id, piece))
    tell(event + 1, "piece_done")
    run("COMMIT")
    run("BEGIN IMMEDIATE")
    run("UPDATE attempt SET state = 'done', ended = 1.0 WHERE id = ?", (attempt,))
    run("DELETE FROM outbox WHERE id <= ?", (event,))
    run("COMMIT")


@contextmanager
def bare_database() -> Iterator[sqlite3.Connection]:
    """An empty database with a table of documents, on disk."""
    with tempfile.TemporaryDirectory() as name, closing(sqlite3.connect(Path(name) / "bare.sqlite3")) as database:
        database.execute("PRAGMA journal_mode=WAL")
        database.execute("CREATE TABLE request (number INTEGER PRIMARY KEY, body BLOB)")
        yield database
