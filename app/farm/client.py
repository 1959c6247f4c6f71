"""A client of a farm: submits jobs, acts on them, and keeps a picture of them. It talks to the broker only.

Threads: answers and events come in two threads of the broker. The picture is guarded by one condition, on which
`wait` waits; callbacks run in those threads without it being held.
"""

from __future__ import annotations

import itertools
import logging
import threading
import time
import uuid
from collections.abc import Callable, Iterable, Sequence

import msgspec

from app.core import errors
from app.core.errors import BrokerError, ErrorInfo, FarmhandError
from app.core.events import JobBoard, is_ended
from app.core.jobs import JobRequest
from app.core.messages import (
    MAX_MESSAGE_BYTES,
    Accepted,
    AnyMessage,
    Event,
    JobAction,
    JobView,
    Refused,
    SnapshotPart,
    SnapshotWanted,
    Submit,
)
from app.core.ports import REQUESTS, Broker, Delivery, Subscription

ANSWER_SECONDS = 30.0
"""How long a client waits for the manager's answer unless told otherwise."""

SUBMIT_BYTES = MAX_MESSAGE_BYTES // 2
"""Jobs are submitted in messages of at most about this size."""

_log = logging.getLogger(__name__)


class FarmClient:
    """One user's connection to a farm. Thread-safe. `close` it after use."""

    def __init__(self, broker: Broker, owner: str, *, answer_seconds: float = ANSWER_SECONDS) -> None:
        self._broker = broker
        self._owner = owner
        self._answer_seconds = answer_seconds
        self._queue = f"reply.{uuid.uuid4().hex}"
        self._numbers = itertools.count(1)
        self._changed = threading.Condition()
        self._answers: dict[str, list[AnyMessage]] = {}
        self._board = JobBoard()
        self._snapshot_id = ""
        self._watchers: tuple[Callable[[JobView], None], ...] = ()
        self._events: Subscription | None = None
        self._replies = broker.consume(self._queue, self._on_reply)

    def close(self) -> None:
        """Stop listening."""
        if self._events is not None:
            self._events.close()
        self._replies.close()

    def submit(self, jobs: Sequence[JobRequest]) -> tuple[str, ...]:
        """Submit jobs; their ids as the farm knows them, in the order given (an equal unfinished job stands for one).

        Submitting the same requests again is harmless. Raises what the manager refused them for, and `BrokerError`
        when it does not answer.
        """
        found: list[str] = []
        for part in _parts(jobs):
            found += self._ask(Submit(jobs=part))
        return tuple(found)

    def cancel(self, job_ids: Sequence[str]) -> tuple[str, ...]:
        """Cancel jobs. Like the other actions: the ids it applied to; an error when it applied to none."""
        return self._ask(JobAction(action="cancel", job_ids=tuple(job_ids)))

    def pause(self, job_ids: Sequence[str]) -> tuple[str, ...]:
        """Pause jobs; pieces in work are finished."""
        return self._ask(JobAction(action="pause", job_ids=tuple(job_ids)))

    def resume(self, job_ids: Sequence[str]) -> tuple[str, ...]:
        """Go on with paused jobs."""
        return self._ask(JobAction(action="resume", job_ids=tuple(job_ids)))

    def retry(self, job_ids: Sequence[str]) -> tuple[str, ...]:
        """Try failed or cancelled jobs again; finished pieces are kept."""
        return self._ask(JobAction(action="retry", job_ids=tuple(job_ids)))

    def set_priority(self, job_ids: Sequence[str], priority: int) -> tuple[str, ...]:
        """Change the priority of jobs; a higher one comes first."""
        return self._ask(JobAction(action="priority", job_ids=tuple(job_ids), value=priority))

    def snapshot(self, job_ids: Sequence[str] = ()) -> tuple[JobView, ...]:
        """The state of these jobs (all when none are named) now. Raises `BrokerError` when nobody answers."""
        parts = self._call(SnapshotWanted(job_ids=tuple(job_ids)), _is_whole_snapshot)
        return tuple(view for part in parts if isinstance(part, SnapshotPart) for view in part.jobs)

    def watch(self, callback: Callable[[JobView], None]) -> Callable[[], None]:
        """Call `callback` with each job as it is now and whenever it changes, in a thread of the broker's.

        What it returns ends that. Raises `BrokerError` when the manager cannot be reached.
        """
        with self._changed:
            self._watchers = (*self._watchers, callback)
        self._follow()
        for view in self._jobs():
            callback(view)

        def unwatch() -> None:
            with self._changed:
                self._watchers = tuple(one for one in self._watchers if one is not callback)

        return unwatch

    def wait(
        self,
        job_ids: Sequence[str],
        on_progress: Callable[[JobView], None] | None = None,
        timeout: float | None = None,
    ) -> tuple[JobView, ...]:
        """Wait until these jobs have ended; their views in the order given.

        `on_progress` is called in the calling thread with each of these jobs that has changed, the last time ended.
        Raises `BrokerError` when they have not ended after `timeout` seconds, or when one is not known.
        """
        deadline = None if timeout is None else time.monotonic() + timeout
        with self._changed:
            # Jobs that were accepted just now may not have come as events yet.
            self._board.begin_snapshot()
        self._follow()
        told: dict[str, JobView] = {}
        while True:
            with self._changed:
                views = self._wait_for_change(job_ids, told, deadline)
            for view in views:
                if told.get(view.job_id) != view:
                    told[view.job_id] = view
                    if on_progress is not None:
                        on_progress(view)
            if all(is_ended(view) for view in views):
                return views

    def _wait_for_change(
        self, job_ids: Sequence[str], told: dict[str, JobView], deadline: float | None
    ) -> tuple[JobView, ...]:
        """The views of the jobs once one of them differs from what was told. Called with the condition held."""

        def has_news() -> bool:
            return not self._board.needs_snapshot and any(self._board.find(one) != told.get(one) for one in job_ids)

        while not has_news():
            if told.keys() != set(job_ids) and not self._board.needs_snapshot:
                break
            left = None if deadline is None else deadline - time.monotonic()
            if left is not None and left <= 0:
                raise BrokerError("The films are not ready in time.", next_step="Wait longer, or look at the jobs.")
            if not self._changed.wait(self._answer_seconds if left is None else min(left, self._answer_seconds)):
                self._ask_again()
        views = tuple(self._board.find(one) for one in job_ids)
        unknown = next((one for one, view in zip(job_ids, views, strict=True) if view is None), None)
        if unknown is not None:
            raise BrokerError(f"The farm does not know the job {unknown}.")
        return tuple(view for view in views if view is not None)

    def _follow(self) -> None:
        """Have the picture of all jobs, and keep it."""
        with self._changed:
            if self._events is None:
                self._events = self._broker.subscribe(self._on_event)
            if self._board.needs_snapshot:
                self._ask_for_snapshot()
            if not self._changed.wait_for(lambda: not self._board.needs_snapshot, self._answer_seconds):
                raise self._no_answer()

    def _jobs(self) -> tuple[JobView, ...]:
        with self._changed:
            return tuple(self._board.jobs().values())

    def _ask_again(self) -> None:
        """Nothing was heard for long: a slow frame, a lost event, or no manager any more."""
        if self._board.needs_snapshot:
            raise self._no_answer()
        self._ask_for_snapshot()

    def _ask_for_snapshot(self) -> None:
        """Ask for the state of all jobs; its parts go to the board. Called with the condition held."""
        self._board.begin_snapshot()
        self._snapshot_id = str(next(self._numbers))
        self._send(SnapshotWanted(), self._snapshot_id)

    def _on_event(self, event: Event) -> None:
        with self._changed:
            was_whole = not self._board.needs_snapshot
            views = self._board.take_event(event)
            if was_whole and self._board.needs_snapshot:
                self._ask_for_snapshot()
            self._changed.notify_all()
        self._tell(views)

    def _on_reply(self, delivery: Delivery) -> None:
        message = delivery.message
        with self._changed:
            if delivery.correlation_id == self._snapshot_id and isinstance(message, SnapshotPart):
                views = self._board.take_part(message)
            else:
                views = ()
                waiting = self._answers.get(delivery.correlation_id)
                if waiting is not None:
                    waiting.append(message)
            self._changed.notify_all()
        self._tell(views)

    def _tell(self, views: Iterable[JobView]) -> None:
        for view in views:
            for watcher in self._watchers:
                watcher(view)

    def _ask(self, message: Submit | JobAction) -> tuple[str, ...]:
        answer = self._call(message, bool)[0]
        if isinstance(answer, Refused):
            raise error_from(answer.error)
        if isinstance(answer, Accepted):
            return answer.job_ids
        raise BrokerError("The manager gave an answer that was not expected.", f"It was a {type(answer).__name__}.")

    def _call(self, message: AnyMessage, is_whole: Callable[[list[AnyMessage]], bool]) -> list[AnyMessage]:
        """Send a request and wait for its answers."""
        number = str(next(self._numbers))
        with self._changed:
            answers = self._answers[number] = []
            try:
                self._send(message, number)
                if not self._changed.wait_for(lambda: is_whole(answers), self._answer_seconds):
                    raise self._no_answer()
            finally:
                del self._answers[number]
        return answers

    def _send(self, message: AnyMessage, number: str) -> None:
        self._broker.send(REQUESTS, message, sender=self._owner, reply_to=self._queue, correlation_id=number)

    def _no_answer(self) -> BrokerError:
        return BrokerError(
            "The manager does not answer.",
            f"Nothing came within {self._answer_seconds:g} seconds.",
            "See whether it runs and can reach the broker.",
        )


def error_from(info: ErrorInfo) -> FarmhandError:
    """The error that was sent as data; of the base class when this program does not know its kind."""
    kind = getattr(errors, info.kind, None)
    if not (isinstance(kind, type) and issubclass(kind, FarmhandError)):
        kind = FarmhandError
    return kind(info.title, info.cause, info.next_step)


def _is_whole_snapshot(answers: list[AnyMessage]) -> bool:
    return any(isinstance(one, Refused) or (isinstance(one, SnapshotPart) and one.last) for one in answers)


def _parts(jobs: Sequence[JobRequest]) -> Iterable[tuple[JobRequest, ...]]:
    """The jobs in portions that fit into a message."""
    part: list[JobRequest] = []
    size = 0
    for job in jobs:
        length = len(msgspec.json.encode(job))
        if part and size + length > SUBMIT_BYTES:
            yield tuple(part)
            part, size = [], 0
        part.append(job)
        size += length
    if part:
        yield tuple(part)
