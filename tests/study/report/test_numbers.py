"""Every number that a sentence tells stands in report.json, or is one step from numbers that do."""

import json
import re

import numpy as np
import pytest
from matplotlib.figure import Figure

from study.report.facts import Declared
from study.report.figures.confusion import _numbers
from study.report.folder import report_json
from study.report.results import compute_results
from study.report.wording import LANGUAGES
from tests.study.planted import planted_responses, planted_sessions
from tests.study.report.test_results import numbers_in
from tests.study.report.test_wording import ASKED, RULES, asked, asked_sessions, facts

WRITTEN = re.compile(r"(?<![A-Za-z0-9_.])[−-]?(?:\d[\d,]*\.?\d*|\.\d+)")
# In the words themselves: levels of intervals, sizes of scales and screens, names of formats, seeds and versions.
IN_WORDS = re.compile(r"95%|[<>] \.\d+|\d+-point|\d+件法|sha256 \w+|(?:Miburi|Python|numpy|pandas|scipy) [\d.]+|#\w{6}")
PARTS = ("study", "flow", "participation", "exclusions", "models", "clocks", "chance", "seed", "resamples")
TABLES = (
    "raters_with_answers",
    "by_condition",
    "by_emotion",
    "contrasts",
    "bias",
    "agreement",
    "speed_accuracy",
    "correct_against_wrong",
)
HASHES = re.compile(r"(?:stimulus set|definition|刺激セット|研究定義) \w{12}")


@pytest.fixture(scope="module")
def told():
    """report.json of a study with questions, second questions, rules and dropouts."""
    responses = asked(12)
    results = compute_results(
        responses,
        asked_sessions(responses),
        facts(protocol=ASKED, declared=Declared(RULES, version=1)),
        seed=0,
        withdrawals=("started", "rating"),
    )
    return json.loads(json.dumps(report_json(results)))


def roundings(numbers):
    found = set()
    for number in numbers:
        for scaled in (number, 100 * number):
            found |= {f"{abs(scaled):.{digits}f}".lstrip("0") or "0" for digits in range(4)}
        found.add(f"{abs(number):g}".lstrip("0") or "0")
    return found


def told_of(results):
    """What sentences are made of, without the long lists of clips, raters and cells."""
    analysis = results["after"] or results["before"]
    tables = {key: analysis[key] for key in TABLES}
    means = [row[key] for row in results["about_raters"] for key in ("answered", "asked", "spread", "options")]
    parts = {key: results[key] for key in PARTS}
    agreement = [analysis["information"][0], analysis["alignment"][0]["pearson"], analysis["responses"]]
    return [*numbers_in([tables, means, parts, agreement, results["before"]["responses"]]), *derived(results)]


def derived(results):
    """What a sentence may reckon: degrees of freedom, what rules left out, clips of a condition, shares of clocks."""
    analysis = results["after"] or results["before"]
    yield from (row["raters"] - 1 for row in analysis["contrasts"])
    yield analysis["speed_accuracy"]["across_raters"]["n"] - 2
    yield analysis["alignment"][0]["pearson"]["n"] - 2
    yield results["before"]["responses"] - analysis["responses"]
    clips = results["study"]["clips"]
    yield from (sum(n for condition, _, n in clips if condition == name) for name, _, _ in clips)
    yield sum(n for _, _, n in clips)
    yield len(results["study"]["labels"])
    answers = sum(row["answers"] for row in results["clocks"])
    yield from (row["answers"] / answers for row in results["clocks"])
    yield len(analysis["by_emotion"])
    yield sum(
        row["p_holm"] < 0.05 and row["unbiased"] > row["chance"]
        for row in analysis["unbiased"]
        if isinstance(row["p_holm"], float)
    )


@pytest.mark.parametrize("kind", ["sentences", "method"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_number_in_the_text_stands_in_report_json(told, language, kind):
    known = roundings(told_of(told["results"]))
    texts = [HASHES.sub("", IN_WORDS.sub("", text)) for text in told[kind][language]]
    written = [number for text in texts for number in WRITTEN.findall(text)]
    assert len(written) > 20
    plain = [number.lstrip("−-").replace(",", "").rstrip(".").lstrip("0") or "0" for number in written]
    assert not [number for number in plain if number not in known]


def test_numbers_that_are_not_there_would_be_found(told):
    """Not every number is near one of those."""
    known = roundings(told_of(told["results"]))
    others = [f"{tenths / 10:.1f}".lstrip("0") for tenths in range(1000)]
    assert sum(number in known for number in others) < 400


@pytest.mark.parametrize("language", LANGUAGES)
def test_statistics_are_written_as_the_apa_writes_them(told, language):
    text = " ".join(told["sentences"][language])
    assert not re.search(r"\bp (=|<) 0|r\(\d+\) = [−-]?0\.|κ = 0\.|α = 0\.", text)
    assert not re.search(r"\d %|-\d", text)  # no space before the sign, and a true minus
    for interval in re.findall(r"95% CI (.{1,30})", text):
        assert re.match(r"\[−?[\d.]+, −?[\d.]+\]", interval), interval
    for p in re.findall(r"(?<!\w)p ([=<>] \.?\d+)", text):
        assert re.fullmatch(r"= \.\d{3}|< \.001|> \.999", p), p


@pytest.mark.parametrize("withdrawals", [(), ("started",), ("started", "rating", "completed")])
@pytest.mark.parametrize("rules", [Declared(), Declared(RULES, version=1)])
def test_the_flow_of_participants_adds_up(withdrawals, rules):
    responses = planted_responses(raters=9)
    sessions = planted_sessions(responses, dropouts=5)
    states = ["completed"] * 4 + ["rating", "timed_out", "failed_checks", "screened_out", "started"]
    sessions["state"] = states
    responses = responses[~responses["session"].isin(sessions["session"].iloc[[7, 8]])]
    people = compute_results(
        responses, sessions, facts(declared=rules), 0, withdrawals, timed_out_early=1, models=False
    ).participation
    assert people.begun == people.declined + people.not_consented + people.consented == 9 + len(withdrawals)
    lost = people.screened_out + people.failed_checks + people.timed_out + people.withdrawn + people.under_way
    assert people.consented == lost + people.completed
    kept = people.analysed - people.analysed_incomplete
    assert people.completed == people.excluded_completed + people.nothing_left + kept
    assert people.timed_out == 0 and people.not_consented == 2
    assert (people.analysed_incomplete == 0) == rules.any


def test_a_matrix_marks_three_answers_of_a_row():
    axes = Figure().subplots()
    _numbers(axes, np.array([[0.4, 0.3, 0.2, 0.1], [1.0, 0.0, 0.0, 0.0], [np.nan] * 4]), 1.0)
    assert [text.get_text() for text in axes.texts if text.get_weight() == "bold"] == ["40", "30", "20", "100"]
    assert len(axes.texts) == 8 and len(axes.patches) == 2
