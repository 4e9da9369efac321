"""All results of one study. Pages, figures and ``report.json`` are made from this object and from nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from generation.labels import LabelSet
from study.statistics import published
from study.statistics.accuracy import Accuracy, Contrast, accuracy_table, condition_contrasts
from study.statistics.clusters import RESAMPLES
from study.statistics.confusion import ConfusionMatrix, confusion_matrix
from study.statistics.estimate import LEVEL
from study.statistics.flow import Flow, study_flow
from study.statistics.response_time import (
    CorrectAgainstWrong,
    Correlation,
    Histogram,
    RaterSpeed,
    ResponseTimes,
    correct_against_wrong,
    histograms,
    response_times,
    speed_accuracy_correlation,
    speed_of_raters,
)


@dataclass(frozen=True)
class StudyFacts:
    """What the statistics need to know of a study. ``conditions`` are those of its clips, in reporting order."""

    slug: str
    title: str
    labels: LabelSet
    conditions: tuple[str, ...]
    synthetic: bool
    terms: str
    manifest_sha256: str


@dataclass(frozen=True)
class Results:
    """``confusions``: all answers first, then one matrix per condition. ``published``: None if not comparable."""

    study: StudyFacts
    simulated: bool
    level: float
    seed: int
    resamples: int
    chance: float
    flow: Flow
    overall: Accuracy
    by_condition: tuple[Accuracy, ...]
    by_emotion: tuple[Accuracy, ...]
    by_cell: tuple[Accuracy, ...]
    contrasts: tuple[Contrast, ...]
    confusions: tuple[ConfusionMatrix, ...]
    raters: tuple[RaterSpeed, ...]
    speed_accuracy: Correlation
    response_times: tuple[ResponseTimes, ...]
    rt_histograms: tuple[Histogram, ...]
    correct_against_wrong: CorrectAgainstWrong
    published: published.PublishedFigures | None

    @property
    def warnings(self) -> tuple[str, ...]:
        """What must stand on every page and figure, shortest form."""
        simulated = ("SIMULATED RATERS",) if self.simulated else ()
        return simulated + (("SYNTHETIC CORPUS",) if self.study.synthetic else ())


def compute_results(
    responses: pd.DataFrame, sessions: pd.DataFrame, study: StudyFacts, seed: int, withdrawals: Sequence[str] = ()
) -> Results:
    """All statistics of a study from its tidy tables, and the states of withdrawn sessions. Same tables and seed, same
    results."""
    emotions, conditions = study.labels.names, study.conditions
    chance = 1 / len(emotions)
    raters = speed_of_raters(responses)
    cells = [(condition, emotion) for condition in conditions for emotion in emotions]
    return Results(
        study=study,
        simulated=bool(responses["simulated"].any()),
        level=LEVEL,
        seed=seed,
        resamples=RESAMPLES,
        chance=chance,
        flow=study_flow(responses, sessions, withdrawals),
        overall=accuracy_table(responses, [], [()], chance, seed)[0],
        by_condition=accuracy_table(responses, ["condition"], [(name,) for name in conditions], chance, seed),
        by_emotion=accuracy_table(responses, ["intended"], [(name,) for name in emotions], chance, seed),
        by_cell=accuracy_table(responses, ["condition", "intended"], cells, chance, seed),
        contrasts=condition_contrasts(responses, conditions),
        confusions=tuple(confusion_matrix(responses, emotions, name) for name in (None, *conditions)),
        raters=raters,
        speed_accuracy=speed_accuracy_correlation(raters),
        response_times=response_times(responses, conditions),
        rt_histograms=histograms(responses, conditions),
        correct_against_wrong=correct_against_wrong(responses),
        published=published.published_for(emotions),
    )
