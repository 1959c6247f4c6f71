"""The real projects of the folder that FARMHAND_CORPUS names: which of them the everyday suite opens."""

from __future__ import annotations

from pathlib import Path

import pytest
from _pytest.mark import ParameterSet

EVERYDAY_BYTES = 200_000
"""Half of the projects are smaller; the larger ones take seconds each, and all of them a minute."""


def of_suite(path: Path) -> ParameterSet:
    """A project as a test's parameter, named by its folder and file."""
    large = path.stat().st_size > EVERYDAY_BYTES
    return pytest.param(path, id="/".join(path.parts[-2:]), marks=[pytest.mark.slow] if large else [])
