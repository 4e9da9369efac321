"""One proportion: its Wilson interval, and the exact test against chance."""

from __future__ import annotations

from functools import lru_cache

from scipy.stats import binomtest

from study.statistics.estimate import LEVEL, Interval, NotEstimable, Number, Range

NO_RESPONSES = NotEstimable("there are no responses")
KEPT = 100_000  # results kept: ten thousand raters with a hundred answers each have a hundred different counts


@lru_cache(KEPT)
def wilson_interval(hits: int, n: int) -> Range:
    """Score interval of a proportion without continuity correction.

    Wilson (1927), J. Am. Stat. Assoc. 22, 209–212; method 3 of Newcombe (1998), Stat. Med. 17, 857–872.
    """
    if n == 0:
        return NO_RESPONSES
    interval = binomtest(hits, n).proportion_ci(confidence_level=LEVEL, method="wilson")
    return Interval(float(interval.low), float(interval.high))


@lru_cache(KEPT)
def chance_test(hits: int, n: int, chance: float) -> Number:
    """Two-sided exact binomial p that ``hits`` of ``n`` come from guessing, of all outcomes no likelier.

    Gibbons & Pratt (1975), Am. Stat. 29, 20–25.

    It takes the answers as independent. Those of one rater are not quite, so the interval clustered by rater is to
    be read beside it.
    """
    if n == 0:
        return NO_RESPONSES
    return float(binomtest(hits, n, chance).pvalue)
