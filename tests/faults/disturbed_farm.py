"""A farm of programs with everything in reach that can go wrong: links behind proxies, small disks, a wrong clock."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import time
import uuid
from collections import Counter
from collections.abc import Collection, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import msgspec
import psutil

from app.core.jobs import JobRequest
from app.core.settings import Settings
from app.farm.engines.sleep import SleepScript
from app.farm.programs import Part, agent_variables
from app.farm.store.sqlite import DATABASE_NAME
from tests.bench.sleeping_farm import sleeping_job
from tests.e2e.farm_programs import PASSWORD, WORKERS, FarmPrograms, wait_for_workers
from tests.faults.calls import CallFaults, Rule, bad_disk
from tests.faults.proxy import FaultProxy
from tests.faults.watched_manager import CLOCK, FOLDER, NOTES
from tests.servers.rabbitmq import RabbitNode

MANAGER, NODE = "boss", "node"
DISKS = ("storage", MANAGER, NODE)
"""The work storage, and what manager and node have at home; films lie on the first one, too."""

DISK_MEGABYTES = 48
GONE_SECONDS = 10.0
_PROGRAM = Path(__file__).with_name("watched_manager.py")


class DisturbedFarm(FarmPrograms):
    """The farm. Manager and node each reach the broker through a proxy of their own (`links`), people directly.

    Its frames only take time. `disks` are those that can be filled, where this program may mount any. `calls` are
    system calls of its programs that can be made to fail, where that is possible. It has so many `workers`, all on one
    node.
    """

    def __init__(
        self,
        node: RabbitNode,
        folder: Path,
        *,
        small_disks: bool = False,
        calls: CallFaults | None = None,
        workers: int = WORKERS,
    ) -> None:
        super().__init__(node, f"faults-{uuid.uuid4().hex[:8]}", folder)
        self.calls = calls
        self.worker_count = workers
        self.links = {user: FaultProxy(node.port) for user in (MANAGER, NODE)}
        self._direct: set[str] = set()
        self._closed = False
        self.disks: dict[str, Path] = {}
        self.temporary = folder / "temporary"
        self.temporary.mkdir()
        if small_disks:
            for name in DISKS:
                self._mount(name)

    def settings(self, user: str) -> Settings:
        # As by default, leases rest for longer than the longest pause between tries to connect.
        own = msgspec.structs.replace(super().settings(user), reaper_rest_seconds=12.0, workers=self.worker_count)
        if user not in self.links:
            return own
        through = own.broker.replace(f":{self.node.port}/", f":{self.links[user].port}/")
        return msgspec.structs.replace(own, broker=through, engines="sleep")

    def start(self) -> None:
        """Start it, and return when its workers are there."""
        super().start()
        with self.person("cleo") as cleo:
            wait_for_workers(
                cleo, lambda views: sum(one.state == "idle" for one in views.values()) == self.worker_count
            )
        self.node.settle()

    def close(self) -> None:
        """End everything in order, once."""
        if self._closed:
            return
        self._closed = True
        for link in self.links.values():
            link.heal()
        try:
            super().close()
        finally:
            for link in self.links.values():
                link.close()
            with suppress(OSError, RuntimeError):
                self.node.drop_vhost(self.vhost)

    def free_disks(self) -> None:
        """Unmount the small disks, with all that is on them."""
        for path in self.disks.values():
            subprocess.run(["umount", "-l", str(path)], check=True)
        self.disks.clear()

    def set_clock_ahead(self, seconds: float) -> None:
        """Set the manager's clock wrong."""
        path = self.folder / CLOCK
        new = path.with_suffix(".new")
        new.write_text(str(seconds), "ascii")
        new.replace(path)

    def fill_disk(self, name: str) -> None:
        """Leave no room on a disk until `empty_disk`."""
        with suppress(OSError), (self.disks[name] / "ballast").open("wb", buffering=0) as file:
            while True:
                file.write(b"\0" * 4096)

    def empty_disk(self, name: str) -> None:
        """Take away what filled it."""
        (self.disks[name] / "ballast").unlink(missing_ok=True)

    def bad_disk(self, name: str, chance: float, *, seed: int = 0) -> list[Rule]:
        """Rules of a disk that fails that part of all calls."""
        folders = [self.folder / name]
        return bad_disk([*folders, self.results] if name == DISKS[0] else folders, chance, seed=seed)

    def start_missing(self, *, but: Collection[str] = ()) -> None:
        """Start again what has ended, but for the parts of these names."""
        if "manager" not in but and self.manager.exit_code is not None:
            self.manager.kill()
            self.start_manager()
        if "worker" not in but and self.workers.exit_code is not None:
            self.workers.kill()
            self.start_workers()

    def pids(self) -> dict[str, int]:
        """The processes of its parts, and this one, which is the people's."""
        found = {"people": os.getpid()}
        for name, part in (("manager", self.manager), ("supervisor", self.workers)):
            if part.exit_code is None:
                found[name] = part.pid
        with suppress(psutil.Error):
            found |= {f"worker {number}": one.pid for number, one in enumerate(self.seats(), 1)}
        return found

    def scratch(self) -> list[Path]:
        """Where its programs put what they need for a while."""
        return [self.temporary, self.folder / "storage" / ".unfinished", self.folder / NODE, self.folder / MANAGER]

    def broker_pid(self) -> int:
        """The server's own process, which is not the one that was started."""
        return int((self.node.folder / "pid").read_text("ascii"))

    @contextmanager
    def frozen(self, pid: int) -> Iterator[None]:
        """A process that stands still for as long as the context lasts."""
        process = psutil.Process(pid)
        process.suspend()
        try:
            yield
        finally:
            with suppress(psutil.NoSuchProcess):
                process.resume()

    def leftovers(self) -> list[str]:
        """What is left of a farm that was closed and had done all its jobs, apart from what it shall keep."""
        found = [str(path) for path in (self.folder / "storage" / "work").glob("*")]
        found += [str(path) for path in self.results.iterdir() if path.suffix != ".mp4"]
        found += [str(path) for path in self.folder.glob("*/outbox/**/*.msg")]
        return found + [f"{one.pid}: {' '.join(one.cmdline())}" for one in self._survivors()]

    def _survivors(self) -> list[psutil.Process]:
        """Processes of this farm; those that are just ending are waited for."""
        deadline = time.monotonic() + GONE_SECONDS
        while True:
            found = [one for one in psutil.process_iter(["cmdline"]) if self._is_mine(one)]
            if not found or time.monotonic() > deadline:
                return found
            time.sleep(0.1)

    def _is_mine(self, process: psutil.Process) -> bool:
        words = process.info["cmdline"] or []
        return str(self._config) in words and process.pid != os.getpid()

    def program(self, role: str) -> list[str]:
        """What Python runs in that role."""
        return [str(_PROGRAM)] if role == "manager" else ["-m", "worker_agent"]

    def environment_of(self, role: str) -> dict[str, str]:
        """What a program in that role is started with, beside the settings."""
        own = {"FARMHAND_SECRET_BROKER": PASSWORD, FOLDER: str(self.folder), "TMPDIR": str(self.temporary)}
        return own | (self.calls.variables(role) if self.calls is not None else {})

    def _part(self, role: str, user: str) -> Part:
        command = [sys.executable, *self.program(role), "--config", str(self._config), "--role", role]
        return Part(role, command, agent_variables(self.settings(user)) | self.environment_of(role))

    def _mount(self, name: str) -> None:
        path = self.folder / name
        path.mkdir()
        command = ["mount", "-t", "tmpfs", "-o", f"size={DISK_MEGABYTES}m", "tmpfs", str(path)]
        if subprocess.run(command, check=False, capture_output=True).returncode == 0:
            self.disks[name] = path


