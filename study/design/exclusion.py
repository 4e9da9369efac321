"""Which responses and sessions a study leaves out of its analysis: rules that are declared before anybody takes part.

``[[exclude.responses]]`` and ``[[exclude.sessions]]`` of study.toml. `study.statistics.exclusions` applies them.
"""

from __future__ import annotations

from typing import ClassVar, Literal

import msgspec

from study.design.kept import Kept
from study.design.questions import Name, refuse_doubles

# Marks that a response can bear; `study.statistics.flags` says when.
Flag = Literal["fast", "slow", "same", "check", "hidden", "stalled", "dropped", "replayed", "clock", "unseen"]


class ResponseRule(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Leaves out responses with a ``flag``, or whose ``measure`` is smaller than ``below`` or larger than ``above``."""

    name: Name
    flag: Flag | None = None
    measure: Literal["rt_ms", "rt_from_end_ms", "stall_ms", "hidden_ms", "load_ms", "replays"] | None = None
    below: float | None = None
    above: float | None = None

    def __post_init__(self) -> None:
        if (self.flag is None) == (self.measure is None):
            raise ValueError(f"{self.name}: give flag or measure, one of them")
        if self.flag is not None and (self.below is not None or self.above is not None):
            raise ValueError(f"{self.name}: below and above are limits of a measure; a flag has none")
        if self.measure is not None:
            refuse_idle_limits(self.name, self.below, self.above)


class SessionRule(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Leaves out whole sessions whose ``measure`` is smaller than ``below`` or larger than ``above``.

    With a ``flag``, the measure is the share, 0 to 1, of the session's responses that have it. ``incomplete``: sessions
    that did not end as completed.
    """

    name: Name
    incomplete: bool = False
    flag: Flag | None = None
    measure: Literal["minutes", "responses", "checks_failed", "median_rt_ms", "accuracy"] | None = None
    below: float | None = None
    above: float | None = None

    def __post_init__(self) -> None:
        if [self.incomplete, self.flag is not None, self.measure is not None].count(True) != 1:
            raise ValueError(f"{self.name}: give incomplete = true, flag or measure, one of them")
        if not self.incomplete:
            refuse_idle_limits(self.name, self.below, self.above)
        elif self.below is not None or self.above is not None:
            raise ValueError(f"{self.name}: incomplete has no limits; leave out below and above")
        for limit in (self.below, self.above):
            if self.flag is not None and limit is not None and not 0 <= limit <= 1:
                raise ValueError(f"{self.name}: of a flag, below and above are shares, 0 to 1; got {limit:g}")


class Exclusion(Kept, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """All rules. Their names are what the data give as reasons."""

    CALLED: ClassVar[str] = "exclusion rules"

    responses: tuple[ResponseRule, ...] = ()
    sessions: tuple[SessionRule, ...] = ()

    def __post_init__(self) -> None:
        refuse_doubles("exclude", self.names)

    @property
    def rules(self) -> tuple[SessionRule | ResponseRule, ...]:
        """Sessions first, as they are applied."""
        return (*self.sessions, *self.responses)

    @property
    def names(self) -> list[str]:
        return [rule.name for rule in self.rules]


def refuse_idle_limits(name: str, below: float | None, above: float | None) -> None:
    """ValueError if there is no limit, or if nothing can lie between the two."""
    if below is None and above is None:
        raise ValueError(f"{name}: give below, above or both")
    if below is not None and above is not None and below > above:
        raise ValueError(f"{name}: below {below:g} is more than above {above:g}: everything is left out")
