"""The tables of the store, in SQL that SQLite, MariaDB and MySQL all take.

Documents (requests, plans, manifests, errors, reports) are JSON in binary columns; what is searched or guarded has a
column of its own. Times are seconds since the epoch. Sequence numbers (events, attempts, jobs) are given out by the
store's owner, not by the database, so they are the same on every database.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    UniqueConstraint,
)

_DOCUMENT = LargeBinary(length=2**24 - 1)
_ID = String(64)
_NAME = String(255)

metadata = MetaData()

meta = Table(
    "meta",
    metadata,
    Column("name", String(32), primary_key=True),
    Column("value", BigInteger, nullable=False),
)
"""Single numbers: `epoch`, which rises by one each time a manager takes the store over."""

job = Table(
    "job",
    metadata,
    Column("id", _ID, primary_key=True),
    Column("number", BigInteger, nullable=False, unique=True),
    Column("key", String(64), nullable=False),
    Column("owner", _NAME, nullable=False),
    Column("name", _NAME, nullable=False),
    Column("state", String(16), nullable=False),
    Column("wants_workers", Boolean, nullable=False),
    Column("budget_from", BigInteger, nullable=False),
    Column("priority", Integer, nullable=False),
    Column("batch_id", _ID, nullable=False),
    Column("batch_row", Integer),
    Column("output", String(1024), nullable=False),
    Column("engine", String(16), nullable=False),
    Column("frames_total", Integer, nullable=False),
    Column("submitted", Float(53), nullable=False),
    Column("started", Float(53), nullable=False),
    Column("ended", Float(53), nullable=False),
    Column("request", _DOCUMENT, nullable=False),
    Column("plan", _DOCUMENT),
    Column("error", _DOCUMENT),
    Column("film", _DOCUMENT),
    Column("warnings", _DOCUMENT),
    Index("job_by_key", "key", "owner", "number"),
    Index("job_wants", "wants_workers", "owner", "priority", "number"),
    Index("job_by_state", "state", "number"),
)
"""`number` is the order of submission. `wants_workers`: it may be granted and has an open piece. Failures of attempts
from number `budget_from` on count against its budgets, so that a retry starts with fresh ones."""

task = Table(
    "task",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("job_id", _ID, ForeignKey("job.id"), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("state", String(16), nullable=False),
    Column("tries", Integer, nullable=False),
    Column("not_before", Float(53), nullable=False),
    UniqueConstraint("job_id", "kind", name="task_once"),
    Index("task_by_state", "state", "kind", "not_before"),
)
"""One row per job and kind, which is what makes joining happen once. A render task stands for the job's pieces."""

piece = Table(
    "piece",
    metadata,
    Column("job_id", _ID, ForeignKey("job.id"), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("start", Integer, nullable=False),
    Column("stop", Integer, nullable=False),
    Column("state", String(16), nullable=False),
    Column("attempt", BigInteger),
    Column("manifest", _DOCUMENT),
    Index("piece_by_attempt", "attempt"),
)
"""`attempt` is the attempt that holds the piece while it is granted, and the one that drew it when it is done."""

attempt = Table(
    "attempt",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("job_id", _ID, ForeignKey("job.id"), nullable=False),
    Column("worker", _NAME, nullable=False),
    Column("boot", _ID, nullable=False),
    Column("claim_id", _ID, nullable=False, unique=True),
    Column("first", Integer, nullable=False),
    Column("last", Integer, nullable=False),
    Column("state", String(16), nullable=False),
    Column("suspect", Boolean, nullable=False),
    Column("granted", Float(53), nullable=False),
    Column("ended", Float(53), nullable=False),
    Column("failed_piece", Integer),
    Column("infrastructure", Boolean, nullable=False),
    Column("error", _DOCUMENT),
    Index("attempt_by_state", "state"),
    Index("attempt_by_job", "job_id", "state"),
)
"""A grant: pieces `first` to `last` of a job to one run (`boot`) of a worker. `suspect`: its lease ended unheard."""

worker = Table(
    "worker",
    metadata,
    Column("name", _NAME, primary_key=True),
    Column("boot", _ID, nullable=False),
    Column("engines", _NAME, nullable=False),
    Column("present", Boolean, nullable=False),
    Column("seen", Float(53), nullable=False),
)
"""Every worker that ever claimed, and its latest run. `seen` is when the row changed, not the last beat."""

event = Table(
    "event",
    metadata,
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    Column("job_id", _ID, nullable=False),
    Column("kind", String(32), nullable=False),
    Column("at", Float(53), nullable=False),
    Index("event_by_job", "job_id", "seq"),
)
"""What happened, in order and without gaps."""

outbox = Table(
    "outbox",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("queue", _NAME, nullable=False),
    Column("body", _DOCUMENT, nullable=False),
)
"""Messages that are decided but perhaps not sent: an event for all where `queue` is empty. Sent rows are deleted."""
