"""What “Copy details” puts on the clipboard: everything that helps, nothing that is secret or private."""

from __future__ import annotations

import platform
from collections.abc import Mapping
from pathlib import Path

from PySide6.QtCore import qVersion

import app
from app.core.errors import ErrorInfo


def report_text(error: ErrorInfo, facts: Mapping[str, str] | None = None) -> str:
    """An error as text to send to somebody, with `facts` about where it happened, one per line."""
    lines = [
        error.title,
        error.cause,
        error.next_step,
        "",
        f"Kind: {error.kind}",
        *(f"{name}: {value}" for name, value in (facts or {}).items()),
        f"Farmhand {app.__version__}, Python {platform.python_version()}, Qt {qVersion()}, {platform.platform()}",
    ]
    return without_home("\n".join(lines).strip())


def without_home(text: str) -> str:
    """The text with the user's folder, which carries their name, written as `~`."""
    home = str(Path.home())
    return text.replace(home, "~") if len(home) > 1 else text
