"""What only Windows has for processes: job objects, error dialogs, taskkill. Importable everywhere, for Windows only.

A job object with "kill on job close" ends all its processes when its last handle is closed, which Windows does for
a program that ends in any way (Microsoft: "Job Objects", JOBOBJECT_EXTENDED_LIMIT_INFORMATION).
"""

from __future__ import annotations

import ctypes
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from ctypes import wintypes
from pathlib import Path
from typing import Any

from app.core.errors import EngineError

_CREATE_SUSPENDED = 0x00000004
_CREATE_NO_WINDOW = 0x08000000
CREATION_FLAGS = _CREATE_SUSPENDED | _CREATE_NO_WINDOW
"""Flags to start a process with that is then enclosed: it must not run, and start others, before."""

_PROCESS_ACCESS = 0x0001 | 0x0100 | 0x0800
"""PROCESS_TERMINATE, PROCESS_SET_QUOTA, PROCESS_SUSPEND_RESUME: what enclosing and resuming need."""

_ACCOUNTING = 1
_EXTENDED_LIMITS = 9
_ACCESS_DENIED = 5
_TICKS_PER_SECOND = 10_000_000
TASKKILL_SECONDS = 5.0
_KILL_ON_CLOSE = 0x00002000
_SILENT_ERRORS = 0x0001 | 0x0002 | 0x8000
"""SEM_FAILCRITICALERRORS, SEM_NOGPFAULTERRORBOX, SEM_NOOPENFILEERRORBOX."""


class _BasicLimits(ctypes.Structure):
    _fields_ = (
        ("per_process_user_time_limit", ctypes.c_int64),
        ("per_job_user_time_limit", ctypes.c_int64),
        ("limit_flags", ctypes.c_uint32),
        ("minimum_working_set_size", ctypes.c_size_t),
        ("maximum_working_set_size", ctypes.c_size_t),
        ("active_process_limit", ctypes.c_uint32),
        ("affinity", ctypes.c_size_t),
        ("priority_class", ctypes.c_uint32),
        ("scheduling_class", ctypes.c_uint32),
    )


class _ExtendedLimits(ctypes.Structure):
    _fields_ = (
        ("basic", _BasicLimits),
        ("io_counters", ctypes.c_uint64 * 6),
        ("process_memory_limit", ctypes.c_size_t),
        ("job_memory_limit", ctypes.c_size_t),
        ("peak_process_memory_used", ctypes.c_size_t),
        ("peak_job_memory_used", ctypes.c_size_t),
    )


class _Accounting(ctypes.Structure):
    """JOBOBJECT_BASIC_ACCOUNTING_INFORMATION; times are in units of 100 nanoseconds."""

    _fields_ = (
        ("user_time", ctypes.c_int64),
        ("kernel_time", ctypes.c_int64),
        ("period_user_time", ctypes.c_int64),
        ("period_kernel_time", ctypes.c_int64),
        ("page_faults", ctypes.c_uint32),
        ("processes", ctypes.c_uint32),
        ("active_processes", ctypes.c_uint32),
        ("terminated_processes", ctypes.c_uint32),
    )


class Job:
    """A job object that holds a process and all it starts."""

    def __init__(self, handle: int, kernel: Any) -> None:
        self._handle: int | None = handle
        self._kernel = kernel

    def terminate(self) -> None:
        """End all its processes."""
        if self._handle is not None:
            self._kernel.TerminateJobObject(wintypes.HANDLE(self._handle), 1)

    @property
    def active(self) -> int:
        """How many of its processes are alive."""
        return int(self._accounting().active_processes)

    def cpu_seconds(self) -> float:
        """Seconds of processor time that its processes have used, those that ended included."""
        found = self._accounting()
        return float(found.user_time + found.kernel_time) / _TICKS_PER_SECOND

    def _accounting(self) -> _Accounting:
        found = _Accounting()
        if self._handle is not None:
            self._kernel.QueryInformationJobObject(
                wintypes.HANDLE(self._handle), _ACCOUNTING, ctypes.byref(found), ctypes.sizeof(found), None
            )
        return found

    def close(self) -> None:
        """Close the handle, which ends what is left in it."""
        if self._handle is not None:
            self._kernel.CloseHandle(wintypes.HANDLE(self._handle))
            self._handle = None


def enclose(pid: int) -> Job | None:
    """Put a suspended process into a new job object and let it run.

    None when this program is in a job itself that permits none inside it, as before Windows 8: `end_tree` is left then.
    Raises `EngineError` when Windows refuses for another reason.
    """
    if sys.platform == "win32":
        kernel = ctypes.WinDLL("kernel32", use_last_error=True)
        kernel.CreateJobObjectW.restype = wintypes.HANDLE
        kernel.OpenProcess.restype = wintypes.HANDLE
        handle = kernel.CreateJobObjectW(None, None)
        process = kernel.OpenProcess(_PROCESS_ACCESS, False, pid)
        limits = _ExtendedLimits()
        limits.basic.limit_flags = _KILL_ON_CLOSE
        try:
            done = kernel.SetInformationJobObject(
                wintypes.HANDLE(handle), _EXTENDED_LIMITS, ctypes.byref(limits), ctypes.sizeof(limits)
            ) and kernel.AssignProcessToJobObject(wintypes.HANDLE(handle), wintypes.HANDLE(process))
            error = 0 if done else ctypes.get_last_error()
            if error not in (0, _ACCESS_DENIED):
                raise EngineError(
                    "A program could not be put under supervision.", f"Windows says: {ctypes.FormatError(error)}."
                )
            ctypes.WinDLL("ntdll").NtResumeProcess(wintypes.HANDLE(process))
        finally:
            kernel.CloseHandle(wintypes.HANDLE(process))
        if error:
            kernel.CloseHandle(wintypes.HANDLE(handle))
            return None
        return Job(handle, kernel)
    raise EngineError("Job objects exist on Windows only.")


def end_tree(pid: int) -> None:
    """End a living process and everything it started, by Windows' own taskkill; for a tree without a job object.

    Whoever is left is found and named by the caller. Nothing happens elsewhere.
    """
    if sys.platform == "win32":
        program = Path(os.environ.get("SYSTEMROOT", "C:\\Windows")) / "System32" / "taskkill.exe"
        with suppress(OSError, subprocess.TimeoutExpired):
            subprocess.run(
                [program, "/F", "/T", "/PID", str(pid)],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                creationflags=_CREATE_NO_WINDOW,
                timeout=TASKKILL_SECONDS,
                check=False,
            )


def silence_error_dialogs() -> None:
    """Make a crash of this process and its children end it, instead of waiting for somebody to press a button."""
    if sys.platform == "win32":
        ctypes.WinDLL("kernel32").SetErrorMode(_SILENT_ERRORS)


@contextmanager
def silent_children() -> Iterator[None]:
    """Make a crash of programs that are started inside end them: they inherit the error mode, which is restored."""
    if sys.platform == "win32":
        kernel = ctypes.WinDLL("kernel32")
        before = kernel.SetErrorMode(_SILENT_ERRORS)
        try:
            yield
        finally:
            kernel.SetErrorMode(before)
    else:
        yield
