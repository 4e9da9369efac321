"""Raters that speak the protocol without a browser: many at once, each with an outbox, crashes and second tabs."""

from __future__ import annotations

import asyncio
import hashlib
import json
import random
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from itertools import count
from typing import Any

from tests.faults.ledger import Given, Ledger
from tests.faults.site import LABELS
from tests.faults.wire import Message, exchange, request
from tests.study.rater import TIMING

PATIENCE = 3.0  # seconds that a bot waits for a reply; some come later
WAITS = (0.02, 0.5)  # between tries
SECONDS_TO_CRASH = 8.0  # on average
SERIAL = count(1)  # makes every response time, and so every answer, its own


@dataclass(frozen=True)
class Parcel:
    """What waits in an outbox."""

    url: str
    key: str
    body: bytes
    given: Given | None  # None: an event
    trial: str


@dataclass
class Device:
    """What outlives a crash: cookies, and the outbox on the disk."""

    cookies: dict[str, str] = field(default_factory=dict)
    outbox: list[Parcel] = field(default_factory=list)


class Bot:
    """A rater at ``port``, in the study ``slug``."""

    def __init__(self, port: int, slug: str, ledger: Ledger, seed: int) -> None:
        self.port = port
        self.slug = slug
        self.ledger = ledger
        self.rng = random.Random(seed)
        self.device = Device({"csrftoken": f"{self.rng.getrandbits(128):032x}"})

    async def take_part(self) -> None:
        """From the link to the end. Now and then all but the device is forgotten, or two tabs race each other."""
        await self._arrive()
        while True:
            tabs = 2 if self.rng.random() < 0.3 else 1
            running = [asyncio.create_task(self._tab(private=number > 0)) for number in range(tabs)]
            if tabs > 1:
                self.ledger.done["second tab"] += 1
            done, crashed = await asyncio.wait(running, timeout=self.rng.expovariate(1 / SECONDS_TO_CRASH))
            for task in crashed:
                task.cancel()
            await asyncio.gather(*crashed, return_exceptions=True)
            self.ledger.done["crash"] += bool(crashed)
            if any(task.result() for task in done) and not self.device.outbox:
                return

    async def _arrive(self) -> None:
        forms = {"start": "language=en", "consent": "agree=yes&language=en", "instructions": ""}
        for page, form in forms.items():
            reply = await self._ask("POST", f"/s/{self.slug}/{page}", form.encode(), {})
            self._expect(reply, 302)
            for name, value in reply.fields:
                if name == "set-cookie":
                    self.device.cookies |= {key: morsel.value for key, morsel in SimpleCookie(value).items()}

    async def _tab(self, private: bool) -> bool:
        """Rates to the end, and says so; the outbox of a ``private`` window is its own and goes with it."""
        outbox: list[Parcel] = [] if private else self.device.outbox
        while True:
            trials = await self._send(outbox)
            if trials is None or self.rng.random() < 0.1:
                reply = await self._ask("GET", f"/s/{self.slug}/trials/next")
                self._expect(reply, 200)
                trials = json.loads(reply.body)["trials"]
            if not trials:
                return True
            for trial in trials[: self.rng.randint(1, len(trials))]:
                await self._rate(trial, outbox)
            if len(trials) > 1 and self.rng.random() < 0.05:
                await self._answer_out_of_turn(trials[-1])

    async def _rate(self, trial: dict[str, Any], outbox: list[Parcel]) -> None:
        if self.rng.random() < 0.02:
            clip = await self._ask("GET", trial["video"])
            assert hashlib.sha256(clip.body).hexdigest() == trial["sha256"]
        if self.rng.random() < 0.1:
            body = json.dumps({"kind": "shown", "page": "a-bot-s-page", "detail": ""}).encode()
            outbox.append(Parcel(trial["events"], self._key(), body, None, trial["key"]))
        answer = self._answer(trial)
        if self.rng.random() < 0.02:
            await self._send(outbox)
            await self._give_two_under_one_key(answer, trial)
        else:
            outbox.append(answer)

    def _answer(self, trial: dict[str, Any], key: str | None = None) -> Parcel:
        chosen, rt, key = self.rng.choice(LABELS.names), 300 + next(SERIAL) / 8, key or self._key()
        fields = {"chosen": chosen, "rt_ms": rt, "rt_from_end_ms": rt - 200, "clock": "frame", "timing": TIMING}
        body = json.dumps(fields).encode()
        given = Given.of(self.device.cookies["rater"], trial["key"], key, body, chosen, rt)
        self.ledger.given.add(given)
        return Parcel(trial["response"], key, body, given, trial["key"])

    def _key(self) -> str:
        return f"{self.rng.getrandbits(128):032x}"

    async def _send(self, outbox: list[Parcel]) -> list[dict[str, Any]] | None:
        """Until all is acknowledged or refused, in order, one at a time. Another tab may send the same outbox.

        The trials that the last reply gave as the next ones; None if it gave none.
        """
        trials = None
        while outbox:
            parcel = outbox[0]
            reply = await self._post(parcel)
            trials = json.loads(reply.body).get("trials")
            if outbox and outbox[0] is parcel:
                outbox.pop(0)
            if parcel.given in self.ledger.acknowledged and self.rng.random() < 0.02:
                await self._change_the_answer(parcel)
        return trials

    async def _post(self, parcel: Parcel) -> Message:
        """One parcel, until the server says something to it; notes what."""
        reply = await self._ask("POST", parcel.url, parcel.body, {"Idempotency-Key": parcel.key})
        self._expect(reply, 200, 201, 409, 410)
        is_acknowledged = reply.status in (200, 201)
        if parcel.given is not None:
            (self.ledger.acknowledged if is_acknowledged else self.ledger.refused).add(parcel.given)
        elif is_acknowledged:
            self.ledger.events[parcel.key] = (self.device.cookies["rater"], parcel.trial)
        return reply

    async def _change_the_answer(self, parcel: Parcel) -> None:
        """Another body under the same key, and another key for the same trial: both are refused."""
        trial = {"key": parcel.trial, "response": parcel.url}
        for key in (parcel.key, None):
            self.ledger.done["changed answer"] += 1
            changed = self._answer(trial, key)
            if (await self._post(changed)).status < 400:
                self.ledger.wrong.append(f"answer changed: {changed}")

    async def _give_two_under_one_key(self, answer: Parcel, trial: dict[str, Any]) -> None:
        """At once: one of them is taken, whichever comes first."""
        self.ledger.done["two at once"] += 1
        other = self._answer(trial, answer.key)
        replies = await asyncio.gather(self._post(answer), self._post(other))
        if max(reply.status for reply in replies) < 400:
            self.ledger.wrong.append(f"both taken under one key: {answer.key}")

    async def _answer_out_of_turn(self, trial: dict[str, Any]) -> None:
        """Refused; with a choice that is none, so that a late copy cannot count when the turn has come."""
        self.ledger.done["out of turn"] += 1
        body = json.dumps({"chosen": "nothing", "rt_ms": 1, "rt_from_end_ms": 1, "clock": "frame", "timing": TIMING})
        reply = await self._ask("POST", trial["response"], body.encode(), {"Idempotency-Key": self._key()})
        self._expect(reply, 400, 409, 410)

    def _expect(self, reply: Message, *statuses: int) -> None:
        if reply.status not in statuses:
            self.ledger.wrong.append(f"{reply.start}, not {statuses}: {reply.body[:200]!r}")

    async def _ask(self, method: str, path: str, body: bytes = b"", fields: dict[str, str] | None = None) -> Message:
        """The reply, asked for until there is one that the server meant."""
        cookies = "; ".join(f"{name}={value}" for name, value in self.device.cookies.items())
        media = "application/json" if body.startswith(b"{") else "application/x-www-form-urlencoded"
        own = {"Host": "127.0.0.1", "Cookie": cookies, "X-CSRFToken": self.device.cookies["csrftoken"]}
        message = bytes(request(method, path, {**own, "Content-Type": media, **(fields or {})}, body))
        while True:
            try:
                async with asyncio.timeout(PATIENCE):
                    reply = await exchange(self.port, message)
                if reply.status < 500:
                    return reply
                self.ledger.done["server error"] += 1
            except OSError:  # TimeoutError among them
                self.ledger.done["tried again"] += 1
            await asyncio.sleep(self.rng.uniform(*WAITS))
