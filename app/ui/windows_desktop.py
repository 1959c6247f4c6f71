"""What only the Windows desktop wants to know of a program. Importable everywhere; elsewhere nothing happens."""

from __future__ import annotations

import ctypes
import sys
from typing import Final

IDENTITY: Final = "Farmhand.Farmhand"
"""Groups the program's windows, jump list and notices in the task bar, under one icon."""

_ANY_PROCESS: Final = 0xFFFFFFFF
"""ASFW_ANY: whoever has the window already."""


def set_identity() -> None:
    """Tell the task bar who this is; before the first window."""
    if sys.platform == "win32":
        ctypes.windll.shell32.SetCurrentProcessExplicitAppUserModelID(IDENTITY)


def allow_foreground() -> None:
    """Let the program that is asked next come to the front, as this one was just started by a person."""
    if sys.platform == "win32":
        ctypes.windll.user32.AllowSetForegroundWindow(_ANY_PROCESS)
