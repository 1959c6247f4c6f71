"""The program aerender itself: starts After Effects as another process, passes on what it says and its exit code."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from tests.fakes.aerender.behaviour import CHILD_PID, MODES, Orders, next_mode
from tests.fakes.aerender.program import environment

USAGE = 2
LONGEST_HANG_SECONDS = 120.0


def main(folder: Path, arguments: Sequence[str]) -> int:
    """Run it; `folder` is where the program lies, with its orders."""
    if not arguments or "-help" in arguments:
        say("aerender USAGE: aerender -project <project> -comp <comp> …")
        return USAGE
    if "-version" in arguments:
        say(f"aerender version {MODES[Orders.read(folder).modes[0]].version}")
        return 0
    mode = next_mode(folder)
    behaviour = MODES[mode]
    version = f"aerender version {behaviour.version}"
    if not (behaviour.version_last or behaviour.says_nothing):
        say(version)
        say("PROGRESS: Launching After Effects...")
    if behaviour.dies == "launch":
        os.abort()
    if behaviour.fails == "launch":
        if behaviour.error:
            say(behaviour.error)
        return behaviour.code
    code = run_after_effects(folder, mode, arguments)
    if behaviour.version_last:
        # As on macOS, where these lines stay in a buffer until the end.
        say("PROGRESS: Launching After Effects...")
        say("PROGRESS: ...After Effects successfully launched")
        say(version)
    return code


def run_after_effects(folder: Path, mode: str, arguments: Sequence[str]) -> int:
    """Start After Effects and pass on its output."""
    command = [sys.executable, "-m", "tests.fakes.aerender.afterfx", str(folder), mode, *arguments]
    child = subprocess.Popen(command, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    (folder / CHILD_PID).write_text(str(child.pid), "utf-8")
    assert child.stdout is not None
    if MODES[mode].launcher_dies:
        os.abort()
    while portion := os.read(child.stdout.fileno(), 4096):
        sys.stdout.buffer.write(portion)
        sys.stdout.buffer.flush()
    # A crash of After Effects reaches aerender as a lost connection; its own code is then 1.
    code = child.wait()
    return code if code >= 0 else 1


def say(line: str) -> None:
    """Write a line as Windows does."""
    sys.stdout.buffer.write(line.encode("utf-8") + b"\r\n")
    sys.stdout.buffer.flush()


def hang(*, computing: bool = False) -> None:
    """Do nothing, or nothing useful, until somebody ends this."""
    until = time.monotonic() + LONGEST_HANG_SECONDS
    while time.monotonic() < until:
        if not computing:
            time.sleep(0.1)
    os._exit(99)
