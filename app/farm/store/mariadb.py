"""What is peculiar to MariaDB and MySQL: connections, what their errors mean, and locks that have names.

A named lock belongs to a connection and ends with it, after the transaction that ran in it has. Its name is the
server's, so it contains the database's. Sources: the manuals of MariaDB 10.11 and MySQL 8.0 (GET_LOCK, KILL, error
reference); tried with MariaDB 10.11.
"""

from __future__ import annotations

import hashlib
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, text
from sqlalchemy.engine import URL
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import NullPool

from app.core.errors import StoreAwayError, StoreError
from app.core.model import Struct

DRIVER = "mysql+pymysql"

OLDEST_MARIADB, OLDEST_MYSQL = (10, 4), (8, 0, 17)
"""Older servers lack collations that compare texts byte by byte without ignoring spaces at their ends."""

_AWAY = frozenset(
    {
        # Too many connections, shutting down, network errors.
        *(1040, 1053, 1129, 1158, 1159, 1160, 1161, 1184),
        # A lock that was not free in time, a deadlock: the transaction was taken back and can be tried again.
        *(1205, 1213),
        # Read-only, as a server is that another one has replaced; killed.
        *(1290, 1836, 1317, 1927, 3024, 3168, 4031),
        # No connection, or the connection is gone.
        *(0, 2002, 2003, 2005, 2006, 2013, 2014, 2045, 2055),
    }
)
_UNKNOWN_CONNECTION, _NOT_THE_OWNER, _NO_TABLE = 1094, 1095, 1146


class ServerTimes(Struct, frozen=True):
    """Seconds. `beat`: how often an owner shows that it lives. `quiet` and `frozen`: so long without a beat, an owner
    without a connection counts as dead, one with a connection as frozen. `answer`: how long the server may take.
    `patience`: how long an owner waits for a server that is away before it gives up.
    """

    beat: float = 1.0
    quiet: float = 2.0
    frozen: float = 5.0
    answer: float = 20.0
    patience: float = 60.0


class LinkId(Struct, frozen=True):
    """A connection as the server knows it: its number, which is used again after a restart, and where it is from."""

    number: int
    address: str


def server_url(url: URL) -> URL:
    """The address with the driver that is used. Raises `StoreError` for another kind of database, or without a name."""
    shown = url.render_as_string(hide_password=True)
    if url.get_backend_name() not in ("mysql", "mariadb"):
        raise StoreError(
            f"The store {shown} cannot be used.",
            "A manager keeps its store in SQLite, MariaDB or MySQL.",
            f"Write its address as {DRIVER}://USER@HOST/DATABASE, or leave it out for SQLite.",
        )
    if not url.database:
        raise StoreError(
            f"The store {shown} cannot be used.",
            "Its address does not name a database.",
            f"Write it as {DRIVER}://USER@HOST/DATABASE.",
        )
    return url.set(drivername=DRIVER)


def make_engine(url: URL, *, answer_seconds: float | None, autocommit: bool = False) -> Engine:
    """An engine that connects anew each time. Raises `StoreError` when the driver is not installed."""
    seconds = None if answer_seconds is None else max(1, round(answer_seconds))
    try:
        return create_engine(
            url,
            poolclass=NullPool,
            # As `session` hands values over.
            paramstyle="format",
            isolation_level="AUTOCOMMIT" if autocommit else "READ COMMITTED",
            connect_args={
                **_encryption(url),
                **_password(url),
                "charset": "utf8mb4",
                "connect_timeout": 5,
                "read_timeout": seconds,
                "write_timeout": seconds,
                # What does not fit must be an error, not be cut; no idle connection is to be ended by the server.
                "init_command": "SET SESSION sql_mode = 'TRADITIONAL', wait_timeout = 2147483, "
                "innodb_lock_wait_timeout = 10",
            },
        )
    except ModuleNotFoundError as error:
        raise StoreError(
            "The store cannot be used.",
            "The driver for MariaDB and MySQL is not installed.",
            "Install it: pip install pymysql",
        ) from error


