"""What tests of faults share: system calls that fail."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.calls import CallFaults, compile_library, missing


@pytest.fixture(scope="session")
def call_library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The library that stands before the C library."""
    if reason := missing():
        if os.environ.get("CI") and "apt-get" in reason:
            pytest.fail(reason)
        pytest.skip(reason)
    return compile_library(tmp_path_factory.mktemp("calls"))


@pytest.fixture
def calls(call_library: Path, tmp_path: Path) -> Iterator[CallFaults]:
    """Calls of programs that one test can make fail."""
    faults = CallFaults(tmp_path, call_library)
    yield faults
    faults.close()
