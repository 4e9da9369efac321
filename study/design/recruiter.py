"""Where raters come from and where they are sent back to, as a study defines it."""

from __future__ import annotations

import re
from typing import Literal
from urllib.parse import urlsplit

import msgspec

Kind = Literal["none", "prolific", "sona", "mturk", "codes"]

# What a recruiter puts into the study's link, for use in the addresses of the ways back.
SENT: dict[Kind, tuple[str, ...]] = {
    "none": (),
    "prolific": ("PROLIFIC_PID", "STUDY_ID", "SESSION_ID"),
    "sona": ("survey_code",),
    "mturk": ("workerId", "assignmentId", "hitId"),
    "codes": (),
}
NAMED = re.compile(r"\{(\w+)\}")
OWN_HOSTS = ("localhost", "127.0.0.1")


class Return(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a rater gets at one outcome: a ``code`` to copy, and a ``url`` to go back to; either may be empty.

    ``{code}`` in the url stands for the code, other names in braces for what the recruiter sent along (`survey_code`).
    """

    url: str = ""
    code: str = ""

    def __post_init__(self) -> None:
        if self.url and not _is_address(self.url):
            raise ValueError(f"url must begin with https:// and name a host, got {self.url!r}")
        if set("{}") & set(NAMED.sub("", self.url)):
            raise ValueError(f"url: a brace without its name, as in {{code}}, in {self.url!r}")
        if self.code != self.code.strip():
            raise ValueError(f"code begins or ends with a space: {self.code!r}")

    @property
    def names(self) -> tuple[str, ...]:
        """What stands in braces."""
        return tuple(NAMED.findall(self.url))


class Recruiter(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """``none``: whoever has the link, with a completion code made for each. ``codes``: one-time codes that are typed
    in. The others bring ids in the link's parameters; without them there is no session."""

    kind: Kind = "none"
    completed: Return = Return()
    screened_out: Return = Return()
    failed_checks: Return = Return()
    timed_out: Return = Return()

    def __post_init__(self) -> None:
        known = ("code", *SENT[self.kind])
        for outcome, back in self.returns.items():
            for name in back.names:
                if name not in known:
                    raise ValueError(
                        f"{outcome}.url: {{{name}}} is nothing that kind = {self.kind!r} knows; "
                        f"there are: {', '.join(f'{{{each}}}' for each in known)}"
                    )

    @property
    def returns(self) -> dict[str, Return]:
        """By outcome."""
        return {
            "completed": self.completed,
            "screened_out": self.screened_out,
            "failed_checks": self.failed_checks,
            "timed_out": self.timed_out,
        }


def _is_address(url: str) -> bool:
    """On a secure line, or on this machine."""
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError:
        return False
    return bool(host) and (parts.scheme == "https" or (parts.scheme == "http" and host in OWN_HOSTS))
