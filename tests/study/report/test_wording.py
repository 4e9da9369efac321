"""Both languages, on good and on poor data: no nan, no brace, no wrong plural, p as the APA writes it."""

import re

import pandas as pd
import pytest

from generation.labels import EMOTIONS, LabelSet
from study.design.exclusion import Exclusion, ResponseRule, SessionRule
from study.design.protocol import Protocol
from study.design.questions import Choice, Question, RatingQuestion, Words
from study.report import written
from study.report.facts import ClipCount, Declared
from study.report.folder import report_json
from study.report.results import compute_results
from study.report.wording import LANGUAGES, methods_in, not_estimable_in, notices, sentences_in
from study.report.wording.words import WORDS
from study.statistics.estimate import Interval, NotEstimable
from tests.study.planted import PLANTED, planted_responses, planted_sessions, study_facts
from tests.study.report.test_results import numbers_in

RENDERING = {
    "presentation": {
        "display": "body",
        "size": 512,
        "view": "three-quarter",
        "projection": "perspective",
        "follow": False,
        "floor": True,
        "background": "#cecece",
        "body_colour": "#9c9c9c",
        "hold_first": 0.5,
        "hold_last": 0.0,
    },
    "fps": 30,
    "body": {"name": "a body"},
}
WORD = Words(en="How sure are you?", ja="どのくらい自信がありますか？")
WOMAN = Words(en="Woman", ja="女性")
ASKED = Protocol(
    questionnaire=(
        Question(name="age", kind="number", text=WORD),
        Question(name="gender", kind="choice", text=WORD, choices=(Choice(name="woman", text=WOMAN),)),
        Question(name="country", kind="country", text=WORD),
        Question(name="remarks", kind="text", text=WORD),
    ),
    questions=(
        RatingQuestion(name="sure", kind="scale", text=WORD, low=WORD, high=WORD, points=5),
        RatingQuestion(name="feeling", kind="affect_grid", text=WORD),
    ),
)
RULES = Exclusion(
    responses=(ResponseRule(name="hasty", measure="rt_ms", below=2000),),
    sessions=(SessionRule(name="unfinished", incomplete=True),),
)
POOR = {
    "no responses": lambda: planted_responses().head(0),
    "one rater": lambda: planted_responses(raters=1),
    "two raters": lambda: planted_responses(raters=2),
    "one response": lambda: planted_responses(raters=1).head(1),
    "all correct": lambda: planted_responses(raters=6, accuracy=dict.fromkeys(PLANTED, 1.0)),
    "all wrong": lambda: planted_responses(raters=6, accuracy=dict.fromkeys(PLANTED, 0.0)),
    "no response times": lambda: planted_responses(raters=6).assign(rt_ms=float("nan")),
    "one response time": lambda: planted_responses(raters=6).assign(rt_ms=2000.0),
    "one condition": lambda: planted_responses(raters=6).query("condition == 'correct'"),
    "an empty cell": lambda: planted_responses(raters=6).query("intended != 'joy' and chosen != 'joy'"),
    "one answer for all": lambda: planted_responses(raters=6).assign(
        chosen="joy", correct=lambda rows: rows["intended"] == "joy"
    ),
    "simulated raters": lambda: planted_responses(raters=6, simulated=True),
    "people": lambda: planted_responses(raters=20),
}


def facts(**changes):
    from dataclasses import replace

    clips = tuple(ClipCount(condition, "joy", 2) for condition in PLANTED)
    return replace(study_facts(), clips=clips, rendering=RENDERING, **changes)


def results_from(responses, **changes):
    return compute_results(responses, planted_sessions(responses, 1 if len(responses) else 0), facts(**changes), seed=0)


def asked(raters=8):
    responses = planted_responses(raters=raters)
    order = pd.Series(range(len(responses)), index=responses.index)
    return responses.assign(
        rating_sure=1.0 + order % 5, rating_feeling_valence=(order % 7) / 7, rating_feeling_arousal=float("nan")
    )


