"""Correlations with p and interval: Pearson's, Spearman's, and the one within raters."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import permutations
from math import atanh, sqrt, tanh

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray
from scipy.stats import pearsonr, rankdata, t

from study.statistics.estimate import LEVEL, Interval, NotEstimable, Number, Range, Z, first_reason

Floats = NDArray[np.float64]
FEWEST_FOR_CORRELATION = 4  # Fisher's z needs n − 3 > 0
EXACT_UP_TO = 8  # pairs whose orders are all counted: 40,320
_ON_A_LINE = 1e-12


@dataclass(frozen=True)
class Correlation:
    """Pearson's r or Spearman's ρ (also ``r``) of ``n`` pairs with two-sided p and interval."""

    n: int
    r: Number
    p: Number
    interval: Range


@dataclass(frozen=True)
class WithinCorrelation:
    """The common correlation within ``raters``, over ``n`` answers of theirs, with ``df`` degrees of freedom."""

    raters: int
    n: int
    df: int
    r: Number
    p: Number
    interval: Range


def pearson(x: ArrayLike, y: ArrayLike, unit: str, x_name: str, y_name: str) -> Correlation:
    """Pearson's r with p from the t distribution and Fisher's (1921) z interval, both by ``scipy.stats.pearsonr``."""
    first, second = np.asarray(x, np.float64), np.asarray(y, np.float64)
    n = len(first)
    missing = _cannot_correlate(first, second, unit, x_name, y_name)
    if missing:
        return Correlation(n, missing, missing, missing)
    result = pearsonr(first, second)
    r = float(result.statistic)
    if 1 - abs(r) < _ON_A_LINE:
        line = NotEstimable(f"all {unit} lie on one line")
        return Correlation(n, r, line, line)
    low, high = (float(end) for end in result.confidence_interval(LEVEL))
    return Correlation(n, r, float(result.pvalue), Interval(low, high))


def spearman(x: ArrayLike, y: ArrayLike, unit: str, x_name: str, y_name: str) -> Correlation:
    """Spearman's (1904) rank correlation ρ, ties with mean ranks.

    p counts all orders of up to 8 pairs, else it is from the t distribution. Interval: Fisher's z with the variance
    (1 + ρ²/2) / (n − 3) of Bonett & Wright (2000), Psychometrika 65, 23–28.
    """
    first, second = np.asarray(x, np.float64), np.asarray(y, np.float64)
    n = len(first)
    missing = _cannot_correlate(first, second, unit, x_name, y_name)
    if missing:
        return Correlation(n, missing, missing, missing)
    ranks = rankdata(first), rankdata(second)
    rho = float(np.corrcoef(*ranks)[0, 1])
    if 1 - abs(rho) < _ON_A_LINE:
        same = NotEstimable(f"all {unit} have the same order in {x_name} and {y_name}")
        return Correlation(n, float(np.sign(rho)), _p_of_orders(*ranks) if n <= EXACT_UP_TO else same, same)
    p = _p_of_orders(*ranks) if n <= EXACT_UP_TO else _p_of_t(rho, n - 2)
    half = Z * sqrt((1 + rho**2 / 2) / (n - 3))
    return Correlation(n, rho, p, Interval(tanh(atanh(rho) - half), tanh(atanh(rho) + half)))


def within_raters(raters: pd.Series, x: Floats, y: Floats, x_name: str, y_name: str) -> WithinCorrelation:
    """Repeated-measures correlation: one slope for all raters, each with a level of their own.

    Bakdash & Marusich (2017), Front. Psychol. 8:456; Bland & Altman (1995), BMJ 310, 446. It is Pearson's r of what is
    left when each rater's means are taken away, with n − raters − 1 degrees of freedom. All (answers,).
    """
    rater, names = pd.factorize(raters)
    own = [_without_means(np.asarray(rater, np.int64), len(names), values) for values in (x, y)]
    n, df = len(x), len(x) - len(names) - 1
    spread = [float(values @ values) for values in own]
    total = [float(((values - values.mean()) ** 2).sum()) if n else 0.0 for values in (x, y)]
    missing = first_reason(
        (n == 0, f"there are no answers with {x_name} and {y_name}"),
        (df < 2, f"{n} answers of {len(names)} raters leave {max(df, 0)} degrees of freedom"),
        (spread[0] <= _ON_A_LINE * total[0], f"no rater's {x_name} varies"),
        (spread[1] <= _ON_A_LINE * total[1], f"no rater's {y_name} varies"),
    )
    if missing:
        return WithinCorrelation(len(names), n, max(df, 0), missing, missing, missing)
    r = float(np.clip(own[0] @ own[1] / sqrt(spread[0] * spread[1]), -1, 1))
    if 1 - abs(r) < _ON_A_LINE:
        line = NotEstimable("all answers of a rater lie on one line")
        return WithinCorrelation(len(names), n, df, r, line, line)
    half = Z / sqrt(df - 1)
    interval = Interval(tanh(atanh(r) - half), tanh(atanh(r) + half))
    return WithinCorrelation(len(names), n, df, r, _p_of_t(r, df), interval)


def _cannot_correlate(first: Floats, second: Floats, unit: str, x_name: str, y_name: str) -> NotEstimable | None:
    n = len(first)
    return first_reason(
        (n < FEWEST_FOR_CORRELATION, f"there are fewer than {FEWEST_FOR_CORRELATION} {unit} ({n})"),
        (_constant(first), f"the {x_name} is the same in all {unit}"),
        (_constant(second), f"the {y_name} is the same in all {unit}"),
    )


def _constant(values: Floats) -> bool:
    return bool(len(values) and np.ptp(values) <= _ON_A_LINE * np.abs(values).max())


def _without_means(unit: NDArray[np.int64], units: int, values: Floats) -> Floats:
    means = np.bincount(unit, values, units) / np.maximum(np.bincount(unit, minlength=units), 1)
    left: Floats = values - means[unit]
    return left


def _p_of_t(r: float, df: int) -> float:
    return float(2 * t.sf(abs(r) * sqrt(df / (1 - r * r)), df))


def _p_of_orders(first: Floats, second: Floats) -> float:
    """Share of all orders of the second ranks whose correlation with the first is as far from zero."""
    centred = first - first.mean()
    products = np.array(list(permutations(second - second.mean()))) @ centred
    found = abs(float((second - second.mean()) @ centred))
    return float(np.mean(np.abs(products) >= found - 1e-9))
