"""What one simulated study tells of one measure: whether its interval holds the truth, or its test errs."""

from __future__ import annotations

from study.statistics.estimate import NotEstimable, Number, Range
from study.statistics.planning.power import ALPHA

COVERAGE, ERROR = "coverage", "type-I error"

Outcome = tuple[str, str, bool | NotEstimable]  # kind, measure, whether the truth is held or the test rejects
Reading = tuple[str, str, Number, Range]  # measure, of what, estimate, interval


def holds(interval: Range, truth: float) -> bool | NotEstimable:
    return interval if isinstance(interval, NotEstimable) else interval.low <= truth <= interval.high


def small(p: Number) -> bool | NotEstimable:
    return p if isinstance(p, NotEstimable) else p < ALPHA


def known(value: Number) -> float:
    """The value of a crowd; ValueError if even that has none."""
    if isinstance(value, NotEstimable):
        raise ValueError(f"no truth to recover: {value}")
    return value
