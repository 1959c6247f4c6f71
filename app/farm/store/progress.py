"""How far jobs are, piece by piece: the part of the store that running films are estimated from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlalchemy import bindparam, select

from app.core.frames import FrameRange
from app.core.jobs import JobRequest, RenderPlan
from app.core.model import Struct
from app.core.states import PieceState
from app.farm.store.documents import unpack, unpack_or_none
from app.farm.store.schema import job, piece
from app.farm.store.session import AnyRow, Prepared, Session

_DONE, _GRANTED = PieceState.DONE.value, PieceState.GRANTED.value
_DOCUMENTS = Prepared(select(job.c.request, job.c.plan).where(job.c.id == bindparam("id_")))
_PIECES = Prepared(
    select(piece.c.number, piece.c.start, piece.c.stop, piece.c.state, piece.c.attempt, piece.c.manifest)
    .where(piece.c.job_id == bindparam("id_"))
    .order_by(piece.c.number)
)


class _Drawn(Struct, frozen=True):
    """The part of a `PieceManifest` that is wanted."""

    seconds: float


class JobProgress(Struct, frozen=True):
    """A job: its request, its plan once it is prepared, its pieces, which of them are not done, and what others took.

    `drawn` has number and seconds of each finished piece; `in_work` are the pieces that workers draw now, by attempt.
    """

    request: JobRequest
    plan: RenderPlan | None
    grid: tuple[FrameRange, ...]
    undone: tuple[int, ...]
    drawn: tuple[tuple[int, float], ...]
    in_work: dict[int, int] = {}


def documents_of(session: Session, job_id: str) -> tuple[JobRequest, RenderPlan | None] | None:
    """A job's request, and its plan once it is prepared; None when it is not there (any more)."""
    row = session.row(_DOCUMENTS, {"id_": job_id})
    return None if row is None else (unpack(row.request, JobRequest), unpack_or_none(row.plan, RenderPlan))


def progress_of(session: Session, job_ids: Sequence[str]) -> Iterator[JobProgress]:
    """How far these jobs are; those that are not there (any more) are left out."""
    for job_id in job_ids:
        documents = documents_of(session, job_id)
        if documents is None:
            continue
        request, plan = documents
        pieces = session.rows(_PIECES, {"id_": job_id})
        yield JobProgress(
            request=request,
            plan=plan,
            grid=tuple(FrameRange(start=one.start, stop=one.stop) for one in pieces),
            undone=tuple(number for number, one in enumerate(pieces) if one.state != _DONE),
            drawn=tuple(
                (number, unpack(one.manifest, _Drawn).seconds)
                for number, one in enumerate(pieces)
                if one.state == _DONE and one.manifest is not None
            ),
            in_work=_first_held(pieces),
        )


def _first_held(pieces: Sequence[AnyRow]) -> dict[int, int]:
    """Of the pieces that each attempt holds the first one, which is the one in work."""
    first: dict[int, int] = {}
    for number, one in enumerate(pieces):
        if one.state == _GRANTED:
            first.setdefault(one.attempt, number)
    return first
