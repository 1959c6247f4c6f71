"""A private MariaDB server for tests. Every test takes a database of its own in it, which costs milliseconds."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import time
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pymysql
import pytest
from pymysql.constants import ER
from sqlalchemy.engine import URL

from app.farm.processes import ProcessTree
from app.farm.store import Store
from app.farm.store.schema import metadata
from tests.servers.rabbitmq import free_ports

USER, PASSWORD = "farm", "of this test server only"
"""Who may do anything in the tests' databases, and nothing else on the server."""

START_SECONDS = 60.0


def find_program(name: str) -> str | None:
    """A program of the server, which Debian keeps where only administrators look."""
    return shutil.which(name) or shutil.which(name, path="/usr/sbin:/usr/local/sbin")


class MariaServer:
    """A MariaDB server. `start` it; `close` it at the end."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        (self.port,) = free_ports(1)
        # The server may be told to run as root, which it does not do by itself.
        self._as_user = ["--user=root"] if os.name != "nt" and os.geteuid() == 0 else []
        self._tree: ProcessTree | None = None
        install = find_program("mariadb-install-db")
        assert install is not None
        more = ("--auth-root-authentication-method=normal", "--skip-test-db")
        command = (install, "--no-defaults", f"--datadir={folder / 'data'}", *self._as_user, *more)
        subprocess.run(command, check=True, capture_output=True)

    @property
    def tree(self) -> ProcessTree:
        """Its process."""
        assert self._tree is not None
        return self._tree

    def start(self) -> None:
        """Start it, also after `kill`, and return when it answers."""
        program = find_program("mariadbd")
        assert program is not None
        places = (f"--datadir={self.folder / 'data'}", f"--socket={self._socket}", f"--pid-file={self.folder / 'pid'}")
        address = (f"--port={self.port}", "--bind-address=127.0.0.1", "--skip-name-resolve")
        # A killed server loses no commit by this; only the computer would have to fail.
        lighter = ("--innodb-flush-log-at-trx-commit=2", "--innodb-flush-method=nosync", "--debug-no-sync")
        smaller = ("--innodb-buffer-pool-size=64M", "--performance-schema=OFF")
        log = self.folder / "log"
        self._tree = ProcessTree(
            (program, "--no-defaults", *self._as_user, *places, *address, *lighter, *smaller, f"--log-error={log}")
        )
        deadline = time.monotonic() + START_SECONDS
        while not self._answers():
            assert time.monotonic() < deadline and self._tree.exit_code is None, log.read_text("utf-8")
            time.sleep(0.02)
        self.run(f"CREATE USER IF NOT EXISTS {USER}@'127.0.0.1' IDENTIFIED BY '{PASSWORD}'")
        self.run(f"GRANT ALL ON `farm\\_%`.* TO {USER}@'127.0.0.1'")

    def kill(self) -> None:
        """End it as a power failure would; what it keeps stays for the next `start`."""
        self.tree.kill()

    def freeze(self) -> None:
        """Let it stand still: connections stay, nothing is answered."""
        os.kill(self.tree.pid, signal.SIGSTOP)

    def thaw(self) -> None:
        """Let it go on."""
        os.kill(self.tree.pid, signal.SIGCONT)

    def close(self) -> None:
        """End it."""
        if self._tree is not None:
            self._tree.kill()

    def run(self, statement: str, *values: Any) -> tuple[Any, ...]:
        """Run a statement as the server's administrator; the rows."""
        with self._link() as link, link.cursor() as cursor:
            cursor.execute(statement, values or None)
            link.commit()
            return tuple(cursor.fetchall())

    def empty(self, url: URL) -> None:
        """Delete all rows of a store's tables."""
        with self._link() as link, link.cursor() as cursor:
            cursor.execute(f"USE `{url.database}`")
            for table in reversed(metadata.sorted_tables):
                cursor.execute(f"DELETE FROM `{table.name}`")
            link.commit()

    def make_database(self) -> URL:
        """A new database, as the address of a store in it, password included."""
        name = f"farm_{uuid.uuid4().hex[:12]}"
        # A server's own choice of characters must not matter.
        self.run(f"CREATE DATABASE `{name}` CHARACTER SET latin1")
        return URL.create(
            "mysql+pymysql", username=USER, password=PASSWORD, host="127.0.0.1", port=self.port, database=name
        )

    def make_user(self, password: str, url: URL) -> URL:
        """A user of its own for the database of an address: that address with user and password."""
        name = f"user_{uuid.uuid4().hex[:12]}"
        self.run(f"CREATE USER {name}@'127.0.0.1' IDENTIFIED BY %s", password)
        self.run(f"GRANT ALL ON `{url.database}`.* TO {name}@'127.0.0.1'")
        return url.set(username=name, password=password)

    def rows(self, url: URL) -> bytes:
        """All that is in a database, as its server hands it out."""
        found = b""
        tables = self.run("SELECT table_name FROM information_schema.tables WHERE table_schema = %s", url.database)
        for (table,) in tables:
            for row in self.run(f"SELECT * FROM `{url.database}`.`{table}`"):
                found += b"\n".join(one if isinstance(one, bytes) else str(one).encode() for one in row) + b"\n"
        return found

    def drop_database(self, url: URL) -> None:
        """Delete it, whoever uses it."""
        self.kill_links(url, "SOFT")
        self.run(f"DROP DATABASE IF EXISTS `{url.database}`")

    def kill_links(self, url: URL, how: str = "HARD") -> None:
        """End all connections to a database; `SOFT` lets what must not be broken off be finished."""
        for (number,) in self.run("SELECT id FROM information_schema.processlist WHERE db = %s", url.database):
            try:
                self.run(f"KILL {how} {number}")
            except pymysql.err.OperationalError as error:
                # One that was about to end has ended since the list was made.
                if error.args[0] != ER.NO_SUCH_THREAD:
                    raise

    def _link(self) -> pymysql.Connection[Any]:
        return pymysql.connect(unix_socket=str(self._socket), user="root", connect_timeout=5, ssl_disabled=True)

    @property
    def _socket(self) -> Path:
        return self.folder / "s.sock"

    def _answers(self) -> bool:
        try:
            socket.create_connection(("127.0.0.1", self.port), timeout=5).close()
        except OSError:
            return False
        return True


