"""Names of films that are on their way: nothing else may be called so until they are there."""

from __future__ import annotations

import itertools
from collections.abc import Container, Iterable
from pathlib import Path

from app.core.messages import JobView
from app.core.states import END_STATES


def coming_films(jobs: Iterable[JobView], folder: Path) -> set[str]:
    """File names, folded, of the films that are on their way to a folder."""
    return {
        view.output.casefold() for view in jobs if view.state not in END_STATES and view.folder in ("", str(folder))
    }


def free_name(name: str, extension: str, coming: Container[str]) -> str:
    """A film's name without its ending; with a number while a film of that name is on its way."""
    names = itertools.chain([name], (f"{name} ({count})" for count in itertools.count(2)))
    return next(one for one in names if f"{one}{extension}".casefold() not in coming)
