"""The program's composition root: reads settings, builds the ports' adapters, starts the command line or the window."""

from __future__ import annotations

import os
import signal
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.core.ports import Broker, Clock, Storage
    from app.core.settings import Settings
    from app.farm.agents import Agents

SETTINGS_FILE = "farmhand.toml"

INTERRUPTED = 130
"""The exit code of a program that was interrupted."""


def read_settings() -> Settings:
    """The settings of this run, from the environment and the user's settings file. Raises `UsageError`."""
    import tomllib

    from platformdirs import user_config_path

    from app.core.errors import UsageError
    from app.core.settings import load_settings

    path = user_config_path("farmhand", appauthor=False) / SETTINGS_FILE
    try:
        file = tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        file = {}
    except (OSError, ValueError) as error:
        raise UsageError(f"The settings file {path} cannot be read.", f"{error}.", "Mend or delete it.") from error
    return load_settings(environment=os.environ, file=file, file_name=str(path))


def user_name() -> str:
    """Who starts jobs here; “user” where the system does not say."""
    import getpass

    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return "user"


def start_agents(count: int, *, broker: Broker, storage: Storage, clock: Clock, settings: Settings) -> Agents:
    """Start the embedded farm's agents; imported when they are needed, as most commands have no use for them."""
    from worker_agent import pool

    return pool.start_agents(count, broker=broker, storage=storage, clock=clock, settings=settings)


def run_child(command: str, arguments: list[str]) -> int | None:
    """Run one of the program's own child processes, when `command` names one; its exit code.

    A packaged program has no interpreter to start modules with, so it starts itself under these names.
    """
    if command == "template-child":
        from app.template import isolate

        return isolate.main()
    if command == "engine-child":
        from app.farm.engines import builtin_child

        builtin_child.main(arguments)
        return 0
    return None


def main() -> int:
    """Run the program with the process's arguments; the exit code.

    What is asked to end (SIGTERM) ends as in order as what is interrupted with Ctrl+C.
    """
    if len(sys.argv) > 1 and (ended := run_child(sys.argv[1], sys.argv[2:])) is not None:
        return ended
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        # Imported here, so that Ctrl+C in this first moment is answered too.
        from app.cli.main import run
        from app.cli.wiring import Wiring
    except KeyboardInterrupt:
        sys.stderr.write("Interrupted.\n")
        return INTERRUPTED
    return run(sys.argv[1:], Wiring(start_agents=start_agents, settings=read_settings, owner=user_name()))


if __name__ == "__main__":
    raise SystemExit(main())
