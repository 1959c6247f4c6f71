"""What several threads wait to change is made in one transaction, and none of them bears what another one did wrong."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from store_kit import make_request, open_store

from app.core.errors import StoreAwayError, UsageError
from app.core.messages import Event
from app.farm.clock import SystemClock
from app.farm.log_fields import known_fields, log_fields
from app.farm.store import Change, Store, queries, wishes
from app.farm.store.acts import MOST_TOGETHER, Act, Acts
from app.farm.store.session import Session
from app.farm.store.sqlite import SqliteDatabase

WAIT = 30.0

ActOf = Callable[[Change], Any]
Together = Callable[..., list[Future[Any]]]


class WatchedDatabase(SqliteDatabase):
    """Remembers how its transactions ended, and fails in those that it is told to."""

    def __init__(self, folder: Path) -> None:
        self.ends: list[str] = []
        self.away = 0
        super().__init__(folder)

    @contextmanager
    def transaction(self, *, durable: bool) -> Iterator[Session]:
        try:
            with super().transaction(durable=durable) as session:
                yield session
                self._lose()
        except BaseException:
            self.ends.append("taken back")
            raise
        self.ends.append("durable" if durable else "committed")

    def _lose(self) -> None:
        if self.away:
            self.away -= 1
            raise StoreAwayError("The store could not be reached.")


@pytest.fixture
def database(tmp_path: Path) -> WatchedDatabase:
    open_store(tmp_path).close()
    return WatchedDatabase(tmp_path)


@pytest.fixture
def store(database: WatchedDatabase) -> Iterator[Store]:
    with Store.over(database, SystemClock()) as one:
        yield one


@pytest.fixture
def together(store: Store, database: WatchedDatabase, monkeypatch: pytest.MonkeyPatch) -> Together:
    """Has acts wait, each in a thread of its own, until all of them do, and then lets the store go."""
    added = threading.Semaphore(0)
    add = Acts.add

    def counted(acts: Acts, act: Act[Any]) -> None:
        add(acts, act)
        added.release()

    monkeypatch.setattr(Acts, "add", counted)

    def apply(number: int, act: ActOf, durable: bool) -> Any:
        with log_fields(job=f"job{number}"):
            return store.apply(act, durable=durable)

    def run(acts: Sequence[ActOf], *, durable: Sequence[int] = ()) -> list[Future[Any]]:
        with ThreadPoolExecutor(len(acts)) as pool:
            with store.change():
                futures = []
                for number, act in enumerate(acts):
                    futures.append(pool.submit(apply, number, act, number in durable))
                    assert added.acquire(timeout=WAIT)
                database.ends.clear()
            wait(futures, WAIT)
        return futures

    return run


def submit(name: str) -> ActOf:
    return lambda change: wishes.submit(change, make_request(name))


def refuse(_: Change) -> None:
    raise UsageError("This is refused.")


def jobs(store: Store) -> tuple[str, ...]:
    with store.read() as session:
        return queries.all_job_ids(session)


def test_what_waits_is_made_in_one_transaction_in_order(
    store: Store, database: WatchedDatabase, together: Together
) -> None:
    names = tuple(f"j{number}" for number in range(5))
    done = together([submit(name) for name in names])
    assert [one.result() for one in done] == list(names)
    assert jobs(store) == names
    # The first is the one during which they came to wait.
    assert database.ends == ["committed", "committed"]


def test_one_that_must_last_makes_all_of_them_last(database: WatchedDatabase, together: Together) -> None:
    together([submit(name) for name in "abc"], durable=[1])
    assert database.ends == ["committed", "durable"]


def test_events_are_numbered_as_if_each_were_alone(store: Store, together: Together) -> None:
    store.apply(submit("before"))
    together([submit(name) for name in "abc"])
    told = [entry.message for entry in store.take_outbox()]
    assert [(one.seq, one.job.job_id) for one in told if isinstance(one, Event)] == [
        (1, "before"),
        (2, "a"),
        (3, "b"),
        (4, "c"),
    ]


def test_one_that_is_refused_is_told_so_and_the_others_are_made(
    store: Store, database: WatchedDatabase, together: Together
) -> None:
    done = together([submit("a"), refuse, submit("b")])
    assert done[0].result() == "a" and done[2].result() == "b"
    with pytest.raises(UsageError, match="refused"):
        done[1].result()
    assert set(jobs(store)) == {"a", "b"}
    told = [entry.message for entry in store.take_outbox()]
    assert sorted(one.seq for one in told if isinstance(one, Event)) == [1, 2]
    assert database.ends.count("taken back") == 2


def test_a_connection_that_is_lost_loses_none_of_them(
    store: Store, database: WatchedDatabase, together: Together
) -> None:
    # Of the three tries that follow, the second one is lost as well.
    losses = iter((2, 0, 0))

    def lost(_: Change) -> None:
        database.away = max(database.away, next(losses, 0))

    done = together([submit("a"), lost, submit("b")])
    assert [one.exception() for one in done] == [None] * 3
    assert set(jobs(store)) == {"a", "b"}


def test_not_more_than_so_many_are_made_together(store: Store, database: WatchedDatabase, together: Together) -> None:
    names = tuple(f"j{number:02d}" for number in range(MOST_TOGETHER + 4))
    done = together([submit(name) for name in names])
    assert [one.result() for one in done] == list(names)
    assert set(jobs(store)) == set(names)
    assert 3 <= len(database.ends) <= 2 + 4


def test_what_an_act_logs_is_about_its_own_job(together: Together) -> None:
    done = together([lambda _: known_fields()] * 3)
    assert [one.result() for one in done] == [{"job": f"job{number}"} for number in range(3)]
