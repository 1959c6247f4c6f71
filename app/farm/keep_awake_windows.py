"""How a Windows thread keeps the computer awake. Importable everywhere; the functions work on Windows only.

The wish belongs to the thread that states it, and ends with that thread (Microsoft: "SetThreadExecutionState").
"""

from __future__ import annotations

import ctypes
import sys

_CONTINUOUS = 0x80000000
_SYSTEM_REQUIRED = 0x00000001


def keep_awake() -> bool:
    """Keep the computer from going to sleep by itself until `let_sleep`; False when Windows refuses."""
    return _state(_CONTINUOUS | _SYSTEM_REQUIRED)


def let_sleep() -> bool:
    """Take that back; False when Windows refuses. To be called in the same thread."""
    return _state(_CONTINUOUS)


def _state(flags: int) -> bool:
    accepted = False
    if sys.platform == "win32":
        call = ctypes.WinDLL("kernel32").SetThreadExecutionState
        call.argtypes = (ctypes.c_uint32,)
        call.restype = ctypes.c_uint32
        # It returns the state before, which is never 0 for a state that was accepted.
        accepted = bool(call(flags))
    return accepted
