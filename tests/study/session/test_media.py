"""The clips, under names that tell nothing."""

from __future__ import annotations

import re

import pytest

from tests.study.rater import Rater

pytestmark = pytest.mark.django_db


def test_media_names_are_all_there_is(rater: Rater) -> None:
    video = rater.begin_rating().next_trial()["video"]
    assert re.fullmatch(r"/media/[0-9a-f]{32}\.mp4", video)
    reply = rater.client.get(video)
    assert reply.headers["Content-Type"] == "video/mp4"
    assert rater.client.get("/media/" + "0" * 32 + ".mp4").status_code == 404
    assert rater.client.get("/media/../db.sqlite3").status_code == 404
