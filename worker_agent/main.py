"""`farmhand-agent`: a node of a farm, without a window; it works as the manager or as workers until told to end."""

from __future__ import annotations

import faulthandler
import logging
import signal
import sys
import threading
from pathlib import Path
from typing import Annotated

import msgspec
import typer

from app import __version__
from app.core.errors import FarmhandError, UsageError
from app.farm.logs import child_log
from worker_agent.broker_dead import dead
from worker_agent.broker_setup import FORMS, Target, apply, members, print_setup
from worker_agent.render_only import render_only
from worker_agent.service import service
from worker_agent.start import Start

PROGRAM = "farmhand-agent"
FAILED, WRONG_USE = 1, 2

program = typer.Typer(add_completion=False, no_args_is_help=False, pretty_exceptions_enable=False)
broker = typer.Typer(help="The farm's RabbitMQ.", no_args_is_help=True)
program.add_typer(broker, name="broker")
broker.add_typer(dead, name="dead")
program.add_typer(service, name="service")
program.add_typer(render_only, name="render-only")


@program.callback(invoke_without_command=True)
def node(
    context: typer.Context,
    role: Annotated[str, typer.Option(help="What this computer is in the farm: worker or manager.")] = "",
    config: Annotated[Path | None, typer.Option(help="The settings file; without it, the user's.")] = None,
    given: Annotated[
        list[str] | None, typer.Option("--set", help="NAME=VALUE: a setting; it wins over environment and file.")
    ] = None,
    version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False,
) -> None:
    """Work for a farm until told to end (Ctrl+C, SIGTERM): as its manager, or as workers."""
    if version:
        sys.stdout.write(f"{PROGRAM} {__version__}\n")
        raise typer.Exit
    context.obj = Start(role, config, given or ())
    if context.invoked_subcommand is None:
        _run(context.obj)


@program.command(hidden=True)
def seat(context: typer.Context, worker: str, boot: str) -> None:
    """Be one worker of this node; only its supervisor starts that."""
    # Each command brings in what it needs: all together take seconds that no worker should wait for.
    from worker_agent.seat import run_seat

    start: Start = context.obj
    # The supervisor, which reads this, decides when to end.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    child_log()
    raise typer.Exit(run_seat(worker, boot, start.settings, start.secrets, start.home))


@broker.command()
def setup(
    context: typer.Context,
    user: Annotated[list[str], typer.Option(help="NAME=ROLE; a role is designer, admin, worker, manager or monitor.")],
    vhost: Annotated[str, typer.Option(help="The virtual host of the farm.")] = "",
    form: Annotated[str, typer.Option(help="What to print: commands or definitions.")] = FORMS[0],
    apply_to: Annotated[str, typer.Option("--apply", help="Apply it to this management API: https://HOST:15671")] = "",
    admin: Annotated[str, typer.Option(help="The administrator of the RabbitMQ server.")] = "admin",
    passwords: Annotated[Path, typer.Option(help="The folder that new passwords are written to.")] = Path("passwords"),
    renew: Annotated[list[str] | None, typer.Option(help="Give this user a new password.")] = None,
) -> None:
    """Set a RabbitMQ up for a farm: print what is to be done, or with --apply do it. Can be repeated."""
    start: Start = context.obj
    users = members(user)
    if not apply_to:
        print_setup(users, vhost, form)
        return
    ca_file = Path(start.settings.broker_ca) if start.settings.broker_ca else None
    target = Target(url=apply_to, admin=admin, ca_file=ca_file)
    apply(target, users, vhost, secrets=start.secrets, passwords=passwords, renew=renew or [])


@program.command()
def doctor(
    context: typer.Context,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
) -> None:
    """Examine this node and say what to do about what is wrong."""
    from app.farm.doctor import Verdict, examine

    start: Start = context.obj
    # What parts log of their troubles is in what is printed.
    logging.getLogger().addHandler(logging.NullHandler())
    found = []
    for one in examine(start.settings, start.secrets, start.home, role=start.role or "worker"):
        found.append(one)
        if not as_json:
            advice = f"\n            → {one.next_step}" if one.next_step else ""
            sys.stdout.write(f"{one.verdict:<9} {one.part:<8} {one.seen} ({one.seconds:.1f} s){advice}\n")
            sys.stdout.flush()
    if as_json:
        sys.stdout.write(msgspec.json.format(msgspec.json.encode(found)).decode() + "\n")
    if any(one.verdict is Verdict.BAD for one in found):
        raise typer.Exit(FAILED)


def _run(start: Start) -> None:
    role, home = start.named_role(), start.home
    ended = threading.Event()
    _end_on_signals(ended)
    start.run(
        ended,
        on_running=lambda: sys.stderr.write(f"The {role} runs. Its log is in {home}.\n"),
        tell=lambda text: sys.stderr.write(f"{text}\n"),
    )


def _end_on_signals(ended: threading.Event) -> None:
    for name in ("SIGTERM", "SIGINT", "SIGBREAK"):
        number = getattr(signal, name, None)
        if number is not None:
            signal.signal(number, lambda *_: ended.set())


def main() -> int:
    """Run `farmhand-agent` with the process's arguments; the exit code."""
    if sys.stderr is not None:
        # Where a library written in C ends the program, it says where.
        faulthandler.enable()
    return run(sys.argv[1:])


def run(words: list[str]) -> int:
    """Run `farmhand-agent`; the exit code: 0 ended as told, 1 failed, 2 wrong use."""
    for stream in (sys.stdout, sys.stderr):
        # Consoles and pipes of services may use an old code page; names are not limited to it.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    try:
        ended = program(words, standalone_mode=False, prog_name=PROGRAM)
    except UsageError as error:
        sys.stderr.write(f"{error}\n")
        return WRONG_USE
    except FarmhandError as error:
        sys.stderr.write(f"{error}\n")
        return FAILED
    except typer.TyperException as error:
        message = getattr(error, "format_message", error.__str__)()
        sys.stderr.write(f"{message.rstrip('.')}. “{PROGRAM} --help” lists what there is.\n")
        return WRONG_USE
    return ended if isinstance(ended, int) else 0
