"""Tells watchers what is new of jobs: in order, one call at a time, and without a lock being held meanwhile.

Whoever has queued something calls `tell`. One thread at a time tells, and tells what others queue meanwhile too, so
that no watcher hears of two changes in the wrong order and no thread waits for another one's watchers.
"""

from __future__ import annotations

import logging
import threading
from collections import deque
from collections.abc import Callable, Iterable

from app.core.messages import JobView

Watcher = Callable[[JobView], None]
"""Is told of a job as it is now; a view that is `removed` is the last one of its job. Must not wait for others."""

_log = logging.getLogger(__name__)


class News:
    """What is to be told, and to whom. Thread-safe; one condition, under which nothing else is called."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._watchers: tuple[Watcher, ...] = ()
        self._waiting: deque[tuple[JobView, tuple[Watcher, ...]]] = deque()
        self._queued = 0
        self._told = 0
        self._teller: int | None = None

    def add(self, watcher: Watcher, views: Iterable[JobView]) -> None:
        """Tell a watcher of these jobs, and from then on of everything that is queued."""
        with self._changed:
            self._watchers = (*self._watchers, watcher)
            self._queue(views, (watcher,))

    def drop(self, watcher: Watcher) -> None:
        """Tell a watcher nothing more; what it is being told in another thread it may still hear."""
        with self._changed:
            self._watchers = tuple(one for one in self._watchers if one is not watcher)

    def queue(self, views: Iterable[JobView]) -> None:
        """These jobs have changed, in this order."""
        with self._changed:
            if self._watchers:
                self._queue(views, self._watchers)

    def tell(self) -> None:
        """Tell what is queued, unless another thread is telling: it will tell this too."""
        with self._changed:
            if self._teller is not None:
                return
            self._teller = threading.get_ident()
        try:
            while (entry := self._next()) is not None:
                view, watchers = entry
                for watcher in watchers:
                    if watcher in self._watchers:
                        _call(watcher, view)
        except BaseException:
            with self._changed:
                self._teller = None
            raise

    def wait_until_told(self, seconds: float) -> None:
        """Wait until everything was told that is queued now; not when called by a watcher, which is part of that."""
        with self._changed:
            mark = self._queued
            if self._teller != threading.get_ident():
                self._changed.wait_for(lambda: self._told >= mark, seconds)

    def _queue(self, views: Iterable[JobView], watchers: tuple[Watcher, ...]) -> None:
        for view in views:
            self._waiting.append((view, watchers))
            self._queued += 1

    def _next(self) -> tuple[JobView, tuple[Watcher, ...]] | None:
        """What to tell next, all before it being told; with None, nobody tells any more."""
        with self._changed:
            self._told = self._queued - len(self._waiting)
            if self._waiting:
                return self._waiting.popleft()
            self._teller = None
            self._changed.notify_all()
            return None


def _call(watcher: Watcher, view: JobView) -> None:
    try:
        watcher(view)
    # A border: one watcher's fault must keep no news from the others, nor from itself.
    except Exception:  # noqa: BLE001
        _log.exception("A watcher failed at job %s", view.job_id)
