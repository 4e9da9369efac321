"""Every statistic that reads a tidy table, as one call each."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Callable
from typing import Any

import pandas as pd

import study.statistics
from study.statistics import accuracy, agreement, confusion, flow, intraclass, ratings, response_time
from study.statistics.confusion import matrix
from study.statistics.mixed import model

LABELS = ("angry", "happy", "sad")
CONDITIONS = ("correct", "mean_latent")
BOTH = [(condition, label) for condition in CONDITIONS for label in LABELS]
CHANCE = 1 / 3
ELSEWHERE = ("planning", "flags", "exclusions", "counting", "matrices")  # no statistics, or with tests of their own

Statistic = Callable[[pd.DataFrame], Any]
STATISTICS: dict[str, Statistic] = {
    "accuracy overall": lambda table: accuracy.accuracy_table(table, [], [()], CHANCE, 0),
    "accuracy of cells": lambda table: accuracy.accuracy_table(table, ["condition", "intended"], BOTH, CHANCE, 0),
    "accuracy of raters": lambda table: accuracy.accuracy_of_raters(table, CHANCE),
    "accuracy of stimuli": lambda table: accuracy.accuracy_of_stimuli(table, CHANCE),
    "contrasts": lambda table: accuracy.condition_contrasts(table, CONDITIONS),
    "rank contrasts": lambda table: accuracy.condition_rank_contrasts(table, CONDITIONS, 0),
    "confusion": lambda table: confusion.confusion_matrix(table, LABELS),
    "confusion of a condition": lambda table: confusion.confusion_matrix(table, LABELS, "correct"),
    "counts": lambda table: matrix.count_confusions(table, LABELS).tolist(),
    "unbiased": lambda table: confusion.unbiased_hit_rates(table, LABELS),
    "unbiased in a condition": lambda table: confusion.unbiased_hit_rates(table, LABELS, "correct"),
    "bias": lambda table: confusion.response_bias(table, LABELS, 0),
    "bias in a condition": lambda table: confusion.response_bias(table, LABELS, 0, "mean_latent"),
    "information": lambda table: confusion.information_transmitted(table, LABELS),
    "information in a condition": lambda table: confusion.information_transmitted(table, LABELS, "mean_latent"),
    "similarity": lambda table: confusion.compare_confusions(table, LABELS, 0),
    "similarity in a condition": lambda table: confusion.compare_confusions(table, LABELS, 0, "correct"),
    "similarity of probabilities": lambda table: confusion.compare_confusions(
        table, LABELS, 0, probabilities=pd.DataFrame(CHANCE, index=table["stimulus"].unique(), columns=list(LABELS))
    ),
    "alignment": lambda table: confusion.clip_alignment(table, 0),
    "alignment in a condition": lambda table: confusion.clip_alignment(table, 0, "mean_latent"),
    "response times": lambda table: response_time.response_times(table, CONDITIONS),
    "histograms": lambda table: response_time.histograms(table, CONDITIONS),
    "correct against wrong": lambda table: response_time.correct_against_wrong(table),
    "time contrasts": lambda table: response_time.time_contrasts(table, CONDITIONS),
    "speed of raters": lambda table: response_time.speed_of_raters(table),
    "speed of stimuli": lambda table: response_time.speed_of_stimuli(table),
    "speed and accuracy": lambda table: response_time.speed_accuracy(table),
    "conditional accuracy": lambda table: response_time.conditional_accuracy(table, 0, bins=2),
    "conditional accuracy in a condition": lambda table: response_time.conditional_accuracy(table, 0, "correct"),
    "ratings overall": lambda table: ratings.rating_means(table, "rating_strength", [], [()]),
    "ratings": lambda table: ratings.rating_means(table, "rating_strength", ["condition", "intended"], BOTH),
    "nominal agreement": lambda table: agreement.nominal_agreement(table, LABELS),
    "numeric agreement": lambda table: agreement.numeric_agreement(table, "rating_strength"),
    "intraclass": lambda table: intraclass.intraclass(table, "rating_strength"),
    "accuracy model": lambda table: model.accuracy_model(table, CONDITIONS, [CONDITIONS]),
    "response time model": lambda table: model.response_time_model(table, CONDITIONS, [CONDITIONS]),
    "flow": lambda table: flow.study_flow(_whole(table), _sessions(table)),
}


def public_statistics() -> set[str]:
    """Names of the functions of `study.statistics` whose first argument is a table of responses."""
    found = set()
    for module in pkgutil.walk_packages(study.statistics.__path__, "study.statistics."):
        if not set(module.name.split(".")) & set(ELSEWHERE):
            members = inspect.getmembers(importlib.import_module(module.name), inspect.isfunction)
            own = [member for _, member in members if member.__module__ == module.name]
            found |= {member.__name__ for member in own if member.__name__[0] != "_" and _reads_responses(member)}
    return found


def called() -> set[str]:
    """Names that the calls above use."""
    return {name for call in STATISTICS.values() for name in call.__code__.co_names}


def _reads_responses(function: Callable[..., Any]) -> bool:
    arguments = list(inspect.signature(function).parameters)
    return arguments[:1] == ["responses"]


def _whole(table: pd.DataFrame) -> pd.DataFrame:
    return table.assign(session=table["participant"], simulated=False, practised=False, clip_seconds=6.5)


def _sessions(table: pd.DataFrame) -> pd.DataFrame:
    names = pd.Series(table["participant"].unique(), dtype=object)
    return pd.DataFrame({"session": names, "completed_at": pd.NaT, "minutes": float("nan")})
