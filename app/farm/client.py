"""A client of a farm: submits jobs, acts on them, and keeps a picture of them. It talks to the broker only.

Threads: answers and events come in two threads of the broker. The picture is guarded by one condition, on which `wait`
waits; watchers are called by those threads without it being held.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Sequence
from functools import partial

from app.core.errors import BrokerError, ErrorInfo
from app.core.events import JobBoard, is_ended
from app.core.fleet import NodeFacts
from app.core.jobs import JobRequest
from app.core.messages import (
    MAX_MESSAGE_BYTES,
    Accepted,
    AnyMessage,
    AttemptView,
    DetailWanted,
    Event,
    JobAction,
    JobDetail,
    JobView,
    PieceView,
    SnapshotPart,
    SnapshotWanted,
    Submit,
    WorkerAction,
    WorkersPart,
    WorkersWanted,
    WorkerView,
)
from app.core.ports import Broker, Delivery, Subscription
from app.farm.exchange import Exchange, error_from
from app.farm.news import News, Watcher
from app.farm.portions import portions

__all__ = ["ANSWER_SECONDS", "SUBMIT_BYTES", "FarmClient", "Watcher", "error_from"]

ANSWER_SECONDS = 30.0
"""How long a client waits for the manager's answer unless told otherwise."""

CHECK_SECONDS = 1.0
"""How often somebody who waits may look whether waiting makes sense."""

SUBMIT_BYTES = MAX_MESSAGE_BYTES // 2
"""Jobs are submitted in messages of at most about this size."""


class _Wait:
    """What one call of `wait` waits for: what is new of its jobs, what was told of them, and which have not ended.

    Where nobody wants their `progress`, only ends are news.
    """

    def __init__(self, job_ids: Sequence[str], *, progress: bool) -> None:
        self.job_ids = tuple(job_ids)
        self._progress = progress
        self.news: dict[str, JobView] = {}
        self.told: dict[str, JobView] = {}
        self.unended = set(job_ids)
        self.trouble: ErrorInfo | None = None

    def begin(self, board: JobBoard) -> None:
        """All jobs are news. Raises `BrokerError` when one is not in the picture."""
        for job_id in self.job_ids:
            view = board.find(job_id)
            if view is not None:
                self.news[job_id] = view
            elif job_id not in self.news:
                raise BrokerError(f"The farm does not know the job {job_id}.")

    def note(self, view: JobView) -> None:
        """A job has changed."""
        is_awaited = view.job_id in self.unended
        if is_awaited and not self._progress and not is_ended(view):
            return
        if is_awaited or view.job_id in self.told:
            self.news[view.job_id] = view

    def must_tell_trouble(self, trouble: ErrorInfo | None) -> bool:
        """Take it as told what the manager waits for; whether that is new."""
        before, self.trouble = self.trouble, trouble
        return trouble is not None and trouble != before

    def must_tell(self, view: JobView) -> bool:
        """Take the view as told; whether it was not. That a job leaves the list after its end is not told."""
        before = self.told.get(view.job_id)
        if view == before or (view.removed and before is not None and is_ended(before)):
            return False
        self.told[view.job_id] = view
        if is_ended(view):
            self.unended.discard(view.job_id)
        else:
            self.unended.add(view.job_id)
        return True


