"""A systemd of the test's own, in namespaces that nobody else sees and that end with it. Needs root."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[2]
SYSTEMD: Final = Path("/lib/systemd/systemd")

# Credentials reach a service through a mount, which only shared ones pass on.
_BEGIN: Final = """
set -eu
mount -t tmpfs tmpfs /run
mount --make-rshared /
mkdir -p /run/systemd/system /run/user
"$SYSTEMD" --user >"$HOME/systemd.log" 2>&1 &
until systemctl --user --quiet is-active default.target; do sleep 0.1; done
exec "$@"
"""


def missing() -> str:
    """Why there can be none here; empty when there can."""
    if sys.platform != "linux" or not SYSTEMD.exists():
        return "systemd is not installed."
    namespaces = ["unshare", "--mount", "--pid", "--fork", "--mount-proc", "true"]
    if shutil.which("unshare") is None or subprocess.run(namespaces, capture_output=True, check=False).returncode != 0:
        return "Namespaces need root."
    return ""


def beside_systemd(home: Path, program: str, seconds: float = 300) -> subprocess.CompletedProcess[str]:
    """Run a Python program beside a systemd of its own, which is a user's with that home."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("FARMHAND_", "XDG_"))}
    own = {"HOME": str(home), "XDG_RUNTIME_DIR": "/run/user", "SYSTEMD": str(SYSTEMD), "PYTHONPATH": str(ROOT)}
    namespaces = ["unshare", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc"]
    return subprocess.run(
        [*namespaces, "sh", "-c", _BEGIN, "sh", sys.executable, "-c", program],
        env=kept | own,
        capture_output=True,
        text=True,
        check=False,
        timeout=seconds,
    )
