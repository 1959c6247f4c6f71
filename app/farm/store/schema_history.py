"""The tables of what is remembered of finished films, to estimate others by. They outlive the jobs."""

from __future__ import annotations

from sqlalchemy import Column, Float, Index, Integer, LargeBinary, String, Table

from app.farm.store.schema import metadata

render = Table(
    "render",
    metadata,
    Column("job_id", String(64), primary_key=True),
    Column("ended", Float(53), nullable=False),
    Column("template", String(64), nullable=False),
    Column("document", LargeBinary(length=2**24 - 1), nullable=False),
    Index("render_by_template", "template", "ended"),
    Index("render_by_end", "ended"),
)
"""A finished film: a `PastRender` in `document`. `template` is the sha256 of its project file."""

render_note = Table(
    "render_note",
    metadata,
    Column("job_id", String(64), primary_key=True),
    Column("stage", String(16), primary_key=True),
    Column("at", Float(53), nullable=False),
    Column("p10", Float(53), nullable=False),
    Column("p50", Float(53), nullable=False),
    Column("p90", Float(53), nullable=False),
    Column("frames", Integer, nullable=False),
)
"""What was estimated of a job that is under way (see `Noted`), of how many frames; goes into its `render`."""
