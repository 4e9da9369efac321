"""One proportion: its Wilson interval, and the exact test against chance."""

from __future__ import annotations

from collections.abc import Sequence

from scipy.stats import binomtest

from study.statistics.estimate import LEVEL, Interval, NotEstimable, Number, Range

NO_RESPONSES = NotEstimable("there are no responses")


def wilson_interval(hits: int, n: int) -> Range:
    """Score interval of a proportion without continuity correction.

    Wilson (1927), J. Am. Stat. Assoc. 22, 209–212; method 3 of Newcombe (1998), Stat. Med. 17, 857–872.
    """
    if n == 0:
        return NO_RESPONSES
    interval = binomtest(hits, n).proportion_ci(confidence_level=LEVEL, method="wilson")
    return Interval(float(interval.low), float(interval.high))


def chance_test(hits: int, n: int, chance: float) -> Number:
    """Two-sided exact binomial p that ``hits`` of ``n`` come from guessing (Clopper & Pearson 1934).

    It takes the answers as independent. Those of one rater are not quite, so the interval clustered by rater is to
    be read beside it.
    """
    if n == 0:
        return NO_RESPONSES
    return float(binomtest(hits, n, chance).pvalue)


def holm(p_values: Sequence[Number]) -> tuple[Number, ...]:
    """Adjusted p of each test of a family: Holm (1979), Scand. J. Stat. 6, 65–70.

    Tests that are not estimable stay so, and do not count.
    """
    tests = sorted((p, place) for place, p in enumerate(p_values) if not isinstance(p, NotEstimable))
    adjusted: list[Number] = list(p_values)
    largest = 0.0
    for rank, (p, place) in enumerate(tests):
        largest = max(largest, min(1.0, (len(tests) - rank) * p))
        adjusted[place] = largest
    return tuple(adjusted)