def _password(url: URL) -> dict[str, bytes]:
    """The password as the server knows it: the driver would make Latin-1 of text, or fail to."""
    return {"password": str(url.password).encode()} if url.password else {}


def _encryption(url: URL) -> dict[str, bool]:
    """The driver encrypts where the server can; within one computer that costs time and hides nothing."""
    encrypts = any(name.startswith("ssl") for name in url.query)
    return {} if encrypts or url.host not in (None, "localhost", "127.0.0.1", "::1") else {"ssl_disabled": True}


def is_away(error: Exception) -> bool:
    """Whether an error says that the server cannot be reached just now, or that a transaction may be tried again."""
    return isinstance(error, StoreAwayError) or _code_of(error) in _AWAY


def lacks_table(error: Exception) -> bool:
    """Whether an error says that a table is not there."""
    return _code_of(error) == _NO_TABLE


def check_server(connection: Connection, place: str) -> None:
    """Raise `StoreError` when the server is too old."""
    version = connection.dialect.server_version_info or ()
    is_mariadb = getattr(connection.dialect, "is_mariadb", False)
    if version < (OLDEST_MARIADB if is_mariadb else OLDEST_MYSQL):
        raise StoreError(
            f"The store {place} cannot be used.",
            f"Its server is {'MariaDB' if is_mariadb else 'MySQL'} {'.'.join(map(str, version))}.",
            "MariaDB 10.4, MySQL 8.0.17 or newer is needed.",
        )


def collation_of(connection: Connection) -> str:
    """The collation that compares texts as SQLite and Python do: by their characters' numbers, spaces included."""
    return "utf8mb4_nopad_bin" if getattr(connection.dialect, "is_mariadb", False) else "utf8mb4_0900_bin"


def link_id(connection: Connection) -> LinkId:
    """Who a connection is to the server."""
    number = int(_scalar(connection, "SELECT CONNECTION_ID()"))
    return LinkId(number=number, address=_address_of(connection, number))


def lock_name(url: URL) -> str:
    """The name of the lock that the owner of a database holds."""
    return f"farmhand.{hashlib.sha256((url.database or '').encode()).hexdigest()[:32]}"


def take_lock(connection: Connection, name: str, *, seconds: float = 0.0) -> bool:
    """Take a named lock, waiting so long for it; whether it is held now."""
    return bool(_scalar(connection, "SELECT GET_LOCK(:name, :seconds)", name=name, seconds=seconds))


def lock_holder(connection: Connection, name: str) -> int | None:
    """The number of the connection that holds a named lock, or None."""
    found = _scalar(connection, "SELECT IS_USED_LOCK(:name)", name=name)
    return None if found is None else int(found)


def kill(connection: Connection, link: LinkId) -> bool:
    """End another connection, if it is still the one that is meant; whether it was.

    Raises `StoreError` when that is not allowed: it must be one of the same database user.
    """
    if not link.address or _address_of(connection, link.number) != link.address:
        return False
    try:
        connection.exec_driver_sql(f"KILL {link.number}")
    except SQLAlchemyError as error:
        if _code_of(error) == _UNKNOWN_CONNECTION:
            return False
        if _code_of(error) == _NOT_THE_OWNER:
            raise StoreError(
                "The connection of the other manager cannot be ended.",
                "It was made by another user of the database.",
                "Let all managers log in to the database as the same user.",
            ) from error
        raise
    return True


def _address_of(connection: Connection, number: int) -> str:
    query = "SELECT host FROM information_schema.processlist WHERE id = :number"
    return str(_scalar(connection, query, number=number) or "")


def _scalar(connection: Connection, query: str, **values: Any) -> Any:
    return connection.execute(text(query), values).scalar()


def _code_of(error: BaseException) -> int | None:
    cause = getattr(error, "orig", None) or error
    code = cause.args[0] if cause.args else None
    return code if isinstance(code, int) else None
