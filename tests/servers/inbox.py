"""What a consumer or subscriber was given, for a test to take."""

from __future__ import annotations

import queue
from typing import Any

WAIT = 20.0


class Inbox:
    """A handler that collects."""

    def __init__(self) -> None:
        self.taken: queue.Queue[Any] = queue.Queue()

    def __call__(self, one: Any) -> None:
        self.taken.put(one)

    def take(self) -> Any:
        return self.taken.get(timeout=WAIT)
