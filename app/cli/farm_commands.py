"""Declares the commands for farms of many computers; what they do stands in the modules beside this one."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from app.cli.arguments import (
    CompOption,
    EngineOption,
    JobArgument,
    JobsArgument,
    JsonOption,
    KeepUnfilledOption,
    MissingOption,
    MusicOption,
    NameOption,
    NumberOption,
    OutFolderOption,
    OverwriteOption,
    PresetOption,
    RangeOption,
    SetOption,
    SheetOption,
    TemplateArgument,
    WorkersOption,
)
from app.cli.console import Output, border
from app.cli.wiring import wiring_of

job_commands = typer.Typer()
worker_commands = typer.Typer(invoke_without_command=True, no_args_is_help=False)
farm_commands = typer.Typer(help="Try a farm on this computer, or log in to one.")

WorkerArgument = Annotated[
    list[str], typer.Argument(metavar="NAME…", help="Names of workers, or of nodes for all of theirs.")
]


@job_commands.command(short_help="Have a farm render one film, or one per row of a spreadsheet.")
def submit(
    context: typer.Context,
    template: TemplateArgument,
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
    overwrite: OverwriteOption = False,
    number: NumberOption = False,
    priority: Annotated[int, typer.Option("--priority", metavar="N", help="Higher comes first.")] = 50,
    wait: Annotated[bool, typer.Option("--wait", help="Follow the jobs to their end, and print the films.")] = False,
    timed: Annotated[
        bool,
        typer.Option(
            "--time-frames", help="Draw a few frames here first, so that estimates of a new template are surer."
        ),
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Bring a template and its files to the farm, and have it render one film, or one per row of a spreadsheet."""
    from app.cli import farm_submit, rendering

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
        how = farm_submit.SubmitWishes(overwrite=overwrite, number=number, priority=priority, wait=wait, timed=timed)
        farm_submit.submit(wiring_of(context), wishes, how, output)


@job_commands.command(short_help="List a farm's jobs.")
def jobs(
    context: typer.Context,
    mine: Annotated[bool, typer.Option("--mine", help="Only those of this broker user.")] = False,
    state: Annotated[str | None, typer.Option("--state", metavar="STATE", help="Only those in this state.")] = None,
    as_json: JsonOption = False,
) -> None:
    """List a farm's jobs: those that have not ended in the order in which they are granted, then the others."""
    from app.cli import farm_jobs

    output = Output(as_json=as_json)
    with border(output):
        farm_jobs.list_jobs(wiring_of(context), farm_jobs.Filter(mine=mine, state=state), output)


@job_commands.command(short_help="Show one job of a farm in full.")
def job(context: typer.Context, job_id: JobArgument, as_json: JsonOption = False) -> None:
    """Show a job's tasks, attempts, pieces, warnings, error and film."""
    from app.cli import farm_jobs

    output = Output(as_json=as_json)
    with border(output):
        farm_jobs.show_job(wiring_of(context), job_id, output)


@job_commands.command()
def cancel(context: typer.Context, job_ids: JobsArgument, as_json: JsonOption = False) -> None:
    """Cancel jobs of a farm."""
    _act(context, "cancel", job_ids, as_json=as_json)


@job_commands.command()
def pause(context: typer.Context, job_ids: JobsArgument, as_json: JsonOption = False) -> None:
    """Pause jobs of a farm; pieces in work are finished."""
    _act(context, "pause", job_ids, as_json=as_json)


@job_commands.command()
def resume(context: typer.Context, job_ids: JobsArgument, as_json: JsonOption = False) -> None:
    """Go on with paused jobs."""
    _act(context, "resume", job_ids, as_json=as_json)


@job_commands.command()
def retry(context: typer.Context, job_ids: JobsArgument, as_json: JsonOption = False) -> None:
    """Try failed or cancelled jobs again; finished pieces are kept."""
    _act(context, "retry", job_ids, as_json=as_json)


def _act(context: typer.Context, action: str, job_ids: list[str], *, as_json: bool) -> None:
    from app.cli import farm_jobs

    output = Output(as_json=as_json)
    with border(output):
        farm_jobs.act(wiring_of(context), action, job_ids, output)


