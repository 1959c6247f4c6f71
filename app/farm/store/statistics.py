"""Records what the farm does, in the transactions that do it: one row per minute, worker, job and kind of error.

What is recorded here is what changed the store, so what comes late or twice counts as the store decides. Used by
`transitions`, `ripple` and `wishes`, and for what is only ever sampled by the manager.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from sqlalchemy import bindparam, insert, select, update

from app.core.jobs import PieceManifest
from app.core.model import Struct
from app.core.states import PieceState
from app.farm.store.database import Change
from app.farm.store.documents import unpack
from app.farm.store.schema import attempt, piece
from app.farm.store.schema_statistics import REAL_FIGURES, WHOLE_FIGURES, statistic, statistic_job
from app.farm.store.session import AnyRow, Prepared

MINUTE = 60

LONGEST_PIECE_SECONDS = 7 * 86_400.0
"""No piece takes longer: a worker that says so counts as if it had taken this long."""

MOST_CAUSE_CHARACTERS = 64

_NOTHING = dict.fromkeys(WHOLE_FIGURES, 0) | dict.fromkeys(REAL_FIGURES, 0.0)
_FIGURES = tuple(_NOTHING)
_AT = (
    (statistic.c.at == bindparam("at_"))
    & (statistic.c.worker == bindparam("worker_"))
    & (statistic.c.job_id == bindparam("job_"))
    & (statistic.c.cause == bindparam("cause_"))
)
_COUNT = Prepared(
    update(statistic).where(_AT).values({name: statistic.c[name] + bindparam(f"{name}_") for name in _FIGURES})
)
_DRAWN = Prepared(
    update(statistic)
    .where(_AT)
    .values(
        frames=statistic.c.frames + bindparam("frames_"),
        pieces=statistic.c.pieces + 1,
        busy_seconds=statistic.c.busy_seconds + bindparam("busy_"),
    )
)
_ADD = Prepared(insert(statistic))
_QUEUED = Prepared(update(statistic).where(_AT))
_ADD_JOB = Prepared(insert(statistic_job))
_JOB = Prepared(select(statistic_job.c.seen).where(statistic_job.c.job_id == bindparam("job_")))
_SET_JOB = Prepared(update(statistic_job).where(statistic_job.c.job_id == bindparam("job_")))
_WORKER = Prepared(select(attempt.c.id, attempt.c.worker, attempt.c.lost).where(attempt.c.id == bindparam("id_")))
_WORKERS = Prepared(select(attempt.c.id, attempt.c.worker).where(attempt.c.job_id == bindparam("job_")))
_SET_LOST = Prepared(update(attempt).where(attempt.c.id == bindparam("id_")))
_KEPT = Prepared(
    select(piece.c.manifest).where(piece.c.attempt == bindparam("id_"), piece.c.state == PieceState.DONE.value)
)


class Presence(Struct, frozen=True):
    """A worker (or, where `worker` is the name of a node, a machine without one) in the minute that has `at` in it.

    `job_id` is what it held meanwhile; `dollars` is what its machine, or its part of it, cost.
    """

    at: float
    worker: str
    job_id: str = ""
    seconds: float = 0.0
    dollars: float = 0.0


def job_known(change: Change, job_id: str, *, owner: str, template: str, name: str) -> None:
    """A job was taken: whose it is, and what it is made of."""
    values = {"owner": owner[:255], "template": template[:255], "name": name[:255], "seen": int(change.now)}
    if change.session.value(_JOB, {"job_": job_id}) is None:
        change.session.write(_ADD_JOB, {"job_id": job_id, **values})
    else:
        change.session.write(_SET_JOB, {"job_": job_id, **values})


def job_left(change: Change, job_id: str) -> None:
    """A job leaves the list; what it took is still told."""
    change.session.write(_SET_JOB, {"job_": job_id, "seen": int(change.now)})


def piece_drawn(change: Change, manifest: PieceManifest, worker: str = "") -> None:
    """A piece counts, now and for the first time. Without a `worker`, the attempt that drew it is looked up."""
    found = None if worker else change.session.row(_WORKER, {"id_": manifest.attempt})
    seconds = _sane(manifest.seconds)
    key = _key(change.now, found.worker if found is not None else worker, manifest.job_id)
    frames = len(manifest.frames)
    if change.session.write(_DRAWN, {**key, "frames_": frames, "busy_": seconds}) == 0:
        _insert(change, key, {"frames": frames, "pieces": 1, "busy_seconds": seconds})
    if found is not None and found.lost:
        # It was taken for lost when its worker fell silent, or was stopped.
        found_again = min(found.lost, seconds)
        change.session.write(_SET_LOST, {"id_": found.id, "lost": found.lost - found_again})
        _count(change, worker=found.worker, job_id=manifest.job_id, lost_seconds=-found_again)


def attempt_lost(change: Change, found: AnyRow, cause: str = "", *, failed: bool = False) -> float:
    """An attempt has not succeeded: what it has lost since its last finished piece, in seconds.

    Those of an attempt whose worker fell silent were counted then.
    """
    lost = 0.0
    if not found.suspect:
        kept = change.session.values(_KEPT, {"id_": found.id})
        busy = sum(_sane(unpack(body, PieceManifest).seconds) for body in kept)
        lost = max(0.0, change.now - found.granted - busy)
    if lost or failed:
        cause = cause[:MOST_CAUSE_CHARACTERS]
        _count(change, worker=found.worker, job_id=found.job_id, cause=cause, lost_seconds=lost, failures=int(failed))
    return lost


def attempt_found(change: Change, found: AnyRow) -> None:
    """An attempt whose worker had fallen silent goes on: nothing is lost yet."""
    if found.lost:
        _count(change, worker=found.worker, job_id=found.job_id, lost_seconds=-found.lost)


def job_done(change: Change, job_id: str, started: float, pieces: Iterable[PieceManifest]) -> None:
    """A job is done now, that was first granted at `started` (0: never)."""
    took = change.now - started if started else 0.0
    workers = {row.id: row.worker for row in change.session.rows(_WORKERS, {"job_": job_id})}
    ideal = ideal_seconds((workers.get(one.attempt, ""), len(one.frames), one.seconds) for one in pieces)
    # Without a first grant, or of an engine that took no time, there is nothing to compare.
    known = took > 0 and ideal > 0
    times = (took, min(ideal, took)) if known else (0.0, 0.0)
    _count(change, job_id=job_id, jobs=1, film_seconds=times[0], ideal_seconds=times[1])


def job_failed(change: Change, job_id: str, cause: str) -> None:
    """A job has failed."""
    _count(change, job_id=job_id, cause=cause[:MOST_CAUSE_CHARACTERS], jobs_failed=1)


def present(change: Change, presences: Iterable[Presence]) -> None:
    """Who was there, in the minutes that they name."""
    for one in presences:
        figures = {"present_seconds": one.seconds, "dollars": one.dollars}
        _count_in(change, _key(one.at, one.worker, one.job_id), figures)


def queued(change: Change, frames: int) -> None:
    """So many frames wait now."""
    key = _key(change.now, "", "")
    if change.session.write(_QUEUED, {**key, "queued_frames": frames}) == 0:
        _insert(change, key, {"queued_frames": frames})


def ideal_seconds(pieces: Iterable[tuple[str, int, float]]) -> float:
    """The least time in which the workers that drew pieces (worker, frames, seconds) could have drawn them all.

    Each worker draws as many frames a second as it did. Then all of them together need the frames divided by the sum of
    those rates; and the longest piece needs its time on the quickest worker, as a piece is drawn by one.
    0 where nothing is known of their rates.
    """
    frames: dict[str, int] = defaultdict(int)
    seconds: dict[str, float] = defaultdict(float)
    measured = [(worker, number, _sane(took)) for worker, number, took in pieces]
    for worker, number, took in measured:
        frames[worker] += number
        seconds[worker] += took
    rates = {worker: frames[worker] / seconds[worker] for worker in frames if seconds[worker] > 0}
    if not rates:
        return 0.0
    quickest = max(rates.values())
    longest = max((took * rates[worker] / quickest for worker, _, took in measured if worker in rates), default=0.0)
    return max(sum(frames[worker] for worker in rates) / sum(rates.values()), longest)


def _count(change: Change, *, worker: str = "", job_id: str = "", cause: str = "", **figures: float) -> None:
    _count_in(change, _key(change.now, worker, job_id, cause), figures)


def _count_in(change: Change, key: Mapping[str, object], figures: Mapping[str, float]) -> None:
    added = {f"{name}_": figures.get(name, nothing) for name, nothing in _NOTHING.items()}
    if change.session.write(_COUNT, {**key, **added}) == 0:
        _insert(change, key, figures)


def _insert(change: Change, key: Mapping[str, object], figures: Mapping[str, float]) -> None:
    names = {"at": key["at_"], "worker": key["worker_"], "job_id": key["job_"], "cause": key["cause_"]}
    change.session.write(_ADD, {**names, **_NOTHING, "queued_frames": None, **figures})


def _key(at: float, worker: str, job_id: str, cause: str = "") -> dict[str, object]:
    return {"at_": int(at // MINUTE) * MINUTE, "worker_": worker[:255], "job_": job_id, "cause_": cause}


def _sane(seconds: float) -> float:
    return min(LONGEST_PIECE_SECONDS, max(0.0, seconds))
