"""The window's farm with everything real: store, manager, agents, engines, and programs that are killed."""

from __future__ import annotations

import hashlib
import os
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path

import psutil
import pytest

from app.core.errors import StorageError, StoreBusyError, StoreError, UsageError
from app.core.messages import JobView
from app.core.settings import Settings
from app.farm.agents import all_cores, workers_for
from app.farm.attempt_logs import list_logs, read_log
from app.farm.desktop import PAUSED_NAME, DesktopFarm, has_unfinished
from app.farm.store.sqlite import DATABASE_NAME
from tests.fakes.desktop_farms import NAMES, desktop_farm, empty_project, make_requests, wait_until_idle

ROOT = Path(__file__).resolve().parents[2]
FRAMES = 240
"""Of a film of eight pieces."""


class Ears:
    """Hears of jobs, and lets a test wait until they are as it wants."""

    def __init__(self, farm: DesktopFarm) -> None:
        self._changed = threading.Condition()
        self.views: dict[str, JobView] = {}
        farm.client.watch(self._hear)

    def _hear(self, view: JobView) -> None:
        with self._changed:
            self.views[view.job_id] = view
            self._changed.notify_all()

    def wait_for(self, **states: str) -> None:
        """Wait until the jobs of these names are in these states."""

        def are_there() -> bool:
            found = {view.name: view.state for view in self.views.values()}
            return all(found.get(name) == state for name, state in states.items())

        with self._changed:
            assert self._changed.wait_for(are_there, 60), {view.name: view.state for view in self.views.values()}

    def wait_for_pieces(self, count: int) -> None:
        """Wait until so many pieces are done."""
        with self._changed:
            assert self._changed.wait_for(
                lambda: sum(view.pieces.count("d") for view in self.views.values()) >= count, 60
            )


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "profiles" / "default"


@pytest.fixture
def farm(home: Path, tmp_path: Path) -> Iterator[DesktopFarm]:
    one = desktop_farm(home, tmp_path / "results")
    yield one
    one.stop()


def submit(farm: DesktopFarm, folder: Path, *names: str, frames: int = FRAMES) -> tuple[str, ...]:
    """Submit films of many pieces each."""
    project = folder / "empty.aep"
    if not project.exists():
        empty_project(project, seconds=frames / 25)
    return farm.client.submit(make_requests(farm.storage, project, names, frames=frames))


def test_desktop_farm_renders_stops_and_starts_again(farm: DesktopFarm, home: Path, tmp_path: Path) -> None:
    assert not farm.running
    assert not has_unfinished(home)
    with pytest.raises(UsageError, match="does not run"):
        farm.client.snapshot()
    heard: list[bool] = []
    farm.watch_busy(heard.append)
    farm.start()
    client = farm.client
    farm.start()
    assert farm.client is client
    (job,) = submit(farm, tmp_path, "film")
    assert farm.client.wait([job], timeout=60)[0].state == "done"
    wait_until_idle(farm)
    assert (tmp_path / "results" / "film.mp4").is_file()
    assert heard == [False, True, False]
    farm.stop()
    farm.stop()
    assert not has_unfinished(home)
    farm.start()
    assert [view.state for view in farm.client.snapshot()] == ["done"]
    assert not farm.busy


def test_desktop_farm_keeps_logs_of_everything_until_the_job_is_removed(
    farm: DesktopFarm, home: Path, tmp_path: Path
) -> None:
    farm.start()
    ears = Ears(farm)
    (job,) = submit(farm, tmp_path, "film")
    ears.wait_for_pieces(1)
    storage = farm.storage
    while not (running := [one.source for one in list_logs(storage, job) if one.source.startswith("attempt-")]):
        time.sleep(0.02)
    (view,) = farm.client.wait([job], timeout=60)
    pieces = len(view.pieces)
    farm.stop()
    assert not (home / "work" / job).exists()
    sources = [one.source for one in list_logs(storage, job)]
    assert [one for one in sources if not one.startswith("attempt-")] == ["prepare-1", "join-1", "publish-1"]
    assert set(running) <= set(sources)
    texts = {one: [line.text for line in read_log(storage, job, one).lines] for one in sources}
    drawn = {line.split()[1] for text in texts.values() for line in text if line.startswith("Piece ")}
    assert drawn == {str(number) for number in range(pieces)}
    assert texts["prepare-1"][0] == "Preparing “film”."
    assert texts["join-1"][-1].startswith(f"Joined {pieces} pieces")
    assert texts["publish-1"][-1].endswith(str(tmp_path / "results" / "film.mp4"))
    farm.start()
    farm.client.remove([job])
    while list_logs(storage, job):
        time.sleep(0.02)


