"""How fast a worker is."""

from __future__ import annotations

import threading

from app.core.jobs import PieceManifest

_SMOOTHING = 0.3
"""Weight of the newest piece in the running mean."""


class Pace:
    """A running mean of the seconds that a frame takes on this worker. Thread-safe."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._mean: float | None = None

    @property
    def seconds_per_frame(self) -> float | None:
        """The mean, or None before the first piece."""
        with self._lock:
            return self._mean

    def add(self, manifest: PieceManifest) -> None:
        """Take a finished piece into account."""
        newest = manifest.seconds / max(1, len(manifest.frames))
        with self._lock:
            self._mean = newest if self._mean is None else self._mean + _SMOOTHING * (newest - self._mean)
