"""Puts the emulator into a folder as a program of its own, as After Effects is one."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from tests.fakes.aerender.behaviour import CHILD_PID, STARTS, Orders

ROOT = Path(__file__).resolve().parents[3]

_SCRIPT = """#!{python}
import sys
sys.path.insert(0, {root!r})
from pathlib import Path
from tests.fakes.aerender.launcher import main
raise SystemExit(main(Path(__file__).parent, sys.argv[1:]))
"""


def install(folder: Path, *modes: str, orders: Orders | None = None) -> Path:
    """Put an `aerender` into a folder that does as these modes say, one per start, and return its path."""
    folder.mkdir(parents=True, exist_ok=True)
    (orders or Orders(modes=modes or ("ok",))).write(folder)
    program = folder / "aerender"
    program.write_text(_SCRIPT.format(python=sys.executable, root=str(ROOT)), "utf-8")
    program.chmod(0o755)
    return program


def starts(program: Path) -> int:
    """How often the program was started to render."""
    path = program.with_name(STARTS)
    return len(path.read_text("utf-8").splitlines()) if path.exists() else 0


def child_pid(program: Path) -> int | None:
    """Process id of the After Effects that was started last, if any."""
    path = program.with_name(CHILD_PID)
    return int(path.read_text("utf-8")) if path.exists() else None


def environment() -> dict[str, str]:
    """What a child of the program needs to find the emulator's modules."""
    return os.environ | {"PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"}
