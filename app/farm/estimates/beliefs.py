"""What is known of quantities that are never negative and uncertain by a factor, such as seconds per frame.

Of such a quantity c, log c is taken as normal with a mean m and a variance P. An observation whose logarithm scatters
with the variance R moves it as a Kalman filter with a drift Q does: K = P/(P+R), m ← m + K (log c_seen − m),
P ← (1−K) P + Q.
"""

from __future__ import annotations

import math
from collections.abc import Iterable

from app.core.estimates import Spread
from app.core.model import Struct

Z90 = 1.2815515655446004
"""So many standard deviations above the mean lies what nine of ten normal values do not reach."""

LEAST, MOST = 1e-9, 1e9
"""Quantities outside this range are taken as its ends, so that no sum or logarithm overflows."""


class Belief(Struct, frozen=True):
    """What is known of a positive quantity: the mean and the variance (at least 0) of its natural logarithm."""

    mean: float
    variance: float

    @property
    def median(self) -> float:
        """In half of all cases it is less."""
        return math.exp(self.mean)

    @property
    def expected(self) -> float:
        """The mean of the quantity itself."""
        return math.exp(self.mean + self.variance / 2)

    @property
    def deviation(self) -> float:
        """The standard deviation of its logarithm."""
        return math.sqrt(self.variance)

    def spread(self) -> Spread:
        """Its 10th, 50th and 90th percentiles."""
        reach = Z90 * self.deviation
        return Spread(p10=math.exp(self.mean - reach), p50=self.median, p90=math.exp(self.mean + reach))

    def seen(self, quantity: float, noise: float, drift: float = 0.0) -> Belief:
        """What is known after an observation (`noise`: R, `drift`: Q); what is no positive number teaches nothing."""
        if not 0.0 < quantity < math.inf:
            return self
        total = self.variance + noise
        gain = self.variance / total if total > 0 else 0.0
        mean = self.mean + gain * (log_of(quantity) - self.mean)
        return Belief(mean=mean, variance=(1 - gain) * self.variance + drift)

    def wider(self, variance: float) -> Belief:
        """The same with so much more variance."""
        return Belief(mean=self.mean, variance=self.variance + variance)

    def times(self, factor: float) -> Belief:
        """What is known of the quantity times a positive factor."""
        return Belief(mean=self.mean + log_of(factor), variance=self.variance)


def log_of(quantity: float) -> float:
    """The natural logarithm, of what is too small or too large that of `LEAST` or `MOST`."""
    return math.log(min(MOST, max(LEAST, quantity)))


def certain(quantity: float) -> Belief:
    """A quantity that is known exactly."""
    return Belief(mean=log_of(quantity), variance=0.0)


def total(parts: Iterable[tuple[float, Belief]]) -> Belief:
    """What is known of a sum of independent quantities, each times a factor of at least 0: log-normal by its moments.

    A sum of nothing is known to be (nearly) 0.
    """
    mean = variance = 0.0
    for factor, belief in parts:
        expected = factor * belief.expected
        mean += expected
        variance += expected * expected * math.expm1(belief.variance)
    if mean <= 0:
        return certain(LEAST)
    ratio = math.log1p(variance / (mean * mean))
    return Belief(mean=log_of(mean) - ratio / 2, variance=ratio)
