"""The rows of the table of jobs: a job, and a batch of jobs with what they are together. Without Qt."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Final, NamedTuple

import msgspec

from app.core.messages import JobView
from app.core.states import (
    DONE_WITH_WARNINGS,
    END_STATES,
    FILM_GONE,
    NO_NEWS,
    PIECE_LETTERS,
    STATE_WORDS,
    JobState,
    PieceState,
    StateWord,
)

FAMILIES: Final = ("waiting", "active", "done", "attention", "held", "failed", "off")
"""The families of states, in the order of the design's table."""

_RANKS: Final = {"active": 0, "failed": 1, "waiting": 2, "held": 3, "attention": 4, "done": 4, "off": 5}
"""Where a job of a family stands in the queue's own order: what runs, what failed, what comes next, what is over."""

_GROUP_STATES: Final = (
    ("active", JobState.RENDERING),
    ("waiting", JobState.QUEUED),
    ("held", JobState.PAUSED),
    ("failed", JobState.FAILED),
    ("attention", JobState.DONE),
    ("done", JobState.DONE),
    ("off", JobState.CANCELLED),
)
"""What a batch is called by the first of these families that any of its jobs is of."""

Translate = Callable[[str], str]


class Segments(NamedTuple):
    """A job's frames by what becomes of them; those of a cancelled job that were not drawn are in none."""

    done: int
    active: int
    waiting: int
    failed: int


_NO_SEGMENTS: Final = Segments(0, 0, 0, 0)
_DONE, _GRANTED, _FAILED = (PIECE_LETTERS[one] for one in (PieceState.DONE, PieceState.GRANTED, PieceState.FAILED))


