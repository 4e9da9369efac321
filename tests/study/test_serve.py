"""Serving the site, and where its secrets lie."""

from __future__ import annotations

import logging
import socket
import stat
from io import StringIO
from pathlib import Path

import httpx
import pytest
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.test import Client
from pytest_django import Settings

from generation.errors import MiburiError
from study.models import Study
from study.secret_key import secret_key
from study.serving import site_server
from study.session import attempts
from study.simulation.raters import own_site
from tests.study.session.recruited import recruit_by


def test_a_port_in_use_is_one_line_with_the_way_out(db: None) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(
            CommandError, match=f"127.0.0.1:{port}: Address already in use; choose another port"
        ) as caught:
            call_command("serve", "--port", str(port))
    assert caught.value.returncode == 2


@pytest.mark.parametrize(
    ("option", "message"),
    [
        ("--port=99999", "--port must lie between 0 and 65535, got 99999"),
        ("--port=-1", "--port must lie between 0 and 65535, got -1"),
        ("--host=nowhere.invalid", "--host 'nowhere.invalid' is no address of this machine"),
    ],
)
def test_an_address_that_cannot_be_is_one_line(db: None, option: str, message: str) -> None:
    with pytest.raises(CommandError, match=message) as caught:
        call_command("serve", option)
    assert caught.value.returncode == 2


def test_a_name_with_several_addresses_gives_one_server_with_its_port(db: None) -> None:
    server = site_server("localhost", 0)
    assert (server.effective_host, int(server.effective_port) > 0) == ("127.0.0.1", True)
    server.close()


@pytest.mark.django_db(transaction=True)
def test_the_site_is_served_with_its_style_and_modules(study: Study) -> None:
    with own_site() as site, httpx.Client(base_url=site) as client:
        page = client.get("/s/test/")
        assert page.status_code == 200
        assert page.headers["X-Content-Type-Options"] == "nosniff"
        assert "script-src 'self'" in page.headers["Content-Security-Policy"]
        for name in ("miburi.css", "session/rating.css", "session/rating.js", "session/clip.js"):
            assert client.get(f"/static/{name}").status_code == 200


@pytest.mark.django_db(transaction=True)
def test_a_reply_to_head_has_no_body_that_would_be_taken_for_the_next_reply(study: Study) -> None:
    clip = study.stimulus_set.stimuli.first()
    assert clip is not None
    with own_site() as site, httpx.Client(base_url=site) as client:
        for address, status in (
            ("/s/test/", 200),
            ("/s/nothing/", 404),
            ("/static/miburi.css", 200),
            (f"/media/{clip.media_name}.mp4", 200),
        ):
            head, whole = client.head(address), client.get(address)
            assert head.status_code == whole.status_code == status
            assert int(head.headers["Content-Length"]) == len(whole.content) > 0


def mistyped(client: httpx.Client, forwarded_for: str) -> int:
    """A wrong access code, from this address by what the proxy says."""
    headers = {"X-Forwarded-For": forwarded_for, "X-Forwarded-Proto": "https", "Referer": "https://127.0.0.1/"}
    client.get("/s/test/code", headers=headers)
    fields = {"code": "AAAA-AAAA", "csrfmiddlewaretoken": client.cookies["csrftoken"]}
    return client.post("/s/test/code", data=fields, headers=headers).status_code


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("proxy", "statuses"), [("127.0.0.1", [403, 429, 403, 429]), ("", [403, 429, 429, 429])])
def test_behind_the_proxy_that_is_named_raters_have_addresses_of_their_own(
    study: Study, settings: Settings, monkeypatch: pytest.MonkeyPatch, proxy: str, statuses: list[int]
) -> None:
    cache.clear()
    monkeypatch.setattr(attempts, "LIMIT", 1)
    settings.PROXY, settings.CSRF_TRUSTED_ORIGINS = proxy, ["https://127.0.0.1"]
    recruit_by(study, "codes")
    addresses = ["203.0.113.1", "203.0.113.1", "198.51.100.7, 203.0.113.2", "203.0.113.3, 203.0.113.2"]
    with own_site() as site, httpx.Client(base_url=site) as client:
        assert [mistyped(client, address) for address in addresses] == statuses
    cache.clear()


def test_a_strange_host_name_is_refused(client: Client, db: None) -> None:
    assert client.get("/", headers={"Host": "evil.example.org"}).status_code == 400


def test_the_secret_key_is_made_once_and_for_its_owner_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("MIBURI_SECRET_KEY", raising=False)
    key = secret_key(tmp_path / "var")
    assert len(key) >= 50
    assert secret_key(tmp_path / "var") == key
    assert stat.S_IMODE((tmp_path / "var" / "secret_key").stat().st_mode) == 0o600
    monkeypatch.setenv("MIBURI_SECRET_KEY", "from the environment")
    assert secret_key(tmp_path / "var") == "from the environment"


def test_an_empty_secret_key_is_told_and_not_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("MIBURI_SECRET_KEY", raising=False)
    (tmp_path / "secret_key").touch()
    with pytest.raises(MiburiError, match="secret_key is empty; put it back from a backup, or remove it"):
        secret_key(tmp_path)


def test_the_tables_are_those_of_the_models(db: None) -> None:
    call_command("makemigrations", "--check", "--dry-run", verbosity=0)


def test_a_failing_page_is_told_on_the_console(client: Client, study: Study, monkeypatch: pytest.MonkeyPatch) -> None:
    console = StringIO()
    (handler,) = (one for one in logging.getLogger("django.request").handlers if type(one) is logging.StreamHandler)
    monkeypatch.setattr(handler, "stream", console)
    monkeypatch.setattr("study.session.pages.welcome.minutes", lambda study: 1 / 0)
    client.raise_request_exception = False
    assert client.get("/s/test/").status_code == 500
    told = console.getvalue()
    assert "/s/test/" in told and "ZeroDivisionError" in told and "127.0.0.1" not in told
