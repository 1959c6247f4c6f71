"""The program's composition root: reads settings, builds the ports' adapters, starts the command line or the window."""

from __future__ import annotations

import getpass
import os
import sys
import tomllib

from platformdirs import user_config_path

from app.cli.main import run
from app.cli.wiring import Wiring
from app.core.errors import UsageError
from app.core.ports import Broker, Clock, Storage
from app.core.settings import Settings, load_settings
from app.farm.agents import Agents

SETTINGS_FILE = "farmhand.toml"


def read_settings() -> Settings:
    """The settings of this run, from the environment and the user's settings file. Raises `UsageError`."""
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
    """Run the program with the process's arguments; the exit code."""
    if len(sys.argv) > 1 and (ended := run_child(sys.argv[1], sys.argv[2:])) is not None:
        return ended
    wiring = Wiring(start_agents=start_agents, settings=read_settings, owner=user_name())
    return run(sys.argv[1:], wiring)


if __name__ == "__main__":
    raise SystemExit(main())
