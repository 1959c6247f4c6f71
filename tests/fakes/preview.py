"""Listening to a preview's answers in tests."""

from __future__ import annotations

import queue
from typing import TypeVar

from app.farm.preview.answers import PreviewAnswer

Kind = TypeVar("Kind", bound=PreviewAnswer)

PATIENCE = 60.0
"""Seconds that no answer may take, however busy the computer is."""


class PreviewEars:
    """Takes answers, and gives them out one at a time."""

    def __init__(self) -> None:
        self.heard: queue.Queue[PreviewAnswer] = queue.Queue()

    def __call__(self, answer: PreviewAnswer) -> None:
        self.heard.put(answer)

    def next(self, kind: type[Kind]) -> Kind:
        """The next answer, which must be of that kind."""
        answer = self.heard.get(timeout=PATIENCE)
        assert isinstance(answer, kind), answer
        return answer
