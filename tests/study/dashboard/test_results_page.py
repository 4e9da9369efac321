"""The researcher's pages: who sees them, what they show."""

import csv
import io
import re
from datetime import date

import pytest
from django.contrib.auth.models import User

from study.access import results_path
from study.design.default_texts import DEFAULT_TEXTS
from study.design.texts import publish_texts
from study.models import Withdrawal
from tests.study.dashboard.later import computed_later
from tests.study.rated_study import add_raters

pytestmark = pytest.mark.django_db
RESULTS = "/studies/pilot/results/"


@pytest.mark.parametrize("path", ["", "figures/accuracy.svg", "responses.csv"])
def test_strangers_are_sent_to_the_login_page(client, study, path):
    add_raters(study, 2, simulated=False)
    response = client.get(RESULTS + path)
    assert response.status_code == 302
    assert response.url.startswith("/login")


def test_the_results_key_opens_the_page_and_leaves_the_address(client, study):
    add_raters(study, 2, simulated=False)
    response = client.get(results_path(study), follow=True)
    assert response.redirect_chain == [(RESULTS, 302)]
    assert response.status_code == 200


def test_an_unknown_study_is_not_found(researcher):
    assert researcher.get("/studies/none/results/").status_code == 404


def test_only_simulated_responses_are_offered_not_shown(researcher, study):
    add_raters(study, 2, simulated=True)
    page = researcher.get(RESULTS).content.decode()
    assert "No answers of human raters yet" in page
    assert "There are 40 answers of simulated raters" in page
    assert "Accuracy by condition" not in page
    assert 'href="?simulated=1"' in page


def test_simulated_raters_stand_under_a_banner_when_asked_for(researcher, study):
    add_raters(study, 2, simulated=True)
    add_raters(study, 3, simulated=False, seed=1)
    with_programs = researcher.get(RESULTS, {"simulated": "1"}).content.decode()
    assert "SIMULATED RATERS: 2 of 5 raters are programs" in with_programs
    people_only = researcher.get(RESULTS).content.decode()
    assert "SIMULATED RATERS" not in people_only
    assert "SYNTHETIC CORPUS" in people_only


def test_new_answers_show_at_once(researcher, study):
    add_raters(study, 2, simulated=False)
    assert '<dd class="number">40</dd>' in researcher.get(RESULTS).content.decode()
    add_raters(study, 1, simulated=False, completed=False, seed=1)
    page = researcher.get(RESULTS).content.decode()
    assert '<dd class="number">50</dd>' in page
    assert '<th scope="row">Completed</th><td class="number">2</td>' in page
    assert '<th scope="row">Not finished</th><td class="number">1</td>' in page


@pytest.mark.parametrize(("form", "start"), [("svg", b"<?xml"), ("png", b"\x89PNG"), ("pdf", b"%PDF")])
def test_figures_come_in_three_formats_and_may_load_nothing(researcher, study, form, start):
    add_raters(study, 2, simulated=False)
    response = researcher.get(f"{RESULTS}figures/accuracy.{form}")
    assert response.content.startswith(start)
    assert response.headers["Content-Security-Policy"] == "default-src 'none'; style-src 'unsafe-inline'"
    assert researcher.get(f"{RESULTS}figures/accuracy.{form}").content == response.content


@pytest.mark.parametrize("figure", ["accuracy.exe", "nothing.svg"])
def test_other_figures_are_not_found(researcher, study, figure):
    add_raters(study, 2, simulated=False)
    assert researcher.get(f"{RESULTS}figures/{figure}").status_code == 404


def test_the_page_obeys_the_sites_policy(researcher, study):
    add_raters(study, 2, simulated=False)
    page = researcher.get(RESULTS).content.decode()
    assert "<style" not in page
    assert "style=" not in page
    assert re.findall(r"<script[^>]*>", page) == ['<script type="module" src="/static/dashboard/sorting.js">']


def test_what_cannot_be_estimated_says_why_on_the_page(researcher, study):
    add_raters(study, 1, simulated=False, completed=False)
    page = researcher.get(RESULTS).content.decode()
    assert '<span class="not-estimable">not estimable, because there is one rater only</span>' in page
    assert "&lt;" not in page
    assert not re.search(r"\bnan\b", page)


