"""The border to SQLAlchemy and the drivers below it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from app.core.errors import StoreAwayError, StoreError

OPEN_NEXT_STEP = "Restore it from a copy, or move its folder away to start with an empty one."


def errors_of(engine: Engine) -> tuple[type[Exception], ...]:
    """What the libraries raise."""
    return (SQLAlchemyError, engine.dialect.loaded_dbapi.Error)


@contextmanager
def translated(
    engine: Engine, title: str, next_step: str, *, is_away: Callable[[Exception], bool] | None = None
) -> Iterator[None]:
    """What the libraries raise inside becomes a `StoreError`; where `is_away` says so, a `StoreAwayError`."""
    try:
        yield
    except errors_of(engine) as error:
        kind = StoreAwayError if is_away is not None and is_away(error) else StoreError
        raise kind(title, f"{getattr(error, 'orig', None) or error}.", next_step) from error
