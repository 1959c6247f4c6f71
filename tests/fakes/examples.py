"""How many examples of a property are tried: fewer in the everyday suite than in the whole one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import pytest
from _pytest.mark import ParameterSet
from hypothesis import settings

PROFILE: Final = "everyday"

SHARE: Final = 0.3
"""Of the examples, in the everyday suite."""

USUAL: Final = 100
"""Examples of a property that names no number, in the whole suite."""


def examples(count: int) -> int:
    """So many examples in the whole suite, a share of them every day."""
    return max(3, round(SHARE * count)) if settings.get_current_profile_name() == PROFILE else count


def seeds(numbers: Sequence[int]) -> list[ParameterSet]:
    """Seeds of histories as parameters of a test: a share of them is for every day, the others are slow."""
    everyday = max(1, round(SHARE * len(numbers)))
    slow = [pytest.param(seed, marks=pytest.mark.slow) for seed in numbers[everyday:]]
    return [*(pytest.param(seed) for seed in numbers[:everyday]), *slow]


def load_everyday() -> None:
    """Be content with a share of the examples from now on."""
    settings.register_profile(PROFILE, settings(), max_examples=round(SHARE * USUAL))
    settings.load_profile(PROFILE)
