"""A rater for tests: the pages and endpoints through Django's test client."""

from __future__ import annotations

import copy
from typing import Any

from django.test import Client

from study.design.protocol import Device
from study.models import Session
from study.simulation import forms

# What a browser tells of a presentation in which all went well.
TIMING: dict[str, Any] = {
    "format": "mp4",
    "clip_ms": 500.0,
    "stalls": 0,
    "stall_ms": 0.0,
    "hidden_ms": 0.0,
    "input": "key",
    "replays": 0,
    "attempt": 1,
    "replayed": False,
    "seen_to_end": True,
}

# And of the answer to it.
ANSWER: dict[str, Any] = {
    "chosen": "joy",
    "rt_ms": 2500.5,
    "rt_from_end_ms": 2000.5,
    "clock": "frame",
    "timing": TIMING,
}

# What a browser tells of a device that will do.
DEVICE: dict[str, Any] = forms.DEVICE
DEVICE_FORM = forms.device(Device())


class Rater:
    """A rater's browser, without the browser: keeps cookies, follows redirects, tells JSON."""

    def __init__(self, slug: str, language: str = "en") -> None:
        self.client = Client()
        self.slug = slug
        self.language = language

    def tab(self) -> Rater:
        """Another tab of the same browser, with the cookies as they are now."""
        tab = Rater(self.slug, self.language)
        tab.client.cookies = copy.deepcopy(self.client.cookies)
        return tab

    def address(self, step: str) -> str:
        return f"/s/{self.slug}/{step}"

    def get(self, step: str = "") -> Any:
        return self.client.get(self.address(step), follow=True)

    def post(self, step: str, **fields: str) -> Any:
        return self.client.post(self.address(step), fields, follow=True)

    def start(self, **fields: str) -> Any:
        return self.post("start", language=self.language, **fields)

    def begin_rating(self) -> Rater:
        self.start()
        self.post("consent", agree="yes")
        self.post("device", **DEVICE_FORM)
        self.post("instructions")
        return self

    def window(self) -> Any:
        return self.client.get(self.address("trials/next")).json()

    def next_trial(self) -> Any:
        """The one trial that can be answered now; None if there is none."""
        return next(iter(self.window()["trials"]), None)

    def answer(self, trial: Any, key: str | None = None, **changes: Any) -> Any:
        headers = {"Idempotency-Key": key or f"key-of-{trial['key']}"}
        return self.client.post(trial["response"], ANSWER | changes, content_type="application/json", headers=headers)

    def tell(self, trial: Any, kind: str = "shown", page: str = "page-one", key: str | None = None) -> Any:
        """An event of the trial's clip."""
        headers = {"Idempotency-Key": key or f"{kind}-{page}-{trial['key']}"}
        body = {"kind": kind, "page": page, "detail": ""}
        return self.client.post(trial["events"], body, content_type="application/json", headers=headers)

    def answer_all(self, **changes: Any) -> int:
        """Answers whatever is left; returns how many. Instructed trials get the answer that they ask for."""
        count = 0
        while (trial := self.next_trial()) is not None:
            chosen = {"chosen": trial["instructed"]} if trial["instructed"] else {}
            assert self.answer(trial, **changes, **chosen).status_code == 201
            count += 1
        return count

    @property
    def session(self) -> Session:
        return Session.objects.get(token=self.client.cookies["rater"].value)
