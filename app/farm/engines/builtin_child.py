"""The builtin engine's child process: loads jobs, draws frames, encodes pieces. Started by `builtin`, stays warm.

Two threads: one reads the parent's messages, so that stop and give-up are seen between frames and the end of the
parent ends this process even while it draws; the main thread draws. Standard output carries the protocol, so what
libraries print is sent to standard error.
"""

from __future__ import annotations

import logging
import os
import queue
import sys
import threading
import time
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO

from app.core.errors import ErrorInfo, FarmhandError, MessageError, RenderError
from app.core.frames import FrameRange
from app.core.ports import ChunkControl
from app.core.presets import find_preset
from app.farm.engines.protocol import (
    Draw,
    Drawn,
    Ended,
    Failed,
    GiveUpFrom,
    Open,
    Opened,
    Ready,
    StopOrder,
    ToParent,
    Written,
    read_for_child,
    write_message,
)
from app.farm.engines.sources import OPENERS, FrameSource, OpenSource
from app.farm.pieces import Frame, encode_piece
from app.farm.processes_posix import die_with_parent
from app.farm.processes_windows import silence_error_dialogs

WARM_JOBS = 3
"""Jobs that stay loaded, so that a worker going back and forth between a few does not load them again."""

_log = logging.getLogger(__name__)


class NoLongerWantedError(Exception):
    """Ends the encoding of a piece that was given up while it was drawn; never leaves this module."""


class Child:
    """The child's state: the jobs it keeps loaded and the orders it was given."""

    def __init__(self, orders: IO[bytes], reports: IO[bytes], open_source: OpenSource) -> None:
        self._orders = orders
        self._reports = reports
        self._open_source = open_source
        self._todo: queue.SimpleQueue[Open | tuple[Draw, ChunkControl]] = queue.SimpleQueue()
        self._controls: dict[int, ChunkControl] = {}
        self._jobs: OrderedDict[str, tuple[Open, FrameSource]] = OrderedDict()

    def serve(self) -> None:
        """Work for ever; the process ends when the parent closes the pipe."""
        threading.Thread(target=self._listen, name="orders", daemon=True).start()
        self._report(Ready(pid=os.getpid()))
        opened: Open | None = None
        while True:
            task = self._todo.get()
            if isinstance(task, Open):
                opened = task if self._guarded_open(task) else None
            elif opened is not None:
                self._guarded_draw(opened, *task)

    def _listen(self) -> None:
        try:
            while (message := read_for_child(self._orders)) is not None:
                if isinstance(message, Open):
                    self._todo.put(message)
                elif isinstance(message, Draw):
                    control = self._controls[message.order] = ChunkControl()
                    self._todo.put((message, control))
                elif (known := self._controls.get(message.order)) is not None:
                    _steer(known, message)
        except (OSError, MessageError):
            _log.exception("The pipe from the parent is broken.")
        # Only leaving at once ends a process whose main thread may be deep inside a drawing call.
        os._exit(0)

    def _guarded_open(self, message: Open) -> bool:
        try:
            self._source(message)
        except Exception as error:  # noqa: BLE001 - the border of this process: every failure becomes a report
            _log.exception("Opening job %s failed.", message.plan.job_id)
            self._report(Failed(error=_as_info(error, f"Job {message.plan.job_id} could not be opened.")))
            return False
        self._report(Opened())
        return True

    def _guarded_draw(self, opened: Open, draw: Draw, control: ChunkControl) -> None:
        try:
            for piece, frames in draw.pieces:
                if control.wants(piece):
                    self._draw_piece(opened, Path(draw.folder), piece, frames, control)
            self._report(Ended(order=draw.order))
        except Exception as error:  # noqa: BLE001 - the border of this process: every failure becomes a report
            _log.exception("Drawing failed.")
            self._report(Failed(error=_as_info(error, f"A frame of job {opened.plan.job_id} could not be drawn.")))
        finally:
            del self._controls[draw.order]

    def _draw_piece(self, opened: Open, folder: Path, piece: int, frames: FrameRange, control: ChunkControl) -> None:
        plan = opened.plan
        preset = find_preset(plan.preset)
        source = self._source(opened)
        started = time.monotonic()
        path = folder / f"{piece:05d}{preset.extension}"
        try:
            encoded = encode_piece(
                self._drawn_frames(source, piece, frames, control),
                path,
                preset=preset,
                size=(plan.width, plan.height),
                frame_rate=plan.frame_rate,
            )
        except NoLongerWantedError:
            return
        self._report(
            Written(
                piece=piece,
                frames=frames,
                path=str(path),
                size=encoded.size,
                sha256=encoded.sha256,
                frame_hashes=encoded.frame_hashes,
                seconds=time.monotonic() - started,
                warnings=source.warnings(),
            )
        )

    def _drawn_frames(
        self, source: FrameSource, piece: int, frames: FrameRange, control: ChunkControl
    ) -> Iterator[Frame]:
        for number in frames:
            # A piece that is being drawn is finished when it is given up (it may well be the first to be ready);
            # only a stop ends it.
            if control.stopped:
                raise NoLongerWantedError
            try:
                frame = source.frame(number)
            except FarmhandError:
                raise
            # The border of a frame: whatever drawing raises is told as this frame's failure.
            except Exception as error:
                raise RenderError(f"Frame {number} could not be drawn.", f"{type(error).__name__}: {error}.") from error
            yield frame
            self._report(Drawn(piece=piece, frame=number))

    def _source(self, message: Open) -> FrameSource:
        job_id = message.plan.job_id
        kept = self._jobs.get(job_id)
        if kept is None or kept[0] != message:
            kept = (message, self._open_source(message))
            self._jobs[job_id] = kept
            while len(self._jobs) > WARM_JOBS:
                self._jobs.popitem(last=False)
        self._jobs.move_to_end(job_id)
        return kept[1]

    def _report(self, message: ToParent) -> None:
        write_message(self._reports, message)


def _steer(control: ChunkControl, message: GiveUpFrom | StopOrder) -> None:
    if isinstance(message, StopOrder):
        control.stop()
    else:
        control.give_up(message.first)


def _as_info(error: Exception, title: str) -> ErrorInfo:
    if isinstance(error, FarmhandError):
        return error.info()
    return RenderError(title, f"{type(error).__name__}: {error}.").info()


def main(arguments: Sequence[str]) -> None:
    """Run the child. `arguments` are the name of the frame source and the parent's process id."""
    source, parent = arguments
    die_with_parent(int(parent))
    silence_error_dialogs()
    logging.basicConfig(stream=sys.stderr, format="%(levelname)s %(name)s %(message)s")
    reports = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    try:
        Child(sys.stdin.buffer, reports, OPENERS[source]()).serve()
    except (KeyboardInterrupt, BrokenPipeError):
        # The parent is interrupted too, or gone: there is nobody to tell.
        os._exit(0)


if __name__ == "__main__":
    main(sys.argv[1:])
