"""Many small documents in messages of limited size."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TypeVar

import msgspec

_T = TypeVar("_T")
_encoder = msgspec.json.Encoder()


def portions(documents: Iterable[_T], limit: int, *, taken: int = 0) -> Iterator[tuple[tuple[_T, ...], bool]]:
    """The documents, in order, in portions that encode to at most `limit` bytes; with each, whether it is the last.

    There is always one portion. A single document that is larger travels alone. Of the first portion, `taken` bytes are
    used up by something else; it may have no documents for that.
    """
    portion: list[_T] = []
    size = taken
    for document in documents:
        length = len(_encoder.encode(document)) + 1
        if size and size + length > limit:
            yield tuple(portion), False
            portion, size = [], 0
        portion.append(document)
        size += length
    yield tuple(portion), True
