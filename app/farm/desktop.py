"""The window's farm: an embedded farm over a profile's folder, started when it is needed and going on after a crash.

Workers are hired with the first job that is to be rendered: looking at the jobs of earlier runs starts no engine.

Threads: `start`, `stop`, `set_workers`, `pause_all` and `resume_all` wait for disks and answers, so they belong into
background threads; the properties answer at once and may be asked anywhere. Locks: `_changing` while the farm starts,
stops or is given orders; inside it `_hiring` while there come to be workers; `_telling` while watchers are told, so
that the last thing they hear is true; `_lock` guards what is known of the jobs, and nothing is called while it is held.
"""

from __future__ import annotations

import logging
import sqlite3
import threading
from collections.abc import Callable, Iterable
from contextlib import ExitStack, closing, suppress
from itertools import islice
from pathlib import Path

import msgspec

from app.core.decoding import from_json
from app.core.errors import StoreBusyError, StoreError, UsageError
from app.core.messages import JobView
from app.core.settings import Settings
from app.core.states import END_STATES, JobState, may_change
from app.core.unreadable import NO_DOCUMENT
from app.farm.agents import StartAgents, workers_for
from app.farm.client import FarmClient
from app.farm.connection import FarmListener
from app.farm.embedded import Crew, EmbeddedFarm, running_farm
from app.farm.files import translated, write_durably
from app.farm.publishing import make_writable
from app.farm.storage_folder import FolderStorage
from app.farm.store.sqlite import DATABASE_NAME

PAUSED_NAME = "paused.json"
"""The file in the home that says which jobs `pause_all` paused."""

JOBS_PER_ORDER = 500
"""So many jobs are paused or resumed in one transaction."""

_log = logging.getLogger(__name__)


def has_unfinished(home: Path) -> bool:
    """Whether jobs of an earlier run wait in a profile, paused ones too. Cheap, and also while a program owns it.

    Raises `StoreError` when the store is damaged.
    """
    database = home / DATABASE_NAME
    if not database.is_file():
        return False
    states = ", ".join("?" * len(END_STATES))
    try:
        with closing(sqlite3.connect(f"{database.absolute().as_uri()}?mode=ro", uri=True, timeout=1.0)) as store:
            if not store.execute("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'job'").fetchone():
                return False  # Ended in the moment in which it was made.
            query = f"SELECT 1 FROM job WHERE state NOT IN ({states}) LIMIT 1"  # noqa: S608 - question marks only
            return store.execute(query, sorted(END_STATES)).fetchone() is not None
    except sqlite3.Error as error:
        raise StoreError(
            f"The store in {home} cannot be read.", f"{error}.", "Restore it from a copy, or move its folder away."
        ) from error