def film(name: str, frames: int = 40, *, seconds: float = 0.03, piece_frames: int = 5) -> JobRequest:
    """A film whose frames take `seconds` each."""
    return sleeping_job(name, frames, SleepScript(seconds_per_frame=seconds), piece_frames=piece_frames)


@dataclass(frozen=True, slots=True)
class Books:
    """What a farm's store, notes and storage say in the end. `wrong` are contradictions, of which there may be none.

    `pieces` is how many there are in all films, `drawn` how many were drawn and stored, `failed` how many attempts did
    not end well.
    """

    wrong: tuple[str, ...]
    pieces: int
    drawn: int
    failed: int

    @property
    def redone(self) -> int:
        """How many pieces were stored although somebody else had stored them."""
        return self.drawn - self.pieces


def read_books(farm: DisturbedFarm, job_ids: tuple[str, ...], *, without: str = "") -> Books:
    """Compare the store of a farm whose jobs are all done, but for one that it is `without`, with what it noted."""
    notes = [line.split() for line in (farm.folder / NOTES).read_text("ascii").splitlines()]
    drawn = {tuple(words[1:]) for words in notes if words[0] == "piece"}
    wrong: list[str] = []
    # A job may be joined twice, by managers of which one was killed; but it is done once.
    with closing(sqlite3.connect(farm.folder / MANAGER / DATABASE_NAME)) as store:
        (sound,) = store.execute("PRAGMA integrity_check").fetchone()
        wrong += [] if sound == "ok" else [f"store: {sound}"]
        asked = "SELECT job_id, number, start, stop, state, attempt FROM piece WHERE job_id != ? ORDER BY 1, 2"
        rows = store.execute(asked, (without,)).fetchall()
        tasks = store.execute("SELECT job_id, kind, state FROM task WHERE job_id != ?", (without,)).fetchall()
        totals = dict(store.execute("SELECT id, frames_total FROM job").fetchall())
        (failed,) = store.execute("SELECT count(*) FROM attempt WHERE error IS NOT NULL").fetchone()
        seqs = [seq for (seq,) in store.execute("SELECT seq FROM event ORDER BY seq")]
    wrong += [f"{row}: is not done" for row in rows if row[4] != "done"]
    wrong += [f"{row}: is not in the notes" for row in rows if (row[0], str(row[1]), f"a{row[5]}") not in drawn]
    wrong += [f"{task}: is not done" for task in tasks if task[2] != "done"]
    counted = Counter((job, kind) for job, kind, _ in tasks)
    wrong += [f"{key}: {count} times" for key, count in counted.items() if count != 1]
    for job_id in job_ids:
        spans = [(start, stop) for job, _, start, stop, _, _ in rows if job == job_id]
        frames = [frame for start, stop in spans for frame in range(start, stop)]
        if frames != list(range(totals.get(job_id, -1))):
            wrong.append(f"{job_id}: its pieces are {spans}")
    if seqs and seqs != list(range(seqs[0], seqs[0] + len(seqs))):
        wrong.append("the events have gaps")
    return Books(tuple(wrong), len(rows), len(drawn), failed)