def without_password(url: URL) -> str:
    """The address as the setting `store` has it."""
    named = URL.create(url.drivername, username=url.username, host=url.host, port=url.port, database=url.database)
    return named.render_as_string()


@pytest.fixture(scope="session")
def mariadb(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MariaServer]:
    """A running server. Whoever kills it starts it again."""
    if find_program("mariadbd") is None:
        if os.environ.get("CI"):
            pytest.fail("MariaDB is not installed: apt-get install mariadb-server")
        pytest.skip("MariaDB is not installed.")
    server = MariaServer(tmp_path_factory.mktemp("mariadb"))
    server.start()
    yield server
    server.close()


@pytest.fixture(scope="session")
def store_database(mariadb: MariaServer) -> URL:
    """A database with the tables of a store, which tests share: making them takes long."""
    url = mariadb.make_database()
    Store.open(url).close()
    return url


@pytest.fixture
def empty_store(mariadb: MariaServer, store_database: URL) -> URL:
    """The address of an empty store."""
    mariadb.empty(store_database)
    return store_database


@pytest.fixture(params=["sqlite", "server"])
def store_place(request: pytest.FixtureRequest, tmp_path: Path) -> Path | URL:
    """Where an empty store may be: a folder, and a database on a server."""
    place: Path | URL = tmp_path if request.param == "sqlite" else request.getfixturevalue("empty_store")
    return place


@pytest.fixture
def database(mariadb: MariaServer) -> Iterator[URL]:
    """The address of an empty database for one test."""
    url = mariadb.make_database()
    yield url
    mariadb.drop_database(url)
