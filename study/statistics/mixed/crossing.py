"""The linear algebra of two crossed random intercepts, exact and without sparse factorisation.

With u ~ N(0, θ₁²) per rater and v ~ N(0, θ₂²) per stimulus written as u = θ₁a, v = θ₂b (a, b standard normal; Bates et
al. 2015, J. Stat. Softw. 67(1), section 2), every system to solve has the matrix

    H = [ D   B ]      D, E diagonal:  1 + θ² Σ w  over the answers of one rater, of one stimulus
        [ Bᵀ  E ]      B: θ₁θ₂ Σ w  over the answers of one rater to one stimulus

The larger of the two diagonal blocks goes away by its Schur complement; what is left is dense and small.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import cho_factor, cho_solve

Floats = NDArray[np.float64]
Codes = NDArray[np.int64]


@dataclass(frozen=True)
class Crossing:
    """Who gave each of n answers (``first``, codes from 0) and to what (``second``); the factor with more levels is
    ``first``, whichever that is."""

    first: Codes
    second: Codes
    levels: tuple[int, int]

    @cached_property
    def pair(self) -> Codes:
        return self.first * self.levels[1] + self.second

    def sums(self, values: Floats) -> Floats:
        """Sums of values (n,) per level of the first factor, then of the second: (levels₁ + levels₂,)."""
        return np.concatenate(
            [
                np.bincount(self.first, values, self.levels[0]),
                np.bincount(self.second, values, self.levels[1]),
            ]
        )

    def pair_sums(self, values: Floats) -> Floats:
        """Sums of values (n,) per pair of levels: (levels₁, levels₂)."""
        table: Floats = np.bincount(self.pair, values, self.levels[0] * self.levels[1]).astype(np.float64)
        return table.reshape(self.levels)

    def spread(self, effects: Floats) -> Floats:
        """The effect of the first factor plus that of the second on each answer; effects (levels₁ + levels₂,)."""
        return effects[self.first] + effects[self.levels[0] + self.second]

    def scale(self, theta: Floats) -> Floats:
        """θ of each level: (levels₁ + levels₂,)."""
        return np.repeat(theta, self.levels)


class System:
    """H for one θ and the weights' sums, factorised."""

    def __init__(self, crossing: Crossing, theta: Floats, sums: Floats, pair_sums: Floats) -> None:
        self.split = crossing.levels[0]
        diagonal = 1 + crossing.scale(theta) ** 2 * sums
        self.d = diagonal[: self.split]
        self.b = theta[0] * theta[1] * pair_sums
        self.scaled = self.b / self.d[:, None]
        self.schur = cho_factor(np.diag(diagonal[self.split :]) - self.b.T @ self.scaled, lower=True)

    def solve(self, right: Floats) -> Floats:
        """H⁻¹ · right, for right (levels₁ + levels₂,) or (levels₁ + levels₂, k)."""
        above, below = right[: self.split], right[self.split :]
        low = cho_solve(self.schur, below - self.scaled.T @ above)
        high = (above.T / self.d).T - self.scaled @ low
        return np.concatenate([high, low])

    def log_determinant(self) -> float:
        return float(np.log(self.d).sum() + 2 * np.log(np.diagonal(self.schur[0])).sum())

    def inverse_at_pairs(self) -> tuple[Floats, Floats, Floats]:
        """H⁻¹ where answers meet: diagonal of the first block (levels₁,), of the second (levels₂,), and the block
        between them (levels₁, levels₂)."""
        low = cho_solve(self.schur, np.eye(len(self.schur[0])))
        between = -self.scaled @ low
        high = 1 / self.d - np.einsum("ij,ij->i", between, self.scaled)
        return high, np.diagonal(low).copy(), between
