"""A simulated rater's way through a study: the pages, forms and endpoints that a browser uses, over HTTP."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import httpx

from generation.errors import MiburiError
from study.session.simulation import MARK_FIELD, TIME_HEADER, time_mark
from study.simulation.behaviour import Act, SimulatedRater

CSRF = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
TIMEOUT = 60.0
# A trial's key to the act and the clip's length in seconds.
Decide = Callable[[str], tuple[Act, float]]


class StudyBrowser:
    """One browser with its cookies. ``now`` is the rater's simulated clock."""

    def __init__(self, site: str, slug: str, rater: int, now: datetime) -> None:
        self.client = httpx.Client(base_url=site, timeout=TIMEOUT, follow_redirects=True)
        self.slug = slug
        self.rater = rater
        self.now = now

    def take_part(self, behaviour: SimulatedRater, mark: str, decide: Decide) -> None:
        """Welcome to completion code, from whichever step the session stands at. MiburiError if nobody answers."""
        try:
            with self.client:
                self._take_part(behaviour, mark, decide)
        except httpx.TransportError as error:
            raise MiburiError(f"{self.client.base_url}: no answer ({error}); is the site running there?") from None

    def _take_part(self, behaviour: SimulatedRater, mark: str, decide: Decide) -> None:
        page = self._get(f"/s/{self.slug}/?language={behaviour.language}")
        page = self._submit(page, "start", {"language": behaviour.language, MARK_FIELD: mark})
        for step, fields in (("consent", {"agree": "yes"}), ("instructions", {})):
            if page.url.path.endswith(step):
                self.now += timedelta(seconds=behaviour.reading.pop())
                page = self._submit(page, step, fields)
        if page.url.path.endswith("trials"):
            self._rate(_csrf(page), decide)

    def _rate(self, csrf: str, decide: Decide) -> None:
        while (trial := self._get(f"/s/{self.slug}/trials/next").json()["trial"]) is not None:
            self._get(trial["video"])
            act, seconds = decide(trial["key"])
            self.now += timedelta(seconds=act.pause + act.rt)
            body = {
                "chosen": act.chosen,
                "rt_ms": round(1000 * act.rt, 1),
                "rt_from_end_ms": round(1000 * (act.rt - seconds), 1),
                "clock": "simulated",
                "timing": {"simulated": True},
            }
            headers = {"X-CSRFToken": csrf, "Idempotency-Key": f"simulated-{trial['key']}"}
            self._checked(self.client.post(trial["response"], json=body, headers=self._stated(headers)))

    def _get(self, path: str) -> httpx.Response:
        return self._checked(self.client.get(path))

    def _submit(self, page: httpx.Response, step: str, fields: dict[str, str]) -> httpx.Response:
        data = {"csrfmiddlewaretoken": _csrf(page), **fields}
        return self._checked(self.client.post(f"/s/{self.slug}/{step}", data=data, headers=self._stated({})))

    def _stated(self, headers: dict[str, str]) -> dict[str, Any]:
        return {**headers, TIME_HEADER: time_mark(self.rater, self.now), "Referer": str(self.client.base_url)}

    def _checked(self, response: httpx.Response) -> httpx.Response:
        if response.is_error:
            what = f"{response.request.method} {response.request.url}"
            raise MiburiError(
                f"simulated rater {self.rater}: {what} answered {response.status_code}: {response.text[:200]!r}"
            )
        return response


def _csrf(page: httpx.Response) -> str:
    found = CSRF.search(page.text)
    if found is None:
        raise MiburiError(f"{page.url}: no form on the page; is this a study of this site, and is it open?")
    return found[1]
