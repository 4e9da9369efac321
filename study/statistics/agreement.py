"""How far raters agree with each other, whatever was intended.

Forced choices: Fleiss' κ and Krippendorff's α. Numeric ratings: α with squared differences (`study.statistics.
intraclass` has the intraclass correlations). Intervals are for other raters and other stimuli of the kind
(`study.statistics.jackknife`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from study.statistics.counting import codes_among, less_one_answer, sums_of, table_of, units_of
from study.statistics.estimate import Interval, NotEstimable, Number, Range, first_reason
from study.statistics.jackknife import Codes, Crossed, Floats, ratio

FEWEST_RATERS = 3  # without one of two there is nobody to agree with
_SAME = 1e-20


@dataclass(frozen=True)
class Agreement:
    """One coefficient over the ``stimuli`` that were rated at least twice, with ``ratings`` of them in all."""

    name: str
    stimuli: int
    ratings: int
    value: Number
    interval: Range


def nominal_agreement(responses: pd.DataFrame, labels: tuple[str, ...]) -> tuple[Agreement, Agreement]:
    """Fleiss' κ and Krippendorff's α of ``chosen``; ``labels`` are the answers there were to choose from."""
    chosen = codes_among(responses["chosen"], labels)
    rater, stimulus, chosen = _rated_twice(responses[chosen >= 0], chosen[chosen >= 0])
    stimuli = int(stimulus.max(initial=-1)) + 1
    table = table_of((stimuli, len(labels)), stimulus, chosen).astype(np.float64)
    one_answer = bool(stimuli) and int((table.sum(axis=0) > 0).sum()) == 1
    missing = _too_few(stimuli) or first_reason((one_answer, "all answers are the same"))
    without, of, kind = less_one_answer(table, stimulus, chosen)

    def crossed(parts: Callable[[Floats], Floats]) -> Crossed:
        whole = parts(table)
        return Crossed(whole, parts(without) - whole[of], rater, kind)

    return (
        _coefficient("Fleiss' kappa", crossed(fleiss_parts), fleiss_kappa, missing),
        _coefficient("Krippendorff's alpha", crossed(nominal_parts), nominal_alpha, missing),
    )


def numeric_agreement(responses: pd.DataFrame, column: str) -> Agreement:
    """Krippendorff's α of the numbers in ``column``; answers left open are left out."""
    given = responses[responses[column].notna()]
    rater, stimulus, x = _rated_twice(given, given[column].to_numpy(np.float64))
    stimuli = int(stimulus.max(initial=-1)) + 1
    missing = _too_few(stimuli) or first_reason((len(x) > 0 and float(np.ptp(x)) == 0, "all ratings are the same"))
    x = x - x.mean() if len(x) else x  # which changes no distance, and keeps the sums small
    of_answers = np.stack([np.ones(len(x)), x, x**2], axis=1)
    moments = np.stack([sums_of((stimuli,), each, stimulus) for each in of_answers.T], axis=1)
    parts = interval_parts(moments)
    change = interval_parts(moments[stimulus] - of_answers) - parts[stimulus]
    crossed = Crossed(parts, change, rater, np.arange(len(x)))
    return _coefficient("Krippendorff's alpha", crossed, interval_alpha, missing)


def fleiss_parts(table: Floats) -> Floats:
    """What each stimulus adds to κ, from counts (stimuli, labels): its observed agreement, 1, and its shares of labels;
    nothing if it was rated once."""
    n = table.sum(axis=1, keepdims=True)
    agreed = (table * (table - 1)).sum(axis=1, keepdims=True) / np.maximum(n * (n - 1), 1)
    return np.where(n > 1, np.concatenate([agreed, np.ones_like(n), table / np.maximum(n, 1)], axis=1), 0.0)


def fleiss_kappa(sums: Floats) -> Floats:
    """κ of sums (draws, 2 + labels) of `fleiss_parts`.

    Fleiss (1971), Psychol. Bull. 76, 378–382, equations 1 to 7. Stimuli may have different numbers of ratings: each
    counts once in the observed agreement, and with its shares of labels in the chance agreement.
    """
    stimuli = sums[:, 1]
    chance = ratio((sums[:, 2:] ** 2).sum(axis=1), stimuli**2)
    return ratio(ratio(sums[:, 0], stimuli) - chance, 1 - chance)


def nominal_parts(table: Floats) -> Floats:
    """What each stimulus adds to α, from counts (stimuli, labels): its disagreement, ratings, and counts; nothing if
    it was rated once."""
    n = table.sum(axis=1, keepdims=True)
    apart = (n**2 - (table**2).sum(axis=1, keepdims=True)) / np.maximum(n - 1, 1)
    return np.where(n > 1, np.concatenate([apart, n, table], axis=1), 0.0)


def nominal_alpha(sums: Floats) -> Floats:
    """α = 1 − D_o / D_e of sums (draws, 2 + labels) of `nominal_parts`.

    Krippendorff (2011), Computing Krippendorff's alpha-reliability, section C: disagreements within stimuli against
    those of all pairs of ratings.
    """
    ratings = sums[:, 1]
    return 1 - ratio(sums[:, 0] * (ratings - 1), ratings**2 - (sums[:, 2:] ** 2).sum(axis=1))


def interval_parts(moments: Floats) -> Floats:
    """What each stimulus adds to the α of numbers, from its sums (stimuli, 3) of 1, x and x²: its disagreement and
    these; nothing if it was rated once."""
    n, first, second = moments.T
    apart = 2 * (n * second - first**2) / np.maximum(n - 1, 1)
    return np.where(n[:, None] > 1, np.column_stack([apart, moments]), 0.0)


def interval_alpha(sums: Floats) -> Floats:
    """α with the squared difference as distance (section D there), of sums (draws, 4) of `interval_parts`."""
    apart, ratings, first, second = sums.T
    return 1 - ratio(apart * (ratings - 1), 2 * (ratings * second - first**2))


def _coefficient(
    name: str, crossed: Crossed, formula: Callable[[Floats], Floats], missing: NotEstimable | None
) -> Agreement:
    stimuli, ratings = len(crossed.parts), len(crossed.rater)
    if missing:
        return Agreement(name, stimuli, ratings, missing, missing)
    return Agreement(name, stimuli, ratings, float(formula(crossed.total[None])[0]), _interval(crossed, formula))


def _interval(crossed: Crossed, formula: Callable[[Floats], Floats]) -> Range:
    raters = int(crossed.rater.max()) + 1
    if raters < FEWEST_RATERS:
        return NotEstimable(f"there are fewer than {FEWEST_RATERS} raters ({raters})")
    found = crossed.jackknife(formula)
    missing = first_reason(
        (not found.known, "without one of the raters or stimuli there is nothing to compare"),
        (found.variance < _SAME, "all raters agree equally in all stimuli"),
    )
    if missing:
        return missing
    interval = found.interval()
    return Interval(min(interval.low, 1.0), min(interval.high, 1.0))


def _rated_twice(responses: pd.DataFrame, answers: np.ndarray) -> tuple[Codes, Codes, np.ndarray]:
    """Codes of raters and of stimuli, and the answers, of the stimuli with two or more: (answers,) each."""
    stimulus, _ = units_of(responses["stimulus"])
    twice = np.bincount(stimulus)[stimulus] >= 2
    rater, stimulus = (units_of(responses.loc[twice, name])[0] for name in ("participant", "stimulus"))
    return rater, stimulus, answers[twice]


def _too_few(stimuli: int) -> NotEstimable | None:
    return first_reason((stimuli < 2, f"there are {stimuli} stimuli with two ratings or more"))
