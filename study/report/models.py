"""The mixed models of a study: what takes longest, and is fitted apart from everything else."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations

import pandas as pd

from study.statistics.estimate import NotEstimable
from study.statistics.mixed.model import MixedModel, accuracy_model, response_time_model

ONE_CONDITION = NotEstimable("the study has one condition only")
ONE_ANSWERED = NotEstimable("there are answers to one condition only")


@dataclass(frozen=True)
class Models:
    """Logistic of correct answers, gaussian of log response times; every pair of conditions is compared."""

    accuracy: MixedModel | NotEstimable
    response_time: MixedModel | NotEstimable


def fit_models(responses: pd.DataFrame, conditions: tuple[str, ...]) -> Models:
    """Of those ``conditions`` that were answered; with one condition there is nothing to compare."""
    answered = set(responses["condition"])
    compared = tuple(name for name in conditions if name in answered) or conditions
    if len(compared) < 2:
        reason = ONE_CONDITION if len(conditions) < 2 else ONE_ANSWERED
        return Models(reason, reason)
    pairs = tuple(combinations(compared, 2))
    return Models(accuracy_model(responses, compared, pairs), response_time_model(responses, compared, pairs))
