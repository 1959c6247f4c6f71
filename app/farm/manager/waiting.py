"""For how long lines of jobs, which are the jobs of one owner and one priority, have been granted nothing.

Only the manager that runs knows it: a new one begins anew, which delays nobody by more than that once.
"""

from __future__ import annotations

from collections.abc import Iterable

Line = tuple[str, int]
"""Owner and priority."""


class Waiting:
    """Used by one thread. Times are of a monotonic clock."""

    def __init__(self) -> None:
        self._since: dict[Line, float] = {}

    def seen(self, lines: Iterable[Line], now: float) -> dict[Line, float]:
        """These lines have open work now; how long each has waited, in seconds. Others do not wait any more."""
        self._since = {line: self._since.get(line, now) for line in lines}
        return {line: now - since for line, since in self._since.items()}

    def granted(self, line: Line, now: float) -> None:
        """Something of the line was granted."""
        if line in self._since:
            self._since[line] = now
