"""Every change of state there is, with what people wish in `wishes` and `places`. Nothing else writes jobs, tasks,
pieces, attempts or workers.

Each function is one change inside the transaction of a `Change`, with its events and messages. Rules that hold for
all: what ended stays ended (but for a retry that somebody asks for); what a stale attempt says changes nothing, but
its verified pieces are welcome while they are needed; a finished piece is never replaced; the join task is made in the
transaction that completes the set of pieces, and the database keeps it unique.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from app.core.errors import LOST_KINDS, EngineError, EngineLostError, ErrorInfo
from app.core.events import EventKind
from app.core.frames import FrameRange, piece_grid
from app.core.jobs import FilmReport, PieceManifest, RenderPlan, RenderWarning
from app.core.messages import ChunkEnded, Claim, GiveUp, Grant, Stop
from app.core.model import Struct
from app.core.ports import control_queue
from app.core.states import (
    END_STATES,
    JobState,
    PieceState,
    TaskKind,
    TaskState,
)
from app.farm.manager.services import plan_key
from app.farm.store import queries, rows, statistics
from app.farm.store.chronicle import remember_film
from app.farm.store.database import Change
from app.farm.store.documents import error_kind, pack, unpack
from app.farm.store.ripple import (
    TAKES_GRANTS,
    TAKES_PIECES,
    end_attempt,
    fail,
    finish_cancelling,
    finish_task,
    follow_tasks,
    freed_claim,
    known,
    move,
    note_wants,
    start_rendering,
    stop,
    want_workers,
)
from app.farm.store.session import AnyRow
from app.farm.store.verdicts import frames_failed

PERMANENT_KINDS = frozenset({"MissingError", "TemplateError", "FillError", "PhotoError", "RowError", "UsageError"})
"""Kinds of errors that no other worker and no second try will mend."""

BLAMELESS_KINDS = frozenset({"InterruptedRenderError"})
"""Kinds of ends that count against nobody: a worker was stopped by its user, however often."""


class Budgets(Struct, frozen=True):
    """How many failures a job bears: see the settings of the same names. `workers`: how many may draw it."""

    piece_failures: int = 3
    infrastructure_failures: int = 10
    workers: int = 1


def start_task(change: Change, job_id: str, kind: TaskKind) -> bool:
    """Begin a prepare, join or publish task; False when it may not begin (any more)."""
    found = rows.find_job(change.session, job_id)
    if found is None or JobState(found.state) in END_STATES | {JobState.PAUSED, JobState.CANCELLING}:
        return False
    if not rows.set_task(change.session, job_id, kind, TaskState.READY, TaskState.RUNNING):
        return False
    rows.count_try(change.session, job_id, kind)
    if kind is TaskKind.PREPARE:
        move(change, found, JobState.PREPARING, EventKind.PREPARING)
    return True


def prepared(change: Change, job_id: str, plan: RenderPlan, stored: tuple[PieceManifest, ...]) -> None:
    """The prepare task has succeeded. `stored` are the pieces of the job that lie verified in storage already."""
    found = rows.find_job(change.session, job_id)
    if found is None or not finish_task(change, found, TaskKind.PREPARE):
        return
    _lay_out_pieces(change, job_id, plan, {one.piece: one for one in stored})
    rows.set_job(
        change.session,
        job_id,
        plan=pack(plan),
        engine=plan.engine.value,
        frames_total=len(plan.frames),
        warnings=pack(plan.warnings),
        piece_frames=plan.piece_length,
        pieces=len(piece_grid(plan.frames, plan.piece_length)),
    )
    rows.add_task(change.session, job_id, TaskKind.RENDER)
    if stored:
        start_rendering(change, found)
    follow_tasks(change, found, EventKind.PREPARED)
    _complete_if_all_done(change, job_id)


def _lay_out_pieces(change: Change, job_id: str, plan: RenderPlan, stored: dict[int, PieceManifest]) -> None:
    """Lay the grid anew; of pieces that an earlier try finished, those count that are still in storage."""
    rows.drop_pieces(change.session, job_id)
    pieces = []
    for number, frames in enumerate(piece_grid(plan.frames, plan.piece_length)):
        manifest = stored.get(number)
        good = manifest is not None and _fits(manifest, frames)
        pieces.append(
            {
                "job_id": job_id,
                "number": number,
                "start": frames.start,
                "stop": frames.stop,
                "state": (PieceState.DONE if good else PieceState.OPEN).value,
                "attempt": manifest.attempt if good and manifest else None,
                "manifest": pack(manifest) if good else None,
            }
        )
    rows.add_pieces(change.session, pieces)


def _fits(manifest: PieceManifest, frames: FrameRange) -> bool:
    return manifest.frames == frames and len(manifest.frame_hashes) == len(frames)


def task_failed(
    change: Change,
    job_id: str,
    kind: TaskKind,
    error: ErrorInfo,
    *,
    retry_at: float | None,
    tries: int | None = None,
) -> None:
    """A prepare, join or publish task has failed: try it again at `retry_at`, or, when None, the job has failed.

    `tries` is how many count so far, where this one shall not.
    """
    found = rows.find_job(change.session, job_id)
    if found is None:
        return
    if JobState(found.state) in END_STATES | {JobState.CANCELLING}:
        finish_task(change, found, kind)
        return
    after = TaskState.FAILED if retry_at is None else TaskState.READY
    counted = {} if tries is None else {"tries": tries}
    if not rows.set_task(change.session, job_id, kind, TaskState.RUNNING, after, not_before=retry_at or 0.0, **counted):
        return
    if retry_at is None:
        fail(change, found, error)
        return
    follow_tasks(change, found, EventKind.DELAYED)


def joined(change: Change, job_id: str, film: FilmReport) -> None:
    """The join task has succeeded: the film is verified, and waits to be published."""
    found = rows.find_job(change.session, job_id)
    if found is None or not finish_task(change, found, TaskKind.JOIN):
        return
    rows.add_task(change.session, job_id, TaskKind.PUBLISH)
    rows.set_job(change.session, job_id, film=pack(film))
    follow_tasks(change, found, EventKind.PUBLISHING)


def published(change: Change, job_id: str, film: FilmReport) -> None:
    """The film is where people find it: the job is done, with all warnings that came up on the way."""
    found = rows.find_job(change.session, job_id)
    if found is None or not finish_task(change, found, TaskKind.PUBLISH):
        return
    planned = () if found.warnings is None else unpack(found.warnings, tuple[RenderWarning, ...])
    pieces = queries.manifests(change.session, job_id)
    drawn = (warning for one in pieces for warning in one.warnings)
    warnings = tuple(dict.fromkeys((*planned, *film.warnings, *drawn)))
    report = msgspec.structs.replace(film, warnings=warnings, seconds=max(0.0, change.now - found.submitted))
    rows.set_job(change.session, job_id, film=pack(report), warnings=pack(warnings), ended=change.now)
    statistics.job_done(change, job_id, found.started, pieces)
    remember_film(change.session, job_id, pieces, change.now)
    follow_tasks(change, found, EventKind.DONE)


def greet_worker(change: Change, claim: Claim, *, before: str = "") -> None:
    """A worker claims: it is there, under this boot. What it held under the one `before`, if any, is open."""
    rows.set_worker(
        change.session,
        claim.worker,
        boot=claim.boot,
        engines=",".join(claim.engines)[:255],
        present=True,
        seen=change.now,
    )
    if before:
        for one in rows.live_attempts_of_worker(change.session, claim.worker, before):
            expire(change, one.id)


def grant(change: Change, claim: Claim, job_id: str, pieces: tuple[int, int], *, lease_seconds: float) -> Grant | None:
    """Give a worker the pieces from the first to the last number; the grant, or None when that is not possible.

    All of them must be open, the job must take grants, and the claim must not have been answered before.
    """
    found = rows.find_job(change.session, job_id)
    first, last = pieces
    if found is None or JobState(found.state) not in TAKES_GRANTS or rows.was_claimed(change.session, claim.claim_id):
        return None
    between = rows.pieces_between(change.session, job_id, first, last)
    if len(between) != last - first + 1 or any(one.state != PieceState.OPEN.value for one in between):
        return None
    number = change.next_attempt()
    rows.add_attempt(
        change.session,
        id=number,
        job_id=job_id,
        worker=claim.worker,
        boot=claim.boot,
        claim_id=claim.claim_id,
        first=first,
        last=last,
        state=TaskState.RUNNING.value,
        suspect=False,
        granted=change.now,
        ended=0.0,
        infrastructure=False,
    )
    rows.take_pieces(change.session, job_id, first, last, holder=number)
    start_rendering(change, found)
    note_wants(change, found)
    message = Grant(
        claim_id=claim.claim_id,
        attempt=number,
        job_id=job_id,
        plan=plan_key(job_id),
        first=first,
        last=last,
        lease_seconds=lease_seconds,
    )
    change.send(control_queue(claim.worker, claim.boot), message)
    change.event(job_id, EventKind.GRANTED)
    return message


def give_up(change: Change, number: int, first: int) -> bool:
    """Take the pieces from `first` on from an attempt and open them; False when it holds none of them."""
    found = rows.find_attempt(change.session, number)
    if found is None or found.state != TaskState.RUNNING.value:
        return False
    if rows.leave_pieces(change.session, number, first) == 0:
        return False
    rows.set_attempt(change.session, number, last=min(found.last, first - 1))
    change.send(control_queue(found.worker, found.boot), GiveUp(attempt=number, first=first))
    want_workers(change, found.job_id)
    change.event(found.job_id, EventKind.REOPENED)
    return True


def piece_done(change: Change, manifest: PieceManifest, worker: str = "") -> bool:
    """A verified piece lies in storage; whether it was needed. The first one wins, whichever attempt drew it.

    `worker` is who reports it; empty: it was found.
    """
    found = rows.find_piece_with_job(change.session, manifest.job_id, manifest.piece)
    if found is None or JobState(found.state) not in TAKES_PIECES or found.piece_state == PieceState.DONE.value:
        return False
    if not _fits(manifest, FrameRange(start=found.start, stop=found.stop)):
        return False
    rows.set_piece(
        change.session,
        manifest.job_id,
        manifest.piece,
        state=PieceState.DONE.value,
        attempt=manifest.attempt,
        manifest=pack(manifest),
    )
    # Of an attempt that does not hold the piece any more, something may have been taken for lost.
    statistics.piece_drawn(change, manifest, worker if found.attempt == manifest.attempt else "")
    start_rendering(change, found)
    change.event(manifest.job_id, EventKind.PIECE_DONE)
    if found.piece_state == PieceState.OPEN.value:
        want_workers(change, manifest.job_id)
    if found.attempt != manifest.attempt:
        _stop_needless(change, manifest)
    _complete_if_all_done(change, manifest.job_id)
    return True


def _stop_needless(change: Change, manifest: PieceManifest) -> None:
    """A piece came from another attempt than the one that held it: stop whoever has nothing left to do by that."""
    for one in rows.live_attempts(change.session, manifest.job_id):
        if one.id == manifest.attempt or not one.first <= manifest.piece <= one.last:
            continue
        between = rows.pieces_between(change.session, manifest.job_id, one.first, one.last)
        if all(piece.state == PieceState.DONE.value for piece in between):
            stop(change, one, "Another worker has finished these pieces.")


def outrun(change: Change, number: int) -> None:
    """What an attempt had in work was given to another one as well, which was quicker: stop it if it still runs."""
    found = rows.find_attempt(change.session, number)
    if found is not None and found.state == TaskState.RUNNING.value:
        stop(change, found, "Another worker has finished this piece.")


def _complete_if_all_done(change: Change, job_id: str) -> None:
    if not rows.is_complete(change.session, job_id):
        return
    if not rows.set_task(change.session, job_id, TaskKind.RENDER, TaskState.RUNNING, TaskState.DONE):
        return
    rows.add_task(change.session, job_id, TaskKind.JOIN)
    found = rows.find_job(change.session, job_id)
    if found is not None:
        follow_tasks(change, found, EventKind.JOINING)


def chunk_ended(change: Change, message: ChunkEnded, budgets: Budgets) -> bool:
    """A worker reports the end of an attempt; False when that attempt had ended already, or was never its own."""
    found = rows.find_attempt(change.session, message.attempt)
    if found is None or (found.worker, found.boot, found.job_id) != (message.worker, message.boot, message.job_id):
        return False
    if found.state != TaskState.RUNNING.value:
        return False
    if message.error is None or message.error.kind in BLAMELESS_KINDS:
        if end_attempt(change, found, TaskState.DONE if message.error is None else TaskState.CANCELLED):
            change.event(found.job_id, EventKind.REOPENED)
    else:
        _attempt_failed(change, found, message.error, message.piece, message.infrastructure, budgets)
    finish_cancelling(change, found.job_id)
    return True


def _attempt_failed(
    change: Change, found: AnyRow, error: ErrorInfo, number: int | None, infrastructure: bool, budgets: Budgets
) -> None:
    if number is None:
        between = rows.pieces_between(change.session, found.job_id, found.first, found.last)
        number = next((one.number for one in between if one.state != PieceState.DONE.value), None)
    failed = {"failed_piece": number, "infrastructure": infrastructure}
    end_attempt(change, found, TaskState.FAILED, error.kind, counts=True, error=pack(error), **failed)
    of = rows.find_job(change.session, found.job_id)
    if of is None or JobState(of.state) not in TAKES_PIECES:
        return
    permanent = error.kind in PERMANENT_KINDS and not infrastructure
    used_up = not permanent and number is not None and _is_used_up(change, of, number, budgets)
    if permanent or used_up:
        rows.set_task(change.session, of.id, TaskKind.RENDER, TaskState.RUNNING, TaskState.FAILED)
        verdict = _piece_verdict(change, of, number, error) if used_up and number is not None else error
        fail(change, of, verdict, piece=number)
    else:
        change.event(found.job_id, EventKind.CHUNK_FAILED)


def _piece_verdict(change: Change, found: AnyRow, number: int, error: ErrorInfo) -> ErrorInfo:
    piece = rows.find_piece(change.session, found.id, number)
    failures = rows.failures_of_piece(change.session, found.id, number, found.budget_from)
    if piece is None:
        return error
    return frames_failed(found.name, FrameRange(start=piece.start, stop=piece.stop), len(failures), error)


def _is_used_up(change: Change, found: AnyRow, number: int, budgets: Budgets) -> bool:
    failures = rows.failures_of_piece(change.session, found.id, number, found.budget_from)
    own = [one.worker for one in failures if not one.infrastructure]
    if len(failures) - len(own) >= budgets.infrastructure_failures:
        return True
    if _kills_engines(change, found.id, failures, budgets) or _kills_workers(failures, budgets):
        return True
    enough_workers = min(budgets.piece_failures, max(1, budgets.workers))
    # Each of them would meet it again.
    certain = {one.worker for one in failures if not one.infrastructure and error_kind(one) == EngineError.__name__}
    if len(certain) >= enough_workers:
        return True
    # With fewer workers than the budget asks for, the same ones count again.
    return len(own) >= budgets.piece_failures and len(set(own)) >= enough_workers


def _kills_engines(change: Change, job_id: str, failures: Sequence[AnyRow], budgets: Budgets) -> bool:
    """Whether engines were lost in this piece so often that the piece must be the reason.

    One loss may be anybody's fault. While other pieces of the job succeed, as many as a piece may fail are enough; when
    none has, the engine itself may be what does not work, so it takes twice as many.
    """
    lost = sum(1 for one in failures if error_kind(one) == EngineLostError.__name__)
    bearable = budgets.piece_failures * (1 if rows.has_finished_piece(change.session, job_id) else 2)
    return lost >= bearable


def _kills_workers(failures: Sequence[AnyRow], budgets: Budgets) -> bool:
    """Whether so many different workers were lost in this piece, or their engines, that the piece must be the reason.

    That all of them have come to be unsound by themselves, just then, is not likely.
    """
    lost = {one.worker for one in failures if error_kind(one) in LOST_KINDS}
    return len(lost) >= budgets.piece_failures


def expire(change: Change, number: int) -> bool:
    """The lease of an attempt has ended unheard: it is suspect, and what it holds is open. False: it was not live."""
    found = rows.find_attempt(change.session, number)
    if found is None or found.state != TaskState.RUNNING.value or found.suspect:
        return False
    lost = statistics.attempt_lost(change, found)
    rows.set_attempt(change.session, number, suspect=True, lost=lost, claim_id=freed_claim(number))
    if rows.leave_pieces(change.session, number):
        want_workers(change, found.job_id)
        change.event(found.job_id, EventKind.REOPENED)
    finish_cancelling(change, found.job_id)
    return True


def expire_all(change: Change, numbers: Sequence[int]) -> None:
    """The leases of these attempts have ended unheard."""
    for number in numbers:
        expire(change, number)


def revive(change: Change, number: int, name: str, boot: str) -> bool:
    """An attempt without a lease gave a sign of life: it gets back what nobody has taken, and is told what it lost.

    Whether it goes on. It is told to stop when nothing is left for it, or when it does not count any more.
    """
    found = rows.find_attempt(change.session, number)
    if found is None or found.state != TaskState.RUNNING.value or (found.worker, found.boot) != (name, boot):
        change.send(control_queue(name, boot), Stop(attempt=number, reason="This attempt does not count any more."))
        return False
    if not found.suspect:
        return True
    of = rows.find_job(change.session, found.job_id)
    taken = 0
    if of is not None and JobState(of.state) in TAKES_GRANTS:
        taken = rows.take_pieces(change.session, found.job_id, found.first, found.last, holder=number)
    if taken == 0:
        stop(change, found, "Its pieces were given to others meanwhile.")
        return False
    between = rows.pieces_between(change.session, found.job_id, found.first, found.last)
    last = max(one.number for one in between if one.state == PieceState.GRANTED.value and one.attempt == number)
    if last < found.last:
        change.send(control_queue(found.worker, found.boot), GiveUp(attempt=number, first=last + 1))
    statistics.attempt_found(change, found)
    rows.set_attempt(change.session, number, suspect=False, last=last, lost=0.0)
    want_workers(change, found.job_id)
    change.event(found.job_id, EventKind.GRANTED)
    return True


def worker_gone(change: Change, name: str, boot: str, error: ErrorInfo, budgets: Budgets) -> None:
    """The process of a worker is dead: what it held is open, and counts as lost by the infrastructure."""
    for number in [one.id for one in rows.live_attempts_of_worker(change.session, name, boot)]:
        # The end of the one before may have failed the job of this one, which has ended with that.
        one = rows.find_attempt(change.session, number)
        if one is not None and one.state == TaskState.RUNNING.value:
            _attempt_failed(change, one, error, None, True, budgets)
            finish_cancelling(change, one.job_id)
    known = rows.find_worker(change.session, name)
    if known is not None and known.boot == boot:
        rows.set_worker(change.session, name, present=False, seen=change.now)


def take_over(change: Change, *, workers_are_gone: bool) -> None:
    """A manager begins: its own tasks that ran are ready again; if its workers ended with it, so did their attempts."""
    for row in rows.running_tasks(change.session):
        kind = TaskKind(row.kind)
        found = known(change, row.job_id)
        wanted = JobState(found.state) not in END_STATES | {JobState.CANCELLING}
        after = TaskState.READY if wanted else TaskState.CANCELLED
        rows.set_task(change.session, row.job_id, kind, TaskState.RUNNING, after)
        if wanted:
            follow_tasks(change, found, EventKind.REOPENED)
    if workers_are_gone:
        rows.forget_presence(change.session)
        for one in rows.all_live_attempts(change.session):
            # How long it worked before this program's end, nobody knows.
            if end_attempt(change, one, TaskState.CANCELLED, counts=False):
                change.event(one.job_id, EventKind.REOPENED)
    for job_id in rows.jobs_in_state(change.session, JobState.CANCELLING):
        finish_cancelling(change, job_id)
