"""Keeps finished pictures up to a number of bytes; the longest unused go first.

What is kept is always what would have been drawn again, so a cache of any size gives the same frames.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any, TypeVar

Kept = TypeVar("Kept")

DEFAULT_BYTES = 256 * 1024 * 1024
"""About thirty full-HD pictures."""


class ByteCache:
    """A least-recently-used cache with a byte budget. Thread-safe; equal keys must mean equal content."""

    def __init__(self, budget: int = DEFAULT_BYTES) -> None:
        self._budget = budget
        self._entries: OrderedDict[Hashable, tuple[Any, int]] = OrderedDict()
        self._used = 0
        self._lock = threading.Lock()

    @property
    def used(self) -> int:
        """Bytes kept now; never more than the budget."""
        return self._used

    def get(self, key: Hashable, make: Callable[[], tuple[Kept, int]]) -> Kept:
        """What is kept under `key`, else what `make` returns together with its size in bytes.

        Something larger than the whole budget is returned but not kept. Exceptions of `make` pass through.
        """
        with self._lock:
            if key in self._entries:
                self._entries.move_to_end(key)
                kept: Kept = self._entries[key][0]
                return kept
        made, size = make()
        self._put(key, made, size)
        return made

    def _put(self, key: Hashable, made: object, size: int) -> None:
        with self._lock:
            if size > self._budget or key in self._entries:
                return
            self._entries[key] = (made, size)
            self._used += size
            while self._used > self._budget:
                _, (_, freed) = self._entries.popitem(last=False)
                self._used -= freed
