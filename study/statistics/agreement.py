"""How far raters agree with each other, whatever was intended.

Forced choices: Fleiss' κ and Krippendorff's α. Numeric ratings: α with squared differences (`study.statistics.
intraclass` has the intraclass correlations). Intervals are percentiles over stimuli drawn with replacement (Zapf et al.
2016, BMC Med. Res. Methodol. 16:93).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np
import pandas as pd

from study.statistics.estimate import NotEstimable, Number, Range, first_reason
from study.statistics.resampling import Floats, bootstrapped, percentile_interval


@dataclass(frozen=True)
class Agreement:
    """One coefficient over the ``stimuli`` that were rated at least twice, with ``ratings`` of them in all."""

    name: str
    stimuli: int
    ratings: int
    value: Number
    interval: Range


def nominal_agreement(responses: pd.DataFrame, labels: tuple[str, ...], seed: int) -> tuple[Agreement, Agreement]:
    """Fleiss' κ and Krippendorff's α of ``chosen``; ``labels`` are the answers there were to choose from."""
    counts = pd.crosstab(responses["stimulus"], responses["chosen"]).reindex(columns=list(labels), fill_value=0)
    table = _rated_twice(counts.to_numpy(np.float64), counts.to_numpy(np.float64).sum(axis=1))
    one_answer = bool(len(table)) and int((table.sum(axis=0) > 0).sum()) == 1
    missing = _too_few(table) or first_reason((one_answer, "all answers are the same"))
    ratings = int(table.sum())
    return (
        _coefficient("Fleiss' kappa", table, ratings, fleiss_kappa, seed, missing),
        _coefficient("Krippendorff's alpha", table, ratings, nominal_alpha, seed, missing),
    )


def numeric_agreement(responses: pd.DataFrame, column: str, seed: int) -> Agreement:
    """Krippendorff's α of the numbers in ``column``; answers left open are left out."""
    given = responses.loc[responses[column].notna(), ["stimulus", column]]
    x = given[column].astype(np.float64)
    moments = pd.DataFrame({"stimulus": given["stimulus"], "n": 1.0, "x": x, "xx": x**2}).groupby("stimulus").sum()
    sums = _rated_twice(moments.to_numpy(np.float64), moments["n"].to_numpy(np.float64))
    missing = _too_few(sums) or first_reason((float(np.ptp(x)) == 0, "all ratings are the same"))
    ratings = int(sums[:, 0].sum())
    return _coefficient("Krippendorff's alpha", sums, ratings, interval_alpha, seed, missing)


def fleiss_kappa(table: Floats, weights: Floats) -> Floats:
    """κ of counts (stimuli, labels), once for each row of weights (draws, stimuli).

    Fleiss (1971), Psychol. Bull. 76, 378–382, equations 1 to 7. Stimuli may have different numbers of ratings: each
    counts once in the observed agreement, and with its shares of labels in the chance agreement.
    """
    n = table.sum(axis=1)
    observed = (table * (table - 1)).sum(axis=1) / (n * (n - 1))
    drawn = weights.sum(axis=1)
    shares = (weights @ (table / n[:, None])) / drawn[:, None]
    chance = (shares**2).sum(axis=1)
    return _ratio(weights @ observed / drawn - chance, 1 - chance)


def nominal_alpha(table: Floats, weights: Floats) -> Floats:
    """α = 1 − D_o / D_e of counts (stimuli, labels), once for each row of weights (draws, stimuli).

    Krippendorff (2011), Computing Krippendorff's alpha-reliability, section C: disagreements within stimuli against
    those of all pairs of ratings.
    """
    n = table.sum(axis=1)
    apart = (n**2 - (table**2).sum(axis=1)) / (n - 1)
    ratings, marginal = weights @ n, weights @ table
    expected = (ratings**2 - (marginal**2).sum(axis=1)) / (ratings - 1)
    return 1 - _ratio(weights @ apart, expected)


def interval_alpha(sums: Floats, weights: Floats) -> Floats:
    """α with the squared difference as distance (section D there); sums (stimuli, 3) of 1, x and x² per stimulus."""
    n, first, second = sums.T
    apart = 2 * (n * second - first**2) / (n - 1)
    ratings = weights @ n
    expected = 2 * (ratings * (weights @ second) - (weights @ first) ** 2) / (ratings - 1)
    return 1 - _ratio(weights @ apart, expected)


def _coefficient(
    name: str,
    units: Floats,
    ratings: int,
    formula: Callable[[Floats, Floats], Floats],
    seed: int,
    missing: NotEstimable | None,
) -> Agreement:
    if missing:
        return Agreement(name, len(units), ratings, missing, missing)
    value = float(formula(units, np.ones((1, len(units))))[0])
    draws = bootstrapped(len(units), partial(formula, units), np.random.default_rng(seed))
    return Agreement(name, len(units), ratings, value, percentile_interval(draws))


def _rated_twice(units: Floats, ratings: Floats) -> Floats:
    kept: Floats = units[ratings >= 2]
    return kept


def _too_few(units: Floats) -> NotEstimable | None:
    return first_reason((len(units) < 2, f"there are {len(units)} stimuli with two ratings or more"))


def _ratio(above: Floats, below: Floats) -> Floats:
    ratio: Floats = np.divide(above, below, out=np.full(above.shape, np.nan), where=below != 0)
    return ratio
