"""History: what is remembered of finished films, and what was estimated of those under way."""

from __future__ import annotations

import sqlalchemy as sa

from app.farm.store.migrations.steps import make_index, make_table

revision = "0006"
down_revision: str | None = "0005"
branch_labels: str | None = None
depends_on: str | None = None


def _float(name: str) -> sa.Column[float]:
    return sa.Column(name, sa.Float(53), nullable=False)


def upgrade() -> None:
    """Make the tables; nothing is remembered of films that are done already."""
    make_table(
        "render",
        sa.Column("job_id", sa.String(64), primary_key=True),
        _float("ended"),
        sa.Column("template", sa.String(64), nullable=False),
        sa.Column("document", sa.LargeBinary(length=2**24 - 1), nullable=False),
    )
    make_index("render_by_template", "render", ["template", "ended"])
    make_index("render_by_end", "render", ["ended"])
    make_table(
        "render_note",
        sa.Column("job_id", sa.String(64), primary_key=True),
        sa.Column("stage", sa.String(16), primary_key=True),
        *(_float(name) for name in ("at", "p10", "p50", "p90")),
        sa.Column("frames", sa.Integer, nullable=False),
    )
