"""Agents as services of Windows. Windows only.

Facts are from Microsoft's "ChangeServiceConfig2" (recovery, preshutdown), "Service User Accounts" and "icacls".
"""

from __future__ import annotations

import getpass
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import pywintypes
import win32security
import win32service
import winerror

from app.core.errors import ServiceError, UsageError
from app.farm.files import translated, write_durably
from app.farm.secrets_node import FOLDER_NAME
from worker_agent.service_host import SERVICE_HOST, service_name
from worker_agent.service_plan import (
    FIRST_RESTART_SECONDS,
    RESTARTS,
    STEADY_SECONDS,
    STOP_SECONDS,
    ServicePlan,
    ServiceSession,
    ServiceState,
)

_MARGIN_SECONDS: Final = 15
_POLL_SECONDS: Final = 0.2
_CALL_SECONDS: Final = 60
_LOGON_RIGHT: Final = "SeServiceLogonRight"
_SYSTEM, _ADMINISTRATORS = "*S-1-5-18", "*S-1-5-32-544"
_BUILT_IN: Final = ("nt authority\\", "nt service\\", "localsystem")
"""Accounts that have no password, and the right to run as a service."""

_STATES: Final = {
    win32service.SERVICE_STOPPED: ServiceState.STOPPED,
    win32service.SERVICE_START_PENDING: ServiceState.STARTING,
    win32service.SERVICE_RUNNING: ServiceState.RUNNING,
    win32service.SERVICE_STOP_PENDING: ServiceState.STOPPING,
}


class WindowsServices:
    """Implements `Services`."""

    def describe(self, plan: ServicePlan) -> str:
        """See `Services.describe`: its command line and account."""
        return (
            f"{service_name(plan.role)}\n  runs   {_command_line(plan)}\n  as     {_account(plan) or 'LocalSystem'}\n"
        )

    def install(self, plan: ServicePlan) -> str:
        """See `Services.install`. Asks for the password of an account that has one."""
        if plan.secrets and plan.session is ServiceSession.USER:
            raise UsageError(
                "In the user's session, secrets are the user's.",
                next_step="Keep them as that user, in the folder secrets of node_home.",
            )
        account, home = _account(plan), _home(plan)
        password = _password(account) if account else None
        name = service_name(plan.role)
        with _manager() as manager:
            handle = _create(manager, name, plan, account, password)
            try:
                _describe(handle, plan.role)
            finally:
                win32service.CloseServiceHandle(handle)
        if plan.session is ServiceSession.USER:
            return f"{name} is installed. Its agent begins when somebody is logged on, whose folder will have its log."
        _prepare_folder(Path(home), account, plan.secrets)
        return f"{name} is installed, as {account or 'LocalSystem'}. Its log will be in {home}."

    def start(self, role: str) -> None:
        """See `Services.start`."""
        with _service(role, win32service.SERVICE_START | win32service.SERVICE_QUERY_STATUS) as handle:
            win32service.StartService(handle, None)
            _wait(handle, ServiceState.RUNNING, leaving=ServiceState.STARTING)

    def stop(self, role: str) -> None:
        """See `Services.stop`."""
        with _service(role, win32service.SERVICE_STOP | win32service.SERVICE_QUERY_STATUS) as handle:
            if _state(handle) is not ServiceState.STOPPED:
                win32service.ControlService(handle, win32service.SERVICE_CONTROL_STOP)
                _wait(handle, ServiceState.STOPPED, leaving=ServiceState.STOPPING)

    def remove(self, role: str) -> None:
        """See `Services.remove`."""
        self.stop(role)
        with _service(role, _DELETE) as handle:
            win32service.DeleteService(handle)

    def state(self, role: str) -> ServiceState:
        """See `Services.state`."""
        try:
            with _service(role, win32service.SERVICE_QUERY_STATUS) as handle:
                return _state(handle)
        except _AbsentError:
            return ServiceState.ABSENT


_DELETE: Final = 0x00010000


class _AbsentError(ServiceError):
    pass


@contextmanager
def _translated() -> Iterator[None]:
    """Windows' errors in our words."""
    try:
        yield
    except pywintypes.error as error:
        if error.winerror == winerror.ERROR_ACCESS_DENIED:
            raise ServiceError(
                "Windows did not permit that.", f"{error.strerror}", "Use a command prompt opened as administrator."
            ) from error
        if error.winerror == winerror.ERROR_SERVICE_DOES_NOT_EXIST:
            raise _AbsentError(
                "There is no such service.", next_step="Run “farmhand-agent service install”."
            ) from error
        raise ServiceError("Windows refused that.", f"{error.strerror} ({error.winerror})") from error


@contextmanager
def _manager() -> Iterator[Any]:
    with _translated():
        handle = win32service.OpenSCManager(None, None, win32service.SC_MANAGER_ALL_ACCESS)
        try:
            yield handle
        finally:
            win32service.CloseServiceHandle(handle)


@contextmanager
def _service(role: str, access: int) -> Iterator[Any]:
    with _translated():
        manager = win32service.OpenSCManager(None, None, win32service.SC_MANAGER_CONNECT)
        try:
            handle = win32service.OpenService(manager, service_name(role), access)
            try:
                yield handle
            finally:
                win32service.CloseServiceHandle(handle)
        finally:
            win32service.CloseServiceHandle(manager)


def _state(handle: Any) -> ServiceState:
    found: int = win32service.QueryServiceStatus(handle)[1]
    return _STATES.get(found, ServiceState.FAILED)


