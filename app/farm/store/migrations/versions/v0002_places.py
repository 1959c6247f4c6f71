"""Places among the jobs, and columns for what clients see of a request, which was inside its document only.

Without postponed annotations: Alembic loads this file as a module that cannot be imported by name, so that msgspec
could not look up what they mean.
"""

from collections.abc import Iterator
from typing import Any

import msgspec
import sqlalchemy as sa
from alembic import op

from app.farm.store.documents import unpack
from app.farm.store.migrations.steps import add_column, drop_index, make_index

revision = "0002"
down_revision: str | None = "0001"
branch_labels: str | None = None
depends_on: str | None = None

_NAME = sa.String(255)
_ROWS_AT_A_TIME = 500


class _Template(msgspec.Struct, frozen=True):
    name: str


class _Request(msgspec.Struct, frozen=True):
    """The part of a request, as version 0001 stored it, that gets columns. Batches had no names, films no folders."""

    template: _Template
    comp_name: str
    preset: str


def upgrade() -> None:
    """Add the columns, fill them from what is there, and order work by place."""
    add_column("job", sa.Column("place", sa.Float(53), nullable=False, server_default="0"))
    for name, kind in (
        ("template", _NAME),
        ("comp", _NAME),
        ("preset", sa.String(64)),
        ("folder", sa.String(4096)),
        ("batch_name", _NAME),
    ):
        add_column("job", sa.Column(name, kind, nullable=False, server_default=""))
    _fill(op.get_bind())
    drop_index("job_wants", "job")
    make_index("job_wants", "job", ["wants_workers", "owner", "priority", "place"])
    make_index("job_by_place", "job", ["place"])


def _fill(connection: sa.Connection) -> None:
    job = sa.table("job", *(sa.column(name) for name in ("id", "number", "request", "place", *_FROM_REQUEST)))
    update = sa.update(job).where(job.c.id == sa.bindparam("of"))
    for rows in _portions(connection, job):
        connection.execute(update, [_values(row) for row in rows])


def _portions(connection: sa.Connection, job: sa.TableClause) -> Iterator[list[Any]]:
    """The rows of the table a portion at a time: requests can be large."""
    last = -1
    while True:
        query = sa.select(job.c.id, job.c.number, job.c.request).where(job.c.number > last).order_by(job.c.number)
        rows = list(connection.execute(query.limit(_ROWS_AT_A_TIME)))
        if not rows:
            return
        yield rows
        last = rows[-1].number


_FROM_REQUEST = ("template", "comp", "preset")


def _values(row: Any) -> dict[str, Any]:
    request = unpack(row.request, _Request)
    return {
        "of": row.id,
        "place": float(row.number),
        "template": request.template.name[:255],
        "comp": request.comp_name[:255],
        "preset": request.preset[:64],
    }
