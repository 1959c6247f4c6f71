"""The progress of a batch: a bar where there is a terminal, a line per event where there is none."""

from __future__ import annotations

import time
from collections.abc import Mapping
from types import TracebackType

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)

from app.core.messages import JobView
from app.core.states import END_STATES, JobState, state_word

SHOWN_JOBS = 12
"""With more films than this, only the whole batch has a bar."""

LINE_SECONDS = 5.0
"""Without a terminal, at most one line of progress in this time."""


class BatchProgress:
    """Shows how far the films of one command are. `total_frames` is the sum over all of them."""

    def __init__(self, console: Console, *, films: int, total_frames: int) -> None:
        self._console = console
        self._films = films
        self._total = total_frames
        self._bars: dict[str, TaskID] = {}
        self._said: dict[str, str] = {}
        self._last_line = time.monotonic()
        self._progress = Progress(
            TextColumn("{task.description}", markup=False),
            BarColumn(bar_width=28),
            MofNCompleteColumn(),
            TextColumn("frames"),
            TimeElapsedColumn(),
            TimeRemainingColumn(),
            console=console,
            disable=not console.is_terminal,
        )
        self._all = self._progress.add_task(f"{films} films" if films > 1 else "1 film", total=total_frames)

    def __enter__(self) -> BatchProgress:
        self._progress.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._progress.stop()

    def update(self, views: Mapping[str, JobView]) -> None:
        """Show the newest state of every job, by job id."""
        done = sum(view.frames_total if view.state == JobState.DONE else view.frames_done for view in views.values())
        self._progress.update(self._all, completed=done)
        if self._films > 1 and self._films <= SHOWN_JOBS:
            for view in views.values():
                self._show(view)
        if not self._console.is_terminal:
            self._say(views, done)

    def _show(self, view: JobView) -> None:
        if view.job_id not in self._bars:
            self._bars[view.job_id] = self._progress.add_task("", total=view.frames_total or None)
        word = state_word(JobState(view.state), warned=bool(view.warnings)).word
        self._progress.update(
            self._bars[view.job_id],
            description=f"  {view.name}: {word}",
            completed=view.frames_total if view.state == JobState.DONE else view.frames_done,
            total=view.frames_total or None,
        )

    def _say(self, views: Mapping[str, JobView], done: int) -> None:
        for view in views.values():
            if JobState(view.state) in END_STATES and self._said.get(view.job_id) != view.state:
                self._said[view.job_id] = view.state
                word = state_word(JobState(view.state), warned=bool(view.warnings)).word
                self._console.print(f"{view.name}: {word}", markup=False)
        if time.monotonic() - self._last_line >= LINE_SECONDS:
            self._last_line = time.monotonic()
            self._console.print(f"{done} of {self._total} frames", markup=False)
