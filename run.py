#!/usr/bin/env python3
"""Set Farmhand up where it is needed, then run it: `python3 run.py demo`, `python3 run.py test`.

`test` is the everyday suite (`--all`: the slow runs too); every other word goes to the program. `--no-system` never
installs system packages, only says which are missing. Makes `.venv` beside this file, installs the locked packages
into it, and on Debian the few system libraries that the wheels link against. Standard library only.
"""

import ctypes
import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
VENV = HERE / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
SOURCE_FOLDERS = ("app", "worker_agent", "resources")

DEBIAN_LIBRARIES = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libexpat.so.1": "libexpat1",
    "libstdc++.so.6": "libstdc++6",
}


def say(text):
    """Tell people what the set-up does; the program's own output stays alone on stdout."""
    print(text, file=sys.stderr, flush=True)


def stop(text):
    """End with a message and the exit code of a failure."""
    say(text)
    raise SystemExit(1)


def missing_debian_packages():
    """Debian packages whose library or module cannot be loaded here."""
    if not sys.platform.startswith("linux"):
        return []
    missing = []
    for library, package in DEBIAN_LIBRARIES.items():
        try:
            ctypes.CDLL(library)
        except OSError:
            missing.append(package)
    try:
        import ensurepip  # noqa: F401  (on Debian it comes with python3-venv)
    except ImportError:
        missing.append("python3-venv")
    return missing


def install_debian_packages(allowed):
    """Bring in what is missing: with apt-get when that is possible, else by saying exactly what to type."""
    missing = missing_debian_packages()
    if not missing:
        return
    line = f"apt-get install -y --no-install-recommends {' '.join(missing)}"
    apt = shutil.which("apt-get")
    if apt is None:
        stop(f"These libraries are missing; on Debian they come from the packages: {' '.join(missing)}.")
    if not allowed or os.geteuid() != 0:
        stop(f"Some system packages are missing. Run this once, then try again:\n\n  sudo {line}\n")
    say(f"Installing system packages: {' '.join(missing)}")
    environment = dict(os.environ, DEBIAN_FRONTEND="noninteractive")
    for command in ([apt, "update", "-qq"], [apt, *line.split()[1:], "-qq"]):
        if subprocess.call(command, env=environment, stdout=sys.stderr) != 0:
            stop(f"apt-get did not succeed. Run this by hand, then try again:\n\n  {line}\n")


def lock_file(extra):
    """The hashed requirements of the program, or of the program with its test tools."""
    return HERE / f"requirements{extra}.lock"


def stamp(extra):
    """The file that says which lock the virtual environment was filled from."""
    return VENV / f"farmhand{extra}.stamp"


def fingerprint(extra):
    """What the virtual environment depends on."""
    return hashlib.sha256(lock_file(extra).read_bytes() + sys.version.encode() + str(HERE).encode()).hexdigest()


def is_set_up(extra):
    """Whether the virtual environment was filled, completely, from today's lock."""
    return PYTHON.exists() and stamp(extra).exists() and stamp(extra).read_text("utf-8") == fingerprint(extra)


def call(*command):
    """Whether a step of the set-up succeeded."""
    return subprocess.call([str(part) for part in command], stdout=sys.stderr) == 0


def install_packages(extra):
    """Make `.venv` and install exactly what the lock names, with uv where it can be had, else with pip."""
    say(f"Setting up {VENV.name} (once; needs a package index) …")
    if not PYTHON.exists() and not call(sys.executable, "-m", "venv", VENV):
        stop("Python could not make a virtual environment. On Debian: apt-get install -y python3-venv")
    stamp(extra).unlink(missing_ok=True)
    pip = (PYTHON, "-m", "pip", "--disable-pip-version-check", "-q")
    uv = (PYTHON, "-m", "uv", "pip", "install", "-q", "--compile-bytecode", "--python", PYTHON)
    locked = ("--require-hashes", "-r", lock_file(extra))
    has_uv = call(*pip, "install", "uv")
    if not (has_uv and call(*uv, *locked)) and not call(*pip, "install", *locked):
        stop("The packages could not be installed. See the lines above; is a package index reachable?")
    site = subprocess.check_output([PYTHON, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"], text=True)
    (Path(site.strip()) / "farmhand.pth").write_text(f"{HERE}\n", "utf-8")
    call(PYTHON, "-m", "compileall", "-q", *(HERE / folder for folder in SOURCE_FOLDERS))
    stamp(extra).write_text(fingerprint(extra), "utf-8")


def run(arguments):
    """Become the program. On Windows there is no exec, so wait for it and let it handle Ctrl+C."""
    if os.name != "nt":
        os.execv(PYTHON, arguments)
    process = subprocess.Popen(arguments)
    while True:
        try:
            return process.wait()
        except KeyboardInterrupt:
            continue


def main(words):
    """Set up what the first word needs, then run it."""
    if sys.version_info < (3, 11):
        stop(f"Farmhand needs Python 3.11 or newer; this is {sys.version.split()[0]}.")
    system_allowed = "--no-system" not in words
    words = [word for word in words if word != "--no-system"]
    test = words[:1] == ["test"]
    extra = "-dev" if test else ""
    install_debian_packages(system_allowed)
    if not (is_set_up(extra) or (not test and is_set_up("-dev"))):
        install_packages(extra)
    if not test:
        return run([str(PYTHON), "-m", "app.main", *words])
    os.chdir(HERE)
    marker = [] if "--all" in words else ["-m", "not slow"]
    return run([str(PYTHON), "-m", "pytest", *marker, *(word for word in words[1:] if word != "--all")])


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