def test_desktop_farm_logs_the_reason_of_a_failure(farm: DesktopFarm, tmp_path: Path) -> None:
    farm.start()
    project = empty_project(tmp_path / "empty.aep", seconds=2)
    (request,) = make_requests(farm.storage, project, ["film"], frames=50)
    (tmp_path / "results" / "film.mp4").mkdir(parents=True)
    (job,) = farm.client.submit([request])
    (view,) = farm.client.wait([job], timeout=60)
    storage = farm.storage
    farm.stop()
    assert view.error is not None
    errors = [line.text for line in read_log(storage, job, "publish-1").lines if line.level == "error"]
    assert errors[0] == view.error.title


def test_desktop_farm_starts_once_for_many_threads(farm: DesktopFarm) -> None:
    threads = [threading.Thread(target=farm.start) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert farm.running
    assert len([thread for thread in threading.enumerate() if thread.name == "manager scheduler"]) == 1


def test_desktop_farm_whose_profile_is_in_use_says_so_and_starts_when_it_is_free(
    farm: DesktopFarm, home: Path, tmp_path: Path
) -> None:
    other = desktop_farm(home, tmp_path / "results")
    other.start()
    with pytest.raises(StoreBusyError) as caught:
        farm.start()
    said = caught.value.info()
    assert not farm.running
    assert str(home) not in f"{said.title} {said.cause} {said.next_step}"
    assert "other window" in said.next_step
    other.stop()
    farm.start()
    assert farm.running


def test_desktop_farm_in_a_folder_that_cannot_be_says_so(tmp_path: Path) -> None:
    (tmp_path / "profiles").write_text("in the way", "utf-8")
    with pytest.raises(StorageError, match="profiles"):
        desktop_farm(tmp_path / "profiles" / "default", tmp_path).start()


def test_desktop_farm_stopped_in_the_middle_has_unfinished_jobs_and_goes_on(
    farm: DesktopFarm, home: Path, tmp_path: Path
) -> None:
    farm.start()
    ears = Ears(farm)
    (job,) = submit(farm, tmp_path, "film", frames=4 * FRAMES)
    ears.wait_for_pieces(2)
    assert farm.busy
    assert has_unfinished(home), "a running program's store can be asked too"
    farm.stop()
    assert not farm.busy
    assert has_unfinished(home)
    farm.start()
    assert farm.busy
    assert farm.client.wait([job], timeout=60)[0].state == "done"


@pytest.mark.timeout(240)
def test_desktop_farm_changes_its_workers_while_it_works(farm: DesktopFarm, tmp_path: Path) -> None:
    def priorities() -> list[int]:
        found = []
        for child in psutil.Process().children():
            # Engines that are replaced end meanwhile.
            with suppress(psutil.NoSuchProcess):
                if "app.farm.engines.builtin_child" in child.cmdline():
                    found.append(child.nice())
        return sorted(found)

    usual = psutil.Process().nice()
    farm.start()
    ears = Ears(farm)
    jobs = submit(farm, tmp_path, "one", "two", "three", "four", frames=2 * FRAMES)
    ears.wait_for_pieces(2)
    farm.set_workers(3, low_priority=False)
    ears.wait_for_pieces(10)
    farm.set_workers(1, low_priority=True)
    views = farm.client.wait(jobs, timeout=60)
    assert [(view.state, view.error) for view in views] == [("done", None)] * 4
    films = {hashlib.sha256((tmp_path / "results" / f"{name}.mp4").read_bytes()).hexdigest() for name in ("one", "two")}
    assert len(films) == 1
    while priorities() != [max(usual, 10)]:
        time.sleep(0.02)
    farm.apply(Settings(workers=2, keep_usable=False))
    while priorities() != [usual, usual]:
        time.sleep(0.02)


def test_desktop_farm_starts_no_engine_to_show_the_jobs_of_an_earlier_run(farm: DesktopFarm, tmp_path: Path) -> None:
    def engines() -> list[psutil.Process]:
        return [child for child in psutil.Process().children() if "app.farm.engines.builtin_child" in child.cmdline()]

    farm.start()
    jobs = submit(farm, tmp_path, "one")
    farm.client.wait(jobs, timeout=60)
    assert engines()
    farm.stop()
    farm.start()
    assert [view.state for view in farm.client.snapshot()] == ["done"]
    assert engines() == []
    farm.set_workers(2, low_priority=False)
    assert engines() == []
    farm.client.wait(submit(farm, tmp_path, "two"), timeout=60)
    assert len(engines()) == 2


def test_desktop_farm_pauses_all_and_resumes_only_those_after_a_restart(
    farm: DesktopFarm, home: Path, tmp_path: Path
) -> None:
    farm.start()
    ears = Ears(farm)
    by_hand, *_ = submit(farm, tmp_path, "by-hand", "one", "two")
    farm.client.pause([by_hand])
    farm.pause_all()
    ears.wait_for(**{"by-hand": "paused", "one": "paused", "two": "paused"})
    assert (farm.paused, farm.busy) == (True, False)
    farm.stop()
    farm.start()
    ears = Ears(farm)
    assert farm.paused
    farm.resume_all()
    ears.wait_for(**{"by-hand": "paused", "one": "done", "two": "done"})
    assert not farm.paused
    farm.resume_all()
    assert farm.client.snapshot([by_hand])[0].state == "paused"
    farm.pause_all()
    assert not farm.paused


def test_desktop_farm_with_a_damaged_note_of_what_was_paused_starts(farm: DesktopFarm, home: Path) -> None:
    home.mkdir(parents=True)
    (home / PAUSED_NAME).write_bytes(b'{"no": "list"}')
    farm.start()
    farm.resume_all()
    assert not farm.paused


def test_desktop_farm_asks_a_damaged_store_in_vain(home: Path) -> None:
    home.mkdir(parents=True)
    (home / DATABASE_NAME).write_bytes(b"this is not a database" * 1000)
    with pytest.raises(StoreError, match="cannot be read"):
        has_unfinished(home)


def test_desktop_farm_has_nothing_to_do_in_a_store_that_was_never_filled(home: Path) -> None:
    home.mkdir(parents=True)
    with closing(sqlite3.connect(home / DATABASE_NAME)) as store:
        store.execute("CREATE TABLE other (id INTEGER)")
    assert not has_unfinished(home)


def test_desktop_workers_follow_the_settings() -> None:
    cores = all_cores()
    assert workers_for(Settings(keep_usable=False)) == cores
    assert workers_for(Settings()) == max(1, cores - 1)
    assert workers_for(Settings(workers=7)) == 7


def program(*arguments: str | Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "tests.fakes.desktop_farms", *map(str, arguments)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
    )


def film_hashes(folder: Path) -> dict[str, str]:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(folder.glob("*.mp4"))}