class FarmClient:
    """One user's connection to a farm. Thread-safe. `close` it after use.

    `patience_seconds` is how long `wait` bears that broker or manager are away; by default not at all.
    """

    def __init__(
        self,
        broker: Broker,
        owner: str,
        *,
        answer_seconds: float = ANSWER_SECONDS,
        patience_seconds: float = 0.0,
    ) -> None:
        self._broker = broker
        self._answer_seconds = answer_seconds
        self._patience_seconds = patience_seconds
        self._changed = threading.Condition()
        self._board = JobBoard()
        self._snapshot_id = ""
        self._trouble: ErrorInfo | None = None
        self._heard = 0.0
        self._news = News()
        self._waits: tuple[_Wait, ...] = ()
        self._events: Subscription | None = None
        self._exchange = Exchange(broker, owner, answer_seconds=answer_seconds, on_other=self._on_reply)

    def close(self) -> None:
        """Stop listening."""
        if self._events is not None:
            self._events.close()
        self._exchange.close()

    def submit(self, jobs: Sequence[JobRequest]) -> tuple[str, ...]:
        """Submit jobs; their ids as the farm knows them, in the order given (an equal unfinished job stands for one).

        Submitting the same requests again is harmless. Raises what the manager refused them for, and `BrokerError`
        when it does not answer.
        """
        found: list[str] = []
        for part, _ in portions(jobs, SUBMIT_BYTES):
            if part:
                found += _accepted(self._exchange, Submit(jobs=part))
        return tuple(found)

    def cancel(self, job_ids: Sequence[str]) -> tuple[str, ...]:
        """Cancel jobs. Like the other actions: the ids it applied to; an error when it applied to none."""
        return _accepted(self._exchange, JobAction(action="cancel", job_ids=tuple(job_ids)))

    def pause(self, job_ids: Sequence[str]) -> tuple[str, ...]:
        """Pause jobs; pieces in work are finished."""
        return _accepted(self._exchange, JobAction(action="pause", job_ids=tuple(job_ids)))

    def resume(self, job_ids: Sequence[str]) -> tuple[str, ...]:
        """Go on with paused jobs."""
        return _accepted(self._exchange, JobAction(action="resume", job_ids=tuple(job_ids)))

    def retry(self, job_ids: Sequence[str]) -> tuple[str, ...]:
        """Try failed or cancelled jobs again; finished pieces are kept."""
        return _accepted(self._exchange, JobAction(action="retry", job_ids=tuple(job_ids)))

    def set_priority(self, job_ids: Sequence[str], priority: int) -> tuple[str, ...]:
        """Change the priority of jobs; a higher one comes first."""
        return _accepted(self._exchange, JobAction(action="priority", job_ids=tuple(job_ids), value=priority))

    def move_to_top(self, job_ids: Sequence[str]) -> tuple[str, ...]:
        """Place jobs before all others, with the highest priority of those that have not ended.

        As with the other moves, they keep their order among each other, and jobs that have ended stay where they are.
        """
        return _accepted(self._exchange, JobAction(action="top", job_ids=tuple(job_ids)))

    def move_to_bottom(self, job_ids: Sequence[str]) -> tuple[str, ...]:
        """Place jobs behind all others, with the lowest priority of those that have not ended."""
        return _accepted(self._exchange, JobAction(action="bottom", job_ids=tuple(job_ids)))

    def move_before(self, job_ids: Sequence[str], target: str) -> tuple[str, ...]:
        """Place jobs directly before the job `target`, with its priority. `UsageError` when that has ended."""
        return _accepted(self._exchange, JobAction(action="before", job_ids=tuple(job_ids), target=target))

    def remove(self, job_ids: Sequence[str]) -> tuple[str, ...]:
        """Take ended jobs from the list, with what the farm keeps of them; films stay.

        Raises `UsageError`, and removes none, when one of them has not ended.
        """
        return _accepted(self._exchange, JobAction(action="remove", job_ids=tuple(job_ids)))

    def detail(self, job_id: str) -> JobDetail:
        """Everything about one job: its request, tasks, pieces, and newest attempts in rising order.

        Raises `UsageError` when there is no such job, and `BrokerError` when nobody answers.
        """
        return _merged(job_id, self._exchange.ask(DetailWanted(job_id=job_id), _is_last))

    def snapshot(self, job_ids: Sequence[str] = ()) -> tuple[JobView, ...]:
        """The state of these jobs (all when none are named) now. Raises `BrokerError` when nobody answers."""
        parts = self._exchange.ask(SnapshotWanted(job_ids=tuple(job_ids)), _is_last)
        return tuple(view for part in parts if isinstance(part, SnapshotPart) for view in part.jobs)

    def workers(self) -> tuple[WorkerView, ...]:
        """The farm's workers, by name, as they are now. Raises `BrokerError` when nobody answers."""
        return _workers(self._exchange, WorkersWanted())[0]

    def workers_and_nodes(self) -> tuple[tuple[WorkerView, ...], tuple[NodeFacts, ...]]:
        """The farm's workers, and what is known of their computers (`WorkerView.node` names one), each by name.

        A computer may be known without workers, and not be known although it has some. Raises as `workers`.
        """
        return _workers(self._exchange, WorkersWanted())

    def steer_workers(self, action: str, names: Sequence[str]) -> tuple[WorkerView, ...]:
        """Steer workers, or all of the nodes that are named; those that were told.

        `drain` has them finish what they hold and end; `ping` asks for a sign of life, which `workers` then shows.
        Raises `UsageError` when this user is no admin, when one is not known, or when none can be reached.
        """
        return _workers(self._exchange, WorkerAction(action=action, workers=tuple(names)))[0]

    def ask(self, message: AnyMessage) -> tuple[AnyMessage, ...]:
        """Ask the manager something that is not about jobs; all parts of the answer, whose final one is its `last`.

        Raises what the manager refuses it for, and `BrokerError` when nobody answers.
        """
        return tuple(self._exchange.ask(message, lambda answer: bool(getattr(answer, "last", False))))

    def catch_up(self) -> None:
        """Take a new snapshot of the jobs that are being followed: events or answers may have been lost.

        For whoever knows that the connection to the broker was broken. Raises `BrokerError` when it still is.
        """
        with self._changed:
            if self._events is not None:
                self._ask_for_snapshot()

    @property
    def is_behind(self) -> bool:
        """Whether jobs are being followed, but the picture of them waits for a snapshot."""
        with self._changed:
            return self._events is not None and self._board.needs_snapshot

    def watch(self, callback: Watcher) -> Callable[[], None]:
        """Call `callback` with each job as it is now and whenever it changes, in this thread or one of the broker's.

        Calls come one at a time, in the order in which things happened, and must not wait for other threads; the last
        view of a job that leaves the list is `removed`. When `watch` returns, all jobs have been told; what it returns
        ends it. Raises `BrokerError` when the manager cannot be reached.
        """
        with self._changed:
            self._follow()
            self._news.add(callback, self._board.jobs().values())
        self._news.tell()
        self._news.wait_until_told(self._answer_seconds)
        return partial(self._news.drop, callback)

    def wait(
        self,
        job_ids: Sequence[str],
        on_progress: Callable[[JobView], None] | None = None,
        timeout: float | None = None,
        check: Callable[[], None] | None = None,
        on_trouble: Callable[[ErrorInfo], None] | None = None,
    ) -> tuple[JobView, ...]:
        """Wait until these jobs have ended; their views in the order given.

        `on_trouble` is called in the calling thread when the manager says that it waits for something itself.

        `on_progress` is called in the calling thread with each of these jobs that has changed, the last time ended, and
        `check` every second without news: what it raises ends the wait; it must not use this client. Of
        a job that is removed meanwhile the last view counts: an ended one, or else one that is `removed`. Raises
        `BrokerError` when they have not ended after `timeout` seconds, when one is not known, or when the manager could
        not be reached for longer than this client's patience.
        """
        deadline = None if timeout is None else time.monotonic() + timeout
        wait = _Wait(job_ids, progress=on_progress is not None)
        try:
            with self._changed:
                # Jobs that were accepted just now may not have come as events yet.
                self._board.begin_snapshot()
                self._waits = (*self._waits, wait)
                self._follow(self._patience_seconds)
                wait.begin(self._board)
            while wait.unended:
                for view in self._take_news(wait, deadline, check, on_trouble):
                    if wait.must_tell(view) and on_progress is not None:
                        on_progress(view)
        finally:
            with self._changed:
                self._waits = tuple(one for one in self._waits if one is not wait)
        return tuple(wait.told[job_id] for job_id in wait.job_ids)

    def _take_news(
        self,
        wait: _Wait,
        deadline: float | None,
        check: Callable[[], None] | None,
        on_trouble: Callable[[ErrorInfo], None] | None,
    ) -> tuple[JobView, ...]:
        """What has changed of the jobs, waiting until something has."""
        begun, pause = time.monotonic(), self._answer_seconds
        ask_at = begun + pause
        with self._changed:
            while not wait.news:
                now = time.monotonic()
                if wait.must_tell_trouble(self._trouble) and on_trouble is not None and self._trouble is not None:
                    on_trouble(self._trouble)
                if check is not None:
                    check()
                if deadline is not None and now >= deadline:
                    raise BrokerError("The films are not ready in time.", next_step="Wait longer, or look at the jobs.")
                ask_at = max(ask_at, self._heard + pause)
                if now >= ask_at:
                    self._ask_again(is_patient=now - begun < self._patience_seconds)
                    # An answer that takes longer than a pause must not be made worthless by the next question.
                    pause *= 2
                    ask_at = now + pause
                left = [ask_at - now, *([deadline - now] if deadline else []), *([CHECK_SECONDS] if check else [])]
                self._changed.wait(min(left))
            news, wait.news = wait.news, {}
            return tuple(news.values())

    def _follow(self, patience_seconds: float = 0.0) -> None:
        """Have the picture of all jobs, and keep it. Raises `BrokerError`, but not before the patience has ended."""
        until = time.monotonic() + patience_seconds
        with self._changed:
            while (problem := self._problem_of_following()) is not None:
                if time.monotonic() >= until:
                    raise problem
                self._changed.wait(CHECK_SECONDS)

    def _problem_of_following(self) -> BrokerError | None:
        """Why the picture cannot be had; None when it is there. Called with the condition held."""
        try:
            if self._events is None:
                self._events = self._broker.subscribe(self._on_event)
            if self._board.needs_snapshot:
                self._ask_for_snapshot()
        except BrokerError as error:
            return error
        if self._changed.wait_for(lambda: not self._board.needs_snapshot, self._answer_seconds):
            return None
        return self._exchange.no_answer()

    def _ask_again(self, *, is_patient: bool) -> None:
        """Nothing was heard for long: a slow frame, a lost event, or no manager any more."""
        if self._board.needs_snapshot and not is_patient:
            raise self._exchange.no_answer()
        try:
            self._ask_for_snapshot()
        except BrokerError:
            if not is_patient:
                raise

    def _ask_for_snapshot(self) -> None:
        """Ask for the state of all jobs; its parts go to the board. Called with the condition held."""
        self._board.begin_snapshot()
        self._snapshot_id = self._exchange.send(SnapshotWanted())

    def _on_event(self, event: Event) -> None:
        with self._changed:
            was_whole = not self._board.needs_snapshot
            if event.seq:
                # The store takes what happens again.
                self._trouble = None
            self._note(self._board.take_event(event))
            if any(wait.news for wait in self._waits):
                self._changed.notify_all()
            if was_whole and self._board.needs_snapshot:
                self._ask_for_snapshot()
        self._news.tell()

    def _on_reply(self, delivery: Delivery) -> None:
        """A part of a snapshot for the picture, or an answer for which somebody has waited too long."""
        message = delivery.message
        with self._changed:
            if delivery.correlation_id == self._snapshot_id and isinstance(message, SnapshotPart):
                self._trouble = message.trouble
                self._note(self._board.take_part(message))
                self._changed.notify_all()
        self._news.tell()

    def _note(self, views: Sequence[JobView]) -> None:
        """The picture has changed. Called with the condition held."""
        self._heard = time.monotonic()
        self._news.queue(views)
        for wait in self._waits:
            for view in views:
                wait.note(view)


