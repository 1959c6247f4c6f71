"""Rendering a batch on the embedded farm: what exists already, what goes on, what is new, and what came out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from app.cli.console import Output, clock_text, size_text
from app.cli.progress import BatchProgress
from app.core.errors import ErrorInfo, FarmhandError, InterruptedRenderError, UsageError
from app.core.jobs import JobRequest, RenderWarning
from app.core.messages import JobView
from app.core.states import END_STATES, JobState, state_word
from app.farm.client import FarmClient
from app.farm.files import sha256_of
from app.farm.wording import counted, listed, said_once

if TYPE_CHECKING:
    from app.farm.embedded import EmbeddedFarm

LISTED = 5
"""So many names are spelled out in a message; the rest is counted."""


class FilmDocument(msgspec.Struct, frozen=True, omit_defaults=True):
    """One film in the `--json` document. Times are seconds, sizes bytes; `state` is the job's."""

    name: str
    state: str
    path: str = ""
    row: int | None = None
    frames: int = 0
    frame_rate: float = 0.0
    duration: float = 0.0
    width: int = 0
    height: int = 0
    size: int = 0
    sha256: str = ""
    has_audio: bool = False
    seconds: float = 0.0
    warnings: tuple[RenderWarning, ...] = ()
    error: ErrorInfo | None = None


class BatchDocument(msgspec.Struct, frozen=True):
    """The `--json` document of a render: its films in the order of the rows; `existed` when nothing had to be done."""

    films: tuple[FilmDocument, ...]
    seconds: float
    existed: bool = False


class FilmsExistError(UsageError):
    """All films of a batch exist already, made by equal jobs; `views` are those jobs."""

    def __init__(self, views: Sequence[JobView]) -> None:
        count = f"{len(views)} films exist" if len(views) > 1 else "The film exists"
        super().__init__(
            f"{count} already, rendered from the same template and values.",
            "Nothing was changed.",
            "Add --overwrite to render again, or --number to keep these and render new ones beside them.",
        )
        self.views = tuple(views)


@dataclass(frozen=True, slots=True)
class Existing:
    """How the wanted films stand to what is in the results folder."""

    done: tuple[JobView, ...]
    foreign: tuple[Path, ...]


def look_around(farm: EmbeddedFarm, requests: Sequence[JobRequest]) -> Existing:
    """Which of the wanted films are there already, and which files of other origin are in the way.

    A film counts as there when an equal job made it and its file was not changed since.
    """
    done: list[JobView] = []
    foreign: list[Path] = []
    for request in requests:
        path = farm.results / request.output
        if request.replace or not path.exists():
            continue
        known = farm.known(request.key())
        if known is not None and known.film is not None and sha256_of(path) == known.film.sha256:
            done.append(known)
        elif known is None or known.state in END_STATES:
            foreign.append(path)
    return Existing(done=tuple(done), foreign=tuple(foreign))


def run_batch(farm: EmbeddedFarm, requests: Sequence[JobRequest], output: Output) -> tuple[JobView, ...]:
    """Submit, follow and return the jobs as they ended, in the order of the requests.

    Raises `UsageError` when files of other origin are in the way, `FilmsExistError` when there is nothing to do, and
    `InterruptedRenderError` on Ctrl+C.
    """
    existing = look_around(farm, requests)
    if existing.foreign:
        raise UsageError(
            f"{listed([f'“{path.name}”' for path in existing.foreign], LISTED)} would be overwritten.",
            "There are files of that name which this render did not make, or which were changed since.",
            "Add --overwrite to replace them, --number to keep both, or choose another --out.",
        )
    if len(existing.done) == len(requests):
        raise FilmsExistError(existing.done)
    return submit_and_follow(farm.client, requests, output, kept="Finished pieces and films are kept.")


def submit_and_follow(
    client: FarmClient,
    requests: Sequence[JobRequest],
    output: Output,
    *,
    kept: str,
    next_step: str = "The same command goes on from there.",
    check: Callable[[], None] | None = None,
) -> tuple[JobView, ...]:
    """Submit and follow to the end; the jobs as they ended, in the order of the requests.

    `check` as in `FarmClient.wait`. Raises `InterruptedRenderError` on Ctrl+C, which says what is `kept` and what to
    do.
    """
    total = sum(len(request.frames) for request in requests)
    with BatchProgress(output.console, films=len(requests), total_frames=total) as progress:
        try:
            job_ids = client.submit(requests)
            return client.wait(job_ids, on_progress=progress.update, check=check, on_trouble=progress.trouble)
        except KeyboardInterrupt:
            raise InterruptedRenderError("Stopped.", kept, next_step) from None


def film_document(view: JobView) -> FilmDocument:
    """The job as the `--json` document shows it."""
    film = view.film
    if film is None:
        return FilmDocument(name=view.name, state=view.state, row=view.row, warnings=view.warnings, error=view.error)
    return FilmDocument(
        name=view.name,
        state=view.state,
        path=film.path,
        row=view.row,
        frames=film.frames,
        frame_rate=film.frame_rate[0] / film.frame_rate[1],
        duration=film.duration,
        width=film.width,
        height=film.height,
        size=film.size,
        sha256=film.sha256,
        has_audio=film.has_audio,
        seconds=film.seconds,
        warnings=view.warnings,
        error=view.error,
    )


def report(views: Sequence[JobView], output: Output, *, seconds: float, existed: bool = False) -> None:
    """Print the films that came out, and what went wrong. Ends with exit code 1 when a film failed."""
    films = tuple(film_document(view) for view in views)
    document = BatchDocument(films=films, seconds=round(seconds, 3), existed=existed)
    failed = [view for view in views if view.state != JobState.DONE]
    output.result(document, "\n".join(film_line(film) for film in document.films if film.path))
    for line in warning_lines(views):
        output.say(line)
    for view in failed:
        output.say(f"{view.name}: {state_word(JobState(view.state)).word}")
        if view.error is not None:
            output.complain(view.error)
    if failed:
        raise SystemExit(FarmhandError.exit_code)


def warning_lines(views: Sequence[JobView]) -> tuple[str, ...]:
    """What is worth knowing about the films, once for all films that it holds for."""
    films: dict[str, list[str]] = {}
    for view in views:
        for line in said_once(view.warnings):
            films.setdefault(line, []).append(view.name)
    return tuple(f"{listed(names, LISTED)}: {line}" for line, names in films.items())


def film_line(film: FilmDocument) -> str:
    """One line per film: path, frames, duration, size, seconds."""
    sound = "with sound" if film.has_audio else "no sound"
    return (
        f"{film.path}  {counted(film.frames, 'frame')}  {clock_text(film.duration)}  {film.width}×{film.height}  "
        f"{size_text(film.size)}  {sound}  rendered and verified in {film.seconds:.1f} s"
    )
