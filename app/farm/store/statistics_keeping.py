"""Sums up what lies far back: minutes to hours, hours to days; and forgets the oldest days.

Each call is one small transaction that adds some rows to those of the next level and deletes them, so that whoever is
interrupted has lost and doubled nothing.
"""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from sqlalchemy import bindparam, delete, exists, insert, select, update

from app.core.statistics import StatsBy
from app.farm.store.database import Change
from app.farm.store.schema import job
from app.farm.store.schema_statistics import REAL_FIGURES, WHOLE_FIGURES, statistic, statistic_job, statistic_sum
from app.farm.store.session import Prepared

HOUR, DAY = 3600, 86_400

ROWS_AT_A_TIME = 200

_FIGURES = (*WHOLE_FIGURES, *REAL_FIGURES)
_SUM = (
    (statistic_sum.c.step == bindparam("step_"))
    & (statistic_sum.c.at == bindparam("at_"))
    & (statistic_sum.c.made_for == bindparam("for_"))
    & (statistic_sum.c.name == bindparam("name_"))
)
_ADD_TO = Prepared(
    update(statistic_sum).where(_SUM).values({name: statistic_sum.c[name] + bindparam(f"{name}_") for name in _FIGURES})
)
_SET_QUEUED = Prepared(update(statistic_sum).where(_SUM))
_NEW = Prepared(insert(statistic_sum))
_DROP_MINUTE = Prepared(
    delete(statistic).where(
        statistic.c.at == bindparam("at_"),
        statistic.c.worker == bindparam("worker_"),
        statistic.c.job_id == bindparam("job_"),
        statistic.c.cause == bindparam("cause_"),
    )
)
_DROP_SUM = Prepared(delete(statistic_sum).where(_SUM))
_SEEN = Prepared(
    update(statistic_job).where(statistic_job.c.job_id == bindparam("job_"), statistic_job.c.seen < bindparam("seen_"))
)
_DROP_JOB = Prepared(delete(statistic_job).where(statistic_job.c.job_id == bindparam("job_")))

_Key = tuple[int, str, str]
_Figures = dict[str, Any]


def minutes_to_hours(change: Change, before: int, most: int = ROWS_AT_A_TIME) -> int:
    """Sum up some rows of minutes that began before then, the oldest; how many those were."""
    query = (
        select(statistic, statistic_job.c.owner, statistic_job.c.template)
        .outerjoin(statistic_job, statistic_job.c.job_id == statistic.c.job_id)
        .where(statistic.c.at < before)
        .order_by(statistic.c.at)
        .limit(most)
    )
    rows = change.session.connection.execute(query).all()
    sums: dict[_Key, _Figures] = defaultdict(_nothing)
    jobs: dict[str, int] = {}
    for row in rows:
        at = row.at - row.at % HOUR
        names = {"": "", StatsBy.WORKER: row.worker, StatsBy.JOB: row.job_id, StatsBy.CAUSE: row.cause}
        names |= {StatsBy.OWNER: row.owner, StatsBy.TEMPLATE: row.template}
        for made_for, name in names.items():
            if name or not made_for:
                _add(sums[at, str(made_for), name], row)
        if row.job_id:
            jobs[row.job_id] = row.at
    _write(change, HOUR, sums)
    for row in rows:
        key = {"at_": row.at, "worker_": row.worker, "job_": row.job_id, "cause_": row.cause}
        change.session.write(_DROP_MINUTE, key)
    for job_id, at in jobs.items():
        change.session.write(_SEEN, {"job_": job_id, "seen_": at, "seen": at})
    return len(rows)


def hours_to_days(change: Change, before: int, most: int = ROWS_AT_A_TIME) -> int:
    """Sum up some rows of hours that began before then, the oldest; how many those were. Those by job are forgotten."""
    query = (
        select(statistic_sum)
        .where(statistic_sum.c.step == HOUR, statistic_sum.c.at < before)
        .order_by(statistic_sum.c.at)
        .limit(most)
    )
    rows = change.session.connection.execute(query).all()
    sums: dict[_Key, _Figures] = defaultdict(_nothing)
    for row in rows:
        if row.made_for != StatsBy.JOB.value:
            _add(sums[row.at - row.at % DAY, row.made_for, row.name], row)
    _write(change, DAY, sums)
    _drop_sums(change, rows)
    return len(rows)


def forget_days(change: Change, before: int, most: int = ROWS_AT_A_TIME) -> int:
    """Forget some rows of days that began before then; how many those were."""
    query = select(statistic_sum).where(statistic_sum.c.step == DAY, statistic_sum.c.at < before).limit(most)
    rows = change.session.connection.execute(query).all()
    _drop_sums(change, rows)
    return len(rows)


def forget_jobs(change: Change, before: int, most: int = ROWS_AT_A_TIME) -> int:
    """Forget whose some jobs were that left the list, and of which nothing was counted since; how many those were."""
    there = exists().where(job.c.id == statistic_job.c.job_id)
    query = select(statistic_job.c.job_id).where(statistic_job.c.seen < before, ~there).limit(most)
    found = change.session.connection.scalars(query).all()
    for job_id in found:
        change.session.write(_DROP_JOB, {"job_": job_id})
    return len(found)


def _drop_sums(change: Change, rows: Any) -> None:
    for row in rows:
        key = {"step_": row.step, "at_": row.at, "for_": row.made_for, "name_": row.name}
        change.session.write(_DROP_SUM, key)


def _nothing() -> _Figures:
    return dict.fromkeys(WHOLE_FIGURES, 0) | dict.fromkeys(REAL_FIGURES, 0.0)


def _add(into: _Figures, row: Any) -> None:
    for name in _FIGURES:
        into[name] += getattr(row, name)
    if row.queued_frames is not None:
        # Rows come by rising time.
        into["queued_frames"] = row.queued_frames


def _write(change: Change, step: int, sums: dict[_Key, _Figures]) -> None:
    for (at, made_for, name), figures in sums.items():
        key = {"step_": step, "at_": at, "for_": made_for, "name_": name}
        queued = figures.pop("queued_frames", None) if not made_for else None
        figures.pop("queued_frames", None)
        if change.session.write(_ADD_TO, {**key, **{f"{one}_": value for one, value in figures.items()}}) == 0:
            row = {"step": step, "at": at, "made_for": made_for, "name": name, "queued_frames": queued, **figures}
            change.session.write(_NEW, row)
        elif queued is not None:
            change.session.write(_SET_QUEUED, {**key, "queued_frames": queued})
