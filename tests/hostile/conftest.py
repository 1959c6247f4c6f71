"""Where hostile cases happen, and the table of what was tried."""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

# Helpers of these folders' tests are imported by their bare names there.
sys.path += [str(Path(__file__).parents[1] / "unit" / name) for name in ("farm", "template")]

# Before any test makes the application.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

VERDICTS: Counter[tuple[str, str]] = Counter()
"""How many cases of a kind came to which end."""


@pytest.fixture(scope="session")
def verdicts() -> Iterator[Counter[tuple[str, str]]]:
    yield VERDICTS


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if not VERDICTS:
        return
    terminalreporter.section("hostile input")
    terminalreporter.write_line(f"{'kind':<14}{'cases':>7}{'refused':>9}{'taken':>7}")
    for kind in sorted({kind for kind, _ in VERDICTS}):
        refused, taken = VERDICTS[kind, "refused"], VERDICTS[kind, "taken"]
        terminalreporter.write_line(f"{kind:<14}{refused + taken:>7}{refused:>9}{taken:>7}")
    terminalreporter.write_line(f"{'together':<14}{VERDICTS.total():>7}")
