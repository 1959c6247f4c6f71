"""`farmhand download`: a finished film from the farm's results."""

from __future__ import annotations

from pathlib import Path

import msgspec

from app.cli.console import Output, size_text
from app.cli.farm_link import connected, find_jobs
from app.cli.wiring import Wiring
from app.core.errors import UsageError
from app.core.states import JobState, state_word
from app.farm.film_download import download_film


class DownloadDocument(msgspec.Struct, frozen=True):
    """The `--json` document of `download`. Sizes are bytes."""

    file: str
    size: int
    sha256: str


def download(wiring: Wiring, beginning: str, out: Path, output: Output, *, overwrite: bool) -> None:
    """Copy a job's film to a folder, verified. Raises `UsageError` when there is none, and as `download_film`."""
    with connected(wiring, output) as farm:
        (view,) = find_jobs(farm, [beginning])
        if view.film is None or view.state != JobState.DONE:
            word = state_word(JobState(view.state)).word
            raise UsageError(f"“{view.name}” has no film yet.", f"The job is: {word}.")
        path = download_film(farm.storage, view.film, view.output, out, replace=overwrite)
    document = DownloadDocument(file=str(path), size=view.film.size, sha256=view.film.sha256)
    output.result(document, f"{path}  {size_text(view.film.size)}, verified")