def segments_of(view: JobView) -> Segments:
    """The frames of a job, shared out by the states of its pieces."""
    total, count, state = view.frames_total, len(view.pieces), view.state
    if state == JobState.DONE:
        return Segments(total, 0, 0, 0)
    if state in (JobState.PUBLISHING, JobState.JOINING):
        # Its frames are done, but what runs and what is finished never share a colour.
        return Segments(0, total, 0, 0)
    done = total * view.pieces.count(_DONE) // count if count else 0
    rest = total - done
    if state == JobState.FAILED:
        return Segments(done, 0, 0, rest)
    if state in (JobState.CANCELLED, JobState.CANCELLING):
        return Segments(done, 0, 0, 0)
    active = min(rest, total * view.pieces.count(_GRANTED) // count) if count else 0
    failed = min(rest - active, total * view.pieces.count(_FAILED) // count) if count else 0
    return Segments(done, active, rest - active - failed, failed)


class JobRow:
    """A job in the table. `shown`: the filter lets it through; `hidden`: it is about to be removed.

    `silent`: nothing was heard of it for long; `gone`: its film is not where it was put. `key` is what it is sorted by,
    `texts` is for whoever shows it: forgotten when the job changes. The `id` is the job's; no job has that of a batch.
    """

    __slots__ = (
        "gone",
        "group",
        "hidden",
        "id",
        "key",
        "search",
        "segments",
        "shown",
        "silent",
        "state_words",
        "texts",
        "view",
        "word",
    )

    def __init__(self, view: JobView, translate: Translate) -> None:
        self.view = view
        self.id = view.job_id
        self.silent = self.gone = self.hidden = False
        self.shown = True
        self.group: GroupRow | None = None
        self.key: Any = None
        self.word = STATE_WORDS[JobState.QUEUED]
        self.segments = _NO_SEGMENTS
        self.state_words = self.search = ""
        self.texts: dict[str, str] = {}
        self.dress(translate)

    @property
    def is_group(self) -> bool:
        """A job is no batch."""
        return False

    def update(self, view: JobView, translate: Translate) -> None:
        """The job as it is now."""
        before, self.view = self.view, view
        self.texts.clear()
        was_silent, self.silent = self.silent, False
        if view.state != before.state:
            self.gone = False
        if (
            was_silent
            or view.state != before.state
            or bool(view.warnings) != bool(before.warnings)
            or _named(view) != _named(before)
        ):
            self.dress(translate)
        self.segments = segments_of(view)

    def dress(self, translate: Translate) -> None:
        """Say anew what the job is called and found by."""
        self.texts.clear()
        self.word = self._find_word()
        self.segments = segments_of(self.view)
        words = {self.view.state, self.word.family, self.word.word, translate(self.word.word)}
        self.state_words = " " + " ".join(sorted(words)).casefold()
        self.search = "\n".join((*_named(self.view), self.state_words)).casefold()

    def _find_word(self) -> StateWord:
        state = JobState(self.view.state)
        if self.silent:
            return NO_NEWS
        if state is JobState.DONE:
            if self.gone:
                return FILM_GONE
            if self.view.warnings:
                return DONE_WITH_WARNINGS
        return STATE_WORDS[state]


class _Sums:
    """What the jobs of a batch are in numbers; kept up by adding and taking away, as batches may be large."""

    __slots__ = ("drawn", "families", "retries", "segments", "total", "workers")

    def __init__(self) -> None:
        self.families = dict.fromkeys(FAMILIES, 0)
        self.segments = [0, 0, 0, 0]
        self.total = self.drawn = self.workers = self.retries = 0

    def add(self, row: JobRow, sign: int) -> None:
        """One job more (`sign` 1) or less (-1)."""
        view, segments = row.view, self.segments
        # One that is silent is under way all the same.
        self.families["active" if row.silent else row.word.family] += sign
        for number, frames in enumerate(row.segments):
            segments[number] += sign * frames
        self.total += sign * view.frames_total
        self.drawn += sign * (view.frames_total if view.state == JobState.DONE else view.frames_done)
        self.workers += sign * view.workers
        self.retries += sign * view.retries


class GroupRow:
    """A batch in the table: its jobs, whether they are shown below it, and a view of all of them together.

    `settled` is what only changes when jobs begin, end, come or go, and is found anew by `settle`.
    """

    __slots__ = ("_settled", "_sums", "_view", "batch_id", "children", "expanded", "id", "key", "matching", "moved")

    def __init__(self, batch_id: str) -> None:
        self.batch_id = batch_id
        self.id = f"batch:{batch_id}"
        self.children: dict[str, JobRow] = {}
        self.matching = 0
        self.expanded = False
        self.moved = True
        self.key: Any = None
        self._sums = _Sums()
        self._settled: JobView | None = None
        self._view: JobView | None = None

    @property
    def is_group(self) -> bool:
        """It is a batch."""
        return True

    @property
    def families(self) -> dict[str, int]:
        """How many jobs are of each family."""
        return self._sums.families

    @property
    def segments(self) -> Segments:
        """The frames of all jobs by what becomes of them."""
        return Segments(*self._sums.segments)

    @property
    def word(self) -> StateWord:
        """What the batch is called by."""
        family, state = self._state()
        return DONE_WITH_WARNINGS if family == "attention" else STATE_WORDS[state]

    @property
    def view(self) -> JobView:
        """All its jobs together, as if they were one."""
        if self._view is None:
            sums = self._sums
            self._view = msgspec.structs.replace(
                self._settled or self.settle(),
                state=self._state()[1].value,
                frames_total=sums.total,
                frames_done=sums.drawn,
                workers=sums.workers,
                retries=sums.retries,
            )
        return self._view

    def add(self, row: JobRow) -> None:
        """A job of the batch has come."""
        self.children[row.id] = row
        self.count(row, 1)
        self.moved = True

    def remove(self, row: JobRow) -> None:
        """A job of the batch has gone."""
        del self.children[row.id]
        self.count(row, -1)
        self.moved = True

    def count(self, row: JobRow, sign: int) -> None:
        """Count a job as it is (1), or count it no more before it changes (-1)."""
        self._sums.add(row, sign)
        self._view = None

    def settle(self) -> JobView:
        """Find anew what only changes when jobs begin, end, come or go."""
        jobs = [row.view for row in self.children.values()]
        first = jobs[0]
        priority, place = _foremost(jobs)
        ended = all(view.state in END_STATES for view in jobs)
        self.moved = False
        self._view = None
        self._settled = msgspec.structs.replace(
            first,
            job_id=self.id,
            name=first.batch_name or first.template or first.name,
            owner=_same(view.owner for view in jobs),
            template=_same(view.template for view in jobs),
            engine=_same(view.engine for view in jobs),
            output="",
            row=None,
            pieces="",
            error=None,
            film=None,
            warnings=(),
            priority=priority,
            place=place,
            submitted=min(view.submitted for view in jobs),
            started=min((view.started for view in jobs if view.started), default=0.0),
            ended=max(view.ended for view in jobs) if ended else 0.0,
        )
        return self._settled

    def _state(self) -> tuple[str, JobState]:
        return next((pair for pair in _GROUP_STATES if self._sums.families[pair[0]]), _GROUP_STATES[-1])


Row = JobRow | GroupRow


def rank(row: Row) -> tuple[int, float, float]:
    """The place of a row in the queue's own order."""
    view = row.view
    place = 0 if row.word is NO_NEWS else _RANKS[row.word.family]
    if view.ended:
        return place, 0.0, -view.ended
    return place, -float(view.priority), view.place


def progress(row: Row) -> float:
    """How much of the frames is drawn, 0 to 1."""
    view = row.view
    if view.state == JobState.DONE and not row.is_group:
        return 1.0
    return min(1.0, view.frames_done / view.frames_total) if view.frames_total else 0.0


def percent(row: Row) -> int:
    """The same in whole percent: never 100 before all is drawn."""
    view = row.view
    if progress(row) >= 1:
        return 100
    return min(99, 100 * view.frames_done // view.frames_total) if view.frames_total else 0


def elapsed(view: JobView, now: float) -> float:
    """How many seconds were worked on it until it ended, or until now."""
    if not view.started:
        return 0.0
    return max(0.0, (view.ended or now) - view.started)


def settled_by(view: JobView) -> tuple[object, ...]:
    """What of a job a batch looks at only when it settles."""
    return (
        view.state,
        view.started,
        view.ended,
        view.place,
        view.priority,
        view.submitted,
        view.name,
        view.owner,
        view.template,
        view.engine,
        view.batch_name,
    )


def _foremost(jobs: list[JobView]) -> tuple[int, float]:
    waiting = [(-view.priority, view.place) for view in jobs if view.state not in END_STATES]
    best = min(waiting) if waiting else (-jobs[0].priority, jobs[0].place)
    return -best[0], best[1]


def _same(values: Iterable[str]) -> str:
    found = set(values)
    return found.pop() if len(found) == 1 else ""


def _named(view: JobView) -> tuple[str, ...]:
    row = "" if view.row is None else str(view.row)
    return (view.name, view.owner, view.template, view.comp, view.output, view.batch_name, row)
