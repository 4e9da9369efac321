"""Agreement, against the tables of Fleiss, Krippendorff, and Shrout & Fleiss."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from study.statistics.agreement import Agreement, nominal_agreement, numeric_agreement
from study.statistics.estimate import Interval, NotEstimable
from study.statistics.intraclass import intraclass
from study.statistics.jackknife import Jackknife

# Fleiss (1971), table 1: 30 patients, 6 psychiatrists, 5 diagnoses.
FLEISS = """00060 03003 01401 00006 03030 20400 00402 20310 20040 00006 10050 11040 03300 10050 02031
00501 30012 51000 02040 10203 00006 01050 02013 20040 10041 05010 40002 02040 10500 00006"""
# Krippendorff (2011), section C: four observers, twelve units, some missing.
KRIPPENDORFF = ("123321412...", "12332241 25.3".replace(" ", ""), ".3332342251.", "123324412 51.".replace(" ", ""))
# Shrout & Fleiss (1979), table 2: six targets, four judges.
SHROUT = ((9, 2, 5, 8), (6, 1, 3, 2), (8, 4, 6, 8), (7, 1, 2, 6), (10, 5, 6, 9), (6, 2, 4, 7))


def fleiss_answers() -> pd.DataFrame:
    rows = []
    for patient, counts in enumerate(FLEISS.split()):
        chosen = [label for label, count in zip("abcde", counts, strict=True) for _ in range(int(count))]
        rows += [(f"rater {place}", f"{patient}", label) for place, label in enumerate(chosen)]
    return pd.DataFrame(rows, columns=["participant", "stimulus", "chosen"])


def krippendorff_answers() -> pd.DataFrame:
    rows = [
        (str(observer), str(unit), value)
        for observer, values in enumerate(KRIPPENDORFF)
        for unit, value in enumerate(values)
        if value != "."
    ]
    table = pd.DataFrame(rows, columns=["participant", "stimulus", "chosen"])
    table["number"] = table["chosen"].astype(float)
    return table


def ratings(table: tuple[tuple[float, ...], ...]) -> pd.DataFrame:
    rows = [(str(judge), str(target), value) for target, row in enumerate(table) for judge, value in enumerate(row)]
    return pd.DataFrame(rows, columns=["participant", "stimulus", "x"])


def test_kappa_of_thirty_patients_is_that_of_fleiss_1971() -> None:
    kappa, _ = nominal_agreement(fleiss_answers(), tuple("abcde"))
    assert kappa.value == pytest.approx(0.430, abs=5e-4)
    assert (kappa.stimuli, kappa.ratings) == (30, 180)


def test_alpha_with_missing_ratings_is_that_of_krippendorff_2011() -> None:
    answers = krippendorff_answers()
    _, alpha = nominal_agreement(answers, tuple("12345"))
    assert alpha.value == pytest.approx(0.743, abs=5e-4)
    assert numeric_agreement(answers, "number").value == pytest.approx(0.849, abs=5e-4)
    assert alpha.stimuli == 11  # one unit was rated once


def test_intraclass_correlations_of_shrout_and_fleiss_1979() -> None:
    one, mean = intraclass(ratings(SHROUT), "x")
    assert (one.value, mean.value) == (pytest.approx(0.290, abs=5e-4), pytest.approx(0.620, abs=5e-4))
    assert isinstance(one.interval, Interval)
    assert (one.interval.low, one.interval.high) == (pytest.approx(0.019, abs=1e-3), pytest.approx(0.761, abs=1e-3))


def test_variance_components_of_a_complete_table_give_the_same_correlation() -> None:
    complete = ratings(SHROUT)
    twice = pd.concat([complete, complete.iloc[[0]].assign(x=9)])  # one rating more: no complete table any more
    assert intraclass(twice, "x")[0].value == pytest.approx(0.290, abs=0.02)
    exact, near = intraclass(complete, "x")[0].interval, intraclass(twice, "x")[0].interval
    assert (near.low, near.high) == (pytest.approx(exact.low, abs=0.02), pytest.approx(exact.high, abs=0.02))


def test_stimuli_that_differ_less_than_chance_have_a_correlation_of_zero() -> None:
    for row in intraclass(ratings(((1, 2), (2, 1))), "x"):
        assert row.value == 0
        assert row.interval == NotEstimable("the stimuli's mean ratings differ less than chance would have it")


@pytest.mark.parametrize("size", [(2, 2), (3, 4), (8, 3), (13, 20)])
def test_intraclass_correlations_of_noise_are_shares_of_variance(size: tuple[int, int]) -> None:
    rng = np.random.default_rng(size)
    for _ in range(100):
        drawn = rng.integers(1, 6, size)
        for row in intraclass(ratings(tuple(map(tuple, drawn))), "x"):
            assert isinstance(row.value, NotEstimable) or 0 <= row.value <= 1
            if isinstance(row.interval, Interval):
                assert 0 <= row.interval.low <= row.value <= row.interval.high <= 1


def test_intervals_hold_the_value() -> None:
    for coefficient in nominal_agreement(fleiss_answers(), tuple("abcde")):
        assert isinstance(coefficient.interval, Interval)
        assert coefficient.interval.low < coefficient.value < coefficient.interval.high


def few_answers(raters: int, stimuli: int, missing: int) -> pd.DataFrame:
    rng = np.random.default_rng(raters)
    rows = [(f"r{r}", f"s{s}", "abc"[min(s % 3, rng.integers(4))]) for r in range(raters) for s in range(stimuli)]
    table = pd.DataFrame(rows, columns=["participant", "stimulus", "chosen"])
    return table.assign(x=table["chosen"].map(ord) + rng.random(len(table))).sample(
        len(table) - missing, random_state=1
    )


@pytest.mark.parametrize("which", ["kappa", "alpha", "numeric alpha"])
def test_variance_and_bias_are_those_of_leaving_out_each_rater_each_stimulus_and_each_answer(which: str) -> None:
    def found(table: pd.DataFrame) -> Agreement:
        both = nominal_agreement(table, ("a", "b", "c"))
        return {"kappa": both[0], "alpha": both[1], "numeric alpha": numeric_agreement(table, "x")}[which]

    table = few_answers(5, 8, 4)
    whole = found(table).value

    def left_out(groups: list[pd.Series]) -> tuple[float, float, float]:
        left = np.array([found(table[~own]).value for own in groups])
        apart, n = left.mean() - left, len(left)
        return (n - 1) * (left.mean() - whole), (n - 1) / n * (apart**2).sum(), (apart**3).sum()

    raters, stimuli, answers = (
        left_out([table["participant"] == name for name in table["participant"].unique()]),
        left_out([table["stimulus"] == name for name in table["stimulus"].unique()]),
        left_out([table.index == row for row in table.index]),
    )
    variance = max(raters[1] + stimuli[1] - answers[1], raters[1], stimuli[1])
    expected = Jackknife(whole - raters[0] - stimuli[0] + answers[0], variance, raters[2] + stimuli[2], 4).interval()
    interval = found(table).interval
    assert isinstance(interval, Interval)
    assert (interval.low, interval.high) == pytest.approx((expected.low, min(expected.high, 1.0)))


def test_two_raters_agree_without_an_interval() -> None:
    for coefficient in nominal_agreement(few_answers(2, 9, 0), ("a", "b", "c")):
        assert isinstance(coefficient.value, float)
        assert coefficient.interval == NotEstimable("there are fewer than 3 raters (2)")


@given(st.integers(2, 6), st.integers(2, 12))
def test_perfect_agreement_is_one_and_chance_is_near_zero(raters: int, stimuli: int) -> None:
    labels = ("a", "b")
    rows = [(str(r), str(s), labels[s % 2]) for r in range(raters) for s in range(stimuli)]
    for coefficient in nominal_agreement(pd.DataFrame(rows, columns=["participant", "stimulus", "chosen"]), labels):
        assert coefficient.value == pytest.approx(1)


def test_raters_who_guess_do_not_agree() -> None:
    rng = np.random.default_rng(0)
    rows = [(str(r), str(s), "abcd"[rng.integers(4)]) for r in range(40) for s in range(60)]
    for coefficient in nominal_agreement(
        pd.DataFrame(rows, columns=["participant", "stimulus", "chosen"]), tuple("abcd")
    ):
        assert coefficient.value == pytest.approx(0, abs=0.02)


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        ([], "there are 0 stimuli with two ratings or more"),
        ([("r", "s", "a"), ("q", "t", "b")], "there are 0 stimuli with two ratings or more"),
        ([(r, s, "a") for r in "xy" for s in "st"], "all answers are the same"),
    ],
)
def test_what_cannot_be_estimated_says_why(rows: list[tuple[str, str, str]], reason: str) -> None:
    table = pd.DataFrame(rows, columns=["participant", "stimulus", "chosen"])
    for coefficient in nominal_agreement(table, ("a", "b")):
        assert coefficient.value == NotEstimable(reason) == coefficient.interval


def test_ratings_that_cannot_be_compared_say_why() -> None:
    same = ratings(((3, 3), (3, 3)))
    assert numeric_agreement(same, "x").value == NotEstimable("all ratings are the same")
    assert intraclass(same, "x")[0].value == NotEstimable("all ratings are the same")
    assert intraclass(ratings(((1,), (2,))), "x")[1].value == NotEstimable("there are ratings of 1 raters")


def test_ratings_that_raters_and_stimuli_account_for_wholly_say_so() -> None:
    rows = [("r", "s", 5.0), ("r", "t", 5.0), ("q", "s", 2.0), ("p", "u", 6.0), ("p", "v", 6.0)]
    for row in intraclass(pd.DataFrame(rows, columns=["participant", "stimulus", "x"]), "x"):
        assert row.value == NotEstimable("the model's equations have no single solution in these data") == row.interval
