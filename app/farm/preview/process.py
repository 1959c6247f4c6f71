"""The window's handle on the preview's process."""

from __future__ import annotations

import logging
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

import app
from app.core.errors import EngineError, EngineLostError, MessageError, StorageError
from app.core.model import Struct
from app.core.program_ends import how_ended
from app.farm.chosen_files import ChosenFiles
from app.farm.preview.agenda import Agenda, Request
from app.farm.preview.answers import Failed, Opened, PreviewAnswer, Restarted, Shown, Surveyed
from app.farm.preview.folders import make_folder, remove_orphans
from app.farm.preview.pixels import PixelsHandle, PixelSlots
from app.farm.preview.protocol import (
    Draw,
    Drawn,
    FrameWanted,
    GoOn,
    Open,
    Ready,
    Step,
    Survey,
    SurveyWanted,
    ToChild,
    ToParent,
    read_for_parent,
    values_key,
    write_message,
)
from app.farm.preview.protocol import Failed as FailedThere
from app.farm.preview.protocol import Opened as OpenedThere
from app.farm.preview.protocol import Surveyed as SurveyedThere
from app.farm.preview.watch import Watch
from app.farm.processes import LastLines, ProcessTree

FROZEN_COMMAND = "preview-child"
"""First argument with which the packaged program is the child instead of itself."""

CHILD_MODULE = "app.farm.preview.child"

LAUNCHES = 3
"""So many processes in a row may end before they are ready; then the next wish is waited for."""

_NEXT_STEP = "Try again; if it happens again, choose a smaller preview or another frame."

_log = logging.getLogger(__name__)


class PreviewTimes(Struct, frozen=True):
    """How long the process may be silent, in seconds: while it starts, opens a template, or draws one frame.

    `close_seconds` is how long it may take to end by itself.
    """

    launch_seconds: float = 60.0
    open_seconds: float = 90.0
    frame_seconds: float = 20.0
    close_seconds: float = 1.0


def child_command(folder: Path) -> list[str]:
    """The command line of the child, which may write into `folder` only."""
    start = [FROZEN_COMMAND] if getattr(sys, "frozen", False) else ["-m", CHILD_MODULE]
    return [sys.executable, *start, str(folder)]


