"""The tables of scaling: the policy, what was decided, what is known of machines, and which nodes are to go."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, Float, Index, Integer, LargeBinary, String, Table

from app.farm.store.schema import metadata

_DOCUMENT = LargeBinary(length=2**24 - 1)
_NAME = String(255)

MOST_OUTCOME_CHARACTERS = 1024

scaling = Table(
    "scaling",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("policy", _DOCUMENT, nullable=False),
    Column("last_up", Float(53), nullable=False),
    Column("last_down", Float(53), nullable=False),
)
"""One row: the policy, and when machines were last started and stopped by rules of load."""

activity = Table(
    "activity",
    metadata,
    Column("number", BigInteger, primary_key=True, autoincrement=False),
    Column("at", Float(53), nullable=False),
    Column("outcome", String(MOST_OUTCOME_CHARACTERS), nullable=False),
    Column("body", _DOCUMENT, nullable=False),
    Index("activity_by_at", "at"),
)
"""What was decided, in order. `body` is an `Activity`; its outcome and number are those of the row."""

machine = Table(
    "machine",
    metadata,
    Column("instance_id", _NAME, primary_key=True),
    Column("type", _NAME, nullable=False),
    Column("launched", Float(53), nullable=False),
    Column("counted", Float(53), nullable=False),
    Column("is_up", Boolean, nullable=False),
    Column("booted", Boolean, nullable=False),
    Column("heard", Float(53), nullable=False),
    Column("workers", Integer, nullable=False),
    Column("start_after", Float(53), nullable=False),
    Column("stop_after", Float(53), nullable=False),
    Column("troubles", Integer, nullable=False),
)
"""A machine as it was last seen: when its run began, until when its cost is counted, when it was last heard (`booted`:
at all in this run), how many workers it has when it is up, and before which times it is not started or stopped, as that
failed `troubles` times in a row."""

machine_cost = Table(
    "machine_cost",
    metadata,
    Column("hour", BigInteger, primary_key=True, autoincrement=False),
    Column("instance_id", _NAME, primary_key=True),
    Column("seconds", Float(53), nullable=False),
    Column("dollars", Float(53), nullable=False),
)
"""What a machine cost in an hour: `hour` counts from the epoch."""

machine_boot = Table(
    "machine_boot",
    metadata,
    Column("instance_id", _NAME, primary_key=True),
    Column("at", BigInteger, primary_key=True, autoincrement=False),
    Column("type", _NAME, nullable=False),
    Column("seconds", Float(53), nullable=False),
    Index("machine_boot_by_type", "type", "at"),
)
"""How long a machine took from its start to its first sign of life."""

going = Table(
    "going",
    metadata,
    Column("node", _NAME, primary_key=True),
    Column("instance_id", _NAME, nullable=False),
    Column("who", _NAME, nullable=False),
    Column("at", Float(53), nullable=False),
    Column("launched", Float(53), nullable=False),
    Column("boots", _DOCUMENT, nullable=False),
)
"""Nodes that are to go, to which nothing is granted any more. `instance_id` is empty where a node shuts itself down:
then `boots` are the runs of its workers that were told to end, and others are welcome. `who`: scaling, or a person."""