def asked_sessions(responses):
    sessions = planted_sessions(responses)
    age = [20.0 + place for place in range(len(sessions))]
    told = {"questionnaire_gender": "woman", "questionnaire_country": "JP", "questionnaire_remarks": "I am Ann"}
    return sessions.assign(questionnaire_age=age, **told)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("data", POOR)
def test_sentences_and_method_are_whole_whatever_the_data(data, language):
    results = results_from(POOR[data]())
    texts = [*sentences_in(results, language), *methods_in(results, language), *notices(results, language)]
    assert len(texts) >= 5
    for text in texts:
        assert not re.search(r"\bnan\b|\binf\b|None|[{}]|NotEstimable|  ", text), text
        assert not re.search(r"\bp [=<] 0", text), text
        assert not re.search(r"(?<![\d,])1 (raters|sessions|answers|clips|trials)\b", text), text
        assert text.endswith("." if language == "en" else "。"), text


@pytest.mark.parametrize("data", POOR)
def test_every_reason_is_said_in_japanese(data):
    """A new reason of the statistics asks for its Japanese."""
    for reason in set(reasons_in(results_from(POOR[data]()).to_json())):
        japanese = not_estimable_in(NotEstimable(reason), "ja").removeprefix("算出不可：").removesuffix("ため")
        assert re.search("[぀-ヿ一-鿿]", japanese), reason
        assert not re.search(r"[A-Za-z]{3,} [A-Za-z]{2,}", japanese), (reason, japanese)


def reasons_in(value):
    if isinstance(value, dict):
        if "not_estimable" in value:
            yield value["not_estimable"]
        value = list(value.values())
    for inner in value if isinstance(value, list) else ():
        yield from reasons_in(inner)


def test_every_word_is_there_in_every_language():
    for key, words in WORDS.items():
        assert set(words) == set(LANGUAGES), key
        assert words["en"] or key == "no_font"
        assert set(re.findall(r"{\w+}", words["en"])) <= set(re.findall(r"{\w+}", words["ja"])), key


@pytest.mark.parametrize(
    ("number", "text"), [(0.0332, "= .033"), (0.0004, "< .001"), (0.9999, "> .999"), (0.05, "= .050")]
)
def test_p_has_no_leading_zero(number, text):
    assert written.p_equals(number) == text


def test_correlations_have_no_leading_zero_and_a_true_minus():
    assert written.bounded(-0.234) == "−.23"
    assert written.bounded(1.0) == "1.00"
    assert written.bounded_bracketed(Interval(-0.6, 0.24)) == "[−.60, .24]"
    assert written.bracketed(Interval(-0.6, 1.24)) == "[−0.60, 1.24]"


def test_no_line_ends_between_a_number_and_its_sign():
    assert written.unbroken("p = .03, 7.7%, 95% CI [1, 2]").count("\N{NO-BREAK SPACE}") == 5


def test_one_answer_for_all_clips_is_no_recognition():
    always = planted_responses(raters=20)
    always = always.assign(chosen="joy", correct=always["intended"] == "joy")
    results = results_from(always)
    for language, text in (("en", "Of 13 emotions, none was recognised"), ("ja", "有意に認識されたものはなかった")):
        assert text in " ".join(sentences_in(results, language))


def test_people_among_programs_are_not_called_programs():
    responses = planted_responses(raters=10)
    mixed = responses.assign(simulated=responses["participant"] == responses["participant"].iloc[0])
    assert "given by 10 raters, programs among them." in " ".join(sentences_in(results_from(mixed), "en"))
    assert "given by 10 simulated raters." in " ".join(sentences_in(results_from(mixed.assign(simulated=True)), "en"))


def test_a_rule_that_goes_by_accuracy_is_said_to_raise_it():
    rules = Exclusion(sessions=(SessionRule(name="guessing", measure="accuracy", below=0.25),))
    responses = planted_responses(raters=5)
    for declared, is_told in ((Declared(rules, version=1), True), (Declared(RULES, version=1), False)):
        results = compute_results(responses, planted_sessions(responses), facts(declared=declared), seed=0)
        for language, text in (("en", "accuracies after it are too high"), ("ja", "高めに偏る")):
            assert (text in " ".join(methods_in(results, language))) == is_told


