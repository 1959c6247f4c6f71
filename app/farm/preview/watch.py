"""How long the preview's process may be silent about what it was asked."""

from __future__ import annotations

import time
from collections.abc import Callable


class Watch:
    """A limit on the time until the next answer. `monotonic` is a clock in seconds that never goes back."""

    def __init__(self, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._monotonic = monotonic
        self._deadline: float | None = None
        self._sentence = ""
        self.overdue = ""
        """What took too long, as a sentence; empty while nothing did."""

    def begin(self, doing: str, seconds: float) -> None:
        """Something begins that may take so long; `doing` completes “It was …”."""
        self._deadline = self._monotonic() + seconds
        self._sentence = f"It gave no answer for {seconds:g} s; it was {doing}."
        self.overdue = ""

    def end(self) -> None:
        """It is done, or not waited for any more."""
        self._deadline = None

    def remaining(self) -> float | None:
        """Seconds until the limit, at least 0; None when nothing is waited for."""
        return None if self._deadline is None else max(0.0, self._deadline - self._monotonic())

    def is_overdue(self) -> bool:
        """Whether the limit has passed; that is said once."""
        if self._deadline is None or self._monotonic() < self._deadline:
            return False
        self._deadline, self.overdue = None, self._sentence
        return True
