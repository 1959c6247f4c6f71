"""What only Windows has for processes: job objects. Importable everywhere; the functions work on Windows only.

A job object with "kill on job close" ends all its processes when its last handle is closed, which Windows does for
a program that ends in any way (Microsoft: "Job Objects", JOBOBJECT_EXTENDED_LIMIT_INFORMATION).
"""

from __future__ import annotations

import ctypes
import sys
from ctypes import wintypes
from typing import Any

from app.core.errors import EngineError

_CREATE_SUSPENDED = 0x00000004
_CREATE_NO_WINDOW = 0x08000000
CREATION_FLAGS = _CREATE_SUSPENDED | _CREATE_NO_WINDOW
"""Flags to start a process with that is then enclosed: it must not run, and start others, before."""

_PROCESS_ACCESS = 0x0001 | 0x0100 | 0x0800
"""PROCESS_TERMINATE, PROCESS_SET_QUOTA, PROCESS_SUSPEND_RESUME: what enclosing and resuming need."""

_EXTENDED_LIMITS = 9
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


class Job:
    """A job object that holds a process and all it starts."""

    def __init__(self, handle: int, kernel: Any) -> None:
        self._handle: int | None = handle
        self._kernel = kernel

    def terminate(self) -> None:
        """End all its processes."""
        if self._handle is not None:
            self._kernel.TerminateJobObject(wintypes.HANDLE(self._handle), 1)

    def close(self) -> None:
        """Close the handle, which ends what is left in it."""
        if self._handle is not None:
            self._kernel.CloseHandle(wintypes.HANDLE(self._handle))
            self._handle = None


def enclose(pid: int) -> Job:
    """Put a suspended process into a new job object and let it run. Raises `EngineError` when Windows refuses."""
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
            if not done:
                raise EngineError(
                    "A program could not be put under supervision.",
                    f"Windows says: {ctypes.FormatError(ctypes.get_last_error())}.",
                )
            ctypes.WinDLL("ntdll").NtResumeProcess(wintypes.HANDLE(process))
        finally:
            kernel.CloseHandle(wintypes.HANDLE(process))
        return Job(handle, kernel)
    raise EngineError("Job objects exist on Windows only.")


def silence_error_dialogs() -> None:
    """Make a crash of this process and its children end it, instead of waiting for somebody to press a button."""
    if sys.platform == "win32":
        ctypes.WinDLL("kernel32").SetErrorMode(_SILENT_ERRORS)
