"""The tables of statistics: what the farm did, in minutes, and in sums of hours and days made of those.

Each fact lies in one of them only: those of a minute are added to their hour and deleted together, and so on. So the
sum over all tables is what was counted, however far they were summed up.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import BigInteger, Column, Float, Index, Integer, String, Table

from app.farm.store.schema import metadata

_NAME = String(255)


def _figures() -> tuple[Column[Any], ...]:
    whole = (Column(name, BigInteger, nullable=False, server_default="0") for name in WHOLE_FIGURES)
    real = (Column(name, Float(53), nullable=False, server_default="0") for name in REAL_FIGURES)
    return (*whole, *real, Column("queued_frames", BigInteger))


WHOLE_FIGURES = ("frames", "pieces", "jobs", "jobs_failed", "failures")
REAL_FIGURES = ("busy_seconds", "lost_seconds", "present_seconds", "ideal_seconds", "film_seconds", "dollars")
"""What is summed up: see `StatsRow`. `queued_frames` is not: the latest of a span counts; null where none was taken."""

statistic = Table(
    "statistic",
    metadata,
    Column("at", BigInteger, primary_key=True, autoincrement=False),
    Column("worker", _NAME, primary_key=True),
    Column("job_id", String(64), primary_key=True),
    Column("cause", String(64), primary_key=True),
    *_figures(),
)
"""The minute that began `at` (seconds since the epoch), by worker, job and kind of error. Each of these may be empty:
what has no worker, no job, or is no failure."""

statistic_sum = Table(
    "statistic_sum",
    metadata,
    Column("step", Integer, primary_key=True, autoincrement=False),
    Column("at", BigInteger, primary_key=True, autoincrement=False),
    Column("made_for", String(16), primary_key=True),
    Column("name", _NAME, primary_key=True),
    *_figures(),
)
"""The hour or day (`step` seconds) that began `at`, for one worker, owner, template, job or cause (`made_for` is a
`StatsBy`), or for the whole farm (both empty). Days are not kept by job: of those there is no end."""

statistic_job = Table(
    "statistic_job",
    metadata,
    Column("job_id", String(64), primary_key=True),
    Column("owner", _NAME, nullable=False),
    Column("template", _NAME, nullable=False),
    Column("name", _NAME, nullable=False),
    Column("seen", BigInteger, nullable=False),
    Index("statistic_job_by_seen", "seen"),
)
"""Whose jobs they are or were, kept when they leave the list. `seen` is when something of one was last written here."""
