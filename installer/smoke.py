#!/usr/bin/env python3
"""Try a built bundle as people would: `python installer/smoke.py dist/farmhand`. Ends with 0 when all of it works.

Version, one sample film, the agent's own examination, and the window, which is opened without a screen and ended. Uses
a home folder of its own. Standard library only.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

SECONDS = 900
WINDOW_SECONDS = 120
ENDING = ".exe" if os.name == "nt" else ""
# What a node without a farm has: everything but a broker.
FARM = {
    "FARMHAND_BROKER": "amqp://smoke@127.0.0.1:1/farm",
    "FARMHAND_SECRET_BROKER": "none",
}


class Bundle:
    """A bundle, and the folder that takes the place of the user's home."""

    def __init__(self, folder, home):
        self.folder = folder.resolve()
        self.home = home
        # Nothing of this computer's Python and settings is to help it.
        kept = {
            name: value for name, value in os.environ.items() if not name.startswith(("FARMHAND_", "PYTHON", "XDG_"))
        }
        own = dict.fromkeys(("HOME", "USERPROFILE", "LOCALAPPDATA", "APPDATA"), str(home))
        self.environment = kept | own | {"QT_QPA_PLATFORM": "offscreen"}

    def start(self, program, *words, **more):
        """Start one of its programs."""
        command = [str(self.folder / f"{program}{ENDING}"), *map(str, words)]
        return subprocess.Popen(
            command,
            cwd=self.home,
            env=self.environment | more,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )

    def run(self, program, *words, **more):
        """Run one of its programs: exit code, output, error output."""
        process = self.start(program, *words, **more)
        try:
            out, err = process.communicate(timeout=SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            out, err = process.communicate()
        return process.returncode, out, err


def expect(what, condition, *seen):
    """Say that something works, or end with what was seen instead."""
    sys.stdout.write(f"{'works' if condition else 'FAILS'}  {what}\n")
    sys.stdout.flush()
    if not condition:
        raise SystemExit("\n".join(map(str, seen)))


def try_agent(bundle):
    """Version, and what the agent finds on this computer."""
    code, out, err = bundle.run("farmhand-agent", "--version")
    expect("farmhand-agent --version", code == 0 and out.startswith("farmhand-agent "), code, out, err)
    storage = bundle.home / "storage"
    storage.mkdir()
    for role, parts in (("worker", ("storage", "engine", "fonts")), ("manager", ("storage", "store"))):
        words = ("--role", role, "doctor", "--json")
        _code, out, err = bundle.run("farmhand-agent", *words, FARMHAND_STORAGE=str(storage), **FARM)
        found = {one["part"]: one["verdict"] for one in json.loads(out or "[]")}
        expect(f"doctor of a {role}", all(found.get(part) in ("good", "doubtful") for part in parts), out, err)


def try_commands(bundle):
    """Version, and a film from beginning to end."""
    code, out, err = bundle.run("farmhand", "--version")
    expect("farmhand --version", code == 0 and out.startswith("farmhand "), code, out, err)
    films = bundle.home / "films"
    sample = next(bundle.folder.rglob("greeting.aepx"))
    words = ("render", sample, "--set", "Name=Ada", "--range", "0-14", "--out", films, "--json")
    code, out, err = bundle.run("farmhand", *words)
    expect("a film", code == 0 and json.loads(out)["films"][0]["state"] == "done", code, out, err)


def try_window(bundle):
    """The window opens, takes what a second start hands over, and ends in order."""
    process = bundle.start("farmhand")
    try:
        deadline = time.monotonic() + WINDOW_SECONDS
        while process.poll() is None and time.monotonic() < deadline and not any(bundle.home.rglob("window.lock")):
            time.sleep(0.2)
        second, _out, told = bundle.run("farmhand", next(bundle.folder.rglob("story.aepx")))
        expect("the window opens", process.poll() is None and second == 0, process.poll(), second, told)
        process.terminate()
        _out, err = process.communicate(timeout=WINDOW_SECONDS)
    finally:
        process.kill()
    # Windows has no way to ask a program without a console to end; there it was ended.
    expect("the window ends", process.returncode == 0 or os.name == "nt", process.returncode, err)


def main():
    """Try what is in the bundle."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("bundle", type=Path)
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="farmhand-smoke-", ignore_cleanup_errors=True) as home:
        bundle = Bundle(wanted.bundle, Path(home))
        try_agent(bundle)
        if (bundle.folder / f"farmhand{ENDING}").exists():
            try_commands(bundle)
            try_window(bundle)


if __name__ == "__main__":
    main()
