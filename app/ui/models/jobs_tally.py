"""How many jobs are under way and how many wait, kept up view by view, as there may be many. Without Qt."""

from __future__ import annotations

from typing import Final

from app.core.messages import JobView
from app.core.states import JobState

ACTIVE: Final = frozenset({JobState.PREPARING, JobState.RENDERING, JobState.JOINING, JobState.PUBLISHING})
QUEUED: Final = frozenset({JobState.QUEUED, JobState.READY})


class JobsTally:
    """Numbers of all jobs. Of those under way, `drawn` of `frames` frames are drawn; `failed` have failed."""

    def __init__(self) -> None:
        self.running = self.queued = self.failed = self.frames = self.drawn = 0

    @property
    def busy(self) -> bool:
        """Whether something is rendered, or will be without anybody's doing."""
        return bool(self.running or self.queued)

    def count(self, view: JobView, sign: int) -> None:
        """One job more as it is now (1), or one less as it was (-1)."""
        if view.state in ACTIVE:
            self.running += sign
            self.frames += sign * view.frames_total
            self.drawn += sign * view.frames_done
        elif view.state in QUEUED:
            self.queued += sign
        elif view.state == JobState.FAILED:
            self.failed += sign
