"""Plans: what is planted comes back; power behaves as power does, and agrees with closed forms."""

from dataclasses import astuple

import msgspec
import numpy as np
import pytest
from scipy.stats import binom, nct, t

from study.statistics.accuracy import condition_contrasts
from study.statistics.estimate import NotEstimable
from study.statistics.planning import formula
from study.statistics.planning.curve import PowerCurve, fit_curve, raters_needed
from study.statistics.planning.logit_normal import intercept_for
from study.statistics.planning.plan import PlannedCondition, StudyPlan
from study.statistics.planning.power import MODEL, PAIRED, add, contrast_name, outcomes, simulate_power
from study.statistics.planning.simulation import draw_answers, draw_clips, simulate_study, tidy

EQUAL = tuple(PlannedCondition(name=name, accuracy=0.2, clips=26) for name in ("correct", "misclassified"))
PAPER = StudyPlan()


def test_planned_accuracies_are_those_of_many_raters_and_clips():
    responses = simulate_study(PAPER.with_clips(30), 300, np.random.default_rng(0))
    found = responses.groupby("condition", observed=True)["correct"].mean()
    for condition in PAPER.conditions:
        assert found[condition.name] == pytest.approx(condition.accuracy, abs=0.02)


@pytest.mark.parametrize("sd", [0.0, 0.4, 1.0, 2.0])
def test_the_intercept_gives_the_marginal_accuracy(sd):
    draws = np.random.default_rng(1).standard_normal(400_000)
    assert (1 / (1 + np.exp(-intercept_for(0.2491, sd) - sd * draws))).mean() == pytest.approx(0.2491, abs=2e-3)


def test_raters_abilities_and_times_correlate_as_planned():
    plan = StudyPlan(correlation=-0.6, rater_sd=2.0, clip_sd=0.0, rt_sd=0.0)
    rng = np.random.default_rng(2)
    answers = draw_answers(plan.with_clips(10), draw_clips(plan.with_clips(10), rng), 3000, rng)
    right = answers.correct.mean(axis=1)  # of 650 clips: the noise of answers hardly counts
    able, slow = np.log((right + 1e-3) / (1 - right + 1e-3)), np.log(answers.seconds).mean(axis=1)
    assert np.corrcoef(able, slow)[0, 1] == pytest.approx(-0.6, abs=0.06)


def test_a_rater_may_see_a_part_of_the_clips_in_the_conditions_shares():
    rng = np.random.default_rng(3)
    clips = draw_clips(PAPER, rng)
    table = tidy(PAPER, clips, draw_answers(PAPER, clips, 7, rng, each_sees=25), rng)
    counts = table.groupby(["participant", "condition"], observed=True).size().unstack()
    assert (counts[["correct", "misclassified", "mean_latent"]].to_numpy() == [10, 10, 5]).all()


def test_the_same_seed_gives_the_same_study():
    first, second = (simulate_study(PAPER, 5, np.random.default_rng(4)) for _ in range(2))
    assert first.equals(second)


def test_wrong_answers_are_other_labels():
    table = simulate_study(PAPER, 10, np.random.default_rng(5))
    assert ((table["intended"].astype(str) == table["chosen"].astype(str)) == table["correct"]).all()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"conditions": ()}, "the number of conditions must lie between 1 and 12"),
        ({"contrasts": (("correct", "real"),)}, "contrast of 'real': expected one of correct"),
        ({"contrasts": (("correct", "correct"),)}, "contrast of 'correct' with itself"),
        ({"conditions": (EQUAL[0], EQUAL[0])}, "condition 'correct' is there twice"),
        ({"clip_sd": -1.0}, "clip_sd must lie between 0 and 3"),
        ({"correlation": 2.0}, "correlation must lie between -1 and 1"),
    ],
)
def test_nonsense_is_refused(change, said):
    with pytest.raises(ValueError, match=said):
        StudyPlan(**change)


def test_the_paired_test_is_the_reports():
    rng = np.random.default_rng(6)
    found = outcomes(PAPER, 12, rng)
    table = simulate_study(PAPER, 12, np.random.default_rng(6))
    for row in condition_contrasts(table, PAPER.names):
        assert found[PAIRED, contrast_name((row.first, row.second))] == float(row.p < 0.05)


def test_any_split_of_the_studies_gives_the_same_sums():
    whole = simulate_power(PAPER, 6, 0, range(4))
    parts = add(simulate_power(PAPER, 6, 0, range(2)), simulate_power(PAPER, 6, 0, range(2, 4)))
    assert whole.keys() == parts.keys()
    for key, moments in whole.items():
        assert astuple(parts[key]) == pytest.approx(astuple(moments))


