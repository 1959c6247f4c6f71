"""From an open template and what people want to job requests: what is in the way, names, files into storage."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from app.core.errors import UsageError
from app.core.frames import FrameRange
from app.core.jobs import EngineChoice, JobRequest, MissingPolicy
from app.core.model import Comp
from app.core.presets import find_preset
from app.core.settings_choices import ExistingFilms
from app.core.slots import FillValue
from app.farm.chosen_files import ChosenFiles
from app.farm.film_names import film_names
from app.farm.opened import Opened
from app.farm.wording import listed

if TYPE_CHECKING:
    from app.core.ports import AssetStore
    from app.farm.requests import RequestBuilder

LISTED = 5
"""So many names are spelled out in a message; the rest is counted."""


@dataclass(frozen=True, slots=True)
class Film:
    """One film to be: its name (with or without ending), its values by slot key, and the spreadsheet's row."""

    name: str
    values: Mapping[str, FillValue] = field(default_factory=dict)
    number: int | None = None


@dataclass(frozen=True, slots=True)
class FilmWishes:
    """What is wanted of every film of a submit: `folder` is where the films go on this computer.

    `existing` ASK means that nobody was asked yet, so that files in the way are an error. `known` tells of a file name
    whether a farm's results have it, where the films go to these and not to the folder. `sample` as in `RenderWishes`.
    """

    comp: Comp
    frames: FrameRange
    folder: Path
    preset: str
    missing: MissingPolicy = MissingPolicy.FAIL
    engine: EngineChoice = EngineChoice.AUTO
    music: Path | None = None
    owner: str = ""
    batch_name: str = ""
    existing: ExistingFilms = ExistingFilms.NUMBER
    chosen: ChosenFiles = field(default_factory=ChosenFiles)
    known: Callable[[str], bool] | None = None
    sample: float = 0.0

    def has_film(self, name: str) -> bool:
        """Whether there is a film of that name where the films go."""
        return (self.folder / name).exists() if self.known is None else self.known(name)


def films_in_the_way(films: Sequence[Film], wishes: FilmWishes) -> tuple[Path, ...]:
    """Files that the films would replace."""
    names = film_names(films, find_preset(wishes.preset).extension, wishes.has_film, number=False)
    return tuple(wishes.folder / name for name in names if wishes.has_film(name))


def build_requests(
    opened: Opened,
    films: Sequence[Film],
    wishes: FilmWishes,
    storage: AssetStore,
    *,
    progress: Callable[[int, int], None] | None = None,
    stopped: Callable[[], bool] | None = None,
) -> tuple[JobRequest, ...]:
    """One request per film, its files in storage; with `ExistingFilms.SKIP`, films whose file exists are left out.

    `progress` is told how many of how many films are ready, and `stopped` is asked between them. Raises
    `MissingError` under the missing policy `fail`, `UsageError` when nothing is left to render, `RowError` when
    films would write the same file.
    """
    if wishes.existing is ExistingFilms.ASK and (found := films_in_the_way(films, wishes)):
        raise UsageError(
            f"{listed([f'“{path.name}”' for path in found], LISTED)} would be overwritten.",
            "Files of that name exist already.",
            "Choose to replace, number or skip them.",
        )
    extension = find_preset(wishes.preset).extension
    names = film_names(films, extension, wishes.has_film, number=wishes.existing is ExistingFilms.NUMBER)
    wanted = [
        (film, name)
        for film, name in zip(films, names, strict=True)
        if wishes.existing is not ExistingFilms.SKIP or not wishes.has_film(name)
    ]
    if not wanted:
        raise UsageError(
            "There is nothing to render.", "Every film exists already.", "Choose to number or replace them."
        )
    from app.farm.requests import filled_items  # brings in much of the renderer, which names do without

    builder = _builder(opened, wishes, storage)
    builder.check(filled_items(opened.slots, [film.values for film, _ in wanted]))
    requests: list[JobRequest] = []
    for film, name in wanted:
        if stopped is not None and stopped():
            break
        replace = wishes.existing is ExistingFilms.OVERWRITE
        requests.append(builder.request(film.values, output=name, row=film.number, replace=replace))
        if progress is not None:
            progress(len(requests), len(wanted))
    return tuple(requests)


def _builder(opened: Opened, wishes: FilmWishes, storage: AssetStore) -> RequestBuilder:
    from app.farm.requests import RenderWishes, RequestBuilder, find_files, with_chosen

    return RequestBuilder(
        storage=storage,
        template=opened.template,
        template_path=opened.path,
        files=with_chosen(find_files(opened.template, opened.path, wishes.comp), wishes.chosen),
        wishes=RenderWishes(
            comp=wishes.comp,
            frames=wishes.frames,
            preset=wishes.preset,
            missing=wishes.missing,
            engine=wishes.engine,
            music=wishes.music,
            owner=wishes.owner,
            folder=str(wishes.folder),
            batch_name=wishes.batch_name,
            sample=wishes.sample,
        ),
    )
