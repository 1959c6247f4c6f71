"""Agents as services of macOS: of the computer when root installs them, else in the user's own session.

Facts are from launchd.plist(5) and launchctl(1).
"""

from __future__ import annotations

import plistlib
import shutil
import subprocess
from pathlib import Path
from typing import Any, Final

from app.core.errors import ServiceError, UsageError
from app.farm.files import translated, write_durably
from app.farm.secrets_node import FOLDER_NAME
from worker_agent.service_host import service_name
from worker_agent.service_plan import STOP_SECONDS, ServicePlan, ServiceSession, ServiceState, user_id

_CALL_SECONDS: Final = 90.0
_THROTTLE_SECONDS: Final = 10


class Launchd:
    """Implements `Services`. `folder` is where the property lists lie."""

    def __init__(self, *, system: bool, folder: Path) -> None:
        self._system = system
        self._folder = folder

    @classmethod
    def of_this_user(cls) -> Launchd:
        """The computer's services for root, the user's own for everybody else."""
        if user_id() == 0:
            return cls(system=True, folder=Path("/Library/LaunchDaemons"))
        return cls(system=False, folder=Path.home() / "Library" / "LaunchAgents")

    def describe(self, plan: ServicePlan) -> str:
        """See `Services.describe`: the property list."""
        if self._system and plan.session is ServiceSession.USER:
            raise UsageError(
                "A service of the computer has no logged-on user.",
                next_step="Install it as that user, without root.",
            )
        if plan.user and not self._system:
            raise UsageError("Only root can have a service run as somebody else.", next_step="Leave --user out.")
        if self._system and not (plan.config and plan.home):
            raise UsageError(
                "A service of the computer needs settings and a folder of its own.",
                next_step="Name a settings file with --config, and node_home in it.",
            )
        listed: dict[str, Any] = {
            "Label": service_name(plan.role),
            "ProgramArguments": list(plan.words),
            "RunAtLoad": True,
            "KeepAlive": {"SuccessfulExit": False},
            "ExitTimeOut": STOP_SECONDS,
            "ThrottleInterval": _THROTTLE_SECONDS,
            "ProcessType": "Interactive",
        }
        if plan.user:
            listed["UserName"] = plan.user
        return plistlib.dumps(listed).decode()

    def install(self, plan: ServicePlan) -> str:
        """See `Services.install`. Secrets are copied into files that the service's user alone may read."""
        text = self.describe(plan)
        _keep_secrets(plan)
        path = self._path(plan.role)
        with translated("write", path):
            path.parent.mkdir(parents=True, exist_ok=True)
            write_durably(path, text.encode())
        return f"{path} is installed. It begins with the next login, or with “farmhand-agent service start”."

    def start(self, role: str) -> None:
        """See `Services.start`."""
        path = self._installed(role)
        if self.state(role) is ServiceState.STOPPED and not self._is_loaded(role):
            self._call("bootstrap", self._domain(), str(path))
        self._call("kickstart", self._target(role))

    def stop(self, role: str) -> None:
        """See `Services.stop`."""
        self._installed(role)
        if self._is_loaded(role):
            self._call("bootout", self._target(role))

    def remove(self, role: str) -> None:
        """See `Services.remove`."""
        self.stop(role)
        path = self._path(role)
        with translated("delete", path):
            path.unlink(missing_ok=True)

    def state(self, role: str) -> ServiceState:
        """See `Services.state`."""
        if not self._path(role).exists():
            return ServiceState.ABSENT
        if not self._is_loaded(role):
            return ServiceState.STOPPED
        told = self._call("print", self._target(role))
        return ServiceState.RUNNING if "state = running" in told else ServiceState.STOPPED

    def _path(self, role: str) -> Path:
        return self._folder / f"{service_name(role)}.plist"

    def _installed(self, role: str) -> Path:
        path = self._path(role)
        if not path.exists():
            raise ServiceError(f"There is no {path}.", next_step="Run “farmhand-agent service install”.")
        return path

    def _domain(self) -> str:
        return "system" if self._system else f"gui/{user_id()}"

    def _target(self, role: str) -> str:
        return f"{self._domain()}/{service_name(role)}"

    def _is_loaded(self, role: str) -> bool:
        return _launchctl("print", self._target(role)).returncode == 0

    def _call(self, *words: str) -> str:
        done = _launchctl(*words)
        if done.returncode != 0:
            raise ServiceError(f"launchd refused: {' '.join(words)}.", done.stderr.strip())
        return done.stdout


def _launchctl(*words: str) -> subprocess.CompletedProcess[str]:
    try:
        return subprocess.run(
            ["/bin/launchctl", *words], capture_output=True, text=True, check=False, timeout=_CALL_SECONDS
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise ServiceError("launchd does not answer.", f"{error}.") from error


def _keep_secrets(plan: ServicePlan) -> None:
    if not plan.secrets:
        return
    if not plan.home:
        raise UsageError("Secrets need a folder.", next_step="Set node_home in the settings file.")
    folder = Path(plan.home) / FOLDER_NAME
    for name, file in plan.secrets:
        path = folder / name
        with translated("write", path):
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            write_durably(path, Path(file).read_bytes(), private=True)
            if plan.user:
                for one in (folder.parent, folder, path):
                    shutil.chown(one, user=plan.user)
