"""Windows' own Python in a Windows of its own (wine): what can be seen of Windows' services and of the set-up program.

Wine is no Windows: it knows services, the registry and installers well, and of numpy, pydantic and Qt only older
builds, or none. `wine.lock` has the ones that it can load; the rest are the program's own.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[2]
TOOLS: Final = {"wine": "wine wine64", "wineserver": "wine wine64", "makensis": "nsis"}

_FOLDERS: Final = ("win32", "win32/lib", "pywin32_system32")
_SECONDS: Final = 900

_REGISTRY: Final = (
    (r"HKCU\Software\Wine", "Version", "win10"),
    # Milliseconds in which a service has to answer, on a computer that tests keep busy.
    (r"HKLM\System\CurrentControlSet\Control", "ServicesPipeTimeout", "300000"),
)

_AS_PACKAGED: Final = """
import os, sys
sys.frozen = True
sys.argv = sys.orig_argv
from worker_agent.__main__ import main
try:
    code = main()
except SystemExit as end:
    code = end.code or 0
if sys.stdout is not None:
    sys.stdout.flush()
os._exit(code)
"""
"""Makes a Python be `farmhand-agent.exe`: it starts itself, without an interpreter's options."""


def missing_tools() -> str:
    """What `apt-get install` brings what is missing here; empty when nothing is."""
    return " ".join(dict.fromkeys(package for tool, package in TOOLS.items() if shutil.which(tool) is None))


class Wine:
    """A Windows in `folder`. `close` ends everything in it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.drive = folder / "prefix" / "drive_c"
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("FARMHAND_", "PYTHON"))}
        self._environment = kept | {"WINEPREFIX": str(folder / "prefix"), "WINEARCH": "win64", "WINEDEBUG": "-all"}
        # Not into pipes: Windows' own services begin with the first program and would keep these open.
        self._quietly("wineboot", "-i").wait(_SECONDS)
        for key, value, content in _REGISTRY:
            self._quietly("reg", "add", key, "/v", value, "/d", content, "/f").wait(_SECONDS)
        # It reads such things when it begins.
        self._end()
        # Windows ends with its last program, and forgets then what its services did.
        self._waiting = self._quietly("ping", "-n", "100000", "127.0.0.1")

    def _quietly(self, *words: str) -> subprocess.Popen[bytes]:
        nowhere = subprocess.DEVNULL
        return subprocess.Popen(
            ["wine", *words], cwd=self.folder, env=self._environment, stdin=nowhere, stdout=nowhere, stderr=nowhere
        )

    def run(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Run a Windows program to its end; its output and errors are in `stdout`."""
        return subprocess.run(
            ["wine", *words],
            cwd=self.folder,
            env=self._environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
            errors="replace",
            timeout=_SECONDS,
            check=False,
        )

    def close(self) -> None:
        """End all its programs."""
        self._end()
        self._waiting.kill()
        self._waiting.wait()

    def _end(self) -> None:
        for word in ("-k", "-w"):
            subprocess.run(["wineserver", word], env=self._environment, timeout=60, check=False)


def install_agent(folder: Path) -> None:
    """Lay out a Windows Python with everything that an agent needs, as its packaged program would be, in `folder`."""
    python, packages = folder / "program", folder / "packages"
    target = ("--python-platform", "x86_64-pc-windows-msvc", "--python-version", "3.11", "--require-hashes")
    uv = (sys.executable, "-m", "uv", "pip", "install", "-q", *target)
    locks = (ROOT / "requirements.lock", ROOT / "installer" / "requirements.lock")
    named = [word for lock in locks for word in ("-r", lock)]
    subprocess.run([*uv, "--target", packages, "--no-build", *named], check=True, timeout=_SECONDS)
    subprocess.run(
        [*uv, "--target", python, "--no-deps", "-r", Path(__file__).with_name("wine.lock")],
        check=True,
        timeout=_SECONDS,
    )
    for library in (packages / "pywin32_system32").glob("*.dll"):
        shutil.copy(library, python)
    # It finds its modules by a list of its own name; those in its own folder come first.
    places = [packages, *(packages / one for one in _FOLDERS), ROOT]
    lines = ["python311.zip", ".", *(f"Z:{str(place).replace('/', chr(92))}" for place in places), "import site"]
    (python / "farmhand-agent._pth").write_text("\n".join(lines) + "\n")
    (python / "python311._pth").unlink()
    (python / "sitecustomize.py").write_text(_AS_PACKAGED)
    (python / "python.exe").rename(python / "farmhand-agent.exe")
    (python / "_internal").mkdir()
    (python / "_internal" / "part.txt").write_text("part of the program")
