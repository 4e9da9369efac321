"""A simulated rater's way through a study: the pages, forms and endpoints that a browser uses, over HTTP."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import httpx

from generation.errors import MiburiError
from study.session.simulation import MARK_FIELD, TIME_HEADER, time_mark
from study.simulation.behaviour import Act

TIMEOUT = 60.0
TRIALS = "trials"


@dataclass(frozen=True)
class Given:
    """What is given in one trial: the act, the clip's length in seconds, and the answers to second questions."""

    act: Act
    seconds: float
    ratings: Mapping[str, Any]


@dataclass(frozen=True)
class Part:
    """How a rater takes part: language, what goes into the form of each page, seconds that reading it takes, and what
    is given to a trial by its key."""

    language: str
    forms: Mapping[str, Mapping[str, str]]
    reading: Mapping[str, float]
    decide: Callable[[str], Given]


class StudyBrowser:
    """One browser with its cookies. ``now`` is the rater's simulated clock."""

    def __init__(self, site: str, slug: str, rater: int, now: datetime) -> None:
        self.client = httpx.Client(base_url=site, timeout=TIMEOUT, follow_redirects=True)
        self.csrf = secrets.token_hex(16)  # the site compares cookie and header, whoever made them
        self.client.cookies.set("csrftoken", self.csrf)
        self.slug = slug
        self.rater = rater
        self.now = now

    def take_part(self, part: Part, mark: str) -> None:
        """Welcome to the last page, from whichever step the session stands at. MiburiError if nobody answers."""
        try:
            with self.client:
                self._take_part(part, mark)
        except httpx.TransportError as error:
            raise MiburiError(f"{self.client.base_url}: no answer ({error}); is the site running there?") from None

    def _take_part(self, part: Part, mark: str) -> None:
        step = self._submit("start", {"language": part.language, MARK_FIELD: mark})
        while step in part.forms:
            self.now += timedelta(seconds=part.reading[step])
            following = self._submit(step, part.forms[step])
            if following == step:
                raise MiburiError(f"simulated rater {self.rater}: the page {step!r} does not take its form")
            step = following
        if step == TRIALS:
            self._rate(part)

    def _rate(self, part: Part) -> None:
        window = self._get(f"/s/{self.slug}/trials/next").json()
        while window["trials"]:
            trial = window["trials"][0]
            self._get(trial["video"])
            given = part.decide(trial["key"])
            self.now += timedelta(seconds=given.act.pause + given.act.rt)
            headers = self._stated({"Idempotency-Key": f"simulated-{trial['key']}"})
            window = self._checked(self.client.post(trial["response"], json=_body(given), headers=headers)).json()

    def _get(self, path: str) -> httpx.Response:
        return self._checked(self.client.get(path))

    def _submit(self, step: str, fields: Mapping[str, str]) -> str:
        """Send the form of a page; the name of the page that follows."""
        page = self.client.post(f"/s/{self.slug}/{step}", data=dict(fields), headers=self._stated({}))
        return self._checked(page).url.path.rpartition("/")[2]

    def _stated(self, headers: dict[str, str]) -> dict[str, str]:
        own = {"X-CSRFToken": self.csrf, "Referer": str(self.client.base_url)}
        return {**headers, **own, TIME_HEADER: time_mark(self.rater, self.now)}

    def _checked(self, response: httpx.Response) -> httpx.Response:
        if response.is_error:
            what = f"{response.request.method} {response.request.url}"
            raise MiburiError(
                f"simulated rater {self.rater}: {what} answered {response.status_code}: {response.text[:200]!r}"
            )
        return response


def _body(given: Given) -> dict[str, Any]:
    """A presentation in which all went well."""
    return {
        "chosen": given.act.chosen,
        "rt_ms": round(1000 * given.act.rt, 1),
        "rt_from_end_ms": round(1000 * (given.act.rt - given.seconds), 1),
        "clock": "frame",
        "timing": {
            "format": "mp4",
            "clip_ms": 1000 * given.seconds,
            "stalls": 0,
            "stall_ms": 0.0,
            "hidden_ms": 0.0,
            "input": "key",
            "replays": 0,
            "attempt": 1,
            "replayed": False,
            "seen_to_end": given.act.rt >= given.seconds,
        },
        "ratings": given.ratings,
    }
