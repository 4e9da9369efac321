"""What a statistic returns: a number, an interval, or the reason why there is none."""

from __future__ import annotations

import math
from dataclasses import dataclass, fields, is_dataclass
from statistics import NormalDist
from typing import Any

LEVEL = 0.95  # confidence level of every interval
Z = NormalDist().inv_cdf((1 + LEVEL) / 2)  # standard errors to either side, where an estimate is normal
LARGEST_EXPONENT = 700.0  # e to more than this is no number


@dataclass(frozen=True)
class NotEstimable:
    """There is no such number in these data. ``reason`` completes "not estimable, because …"."""

    reason: str

    def __str__(self) -> str:
        return f"not estimable, because {self.reason}"


@dataclass(frozen=True)
class Interval:
    """A confidence interval at ``LEVEL``."""

    low: float
    high: float


Number = float | NotEstimable
Range = Interval | NotEstimable


def exponential(low: float, high: float) -> Range:
    """The interval of a ratio or a time from that of its logarithm."""
    if high > LARGEST_EXPONENT:
        return NotEstimable("so few and so different raters bound it to no side")
    return Interval(math.exp(low), math.exp(high))


def to_json(result: Any) -> Any:
    """Dataclasses, tuples and arrays as JSON; ``NotEstimable`` as ``{"not_estimable": reason}``.

    Raises ValueError on nan or infinity: a statistic has to say why it has no value.
    """
    if isinstance(result, NotEstimable):
        return {"not_estimable": result.reason}
    if is_dataclass(result) and not isinstance(result, type):
        return {field.name: to_json(getattr(result, field.name)) for field in fields(result)}
    return _plain(result)


def _plain(result: Any) -> Any:
    if isinstance(result, dict):
        return {str(key): to_json(value) for key, value in result.items()}
    if isinstance(result, list | tuple):
        return [to_json(value) for value in result]
    if isinstance(result, float) and not math.isfinite(result):
        raise ValueError(f"a statistic came out as {result} without saying why")
    return result


def first_reason(*checks: tuple[bool, str]) -> NotEstimable | None:
    """The reason of the first check that holds; None if none does."""
    return next((NotEstimable(reason) for failed, reason in checks if failed), None)


def first_missing(*values: Number) -> NotEstimable:
    """The first of the values that is not estimable; StopIteration if all are known."""
    return next(value for value in values if isinstance(value, NotEstimable))
