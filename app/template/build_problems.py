"""What goes wrong while a model is built: one damaged part becomes a problem in the list, and the rest goes on."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from app.core.model import Problem
from app.template.adapter import attempt

MAX_PROBLEMS = 200
"""More are counted, not listed; a file with this many is told once."""

_Result = TypeVar("_Result")


class Problems:
    """Collects problems of one file. `where` is a path people can follow: composition / layer / property."""

    def __init__(self) -> None:
        self._found: list[Problem] = []
        self._unlisted = 0

    def add(self, where: str, what: str) -> None:
        """Note one problem."""
        if len(self._found) < MAX_PROBLEMS:
            self._found.append(Problem(where=where, what=what))
        else:
            self._unlisted += 1

    def guard(self, where: str, read: Callable[[], _Result], fallback: _Result) -> _Result:
        """What `read` answers, or `fallback` with a problem noted when it raises."""
        return attempt(read, fallback, lambda what: self.add(where, f"It could not be read ({what})."))

    def listed(self) -> tuple[Problem, ...]:
        """All problems so far."""
        if not self._unlisted:
            return tuple(self._found)
        rest = Problem(where="project", what=f"{self._unlisted} more parts could not be read.")
        return (*self._found, rest)


def clean_text(raw: Any) -> str:
    """A string of the project that can be encoded: half surrogate pairs and bytes that are not UTF-8 become `?`."""
    # py-aep has kinds of str of its own, which could not be encoded.
    text = raw if type(raw) is str else str(raw or "")
    return text if text.isascii() else text.encode("utf-8", "replace").decode()


def finite_numbers(raw: Iterable[Any]) -> tuple[float, ...]:
    """Floats. Raises ValueError when one is not a finite number."""
    numbers = tuple(map(float, raw))
    if not all(map(math.isfinite, numbers)):
        raise ValueError("a value is not a finite number")
    return numbers
