"""What the logs of the manager's own tasks say."""

from __future__ import annotations

from app.core.frames import piece_grid
from app.core.jobs import FilmReport, JobRequest, PieceManifest, RenderPlan, RenderWarning
from app.core.log_lines import LogLevel
from app.core.states import TaskKind
from app.farm.attempt_logs import AttemptLog
from app.farm.files import readable_size
from app.farm.wording import counted, said_once

_BEGUN = {TaskKind.PREPARE: "Preparing", TaskKind.JOIN: "Joining", TaskKind.PUBLISH: "Publishing"}


def log_begun(log: AttemptLog, kind: TaskKind, request: JobRequest, tries: int) -> None:
    """A task of a job begins; `tries` have failed before."""
    again = f" (try {tries + 1})" if tries else ""
    log.write(f"{_BEGUN[kind]} “{request.name}”{again}.")


def log_prepared(log: AttemptLog, plan: RenderPlan, stored: tuple[PieceManifest, ...], seconds: float) -> None:
    """A job is prepared; pieces in `stored` are there from an earlier run."""
    pieces = len(piece_grid(plan.frames, plan.piece_length))
    rate = plan.frame_rate[0] / plan.frame_rate[1]
    log.write(
        f"Prepared in {seconds:.2f} s: frames {plan.frames.start} to {plan.frames.stop - 1} in "
        f"{counted(pieces, 'piece')}, {plan.width} × {plan.height} pixels, {rate:g} frames per second, {plan.preset}."
    )
    used = [counted(len(plan.fonts), "font"), counted(len(plan.footage), "footage file")]
    log.write(f"It uses {', '.join(used)}{' and music' if plan.music else ''}.")
    if stored:
        log.write(f"There from an earlier run: {counted(len(stored), 'piece')}.")
    _log_warnings(log, plan.warnings)


def log_joined(log: AttemptLog, film: FilmReport, pieces: int, seconds: float) -> None:
    """The film is joined and verified."""
    sound = "with sound" if film.has_audio else "without sound"
    log.write(
        f"Joined {counted(pieces, 'piece')} and checked the film in {seconds:.2f} s: "
        f"{counted(film.frames, 'frame')}, {film.duration:.2f} s, {sound}, {readable_size(film.size)}."
    )
    _log_warnings(log, film.warnings)


def log_published(log: AttemptLog, film: FilmReport, seconds: float) -> None:
    """The film is where people find it."""
    log.write(f"Published in {seconds:.2f} s: {film.path}")


def _log_warnings(log: AttemptLog, warnings: tuple[RenderWarning, ...]) -> None:
    for text in said_once(warnings):
        log.write(text, LogLevel.WARNING)
