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
    if not any(direction == 1 for direction in strong):
        return [0] * len(text)
    base = next(direction for direction in strong if direction is not None)
    result: list[int] = []
    before = base
    for index, (character, direction) in enumerate(zip(text, strong, strict=True)):
        if direction is None and unicodedata.bidirectional(character) in _NUMBERS:
            result.append(2 * max(before, base))
            continue
        taken = direction
        if taken is None:
            after = next((found for found in strong[index + 1 :] if found is not None), base)
            taken = before if before == after else base
        else:
            before = taken
        result.append(1 if taken == 1 else 2 * base)
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
