"""Shuts this computer down, where that is set up: when the manager has let its idle workers go.

Windows has `shutdown`; Linux `systemctl poweroff`, which asks for the right to power off, or `shutdown`. An agent that
runs without the rights of an administrator needs a rule that permits it (polkit's `org.freedesktop.login1.power-off`;
on Windows, the privilege to shut the system down, which services have).
"""

from __future__ import annotations

import logging
import shutil
import subprocess
import sys
from typing import Final

from app.core.errors import FleetError

COMMAND_SECONDS: Final = 30.0

REASON: Final = "Farmhand: nothing is left to draw."

_log = logging.getLogger(__name__)


_WAYS: Final[dict[str, tuple[tuple[str, ...], ...]]] = {
    # Planned, and without /f, so that somebody who works there keeps what is not saved.
    "win32": (("shutdown", "/s", "/t", "5", "/d", "p:0:0", "/c", REASON),),
    "darwin": (("shutdown", "-h", "now"),),
    "linux": (("systemctl", "poweroff"), ("shutdown", "-h", "now")),
}


def shut_down_command(platform: str = sys.platform) -> tuple[str, ...]:
    """What shuts a computer of that platform (as Python calls it) down. Raises `FleetError` where nothing does."""
    ways = _WAYS.get(platform, _WAYS["linux"])
    for program, *words in ways:
        found = shutil.which(program)
        if found is not None:
            return (found, *words)
    raise FleetError(
        "This computer cannot be shut down.",
        f"There is no program {' or '.join(way[0] for way in ways)}.",
        "Set shut_down_minutes to 0, or see to the search path of the agent.",
    )


def shut_down() -> None:
    """Shut this computer down; returns when that has begun. Raises `FleetError` when it is refused."""
    command = shut_down_command()
    _log.warning("This computer is shut down, as it had nothing to draw: %s", " ".join(command))
    try:
        done = subprocess.run(
            command, capture_output=True, timeout=COMMAND_SECONDS, check=False, stdin=subprocess.DEVNULL
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise FleetError("This computer could not be shut down.", f"{error}.") from error
    if done.returncode:
        said = (done.stderr or done.stdout).decode("utf-8", "replace").strip()
        raise FleetError(
            "This computer could not be shut down.",
            f"{command[0]} ended with {done.returncode}: {said[:500]}",
            "Permit the agent's user to shut the computer down.",
        )