def _workers(
    exchange: Exchange, message: WorkersWanted | WorkerAction
) -> tuple[tuple[WorkerView, ...], tuple[NodeFacts, ...]]:
    answers = exchange.ask(message, _is_last)
    parts = tuple(part for part in answers if isinstance(part, WorkersPart))
    workers = tuple(view for part in parts for view in part.workers)
    return workers, tuple(facts for part in parts for facts in part.nodes)


def _accepted(exchange: Exchange, message: Submit | JobAction) -> tuple[str, ...]:
    answer = exchange.ask(message)[0]
    if isinstance(answer, Accepted):
        return answer.job_ids
    raise BrokerError("The manager gave an answer that was not expected.", f"It was a {type(answer).__name__}.")


def _is_last(answer: AnyMessage) -> bool:
    return isinstance(answer, SnapshotPart | JobDetail | WorkersPart) and answer.last


def _merged(job_id: str, parts: Iterable[AnyMessage]) -> JobDetail:
    """The parts of an answer as one. A manager that started anew meanwhile may have begun the answer once more."""
    whole = JobDetail(job_id=job_id)
    attempts: dict[int, AttemptView] = {}
    pieces: dict[int, PieceView] = {}
    for part in parts:
        if isinstance(part, JobDetail):
            whole = part if part.request is not None else whole
            attempts.update((one.attempt, one) for one in part.attempts)
            pieces.update(enumerate(part.pieces, start=part.first_piece))
    return JobDetail(
        job_id=job_id,
        request=whole.request,
        tasks=whole.tasks,
        attempts=tuple(attempts[number] for number in sorted(attempts)),
        pieces=tuple(pieces[number] for number in sorted(pieces)),
    )
