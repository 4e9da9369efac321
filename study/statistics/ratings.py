"""Numeric answers to second questions: means per condition and emotion, whose intervals know of raters.

How far raters agree in them: `study.statistics.agreement.numeric_agreement` and `study.statistics.intraclass`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

import numpy as np
import pandas as pd
from scipy.stats import t

from study.statistics.clusters import error_of_ratio
from study.statistics.counting import cell_codes, sums_of, table_of, units_of
from study.statistics.estimate import LEVEL, Interval, NotEstimable, Number, Range, first_reason


@dataclass(frozen=True)
class RatingMean:
    """One cell: ``n`` answers of ``raters``. ``sd`` is the answers'; the interval of the mean is clustered by rater."""

    cell: tuple[str, ...]
    n: int
    raters: int
    mean: Number
    sd: Number
    interval: Range


def rating_means(
    responses: pd.DataFrame, column: str, by: Sequence[str], cells: Sequence[tuple[str, ...]]
) -> tuple[RatingMean, ...]:
    """One row per cell, in that order; ``by`` names the columns of its levels, as in `accuracy_table`. Answers left
    open are left out.

    The mean is a ratio of raters' sums and counts, with `error_of_ratio` and t on raters − 1 degrees of freedom.
    """
    given = responses.loc[responses[column].notna(), list(dict.fromkeys(["participant", column, *by]))]
    rater, names = units_of(given["participant"])
    cell = cell_codes(given, by, cells)
    values = given[column].to_numpy(np.float64)
    shape = (len(names), len(cells))
    n = table_of(shape, rater, cell)
    sums, squares = (sums_of(shape, each, rater, cell) for each in (values, values**2))
    return tuple(_mean(name, n[:, at], sums[:, at], squares[:, at]) for at, name in enumerate(cells))


def _mean(cell: tuple[str, ...], n: np.ndarray, sums: np.ndarray, squares: np.ndarray) -> RatingMean:
    raters, total = int((n > 0).sum()), int(n.sum())
    if not total:
        none = NotEstimable("there are no ratings")
        return RatingMean(cell, 0, 0, none, none, none)
    mean = float(sums.sum() / total)
    apart = max(float(squares.sum()) - total * mean**2, 0.0)
    sd: Number = sqrt(apart / (total - 1)) if total > 1 else NotEstimable("there is one rating only")
    se = error_of_ratio(sums, n) if raters > 1 else 0.0
    missing = first_reason(
        (raters == 1, "there is one rater only"),
        (se <= 1e-12 * max(1.0, abs(mean)), "all raters have the same mean"),
    )
    half = 0.0 if missing else float(t.ppf((1 + LEVEL) / 2, raters - 1)) * se
    return RatingMean(cell, total, raters, mean, sd, missing or Interval(mean - half, mean + half))
