"""Agents as services of systemd: system-wide when root installs them, else the user's own.

Facts are from systemd.service(5), systemd.exec(5), systemd.unit(5) and systemctl(1).
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from app.core.errors import ServiceError, UsageError
from app.farm.files import translated, write_durably
from worker_agent.service_host import service_name
from worker_agent.service_plan import (
    FIRST_RESTART_SECONDS,
    RESTARTS,
    STOP_SECONDS,
    ServicePlan,
    ServiceSession,
    ServiceState,
    user_id,
)

GROWING_PAUSES: Final = 254
"""The first version of systemd whose restart pauses can grow."""

_BOOTED: Final = Path("/run/systemd/system")
_SYSTEM_UNITS: Final = Path("/etc/systemd/system")
_CALL_SECONDS: Final = 90.0
_WRONG_USE: Final = 2

_HARDENING: Final = (
    "NoNewPrivileges=yes",
    "LockPersonality=yes",
    "RestrictRealtime=yes",
    "RestrictSUIDSGID=yes",
    "RestrictNamespaces=yes",
    "SystemCallArchitectures=native",
    "RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6 AF_NETLINK",
)
_SYSTEM_HARDENING: Final = (
    "ProtectSystem=strict",
    "ProtectHome=read-only",
    "PrivateTmp=yes",
    "PrivateDevices=yes",
    "ProtectKernelTunables=yes",
    "ProtectKernelModules=yes",
    "ProtectKernelLogs=yes",
    "ProtectControlGroups=yes",
    "ProtectClock=yes",
    "ProtectHostname=yes",
    "CapabilityBoundingSet=",
    "SystemCallFilter=@system-service",
)
"""What a user's own systemd has no right to set up."""

_STATES: Final = {
    "active": ServiceState.RUNNING,
    "reloading": ServiceState.RUNNING,
    "activating": ServiceState.STARTING,
    "deactivating": ServiceState.STOPPING,
    "failed": ServiceState.FAILED,
}


class Systemd:
    """Implements `Services`. `folder` is where units lie; `systemctl` is None where no systemd runs."""

    def __init__(self, *, system: bool, folder: Path, systemctl: str | None) -> None:
        self._system = system
        self._folder = folder
        self._systemctl = systemctl

    @classmethod
    def of_this_user(cls) -> Systemd:
        """The system's services for root, the user's own for everybody else."""
        # Being installed is not running: containers and other init systems have the programs too.
        program = shutil.which("systemctl") if _BOOTED.is_dir() else None
        if user_id() == 0:
            return cls(system=True, folder=_SYSTEM_UNITS, systemctl=program)
        own = Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config")
        return cls(system=False, folder=own / "systemd" / "user", systemctl=program)

    def describe(self, plan: ServicePlan) -> str:
        """See `Services.describe`: the unit."""
        self._check(plan)
        return "\n".join(_lines(plan, system=self._system, version=self._version())) + "\n"

    def install(self, plan: ServicePlan) -> str:
        """See `Services.install`."""
        text = self.describe(plan)
        unit = self._unit(plan.role)
        self._program()
        path = self._folder / unit
        with translated("write", path):
            path.parent.mkdir(parents=True, exist_ok=True)
            write_durably(path, text.encode())
        _make_home(plan)
        self._call("daemon-reload")
        self._call("enable", unit)
        if self._system:
            alone = "" if plan.user else " It will run as root; --user NAME has it run as somebody who may do less."
            return f"{path} is installed.{alone}"
        return f"{path} is installed. For it to run while you are not logged in: loginctl enable-linger"

    def start(self, role: str) -> None:
        """See `Services.start`."""
        self._call("start", self._installed(role))

    def stop(self, role: str) -> None:
        """See `Services.stop`."""
        self._call("stop", self._installed(role))

    def remove(self, role: str) -> None:
        """See `Services.remove`."""
        unit = self._installed(role)
        self._call("disable", "--now", unit)
        path = self._folder / unit
        with translated("delete", path):
            path.unlink(missing_ok=True)
        self._call("daemon-reload")

    def state(self, role: str) -> ServiceState:
        """See `Services.state`."""
        unit = self._unit(role)
        if not (self._folder / unit).exists():
            return ServiceState.ABSENT
        said = self._call("show", "--property=ActiveState", "--value", unit).strip()
        return _STATES.get(said, ServiceState.STOPPED)

    def _unit(self, role: str) -> str:
        return f"{service_name(role)}.service"

    def _installed(self, role: str) -> str:
        unit = self._unit(role)
        self._program()
        if not (self._folder / unit).exists():
            raise ServiceError(
                f"There is no service {unit}.",
                f"It would be in {self._folder}.",
                "Run “farmhand-agent service install”.",
            )
        return unit

    def _check(self, plan: ServicePlan) -> None:
        if plan.session is ServiceSession.USER and self._system:
            raise UsageError(
                "A system's service has no logged-on user here.",
                next_step="Install it as that user, without root: it is the user's own service then.",
            )
        if plan.user and not self._system:
            raise UsageError("Only root can have a service run as somebody else.", next_step="Leave --user out.")
        if self._system and not plan.config:
            raise UsageError(
                "A system's service needs a settings file of its own.",
                "The one in your home folder is yours.",
                "Name it with --config, such as /etc/farmhand/farmhand.toml.",
            )
        named = (plan.config, plan.user, *plan.folders, *(file for _, file in plan.secrets))
        if any(character in one for one in named for character in '"\n\\'):
            raise UsageError("Names with quotes, backslashes or line ends cannot be part of a service.")

    def _program(self) -> str:
        if self._systemctl is None:
            raise ServiceError(
                "There is no systemd running on this computer.",
                "Services are installed with it.",
                "Have your own supervisor run the ExecStart line of “farmhand-agent service install --print”, "
                f"and give it {STOP_SECONDS} s to end after SIGTERM.",
            )
        return self._systemctl

    def _call(self, *words: str) -> str:
        scope = () if self._system else ("--user",)
        command = [self._program(), *scope, "--no-pager", *words]
        try:
            done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=_CALL_SECONDS)
        except (OSError, subprocess.TimeoutExpired) as error:
            raise ServiceError("systemd does not answer.", f"{error}.") from error
        if done.returncode != 0:
            raise ServiceError(
                f"systemd refused: {' '.join(words)}.", done.stderr.strip(), "“journalctl -u UNIT” may say more."
            )
        return done.stdout

    def _version(self) -> int:
        if self._systemctl is None:
            return 0
        words = self._call("--version").split()
        return int(words[1]) if len(words) > 1 and words[1].isdigit() else 0