class PreviewProcess:
    """A warm child process that draws frames of one open template at a time.

    No method but `close` waits for anything. `on_answer` is called in a thread of the handle's own, one answer at a
    time, and never after `close` returned; answers about a template that is not the open one any more are left out.
    The child is started again when it ends or hangs; a wish that ends it twice is answered with `Failed`. `command`
    makes the child's command line from the folder that it may write into.
    """

    def __init__(
        self,
        on_answer: Callable[[PreviewAnswer], None],
        *,
        times: PreviewTimes | None = None,
        command: Callable[[Path], list[str]] = child_command,
    ) -> None:
        self._on_answer = on_answer
        self._times = times or PreviewTimes()
        self._command = command
        self._changed = threading.Condition()
        self._delivering = threading.RLock()
        self._agenda = Agenda()
        self._watch = Watch()
        self._closed = False
        self._tree: ProcessTree | None = None
        self._ready = False
        self._slots: PixelSlots | None = None
        self._slot: int | None = None
        self._runner = threading.Thread(target=self._run, name="preview-answers", daemon=True)
        self._sender = threading.Thread(target=self._send_all, name="preview-wishes", daemon=True)

    @property
    def pid(self) -> int | None:
        """The child's process id; None while there is none."""
        with self._changed:
            return self._tree.pid if self._tree is not None else None

    def start(self) -> None:
        """Start the child, so that it is warm when it is asked. Only once."""
        self._runner.start()
        self._sender.start()

    def open(self, template: Path, comp_id: int | None = None, chosen: ChosenFiles | None = None) -> int:
        """Open a template and forget the one before; the number that answers about it carry as `generation`.

        Without a `comp_id` its main composition is drawn; `chosen` stands for what it lacks. The answer is `Opened`, or
        `Failed` without a ticket; after that, wishes are forgotten until another template is opened.
        """
        with self._changed:
            generation = self._agenda.open(template, comp_id, chosen)
            self._changed.notify_all()
        return generation

    def show(self, wanted: FrameWanted) -> None:
        """Draw a frame before all else. Only the newest wish counts: an older one that was not begun gets no answer."""
        with self._changed:
            self._agenda.show(wanted)
            self._changed.notify_all()

    def queue(self, wanted: Sequence[FrameWanted]) -> None:
        """Draw these frames in order while nothing else is wanted; they take the place of those queued before."""
        with self._changed:
            self._agenda.queue(wanted)
            self._changed.notify_all()

    def survey(self, wanted: SurveyWanted) -> None:
        """Look at all of a filled template, bit by bit, between frames that are shown; the newest survey only.

        The answer is `Surveyed`.
        """
        with self._changed:
            self._agenda.survey(wanted)
            self._changed.notify_all()

    def close(self) -> None:
        """End the child and remove its files. No answer comes after this; pictures must be released before."""
        with self._delivering, self._changed:
            self._closed = True
            self._changed.notify_all()
        if self._runner.ident is None or threading.current_thread() is self._runner:
            return
        self._runner.join(self._times.close_seconds)
        self._kill()
        self._runner.join()
        self._sender.join()

    def _run(self) -> None:
        """The thread that starts children and takes their answers, as Linux ends them with the thread."""
        try:
            self._run_in_folder()
        except StorageError as error:
            self._deliver(Failed(self._agenda.generation, None, error.info()))
        # A border: whoever waits for an answer must hear of a fault of ours, too.
        except Exception as error:  # noqa: BLE001
            _log.exception("The preview met a fault in Farmhand.")
            lost = EngineLostError("The preview met a fault in Farmhand.", f"{type(error).__name__}: {error}.")
            self._deliver(Failed(self._agenda.generation, None, lost.info()))

    def _run_in_folder(self) -> None:
        remove_orphans()
        folder = make_folder()
        with self._changed:
            slots = self._slots = PixelSlots(folder, self._released)
        try:
            self._run_in(folder)
        finally:
            slots.close()
            shutil.rmtree(folder, ignore_errors=True)

    def _run_in(self, folder: Path) -> None:
        failures = 0
        started = False
        while self._wanted(failures):
            self._ready = False
            try:
                tree = self._started(folder)
                if started:
                    self._deliver(Restarted())
                started = True
                cause = self._live(tree)
            except EngineError as error:
                cause = str(error)
            failures = 0 if self._ready else failures + 1
            self._lost(cause, hopeless=failures >= LAUNCHES)

    def _wanted(self, failures: int) -> bool:
        """Whether a child is to be started; when none could be, only once there is something to do."""
        with self._changed:
            while not self._closed and failures >= LAUNCHES and not self._agenda.waiting:
                self._changed.wait()
            return not self._closed

    def _started(self, folder: Path) -> ProcessTree:
        tree = ProcessTree(
            self._command(folder),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            # Python finds the package from here, installed or not.
            folder=Path(app.__file__).parents[1],
        )
        with self._changed:
            self._tree = tree
            self._watch.begin("starting", self._times.launch_seconds)
            self._changed.notify_all()
        return tree

    def _live(self, tree: ProcessTree) -> str:
        """Take the child's answers until it ends; why it did."""
        errors = LastLines(tree.stderr)
        cause = ""
        try:
            while not self._closed and (message := read_for_parent(tree.stdout)) is not None:
                self._received(message)
        except MessageError as error:
            cause = str(error)
        except (OSError, ValueError):
            pass  # The pipe was closed because the tree was killed.
        code = None if self._closed else tree.wait(self._times.close_seconds)
        tree.kill()
        words = f"It {how_ended(code)}." if code is not None else "It stopped answering."
        tail = errors.text()
        cause = cause or self._watch.overdue or words
        return f"{cause} Its last words:\n{tail}" if tail else cause

    def _received(self, message: ToParent) -> None:
        with self._changed:
            self._watch.end()
            self._ready = True
            self._changed.notify_all()
            if isinstance(message, Ready) or self._slots is None:
                return
            if isinstance(message, Step):
                self._agenda.took_step()
                return
            request = self._agenda.answered()
            slots, slot, self._slot = self._slots, self._slot, None
            if isinstance(message, FailedThere) and request is not None and isinstance(request.wish, Open):
                self._agenda.abandon()
        picture: PixelsHandle | StorageError | None = None
        if isinstance(message, Drawn) and request is not None:
            picture = _picture(slots, message)
        if slot is not None and not isinstance(picture, PixelsHandle):
            slots.give_back(slot)
        if request is not None and (answer := _answer(request, message, picture)) is not None:
            self._deliver(answer)

    def _lost(self, cause: str, *, hopeless: bool) -> None:
        """The child is gone, and with it what it was doing."""
        with self._changed:
            self._tree = None
            self._watch.end()
            broken = self._agenda.lost()
            if self._slot is not None and self._slots is not None:
                self._slots.give_back(self._slot)
            self._slot = None
        if self._closed:
            return
        _log.warning("The preview's process was lost. %s", cause)
        error = EngineLostError("The process that draws the preview was lost.", cause, _NEXT_STEP).info()
        if broken is not None:
            self._deliver(Failed(broken.generation, broken.ticket, error))
        elif hopeless:
            self._deliver(Failed(self._agenda.generation, None, error))

    def _deliver(self, answer: PreviewAnswer) -> None:
        with self._delivering:
            if self._closed:
                return
            try:
                self._on_answer(answer)
            except Exception:  # noqa: BLE001 - a border: a listener's mistake must not end the preview
                _log.exception("An answer of the preview was not taken.")

    def _released(self) -> None:
        with self._changed:
            self._changed.notify_all()

    def _send_all(self) -> None:
        """The thread that sends wishes when the child is free, and ends a child that is silent for too long."""
        while True:
            with self._changed:
                tree, message = self._tree, self._next_message()
                if message is None and not self._closed:
                    self._changed.wait(self._watch.remaining())
                overdue = self._watch.is_overdue()
                if self._closed:
                    tree = self._tree
                    break
            if overdue:
                self._kill()
            elif tree is not None and message is not None:
                # A child that is gone does not read; the other thread sees that, too.
                with suppress(OSError, ValueError):
                    write_message(tree.stdin, message)
        if tree is not None:
            with suppress(OSError, ValueError):
                tree.stdin.close()

    def _next_message(self) -> ToChild | None:
        """Begin the next wish, and what to send for it."""
        if self._closed or self._tree is None or not self._ready or self._slots is None:
            return None
        request = self._agenda.next(self._slots.free)
        if request is None:
            return None
        if isinstance(request.wish, Open):
            self._watch.begin("opening the template", self._times.open_seconds)
            return request.wish
        if isinstance(request.wish, SurveyWanted):
            self._watch.begin("surveying the template", self._times.frame_seconds)
            return GoOn() if request.begun else Survey(wanted=request.wish)
        self._watch.begin(f"drawing frame {request.wish.frame}", self._times.frame_seconds)
        self._slot = self._slots.take()
        return Draw(wanted=request.wish, slot=self._slot)

    def _kill(self) -> None:
        with self._changed:
            tree = self._tree
        if tree is not None:
            try:
                tree.kill()
            except EngineError as error:
                _log.warning("%s", error)


