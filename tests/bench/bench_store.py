"""How fast store and manager are: transitions, tasks that do nothing over the memory broker, answers to claims, and
what a window asks of a long list.

Run `python -m tests.bench.bench_store`, or this file, from the project's folder. Prints one JSON document. Bounds are
in the architecture's budgets; figures depend on the machine, so nothing is asserted here.
"""

from __future__ import annotations

import itertools
import json
import sqlite3
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "unit" / "farm")]

from store_kit import PIECE, MemoryServices, make_manifest, make_plan, make_request, open_store  # noqa: E402

from app.core.jobs import JobRequest  # noqa: E402
from app.core.messages import ChunkEnded, Claim, Grant, PieceDone  # noqa: E402
from app.core.ports import CLAIMS, RESULTS, Delivery, control_queue  # noqa: E402
from app.core.settings import Settings  # noqa: E402
from app.core.states import TaskKind  # noqa: E402
from app.farm.broker_memory import MemoryBroker  # noqa: E402
from app.farm.client import FarmClient  # noqa: E402
from app.farm.clock import SystemClock  # noqa: E402
from app.farm.manager.manager import Manager  # noqa: E402
from app.farm.store import Change, transitions, wishes  # noqa: E402

JOBS = 500
TRANSACTIONS, STATEMENTS = 10, 170
"""What a job of empty tasks takes of the store, counted in it."""
WORKERS = 16
PIECES = 4
FRAMES = 20


