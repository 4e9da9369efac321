"""What a study's texts say of its protocol: words in braces that stand for a length of time or a sentence.

They are filled when a text is shown, and before it is hashed. Only the words below are looked for; other braces stay.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from study.design.protocol import Protocol

BRACES = re.compile(r"\{(\w+)\}")


def days(protocol: Protocol, language: str) -> str:
    """Until when a rater may withdraw, counted from the session's end: "30 days"."""
    return _days(protocol.withdrawal.days, language)


def cookies(protocol: Protocol, language: str) -> str:
    """How long the rater's browser keeps the study's cookies, counted from its last page: "34 days"."""
    return _days(protocol.cookie_days, language)


def age(protocol: Protocol, language: str) -> str:
    """How a sentence begins in which a rater says to be old enough: "I am 18 or older, "; nothing where age is not
    asked for."""
    years = protocol.consent.minimum_age
    if years == 0:
        return ""
    return f"私は{years}歳以上で、" if language == "ja" else f"I am {years} or older, "


def _days(count: int, language: str) -> str:
    return f"{count}日" if language == "ja" else f"{count} {'day' if count == 1 else 'days'}"


def replays(protocol: Protocol, language: str) -> str:
    """A sentence: how often a clip can be seen."""
    count = protocol.answers.replays
    if count == 0:
        return "それぞれの映像は一度だけ表示されます。" if language == "ja" else "Each clip is shown once."
    if language == "ja":
        return f"それぞれの映像は、回答する前に{count}回まで見直すことができます。"
    often = "once more" if count == 1 else f"again, up to {count} times,"
    return f"You may watch each clip {often} before you answer."


def when(protocol: Protocol, language: str) -> str:
    """A sentence: when an answer can be given."""
    if protocol.answers.when == "after_clip":
        return "映像が終わってからお答えください。" if language == "ja" else "You can answer when the clip has ended."
    return "映像の途中でもお答えいただけます。" if language == "ja" else "You may answer before the clip has ended."


PLACEHOLDERS: dict[str, Callable[[Protocol, str], str]] = {
    "days": days,
    "replays": replays,
    "when": when,
    "cookies": cookies,
    "age": age,
}
# What the page itself fills in, in the text of this name, which has to have it.
LATER = {"instructed": "label"}


def filled(text: str, protocol: Protocol, language: str) -> str:
    """``text`` as it is shown to a rater of this language."""
    return BRACES.sub(
        lambda found: PLACEHOLDERS[found[1]](protocol, language) if found[1] in PLACEHOLDERS else found[0], text
    )