def test_desktop_program_that_is_killed_goes_on_by_itself_at_the_next_start(tmp_path: Path) -> None:
    undisturbed = program(tmp_path / "whole", tmp_path / "whole-films", "submit")
    assert undisturbed.communicate()[0].split() == ["nothing", "to", "do", "started", "done"]
    expected = film_hashes(tmp_path / "whole-films")
    assert sorted(expected) == [f"{name}.mp4" for name in NAMES]
    home, films = tmp_path / "home", tmp_path / "films"
    killed = program(home, films, "submit")
    try:
        while len(kept := list(home.glob("work/*/pieces/*.json"))) < 2:
            assert killed.poll() is None
            time.sleep(0.02)
        children = psutil.Process(killed.pid).children(recursive=True)
    finally:
        killed.send_signal(signal.SIGKILL)
        killed.communicate()
    assert psutil.wait_procs(children, timeout=10)[1] == []
    resumed = program(home, films, "resume")
    assert resumed.communicate()[0].split() == ["unfinished", "started", "done"]
    assert film_hashes(films) == expected
    with closing(sqlite3.connect(home / DATABASE_NAME)) as store:
        rows = store.execute("SELECT job_id, number, attempt FROM piece WHERE state = 'done'").fetchall()
    for path in kept:
        number, attempt, *_ = path.name.split(".")
        assert (path.parents[1].name, int(number), int(attempt.removeprefix("a"))) in rows, "a piece was drawn again"
