"""Intraclass correlations of numeric ratings: how much of their variance is the stimuli's.

ICC(A,1) and ICC(A,k) of McGraw & Wong (1996), Psychol. Methods 1, 30–46, case 2A (raters are a sample, absolute
agreement); Shrout & Fleiss (1979) call them ICC(2,1) and ICC(2,k).
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.stats import f as f_distribution

from study.statistics.agreement import Agreement
from study.statistics.estimate import LEVEL, Interval, NotEstimable, Number, Range, first_reason
from study.statistics.mixed.crossing import Crossing
from study.statistics.mixed.fit import NO_SOLUTION
from study.statistics.mixed.gaussian import fit_gaussian

NAMES = ("ICC(A,1)", "ICC(A,k)")
INCOMPLETE = NotEstimable("not every rater rated every stimulus; the interval of alpha is to be read beside it")
SAME_RATINGS = NotEstimable("all raters gave each stimulus the same rating")
SAME_MEANS = NotEstimable("the stimuli's mean ratings differ less than chance would have it")
_SAME = 1e-12


def intraclass(responses: pd.DataFrame, column: str) -> tuple[Agreement, Agreement]:
    """One rater's ratings, and the mean of k raters'. A complete design has the classical analysis of variance with its
    F interval; an incomplete one variance components by REML, with the harmonic mean of ratings per stimulus as k."""
    given = responses.loc[responses[column].notna(), ["participant", "stimulus", column]]
    stimuli, raters = int(given["stimulus"].nunique()), int(given["participant"].nunique())
    missing = first_reason(
        (stimuli < 2, f"there are ratings of {stimuli} stimuli"),
        (raters < 2, f"there are ratings of {raters} raters"),
        (len(given) > 0 and float(np.ptp(given[column].astype(float))) == 0, "all ratings are the same"),
        (len(given) == stimuli, "no stimulus was rated twice"),
    )
    if missing:
        one, many = (Agreement(name, stimuli, len(given), missing, missing) for name in NAMES)
        return one, many
    complete = len(given) == stimuli * raters and not given.duplicated(["participant", "stimulus"]).any()
    values = _of_table(given.pivot(index="stimulus", columns="participant", values=column)) if complete else None
    results = values or _of_components(given, column, stimuli)
    one, many = (
        Agreement(name, stimuli, len(given), value, interval)
        for name, (value, interval) in zip(NAMES, results, strict=True)
    )
    return one, many


def _of_table(table: pd.DataFrame) -> tuple[tuple[Number, Range], tuple[Number, Range]]:
    """From mean squares; table (stimuli, raters) without gaps.

    A share of variance is not negative: what comes out below zero, an end of an interval too, is 0 (Searle, Casella &
    McCulloch 1992, Variance Components, section 4.4).
    """
    x: NDArray[np.float64] = table.to_numpy(np.float64)
    n, k = x.shape
    mean = x.mean()
    rows = k * float(((x.mean(axis=1) - mean) ** 2).sum()) / (n - 1)
    columns = n * float(((x.mean(axis=0) - mean) ** 2).sum()) / (k - 1)
    error = (float(((x - mean) ** 2).sum()) - rows * (n - 1) - columns * (k - 1)) / ((n - 1) * (k - 1))
    spread = max(rows - error, 0.0)
    single = spread and spread / (rows + (k - 1) * error + k * (columns - error) / n)
    mean_of_k = spread and spread / (rows + (columns - error) / n)
    if 1 - single < _SAME:
        return (single, SAME_RATINGS), (mean_of_k, SAME_RATINGS)
    interval = _f_interval(single, rows, columns, error, n, k)
    if isinstance(interval, NotEstimable):
        return (single, interval), (mean_of_k, interval)
    stepped_up = Interval(*(k * end / (1 + (k - 1) * end) for end in (interval.low, interval.high)))
    return (single, interval), (mean_of_k, stepped_up)


def _f_interval(single: float, rows: float, columns: float, error: float, n: int, k: int) -> Range:
    """McGraw & Wong, table 7, case A,1 (Satterthwaite's degrees of freedom)."""
    if rows < _SAME * (columns + error):
        return SAME_MEANS
    a = k * single / (n * (1 - single))
    b = 1 + k * single * (n - 1) / (n * (1 - single))
    freedom = (a * columns + b * error) ** 2 / ((a * columns) ** 2 / (k - 1) + (b * error) ** 2 / ((n - 1) * (k - 1)))
    tail = (1 + LEVEL) / 2
    below = float(f_distribution.ppf(tail, n - 1, freedom))
    above = float(f_distribution.ppf(tail, freedom, n - 1))
    rest = k * columns + (k * n - k - n) * error
    low = n * (rows - below * error) / (below * rest + n * rows)
    high = n * (above * rows - error) / (rest + n * above * rows)
    return Interval(max(low, 0.0), high) if high > 0 else SAME_MEANS


def _of_components(given: pd.DataFrame, column: str, stimuli: int) -> tuple[tuple[Number, Range], tuple[Number, Range]]:
    first, stimulus_names = pd.factorize(given["stimulus"])
    second, rater_names = pd.factorize(given["participant"])
    levels = (len(stimulus_names), len(rater_names))
    y = given[column].to_numpy(np.float64)
    crossing = Crossing(np.asarray(first, np.int64), np.asarray(second, np.int64), levels)
    try:
        fit = fit_gaussian(crossing, np.ones((len(y), 1)), y)
    except np.linalg.LinAlgError:
        return (NO_SOLUTION, NO_SOLUTION), (NO_SOLUTION, NO_SOLUTION)
    between, within = fit.sds[0] ** 2, fit.sds[1] ** 2 + (fit.residual_sd or 0.0) ** 2
    k = stimuli / float((1 / given.groupby("stimulus").size()).sum())
    return (between / (between + within), INCOMPLETE), (between / (between + within / k), INCOMPLETE)
