"""Where raters come from and where they are sent back to, as a study defines it."""

from __future__ import annotations

from typing import Literal

import msgspec


class Return(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a rater gets at one outcome: a ``code`` to copy, and a ``url`` to go back to; either may be empty.

    ``{code}`` in the url stands for the code, other names in braces for what the recruiter sent along (`survey_code`).
    """

    url: str = ""
    code: str = ""

    def __post_init__(self) -> None:
        if self.url and not self.url.startswith(("https://", "http://localhost")):
            raise ValueError(f"url must begin with https://, got {self.url!r}")


class Recruiter(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """``none``: whoever has the link, with a completion code made for each. ``codes``: one-time codes that are typed
    in. The others bring ids in the link's parameters; without them there is no session."""

    kind: Literal["none", "prolific", "sona", "mturk", "codes"] = "none"
    completed: Return = Return()
    screened_out: Return = Return()
    failed_checks: Return = Return()
    timed_out: Return = Return()
