"""What keeps a worker from claiming: disk, memory, and failures that come again."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.settings import Settings
from app.farm.clock import ManualClock
from worker_agent.guards import LONGEST_REST, SAME_FAILURES, Guards

HOME = Path("home")
SETTINGS = Settings()
LEAST_DISK = SETTINGS.least_disk_gigabytes * 1000**3
FIRST_REST = SETTINGS.failure_rest_seconds


class Computer:
    def __init__(self, settings: Settings = SETTINGS) -> None:
        self.clock = ManualClock()
        self.disk, self.memory = LEAST_DISK * 2, 0.5
        self.guards = Guards(self.clock, HOME, settings, free=lambda _: self.disk, memory=lambda: self.memory)

    def problem(self) -> str:
        self.clock.advance(1.1)
        return self.guards.problem()


@pytest.fixture
def computer() -> Computer:
    return Computer()


def test_a_computer_with_room_claims(computer: Computer) -> None:
    assert computer.problem() == ""


def test_a_full_disk_and_full_memory_are_told_and_pass(computer: Computer) -> None:
    computer.disk = LEAST_DISK - 1
    assert "free" in computer.problem()
    computer.disk = LEAST_DISK
    computer.memory = 0.05
    assert "5% of the memory" in computer.problem()
    computer.memory = 0.5
    assert computer.problem() == ""


def test_a_disk_of_which_nothing_is_known_is_no_reason(computer: Computer) -> None:
    computer.disk = 0
    assert computer.problem() == ""


def test_equal_failures_in_a_row_end_claiming_for_a_while_that_grows(computer: Computer) -> None:
    for _ in range(SAME_FAILURES - 1):
        computer.guards.ended("The drawing process was lost.")
    assert computer.problem() == ""
    computer.guards.ended("The drawing process was lost.")
    assert "was lost" in computer.problem()
    computer.clock.advance(FIRST_REST)
    assert computer.problem() == ""
    computer.guards.ended("The drawing process was lost.")
    computer.clock.advance(FIRST_REST)
    assert computer.problem() != ""
    computer.clock.advance(FIRST_REST)
    assert computer.problem() == ""


def test_other_failures_and_success_begin_anew(computer: Computer) -> None:
    for failure in ("a", "b", "a", "b", "a", "", "a", "a"):
        computer.guards.ended(failure)
    assert computer.problem() == ""


@given(st.lists(st.sampled_from(["", "a", "b"]), max_size=40))
def test_no_rest_is_longer_than_the_longest(failures: list[str]) -> None:
    computer = Computer()
    for failure in failures:
        computer.guards.ended(failure)
    computer.clock.advance(FIRST_REST * LONGEST_REST)
    assert computer.problem() == ""


def test_bounds_are_settings_and_nought_is_none() -> None:
    small = Computer(Settings(least_disk_gigabytes=1, least_memory_percent=2, failure_rest_seconds=30))
    small.disk, small.memory = 1000**3, 0.02
    assert small.problem() == ""
    small.disk -= 1
    assert "free" in small.problem()
    small.disk = 0
    for _ in range(SAME_FAILURES):
        small.guards.ended("x")
    assert small.problem() != ""
    small.clock.advance(30)
    assert small.problem() == ""

    none = Computer(Settings(least_disk_gigabytes=0, least_memory_percent=0, failure_rest_seconds=0))
    none.disk, none.memory = 1, 0.0
    for _ in range(SAME_FAILURES + 1):
        none.guards.ended("x")
    assert none.problem() == ""
