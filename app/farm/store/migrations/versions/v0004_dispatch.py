"""What jobs need of workers, in which order their pieces are granted, and which jobs they wait for."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from app.farm.store.migrations.steps import add_column, make_index, make_table

revision = "0004"
down_revision: str | None = "0003"
branch_labels: str | None = None
depends_on: str | None = None

_ID = sa.String(64)


def upgrade() -> None:
    """Add the columns and the table; jobs that are there need nothing and wait for none."""
    add_column("job", sa.Column("needs", sa.LargeBinary(length=2**24 - 1)))
    add_column("job", sa.Column("piece_order", sa.String(32), nullable=False, server_default="forward"))
    for name in ("piece_frames", "pieces", "waits_for"):
        add_column("job", sa.Column(name, sa.Integer, nullable=False, server_default="0"))
    _fill()
    make_table(
        "dependency",
        sa.Column("job_id", _ID, sa.ForeignKey("job.id"), primary_key=True),
        sa.Column("after_id", _ID, primary_key=True),
    )
    make_index("dependency_by_after", "dependency", ["after_id"])


def _fill() -> None:
    job = sa.table("job", *(sa.column(name) for name in ("id", "pieces", "piece_frames")))
    piece = sa.table("piece", *(sa.column(name) for name in ("job_id", "start", "stop")))
    own = piece.c.job_id == job.c.id
    longest = sa.select(sa.func.coalesce(sa.func.max(piece.c.stop - piece.c.start), 0)).where(own)
    count = sa.select(sa.func.count()).select_from(piece).where(own)
    op.get_bind().execute(sa.update(job).values(pieces=count.scalar_subquery(), piece_frames=longest.scalar_subquery()))
