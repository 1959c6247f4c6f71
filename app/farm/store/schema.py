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
    text,
)

_DOCUMENT = LargeBinary(length=2**24 - 1)
_ID = String(64)
_NAME = String(255)

MOST_FOLDER_CHARACTERS = 4096

metadata = MetaData()

meta = Table(
    "meta",
    metadata,
    Column("name", String(32), primary_key=True),
    Column("value", BigInteger, nullable=False),
)
"""Single numbers: `epoch`, which rises by one each time a manager takes the store over; `attempt`, below which no
number of an attempt is given out again, since rows of attempts leave with their jobs; and, on database servers, `turn`,
which rises with every transaction: who does not know it is not the owner any more."""

manager = Table(
    "manager",
    metadata,
    Column("epoch", BigInteger, primary_key=True, autoincrement=False),
    Column("name", _NAME, nullable=False),
    Column("connection", BigInteger, nullable=False),
    Column("address", _NAME, nullable=False),
    Column("beat", BigInteger, nullable=False),
    Column("since", Float(53), nullable=False),
    Column("gone", Boolean, nullable=False),
)
"""On database servers, the owner: one row. `connection` and `address` are what the server calls its connection, `beat`
rises while it lives, `gone` says that it gave the store up in order."""

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
    Column("place", Float(53), nullable=False, server_default="0"),
    Column("template", _NAME, nullable=False, server_default=""),
    Column("comp", _NAME, nullable=False, server_default=""),
    Column("preset", String(64), nullable=False, server_default=""),
    Column("folder", String(MOST_FOLDER_CHARACTERS), nullable=False, server_default=""),
    Column("batch_name", _NAME, nullable=False, server_default=""),
    Column("needs", _DOCUMENT),
    Column("piece_order", String(32), nullable=False, server_default="forward"),
    Column("piece_frames", Integer, nullable=False, server_default="0"),
    Column("pieces", Integer, nullable=False, server_default="0"),
    Column("waits_for", Integer, nullable=False, server_default="0"),
    Index("job_by_key", "key", "owner", "number"),
    Index("job_wants", "wants_workers", "owner", "priority", "place"),
    Index("job_due", "state", "waits_for", text("priority DESC"), "place"),
    Index("job_by_place", "place"),
)
"""`number` is the order of submission, `place` (no two are equal) the one among jobs of a priority. `wants_workers`: it
may be granted and has an open piece. Failures of attempts from number `budget_from` on count against its budgets, so
that a retry starts with fresh ones. `pieces` of `piece_frames` frames: 0 before it is prepared. `waits_for`: how many
rows of `dependency` it has."""

dependency = Table(
    "dependency",
    metadata,
    Column("job_id", _ID, ForeignKey("job.id"), primary_key=True),
    Column("after_id", _ID, primary_key=True),
    Index("dependency_by_after", "after_id"),
)
"""A job begins when the job `after_id` is done. The row goes then; it stays when that one ends in another way."""

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
    Index("piece_by_state", "job_id", "state", "number"),
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
    Column("lost", Float(53), nullable=False, server_default="0"),
    Index("attempt_by_state", "state"),
    Index("attempt_by_job", "job_id", "state"),
)
"""A grant: pieces `first` to `last` of a job to one run (`boot`) of a worker. `suspect`: its lease ended unheard.
`lost` are its seconds that count as lost in the statistics."""

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
