"""Takes out of the storage what no job needs any more: assets, and work folders and logs of jobs that are gone.

It cannot race with a submit. What the storage holds is listed first and what jobs need is read after that, so a job
that came meanwhile is counted. A job that is just being made has no place in the store yet, but brings its assets into
the storage first, and one that lies there already is made young again then (`storage_ages`): only what is old goes.
Ages are told by the storage's own clock.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Final, Protocol

from app.core.errors import FarmhandError
from app.core.model import Struct
from app.core.states import JobState
from app.farm.job_paths import asset_hashes
from app.farm.storage_ages import DAY_SECONDS, AgedFile

if TYPE_CHECKING:
    from app.farm.store import Store

FIRST_SECONDS: Final = 15 * 60.0
JOBS_AT_A_TIME: Final = 50

_log = logging.getLogger(__name__)


class CleanableStorage(Protocol):
    """What a storage must be able to do to be cleaned up."""

    def ages(self, prefix: str) -> Iterable[AgedFile]:
        """All finished files whose key starts with `prefix`, in any order. Raises `StorageError`."""
        ...

    def delete(self, prefix: str) -> None:
        """See `app.core.ports.Storage.delete`."""
        ...


class References(Struct, frozen=True):
    """What is needed: the sha256 of assets, the jobs there are, and those that may still need their work folder."""

    assets: frozenset[str]
    jobs: frozenset[str]
    working: frozenset[str]


class CleanUpPolicy(Struct, frozen=True):
    """From what age in seconds on something goes that is not needed: an asset, and the newest file of a folder."""

    asset_seconds: float = 7 * DAY_SECONDS
    folder_seconds: float = DAY_SECONDS


class CleanedUp(Struct, frozen=True):
    """What was taken out."""

    assets: int = 0
    folders: int = 0
    bytes: int = 0


def clean_up(
    storage: CleanableStorage,
    references: Callable[[], References],
    policy: CleanUpPolicy | None = None,
    *,
    stopped: Callable[[], bool] = lambda: False,
) -> CleanedUp:
    """Take out what is not needed; what was taken. `references` is asked once everything was listed.

    Raises what the storage and `references` raise; what was not taken out then goes next time.
    """
    policy = policy or CleanUpPolicy()
    assets = list(storage.ages("assets/"))
    folders = {prefix: _folders(storage.ages(prefix), prefix) for prefix in ("work/", "logs/")}
    needed = references()
    kept = {"work/": needed.working, "logs/": needed.jobs}
    done = CleanedUp()
    for asset in assets:
        if asset.age >= policy.asset_seconds and _hash(asset.key) not in needed.assets and not stopped():
            # Just now somebody may have put it again.
            again = next((one for one in storage.ages(asset.key) if one.key == asset.key), None)
            if again is not None and again.age >= policy.asset_seconds:
                storage.delete(asset.key)
                done = CleanedUp(done.assets + 1, done.folders, done.bytes + asset.size)
    for prefix, found in folders.items():
        for job_id, files in found.items():
            young = any(file.age < policy.folder_seconds for file in files)
            if job_id not in kept[prefix] and not young and not stopped():
                storage.delete(f"{prefix}{job_id}/")
                size = sum(file.size for file in files)
                done = CleanedUp(done.assets, done.folders + 1, done.bytes + size)
    return done


def references_of(store: Store) -> References:
    """What the jobs in a store need. Raises `StoreError`."""
    # Whoever has a store has brought it in; the computers that only use the storage do without.
    from app.farm.store import queries

    with store.read() as session:
        job_ids = queries.all_job_ids(session)
    assets: set[str] = set()
    working: set[str] = set()
    for start in range(0, len(job_ids), JOBS_AT_A_TIME):
        # In small portions, so that nobody waits for the store.
        with store.read() as session:
            for job_id in job_ids[start : start + JOBS_AT_A_TIME]:
                state = queries.state_of(session, job_id)
                if state is None:
                    continue
                assets.update(asset_hashes(queries.request_of(session, job_id)[0]))
                if state not in (JobState.DONE, JobState.CANCELLED):
                    working.add(job_id)
    return References(assets=frozenset(assets), jobs=frozenset(job_ids), working=frozenset(working))


class CleanUps:
    """Cleans up once a day in a thread of its own, for the manager of a storage."""

    def __init__(self, storage: CleanableStorage, store: Store) -> None:
        self._storage = storage
        self._store = store
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="clean-ups", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Stop; returns when nothing is being taken out."""
        self._stop.set()
        self._thread.join()

    def _run(self) -> None:
        pause = FIRST_SECONDS
        while not self._stop.wait(pause):
            pause = DAY_SECONDS
            try:
                done = clean_up(self._storage, lambda: references_of(self._store), stopped=self._stop.is_set)
            except FarmhandError as error:
                _log.warning("The storage could not be cleaned up: %s", error)
            else:
                if done.bytes:
                    _log.info("Cleaned up: %d assets, %d folders, %d bytes", done.assets, done.folders, done.bytes)


def _hash(key: str) -> str:
    return key.rpartition("/")[2].partition(".")[0]


def _folders(files: Iterable[AgedFile], prefix: str) -> dict[str, list[AgedFile]]:
    found: dict[str, list[AgedFile]] = {}
    for file in files:
        job_id, slash, _ = file.key.removeprefix(prefix).partition("/")
        if slash:
            found.setdefault(job_id, []).append(file)
    return found
