"""The mixed models of a study: what takes longest, and is fitted apart from everything else."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations

import pandas as pd

from study.statistics.estimate import NotEstimable
from study.statistics.mixed.model import MixedModel, accuracy_model, response_time_model

ONE_CONDITION = NotEstimable("the study has one condition only")


@dataclass(frozen=True)
class Models:
    """Logistic of correct answers, gaussian of log response times; every pair of conditions is compared."""

    accuracy: MixedModel | NotEstimable
    response_time: MixedModel | NotEstimable


def fit_models(responses: pd.DataFrame, conditions: tuple[str, ...]) -> Models:
    """Of the answers to ``conditions``; with one condition there is nothing to compare."""
    if len(conditions) < 2:
        return Models(ONE_CONDITION, ONE_CONDITION)
    pairs = tuple(combinations(conditions, 2))
    return Models(accuracy_model(responses, conditions, pairs), response_time_model(responses, conditions, pairs))
