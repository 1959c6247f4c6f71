#!/usr/bin/env python3
"""Build what people install: `python installer/build.py linux`, or `windows` on Windows, from a clean clone.

Makes an environment of its own in `build/`, with the locked packages, and the programs in `dist/`: the bundle of
window, command line and agent, the agent's alone, and an archive of each (Linux) or a set-up program (Windows, with
NSIS). `setup --bundle FOLDER` makes only the set-up program, from a bundle made before. Standard library only.
"""

import argparse
import ast
import os
import platform
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
BUILD = ROOT / "build"
DIST = ROOT / "dist"
SPECS = {"farmhand": HERE / "farmhand.spec", "farmhand-agent": HERE / "farmhand-agent.spec"}
LOCKS = (ROOT / "requirements.lock", HERE / "requirements.lock")
NSIS_PLACES = (r"C:\Program Files (x86)\NSIS\makensis.exe", r"C:\Program Files\NSIS\makensis.exe")


def version():
    """The version of the program."""
    for node in ast.parse((ROOT / "app" / "__init__.py").read_text("utf-8")).body:
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "__version__":
            return ast.literal_eval(node.value)
    raise SystemExit("app/__init__.py says no version.")


def say(made):
    """Tell what was made."""
    sys.stdout.write(f"{made}\n")
    sys.stdout.flush()


def call(*command):
    """Run a step of the build; the build ends where a step fails."""
    words = [str(word) for word in command]
    if subprocess.call(words, cwd=ROOT) != 0:
        raise SystemExit(f"This step failed: {' '.join(words)}")


def environment():
    """An interpreter with what is packed and what packs it, and nothing else. Made anew when the locks changed."""
    folder = BUILD / "environment"
    python = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    stamp = folder / "farmhand.stamp"
    wanted = "\n".join([sys.version, *(lock.read_text("utf-8") for lock in LOCKS)])
    if stamp.exists() and stamp.read_text("utf-8") == wanted:
        return python
    shutil.rmtree(folder, ignore_errors=True)
    call(sys.executable, "-m", "venv", folder)
    pip = (python, "-m", "pip", "--disable-pip-version-check", "-q", "install")
    call(*pip, "uv")
    for lock in LOCKS:
        call(python, "-m", "uv", "pip", "install", "-q", "--python", python, "--require-hashes", "-r", lock)
    stamp.write_text(wanted, "utf-8")
    return python


def bundle(name, python):
    """Pack one program; the folder that it is in then."""
    call(
        *(python, "-m", "PyInstaller", "--noconfirm", "--clean", "--log-level", "WARN"),
        *("--workpath", BUILD / name, "--distpath", DIST, SPECS[name]),
    )
    return DIST / name


def archive(folder):
    """One file with a bundle, for Linux."""
    made = DIST / f"{folder.name}-{version()}-linux-{platform.machine()}.tar.gz"
    with tarfile.open(made.with_suffix(".part"), "w:gz", compresslevel=6) as packed:
        packed.add(folder, arcname=folder.name)
    made.with_suffix(".part").replace(made)
    return made


def setup(folder):
    """The set-up program for Windows with a bundle in it."""
    program = shutil.which("makensis") or next((place for place in NSIS_PLACES if Path(place).exists()), None)
    if program is None:
        raise SystemExit("NSIS is not installed. On Debian: apt-get install nsis; on Windows: winget install NSIS.NSIS")
    alone = not (folder / "farmhand.exe").exists()
    made = DIST / f"Farmhand-{'agent-' if alone else ''}{version()}-setup.exe"
    made.parent.mkdir(exist_ok=True)
    # NSIS takes options with a slash on Windows only.
    sign = "/" if os.name == "nt" else "-"
    defined = {"BUNDLE": folder.resolve(), "VERSION": version(), "OUT": made} | ({"AGENT_ALONE": 1} if alone else {})
    call(
        program,
        f"{sign}V2",
        *(f"{sign}D{name}={value}" for name, value in defined.items()),
        HERE / "windows/farmhand.nsi",
    )
    return made


def main():
    """Build what the words ask for, and print what was made."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("what", choices=("linux", "windows", "setup"))
    parser.add_argument("--only", choices=tuple(SPECS), help="one of the bundles")
    parser.add_argument("--here", action="store_true", help="with the packages of this interpreter, whatever they are")
    parser.add_argument("--no-archive", action="store_true", help="bundles only, no archives and no set-up program")
    parser.add_argument("--bundle", type=Path, default=DIST / "farmhand", help="for setup: the bundle to put in it")
    wanted = parser.parse_args()
    if wanted.what == "setup":
        say(setup(wanted.bundle))
        return
    if wanted.what != {"win32": "windows"}.get(sys.platform, sys.platform):
        raise SystemExit(f"Programs for {wanted.what} are built on {wanted.what}.")
    python = sys.executable if wanted.here else environment()
    for name in (wanted.only,) if wanted.only else SPECS:
        made = bundle(name, python)
        say(made)
        if not wanted.no_archive:
            say(archive(made) if wanted.what == "linux" else setup(made))


if __name__ == "__main__":
    main()
