"""What an agent is started with, and running it: the same for a terminal, a service and a logged-on session."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Sequence
from functools import cached_property
from pathlib import Path

from app.core.errors import UsageError
from app.core.settings import Settings
from app.farm.logs import farm_log
from app.farm.places import node_home, settings_file
from app.farm.secrets_node import NodeSecrets
from app.farm.settings_store import SettingsStore

ROLES = ("worker", "manager")

_DONE_SECONDS = 0.5


class Start:
    """A role (empty: none was named) and a settings file (None: the user's), checked; what they say is read when asked.

    `given` are settings as NAME=VALUE, which win over environment and file. Raises `UsageError` for a role that there
    is not, a settings file that is not there, and words that give no setting.
    """

    def __init__(self, role: str, config: Path | None, given: Sequence[str] = ()) -> None:
        if config is not None and not config.is_file():
            raise UsageError(f"There is no settings file {config}.", next_step="Check the path after --config.")
        if role not in ("", *ROLES):
            raise UsageError(f"There is no role “{role}”.", next_step="Give --role worker or --role manager.")
        self.role = role
        self.config = config
        self.given = tuple(given)
        self._command_line = dict(map(_given, self.given))

    def but(self, role: str, config: Path | None) -> Start:
        """The same with another role and settings file, where these are given. Raises as the constructor does."""
        return Start(role or self.role, config or self.config, self.given)

    @cached_property
    def settings(self) -> Settings:
        """The settings in force. Raises `UsageError` naming the one that is wrong."""
        return SettingsStore(self.config or settings_file(), os.environ).load(self._command_line)

    @cached_property
    def home(self) -> Path:
        """The agent's folder."""
        return node_home(self.settings)

    @cached_property
    def secrets(self) -> NodeSecrets:
        """The secrets of this node."""
        return NodeSecrets(self.home)

    def named_role(self) -> str:
        """The role. Raises `UsageError` when none was named."""
        if not self.role:
            raise UsageError(
                "What this computer is in the farm was not said.", next_step="Give --role worker or manager."
            )
        return self.role

    def run(
        self,
        ended: threading.Event,
        *,
        on_running: Callable[[], object] = lambda: None,
        tell: Callable[[str], object] = lambda _: None,
    ) -> None:
        """Work in the role until `ended` is set or the workers were drained; leave in order.

        `on_running` is called once it works, or waits for its turn to manage, of which `tell` tells people. Raises what
        `farm_parts` and the roles raise, and `StoreError` when a manager has to end because another one took over.
        """
        role, told = self.named_role(), threading.Event()

        def tell_waiting(text: str) -> None:
            say_running()
            tell(text)

        def say_running() -> None:
            if not told.is_set():
                told.set()
                on_running()

        self.home.mkdir(parents=True, exist_ok=True)
        # Each role brings in what it needs: a manager's parts take a second that no worker should wait for.
        with farm_log(self.home, self.settings.log_format):
            if role == "manager":
                from worker_agent.manager_role import running_manager

                with running_manager(self.settings, self.secrets, self.home, ended, tell=tell_waiting) as manager:
                    say_running()
                    if manager is not None:
                        _wait(ended, manager.done)
                        manager.check()
                return
            from worker_agent.worker_role import running_node, seat_command

            command = seat_command(self.config, self.given)
            with running_node(self.settings, self.secrets, self.home, command) as node:
                say_running()
                _wait(ended, node.done)


def _wait(ended: threading.Event, done: threading.Event) -> None:
    """Until one of them is set."""
    while not (ended.wait(_DONE_SECONDS) or done.is_set()):
        continue


def _given(words: str) -> tuple[str, str]:
    name, equals, value = words.partition("=")
    if not equals:
        raise UsageError(f"“{words}” gives no setting.", next_step="Write --set NAME=VALUE, such as log_format=json.")
    return name.strip(), value
