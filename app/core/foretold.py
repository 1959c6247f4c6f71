"""What an estimator said of jobs a moment ago, brought up to now: a range that shrinks, and its basis. Pure."""

from __future__ import annotations

from typing import Final

from app.core.estimates import Basis, Estimate
from app.core.model import Struct

FRESH_SECONDS: Final = 60.0
"""What was said longer ago than this is not shown any more."""

SLIPPED: Final = 1.5
"""An estimate has slipped when the whole takes more than this many times what was said first."""


class Foretold(Struct, frozen=True):
    """What can be said now: `low` to `high` seconds, never negative, and what it rests on.

    `dollars` are the lower and the higher bound of the cost, None where a price is not known. `slipped`: it takes more
    than half as long again as was said first, which was `promised` seconds.
    """

    low: float
    high: float
    basis: Basis
    renders: int = 0
    dollars: tuple[float, float] | None = None
    slipped: bool = False
    promised: float = 0.0


class _Said:
    __slots__ = ("answer", "at", "first", "promised")

    def __init__(self, at: float, answer: Estimate, first: float, promised: float) -> None:
        self.at, self.answer, self.first, self.promised = at, answer, first, promised


class ForetoldBook:
    """Answers by key: a job's id, a batch's, or whatever else was asked about. Not thread-safe.

    Times are seconds of any clock that does not go back. A guess is not kept: what is measured says more.
    """

    def __init__(self) -> None:
        self._said: dict[str, _Said] = {}

    def tell(self, key: str, answer: Estimate, at: float) -> None:
        """This was said of it, at that time."""
        if answer.basis is Basis.PRIOR or not answer.forecasts:
            self._said.pop(key, None)
            return
        before = self._said.get(key)
        first, promised = (before.first, before.promised) if before else (at, answer.forecasts[0].seconds.p90)
        self._said[key] = _Said(at, answer, first, promised)

    def forget(self, key: str) -> None:
        """It is paused, over, or another thing now."""
        self._said.pop(key, None)

    def forget_all(self) -> None:
        """Nothing was said."""
        self._said.clear()

    def of(self, key: str, now: float) -> Foretold | None:
        """What can be said of it now; None where nothing was said, or too long ago."""
        said = self._said.get(key)
        if said is None or now - said.at > FRESH_SECONDS:
            return None
        one, passed = said.answer.forecasts[0], now - said.at
        low, high = (max(0.0, end - passed) for end in (one.seconds.p10, one.seconds.p90))
        if high <= 0:
            return None
        return Foretold(
            low=low,
            high=high,
            basis=said.answer.basis,
            renders=said.answer.renders,
            dollars=None if one.dollars is None else (one.dollars.p10, one.dollars.p90),
            slipped=now - said.first + low > SLIPPED * said.promised,
            promised=said.promised,
        )
