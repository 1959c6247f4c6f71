"""Whose films lie, or will lie, under which names in the results."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import func, select

from app.core.states import JobState
from app.farm.store.schema import job
from app.farm.store.session import Session

NAMES_AT_A_TIME = 500
"""Bound parameters of a statement are limited (SQLite: 999 in old versions)."""

_WITHOUT_FILM = (JobState.FAILED.value, JobState.CANCELLED.value)


def films_of_others(session: Session, names: Collection[str], owner: str) -> dict[str, str]:
    """Of these names below the results those that are somebody else's, with whom they belong to.

    A name belongs to the owner of the last job that has made the film of that name; where none has, to who submitted
    the first of those that still may. Names that differ in upper and lower case only are one, as on many shares. Of
    jobs that have left the list nothing is known.
    """
    asked = {name.lower(): name for name in names}
    made: dict[str, str] = {}
    awaited: dict[str, str] = {}
    wanted = sorted(names)
    for start in range(0, len(wanted), NAMES_AT_A_TIME):
        query = (
            select(job.c.output, job.c.owner, job.c.state)
            .where(
                # Databases lower different letters, so that both sides are left to the same one.
                func.lower(job.c.output).in_([func.lower(name) for name in wanted[start : start + NAMES_AT_A_TIME]]),
                job.c.state.not_in(_WITHOUT_FILM),
            )
            .order_by(job.c.ended, job.c.number)
        )
        for row in session.connection.execute(query):
            if row.state == JobState.DONE.value:
                made[row.output.lower()] = row.owner
            else:
                awaited.setdefault(row.output.lower(), row.owner)
    owners = (awaited | made).items()
    return {asked[name]: whose for name, whose in owners if name in asked and whose != owner}
