"""A farm's programs, started by another one: asked to end before they are killed, their last words kept."""

from __future__ import annotations

import logging
import os
import signal
import subprocess
from collections.abc import Sequence
from contextlib import suppress
from typing import Final

from app.core.errors import EngineLostError
from app.core.program_ends import how_ended
from app.core.settings import Settings, environment_name, plain_value, setting_infos, shown_value
from app.farm.processes import LastLines, ProcessTree

END_SECONDS: Final = 45.0
"""How long a program may take to end by itself; workers finish the piece in work."""

_LAST_LINES: Final = 8

_log = logging.getLogger(__name__)


class Part:
    """One of a farm's programs. `end` it once."""

    def __init__(self, name: str, command: Sequence[str], environment: dict[str, str]) -> None:
        """Start it. Raises `EngineError`."""
        self.name = name
        self._tree = ProcessTree(command, stderr=subprocess.PIPE, environment=environment, guarded=True, logs_in=True)
        self._words = LastLines(self._tree.stderr, lines=_LAST_LINES)

    @property
    def pid(self) -> int:
        """Its process id."""
        return self._tree.pid

    @property
    def exit_code(self) -> int | None:
        """The program's exit code; None while it runs."""
        return self._tree.exit_code

    def last_words(self) -> str:
        """The end of what it said."""
        return self._words.text()

    def check(self) -> None:
        """Raise `EngineLostError` when it has ended."""
        code = self._tree.exit_code
        if code is not None:
            raise EngineLostError(
                f"The {self.name} has ended unexpectedly.", f"It {how_ended(code)}. {self._words.text()}"
            )

    def kill(self) -> None:
        """End it, and all that it started, at once."""
        self._tree.kill()

    def ask_to_end(self) -> None:
        """Ask it to end, and do not wait for that."""
        if self._tree.exit_code is None:
            # Windows knows no such request: there this ends the program at once, and its leases what it held.
            with suppress(OSError):
                os.kill(self._tree.pid, signal.SIGTERM)

    def end(self) -> None:
        """Ask it to end, and return when it and all that it started are gone."""
        try:
            self.ask_to_end()
            if self._tree.wait(END_SECONDS) is None:
                _log.warning("The %s did not end in time and is killed.", self.name)
        finally:
            self.kill()


def agent_variables(settings: Settings) -> dict[str, str]:
    """All settings as the environment of an agent, so that none of this computer's counts."""
    return {
        environment_name(info.name): shown_value(plain_value(getattr(settings, info.name))) for info in setting_infos()
    }
