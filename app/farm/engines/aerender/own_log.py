"""The log that After Effects itself writes beside a project, which says more when aerender says nothing."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from app.farm.engines.aerender.log_lines import LineSplitter

LAST_BYTES = 8192
LAST_LINES = 20


def own_log(project: str) -> str:
    """The last lines of the newest log in the folder “<project> Logs”; empty when there is none."""
    folder = Path(f"{project} Logs")
    with suppress(OSError):
        logs = sorted((path.stat().st_mtime_ns, path) for path in folder.glob("*.txt"))
        if logs:
            with logs[-1][1].open("rb") as file:
                file.seek(max(0, file.seek(0, 2) - LAST_BYTES))
                splitter = LineSplitter()
                lines = [*splitter.feed(file.read(LAST_BYTES)), *splitter.end()]
            return "\n".join(lines[-LAST_LINES:])
    return ""