def _make_home(plan: ServicePlan) -> None:
    """Make the agent's own folder where the settings name one: the service may write into it, not beside it."""
    if plan.home:
        home = Path(plan.home)
        with translated("make", home):
            home.mkdir(parents=True, exist_ok=True)
            if plan.user:
                shutil.chown(home, user=plan.user)


def _lines(plan: ServicePlan, *, system: bool, version: int) -> Iterator[str]:
    yield "[Unit]"
    yield f"Description=Farmhand {plan.role}"
    if system:
        yield "Wants=network-online.target"
        yield "After=network-online.target"
    for folder in plan.folders:
        yield f"RequiresMountsFor={_quoted(folder)}"
    # It is to try for as long as the computer runs.
    yield "StartLimitIntervalSec=0"
    yield ""
    yield "[Service]"
    yield "Type=exec"
    yield f"ExecStart={' '.join(_argument(word) for word in plan.words)}"
    yield from _ways_to_end(version)
    if system:
        yield from _places(plan)
    for name, file in plan.secrets:
        yield f"LoadCredential={name}:{file.replace('%', '%%')}"
    yield from _HARDENING
    if system:
        yield from _SYSTEM_HARDENING
        for folder in plan.folders:
            yield f"ReadWritePaths={_quoted('-' + folder)}"
    yield ""
    yield "[Install]"
    yield f"WantedBy={'multi-user.target' if system else 'default.target'}"


def _ways_to_end(version: int) -> Iterator[str]:
    yield "KillMode=mixed"
    yield f"TimeoutStopSec={STOP_SECONDS}"
    yield "Restart=on-failure"
    # What is wrong with the command or the settings does not go away by itself.
    yield f"RestartPreventExitStatus={_WRONG_USE}"
    if version >= GROWING_PAUSES:
        yield f"RestartSec={FIRST_RESTART_SECONDS}"
        yield f"RestartSteps={RESTARTS - 1}"
        yield f"RestartMaxDelaySec={FIRST_RESTART_SECONDS * 2 ** (RESTARTS - 1)}"
    else:
        yield f"RestartSec={FIRST_RESTART_SECONDS * 5}"


def _places(plan: ServicePlan) -> Iterator[str]:
    own = f"farmhand/{plan.role}"
    if plan.user:
        yield f"User={plan.user}"
    yield f"StateDirectory={own}"
    yield f"CacheDirectory={own}"
    yield f"Environment=XDG_CACHE_HOME=%C/{own} XDG_DATA_HOME=%S/{own}"
    if not plan.home:
        yield f"Environment=FARMHAND_NODE_HOME=%S/{own}"


def _quoted(word: str) -> str:
    return '"' + word.replace("%", "%%") + '"'


def _argument(word: str) -> str:
    return _quoted(word.replace("$", "$$"))
