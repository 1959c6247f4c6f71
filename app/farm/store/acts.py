"""Changes that wait for the store at the same time are made in one transaction.

While one of them is committed, others come to wait, above all while the disk is waited for; one commit for all of those
costs hardly more than one for the first of them.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from contextvars import copy_context
from typing import TYPE_CHECKING, Any, Generic, TypeVar, cast

if TYPE_CHECKING:
    from app.farm.store.database import Change

_T = TypeVar("_T")

MOST_TOGETHER = 16
"""So many acts are made in one transaction at most, as all wait for its end."""


class Act(Generic[_T]):
    """What a thread wants done in a transaction, and how that ended. `durable`: it must survive a power failure."""

    def __init__(self, call: Callable[[Change], _T], *, durable: bool) -> None:
        self.durable = durable
        self.is_done = False
        self.wants_to_be_alone = False
        """One of those it was tried together with has failed, perhaps itself."""
        self._call = call
        self._context = copy_context()
        self._thread = threading.get_ident()
        self._result: _T | None = None

    def run(self, change: Change) -> _T:
        """Do it, in whichever thread, with the context of its own: what is logged is about the same job."""
        if self._thread == threading.get_ident():
            return self._call(change)
        return self._context.run(self._call, change)

    def end(self, result: _T) -> None:
        """It is committed."""
        self._result, self.is_done = result, True

    @property
    def result(self) -> _T:
        """What it gave, once it is done."""
        return cast("_T", self._result)


class Acts:
    """Those that wait, in order. `add` from any thread, `take` under the store's lock."""

    def __init__(self) -> None:
        self._waiting: deque[Act[Any]] = deque()

    def add(self, act: Act[Any]) -> None:
        """It waits from now on."""
        self._waiting.append(act)

    def take(self, own: Act[Any]) -> list[Act[Any]]:
        """What is to be done now: those that have waited longest, and in any case one's own."""
        if own.wants_to_be_alone:
            return [own]
        taken: list[Act[Any]] = []
        while self._waiting and len(taken) < MOST_TOGETHER:
            act = self._waiting.popleft()
            if not (act.is_done or act.wants_to_be_alone):
                taken.append(act)
        return taken if own in taken else [*taken, own]
