"""Opening, owning, upgrading and damaging a store."""

from __future__ import annotations

import shutil
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text
from store_kit import make_request

from app.core.errors import StoreBusyError, StoreError
from app.core.events import EventKind
from app.core.messages import Event
from app.farm.store import Store, queries, wishes
from app.farm.store.database import RESERVED_ATTEMPTS
from app.farm.store.schema import metadata
from app.farm.store.sqlite import DATABASE_NAME
from app.farm.store.upgrade import NEWEST

COMPARED = {"include_object": lambda _object, name, *_rest: name != "job_due"}
"""Alembic cannot compare an index with a falling column."""

OWN = """
import sys
from pathlib import Path
from app.farm.store import Store, wishes
sys.path.insert(0, sys.argv[2])
from store_kit import make_request
store = Store.open(Path(sys.argv[1]))
for number in range(1000):
    with store.change() as change:
        wishes.submit(change, make_request(f"job{number}"))
    print(number, flush=True)
sys.stdin.read()
"""


def start_owner(folder: Path) -> subprocess.Popen[str]:
    here = Path(__file__).parent
    return subprocess.Popen(
        [sys.executable, "-c", OWN, str(folder), str(here)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=here.parents[2],
    )


def read_until(owner: subprocess.Popen[str], wanted: int) -> None:
    assert owner.stdout is not None
    for line in owner.stdout:
        if int(line) >= wanted:
            return


def test_a_killed_owner_leaves_no_lock_and_loses_no_commit(tmp_path: Path) -> None:
    owner = start_owner(tmp_path)
    with owner:
        read_until(owner, 40)
        with pytest.raises(StoreBusyError) as caught:
            Store.open(tmp_path)
        assert str(tmp_path) in caught.value.title and f"process {owner.pid}" in caught.value.title
        owner.send_signal(signal.SIGKILL if sys.platform != "win32" else signal.SIGTERM)
        owner.wait()
        told = 40 + sum(1 for _ in owner.stdout or ())
    with Store.open(tmp_path) as store, store.read() as session:
        assert len(queries.all_job_ids(session)) >= told + 1


def test_one_program_cannot_own_a_store_twice(tmp_path: Path) -> None:
    with Store.open(tmp_path), pytest.raises(StoreBusyError):
        Store.open(tmp_path)
    Store.open(tmp_path).close()


def test_jobs_and_unsent_messages_are_there_after_a_restart(tmp_path: Path) -> None:
    with Store.open(tmp_path) as store:
        with store.change() as change:
            wishes.submit(change, make_request("a"))
        epoch = store.epoch
        (sent,) = store.take_outbox()
        store.sent(sent.number)
        with store.change() as change:
            wishes.set_priority(change, "a", 70)
    with Store.open(tmp_path) as store:
        (entry,) = store.take_outbox()
        assert isinstance(entry.message, Event)
        assert (entry.message.seq, entry.message.kind, entry.message.job.priority) == (2, EventKind.PRIORITY, 70)
        assert store.epoch == epoch + 1 and store.last_event == 2
        found = store.find_job(make_request("a").key())
        assert found is not None and found.job_id == "a"
        assert store.find_job("unknown") is None


def test_no_attempt_has_the_number_of_one_that_a_power_failure_took_back(tmp_path: Path) -> None:
    folder, left = tmp_path / "store", tmp_path / "left"
    store = Store.open(folder)
    with store.change(durable=True) as change:
        change.next_attempt()
    # What was synced is what a power failure leaves.
    shutil.copytree(folder, left)
    with store.change() as change:
        given = change.next_attempt()
    store.close()
    with Store.open(left) as store, store.change() as change:
        assert change.next_attempt() > given
    with Store.open(folder) as store, store.change() as change:
        assert change.next_attempt() == given + 1, "whoever ends in order leaves no gap"


def test_more_numbers_are_set_apart_durably_before_they_run_out(tmp_path: Path) -> None:
    with Store.open(tmp_path / "store") as store:
        for count in (RESERVED_ATTEMPTS // 2 + 1, 1, RESERVED_ATTEMPTS - 10):
            with store.change() as change:
                for _ in range(count):
                    last = change.next_attempt()
        shutil.copytree(tmp_path / "store", tmp_path / "left")
    with Store.open(tmp_path / "left") as store, store.change() as change:
        assert change.next_attempt() > last


def test_an_error_inside_a_change_takes_all_of_it_back(tmp_path: Path) -> None:
    with Store.open(tmp_path) as store:
        with pytest.raises(ZeroDivisionError), store.change() as change:
            wishes.submit(change, make_request("a"))
            raise ZeroDivisionError
        assert store.take_outbox() == () and store.last_event == 0
        with store.read() as session:
            assert queries.all_job_ids(session) == ()


def test_a_store_of_a_newer_version_is_refused_untouched(tmp_path: Path) -> None:
    Store.open(tmp_path).close()
    with sqlite3.connect(tmp_path / DATABASE_NAME) as database:
        database.execute("UPDATE alembic_version SET version_num = '9999'")
    database.close()
    with pytest.raises(StoreError, match="newer version") as caught:
        Store.open(tmp_path)
    assert "Update" in caught.value.next_step
    with pytest.raises(StoreError, match="newer version"):
        Store.open(tmp_path)


@pytest.mark.parametrize("damage", ["not a database", "overwritten pages", "truncated"])
def test_a_damaged_store_is_an_error_that_says_what_to_do(tmp_path: Path, damage: str) -> None:
    with Store.open(tmp_path) as store:
        for number in range(300):
            with store.change() as change:
                wishes.submit(change, make_request(f"job{number}"))
    file = tmp_path / DATABASE_NAME
    content = bytearray(file.read_bytes())
    if damage == "not a database":
        content = bytearray(b"hello" * 1000)
    elif damage == "overwritten pages":
        content[8192:40960] = b"\xff" * 32768
    else:
        del content[len(content) // 2 :]
    file.write_bytes(content)
    with pytest.raises(StoreError) as caught:
        Store.open(tmp_path)
    assert caught.value.next_step and str(tmp_path) in caught.value.title
    with pytest.raises(StoreError):
        Store.open(tmp_path)


def test_a_folder_that_cannot_be_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    with pytest.raises(StoreError):
        Store.open(tmp_path / "file" / "store")


def test_a_closed_store_says_so(tmp_path: Path) -> None:
    store = Store.open(tmp_path)
    store.close()
    store.close()
    with pytest.raises(StoreError, match="closed"), store.change():
        pass


def test_the_steps_lead_to_the_tables_that_the_program_uses(tmp_path: Path) -> None:
    with Store.open(tmp_path) as store, store.read() as session:
        assert compare_metadata(MigrationContext.configure(session.connection, opts=COMPARED), metadata) == []
        falling = session.connection.execute(text("SELECT sql FROM sqlite_master WHERE name = 'job_due'")).scalar_one()
        assert falling.endswith("(state, waits_for, priority DESC, place)")
    scripts = ScriptDirectory(str(Path(sys.modules["app.farm.store"].__file__ or "").parent / "migrations"))
    assert scripts.get_heads() == [NEWEST]