def _wait(handle: Any, wanted: ServiceState, *, leaving: ServiceState) -> None:
    deadline = time.monotonic() + STOP_SECONDS + _MARGIN_SECONDS
    while (state := _state(handle)) is not wanted:
        if state is not leaving and wanted is ServiceState.RUNNING:
            raise ServiceError(
                "The service ended as soon as it began.",
                next_step="Windows' event log has its reason; “farmhand-agent doctor” may too.",
            )
        if time.monotonic() > deadline:
            raise ServiceError(f"The service is still {state}.", next_step="See Windows' event log.")
        time.sleep(_POLL_SECONDS)


def _account(plan: ServicePlan) -> str:
    """Who the service runs as; empty for the system itself."""
    if plan.session is ServiceSession.USER:
        if plan.user:
            raise UsageError(
                "A service that works in the logged-on user's session runs as the system.",
                next_step="Leave --user out: the agent itself is whoever is logged on.",
            )
        return ""
    # An account of the service's own, which may do less than anybody.
    return plan.user or f"NT SERVICE\\{service_name(plan.role)}"


def _home(plan: ServicePlan) -> str:
    return plan.home or str(Path(os.environ["ProgramData"], "Farmhand", plan.role))  # noqa: SIM112 - Windows' spelling


def _command_line(plan: ServicePlan) -> str:
    if not plan.config:
        raise UsageError(
            "A service needs a settings file of its own.",
            "The one in your profile is yours.",
            "Name it with --config, such as C:\\ProgramData\\Farmhand\\farmhand.toml.",
        )
    # What the settings file names counts, and in the user's session the user's own folder.
    home = "" if plan.home or plan.session is ServiceSession.USER else _home(plan)
    return subprocess.list2cmdline((*plan.command, SERVICE_HOST, plan.role, plan.config, plan.session.value, home))


def _password(account: str) -> str | None:
    # A managed service account, whose name ends so, has one that only Windows knows.
    if account.lower().startswith(_BUILT_IN) or account.endswith("$"):
        return None
    _grant_logon(account)
    return getpass.getpass(f"Password of {account}: ")


def _grant_logon(account: str) -> None:
    with _translated():
        security: Any = win32security
        user, _domain, _kind = security.LookupAccountName(None, account)
        policy = security.LsaOpenPolicy(None, security.POLICY_ALL_ACCESS)
        security.LsaAddAccountRights(policy, user, (_LOGON_RIGHT,))
        security.LsaClose(policy)


def _create(manager: Any, name: str, plan: ServicePlan, account: str, password: str | None) -> Any:
    kind, begins, severity = (
        win32service.SERVICE_WIN32_OWN_PROCESS,
        win32service.SERVICE_AUTO_START,
        win32service.SERVICE_ERROR_NORMAL,
    )
    command, shown = _command_line(plan), f"Farmhand {plan.role}"
    access = win32service.SERVICE_ALL_ACCESS
    # Their types know no None, where Windows takes the default.
    create: Any = win32service.CreateService
    change: Any = win32service.ChangeServiceConfig
    try:
        return create(
            manager, name, shown, access, kind, begins, severity, command, None, False, None, account or None, password
        )
    except pywintypes.error as error:
        if error.winerror != winerror.ERROR_SERVICE_EXISTS:
            raise
    handle = win32service.OpenService(manager, name, access)
    change(handle, kind, begins, severity, command, None, False, None, account or "LocalSystem", password or "", shown)
    return handle


def _describe(handle: Any, role: str) -> None:
    change = win32service.ChangeServiceConfig2
    what = "Renders films for a Farmhand farm." if role == "worker" else "Manages the jobs of a Farmhand farm."
    change(handle, win32service.SERVICE_CONFIG_DESCRIPTION, what)
    pauses = [FIRST_RESTART_SECONDS * 2**number for number in range(RESTARTS)]
    actions = [(win32service.SC_ACTION_RESTART, pause * 1000) for pause in pauses]
    recovery = {"ResetPeriod": STEADY_SECONDS, "RebootMsg": "", "Command": "", "Actions": actions}
    change(handle, win32service.SERVICE_CONFIG_FAILURE_ACTIONS, recovery)
    for level, value in (
        # Ending with an error counts as failing, not only dying.
        (win32service.SERVICE_CONFIG_FAILURE_ACTIONS_FLAG, True),
        (win32service.SERVICE_CONFIG_PRESHUTDOWN_INFO, STOP_SECONDS * 1000),
    ):
        try:
            change(handle, level, value)
        except pywintypes.error as error:
            # What only newer ones know must not keep it from being installed.
            if error.winerror != winerror.ERROR_INVALID_LEVEL:
                raise
            sys.stderr.write(f"Warning: this Windows does not know setting {level} of services.\n")


def _prepare_folder(home: Path, account: str, secrets: tuple[tuple[str, str], ...]) -> None:
    """Make the agent's folder, which its account may change, and in it secrets, which it alone may read."""
    with translated("make", home):
        home.mkdir(parents=True, exist_ok=True)
    _permit(home, f"{account or _SYSTEM}:(OI)(CI)M")
    if not secrets:
        return
    folder = home / FOLDER_NAME
    with translated("make", folder):
        folder.mkdir(exist_ok=True)
    reading = f"{account or _SYSTEM}:(OI)(CI)R"
    _permit(folder, reading, f"{_SYSTEM}:(OI)(CI)F", f"{_ADMINISTRATORS}:(OI)(CI)F", alone=True)
    for name, file in secrets:
        with translated("write", folder / name):
            write_durably(folder / name, Path(file).read_bytes(), private=True)


def _permit(folder: Path, *rights: str, alone: bool = False) -> None:
    words = ["icacls", str(folder), *(("/inheritance:r",) if alone else ()), "/grant:r", *rights, "/q"]
    done = subprocess.run(words, capture_output=True, text=True, check=False, timeout=_CALL_SECONDS)
    if done.returncode != 0:
        raise ServiceError(f"The rights on {folder} could not be set.", done.stderr.strip() or done.stdout.strip())
