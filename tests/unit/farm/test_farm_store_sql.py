"""The store's SQL is portable: the same statements and tables, written for MariaDB and MySQL."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import LargeBinary, Select
from sqlalchemy.dialects import mysql
from sqlalchemy.schema import CreateIndex, CreateTable

from app.farm.store import (
    activities,
    counts,
    database,
    details,
    going,
    machines,
    meta,
    queries,
    rows,
    server,
    statistics,
    statistics_keeping,
    unended,
    work,
)
from app.farm.store.schema import metadata
from app.farm.store.session import Prepared, _Compiled

MODULES = (
    rows,
    queries,
    details,
    database,
    work,
    meta,
    server,
    unended,
    activities,
    going,
    machines,
    counts,
    statistics,
    statistics_keeping,
)
PREPARED = [
    pytest.param(value, id=f"{module.__name__}.{name}")
    for module in MODULES
    for name, value in vars(module).items()
    if isinstance(value, Prepared)
]


@pytest.mark.parametrize("prepared", PREPARED)
def test_a_statement_compiles_for_mysql_with_all_its_parameters(prepared: Prepared) -> None:
    connection: Any = SimpleNamespace(dialect=mysql.dialect())  # type: ignore[no-untyped-call]
    names: tuple[str, ...] = ()
    if not isinstance(prepared.statement, Select):
        own = [column.name for column in prepared.statement.table.columns]
        names = tuple(own[-1:] if "UPDATE" in str(prepared.statement) else own)
    compiled = _Compiled(prepared, connection, names)
    assert compiled.sql.count("%s") == len(compiled.arguments(dict.fromkeys(names)))
    assert "?" not in compiled.sql


@pytest.mark.parametrize("table", metadata.sorted_tables, ids=lambda table: table.name)
def test_a_table_and_its_indexes_can_be_made_in_mysql(table: Any) -> None:
    dialect = mysql.dialect()  # type: ignore[no-untyped-call]
    # MySQL takes the smallest of its BLOB types that holds so many bytes.
    documents = [column for column in table.columns if isinstance(column.type, LargeBinary)]
    assert str(CreateTable(table).compile(dialect=dialect)).count("BLOB(16777215)") == len(documents)
    widths = {"VARCHAR": 4, "CHAR": 4}
    for index in table.indexes:
        assert str(CreateIndex(index).compile(dialect=dialect))
        size = sum(
            (getattr(column.type, "length", None) or 2) * widths.get(column.type.compile(dialect).split("(")[0], 4)
            for column in index.columns
        )
        assert size <= 3072, "InnoDB indexes are limited to 3072 bytes"