class DesktopFarm:
    """Implements `WindowFarm` for one profile. It may be started again after it was stopped.

    `home` keeps everything but the films, which go to `results` unless a job names a folder of its own.
    """

    def __init__(self, home: Path, results: Path, *, start_agents: StartAgents, settings: Settings, owner: str) -> None:
        self._home = home
        self._results = results
        self._start_agents = start_agents
        self._settings = settings
        self._owner = owner
        self._crew = _crew_for(settings)
        self._changing = threading.Lock()
        self._hiring = threading.Lock()
        self._hired = False
        self._lock = threading.Lock()
        self._farm: EmbeddedFarm | None = None
        self._ending = ExitStack()
        self._under_way: set[str] = set()
        self._held: set[str] = set()
        self._paused_by_us: frozenset[str] = frozenset()
        self._telling = threading.RLock()
        self._busy_watchers: tuple[Callable[[bool], None], ...] = ()

    @property
    def home(self) -> Path:
        """The profile's folder."""
        return self._home

    @property
    def owner(self) -> str:
        """See `WindowFarm.owner`."""
        return self._owner

    @property
    def running(self) -> bool:
        """Whether the farm is there to be used."""
        return self._farm is not None

    @property
    def client(self) -> FarmClient:
        """The farm's client. Raises `UsageError` when the farm does not run."""
        return self._running().client

    @property
    def storage(self) -> FolderStorage:
        """The farm's storage. Raises `UsageError` when the farm does not run."""
        return self._running().storage

    @property
    def busy(self) -> bool:
        """Whether jobs are under way: neither ended nor paused."""
        with self._lock:
            return bool(self._under_way)

    @property
    def paused(self) -> bool:
        """Whether jobs are paused that `resume_all` would resume."""
        with self._lock:
            return not self._paused_by_us.isdisjoint(self._held)

    def start(self) -> None:
        """Start the farm, and with it what an earlier run left unfinished; nothing happens when it runs.

        Raises `StoreBusyError` when another program owns the profile, else `StorageError` or `StoreError`.
        """
        with self._changing:
            if self._farm is not None:
                return
            make_writable(
                self._home,
                shown=self._home,
                called="Farmhand's own folder",
                next_step="Choose another profile, or change the folder's permissions.",
            )
            self._paused_by_us = _read_paused(self._home)
            with ExitStack() as ending:
                ending.callback(self._forget_jobs)
                farm = self._enter_farm(ending)
                farm.client.watch(self._on_job)
                self._ending = ending.pop_all()
            with self._hiring:
                self._farm, self._hired = farm, False
            if self.busy:
                self._hire()

    def stop(self) -> None:
        """Stop the farm in order; what is unfinished goes on at the next start. Nothing happens when it is stopped."""
        with self._changing:
            with self._hiring:
                farm, self._farm = self._farm, None
            if farm is not None:
                self._ending.close()

    def follow(self, listener: FarmListener) -> Callable[[], None]:
        """See `WindowFarm.follow`: when it returns, all jobs have been told. Raises as `FarmClient.watch`."""
        return self.client.watch(listener.push)

    def known_films(self) -> None:
        """See `WindowFarm.known_films`: films go to the folders that jobs name."""

    def try_now(self) -> None:
        """See `WindowFarm.try_now`: there is no way to it that could be lost."""

    def apply(self, settings: Settings) -> None:
        """Work by these settings: workers and their priority from now on, the rest from the next start on."""
        self._settings = settings
        crew = _crew_for(settings)
        self.set_workers(crew.workers, low_priority=crew.low_priority)

    def set_workers(self, count: int, *, low_priority: bool) -> None:
        """Have that many workers, at once when the farm runs; those that go lose nothing (see `Agents.set_workers`)."""
        with self._changing, self._hiring:
            crew = Crew(max(1, count), low_priority)
            if crew != self._crew and self._farm is not None and self._hired:
                self._farm.agents.set_workers(crew.workers, low_priority=crew.low_priority)
            self._crew = crew

    def pause_all(self) -> None:
        """Pause every job that can be; what is in work is finished. `resume_all` resumes these, also after a restart.

        Raises `UsageError` when the farm does not run, `BrokerError` or `StorageError`.
        """
        with self._changing:
            client = self._running().client
            wanted = [one.job_id for one in client.snapshot() if may_change(JobState(one.state), JobState.PAUSED)]
            # Noted first: a job that is noted but not paused does no harm, the other way round it would stay paused.
            self._note_paused(self._paused_by_us.union(wanted))
            _order(client.pause, wanted)

    def resume_all(self) -> None:
        """Resume the jobs that `pause_all` paused and that are still paused. Raises as `pause_all` does."""
        with self._changing:
            client = self._running().client
            paused = [one.job_id for one in client.snapshot() if JobState(one.state) is JobState.PAUSED]
            _order(client.resume, [one for one in paused if one in self._paused_by_us])
            self._note_paused(frozenset())

    def watch_busy(self, callback: Callable[[bool], None]) -> Callable[[], None]:
        """Call `callback` with `busy` now and whenever it changes, in any thread. What is returned ends that."""
        with self._telling:
            self._busy_watchers = (*self._busy_watchers, callback)
            callback(self.busy)

        def unwatch() -> None:
            with self._telling:
                self._busy_watchers = tuple(one for one in self._busy_watchers if one is not callback)

        return unwatch

    def _enter_farm(self, ending: ExitStack) -> EmbeddedFarm:
        """Start the farm of the profile, to be ended with `ending`. Raises what `start` raises."""
        made = running_farm(
            self._home,
            self._results,
            Crew(0, self._crew.low_priority),
            start_agents=self._start_agents,
            settings=self._settings,
            owner=self._owner,
        )
        try:
            return ending.enter_context(made)
        except StoreBusyError as error:
            # Said of the profile, which people do not choose, and not of a folder.
            raise StoreBusyError(
                "Another Farmhand has the queue open.",
                "Only one window at a time can show and render its jobs, so that no film is rendered twice.",
                "Go on in the other window, or close it and try again here.",
            ) from error

    def _running(self) -> EmbeddedFarm:
        farm = self._farm
        if farm is None:
            raise UsageError("The farm of this computer does not run.", next_step="Start it first.")
        return farm

    def _on_job(self, view: JobView) -> None:
        state = JobState(view.state)
        with self._lock:
            before = bool(self._under_way)
            self._under_way.discard(view.job_id)
            self._held.discard(view.job_id)
            if state is JobState.PAUSED and not view.removed:
                self._held.add(view.job_id)
            elif state not in END_STATES and not view.removed:
                self._under_way.add(view.job_id)
            after = bool(self._under_way)
        if after and not before:
            self._hire()
        if after != before:
            self._tell_busy()

    def _hire(self) -> None:
        """There is something to render: have workers from now on."""
        with self._hiring:
            if self._farm is not None and not self._hired:
                self._hired = True
                self._farm.agents.set_workers(self._crew.workers, low_priority=self._crew.low_priority)

    def _forget_jobs(self) -> None:
        with self._lock:
            before = bool(self._under_way)
            self._under_way.clear()
            self._held.clear()
        if before:
            self._tell_busy()

    def _tell_busy(self) -> None:
        with self._telling:
            for watcher in self._busy_watchers:
                watcher(self.busy)

    def _note_paused(self, job_ids: frozenset[str]) -> None:
        path = self._home / PAUSED_NAME
        with translated("write", path):
            write_durably(path, msgspec.json.encode(sorted(job_ids)))
        with self._lock:
            self._paused_by_us = job_ids


def _crew_for(settings: Settings) -> Crew:
    return Crew(workers_for(settings), settings.keep_usable)


def _order(give: Callable[[list[str]], object], job_ids: Iterable[str]) -> None:
    """Give an order for many jobs, in portions."""
    rest = iter(job_ids)
    while portion := list(islice(rest, JOBS_PER_ORDER)):
        # It is refused when it is for none of them any more: they have all ended meanwhile.
        with suppress(UsageError):
            give(portion)


def _read_paused(home: Path) -> frozenset[str]:
    path = home / PAUSED_NAME
    try:
        with translated("read", path):
            content = path.read_bytes() if path.exists() else b"[]"
        return frozenset(from_json(content, list[str]))
    except NO_DOCUMENT as error:
        # Only whole files are written, so somebody else wrote this one; the jobs can be resumed one by one.
        _log.warning("%s is damaged and was left alone: %s", path, error)
        return frozenset()
