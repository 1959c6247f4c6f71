"""A disk that is soon full."""

from __future__ import annotations

import subprocess
from pathlib import Path


class SmallDisk:
    """A disk of one megabyte: a tmpfs where we may mount one, else a limit on file sizes in a child process."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir()
        command = ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(folder)]
        self.mounted = subprocess.run(command, check=False, capture_output=True).returncode == 0

    def close(self) -> None:
        if self.mounted:
            subprocess.run(["umount", "-l", str(self.folder)], check=True)