def test_without_a_difference_the_mixed_models_power_is_its_error():
    plan = StudyPlan(conditions=EQUAL)
    moments = simulate_power(plan, 15, 0, range(150))[MODEL, contrast_name(plan.pairs[0])]
    assert moments.total <= binom.isf(1e-6, moments.n, 0.07)
    spread = formula.spreads(plan)
    assert formula.model_power(*spread.values(), np.array([20.0]))[0] == pytest.approx(0.05)


def test_simulated_power_is_the_formulas():
    expected = formula.spreads(PAPER)
    sums = simulate_power(PAPER, 15, 1, range(150))
    for pair in PAPER.pairs:
        spread, number = (expected[pair[0]], expected[pair[1]]), np.array([15.0])
        for measure, power in (
            (MODEL, formula.model_power(*spread, number)[0]),
            (PAIRED, formula.paired_power(*spread, number)[0]),
        ):
            moments = sums[measure, contrast_name(pair)]
            low, high = binom.ppf([1e-6, 1 - 1e-6], moments.n, np.clip([power - 0.06, power + 0.06], 0, 1))
            assert low <= moments.total <= high, (measure, pair)


def test_paired_power_without_random_effects_is_the_noncentral_t_distributions():
    plan = StudyPlan(rater_sd=0.0, clip_sd=0.0)
    first, second = (formula.spreads(plan)[name] for name in ("correct", "misclassified"))
    sd = np.sqrt(0.2491 * 0.7509 / 26 + 0.1099 * 0.8901 / 26)
    for raters in (5, 10, 20):
        shift, critical = np.sqrt(raters) * (0.2491 - 0.1099) / sd, t.ppf(0.975, raters - 1)
        exact = nct.sf(critical, raters - 1, shift) + nct.cdf(-critical, raters - 1, shift)
        assert formula.paired_power(first, second, np.array([float(raters)]))[0] == pytest.approx(exact, abs=1e-4)


def test_more_raters_and_more_clips_give_more_power():
    raters = np.array([5.0, 10.0, 20.0, 40.0, 80.0])
    once, twice = (formula.spreads(PAPER.with_clips(factor)) for factor in (1, 2))
    for a, b in PAPER.pairs:
        few, many = formula.model_power(once[a], once[b], raters), formula.model_power(twice[a], twice[b], raters)
        assert (np.diff(few) > 0).all()
        assert (many > few).all()
        assert (few < formula.model_ceiling(once[a], once[b])).all()


def test_as_many_raters_or_clips_as_the_formula_asks_for_have_the_power():
    spread = formula.spreads(PAPER)
    first, second = spread["misclassified"], spread["mean_latent"]
    needed = formula.raters_needed(first, second, 0.8)
    powers = formula.model_power(first, second, np.array([needed - 1.0, float(needed)]))
    assert powers[0] < 0.8 <= powers[1]
    factor = formula.clips_needed(PAPER, ("correct", "misclassified"), 20, 0.99)
    grown = formula.spreads(PAPER.with_clips(factor))
    power = formula.model_power(grown["correct"], grown["misclassified"], np.array([20.0]))[0]
    assert power == pytest.approx(0.99, abs=0.01)


def test_where_clips_are_too_few_no_number_of_raters_will_do():
    spread = formula.spreads(PAPER)
    assert formula.raters_needed(spread["correct"], spread["mean_latent"], 0.8) is None
    assert formula.clips_needed(StudyPlan(conditions=EQUAL), ("correct", "misclassified"), 20, 0.8) is None


def test_the_curve_finds_the_number_of_raters_that_made_its_points():
    raters, studies = [5, 10, 20, 40, 80], [100_000] * 5
    truth = PowerCurve(0.05, 1.2, 80)
    hits = 100_000 * truth.power(np.array(raters, float))
    fitted = fit_curve(raters, hits, studies)
    needed = raters_needed(fitted, raters, studies, [0.8], 0)[0]
    assert needed.raters == np.ceil(truth.raters(0.8))
    assert needed.low <= needed.raters <= needed.high
    assert fitted.ceiling == pytest.approx(truth.ceiling, abs=0.01)


def test_what_the_points_do_not_reach_is_said_so():
    curve = fit_curve([5, 10, 20], [10, 12, 15], [100] * 3)
    assert isinstance(raters_needed(curve, [5, 10, 20], [100] * 3, [0.8], 0)[0].raters, NotEstimable)
    assert isinstance(fit_curve([5], [3], [10]), NotEstimable)
    assert isinstance(fit_curve([5, 6], [3, 0], [10, 0]), NotEstimable)


def test_a_plan_is_read_back_as_it_was_written():
    assert msgspec.json.decode(msgspec.json.encode(PAPER), type=StudyPlan) == PAPER
