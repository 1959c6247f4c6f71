"""What is said while films are waited for."""

from __future__ import annotations

from io import StringIO

import pytest
from rich.console import Console

from app.cli.progress import BatchProgress
from app.core.errors import ErrorInfo


@pytest.mark.parametrize("terminal", [False, True])
def test_what_the_manager_waits_for_is_said_in_words(terminal: bool) -> None:
    said = StringIO()
    console = Console(file=said, force_terminal=terminal, width=60)
    waits = ErrorInfo(
        kind="StoreDiskError", title="The manager waits.", cause="[Errno 28] No room.", next_step="Make some."
    )
    with BatchProgress(console, films=1, total_frames=10) as progress:
        progress.trouble(waits)
    assert "The manager waits. [Errno 28] No room. Make some." in said.getvalue()
