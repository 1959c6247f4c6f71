"""Words for a job that failed because some of its frames could not be drawn."""

from __future__ import annotations

import msgspec

from app.core.errors import EngineLostError, ErrorInfo, WorkerLostError
from app.core.frames import FrameRange

LIKELY_REASONS = (
    "Too little memory, a very large photo or a damaged footage file are the usual reasons. "
    "See the log, put it right, then retry."
)
SEE_LOG = "See the log, put it right, then retry."


def frames_failed(name: str, frames: FrameRange, times: int, error: ErrorInfo) -> ErrorInfo:
    """Why the job `name` has failed: drawing `frames` failed so often, the last time with `error`."""
    shown = f"frame {frames.start}" if len(frames) == 1 else f"frames {frames.start}–{frames.stop - 1}"
    often = "at the first try" if times <= 1 else f"{times} times"
    title = f"“{name}” has failed: {shown} could not be drawn, {often}."
    if error.kind == EngineLostError.__name__:
        # What lost the process once is told by how it ended; that it was lost says nothing more.
        cause, step = f"The drawing process ended there. {error.cause}", LIKELY_REASONS
    elif error.kind == WorkerLostError.__name__:
        cause, step = f"The worker's process ended there. {error.title} {error.cause}", LIKELY_REASONS
    else:
        cause, step = f"{error.title} {error.cause}", error.next_step or SEE_LOG
    return msgspec.structs.replace(error, title=title, cause=cause.strip(), next_step=step)
