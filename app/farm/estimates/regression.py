"""What a frame costs by what its template is made of: a Bayesian linear regression of log cost on logged features.

log c = β·z + error, where z has a one and, for each feature x, log(1 + x / its usual size). The coefficients have a
normal prior β ~ N(β₀, V₀); n templates with features Z, mean log costs y and variances R give the posterior
V = (V₀⁻¹ + Zᵀ R⁻¹ Z)⁻¹, β = V (V₀⁻¹ β₀ + Zᵀ R⁻¹ y), and a template z* is expected at N(zᵀβ, zᵀVz + σ²). σ², by how much
templates differ from what their features tell, is learnt too: from the errors of templates left out one by one.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from app.core.model import Struct
from app.farm.estimates.beliefs import Belief

Vector = NDArray[np.float64]

_PRIOR: dict[str, tuple[float, float, float]] = {
    "": (1.0, -3.2, 0.8),
    "film": (1.0, 0.6, 0.3),
    "area": (1.0, 0.25, 0.2),
    "moving": (1.0, 0.1, 0.15),
    "blur": (8.0, 0.1, 0.15),
    "effect_area": (1.0, 0.2, 0.2),
    "layers": (1.0, 0.05, 0.1),
    "shapes": (4.0, 0.05, 0.1),
    "characters": (16.0, 0.05, 0.1),
    "masks": (1.0, 0.05, 0.1),
    "mattes": (1.0, 0.1, 0.15),
    "styles": (1.0, 0.1, 0.15),
    "blends": (1.0, 0.05, 0.1),
    "three_d": (1.0, 0.1, 0.15),
    "video": (1.0, 0.2, 0.2),
    "images": (1.0, 0.0, 0.1),
    "expressions": (1.0, 0.1, 0.15),
}
"""Per feature (empty: the one): its usual size, and mean and standard deviation of its coefficient beforehand. The
first coefficient is also how quick the computers are, which is why it is the least certain."""

_NAMES = tuple(_PRIOR)
_SIZES = np.array([size for size, _, _ in _PRIOR.values()])
_MEANS = np.array([mean for _, mean, _ in _PRIOR.values()])
_PRECISIONS = np.array([1 / deviation**2 for _, _, deviation in _PRIOR.values()])

USUAL_MISFIT = 0.25
"""σ² beforehand: templates cost 0.6 to 1.65 times what their features tell, in two of three cases."""

_MISFIT_WEIGHT = 4.0
"""What is believed of σ² beforehand counts as much as so many templates."""


class Seen(Struct, frozen=True):
    """A template: its features, and the mean log cost of its frames over `renders` films of it, of variance `noise`."""

    features: Mapping[str, float]
    log_cost: float
    noise: float


class FeatureModel:
    """What the features of templates tell of their cost, learnt from these."""

    def __init__(self, seen: Sequence[Seen] = ()) -> None:
        rows = [one for one in seen if one.features and math.isfinite(one.log_cost)]
        self.templates = len(rows)
        self._matrix = np.array([_vector(one.features) for one in rows]).reshape(len(rows), len(_NAMES))
        self._costs = np.array([one.log_cost for one in rows])
        self._noise = np.array([one.noise for one in rows])
        self.misfit = USUAL_MISFIT
        # What is left over depends on the coefficients, and they on it; it settles at once.
        for _ in range(3):
            self._solve()
            self.misfit = self._learnt_misfit()
        self._solve()

    def expect(self, features: Mapping[str, float]) -> Belief:
        """What is believed of the seconds per frame of a template with these features."""
        vector = _vector(features)
        spread = float(vector @ self._covariance @ vector)
        return Belief(mean=float(vector @ self._coefficients), variance=spread + self.misfit)

    def _solve(self) -> None:
        weights = 1 / (self._noise + self.misfit)
        precision = np.diag(_PRECISIONS) + (self._matrix.T * weights) @ self._matrix
        self._covariance = np.linalg.inv(precision)
        right = _PRECISIONS * _MEANS + self._matrix.T @ (weights * self._costs)
        self._coefficients = self._covariance @ right

    def _learnt_misfit(self) -> float:
        if not self.templates:
            return USUAL_MISFIT
        variances = self._noise + self.misfit
        leverage = np.einsum("ij,jk,ik->i", self._matrix, self._covariance, self._matrix) / variances
        errors = (self._costs - self._matrix @ self._coefficients) / np.maximum(0.05, 1 - leverage)
        spread = np.einsum("ij,jk,ik->i", self._matrix, self._covariance, self._matrix)
        own = np.maximum(0.0, errors**2 - self._noise - spread / np.maximum(0.05, 1 - leverage))
        return float((_MISFIT_WEIGHT * USUAL_MISFIT + own.sum()) / (_MISFIT_WEIGHT + self.templates))


def _vector(features: Mapping[str, float]) -> Vector:
    values = np.array([1.0, *(max(0.0, features.get(name, 0.0)) for name in _NAMES[1:])])
    logged: Vector = np.log1p(values / _SIZES)
    logged[0] = 1.0
    return logged
