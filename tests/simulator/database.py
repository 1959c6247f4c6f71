"""The store's tables in memory, with the production schema, and every change of a row told once it is committed."""

from __future__ import annotations

import random
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache, partial
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine
from sqlalchemy.pool import StaticPool

from app.farm.store import Store
from app.farm.store.connection import Loss
from app.farm.store.meta import next_epoch
from app.farm.store.session import Session
from app.farm.store.sqlite import DATABASE_NAME
from tests.simulator.world import KilledError

Seen = tuple[str, tuple[Any, ...]]
"""The name of a table, and what changed in a row of it (see `_WATCHED`)."""

_PIECE = "{0}.job_id, {0}.number, {1}, {2}, {3}, {4}"
_ATTEMPT = (
    "NEW.id, NEW.job_id, NEW.worker, NEW.boot, NEW.first, NEW.last, NEW.state, NEW.suspect, NEW.failed_piece,"
    " NEW.infrastructure, NEW.error"
)
_ATTEMPT_LEFT = ", ".join("NULL" if one == "NEW.state" else one.replace("NEW", "OLD") for one in _ATTEMPT.split(", "))
_STATISTIC = "frames", "pieces", "jobs", "jobs_failed", "failures"
_WATCHED = (
    ("piece", "INSERT", _PIECE.format("NEW", "NULL", "NEW.state", "NULL", "NEW.attempt")),
    ("piece", "UPDATE", _PIECE.format("NEW", "OLD.state", "NEW.state", "OLD.attempt", "NEW.attempt")),
    ("piece", "DELETE", _PIECE.format("OLD", "OLD.state", "NULL", "OLD.attempt", "NULL")),
    ("task", "INSERT", "NEW.job_id, NEW.kind, NULL, NEW.state"),
    ("task", "UPDATE OF state", "NEW.job_id, NEW.kind, OLD.state, NEW.state"),
    ("task", "DELETE", "OLD.job_id, OLD.kind, OLD.state, NULL"),
    ("attempt", "INSERT", _ATTEMPT),
    ("attempt", "UPDATE OF state, suspect, last", _ATTEMPT),
    ("attempt", "DELETE", _ATTEMPT_LEFT),
    ("job", "INSERT", "NEW.id, NULL, NEW.state, NEW.wants_workers, NEW.budget_from"),
    (
        "job",
        "UPDATE OF state, wants_workers, budget_from",
        "NEW.id, OLD.state, NEW.state, NEW.wants_workers, NEW.budget_from",
    ),
    ("job", "DELETE", "OLD.id, OLD.state, NULL, 0, 0"),
    ("event", "INSERT", "NEW.seq, NEW.job_id"),
    ("statistic", "INSERT", "NEW.worker, NEW.job_id, " + ", ".join(f"NEW.{name}" for name in _STATISTIC)),
    (
        "statistic",
        "UPDATE",
        "NEW.worker, NEW.job_id, " + ", ".join(f"NEW.{name} - OLD.{name}" for name in _STATISTIC),
    ),
)

_ALL = (
    ("job", "SELECT id, NULL, state, wants_workers, budget_from FROM job ORDER BY number"),
    ("task", "SELECT job_id, kind, NULL, state FROM task"),
    ("attempt", f"SELECT {_ATTEMPT.replace('NEW.', '')} FROM attempt ORDER BY id"),
    ("piece", "SELECT job_id, number, NULL, state, NULL, attempt FROM piece"),
)
"""All rows, as if they had just been inserted."""

WRITTEN_BACK = 0.02
"""How often the system has all written that was committed, although nobody asked it to."""

_sessions: list[Session] = []
"""The one session, with the statements that it has compiled: that takes longer than a small simulation."""


