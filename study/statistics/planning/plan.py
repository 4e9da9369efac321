"""What is planned: conditions with their accuracies and clips, how much raters and clips differ, response times.

    logit P(correct) = b_c + rater_sd · a[rater] + clip_sd · v[clip]                      a, v ~ N(0, 1)
    log RT = log median + rt_rater_sd · s[rater] + rt_clip_sd · u[clip] + rt_sd · e       corr(a, s) = correlation

b_c is solved so that the accuracy over all raters and all clips, the marginal one, is the planned one.
"""

from __future__ import annotations

from itertools import combinations
from math import hypot

import msgspec
import numpy as np

from study.statistics.planning.logit_normal import Floats, intercept_for

MOST_CONDITIONS = 12


def _within(name: str, value: float, least: float, most: float) -> None:
    if not least <= value <= most:
        raise ValueError(f"{name} must lie between {least:g} and {most:g}, got {value:g}")


class PlannedCondition(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """``accuracy``: share of correct answers over all raters and clips; ``clips``: how many every rater sees."""

    name: str
    accuracy: float
    clips: int

    def __post_init__(self) -> None:
        _within(f"accuracy of {self.name!r}", self.accuracy, 0.001, 0.999)
        _within(f"clips of {self.name!r}", self.clips, 1, 10_000)


# Accuracies and clips of the paper (arXiv 2606.28769).
PAPER = (
    PlannedCondition(name="correct", accuracy=0.2491, clips=26),
    PlannedCondition(name="misclassified", accuracy=0.1099, clips=26),
    PlannedCondition(name="mean_latent", accuracy=0.2198, clips=13),
)


class StudyPlan(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The whole. Standard deviations of accuracy are in log odds, those of response time in log seconds.

    The paper tells no standard deviations: the defaults are guesses, to be replaced by those of a pilot's mixed model.
    ``contrasts``: the pairs that will be compared; () is all of them.
    """

    conditions: tuple[PlannedCondition, ...] = PAPER
    labels: int = 13
    contrasts: tuple[tuple[str, str], ...] = ()
    rater_sd: float = 0.4
    clip_sd: float = 0.8
    correlation: float = -0.23
    rt_median_seconds: float = 15.0
    rt_rater_sd: float = 0.35
    rt_clip_sd: float = 0.15
    rt_sd: float = 0.5

    def __post_init__(self) -> None:
        names = self.names
        _within("the number of conditions", len(names), 1, MOST_CONDITIONS)
        if doubled := [name for name in names if names.count(name) > 1]:
            raise ValueError(f"condition {doubled[0]!r} is there twice")
        for pair in self.contrasts:
            if unknown := [name for name in pair if name not in names]:
                raise ValueError(f"contrast of {unknown[0]!r}: expected one of {', '.join(names)}")
            if pair[0] == pair[1]:
                raise ValueError(f"contrast of {pair[0]!r} with itself")
        _within("labels", self.labels, 2, 1000)
        _within("correlation", self.correlation, -1, 1)
        _within("rt_median_seconds", self.rt_median_seconds, 0.01, 3600)
        for name in ("rater_sd", "clip_sd", "rt_rater_sd", "rt_clip_sd", "rt_sd"):
            _within(name, getattr(self, name), 0, 3)

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(condition.name for condition in self.conditions)

    @property
    def clips(self) -> int:
        """How many a rater sees in all."""
        return sum(condition.clips for condition in self.conditions)

    @property
    def pairs(self) -> tuple[tuple[str, str], ...]:
        """The planned contrasts, in order."""
        return self.contrasts or tuple(combinations(self.names, 2))

    @property
    def intercepts(self) -> Floats:
        """b_c of each condition, in log odds."""
        spread = hypot(self.rater_sd, self.clip_sd)
        return np.array([intercept_for(condition.accuracy, spread) for condition in self.conditions])

    def with_clips(self, factor: float) -> StudyPlan:
        """The same with ``factor`` times as many clips per condition, at least one."""
        conditions = tuple(
            msgspec.structs.replace(condition, clips=max(1, round(factor * condition.clips)))
            for condition in self.conditions
        )
        return msgspec.structs.replace(self, conditions=conditions)
