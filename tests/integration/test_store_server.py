"""The store on MariaDB: who owns it, and what a server does to it that goes away, stands still or comes back."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from typing import Any

import pymysql
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Float, LargeBinary, text
from sqlalchemy.dialects.mysql import DOUBLE, MEDIUMBLOB
from sqlalchemy.engine import URL, make_url

from app.core.errors import StoreAwayError, StoreBusyError, StoreError
from app.farm.store import Store, queries, wishes
from app.farm.store.mariadb import ServerTimes
from app.farm.store.schema import metadata
from tests.fakes.farm_jobs import make_plan, make_request
from tests.servers.fixtures import wait_until
from tests.servers.mariadb import PASSWORD, MariaServer

TIMES = ServerTimes(beat=0.05, quiet=0.2, frozen=1.0, answer=1.0, patience=60.0)


def submit(store: Store, *names: str) -> None:
    for name in names:
        store.apply(lambda change, name=name: wishes.submit(change, make_request(make_plan(name))))  # type: ignore[misc]


def job_ids(store: Store) -> tuple[str, ...]:
    with store.read() as session:
        return queries.all_job_ids(session)


@pytest.fixture
def store(database: URL) -> Iterator[Store]:
    with Store.open(database, times=TIMES) as one:
        yield one


COMPARED: dict[str, Any] = {"include_object": lambda _object, name, *_rest: name != "job_due"}
"""Alembic cannot compare an index with a falling column."""


def differ(_context: Any, _column: Any, _wanted_column: Any, found: Any, wanted: Any) -> bool | None:
    """Whether two types differ; None: as Alembic thinks. The server has names of its own for some."""
    same = {DOUBLE: Float, MEDIUMBLOB: LargeBinary}
    return False if any(isinstance(found, own) and isinstance(wanted, ours) for own, ours in same.items()) else None


def test_the_steps_lead_to_the_tables_that_the_program_uses(store: Store, mariadb: MariaServer, database: URL) -> None:
    with store.read() as session:
        context = MigrationContext.configure(session.connection, opts=COMPARED | {"compare_type": differ})
        assert compare_metadata(context, metadata) == []
    query = (
        "SELECT column_name, collation FROM information_schema.statistics WHERE table_schema = %s AND index_name = %s"
    )
    assert dict(mariadb.run(query, database.database, "job_due"))["priority"] == "D"
    query = "SELECT engine, table_collation FROM information_schema.tables WHERE table_schema = %s AND table_name != %s"
    assert set(mariadb.run(query, database.database, "alembic_version")) == {("InnoDB", "utf8mb4_nopad_bin")}


def test_texts_differ_as_they_do_in_sqlite(store: Store) -> None:
    owners = ["ann", "Ann", "ann ", "änn", "🙂", "🙃"]
    for number, owner in enumerate(owners):
        with store.change() as change:
            wishes.submit(change, make_request(make_plan(f"job{number}"), owner=owner, output="same.mp4"))
    with store.read() as session:
        assert [view.owner for view in queries.job_views(session, queries.all_job_ids(session))] == owners


def test_what_does_not_fit_is_an_error_and_nothing_is_cut(store: Store) -> None:
    with pytest.raises(StoreError, match="Data too long"), store.change() as change:
        change.session.connection.execute(text("UPDATE meta SET name = REPEAT('x', 33)"))
    submit(store, "a")
    assert job_ids(store) == ("a",)


def test_what_was_decided_is_there_for_the_next_owner(database: URL) -> None:
    with Store.open(database) as store:
        submit(store, "a", "b")
        epoch, last = store.epoch, store.last_event
    with Store.open(database) as store:
        assert store.epoch == epoch + 1 and store.last_event == last
        assert [entry.number for entry in store.take_outbox()] == [1, 2]


def test_a_second_manager_is_refused_and_told_who_the_first_is(store: Store, database: URL) -> None:
    with pytest.raises(StoreBusyError, match="process") as caught:
        Store.open(database)
    assert PASSWORD not in str(caught.value)
    submit(store, "a")


def test_a_displaced_owner_can_change_nothing_and_notices_by_itself(store: Store, database: URL) -> None:
    wait_until(lambda: owner_is_written(store))
    with Store.open(database, force=True, times=TIMES) as second:
        submit(second, "b")
        with pytest.raises(StoreBusyError, match="taken the store over"):
            submit(store, "a")
        assert store.loss.error is not None
        submit(second, "c")
        assert job_ids(second) == ("b", "c")


def test_an_idle_owner_notices_that_it_was_displaced(store: Store, database: URL) -> None:
    with Store.open(database, force=True, times=TIMES) as second:
        assert store.loss.event.wait(30)
        assert second.loss.error is None


def owner_is_written(store: Store) -> bool:
    with store.read() as session:
        return bool(session.connection.scalar(text("SELECT beat FROM manager")))


def test_many_that_open_an_empty_database_at_once_are_one_owner(database: URL) -> None:
    start = threading.Barrier(4)
    opened: list[Store] = []
    refused: list[StoreBusyError] = []

    def open_it() -> None:
        start.wait()
        try:
            opened.append(Store.open(database))
        except StoreBusyError as error:
            refused.append(error)

    threads = [threading.Thread(target=open_it) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(opened), len(refused)) == (1, 3)
    submit(opened[0], "a")
    opened[0].close()


# A server that goes away.


def test_changes_wait_for_a_server_that_is_restarted(store: Store, mariadb: MariaServer) -> None:
    submit(store, "a")
    mariadb.kill()
    restarted = threading.Thread(target=mariadb.start)
    restarted.start()
    submit(store, "b")
    restarted.join()
    assert job_ids(store) == ("a", "b") and store.loss.error is None


@pytest.mark.parametrize("moment", ["before", "inside", "after"])
def test_a_transaction_that_loses_its_connection_is_done_once(
    store: Store, mariadb: MariaServer, database: URL, moment: str
) -> None:
    tries = []

    def act(change: object) -> None:
        tries.append(1)
        wishes.submit(change, make_request(make_plan("a")))  # type: ignore[arg-type]
        if moment != "before" and len(tries) == 1:
            mariadb.kill_links(database)
            if moment == "inside":
                wishes.submit(change, make_request(make_plan("b")))  # type: ignore[arg-type]

    if moment == "before":
        mariadb.kill_links(database)
    store.apply(act)
    assert len(tries) == (1 if moment == "before" else 2)
    assert job_ids(store) == ("a",)
    assert [entry.number for entry in store.take_outbox()] == [1]
    submit(store, "c")
    assert store.last_event == 2


class CutCommit:
    """The link breaks before the server gets a commit, or after it before its answer comes: which is not known."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, *, arrives: bool) -> None:
        self.cuts = 0
        self.wanted = False
        real: Callable[[pymysql.Connection], None] = pymysql.Connection.commit

        def commit(link: pymysql.Connection) -> None:
            cut, self.wanted = self.wanted, False
            if arrives or not cut:
                real(link)
            if cut:
                self.cuts += 1
                raise pymysql.err.OperationalError(2013, "Lost connection to MySQL server during query")

        monkeypatch.setattr(pymysql.Connection, "commit", commit)