@cache
def _empty() -> bytes:
    """A store without jobs, as production makes it."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        Store.open(folder).close()
        raw = sqlite3.connect(folder / DATABASE_NAME)
        # In memory there is no write-ahead log.
        raw.execute("PRAGMA journal_mode=DELETE")
        body = raw.serialize()
        raw.close()
        return body


class Tables:
    """The tables of one farm; they outlive its managers. One at a time: they share what was compiled.

    What is committed lies in a transaction around it until somebody wants it durable, so that a power failure can take
    it back.
    """

    def __init__(self, committed: Callable[[list[Seen]], None], chance: random.Random) -> None:
        self.raw = sqlite3.connect(":memory:", isolation_level=None, cached_statements=512)
        self.raw.deserialize(_empty())
        for pragma in ("foreign_keys=ON", "journal_mode=MEMORY", "synchronous=OFF", "temp_store=MEMORY"):
            self.raw.execute(f"PRAGMA {pragma}")
        self.committed = committed
        self.chance = chance
        self.seen: list[Seen] = []
        for table in {table for table, _, _ in _WATCHED}:
            self.raw.create_function(f"seen_{table}", -1, partial(self._see, table))
        for number, (table, what, values) in enumerate(_WATCHED):
            self.raw.execute(
                f"CREATE TEMP TRIGGER watch{number} AFTER {what} ON {table} BEGIN SELECT seen_{table}({values}); END"
            )
        engine = create_engine("sqlite://", creator=lambda: self.raw, poolclass=StaticPool)
        self._connection = engine.connect()
        if _sessions:
            self.session = _sessions[0]
            self.session.attach(self._connection)
        else:
            self.session = Session(self._connection)
            _sessions.append(self.session)
        # Connecting takes back what was begun before.
        self.raw.execute("BEGIN")

    def close(self) -> None:
        self._connection.close()
        self.raw.close()

    def sync(self) -> None:
        """What is committed survives a power failure from now on."""
        self.raw.execute("COMMIT")
        self.raw.execute("BEGIN")

    def lose_power(self) -> tuple[list[Seen], int]:
        """The power fails: all that is left, and the number of the last event."""
        self.raw.execute("ROLLBACK")
        self.raw.execute("BEGIN")
        left = [(table, values) for table, query in _ALL for values in self.raw.execute(query)]
        return left, self.raw.execute("SELECT max(seq) FROM event").fetchone()[0] or 0

    def _see(self, table: str, *values: Any) -> None:
        self.seen.append((table, values))


class MemoryDatabase:
    """A manager's `Database` over the tables. `commits_left`: the manager dies with that commit, before or after it."""

    def __init__(self, tables: Tables) -> None:
        self.epoch = 0
        self.loss = Loss()
        self.commits_left: int | None = None
        self.dies_after_commit = False
        self.session = tables.session
        # What an earlier owner remembered is not there for this one.
        self.session.boards.clear()
        self._tables = tables

    @contextmanager
    def take_over(self) -> Iterator[Session]:
        with self.transaction(durable=True) as session:
            self.epoch = next_epoch(session)
            yield session

    @contextmanager
    def transaction(self, *, durable: bool) -> Iterator[Session]:
        tables = self._tables
        tables.raw.execute("SAVEPOINT change")
        try:
            yield tables.session
            dies = self._is_last()
            if not self.dies_after_commit:
                _die(dies)
            tables.raw.execute("RELEASE change")
        except BaseException:
            tables.raw.execute("ROLLBACK TO change")
            tables.raw.execute("RELEASE change")
            tables.seen.clear()
            raise
        if durable or tables.chance.random() < WRITTEN_BACK:
            tables.sync()
        seen = tables.seen[:]
        tables.seen.clear()
        tables.committed(seen)
        _die(dies)

    @contextmanager
    def view(self) -> Iterator[Session]:
        yield self._tables.session

    def hurry(self) -> None:
        return None

    def close(self) -> None:
        return None

    def _is_last(self) -> bool:
        if self.commits_left is None:
            return False
        self.commits_left -= 1
        if self.commits_left > 0:
            return False
        self.commits_left = None
        return True


def _die(now: bool) -> None:
    if now:
        raise KilledError
