"""What there is to grant, and what is granted: the part of the store that dispatch is decided from."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache, lru_cache
from itertools import accumulate, groupby
from operator import itemgetter
from typing import Any

from sqlalchemy import BindParameter, bindparam, false, func, select, true

from app.core.errors import LOST_KINDS
from app.core.jobs import EngineChoice, PieceOrder
from app.core.model import Struct
from app.core.needs import Needs
from app.core.states import PieceState, TaskState
from app.farm.store.documents import error_kind, unpack
from app.farm.store.schema import attempt, job, piece
from app.farm.store.session import AnyRow, Prepared, Session

RUNNING = TaskState.RUNNING.value
OPEN, GRANTED = PieceState.OPEN.value, PieceState.GRANTED.value

JOBS_PER_QUERY = 16
"""Pieces of so many jobs are read with one query."""

ATTEMPTS_PER_QUERY = 100
"""So many attempts are read with one query."""

LARGE_JOB = 256
"""Of a job of more pieces, the open ones are read with a query of its own, which reads no more than is wanted."""


class OpenWork(Struct, frozen=True):
    """A job that has open pieces: their numbers in order, and who failed what, or was lost in it (`failed_on`: number →
    workers); `failures` tells how often which workers failed by their own fault or the job's.

    `pieces` is how many it has, each of `piece_frames` frames, the last one of as many or fewer.
    """

    job_id: str
    owner: str
    priority: int
    place: float
    engine: EngineChoice
    open_pieces: tuple[int, ...]
    failed_on: dict[int, frozenset[str]] = {}
    failures: dict[str, int] = {}
    needs: Needs = Needs()
    order: PieceOrder = PieceOrder.FORWARD
    pieces: int = 0
    piece_frames: int = 0


class LiveAttempt(Struct, frozen=True):
    """A running attempt and the pieces that it still holds, in order; the first one is in work."""

    attempt: int
    job_id: str
    owner: str
    worker: str
    boot: str
    claim_id: str
    engine: EngineChoice
    first: int
    last: int
    suspect: bool
    held: tuple[int, ...]
    held_frames: tuple[int, ...]
    needs: Needs = Needs()


class Amount(Struct, frozen=True):
    """How much to read: of every owner up to `jobs` jobs, of each up to `pieces` pieces; and no further jobs, and no
    more of large ones, once there are `enough` pieces of an owner.
    """

    jobs: int
    pieces: int
    enough: int


class Found(Struct, frozen=True):
    """Open work, owner by owner, in the order in which it is to be granted.

    `more` is about how many pieces were left out, `lines` all owners and priorities that have open work, wanted or not.
    """

    work: tuple[OpenWork, ...]
    more: int
    lines: tuple[tuple[str, int], ...]


_WANTS = job.c.wants_workers == true()
_FIRST_OWNER = Prepared(select(job.c.owner).where(_WANTS).order_by(job.c.owner).limit(1))
_NEXT_OWNER = Prepared(
    select(job.c.owner).where(_WANTS, job.c.owner > bindparam("after")).order_by(job.c.owner).limit(1)
)
_HIGHEST = Prepared(
    select(job.c.priority).where(_WANTS, job.c.owner == bindparam("owner_")).order_by(job.c.priority.desc()).limit(1)
)
_NEXT_LOWER = Prepared(
    select(job.c.priority)
    .where(_WANTS, job.c.owner == bindparam("owner_"), job.c.priority < bindparam("below"))
    .order_by(job.c.priority.desc())
    .limit(1)
)
_WANTING = Prepared(
    select(
        job.c.id,
        job.c.priority,
        job.c.place,
        job.c.engine,
        job.c.budget_from,
        job.c.needs,
        job.c.piece_order,
        job.c.pieces,
        job.c.piece_frames,
    )
    .where(_WANTS, job.c.owner == bindparam("owner_"), job.c.priority == bindparam("priority_"))
    .order_by(job.c.place)
    .limit(bindparam("most"))
)
_IDS = tuple(f"id{number}" for number in range(JOBS_PER_QUERY))
_MANY: list[BindParameter[str]] = [bindparam(name) for name in _IDS]
_OPEN_OF_MANY = Prepared(
    select(piece.c.job_id, piece.c.number)
    .where(piece.c.job_id.in_(_MANY), piece.c.state == OPEN)
    .order_by(piece.c.job_id, piece.c.number)
)
_OPEN_OF_ONE = Prepared(
    select(piece.c.number)
    .where(piece.c.job_id == bindparam("id"), piece.c.state == OPEN)
    .order_by(piece.c.number)
    .limit(bindparam("most"))
)
_AMONG = Prepared(
    select(piece.c.number).where(
        piece.c.job_id == bindparam("id"),
        piece.c.state == OPEN,
        piece.c.number.in_([bindparam("a"), bindparam("b"), bindparam("c")]),
    )
)
_FAILURES = Prepared(
    select(
        attempt.c.job_id,
        attempt.c.id,
        attempt.c.worker,
        attempt.c.failed_piece,
        attempt.c.infrastructure,
        attempt.c.error,
    ).where(
        attempt.c.job_id.in_(_MANY),
        attempt.c.state == TaskState.FAILED.value,
    )
)
_FAILED_IN = Prepared(
    select(attempt.c.job_id, attempt.c.worker, func.count().label("times"))
    .join(job, job.c.id == attempt.c.job_id)
    .where(
        attempt.c.job_id.in_(_MANY),
        attempt.c.state == TaskState.FAILED.value,
        attempt.c.infrastructure == false(),
        attempt.c.id >= job.c.budget_from,
    )
    .group_by(attempt.c.job_id, attempt.c.worker)
)
_NUMBERS = tuple(f"number{number}" for number in range(ATTEMPTS_PER_QUERY))
_THESE: list[BindParameter[int]] = [bindparam(name) for name in _NUMBERS]
_WITH_JOB = select(attempt, job.c.owner, job.c.engine, job.c.needs).join(job, job.c.id == attempt.c.job_id)
_ATTEMPTS = Prepared(_WITH_JOB.where(attempt.c.state == RUNNING).order_by(attempt.c.id))
_ATTEMPTS_OF_MANY = Prepared(
    _WITH_JOB.where(attempt.c.id.in_(_THESE), attempt.c.state == RUNNING).order_by(attempt.c.id)
)
_RUNNING_OF_OWNERS = Prepared(
    select(job.c.owner, func.count().label("chunks"))
    .join(attempt, job.c.id == attempt.c.job_id)
    .where(attempt.c.state == RUNNING, attempt.c.suspect == false())
    .group_by(job.c.owner)
)
_PIECES = select(piece.c.attempt, piece.c.number, piece.c.start, piece.c.stop).order_by(piece.c.attempt, piece.c.number)
_HELD = Prepared(
    _PIECES.join(attempt, attempt.c.id == piece.c.attempt).where(attempt.c.state == RUNNING, piece.c.state == GRANTED)
)
_HELD_BY_MANY = Prepared(_PIECES.where(piece.c.attempt.in_(_THESE), piece.c.state == GRANTED))


def open_work(
    session: Session, amount: Amount, *, is_wanted: Callable[[EngineChoice, Needs], bool] = lambda _engine, _needs: True
) -> Found:
    """Work that may be granted now, of jobs for which `is_wanted` says yes."""

    @cache
    def wants(engine: str, needs: bytes | None) -> bool:
        """The same for all jobs of a batch."""
        return is_wanted(EngineChoice(engine), _needs(needs))

    found: list[OpenWork] = []
    more = 0
    lines = tuple(_lines(session))
    for owner, own in groupby(lines, key=itemgetter(0)):
        rows = [
            row
            for row in _wanting(session, owner, [priority for _, priority in own], amount.jobs)
            if wants(row.engine, row.needs)
        ]
        gathered = start = 0
        while start < len(rows) and gathered < amount.enough:
            portion = rows[start : start + _portion(rows[start:], amount.enough - gathered)]
            start += len(portion)
            for work in _read(session, owner, portion, amount):
                gathered += len(work.open_pieces)
                more += _left_out(work, amount)
                found.append(work)
        more += sum(row.pieces for row in rows[start:])
    return Found(work=tuple(found), more=more, lines=lines)


def is_waiting(session: Session) -> bool:
    """Whether there is open work at all."""
    return session.value(_FIRST_OWNER) is not None


def _lines(session: Session) -> Iterator[tuple[str, int]]:
    """Owners in order, and of each the priorities from the highest on.

    From one to the next in the index: reading all jobs for it would cost the more, the more of them wait.
    """
    owner: str | None = session.value(_FIRST_OWNER)
    while owner is not None:
        priority: int | None = session.value(_HIGHEST, {"owner_": owner})
        while priority is not None:
            yield owner, priority
            priority = session.value(_NEXT_LOWER, {"owner_": owner, "below": priority})
        owner = session.value(_NEXT_OWNER, {"after": owner})


def _wanting(session: Session, owner: str, priorities: Iterable[int], most: int) -> list[AnyRow]:
    """Up to so many jobs of an owner that want workers, in the order in which they are granted."""
    rows: list[AnyRow] = []
    for priority in priorities:
        if len(rows) >= most:
            break
        rows += session.rows(_WANTING, {"owner_": owner, "priority_": priority, "most": most - len(rows)})
    return rows


def _portion(rows: Sequence[AnyRow], enough: int) -> int:
    """Of how many jobs to read the open pieces at once: as many as have enough, if none of theirs is done yet."""
    pieces = accumulate(row.pieces for row in rows[:JOBS_PER_QUERY])
    return next((count for count, sum_ in enumerate(pieces, start=1) if sum_ >= enough), JOBS_PER_QUERY)


def _left_out(work: OpenWork, amount: Amount) -> int:
    """About how many open pieces of a large job were not read: as they are granted in order, all behind the last."""
    most = _most_of_large(amount)
    if work.pieces <= LARGE_JOB or len(work.open_pieces) < most:
        return 0
    return max(0, work.pieces - 1 - work.open_pieces[most - 1])


def _most_of_large(amount: Amount) -> int:
    return max(1, min(amount.pieces, amount.enough))


def _read(session: Session, owner: str, rows: Sequence[AnyRow], amount: Amount) -> Iterator[OpenWork]:
    small = [row.id for row in rows if row.pieces <= LARGE_JOB]
    numbers: dict[str, list[int]] = defaultdict(list)
    if small:
        for job_id, number in session.rows(_OPEN_OF_MANY, _ids(small)):
            numbers[job_id].append(number)
    failures: dict[str, list[Any]] = defaultdict(list)
    for one in session.rows(_FAILURES, _ids([row.id for row in rows])):
        failures[one.job_id].append(one)
    for row in rows:
        is_large = row.pieces > LARGE_JOB
        own = _open_of_large(session, row, amount) if is_large else numbers[row.id][: amount.pieces]
        yield _open(owner, row, own, [one for one in failures[row.id] if one.id >= row.budget_from])


def _open_of_large(session: Session, row: AnyRow, amount: Amount) -> list[int]:
    numbers: list[int] = session.values(_OPEN_OF_ONE, {"id": row.id, "most": _most_of_large(amount)})
    if PieceOrder(row.piece_order) is PieceOrder.FIRST_MIDDLE_LAST:
        first, middle, last = first_pieces(row.pieces)
        asked = {"id": row.id, "a": first, "b": middle, "c": last}
        numbers = sorted({*numbers, *session.values(_AMONG, asked)})
    return numbers


def first_pieces(pieces: int) -> tuple[int, int, int]:
    """The first, the middle and the last piece of so many; of very few, some of them are the same."""
    return 0, pieces // 2, max(0, pieces - 1)


def _open(owner: str, row: AnyRow, numbers: Sequence[int], failures: Sequence[AnyRow]) -> OpenWork:
    by_worker: dict[str, int] = defaultdict(int)
    by_piece: dict[int, set[str]] = defaultdict(set)
    for one in failures:
        if not one.infrastructure:
            by_worker[one.worker] += 1
        # One that was lost in a piece may be lost in it again, as soon as it is there anew: others come first.
        if one.failed_piece is not None and (not one.infrastructure or error_kind(one) in LOST_KINDS):
            by_piece[one.failed_piece].add(one.worker)
    return OpenWork(
        job_id=row.id,
        owner=owner,
        priority=row.priority,
        place=row.place,
        engine=EngineChoice(row.engine),
        open_pieces=tuple(numbers),
        failed_on={number: frozenset(names) for number, names in by_piece.items()},
        failures=dict(by_worker),
        needs=_needs(row.needs),
        order=PieceOrder(row.piece_order),
        pieces=row.pieces,
        piece_frames=row.piece_frames,
    )


def failures_in(session: Session, job_ids: Sequence[str]) -> dict[str, dict[str, int]]:
    """How often which workers have failed in these jobs, where any has: job → worker → times."""
    found: dict[str, dict[str, int]] = {}
    for start in range(0, len(job_ids), JOBS_PER_QUERY):
        for row in session.rows(_FAILED_IN, _ids(job_ids[start : start + JOBS_PER_QUERY])):
            found.setdefault(row.job_id, {})[row.worker] = int(row.times)
    return found


def running_chunks(session: Session) -> dict[str, int]:
    """How many chunks of each owner's jobs are running, without those of suspect workers."""
    return {row.owner: int(row.chunks) for row in session.rows(_RUNNING_OF_OWNERS)}


