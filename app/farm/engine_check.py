"""Whether the built-in engine draws on this computer: for people who set Farmhand up."""

from __future__ import annotations

import threading
import time
from pathlib import Path
from typing import Final

from app.core.errors import EngineError
from app.core.model import Struct
from app.farm.exchange import error_from
from app.farm.preview.answers import Failed, PreviewAnswer, Shown
from app.farm.preview.process import PreviewProcess
from app.farm.preview.protocol import FrameWanted

WAIT_SECONDS: Final = 90.0


class EngineTest(Struct, frozen=True):
    """What a test of the built-in engine found: the size of the frame in pixels, and seconds for its parts."""

    width: int
    height: int
    start_seconds: float
    draw_seconds: float


def try_builtin(template: Path, *, seconds: float = WAIT_SECONDS) -> EngineTest:
    """Draw the first frame of a template in a process of its own, as renders do, and say how long it took.

    Blocks. Raises `FarmhandError` when it cannot be drawn, and `EngineError` when that takes longer than `seconds`.
    """
    begun = time.monotonic()
    found: list[EngineTest | Failed] = []
    answered = threading.Event()

    def take(answer: PreviewAnswer) -> None:
        if isinstance(answer, Shown):
            waited = time.monotonic() - begun
            found.append(EngineTest(answer.width, answer.height, max(0.0, waited - answer.seconds), answer.seconds))
            answer.pixels.release()
            answered.set()
        elif isinstance(answer, Failed):
            found.append(answer)
            answered.set()

    process = PreviewProcess(take)
    process.start()
    try:
        process.open(template)
        process.show(FrameWanted(ticket=1, frame=0))
        answered.wait(seconds)
    finally:
        process.close()
    if not found:
        raise EngineError(
            "The built-in engine did not draw a frame in time.",
            f"It was waited for {seconds:.0f} s.",
            "Close other programs and try again.",
        )
    if isinstance(found[0], Failed):
        raise error_from(found[0].error)
    return found[0]
