"""Everything that is computed of one set of answers, but for the mixed models."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from study.report.facts import StudyFacts
from study.report.ratings import Rating, rating_summaries
from study.statistics.accuracy import (
    Accuracy,
    Contrast,
    RankContrast,
    UnitAccuracy,
    accuracy_of_stimuli,
    accuracy_table,
    condition_contrasts,
    condition_rank_contrasts,
)
from study.statistics.agreement import Agreement, nominal_agreement
from study.statistics.confusion import (
    Alignment,
    AnswerShare,
    ConfusionMatrix,
    ConfusionSimilarity,
    Information,
    UnbiasedHitRate,
    clip_alignment,
    compare_confusions,
    confusion_matrix,
    information_transmitted,
    response_bias,
    unbiased_hit_rates,
)
from study.statistics.response_time import (
    CorrectAgainstWrong,
    Histogram,
    RaterSpeed,
    ResponseTimes,
    SpeedAccuracy,
    SpeedBin,
    TimeContrast,
    conditional_accuracy,
    correct_against_wrong,
    histograms,
    response_times,
    speed_accuracy,
    speed_of_raters,
    time_contrasts,
)


@dataclass(frozen=True)
class Analysis:
    """``confusions``, ``information`` and ``alignment``: all answers first, then one per condition."""

    responses: int
    raters_with_answers: int
    overall: Accuracy
    by_condition: tuple[Accuracy, ...]
    by_emotion: tuple[Accuracy, ...]
    by_cell: tuple[Accuracy, ...]
    by_stimulus: tuple[UnitAccuracy, ...]
    contrasts: tuple[Contrast, ...]
    rank_contrasts: tuple[RankContrast, ...]
    confusions: tuple[ConfusionMatrix, ...]
    unbiased: tuple[UnbiasedHitRate, ...]
    bias: tuple[AnswerShare, ...]
    information: tuple[Information, ...]
    agreement: tuple[Agreement, ...]
    recogniser: ConfusionSimilarity
    alignment: tuple[Alignment, ...]
    raters: tuple[RaterSpeed, ...]
    speed_accuracy: SpeedAccuracy
    conditional_accuracy: tuple[SpeedBin, ...]
    response_times: tuple[ResponseTimes, ...]
    rt_histograms: tuple[Histogram, ...]
    time_contrasts: tuple[TimeContrast, ...]
    correct_against_wrong: CorrectAgainstWrong
    ratings: tuple[Rating, ...]


def analyse(responses: pd.DataFrame, study: StudyFacts, seed: int, probabilities: pd.DataFrame | None) -> Analysis:
    """Same answers and seed, same numbers. ``probabilities``: the recogniser's, a row per stimulus, a column per
    label."""
    emotions, conditions = study.labels.names, study.conditions
    chance = 1 / len(emotions)
    groups = (None, *conditions)
    cells = [(condition, emotion) for condition in conditions for emotion in emotions]
    return Analysis(
        responses=len(responses),
        raters_with_answers=int(responses["participant"].nunique()),
        overall=accuracy_table(responses, [], [()], chance, seed)[0],
        by_condition=accuracy_table(responses, ["condition"], [(name,) for name in conditions], chance, seed),
        by_emotion=accuracy_table(responses, ["intended"], [(name,) for name in emotions], chance, seed),
        by_cell=accuracy_table(responses, ["condition", "intended"], cells, chance, seed),
        by_stimulus=accuracy_of_stimuli(responses, chance, tuple(study.stimuli)),
        contrasts=condition_contrasts(responses, conditions),
        rank_contrasts=condition_rank_contrasts(responses, conditions, seed),
        confusions=tuple(confusion_matrix(responses, emotions, name) for name in groups),
        unbiased=unbiased_hit_rates(responses, emotions),
        bias=response_bias(responses, emotions, seed),
        information=tuple(information_transmitted(responses, emotions, name) for name in groups),
        agreement=nominal_agreement(responses, emotions),
        recogniser=compare_confusions(responses, emotions, seed, probabilities=probabilities),
        alignment=tuple(clip_alignment(responses, seed, name) for name in groups),
        raters=speed_of_raters(responses),
        speed_accuracy=speed_accuracy(responses),
        conditional_accuracy=conditional_accuracy(responses, seed),
        response_times=response_times(responses, conditions),
        rt_histograms=histograms(responses, conditions),
        time_contrasts=time_contrasts(responses, conditions),
        correct_against_wrong=correct_against_wrong(responses),
        ratings=rating_summaries(responses, study.protocol.questions, conditions, emotions),
    )
