"""The manager's process ends after any commit: the next one makes the film, and no frame is lost or doubled in it."""

from __future__ import annotations

import copy
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from manual_farm import HandWorker, ManualFarm
from store_kit import MemoryServices

from app.core.errors import DiskFullError
from app.farm.store import Change, Store
from app.farm.store.sqlite import DATABASE_NAME

FRAMES = 20
FILM = tuple(f"a/{frame}" for frame in range(FRAMES))


class Recorder:
    """Keeps what is on disk after every commit: the database, and the pieces and films in storage."""

    def __init__(self, farm: ManualFarm, folder: Path) -> None:
        self.farm = farm
        self.folder = folder
        self.moments: list[tuple[Path, MemoryServices]] = []
        self._change = farm.store.change

    @contextmanager
    def change(self, **more: Any) -> Iterator[Change]:
        with self._change(**more) as change:
            yield change
        self.keep()

    def keep(self) -> None:
        home = self.folder / f"{len(self.moments):03d}"
        home.mkdir(parents=True)
        assert isinstance(self.farm.place, Path)
        with (
            sqlite3.connect(self.farm.place / DATABASE_NAME) as source,
            sqlite3.connect(home / DATABASE_NAME) as copied,
        ):
            source.backup(copied)
        source.close()
        copied.close()
        self.moments.append((home, copy.deepcopy(self.farm.services)))


def work_off(farm: ManualFarm, workers: list[HandWorker], rounds: int = 40) -> None:
    """Workers do what they are granted; time passes, so that delayed tasks come up."""
    done: set[int] = set()
    for _ in range(rounds):
        farm.step(1.0)
        for worker in workers:
            for grant in worker.grants:
                if grant.attempt not in done:
                    done.add(grant.attempt)
                    worker.finish(grant)
                    worker.claim()
        if farm.state("a") in ("done", "failed", "cancelled"):
            farm.step()
            return


def record(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, then: Any) -> list[tuple[Path, MemoryServices]]:
    """What lay on disk after each commit of a run: submit, a worker that dies, a publish that fails once, `then`."""
    farm = ManualFarm(tmp_path / "run")
    recorder = Recorder(farm, tmp_path / "moments")
    monkeypatch.setattr(farm.store, "change", recorder.change)
    farm.services.troubles["publish"] = [DiskFullError("The disk is full.")]
    farm.submit("a", frames=FRAMES)
    dead, alive = farm.idle_worker("w1"), farm.idle_worker("w2")
    farm.step()
    dead.finish_piece(dead.grant, dead.grant.first)
    dead.die()
    then(farm, alive)
    farm.close()
    return recorder.moments


def test_a_job_is_completed_from_every_commit_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    moments = record(tmp_path, monkeypatch, lambda farm, alive: work_off(farm, [alive]))
    assert len(moments) > 15
    for home, services in moments[1:]:
        services.troubles.clear()
        farm = ManualFarm(home, services)
        if farm.services.films.get("a.mp4") is None and not has_job(farm.store):
            farm.submit("a", frames=FRAMES)
        work_off(farm, [farm.idle_worker("w1", boot="b2"), farm.idle_worker("w3")])
        assert farm.state("a") == "done", home.name
        assert services.films["a.mp4"] == FILM
        assert not services.stored.get("a"), "the work folder is gone"
        told = (range(one.first or one.seq, one.seq + 1) for one in farm.events if one.seq)
        sequence = [number for numbers in told for number in numbers]
        assert sequence == list(range(sequence[0], sequence[0] + len(sequence))) if sequence else True
        farm.close()


def test_a_cancelled_job_stays_cancelled_from_every_commit_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def cancel(farm: ManualFarm, alive: HandWorker) -> None:
        farm.step()
        farm.act("cancel", "a")
        alive.end(alive.grant)
        farm.step()
        assert farm.state("a") == "cancelled"

    wished = False
    for home, services in record(tmp_path, monkeypatch, cancel)[1:]:
        services.troubles.clear()
        farm = ManualFarm(home, services)
        if has_job(farm.store):
            wished = wished or farm.state("a") in ("cancelling", "cancelled")
            work_off(farm, [farm.idle_worker("w3")])
            assert farm.state("a") == ("cancelled" if wished else "done")
            assert ("a.mp4" in services.films) is not wished
        farm.close()
    assert wished


def test_a_removed_job_stays_removed_from_every_commit_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def remove(farm: ManualFarm, alive: HandWorker) -> None:
        work_off(farm, [alive])
        farm.act("remove", "a")
        assert not has_job(farm.store)

    removed = 0
    for home, services in record(tmp_path, monkeypatch, remove)[1:]:
        services.troubles.clear()
        farm = ManualFarm(home, services)
        if services.films.get("a.mp4") is not None and not has_job(farm.store):
            removed += 1
            farm.step()
            assert set(services.forgotten) == {"a"} and services.films["a.mp4"] == FILM
            assert [one.job.removed for one in farm.events if one.seq][-1]
        farm.close()
    assert removed


def has_job(store: Store) -> bool:
    with store.read() as session:
        return bool(session.connection.exec_driver_sql("SELECT count(*) FROM job").scalar())
