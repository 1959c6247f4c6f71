"""The preview's child process: keeps one template open and draws its frames. Started by `process`, stays warm.

Two threads: one reads the handle's messages, so that the end of the program ends this process even while it draws; the
main thread does the work. Other than an engine's child, it is not ended by the kernel together with its parent: it has
a folder to take away with it. Where the kernel can, it ends the process should a call never come back.
"""

from __future__ import annotations

import logging
import os
import queue
import shutil
import sys
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from typing import IO

from app.core.errors import ErrorInfo, FarmhandError, MessageError, RenderError, UsageError
from app.farm.preview.drawing import PreviewTemplate, picture_cache, warm_up
from app.farm.preview.photos import FittedPhotos, SlotError
from app.farm.preview.pixel_writer import PixelWriter
from app.farm.preview.protocol import (
    Draw,
    Drawn,
    Failed,
    GoOn,
    Open,
    Opened,
    Ready,
    Step,
    Survey,
    Surveyed,
    ToChild,
    ToParent,
    read_for_child,
    write_message,
)
from app.farm.preview.survey import SurveySteps, survey
from app.farm.processes_posix import end_after
from app.farm.processes_windows import silence_error_dialogs

LONGEST_SECONDS = 300
"""Longer than the handle waits for any answer: who is still busy then has lost its handle, too."""

PHOTO_FOLDER = "photos"

_REMOVALS = 3

_log = logging.getLogger(__name__)


class Child:
    """The child's state: the open template, and what outlives it. Everything it writes lies in `folder`."""

    def __init__(self, wishes: IO[bytes], answers: IO[bytes], folder: Path) -> None:
        self._wishes = wishes
        self._answers = answers
        self._folder = folder
        self._todo: queue.SimpleQueue[ToChild] = queue.SimpleQueue()
        self._pixels = PixelWriter(folder)
        self._photos = FittedPhotos(folder / PHOTO_FOLDER)
        self._cache = picture_cache()
        self._template: PreviewTemplate | None = None
        self._survey: SurveySteps | None = None

    def serve(self) -> None:
        """Work for ever; the process ends when the handle closes the pipe."""
        threading.Thread(target=self._listen, name="wishes", daemon=True).start()
        self._answer(Ready(pid=os.getpid()))
        self._warm_up()
        while True:
            message = self._todo.get()
            end_after(LONGEST_SECONDS)
            self._answer(self._guarded(message))
            end_after(0)

    def _warm_up(self) -> None:
        """Get ready for the first template until it comes."""
        try:
            for _ in warm_up():
                if not self._todo.empty():
                    return
        except Exception:  # noqa: BLE001 - the border of this process: what is wrong here shows where it matters
            _log.exception("Getting ready failed.")

    def _listen(self) -> None:
        try:
            while (message := read_for_child(self._wishes)) is not None:
                self._todo.put(message)
        except (OSError, MessageError):
            _log.exception("The pipe from the program is broken.")
        for _ in range(_REMOVALS):
            # What is being drawn may still write a file into it.
            shutil.rmtree(self._folder, ignore_errors=True)
        # Only leaving at once ends a process whose main thread may be deep inside a drawing call.
        os._exit(0)

    def _guarded(self, message: ToChild) -> ToParent:
        started = time.monotonic()
        try:
            if isinstance(message, Open):
                return self._open(message, started)
            if isinstance(message, Draw):
                return self._draw(message, started)
            return self._look(message)
        except SlotError as error:
            return Failed(error=error.error.info(), slot_key=error.key)
        except Exception as error:  # noqa: BLE001 - the border of this process: every failure becomes an answer
            if not isinstance(error, FarmhandError):
                _log.exception("The preview failed.")
            return Failed(error=_as_info(error))

    def _open(self, message: Open, started: float) -> Opened:
        self._template = self._survey = None
        self._template = PreviewTemplate(
            Path(message.template), message.comp_id, photos=self._photos, cache=self._cache, chosen=message.chosen
        )
        return Opened(seconds=time.monotonic() - started)

    def _draw(self, message: Draw, started: float) -> Drawn:
        picture = self._opened().draw(message.wanted)
        height, width = picture.pixels.shape[:2]
        return Drawn(
            slot=message.slot,
            file=self._pixels.write(message.slot, picture.pixels),
            width=width,
            height=height,
            outlines=picture.outlines,
            warnings=picture.warnings,
            seconds=time.monotonic() - started,
        )

    def _look(self, message: Survey | GoOn) -> Step | Surveyed:
        """Take a step of the survey."""
        if isinstance(message, Survey):
            self._survey = survey(self._opened(), message.wanted)
        if self._survey is None:
            raise UsageError("The preview has no survey to go on with.")
        try:
            next(self._survey)
        except StopIteration as finished:
            self._survey = None
            return Surveyed(findings=finished.value)
        return Step()

    def _opened(self) -> PreviewTemplate:
        if self._template is None:
            raise UsageError("The preview has no template open.")
        return self._template

    def _answer(self, message: ToParent) -> None:
        write_message(self._answers, message)


def _as_info(error: Exception) -> ErrorInfo:
    if isinstance(error, FarmhandError):
        return error.info()
    return RenderError("The preview could not be drawn.", f"{type(error).__name__}: {error}.").info()


def main(arguments: Sequence[str]) -> None:
    """Run the child. The only argument is the folder for what it writes, which it takes away with it."""
    (folder,) = arguments
    silence_error_dialogs()
    logging.basicConfig(stream=sys.stderr, format="%(levelname)s %(name)s %(message)s")
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    try:
        Child(sys.stdin.buffer, answers, Path(folder)).serve()
    except (KeyboardInterrupt, BrokenPipeError):
        # The program is interrupted too, or gone: there is nobody to tell.
        shutil.rmtree(folder, ignore_errors=True)
        os._exit(0)


if __name__ == "__main__":
    main(sys.argv[1:])
