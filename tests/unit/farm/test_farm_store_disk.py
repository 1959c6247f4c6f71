"""The disk of the store is full: nothing is changed, nothing is lost, and all goes on when there is room again."""

from __future__ import annotations

import queue
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from manual_farm import WAIT, ManualFarm
from store_kit import HeldExecutor

from app.core.errors import ErrorInfo, StoreDiskError
from app.core.messages import JobView, SnapshotPart, SnapshotWanted
from app.farm.client import FarmClient
from app.farm.manager import manager
from app.farm.store import Store
from tests.fakes.small_disk import SmallDisk


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[SmallDisk]:
    one = SmallDisk(tmp_path / "disk")
    if not one.mounted:
        pytest.skip("No small disk can be mounted here.")
    yield one
    one.close()


@pytest.fixture
def executor() -> HeldExecutor:
    return HeldExecutor()


@pytest.fixture
def farm(disk: SmallDisk, executor: HeldExecutor, monkeypatch: pytest.MonkeyPatch) -> Iterator[ManualFarm]:
    monkeypatch.setattr(manager, "STORE_SECONDS", 0.02)
    one = ManualFarm(disk.folder / "store", executor=executor)
    yield one
    one.close()


@contextmanager
def full(disk: SmallDisk) -> Iterator[None]:
    ballast = disk.folder / "ballast"
    try:
        with suppress(OSError), ballast.open("wb", buffering=0) as file:
            while True:
                file.write(bytes(4096))
        yield
    finally:
        ballast.unlink()


def rename(store: Store) -> None:
    store.apply(lambda change: change.session.connection.exec_driver_sql("UPDATE job SET name = 'b'"))


def ready(farm: ManualFarm, executor: HeldExecutor) -> None:
    """Have a job of one piece that can be granted."""
    farm.submit("a", frames=5)
    executor.run()
    farm.step()


def test_store_on_a_full_disk_changes_nothing_and_can_be_tried_again(farm: ManualFarm, disk: SmallDisk) -> None:
    farm.submit("a")
    with full(disk):
        with pytest.raises(StoreDiskError, match="could not be written") as caught:
            rename(farm.store)
        assert caught.value.retryable and "disk" in caught.value.next_step
        assert farm.view("a").name == "a"
    rename(farm.store)
    assert farm.view("a").name == "b"


def test_store_on_a_full_disk_makes_reports_wait(farm: ManualFarm, disk: SmallDisk, executor: HeldExecutor) -> None:
    ready(farm, executor)
    worker = farm.idle_worker("w")
    farm.step()
    with full(disk):
        worker.finish(worker.grant)
        # Far longer than a message is tried that its handler fails for.
        assert not farm.broker.wait_idle(1.0)
    farm.step()
    assert farm.view("a").pieces == "d"
    assert farm.broker.dead_letters() == ()


def test_store_on_a_full_disk_is_told_to_whoever_waits_for_a_film(
    farm: ManualFarm, disk: SmallDisk, executor: HeldExecutor
) -> None:
    ready(farm, executor)
    worker = farm.idle_worker("w")
    farm.step()
    client = FarmClient(farm.broker, "ann", answer_seconds=0.2, patience_seconds=WAIT)
    told: queue.Queue[ErrorInfo] = queue.Queue()
    ended: queue.Queue[JobView] = queue.Queue()
    waiting = threading.Thread(target=lambda: ended.put(client.wait(["a"], on_trouble=told.put)[0]), daemon=True)
    with full(disk):
        worker.finish(worker.grant)
        waiting.start()
        error = told.get(timeout=WAIT)
    assert "waits for the disk" in error.title and "could not be written" in error.cause
    assert "go on by themselves" in error.next_step
    farm.step()
    while farm.state("a") != "done":
        executor.run()
        farm.step()
    assert ended.get(timeout=WAIT).state == "done"
    client.close()
    answer = farm.ask(SnapshotWanted())
    assert isinstance(answer, SnapshotPart) and answer.trouble is None
    assert told.empty(), "Once is enough."


def test_store_on_a_full_disk_has_a_task_done_again_whose_end_it_did_not_take(
    farm: ManualFarm, disk: SmallDisk, executor: HeldExecutor
) -> None:
    farm.submit("a")
    with full(disk):
        executor.run()
        with pytest.raises(StoreDiskError):
            farm.manager.tick(farm.clock.monotonic())
    farm.step()
    farm.step(farm.settings.retry_pause_seconds)
    executor.run()
    assert farm.state("a") == "ready"
    assert [call for call, _ in farm.services.calls].count("prepare") == 2
    with farm.store.read() as session:
        # It was not the task's fault.
        assert session.connection.exec_driver_sql("SELECT tries FROM task WHERE kind = 'prepare'").scalar() == 1


def test_store_on_a_full_disk_ends_leases_later(farm: ManualFarm, disk: SmallDisk, executor: HeldExecutor) -> None:
    ready(farm, executor)
    silent = farm.idle_worker("w1")
    farm.step()
    assert silent.grants
    farm.clock.advance(farm.settings.lease_seconds + 0.1)
    with full(disk), pytest.raises(StoreDiskError):
        farm.manager.tick(farm.clock.monotonic())
    other = farm.idle_worker("w2")
    farm.step()
    assert [one.first for one in other.grants] == [0]


def test_store_on_a_full_disk_greets_workers_later(farm: ManualFarm, disk: SmallDisk, executor: HeldExecutor) -> None:
    ready(farm, executor)
    farm.idle_worker("w", boot="b1")
    farm.step()
    with full(disk):
        again = farm.idle_worker("w", boot="b2")
        assert not farm.broker.wait_idle(0.5)
    farm.step()
    # What it held under its earlier boot is open, and its own again.
    assert [one.first for one in again.grants] == [0]