def _picture(slots: PixelSlots, drawn: Drawn) -> PixelsHandle | StorageError:
    try:
        return slots.picture(drawn.slot, drawn.file, drawn.width, drawn.height)
    except StorageError as error:
        return error


def _answer(request: Request, message: ToParent, picture: PixelsHandle | StorageError | None) -> PreviewAnswer | None:
    """What is told of a child's answer; nothing of a template that was only opened again."""
    generation, wish = request.generation, request.wish
    if isinstance(picture, StorageError):
        return Failed(generation, request.ticket, picture.info())
    if isinstance(message, FailedThere):
        return Failed(generation, request.ticket, message.error, message.slot_key)
    if isinstance(message, OpenedThere) and not request.repeated:
        return Opened(generation, message.seconds)
    if isinstance(message, SurveyedThere) and isinstance(wish, SurveyWanted):
        return Surveyed(generation, wish.ticket, values_key(wish.values), message.findings)
    if isinstance(message, Drawn) and picture is not None and isinstance(wish, FrameWanted):
        return _shown(generation, wish, message, picture)
    return None


def _shown(generation: int, wish: FrameWanted, drawn: Drawn, picture: PixelsHandle) -> Shown:
    return Shown(
        generation=generation,
        ticket=wish.ticket,
        frame=wish.frame,
        width=drawn.width,
        height=drawn.height,
        values_key=values_key(wish.values),
        pixels=picture,
        outlines=drawn.outlines,
        warnings=drawn.warnings,
        seconds=drawn.seconds,
    )
