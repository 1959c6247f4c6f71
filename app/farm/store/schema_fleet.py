"""The table of what admins did to machines while no manager answered."""

from __future__ import annotations

from sqlalchemy import Column, String, Table

from app.farm.store.schema import metadata

fleet_mark = Table(
    "fleet_mark",
    metadata,
    Column("instance_id", String(255), primary_key=True),
    Column("mark", String(255), nullable=False),
)
"""The latest mark of each machine that is in the list of activities already, so that it comes in once."""
