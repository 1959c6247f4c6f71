"""`farmhand-agent service …`: an agent that begins with the computer and is started again when it fails."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from app.core.errors import ServiceError, UsageError
from worker_agent.service_host import service_name
from worker_agent.service_plan import (
    Services,
    ServiceSession,
    ServiceState,
    plan_service,
    session_warning,
)
from worker_agent.start import ROLES, Start

STOPPED = 1
"""Exit code of `status` when the service does not run."""

service = typer.Typer(help="Run the agent as a service of this computer.", no_args_is_help=True)

RoleOption = Annotated[str, typer.Option("--role", help="Which service: worker or manager.")]
ConfigOption = Annotated[Path | None, typer.Option("--config", help="The settings file of the service.")]


def system_services() -> Services:
    """The services of this system."""
    services: Services
    if sys.platform == "win32":
        try:
            from worker_agent.service_windows import WindowsServices
        except ImportError as error:
            raise ServiceError(
                "Services of Windows need pywin32.", next_step="Use the installed program, or: pip install pywin32"
            ) from error

        services = WindowsServices()
    elif sys.platform == "darwin":
        from worker_agent.service_launchd import Launchd

        services = Launchd.of_this_user()
    else:
        from worker_agent.service_systemd import Systemd

        services = Systemd.of_this_user()
    return services


@service.command()
def install(
    context: typer.Context,
    role: RoleOption = "",
    config: ConfigOption = None,
    user: Annotated[str, typer.Option(help="Who the service runs as.")] = "",
    session: Annotated[
        ServiceSession, typer.Option(help="Windows: whether it works by itself or in the logged-on user's session.")
    ] = ServiceSession.SERVICE,
    secret: Annotated[
        list[str] | None, typer.Option(help="NAME=FILE: a secret, such as broker, and the file that has it.")
    ] = None,
    only_print: Annotated[bool, typer.Option("--print", help="Print what would be installed; change nothing.")] = False,
) -> None:
    """Install the service, or bring the installed one up to date. It begins with the computer."""
    start = _start(context, role, config)
    if start.given:
        raise UsageError(
            "A service takes its settings from its settings file.",
            f"Given here: {', '.join(start.given)}.",
            "Write them into that file, without --set.",
        )
    plan = plan_service(
        start.named_role(), start.config, start.settings, user=user, session=session, secrets=tuple(secret or ())
    )
    services = system_services()
    if warning := session_warning(plan.role, start.settings, plan.session):
        sys.stderr.write(f"Warning: {warning}\n")
    if only_print:
        sys.stdout.write(services.describe(plan))
        return
    sys.stdout.write(f"{services.install(plan)}\n")


@service.command("start")
def start_service(context: typer.Context, role: RoleOption = "", config: ConfigOption = None) -> None:
    """Start the service now."""
    name = _start(context, role, config).named_role()
    system_services().start(name)
    sys.stdout.write(f"{service_name(name)} is started.\n")


@service.command()
def stop(context: typer.Context, role: RoleOption = "", config: ConfigOption = None) -> None:
    """Let the service finish the piece in work, and end it."""
    name = _start(context, role, config).named_role()
    system_services().stop(name)
    sys.stdout.write(f"{service_name(name)} is stopped.\n")


@service.command()
def remove(context: typer.Context, role: RoleOption = "", config: ConfigOption = None) -> None:
    """Stop and remove the service. Settings, secrets, store and unfinished work stay."""
    name = _start(context, role, config).named_role()
    system_services().remove(name)
    sys.stdout.write(f"{service_name(name)} is removed. What it has stored was left.\n")


@service.command()
def status(context: typer.Context, role: RoleOption = "", config: ConfigOption = None) -> None:
    """Print what the services do; with --role one of them. Exit code 0 when each of them runs."""
    named = _start(context, role, config).role
    services = system_services()
    states = {one: services.state(one) for one in ((named,) if named else ROLES)}
    for one, state in states.items():
        sys.stdout.write(f"{service_name(one)}  {state}\n")
    if any(state is not ServiceState.RUNNING for state in states.values()):
        raise typer.Exit(STOPPED)


@service.command(hidden=True)
def guest(context: typer.Context, lifeline: str) -> None:
    """Be the agent in a logged-on user's session; only the service starts that."""
    start: Start = context.obj
    if sys.platform == "win32":
        from worker_agent.service_session import end_of

        start.run(end_of(lifeline))
        return
    raise UsageError("That is a part of Windows' services.", next_step="Use “farmhand-agent service install”.")


def _start(context: typer.Context, role: str, config: Path | None) -> Start:
    start: Start = context.obj
    return start.but(role, config)
