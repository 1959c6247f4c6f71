"""Shows a file in the system's file manager, marked where the system can do that."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from PySide6.QtCore import QProcess, QUrl
from PySide6.QtGui import QDesktopServices


def show_in_folder(file: Path) -> bool:
    """Whether a file manager was started. The folder is opened where the file is gone or cannot be marked."""
    command = _marking_command(file) if file.exists() else []
    # Explorer's exit code says nothing, so it is only started.
    if command and QProcess.startDetached(command[0], command[1:])[0]:
        return True
    folder = next((parent for parent in file.parents if parent.is_dir()), None)
    return folder is not None and QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))


def _marking_command(file: Path) -> list[str]:
    if os.name == "nt":
        return ["explorer.exe", f"/select,{file}"]
    if sys.platform == "darwin":
        return ["/usr/bin/open", "-R", str(file)]
    return []
