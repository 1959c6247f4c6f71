"""What the preview's process is to do next: the newest frame first, then the rest. Pure; guarded by its user."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from app.farm.chosen_files import ChosenFiles
from app.farm.preview.protocol import FrameWanted, Open, SurveyWanted, open_wish

KILLS = 2
"""So often may one request be the process's last, before it is given up."""


@dataclass(frozen=True, slots=True)
class Request:
    """Something to ask the process. `kills` counts the processes that ended over it.

    `ahead` requests are of the queue; `repeated` ones open a template again, for another process; `begun` ones are
    surveys that only go on.
    """

    generation: int
    wish: Open | FrameWanted | SurveyWanted
    ahead: bool = False
    repeated: bool = False
    begun: bool = False
    kills: int = 0

    @property
    def ticket(self) -> int | None:
        """The asker's number; None for opening a template."""
        return None if isinstance(self.wish, Open) else self.wish.ticket


class Agenda:
    """The requests that wait and the one that is being worked on."""

    def __init__(self) -> None:
        self.generation = 0
        self.busy: Request | None = None
        self._opening: Request | None = None
        self._template: Request | None = None
        self._shown: Request | None = None
        self._survey: Request | None = None
        self._ahead: deque[Request] = deque()

    def open(self, template: Path, comp_id: int | None, chosen: ChosenFiles | None = None) -> int:
        """Work on another template; what waits for the one before is forgotten. The new generation."""
        self.generation += 1
        wish = open_wish(template, comp_id, chosen or ChosenFiles())
        self._opening = self._template = Request(self.generation, wish)
        self._shown = self._survey = None
        self._ahead.clear()
        return self.generation

    def show(self, wanted: FrameWanted) -> None:
        """The newest wish; an older one that was not begun is forgotten. Without a template it is forgotten itself."""
        self._shown = Request(self.generation, wanted) if self._template is not None else None

    def survey(self, wanted: SurveyWanted) -> None:
        """A survey, in place of another one that is not finished."""
        self._survey = Request(self.generation, wanted) if self._template is not None else None

    def queue(self, wanted: Sequence[FrameWanted]) -> None:
        """What to draw when nothing else is to be done, in place of what was queued before."""
        known = wanted if self._template is not None else ()
        self._ahead = deque(Request(self.generation, each, ahead=True) for each in known)

    def next(self, free_slots: int) -> Request | None:
        """Begin the next request; None when there is nothing to do, or no slot to draw into.

        The last free slot is kept for the newest wish.
        """
        if self.busy is not None:
            return None
        if self._opening is not None:
            self.busy, self._opening = self._opening, None
        elif self._shown is not None and free_slots > 0:
            self.busy, self._shown = self._shown, None
        elif self._survey is not None:
            self.busy, self._survey = self._survey, None
        elif self._ahead and free_slots > 1:
            self.busy = self._ahead.popleft()
        return self.busy

    def took_step(self) -> None:
        """The survey under way is not finished: it goes on when nothing newer is wanted."""
        request = self.answered()
        if request is not None and self._survey is None:
            self._survey = replace(request, begun=True)

    def answered(self) -> Request | None:
        """The request under way is answered; None when there was none, or when nobody wants its answer any more."""
        done, self.busy = self.busy, None
        return done if done is not None and done.generation == self.generation else None

    def lost(self) -> Request | None:
        """The process ended. What it was doing is done again by the next one, unless it is to blame: that is returned.

        The next process opens the template first.
        """
        broken = self.answered()
        if self._survey is not None:
            self._survey = replace(self._survey, begun=False)
        if self._opening is None and self._template is not None:
            self._opening = replace(self._template, repeated=True)
        if broken is None:
            return None
        again = replace(broken, kills=broken.kills + 1, begun=False)
        if again.kills >= KILLS:
            if isinstance(again.wish, Open):
                self.abandon()
            return again
        if isinstance(again.wish, Open):
            self._opening = again
        elif isinstance(again.wish, SurveyWanted):
            self._survey = self._survey or again
        elif again.ahead:
            self._ahead.appendleft(again)
        elif self._shown is None:
            self._shown = again
        return None

    def abandon(self) -> None:
        """The template cannot be opened: do not try again, and forget what was wanted of it."""
        self._opening = self._template = self._shown = self._survey = None
        self._ahead.clear()

    @property
    def waiting(self) -> bool:
        """Whether anything waits to be done."""
        return any(one is not None for one in (self._opening, self._shown, self._survey)) or bool(self._ahead)
