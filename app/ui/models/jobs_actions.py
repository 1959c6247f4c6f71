"""What can be done with the chosen jobs: whether, to which of them, what the menu says, and why not."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Final

from app.core.model import Struct
from app.core.states import END_STATES, RETRYABLE_STATES, JobState, may_change
from app.ui.formats import number_text
from app.ui.models.jobs_rows import JobRow, segments_of
from app.ui.words import translate

ACTIONS: Final = (
    "play",
    "show",
    "",
    "retry",
    "again",
    "pause",
    "priority",
    "top",
    "up",
    "down",
    "bottom",
    "",
    "duplicate",
    "compose",
    "copy",
    "",
    "cancel",
    "clear",
)
"""The actions in the order of toolbar and menus; an empty one is a line between groups."""


class Offer(Struct, frozen=True):
    """An action for the chosen jobs: what the menu says, the jobs it would apply to, and why it cannot be had.

    `resumes` tells the two meanings of `pause` apart.
    """

    text: str
    job_ids: tuple[str, ...] = ()
    reason: str = ""
    resumes: bool = False

    @property
    def enabled(self) -> bool:
        """Whether it can be done now."""
        return not self.reason


Rows = Sequence[JobRow]


def offers(rows: Rows, *, by_queue: bool, trouble: str = "") -> dict[str, Offer]:
    """Every action for these jobs. `by_queue`: the table shows the queue's own order.

    `trouble` is why nothing can be asked of the farm now, if so.
    """
    found = {name: make(rows) for name, make in _MAKERS.items()}
    if not by_queue:
        reason = translate("JobActions", "Sort by State first: jobs move in the order of the queue.")
        for name in ("up", "down"):
            if found[name].enabled:
                found[name] = _refused(found[name].text, reason)
    if trouble:
        for name in _MAKERS:
            if name not in _WITHOUT_FARM and found[name].enabled:
                found[name] = _refused(found[name].text, trouble)
    return found


def retryable_frames(rows: Iterable[JobRow]) -> int:
    """Frames that a retry would draw."""
    return sum(row.view.frames_total - segments_of(row.view).done for row in rows)


def _play(rows: Rows) -> Offer:
    return _film(translate("JobActions", "Play result"), rows)


def _show(rows: Rows) -> Offer:
    return _film(translate("JobActions", "Show in folder"), rows)


def _film(text: str, rows: Rows) -> Offer:
    if not rows:
        return _refused(text, _nothing_chosen())
    films = [row for row in rows if row.view.film is not None and row.view.state == JobState.DONE]
    if not films:
        return _refused(text, translate("JobActions", "There is no finished film among the chosen jobs."))
    there = [row for row in films if not row.gone]
    if not there:
        return _refused(text, translate("JobActions", "The film was moved, deleted or changed."))
    return Offer(text=text, job_ids=(there[0].id,))


def _retry(rows: Rows) -> Offer:
    failed = [row for row in rows if row.view.state == JobState.FAILED]
    chosen = failed or [row for row in rows if row.view.state in RETRYABLE_STATES]
    if failed:
        text = translate("JobActions", "Retry %n failed frames", "", retryable_frames(failed))
    elif chosen:
        text = translate("JobActions", "Queue %n cancelled jobs again", "", len(chosen))
    else:
        text = translate("JobActions", "Retry failed frames")
    reason = translate("JobActions", "None of the chosen jobs has failed or was cancelled.")
    return _offer(text, rows, chosen, reason)


def _again(rows: Rows) -> Offer:
    chosen = [row for row in rows if row.view.state == JobState.DONE]
    text = (
        translate("JobActions", "Render %n jobs again from the start…", "", len(chosen))
        if len(chosen) > 1
        else translate("JobActions", "Render again from the start")
    )
    if any(row.view.state == JobState.FAILED for row in rows):
        reason = translate("JobActions", "Retry a failed job instead: its finished frames would be the same.")
    else:
        reason = translate("JobActions", "None of the chosen jobs is done.")
    return _offer(text, rows, chosen, reason)


def _pause(rows: Rows) -> Offer:
    running = [row for row in rows if may_change(JobState(row.view.state), JobState.PAUSED)]
    if running:
        text = (
            translate("JobActions", "Pause %n jobs", "", len(running))
            if len(running) > 1
            else translate("JobActions", "Pause")
        )
        return Offer(text=text, job_ids=_ids(running))
    paused = [row for row in rows if row.view.state == JobState.PAUSED]
    if paused:
        text = (
            translate("JobActions", "Resume %n jobs", "", len(paused))
            if len(paused) > 1
            else translate("JobActions", "Resume")
        )
        return Offer(text=text, job_ids=_ids(paused), resumes=True)
    reason = translate("JobActions", "None of the chosen jobs can be paused: they have ended, or are about to.")
    return _offer(translate("JobActions", "Pause or resume"), rows, [], reason)


def _priority(rows: Rows) -> Offer:
    return _of_living(translate("JobActions", "Priority…"), rows)


def _top(rows: Rows) -> Offer:
    return _of_living(translate("JobActions", "Move to top"), rows)


def _bottom(rows: Rows) -> Offer:
    return _of_living(translate("JobActions", "Move to bottom"), rows)


def _up(rows: Rows) -> Offer:
    return _of_living(translate("JobActions", "Move up"), rows)


def _down(rows: Rows) -> Offer:
    return _of_living(translate("JobActions", "Move down"), rows)


def _of_living(text: str, rows: Rows) -> Offer:
    living = [row for row in rows if row.view.state in _PLACED]
    return _offer(text, rows, living, translate("JobActions", "Jobs that have ended have no place in the queue."))


def _duplicate(rows: Rows) -> Offer:
    text = (
        translate("JobActions", "Duplicate %n jobs as new", "", len(rows))
        if len(rows) > 1
        else translate("JobActions", "Duplicate as new")
    )
    return _offer(text, rows, rows, "")


def _compose(rows: Rows) -> Offer:
    text = translate("JobActions", "Open in Compose")
    one = rows if len(rows) == 1 else []
    return _offer(text, rows, one, translate("JobActions", "Choose one job: Compose opens one template."))


def _copy(rows: Rows) -> Offer:
    return _offer(translate("JobActions", "Copy details"), rows, rows, "")


def _cancel(rows: Rows) -> Offer:
    living = [row for row in rows if may_change(JobState(row.view.state), JobState.CANCELLING)]
    text = (
        translate("JobActions", "Cancel %n jobs…", "", len(living))
        if len(living) > 1
        else translate("JobActions", "Cancel…")
    )
    if any(row.view.state == JobState.PUBLISHING for row in rows):
        reason = translate("JobActions", "The film is being handed over; it cannot be stopped any more.")
    else:
        reason = translate("JobActions", "The chosen jobs have ended.")
    return _offer(text, rows, living, reason)


def _clear(rows: Rows) -> Offer:
    ended = [row for row in rows if row.view.state in END_STATES]
    text = (
        translate("JobActions", "Remove %n jobs from list", "", len(ended))
        if len(ended) > 1
        else translate("JobActions", "Remove from list")
    )
    return _offer(text, rows, ended, translate("JobActions", "Cancel a job before you remove it from the list."))


_MAKERS: Final[dict[str, Callable[[Rows], Offer]]] = {
    "play": _play,
    "show": _show,
    "retry": _retry,
    "again": _again,
    "pause": _pause,
    "priority": _priority,
    "top": _top,
    "up": _up,
    "down": _down,
    "bottom": _bottom,
    "duplicate": _duplicate,
    "compose": _compose,
    "copy": _copy,
    "cancel": _cancel,
    "clear": _clear,
}

_WITHOUT_FARM: Final = frozenset({"play", "show", "copy"})
_PLACED: Final = frozenset({JobState.QUEUED, JobState.PREPARING, JobState.READY, JobState.RENDERING, JobState.PAUSED})


def _offer(text: str, rows: Rows, chosen: Rows, reason: str) -> Offer:
    if chosen:
        return Offer(text=text, job_ids=_ids(chosen))
    return _refused(text, reason if rows else _nothing_chosen())


def _refused(text: str, reason: str) -> Offer:
    return Offer(text=text, reason=reason)


def _nothing_chosen() -> str:
    return translate("JobActions", "No job is chosen.")


def _ids(rows: Rows) -> tuple[str, ...]:
    return tuple(row.id for row in rows)


def cancel_text(rows: Rows, names: str) -> str:
    """What is lost when these jobs are cancelled: the farm keeps nothing of a cancelled job."""
    drawn = sum(row.view.frames_done for row in rows)
    workers = sum(row.view.workers for row in rows)
    if not drawn:
        text = translate("JobActions", "%1 – nothing is rendered yet, so nothing is lost.")
    elif workers:
        text = translate(
            "JobActions",
            "%1 – %2 rendered frames are lost, and what %n workers draw now. Pause instead to go on later.",
            "",
            workers,
        )
    else:
        text = translate("JobActions", "%1 – %2 rendered frames are lost. Pause instead to go on later.")
    return text.replace("%1", names).replace("%2", number_text(drawn))
