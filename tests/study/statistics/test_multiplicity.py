"""Corrections for the number of tests, against R's p.adjust."""

import pytest

from study.statistics.estimate import NotEstimable
from study.statistics.multiplicity import benjamini_hochberg, holm
from tests.study.statistics.r.figures import figures

P = (0.01, 0.04, 0.03, 0.005, 0.2, 0.03, 0.9)
MISSING = NotEstimable("there are no responses")


def test_holm_matches_r_p_adjust():
    assert holm(P) == pytest.approx(figures("holm"))
    assert holm([0.01, 0.04, 0.03, 0.005]) == pytest.approx((0.03, 0.06, 0.06, 0.02))


def test_benjamini_hochberg_matches_r_p_adjust():
    assert benjamini_hochberg(P) == pytest.approx(figures("bh"))


def test_benjamini_hochberg_rejects_the_four_of_the_1995_paper():
    """Benjamini & Hochberg (1995), section 3.2: 15 p values, of which the first four are rejected at 0.05; Holm's
    procedure, as the paper's Bonferroni, rejects three."""
    paper = (0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344)
    paper += (0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0)
    assert [p <= 0.05 for p in benjamini_hochberg(paper)] == [True] * 4 + [False] * 11
    assert sum(p <= 0.05 for p in holm(paper)) == 3


@pytest.mark.parametrize("correct", [holm, benjamini_hochberg])
def test_a_correction_never_exceeds_one_and_counts_only_tests_that_were_made(correct):
    assert correct([0.6, 0.9]) in ((1.0, 1.0), (0.9, 0.9))
    assert correct([0.02, MISSING, 0.04]) == (0.04, MISSING, 0.04)
    assert correct([]) == ()
    assert correct([MISSING]) == (MISSING,)
