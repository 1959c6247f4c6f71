"""What the farm did: facts of minutes, sums of hours and days, and whose jobs those were."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

from app.farm.store.migrations.steps import add_column, make_index, make_table

revision = "0007"
down_revision: str | None = "0006"
branch_labels: str | None = None
depends_on: str | None = None

_NAME = sa.String(255)
_WHOLE = ("frames", "pieces", "jobs", "jobs_failed", "failures")
_REAL = ("busy_seconds", "lost_seconds", "present_seconds", "ideal_seconds", "film_seconds", "dollars")


def upgrade() -> None:
    """Make the tables; nothing is told of what was done before. Jobs that are there are known by owner and template."""
    make_table(
        "statistic",
        sa.Column("at", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("worker", _NAME, primary_key=True),
        sa.Column("job_id", sa.String(64), primary_key=True),
        sa.Column("cause", sa.String(64), primary_key=True),
        *_figures(),
    )
    make_table(
        "statistic_sum",
        sa.Column("step", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("at", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("made_for", sa.String(16), primary_key=True),
        sa.Column("name", _NAME, primary_key=True),
        *_figures(),
    )
    make_table(
        "statistic_job",
        sa.Column("job_id", sa.String(64), primary_key=True),
        sa.Column("owner", _NAME, nullable=False),
        sa.Column("template", _NAME, nullable=False),
        sa.Column("name", _NAME, nullable=False),
        sa.Column("seen", sa.BigInteger, nullable=False),
    )
    make_index("statistic_job_by_seen", "statistic_job", ["seen"])
    add_column("attempt", sa.Column("lost", sa.Float(53), nullable=False, server_default="0"))
    _name_jobs()


def _figures() -> tuple[sa.Column[Any], ...]:
    whole = (sa.Column(name, sa.BigInteger, nullable=False, server_default="0") for name in _WHOLE)
    real = (sa.Column(name, sa.Float(53), nullable=False, server_default="0") for name in _REAL)
    return (*whole, *real, sa.Column("queued_frames", sa.BigInteger))


def _name_jobs() -> None:
    job = sa.table("job", *(sa.column(name) for name in ("id", "owner", "template", "name", "submitted")))
    names = sa.table("statistic_job", *(sa.column(name) for name in ("job_id", "owner", "template", "name", "seen")))
    known = sa.select(names.c.job_id)
    jobs = sa.select(job.c.id, job.c.owner, job.c.template, job.c.name, sa.cast(job.c.submitted, sa.BigInteger))
    op.get_bind().execute(
        sa.insert(names).from_select(
            ["job_id", "owner", "template", "name", "seen"], jobs.where(job.c.id.not_in(known))
        )
    )
