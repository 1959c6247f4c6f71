"""What only POSIX systems have for processes. Every function does nothing on Windows."""

from __future__ import annotations

import ctypes
import os
import signal
import sys
from contextlib import suppress

_PR_SET_PDEATHSIG = 1
"""From linux/prctl.h."""


def kill_group(group: int) -> None:
    """Send SIGKILL to a process group; nothing happens when it is gone."""
    if sys.platform != "win32":
        # Gone already; macOS reports a group of zombies as not permitted.
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(group, signal.SIGKILL)


def die_with_parent(parent: int) -> None:
    """Make Linux kill this process when the thread that started it ends; end now when `parent` has ended already.

    `parent` is the process id of the program that this process works for: the one that started it, or, in a packaged
    program, the one that started that. The kernel watches the starting *thread*, so a
    program that starts children must do so from a thread that outlives them.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, int(signal.SIGKILL), 0, 0, 0)
        try:
            os.kill(parent, 0)
        except ProcessLookupError:
            os._exit(0)


def end_after(seconds: int) -> None:
    """Have the kernel end this process in so many seconds, however busy it is then; 0 takes that back."""
    if sys.platform != "win32":
        signal.alarm(seconds)
