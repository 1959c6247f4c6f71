"""Whether the farm answers: since when it does not, and when it is asked again."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from app.core.errors import BrokerError, ErrorInfo
from app.farm.connection import LinkNews

PAUSES: Final = (2, 4, 8, 15, 30)
"""Seconds until the farm is asked again, after each time that it did not answer; the last one from then on."""

_TICK_MILLISECONDS: Final = 1000


class FarmLink(QObject):
    """`ask` asks the farm for anything, in the background, and reports to `answered` or `failed`.

    A farm that tries to come back by itself says so with `told`; then its own times count, and `hurry` is what people
    can do about them.
    """

    changed = Signal()
    """It was lost or is back, or the countdown has moved on."""

    def __init__(
        self, ask: Callable[[], None], parent: QObject | None = None, *, hurry: Callable[[], None] | None = None
    ) -> None:
        super().__init__(parent)
        self._ask, self._hurry = ask, hurry
        self._by_itself = False
        self._error: ErrorInfo | None = None
        self._heard = 0.0
        self._tries = 0
        self._left = 0
        self._timer = QTimer(self)
        self._timer.setInterval(_TICK_MILLISECONDS)
        self._timer.timeout.connect(self._tick)

    @property
    def error(self) -> ErrorInfo | None:
        """Why the farm does not answer; None while it does."""
        return self._error

    @property
    def heard(self) -> float:
        """When something was heard of it last, in seconds since the epoch."""
        return self._heard

    @property
    def pending(self) -> bool:
        """Whether the farm is new, and nothing was heard of it yet."""
        return self._by_itself and not self._heard and self._error is None

    @property
    def seconds_left(self) -> int:
        """Until it is asked again; 0 while it is being asked."""
        return self._left

    def answered(self) -> None:
        """Something was heard of the farm."""
        first, self._heard = not self._heard, time.time()
        if self._error is not None or (first and self._by_itself):
            self._recover()

    def failed(self, error: ErrorInfo) -> None:
        """Something that was asked of the farm failed; only silence counts here."""
        if error.kind != BrokerError.__name__ or self._by_itself:
            return
        self._error = error
        self._left = PAUSES[min(self._tries, len(PAUSES) - 1)]
        self._tries += 1
        self._timer.start()
        self.changed.emit()

    def begin(self, *, by_itself: bool) -> None:
        """It is another farm now; `by_itself`: one of which nothing is known before it tells."""
        self._error, self._heard, self._tries, self._left = None, 0.0, 0, 0
        self._by_itself = by_itself
        self._timer.stop()
        self.changed.emit()

    def told(self, news: LinkNews) -> None:
        """The farm says how the way to it stands."""
        if news.error is None:
            if self._by_itself or self._error is not None:
                self._heard = self._heard or time.time()
                self._recover()
            return
        self._by_itself, self._error = True, news.error
        self._left = max(0, math.ceil(news.next_try - time.monotonic())) if news.next_try else 0
        self._timer.start()
        self.changed.emit()

    def try_now(self) -> None:
        """Ask at once, or have the farm try at once."""
        self._left = 0
        if self._by_itself:
            self.changed.emit()
            if self._hurry is not None:
                self._hurry()
            return
        self._timer.stop()
        self.changed.emit()
        self._ask()

    def stop(self) -> None:
        """Ask no more."""
        self._timer.stop()

    @Slot()
    def _tick(self) -> None:
        self._left = max(0, self._left - 1)
        if self._left > 0 or self._by_itself:
            self.changed.emit()
        else:
            self.try_now()

    def _recover(self) -> None:
        self._error, self._by_itself = None, False
        self._tries = self._left = 0
        self._timer.stop()
        self.changed.emit()
