"""The pieces of one job as a table: frames, state, attempt, worker, times, and what was said last."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, QTimer, Slot

from app.core.frames import FrameRange
from app.core.messages import AttemptView, JobDetail, JobView, PieceView
from app.core.model import Struct
from app.core.states import PIECE_LETTERS, JobState, PieceState, StateWord
from app.ui.formats import ago_text, duration_text, moment_text, number_text, range_text
from app.ui.models.error_words import told
from app.ui.words import marked, translate, worker_name

_DISPLAY: Final = int(Qt.ItemDataRole.DisplayRole)
_TOOLTIP: Final = int(Qt.ItemDataRole.ToolTipRole)
_ACCESSIBLE: Final = int(Qt.ItemDataRole.AccessibleTextRole)
_ALIGNMENT: Final = int(Qt.ItemDataRole.TextAlignmentRole)
_LEFT: Final = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT: Final = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter

_TICK_MILLISECONDS: Final = 1000

Index = QModelIndex | QPersistentModelIndex

PIECE_WORDS: Final[dict[str, StateWord]] = {
    PIECE_LETTERS[PieceState.OPEN]: StateWord(family="waiting", word=marked("States", "Queued"), icon="clock"),
    PIECE_LETTERS[PieceState.GRANTED]: StateWord(family="active", word=marked("States", "Rendering"), icon="play"),
    PIECE_LETTERS[PieceState.DONE]: StateWord(family="done", word=marked("States", "Done"), icon="circle-check"),
    PIECE_LETTERS[PieceState.FAILED]: StateWord(family="failed", word=marked("States", "Failed"), icon="octagon-x"),
}
"""What people see for each letter of `JobView.pieces`."""


class PieceRow(Struct, frozen=True):
    """A piece as it is shown; `attempt` is the one that holds or drew it."""

    number: int
    frames: FrameRange
    letter: str
    attempt: AttemptView | None = None


class PieceColumn(Struct, frozen=True):
    """A column; `width` in pixels at a text size of 100 %."""

    id: str
    title: str
    width: int
    right: bool = False


COLUMNS: Final = (
    PieceColumn(id="frames", title=marked("Pieces", "Frames"), width=104, right=True),
    PieceColumn(id="state", title=marked("Pieces", "State"), width=120),
    PieceColumn(id="attempt", title=marked("Pieces", "Attempt"), width=76, right=True),
    PieceColumn(id="worker", title=marked("Pieces", "Worker"), width=96),
    PieceColumn(id="started", title=marked("Pieces", "Started"), width=100, right=True),
    PieceColumn(id="elapsed", title=marked("Pieces", "Elapsed"), width=80, right=True),
    PieceColumn(id="message", title=marked("Pieces", "Last message"), width=240),
)


class PiecesModel(QAbstractTableModel):
    """Only the pieces of the job that is looked at are here."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._job_id = ""
        self._rows: list[PieceRow] = []
        self._seen: tuple[str, JobDetail | None] = ("", None)
        self._clock = QTimer(self)
        self._clock.setInterval(_TICK_MILLISECONDS)
        self._clock.timeout.connect(self._tick)

    def show(self, view: JobView | None, detail: JobDetail | None) -> None:
        """The pieces of this job; their states are as new as `view`, the rest as `detail`."""
        job_id = view.job_id if view is not None else ""
        seen = (view.pieces if view is not None else "", detail)
        if job_id == self._job_id and seen[0] == self._seen[0] and detail is self._seen[1]:
            return
        self._seen = seen
        rows = _rows_of(view, detail)
        running = view is not None and view.state == JobState.RENDERING
        if running != self._clock.isActive():
            (self._clock.start if running else self._clock.stop)()
        if job_id != self._job_id or len(rows) != len(self._rows):
            self.beginResetModel()
            self._job_id, self._rows = job_id, rows
            self.endResetModel()
            return
        changed = [number for number, row in enumerate(rows) if row != self._rows[number]]
        self._rows = rows
        if changed:
            self.dataChanged.emit(self.index(changed[0], 0), self.index(changed[-1], len(COLUMNS) - 1))

    def row(self, place: int) -> PieceRow:
        """The piece at a place."""
        return self._rows[place]

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: N802, B008 - Qt's name and default
        """How many pieces there are."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: N802, B008 - Qt's name and default
        """How many columns there are."""
        return 0 if parent.isValid() else len(COLUMNS)

    def data(self, index: Index, role: int = _DISPLAY) -> object:
        """Texts; the rest is painted from the row."""
        role = int(role)
        if role not in (_DISPLAY, _TOOLTIP, _ACCESSIBLE) or not index.isValid():
            return None
        row, column = self._rows[index.row()], COLUMNS[index.column()].id
        if role == _TOOLTIP:
            return _tooltip(row, column) or piece_text(row, column)
        return piece_text(row, column)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _DISPLAY) -> object:  # noqa: N802 - Qt's name
        """Titles of the columns."""
        if orientation is not Qt.Orientation.Horizontal:
            return None
        role = int(role)
        if role == _DISPLAY:
            return translate("Pieces", COLUMNS[section].title)
        if role == _ALIGNMENT:
            return _RIGHT if COLUMNS[section].right else _LEFT
        return None

    @Slot()
    def _tick(self) -> None:
        if self._rows:
            self.dataChanged.emit(self.index(0, 4), self.index(len(self._rows) - 1, 5))


def frames_text(frames: FrameRange) -> str:
    """Both ends of a range, included."""
    return range_text(frames.start, frames.stop - 1)


def piece_text(row: PieceRow, column: str) -> str:
    """What is written in a cell."""
    attempt = row.attempt
    if column == "frames":
        return frames_text(row.frames)
    if column == "state":
        return translate("States", PIECE_WORDS[row.letter].word)
    return _OF_ATTEMPT[column](attempt) if attempt is not None else ""


def _message(attempt: AttemptView) -> str:
    return told(attempt.error).title if attempt.error is not None else ""


_OF_ATTEMPT: Final[dict[str, Callable[[AttemptView], str]]] = {
    "attempt": lambda attempt: number_text(attempt.attempt),
    "worker": lambda attempt: worker_name(attempt.worker),
    "started": lambda attempt: ago_text(attempt.granted, brief=True),
    "elapsed": lambda attempt: duration_text((attempt.ended or time.time()) - attempt.granted),
    "message": _message,
}


def _tooltip(row: PieceRow, column: str) -> str:
    attempt = row.attempt
    if attempt is None:
        return ""
    if column == "started":
        return moment_text(attempt.granted)
    if column == "message" and attempt.error is not None:
        error = told(attempt.error)
        return "\n".join(filter(None, (error.title, error.cause, error.next_step)))
    return ""


def _rows_of(view: JobView | None, detail: JobDetail | None) -> list[PieceRow]:
    if view is None or detail is None or detail.job_id != view.job_id:
        return []
    attempts = {one.attempt: one for one in detail.attempts}
    failed = _last_failed(detail)
    rows = []
    for number, piece in enumerate(detail.pieces):
        letter = view.pieces[number] if number < len(view.pieces) else PIECE_LETTERS[PieceState(piece.state)]
        rows.append(
            PieceRow(
                number=number, frames=piece.frames, letter=letter, attempt=_attempt_of(piece, number, attempts, failed)
            )
        )
    return rows


def _attempt_of(
    piece: PieceView, number: int, attempts: dict[int, AttemptView], failed: dict[int, AttemptView]
) -> AttemptView | None:
    """The attempt that has the piece; of one that nobody has, the last that failed in its chunk."""
    if piece.attempt is not None and piece.attempt in attempts:
        return attempts[piece.attempt]
    return failed.get(number)


def _last_failed(detail: JobDetail) -> dict[int, AttemptView]:
    found: dict[int, AttemptView] = {}
    for attempt in detail.attempts:
        if attempt.error is not None:
            found.update(dict.fromkeys(range(attempt.first, attempt.last + 1), attempt))
    return found
