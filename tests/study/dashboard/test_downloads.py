"""What the results page offers as files, and its table of raters."""

import csv
import io
import json
import re

import pytest

from study.dashboard import downloads
from study.dashboard.raters import RATER_COLUMNS, rater_rows, rater_table
from study.design.exclusion import Exclusion, ResponseRule, SessionRule
from study.models import ExclusionVersion, Participant, Response, Session
from study.report.folder import report_json
from study.report.source import results_of, tables_of
from tests.study.rated_study import add_raters

pytestmark = pytest.mark.django_db
RESULTS = "/studies/pilot/results/"
FILES = ("responses.csv", "raters.csv", "clips.csv", "report.json")
RULES = Exclusion(
    responses=(ResponseRule(name="hasty", measure="rt_ms", below=1500.0),),
    sessions=(SessionRule(name="unfinished", incomplete=True),),
)


def rows_of(response):
    return list(csv.DictReader(io.StringIO(b"".join(response.streaming_content).decode())))


def declare(study, rules=RULES):
    ExclusionVersion.objects.create(
        study=study, version=1, rules=rules.to_json(), sha256=rules.sha256, sessions_before=0
    )


@pytest.mark.parametrize("name", FILES)
def test_strangers_get_no_file(client, study, name):
    add_raters(study, 2, simulated=False)
    assert client.get(RESULTS + name).url.startswith("/login")


def test_the_page_links_to_every_file_and_names_the_commands(researcher, study):
    add_raters(study, 2, simulated=False)
    page = researcher.get(RESULTS).content.decode()
    for name in FILES:
        assert f'href="{RESULTS}{name}" download' in page
        assert researcher.get(RESULTS + name).status_code == 200
    assert "python manage.py export_responses pilot OUT<" in page
    assert "python manage.py write_report pilot OUT --language both<" in page
    assert 'href="/studies/pilot/planning/"' in page


def test_with_simulated_raters_files_and_commands_have_them_too(researcher, study):
    add_raters(study, 2, simulated=True)
    page = researcher.get(RESULTS, {"simulated": "1"}).content.decode()
    assert f'href="{RESULTS}raters.csv?simulated=1"' in page
    assert "write_report pilot OUT --language both --include-simulated" in page
    assert len(rows_of(researcher.get(RESULTS + "raters.csv", {"simulated": "1"}))) == 2
    assert rows_of(researcher.get(RESULTS + "raters.csv")) == []


def test_a_table_in_parts_is_the_table_whole(researcher, study, monkeypatch):
    add_raters(study, 5, simulated=False)
    whole = b"".join(researcher.get(RESULTS + "responses.csv").streaming_content)
    monkeypatch.setattr("study.exports.chunks.SESSIONS_AT_ONCE", 2)
    assert b"".join(researcher.get(RESULTS + "responses.csv").streaming_content) == whole
    assert whole.count(b"\n") == 101


def test_without_answers_a_table_has_its_head(researcher, study):
    for name in ("responses.csv", "raters.csv"):
        text = b"".join(researcher.get(RESULTS + name).streaming_content).decode()
        assert text.count("\n") == 1 and text.startswith("participant,")


def test_the_numbers_are_those_of_the_report(researcher, study):
    add_raters(study, 3, simulated=False)
    sent = json.loads(researcher.get(RESULTS + "report.json").content)
    assert sent == json.loads(json.dumps(report_json(results_of(study, include_simulated=False))))


def test_clips_are_those_of_the_page(researcher, study):
    add_raters(study, 3, simulated=False)
    rows = rows_of(researcher.get(RESULTS + "clips.csv"))
    assert len(rows) == 20
    assert all(int(row["correct"]) / int(row["answers"]) == float(row["accuracy"]) for row in rows)


def test_a_clip_that_nobody_answered_is_named_with_what_it_shows(researcher, study):
    add_raters(study, 1, simulated=False)
    clip = study.stimulus_set.trials.first()
    Response.objects.filter(trial__stimulus=clip).delete()
    row = next(row for row in rows_of(researcher.get(RESULTS + "clips.csv")) if row["stimulus"] == clip.manifest_id)
    assert (row["answers"], row["accuracy"]) == ("0", "")
    assert (row["condition"], row["intended"]) == (clip.condition, clip.label)
    assert float(row["probability_intended"]) == pytest.approx(clip.probabilities[clip.label])


def test_files_of_results_that_are_being_computed_are_not_there_yet(researcher, study, monkeypatch):
    add_raters(study, 2, simulated=False)
    monkeypatch.setattr(downloads, "page_results", lambda *_, **__: (None, False))
    assert researcher.get(RESULTS + "clips.csv").status_code == 404


def test_raters_are_counted_before_exclusions_with_what_rules_left_out(study):
    add_raters(study, 3, simulated=False)
    add_raters(study, 1, simulated=False, completed=False, seed=1)
    Response.objects.filter(trial__in=study.sessions.order_by("pk")[0].trials.order_by("position")[:2]).update(
        rt_ms=150
    )
    declare(study)
    table = rater_table(study, tables_of(study, include_simulated=False))
    assert list(table.columns) == RATER_COLUMNS
    unfinished, hasty, *others = rater_rows(table, 10)
    assert (unfinished.excluded, unfinished.reasons, unfinished.answers) == (True, "unfinished", 10)
    assert unfinished.answers_excluded == 10 and unfinished.minutes is None
    assert (hasty.excluded, hasty.answers_excluded >= 2, hasty.reasons) == (False, True, "hasty")
    assert dict(hasty.flags)["fast"] == 2 and hasty.flagged >= 2
    assert len(others) == 2 and all(not row.excluded for row in others)
    correct = sum(response.chosen == response.trial.stimulus.label for response in Response.objects.all())
    assert int(table["correct"].sum()) == correct


def test_only_so_many_raters_stand_on_a_page_and_it_says_so(researcher, study, monkeypatch):
    monkeypatch.setattr("study.dashboard.computing.MOST_RATERS", 2)
    add_raters(study, 3, simulated=False)
    page = researcher.get(RESULTS).content.decode()
    assert "The first 2 of 3 raters" in page
    assert page.count('<th scope="row"><code>') == 2 + 20  # raters and clips


def test_the_page_says_which_rules_are_in_force(researcher, study):
    declare(study)
    add_raters(study, 2, simulated=False)
    page = researcher.get(RESULTS).content.decode()
    assert f"version 1, sha256 {RULES.sha256}, declared before anybody took part" in page


def test_no_file_tells_who_a_rater_is(researcher, study):
    """Opaque names only: no cookie, no completion code, no recruiter's id, no day."""
    add_raters(study, 2, simulated=False)
    secrets = [session.token for session in Session.objects.all()]
    secrets += [session.completion_code for session in Session.objects.exclude(completion_code=None)]
    secrets = [each for each in secrets if each not in set(Participant.objects.values_list("public_id", flat=True))]
    page = researcher.get(RESULTS).content.decode()
    texts = [page, researcher.get(RESULTS + "report.json").content.decode()]
    texts += [b"".join(researcher.get(RESULTS + name).streaming_content).decode() for name in FILES[:3]]
    assert not [secret for secret in secrets for text in texts if secret in text]
    assert not re.search(r"2026-11-01", texts[3])
