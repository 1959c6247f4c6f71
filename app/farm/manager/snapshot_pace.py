"""How often each client gets a snapshot of all jobs, so that who asks without end leaves the manager its time.

Clients of earlier versions take an event that stands for several for a gap, and ask anew as soon as they were answered:
on a busy farm of thousands of jobs, that alone would keep the manager busy.
"""

from __future__ import annotations

import threading
from typing import Final

CREDIT_SECONDS: Final = 2.0
"""So much time of the manager's a client may take at once."""

SHARE: Final = 0.05
"""And this part of all time after that."""

LEAST_SECONDS: Final = 0.05
"""What the quickest snapshot counts; so none is told more than 40 at once, and one each second then."""

LONGEST_PAUSE_SECONDS: Final = 10.0
"""Clients wait for 30 seconds before they take the manager for dead."""

_MANY: Final = 256


class SnapshotPace:
    """Counts what snapshots of each client take. Thread-safe. Times are monotonic seconds."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._free_at: dict[str, float] = {}
        """When what a client has taken is paid off; before that it has less than its credit, or owes."""

    def pause(self, client: str, now: float) -> float:
        """For how many seconds a client has to wait for its next snapshot; 0: not at all."""
        with self._lock:
            owed = (self._free_at.get(client, now) - now) * SHARE - CREDIT_SECONDS
        return min(LONGEST_PAUSE_SECONDS, max(0.0, owed / SHARE))

    def took(self, client: str, seconds: float, now: float) -> None:
        """A client was told all jobs, which took so many seconds."""
        with self._lock:
            begin = max(now, self._free_at.get(client, now))
            # Longer than the pause allows, nothing is owed: it would never end.
            until = min(
                begin + max(LEAST_SECONDS, seconds) / SHARE, now + CREDIT_SECONDS / SHARE + LONGEST_PAUSE_SECONDS
            )
            self._free_at[client] = until
            if len(self._free_at) > _MANY:
                self._free_at = {name: at for name, at in self._free_at.items() if at > now}
