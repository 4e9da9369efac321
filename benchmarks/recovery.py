"""Simulate and recover: do intervals hold the planted truth as often as they say, and do tests err as seldom?

Every measure is taken in many simulated studies with raters of their own. What an interval speaks of decides what its
truth is: the same clips seen by other raters, or other clips of the kind too.
"""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import cache, partial, reduce

import numpy as np
import pandas as pd
from scipy.special import expit

from benchmarks.outcomes import COVERAGE, ERROR, Outcome, Reading, holds, known, small
from benchmarks.recovery_planted import (
    no_sight,
    other_planted_clips,
    planted_alignment,
    planted_clips,
    same_planted_clips,
)
from study.statistics.accuracy.contrasts import condition_contrasts, condition_rank_contrasts
from study.statistics.accuracy.table import Accuracy, accuracy_table
from study.statistics.agreement import nominal_agreement, numeric_agreement
from study.statistics.confusion.information import information_transmitted
from study.statistics.estimate import Interval, NotEstimable
from study.statistics.intraclass import intraclass
from study.statistics.mixed.model import MixedModel, accuracy_model, response_time_model
from study.statistics.planning.logit_normal import standard_normal
from study.statistics.planning.plan import PlannedCondition, StudyPlan
from study.statistics.planning.power import Moments, Tally, add
from study.statistics.planning.simulation import Clips, draw_answers, draw_clips, label_names, simulate_study, tidy
from study.statistics.proportions import wilson_interval
from study.statistics.response_time.compared import correct_against_wrong, time_contrasts
from study.statistics.response_time.speed import speed_accuracy

BOUNDS = {COVERAGE: (0.93, 0.97), ERROR: (0.04, 0.06)}
POPULATION = 40_000  # raters, whose statistics are taken for the truth of the fixed clips
SAME = 0.2  # accuracy where conditions do not differ

PAPER = StudyPlan()
PLAIN = StudyPlan(rater_sd=0.0, clip_sd=0.0)
CHANCE = StudyPlan(conditions=(PlannedCondition(name="correct", accuracy=1 / 13, clips=65),), rater_sd=0.0, clip_sd=0.0)
_EVEN = tuple(PlannedCondition(name=name, accuracy=SAME, clips=26) for name in ("correct", "misclassified"))
NO_EFFECT = StudyPlan(conditions=_EVEN, correlation=0.0)
NO_EFFECT_ALIKE = StudyPlan(conditions=_EVEN, correlation=0.0, clip_sd=0.0, rt_clip_sd=0.0)


@dataclass(frozen=True)
class Recovered:
    """One measure: ``share`` over ``studies``, with a 95 % interval for their finite number, as if the several
    conditions of a study told no more than one; ``failed``: how often it was not estimable."""

    kind: str
    name: str
    studies: int
    failed: int
    share: float
    interval: Interval

    @property
    def holds(self) -> bool:
        low, high = BOUNDS[self.kind]
        return low <= self.share <= high


WILSON, CLUSTERED, CONTRAST = "accuracy, Wilson", "accuracy, by rater", "contrast of accuracy, paired t"
MODEL_MEAN, MODEL_CONTRAST = "mean of accuracy, mixed model", "contrast of accuracy, mixed model"
TIME_MEAN, TIME_CONTRAST = "mean of log RT, mixed model", "contrast of log RT, mixed model"


def independent(raters: int, rng: np.random.Generator) -> Iterator[Outcome]:
    """Raters and clips that do not differ: what Wilson's interval and the exact test take for granted."""
    responses = simulate_study(PLAIN, raters, rng)
    for row, condition in zip(_accuracies(responses, PLAIN), PLAIN.conditions, strict=True):
        yield COVERAGE, f"{WILSON} (answers independent)", holds(row.wilson, condition.accuracy)
    guesses = _accuracies(simulate_study(CHANCE, raters, rng), CHANCE)[0]
    yield ERROR, "exact test against chance (answers independent)", small(guesses.p)


def same_clips(raters: int, rng: np.random.Generator) -> Iterator[Outcome]:
    """The clips stay, raters are others; the truth is what very many raters would give."""
    clips, truth = fixed_clips()
    responses = tidy(PAPER, clips, draw_answers(PAPER, clips, raters, rng), rng)
    for measure, subject, _, interval in readings_of_raters(responses, int(rng.integers(2**31))):
        yield COVERAGE, f"{measure} (these clips)", holds(interval, truth[measure, subject])


def other_clips(raters: int, rng: np.random.Generator) -> Iterator[Outcome]:
    """Clips and raters are others."""
    responses = simulate_study(PAPER, raters, rng)
    seed = int(rng.integers(2**31))
    for row, condition in zip(_accuracies(responses, PAPER, seed), PAPER.conditions, strict=True):
        yield COVERAGE, f"{CLUSTERED} (other clips too)", holds(row.clustered, condition.accuracy)
    yield from _of_models(responses)
    agreed = planted_agreement() | mean_reliability(raters)
    for measure, _, _, interval in readings_of_clips(responses):
        yield COVERAGE, f"{measure} (other clips too)", holds(interval, agreed[measure])


