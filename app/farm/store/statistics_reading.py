"""Reads what the farm did, in sums over spans."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import ColumnElement, Select, func, literal, select

from app.core.model import Struct
from app.core.statistics import StatsBy, StatsRow
from app.farm.store import Store
from app.farm.store.schema_statistics import REAL_FIGURES, WHOLE_FIGURES, statistic, statistic_job, statistic_sum
from app.farm.store.session import Session

MINUTE, HOUR, DAY = 60, 3600, 86_400

SLICES = {MINUTE: 3 * HOUR, HOUR: 5 * DAY, DAY: 366 * DAY}
"""How much is read at once of minutes, hours and days: nobody waits long for the store meanwhile."""

NAMES_AT_A_TIME = 500

_SUMS = tuple(func.sum(statistic.c[name]).label(name) for name in (*WHOLE_FIGURES, *REAL_FIGURES))


class Span(Struct, frozen=True):
    """What is asked for: from `since` to before `until`, per `step` seconds (0: all in one), for each of what.

    `keys`: of these only, when there are any.
    """

    since: int
    until: int
    step: int = 0
    by: StatsBy | None = None
    keys: tuple[str, ...] = ()


class Sums:
    """Rows in the making, by the beginning of their span and their key."""

    def __init__(self, span: Span) -> None:
        self._span = span
        self._rows: dict[tuple[int, str], dict[str, Any]] = {}

    def __len__(self) -> int:
        return len(self._rows)

    def add(self, at: int, key: str, row: Any) -> None:
        """Figures of the minute, hour or day that began then."""
        into = self._at(at, key)
        for name in WHOLE_FIGURES:
            into[name] += int(getattr(row, name) or 0)
        for name in REAL_FIGURES:
            into[name] += float(getattr(row, name) or 0.0)

    def queued(self, at: int, frames: int) -> None:
        """So many frames waited in the minute, hour or day that began then; the latest one counts."""
        into = self._at(at, "")
        if at >= into.get("queued_at", -1):
            into["queued_at"], into["queued_frames"] = at, int(frames)

    def keys(self) -> list[str]:
        """The keys, each once."""
        return sorted({key for _, key in self._rows})

    def name(self, labels: dict[str, str]) -> None:
        """Say what keys are called."""
        for (_, key), row in self._rows.items():
            row["label"] = labels.get(key, "")

    def rows(self) -> Iterator[StatsRow]:
        """What was summed up, by rising time and key."""
        for (at, key), row in sorted(self._rows.items()):
            row.pop("queued_at", None)
            yield StatsRow(at=float(at), key=key, **row)

    def _at(self, at: int, key: str) -> dict[str, Any]:
        step = self._span.step
        begun = at - at % step if step else self._span.since
        found = self._rows.get((begun, key))
        if found is None:
            found = self._rows[begun, key] = dict.fromkeys(WHOLE_FIGURES, 0) | dict.fromkeys(REAL_FIGURES, 0.0)
        return found


def read_sums(store: Store, span: Span, most: int) -> Sums | None:
    """The sums, or None when there are more than `most` rows. Nothing may be summed up further meanwhile.

    Of hours and days only what fits the step is told: nobody knows in which minutes what an hour has was done. A span
    of any level counts where it has not ended at `since`. Raises `StoreError`.
    """
    sums = Sums(span)
    for level in (DAY, HOUR, MINUTE):
        if span.step and span.step < level:
            continue
        first = span.since - span.since % level
        with store.read() as session:
            oldest = _oldest(session, level)
        if oldest is None:
            continue
        for begin in range(max(first, oldest), span.until, SLICES[level]):
            end = min(span.until, begin + SLICES[level])
            with store.read() as session:
                _read_minutes(session, sums, span, begin, end) if level == MINUTE else _read_level(
                    session, sums, span, level, begin, end
                )
            if len(sums) > most:
                return None
    if span.by is StatsBy.JOB:
        sums.name(_labels(store, sums.keys()))
    return sums


def _oldest(session: Session, level: int) -> int | None:
    if level == MINUTE:
        found = session.connection.scalar(select(func.min(statistic.c.at)))
    else:
        found = session.connection.scalar(select(func.min(statistic_sum.c.at)).where(statistic_sum.c.step == level))
    return None if found is None else int(found)


def _read_minutes(session: Session, sums: Sums, span: Span, begin: int, end: int) -> None:
    bucket = (statistic.c.at - statistic.c.at % span.step if span.step else literal(span.since)).label("bucket")
    query = _minutes(span.by, bucket).where(statistic.c.at >= begin, statistic.c.at < end)
    if span.keys and span.by is not None:
        query = query.where(_names(span.by).in_(span.keys))
    for row in session.connection.execute(query):
        sums.add(row.bucket, row.name, row)
    if span.by is None:
        waiting = select(statistic.c.at, statistic.c.queued_frames).where(
            statistic.c.at >= begin, statistic.c.at < end, statistic.c.queued_frames.is_not(None)
        )
        for row in session.connection.execute(waiting.order_by(statistic.c.at)):
            sums.queued(row.at, row.queued_frames)


def _minutes(by: StatsBy | None, bucket: ColumnElement[int]) -> Select[Any]:
    """Sums of minutes per bucket and name."""
    name = _names(by).label("name")
    columns: tuple[Any, ...] = (bucket, name, *_SUMS)
    query = select(*columns).group_by("bucket", "name")
    if by in (StatsBy.OWNER, StatsBy.TEMPLATE):
        return query.join(statistic_job, statistic_job.c.job_id == statistic.c.job_id)
    return query if by is None else query.where(_names(by) != "")


def _names(by: StatsBy | None) -> ColumnElement[str]:
    found: dict[StatsBy | None, ColumnElement[str]] = {
        None: literal(""),
        StatsBy.WORKER: statistic.c.worker,
        StatsBy.JOB: statistic.c.job_id,
        StatsBy.CAUSE: statistic.c.cause,
        StatsBy.OWNER: statistic_job.c.owner,
        StatsBy.TEMPLATE: statistic_job.c.template,
    }
    return found[by]


def _read_level(session: Session, sums: Sums, span: Span, level: int, begin: int, end: int) -> None:
    table = statistic_sum.c
    # Each hour or day by name, so that what was made for others is passed over by the table's key.
    of_span = (table.step == level) & table.at.in_(range(begin, end, level))
    of_span &= table.made_for == ("" if span.by is None else span.by.value)
    if span.keys and span.by is not None:
        of_span &= table.name.in_(span.keys)
    bucket = (table.at - table.at % span.step if span.step else literal(span.since)).label("bucket")
    figures = (func.sum(table[name]).label(name) for name in (*WHOLE_FIGURES, *REAL_FIGURES))
    # Summed up where they are: a year of a thousand workers has hundreds of thousands of rows.
    query = select(bucket, table.name.label("name"), *figures).where(of_span).group_by("bucket", table.name)
    for row in session.connection.execute(query):
        sums.add(row.bucket, row.name, row)
    if span.by is None:
        waiting = select(table.at, table.queued_frames).where(of_span, table.queued_frames.is_not(None))
        for row in session.connection.execute(waiting.order_by(table.at)):
            sums.queued(row.at, row.queued_frames)


def _labels(store: Store, job_ids: list[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for start in range(0, len(job_ids), NAMES_AT_A_TIME):
        wanted = statistic_job.c.job_id.in_(job_ids[start : start + NAMES_AT_A_TIME])
        with store.read() as session:
            rows = session.connection.execute(select(statistic_job.c.job_id, statistic_job.c.name).where(wanted))
            found.update((row.job_id, row.name) for row in rows)
    return found
