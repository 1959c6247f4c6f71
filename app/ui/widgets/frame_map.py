"""All frames of a job on one line: a cell per piece in the colour of its state; a cell leads to its piece."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from app.core.frames import FrameRange
from app.core.states import PIECE_LETTERS, PieceState
from app.ui.formats import number_text
from app.ui.models.pieces_model import PIECE_WORDS, frames_text
from app.ui.theme import Theme
from app.ui.words import translate

HEIGHT: Final = 20
_RANK: Final = {
    PIECE_LETTERS[state]: rank
    for rank, state in enumerate((PieceState.DONE, PieceState.OPEN, PieceState.GRANTED, PieceState.FAILED))
}
"""Where pieces share a pixel, the one that tells most is seen."""


class FrameMap(QWidget):
    """`chosen` gives the number of the piece whose cell was clicked or chosen by key."""

    chosen = Signal(int)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("frameMap")
        self._theme = theme
        self._letters = ""
        self._frames: Sequence[FrameRange] = ()
        self._marked = 0
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(translate("FrameMap", "Map of the frames"))
        self.setMouseTracking(True)

    def show_pieces(self, letters: str, frames: Sequence[FrameRange]) -> None:
        """Show pieces by the letters of `JobView.pieces`; `frames` may come later than these."""
        if letters != self._letters or len(frames) != len(self._frames):
            self._letters, self._frames = letters, frames
            self._marked = min(self._marked, max(0, len(letters) - 1))
            self._describe()
            self.update()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """As wide as there is room."""
        return QSize(240, HEIGHT)

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Never lower than it is."""
        return QSize(80, HEIGHT)

    def piece_at(self, x: float) -> int:
        """The piece whose cell is at that place; -1 when there is none."""
        count = len(self._letters)
        if not count or not 0 <= x < self.width():
            return -1
        place = self.width() - 1 - x if self._mirrored() else x
        return min(count - 1, int(place * count / self.width()))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """The cells, and a ring around the one that keys have marked."""
        del event
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), self._theme.color("bar.track"))
            for first, last, letter in self._runs():
                painter.fillRect(self._cell(first, last), self._theme.color(f"bar.{PIECE_WORDS[letter].family}"))
            if self.hasFocus() and self._letters:
                painter.setPen(self._theme.color("text"))
                painter.drawRect(self._cell(self._marked, self._marked).adjusted(0, 0, -1, -1))
                painter.setPen(self._theme.color("accent"))
                painter.drawRect(self.rect().adjusted(0, 0, -1, -1))

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """A click chooses a piece."""
        piece = self.piece_at(event.position().x())
        if piece >= 0 and event.button() is Qt.MouseButton.LeftButton:
            self._mark(piece)
            self.chosen.emit(piece)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Arrows move the mark, Enter and Space choose."""
        step = {Qt.Key.Key_Right: 1, Qt.Key.Key_Left: -1}.get(Qt.Key(event.key()), 0)
        ends = {Qt.Key.Key_Home: 0, Qt.Key.Key_End: len(self._letters) - 1}
        key = Qt.Key(event.key())
        if step:
            self._mark(self._marked + (-step if self._mirrored() else step))
        elif key in ends:
            self._mark(ends[key])
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and self._letters:
            self.chosen.emit(self._marked)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802 - Qt's name
        """The ring is seen."""
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802 - Qt's name
        """The ring is not seen."""
        super().focusOutEvent(event)
        self.update()

    def event(self, event: QEvent) -> bool:
        """The tooltip is of the cell under the mouse."""
        if event.type() is QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            QToolTip.showText(event.globalPos(), self.text_of(self.piece_at(event.pos().x())), self)
            return True
        return super().event(event)

    def text_of(self, piece: int) -> str:
        """What a cell stands for."""
        if not 0 <= piece < len(self._letters):
            return ""
        state = translate("States", PIECE_WORDS[self._letters[piece]].word)
        text = translate("FrameMap", "Frames %1: %2")
        frames = frames_text(self._frames[piece]) if piece < len(self._frames) else number_text(piece + 1)
        return text.replace("%1", frames).replace("%2", state)

    def _mark(self, piece: int) -> None:
        self._marked = min(max(0, piece), max(0, len(self._letters) - 1))
        self._describe()
        self.update()

    def _describe(self) -> None:
        self.setAccessibleDescription(self.text_of(self._marked))

    def _runs(self) -> list[tuple[int, int, str]]:
        """Neighbours of one state as one cell each; single cells while there is room for gaps between them."""
        letters, count, width = self._letters, len(self._letters), self.width()
        if count <= width // 4:
            return [(number, number, letter) for number, letter in enumerate(letters)]
        runs: list[tuple[int, int, str]] = []
        for pixel in range(min(width, count)):
            first = pixel * count // min(width, count)
            last = max(first, (pixel + 1) * count // min(width, count) - 1)
            letter = max(letters[first : last + 1], key=_RANK.__getitem__)
            if runs and runs[-1][2] == letter:
                runs[-1] = (runs[-1][0], last, letter)
            else:
                runs.append((first, last, letter))
        return runs

    def _cell(self, first: int, last: int) -> QRectF:
        count = max(1, len(self._letters))
        left, right = self.width() * first / count, self.width() * (last + 1) / count
        gap = 1 if count <= self.width() // 4 else 0
        rect = QRectF(round(left), 0, max(1, round(right) - round(left) - gap), self.height())
        if self._mirrored():
            rect.moveLeft(self.width() - rect.right())
        return rect

    def _mirrored(self) -> bool:
        return self.layoutDirection() is Qt.LayoutDirection.RightToLeft
