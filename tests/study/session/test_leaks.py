"""The browser never learns the condition or the intended emotion of a trial.

Two studies that differ in nothing but what the browser must not know answer the same requests with the same bytes.
"""

from __future__ import annotations

import json
import random
import re
import secrets
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from pytest_django import Settings

from generation.stimuli.manifest import CONDITIONS
from study.design.importing import import_set, open_study
from tests.study.rater import DEVICE_FORM, Rater
from tests.study.roles import BESIDE, give_roles
from tests.study.session.questionnaires import ANSWERS, QUESTIONNAIRE, define, said

pytestmark = pytest.mark.django_db

DEFINITION: dict[str, Any] = {
    "attention": {"instructed": 2},
    "blocks": {"trials": 7},
    "practice": {"feedback": False},
    "questionnaire": QUESTIONNAIRE,
    "questions": [{"name": "note", "kind": "text", "text": said("Note"), "required": False}],
}
# An expiry date is a time; and the clock of the server is no part of a study.
TIMES = re.compile(rb"(expires=[^;]+; )")
# These are also plain words of the pages, so they are looked for in what is not a page.
PLAIN_WORDS = {"correct", "real"}


def disguised(folder: Path, to: Path) -> Path:
    """The same set with other conditions, intended and predicted labels, probabilities, ids and sources.

    Conditions and labels are exchanged one for one, so that the clips are as different from each other as before.
    """
    folder.rename(to)
    data = json.loads((to / "manifest.json").read_text())
    labels = [label["name"] for label in data["labels"]]
    conditions = sorted({row["condition"] for row in data["stimuli"]})
    for row in data["stimuli"]:
        old, new = row["id"], row["id"].replace("stimulus", "zebra")
        (to / "videos" / f"{old}.mp4").rename(to / "videos" / f"{new}.mp4")
        row["id"], row["source"], row["seed"] = new, "quite another place", row["seed"] + 1000
        row["label"] = labels[(labels.index(row["label"]) + 1) % len(labels)]
        row["predicted"] = labels[(labels.index(row["predicted"]) + 2) % len(labels)]
        row["condition"] = conditions[(conditions.index(row["condition"]) + 1) % len(conditions)]
        row["probabilities"] = {label: 1 / len(labels) for label in labels}
    (to / "manifest.json").write_text(json.dumps(data))
    return to


def pin_chance(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is random beside the seeded orders: names, tokens and codes."""
    chance = random.Random(7)
    monkeypatch.setattr(secrets, "token_hex", lambda size=32: chance.randbytes(size).hex())
    monkeypatch.setattr(secrets, "token_urlsafe", lambda size=32: chance.randbytes(size).hex()[: size * 4 // 3])
    monkeypatch.setattr(secrets, "choice", chance.choice)


def told(reply: Any) -> bytes:
    """All that a reply says: status, headers and body, of those that led to it as well."""
    body = b"".join(reply.streaming_content) if reply.streaming else reply.content
    address = reply.request["PATH_INFO"]
    said_by_cookies = reply.cookies.output()
    return TIMES.sub(b"", f"{address} {reply.status_code} {reply.headers} {said_by_cookies}".encode() + body)


def whole_session(slug: str, language: str) -> list[tuple[str, bytes]]:
    """Every page, trial and clip of a session, with requests that are refused among them: kind of reply, and reply."""
    rater = Rater(slug, language)
    replies = [("page", told(rater.get())), ("page", told(rater.start()))]
    forms: list[tuple[str, dict[str, str]]] = [("consent", {"agree": "yes"}), ("questionnaire", ANSWERS)]
    for step, fields in (*forms, ("device", DEVICE_FORM), ("instructions", {})):
        replies.append(("page", told(rater.post(step, **fields))))
    while (trial := rater.next_trial()) is not None:
        requests = [rater.client.get(rater.address("trials/next")), rater.client.get(trial["video"])]
        requests += [
            rater.tell(trial),
            rater.answer(trial, chosen="nonsense"),
            rater.answer(trial),
            rater.answer(trial),
        ]
        requests += [rater.answer(trial, chosen="anger"), rater.client.get(trial["video"][:-5] + "0.mp4")]
        replies += [("data", told(reply)) for reply in requests[:-1]]
        replies.append(("page", told(requests[-1])))
    return [*replies, ("data", told(rater.client.get(rater.address("trials/next")))), ("page", told(rater.get("done")))]


@pytest.fixture
def replies_of(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> Callable[[Path, str], list[tuple[str, bytes]]]:
    """Imports a set and takes part in a study of it; nothing of it stays."""

    def replies(folder: Path, language: str = "en") -> list[tuple[str, bytes]]:
        pin_chance(monkeypatch)
        settings.MEDIA_ROOT = folder / "media"
        with transaction.atomic():
            study = open_study(import_set(folder), "quiet", None, 0, "en")
            define(**DEFINITION)
            found = whole_session(study.slug, language)
            transaction.set_rollback(True)
        return found

    return replies


@pytest.mark.parametrize("language", ["en", "ja"])
def test_what_must_not_be_known_changes_no_byte(
    make_stimulus_set: Callable[..., Path],
    replies_of: Callable[..., list[tuple[str, bytes]]],
    tmp_path: Path,
    language: str,
) -> None:
    folder = make_stimulus_set()
    give_roles(folder, BESIDE)
    replies = replies_of(folder, language)
    (folder / "media").rename(tmp_path / "old-media")
    others = replies_of(disguised(folder, tmp_path / "disguised"), language)
    assert len(replies) == len(others) > 8 * 19
    for number, (one, other) in enumerate(zip(replies, others, strict=True)):
        assert one == other, f"reply {number}"


def test_no_reply_names_a_condition_a_stimulus_or_its_source(
    make_stimulus_set: Callable[..., Path], replies_of: Callable[..., list[tuple[str, bytes]]]
) -> None:
    everywhere = [*CONDITIONS, "stimulus-", "made for a", "predicted", "probabilit", "manifest"]
    folder = make_stimulus_set()
    give_roles(folder, BESIDE)
    for kind, reply in replies_of(folder):
        words = [word for word in everywhere if kind == "data" or word not in PLAIN_WORDS]
        assert not [word for word in words if word.encode() in reply.lower()]


def test_a_trial_says_only_what_the_page_needs(rater: Rater) -> None:
    labels = {"joy", "sadness", "anger", "surprise"}
    trials = rater.begin_rating().window()["trials"]
    allowed = {"key", "practice", "number", "of", "block", "instructed", "feedback", "replayed", "seconds"}
    assert all(set(trial) == allowed | {"video", "sha256", "response", "events"} for trial in trials)
    spoken = json.dumps(trials)
    assert not [label for label in labels if label in spoken]
