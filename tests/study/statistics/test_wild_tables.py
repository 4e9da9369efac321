"""Whatever a table of responses looks like, every statistic gives numbers or reasons: never nan, never a crash."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from study.statistics import accuracy, agreement, confusion, intraclass, ratings, response_time
from study.statistics.estimate import to_json
from study.statistics.mixed import model

LABELS = ("angry", "happy", "sad")
CONDITIONS = ("correct", "mean_latent")
BOTH = [(condition, label) for condition in CONDITIONS for label in LABELS]
TIMES = st.one_of(st.none(), st.sampled_from([0.0, 1.0, 900.0, 900.0, 4000.0, 1e7]), st.floats(-10, 1e5))
RATINGS = st.one_of(st.none(), st.integers(1, 7).map(float))

STATISTICS: dict[str, Callable[[pd.DataFrame], Any]] = {
    "accuracy overall": lambda table: accuracy.accuracy_table(table, [], [()], 1 / 3, 0),
    "accuracy of cells": lambda table: accuracy.accuracy_table(table, ["condition", "intended"], BOTH, 1 / 3, 0),
    "accuracy of raters": lambda table: accuracy.accuracy_of_raters(table, 1 / 3),
    "accuracy of stimuli": lambda table: accuracy.accuracy_of_stimuli(table, 1 / 3),
    "contrasts": lambda table: accuracy.condition_contrasts(table, CONDITIONS),
    "rank contrasts": lambda table: accuracy.condition_rank_contrasts(table, CONDITIONS, 0),
    "confusion": lambda table: confusion.confusion_matrix(table, LABELS, "correct"),
    "unbiased": lambda table: confusion.unbiased_hit_rates(table, LABELS),
    "bias": lambda table: confusion.response_bias(table, LABELS, 0, "mean_latent"),
    "information": lambda table: confusion.information_transmitted(table, LABELS),
    "similarity": lambda table: confusion.compare_confusions(table, LABELS, 0),
    "alignment": lambda table: confusion.clip_alignment(table, 0),
    "response times": lambda table: response_time.response_times(table, CONDITIONS),
    "histograms": lambda table: response_time.histograms(table, CONDITIONS),
    "correct against wrong": lambda table: response_time.correct_against_wrong(table),
    "time contrasts": lambda table: response_time.time_contrasts(table, CONDITIONS),
    "speed and accuracy": lambda table: response_time.speed_accuracy(table),
    "conditional accuracy": lambda table: response_time.conditional_accuracy(table, 0, bins=2),
    "ratings": lambda table: ratings.rating_means(table, "rating_strength", ["condition", "intended"], BOTH),
    "nominal agreement": lambda table: agreement.nominal_agreement(table, LABELS),
    "numeric agreement": lambda table: agreement.numeric_agreement(table, "rating_strength"),
    "intraclass": lambda table: intraclass.intraclass(table, "rating_strength"),
    "accuracy model": lambda table: model.accuracy_model(table, CONDITIONS, [CONDITIONS]),
    "response time model": lambda table: model.response_time_model(table, CONDITIONS, [CONDITIONS]),
}


@st.composite
def tables(draw: st.DrawFn) -> pd.DataFrame:
    """Few raters, few clips, few labels in use; times and ratings that are missing, zero, negative or all the same."""
    labels = draw(st.lists(st.sampled_from(LABELS), min_size=1, max_size=3, unique=True))
    clips = [
        (
            f"clip {place}",
            draw(st.sampled_from(CONDITIONS)),
            draw(st.sampled_from(labels)),
            draw(st.sampled_from(LABELS)),
        )
        for place in range(draw(st.integers(1, 5)))
    ]
    sure = draw(st.lists(st.one_of(st.none(), st.floats(0, 1)), min_size=len(clips), max_size=len(clips)))
    raters = draw(st.integers(0, 5))
    rows = []
    for rater in range(raters):
        for place in draw(st.lists(st.integers(0, len(clips) - 1), max_size=6, unique=True)):
            rows.append(
                (
                    f"rater {rater}",
                    *clips[place],
                    sure[place],
                    draw(st.sampled_from(labels)),
                    draw(TIMES),
                    draw(RATINGS),
                )
            )
    names = ["participant", "stimulus", "condition", "intended", "predicted", "probability_intended", "chosen", "rt_ms"]
    table = pd.DataFrame(rows, columns=[*names, "rating_strength"])
    numbers = dict.fromkeys(["probability_intended", "rt_ms", "rating_strength"], float)
    table = table.astype(numbers | dict.fromkeys([name for name in names if name not in numbers], str))
    if draw(st.booleans()):
        table["rt_ms"] = 1000.0
    if draw(st.booleans()):
        table["rating_strength"] = np.nan
    if draw(st.booleans()):
        table["chosen"] = table["intended"]
    return table.assign(correct=table["chosen"] == table["intended"])


@pytest.mark.parametrize("name", STATISTICS)
@settings(max_examples=40, suppress_health_check=list(HealthCheck))
@given(table=tables())
@pytest.mark.filterwarnings("error::RuntimeWarning")
def test_a_wild_table_gives_numbers_or_reasons(name: str, table: pd.DataFrame) -> None:
    before = table.copy()
    json.dumps(to_json(STATISTICS[name](table)), allow_nan=False)
    pd.testing.assert_frame_equal(table, before)
