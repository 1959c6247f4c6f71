"""What a failed job says of itself: which frames, drawn by whom, how often, why, and what to do next."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from app.core.errors import EngineLostError, ErrorInfo
from app.core.frames import FrameRange
from app.core.messages import AttemptView, JobDetail, JobView
from app.core.states import PIECE_LETTERS, PieceState
from app.ui.formats import range_text
from app.ui.models.error_words import told
from app.ui.models.jobs_report import job_facts
from app.ui.words import translate, worker_name

_FAILED: Final = PIECE_LETTERS[PieceState.FAILED]


def failure_of(view: JobView, detail: JobDetail | None) -> ErrorInfo:
    """The error of a failed job as its card shows it; `detail` tells where it happened, once it is known."""
    error = told(view.error or ErrorInfo(kind="FarmhandError", title=""))
    frames = _failed_frames(view, detail)
    if frames is not None:
        title = translate("Failure", "“%1” stopped at frames %2.").replace(
            "%2", range_text(frames.start, frames.stop - 1)
        )
    else:
        title = translate("Failure", "“%1” could not be rendered.")
    tried = _tried(_attempts_at(frames, detail))
    return ErrorInfo(
        kind=error.kind,
        title=title.replace("%1", view.name),
        cause=" ".join(filter(None, (error.title, error.cause, tried))),
        next_step=_next_step(error),
        retryable=error.retryable,
    )


def failure_facts(view: JobView, detail: JobDetail | None) -> dict[str, str]:
    """Where it happened, for “Copy details”: English, as that is for whoever helps."""
    frames = _failed_frames(view, detail)
    attempts = _attempts_at(frames, detail)
    facts = job_facts(view)
    if frames is not None:
        facts["Failed frames"] = f"{frames.start}–{frames.stop - 1}"
    if attempts:
        facts["Attempts"] = ", ".join(f"{one.attempt} ({one.worker})" for one in attempts)
    return facts


def _next_step(error: ErrorInfo) -> str:
    """A lost process is spoken of as the attempt saw it, which is not how it went on for the job."""
    if error.next_step and error.kind != EngineLostError.__name__:
        return error.next_step
    return translate(
        "Failure", "Retry draws what is missing and keeps what is done. If it stops again, its log says more."
    )


def _failed_frames(view: JobView, detail: JobDetail | None) -> FrameRange | None:
    """The frames of the first piece that failed."""
    if detail is None or detail.job_id != view.job_id:
        return None
    number = view.pieces.find(_FAILED)
    return detail.pieces[number].frames if 0 <= number < len(detail.pieces) else None


def _attempts_at(frames: FrameRange | None, detail: JobDetail | None) -> list[AttemptView]:
    """The attempts that failed with these frames in their hands."""
    if frames is None or detail is None:
        return []
    return [
        one
        for one in detail.attempts
        if one.error is not None and one.frames.start < frames.stop and frames.start < one.frames.stop
    ]


def _tried(attempts: Sequence[AttemptView]) -> str:
    if not attempts:
        return ""
    workers = ", ".join(dict.fromkeys(worker_name(one.worker) for one in attempts))
    return translate("Failure", "Tried %n time(s) by %1.", "", len(attempts)).replace("%1", workers)