@job_commands.command()
def priority(
    context: typer.Context,
    job_id: JobArgument,
    value: Annotated[int, typer.Argument(metavar="N", help="Higher comes first; jobs have 50 unless told otherwise.")],
    as_json: JsonOption = False,
) -> None:
    """Give a job another priority."""
    from app.cli import farm_jobs

    output = Output(as_json=as_json)
    with border(output):
        farm_jobs.set_priority(wiring_of(context), job_id, value, output)


@job_commands.command(short_help="Show what workers and tasks logged of a job.")
def logs(
    context: typer.Context,
    job_id: JobArgument,
    source: Annotated[
        str | None,
        typer.Argument(
            metavar="ATTEMPT|TASK", help="An attempt's number, or prepare, join or publish; without: a list."
        ),
    ] = None,
    follow: Annotated[bool, typer.Option("--follow", help="Go on until the job has ended.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Show the logs of a job's attempts and tasks."""
    from app.cli import farm_logs

    output = Output(as_json=as_json)
    with border(output):
        farm_logs.show_logs(wiring_of(context), job_id, source, output, follow=follow)


@job_commands.command()
def download(
    context: typer.Context,
    job_id: JobArgument,
    out: OutFolderOption = Path(),
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Replace another file of that name.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Copy a job's film from the farm's results, verified."""
    from app.cli import farm_download

    output = Output(as_json=as_json)
    with border(output):
        farm_download.download(wiring_of(context), job_id, out, output, overwrite=overwrite)


@job_commands.command(short_help="Tell what a farm has done.")
def stats(
    context: typer.Context,
    since: Annotated[str, typer.Option("--since", metavar="TIME", help="How far back: 90m, 24h, 7d, 4w.")] = "24h",
    by: Annotated[
        str | None, typer.Option("--by", metavar="WHAT", help="For each worker, owner, template, job or cause.")
    ] = None,
    step: Annotated[
        str, typer.Option("--step", metavar="SPAN", help="Per minute, 5min, hour or day; without: all in one.")
    ] = "all",
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="DIR", help="Of films that this computer alone rendered to there."),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Tell what a farm, or without one this computer, has drawn, lost and spent, and how near to the ideal it came."""
    from app.cli import stats as commands

    output = Output(as_json=as_json)
    with border(output):
        wishes = commands.StatsWishes(since=since, by=by, step=step, out=out)
        commands.stats(wiring_of(context), wishes, output)


@worker_commands.callback(short_help="List a farm's workers, or steer them.")
def workers(context: typer.Context, as_json: JsonOption = False) -> None:
    """List a farm's workers: what they do, how fast they are, and when they were heard of last."""
    if context.invoked_subcommand is not None:
        return
    from app.cli import farm_workers

    output = Output(as_json=as_json)
    with border(output):
        farm_workers.list_workers(wiring_of(context), output)


@worker_commands.command()
def drain(context: typer.Context, names: WorkerArgument, as_json: JsonOption = False) -> None:
    """Have workers finish what they hold and end; for admins of the farm."""
    from app.cli import farm_workers

    output = Output(as_json=as_json)
    with border(output):
        farm_workers.drain(wiring_of(context), names, output)


@worker_commands.command()
def ping(context: typer.Context, names: WorkerArgument, as_json: JsonOption = False) -> None:
    """Ask workers for a sign of life; for admins of the farm."""
    from app.cli import farm_workers

    output = Output(as_json=as_json)
    with border(output):
        farm_workers.ping(wiring_of(context), names, output)


@farm_commands.command()
def login(context: typer.Context, as_json: JsonOption = False) -> None:
    """Ask for the broker password of the farm that the settings name, try it, and keep it in the system's keyring."""
    from app.cli import farm_login

    output = Output(as_json=as_json)
    with border(output):
        farm_login.login(wiring_of(context), output)


@farm_commands.command("try")
def try_a_farm(
    context: typer.Context,
    out: OutFolderOption = Path("farmhand-farm"),
    workers: WorkersOption = None,
    overwrite: OverwriteOption = False,
    number: NumberOption = False,
    as_json: JsonOption = False,
) -> None:
    """Start RabbitMQ, a manager and workers on this computer, have them render the demo's films, and end them."""
    from app.cli import farm_try

    output = Output(as_json=as_json)
    with border(output):
        how = farm_try.TryWishes(out=out, workers=workers, overwrite=overwrite, number=number)
        farm_try.try_a_farm(wiring_of(context), how, output)