def test_the_csv_holds_the_answers_that_the_page_counts(researcher, study):
    add_raters(study, 2, simulated=True)
    add_raters(study, 1, simulated=False, seed=1)
    response = researcher.get(f"{RESULTS}responses.csv")
    rows = list(csv.DictReader(io.StringIO(b"".join(response.streaming_content).decode())))
    assert len(rows) == 20
    assert {row["simulated"] for row in rows} == {"False"}
    assert {"participant", "stimulus", "condition", "intended", "chosen", "correct", "rt_ms"} <= rows[0].keys()
    everyone = researcher.get(f"{RESULTS}responses.csv", {"simulated": "1"})
    assert b"".join(everyone.streaming_content).count(b"\n") == 61


def test_staff_see_all_studies_with_their_sessions(researcher, study):
    add_raters(study, 2, simulated=False)
    add_raters(study, 1, simulated=False, completed=False, seed=1)
    add_raters(study, 4, simulated=True, seed=2)
    page = researcher.get("/studies/")
    (row,) = page.context["studies"]
    assert (row.begun, row.completed, row.simulated) == (3, 2, 4)
    assert RESULTS in page.content.decode()


def test_a_table_with_simulated_raters_is_called_so(client, study):
    address = results_path(study).partition("?")[0] + "responses.csv"
    client.get(results_path(study))
    names = [client.get(address + query).headers["Content-Disposition"] for query in ("", "?simulated=1")]
    assert ["with_simulated" in name for name in names] == [False, True]


def test_others_see_no_list_of_studies(client, study):
    assert client.get("/studies/").status_code == 302
    client.force_login(User.objects.create_user("rater"))
    assert client.get("/studies/").status_code == 403


def test_the_page_speaks_japanese_and_so_do_its_figures_links(researcher, study):
    add_raters(study, 3, simulated=False)
    page = researcher.get(RESULTS, {"language": "ja"}).content.decode()
    assert '<html lang="ja">' in page
    assert "条件別の正答率" in page and "Accuracy by condition" not in page
    assert f'src="{RESULTS}figures/accuracy.svg?language=ja"' in page


def test_a_title_that_was_changed_in_one_language_is_shown_at_once(researcher, study):
    add_raters(study, 2, simulated=False)
    researcher.get(RESULTS, {"language": "ja"})
    publish_texts(study, {**DEFAULT_TEXTS, "title": {"en": study.title, "ja": "新しい題名"}})
    assert "<h1>新しい題名 " in researcher.get(RESULTS, {"language": "ja"}).content.decode()


def test_every_table_has_a_caption_and_every_figure_words(researcher, study):
    add_raters(study, 3, simulated=False)
    page = researcher.get(RESULTS).content.decode()
    tables = re.findall(r"<table>.*?</table>", page, re.DOTALL)
    assert len(tables) > 10
    assert all("<caption" in table and 'scope="col"' in table for table in tables)
    assert all(alt.strip() for alt in re.findall(r'<img [^>]*alt="([^"]*)"', page))
    ids = re.findall(r' id="([^"]+)"', page)
    assert len(ids) == len(set(ids))


@pytest.fixture
def large(monkeypatch):
    """What is to be computed."""
    return computed_later(monkeypatch)


def test_a_large_study_shows_what_is_known_and_looks_again(researcher, study, large):
    add_raters(study, 2, simulated=False)
    first = researcher.get(RESULTS).content.decode()
    assert "The results are being computed" in first and "looking.js" in first
    large.pop()()
    assert '<dd class="number">40</dd>' in researcher.get(RESULTS).content.decode()
    assert "looking.js" not in researcher.get(RESULTS).content.decode()
    add_raters(study, 1, simulated=False, completed=False, seed=1)
    before = researcher.get(RESULTS).content.decode()
    assert '<dd class="number">40</dd>' in before and "As of <time" in before
    large.pop()()
    assert '<dd class="number">50</dd>' in researcher.get(RESULTS).content.decode()


def test_what_was_withdrawn_is_not_shown_from_memory(researcher, study, large):
    add_raters(study, 2, simulated=False)
    researcher.get(RESULTS)
    large.pop()()
    study.sessions.first().participant.delete()
    Withdrawal.objects.create(study=study, day=date(2026, 11, 2), state="completed")
    page = researcher.get(RESULTS).content.decode()
    assert "The results are being computed" in page and "40" not in page
    assert researcher.get(f"{RESULTS}figures/accuracy.svg").status_code == 404
