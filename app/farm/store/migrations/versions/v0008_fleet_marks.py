"""What admins did to machines while no manager answered."""

from __future__ import annotations

import sqlalchemy as sa

from app.farm.store.migrations.steps import make_table

revision = "0008"
down_revision: str | None = "0007"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    """Add the table."""
    make_table(
        "fleet_mark",
        sa.Column("instance_id", sa.String(255), primary_key=True),
        sa.Column("mark", sa.String(255), nullable=False),
    )
