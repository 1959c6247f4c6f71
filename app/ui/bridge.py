"""From the farm's threads to the window: views of jobs are merged by id and handed over in bounded portions."""

from __future__ import annotations

import threading
import time
from typing import Final

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from app.core.messages import JobView
from app.farm.connection import LinkNews

TICK_MILLISECONDS: Final = 100
BUDGET_SECONDS: Final = 0.008
"""A tick hands over for at most this long; the rest waits for the next one."""

PORTION: Final = 100
"""So many views are handed over at once, between two looks at the clock."""


class FarmBridge(QObject):
    """`push` and `push_link` may be called from any thread; signals are emitted on the window's thread."""

    changed = Signal(list)
    """A portion of views, each of another job and as it is now."""

    link_changed = Signal(object)
    """How the way to the farm stands: the newest `LinkNews`."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lock = threading.Lock()
        self._waiting: dict[str, JobView] = {}
        self._link: LinkNews | None = None
        self._follower: BridgeFollower | None = None
        self.timer = QTimer(self)
        self.timer.setInterval(TICK_MILLISECONDS)
        self.timer.timeout.connect(self.drain)

    def start(self) -> None:
        """Begin to hand over."""
        self.timer.start()

    def stop(self) -> None:
        """Hand over no more, and forget what waits."""
        self.timer.stop()
        with self._lock:
            self._waiting.clear()
            self._link = None

    def push(self, view: JobView) -> None:
        """A job as it is now; it takes the place of what waits for the same job."""
        with self._lock:
            self._waiting[view.job_id] = view

    def push_link(self, news: LinkNews) -> None:
        """The way to the farm is another than before."""
        with self._lock:
            self._link = news

    def follower(self) -> BridgeFollower:
        """What a farm tells its news; these are taken from it until the next one is made."""
        with self._lock:
            self._follower = BridgeFollower(self)
            return self._follower

    def takes_from(self, follower: BridgeFollower) -> bool:
        """Whether it is the newest one."""
        return follower is self._follower

    @Slot()
    def drain(self) -> None:
        """One tick."""
        with self._lock:
            link, self._link = self._link, None
        if link is not None:
            self.link_changed.emit(link)
        until = time.perf_counter() + BUDGET_SECONDS
        while portion := self._take():
            self.changed.emit(portion)
            if time.perf_counter() >= until:
                return

    def _take(self) -> list[JobView]:
        with self._lock:
            ids = [job_id for job_id, _ in zip(self._waiting, range(PORTION), strict=False)]
            return [self._waiting.pop(job_id) for job_id in ids]


class BridgeFollower:
    """Implements `FarmListener` for one farm: what it tells after the window has left it is not taken any more."""

    def __init__(self, bridge: FarmBridge) -> None:
        self._bridge = bridge

    def push(self, view: JobView) -> None:
        """See `FarmListener.push`."""
        if self._bridge.takes_from(self):
            self._bridge.push(view)

    def push_link(self, news: LinkNews) -> None:
        """See `FarmListener.push_link`."""
        if self._bridge.takes_from(self):
            self._bridge.push_link(news)
