"""Answers that arrive at the same moment, through real threads and a real SQLite file."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from study.models import Response
from tests.study.rater import Rater


@pytest.mark.django_db(transaction=True)
def test_of_eight_different_answers_at_once_exactly_one_is_recorded(rater: Rater) -> None:
    trial = rater.begin_rating().next_trial()
    options = rater.session.answer_options

    def answer(number: int) -> int:
        browser = rater.tab()
        try:
            return int(browser.answer(trial, key=f"tab-{number:04d}", chosen=options[number % 4]).status_code)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        statuses = sorted(pool.map(answer, range(8)))
    assert statuses == [201] + [409] * 7
    assert Response.objects.count() == 1
