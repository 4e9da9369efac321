"""Power and precision by simulation: studies are drawn from a plan and put through the report's own statistics."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import sqrt
from typing import Self

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from study.statistics.accuracy.contrasts import IN_BOTH
from study.statistics.clusters import Counts, rater_clustered_intervals
from study.statistics.counting import hits_and_answers
from study.statistics.estimate import Interval, NotEstimable, Number
from study.statistics.mixed.model import accuracy_model
from study.statistics.multiplicity import holm
from study.statistics.paired import t_test
from study.statistics.planning.plan import StudyPlan
from study.statistics.planning.simulation import simulate_study
from study.statistics.response_time.speed import speed_accuracy_correlation, speed_of_raters

ALPHA = 0.05
CORRELATION = "correlation"  # of response time and accuracy across raters

# What is measured in every simulated study. Of each contrast, whether it is significant: by the mixed model and by the
# paired t test, each alone at 5 %, and Holm-corrected as one family. Of each condition, the width of the interval of
# its accuracy: by rater (these clips), and by the mixed model (a typical clip of the kind).
MODEL, MODEL_HOLM, PAIRED, PAIRED_HOLM = "model", "model_holm", "paired", "paired_holm"
WIDTH_CLUSTERED, WIDTH_MODEL = "width_clustered", "width_model"
Outcomes = dict[tuple[str, str], Number]


@dataclass(frozen=True)
class Moments:
    """Count, sum and sum of squares of an outcome over simulated studies; ``failed`` counts those without it."""

    n: int = 0
    total: float = 0.0
    squares: float = 0.0
    failed: int = 0

    def __add__(self, other: Moments) -> Moments:
        return Moments(
            self.n + other.n, self.total + other.total, self.squares + other.squares, self.failed + other.failed
        )

    @classmethod
    def of(cls, outcome: Number) -> Self:
        return cls(failed=1) if isinstance(outcome, NotEstimable) else cls(1, outcome, outcome**2)

    @property
    def mean(self) -> Number:
        return self.total / self.n if self.n else NotEstimable("no simulated study gives it")

    @property
    def error(self) -> Number:
        """Standard error of the mean, from the simulation's finite number of studies."""
        if self.n < 2:
            return NotEstimable("fewer than two simulated studies give it")
        return sqrt(max(0.0, self.squares / self.n - (self.total / self.n) ** 2) / (self.n - 1))


Tally = dict[tuple[str, str], Moments]


def simulate_power(plan: StudyPlan, raters: int, seed: int, studies: Iterable[int]) -> Tally:
    """The outcomes of the studies with these numbers. Each has a stream of its own, so that they can be split."""
    tallies: Tally = {}
    for study in studies:
        rng = np.random.default_rng([seed, raters, plan.clips, study])
        drawn = {key: Moments.of(outcome) for key, outcome in outcomes(plan, raters, rng).items()}
        tallies = add(tallies, drawn)
    return tallies


def add(first: Mapping[tuple[str, str], Moments], second: Mapping[tuple[str, str], Moments]) -> Tally:
    return {key: first.get(key, Moments()) + second.get(key, Moments()) for key in {**first, **second}}


def contrast_name(pair: tuple[str, str]) -> str:
    return f"{pair[0]} - {pair[1]}"


def outcomes(plan: StudyPlan, raters: int, rng: np.random.Generator) -> Outcomes:
    """One simulated study: 1 or 0 for a test that is significant or not, proportions for widths."""
    responses = simulate_study(plan, raters, rng)
    hits, answers = hits_and_answers(responses, ["condition"], [(name,) for name in plan.names])
    correlation = speed_accuracy_correlation(speed_of_raters(responses))
    return {
        **_of_model(plan, responses),
        **_of_pairs(plan, hits / answers),
        **_of_widths(plan, hits, answers, int(rng.integers(2**31))),
        (CORRELATION, "raters"): _significant(correlation.p),
    }


def _of_model(plan: StudyPlan, responses: pd.DataFrame) -> Outcomes:
    model = accuracy_model(responses, plan.names, plan.pairs)
    found: Outcomes = {}
    for place, pair in enumerate(plan.pairs):
        name = contrast_name(pair)
        found[MODEL, name] = model if isinstance(model, NotEstimable) else _significant(model.contrasts[place].p)
        found[MODEL_HOLM, name] = (
            model if isinstance(model, NotEstimable) else _significant(model.contrasts[place].p_holm)
        )
    for place, condition in enumerate(plan.names):
        found[WIDTH_MODEL, condition] = (
            model if isinstance(model, NotEstimable) else _width(model.means[place].interval)
        )
    return found


def _of_pairs(plan: StudyPlan, rates: NDArray[np.float64]) -> Outcomes:
    """Paired t tests as `condition_contrasts` has them; rates (raters, conditions)."""
    differences = [rates[:, plan.names.index(a)] - rates[:, plan.names.index(b)] for a, b in plan.pairs]
    alone = [t_test(row, IN_BOTH)[1] for row in differences]
    found: Outcomes = {}
    for pair, p, p_holm in zip(plan.pairs, alone, holm(alone), strict=True):
        found[PAIRED, contrast_name(pair)] = _significant(p)
        found[PAIRED_HOLM, contrast_name(pair)] = _significant(p_holm)
    return found


def _of_widths(plan: StudyPlan, hits: Counts, answers: Counts, seed: int) -> Outcomes:
    return {
        (WIDTH_CLUSTERED, name): interval if isinstance(interval, NotEstimable) else _width(interval)
        for name, interval in zip(plan.names, rater_clustered_intervals(hits, answers, seed), strict=True)
    }


def _significant(p: Number) -> Number:
    return p if isinstance(p, NotEstimable) else float(p < ALPHA)


def _width(interval: Interval) -> float:
    return interval.high - interval.low
