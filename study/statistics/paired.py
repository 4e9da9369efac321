"""Differences within raters: how large, how certain, and told from nothing or not.

Parametric: mean, t interval and test, Cohen's d_z. Beside it what needs no normal distribution: Wilcoxon's signed ranks
and the flipping of signs, exact where raters are few.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import isnan, sqrt

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq
from scipy.stats import nct, norm, rankdata, ttest_1samp, wilcoxon

from study.statistics.estimate import LEVEL, Interval, NotEstimable, Number, Range, first_reason

Floats = NDArray[np.float64]
EXACT_UP_TO = 20  # raters: 2²⁰ patterns of signs are counted one by one
FLIPS = 9_999
_CHUNK = 200  # patterns held in memory at once
_SAME = 1e-12  # differences that are this close are the same: what floats make of equal fractions
_FAR = 37.0  # a t beyond which the non-central distribution is not computed reliably


@dataclass(frozen=True)
class PairedTest:
    """Mean difference of ``raters`` pairs with t interval and test; ``effect_size`` is d_z = mean / SD."""

    raters: int
    difference: Number
    interval: Range
    p: Number
    effect_size: Number
    effect_interval: Range


@dataclass(frozen=True)
class SignTests:
    """The same differences without a normal distribution.

    ``wilcoxon_p``: signed ranks. ``rank_biserial``: their effect size, from −1 (all below zero) to 1. ``flip_p``: share
    of sign patterns with a mean as far from zero; ``exact`` if all patterns were counted.
    """

    raters: int
    median: Number
    wilcoxon_p: Number
    rank_biserial: Number
    flip_p: Number
    exact: bool


def paired_test(differences: Floats, who: str) -> PairedTest:
    """One-sample t test of differences (raters,); ``who`` completes "no rater …".

    d_z: Lakens (2013), Front. Psychol. 4:863, equation 7; its interval turns the non-central t distribution round
    (Steiger & Fouladi 1997; Cumming & Finch 2001, Educ. Psychol. Meas. 61, 532–574).
    """
    raters = len(differences)
    mean: Number = float(differences.mean()) if raters else NotEstimable(f"no rater {who}")
    missing = cannot_compare(differences, who)
    if missing:
        return PairedTest(raters, mean, missing, missing, missing, missing)
    test = ttest_1samp(differences, 0.0)
    t = float(test.statistic)
    low, high = (float(end) for end in test.confidence_interval(LEVEL))
    return PairedTest(
        raters=raters,
        difference=mean,
        interval=Interval(low, high),
        p=float(test.pvalue),
        effect_size=t / sqrt(raters),
        effect_interval=_effect_interval(t, raters),
    )


def t_test(differences: Floats, who: str) -> tuple[Number, Number]:
    """The t and p of `paired_test` alone, without its intervals: that of the effect takes longest."""
    missing = cannot_compare(differences, who)
    if missing:
        return missing, missing
    test = ttest_1samp(differences, 0.0)
    return float(test.statistic), float(test.pvalue)


def sign_tests(differences: Floats, who: str, seed: int) -> SignTests:
    """Wilcoxon (1945), Biometrics Bull. 1, 80–83: zeros left out, exact for up to 50 differences without ties (13 with
    ties), else normal with correction for ties and continuity. Effect size: Kerby (2014), Compr. Psychol. 3:1. Flips:
    Fisher (1935), The Design of Experiments, section 21; drawn ones count with the data among them (Phipson & Smyth
    2010, Stat. Appl. Genet. Mol. Biol. 9:39).
    """
    raters = len(differences)
    exact = raters <= EXACT_UP_TO
    missing = cannot_compare(differences, who)
    if missing:
        median: Number = float(np.median(differences)) if raters else missing
        return SignTests(raters, median, missing, missing, missing, exact)
    rounded = np.round(differences, 12)
    ranks = rankdata(np.abs(rounded[rounded != 0]))
    balance = float((np.sign(rounded[rounded != 0]) * ranks).sum() / ranks.sum())
    return SignTests(
        raters=raters,
        median=float(np.median(differences)),
        wilcoxon_p=float(wilcoxon(rounded, correction=True).pvalue),
        rank_biserial=balance,
        flip_p=_all_flips(differences) if exact else _drawn_flips(differences, np.random.default_rng(seed)),
        exact=exact,
    )


def cannot_compare(differences: Floats, who: str) -> NotEstimable | None:
    """Why differences (raters,) tell nothing of those of other raters, if so."""
    raters = len(differences)
    spread = float(np.ptp(differences)) if raters else 0.0
    return first_reason(
        (raters == 0, f"no rater {who}"),
        (raters == 1, f"one rater only {who}"),
        (
            spread <= _SAME * max(1.0, float(np.abs(differences).max(initial=0.0))),
            "the difference is the same in all raters",
        ),
    )


def _effect_interval(t: float, raters: int) -> Interval:
    tail = (1 - LEVEL) / 2
    low, high = (_noncentrality(t, raters - 1, share) / sqrt(raters) for share in (1 - tail, tail))
    return Interval(low, high)


def _noncentrality(t: float, freedom: int, share: float) -> float:
    """The non-centrality that leaves ``share`` of the distribution below t; by its normal approximation where t is far
    out (Hedges & Olkin 1985, section 5E)."""
    spread = sqrt(1 + t * t / (2 * freedom))
    about = t - float(norm.ppf(share)) * spread
    if abs(t) > _FAR:
        return about
    below, above = about - spread, about + spread
    while _below(t, freedom, below) < share:
        below -= spread
    while _below(t, freedom, above) > share:
        above += spread
    return float(brentq(lambda noncentrality: _below(t, freedom, noncentrality) - share, below, above))


def _below(t: float, freedom: int, noncentrality: float) -> float:
    """The distribution function; where its tails are too thin for SciPy, which then gives nan, they are 0 and 1."""
    share = float(nct.cdf(t, freedom, noncentrality))
    return float(t > noncentrality) if isnan(share) else share


def _all_flips(differences: Floats) -> float:
    """Share of the 2ⁿ patterns of signs; the first sign stays, since a pattern and its opposite are alike."""
    sums = differences[:1]
    for difference in differences[1:]:
        sums = np.concatenate([sums + difference, sums - difference])
    return float(np.mean(np.abs(sums) >= _threshold(differences)))


def _drawn_flips(differences: Floats, rng: np.random.Generator) -> float:
    as_far = 0
    for start in range(0, FLIPS, _CHUNK):
        signs = rng.integers(0, 2, (min(_CHUNK, FLIPS - start), len(differences)), dtype=np.int8)
        sums = 2 * (signs.astype(np.float64) @ differences) - differences.sum()
        as_far += int((np.abs(sums) >= _threshold(differences)).sum())
    return (1 + as_far) / (1 + FLIPS)


def _threshold(differences: Floats) -> float:
    """The sum that was found, less what rounding may take from one that is as far."""
    return float(abs(differences.sum()) - _SAME * np.abs(differences).sum())
