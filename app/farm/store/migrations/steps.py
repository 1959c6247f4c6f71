"""What steps are made of. Each can be done again, as servers keep what a step did before it was interrupted."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op

from app.farm.store.mariadb import collation_of


def make_table(name: str, *parts: sa.schema.SchemaItem) -> None:
    """A table; on servers one with transactions, whose texts are compared byte by byte."""
    if not sa.inspect(op.get_bind()).has_table(name):
        op.create_table(name, *parts, **_ways())


def add_column(table: str, column: sa.Column[Any]) -> None:
    """A column of a table."""
    if column.name not in {one["name"] for one in sa.inspect(op.get_bind()).get_columns(table)}:
        op.add_column(table, column)


def make_index(name: str, table: str, columns: Sequence[str | sa.TextClause]) -> None:
    """An index of a table, of columns or of what is written as SQL."""
    if not _has_index(name, table):
        op.create_index(name, table, list(columns))


def drop_index(name: str, table: str) -> None:
    """Delete an index of a table."""
    if _has_index(name, table):
        op.drop_index(name, table)


def _has_index(name: str, table: str) -> bool:
    return name in {one["name"] for one in sa.inspect(op.get_bind()).get_indexes(table)}


def _ways() -> dict[str, Any]:
    bind = op.get_bind()
    if bind.dialect.name != "mysql":
        return {}
    return {"mysql_engine": "InnoDB", "mysql_charset": "utf8mb4", "mysql_collate": collation_of(bind)}
