"""Correlations, against Anscombe, Bland & Altman, and R."""

import numpy as np
import pandas as pd
import pytest

from study.statistics.correlation import spearman, within_raters
from study.statistics.estimate import NotEstimable
from tests.study.statistics.r.figures import HERE, figures

TUNA = ([44.4, 45.9, 41.9, 53.3, 44.7, 44.1, 50.7, 45.2], [2.6, 3.1, 2.5, 5.0, 3.6, 4.0, 5.2, 2.8])
# mpg and wt of R's mtcars
MPG = [21, 21, 22.8, 21.4, 18.7, 18.1, 14.3, 24.4, 22.8, 19.2, 17.8, 16.4, 17.3, 15.2, 10.4, 10.4]
MPG += [14.7, 32.4, 30.4, 33.9, 21.5, 15.5, 15.2, 13.3, 19.2, 27.3, 26, 30.4, 15.8, 19.7, 15, 21.4]
WT = [2.62, 2.875, 2.32, 3.215, 3.44, 3.46, 3.57, 3.19, 3.15, 3.44, 3.44, 4.07, 3.73, 3.78, 5.25, 5.424]
WT += [5.345, 2.2, 1.615, 1.835, 2.465, 3.52, 3.435, 3.84, 3.845, 1.935, 2.14, 1.513, 3.17, 2.77, 3.57, 2.78]
NAMES = ("points", "x", "y")


def test_spearman_of_few_pairs_has_rs_exact_p():
    found = spearman(*TUNA, *NAMES)
    assert [found.r, found.p] == pytest.approx(figures("tuna.spearman"))


def test_spearman_of_many_pairs_with_ties_is_rs():
    found = spearman(MPG, WT, *NAMES)
    assert [found.r, found.p, found.interval.low, found.interval.high] == pytest.approx(figures("cars.spearman"))


def test_the_same_order_has_a_rank_correlation_of_one_and_no_interval():
    found = spearman([1, 2, 3, 9], [0, 5, 6, 7], *NAMES)
    assert (found.r, found.p) == (1.0, pytest.approx(2 / 24))
    assert found.interval == NotEstimable("all points have the same order in x and y")


def test_within_correlation_is_that_of_bland_and_altman_1995_as_in_rmcorr():
    """Bakdash & Marusich (2017): r(38) = −0.5067697, p = 0.0008471081, interval −0.7067146 to −0.2318631, which is what
    R's package rmcorr prints for these data; our R by analysis of covariance says the same."""
    data = pd.read_csv(HERE / "bland.csv")
    found = within_raters(data["subject"], data["ph"].to_numpy(), data["paco2"].to_numpy(), "pH", "PaCO2")
    result = [found.r, found.df, found.p, found.interval.low, found.interval.high]
    assert result == pytest.approx([-0.5067697, 38, 0.0008471081, -0.7067146, -0.2318631], abs=5e-8)
    assert result == pytest.approx(figures("bland.within"))
    assert (found.raters, found.n) == (8, 47)


def test_a_raters_own_level_does_not_count_within_raters():
    rng = np.random.default_rng(1)
    raters = pd.Series(np.repeat(list("abc"), 10))
    x, y = rng.normal(size=30), rng.normal(size=30)
    level = np.repeat([0.0, 1000.0, -500.0], 10)
    assert within_raters(raters, x + level, y - level, *NAMES[1:]).r == pytest.approx(
        within_raters(raters, x, y, *NAMES[1:]).r
    )


@pytest.mark.parametrize(
    ("raters", "x", "y", "reason"),
    [
        ("", [], [], "there are no answers with x and y"),
        ("ab", [1, 2], [3, 4], "2 answers of 2 raters leave 0 degrees of freedom"),
        ("aaaabbbb", [1, 1, 1, 1, 2, 2, 2, 2], range(8), "no rater's x varies"),
        ("aaaabbbb", range(8), [1, 1, 1, 1, 2, 2, 2, 2], "no rater's y varies"),
    ],
)
def test_a_within_correlation_says_why_it_is_none(raters, x, y, reason):
    columns = [np.array(list(values), float) for values in (x, y)]
    found = within_raters(pd.Series(list(raters), dtype=object), *columns, "x", "y")
    assert (found.r, found.p, found.interval) == (NotEstimable(reason),) * 3
