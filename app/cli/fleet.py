"""Declares the commands for machines of a farm; what they do stands in the modules beside this one."""

from __future__ import annotations

from typing import Annotated

import typer

from app.cli.arguments import JsonOption
from app.cli.console import Output, border
from app.cli.wiring import wiring_of
from app.core.errors import UsageError

fleet_commands = typer.Typer(help="Machines of a farm, and how they come and go.", no_args_is_help=True)


DirectOption = Annotated[
    bool,
    typer.Option("--direct", help="Where no manager answers, ask EC2 with your own AWS credentials."),
]
MachinesArgument = Annotated[list[str], typer.Argument(metavar="NAME...", help="Names or ids of machines.")]


@fleet_commands.command("list", short_help="List the farm's machines, and what they cost.")
def list_(context: typer.Context, direct: DirectOption = False, as_json: JsonOption = False) -> None:
    """List the farm's machines: state, name, type, zone, price, and what each has cost today."""
    from app.cli import fleet_machines

    output = Output(as_json=as_json)
    with border(output):
        fleet_machines.list_machines(wiring_of(context), output, direct=direct)


@fleet_commands.command(short_help="Start machines.")
def start(
    context: typer.Context, names: MachinesArgument, direct: DirectOption = False, as_json: JsonOption = False
) -> None:
    """Start machines. For admins of the farm."""
    from app.cli import fleet_machines

    output = Output(as_json=as_json)
    with border(output):
        fleet_machines.start(wiring_of(context), names, output, direct=direct)


@fleet_commands.command(short_help="Stop machines when their workers have finished what they hold.")
def stop(
    context: typer.Context,
    names: MachinesArgument,
    now: Annotated[bool, typer.Option("--now", help="At once; what is being drawn is drawn again by others.")] = False,
    direct: DirectOption = False,
    as_json: JsonOption = False,
) -> None:
    """Stop machines when their workers have finished what they hold. For admins of the farm."""
    from app.cli import fleet_machines

    output = Output(as_json=as_json)
    with border(output):
        fleet_machines.stop(wiring_of(context), names, output, now=now, direct=direct)


@fleet_commands.command(short_help="Print what AWS has to permit the farm.")
def policy(
    context: typer.Context,
    farm: Annotated[
        str, typer.Option("--farm", metavar="TAG", help="The farm's tag; else the setting fleet_farm.")
    ] = "",
    region: Annotated[str, typer.Option("--region", help="The region; else the setting fleet_region, else all.")] = "",
    account: Annotated[str, typer.Option("--account", help="The AWS account, of 12 digits; else any.")] = "",
    whose: Annotated[
        str, typer.Option("--for", help="manager, or admin: who may also act without a manager.")
    ] = "manager",
    as_json: JsonOption = False,
) -> None:
    """Print the least that AWS has to permit the farm's manager or an admin, as an IAM policy."""
    from app.cli import fleet_machines

    output = Output(as_json=as_json)
    with border(output):
        fleet_machines.policy(wiring_of(context), output, farm=farm, region=region, account=account, whose=whose)


@fleet_commands.command(short_help="Show or change by which rules machines are started and stopped.")
def scaling(
    context: typer.Context,
    minimum: Annotated[int | None, typer.Option("--min", metavar="N", help="So many machines always run.")] = None,
    maximum: Annotated[int | None, typer.Option("--max", metavar="N", help="No more machines run.")] = None,
    idle: Annotated[
        float | None, typer.Option("--idle", metavar="MINUTES", help="A machine that is idle for so long is stopped.")
    ] = None,
    warm: Annotated[
        int | None, typer.Option("--warm", metavar="N", help="So many stay on for a while after they drew last.")
    ] = None,
    target: Annotated[
        float | None, typer.Option("--target", metavar="MINUTES", help="What waits is to be drawn within this time.")
    ] = None,
    by: Annotated[
        str | None,
        typer.Option("--by", metavar="TIME", help="All that waits is to be done by then: 17:00, or never."),
    ] = None,
    cap_hour: Annotated[
        float | None, typer.Option("--cap-hour", metavar="DOLLARS", help="No hour costs more; 0: no cap.")
    ] = None,
    cap_day: Annotated[
        float | None, typer.Option("--cap-day", metavar="DOLLARS", help="No day (UTC) costs more; 0: no cap.")
    ] = None,
    schedule: Annotated[
        list[str] | None,
        typer.Option(
            "--schedule", metavar="TEXT", help="At least so many run then (UTC): “mon-fri 08:00-18:00 2”, or never."
        ),
    ] = None,
    live: Annotated[bool, typer.Option("--live", help="Act from now on.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only write down what would be done.")] = False,
    off: Annotated[bool, typer.Option("--off", help="Start and stop nothing.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Show by which rules machines are started and stopped; with options, change them. For admins of the farm."""
    from app.cli import fleet_scaling

    output = Output(as_json=as_json)
    with border(output):
        modes = [name for name, is_given in (("live", live), ("dry-run", dry_run), ("off", off)) if is_given]
        if len(modes) > 1:
            raise UsageError("Only one of --live, --dry-run and --off can be given.")
        wishes = fleet_scaling.ScalingWishes(
            minimum=minimum,
            maximum=maximum,
            warm=warm,
            idle=idle,
            target=target,
            by=by,
            cap_hour=cap_hour,
            cap_day=cap_day,
            schedules=None if schedule is None else tuple(schedule),
            mode="".join(modes),
        )
        fleet_scaling.scaling(wiring_of(context), wishes, output)


@fleet_commands.command(short_help="Show what was decided about machines, and why.")
def activity(
    context: typer.Context,
    most: Annotated[int, typer.Option("--last", metavar="N", min=1, max=1000, help="So many of the latest.")] = 50,
    as_json: JsonOption = False,
) -> None:
    """Show what was decided about machines: when, by whom, why, and what came of it."""
    from app.cli import fleet_scaling

    output = Output(as_json=as_json)
    with border(output):
        fleet_scaling.activity(wiring_of(context), most, output)
