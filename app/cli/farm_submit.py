"""`farmhand submit`: films that a farm makes."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

import msgspec

from app.cli.batch import report, submit_and_follow
from app.cli.console import Output, size_text
from app.cli.farm_link import SHORT_ID, connected
from app.cli.rendering import DEFAULT_PRIORITY, Wishes, check, make_requests, refuse_both
from app.cli.wiring import Wiring
from app.core.errors import UsageError
from app.core.jobs import AssetRef, EngineChoice, JobRequest
from app.core.ports import AssetStore
from app.core.states import JobState
from app.farm.remote import RemoteFarm
from app.farm.wording import counted, listed

ENGINES = (EngineChoice.AUTO, EngineChoice.BUILTIN, EngineChoice.AERENDER)
"""Engines that can be asked of a farm; whether a worker has one is seen when the job is granted."""

LISTED = 5


class SubmittedDocument(msgspec.Struct, frozen=True):
    """The `--json` document of `submit` without `--wait`: the jobs in the order of the rows."""

    jobs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SubmitWishes:
    """What happens to films that exist, when the jobs' turn comes, and whether their end is waited for.

    `timed`: a few frames are drawn here first, and the jobs carry what they took.
    """

    overwrite: bool = False
    number: bool = False
    priority: int = DEFAULT_PRIORITY
    wait: bool = False
    timed: bool = False


def submit(wiring: Wiring, wishes: Wishes, how: SubmitWishes, output: Output) -> None:
    """Bring everything to the farm, submit the jobs, and print their ids; or follow them and print the films."""
    started = time.monotonic()
    refuse_both(overwrite=how.overwrite, number=how.number)
    plan = check(wishes, ENGINES)
    for note in plan.notes:
        output.say(note)
    sample = 0.0
    if how.timed:
        # Brings in much that others do without, and so start quicker.
        from app.cli.estimating import time_frames

        sample = time_frames(plan, output, "Drawing a few frames to time them…")
    with connected(wiring, output) as farm:
        exists = farm.known_films()
        with Uploads(farm.storage, output) as uploads:
            requests = make_requests(
                plan,
                wishes,
                storage=uploads,
                exists=exists,
                # Unasked never: somebody else's film of that name may be done meanwhile.
                replaces=lambda _: how.overwrite,
                number=how.number,
                owner=farm.user,
                priority=how.priority,
                sample=sample,
            )
        if not how.overwrite:
            _refuse_foreign(farm, requests, exists)
        if not how.wait:
            ids = farm.client.submit(requests)
            lines = [f"{job_id[:SHORT_ID]}  {one.output}" for job_id, one in zip(ids, requests, strict=True)]
            output.result(SubmittedDocument(jobs=ids), "\n".join(lines))
            return
        views = submit_and_follow(
            farm.client,
            requests,
            output,
            kept="The farm goes on with the jobs.",
            next_step="“farmhand jobs --mine” shows them, “farmhand cancel” ends them.",
        )
    report(views, output, seconds=time.monotonic() - started)


def _refuse_foreign(farm: RemoteFarm, requests: Sequence[JobRequest], exists: Callable[[str], bool]) -> None:
    """Refuse films that would fail in the end because another film of that name is there."""
    there = [request.output for request in requests if exists(request.output)]
    if not there:
        return
    own = {view.output for view in farm.client.snapshot() if view.owner == farm.user and view.state == JobState.DONE}
    foreign = [name for name in there if name not in own]
    if foreign:
        raise UsageError(
            f"{listed([f'“{name}”' for name in foreign], LISTED)} would be overwritten.",
            "The farm has films of that name that are not yours, or that are not in its list any more.",
            "Add --overwrite to replace them, --number to keep both, or choose another --name.",
        )


class Uploads:
    """An `AssetStore` that tells people how many files are with the farm already."""

    def __init__(self, storage: AssetStore, output: Output) -> None:
        self._storage = storage
        self._output = output
        self._status = output.console.status("Bringing files to the farm …")
        self._files = 0
        self._bytes = 0

    def __enter__(self) -> Uploads:
        if self._output.console.is_terminal:
            self._status.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._status.stop()
        if error is None:
            self._output.say(f"With the farm: {self._told()}.")

    def put_asset(self, path: Path) -> AssetRef:
        """See `AssetStore.put_asset`."""
        asset = self._storage.put_asset(path)
        self._files += 1
        self._bytes += asset.size
        self._status.update(f"Bringing files to the farm: {self._told()} …")
        return asset

    def _told(self) -> str:
        return f"{counted(self._files, 'file')}, {size_text(self._bytes)}"
