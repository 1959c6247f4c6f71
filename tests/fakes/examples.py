"""How many examples of a property are tried: fewer every day than in the whole suite. None of them has to be quick."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import pytest
from _pytest.mark import ParameterSet
from hypothesis import HealthCheck, settings

EVERYDAY: Final = "everyday"
WHOLE: Final = "whole"

SHARE: Final = 0.3
"""Of the examples, in the everyday suite."""

USUAL: Final = 100
"""Examples of a property that names no number, in the whole suite."""


def examples(count: int) -> int:
    """So many examples in the whole suite, a share of them every day."""
    return max(3, round(SHARE * count)) if settings.get_current_profile_name() == EVERYDAY else count


def seeds(numbers: Sequence[int]) -> list[ParameterSet]:
    """Seeds of histories as parameters of a test: a share of them is for every day, the others are slow."""
    everyday = max(1, round(SHARE * len(numbers)))
    slow = [pytest.param(seed, marks=pytest.mark.slow) for seed in numbers[everyday:]]
    return [*(pytest.param(seed) for seed in numbers[:everyday]), *slow]


def load_profile(*, everyday: bool) -> None:
    """Be content with a share of the examples from now on, or not; how busy the computer is fails none of them."""
    busy = tuple({*settings().suppress_health_check, HealthCheck.too_slow})
    settings.register_profile(WHOLE, settings(), deadline=None, max_examples=USUAL, suppress_health_check=busy)
    settings.register_profile(EVERYDAY, settings.get_profile(WHOLE), max_examples=round(SHARE * USUAL))
    settings.load_profile(EVERYDAY if everyday else WHOLE)
