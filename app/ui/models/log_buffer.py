"""The lines of a log, kept as they came: nothing is copied or looked at before it is shown. Without Qt."""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence

from app.core.log_lines import LogLevel, LogLine
from app.farm.masking import masked

_Test = Callable[[LogLine], bool]


class LogBuffer:
    """Lines in the chunks in which they came, and which of them are shown: all, or those of some levels.

    `line` counts all lines from 0, `shown` those that the levels let through.
    """

    def __init__(self) -> None:
        self._chunks: list[Sequence[LogLine]] = []
        self._starts: list[int] = []
        self._total = 0
        self._levels: frozenset[str] | None = None
        self._shown: array[int] | None = None

    @property
    def total(self) -> int:
        """How many lines there are."""
        return self._total

    @property
    def count(self) -> int:
        """How many lines are shown."""
        return self._total if self._shown is None else len(self._shown)

    def added(self, lines: Sequence[LogLine]) -> int:
        """How many of these lines would be shown."""
        levels = self._levels
        return len(lines) if levels is None else sum(1 for line in lines if line.level in levels)

    def append(self, lines: Sequence[LogLine]) -> None:
        """These lines come behind the others; the sequence is kept and must not change."""
        if not lines:
            return
        if self._shown is not None and self._levels is not None:
            self._shown.extend(_matching(lines, self._total, self._levels))
        self._chunks.append(lines)
        self._starts.append(self._total)
        self._total += len(lines)

    def set_levels(self, levels: frozenset[str] | None) -> None:
        """Show the lines of these levels only; None: all."""
        self._levels = levels
        self._shown = None
        if levels is not None:
            found = array("I")
            for start, chunk in zip(self._starts, self._chunks, strict=True):
                found.extend(_matching(chunk, start, levels))
            self._shown = found

    def line(self, number: int) -> LogLine:
        """A line, counted from 0 among all."""
        chunk = bisect_right(self._starts, number) - 1
        return self._chunks[chunk][number - self._starts[chunk]]

    def number(self, shown: int) -> int:
        """Which of all lines the one is that is shown at a place."""
        return shown if self._shown is None else self._shown[shown]

    def place(self, number: int) -> int:
        """Where a line is shown, or else the last one shown before it; -1 when there is none."""
        if self._shown is None:
            return number
        return bisect_right(self._shown, number) - 1

    def shown(self, place: int) -> LogLine:
        """The line that is shown at a place."""
        return self.line(self.number(place))

    def texts(self, first: int, last: int) -> Iterator[str]:
        """The texts of shown lines, both ends included, secrets masked."""
        for place in range(max(0, first), min(last + 1, self.count)):
            yield masked(self.shown(place).text)

    def find(self, text: str, start: int, *, backwards: bool = False) -> int:
        """The next shown line that contains a text, from `start` on and around the end; -1 when none does.

        Capitals do not matter. A line counts only if it still has the text once its secrets are masked.
        """
        wanted = text.casefold()
        if not wanted:
            return -1
        return self._search(
            start,
            lambda line: wanted in line.text.casefold() and wanted in masked(line.text).casefold(),
            backwards=backwards,
        )

    def next_error(self, start: int, *, backwards: bool = False) -> int:
        """The next shown line that is an error, as in `find`."""
        return self._search(start, lambda line: line.level == LogLevel.ERROR, backwards=backwards)

    def _search(self, start: int, test: _Test, *, backwards: bool) -> int:
        count = self.count
        if not count:
            return -1
        start %= count
        around = range(start, start - count, -1) if backwards else range(start, start + count)
        return next((place % count for place in around if test(self.shown(place % count))), -1)


def _matching(lines: Sequence[LogLine], start: int, levels: frozenset[str]) -> Iterator[int]:
    return (start + number for number, line in enumerate(lines) if line.level in levels)
