"""The first tables."""

from __future__ import annotations

import sqlalchemy as sa

from app.farm.store.migrations.steps import make_index, make_table

revision = "0001"
down_revision: str | None = None
branch_labels: str | None = None
depends_on: str | None = None

_DOCUMENT = sa.LargeBinary(length=2**24 - 1)
_ID = sa.String(64)
_NAME = sa.String(255)


def upgrade() -> None:
    """Make the tables."""
    _make_jobs()
    _make_work()
    _make_news()


def _make_jobs() -> None:
    make_table(
        "job",
        sa.Column("id", _ID, primary_key=True),
        sa.Column("number", sa.BigInteger, nullable=False, unique=True),
        sa.Column("key", sa.String(64), nullable=False),
        sa.Column("owner", _NAME, nullable=False),
        sa.Column("name", _NAME, nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("wants_workers", sa.Boolean, nullable=False),
        sa.Column("budget_from", sa.BigInteger, nullable=False),
        sa.Column("priority", sa.Integer, nullable=False),
        sa.Column("batch_id", _ID, nullable=False),
        sa.Column("batch_row", sa.Integer),
        sa.Column("output", sa.String(1024), nullable=False),
        sa.Column("engine", sa.String(16), nullable=False),
        sa.Column("frames_total", sa.Integer, nullable=False),
        sa.Column("submitted", sa.Float(53), nullable=False),
        sa.Column("started", sa.Float(53), nullable=False),
        sa.Column("ended", sa.Float(53), nullable=False),
        sa.Column("request", _DOCUMENT, nullable=False),
        sa.Column("plan", _DOCUMENT),
        sa.Column("error", _DOCUMENT),
        sa.Column("film", _DOCUMENT),
        sa.Column("warnings", _DOCUMENT),
    )
    make_index("job_by_key", "job", ["key", "owner", "number"])
    make_index("job_wants", "job", ["wants_workers", "owner", "priority", "number"])
    make_index("job_by_state", "job", ["state", "number"])


def _make_work() -> None:
    make_table(
        "task",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("job_id", _ID, sa.ForeignKey("job.id"), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("tries", sa.Integer, nullable=False),
        sa.Column("not_before", sa.Float(53), nullable=False),
        sa.UniqueConstraint("job_id", "kind", name="task_once"),
    )
    make_index("task_by_state", "task", ["state", "kind", "not_before"])
    make_table(
        "piece",
        sa.Column("job_id", _ID, sa.ForeignKey("job.id"), primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("start", sa.Integer, nullable=False),
        sa.Column("stop", sa.Integer, nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("attempt", sa.BigInteger),
        sa.Column("manifest", _DOCUMENT),
    )
    make_index("piece_by_attempt", "piece", ["attempt"])
    make_table(
        "attempt",
        sa.Column("id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("job_id", _ID, sa.ForeignKey("job.id"), nullable=False),
        sa.Column("worker", _NAME, nullable=False),
        sa.Column("boot", _ID, nullable=False),
        sa.Column("claim_id", _ID, nullable=False, unique=True),
        sa.Column("first", sa.Integer, nullable=False),
        sa.Column("last", sa.Integer, nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("suspect", sa.Boolean, nullable=False),
        sa.Column("granted", sa.Float(53), nullable=False),
        sa.Column("ended", sa.Float(53), nullable=False),
        sa.Column("failed_piece", sa.Integer),
        sa.Column("infrastructure", sa.Boolean, nullable=False),
        sa.Column("error", _DOCUMENT),
    )
    make_index("attempt_by_state", "attempt", ["state"])
    make_index("attempt_by_job", "attempt", ["job_id", "state"])
    make_table(
        "worker",
        sa.Column("name", _NAME, primary_key=True),
        sa.Column("boot", _ID, nullable=False),
        sa.Column("engines", _NAME, nullable=False),
        sa.Column("present", sa.Boolean, nullable=False),
        sa.Column("seen", sa.Float(53), nullable=False),
    )


def _make_news() -> None:
    make_table(
        "meta",
        sa.Column("name", sa.String(32), primary_key=True),
        sa.Column("value", sa.BigInteger, nullable=False),
    )
    make_table(
        "event",
        sa.Column("seq", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("job_id", _ID, nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("at", sa.Float(53), nullable=False),
    )
    make_index("event_by_job", "event", ["job_id", "seq"])
    make_table(
        "outbox",
        sa.Column("id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("queue", _NAME, nullable=False),
        sa.Column("body", _DOCUMENT, nullable=False),
    )
