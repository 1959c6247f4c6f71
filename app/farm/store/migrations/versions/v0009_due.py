"""Jobs of a state in the order in which their tasks are due, and pieces of a state."""

from __future__ import annotations

import sqlalchemy as sa

from app.farm.store.migrations.steps import drop_index, make_index

revision = "0009"
down_revision: str | None = "0008"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    """For jobs, another index takes the place of the one by state and number."""
    drop_index("job_by_state", "job")
    make_index("job_due", "job", ["state", "waits_for", sa.text("priority DESC"), "place"])
    make_index("piece_by_state", "piece", ["job_id", "state", "number"])
