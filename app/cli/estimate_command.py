"""Declares `farmhand estimate`; what it does stands in `estimating`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from app.cli.arguments import (
    CompOption,
    EngineOption,
    JsonOption,
    PresetOption,
    RangeOption,
    SetOption,
    SheetOption,
)
from app.cli.console import Output, border
from app.cli.wiring import wiring_of
from app.core.errors import UsageError

estimate_commands = typer.Typer()


@estimate_commands.command(short_help="Tell how long films would take, by numbers of workers.")
def estimate(
    context: typer.Context,
    template: Annotated[
        Path | None,
        typer.Argument(metavar="[TEMPLATE]", help="An .aep, .aet or .aepx file, or a folder or .zip with one."),
    ] = None,
    comp: CompOption = None,
    settings: SetOption = None,
    csv: SheetOption = None,
    frames: RangeOption = None,
    preset: PresetOption = "mp4",
    engine: EngineOption = "auto",
    workers: Annotated[
        str | None, typer.Option("--workers", metavar="N,N…", help="Numbers of workers, for example 3,6,10.")
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="DIR", help="Rest on what was rendered into this folder, not in the window."),
    ] = None,
    farm: Annotated[bool, typer.Option("--farm", help="Ask the farm that the settings name.")] = False,
    export: Annotated[
        Path | None, typer.Option("--export", metavar="FILE", help="Write the films that are remembered, as JSON.")
    ] = None,
    forget: Annotated[
        str | None, typer.Option("--forget", metavar="TEMPLATE|all", help="Forget the films of a template, or all.")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Tell how long films would take, from earlier ones, and from what the template is made of; nothing is rendered."""
    from app.cli import estimating, rendering

    output = Output(as_json=as_json)
    with border(output):
        basing = estimating.Basing(farm=farm, out=out)
        wiring = wiring_of(context)
        if sum(one is not None for one in (template, export, forget)) != 1:
            raise UsageError(
                "Give one of TEMPLATE, --export and --forget.", next_step="“farmhand estimate --help” tells of each."
            )
        if export is not None:
            estimating.export(wiring, export, basing, output)
        elif forget is not None:
            estimating.forget(wiring, forget, basing, output)
        elif template is not None:
            wishes = rendering.Wishes(
                template=template,
                comp=comp,
                settings=tuple(settings or ()),
                csv=csv,
                frames=frames,
                preset=preset,
                engine=engine,
                missing="substitute",
                keep_unfilled=True,
            )
            estimating.estimate(wiring, wishes, workers, basing, output)
