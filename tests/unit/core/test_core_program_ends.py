"""How programs end, in people's words."""

from __future__ import annotations

import signal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.program_ends import how_ended


@pytest.mark.parametrize(
    ("code", "said"),
    [
        (0, "ended with exit code 0"),
        (3, "ended with exit code 3"),
        (-int(signal.SIGTERM), "was told to end"),
        (-int(signal.SIGSEGV), "crashed"),
        (-int(signal.SIGABRT), "crashed"),
        (-1000, "signal 1000"),
        (0xC0000005, "memory that is not its own"),
        (0xC0000135, "is missing"),
        (0xC0000142, "nobody is logged on"),
        (0xC000ABCD, "crashed (code 0xC000ABCD)"),
        (0x40010004, "session"),
    ],
)
def test_codes_are_said_in_words(code: int, said: str) -> None:
    assert said in how_ended(code)


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="Windows has no such signal")
def test_a_killed_program_was_killed_and_no_number_is_said() -> None:
    words = how_ended(-9)
    assert "was killed" in words and "9" not in words


@given(st.integers(min_value=-(2**31), max_value=2**32) | st.integers(min_value=-64, max_value=0))
def test_every_code_has_words_that_complete_a_sentence(code: int) -> None:
    assert how_ended(code).split()[0].rstrip(":") in ("was", "ended", "crashed", "could")
