"""Breaks a paragraph into lines of a given width, as After Effects' single-line composer does."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass

_WIDE = frozenset({"W", "F"})
_NOT_FIRST = frozenset("、。，．・：；？！）］｝〕〉》」』】’”ー々ぁぃぅぇぉっゃゅょァィゥェォッャュョ…,.!?:;)]}%")
_NOT_LAST = frozenset("（［｛〔〈《「『【‘“([{$¥")
_DOUBT = 3.0
"""Pixels around the limit within which a line is shaped on its own: kerning across its end moves its width."""


@dataclass(frozen=True, slots=True)
class Measured:
    """A paragraph and how far the pen is before each of its characters and after the last, in pixels.

    `start` is the document index of the first character. `exact(start, stop)` takes document indices and gives the
    width of a part that is shaped on its own.
    """

    text: str
    start: int
    pens: Sequence[float]
    exact: Callable[[int, int], float]

    def fits(self, first: int, last: int, limit: float) -> bool:
        """Whether characters `first` up to `last` (paragraph indices), without trailing spaces, fit the limit."""
        end = last
        while end > first and self.text[end - 1] == " ":
            end -= 1
        width = self.pens[end] - self.pens[first]
        if abs(width - limit) <= _DOUBT:
            width = self.exact(self.start + first, self.start + end)
        return width <= limit


def break_lines(paragraph: Measured, first_limit: float, limit: float) -> list[tuple[int, int]]:
    """(start, stop) of each line in document indices; spaces at a line's end belong to it."""
    lines: list[tuple[int, int]] = []
    stops = [*_opportunities(paragraph.text), len(paragraph.text)]
    start, following, width = 0, 0, first_limit
    while start < len(paragraph.text):
        stop = start
        while following < len(stops) and (stops[following] <= start or paragraph.fits(start, stops[following], width)):
            stop = max(start, stops[following])
            following += 1
        if stop == start:
            stop = _cut_word(paragraph, start, width)
        lines.append((paragraph.start + start, paragraph.start + stop))
        start, width = stop, limit
    return lines


def _cut_word(paragraph: Measured, start: int, limit: float) -> int:
    """The end of as many characters as fit, at least one with the marks that sit on it."""
    stop = start + 1
    while stop < len(paragraph.text):
        longer = stop + 1
        joined = unicodedata.combining(paragraph.text[stop]) or paragraph.text[stop - 1] == "\u200d"
        if not joined and (paragraph.text[stop] == " " or not paragraph.fits(start, longer, limit)):
            break
        stop = longer
    return stop


def _opportunities(text: str) -> list[int]:
    """Indices before which a line may end: after spaces, and between wide (CJK) characters."""
    return [index for index in range(1, len(text)) if _may_break(text[index - 1], text[index])]


def _may_break(before: str, after: str) -> bool:
    if before == " ":
        return after != " "
    if after in _NOT_FIRST or before in _NOT_LAST or after == " ":
        return False
    return _wide(before) or _wide(after)


def _wide(character: str) -> bool:
    """Whether lines may break beside a character: ideographs and kana, not Hangul, which has spaces, nor emoji."""
    kind = unicodedata.category(character)
    return (
        unicodedata.east_asian_width(character) in _WIDE
        and kind in {"Lo", "Lm"}
        and not "\uac00" <= character <= "\ud7a3"
    )
