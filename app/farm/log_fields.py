"""What the lines of a log are about: the job, piece, attempt, worker and task of whoever logs them.

They are attached once, where they are known, and hold for everything that is logged by the same thread meanwhile, in
whichever module.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Final

from app.core.jobs import PieceManifest

FIELDS: Final = ("job", "piece", "attempt", "worker", "task")
"""The fields that there are, in the order in which they are shown."""

LogFields = Mapping[str, str | int]
"""Values by the names in `FIELDS`; what is not known is not in it."""

_known: ContextVar[LogFields] = ContextVar("log_fields")


@contextmanager
def log_fields(
    *, job: str = "", piece: int | None = None, attempt: int | None = None, worker: str = "", task: str = ""
) -> Iterator[None]:
    """What this thread logs while the context lasts is about these; what is not given stays as it was."""
    given = {"job": job, "piece": piece, "attempt": attempt, "worker": worker, "task": task}
    token = _known.set({**known_fields(), **{name: value for name, value in given.items() if value not in ("", None)}})
    try:
        yield
    finally:
        _known.reset(token)


@contextmanager
def message_fields(message: object) -> Iterator[None]:
    """`log_fields` of what a message of the farm says that it is about."""
    manifest = getattr(message, "manifest", None)
    about = manifest if isinstance(manifest, PieceManifest) else message
    with log_fields(
        job=_text(about, "job_id"),
        piece=_number(about, "piece"),
        attempt=_number(about, "attempt"),
        worker=_text(message, "worker"),
    ):
        yield


def known_fields() -> LogFields:
    """What this thread's lines are about now, in the order of `FIELDS`."""
    found = _known.get({})
    return {name: found[name] for name in FIELDS if name in found}


def _text(source: object, name: str) -> str:
    value = getattr(source, name, "")
    return value if isinstance(value, str) else ""


def _number(source: object, name: str) -> int | None:
    value = getattr(source, name, None)
    return value if isinstance(value, int) else None
