"""Parts of the engines that need no process: watchdog and protocol."""

from __future__ import annotations

import io
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.errors import MessageError
from app.core.frames import FrameRange
from app.farm.clock import ManualClock
from app.farm.engines.protocol import (
    Draw,
    Drawn,
    Ended,
    Open,
    StopOrder,
    read_for_child,
    read_for_parent,
    write_message,
)
from app.farm.engines.watchdog import EngineTimes, Phase, Watchdog
from tests.fakes.farm_jobs import make_plan

TIMES = EngineTimes(
    launch_seconds=1, open_seconds=2, first_frame_seconds=3, frame_seconds=4, frame_factor=10.0, stop_seconds=1
)


def test_farm_watchdog_has_a_limit_per_phase() -> None:
    clock = ManualClock()
    watchdog = Watchdog(TIMES, clock.monotonic)
    for phase, limit in ((Phase.LAUNCH, 1), (Phase.OPEN, 2), (Phase.FIRST_FRAME, 3), (Phase.FRAMES, 4)):
        watchdog.enter(phase)
        clock.advance(limit)
        assert not watchdog.overdue
        clock.advance(0.01)
        assert watchdog.overdue
        watchdog.sign_of_life()
        assert not watchdog.overdue


def test_farm_watchdog_lets_heavy_frames_of_a_heavy_job_take_their_time() -> None:
    clock = ManualClock()
    watchdog = Watchdog(TIMES, clock.monotonic)
    watchdog.enter(Phase.FIRST_FRAME)
    for _ in range(20):
        clock.advance(2)
        watchdog.frame_drawn()
    clock.advance(19)
    assert not watchdog.overdue
    clock.advance(2)
    assert watchdog.overdue


def test_farm_watchdog_does_not_count_the_first_frame_as_usual() -> None:
    clock = ManualClock()
    watchdog = Watchdog(TIMES, clock.monotonic)
    watchdog.enter(Phase.FIRST_FRAME)
    clock.advance(2.5)
    watchdog.frame_drawn()
    clock.advance(0.01)
    watchdog.frame_drawn()
    assert watchdog.limit == TIMES.frame_seconds


def test_farm_watchdog_is_not_misled_by_one_frame_that_took_very_long() -> None:
    clock = ManualClock()
    watchdog = Watchdog(TIMES, clock.monotonic)
    watchdog.enter(Phase.FIRST_FRAME)
    for seconds in (1, 1, 1, 100, 1):
        clock.advance(seconds)
        watchdog.frame_drawn()
    assert watchdog.limit == TIMES.frame_factor


def test_farm_watchdog_knows_when_even_an_engine_that_computes_is_silent_for_too_long() -> None:
    clock = ManualClock()
    watchdog = Watchdog(EngineTimes(shutdown_seconds=2, busy_factor=3), clock.monotonic)
    watchdog.enter(Phase.END)
    clock.advance(5)
    assert (watchdog.overdue, watchdog.hopeless) == (True, False)
    clock.advance(2)
    assert watchdog.hopeless


def test_farm_protocol_carries_messages_both_ways() -> None:
    to_child = [
        Open(plan=make_plan(), model="m", footage={3: "f"}),
        Draw(order=1, folder="x", pieces=((2, FrameRange(start=0, stop=5)),)),
        StopOrder(order=1),
    ]
    to_parent = [Drawn(piece=2, frame=0), Ended(order=1)]
    pipe = io.BytesIO()
    for message in to_child:
        write_message(pipe, message)
    pipe.seek(0)
    assert [read_for_child(pipe) for _ in range(4)] == [*to_child, None]
    pipe = io.BytesIO()
    for report in to_parent:
        write_message(pipe, report)
    pipe.seek(0)
    assert [read_for_parent(pipe) for _ in range(3)] == [*to_parent, None]


@given(st.binary(max_size=60))
def test_farm_noise_in_the_pipe_is_an_error_or_the_end_and_nothing_else(noise: bytes) -> None:
    for read in (read_for_child, read_for_parent):
        pipe = io.BytesIO(struct.pack(">I", len(noise)) + noise)
        with pytest.raises(MessageError):
            read(pipe)
        try:
            read(io.BytesIO(noise))
        except MessageError:
            continue
