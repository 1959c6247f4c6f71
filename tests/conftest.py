"""What holds for the whole suite."""

from __future__ import annotations

import gc
import os
from pathlib import Path

import pytest

from tests.fakes.examples import load_profile

pytest_plugins = ["tests.servers.fixtures", "tests.servers.mariadb", "tests.servers.s3_fixtures"]

# These drive a real screen with real keys and the real mouse; `tests/e2e/test_e2e_window.py` starts them on one.
collect_ignore = [] if os.environ.get("FARMHAND_TEST_SCREEN") else ["screen"]

LONGEST_FIRST = ("simulator", "faults", "checks", "e2e", "integration", "ui", "contract")
"""Folders in the order in which their files are handed out; the rest are units, short files that fill what is left."""


def pytest_xdist_auto_num_workers() -> int:
    """Half as many processes again as there are cores: tests of farms wait for most of their time."""
    cores = os.cpu_count() or 1
    return cores + cores // 2


def pytest_configure(config: pytest.Config) -> None:
    # All that is imported and collected stays: to look through it for garbage takes a third of that time.
    gc.disable()
    load_profile(everyday=config.option.markexpr == "not slow")


def pytest_collection_finish() -> None:
    """Tests run as programs do."""
    gc.enable()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """With a file handed to each process of tests at a time, a long one at the end would leave the others idle."""

    def turn(item: pytest.Item) -> int:
        folder = item.path.relative_to(Path(__file__).parent).parts[0]
        return LONGEST_FIRST.index(folder) if folder in LONGEST_FIRST else len(LONGEST_FIRST)

    items.sort(key=turn)
