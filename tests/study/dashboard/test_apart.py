"""Results of a large study are computed by a process of its own."""

import io
import os
from threading import Event

import pytest
from django.db import connection

from study.dashboard import apart, cached
from study.dashboard.apart import computed_apart
from study.dashboard.computing import counted
from study.report.source import results_of
from tests.study.rated_study import add_raters

pytestmark = pytest.mark.django_db(transaction=True)


def test_it_finds_what_this_process_would_find_first_without_the_models_and_shows_it(study, researcher, monkeypatch):
    monkeypatch.setattr(cached, "AT_ONCE", 0)
    add_raters(study, 6, simulated=False)
    first, second = computed_apart(study.pk, str(connection.settings_dict["NAME"]), include_simulated=False)
    assert first.results.models is None and second.results.models is not None
    assert second.state == counted(study)
    assert second.results == results_of(study, include_simulated=False)
    assert "The results are being computed" in researcher.get("/studies/pilot/results/").content.decode()
    for _ in range(600):
        if not cached._working:
            break
        Event().wait(0.1)
    assert '<dd class="number">120</dd>' in researcher.get("/studies/pilot/results/").content.decode()


def test_a_process_that_fails_is_told():
    with pytest.raises(RuntimeError, match="ended with 1"):
        list(computed_apart(0, str(connection.settings_dict["NAME"]), include_simulated=False))


def test_the_process_is_less_urgent_than_the_site(monkeypatch):
    """Without starting one: what it asks of the system first."""
    asked = []
    monkeypatch.setattr(os, "nice", asked.append)
    with pytest.raises(Exception, match="does not exist"):
        apart.compute(io.BytesIO(), connection.settings_dict["NAME"], 0, include_simulated=False)
    assert asked == [apart.LESS_URGENT]
