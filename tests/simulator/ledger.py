"""What has to hold after every commit, checked on what that commit changed.

The ledger mirrors the store from the changes of its rows, whoever made them, and holds them against what the simulated
workers, storage and client really did. It asks none of the rules that it checks: the budgets are written down here
once more.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import msgspec

from app.core.messages import Event
from app.core.settings import Settings
from tests.simulator.database import Seen

_PERMANENT = {"MissingError", "TemplateError", "FillError", "PhotoError", "RowError", "UsageError"}
_LOST = {"EngineLostError", "WorkerLostError"}
ENDED = frozenset({"done", "failed", "cancelled"})
_GRANTING = {"ready", "rendering"}
_UNDONE = {"open", "granted", "failed"}
_REMEMBERED_EVENTS = 5000


@dataclass
class Failure:
    attempt: int
    worker: str
    piece: int | None
    infrastructure: bool
    kind: str


@dataclass
class Line:
    """A job as the ledger knows it. `open`, `undone` and `done` count pieces."""

    state: str
    budget_from: int = 0
    wants: bool = False
    open: int = 0
    undone: int = 0
    done: int = 0
    tasks: dict[str, str] = field(default_factory=dict)
    failures: list[Failure] = field(default_factory=list)


@dataclass
class Attempt:
    job: str
    worker: str
    boot: str
    first: int
    last: int
    state: str
    suspect: bool
    held: set[int] = field(default_factory=set)


@dataclass
class Truth:
    """What really happened. `stored`: job → piece → attempts whose files of it lie in storage."""

    stored: dict[str, dict[int, set[int]]] = field(default_factory=lambda: defaultdict(lambda: defaultdict(set)))
    failed: dict[int, tuple[str, bool]] = field(default_factory=dict)
    """Attempt → kind of the error that its worker really met, and whether it was infrastructure."""
    dead: set[tuple[str, str]] = field(default_factory=set)
    cancel_wished: set[str] = field(default_factory=set)
    retry_wished: set[str] = field(default_factory=set)
    drawn: int = 0


class Ledger:
    """The mirror and the checks. `wrong` fills with what does not hold; nothing is raised into production code."""

    def __init__(self, truth: Truth, settings: Settings, present: Callable[[], frozenset[str]]) -> None:
        self.wrong: list[str] = []
        self.jobs: dict[str, Line] = {}
        self.pieces: dict[tuple[str, int], tuple[str, int | None]] = {}
        self.attempts: dict[int, Attempt] = {}
        self.commits = 0
        self.unended = 0
        """How many jobs have not ended."""
        self.seq = 0
        self.announced = 0
        self.may_repeat = False
        """A manager has begun: it may announce once more what an earlier one had announced."""
        self._truth = truth
        self._settings = settings
        self._present = present
        self._told: dict[int, tuple[str, str, int]] = {}
        self._begin()

    def _begin(self) -> None:
        self._before: dict[str, str] = {}
        self._granted: list[tuple[str, int, int]] = []
        self._touched: set[int] = set()
        self._counted: dict[tuple[str, str], int] = defaultdict(int)
        self._statistics: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0, 0, 0, 0])
        self._dropped: set[str] = set()
        self._laid: set[str] = set()
        self._task_failed: set[str] = set()
        self._must_fail: dict[str, str] = {}
        self._failures = 0
        self._events: list[tuple[int, str]] = []

    def committed(self, seen: list[Seen]) -> None:
        """A transaction is committed that changed these rows, in this order."""
        self.commits += 1
        takers = self._TAKERS
        for table, values in seen:
            takers[table](self, *values)
        self._check_grants()
        self._check_drops()
        self._check_jobs()
        self._check_statistics()
        for seq, job_id in self._events:
            line = self.jobs.get(job_id)
            if line is not None:
                self._told[seq] = (job_id, line.state, line.done)
            self._told.pop(seq - _REMEMBERED_EVENTS, None)
        self._begin()

    def published(self, event: Event) -> None:
        """An event was announced to everybody."""
        view = event.job
        if event.seq == 0:
            if view.frames_done > view.frames_total:
                self.say(f"job {view.job_id} tells {view.frames_done} of {view.frames_total} frames")
            return
        first = event.first or event.seq
        if first == self.announced + 1:
            self.announced, self.may_repeat = event.seq, False
        elif event.seq > self.announced or not self.may_repeat:
            self.say(f"the events {first} to {event.seq} were announced after {self.announced}")
        told = self._told.get(event.seq)
        if told is not None and told != (view.job_id, view.state, view.pieces.count("d")):
            self.say(f"event {event.seq} tells {view.job_id} {view.state} {view.pieces}, and it was {told}")

    def say(self, text: str) -> None:
        self.wrong.append(text)

    def live(self) -> list[int]:
        """Attempts that run, suspects left out."""
        return [number for number, one in self.attempts.items() if one.state == "running" and not one.suspect]

    # What has changed.

    def _take_piece(
        self, job_id: str, number: int, before: str | None, after: str | None, holder: int | None, now: int | None
    ) -> None:
        line, key = self.jobs[job_id], (job_id, number)
        if before == "granted" and holder is not None:
            self.attempts[holder].held.discard(number)
        if before == "done":
            if after is not None:
                self.say(f"piece {number} of {job_id} was done by {holder} and is {after} by {now}")
            self._dropped.add(job_id)
        line.open += (after == "open") - (before == "open")
        line.done += (after == "done") - (before == "done")
        line.undone += (after in _UNDONE) - (before in _UNDONE)
        if before is None:
            self._laid.add(job_id)
        if after is None:
            del self.pieces[key]
            return
        self.pieces[key] = (after, now)
        if after == "granted" and now is not None:
            self.attempts[now].held.add(number)
            self._granted.append((job_id, number, now))
        if after == "done":
            self._take_done(job_id, number, now, counts=before is not None)

    def _take_done(self, job_id: str, number: int, drawn_by: int | None, *, counts: bool) -> None:
        if drawn_by not in self._truth.stored[job_id][number]:
            self.say(f"piece {number} of {job_id} counts by attempt {drawn_by}, which never stored it")
        attempt = self.attempts.get(drawn_by or 0)
        if attempt is None or attempt.job != job_id:
            self.say(f"piece {number} of {job_id} counts by attempt {drawn_by}, which is none of that job")
        elif counts:
            self._counted[attempt.worker, job_id] += 1

    def _take_task(self, job_id: str, kind: str, before: str | None, after: str | None) -> None:
        line = self.jobs[job_id]
        if after is None:
            line.tasks.pop(kind, None)
            return
        line.tasks[kind] = after
        if before in ("done", "failed", "cancelled") and before != after:
            self.say(f"the {kind} task of {job_id} was {before} and is {after}")
        if after == "failed" and kind != "render":
            self._task_failed.add(job_id)
        if kind == "join" and before is None and (line.undone or not line.done):
            self.say(f"{job_id} is joined with {line.undone} pieces undone and {line.done} done")
        if kind == "publish" and before is None and line.tasks.get("join") != "done":
            self.say(f"{job_id} is published before it is joined")

    def _take_attempt(
        self,
        number: int,
        job_id: str,
        worker: str,
        boot: str,
        first: int,
        last: int,
        state: str,
        suspect: int,
        failed_piece: int | None,
        infrastructure: int,
        error: bytes | None,
    ) -> None:
        self._touched.add(number)
        known = self.attempts.get(number)
        if known is None:
            self.attempts[number] = Attempt(job_id, worker, boot, first, last, state, bool(suspect))
            self._check_blocked(job_id, worker)
            return
        if known.state != "running" and state != known.state:
            self.say(f"attempt {number} was {known.state} and is {state}")
        if known.state == "running" and state == "failed" and error is not None:
            kind = msgspec.json.decode(error)["kind"]
            self._take_failure(known, Failure(number, worker, failed_piece, bool(infrastructure), kind))
        known.first, known.last, known.state, known.suspect = first, last, state, bool(suspect)

    def _take_failure(self, attempt: Attempt, failure: Failure) -> None:
        self._failures += 1
        if failure.kind == "WorkerLostError":
            if (attempt.worker, attempt.boot) not in self._truth.dead:
                self.say(f"attempt {failure.attempt} failed as {attempt.worker} {attempt.boot} had died, and it lives")
        elif self._truth.failed.get(failure.attempt) != (failure.kind, failure.infrastructure):
            really = self._truth.failed.get(failure.attempt)
            self.say(f"attempt {failure.attempt} failed by {failure.kind}, and what its worker met was {really}")
        line = self.jobs[attempt.job]
        line.failures.append(failure)
        if self._before.get(attempt.job, line.state) in {*_GRANTING, "paused"} and line.state not in ENDED:
            reason = self._reason(line, failure)
            if reason:
                self._must_fail[attempt.job] = reason

    def _reason(self, line: Line, failure: Failure) -> str:
        """Why that failure is the last that the job bears; empty when it is not."""
        settings = self._settings
        if failure.kind in _PERMANENT and not failure.infrastructure:
            return failure.kind
        if failure.piece is None:
            return ""
        counts = [one for one in line.failures if one.piece == failure.piece and one.attempt >= line.budget_from]
        own = [one.worker for one in counts if not one.infrastructure]
        if len(counts) - len(own) >= settings.infrastructure_failures:
            return "infrastructure"
        lost = sum(one.kind == "EngineLostError" for one in counts)
        if lost >= settings.piece_failures * (1 if line.done else 2):
            return "engines lost"
        if len({one.worker for one in counts if one.kind in _LOST}) >= settings.piece_failures:
            return "workers lost"
        workers = min(settings.piece_failures, max(1, len(self._present())))
        return "workers" if len(own) >= settings.piece_failures and len(set(own)) >= workers else ""

    def _check_blocked(self, job_id: str, worker: str) -> None:
        line = self.jobs[job_id]
        failures = Counter(
            one.worker for one in line.failures if not one.infrastructure and one.attempt >= line.budget_from
        )
        limit = self._settings.worker_failures
        if failures[worker] >= limit and any(failures[one] < limit for one in self._present()):
            self.say(f"{worker} is granted pieces of {job_id}, in which it has failed {failures[worker]} times")

    def _take_job(self, job_id: str, before: str | None, after: str | None, wants: int, budget_from: int) -> None:
        if after is None:
            self._before.setdefault(job_id, before or "")
            self.say(f"{job_id} has left the list, and nobody wished that")
            return
        line = self.jobs.get(job_id)
        if line is None:
            line = self.jobs[job_id] = Line(after)
            self.unended += after not in ENDED
        self._before.setdefault(job_id, line.state)
        self.unended += (after not in ENDED) - (line.state not in ENDED)
        if before in ENDED and after != before and not (after == "queued" and job_id in self._truth.retry_wished):
            self.say(f"{job_id} had ended as {before} and is {after}")
        line.state, line.wants, line.budget_from = after, bool(wants), budget_from

    def _take_event(self, seq: int, job_id: str) -> None:
        if seq != self.seq + 1:
            self.say(f"event {seq} follows event {self.seq}")
        self.seq = seq
        self._events.append((seq, job_id))
        self._before.setdefault(job_id, self.jobs[job_id].state)

    def _take_statistic(self, worker: str, job_id: str, *figures: int) -> None:
        sums = self._statistics[worker, job_id]
        for number, figure in enumerate(figures):
            sums[number] += figure

    _TAKERS: dict[str, Any] = {
        "piece": _take_piece,
        "task": _take_task,
        "attempt": _take_attempt,
        "job": _take_job,
        "event": _take_event,
        "statistic": _take_statistic,
    }

    # What has to hold.

    def _check_grants(self) -> None:
        for job_id, number, holder in self._granted:
            if self.pieces.get((job_id, number)) != ("granted", holder):
                continue
            one = self.attempts[holder]
            if one.job != job_id or not one.first <= number <= one.last:
                self.say(f"attempt {holder} holds piece {number} of {job_id}, which it was not granted")
            self._touched.add(holder)
        for number in self._touched:
            one = self.attempts[number]
            if one.held and (one.state != "running" or one.suspect):
                how = "suspect" if one.suspect else one.state
                self.say(f"attempt {number} is {how} and holds pieces {sorted(one.held)} of {one.job}")

    def _check_drops(self) -> None:
        for job_id in self._dropped:
            if job_id not in self._laid or self.jobs[job_id].tasks.get("prepare") != "done":
                self.say(f"finished pieces of {job_id} were dropped")

    def _check_jobs(self) -> None:
        touched = {*self._before, *(job_id for job_id, _, _ in self._granted), *self._laid}
        touched |= {self.attempts[number].job for number in self._touched}
        for job_id in touched:
            line = self.jobs[job_id]
            if line.wants != (line.state in _GRANTING and line.open > 0):
                self.say(
                    f"{job_id} is {line.state} with {line.open} open pieces, and its wants_workers is {line.wants}"
                )
            before = self._before.get(job_id, line.state)
            if line.state != before:
                self._check_end(job_id, line)
        for job_id, reason in self._must_fail.items():
            if self.jobs[job_id].state != "failed":
                self.say(f"{job_id} has used up its budget ({reason}) and is {self.jobs[job_id].state}")

    def _check_end(self, job_id: str, line: Line) -> None:
        if line.state == "done" and (line.undone or line.tasks.get("publish") != "done"):
            self.say(f"{job_id} is done with {line.undone} pieces undone and the tasks {line.tasks}")
        if line.state == "failed" and job_id not in self._must_fail and job_id not in self._task_failed:
            self.say(f"{job_id} has failed, and its budgets are not used up")
        if line.state in ("cancelling", "cancelled") and job_id not in self._truth.cancel_wished:
            self.say(f"{job_id} is {line.state}, and nobody wished that")

    def _check_statistics(self) -> None:
        drawn: dict[tuple[str, str], int] = {}
        told = [0, 0, 0]
        for key, (_, pieces, *others) in self._statistics.items():
            if pieces:
                drawn[key] = pieces
            told = [one + other for one, other in zip(told, others, strict=True)]
        if drawn != self._counted:
            self.say(f"statistics count {drawn} pieces, and counted were {dict(self._counted)}")
        ended = [self.jobs[one].state for one, before in self._before.items() if self.jobs[one].state != before]
        really = [ended.count("done"), ended.count("failed"), self._failures]
        if told != really:
            self.say(f"statistics count as jobs done, jobs failed and failures {told}; it was {really}")