def no_effect(raters: int, rng: np.random.Generator) -> Iterator[Outcome]:
    """Nothing differs between conditions, and speed has nothing to do with accuracy; clips differ or do not."""
    seed = int(rng.integers(2**31))
    alike = simulate_study(NO_EFFECT_ALIKE, raters, rng)
    pair = (NO_EFFECT.names[0], NO_EFFECT.names[1])
    yield ERROR, "paired t (clips alike)", small(condition_contrasts(alike, pair)[0].p)
    ranks = condition_rank_contrasts(alike, pair, seed)[0]
    yield ERROR, "signed ranks (clips alike)", small(ranks.wilcoxon_p)
    yield ERROR, "flipped signs (clips alike)", small(ranks.flip_p)
    yield ERROR, "paired t on log RT (clips alike)", small(time_contrasts(alike, pair)[0].p)
    yield ERROR, "correct against wrong, log RT", small(correct_against_wrong(alike).p)
    speed = speed_accuracy(alike)
    yield ERROR, "RT and accuracy across raters, r", small(speed.across_raters.p)
    yield ERROR, "RT and accuracy across raters, ranks", small(speed.across_raters_ranks.p)
    yield ERROR, "RT and accuracy within raters, r", small(speed.within_raters.p)
    differing = simulate_study(NO_EFFECT, raters, rng)
    yield ERROR, "paired t (clips differ)", small(condition_contrasts(differing, pair)[0].p)
    yield ERROR, "RT and accuracy across stimuli, r", small(speed_accuracy(differing).across_stimuli.p)
    accuracy, times = accuracy_model(differing, pair, [pair]), response_time_model(differing, pair, [pair])
    yield ERROR, "contrast, mixed model of accuracy", _contrast_p(accuracy)
    yield ERROR, "contrast, mixed model of log RT", _contrast_p(times)


def _contrast_p(model: MixedModel | NotEstimable) -> bool | NotEstimable:
    return model if isinstance(model, NotEstimable) else small(model.contrasts[0].p)


def readings_of_raters(responses: pd.DataFrame, seed: int) -> Iterator[Reading]:
    """Estimates whose intervals speak of other raters of the same clips."""
    for row in _accuracies(responses, PAPER, seed):
        yield CLUSTERED, row.cell[0], row.accuracy, row.clustered
        yield f"{WILSON}, raters differ", row.cell[0], row.accuracy, row.wilson
    for contrast in condition_contrasts(responses, PAPER.names):
        yield CONTRAST, f"{contrast.first} {contrast.second}", contrast.difference, contrast.interval
    for ratio in time_contrasts(responses, PAPER.names):
        yield "ratio of RT, paired t", f"{ratio.first} {ratio.second}", ratio.ratio, ratio.interval
    against = correct_against_wrong(responses)
    yield "RT, correct over wrong", "", against.ratio, against.interval
    speed = speed_accuracy(responses)
    yield "RT and accuracy across raters, r", "", speed.across_raters.r, speed.across_raters.interval
    yield "RT and accuracy across raters, ranks", "", speed.across_raters_ranks.r, speed.across_raters_ranks.interval
    yield "RT and accuracy within raters, r", "", speed.within_raters.r, speed.within_raters.interval
    information = information_transmitted(responses, label_names(PAPER.labels))
    yield "information transmitted", "", information.corrected, information.interval


def readings_of_clips(responses: pd.DataFrame) -> Iterator[Reading]:
    """Estimates whose intervals speak of other clips."""
    for row in nominal_agreement(responses, label_names(PAPER.labels)):
        yield row.name, "", row.value, row.interval
    logs = responses.assign(rating=np.log(responses["rt_ms"]))
    alpha = numeric_agreement(logs, "rating")
    yield f"{alpha.name}, numeric", "", alpha.value, alpha.interval
    for row in intraclass(logs, "rating"):
        yield row.name, "", row.value, row.interval


def _of_models(responses: pd.DataFrame) -> Iterator[Outcome]:
    accuracy = accuracy_model(responses, PAPER.names, PAPER.pairs)
    typical = dict(zip(PAPER.names, PAPER.intercepts, strict=True))
    yield from _of_model(
        accuracy, (MODEL_MEAN, MODEL_CONTRAST), {k: float(expit(v)) for k, v in typical.items()}, typical
    )
    median = 1000 * PAPER.rt_median_seconds
    same = dict.fromkeys(PAPER.names, median)
    yield from _of_model(
        response_time_model(responses, PAPER.names, PAPER.pairs),
        (TIME_MEAN, TIME_CONTRAST),
        same,
        dict.fromkeys(PAPER.names, 0.0),
    )


