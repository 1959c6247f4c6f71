"""A store that an earlier version wrote: its jobs, its work and its unsent news go on under today's tables."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from store_kit import make_manifest, make_plan, make_request

from app.core.errors import StoreError
from app.core.messages import Claim, Event, JobView
from app.farm.store import Store, queries, transitions, wishes, work
from app.farm.store.sqlite import DATABASE_NAME
from app.farm.store.upgrade import NEWEST

WRITTEN = Path(__file__).parent / "data" / "store_0001.sql"
"""What a program of version 0001 had in its store when it was killed."""

ORDER = ["done", "failed", "running", "gone", "waiting-1", "held", "waiting-2"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    change(tmp_path, WRITTEN.read_text("utf-8"))
    return tmp_path


def change(folder: Path, script: str) -> None:
    with closing(sqlite3.connect(folder / DATABASE_NAME)) as database:
        database.executescript(script)
        database.commit()


def ask(folder: Path, query: str) -> Any:
    with closing(sqlite3.connect(folder / DATABASE_NAME)) as database:
        return database.execute(query).fetchall()


def views(store: Store) -> dict[str, JobView]:
    with store.read() as session:
        found = queries.job_views(session, queries.all_job_ids(session))
    return {view.job_id: view for view in found}


def test_every_job_is_there_with_all_that_is_shown_of_it(folder: Path) -> None:
    with Store.open(folder) as store:
        found = views(store)
        assert list(found) == ORDER
        assert [view.place for view in found.values()] == [1, 2, 3, 4, 5, 6, 7]
        for view in found.values():
            assert (view.template, view.comp, view.preset, view.engine) == ("a.aepx", "Main", "mp4", "builtin")
            assert (view.folder, view.batch_name, view.removed) == ("", "", False)
        done, failed, running = found["done"], found["failed"], found["running"]
        assert (done.name, done.state, done.pieces, done.batch_id) == ("Größe 1", "done", "dd", "batch")
        assert done.film is not None and done.film.path == "done.mp4" and len(done.warnings) == 1
        assert failed.error is not None and failed.error.kind == "EngineError"
        assert (failed.retries, failed.workers, running.retries, running.workers) == (1, 0, 0, 1)
        assert (running.pieces, running.frames_done) == ("dgoo", 5)
        assert {one: view.state for one, view in found.items() if one in ORDER[3:]} == {
            "gone": "cancelled",
            "waiting-1": "ready",
            "held": "paused",
            "waiting-2": "ready",
        }
    assert ask(folder, "SELECT version_num FROM alembic_version") == [(NEWEST,)]


def test_the_same_request_still_is_the_same_job(folder: Path) -> None:
    with Store.open(folder) as store, store.change() as change:
        assert wishes.submit(change, make_request("waiting-1", 5)) == "waiting-1"
        again = make_request("new", 5, output="waiting-2.mp4")
        assert wishes.submit(change, again) == "waiting-2"


def test_work_goes_on_and_new_jobs_come_last(folder: Path) -> None:
    with Store.open(folder) as store:
        request = make_request("running")
        with store.change() as change:
            transitions.piece_done(change, make_manifest(make_plan(request), 1, 4))
            claim = Claim(claim_id="c", worker="w", boot="b", engines=("builtin",))
            grant = transitions.grant(change, claim, "running", (2, 3), lease_seconds=1)
            assert grant is not None and grant.attempt == 5
            wishes.submit(change, make_request("new", 5))
        assert views(store)["new"].place == 8
        with store.read() as session:
            waiting = [one.job_id for one in work.open_work(session, work.Amount(jobs=10, pieces=10, enough=100)).work]
        assert waiting == ["waiting-1", "waiting-2"]


def test_news_that_were_not_sent_are_sent(folder: Path) -> None:
    unsent = ask(folder, "SELECT count(*) FROM outbox")[0][0]
    with Store.open(folder) as store:
        entries = store.take_outbox()
        assert len(entries) == unsent > 0
        events = [one.message for one in entries if isinstance(one.message, Event)]
        assert events[-1].job.job_id == "waiting-2"


def test_a_store_that_cannot_be_upgraded_stays_as_it_was(folder: Path) -> None:
    before = ask(folder, "SELECT request FROM job WHERE id = 'held'")[0][0]
    change(folder, "UPDATE job SET request = X'7B' WHERE id = 'held'")
    dump = ask(folder, "SELECT sql FROM sqlite_master ORDER BY name")
    for _ in range(2):
        with pytest.raises(StoreError, match="damaged"):
            Store.open(folder)
    assert ask(folder, "SELECT version_num FROM alembic_version") == [("0001",)]
    assert ask(folder, "SELECT sql FROM sqlite_master ORDER BY name") == dump
    change(folder, f"UPDATE job SET request = X'{before.hex()}' WHERE id = 'held'")
    with Store.open(folder) as store:
        assert list(views(store)) == ORDER


def test_many_jobs_are_upgraded(folder: Path) -> None:
    names = [name for _, name, *_ in ask(folder, "PRAGMA table_info(job)")]
    columns = ", ".join(f'"{name}"' for name in names if name not in ("id", "number"))
    change(
        folder,
        "WITH RECURSIVE n(i) AS (VALUES (100) UNION ALL SELECT i + 1 FROM n WHERE i < 1700) "
        f"INSERT INTO job (id, number, {columns}) "
        f"SELECT 'j' || i, i, {columns} FROM job, n WHERE id = 'gone'",
    )
    with Store.open(folder) as store:
        found = views(store)
        assert len(found) == 1608
        assert all(view.comp == "Main" for view in found.values())
        assert found["j1700"].place == 1700
