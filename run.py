#!/usr/bin/env python3
"""Set Farmhand up where it is needed, then run it: `python3 run.py` opens the window, `python3 run.py demo` renders.

`test` is the everyday suite (`--all`: the slow runs too); other words go to the program. Makes `.venv` with the locked
packages, and on Debian installs missing system packages (`--no-system`: only names them). Standard library only.
"""

import ctypes
import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
VENV = HERE / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
SOURCE_FOLDERS = ("app", "worker_agent", "resources")

# What opens in the window; libraries, whose names are those of their Debian packages; packages of tests, with a file.
WINDOW_WORDS = (".aep", ".aepx", ".aet", ".csv")
PROGRAM = "libEGL.so.1 libGL.so.1 libexpat.so.1 libstdc++.so.6"
WINDOW = (
    " libglib-2.0.so.0 libxkbcommon.so.0 libdbus-1.so.3 libfontconfig.so.1 libxkbcommon-x11.so.0 libxcb-cursor.so.0"
    " libxcb-icccm.so.4 libxcb-keysyms.so.1 libxcb-shape.so.0 libxcb-xkb.so.1 libxcb-image.so.0 libxcb-render-util.so.0"
    " libxcb-xinerama.so.0"
)
BROKER = "rabbitmq-server:lib/rabbitmq/bin/rabbitmq-server"
SLOW = " nsis:bin/makensis wine:bin/wine wine64:lib/wine gcc:bin/gcc libc6-dev:include/stdio.h"
TESTS = f"""{BROKER} mariadb-server:sbin/mariadbd dbus:bin/dbus-run-session gnome-keyring:bin/gnome-keyring-daemon
xvfb:bin/Xvfb xdotool:bin/xdotool xauth:bin/xauth fonts-noto-cjk:share/fonts/opentype/noto/NotoSansCJK-Regular.ttc
systemd:bin/systemd-analyze"""


def say(text):
    """Tell people what the set-up does; the program's own output stays alone on stdout."""
    print(text, file=sys.stderr, flush=True)


def stop(text):
    """End with a message and the exit code of a failure."""
    say(text)
    raise SystemExit(1)


def missing_debian_packages(libraries, files):
    """Debian packages of which a library cannot be loaded, a file is not there, or a module cannot be imported."""
    if not sys.platform.startswith("linux"):
        return []
    missing = [one.split(":")[0] for one in files.split() if not Path("/usr", one.split(":")[1]).exists()]
    for library in libraries.split():
        try:
            ctypes.CDLL(library)
        except OSError:
            name, number = library.lower().replace("glib-2.0", "glib2.0").split(".so.")
            missing.append(f"{name}{'-' if name[-1].isdigit() else ''}{number}")
    return missing + ([] if importlib.util.find_spec("ensurepip") else ["python3-venv"])


def install_debian_packages(missing, allowed):
    """Bring in what is missing: with apt-get when that is possible, else by saying exactly what to type."""
    if not missing:
        return
    line = f"apt-get install -y --no-install-recommends {' '.join(missing)}"
    if (apt := shutil.which("apt-get")) is None or not allowed or os.geteuid() != 0:
        stop(f"Some system packages are missing. On Debian, run this once, then try again:\n\n  sudo {line}\n")
    say(f"Installing system packages: {' '.join(missing)}")
    environment = dict(os.environ, DEBIAN_FRONTEND="noninteractive")
    for command in ([apt, "update", "-qq"], [apt, *line.split()[1:], "-qq"]):
        if subprocess.call(command, env=environment, stdout=sys.stderr) != 0:
            stop(f"apt-get did not succeed. Run this by hand, then try again:\n\n  {line}\n")


def stamp(extra):
    """The file that says which lock the virtual environment was filled from."""
    return VENV / f"farmhand{extra}.stamp"


def fingerprint(extra):
    """What the virtual environment depends on."""
    lock = (HERE / f"requirements{extra}.lock").read_bytes()
    return hashlib.sha256(lock + sys.version.encode() + str(HERE).encode()).hexdigest()


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
    locked = ("--require-hashes", "-r", HERE / f"requirements{extra}.lock")
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
    allowed, words = "--no-system" not in words, [word for word in words if word != "--no-system"]
    test, farm = words[:1] == ["test"], words[:2] == ["farm", "try"]
    extra = "-dev" if test else ""
    opens = test or all(word.endswith(WINDOW_WORDS) or word.startswith("farmhand:") for word in words)
    files = TESTS * test + BROKER * farm + SLOW * (test and "--all" in words)
    install_debian_packages(missing_debian_packages(PROGRAM + WINDOW * opens, files), allowed)
    if not (is_set_up(extra) or (not test and is_set_up("-dev"))):
        install_packages(extra)
    if not test:
        return run([str(PYTHON), "-m", "app.main", *words])
    os.chdir(HERE)
    if not os.environ.get("DISPLAY") and not os.environ.get("WAYLAND_DISPLAY"):
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    rest = [word for word in words[1:] if word != "--all"]
    spread = ["-n", "logical", "--dist", "loadfile", "--no-loadscope-reorder"] * (not rest)
    return run([str(PYTHON), "-m", "pytest", *([] if "--all" in words else ["-m", "not slow"]), *spread, *rest])


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
