"""Runs the store's statements, each compiled to SQL once.

Going through SQLAlchemy's execution takes longer than SQLite itself does for the store's small statements, of which a
change runs about ten (measured: changes are nearly three times as fast without it). So SQLAlchemy writes the SQL, in
the dialect of the database at hand, and the driver's cursor runs it. Rare statements go through `Session.connection`.
"""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Callable, Iterable, Mapping, Sequence
from operator import itemgetter
from typing import Any

from sqlalchemy import Connection, Delete, Insert, Select, Update

from app.farm.store.boards import Boards

AnyRow = Any
"""A row with its columns as attributes; which they are is written at the function that returns it."""

_NOTHING: Mapping[str, Any] = {}


class Prepared:
    """A statement that is run often. Its bound parameters and, for writes, columns are given by name.

    Values are handed to the driver as they are: plain numbers, texts, bytes, booleans and None only.
    """

    def __init__(self, statement: Select[*tuple[Any, ...]] | Insert | Update | Delete) -> None:
        self.statement = statement


class _Compiled:
    """SQL for one dialect and one set of parameter names."""

    def __init__(self, prepared: Prepared, connection: Connection, names: Iterable[str]) -> None:
        statement = prepared.statement
        is_select = isinstance(statement, Select)
        compiled = statement.compile(dialect=connection.dialect, column_keys=None if is_select else list(names))
        self.sql = str(compiled)
        self._choose, self._fixed = _chooser(
            tuple(names), compiled.params, tuple(getattr(compiled, "positiontup", None) or ())
        )
        columns = (
            [column.key or "value" for column in statement.selected_columns] if isinstance(statement, Select) else []
        )
        self.row = namedtuple("Row", columns) if columns else tuple

    def arguments(self, values: Mapping[str, Any]) -> tuple[Any, ...]:
        """Those of the values, which have the names that this was compiled for, in the same order."""
        return self._choose((*values.values(), *self._fixed))


def _chooser(
    names: tuple[str, ...], params: Mapping[str, Any], order: tuple[str, ...]
) -> tuple[Callable[[tuple[Any, ...]], tuple[Any, ...]], tuple[Any, ...]]:
    """What brings given and fixed values into the SQL's order, and the fixed ones."""
    others = tuple(dict.fromkeys(name for name in order if name not in names))
    places = {name: place for place, name in enumerate((*names, *others))}
    fixed = tuple(params.get(name) for name in others)
    chosen = tuple(places[name] for name in order)
    if chosen == tuple(range(len(places))):
        return _same, fixed
    if len(chosen) > 1:
        return itemgetter(*chosen), fixed
    return (lambda given: tuple(given[place] for place in chosen)), fixed


def _same(given: tuple[Any, ...]) -> tuple[Any, ...]:
    return given


class Session:
    """One connection of the store, used under the store's lock and inside its transactions."""

    def __init__(self, connection: Connection) -> None:
        self.boards = Boards()
        self._compiled: dict[tuple[Prepared, tuple[str, ...]], _Compiled] = {}
        self.attach(connection)

    def attach(self, connection: Connection) -> None:
        """Use this connection, to the same database, from now on."""
        self.connection = connection
        self._cursor = connection.connection.cursor()

    def rows(self, prepared: Prepared, values: Mapping[str, Any] = _NOTHING) -> list[AnyRow]:
        """The rows that a query finds."""
        compiled = self._run(prepared, values)
        row = compiled.row
        return [row(*found) for found in self._cursor.fetchall()]

    def row(self, prepared: Prepared, values: Mapping[str, Any] = _NOTHING) -> AnyRow:
        """The first row that a query finds, or None."""
        compiled = self._run(prepared, values)
        found = self._cursor.fetchone()
        return None if found is None else compiled.row(*found)

    def values(self, prepared: Prepared, values: Mapping[str, Any] = _NOTHING) -> list[Any]:
        """The first column of the rows that a query finds."""
        self._run(prepared, values)
        return [found[0] for found in self._cursor.fetchall()]

    def value(self, prepared: Prepared, values: Mapping[str, Any] = _NOTHING) -> Any:
        """The first column of the first row that a query finds, or None."""
        self._run(prepared, values)
        found = self._cursor.fetchone()
        return None if found is None else found[0]

    def write(self, prepared: Prepared, values: Mapping[str, Any]) -> int:
        """Insert, update or delete; how many rows that concerned."""
        self._run(prepared, values)
        return int(self._cursor.rowcount)

    def write_many(self, prepared: Prepared, many: Sequence[Mapping[str, Any]]) -> None:
        """The same for each of `many`, which all have the same names."""
        if many:
            compiled = self._prepare(prepared, many[0])
            self._cursor.executemany(compiled.sql, [compiled.arguments(values) for values in many])

    def _run(self, prepared: Prepared, values: Mapping[str, Any]) -> _Compiled:
        compiled = self._prepare(prepared, values)
        self._cursor.execute(compiled.sql, compiled.arguments(values))
        return compiled

    def _prepare(self, prepared: Prepared, values: Mapping[str, Any]) -> _Compiled:
        key = (prepared, tuple(values))
        found = self._compiled.get(key)
        if found is None:
            found = self._compiled[key] = _Compiled(prepared, self.connection, values)
        return found
