"""How a program ended, in words that people understand, from the code that the system gives.

Signals: POSIX; codes of Windows: NTSTATUS values ([MS-ERREF] §2.3.1).
"""

from __future__ import annotations

import signal
from typing import Final

_MEMORY: Final = "crashed: it reached for memory that is not its own"
_GAVE_UP: Final = "crashed: it found a fault in itself and gave up"
_STRANGE: Final = "crashed: it holds a command that this processor does not know"
_ARITHMETIC: Final = "crashed: it calculated something impossible"
_INTERRUPTED: Final = "was interrupted"

_SIGNALS: Final = {
    "SIGKILL": "was killed: by the system, as it does when memory is short, or by somebody",
    "SIGTERM": "was told to end",
    "SIGINT": _INTERRUPTED,
    "SIGQUIT": _INTERRUPTED,
    "SIGHUP": "ended with the session that it belonged to",
    "SIGSEGV": _MEMORY,
    "SIGBUS": _MEMORY,
    "SIGABRT": _GAVE_UP,
    "SIGTRAP": _GAVE_UP,
    "SIGILL": _STRANGE,
    "SIGFPE": _ARITHMETIC,
    "SIGPIPE": "ended because nobody listened to it any more",
    "SIGALRM": "was ended because it took too long",
    "SIGXCPU": "was ended because it used more processor time than it may",
    "SIGXFSZ": "was ended because it wrote a larger file than it may",
}

_STATUSES: Final = {
    0x40010004: "ended with the session that it belonged to",
    0xC0000005: _MEMORY,
    0xC0000006: "crashed: a file that it used could not be read any more",
    0xC0000017: "was ended because memory is short",
    0xC000001D: _STRANGE,
    0xC000007B: "could not begin: a part of it is for another kind of Windows",
    0xC0000094: _ARITHMETIC,
    0xC00000FD: "crashed: it went deeper and deeper until its memory for that was full",
    0xC000012D: "was ended because memory is short",
    0xC0000135: "could not begin: a part of it is missing",
    0xC0000139: "could not begin: a part of it is of another version",
    0xC000013A: _INTERRUPTED,
    0xC0000142: "could not begin: Windows refused a part of it, as it does where nobody is logged on",
    0xC0000374: "crashed: its memory was damaged",
    0xC0000409: _GAVE_UP,
    0xC0000602: _GAVE_UP,
}

_FIRST_CRASH: Final = 0xC0000000
"""From here on, exit codes of Windows' programs are what they crashed with."""


def how_ended(code: int) -> str:
    """How a program with that exit code ended (negative: the signal that ended it), in words that complete “It …”."""
    if code < 0:
        try:
            return _SIGNALS.get(signal.Signals(-code).name) or f"was ended by the system (signal {-code})"
        except ValueError:
            return f"was ended by the system (signal {-code})"
    if code in _STATUSES:
        return _STATUSES[code]
    if code >= _FIRST_CRASH:
        return f"crashed (code 0x{code:08X})"
    return f"ended with exit code {code}"
