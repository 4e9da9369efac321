"""What the report says follows from the gain by augmentation: told from the numbers, never a fixed conclusion."""

import pytest

from generation.reproduction.figures.augmentation import draw_gain
from generation.reproduction.verdict import CORPUS, GENERATOR, REACHED, UNKNOWN, verdict


def point(value, low, high, added=(2000, 2000, 2000), size=2000):
    """The largest size of an arm: its gain, with an interval over test clips and a wider one over trainings."""
    return {
        "size": size,
        "added": list(added),
        "lift": {"value": value, "low": low - 0.05, "high": high + 0.05, "n": 3},
        "lift_over_clips": {"value": value, "low": low, "high": high, "n": 544},
    }


def unknown(reason):
    missing = {"value": None, "low": None, "high": None, "reason": reason}
    return {"size": 2000, "added": [2000], "lift": missing, "lift_over_clips": missing}


def test_a_gain_that_is_reached_is_told_with_the_share_of_what_real_clips_gain():
    found = verdict(point(0.18, 0.09, 0.27), point(0.24, 0.15, 0.33), judged=True)
    assert found["case"] == REACHED
    assert found["text"] == (
        "2,000 generated clips change test accuracy by +18.0 % (95 %: 9.0 to 27.0 % over test clips, 4.0 to 32.0 % "
        "over trainings), which reaches the 15 % to reach. 2,000 real clips of another corpus in their place change "
        "test accuracy by +24.0 % (95 %: 15.0 to 33.0 % over test clips, 10.0 to 38.0 % over trainings), which reaches "
        "the 15 % to reach. Generated clips gain 75 % of what real ones do."
    )


def test_where_real_clips_gain_little_too_it_is_the_corpus_that_cannot_show_it():
    found = verdict(point(0.03, -0.02, 0.08), point(0.06, 0.01, 0.11), judged=True)
    assert found["case"] == CORPUS
    assert "+3.0 % (95 %: −2.0 to 8.0 % over test clips, −7.0 to 13.0 % over trainings), less than" in found["text"]
    assert "+6.0 % (95 %: 1.0 to 11.0 % over test clips, −4.0 to 16.0 % over trainings), less than" in found["text"]
    assert "less than the 15 % to reach too." in found["text"]
    assert found["text"].endswith("this corpus cannot show such a gain, whatever the generator.")


def test_too_few_test_clips_to_exclude_the_gain_are_admitted():
    found = verdict(point(0.03, -0.02, 0.08), point(0.10, 0.01, 0.19), judged=True)
    assert found["case"] == CORPUS
    assert "cannot show" not in found["text"]
    assert found["text"].endswith("but does not settle it: the interval over test clips reaches 15 %.")


def test_where_real_clips_gain_much_and_generated_ones_do_not_it_is_the_generator_that_falls_short():
    found = verdict(point(0.05, -0.02, 0.12), point(0.25, 0.16, 0.34), judged=True)
    assert found["case"] == GENERATOR
    assert "it is the generator that falls short. Generated clips gain 20 % of what real ones do." in found["text"]
    assert "as far as these test clips tell" not in found["text"]
    unsure = verdict(point(0.05, -0.02, 0.12), point(0.25, 0.10, 0.40), judged=True)
    assert unsure["case"] == GENERATOR
    assert "as far as these test clips tell: the interval of real ones goes below it" in unsure["text"]


def test_the_conclusion_changes_at_the_very_limit():
    cases = {
        (0.15, 0.05): REACHED,
        (0.149, 0.15): GENERATOR,
        (0.149, 0.149): CORPUS,
    }
    for (generated, real), case in cases.items():
        assert verdict(point(generated, 0, 0.3), point(real, 0, 0.3), judged=True)["case"] == case


def test_without_evidence_nothing_is_concluded_and_the_way_to_it_is_named():
    found = verdict(point(0.05, -0.02, 0.12), None, judged=True)
    assert found["case"] == UNKNOWN
    assert "cannot be told from this run" in found["text"] and "--oracle" in found["text"]
    assert verdict(point(0.2, 0.1, 0.3), None, judged=True)["case"] == REACHED
    assert "not estimable: no hits." in verdict(unknown("no hits"), None, judged=True)["text"]
    assert "not estimable: no hits." in verdict(point(0.05, 0, 0.1), unknown("no hits"), judged=True)["text"]
    assert "was left out" in verdict(None, None, judged=True)["text"]


def test_a_smoke_test_concludes_nothing():
    found = verdict(point(0.2, 0.1, 0.3), point(0.2, 0.1, 0.3), judged=False)
    assert (found["case"], found["text"]) == (UNKNOWN, "Not judged: no figure here means anything.")


def test_clips_that_were_not_found_are_told():
    found = verdict(point(0.05, 0, 0.1, added=(1604, 1712, 1650)), None, judged=True)
    assert found["text"].startswith("1,604 to 1,712 generated clips (of 2,000 asked for) change")


def test_generated_clips_that_outdo_real_ones_are_not_a_share_of_them():
    found = verdict(point(0.16, 0.1, 0.2), point(-0.01, -0.1, 0.1), judged=True)
    assert found["text"].endswith("Generated clips gain more than those real ones, which gain nothing.")


@pytest.mark.parametrize("filter", ["supervised", "oracle"])
def test_both_intervals_of_a_gain_are_drawn_and_the_gain_to_reach_is_marked(filter):
    row = {**point(0.05, -0.02, 0.12), "title": "One", "schedule": "one-time", "filter": filter}
    axes = draw_gain([row], 0.15).axes[0]
    drawn = [tuple(line.get_xdata()) for line in axes.lines]
    assert drawn[:2] == [(-0.07, pytest.approx(0.17)), (-0.02, 0.12)]
    assert (0.15, 0.15) in drawn


def test_a_gain_of_a_single_training_is_drawn_without_that_interval():
    row = {**point(0.05, -0.02, 0.12), "title": "One", "schedule": "one-time", "filter": "oracle"}
    row["lift"] = {"value": 0.05, "low": None, "high": None}
    assert len(draw_gain([row], 0.15).axes[0].lines) == 3
