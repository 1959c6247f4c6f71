"""What is asked of the store with every grant and report is found by an index, however much there is in it."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import Select
from sqlalchemy.dialects import sqlite
from store_kit import open_store

from app.farm.store import chronicle, database, going, meta, queries, rows, statistics, work
from app.farm.store.session import Prepared, _Compiled
from app.farm.store.sqlite import DATABASE_NAME

SMALL = ("going", "meta")
"""Tables of a few rows, which may be read whole."""

AT_START = {work: ("_ATTEMPTS", "_HELD")}
"""What is only asked when a manager begins."""

PREPARED = [
    pytest.param(value, id=f"{module.__name__.rpartition('.')[2]}.{name}")
    for module in (rows, queries, work, statistics, going, meta, database, chronicle)
    for name, value in vars(module).items()
    if isinstance(value, Prepared) and name not in AT_START.get(module, ())
]


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("store")
    open_store(folder).close()
    return folder / DATABASE_NAME


@pytest.mark.parametrize("prepared", PREPARED)
def test_no_statement_reads_a_whole_table(store: Path, prepared: Prepared) -> None:
    scans = [one for one in plan(store, prepared) if one.startswith("SCAN")]
    assert not [one for one in scans if one.removeprefix("SCAN ").split()[0] not in SMALL]


QUEUE = ("_FIRST_OWNER", "_NEXT_OWNER", "_HIGHEST", "_NEXT_LOWER", "_WANTING", "_OPEN_OF_MANY", "_OPEN_OF_ONE")


@pytest.mark.parametrize("prepared", [queries._DUE, *(getattr(work, name) for name in QUEUE)])
def test_the_next_of_many_jobs_is_found_without_sorting_them(store: Path, prepared: Prepared) -> None:
    assert not [one for one in plan(store, prepared) if "TEMP B-TREE" in one]


def plan(store: Path, prepared: Prepared) -> list[str]:
    """SQLite's plan for a statement, step by step."""
    connection: Any = SimpleNamespace(dialect=sqlite.dialect())
    names: tuple[str, ...] = ()
    if not isinstance(prepared.statement, Select):
        own = [column.name for column in prepared.statement.table.columns]
        names = tuple(own[-1:] if str(prepared.statement).startswith("UPDATE") else own)
    compiled = _Compiled(prepared, connection, names)
    with closing(sqlite3.connect(store)) as opened:
        return [
            row[3]
            for row in opened.execute(f"EXPLAIN QUERY PLAN {compiled.sql}", compiled.arguments(dict.fromkeys(names)))
        ]
