"""Limits of the parsing child that only POSIX systems have. Does nothing on Windows."""

from __future__ import annotations

import sys
from contextlib import suppress

_BASE_MEMORY = 2 * 1024**3
_MEMORY_PER_BYTE = 16


def limit_this_process(file_size: int, seconds: int) -> None:
    """Limit the address space to 2 GiB and 16 times the file's size, and the processor time to `seconds`.

    A limit that the system refuses (macOS refuses some) is left out.
    """
    if sys.platform != "win32":
        import resource

        memory = _BASE_MEMORY + _MEMORY_PER_BYTE * file_size
        with suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
        with suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 5))
        with suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
