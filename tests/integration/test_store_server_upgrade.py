"""A store that an earlier version wrote on MariaDB: the steps lead to what they lead to in SQLite, also in two goes."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.engine import URL
from sqlalchemy.pool import NullPool

from app.core.errors import StoreError
from app.core.messages import JobView
from app.farm.store import Store, queries
from app.farm.store.sqlite import DATABASE_NAME
from app.farm.store.upgrade import NEWEST, run_steps
from tests.servers.mariadb import MariaServer

WRITTEN = Path(__file__).parents[1] / "unit" / "farm" / "data" / "store_0001.sql"
TABLES = ("meta", "job", "task", "piece", "attempt", "worker", "event", "outbox")


@pytest.fixture
def written(database: URL, tmp_path: Path) -> URL:
    """The same rows in a SQLite file and in tables of that version on the server."""
    engine = create_engine(database, poolclass=NullPool)
    with closing(sqlite3.connect(tmp_path / DATABASE_NAME)) as source, engine.connect() as target:
        source.executescript(WRITTEN.read_text("utf-8"))
        run_steps(target, to="0001")
        source.row_factory = sqlite3.Row
        for table in TABLES:
            rows = [dict(row) for row in source.execute(f"SELECT * FROM {table}")]
            names = list(rows[0])
            columns, values = ", ".join(f"`{name}`" for name in names), ", ".join(f":{name}" for name in names)
            target.execute(text(f"INSERT INTO `{table}` ({columns}) VALUES ({values})"), rows)
        target.commit()
    return database


def views(place: Path | URL) -> list[JobView]:
    with Store.open(place) as store, store.read() as session:
        return list(queries.job_views(session, queries.all_job_ids(session)))


def test_the_jobs_are_those_that_sqlite_has(written: URL, tmp_path: Path, mariadb: MariaServer) -> None:
    assert views(written) == views(tmp_path) != []
    (version,) = mariadb.run(f"SELECT version_num FROM `{written.database}`.alembic_version")
    assert version == (NEWEST,)


def test_a_step_that_was_interrupted_is_done_again(written: URL, tmp_path: Path, mariadb: MariaServer) -> None:
    """The server keeps the columns that were added before the step failed at a damaged document."""
    job = f"`{written.database}`.job"
    ((before,),) = mariadb.run(f"SELECT request FROM {job} WHERE id = 'held'")
    mariadb.run(f"UPDATE {job} SET request = '{{' WHERE id = 'held'")
    for _ in range(2):
        with pytest.raises(StoreError, match="damaged"):
            Store.open(written)
    mariadb.run(f"UPDATE {job} SET request = %s WHERE id = 'held'", before)
    assert views(written) == views(tmp_path)


def test_a_store_of_a_newer_version_is_refused_untouched(written: URL, mariadb: MariaServer) -> None:
    mariadb.run(f"UPDATE `{written.database}`.alembic_version SET version_num = '9999'")
    with pytest.raises(StoreError, match="newer version"):
        Store.open(written)
    tables = mariadb.run("SELECT table_name FROM information_schema.tables WHERE table_schema = %s", written.database)
    assert ("manager",) not in tables
