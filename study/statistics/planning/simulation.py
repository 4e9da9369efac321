"""Studies drawn from a plan: tidy tables as the statistics read them, with the truth known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import expit

from study.statistics.planning.logit_normal import Floats
from study.statistics.planning.plan import StudyPlan

Codes = NDArray[np.int64]


@dataclass(frozen=True)
class Clips:
    """The clips of one study. All (clips,): the condition's and the intended label's place, the log odds of a right
    answer by a typical rater, and how much longer than the median answers take (log)."""

    condition: Codes
    intended: Codes
    logit: Floats
    slowness: Floats


@dataclass(frozen=True)
class Answers:
    """All (raters, clips). ``seen``: which clips the rater was shown; ``seconds`` from the first frame."""

    correct: NDArray[np.bool_]
    seconds: Floats
    seen: NDArray[np.bool_]


def draw_clips(plan: StudyPlan, rng: np.random.Generator) -> Clips:
    """Other clips of the same kind at every call; labels in turn within each condition."""
    sizes = [condition.clips for condition in plan.conditions]
    condition = np.repeat(np.arange(len(sizes)), sizes)
    return Clips(
        condition=condition,
        intended=np.concatenate([np.arange(size) % plan.labels for size in sizes]),
        logit=plan.intercepts[condition] + plan.clip_sd * rng.standard_normal(len(condition)),
        slowness=plan.rt_clip_sd * rng.standard_normal(len(condition)),
    )


def draw_answers(
    plan: StudyPlan, clips: Clips, raters: int, rng: np.random.Generator, each_sees: int | None = None
) -> Answers:
    """Other raters at every call, who see all clips, or ``each_sees`` of them in the conditions' shares."""
    ability = rng.standard_normal(raters)
    own = rng.standard_normal(raters)
    slowness = plan.correlation * ability + np.sqrt(1 - plan.correlation**2) * own
    shape = (raters, len(clips.logit))
    chance = expit(clips.logit + plan.rater_sd * ability[:, None])
    noise = plan.rt_sd * rng.standard_normal(shape)
    log_seconds = np.log(plan.rt_median_seconds) + plan.rt_rater_sd * slowness[:, None] + clips.slowness + noise
    return Answers(
        correct=rng.random(shape) < chance,
        seconds=np.exp(log_seconds),
        seen=np.ones(shape, bool) if each_sees is None else _subsets(clips, raters, each_sees, rng),
    )


def _subsets(clips: Clips, raters: int, each_sees: int, rng: np.random.Generator) -> NDArray[np.bool_]:
    """(raters, clips); the condition shares are kept to the nearest clip."""
    priority = rng.random((raters, len(clips.condition)))
    share = each_sees / len(clips.condition)
    seen = np.zeros(priority.shape, bool)
    for condition in np.unique(clips.condition):
        own = np.flatnonzero(clips.condition == condition)
        first = np.argsort(priority[:, own], axis=1)[:, : round(share * len(own))]
        np.put_along_axis(seen, own[first], True, axis=1)
    return seen


def label_names(count: int) -> tuple[str, ...]:
    """What the labels of a plan are called in its tables, which know of no emotions."""
    return tuple(f"label{place:03d}" for place in range(count))


def tidy(plan: StudyPlan, clips: Clips, answers: Answers, rng: np.random.Generator) -> pd.DataFrame:
    """One row per answer: the columns of `study.responses` that a statistic of accuracy, agreement or time reads.

    Wrong answers fall evenly on the other labels.
    """
    rater, clip = np.nonzero(answers.seen)
    correct = answers.correct[rater, clip]
    intended = clips.intended[clip]
    other = (intended + rng.integers(1, plan.labels, len(intended))) % plan.labels
    labels = label_names(plan.labels)
    return pd.DataFrame(
        {
            "participant": _named("p", rater, len(answers.seen)),
            "simulated": True,
            "session": _named("s", rater, len(answers.seen)),
            "stimulus": _named("clip", clip, len(clips.condition)),
            "condition": categories(clips.condition[clip], plan.names),
            "intended": categories(intended, labels),
            "chosen": categories(np.where(correct, intended, other), labels),
            "correct": correct,
            "rt_ms": 1000 * answers.seconds[rater, clip],
        }
    )


def simulate_study(plan: StudyPlan, raters: int, rng: np.random.Generator) -> pd.DataFrame:
    """The tidy table of one study with clips and raters of its own."""
    clips = draw_clips(plan, rng)
    return tidy(plan, clips, draw_answers(plan, clips, raters, rng), rng)


def _named(prefix: str, codes: Codes, count: int) -> pd.Categorical[str]:
    return categories(codes, [f"{prefix}{place:05d}" for place in range(count)])


def categories(codes: Codes, names: Sequence[str]) -> pd.Categorical[str]:
    """A column of a tidy table: the names that the codes (rows,) stand for."""
    return pd.Categorical.from_codes(codes, categories=pd.Index(names))
