"""Who may see results."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.test import Client

from study.access import results_path
from study.models import Study

RESULTS = "/studies/test/results/"


def test_the_key_opens_results_and_vanishes_from_the_address(client: Client, study: Study) -> None:
    reply = client.get(results_path(study))
    assert (reply.status_code, reply.headers["Location"]) == (302, RESULTS)
    page = client.get(RESULTS)
    assert page.status_code == 200
    assert page.headers["Cache-Control"] == "private, no-store"
    assert study.results_key not in page.content.decode()


def test_a_wrong_key_opens_nothing(client: Client, study: Study) -> None:
    assert client.get(f"{RESULTS}?key=wrong").status_code == 403
    assert client.get(RESULTS).headers["Location"].startswith("/login")


def test_a_key_that_was_changed_opens_nothing_any_more(client: Client, study: Study) -> None:
    client.get(results_path(study))
    Study.objects.update(results_key="a new key")
    assert client.get(RESULTS).status_code == 302


def test_staff_need_no_key_and_others_with_an_account_do(client: Client, study: Study) -> None:
    client.force_login(User.objects.create_user("visitor"))
    for address in (RESULTS, "/studies/"):  # the login page would send them straight back, for ever
        assert client.get(address, follow=True).status_code == 403
    client.force_login(User.objects.create_user("researcher", is_staff=True))
    assert client.get(RESULTS).status_code == 200


def test_home_is_for_everyone_and_leads_staff_to_their_studies(client: Client, db: None) -> None:
    assert b"open the study link" in client.get("/").content
    client.force_login(User.objects.create_user("researcher", is_staff=True))
    assert client.get("/").headers["Location"] == "/studies/"


def test_browsers_find_an_icon_where_they_look_for_one(client: Client, db: None) -> None:
    assert client.get("/favicon.ico").headers["Location"] == "/static/icon.svg"


def test_one_can_sign_in_and_out(client: Client, db: None) -> None:
    User.objects.create_user("researcher", password="a long enough password", is_staff=True)
    assert b"do not match" in client.post("/login", {"username": "researcher", "password": "wrong"}).content
    reply = client.post("/login", {"username": "researcher", "password": "a long enough password"})
    assert reply.headers["Location"] == "/"
    assert client.post("/logout").status_code == 302


def test_records_can_be_read_and_observations_not_changed(admin_client: Client, study: Study) -> None:
    for table in ("study", "stimulusset", "stimulus", "textversion", "participant", "session", "trial", "response"):
        assert admin_client.get(f"/admin/study/{table}/").status_code == 200
        assert admin_client.get(f"/admin/study/{table}/add/").status_code == 403
    assert admin_client.get(f"/admin/study/study/{study.pk}/change/").status_code == 200


@pytest.mark.parametrize("address", ["/nothing", "/s/nothing/"])
def test_an_unknown_address_says_so_in_both_languages(client: Client, db: None, address: str) -> None:
    reply = client.get(address)
    assert reply.status_code == 404
    assert "Page not found" in reply.content.decode() and "リンクをご確認ください" in reply.content.decode()