def test_above_and_below_chance_are_told_apart():
    accuracy = {"correct": 0.5, "misclassified": 0.01, "mean_latent": 1 / 13}
    text = " ".join(sentences_in(results_from(planted_responses(raters=20, accuracy=accuracy)), "en"))
    assert "Recognition was above chance (7.7%) for correctly classified clips (M = " in text
    assert "Recognition was below chance (7.7%) for misclassified clips (M = " in text
    assert "Recognition did not differ reliably from chance (7.7%) for mean latent clips" in text


def test_the_method_tells_what_the_study_asked_and_showed():
    responses = asked()
    results = compute_results(responses, asked_sessions(responses), facts(protocol=ASKED), seed=0)
    method = " ".join(methods_in(results, "en"))
    assert "Asked for their age, 8 of 8 answered: 20 to 27 (M = 23.5, SD = 2.4)." in method
    assert "Asked for their gender, 8 answered “Woman”." in method
    assert "Asked for their country, 8 answered “Japan”." in method
    assert "性別の内訳は、女性 8名であった。" in " ".join(methods_in(results, "ja"))
    assert "512 × 512 pixels at 30 frames per second" in method
    assert "“How sure are you?” (5-point scale)" in method
    assert "Ann" not in str(report_json(results))


def test_second_questions_have_means_and_agreement_and_reasons():
    responses = asked()
    results = compute_results(responses, asked_sessions(responses), facts(protocol=ASKED), seed=0)
    assert [(row.question, row.axis) for row in results.analysis.ratings] == [
        ("sure", ""),
        ("feeling", "valence"),
        ("feeling", "arousal"),
    ]
    assert results.analysis.ratings[0].overall.mean == pytest.approx(3.0, abs=0.1)
    assert results.analysis.ratings[2].overall.mean == NotEstimable("there are no ratings")


def test_exclusions_are_told_with_their_hash_and_counted_before_and_after():
    results = results_from(planted_responses(raters=8), declared=Declared(RULES, version=1))
    assert results.before.responses == 8 * 65
    assert 0 < results.analysis.responses < 7 * 65
    assert results.participation.excluded == 1
    assert [row.rule for row in results.exclusions] == ["unfinished", "hasty"]
    for language in LANGUAGES:
        method = methods_in(results, language)[-1]
        assert RULES.sha256[:12] in method and "rt_ms &lt; 2000" not in method
    assert "Exclusion rules were declared before anybody took part" in methods_in(results, "en")[-1]
    late = results_from(planted_responses(raters=8), declared=Declared(RULES, version=2, sessions_before=1))
    assert "after 1 session had begun" in methods_in(late, "en")[-1]


def test_without_rules_nothing_is_computed_twice():
    results = results_from(planted_responses(raters=4))
    assert results.after is None and results.models_before is None
    assert results.analysis is results.before


def test_two_labels_and_every_number_finite():
    two = LabelSet.of_names(["happy", "sad"])
    responses = planted_responses(labels=two.names, raters=3)
    results = compute_results(responses, planted_sessions(responses), study_facts(two), seed=0)
    assert all(abs(number) < 1e12 for number in numbers_in(results.to_json()))
    assert EMOTIONS.names[0] not in sentences_in(results, "en")[0]


@pytest.mark.parametrize(
    ("language", "odds"), [("en", "the odds of a correct answer for correctly"), ("ja", "正答のオッズは、正分類")]
)
def test_both_mixed_models_are_told_or_why_there_is_none(language, odds):
    told = " ".join(sentences_in(results_from(planted_responses(raters=12)), language))
    assert odds in told
    nothing = " ".join(sentences_in(results_from(POOR["all correct"]()), language))
    assert odds not in nothing
    assert ("perfect separation" if language == "en" else "完全分離") in nothing
