"""The command line: declares the commands; what they do stands in the modules beside this one.

Each command imports its module when it runs: together they bring in everything there is, which takes a second that
`--help` and a mistyped option should not wait for.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from app import __version__
from app.cli.arguments import (
    CompOption,
    EngineOption,
    JsonOption,
    KeepUnfilledOption,
    MissingOption,
    MusicOption,
    NameOption,
    NumberOption,
    OutFolderOption,
    OverwriteOption,
    OverwriteProjectOption,
    PresetOption,
    RangeOption,
    SetOption,
    SheetOption,
    TemplateArgument,
    WorkersOption,
)
from app.cli.console import Output, border
from app.cli.estimate_command import estimate_commands
from app.cli.farm_commands import farm_commands, job_commands, worker_commands
from app.cli.fleet import fleet_commands
from app.cli.wiring import Wiring, wiring_of
from app.core.errors import InterruptedRenderError, UsageError

PROGRAM = "farmhand"

commands = typer.Typer(
    name=PROGRAM,
    help="Fill After Effects templates with text and photos, and render them to verified films.",
    no_args_is_help=False,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
# Without a name, a group's commands are the program's own.
commands.add_typer(job_commands)
commands.add_typer(estimate_commands)
commands.add_typer(worker_commands, name="workers")
commands.add_typer(farm_commands, name="farm")
commands.add_typer(fleet_commands, name="fleet")


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"{PROGRAM} {__version__}")
        raise typer.Exit


@commands.callback(invoke_without_command=True)
def start(
    context: typer.Context,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Without a command, the window opens; with files alone, it opens them."""
    del version
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())


@commands.command(short_help="Render three sample films.")
def demo(
    context: typer.Context,
    out: OutFolderOption = Path("farmhand-demo"),
    workers: WorkersOption = None,
    overwrite: OverwriteOption = False,
    number: NumberOption = False,
    as_json: JsonOption = False,
) -> None:
    """Fill a bundled template from a bundled spreadsheet, render its three films and print them."""
    from app.cli import rendering

    output = Output(as_json=as_json)
    with border(output):
        rendering.demo(
            wiring_of(context),
            rendering.Where(out=out, workers=workers, overwrite=overwrite, number=number),
            output=output,
        )


@commands.command(short_help="Show what is in a template: slots, fonts, footage.")
def inspect(template: TemplateArgument, as_json: JsonOption = False) -> None:
    """Show compositions, slots, fonts, footage, and what the built-in engine cannot draw exactly."""
    from app.cli import inspecting

    output = Output(as_json=as_json)
    with border(output):
        inspecting.inspect(template, output)


@commands.command()
def fill(
    template: TemplateArgument,
    out: Annotated[Path, typer.Option("--out", metavar="FILE", help="The filled project, .aep or .aepx.")],
    settings: SetOption = None,
    csv: Annotated[
        Path | None, typer.Option("--csv", metavar="FILE", help="A spreadsheet; --row says which row.")
    ] = None,
    row: Annotated[int | None, typer.Option("--row", metavar="N", help="The spreadsheet's row to fill in.")] = None,
    overwrite: OverwriteProjectOption = False,
    as_json: JsonOption = False,
) -> None:
    """Fill text and photos into a project file, for After Effects."""
    from app.cli import filling

    output = Output(as_json=as_json)
    with border(output):
        wish = filling.FillWish(settings=settings or [], csv=csv, row=row)
        filling.fill_template(template, wish, out=out, overwrite=overwrite, output=output)


@commands.command()
def convert(
    source: Annotated[Path, typer.Argument(metavar="IN", help="The project, or a folder or .zip with one.")],
    target: Annotated[Path, typer.Argument(metavar="OUT", help="The new file; its ending is its format.")],
    overwrite: OverwriteProjectOption = False,
    as_json: JsonOption = False,
) -> None:
    """Convert a project between .aep and .aepx."""
    from app.cli import filling

    output = Output(as_json=as_json)
    with border(output):
        filling.convert(source, target, overwrite=overwrite, output=output)


@commands.command()
def frame(
    template: TemplateArgument,
    out: Annotated[Path, typer.Option("--out", metavar="FILE.png", help="The picture.")],
    comp: CompOption = None,
    frame_number: Annotated[int, typer.Option("--frame", metavar="N", min=0, help="Counted from 0.")] = 0,
    settings: SetOption = None,
    scale: Annotated[float, typer.Option("--scale", metavar="S", min=0.05, max=4.0, help="Of the size.")] = 1.0,
    missing: MissingOption = "substitute",
    as_json: JsonOption = False,
) -> None:
    """Draw one frame to a PNG."""
    from app.cli import filling

    output = Output(as_json=as_json)
    with border(output):
        wish = filling.FrameWish(comp=comp, number=frame_number, scale=scale, missing=missing)
        filling.draw_frame(template, wish, values=settings or [], out=out, output=output)


@commands.command(short_help="Render one film, or one per row of a spreadsheet.")
def render(
    context: typer.Context,
    template: TemplateArgument,
    out: OutFolderOption,
    comp: CompOption = None,
    settings: SetOption = None,
    csv: SheetOption = None,
    frames: RangeOption = None,
    name: NameOption = None,
    preset: PresetOption = "mp4",
    engine: EngineOption = "auto",
    music: MusicOption = None,
    missing: MissingOption = "fail",
    keep_unfilled: KeepUnfilledOption = False,
    workers: WorkersOption = None,
    overwrite: OverwriteOption = False,
    number: NumberOption = False,
    as_json: JsonOption = False,
) -> None:
    """Render one film, or one per row of a spreadsheet, on this computer."""
    from app.cli import rendering

    output = Output(as_json=as_json)
    with border(output):
        wishes = rendering.Wishes(
            template=template,
            comp=comp,
            settings=tuple(settings or ()),
            csv=csv,
            frames=frames,
            pattern=name,
            preset=preset,
            engine=engine,
            music=music,
            missing=missing,
            keep_unfilled=keep_unfilled,
        )
        where = rendering.Where(out=out, workers=workers, overwrite=overwrite, number=number)
        rendering.render(wiring_of(context), wishes, where, output=output)


def run(arguments: Sequence[str], wiring: Wiring) -> int:
    """Run one command; the exit code (0 done, 1 failed, 2 wrong use, 130 interrupted)."""
    for stream in (sys.stdout, sys.stderr):
        # Windows consoles and pipes may use an old code page; names of layers and files are not limited to it.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    output = Output(as_json="--json" in arguments)
    try:
        with border(output):
            return _ended(arguments, wiring)
    except SystemExit as exited:
        return exited.code if isinstance(exited.code, int) else 1


def _ended(arguments: Sequence[str], wiring: Wiring) -> int:
    """The exit code of a command that came to its end. Raises what `border` says to people."""
    try:
        ended = commands(args=list(arguments), obj=wiring, prog_name=PROGRAM, standalone_mode=False)
    except typer.TyperException as error:
        message = getattr(error, "format_message", error.__str__)()
        context = getattr(error, "ctx", None)
        command = context.command_path if context is not None else PROGRAM
        raise UsageError(f"{message.rstrip('.')}.", "", f"“{command} --help” lists what there is.") from error
    if ended == InterruptedRenderError.exit_code:
        # The parser catches Ctrl+C while a command's module is imported, and says nothing.
        raise InterruptedRenderError("Interrupted.")
    return ended if isinstance(ended, int) else 0
