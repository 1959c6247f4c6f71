"""Scaling: the policy, what was decided, what is known of machines, and which nodes are to go."""

from __future__ import annotations

import sqlalchemy as sa

from app.farm.store.migrations.steps import make_index, make_table

revision = "0005"
down_revision: str | None = "0004"
branch_labels: str | None = None
depends_on: str | None = None

_NAME = sa.String(255)


def _document(name: str) -> sa.Column[bytes]:
    return sa.Column(name, sa.LargeBinary(length=2**24 - 1), nullable=False)


def _float(name: str) -> sa.Column[float]:
    return sa.Column(name, sa.Float(53), nullable=False)


def upgrade() -> None:
    """Make the tables; there is no policy yet, so nothing is scaled."""
    make_table(
        "scaling",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
        _document("policy"),
        _float("last_up"),
        _float("last_down"),
    )
    make_table(
        "activity",
        sa.Column("number", sa.BigInteger, primary_key=True, autoincrement=False),
        _float("at"),
        sa.Column("outcome", sa.String(1024), nullable=False),
        _document("body"),
    )
    make_index("activity_by_at", "activity", ["at"])
    _make_machines()
    make_table(
        "going",
        sa.Column("node", _NAME, primary_key=True),
        sa.Column("instance_id", _NAME, nullable=False),
        sa.Column("who", _NAME, nullable=False),
        _float("at"),
        _float("launched"),
        _document("boots"),
    )


def _make_machines() -> None:
    make_table(
        "machine",
        sa.Column("instance_id", _NAME, primary_key=True),
        sa.Column("type", _NAME, nullable=False),
        _float("launched"),
        _float("counted"),
        sa.Column("is_up", sa.Boolean, nullable=False),
        sa.Column("booted", sa.Boolean, nullable=False),
        _float("heard"),
        sa.Column("workers", sa.Integer, nullable=False),
        _float("start_after"),
        _float("stop_after"),
        sa.Column("troubles", sa.Integer, nullable=False),
    )
    make_table(
        "machine_cost",
        sa.Column("hour", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("instance_id", _NAME, primary_key=True),
        _float("seconds"),
        _float("dollars"),
    )
    make_table(
        "machine_boot",
        sa.Column("instance_id", _NAME, primary_key=True),
        sa.Column("at", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("type", _NAME, nullable=False),
        _float("seconds"),
    )
    make_index("machine_boot_by_type", "machine_boot", ["type", "at"])