def _of_model(
    model: MixedModel | NotEstimable, names: tuple[str, str], typical: Mapping[str, float], scale: Mapping[str, float]
) -> Iterator[Outcome]:
    if isinstance(model, NotEstimable):
        yield from ((COVERAGE, f"{name} (other clips too)", model) for name in names)
        return
    for mean in model.means:
        yield COVERAGE, f"{names[0]} (other clips too)", holds(mean.interval, typical[mean.condition])
    for row in model.contrasts:
        ratio = float(np.exp(scale[row.first] - scale[row.second]))
        yield COVERAGE, f"{names[1]} (other clips too)", holds(row.ratio_interval, ratio)


@cache
def fixed_clips() -> tuple[Clips, dict[tuple[str, str], float]]:
    """One set of clips of the paper's design, and what POPULATION raters make of it."""
    rng = np.random.default_rng(65)
    clips = draw_clips(PAPER, rng)
    crowd = tidy(PAPER, clips, draw_answers(PAPER, clips, POPULATION, rng), rng)
    return clips, {(row[0], row[1]): known(row[2]) for row in readings_of_raters(crowd, 0)}


@cache
def planted_agreement() -> dict[str, float]:
    """Agreement of all raters about all clips of the plan: of labels by quadrature, of numbers from the components.

    Two raters agree on a clip that a share m of all recognise with m² + (1 − m)² / (labels − 1), wrong answers being
    even; and on two clips with 1 / labels.
    """
    nodes, weights = standard_normal()
    agreed = 0.0
    for condition, intercept in zip(PAPER.conditions, PAPER.intercepts, strict=True):
        odds = intercept + PAPER.clip_sd * nodes[:, None] + PAPER.rater_sd * nodes
        share = expit(odds) @ weights
        both = share**2 + (1 - share) ** 2 / (PAPER.labels - 1)
        agreed += condition.clips / PAPER.clips * float(weights @ both)
    kappa = (agreed - 1 / PAPER.labels) / (1 - 1 / PAPER.labels)
    between, error = PAPER.rt_clip_sd**2, PAPER.rt_rater_sd**2 + PAPER.rt_sd**2
    single = between / (between + error)
    labels = dict.fromkeys(("Fleiss' kappa", "Krippendorff's alpha"), kappa)
    return labels | {"ICC(A,1)": single, "Krippendorff's alpha, numeric": single}


def mean_reliability(raters: int) -> dict[str, float]:
    """ICC(A,k) of so many raters."""
    between, error = PAPER.rt_clip_sd**2, PAPER.rt_rater_sd**2 + PAPER.rt_sd**2
    return {"ICC(A,k)": between / (between + error / raters)}


REGIMES: tuple[Callable[[int, np.random.Generator], Iterator[Outcome]], ...] = (
    independent,
    same_clips,
    other_clips,
    no_effect,
    same_planted_clips,
    other_planted_clips,
    no_sight,
)


def recover(studies: int, raters: int, seed: int, processes: int, chunk: int = 25) -> tuple[Recovered, ...]:
    """All measures, each in so many simulated studies of so many raters. Same numbers and seed, same result."""
    jobs = [range(first, min(first + chunk, studies)) for first in range(0, studies, chunk)]
    work = partial(_counted, raters, seed)
    fixed_clips(), planted_clips(), planted_alignment(raters)  # once, before processes are forked
    if processes == 1:
        return _added(studies, map(work, jobs))
    with ProcessPoolExecutor(processes, multiprocessing.get_context("fork")) as pool:
        return _added(studies, pool.map(work, jobs))


def _counted(raters: int, seed: int, studies: Iterable[int]) -> Tally:
    """Of each measure: how often told, how often of these yes, how often not estimable."""
    counts: Tally = {}
    for study in studies:
        for place, regime in enumerate(REGIMES):
            for kind, measure, outcome in regime(raters, np.random.default_rng([seed, place, study])):
                counts[kind, measure] = counts.get((kind, measure), Moments()) + Moments.of(outcome)
    return counts


def _added(studies: int, parts: Iterable[Tally]) -> tuple[Recovered, ...]:
    total = reduce(add, parts, Tally())
    return tuple(_recovered(studies, kind, name, counts) for (kind, name), counts in total.items())


def _recovered(studies: int, kind: str, name: str, counts: Moments) -> Recovered:
    share = counts.mean
    if isinstance(share, NotEstimable):
        return Recovered(kind, name, 0, counts.failed, 0.0, Interval(0.0, 1.0))
    interval = wilson_interval(round(share * studies), studies)
    assert isinstance(interval, Interval)  # there are studies
    return Recovered(kind, name, studies, counts.failed, share, interval)


def _accuracies(responses: pd.DataFrame, plan: StudyPlan, seed: int = 0) -> tuple[Accuracy, ...]:
    return accuracy_table(responses, ["condition"], [(name,) for name in plan.names], 1 / plan.labels, seed)
