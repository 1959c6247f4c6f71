"""What has to hold after every commit, checked on what that commit changed.

The ledger mirrors the store from the changes of its rows, whoever made them, and holds them against what the simulated
workers, storage and client really did. It asks none of the rules that it checks: the budgets are written down here
once more.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import msgspec

from app.core.messages import Event
from app.core.settings import Settings
from tests.simulator.database import Seen
from tests.simulator.promises import ENDED, Promises

_PERMANENT = {"MissingError", "TemplateError", "FillError", "PhotoError", "RowError", "UsageError"}
_LOST = {"EngineLostError", "WorkerLostError"}
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
    """A job as the ledger knows it. `open`, `undone` and `done` count pieces, `attempts` its attempts."""

    state: str
    budget_from: int = 0
    wants: bool = False
    open: int = 0
    undone: int = 0
    done: int = 0
    attempts: int = 0
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
    """What really happened. `stored`: job → piece → attempts whose files of it lie in storage.

    `after`: the jobs that a job waits for; `withdrawn`: workers and their boots that claim nothing, as the present
    manager was told; `forgotten`: attempts of which no manager knows any more.
    """

    stored: dict[str, dict[int, set[int]]] = field(default_factory=lambda: defaultdict(lambda: defaultdict(set)))
    failed: dict[tuple[int, str, str], tuple[str, bool]] = field(default_factory=dict)
    """Attempt, worker and boot → kind of the error that was really met, and whether it was infrastructure."""
    dead: set[tuple[str, str]] = field(default_factory=set)
    cancel_wished: set[str] = field(default_factory=set)
    retry_wished: set[str] = field(default_factory=set)
    remove_wished: set[str] = field(default_factory=set)
    after: dict[str, tuple[str, ...]] = field(default_factory=dict)
    withdrawn: set[tuple[str, str]] = field(default_factory=set)
    forgotten: set[int] = field(default_factory=set)
    drawn: int = 0


class Ledger:
    """The mirror and the checks. `wrong` fills with what does not hold; nothing is raised into production code."""

    def __init__(self, truth: Truth, settings: Settings, present: Callable[[], frozenset[str]]) -> None:
        self.wrong: list[str] = []
        self.promises = Promises()
        self.jobs: dict[str, Line] = {}
        self.left: dict[str, str] = {}
        """Jobs that were removed, and how they had ended."""
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
        self._been_done: set[str] = set()
        self._begin()

    def _begin(self) -> None:
        self._before: dict[str, str] = {}
        self._ends = {"done": 0, "failed": 0, "cancelled": 0}
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
        self._settle_events()
        self._begin()

    def _settle_events(self) -> None:
        for seq, job_id in self._events:
            line = self.jobs.get(job_id)
            if line is not None:
                self._told[seq] = (job_id, line.state, line.done)
            self._told.pop(seq - _REMEMBERED_EVENTS, None)

    def power_failed(self, left: list[Seen], seq: int) -> None:
        """What is left of the store when the power has failed is the truth; `seq` is its last event."""
        before = {job_id: line.state for job_id, line in self.jobs.items()}
        known = set(self.attempts)
        gone, self.left = self.left, {}
        self.jobs, self.pieces, self.attempts, self.unended = {}, {}, {}, 0
        takers = self._TAKERS
        for table, values in left:
            takers[table](self, *values)
        self.left = {job_id: state for job_id, state in gone.items() if job_id not in self.jobs}
        self._begin()
        # Who is present now says nothing of when these were granted.
        self.wrong.clear()
        self._truth.forgotten |= known - self.attempts.keys()
        self._told = {one: told for one, told in self._told.items() if one <= seq}
        self.seq, self.announced = seq, min(self.announced, seq)
        after = {job_id: line.state for job_id, line in self.jobs.items()}
        self.wrong += self.promises.broken(before, after)

    def published(self, event: Event) -> None:
        """An event was announced to everybody."""
        view = event.job
        self.promises.announced(event)
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
        if attempt is None and drawn_by in self._truth.forgotten:
            # Found in storage: nobody knows who drew it.
            if counts:
                self._counted["", job_id] += 1
        elif attempt is None or attempt.job != job_id:
            self.say(f"piece {number} of {job_id} counts by attempt {drawn_by}, which is none of that job")
        elif counts:
            self._counted[attempt.worker, job_id] += 1

    def _take_task(self, job_id: str, kind: str, before: str | None, after: str | None) -> None:
        line = self.jobs[job_id]
        if after is None:
            line.tasks.pop(kind, None)
            return
        line.tasks[kind] = after
        if kind == "prepare" and after == "running":
            for one in self._truth.after.get(job_id, ()):
                if one not in self._been_done:
                    self.say(f"{job_id} is prepared, and {one}, which it waits for, was never done")
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
        state: str | None,
        suspect: int,
        failed_piece: int | None,
        infrastructure: int,
        error: bytes | None,
    ) -> None:
        line = self.jobs[job_id]
        if state is None:
            line.attempts -= 1
            self._truth.forgotten.add(number)
            self._touched.discard(number)
            del self.attempts[number]
            return
        self._touched.add(number)
        known = self.attempts.get(number)
        if known is None:
            self.attempts[number] = Attempt(job_id, worker, boot, first, last, state, bool(suspect))
            line.attempts += 1
            if state == "running":
                self._check_grant(line, job_id, worker, boot)
            elif error is not None:
                line.failures.append(_failure(number, worker, failed_piece, infrastructure, error))
            return
        if known.state != "running" and state != known.state:
            self.say(f"attempt {number} was {known.state} and is {state}")
        if known.state == "running" and state == "failed" and error is not None:
            self._take_failure(known, _failure(number, worker, failed_piece, infrastructure, error))
        known.first, known.last, known.state, known.suspect = first, last, state, bool(suspect)

    def _take_failure(self, attempt: Attempt, failure: Failure) -> None:
        self._failures += 1
        if failure.kind == "WorkerLostError":
            if (attempt.worker, attempt.boot) not in self._truth.dead:
                self.say(f"attempt {failure.attempt} failed as {attempt.worker} {attempt.boot} had died, and it lives")
        elif (really := self._truth.failed.get((failure.attempt, attempt.worker, attempt.boot))) != (
            failure.kind,
            failure.infrastructure,
        ):
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
        if len({one.worker for one in counts if one.kind == "EngineError" and not one.infrastructure}) >= workers:
            return "engines of workers"
        return "workers" if len(own) >= settings.piece_failures and len(set(own)) >= workers else ""

    def _check_grant(self, line: Line, job_id: str, worker: str, boot: str) -> None:
        if (worker, boot) in self._truth.withdrawn:
            self.say(f"{worker} {boot} is granted pieces of {job_id}, and has withdrawn")
        failures = Counter(
            one.worker for one in line.failures if not one.infrastructure and one.attempt >= line.budget_from
        )
        limit = self._settings.worker_failures
        if failures[worker] >= limit and any(failures[one] < limit for one in self._present()):
            self.say(f"{worker} is granted pieces of {job_id}, in which it has failed {failures[worker]} times")

    def _take_job(self, job_id: str, before: str | None, after: str | None, wants: int, budget_from: int) -> None:
        if after is None:
            self._take_removal(job_id, before or "")
            return
        line = self.jobs.get(job_id)
        if line is None:
            if job_id in self.left:
                self.say(f"{job_id} had left the list, and is there again")
            line = self.jobs[job_id] = Line(after)
            self.unended += after not in ENDED
        self._before.setdefault(job_id, line.state)
        self.unended += (after not in ENDED) - (line.state not in ENDED)
        if before in ENDED and after != before and not (after == "queued" and job_id in self._truth.retry_wished):
            self.say(f"{job_id} had ended as {before} and is {after}")
        if line.state != after and after in ENDED:
            self._ends[after] += 1
        if after == "done":
            self._been_done.add(job_id)
        line.state, line.wants, line.budget_from = after, bool(wants), budget_from

    def _take_removal(self, job_id: str, before: str) -> None:
        line = self.jobs.pop(job_id)
        self.unended -= line.state not in ENDED
        self.left[job_id] = before
        if job_id not in self._truth.remove_wished:
            self.say(f"{job_id} has left the list, and nobody wished that")
        if before not in ENDED:
            self.say(f"{job_id} has left the list, and was {before}")
        if line.undone or line.done or line.attempts or line.tasks:
            self.say(f"{job_id} has left the list, and left {line}")

    def _take_event(self, seq: int, job_id: str) -> None:
        if seq != self.seq + 1:
            self.say(f"event {seq} follows event {self.seq}")
        self.seq = seq
        self._events.append((seq, job_id))
        if job_id in self.jobs:
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

    @cached_property
    def _following(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = defaultdict(list)
        for job_id, others in self._truth.after.items():
            for one in others:
                found[one].append(job_id)
        return found

    # What has to hold.

    def _check_grants(self) -> None:
        for job_id, number, holder in self._granted:
            if self.pieces.get((job_id, number)) != ("granted", holder):
                continue
            one = self.attempts[holder]
            if one.job != job_id or not one.first <= number <= one.last:
                self.say(f"attempt {holder} holds piece {number} of {job_id}, which it was not granted")
            self._touched.add(holder)
            if self.jobs[job_id].state not in _GRANTING:
                self.say(f"attempt {holder} is granted piece {number} of {job_id}, which is {self.jobs[job_id].state}")
        for number in self._touched:
            one = self.attempts[number]
            if one.held and (one.state != "running" or one.suspect):
                how = "suspect" if one.suspect else one.state
                self.say(f"attempt {number} is {how} and holds pieces {sorted(one.held)} of {one.job}")

    def _check_drops(self) -> None:
        for job_id in self._dropped:
            line = self.jobs.get(job_id)
            if line is not None and (job_id not in self._laid or line.tasks.get("prepare") != "done"):
                self.say(f"finished pieces of {job_id} were dropped")

    def _check_jobs(self) -> None:
        touched = {*self._before, *(job_id for job_id, _, _ in self._granted), *self._laid}
        touched |= {self.attempts[number].job for number in self._touched}
        for job_id in touched & self.jobs.keys():
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
        if line.state in ("failed", "cancelled"):
            self._check_following(job_id, line.state)

    def _check_following(self, ended_id: str, state: str) -> None:
        for job_id in self._following.get(ended_id, ()):
            line = self.jobs.get(job_id)
            if line is not None and line.state not in ENDED | {"cancelling"}:
                self.say(f"{job_id} is {line.state}, and {ended_id}, which it waits for, is {state}")

    def _check_statistics(self) -> None:
        drawn: dict[tuple[str, str], int] = {}
        told = [0, 0, 0]
        for key, (_, pieces, *others) in self._statistics.items():
            if pieces:
                drawn[key] = pieces
            told = [one + other for one, other in zip(told, others, strict=True)]
        if drawn != self._counted:
            self.say(f"statistics count {drawn} pieces, and counted were {dict(self._counted)}")
        really = [self._ends["done"], self._ends["failed"], self._failures]
        if told != really:
            self.say(f"statistics count as jobs done, jobs failed and failures {told}; it was {really}")


def _failure(number: int, worker: str, piece: int | None, infrastructure: int, error: bytes) -> Failure:
    return Failure(number, worker, piece, bool(infrastructure), msgspec.json.decode(error)["kind"])
