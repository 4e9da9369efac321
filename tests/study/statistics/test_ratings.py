"""Means of numeric ratings, clustered by rater, against R."""

import numpy as np
import pandas as pd
import pytest

from study.statistics.estimate import NotEstimable
from study.statistics.ratings import rating_means
from tests.study.statistics.r.figures import LABELS, figures, small_study

CONDITIONS = [("correct",), ("mean_latent",)]


def test_mean_and_clustered_interval_are_those_of_r():
    row = rating_means(small_study(), "rating_strength", ["condition"], CONDITIONS)[0]
    assert [row.mean, row.sd, row.interval.low, row.interval.high] == pytest.approx(figures("rating"))


def test_cells_of_condition_and_emotion_hold_all_ratings():
    study = small_study()
    cells = [(condition, label) for (condition,) in CONDITIONS for label in LABELS]
    rows = rating_means(study, "rating_strength", ["condition", "intended"], cells)
    assert [row.cell for row in rows] == cells
    assert sum(row.n for row in rows) == len(study)


def test_intervals_cover_the_truth_where_raters_differ():
    rng = np.random.default_rng(0)
    covered = 0
    for _ in range(200):
        level = np.repeat(rng.normal(0, 1, 15), 20)
        table = pd.DataFrame(
            {"participant": np.repeat(np.arange(15), 20).astype(str), "x": level + rng.normal(size=300)}
        )
        interval = rating_means(table, "x", [], [()])[0].interval
        covered += interval.low <= 0 <= interval.high
    assert 0.91 <= covered / 200 <= 0.985


def test_what_cannot_be_told_says_why():
    study = small_study()
    open_ = rating_means(study.assign(rating_strength=float("nan")), "rating_strength", [], [()])[0]
    assert open_.mean == open_.interval == NotEstimable("there are no ratings")
    one = rating_means(study.head(1), "rating_strength", [], [()])[0]
    assert (one.sd, one.interval) == (NotEstimable("there is one rating only"), NotEstimable("there is one rater only"))
    same = rating_means(study.assign(rating_strength=3), "rating_strength", [], [()])[0]
    assert (same.mean, same.sd, same.interval) == (3.0, 0.0, NotEstimable("all raters have the same mean"))
