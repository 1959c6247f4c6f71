"""Whether a film that was made is still what people were told: a look that takes moments, not a second verification."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Final

import av
import av.error

from app.core.errors import ErrorInfo, StorageError, VerifyError
from app.core.jobs import FilmReport
from app.core.media_guards import FILM_FORMATS, media_guards
from app.farm.files import long_path, translated

_NEXT_STEP: Final = "Render it again, or bring the file back."


def missing_film(film: FilmReport) -> ErrorInfo | None:
    """What is wrong with the file of a film at first sight: it is not there, or of another size; None when nothing is.

    What cannot be looked at just now, such as a drive that is away, counts as not there.
    """
    path = Path(film.path)
    try:
        with translated("read", path):
            size = long_path(path).stat().st_size
    except StorageError as error:
        gone = isinstance(error.__cause__, FileNotFoundError | NotADirectoryError)
        cause = f"There is no file “{path}” any more." if gone else error.cause or error.title
        return _problem(f"The film “{path.name}” is not where it was put.", cause)
    if size != film.size:
        cause = f"It has {size:,} bytes and was made with {film.size:,}."
        return _problem(f"The film “{path.name}” is another file now.", cause)
    return None


def check_film(film: FilmReport) -> ErrorInfo | None:
    """What is wrong with a film: as `missing_film`, and it must open and be as long as it was made; None: nothing."""
    problem = missing_film(film)
    if problem is not None:
        return problem
    path = Path(film.path)
    try:
        with translated("read", path):
            duration = _duration(path)
    except (StorageError, av.error.FFmpegError) as error:
        reason = error.__cause__ or error
        return _problem(f"The film “{path.name}” does not open any more.", f"{reason}.")
    if abs(duration - film.duration) > float(1 / Fraction(*film.frame_rate)):
        cause = f"It lasts {duration:.2f} seconds and was made with {film.duration:.2f}."
        return _problem(f"The film “{path.name}” is another file now.", cause)
    return None


def _duration(path: Path) -> float:
    """Seconds of pictures; 0 where there are none."""
    with av.open(str(long_path(path)), options=media_guards(FILM_FORMATS)) as container:
        stream = next(iter(container.streams.video), None)
        return 0.0 if stream is None else float((stream.duration or 0) * (stream.time_base or Fraction(0)))


def _problem(title: str, cause: str) -> ErrorInfo:
    return ErrorInfo(kind=VerifyError.__name__, title=title, cause=cause, next_step=_NEXT_STEP)
