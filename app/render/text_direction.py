"""Which way characters run, and the order in which runs of them stand on a line.

A small part of the Unicode bidirectional algorithm (UAX #9): strong characters, numbers and neutrals; no explicit
embeddings and no mirrored brackets.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from typing import TypeVar

Item = TypeVar("Item")

_RIGHT = frozenset({"R", "AL"})
_NUMBERS = frozenset({"EN", "AN"})


def levels(text: str) -> list[int]:
    """The embedding level of each character of a paragraph: even runs from left to right, odd from right to left."""
    strong = [_strong(character) for character in text]
    if 1 not in strong:
        return [0] * len(text)
    base = next(direction for direction in strong if direction is not None)
    numbers: set[int] = set()
    before = base
    for index, character in enumerate(text):
        # A number takes the side of the letters before it (W7), and counts as right-to-left beside those (N1).
        if strong[index] is None and unicodedata.bidirectional(character) in _NUMBERS:
            strong[index] = before
            numbers.add(index)
        before = before if strong[index] is None else int(strong[index] or 0)
    return [_level(side, base, number=index in numbers) for index, side in enumerate(_settled(strong, base))]


def _level(side: int, base: int, *, number: bool) -> int:
    """Letters of the right-to-left side are at level 1; numbers among them, and the other side in them, at level 2."""
    if side == 1:
        return 2 if number else 1
    return 2 * base


def _settled(strong: Sequence[int | None], base: int) -> list[int]:
    """Neutrals between two of one side take that side, others the paragraph's (N1, N2)."""
    after: list[int] = []
    following = base
    for direction in reversed(strong):
        following = following if direction is None else direction
        after.append(following)
    result: list[int] = []
    before = base
    for direction, next_side in zip(strong, reversed(after), strict=True):
        result.append(direction if direction is not None else before if before == next_side else base)
        before = before if direction is None else direction
    return result


def visual_order(items: Sequence[Item], item_levels: Sequence[int]) -> list[Item]:
    """Items in the order they stand from left to right (rule L2 of UAX #9)."""
    order = list(range(len(items)))
    for level in range(max(item_levels, default=0), 0, -1):
        start = 0
        while start < len(order):
            stop = start
            while stop < len(order) and item_levels[order[stop]] >= level:
                stop += 1
            order[start:stop] = reversed(order[start:stop])
            start = stop + 1
    return [items[index] for index in order]


def _strong(character: str) -> int | None:
    kind = unicodedata.bidirectional(character)
    if kind in _RIGHT:
        return 1
    return 0 if kind == "L" else None
