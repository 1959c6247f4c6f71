"""The agent in the session of whoever is logged on at the screen, with the service watching over it. Windows only.

After Effects needs a logged-on user; a service has none. A job object cannot reach into another session (Microsoft:
"AssignProcessToJobObject"), and neither can pipes or console signals. So the service owns a mutex, the **lifeline**,
for which the agent waits: it gets it when the service lets go of it, which asks the agent to end in order, and when the
service's process has died. What the agent has started is in job objects of its own.
"""

from __future__ import annotations

import subprocess
import threading
import time
import uuid
from pathlib import Path
from typing import Any, Final

import pywintypes
import servicemanager
import win32api
import win32event
import win32process
import win32profile
import win32security
import win32ts
import winerror

from app.core.errors import ServiceError
from worker_agent.service_plan import FIRST_RESTART_SECONDS, RESTARTS, STEADY_SECONDS, STOP_SECONDS, agent_command

LONGEST_RESTART_SECONDS: Final = FIRST_RESTART_SECONDS * 2 ** (RESTARTS - 1)
LOOK_SECONDS: Final = 2.0
"""How often it is looked whether somebody has logged on, and whether the agent has ended."""

_SYNCHRONIZE: Final = 0x00100000
_RIGHTS: Final = "D:(A;;GA;;;SY)(A;;GA;;;OW)(A;;0x00100000;;;IU)"
"""The system may do anything with the lifeline; interactive users may wait for it."""

_KILL_MARGIN_SECONDS: Final = 5


def keep_in_session(role: str, config: Path | None, ended: threading.Event) -> None:
    """Have an agent run in the console session while somebody is logged on there, until `ended` is set.

    An agent that fails is started again after pauses that grow, one that was drained is not. Raises `ServiceError` when
    this service may not start programs for others.
    """
    named = ("--config", str(config)) if config is not None else ()
    command = (*agent_command(), "--role", role, *named, "service", "guest")
    pause: float = FIRST_RESTART_SECONDS
    while not ended.is_set():
        token = _token()
        if token is None:
            ended.wait(LOOK_SECONDS)
            continue
        begun = time.monotonic()
        try:
            code = _run(token, command, ended)
        except pywintypes.error as error:
            raise ServiceError("The agent could not be started in the user's session.", f"{error.strerror}.") from error
        if code == 0:
            return
        servicemanager.LogWarningMsg(f"The agent in the session ended with code {code}.")
        if time.monotonic() - begun > STEADY_SECONDS:
            pause = FIRST_RESTART_SECONDS
        ended.wait(pause)
        pause = min(LONGEST_RESTART_SECONDS, pause * 2)


def end_of(lifeline: str) -> threading.Event:
    """An event that is set when the service that owns this lifeline wants the agent to end, or has died itself.

    Raises `ServiceError` when there is no such lifeline.
    """
    try:
        mutex = win32event.OpenMutex(_SYNCHRONIZE, False, lifeline)
    except pywintypes.error as error:
        raise ServiceError("The service that started this agent is gone.", f"{error.strerror}.") from error
    ended = threading.Event()

    def wait() -> None:
        # Got or abandoned: both mean the same.
        win32event.WaitForSingleObject(mutex, win32event.INFINITE)
        ended.set()

    threading.Thread(target=wait, name="lifeline", daemon=True).start()
    return ended


def _token() -> int | None:
    """The token of the user at the screen, or None when nobody is logged on."""
    sessions: Any = win32ts
    try:
        return int(sessions.WTSQueryUserToken(sessions.WTSGetActiveConsoleSessionId()).Detach())
    except pywintypes.error as error:
        if error.winerror in (winerror.ERROR_PRIVILEGE_NOT_HELD, winerror.ERROR_ACCESS_DENIED):
            raise ServiceError(
                "This service may not start programs for the logged-on user.",
                f"{error.strerror}.",
                "Install it without --user: it has to run as the system itself.",
            ) from error
        return None


def _run(token: int, command: tuple[str, ...], ended: threading.Event) -> int:
    """Run the agent to its end, and end it when `ended` is set; its exit code."""
    lifeline = f"Global\\farmhand-{uuid.uuid4().hex}"
    rights = pywintypes.SECURITY_ATTRIBUTES()
    rights.SECURITY_DESCRIPTOR = win32security.ConvertStringSecurityDescriptorToSecurityDescriptor(
        _RIGHTS, win32security.SDDL_REVISION_1
    )
    mutex = win32event.CreateMutex(rights, True, lifeline)
    try:
        process = _start(token, (*command, lifeline))
        try:
            while not ended.is_set() and _lives(process, LOOK_SECONDS):
                continue
            win32event.ReleaseMutex(int(mutex))
            if _lives(process, STOP_SECONDS - _KILL_MARGIN_SECONDS):
                win32process.TerminateProcess(process, 1)
            return win32process.GetExitCodeProcess(process)
        finally:
            win32api.CloseHandle(process)
    finally:
        win32api.CloseHandle(int(mutex))
        win32api.CloseHandle(token)


def _lives(process: int, seconds: float) -> bool:
    return win32event.WaitForSingleObject(process, int(seconds * 1000)) == win32event.WAIT_TIMEOUT


def _start(token: int, command: tuple[str, ...]) -> int:
    start = win32process.STARTUPINFO()
    start.lpDesktop = "winsta0\\default"
    # Its types know no None, where Windows takes the default.
    create: Any = win32process.CreateProcessAsUser
    environment = win32profile.CreateEnvironmentBlock(token, False)
    flags = win32process.CREATE_NO_WINDOW
    words = subprocess.list2cmdline(command)
    process, thread, _process_id, _thread_id = create(
        token, None, words, None, None, False, flags, environment, None, start
    )
    win32api.CloseHandle(thread)
    return int(process.Detach())