@pytest.mark.parametrize("arrives", [True, False])
def test_a_commit_whose_answer_was_lost_is_done_once(
    store: Store, monkeypatch: pytest.MonkeyPatch, arrives: bool
) -> None:
    cut = CutCommit(monkeypatch, arrives=arrives)
    tries = []

    def act(change: object) -> None:
        tries.append(1)
        wishes.submit(change, make_request(make_plan("a")))  # type: ignore[arg-type]
        cut.wanted = len(tries) == 1

    store.apply(act)
    assert (cut.cuts, len(tries)) == (1, 1 if arrives else 2)
    assert [entry.number for entry in store.take_outbox()] == [1]
    submit(store, "b")
    assert job_ids(store) == ("a", "b") and store.last_event == 2


def test_a_server_that_stands_still_for_a_while_loses_nothing(store: Store, mariadb: MariaServer) -> None:
    submit(store, "a")
    mariadb.freeze()
    thawed = threading.Timer(2 * TIMES.answer, mariadb.thaw)
    thawed.start()
    submit(store, "b")
    thawed.join()
    submit(store, "c")
    assert job_ids(store) == ("a", "b", "c") and store.last_event == 3


def test_a_server_that_stays_away_is_given_up(database: URL, mariadb: MariaServer) -> None:
    impatient = ServerTimes(beat=0.05, answer=1.0, patience=0.5)
    store = Store.open(database, times=impatient)
    mariadb.kill()
    try:
        with pytest.raises(StoreError, match="away for too long") as caught:
            submit(store, "a")
        assert not isinstance(caught.value, StoreAwayError) and caught.value.next_step
        store.close()
        with pytest.raises(StoreAwayError, match="cannot be opened"):
            Store.open(database)
    finally:
        mariadb.start()
    with Store.open(database) as again:
        assert job_ids(again) == ()


def test_a_store_that_is_closing_does_not_wait_for_its_server(store: Store, mariadb: MariaServer) -> None:
    mariadb.kill()
    try:
        store.hurry()
        with pytest.raises(StoreAwayError):
            submit(store, "a")
        store.close()
    finally:
        mariadb.start()


# Wrong addresses.


@pytest.mark.parametrize(
    ("change", "wanted"),
    [
        ({"password": "wrong"}, "Access denied"),
        ({"database": "farm_not_there"}, "Unknown database"),
        ({"database": ""}, "does not name a database"),
        ({"drivername": "postgresql"}, "SQLite, MariaDB or MySQL"),
    ],
)
def test_an_address_that_is_wrong_says_so_without_the_password(
    database: URL, change: dict[str, str], wanted: str
) -> None:
    with pytest.raises(StoreError, match=wanted) as caught:
        Store.open(database.set(**change))  # type: ignore[arg-type]
    assert not isinstance(caught.value, StoreAwayError)
    assert PASSWORD not in str(caught.value) and "wrong" not in str(caught.value)


@pytest.mark.parametrize("password", ["Übergrößen=&?/", "密码", "p w d"])
def test_a_password_may_have_any_letters(mariadb: MariaServer, database: URL, password: str) -> None:
    Store.open(mariadb.make_user(password, database)).close()


def test_the_address_may_be_written_in_several_ways(database: URL) -> None:
    for name in ("mysql", "mariadb", "mariadb+pymysql"):
        Store.open(make_url(database.set(drivername=name))).close()
