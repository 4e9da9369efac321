"""Targets, comparability, the paper's figures and how numbers are written."""

import pytest

from generation.reproduction import paper
from generation.reproduction.comparability import BY_CLIP, BY_CONTENT, comparability, differences, notices, split_of
from generation.reproduction.page import decimal, duration, gain, percent, percent_plus_minus, percent_range, plus_minus
from generation.reproduction.targets import Reached, targets
from tests.generation.reproduction.conftest import acted_corpus


def estimate(value, low=None, high=None):
    return {"value": value, "low": low, "high": high}


def verdicts(ratio, mesh, gained, skating, judged=True):
    reached = Reached(estimate(ratio), estimate(mesh), estimate(gained), estimate(skating))
    return [target["met"] for target in targets(reached, judged)]


def test_a_result_is_met_at_its_very_limit_and_missed_beyond_it():
    assert verdicts(0.80, 3.0, 0.15, 1.5) == [True] * 4
    assert verdicts(0.79, 3.01, 0.149, 1.51) == [False] * 4


def test_what_was_not_measured_or_means_nothing_is_not_judged():
    nothing = Reached(None, estimate(None) | {"reason": "no clips"}, None, None)
    assert [target["met"] for target in targets(nothing, True)] == [None] * 4
    assert verdicts(0.9, 1.0, 0.5, 1.0, judged=False) == [None] * 4


def test_the_papers_derived_figures_follow_from_its_own():
    assert pytest.approx(paper.RATIO, abs=5e-4) == paper.GENERATED_ACCURACY / paper.REAL_ACCURACY
    assert pytest.approx(paper.AUGMENTATION_GAIN, abs=5e-3) == paper.AUGMENTED_ACCURACY / paper.REAL_ACCURACY - 1
    assert pytest.approx(1 / paper.LABELS, abs=5e-5) == paper.CHANCE


def test_a_recorded_corpus_of_the_papers_labels_split_by_clip_may_be_compared_with_care(emotions_corpus):
    assert differences(emotions_corpus, quick=False) == ()
    assert "Compare with care" in comparability(emotions_corpus, quick=False)
    assert notices(emotions_corpus, quick=False) == ()


def test_every_difference_that_forbids_comparison_is_named(tmp_path):
    corpus = acted_corpus(tmp_path / "corpus", by_content=True)
    said = comparability(corpus, quick=True)
    assert said.startswith("NOT COMPARABLE: this corpus is synthetic; its 3 labels are not the paper's 13")
    assert "it is not split by clip" in said and "smoke test" in said


def test_the_split_is_known_by_what_no_two_splits_share(tmp_path, emotions_corpus):
    assert split_of(emotions_corpus) == BY_CLIP
    assert split_of(acted_corpus(tmp_path / "corpus", by_content=True)) == BY_CONTENT


def test_numbers_are_written_with_their_sign_unit_and_reason():
    assert percent(estimate(0.34281)) == "34.3 %"
    assert gain(estimate(-0.05)) == "−5.0 %"
    assert decimal(None) == "–"
    assert percent_range(estimate(0.1, -0.02, 0.22)) == "−2.0 to 22.0 %"
    assert plus_minus(estimate(2.5, 2.0, 3.0)) == "2.50 ± 0.50"
    assert percent_plus_minus(estimate(0.5)) == "50.0 %"
    assert "no &lt;clips&gt;" in decimal({"value": None, "reason": "no <clips>"})


@pytest.mark.parametrize(("seconds", "text"), [(7.4, "7.4 s"), (96, "1 min 36 s"), (4210, "1 h 10 min")])
def test_durations_read_as_people_say_them(seconds, text):
    assert duration(seconds) == text
