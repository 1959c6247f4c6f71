"""The program's composition root: reads settings, builds the ports' adapters, starts the command line or the window."""

from __future__ import annotations

import faulthandler
import gc
import os
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.core.ports import Broker, Clock, Storage
    from app.core.settings import Settings
    from app.farm.agents import Agents

WINDOW_FILES = frozenset({".aep", ".aepx", ".aet", ".zip", ".csv"})
"""Endings of files that open in the window when they are all that the program is given."""

INTERRUPTED = 130
"""The exit code of a program that was interrupted."""


def read_settings() -> Settings:
    """The settings of this run, from the environment and the user's settings file. Raises `UsageError`."""
    from app.farm.places import settings_file
    from app.farm.settings_store import SettingsStore

    return SettingsStore(settings_file(), os.environ).load()


def user_name() -> str:
    """Who starts jobs here; “user” where the system does not say."""
    import getpass

    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return "user"


def start_agents(
    count: int,
    *,
    broker: Broker,
    storage: Storage,
    clock: Clock,
    settings: Settings,
    low_priority: bool = False,
) -> Agents:
    """Start the embedded farm's agents; imported when they are needed, as most commands have no use for them."""
    from worker_agent import pool

    return pool.start_agents(
        count, broker=broker, storage=storage, clock=clock, settings=settings, low_priority=low_priority
    )


def agent_command() -> tuple[str, ...]:
    """The words that start the agent program; where this program is packaged, it lies beside it."""
    if getattr(sys, "frozen", False):
        return (str(Path(sys.executable).with_name(f"farmhand-agent{Path(sys.executable).suffix}")),)
    return (sys.executable, "-m", "worker_agent")


def opens_window(words: list[str]) -> bool:
    """Whether the program's arguments are for the window: none at all, or nothing but files and links to open."""
    return all(word.startswith("farmhand:") or Path(word).suffix.lower() in WINDOW_FILES for word in words)


def run_window(words: list[str]) -> int:
    """Open the window, or bring `words` to the one that is open; the exit code."""
    from app.core.errors import FarmhandError

    try:
        from app.farm.places import profile_home, settings_file
        from app.farm.settings_store import SettingsStore
        from app.ui import startup

        wiring = startup.WindowWiring(
            start_agents=start_agents,
            settings=SettingsStore(settings_file(), os.environ),
            owner=user_name(),
            home=profile_home(),
        )
        return startup.run(wiring, words)
    except ImportError as error:
        # Without the window's packages, or the system libraries that they need, commands still work.
        sys.stderr.write(f"The window cannot be opened: {error}. Run “python3 run.py”, which sets it up.\n")
    except FarmhandError as error:
        sys.stderr.write(f"{error}\n")
    except KeyboardInterrupt:
        sys.stderr.write("Interrupted.\n")
        return INTERRUPTED
    return 1


def main() -> int:
    """Run the program with the process's arguments; the exit code.

    What is asked to end (SIGTERM) ends as in order as what is interrupted with Ctrl+C.
    """
    from app.farm.children import run_child

    if (ended := run_child(sys.argv[1:])) is not None:
        return ended
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    if opens_window(sys.argv[1:]):
        return run_window(sys.argv[1:])
    if sys.stderr is not None:
        # Where a library written in C ends the program, it says where.
        faulthandler.enable()
    try:
        # Imported here, so that Ctrl+C in this first moment is answered too.
        from app.cli.main import run
        from app.cli.wiring import Wiring
    except KeyboardInterrupt:
        sys.stderr.write("Interrupted.\n")
        return INTERRUPTED
    wiring = Wiring(start_agents=start_agents, settings=read_settings, owner=user_name(), agent_command=agent_command())
    try:
        return run(sys.argv[1:], wiring)
    finally:
        # The interpreter would look through all that was loaded before it ends, which takes a fifth of a second.
        gc.freeze()


if __name__ == "__main__":
    raise SystemExit(main())
