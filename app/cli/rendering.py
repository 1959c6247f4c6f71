"""`farmhand render` and `farmhand demo`."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection
from dataclasses import dataclass
from pathlib import Path

from app.cli.batch import FilmsExistError, report, run_batch
from app.cli.console import Output
from app.cli.rows import FilmRow, RowWishes, read_rows
from app.cli.wiring import Wiring
from app.core.errors import UsageError
from app.core.frames import FrameRange, parse_range
from app.core.jobs import EngineChoice, JobRequest, MissingPolicy, missing_policy
from app.core.model import Comp
from app.core.ports import AssetStore
from app.core.presets import Preset, find_preset
from app.core.settings import Settings
from app.farm.engines.registry import offered_engines
from app.farm.film import measure_music
from app.farm.film_names import film_names
from app.farm.opened import Opened, open_template
from app.farm.requests import RenderWishes, RequestBuilder, filled_items, find_files
from resources import samples

DEMO_SAMPLE = "greeting"

DEFAULT_PRIORITY = 50

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


def demo_wishes() -> Wishes:
    """The bundled sample's films."""
    sample = next(sample for sample in samples() if sample.name == DEMO_SAMPLE)
    return Wishes(
        template=sample.template,
        csv=sample.csv,
        music=sample.music,
        missing=MissingPolicy.FAIL.value,
        # Its fonts come along for this engine alone.
        engine=EngineChoice.BUILTIN.value,
    )


def demo(wiring: Wiring, where: Where, *, output: Output) -> None:
    """Render the bundled sample's films."""
    try:
        render(wiring, demo_wishes(), where, output=output)
    except FilmsExistError as existing:
        # For a demonstration that is the good outcome, not a wrong use.
        output.complain(existing.info(), style="green")
        report(existing.views, output, seconds=0.0, existed=True)


def render(wiring: Wiring, wishes: Wishes, where: Where, *, output: Output) -> None:
    """Render films on the embedded farm over the output folder, and print them."""
    # What only submits to a farm elsewhere does without it, and starts twice as fast.
    from app.farm.embedded import embedded_farm

    started = time.monotonic()
    refuse_both(overwrite=where.overwrite, number=where.number)
    settings = wiring.settings()
    plan = check(wishes, engines_here(settings))
    for note in plan.notes:
        output.say(note)
    with embedded_farm(
        where.out.absolute(),
        workers=where.workers,
        start_agents=wiring.start_agents,
        settings=settings,
        owner=wiring.owner,
    ) as farm:

        def exists(name: str) -> bool:
            return (farm.results / name).exists()

        requests = make_requests(
            plan,
            wishes,
            storage=farm.storage,
            exists=exists,
            replaces=lambda name: where.overwrite or not exists(name),
            number=where.number,
            owner=wiring.owner,
        )
        views = run_batch(farm, requests, output)
    report(views, output, seconds=time.monotonic() - started)


def refuse_both(*, overwrite: bool, number: bool) -> None:
    """Raise `UsageError` when films that exist are to be both replaced and kept."""
    if overwrite and number:
        raise UsageError("--overwrite and --number exclude each other.", next_step="Give one of them.")


def engines_here(settings: Settings) -> tuple[str, ...]:
    """What an engine may be called for a farm of this computer's own, which has no other workers."""
    return (EngineChoice.AUTO, *offered_engines(settings))


def check(wishes: Wishes, engines: Collection[str]) -> Plan:
    """Read and check everything that the user named, with an engine of these. Raises before anything is written."""
    preset = find_preset(wishes.preset)
    engine = _engine(wishes.engine, engines)
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


def _engine(name: str, engines: Collection[str]) -> EngineChoice:
    try:
        engine = EngineChoice(name)
    except ValueError:
        raise UsageError(f"There is no engine “{name}”.", next_step="Choose auto, builtin or aerender.") from None
    if engine not in engines:
        raise UsageError(
            f"This computer does not draw with the engine {name}.",
            "After Effects was not found on it." if engine is EngineChoice.AERENDER else "",
            "Use --engine builtin or auto, or name After Effects' program aerender in the settings.",
        )
    return engine


def make_requests(
    plan: Plan,
    wishes: Wishes,
    *,
    storage: AssetStore,
    exists: Callable[[str], bool],
    replaces: Callable[[str], bool],
    number: bool,
    owner: str,
    priority: int = DEFAULT_PRIORITY,
    sample: float = 0.0,
) -> tuple[JobRequest, ...]:
    """One request per film; files are brought into storage on the way.

    `exists` and `replaces` tell of a film's file name whether there is a film of that name, and whether the new one may
    take its place; with `number` it gets another name instead. `sample` as in `RenderWishes`.
    """
    builder = RequestBuilder(
        storage=storage,
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
            priority=priority,
            sample=sample,
        ),
    )
    builder.check(filled_items(plan.opened.slots, [row.values for row in plan.rows]))
    names = film_names(plan.rows, plan.preset.extension, exists, number=number)
    return tuple(
        builder.request(row.values, output=name, row=row.number, replace=replaces(name))
        for row, name in zip(plan.rows, names, strict=True)
    )
