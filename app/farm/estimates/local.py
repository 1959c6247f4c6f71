"""Estimates on this computer's own history, without starting its farm."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from app.core.decoding import from_json
from app.core.errors import StoreError
from app.core.estimates import Estimate, FilmWanted, PastRender
from app.core.unreadable import NO_DOCUMENT
from app.farm.estimates.asked import asked_films, baseline_of, estimated
from app.farm.estimates.forecasts import CrewMember, Ways, forecast
from app.farm.estimates.knowledge import Knowledge
from app.farm.store import Store, history
from app.farm.store.sqlite import DATABASE_NAME


def read_history(home: Path) -> tuple[PastRender, ...]:
    """The films that the farm of a folder remembers, the oldest first; none where there is no farm.

    It may run meanwhile. Raises `StoreError` when its store is damaged.
    """
    database = home / DATABASE_NAME
    if not database.is_file():
        return ()
    query = "SELECT document FROM render ORDER BY ended, job_id"
    try:
        with closing(sqlite3.connect(f"{database.absolute().as_uri()}?mode=ro", uri=True, timeout=5.0)) as store:
            if not store.execute("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'render'").fetchone():
                return ()  # Written by a version that remembered nothing.
            bodies = [row[0] for row in store.execute(query)]
        return tuple(from_json(body, PastRender) for body in bodies)
    except (sqlite3.Error, *NO_DOCUMENT) as error:
        raise StoreError(
            f"The store in {home} cannot be read.", f"{error}.", "Restore it from a copy, or move its folder away."
        ) from error


def forget_history(home: Path, template: str) -> int:
    """Forget films of a template (its sha256 or file name; empty: of all) in the farm of a folder; how many.

    Raises `StoreBusyError` while a program uses the farm, and `StoreError`.
    """
    if not (home / DATABASE_NAME).is_file():
        return 0
    with Store.open(home) as store:
        return store.apply(lambda change: history.forget(change.session, template), durable=True)


def estimate_here(
    renders: Sequence[PastRender], films: Sequence[FilmWanted], workers: Sequence[int], ways: Ways
) -> Estimate:
    """How long these films take on this computer, by numbers of workers, when nothing else waits."""
    knowledge = Knowledge(renders, cores=ways.cores)
    counts = tuple(sorted({count for count in workers if count > 0}))
    asked = asked_films(knowledge, films)
    crew = [CrewMember(name=f"worker {number}") for number in range(max(counts))]
    forecasts = forecast(asked.left, crew, counts, ways)
    return estimated(asked, forecasts, baseline=baseline_of(knowledge, films, counts))
