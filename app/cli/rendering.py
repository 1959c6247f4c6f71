"""`farmhand render` and `farmhand demo`."""

from __future__ import annotations

import itertools
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from app.cli.batch import FilmsExistError, report, run_batch
from app.cli.console import Output
from app.cli.opened import Opened, missing_policy, open_template
from app.cli.rows import FilmRow, RowWishes, read_rows
from app.cli.wiring import Wiring
from app.core.errors import UsageError
from app.core.frames import FrameRange, parse_range
from app.core.jobs import EngineChoice, JobRequest, MissingPolicy
from app.core.model import Comp
from app.core.presets import Preset, find_preset
from app.farm.embedded import EmbeddedFarm, embedded_farm
from app.farm.film import measure_music
from app.farm.requests import RenderWishes, RequestBuilder, find_files
from app.template.output_names import shared_names
from app.template.slots import find_slot
from resources import samples

DEMO_SAMPLE = "greeting"

MUSIC_PROBE_SECONDS = 1.0
"""So much of a music file is decoded to see that it is one."""


@dataclass(frozen=True, slots=True)
class Wishes:
    """What is to be rendered, as the user typed it."""

    template: Path
    missing: str
    comp: str | None = None
    settings: tuple[str, ...] = ()
    csv: Path | None = None
    frames: str | None = None
    pattern: str | None = None
    preset: str = "mp4"
    engine: str = "auto"
    music: Path | None = None
    keep_unfilled: bool = False


@dataclass(frozen=True, slots=True)
class Where:
    """Where it is rendered, and what happens to films that exist."""

    out: Path
    workers: int | None = None
    overwrite: bool = False
    number: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    """The checked wishes: what each film is made from, before anything is written."""

    opened: Opened
    comp: Comp
    frames: FrameRange
    preset: Preset
    rows: tuple[FilmRow, ...]
    notes: tuple[str, ...]
    engine: EngineChoice
    missing: MissingPolicy


def demo(wiring: Wiring, where: Where, *, output: Output) -> None:
    """Render the bundled sample's films."""
    sample = next(sample for sample in samples() if sample.name == DEMO_SAMPLE)
    wishes = Wishes(template=sample.template, csv=sample.csv, music=sample.music, missing=MissingPolicy.FAIL.value)
    try:
        render(wiring, wishes, where, output=output)
    except FilmsExistError as existing:
        # For a demonstration that is the good outcome, not a wrong use.
        output.complain(existing.info(), style="green")
        report(existing.views, output, seconds=0.0, existed=True)


def render(wiring: Wiring, wishes: Wishes, where: Where, *, output: Output) -> None:
    """Render films on the embedded farm over the output folder, and print them."""
    started = time.monotonic()
    if where.overwrite and where.number:
        raise UsageError("--overwrite and --number exclude each other.", next_step="Give one of them.")
    plan = check(wishes)
    for note in plan.notes:
        output.say(note)
    settings = wiring.settings()
    with embedded_farm(
        where.out.absolute(),
        workers=where.workers,
        start_agents=wiring.start_agents,
        settings=settings,
        owner=wiring.owner,
    ) as farm:
        requests = make_requests(farm, plan, wishes, where, owner=wiring.owner)
        views = run_batch(farm, requests, output)
    report(views, output, seconds=time.monotonic() - started)


def check(wishes: Wishes) -> Plan:
    """Read and check everything that the user named. Raises before anything is written."""
    preset = find_preset(wishes.preset)
    engine = _engine(wishes.engine)
    missing = missing_policy(wishes.missing)
    if wishes.music is not None:
        if not wishes.music.is_file():
            raise UsageError(f"There is no music file {wishes.music}.", next_step="Check the path after --music.")
        measure_music(wishes.music, MUSIC_PROBE_SECONDS)
    opened = open_template(wishes.template)
    comp = opened.comp(wishes.comp)
    frames = (
        FrameRange(start=0, stop=comp.frame_count)
        if wishes.frames is None
        else parse_range(wishes.frames, comp.frame_count, comp.name)
    )
    rows = RowWishes(
        csv=wishes.csv, settings=wishes.settings, pattern=wishes.pattern, keep_unfilled=wishes.keep_unfilled
    )
    wanted = read_rows(opened.slots_of(comp), rows, fields={"template": opened.path.stem, "comp": comp.name})
    return Plan(opened, comp, frames, preset, wanted.rows, wanted.notes, engine, missing)


def _engine(name: str) -> EngineChoice:
    if name == EngineChoice.AERENDER:
        raise UsageError(
            "The engine aerender needs After Effects, which this version does not start yet.",
            next_step="Use --engine builtin or auto.",
        )
    try:
        return EngineChoice(name)
    except ValueError:
        raise UsageError(f"There is no engine “{name}”.", next_step="Choose auto or builtin.") from None


def make_requests(
    farm: EmbeddedFarm, plan: Plan, wishes: Wishes, where: Where, *, owner: str
) -> tuple[JobRequest, ...]:
    """One request per film; files are brought into storage on the way."""
    builder = RequestBuilder(
        storage=farm.storage,
        template=plan.opened.template,
        template_path=plan.opened.path,
        files=find_files(plan.opened.template, plan.opened.path, plan.comp),
        wishes=RenderWishes(
            comp=plan.comp,
            frames=plan.frames,
            preset=plan.preset.name,
            missing=plan.missing,
            engine=plan.engine,
            music=wishes.music.absolute() if wishes.music is not None else None,
            owner=owner,
        ),
    )
    builder.check(filled_items(plan))
    names = film_names(plan.rows, plan.preset.extension, farm.results, number=where.number)
    return tuple(
        builder.request(row.values, output=name, row=row.number, replace=where.overwrite or not _there(farm, name))
        for row, name in zip(plan.rows, names, strict=True)
    )


def filled_items(plan: Plan) -> frozenset[int]:
    """Footage items that every row fills, so that the template's own file for them is not needed."""
    per_row = [
        {slot.item_id for key in row.values if (slot := find_slot(plan.opened.slots, key)).item_id is not None}
        for row in plan.rows
    ]
    return frozenset(item for item in set.intersection(*per_row) if item is not None) if per_row else frozenset()


def film_names(rows: Sequence[FilmRow], extension: str, results: Path, *, number: bool) -> tuple[str, ...]:
    """File names of the films; with `number`, the first free “name (2)”, “name (3)” … where a file exists.

    An ending that a name has already is not added twice. Raises `RowError` when rows would write the same film.
    """
    stems = [_without(row.name, extension) for row in rows]
    doubled = shared_names({row.number: stem for row, stem in zip(rows, stems, strict=True) if row.number is not None})
    if doubled:
        raise next(iter(doubled.values()))
    names = [f"{stem}{extension}" for stem in stems]
    taken = {name.casefold() for name in names}
    for index, stem in enumerate(stems):
        if number and (results / names[index]).exists():
            numbered = (f"{stem} ({count}){extension}" for count in itertools.count(2))
            names[index] = next(
                name for name in numbered if name.casefold() not in taken and not (results / name).exists()
            )
            taken.add(names[index].casefold())
    return tuple(names)


def _without(name: str, extension: str) -> str:
    ends = name.lower().endswith(extension) and len(name) > len(extension)
    return name[: -len(extension)] if ends else name


def _there(farm: EmbeddedFarm, name: str) -> bool:
    return (farm.results / name).exists()
