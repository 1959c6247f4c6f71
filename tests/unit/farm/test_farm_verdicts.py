"""What a job says when some of its frames could not be drawn."""

from __future__ import annotations

from app.core.errors import ErrorInfo
from app.core.frames import FrameRange
from app.farm.store.verdicts import frames_failed

LOST = ErrorInfo(
    kind="EngineLostError",
    title="The drawing process was lost.",
    cause="It was killed.",
    next_step="Frames that were not finished are tried again, up to a limit.",
    retryable=True,
)


def test_a_lost_process_is_told_with_film_frames_and_number_of_tries() -> None:
    told = frames_failed("greeting", FrameRange(start=0, stop=30), 6, LOST)
    assert told.title == "“greeting” has failed: frames 0–29 could not be drawn, 6 times."
    assert told.cause == "The drawing process ended there. It was killed."
    assert "tried again" not in told.next_step and "retry" in told.next_step
    assert (told.kind, told.retryable) == ("EngineLostError", True)


def test_another_error_is_the_cause_and_keeps_its_advice() -> None:
    full = ErrorInfo(kind="DiskFullError", title="The disk is full.", cause="No space left.", next_step="Make room.")
    told = frames_failed("film", FrameRange(start=7, stop=8), 1, full)
    assert told.title == "“film” has failed: frame 7 could not be drawn, at the first try."
    assert (told.cause, told.next_step) == ("The disk is full. No space left.", "Make room.")
    assert frames_failed("film", FrameRange(start=7, stop=8), 2, ErrorInfo(kind="EngineError", title="No.")).next_step
