"""The border to SQLAlchemy and the drivers below it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from app.core.errors import StoreAwayError, StoreDiskError, StoreError

OPEN_NEXT_STEP = "Restore it from a copy, or move its folder away to start with an empty one."


def errors_of(engine: Engine) -> tuple[type[Exception], ...]:
    """What the libraries raise; SQLite's has a plain OverflowError for numbers that no column takes."""
    return (SQLAlchemyError, engine.dialect.loaded_dbapi.Error, OverflowError)


@contextmanager
def translated(
    engine: Engine,
    title: str,
    next_step: str,
    *,
    is_away: Callable[[Exception], bool] = lambda _: False,
    is_disk: Callable[[Exception], bool] = lambda _: False,
) -> Iterator[None]:
    """What the libraries raise inside becomes a `StoreError`.

    Where `is_away` says so, it becomes a `StoreAwayError`; where `is_disk` does, a `StoreDiskError`.
    """
    try:
        yield
    except errors_of(engine) as error:
        kind = StoreAwayError if is_away(error) else StoreDiskError if is_disk(error) else StoreError
        raise kind(title, f"{getattr(error, 'orig', None) or error}.", next_step) from error
