"""What is remembered of finished films: read, written and forgotten. `chronicle` makes it from a job's rows."""

from __future__ import annotations

from sqlalchemy import bindparam, delete, func, insert, select

from app.core.estimates import Noted, PastRender, Spread
from app.farm.store.documents import pack, unpack
from app.farm.store.schema_history import render, render_note
from app.farm.store.session import Prepared, Session

MOST_RENDERS = 5000
"""So many films are remembered; the oldest are forgotten."""

_ADD = Prepared(insert(render))
_DROP = Prepared(delete(render).where(render.c.job_id == bindparam("id_")))
_NEWEST = Prepared(
    select(render.c.document).order_by(render.c.ended.desc(), render.c.job_id.desc()).limit(bindparam("most"))
)
_LIMIT = Prepared(select(render.c.ended).order_by(render.c.ended.desc()).limit(1).offset(bindparam("most")))
_DROP_OLD = Prepared(delete(render).where(render.c.ended <= bindparam("until")))
_STATE = Prepared(select(func.count().label("number"), func.max(render.c.ended).label("ended")))
_NOTES = Prepared(select(render_note).where(render_note.c.job_id == bindparam("id_")).order_by(render_note.c.at))
_ADD_NOTE = Prepared(insert(render_note))
_DROP_NOTES = Prepared(delete(render_note).where(render_note.c.job_id == bindparam("id_")))


def past_renders(session: Session, most: int = MOST_RENDERS) -> tuple[PastRender, ...]:
    """The newest films that are remembered, the oldest of them first."""
    found = session.values(_NEWEST, {"most": most})
    return tuple(unpack(body, PastRender) for body in reversed(found))


def state_of(session: Session) -> tuple[int, float]:
    """How many films are remembered, and when the last of them ended (0.0 of none): it tells of every change."""
    row = session.row(_STATE)
    return int(row.number), float(row.ended or 0.0)


def remember(session: Session, past: PastRender) -> None:
    """Remember a film, once; its notes are part of it from now on."""
    session.write(_DROP, {"id_": past.job_id})
    row = {"job_id": past.job_id, "ended": past.ended, "template": past.template, "document": pack(past)}
    session.write(_ADD, row)
    drop_notes(session, past.job_id)
    until = session.value(_LIMIT, {"most": MOST_RENDERS})
    if until is not None:
        session.write(_DROP_OLD, {"until": until})


def forget(session: Session, template: str) -> int:
    """Forget the films of a template, named by its sha256 or by its file's name (of all where empty); how many."""
    if not template:
        found, _ = state_of(session)
        session.connection.execute(delete(render))
        session.connection.execute(delete(render_note))
        return found
    named = [one.job_id for one in past_renders(session) if template in (one.template, one.name)]
    for job_id in named:
        session.write(_DROP, {"id_": job_id})
    return len(named)


def notes_of(session: Session, job_id: str) -> tuple[Noted, ...]:
    """What was estimated of a job that is under way, the first first."""
    return tuple(
        Noted(stage=row.stage, at=row.at, seconds=Spread(p10=row.p10, p50=row.p50, p90=row.p90))
        for row in session.rows(_NOTES, {"id_": job_id})
    )


def note(session: Session, job_id: str, noted: Noted, frames: int) -> bool:
    """Keep what was estimated of a job; False when there is something of that stage already."""
    if any(one.stage == noted.stage for one in notes_of(session, job_id)):
        return False
    values = {"p10": noted.seconds.p10, "p50": noted.seconds.p50, "p90": noted.seconds.p90, "frames": frames}
    session.write(_ADD_NOTE, {"job_id": job_id, "stage": noted.stage, "at": noted.at, **values})
    return True


def drop_notes(session: Session, job_id: str) -> None:
    """Forget what was estimated of a job."""
    session.write(_DROP_NOTES, {"id_": job_id})
