"""Lets chosen system calls of programs fail, or the program die or stand still exactly there.

A library of ours (`calls.c`) stands before the C library of programs that are started with `CallFaults.variables`; what
it does is decided by rules that are changed while they run. No program knows of it. Linux only, and a C compiler is
needed.
"""

from __future__ import annotations

import errno
import mmap
import platform
import shutil
import struct
import subprocess
from dataclasses import dataclass
from enum import IntFlag
from pathlib import Path

COMPILER = "gcc"
KILL, STOP = 9, 19
"""Numbers of Linux' signals, which other systems' Python does not know."""

_SOURCE = Path(__file__).with_name("calls.c")
_RULES = 16
_RULE = struct.Struct("=IIiiIiQQQQQQ16s424s")
_ARMED, _PID, _SEEN, _HITS = 0, 20, 56, 64
_ALWAYS = 1 << 32


class Call(IntFlag):
    """Kinds of calls. Writing and reading are those of files, sending that of sockets."""

    WRITE = 1
    READ = 2
    SYNC = 4
    RENAME = 8
    LINK = 16
    UNLINK = 32
    SEND = 64


DISK = Call.WRITE | Call.READ | Call.SYNC | Call.RENAME | Call.LINK
"""What a disk does that has gone bad. Taking files away is left, so that tests find what is left over."""


@dataclass(frozen=True, slots=True)
class Rule:
    """What happens to `calls` on paths that match `pattern` (as in a shell; `*` also matches `/`).

    The path is the one that a file gets by the call, or the one of the open file; a socket's is `socket:[number]`.
    `who` is what a program was started as (empty: all). Of the matching calls, counted over all programs from 1, those
    from number `first` on are hit, `count` of them (0: all), each with the `chance` that `seed` and number decide. One
    that is hit fails with `error`, or its program gets the `signal`; with `after`, when the call was done.
    """

    pattern: str
    calls: Call
    error: int = 0
    signal: int = 0
    who: str = ""
    after: bool = False
    first: int = 1
    count: int = 0
    chance: float = 1.0
    seed: int = 0

    def packed(self) -> bytes:
        """As the library reads it, not armed yet."""
        return _RULE.pack(
            0,
            self.calls,
            self.error,
            self.signal,
            self.after,
            0,
            self.first,
            self.count,
            round(self.chance * _ALWAYS),
            self.seed,
            0,
            0,
            self.who.encode(),
            self.pattern.encode(),
        )


class CallFaults:
    """The rules in force for programs that are started with `variables`. `close` it at the end."""

    def __init__(self, folder: Path, library: Path) -> None:
        """`folder` gets the file of rules; `library` is what `compile_library` made."""
        self._path = folder / "calls.rules"
        self._path.write_bytes(bytes(_RULES * _RULE.size))
        self._library = library
        with self._path.open("r+b") as file:
            self._rules = mmap.mmap(file.fileno(), 0)
        self._next = 0

    def variables(self, who: str) -> dict[str, str]:
        """What to start a program with, so that rules hold for it and all that it starts."""
        return {"LD_PRELOAD": str(self._library), "FAULTS_CALLS": str(self._path), "FAULTS_WHO": who}

    def arm(self, rule: Rule) -> int:
        """Let a rule be in force; its place, under which it is known until as many others came as there is room for."""
        place, self._next = self._next % _RULES, self._next + 1
        start = place * _RULE.size
        self.disarm(place)
        self._rules[start : start + _RULE.size] = rule.packed()
        struct.pack_into("=I", self._rules, start + _ARMED, 1)
        return place

    def disarm(self, place: int) -> None:
        """Take a rule back; what it has seen stays known."""
        struct.pack_into("=I", self._rules, place * _RULE.size + _ARMED, 0)

    def disarm_all(self) -> None:
        """Take all rules back."""
        for place in range(_RULES):
            self.disarm(place)

    def seen(self, place: int) -> int:
        """How many calls a rule was about so far."""
        return int(struct.unpack_from("=Q", self._rules, place * _RULE.size + _SEEN)[0])

    def hits(self, place: int) -> int:
        """How many of them it has hit."""
        return int(struct.unpack_from("=Q", self._rules, place * _RULE.size + _HITS)[0])

    def pid(self, place: int) -> int:
        """The process that was hit last; 0: none."""
        return int(struct.unpack_from("=i", self._rules, place * _RULE.size + _PID)[0])

    def close(self) -> None:
        """Take all rules back and let go of the file."""
        self.disarm_all()
        self._rules.close()


def missing() -> str:
    """Why the library cannot be made here; empty when it can."""
    if platform.system() != "Linux":
        return "Calls can be made to fail on Linux only."
    if shutil.which(COMPILER) is None:
        return "There is no C compiler: apt-get install gcc libc6-dev"
    return ""


def compile_library(folder: Path) -> Path:
    """Compile the library into `folder`. Raises `RuntimeError` with the compiler's words."""
    library = folder / "calls.so"
    command = [COMPILER, "-shared", "-fPIC", "-O1", "-Wall", "-Werror", "-o", str(library), str(_SOURCE), "-ldl"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise RuntimeError(done.stderr)
    return library


def bad_disk(folders: list[Path], chance: float, *, seed: int = 0, calls: Call = DISK) -> list[Rule]:
    """Rules of a disk that has these folders and fails that part of all calls with an I/O error."""
    return [Rule(f"{folder}/*", calls, error=errno.EIO, chance=chance, seed=seed) for folder in folders]