def live_attempts(session: Session) -> tuple[LiveAttempt, ...]:
    """The running attempts, suspects included, oldest first."""
    return _live(session.rows(_ATTEMPTS), session.rows(_HELD))


def attempts_of(session: Session, numbers: Sequence[int]) -> tuple[LiveAttempt, ...]:
    """Those of these attempts that run, suspects included, oldest first."""
    found: list[LiveAttempt] = []
    ordered = sorted(numbers)
    for start in range(0, len(ordered), ATTEMPTS_PER_QUERY):
        asked = _numbers(ordered[start : start + ATTEMPTS_PER_QUERY])
        found += _live(session.rows(_ATTEMPTS_OF_MANY, asked), session.rows(_HELD_BY_MANY, asked))
    return tuple(found)


def _live(attempts: Sequence[AnyRow], pieces: Sequence[AnyRow]) -> tuple[LiveAttempt, ...]:
    held: dict[int, list[Any]] = defaultdict(list)
    for row in pieces:
        held[row.attempt].append(row)
    return tuple(
        LiveAttempt(
            attempt=row.id,
            job_id=row.job_id,
            owner=row.owner,
            worker=row.worker,
            boot=row.boot,
            claim_id=row.claim_id,
            engine=EngineChoice(row.engine),
            first=row.first,
            last=row.last,
            suspect=bool(row.suspect),
            held=tuple(one.number for one in held[row.id]),
            held_frames=tuple(one.stop - one.start for one in held[row.id]),
            needs=_needs(row.needs),
        )
        for row in attempts
    )


def _ids(job_ids: Sequence[str]) -> dict[str, str]:
    return dict(zip(_IDS, (*job_ids, *[""] * (JOBS_PER_QUERY - len(job_ids))), strict=True))


def _numbers(attempts: Sequence[int]) -> dict[str, int]:
    return dict(zip(_NUMBERS, (*attempts, *[0] * (ATTEMPTS_PER_QUERY - len(attempts))), strict=True))


@lru_cache(maxsize=4096)
def _needs(body: bytes | None) -> Needs:
    """The same bytes come again with every decision."""
    return Needs() if body is None else unpack(body, Needs)
