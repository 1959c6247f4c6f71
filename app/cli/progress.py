"""The progress of a batch: a bar where there is a terminal, a line per event where there is none."""

from __future__ import annotations

import time
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

from app.core.errors import ErrorInfo
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
        self._said: set[str] = set()
        self._frames: dict[str, int] = {}
        self._done = 0
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

    def update(self, view: JobView) -> None:
        """Show the newest state of a job."""
        before = self._frames.get(view.job_id, 0)
        self._frames[view.job_id] = view.frames_total if view.state == JobState.DONE else view.frames_done
        self._done += self._frames[view.job_id] - before
        self._progress.update(self._all, completed=self._done)
        if 1 < self._films <= SHOWN_JOBS:
            self._show(view)
        if not self._console.is_terminal:
            self._say(view)

    def trouble(self, error: ErrorInfo) -> None:
        """Say why nothing goes on."""
        text = " ".join(filter(None, (error.title, error.cause, error.next_step)))
        self._console.print(text, markup=False, highlight=False)

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

    def _say(self, view: JobView) -> None:
        if JobState(view.state) in END_STATES and view.job_id not in self._said:
            self._said.add(view.job_id)
            word = state_word(JobState(view.state), warned=bool(view.warnings)).word
            self._console.print(f"{view.name}: {word}", markup=False)
        if time.monotonic() - self._last_line >= LINE_SECONDS:
            self._last_line = time.monotonic()
            self._console.print(f"{self._done} of {self._total} frames", markup=False)