def transitions_per_second(folder: Path, *, durable: bool) -> float:
    """Grant, piece done, chunk ended, each a transaction of its own, with events and outbox."""
    with open_store(folder) as store:
        with store.change() as change:
            for number in range(JOBS):
                _prepared(change, make_request(f"j{number}", FRAMES))
        store.take_outbox()
        count = 0
        begun = time.perf_counter()
        for number, piece in itertools.product(range(JOBS if not durable else JOBS // 10), range(PIECES)):
            job_id = f"j{number}"
            claim = Claim(claim_id=f"{job_id}-{piece}", worker="w", boot="b", engines=("builtin",))
            with store.change(durable=durable) as change:
                grant = transitions.grant(change, claim, job_id, (piece, piece), lease_seconds=12)
            assert grant is not None
            with store.change(durable=durable) as change:
                plan = make_plan(make_request(job_id, FRAMES))
                transitions.piece_done(change, make_manifest(plan, piece, grant.attempt), "w")
            ended = ChunkEnded(worker="w", boot="b", job_id=job_id, attempt=grant.attempt)
            with store.change(durable=durable) as change:
                transitions.chunk_ended(change, ended, transitions.Budgets())
            count += 3
        return count / (time.perf_counter() - begun)


class NoWorker:
    """Reports what it is granted as done at once. `waits` are the seconds from its claims to the grants."""

    def __init__(
        self, broker: MemoryBroker, name: str, *, claims_again: bool, request: Callable[[str], JobRequest]
    ) -> None:
        self._broker = broker
        self._name = name
        self._request = request
        self._claims_again = claims_again
        self._numbers = itertools.count()
        self._asked: dict[str, float] = {}
        self.waits: list[float] = []
        broker.consume(control_queue(name, "b"), self._handle)

    def claim(self) -> None:
        claim = Claim(claim_id=f"{self._name}-{next(self._numbers)}", worker=self._name, boot="b", engines=("builtin",))
        self._asked[claim.claim_id] = time.perf_counter()
        self._broker.send(CLAIMS, claim, sender=self._name)

    def _handle(self, delivery: Delivery) -> None:
        grant = delivery.message
        if not isinstance(grant, Grant):
            return
        self.waits.append(time.perf_counter() - self._asked.pop(grant.claim_id))
        plan = make_plan(self._request(grant.job_id))
        for piece in range(grant.first, grant.last + 1):
            done = PieceDone(worker=self._name, boot="b", manifest=make_manifest(plan, piece, grant.attempt))
            self._broker.send(RESULTS, done, sender=self._name)
        ended = ChunkEnded(worker=self._name, boot="b", job_id=grant.job_id, attempt=grant.attempt)
        self._broker.send(RESULTS, ended, sender=self._name)
        if self._claims_again:
            self.claim()


def tasks_per_second(folder: Path) -> dict[str, float]:
    """Jobs of empty tasks from submit to done: prepare, the pieces, join and publish of each count as tasks."""
    broker = MemoryBroker()
    with open_store(folder) as store:
        manager = Manager(store, broker, MemoryServices(), SystemClock(), Settings())
        manager.start()
        for number in range(WORKERS):
            NoWorker(broker, f"w{number}", claims_again=True, request=_request).claim()
        client = FarmClient(broker, "ann")
        begun, used = time.perf_counter(), time.process_time()
        client.wait(client.submit([make_request(f"j{number}", FRAMES) for number in range(JOBS)]), timeout=300)
        seconds, used = time.perf_counter() - begun, time.process_time() - used
        client.close()
        manager.stop()
        broker.close()
    tasks = JOBS * (PIECES + 3)
    return {"tasks": tasks / seconds, "pieces": JOBS * PIECES / seconds, "processor_ms_per_task": 1000 * used / tasks}


def bare_tasks_per_second(folder: Path) -> float:
    """The reference: SQLite used bare, by one thread, for as many transactions and statements as these tasks take.

    One of a job's transactions is flushed to the disk; statements are by turns a lookup, a change and a new row of half
    a kilobyte.
    """
    folder.mkdir()
    with closing(sqlite3.connect(folder / "bare.sqlite3", isolation_level=None)) as store:
        store.execute("PRAGMA journal_mode=WAL")
        store.execute("CREATE TABLE row (id INTEGER PRIMARY KEY, body BLOB)")
        store.execute("INSERT INTO row VALUES (0, x'00')")
        rows = itertools.count(1)
        begun = time.perf_counter()
        for _ in range(JOBS):
            for number in range(TRANSACTIONS):
                store.execute(f"PRAGMA synchronous={'FULL' if number == 0 else 'NORMAL'}")
                store.execute("BEGIN IMMEDIATE")
                for _ in range(STATEMENTS // TRANSACTIONS // 3):
                    store.execute("SELECT id, body FROM row WHERE id = ?", (0,)).fetchall()
                    store.execute("UPDATE row SET body = ? WHERE id = ?", (b"1", 0))
                    store.execute("INSERT INTO row VALUES (?, ?)", (next(rows), bytes(500)))
                store.execute("COMMIT")
        return JOBS * (PIECES + 3) / (time.perf_counter() - begun)


def claim_waits(folder: Path) -> dict[str, float]:
    """`claims_at` in a store of `JOBS` small jobs."""
    with open_store(folder) as store, store.change() as change:
        for number in range(JOBS):
            _prepared(change, _request(f"j{number}"))
    return claims_at(folder, _request)


def claims_at(
    folder: Path, request: Callable[[str], JobRequest], per_second: int = 100, count: int = 500
) -> dict[str, float]:
    """Milliseconds from a claim to its grant while claims come at a steady rate to a store that has work.

    `request` gives that of a job by its id.
    """
    broker = MemoryBroker()
    with open_store(folder) as store:
        manager = Manager(store, broker, MemoryServices(), SystemClock(), Settings(longest_chunk=1))
        manager.start()
        workers = [NoWorker(broker, f"w{number}", claims_again=False, request=request) for number in range(50)]
        pause = threading.Event()
        begun = time.perf_counter()
        for number in range(count):
            pause.wait(max(0.0, begun + number / per_second - time.perf_counter()))
            workers[number % len(workers)].claim()
        pause.wait(1.0)
        waits = sorted(wait for worker in workers for wait in worker.waits)
        manager.stop()
        broker.close()
    return {
        "answered": len(waits),
        "median_ms": statistics.median(waits) * 1000,
        "p99_ms": waits[int(len(waits) * 0.99)] * 1000,
    }


def long_list(folder: Path, jobs: int = 10_000, pieces: int = 10) -> dict[str, float]:
    """Seconds for a client to get a long list, one job of many pieces in full, and to move and remove many jobs."""
    broker = MemoryBroker()
    with open_store(folder) as store:
        with store.change() as change:
            for number in range(jobs):
                _prepared(change, make_request(f"j{number}", pieces * PIECE))
            _prepared(change, make_request("long", 5_000 * PIECE))
        store.sent(store.take_outbox()[-1].number)
        manager = Manager(store, broker, MemoryServices(), SystemClock(), Settings())
        manager.start()
        client = FarmClient(broker, "ann")
        names = [f"j{number}" for number in range(jobs)]
        found = {
            "snapshot": _seconds(client.snapshot),
            "detail_of_5000_pieces": _seconds(lambda: client.detail("long")),
            "move_1000_before_one": _seconds(lambda: client.move_before(names[1000:2000], names[10])),
            "cancel_1000": _seconds(lambda: client.cancel(names[:1000])),
            "remove_1000": _seconds(lambda: client.remove(names[:1000])),
        }
        client.close()
        manager.stop()
        broker.close()
    return found


def _request(job_id: str) -> JobRequest:
    return make_request(job_id, FRAMES)


def _prepared(change: Change, request: JobRequest) -> None:
    wishes.submit(change, request)
    transitions.start_task(change, request.job_id, TaskKind.PREPARE)
    transitions.prepared(change, request.job_id, make_plan(request), ())


def _seconds(call: Callable[[], object]) -> float:
    begun = time.perf_counter()
    call()
    return time.perf_counter() - begun


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as name:
        home = Path(name)
        open_store(home / "warm").close()
        found = {
            "transitions_per_second_synchronous_normal": transitions_per_second(home / "a", durable=False),
            "transitions_per_second_synchronous_full": transitions_per_second(home / "b", durable=True),
            "empty_per_second_memory_broker": tasks_per_second(home / "c"),
            "empty_per_second_bare_sqlite": bare_tasks_per_second(home / "bare"),
            "claims_at_100_per_second": claim_waits(home / "d"),
            "seconds_with_10000_jobs_of_10_pieces": long_list(home / "e"),
        }
    print(json.dumps(found, indent=2))


if __name__ == "__main__":
    main()
