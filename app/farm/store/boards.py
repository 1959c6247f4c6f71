"""How the pieces of jobs stand, remembered between events: clients are shown that of a job with each of its pieces.

Only what people see is made from it; what is decided is read from the tables. `rows` tells it of every change, and a
transaction that is taken back has it forget everything. Used under the store's lock.
"""

from __future__ import annotations

from collections import Counter, OrderedDict
from collections.abc import Callable, Iterable
from typing import Any

from app.core.states import PIECE_LETTERS, PieceState

MOST_BOARDS = 256
"""So many jobs are remembered, those of which something was asked last."""

_LETTERS = {state.value: letter for state, letter in PIECE_LETTERS.items()}
_GRANTED, _DONE = PieceState.GRANTED.value, PieceState.DONE.value
_GRANTED_LETTER, _DONE_LETTER = (ord(PIECE_LETTERS[state]) for state in (PieceState.GRANTED, PieceState.DONE))


class Board:
    """The pieces of one job, from rows with state, start, stop and attempt, in order.

    `letters` as in `JobView.pieces`; `chunks` are the attempts that hold pieces.
    """

    def __init__(self, pieces: Iterable[Any]) -> None:
        rows = tuple(pieces)
        self._letters = bytearray("".join([_LETTERS[one.state] for one in rows]), "ascii")
        self._frames = [one.stop - one.start for one in rows]
        self._holders = [one.attempt if one.state == _GRANTED else None for one in rows]
        self.chunks = Counter(holder for holder in self._holders if holder is not None)
        self.frames_done = sum(one.stop - one.start for one in rows if one.state == _DONE)

    @property
    def letters(self) -> str:
        """One for each piece."""
        return self._letters.decode("ascii")

    def grant(self, first: int, last: int, attempt: int) -> None:
        """Open pieces were granted."""
        for number in range(first, last + 1):
            self._letters[number] = _GRANTED_LETTER
            self._holders[number] = attempt
        self.chunks[attempt] += last + 1 - first

    def finish(self, number: int) -> None:
        """A piece is done that was not."""
        holder, self._holders[number] = self._holders[number], None
        if holder is not None:
            self.chunks[holder] -= 1
            if not self.chunks[holder]:
                del self.chunks[holder]
        self._letters[number] = _DONE_LETTER
        self.frames_done += self._frames[number]


class Boards:
    """Boards by job, as far as they are known."""

    def __init__(self) -> None:
        self._known: OrderedDict[str, Board] = OrderedDict()

    def of(self, job_id: str, read: Callable[[], Iterable[Any]]) -> Board:
        """The board of a job, made from what `read` gives where it is not known."""
        board = self._known.get(job_id)
        if board is None:
            board = self._known[job_id] = Board(read())
            if len(self._known) > MOST_BOARDS:
                self._known.popitem(last=False)
        else:
            self._known.move_to_end(job_id)
        return board

    def granted(self, job_id: str, first: int, last: int, attempt: int) -> None:
        """All these pieces were open, and are granted."""
        board = self._known.get(job_id)
        if board is not None:
            board.grant(first, last, attempt)

    def finished(self, job_id: str, number: int) -> None:
        """A piece is done that was not."""
        board = self._known.get(job_id)
        if board is not None:
            board.finish(number)

    def left(self, attempt: int) -> None:
        """An attempt holds less than before."""
        for job_id in [job_id for job_id, board in self._known.items() if attempt in board.chunks]:
            del self._known[job_id]

    def forget(self, job_id: str) -> None:
        """The pieces of a job have changed in another way."""
        self._known.pop(job_id, None)

    def clear(self) -> None:
        """Nothing of what was told is sure."""
        self._known.clear()
